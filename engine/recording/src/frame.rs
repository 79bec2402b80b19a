//! One frame of a recording.

use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;

/// What a game saw in one frame. Frame 0 is the start, before the first frame.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Frame {
    /// Counts from 0.
    pub(crate) number: u64,
    /// When it began, in milliseconds since the start, for the pace of a replay.
    pub(crate) at_ms: f64,
    /// The caller's input, as CBOR.
    pub(crate) input: ByteBuf,
    /// What was asked on the game's thread, in order, and the answers as CBOR. An empty question stands for readings of the clock
    /// (`clock.rs` says how they are written).
    pub(crate) answers: Vec<(String, ByteBuf)>,
    /// What other threads asked; the order means nothing but among equal questions.
    pub(crate) elsewhere: Vec<(String, ByteBuf)>,
    /// Contents of files and downloads that are new in this frame; answers name them by their number in the whole recording.
    pub(crate) contents: Vec<ByteBuf>,
    /// A fingerprint of what the screen showed at the end of the frame, where one was taken.
    pub(crate) pixels: Option<u64>,
}

/// CBOR of a value of our own.
pub(crate) fn encode<T: Serialize>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    match ciborium::into_writer(value, &mut out) {
        Ok(()) => out,
        Err(error) => unreachable!("plain data is written to memory: {error}"),
    }
}

/// A value from CBOR.
pub(crate) fn decode<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    ciborium::from_reader(bytes).ok()
}
