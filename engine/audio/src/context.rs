//! The state of one `InnerAudioContext` on the game's thread. It decides; the mixer only plays.

use std::sync::Arc;

use crate::{AudioError, voice::VoiceStatus};

/// What became of the source.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Load {
    /// None was set.
    Empty,
    /// It is being loaded.
    Loading,
    /// It can be played; its length in seconds.
    Ready(f64),
    /// It cannot be played.
    Failed(AudioError),
}

/// What it is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Motion {
    /// Never started, stopped or come to its end: the next start is at `startTime` or where a jump went.
    Stopped,
    /// Heard, or would be if it were not for the output.
    Playing,
    /// The next start is where it was.
    Paused,
}

#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) load: Load,
    pub(crate) motion: Motion,
    /// `play` was called while the source was loading.
    pub(crate) wants_play: bool,
    pub(crate) autoplay: bool,
    pub(crate) is_looping: bool,
    pub(crate) volume: f32,
    pub(crate) rate: f64,
    pub(crate) start_time: f64,
    /// Where a jump went while nothing played.
    pub(crate) sought: Option<f64>,
    /// Of the source; what was loaded for an older one is thrown away.
    pub(crate) generation: u32,
    /// Of the last command that changes the position.
    pub(crate) serial: u32,
    /// The position until the mixer has carried out that command.
    pub(crate) expected_position: f64,
    pub(crate) status: Arc<VoiceStatus>,
    /// The position that the last `timeUpdate` told.
    pub(crate) told_position: f64,
}

impl Context {
    pub(crate) fn new() -> Context {
        Context {
            load: Load::Empty,
            motion: Motion::Stopped,
            wants_play: false,
            autoplay: false,
            is_looping: false,
            volume: 1.0,
            rate: 1.0,
            start_time: 0.0,
            sought: None,
            generation: 0,
            serial: 0,
            expected_position: 0.0,
            status: Arc::default(),
            told_position: 0.0,
        }
    }

    pub(crate) fn duration(&self) -> f64 {
        match self.load {
            Load::Ready(seconds) => seconds,
            _ => 0.0,
        }
    }

    /// The position in seconds, 0 without a source.
    pub(crate) fn position(&self) -> f64 {
        let position = match self.motion {
            Motion::Stopped => self.sought.unwrap_or(0.0),
            _ => self.status.position_since(self.serial).unwrap_or(self.expected_position),
        };
        position.min(self.duration())
    }

    /// The number for a command that changes the position, and what the position is until it is carried out.
    pub(crate) fn next_serial(&mut self, position: f64) -> u32 {
        self.expected_position = position;
        self.serial = self.serial.wrapping_add(1);
        self.serial
    }
}
