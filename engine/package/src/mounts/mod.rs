//! The files that a game sees, behind the paths that it writes: its package, its user data, temporary and saved
//! files; and what `wx.getFileSystemManager` does with them, as plain functions.
//!
//! Every path text is checked into a [`Location`] first; the package is read-only; writes are counted against
//! quotas. Failures carry the platform's texts (`fail no such file or directory, open http://usr/x`, to
//! which the caller adds the name of the API). Absent on purpose: asynchrony.

mod archives;
mod descriptors;
mod digest;
mod encoding;
mod failure;
mod location;
mod operations;
mod saved;
mod sealed;
mod temp;
#[cfg(test)]
mod tests;
mod tree;
mod usage;

use self::{
    sealed::Sealed,
    usage::{MAX_DEPTH, QuotaOr, Usage, check_depth},
};
use std::sync::{Arc, Mutex, MutexGuard};

use sparrow_platform::{FileError, FileErrorKind, FileSystem};

use descriptors::Descriptors;
pub use digest::{DigestAlgorithm, FileInfo};
pub use encoding::Encoding;
pub use failure::{FailureKind, FileFailure};
pub use location::{Location, Mount};
pub use operations::StatEntry;
pub use saved::SavedFile;

/// `wx.env.USER_DATA_PATH`.
pub const USER_DATA_PATH: &str = "http://usr";

/// How much a game may keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MountLimits {
    /// User data and saved files together: 200 MB.
    pub user_bytes: u64,
    /// Temporary files: 1 GB, so that downloads cannot fill a disk.
    pub temp_bytes: u64,
    /// User data and saved files together, folders with them: the platform names no number, a disk has one.
    pub user_entries: u64,
    /// Temporary files.
    pub temp_entries: u64,
    /// One file that is read or written at once: 100 MB.
    pub file_bytes: u64,
}

impl Default for MountLimits {
    fn default() -> MountLimits {
        MountLimits {
            user_bytes: 200 << 20,
            temp_bytes: 1 << 30,
            user_entries: 50_000,
            temp_entries: 50_000,
            file_bytes: 100 << 20,
        }
    }
}

/// The folders behind the paths.
#[derive(Clone)]
pub struct MountFiles {
    /// The package; never written.
    pub package: Arc<dyn FileSystem>,
    /// `http://usr`.
    pub user: Arc<dyn FileSystem>,
    /// `http://tmp`; empty when the game starts.
    pub temp: Arc<dyn FileSystem>,
    /// What `saveFile` keeps, `wxfile://store_...`.
    pub saved: Arc<dyn FileSystem>,
}

/// See the module's text.
pub struct Mounts {
    files: MountFiles,
    limits: MountLimits,
    usage: Mutex<Usage>,
    descriptors: Mutex<Descriptors>,
    sealed: Mutex<Sealed>,
}

impl Mounts {
    /// The usual limits.
    pub fn new(files: MountFiles) -> Mounts {
        Mounts::with_limits(files, MountLimits::default())
    }

    /// Other limits.
    pub fn with_limits(files: MountFiles, limits: MountLimits) -> Mounts {
        Mounts {
            files,
            limits,
            usage: Mutex::default(),
            descriptors: Mutex::default(),
            sealed: Mutex::default(),
        }
    }

    /// The files behind a mount.
    pub fn files(&self, mount: Mount) -> &Arc<dyn FileSystem> {
        match mount {
            Mount::Package => &self.files.package,
            Mount::User => &self.files.user,
            Mount::Temp => &self.files.temp,
            Mount::Saved => &self.files.saved,
        }
    }

    /// Bytes that user data and saved files take.
    pub fn user_bytes_used(&self) -> u64 {
        self.used(&mut self.usage(), Mount::User).bytes
    }

    fn descriptors(&self) -> MutexGuard<'_, Descriptors> {
        self.descriptors.lock().unwrap_or_else(|e| e.into_inner())
    }

    fn usage(&self) -> MutexGuard<'_, Usage> {
        self.usage.lock().unwrap_or_else(|e| e.into_inner())
    }
}

fn exists(result: &Result<sparrow_platform::FileStat, FileError>) -> bool {
    !matches!(result, Err(e) if e.kind == FileErrorKind::NotFound)
}
