//! `ConvolverNode`: convolution in pieces of a quantum by the Fourier transform.

use crate::graph::{
    block::{QUANTUM, Samples},
    buffer::Buffer,
    fft::{Complex, Fft, multiply},
    node::{Change, Io, Processor},
};

/// The longest response, in frames: 21 s at 48 kHz. Each quantum costs its length.
pub const MAX_RESPONSE_FRAMES: usize = 1 << 20;

/// Bins of a transform of two quanta that say all about real samples.
const BINS: usize = QUANTUM + 1;

type Spectrum = [Complex; BINS];

/// An impulse response, transformed piece by piece.
#[derive(Debug)]
pub struct Response {
    channels: Vec<Vec<Spectrum>>,
    frames: usize,
}

fn transform(fft: &Fft, first: &[f32], second: &[f32]) -> Spectrum {
    let mut data = [[0.0; 2]; 2 * QUANTUM];
    for (place, sample) in data.iter_mut().zip(first.iter().chain(second)) {
        place[0] = *sample;
    }
    fft.forward(&mut data);
    std::array::from_fn(|i| data[i])
}

/// <https://webaudio.github.io/web-audio-api/#dom-convolvernode-normalize>
fn normalization(buffer: &Buffer) -> f32 {
    let count = (buffer.channels.len() * buffer.frames()).max(1) as f32;
    let power: f32 = buffer.channels.iter().flat_map(|c| c.iter()).map(|s| s * s).sum();
    let power = (power / count).sqrt();
    let power = if power.is_finite() { power.max(0.000_125) } else { 0.000_125 };
    let scale = 1.0 / power * 0.001_25 * (44_100.0 / buffer.rate_hz);
    if buffer.channels.len() == 4 { scale * 0.5 } else { scale }
}

impl Response {
    /// Of a buffer with 1, 2 or 4 channels.
    pub fn new(buffer: &Buffer, normalize: bool) -> Response {
        let scale = if normalize { normalization(buffer) } else { 1.0 };
        let fft = Fft::new(2 * QUANTUM);
        let pieces = |channel: &[f32]| {
            let scaled: Vec<f32> = channel.iter().map(|s| s * scale).collect();
            // The second half stays empty: what spills over belongs to the next quantum.
            scaled
                .chunks(QUANTUM)
                .map(|piece| {
                    let mut full = [0.0; QUANTUM];
                    full[..piece.len()].copy_from_slice(piece);
                    transform(&fft, &full, &[])
                })
                .collect()
        };
        Response { channels: buffer.channels.iter().map(|c| pieces(c)).collect(), frames: buffer.frames() }
    }
}

pub(super) struct Convolver {
    response: Option<Box<Response>>,
    fft: Fft,
    /// Spectra of the last quanta of each input channel; the newest at `next`.
    past: [Vec<Spectrum>; 2],
    last: [Samples; 2],
    next: usize,
}

impl Default for Convolver {
    fn default() -> Convolver {
        Convolver {
            response: None,
            fft: Fft::new(2 * QUANTUM),
            past: [Vec::new(), Vec::new()],
            last: [[0.0; QUANTUM]; 2],
            next: 0,
        }
    }
}

impl Convolver {
    fn convolve(&self, pairs: &[(usize, usize)]) -> Samples {
        let mut out = [0.0; QUANTUM];
        let Some(response) = &self.response else { return out };
        let mut sum = [[0.0; 2]; BINS];
        for (input, channel) in pairs {
            let past = &self.past[*input];
            for (i, piece) in response.channels[*channel].iter().enumerate() {
                let old = &past[(self.next + past.len() - i) % past.len()];
                for (sum, (a, b)) in sum.iter_mut().zip(old.iter().zip(piece)) {
                    let product = multiply(*a, *b);
                    *sum = [sum[0] + product[0], sum[1] + product[1]];
                }
            }
        }
        let mut data = [[0.0; 2]; 2 * QUANTUM];
        for (i, bin) in sum.iter().enumerate() {
            data[i] = *bin;
            if i > 0 && i < QUANTUM {
                data[2 * QUANTUM - i] = [bin[0], -bin[1]];
            }
        }
        self.fft.inverse(&mut data);
        // Overlap and save: the second half is free of what wraps around.
        for (sample, value) in out.iter_mut().zip(&data[QUANTUM..]) {
            *sample = value[0];
        }
        out
    }
}

impl Processor for Convolver {
    fn process(&mut self, io: &mut Io<'_>) {
        let input = &io.inputs[0];
        let Some(response) = self.response.as_ref().filter(|r| r.frames > 0) else {
            io.outputs[0].clear(1);
            return;
        };
        let (heard, shape) = (input.len().min(2), response.channels.len());
        let pieces = response.channels[0].len();
        self.next = (self.next + 1) % pieces;
        for channel in 0..2 {
            self.past[channel].resize(pieces, [[0.0; 2]; BINS]);
            let samples = input.channel(if heard == 2 { channel } else { 0 });
            self.past[channel][self.next] = transform(&self.fft, &self.last[channel], samples);
            self.last[channel] = *samples;
        }
        let outputs: &[&[(usize, usize)]] = match (shape, heard) {
            (1, 1) => &[&[(0, 0)]],
            (1, _) => &[&[(0, 0)], &[(1, 0)]],
            (2, _) => &[&[(0, 0)], &[(1, 1)]],
            _ => &[&[(0, 0), (1, 2)], &[(0, 1), (1, 3)]],
        };
        io.outputs[0].clear(outputs.len());
        for (channel, pairs) in outputs.iter().enumerate() {
            *io.outputs[0].channel_mut(channel) = self.convolve(pairs);
        }
    }

    fn apply(&mut self, change: Change) -> Option<Change> {
        match change {
            Change::Response(response) => {
                self.past = [Vec::new(), Vec::new()];
                self.next = 0;
                Some(Change::Response(std::mem::replace(&mut self.response, response)))
            }
            other => Some(other),
        }
    }

    fn tail_frames(&self, _: f64) -> u64 {
        self.response.as_ref().map_or(0, |r| r.frames as u64)
    }
}
