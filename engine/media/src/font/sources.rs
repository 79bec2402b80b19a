//! Where fonts may come from besides those that a game loads.

use std::path::PathBuf;

/// Which fonts a game sees besides the embedded one and those that it loads itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FontSources {
    /// The fonts installed on this machine; looked at when a family or a character is missed, not before.
    #[default]
    System,
    /// None: the same pictures on every machine.
    EmbeddedOnly,
    /// The font files of one folder, as if only they were installed: the same pictures wherever the folder is the same.
    Folder(PathBuf),
}
