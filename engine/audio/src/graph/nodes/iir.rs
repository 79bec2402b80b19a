//! `IIRFilterNode`: <https://webaudio.github.io/web-audio-api/#IIRFilterNode-filter-definition>

use crate::graph::{
    block::QUANTUM,
    node::{Io, Processor},
};

/// Coefficients of one kind that a filter may have.
pub const MAX_COEFFICIENTS: usize = 20;

pub(super) struct Iir {
    feedforward: Vec<f64>,
    feedback: Vec<f64>,
    /// Direct form II, transposed: one line a channel.
    states: Vec<Vec<f64>>,
}

impl Iir {
    /// The first of `feedback` is not zero.
    pub(super) fn new(feedforward: &[f64], feedback: &[f64]) -> Iir {
        let scale = feedback.first().copied().unwrap_or(1.0);
        let size = feedforward.len().max(feedback.len()).max(1);
        let full = |list: &[f64]| {
            let mut list: Vec<f64> = list.iter().map(|c| c / scale).collect();
            list.resize(size, 0.0);
            list
        };
        Iir { feedforward: full(feedforward), feedback: full(feedback), states: Vec::new() }
    }
}

impl Processor for Iir {
    fn process(&mut self, io: &mut Io<'_>) {
        let input = &io.inputs[0];
        let size = self.feedforward.len();
        self.states.resize(input.len().max(self.states.len()), vec![0.0; size]);
        io.outputs[0].clear(input.len());
        for (channel, state) in self.states.iter_mut().enumerate().take(input.len()) {
            let output = io.outputs[0].channel_mut(channel);
            #[allow(clippy::needless_range_loop, reason = "several slices are read at the same place")]
            for i in 0..QUANTUM {
                let x = f64::from(input.channel(channel)[i]);
                let y = self.feedforward[0] * x + state[0];
                let y = if y.is_finite() && y.abs() > 1e-30 { y } else { 0.0 };
                for n in 1..size {
                    let next = state.get(n).copied().unwrap_or(0.0);
                    state[n - 1] = self.feedforward[n] * x - self.feedback[n] * y + next;
                }
                output[i] = y as f32;
            }
        }
    }

    fn tail_frames(&self, rate_hz: f64) -> u64 {
        rate_hz as u64
    }
}
