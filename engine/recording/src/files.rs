//! Files that a game keeps. Any thread reads them, so that answers are found by what was asked, not by when.

use crate::Tape;
use sparrow_platform::{Arrivals, FileError, FileStat, FileSystem, RelativePath};
use std::{rc::Rc, sync::Arc};

struct TapedFiles {
    tape: Tape,
    inner: Arc<dyn FileSystem>,
    name: &'static str,
}

struct TapedArrivals(Tape);

impl Tape {
    /// Files whose results are recorded; `name` tells one root from another. The package's own files are not wrapped: a replay has
    /// the package.
    pub fn files(&self, name: &'static str, inner: Arc<dyn FileSystem>) -> Arc<dyn FileSystem> {
        Arc::new(TapedFiles { tape: self.clone(), inner, name })
    }

    /// The order in which loaders deliver.
    pub fn arrivals(&self) -> Rc<dyn Arrivals> {
        Rc::new(TapedArrivals(self.clone()))
    }
}

impl TapedFiles {
    fn ask<T: serde::Serialize + serde::de::DeserializeOwned>(
        &self,
        verb: &str,
        path: &RelativePath,
        ask: impl FnOnce() -> Result<T, FileError>,
    ) -> Result<T, FileError> {
        self.tape.exchange_elsewhere(format!("{verb} {}/{path}", self.name), ask)
    }
}

impl FileSystem for TapedFiles {
    fn read(&self, path: &RelativePath) -> Result<Vec<u8>, FileError> {
        self.tape.exchange_contents(format!("read {}/{path}", self.name), || self.inner.read(path))
    }

    fn stat(&self, path: &RelativePath) -> Result<FileStat, FileError> {
        self.ask("stat", path, || self.inner.stat(path))
    }

    fn read_dir(&self, path: &RelativePath) -> Result<Vec<String>, FileError> {
        self.ask("read_dir", path, || self.inner.read_dir(path))
    }

    fn write(&self, path: &RelativePath, bytes: &[u8]) -> Result<(), FileError> {
        self.ask("write", path, || self.inner.write(path, bytes))
    }

    fn append(&self, path: &RelativePath, bytes: &[u8]) -> Result<(), FileError> {
        self.ask("append", path, || self.inner.append(path, bytes))
    }

    fn create_dir(&self, path: &RelativePath) -> Result<(), FileError> {
        self.ask("create_dir", path, || self.inner.create_dir(path))
    }

    fn remove_file(&self, path: &RelativePath) -> Result<(), FileError> {
        self.ask("remove_file", path, || self.inner.remove_file(path))
    }

    fn remove_dir(&self, path: &RelativePath) -> Result<(), FileError> {
        self.ask("remove_dir", path, || self.inner.remove_dir(path))
    }

    fn rename(&self, from: &RelativePath, to: &RelativePath) -> Result<(), FileError> {
        self.ask("rename", from, || self.inner.rename(from, to))
    }
}

impl Arrivals for TapedArrivals {
    fn waits(&self) -> bool {
        !self.0.is_replay() && !self.0.is_live()
    }

    fn deliver(&self, loader: &str, done: Vec<u32>) -> Vec<u32> {
        self.0.exchange(|| format!("arrived {loader}"), || done)
    }
}
