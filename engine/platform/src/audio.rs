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
