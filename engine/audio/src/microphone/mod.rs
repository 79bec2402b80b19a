//! Microphones without a device: a tone, a file, and what makes one of a device's own samples.

mod converter;
mod file;
mod input;
mod tone;

pub use file::FileMicrophone;
pub use input::InputMicrophone;
pub use tone::ToneMicrophone;

/// After a machine slept, a microphone that follows the clock does not make up for the night.
const MAX_READ_MS: f64 = 10_000.0;

/// Counts the frames that go by on a clock that is handed in.
#[derive(Debug, Default)]
struct FrameClock {
    rate_hz: u32,
    last_ms: f64,
    heard_ms: f64,
    frames: u64,
    listening: bool,
}

impl FrameClock {
    fn new(rate_hz: u32, now_ms: f64) -> FrameClock {
        FrameClock { rate_hz, last_ms: now_ms, heard_ms: 0.0, frames: 0, listening: true }
    }

    /// The numbers of the frames that went by since the last call.
    fn advance(&mut self, now_ms: f64) -> std::ops::Range<u64> {
        let elapsed_ms = (now_ms - self.last_ms).clamp(0.0, MAX_READ_MS);
        self.last_ms = now_ms;
        if self.listening {
            self.heard_ms += elapsed_ms;
        }
        let first = self.frames;
        self.frames = (self.heard_ms * f64::from(self.rate_hz) / 1000.0) as u64;
        first..self.frames
    }

    fn set_listening(&mut self, listening: bool, now_ms: f64) {
        self.advance(now_ms);
        self.listening = listening;
    }
}

/// A sample in -1..=1 as 16 bits.
fn quantized(sample: f32) -> i16 {
    (f64::from(sample).clamp(-1.0, 1.0) * 32767.0).round() as i16
}
