//! `WaveShaperNode`.

use std::sync::Arc;

use crate::graph::{
    block::{QUANTUM, Samples},
    node::{Change, Io, Processor},
};

#[derive(Default)]
pub(super) struct WaveShaper {
    curve: Option<Arc<[f32]>>,
    /// 1, 2 or 4.
    oversample: u32,
    /// Up and down, outer and inner stage, of each channel.
    stages: Vec<[Halfband; 4]>,
}

fn shaped(curve: &[f32], x: f32) -> f32 {
    let place = (x.clamp(-1.0, 1.0) + 1.0) / 2.0 * (curve.len() - 1) as f32;
    let i = (place as usize).min(curve.len() - 1);
    let b = curve.get(i + 1).copied().unwrap_or(curve[i]);
    curve[i] + (b - curve[i]) * (place - i as f32)
}

impl Processor for WaveShaper {
    fn process(&mut self, io: &mut Io<'_>) {
        let input = &io.inputs[0];
        let Some(curve) = self.curve.as_ref().filter(|c| c.len() > 1) else {
            io.outputs[0].copy_from(input);
            return;
        };
        io.outputs[0].clear(input.len());
        self.stages.resize_with(input.len().max(self.stages.len()), Default::default);
        for channel in 0..input.len() {
            let output = io.outputs[0].channel_mut(channel);
            let samples = input.channel(channel);
            let shape = |data: &mut [f32]| {
                data.iter_mut().for_each(|x| *x = shaped(curve, if x.is_nan() { 0.0 } else { *x }));
            };
            let [up, up_again, down_again, down] = &mut self.stages[channel];
            match self.oversample {
                2 => {
                    let mut twice = up.up(samples);
                    shape(&mut twice);
                    copy(&down.down(&twice), output);
                }
                4 => {
                    let mut fourfold = up_again.up(&up.up(samples));
                    shape(&mut fourfold);
                    copy(&down.down(&down_again.down(&fourfold)), output);
                }
                _ => {
                    *output = *samples;
                    shape(output);
                }
            }
        }
    }

    fn apply(&mut self, change: Change) -> Option<Change> {
        match change {
            Change::Curve(curve) => return Some(Change::Curve(std::mem::replace(&mut self.curve, curve))),
            Change::Oversample(times) => self.oversample = times,
            other => return Some(other),
        }
        None
    }

    fn tail_frames(&self, _: f64) -> u64 {
        QUANTUM as u64
    }
}

fn copy(from: &[f32], to: &mut Samples) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
}

const TAPS: usize = 63;

/// Twice or half the rate by a low pass at a quarter of the higher rate.
#[derive(Clone)]
struct Halfband {
    kernel: [f32; TAPS],
    /// The last samples at the higher rate.
    past: Vec<f32>,
}

impl Default for Halfband {
    fn default() -> Halfband {
        let middle = (TAPS / 2) as f32;
        let mut kernel: [f32; TAPS] = std::array::from_fn(|i| {
            let x = i as f32 - middle;
            let sinc = if x == 0.0 {
                0.5
            } else {
                (std::f32::consts::FRAC_PI_2 * x).sin() / (std::f32::consts::PI * x)
            };
            let hann = 0.5 + 0.5 * (std::f32::consts::PI * x / (middle + 1.0)).cos();
            sinc * hann
        });
        let sum: f32 = kernel.iter().sum();
        kernel.iter_mut().for_each(|k| *k /= sum);
        Halfband { kernel, past: vec![0.0; TAPS - 1] }
    }
}

impl Halfband {
    fn filter(&mut self, samples: impl Iterator<Item = f32>, step: usize) -> Vec<f32> {
        let mut line = std::mem::take(&mut self.past);
        line.extend(samples);
        let sum = |window: &[f32]| window.iter().zip(&self.kernel).map(|(s, k)| s * k).sum();
        let out = line.windows(TAPS).step_by(step).map(sum).collect();
        line.drain(..line.len() - (TAPS - 1));
        self.past = line;
        out
    }

    fn up(&mut self, samples: &[f32]) -> Vec<f32> {
        self.filter(samples.iter().flat_map(|s| [s * 2.0, 0.0]), 1)
    }

    fn down(&mut self, samples: &[f32]) -> Vec<f32> {
        self.filter(samples.iter().copied(), 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_is_read_between_its_points() {
        let curve = [-1.0, 0.0, 0.5];
        assert_eq!([-2.0, -0.5, 0.0, 0.5, 9.0].map(|x| shaped(&curve, x)), [-1.0, -0.5, 0.0, 0.25, 0.5]);
    }

    #[test]
    fn up_and_down_again_is_the_same_later() {
        let (mut up, mut down) = (Halfband::default(), Halfband::default());
        let wave = |i: usize| (i as f32 * 0.2).sin();
        let samples: Vec<f32> = (0..512).map(wave).collect();
        let back = down.down(&up.up(&samples));
        // Both filters together are late by 62 samples of the doubled rate: 31 of ours.
        #[allow(clippy::needless_range_loop, reason = "two slices are compared at shifted places")]
        for i in 100..500 {
            assert!((back[i] - wave(i - 31)).abs() < 0.01, "{i}: {} {}", back[i], wave(i - 31));
        }
    }
}
