//! Sound output: the engine mixes, the output pulls.

/// Fills interleaved stereo samples in -1..=1; called on the output's own thread.
pub type AudioPull = Box<dyn FnMut(&mut [f32]) + Send>;

/// A place for sound.
pub trait AudioOutput: Send {
    /// Frames per second that the output pulls.
    fn sample_rate_hz(&self) -> u32;
    /// Starts pulling; called once.
    fn start(&mut self, pull: AudioPull);
    /// Tells an output without a clock of its own that `frames` stereo frames of virtual time have passed.
    fn advance(&mut self, frames: usize);
    /// Stops or goes on pulling, for hide and show.
    fn set_running(&mut self, running: bool);
    /// A name for people: the device, or why there is none.
    fn name(&self) -> String;
}

/// No device: pulls as virtual time passes and drops the samples, so that events still come in order.
#[derive(Default)]
pub struct NullAudioOutput {
    pull: Option<AudioPull>,
    scratch: Vec<f32>,
    stopped: bool,
}

impl AudioOutput for NullAudioOutput {
    fn sample_rate_hz(&self) -> u32 {
        48_000
    }

    fn start(&mut self, pull: AudioPull) {
        self.pull = Some(pull);
    }

    fn advance(&mut self, mut frames: usize) {
        const CHUNK_FRAMES: usize = 1024;
        let Some(pull) = self.pull.as_mut().filter(|_| !self.stopped) else { return };
        self.scratch.resize(CHUNK_FRAMES * 2, 0.0);
        while frames > 0 {
            let n = frames.min(CHUNK_FRAMES);
            pull(&mut self.scratch[..n * 2]);
            frames -= n;
        }
    }

    fn set_running(&mut self, running: bool) {
        self.stopped = !running;
    }

    fn name(&self) -> String {
        "none".to_owned()
    }
}

/// The first 44 bytes of a WAV file with 16-bit samples.
pub fn wav_header(rate_hz: u32, channels: u16, data_bytes: u32) -> [u8; 44] {
    let frame_bytes = channels.saturating_mul(2);
    let mut header = [0; 44];
    let mut put = |at: usize, bytes: &[u8]| header[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, b"RIFF");
    put(4, &data_bytes.saturating_add(36).to_le_bytes());
    put(8, b"WAVEfmt ");
    put(16, &16_u32.to_le_bytes());
    put(20, &1_u16.to_le_bytes());
    put(22, &channels.to_le_bytes());
    put(24, &rate_hz.to_le_bytes());
    put(28, &rate_hz.saturating_mul(u32::from(frame_bytes)).to_le_bytes());
    put(32, &frame_bytes.to_le_bytes());
    put(34, &16_u16.to_le_bytes());
    put(36, b"data");
    put(40, &data_bytes.to_le_bytes());
    header
}

/// Takes a copy of what an output plays: interleaved stereo, in order, on the output's thread.
pub type AudioTap = Box<dyn FnMut(&[f32]) + Send>;

/// An output that is listened to.
pub struct TappedAudioOutput {
    inner: Box<dyn AudioOutput>,
    tap: Option<AudioTap>,
}

impl TappedAudioOutput {
    /// Everything that `inner` pulls also goes to `tap`.
    pub fn new(inner: Box<dyn AudioOutput>, tap: AudioTap) -> TappedAudioOutput {
        TappedAudioOutput { inner, tap: Some(tap) }
    }
}

impl AudioOutput for TappedAudioOutput {
    fn sample_rate_hz(&self) -> u32 {
        self.inner.sample_rate_hz()
    }

    fn start(&mut self, mut pull: AudioPull) {
        let Some(mut tap) = self.tap.take() else { return self.inner.start(pull) };
        self.inner.start(Box::new(move |samples| {
            pull(samples);
            tap(samples);
        }));
    }

    fn advance(&mut self, frames: usize) {
        self.inner.advance(frames);
    }

    fn set_running(&mut self, running: bool) {
        self.inner.set_running(running);
    }

    fn name(&self) -> String {
        self.inner.name()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[test]
    fn a_tap_hears_what_is_pulled() {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let taken = heard.clone();
        let tap: AudioTap = Box::new(move |samples| taken.lock().unwrap().extend_from_slice(samples));
        let mut output = TappedAudioOutput::new(Box::<NullAudioOutput>::default(), tap);
        let mut next = 0.0;
        output.start(Box::new(move |samples| {
            for sample in samples {
                *sample = next;
                next += 1.0;
            }
        }));
        output.advance(1500);
        let heard = heard.lock().unwrap();
        assert_eq!((heard.len(), heard[2999]), (3000, 2999.0));
    }
}
