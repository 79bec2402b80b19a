//! The real versions of the platform traits: files, stored values, clock, network, terminal log, sound.
//!
//! This is the only crate that names `std::fs`, sockets and rodio. Each type implements one trait of
//! `sparrow-platform`; engines and the runtime see only the traits.
//! Absent on purpose: windows (the player's), quotas and key rules (`package`), reading the environment: paths and
//! settings are handed in by the program.
//!
//! Features: `audio-device` (default) plays through the system's sound device, and records from it. On Linux it links `libasound.so.2`,
//! which must be there when the program starts (Debian: `libasound2`); without the feature nothing is linked and
//! sound is silent. `network` (default) connects; without it there is no `NativeNetwork`, and neither tokio, hyper nor rustls.
//! `gamepads` reads the machine's gamepads.
//! `apps` fetches packages from servers, keeps and updates them, and serves them.

#[cfg(feature = "apps")]
mod apps;
mod clock;
mod files;
mod folders;
#[cfg(feature = "gamepads")]
mod gamepads;
#[cfg(feature = "network")]
mod inspector;
mod log;
#[cfg(feature = "network")]
mod network;
mod process;
#[cfg(feature = "apps")]
mod serve;
mod sound;
mod store;

#[cfg(feature = "apps")]
pub use apps::{
    AppCache, AppError, DownloadError, Installed, PublicKey, RemoteParts, SigningKey, Start, UpdateEvent,
    UpdateOptions, Updates, fetch_release, verify_signature,
};
pub use clock::{FastClock, RealClock, thread_cpu_ms};
pub use files::DiskFileSystem;
pub use folders::{AppFolders, TempFolder, cache_root, data_root};
#[cfg(feature = "gamepads")]
pub use gamepads::Gamepads;
#[cfg(feature = "network")]
pub use inspector::{FromClient, InspectorServer};
pub use log::{ColorChoice, TerminalLog};
#[cfg(feature = "network")]
pub use network::{ExtraRoots, NativeNetwork, NetworkOptions};
pub use process::ProcessFigures;
#[cfg(feature = "apps")]
pub use serve::{Content, FileServer, ServedFile};
#[cfg(feature = "audio-device")]
pub use sound::RodioOutput;
pub use sound::{NoSound, open_audio, sound_input, wav_tap};
pub use store::{DiskStore, StoreDamage};

/// What goes wrong when this crate sets something up. Later errors are those of the traits.
#[derive(Debug, thiserror::Error)]
pub enum NativeError {
    /// A folder could not be made or opened.
    #[error("the folder {} {problem}", path.display())]
    Folder {
        /// Which.
        path: std::path::PathBuf,
        /// What is wrong with it, as the end of a sentence.
        problem: String,
    },
    /// A file of certificates is of no use.
    #[error("the file {} {problem}", file.display())]
    Certificates {
        /// Which.
        file: std::path::PathBuf,
        /// What is wrong with it, as the end of a sentence.
        problem: String,
    },
}

impl NativeError {
    pub(crate) fn folder(path: &std::path::Path, problem: impl Into<String>) -> NativeError {
        NativeError::Folder { path: path.to_owned(), problem: problem.into() }
    }
}
