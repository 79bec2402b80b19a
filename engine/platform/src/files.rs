//! Files below one root: a package, the user's data, temporary files.
//!
//! A path that was not checked does not type-check: [`RelativePath`] is the only key, and it cannot leave its root.
//! Quotas and the platform's error texts are the caller's (`package`).

use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fmt,
    sync::{Mutex, MutexGuard},
};

/// A path below a root: `/`-separated, no empty, `.` or `..` part, no backslash, no NUL, no drive letter.
/// The empty path is the root itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RelativePath(String);

/// Why a text is no [`RelativePath`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadPath {
    /// It climbs above its root.
    #[error("the path {0:?} leads out of its folder")]
    Escapes(String),
    /// It holds a character that no path may hold.
    #[error("the path {0:?} holds a character that is not allowed")]
    BadCharacter(String),
    /// It is longer than any real path.
    #[error("the path is longer than {MAX_PATH_BYTES} bytes")]
    TooLong,
}

const MAX_PATH_BYTES: usize = 4096;

impl RelativePath {
    /// Checks and normalises `text`: leading slashes, `.` and inner `..` are resolved; whatever would
    /// leave the root is refused.
    pub fn new(text: &str) -> Result<RelativePath, BadPath> {
        if text.len() > MAX_PATH_BYTES {
            return Err(BadPath::TooLong);
        }
        if text.contains(['\0', '\\']) || text.split('/').any(|part| part.len() == 2 && part.ends_with(':')) {
            return Err(BadPath::BadCharacter(text.to_owned()));
        }
        let mut parts: Vec<&str> = Vec::new();
        for part in text.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    if parts.pop().is_none() {
                        return Err(BadPath::Escapes(text.to_owned()));
                    }
                }
                part => parts.push(part),
            }
        }
        Ok(RelativePath(parts.join("/")))
    }

    /// The root itself.
    pub fn root() -> RelativePath {
        RelativePath::default()
    }

    /// The text, without a leading slash.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True for the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// This path with `text` resolved against it.
    pub fn join(&self, text: &str) -> Result<RelativePath, BadPath> {
        if self.is_root() {
            RelativePath::new(text)
        } else {
            RelativePath::new(&format!("{}/{text}", self.0))
        }
    }

    /// The folder that holds this path; `None` for the root.
    pub fn parent(&self) -> Option<RelativePath> {
        if self.is_root() {
            return None;
        }
        Some(RelativePath(self.0.rsplit_once('/').map_or(String::new(), |(dir, _)| dir.to_owned())))
    }

    /// The last part; empty for the root.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or("")
    }

    /// True when this path is `folder` or lies below it.
    pub fn is_below(&self, folder: &RelativePath) -> bool {
        folder.is_root()
            || self.0.strip_prefix(&folder.0).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

impl fmt::Display for RelativePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a path names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileKind {
    /// A file with bytes.
    File,
    /// A folder.
    Directory,
}

/// What is known of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct FileStat {
    /// File or folder.
    pub kind: FileKind,
    /// Bytes; 0 for folders.
    pub size: u64,
    /// Time of the last change, in ms since 1970; 0 when unknown.
    pub modified_ms: f64,
}

/// Why a file operation failed; the caller words it for the game.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileErrorKind {
    /// No such file or folder.
    NotFound,
    /// Something is there already.
    Exists,
    /// A folder stands where a file is needed.
    IsDirectory,
    /// A file stands where a folder is needed.
    NotDirectory,
    /// The folder holds something.
    NotEmpty,
    /// This root cannot be written.
    ReadOnly,
    /// The system refuses.
    Denied,
    /// The disk is full or a quota is reached.
    NoSpace,
    /// A name is longer than the disk takes.
    NameTooLong,
    /// A symbolic link leads out of the root.
    Escapes,
    /// Anything else.
    Other,
}

/// A failed file operation.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{path}: {message}")]
pub struct FileError {
    /// The kind, for decisions.
    pub kind: FileErrorKind,
    /// The path, as the caller gave it.
    pub path: String,
    /// The reason, for people.
    pub message: String,
}

