//! Every system: the path is resolved, compared with the root, and used.
//!
//! Between the check and the use another program of the same user could put a link in the place of a folder. A game
//! cannot: it has no call that makes links. Where that matters, Linux has [`super::beneath`].

use std::{
    fs::{self, File, OpenOptions},
    path::{Path, PathBuf},
};

use sparrow_platform::{FileErrorKind, RelativePath};

use super::{Failure, Tree, entry_parent};

pub(super) struct CheckedTree {
    /// Resolved: holds no links.
    root: PathBuf,
}

impl CheckedTree {
    pub(super) fn open(root: &Path) -> Result<CheckedTree, Failure> {
        let root = fs::canonicalize(root)?;
        if !fs::metadata(&root)?.is_dir() {
            return Err(FileErrorKind::NotDirectory.into());
        }
        Ok(CheckedTree { root })
    }

    /// Where `path` leads, all links followed.
    fn resolve(&self, path: &RelativePath) -> Result<PathBuf, Failure> {
        check_names(path)?;
        let resolved = fs::canonicalize(self.root.join(path.as_str()))?;
        if !resolved.starts_with(&self.root) {
            return Err(FileErrorKind::Escapes.into());
        }
        Ok(resolved)
    }

    /// Where the entry itself stands: links in its folder's path are followed, it is not.
    fn entry(&self, path: &RelativePath) -> Result<PathBuf, Failure> {
        check_names(path)?;
        let parent = self.resolve(&entry_parent(path)?)?;
        if !fs::metadata(&parent)?.is_dir() {
            return Err(FileErrorKind::NotDirectory.into());
        }
        Ok(parent.join(path.file_name()))
    }

    /// Refuses what could block when it is opened.
    fn file(&self, path: &RelativePath) -> Result<PathBuf, Failure> {
        let resolved = self.resolve(path)?;
        let metadata = fs::metadata(&resolved)?;
        if metadata.is_dir() {
            Err(FileErrorKind::IsDirectory.into())
        } else if metadata.is_file() {
            Ok(resolved)
        } else {
            Err(Failure::special_file())
        }
    }
}

/// NTFS takes what follows a colon for a stream of the file, and removes dots and spaces at the end.
fn check_names(path: &RelativePath) -> Result<(), Failure> {
    let odd = |part: &str| part.contains(':') || part.ends_with(['.', ' ']);
    if cfg!(windows) && path.as_str().split('/').any(odd) {
        return Err(FileErrorKind::NotFound.into());
    }
    Ok(())
}

impl Tree for CheckedTree {
    fn open(&self, path: &RelativePath) -> Result<File, Failure> {
        Ok(File::open(self.file(path)?)?)
    }

    fn open_append(&self, path: &RelativePath) -> Result<File, Failure> {
        Ok(OpenOptions::new().append(true).open(self.file(path)?)?)
    }

    fn metadata(&self, path: &RelativePath) -> Result<fs::Metadata, Failure> {
        Ok(fs::metadata(self.resolve(path)?)?)
    }

    fn is_real_dir(&self, path: &RelativePath) -> Result<bool, Failure> {
        Ok(fs::symlink_metadata(self.entry(path)?)?.is_dir())
    }

    fn names(&self, path: &RelativePath) -> Result<Vec<String>, Failure> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.resolve(path)?)? {
            names.extend(entry?.file_name().into_string().ok());
        }
        Ok(names)
    }

    fn create_new(&self, path: &RelativePath) -> Result<File, Failure> {
        Ok(File::create_new(self.entry(path)?)?)
    }

    fn create_dir(&self, path: &RelativePath) -> Result<(), Failure> {
        Ok(fs::create_dir(self.entry(path)?)?)
    }

    fn remove_file(&self, path: &RelativePath) -> Result<(), Failure> {
        Ok(fs::remove_file(self.entry(path)?)?)
    }

    fn remove_dir(&self, path: &RelativePath) -> Result<(), Failure> {
        Ok(fs::remove_dir(self.entry(path)?)?)
    }

    fn rename(&self, from: &RelativePath, to: &RelativePath) -> Result<(), Failure> {
        Ok(fs::rename(self.entry(from)?, self.entry(to)?)?)
    }

    fn sync_dir(&self, path: &RelativePath) -> Result<(), Failure> {
        // Elsewhere a folder cannot be opened as a file, and the system keeps its entries in a journal.
        if cfg!(unix) {
            File::open(self.resolve(path)?)?.sync_all()?;
        }
        Ok(())
    }
}
