//! A whole file as an `AudioBuffer`, at the rate of the context: `decodeAudioData`.

use crate::{
    AudioError,
    decode::{SharedBytes, SoundDecoder},
    graph::{Buffer, MAX_CHANNELS},
};

/// Samples of all channels together, before and after: 256 MB of floats.
const MAX_SAMPLES: usize = 64 * 1024 * 1024;

/// Taps on each side of a sample.
const HALF_TAPS: usize = 16;

/// Steps between two samples in the table of the kernel.
const STEPS: usize = 256;

pub(crate) fn decode_whole(bytes: Vec<u8>, rate_hz: u32) -> Result<Buffer, AudioError> {
    let decoder = SoundDecoder::open(SharedBytes(bytes.into()))?;
    let from_hz = decoder.rate_hz();
    let mut channels = decoder.into_channels(MAX_SAMPLES)?;
    channels.truncate(MAX_CHANNELS);
    let samples =
        channels.iter().map(Vec::len).sum::<usize>() as f64 * f64::from(rate_hz) / f64::from(from_hz);
    if samples > MAX_SAMPLES as f64 {
        return Err(AudioError::format("the sound is too long to be decoded as a whole"));
    }
    if from_hz != rate_hz {
        let kernel = Kernel::new(f64::from(rate_hz) / f64::from(from_hz));
        for channel in &mut channels {
            *channel = kernel.resample(channel);
        }
    }
    Ok(Buffer::new(rate_hz as f32, channels))
}

/// A windowed sinc, wide enough to be flat to nine tenths of the lower rate.
#[derive(Debug)]
pub(crate) struct Kernel {
    /// Output frames per input frame.
    pub(crate) ratio: f64,
    /// Input frames on each side.
    pub(crate) reach: usize,
    table: Vec<f32>,
}

impl Kernel {
    pub(crate) fn new(ratio: f64) -> Kernel {
        use std::f64::consts::PI;
        // Lowering the rate needs a lower limit, and so a wider kernel.
        let cutoff = ratio.min(1.0) * 0.96;
        let reach = (HALF_TAPS as f64 / ratio.min(1.0)).ceil() as usize;
        let value = |i: usize| {
            let x = i as f64 / STEPS as f64;
            let sinc = if x == 0.0 { 1.0 } else { (PI * x * cutoff).sin() / (PI * x * cutoff) };
            let place = (x / reach as f64).min(1.0);
            let window = 0.42 + 0.5 * (PI * place).cos() + 0.08 * (2.0 * PI * place).cos();
            (sinc * window * cutoff) as f32
        };
        Kernel { ratio, reach, table: (0..=reach * STEPS + 1).map(value).collect() }
    }

    fn resample(&self, samples: &[f32]) -> Vec<f32> {
        let count = (samples.len() as f64 * self.ratio).round() as usize;
        (0..count).map(|i| self.value(samples, i as f64 / self.ratio)).collect()
    }

    /// The sound between two samples: `place` counts them from 0. What is not there is silence.
    pub(crate) fn value(&self, samples: &[f32], place: f64) -> f32 {
        let first = (place.floor() as i64 - self.reach as i64 + 1).max(0) as usize;
        let last = ((place.floor() as usize) + self.reach).min(samples.len().saturating_sub(1));
        let mut sum = 0.0;
        for (n, sample) in samples.iter().enumerate().take(last + 1).skip(first) {
            let x = (place - n as f64).abs() * STEPS as f64;
            let (at, part) = (x as usize, (x - x.floor()) as f32);
            if let (Some(a), Some(b)) = (self.table.get(at), self.table.get(at + 1)) {
                sum += sample * (a + (b - a) * part);
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_keeps_its_pitch_and_level_at_another_rate() {
        let samples: Vec<f32> =
            (0..4410).map(|i| (std::f32::consts::TAU * 1000.0 * i as f32 / 44_100.0).sin()).collect();
        let out = Kernel::new(48_000.0 / 44_100.0).resample(&samples);
        assert_eq!(out.len(), 4800);
        for (i, sample) in out.iter().enumerate().skip(100).take(4600) {
            let expected = (std::f32::consts::TAU * 1000.0 * i as f32 / 48_000.0).sin();
            assert!((sample - expected).abs() < 2e-3, "{i}: {sample} {expected}");
        }
    }
}
