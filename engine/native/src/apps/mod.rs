//! Games that came from a server: kept by app id and version, updated beside the running one, and never broken by a crash.
//!
//! - [`AppCache`]: what is on the disk and which version starts next;
//! - `download`: HTTP to a file, with resume, size and hash checked;
//! - [`Updates`]: looks for a newer release on a thread of its own and installs it;
//! - [`RemoteParts`]: the subpackages of a running release, as the game asks for them;
//! - [`SigningKey`] and [`verify_signature`]: Ed25519 over a release's manifest.
//!
//! Files are named by the hash of what they hold, are written beside their place and renamed into it; whatever a crash leaves is either
//! whole or not looked at. Absent on purpose: running a game, and telling it of an update.

mod cache;
mod download;
mod pin;
mod remote_parts;
mod signature;
mod updates;

pub use cache::{AppCache, Installed, Start};
pub use download::DownloadError;
pub use remote_parts::RemoteParts;
pub use signature::{PublicKey, SigningKey, verify_signature};
pub use updates::{UpdateEvent, UpdateOptions, Updates, fetch_release};

/// Why the cache cannot do what it is asked for.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The disk does not do it.
    #[error("{}: {error}", path.display())]
    Disk {
        /// Where.
        path: std::path::PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A release or a part of it is no good.
    #[error(transparent)]
    Package(#[from] sparrow_package::PackageError),
    /// A part did not come.
    #[error(transparent)]
    Download(#[from] DownloadError),
    /// The list of versions cannot be read.
    #[error("{} is damaged", path.display())]
    Damaged {
        /// Where.
        path: std::path::PathBuf,
    },
    /// The game was signed, and by whom cannot be read: nobody's releases are taken.
    #[error(
        "{} {what}: it holds the key that signs the game\n  mend: remove {} to fetch the game anew, signed by whoever signs it then",
        path.display(), root.display()
    )]
    Pin {
        /// Where.
        path: std::path::PathBuf,
        /// What is wrong with it.
        what: String,
        /// The folder of the game's cache.
        root: std::path::PathBuf,
    },
    /// The signature is missing, wrong, or of another key than before.
    #[error("{0}")]
    Signature(String),
    /// The server offers a signed release that is older than one that was here.
    #[error("the server offers an older release: its number is {offered}, and {newest} was here")]
    Older {
        /// Its number.
        offered: u64,
        /// The greatest one that was here.
        newest: u64,
    },
    /// The server offers another game.
    #[error("the server offers {offered:?}, not {wanted:?}")]
    OtherGame {
        /// What was asked for.
        wanted: String,
        /// What is there.
        offered: String,
    },
}

impl AppError {
    fn disk(path: &std::path::Path) -> impl FnOnce(std::io::Error) -> AppError + use<> {
        let path = path.to_owned();
        move |error| AppError::Disk { path, error }
    }
}
