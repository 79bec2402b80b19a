//! `AudioBuffer` as the graph plays it.

use std::sync::Arc;

/// Channels of the same length; never changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Buffer {
    /// Frames per second.
    pub rate_hz: f32,
    /// One slice a channel, all of one length.
    pub channels: Vec<Arc<[f32]>>,
}

impl Buffer {
    /// A buffer; shorter channels are filled with silence.
    pub fn new(rate_hz: f32, channels: Vec<Vec<f32>>) -> Buffer {
        let frames = channels.iter().map(Vec::len).max().unwrap_or(0);
        let full = |mut samples: Vec<f32>| {
            samples.resize(frames, 0.0);
            samples.into()
        };
        Buffer { rate_hz, channels: channels.into_iter().map(full).collect() }
    }

    /// Its length in frames.
    pub fn frames(&self) -> usize {
        self.channels.first().map_or(0, |c| c.len())
    }

    /// Its length in seconds.
    pub fn seconds(&self) -> f64 {
        self.frames() as f64 / f64::from(self.rate_hz)
    }
}
