//! One folder of a [`FileSystem`], as a root of its own.

use std::sync::Arc;

use sparrow_platform::{FileError, FileStat, FileSystem, RelativePath};

/// Everything below one folder. Errors name paths as the whole file system sees them.
pub struct Folder {
    pub(crate) files: Arc<dyn FileSystem>,
    pub(crate) root: RelativePath,
}

impl Folder {
    /// What is below `root` in `files`.
    pub fn new(files: Arc<dyn FileSystem>, root: RelativePath) -> Folder {
        Folder { files, root }
    }

    fn at(&self, path: &RelativePath) -> Result<RelativePath, FileError> {
        self.root.join(path.as_str()).map_err(|e| FileError {
            kind: sparrow_platform::FileErrorKind::Escapes,
            path: path.to_string(),
            message: e.to_string(),
        })
    }
}

impl FileSystem for Folder {
    fn read(&self, path: &RelativePath) -> Result<Vec<u8>, FileError> {
        self.files.read(&self.at(path)?)
    }

    fn stat(&self, path: &RelativePath) -> Result<FileStat, FileError> {
        self.files.stat(&self.at(path)?)
    }

    fn read_dir(&self, path: &RelativePath) -> Result<Vec<String>, FileError> {
        self.files.read_dir(&self.at(path)?)
    }

    fn write(&self, path: &RelativePath, bytes: &[u8]) -> Result<(), FileError> {
        self.files.write(&self.at(path)?, bytes)
    }

    fn append(&self, path: &RelativePath, bytes: &[u8]) -> Result<(), FileError> {
        self.files.append(&self.at(path)?, bytes)
    }

    fn create_dir(&self, path: &RelativePath) -> Result<(), FileError> {
        self.files.create_dir(&self.at(path)?)
    }

    fn remove_file(&self, path: &RelativePath) -> Result<(), FileError> {
        self.files.remove_file(&self.at(path)?)
    }

    fn remove_dir(&self, path: &RelativePath) -> Result<(), FileError> {
        self.files.remove_dir(&self.at(path)?)
    }

    fn rename(&self, from: &RelativePath, to: &RelativePath) -> Result<(), FileError> {
        self.files.rename(&self.at(from)?, &self.at(to)?)
    }
}