impl FileError {
    /// An error of `kind` at `path` with the usual words.
    pub fn new(kind: FileErrorKind, path: &RelativePath) -> FileError {
        let message = match kind {
            FileErrorKind::NotFound => "no such file or directory",
            FileErrorKind::Exists => "file already exists",
            FileErrorKind::IsDirectory => "is a directory",
            FileErrorKind::NotDirectory => "not a directory",
            FileErrorKind::NotEmpty => "directory not empty",
            FileErrorKind::ReadOnly => "read-only",
            FileErrorKind::Denied => "permission denied",
            FileErrorKind::NoSpace => "no space left",
            FileErrorKind::NameTooLong => "file name too long",
            FileErrorKind::Escapes => "the link leads out of its folder",
            FileErrorKind::Other => "cannot be used",
        };
        FileError { kind, path: path.to_string(), message: message.to_owned() }
    }
}

/// Files below one root. Blocking; callers that must not block call it on another thread. What writes is refused as read-only
/// unless an implementation says otherwise.
pub trait FileSystem: Send + Sync {
    /// The whole file.
    fn read(&self, path: &RelativePath) -> Result<Vec<u8>, FileError>;
    /// Kind, size and time.
    fn stat(&self, path: &RelativePath) -> Result<FileStat, FileError>;
    /// Names in a folder, sorted.
    fn read_dir(&self, path: &RelativePath) -> Result<Vec<String>, FileError>;
    /// Replaces or makes a file; whoever reads sees the old or the new bytes, also after a crash.
    /// The folder must exist.
    fn write(&self, path: &RelativePath, _bytes: &[u8]) -> Result<(), FileError> {
        Err(FileError::new(FileErrorKind::ReadOnly, path))
    }
    /// Adds bytes to the end of an existing file.
    fn append(&self, path: &RelativePath, _bytes: &[u8]) -> Result<(), FileError> {
        Err(FileError::new(FileErrorKind::ReadOnly, path))
    }
    /// Makes one folder; its parent must exist.
    fn create_dir(&self, path: &RelativePath) -> Result<(), FileError> {
        Err(FileError::new(FileErrorKind::ReadOnly, path))
    }
    /// Removes a file.
    fn remove_file(&self, path: &RelativePath) -> Result<(), FileError> {
        Err(FileError::new(FileErrorKind::ReadOnly, path))
    }
    /// Removes an empty folder.
    fn remove_dir(&self, path: &RelativePath) -> Result<(), FileError> {
        Err(FileError::new(FileErrorKind::ReadOnly, path))
    }
    /// Moves a file or folder; an existing file at the target is replaced by a file, never by a folder.
    fn rename(&self, from: &RelativePath, _to: &RelativePath) -> Result<(), FileError> {
        Err(FileError::new(FileErrorKind::ReadOnly, from))
    }
}

/// Files in memory, for tests and headless runs.
#[derive(Debug, Default)]
pub struct MemoryFileSystem {
    /// `None` is a folder. The root is not listed.
    nodes: Mutex<BTreeMap<RelativePath, Option<Vec<u8>>>>,
}

impl MemoryFileSystem {
    /// An empty root.
    pub fn new() -> MemoryFileSystem {
        MemoryFileSystem::default()
    }

