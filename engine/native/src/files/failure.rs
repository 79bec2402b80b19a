//! Errors of the system in the words of the platform.

use std::io;

use sparrow_platform::{FileError, FileErrorKind, RelativePath};

/// Why an operation failed, before the path is known.
#[derive(Debug)]
pub(super) enum Failure {
    /// A kind of ours, with its usual words.
    Kind(FileErrorKind),
    /// What the system said.
    Io(io::Error),
    /// A kind with words of its own.
    Text(FileErrorKind, &'static str),
}

impl From<FileErrorKind> for Failure {
    fn from(kind: FileErrorKind) -> Failure {
        Failure::Kind(kind)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Io(error)
    }
}

#[cfg(target_os = "linux")]
impl From<rustix::io::Errno> for Failure {
    fn from(error: rustix::io::Errno) -> Failure {
        Failure::Io(error.into())
    }
}

impl Failure {
    /// A pipe, a socket, a device.
    pub(super) fn special_file() -> Failure {
        Failure::Text(FileErrorKind::Denied, "neither a file nor a folder")
    }

    pub(super) fn kind(&self) -> FileErrorKind {
        use io::ErrorKind as Io;
        match self {
            Failure::Kind(kind) | Failure::Text(kind, _) => *kind,
            Failure::Io(error) => match error.kind() {
                Io::NotFound => FileErrorKind::NotFound,
                Io::AlreadyExists => FileErrorKind::Exists,
                Io::IsADirectory => FileErrorKind::IsDirectory,
                Io::NotADirectory => FileErrorKind::NotDirectory,
                Io::DirectoryNotEmpty => FileErrorKind::NotEmpty,
                Io::ReadOnlyFilesystem => FileErrorKind::ReadOnly,
                Io::PermissionDenied => FileErrorKind::Denied,
                Io::StorageFull | Io::QuotaExceeded | Io::FileTooLarge => FileErrorKind::NoSpace,
                Io::InvalidFilename => FileErrorKind::NameTooLong,
                _ => FileErrorKind::Other,
            },
        }
    }

    /// The reason without a path.
    pub(super) fn text(&self) -> String {
        self.at(&RelativePath::root()).message
    }

    pub(super) fn at(&self, path: &RelativePath) -> FileError {
        let mut error = FileError::new(self.kind(), path);
        match self {
            Failure::Text(_, text) => error.message = (*text).to_owned(),
            Failure::Io(io) => match io.kind() {
                io::ErrorKind::StorageFull => error.message = "no space left on the disk".to_owned(),
                io::ErrorKind::QuotaExceeded => error.message = "the disk quota is used up".to_owned(),
                io::ErrorKind::FileTooLarge => error.message = "the file would be too large".to_owned(),
                _ if error.kind == FileErrorKind::Other => error.message = io.to_string(),
                _ => {}
            },
            Failure::Kind(_) => {}
        }
        error
    }
}
