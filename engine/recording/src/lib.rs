//! Recordings: everything that a game saw of the world, in one file, and the replay that gives it the same once more.
//!
//! A [`Tape`] records or replays. It wraps what a game is handed (clock, stored values, files, network, services, social data,
//! motor, sound, the order in which loaders finish); the game cannot tell. Everything that is asked on the game's thread stands
//! in the recording in its order, with the question, so that the first thing in which a replay differs is named; what other
//! threads ask (files, downloads of loaders) is found by its question.
//!
//! Boundary: no disk, no clock, no game: bytes go to a `Write` that is handed in, frames and their input come from the caller.
//! The format is described in `docs/recording.md`.

mod clock;
mod error;
mod file;
mod files;
mod fingerprint;
mod frame;
mod head;
mod microphone;
mod network;
mod recorder;
mod replayer;
mod services;
mod sound;
mod store;
mod tape;
#[cfg(test)]
mod test_tape;

pub use error::RecordingError;
pub use file::{FORMAT_VERSION, MAGIC};
pub use fingerprint::{package_fingerprint, pixels_fingerprint};
pub use head::Head;
pub use tape::{Divergence, Tally, Tape};