    /// Adds a file and the folders above it; for building test packages.
    pub fn insert(&self, path: &str, bytes: impl Into<Vec<u8>>) -> Result<(), BadPath> {
        let path = RelativePath::new(path)?;
        let mut nodes = self.lock();
        let mut parent = path.parent();
        while let Some(dir) = parent.filter(|dir| !dir.is_root()) {
            parent = dir.parent();
            nodes.entry(dir).or_insert(None);
        }
        nodes.insert(path, Some(bytes.into()));
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<RelativePath, Option<Vec<u8>>>> {
        self.nodes.lock().unwrap_or_else(|e| e.into_inner())
    }
}

type Nodes = BTreeMap<RelativePath, Option<Vec<u8>>>;

/// The error for a path that is not there: below a file nothing can be.
fn missing(nodes: &Nodes, path: &RelativePath) -> FileError {
    let mut parent = path.parent();
    while let Some(dir) = parent {
        if let Some(Some(_)) = nodes.get(&dir) {
            return FileError::new(FileErrorKind::NotDirectory, path);
        }
        parent = dir.parent();
    }
    FileError::new(FileErrorKind::NotFound, path)
}

fn need_dir(nodes: &Nodes, path: &RelativePath) -> Result<(), FileError> {
    match nodes.get(path) {
        _ if path.is_root() => Ok(()),
        Some(None) => Ok(()),
        Some(Some(_)) => Err(FileError::new(FileErrorKind::NotDirectory, path)),
        None => Err(missing(nodes, path)),
    }
}

fn need_parent(nodes: &Nodes, path: &RelativePath) -> Result<(), FileError> {
    let parent = path.parent().ok_or_else(|| FileError::new(FileErrorKind::IsDirectory, path))?;
    need_dir(nodes, &parent).map_err(|e| FileError::new(e.kind, path))
}

/// What lies below a folder, in order.
fn below<'a>(nodes: &'a Nodes, folder: &RelativePath) -> impl Iterator<Item = &'a str> {
    let prefix = if folder.is_root() { String::new() } else { format!("{}/", folder.0) };
    let from = RelativePath(prefix.clone());
    let paths = nodes.range(from..).map(|(path, _)| path.as_str());
    paths.map_while(move |path| path.strip_prefix(&prefix))
}

impl FileSystem for MemoryFileSystem {
    fn read(&self, path: &RelativePath) -> Result<Vec<u8>, FileError> {
        let nodes = self.lock();
        match nodes.get(path) {
            Some(Some(bytes)) => Ok(bytes.clone()),
            Some(None) => Err(FileError::new(FileErrorKind::IsDirectory, path)),
            None if path.is_root() => Err(FileError::new(FileErrorKind::IsDirectory, path)),
            None => Err(missing(&nodes, path)),
        }
    }

    fn stat(&self, path: &RelativePath) -> Result<FileStat, FileError> {
        let nodes = self.lock();
        match nodes.get(path) {
            Some(Some(bytes)) => {
                Ok(FileStat { kind: FileKind::File, size: bytes.len() as u64, modified_ms: 0.0 })
            }
            None if !path.is_root() => Err(missing(&nodes, path)),
            _ => Ok(FileStat { kind: FileKind::Directory, size: 0, modified_ms: 0.0 }),
        }
    }

    fn read_dir(&self, path: &RelativePath) -> Result<Vec<String>, FileError> {
        let nodes = self.lock();
        need_dir(&nodes, path)?;
        Ok(below(&nodes, path).filter(|rest| !rest.contains('/')).map(str::to_owned).collect())
    }

    fn write(&self, path: &RelativePath, bytes: &[u8]) -> Result<(), FileError> {
        let mut nodes = self.lock();
        need_parent(&nodes, path)?;
        if nodes.get(path) == Some(&None) {
            return Err(FileError::new(FileErrorKind::IsDirectory, path));
        }
        nodes.insert(path.clone(), Some(bytes.to_vec()));
        Ok(())
    }

    fn append(&self, path: &RelativePath, bytes: &[u8]) -> Result<(), FileError> {
        let mut nodes = self.lock();
        match nodes.get_mut(path) {
            Some(Some(old)) => {
                old.extend_from_slice(bytes);
                Ok(())
            }
            Some(None) => Err(FileError::new(FileErrorKind::IsDirectory, path)),
            None if path.is_root() => Err(FileError::new(FileErrorKind::IsDirectory, path)),
            None => Err(missing(&nodes, path)),
        }
    }

