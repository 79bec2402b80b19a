//! What an `InnerAudioContext` tells its listeners.

use crate::AudioError;

/// One `InnerAudioContext`. Numbers are not used again within one engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AudioId(pub u32);

/// An event; each has an `onX` of its own.
#[derive(Clone, Debug, PartialEq)]
pub enum AudioEvent {
    /// The source is ready to play.
    CanPlay,
    /// Playing began or went on.
    Play,
    /// Playing was paused; the position stays.
    Pause,
    /// Playing was stopped; the next start is at the beginning.
    Stop,
    /// The sound came to its end; not when it loops.
    Ended,
    /// The position moved on by a quarter of a second of the sound, or jumped.
    TimeUpdate,
    /// A jump began.
    Seeking,
    /// The jump is done.
    Seeked,
    /// `play` was asked for and the source is not loaded yet.
    Waiting,
    /// The sound cannot be loaded or played.
    Error(AudioError),
}
