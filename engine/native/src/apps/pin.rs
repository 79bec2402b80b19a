//! Whose releases a cache takes, and which of them: the key that signed the first one, and the number of the newest one. It lies in a
//! file apart from the index, which says whether there is one: where either is damaged or gone, that is seen, and nothing is taken on
//! trust.

use super::{AppError, cache::write_whole, signature::PublicKey};
use serde_json::{Value, json};
use std::{fs, io, path::Path};

const FILE: &str = "pin.json";
const FORMAT: &str = "sparrow-pin-1";

/// See the module's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pin {
    pub(super) key: PublicKey,
    /// [`sparrow_package::Release::sequence`] of the newest release.
    pub(super) newest: u64,
}

impl Pin {
    /// The pin of a cache; `None` where there is no file.
    pub(super) fn read(root: &Path) -> Result<Option<Pin>, AppError> {
        let path = root.join(FILE);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(AppError::Disk { path, error }),
        };
        match Pin::parse(&String::from_utf8_lossy(&bytes)) {
            Some(pin) => Ok(Some(pin)),
            None => Err(Pin::damaged(root, "is damaged")),
        }
    }

    /// There was a pin, and it cannot be read.
    pub(super) fn damaged(root: &Path, what: &str) -> AppError {
        AppError::Pin { path: root.join(FILE), what: what.to_owned(), root: root.to_owned() }
    }

    pub(super) fn write(&self, root: &Path) -> Result<(), AppError> {
        let value = json!({ "format": FORMAT, "key": self.key.to_string(), "newest": self.newest });
        write_whole(&root.join(FILE), format!("{value:#}\n").as_bytes())
    }

    fn parse(text: &str) -> Option<Pin> {
        let value: Value = serde_json::from_str(text).ok()?;
        let key = value["key"].as_str().filter(|_| value["format"] == FORMAT)?;
        Some(Pin { key: PublicKey::parse(key)?, newest: value["newest"].as_u64()? })
    }
}
