//! A tone in the place of a microphone, so that a game's recording, upload and playback can be tried.

use super::FrameClock;
use sparrow_platform::{Microphone, RecordingFormat};
use std::f64::consts::TAU;

/// The tone that stands for the player's voice.
const TONE_HZ: f64 = 440.0;
const TONE_LEVEL: f64 = 0.25;

/// 440 Hz, as long as it listens.
#[derive(Debug, Default)]
pub struct ToneMicrophone {
    clock: FrameClock,
    channels: u16,
}

impl Microphone for ToneMicrophone {
    fn start(&mut self, format: RecordingFormat, now_ms: f64) -> Result<(), String> {
        self.clock = FrameClock::new(format.rate_hz, now_ms);
        self.channels = format.channels;
        Ok(())
    }

    fn read(&mut self, now_ms: f64) -> Result<Vec<i16>, String> {
        let mut samples = Vec::new();
        for frame in self.clock.advance(now_ms) {
            let phase = TAU * TONE_HZ * frame as f64 / f64::from(self.clock.rate_hz);
            let sample = (phase.sin() * TONE_LEVEL * 32767.0).round() as i16;
            samples.extend((0..self.channels).map(|_| sample));
        }
        Ok(samples)
    }

    fn set_listening(&mut self, listening: bool, now_ms: f64) -> Result<(), String> {
        self.clock.set_listening(listening, now_ms);
        Ok(())
    }

    fn stop(&mut self) {}

    fn description(&self) -> String {
        "there is no microphone; a tone of 440 Hz is recorded".to_owned()
    }
}
