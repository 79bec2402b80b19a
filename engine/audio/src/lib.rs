//! `InnerAudioContext` and Web Audio without a device and without JavaScript: decoding, mixing, properties and events.
//!
//! ```text
//! AudioEngine (game thread)                     Mixer (pulled by the AudioOutput, on its thread)
//!   contexts: state machine, properties   --commands-->  voices: resample, ramp, sum, limit
//!   events in order, polled once a frame  <--reports---  ended, failed
//!   worker thread: load, decode short sounds once, open long ones for streaming
//! ```
//!
//! Short sounds are decoded once and shared by content; long ones are decoded while they play, a few milliseconds
//! ahead, by whoever pulls. With [`Loading::Immediate`] and a null output nothing runs on another thread: the same
//! calls give the same events and samples, which headless runs and replays rest on.
//!
//! Absent on purpose: devices (`native`), files and paths (the caller hands in a closure that loads bytes),
//! JavaScript.

mod cache;
mod context;
mod decode;
mod decode_whole;
mod engine;
mod error;
mod event;
pub mod graph;
mod limiter;
mod loader;
mod microphone;
mod mixer;
mod pcm;
mod properties;
mod recorder;
mod resample;
mod sound;
mod voice;

pub use engine::{AudioEngine, Loading};
pub use error::{AudioError, ErrorCode};
pub use event::{AudioEvent, AudioId};
pub use loader::TakeBytes;
pub use microphone::{FileMicrophone, InputMicrophone, ToneMicrophone};
pub use recorder::{Recorder, RecorderError, RecorderNews, Recording, RecordingOptions};

/// How many sounds may play at once.
pub const MAX_VOICES: usize = 128;
