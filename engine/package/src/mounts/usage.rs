//! What a game takes of the disk, and how much it may.

use sparrow_platform::{FileError, FileKind, FileSystem, RelativePath};

use super::{FailureKind, FileFailure, Location, Mount, Mounts, tree::Tree};

/// Parts of a path that is written. Whoever asks the disk for a path goes through all of them.
pub(super) const MAX_DEPTH: usize = 128;

/// Space and entries: a file without bytes takes something, too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Amount {
    pub(super) bytes: u64,
    /// Files and folders.
    pub(super) entries: u64,
}

impl Amount {
    /// Bytes in a file that is there already.
    pub(super) fn bytes(bytes: u64) -> Amount {
        Amount { bytes, entries: 0 }
    }

    /// A file or a folder.
    pub(super) fn entry(bytes: u64) -> Amount {
        Amount { bytes, entries: 1 }
    }

    /// Everything in a tree, the folder itself with it.
    pub(super) fn of_tree(files: &dyn FileSystem, folder: &RelativePath) -> Amount {
        // What cannot be read is not the game's.
        let found = Tree::of(files, folder).flatten().map(|(_, stat)| match stat.kind {
            FileKind::File => Amount::entry(stat.size),
            FileKind::Directory => Amount::entry(0),
        });
        found.fold(Amount::default(), Amount::plus)
    }

    fn plus(self, other: Amount) -> Amount {
        Amount {
            bytes: self.bytes.saturating_add(other.bytes),
            entries: self.entries.saturating_add(other.entries),
        }
    }

    fn minus(self, other: Amount) -> Amount {
        Amount {
            bytes: self.bytes.saturating_sub(other.bytes),
            entries: self.entries.saturating_sub(other.entries),
        }
    }
}

/// What is in use; `None` until it was counted.
#[derive(Default)]
pub(super) struct Usage {
    pub(super) user: Option<Amount>,
    pub(super) temp: Option<Amount>,
    /// Files that were made by number.
    pub(super) temp_files: u64,
}

pub(super) enum QuotaOr {
    Quota,
    File(FileError),
}

impl Mounts {
    pub(super) fn used(&self, usage: &mut Usage, mount: Mount) -> Amount {
        // The root itself is no entry of the game's.
        let count =
            |mount| Amount::of_tree(&**self.files(mount), &RelativePath::root()).minus(Amount::entry(0));
        match mount {
            Mount::Temp => *usage.temp.get_or_insert_with(|| count(Mount::Temp)),
            _ => *usage.user.get_or_insert_with(|| count(Mount::User).plus(count(Mount::Saved))),
        }
    }

    /// Runs `write`, which turns `old` below `mount` into `new`, if that is within the quota.
    pub(super) fn within_quota(
        &self,
        mount: Mount,
        old: Amount,
        new: Amount,
        write: impl FnOnce() -> Result<(), FileError>,
    ) -> Result<(), QuotaOr> {
        let mut usage = self.usage();
        let used = self.used(&mut usage, mount);
        let (bytes, entries) = match mount {
            Mount::Temp => (self.limits.temp_bytes, self.limits.temp_entries),
            _ => (self.limits.user_bytes, self.limits.user_entries),
        };
        let after = used.minus(old).plus(new);
        if new.bytes > old.bytes && after.bytes > bytes
            || new.entries > old.entries && after.entries > entries
        {
            return Err(QuotaOr::Quota);
        }
        write().map_err(QuotaOr::File)?;
        let slot = if mount == Mount::Temp { &mut usage.temp } else { &mut usage.user };
        *slot = Some(after);
        Ok(())
    }

    /// What is in use is counted when it is asked for again: something failed in the middle.
    pub(super) fn count_anew(&self, mount: Mount) {
        let mut usage = self.usage();
        let slot = if mount == Mount::Temp { &mut usage.temp } else { &mut usage.user };
        *slot = None;
    }

    pub(super) fn file_size(&self, location: &Location) -> u64 {
        self.there(location).bytes
    }

    /// What writing to a location replaces.
    pub(super) fn there(&self, location: &Location) -> Amount {
        let stat = self.files(location.mount).stat(&location.path);
        stat.map_or(Amount::default(), |stat| Amount::entry(stat.size))
    }
}

/// Refuses paths that are too deep to be written.
pub(super) fn check_depth(path: &RelativePath, text: &str) -> Result<(), FileFailure> {
    if path.as_str().split('/').count() > MAX_DEPTH { Err(too_long(text)) } else { Ok(()) }
}

pub(super) fn too_long(text: &str) -> FileFailure {
    FileFailure::new(FailureKind::NameTooLong, format!("File name too long, open {text}"))
}
