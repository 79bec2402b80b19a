//! Files of the disk below one folder.
//!
//! A symbolic link that leads out of the folder is refused wherever it stands in a path. On Linux the kernel does
//! this (`openat2` with `RESOLVE_BENEATH`, see [`beneath`]), so that nobody can change a folder into a link between
//! the check and the use; elsewhere, and on kernels before 5.6, paths are resolved and compared (see [`checked`]).

#[cfg(target_os = "linux")]
mod beneath;
mod checked;
mod failure;

use std::{
    fs::{self, File},
    io::{Read, Write},
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use sparrow_platform::{FileError, FileErrorKind, FileKind, FileStat, FileSystem, RelativePath};

use self::failure::Failure;
use crate::NativeError;

/// Names that start so are ours: files on their way to their place. Games neither see them nor can name them.
const TEMP_PREFIX: &str = ".sparrow-tmp-";

/// Opens and changes files below a root; the part that differs between systems. Paths are not empty where a
/// folder's entry is meant.
trait Tree: Send + Sync {
    /// Opens what `path` names without waiting (a pipe must not block). It may be anything.
    fn open(&self, path: &RelativePath) -> Result<File, Failure>;
    /// Opens an existing file for appending, without waiting.
    fn open_append(&self, path: &RelativePath) -> Result<File, Failure>;
    /// What `path` names, behind links; needs no right to read it.
    fn metadata(&self, path: &RelativePath) -> Result<fs::Metadata, Failure>;
    /// The kind that stands in the folder itself: a link is not followed.
    fn is_real_dir(&self, path: &RelativePath) -> Result<bool, Failure>;
    /// The names in a folder that are UTF-8, in any order.
    fn names(&self, path: &RelativePath) -> Result<Vec<String>, Failure>;
    /// Makes a file that does not exist yet.
    fn create_new(&self, path: &RelativePath) -> Result<File, Failure>;
    fn create_dir(&self, path: &RelativePath) -> Result<(), Failure>;
    fn remove_file(&self, path: &RelativePath) -> Result<(), Failure>;
    fn remove_dir(&self, path: &RelativePath) -> Result<(), Failure>;
    fn rename(&self, from: &RelativePath, to: &RelativePath) -> Result<(), Failure>;
    /// Makes the entries of a folder durable.
    fn sync_dir(&self, path: &RelativePath) -> Result<(), Failure>;
}

/// Files below one folder of the disk.
///
/// Names that are not UTF-8 are not listed. A link is followed when it is relative and stays inside; writing to one
/// replaces the link.
pub struct DiskFileSystem {
    root: PathBuf,
    tree: OnceLock<Box<dyn Tree>>,
    writable: bool,
    synced: bool,
    temp_count: AtomicU32,
}

impl DiskFileSystem {
    /// An existing folder that is only read, such as a package.
    pub fn read_only(root: impl Into<PathBuf>) -> Result<DiskFileSystem, NativeError> {
        let root = root.into();
        let files = DiskFileSystem::with(root, false);
        files.open_now()?;
        Ok(files)
    }

    /// An existing folder.
    pub fn open(root: impl Into<PathBuf>) -> Result<DiskFileSystem, NativeError> {
        let files = DiskFileSystem::with(root.into(), true);
        files.open_now()?;
        Ok(files)
    }

    /// A folder that is made, with those above it, when the first file is written; until then it is empty.
    pub fn created_on_write(root: impl Into<PathBuf>) -> DiskFileSystem {
        DiskFileSystem::with(root.into(), true)
    }

    fn with(root: PathBuf, writable: bool) -> DiskFileSystem {
        DiskFileSystem { root, tree: OnceLock::new(), writable, synced: true, temp_count: AtomicU32::new(0) }
    }

    /// Does not wait for the disk: for temporary files and caches, which a loss of power may take. Each write still
    /// happens as a whole or not at all while the system runs.
    pub fn without_sync(mut self) -> DiskFileSystem {
        self.synced = false;
        self
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn open_now(&self) -> Result<(), NativeError> {
        let tree = open_tree(&self.root)
            .map_err(|e| NativeError::folder(&self.root, format!("cannot be used: {}", e.text())))?;
        // Only the constructors call this: nothing else can have set it.
        let _ = self.tree.set(tree);
        Ok(())
    }

    /// The tree for reading; `NotFound` while the folder is not there.
    fn tree(&self) -> Result<&dyn Tree, Failure> {
        if let Some(tree) = self.tree.get() {
            return Ok(tree.as_ref());
        }
        let tree = open_tree(&self.root)?;
        Ok(self.tree.get_or_init(|| tree).as_ref())
    }

    /// The tree for writing; makes the folder.
    fn tree_to_write(&self) -> Result<&dyn Tree, Failure> {
        if !self.writable {
            return Err(FileErrorKind::ReadOnly.into());
        }
        if self.tree.get().is_none() {
            fs::create_dir_all(&self.root)?;
        }
        self.tree()
    }

    fn replace(&self, path: &RelativePath, bytes: &[u8]) -> Result<(), Failure> {
        let tree = self.tree_to_write()?;
        let parent = entry_parent(path)?;
        if tree.is_real_dir(path).unwrap_or(false) {
            return Err(FileErrorKind::IsDirectory.into());
        }
        let (temp, mut file) = self.create_temp(tree, &parent)?;
        let written = file
            .write_all(bytes)
            .and_then(|()| if self.synced { file.sync_all() } else { Ok(()) })
            .map_err(Failure::from)
            .and_then(|()| tree.rename(&temp, path));
        drop(file);
        if let Err(failure) = written {
            // The disk may be full: what was written of it must go at once.
            let _ = tree.remove_file(&temp);
            return Err(failure);
        }
        self.sync_dir(tree, &parent)
    }

    /// Makes the entries of a folder durable.
    fn sync_dir(&self, tree: &dyn Tree, folder: &RelativePath) -> Result<(), Failure> {
        if self.synced { tree.sync_dir(folder) } else { Ok(()) }
    }

    fn create_temp(&self, tree: &dyn Tree, parent: &RelativePath) -> Result<(RelativePath, File), Failure> {
        loop {
            let n = self.temp_count.fetch_add(1, Ordering::Relaxed);
            let name = format!("{TEMP_PREFIX}{}-{n}", std::process::id());
            let temp = parent.join(&name).map_err(|_| Failure::from(FileErrorKind::Other))?;
            match tree.create_new(&temp) {
                Ok(file) => return Ok((temp, file)),
                // Left behind by a killed process with our number.
                Err(failure) if failure.kind() == FileErrorKind::Exists => {}
                Err(failure) => return Err(failure),
            }
        }
    }

    fn remove_folder(&self, path: &RelativePath) -> Result<(), Failure> {
        if path.is_root() {
            return Err(FileErrorKind::Denied.into());
        }
        let tree = self.tree_to_write()?;
        match tree.remove_dir(path) {
            Err(failure) if failure.kind() == FileErrorKind::NotEmpty => {
                // To the game the folder is empty when only the remains of killed writers are in it.
                let names = tree.names(path)?;
                if names.is_empty() || !names.iter().all(|name| name.starts_with(TEMP_PREFIX)) {
                    return Err(failure);
                }
                for name in names {
                    tree.remove_file(&path.join(&name).map_err(|_| Failure::from(FileErrorKind::Other))?)?;
                }
                tree.remove_dir(path)
            }
            result => result,
        }
    }

    fn move_entry(&self, from: &RelativePath, to: &RelativePath) -> Result<(), Failure> {
        let tree = self.tree_to_write()?;
        let from_parent = from.parent().ok_or(Failure::from(FileErrorKind::NotFound))?;
        let from_is_dir = tree.is_real_dir(from)?;
        let to_parent = entry_parent(to)?;
        if !tree.metadata(&to_parent)?.is_dir() {
            return Err(FileErrorKind::NotDirectory.into());
        }
        if from == to {
            return Ok(());
        }
        if from_is_dir && to.is_below(from) {
            return Err(FileErrorKind::IsDirectory.into());
        }
        match tree.is_real_dir(to) {
            Ok(true) => return Err(FileErrorKind::IsDirectory.into()),
            Ok(false) if from_is_dir => return Err(FileErrorKind::NotDirectory.into()),
            _ => {}
        }
        tree.rename(from, to)?;
        self.sync_dir(tree, &to_parent)?;
        if from_parent != to_parent {
            self.sync_dir(tree, &from_parent)?;
        }
        Ok(())
    }
}

fn open_tree(root: &Path) -> Result<Box<dyn Tree>, Failure> {
    #[cfg(target_os = "linux")]
    if let Some(tree) = beneath::BeneathTree::open(root)? {
        return Ok(Box::new(tree));
    }
    Ok(Box::new(checked::CheckedTree::open(root)?))
}

/// The folder of an entry; the root itself is none.
fn entry_parent(path: &RelativePath) -> Result<RelativePath, Failure> {
    path.parent().ok_or_else(|| FileErrorKind::IsDirectory.into())
}

/// Our own names do not exist for games.
fn visible(path: &RelativePath) -> Result<(), Failure> {
    if path.as_str().split('/').any(|part| part.starts_with(TEMP_PREFIX)) {
        return Err(FileErrorKind::NotFound.into());
    }
    Ok(())
}

/// Whether the metadata is of a file or a folder; pipes, sockets and devices are neither.
fn kind_of(metadata: &fs::Metadata) -> Result<FileKind, Failure> {
    if metadata.is_dir() {
        Ok(FileKind::Directory)
    } else if metadata.is_file() {
        Ok(FileKind::File)
    } else {
        Err(Failure::special_file())
    }
}

fn need_file(file: &File) -> Result<fs::Metadata, Failure> {
    let metadata = file.metadata()?;
    match kind_of(&metadata)? {
        FileKind::File => Ok(metadata),
        FileKind::Directory => Err(FileErrorKind::IsDirectory.into()),
    }
}

impl FileSystem for DiskFileSystem {
    fn read(&self, path: &RelativePath) -> Result<Vec<u8>, FileError> {
        let read = || {
            visible(path)?;
            if path.is_root() {
                return Err(FileErrorKind::IsDirectory.into());
            }
            let mut file = self.tree()?.open(path)?;
            need_file(&file)?;
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes)?;
            Ok(bytes)
        };
        read().map_err(|e: Failure| e.at(path))
    }

    fn stat(&self, path: &RelativePath) -> Result<FileStat, FileError> {
        let stat = || {
            visible(path)?;
            let metadata = match self.tree().and_then(|tree| tree.metadata(path)) {
                Err(e) if path.is_root() && e.kind() == FileErrorKind::NotFound => {
                    return Ok(FileStat { kind: FileKind::Directory, size: 0, modified_ms: 0.0 });
                }
                result => result?,
            };
            let kind = kind_of(&metadata)?;
            let modified =
                metadata.modified().ok().and_then(|t| t.duration_since(std::time::UNIX_EPOCH).ok());
            Ok(FileStat {
                kind,
                size: if kind == FileKind::File { metadata.len() } else { 0 },
                modified_ms: modified.map_or(0.0, |since| since.as_secs_f64() * 1000.0),
            })
        };
        stat().map_err(|e: Failure| e.at(path))
    }

    fn read_dir(&self, path: &RelativePath) -> Result<Vec<String>, FileError> {
        let list = || {
            visible(path)?;
            let mut names = match self.tree().and_then(|tree| tree.names(path)) {
                Err(e) if path.is_root() && e.kind() == FileErrorKind::NotFound => Vec::new(),
                result => result?,
            };
            names.retain(|name| !name.starts_with(TEMP_PREFIX));
            names.sort_unstable();
            Ok(names)
        };
        list().map_err(|e: Failure| e.at(path))
    }

    fn write(&self, path: &RelativePath, bytes: &[u8]) -> Result<(), FileError> {
        visible(path).and_then(|()| self.replace(path, bytes)).map_err(|e| e.at(path))
    }

    fn append(&self, path: &RelativePath, bytes: &[u8]) -> Result<(), FileError> {
        let append = || {
            visible(path)?;
            if path.is_root() {
                return Err(FileErrorKind::IsDirectory.into());
            }
            if !self.writable {
                return Err(FileErrorKind::ReadOnly.into());
            }
            let mut file = self.tree()?.open_append(path)?;
            let old_len = need_file(&file)?.len();
            let written =
                file.write_all(bytes).and_then(|()| if self.synced { file.sync_data() } else { Ok(()) });
            if let Err(e) = written {
                // All or nothing, as far as a full disk goes.
                let _ = file.set_len(old_len);
                return Err(e.into());
            }
            Ok(())
        };
        append().map_err(|e: Failure| e.at(path))
    }

    fn create_dir(&self, path: &RelativePath) -> Result<(), FileError> {
        let create = || {
            visible(path)?;
            let parent = path.parent().ok_or(Failure::from(FileErrorKind::Exists))?;
            let tree = self.tree_to_write()?;
            tree.create_dir(path)?;
            self.sync_dir(tree, &parent)
        };
        create().map_err(|e: Failure| e.at(path))
    }

    fn remove_file(&self, path: &RelativePath) -> Result<(), FileError> {
        let remove = || {
            visible(path)?;
            entry_parent(path)?;
            let tree = self.tree_to_write()?;
            if tree.is_real_dir(path)? {
                return Err(FileErrorKind::IsDirectory.into());
            }
            tree.remove_file(path)
        };
        remove().map_err(|e: Failure| e.at(path))
    }

    fn remove_dir(&self, path: &RelativePath) -> Result<(), FileError> {
        visible(path).and_then(|()| self.remove_folder(path)).map_err(|e| e.at(path))
    }

    fn rename(&self, from: &RelativePath, to: &RelativePath) -> Result<(), FileError> {
        visible(to).map_err(|e| e.at(to))?;
        visible(from).and_then(|()| self.move_entry(from, to)).map_err(|e| e.at(from))
    }
}

#[cfg(all(test, unix))]
mod tests;
