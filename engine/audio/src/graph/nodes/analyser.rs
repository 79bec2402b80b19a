//! `AnalyserNode`: the sound goes through, its last frames can be seen from the game's thread.

use std::sync::{
    Arc,
    atomic::{AtomicU32, AtomicU64, Ordering},
};

use crate::graph::{
    block::{Block, Interpretation},
    fft::{Complex, Fft, blackman},
    node::{Io, Processor},
};

/// The largest `fftSize`.
pub const MAX_FFT_FRAMES: usize = 32_768;

/// The last frames, mixed to mono.
#[derive(Debug)]
pub(crate) struct Tap {
    ring: Box<[AtomicU32]>,
    written: AtomicU64,
}

impl Default for Tap {
    fn default() -> Tap {
        Tap { ring: (0..MAX_FFT_FRAMES).map(|_| AtomicU32::new(0)).collect(), written: AtomicU64::new(0) }
    }
}

impl Tap {
    fn write(&self, samples: &[f32]) {
        let start = self.written.load(Ordering::Relaxed);
        for (i, sample) in (start..).zip(samples) {
            self.ring[i as usize % MAX_FFT_FRAMES].store(sample.to_bits(), Ordering::Relaxed);
        }
        self.written.store(start + samples.len() as u64, Ordering::Release);
    }

    /// How many frames it has seen.
    pub(crate) fn written(&self) -> u64 {
        self.written.load(Ordering::Acquire)
    }

    /// The last `count` frames, oldest first.
    pub(crate) fn last(&self, count: usize) -> Vec<f32> {
        let end = self.written();
        let ring = MAX_FFT_FRAMES as u64;
        let at = |i: usize| ((end + ring * 2 - count as u64 + i as u64) % ring) as usize;
        (0..count).map(|i| f32::from_bits(self.ring[at(i)].load(Ordering::Relaxed))).collect()
    }
}

pub(super) struct Analyser {
    tap: Arc<Tap>,
}

impl Analyser {
    pub(super) fn new(tap: Arc<Tap>) -> Analyser {
        Analyser { tap }
    }
}

impl Processor for Analyser {
    fn process(&mut self, io: &mut Io<'_>) {
        io.outputs[0].copy_from(&io.inputs[0]);
        let mut mono = Block::default();
        mono.add(&io.inputs[0], Interpretation::Speakers);
        self.tap.write(mono.channel(0));
    }
}

/// The spectrum on the game's thread, smoothed from call to call.
#[derive(Debug, Default)]
pub(crate) struct Spectrum {
    fft: Option<Fft>,
    smoothed: Vec<f32>,
    /// What the tap had seen when the spectrum was made.
    at: Option<u64>,
}

impl Spectrum {
    /// Decibels of each bin: <https://webaudio.github.io/web-audio-api/#current-frequency-data>
    pub(crate) fn decibels(&mut self, tap: &Tap, size: usize, smoothing: f32) -> Vec<f32> {
        let same_size = self.fft.as_ref().is_some_and(|fft| fft.size() == size);
        if !same_size {
            self.fft = Some(Fft::new(size));
            self.smoothed = vec![0.0; size / 2];
            self.at = None;
        }
        let seen = tap.written();
        if self.at != Some(seen)
            && let Some(fft) = &self.fft
        {
            let window = |(i, sample): (usize, f32)| [sample * blackman(i, size), 0.0];
            let mut data: Vec<Complex> = tap.last(size).into_iter().enumerate().map(window).collect();
            fft.forward(&mut data);
            for (old, [re, im]) in self.smoothed.iter_mut().zip(&data) {
                let now = re.hypot(*im) / size as f32;
                *old = smoothing * *old + (1.0 - smoothing) * now;
                if !old.is_finite() {
                    *old = 0.0;
                }
            }
            self.at = Some(seen);
        }
        self.smoothed.iter().map(|level| 20.0 * level.log10()).collect()
    }
}
