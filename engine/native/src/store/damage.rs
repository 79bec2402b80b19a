//! What is told when the storage file is not what was written.

use std::{fmt, path::PathBuf};

/// What was found damaged, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoreDamage {
    /// The storage file.
    pub file: PathBuf,
    /// The copy of the damaged file; `None` when it could not be made.
    pub kept_as: Option<PathBuf>,
    /// How many bytes are lost.
    pub lost_bytes: usize,
    /// How many values are left.
    pub kept_values: usize,
}

impl fmt::Display for StoreDamage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the storage file {} was damaged: {} bytes are lost, {} values are intact",
            self.file.display(),
            self.lost_bytes,
            self.kept_values
        )?;
        match &self.kept_as {
            Some(copy) => write!(f, "; the damaged file is kept as {}", copy.display()),
            None => write!(f, "; the damaged file could not be kept"),
        }
    }
}
