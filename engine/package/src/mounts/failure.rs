//! A failed file operation in the platform's words.

use std::fmt;

use sparrow_platform::{FileError, FileErrorKind};

/// What went wrong, for decisions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FailureKind {
    /// There is no such file or folder.
    NotFound,
    /// It may not be read or written there.
    Denied,
    /// It cannot be done to this kind of thing.
    NotPermitted,
    /// A folder stands where a file is needed.
    IsDirectory,
    /// A file stands where a folder is needed.
    NotDirectory,
    /// The folder holds something.
    NotEmpty,
    /// Something is there already.
    Exists,
    /// A quota is reached, or the disk is full.
    NoSpace,
    /// An argument makes no sense; a path of no known kind is one.
    InvalidArgument,
    /// A name is longer than the disk takes.
    NameTooLong,
    /// A position lies behind the end of the file.
    PositionOutOfRange,
    /// A length is more than there may be.
    LengthOutOfRange,
    /// What `open` is told of the way of opening is none.
    InvalidFlag,
    /// `saveFile` was given no temporary file.
    NoTempFile,
    /// The file is no zip archive.
    NotZip,
    /// The file was not compressed with Brotli.
    NotBrotli,
    /// The file is larger than what may be read at once.
    TooLarge,
    /// No file is open under that number.
    BadDescriptor,
    /// The file is open, but not for this.
    WrongMode,
    /// No more files may be open at a time.
    TooManyOpen,
    /// Anything else that the disk says.
    Io,
}

/// A failed operation. Its text begins with `fail`; the caller puts `api:` before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFailure {
    /// The kind.
    pub kind: FailureKind,
    /// The text: `fail no such file or directory, open http://usr/x`.
    pub text: String,
}

impl FileFailure {
    pub(super) fn new(kind: FailureKind, text: impl Into<String>) -> FileFailure {
        FileFailure { kind, text: format!("fail {}", text.into()) }
    }

    /// The platform's number for it (`errno`, `errCode`), of the table of `FileError` on every page of `FileSystemManager`.
    pub fn errno(&self) -> u32 {
        match self.kind {
            FailureKind::NotPermitted => 1_300_001,
            FailureKind::NotFound => 1_300_002,
            FailureKind::Io => 1_300_005,
            FailureKind::BadDescriptor => 1_300_009,
            FailureKind::Denied => 1_300_013,
            FailureKind::NotDirectory => 1_300_020,
            FailureKind::InvalidArgument => 1_300_022,
            FailureKind::NameTooLong => 1_300_036,
            FailureKind::NotEmpty => 1_300_066,
            FailureKind::TooLarge | FailureKind::NoSpace => 1_300_202,
            FailureKind::IsDirectory => 1_301_003,
            FailureKind::Exists => 1_301_005,
            FailureKind::LengthOutOfRange => 1_301_006,
            FailureKind::PositionOutOfRange => 1_301_009,
            FailureKind::NotZip => 1_301_102,
            FailureKind::NotBrotli => 1_301_111,
            FailureKind::NoTempFile => 1_301_112,
            FailureKind::WrongMode => 1_302_001,
            FailureKind::TooManyOpen => 1_302_002,
            FailureKind::InvalidFlag => 1_302_003,
        }
    }

    /// The failure of an operation whose text names what was done: `..., open http://usr/x`.
    pub(super) fn of(error: &FileError, doing: &str) -> FileFailure {
        let (kind, text) = words(error);
        FileFailure::new(kind, format!("{text}, {doing}"))
    }

    /// The failure of an operation whose text names the path alone: `no such file or directory http://usr/x`.
    pub(super) fn at(error: &FileError, path: &str) -> FileFailure {
        let (kind, text) = words(error);
        match kind {
            FailureKind::Denied => FileFailure::new(kind, format!("{text}, open {path}")),
            FailureKind::NotEmpty | FailureKind::NoSpace => FileFailure::new(kind, text),
            _ => FileFailure::new(kind, format!("{text} {path}")),
        }
    }

    pub(super) fn quota() -> FileFailure {
        FileFailure::new(FailureKind::NoSpace, "the maximum size of the file storage limit is exceeded")
    }

    pub(super) fn denied(path: &str) -> FileFailure {
        FileFailure::new(FailureKind::Denied, format!("permission denied, open {path}"))
    }
}

fn words(error: &FileError) -> (FailureKind, &str) {
    match error.kind {
        FileErrorKind::NotFound => (FailureKind::NotFound, "no such file or directory"),
        FileErrorKind::Exists => (FailureKind::Exists, "file already exists"),
        FileErrorKind::IsDirectory => (FailureKind::IsDirectory, "illegal operation on a directory"),
        FileErrorKind::NotDirectory => (FailureKind::NotDirectory, "not a directory"),
        FileErrorKind::NotEmpty => (FailureKind::NotEmpty, "directory not empty"),
        FileErrorKind::ReadOnly | FileErrorKind::Denied | FileErrorKind::Escapes => {
            (FailureKind::Denied, "permission denied")
        }
        FileErrorKind::NoSpace => (FailureKind::NoSpace, "no space left on device"),
        FileErrorKind::NameTooLong => (FailureKind::NameTooLong, "File name too long"),
        FileErrorKind::Other => (FailureKind::Io, &error.message),
    }
}

impl fmt::Display for FileFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for FileFailure {}
