//! Sound. What a game hears of its sounds (their end, their position) must not hang on when a device pulls: a recorded game's mixer
//! is driven by the game's time, and the device plays what was mixed.

use crate::Tape;
use sparrow_platform::{AudioOutput, AudioPull};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

/// Mixed samples that wait for the device; clones share them.
type Waiting = Arc<Mutex<VecDeque<f32>>>;

/// Longest sound that waits for the device, in seconds: later than this it is no longer of use.
const MAX_WAIT_SECONDS: usize = 1;
/// Frames mixed at a time.
const CHUNK_FRAMES: usize = 1024;

struct TapedAudio {
    inner: Box<dyn AudioOutput>,
    rate_hz: u32,
    pull: Option<AudioPull>,
    running: bool,
    waiting: Waiting,
    scratch: Vec<f32>,
}

impl Tape {
    /// An output whose mixer follows the game's time. A replay may play on another device, at the recorded rate.
    pub fn audio(&self, inner: Box<dyn AudioOutput>) -> Box<dyn AudioOutput> {
        let rate_hz = self.exchange(|| "audio.sample_rate_hz".to_owned(), || inner.sample_rate_hz());
        let (pull, waiting, scratch) = (None, Waiting::default(), vec![0.0; CHUNK_FRAMES * 2]);
        Box::new(TapedAudio { inner, rate_hz, pull, running: true, waiting, scratch })
    }
}

impl AudioOutput for TapedAudio {
    fn sample_rate_hz(&self) -> u32 {
        self.rate_hz
    }

    fn start(&mut self, pull: AudioPull) {
        self.pull = Some(pull);
        let waiting = self.waiting.clone();
        self.inner.start(Box::new(move |out| {
            let mut waiting = waiting.lock().unwrap_or_else(|e| e.into_inner());
            let ready = waiting.len().min(out.len());
            out.iter_mut().zip(waiting.drain(..ready)).for_each(|(out, sample)| *out = sample);
            out[ready..].fill(0.0);
        }));
    }

    fn advance(&mut self, frames: usize) {
        let mut left = frames;
        while left > 0 {
            let count = left.min(CHUNK_FRAMES);
            let chunk = &mut self.scratch[..count * 2];
            if let Some(pull) = self.pull.as_mut().filter(|_| self.running) {
                pull(chunk);
                let mut waiting = self.waiting.lock().unwrap_or_else(|e| e.into_inner());
                waiting.extend(chunk.iter());
                let most = self.rate_hz as usize * 2 * MAX_WAIT_SECONDS;
                let excess = waiting.len().saturating_sub(most);
                waiting.drain(..excess);
            }
            left -= count;
        }
        self.inner.advance(frames);
    }

    fn set_running(&mut self, running: bool) {
        self.running = running;
        self.inner.set_running(running);
    }

    fn name(&self) -> String {
        self.inner.name()
    }
}
