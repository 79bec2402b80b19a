//! `DelayNode`.

use crate::graph::{
    block::{Block, Interpretation, QUANTUM},
    node::{Io, Processor},
};

pub(super) struct Delay {
    max_seconds: f64,
    /// Frames of each channel; the newest is before `next`.
    rings: Vec<Vec<f32>>,
    frames: usize,
    next: usize,
}

impl Delay {
    pub(super) fn new(max_seconds: f64, rate_hz: f64) -> Delay {
        let frames = (max_seconds * rate_hz).ceil() as usize + 2 * QUANTUM;
        Delay { max_seconds, rings: vec![vec![0.0; frames]], frames, next: 0 }
    }

    /// As many channels as it has ever heard; what it holds is mixed up.
    fn widen(&mut self, channels: usize) {
        if channels <= self.rings.len() {
            return;
        }
        if self.rings.len() == 1 && channels == 2 {
            self.rings.push(self.rings[0].clone());
        } else {
            self.rings.resize(channels, vec![0.0; self.frames]);
        }
    }

    fn read(&self, io: &mut Io<'_>, newest: usize, is_late: bool) {
        io.outputs[0].clear(self.rings.len());
        let least = if is_late { QUANTUM as f64 } else { 0.0 };
        for i in 0..QUANTUM {
            let seconds = f64::from(io.params[0].values.at(i)).clamp(0.0, self.max_seconds);
            let back = (seconds * io.rate_hz).max(least);
            let whole = back.floor();
            let part = (back - whole) as f32;
            // The frame of now is `newest + i`.
            let at = |back: usize| (newest + i + 2 * self.frames - back) % self.frames;
            for (channel, ring) in self.rings.iter().enumerate() {
                let (a, b) = (ring[at(whole as usize)], ring[at(whole as usize + 1)]);
                io.outputs[0].channel_mut(channel)[i] = a + (b - a) * part;
            }
        }
    }
}

impl Processor for Delay {
    fn process(&mut self, io: &mut Io<'_>) {
        if io.inputs.is_empty() {
            // In a loop: the input comes later.
            self.read(io, self.next, true);
            return;
        }
        self.absorb(&io.inputs[0]);
        let newest = (self.next + self.frames - QUANTUM) % self.frames;
        self.read(io, newest, false);
    }

    fn absorb(&mut self, input: &Block) {
        self.widen(input.len());
        let mut mixed = Block::default();
        mixed.clear(self.rings.len());
        mixed.add(input, Interpretation::Speakers);
        for (channel, ring) in self.rings.iter_mut().enumerate() {
            for (i, sample) in mixed.channel(channel).iter().enumerate() {
                ring[(self.next + i) % self.frames] = *sample;
            }
        }
        self.next = (self.next + QUANTUM) % self.frames;
    }

    fn tail_frames(&self, rate_hz: f64) -> u64 {
        (self.max_seconds * rate_hz) as u64 + QUANTUM as u64
    }
}
