//! When a source sounds: `start` and `stop`.

use std::ops::Range;

use crate::graph::{
    block::QUANTUM,
    node::{Io, NodeNews},
};

#[derive(Clone, Copy, Debug)]
pub(super) struct Schedule {
    start: Option<f64>,
    stop: f64,
    is_over: bool,
}

impl Default for Schedule {
    fn default() -> Schedule {
        Schedule { start: None, stop: f64::INFINITY, is_over: false }
    }
}

impl Schedule {
    pub(super) fn start(&mut self, when: f64) {
        self.start = Some(when);
    }

    pub(super) fn stop(&mut self, when: f64) {
        self.stop = when;
    }

    pub(super) fn is_sounding(&self) -> bool {
        self.start.is_some() && !self.is_over
    }

    /// The frames of this quantum in which it sounds. Tells of its end once.
    pub(super) fn frames(&mut self, io: &mut Io<'_>) -> Range<usize> {
        let Some(start) = self.start.filter(|_| !self.is_over) else { return 0..0 };
        let place = |seconds: f64| {
            let frame = (seconds * io.rate_hz - 1e-6).ceil().max(0.0) - io.frame as f64;
            frame.clamp(0.0, QUANTUM as f64) as usize
        };
        let frames = place(start)..place(self.stop);
        if frames.end < QUANTUM {
            self.end(io);
        }
        frames.start.min(frames.end)..frames.end
    }

    pub(super) fn end(&mut self, io: &mut Io<'_>) {
        if !self.is_over {
            self.is_over = true;
            io.news.push(NodeNews::Ended);
        }
    }
}
