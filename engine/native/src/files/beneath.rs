//! Linux: every path is resolved by the kernel below the root's descriptor and cannot leave it, whatever others do
//! to the folders meanwhile.

use std::{fs::File, os::fd::OwnedFd, path::Path};

use rustix::{
    fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, RenameFlags, ResolveFlags},
    io::Errno,
};
use sparrow_platform::{FileErrorKind, RelativePath};

use super::{Failure, Tree, entry_parent};

pub(super) struct BeneathTree {
    root: OwnedFd,
}

/// `RESOLVE_BENEATH` may have to be asked again when a folder is renamed at the same moment.
const TRIES: usize = 16;

impl BeneathTree {
    /// `None` when the kernel has no `openat2` (before 5.6) or a sandbox forbids it.
    pub(super) fn open(root: &Path) -> Result<Option<BeneathTree>, Failure> {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = rustix::fs::openat(CWD, root, flags, Mode::empty())?;
        let probe = rustix::fs::openat2(
            &root,
            ".",
            OFlags::PATH | OFlags::CLOEXEC,
            Mode::empty(),
            ResolveFlags::BENEATH,
        );
        match probe {
            Ok(_) => Ok(Some(BeneathTree { root })),
            Err(Errno::NOSYS | Errno::PERM) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }

    fn resolve(&self, path: &RelativePath, flags: OFlags) -> Result<OwnedFd, Failure> {
        let text = if path.is_root() { "." } else { path.as_str() };
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
        let mut result = Err(Errno::AGAIN);
        for _ in 0..TRIES {
            result = rustix::fs::openat2(&self.root, text, flags | OFlags::CLOEXEC, Mode::empty(), resolve);
            if !matches!(result, Err(Errno::AGAIN | Errno::INTR)) {
                break;
            }
        }
        result.map_err(|e| match e {
            Errno::XDEV => FileErrorKind::Escapes.into(),
            Errno::LOOP => Failure::Text(FileErrorKind::Other, "the links go round in a circle"),
            // A pipe without a reader, or a device without a driver.
            Errno::NXIO => Failure::special_file(),
            e => e.into(),
        })
    }

    fn folder(&self, path: &RelativePath) -> Result<OwnedFd, Failure> {
        self.resolve(path, OFlags::RDONLY | OFlags::DIRECTORY)
    }

    /// The folder of an entry, and the entry's name in it.
    fn entry<'a>(&self, path: &'a RelativePath) -> Result<(OwnedFd, &'a str), Failure> {
        let parent = self.resolve(&entry_parent(path)?, OFlags::PATH | OFlags::DIRECTORY)?;
        Ok((parent, path.file_name()))
    }
}

impl Tree for BeneathTree {
    fn open(&self, path: &RelativePath) -> Result<File, Failure> {
        Ok(self.resolve(path, OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY)?.into())
    }

    fn open_append(&self, path: &RelativePath) -> Result<File, Failure> {
        let flags = OFlags::WRONLY | OFlags::APPEND | OFlags::NONBLOCK | OFlags::NOCTTY;
        Ok(self.resolve(path, flags)?.into())
    }

    fn metadata(&self, path: &RelativePath) -> Result<std::fs::Metadata, Failure> {
        Ok(File::from(self.resolve(path, OFlags::PATH)?).metadata()?)
    }

    fn is_real_dir(&self, path: &RelativePath) -> Result<bool, Failure> {
        let (parent, name) = self.entry(path)?;
        let stat = rustix::fs::statat(&parent, name, AtFlags::SYMLINK_NOFOLLOW)?;
        Ok(FileType::from_raw_mode(stat.st_mode) == FileType::Directory)
    }

    fn names(&self, path: &RelativePath) -> Result<Vec<String>, Failure> {
        let mut names = Vec::new();
        for entry in Dir::new(self.folder(path)?)? {
            let entry = entry?;
            if let Ok(name) = entry.file_name().to_str()
                && name != "."
                && name != ".."
            {
                names.push(name.to_owned());
            }
        }
        Ok(names)
    }

    fn create_new(&self, path: &RelativePath) -> Result<File, Failure> {
        let (parent, name) = self.entry(path)?;
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(File::from(rustix::fs::openat(&parent, name, flags, Mode::from_raw_mode(0o666))?))
    }

    fn create_dir(&self, path: &RelativePath) -> Result<(), Failure> {
        let (parent, name) = self.entry(path)?;
        Ok(rustix::fs::mkdirat(&parent, name, Mode::from_raw_mode(0o777))?)
    }

    fn remove_file(&self, path: &RelativePath) -> Result<(), Failure> {
        let (parent, name) = self.entry(path)?;
        Ok(rustix::fs::unlinkat(&parent, name, AtFlags::empty())?)
    }

    fn remove_dir(&self, path: &RelativePath) -> Result<(), Failure> {
        let (parent, name) = self.entry(path)?;
        Ok(rustix::fs::unlinkat(&parent, name, AtFlags::REMOVEDIR)?)
    }

    fn rename(&self, from: &RelativePath, to: &RelativePath) -> Result<(), Failure> {
        let (from_parent, from_name) = self.entry(from)?;
        let (to_parent, to_name) = self.entry(to)?;
        Ok(rustix::fs::renameat_with(&from_parent, from_name, &to_parent, to_name, RenameFlags::empty())?)
    }

    fn sync_dir(&self, path: &RelativePath) -> Result<(), Failure> {
        Ok(rustix::fs::fsync(self.folder(path)?)?)
    }
}