    fn create_dir(&self, path: &RelativePath) -> Result<(), FileError> {
        let mut nodes = self.lock();
        if path.is_root() || nodes.contains_key(path) {
            return Err(FileError::new(FileErrorKind::Exists, path));
        }
        need_parent(&nodes, path)?;
        nodes.insert(path.clone(), None);
        Ok(())
    }

    fn remove_file(&self, path: &RelativePath) -> Result<(), FileError> {
        let mut nodes = self.lock();
        match nodes.get(path) {
            Some(Some(_)) => {
                nodes.remove(path);
                Ok(())
            }
            Some(None) => Err(FileError::new(FileErrorKind::IsDirectory, path)),
            None if path.is_root() => Err(FileError::new(FileErrorKind::IsDirectory, path)),
            None => Err(missing(&nodes, path)),
        }
    }

    fn remove_dir(&self, path: &RelativePath) -> Result<(), FileError> {
        let mut nodes = self.lock();
        need_dir(&nodes, path)?;
        if path.is_root() {
            return Err(FileError::new(FileErrorKind::Denied, path));
        }
        if below(&nodes, path).next().is_some() {
            return Err(FileError::new(FileErrorKind::NotEmpty, path));
        }
        nodes.remove(path);
        Ok(())
    }

    fn rename(&self, from: &RelativePath, to: &RelativePath) -> Result<(), FileError> {
        let mut nodes = self.lock();
        if !nodes.contains_key(from) {
            return Err(missing(&nodes, from));
        }
        need_parent(&nodes, to)?;
        if from == to {
            return Ok(());
        }
        if to.is_below(from) || matches!(nodes.get(to), Some(None)) {
            return Err(FileError::new(FileErrorKind::IsDirectory, to));
        }
        if matches!(nodes.get(from), Some(None)) && nodes.contains_key(to) {
            return Err(FileError::new(FileErrorKind::NotDirectory, to));
        }
        let moved: Vec<_> = nodes.keys().filter(|p| p.is_below(from)).cloned().collect();
        for path in moved {
            let node = nodes.remove(&path).unwrap_or_default();
            let rest = &path.0[from.0.len()..];
            nodes.insert(RelativePath(format!("{}{rest}", to.0)), node);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_cannot_leave_their_root() {
        for bad in ["..", "a/../..", "../a", "/../etc/passwd", "a/../../b"] {
            assert!(matches!(RelativePath::new(bad), Err(BadPath::Escapes(_))), "{bad}");
        }
        for bad in ["a\\b", "a\0b", "C:/x", "a/C:"] {
            assert!(matches!(RelativePath::new(bad), Err(BadPath::BadCharacter(_))), "{bad}");
        }
        assert_eq!(RelativePath::new("/a//./b/../c/").unwrap().as_str(), "a/c");
        assert!(RelativePath::new(&"a/".repeat(5000)).is_err());
    }

    #[test]
    fn memory_files_follow_the_contract() {
        let fs = MemoryFileSystem::new();
        let p = |s: &str| RelativePath::new(s).unwrap();
        assert_eq!(fs.write(&p("d/a"), b"1").unwrap_err().kind, FileErrorKind::NotFound);
        fs.create_dir(&p("d")).unwrap();
        fs.write(&p("d/a"), b"1").unwrap();
        fs.append(&p("d/a"), b"2").unwrap();
        assert_eq!(fs.read(&p("d/a")).unwrap(), b"12");
        assert_eq!(fs.remove_dir(&p("d")).unwrap_err().kind, FileErrorKind::NotEmpty);
        fs.rename(&p("d"), &p("e")).unwrap();
        assert_eq!(fs.read_dir(&RelativePath::root()).unwrap(), ["e"]);
        assert_eq!(fs.read_dir(&p("e")).unwrap(), ["a"]);
        assert_eq!(fs.create_dir(&p("e/a/b")).unwrap_err().kind, FileErrorKind::NotDirectory);
        fs.remove_file(&p("e/a")).unwrap();
        fs.remove_dir(&p("e")).unwrap();
        assert_eq!(fs.stat(&p("e")).unwrap_err().kind, FileErrorKind::NotFound);
    }
}
