//! `AudioBufferSourceNode`: <https://webaudio.github.io/web-audio-api/#playback-AudioBufferSourceNode>

use std::sync::Arc;

use super::schedule::Schedule;
use crate::graph::{
    block::QUANTUM,
    buffer::Buffer,
    node::{Change, Io, Processor},
};

#[derive(Default)]
pub(super) struct BufferSource {
    schedule: Schedule,
    buffer: Option<Arc<Buffer>>,
    /// Where it begins, in seconds of the buffer.
    offset: f64,
    /// How much of the buffer is played.
    duration: Option<f64>,
    is_looping: bool,
    loop_start: f64,
    loop_end: f64,
    /// In frames of the buffer, once it sounds.
    position: Option<f64>,
    /// Seconds of the buffer that were played.
    played: f64,
    entered_loop: bool,
}

impl BufferSource {
    /// Start and end of the loop in frames.
    fn bounds(&self, buffer: &Buffer) -> (f64, f64) {
        let (rate, length) = (f64::from(buffer.rate_hz), buffer.frames() as f64);
        let (start, end) = (self.loop_start.max(0.0) * rate, (self.loop_end * rate).min(length));
        if end > start && start < length { (start, end) } else { (0.0, length) }
    }
}

impl Processor for BufferSource {
    fn process(&mut self, io: &mut Io<'_>) {
        let frames = self.schedule.frames(io);
        let Some(buffer) = self.buffer.clone().filter(|b| b.frames() > 0) else {
            io.outputs[0].clear(1);
            // Without a buffer there is silence, and its end.
            if !frames.is_empty() {
                self.schedule.end(io);
            }
            return;
        };
        io.outputs[0].clear(buffer.channels.len());
        let rate =
            f64::from(io.params[0].values.first()) * (f64::from(io.params[1].values.first()) / 1200.0).exp2();
        let step = rate * f64::from(buffer.rate_hz) / io.rate_hz;
        let step = if step.is_finite() { step } else { 0.0 };
        let length = buffer.frames() as f64;
        let (loop_start, loop_end) = self.bounds(&buffer);
        let mut is_over = false;
        for i in frames.start..frames.end.min(QUANTUM) {
            let first = (self.offset * f64::from(buffer.rate_hz)).clamp(0.0, length);
            let mut position = self.position.unwrap_or(first);
            if self.is_looping {
                self.entered_loop |= position >= loop_start && position < loop_end;
                if self.entered_loop && (position >= loop_end || position < loop_start) {
                    position = loop_start + (position - loop_start).rem_euclid(loop_end - loop_start);
                }
            } else {
                self.entered_loop = false;
            }
            let finished = self.duration.is_some_and(|seconds| self.played >= seconds - 1e-9);
            let outside = position >= length && step >= 0.0 || position < 0.0;
            if finished || (outside && !(self.is_looping && self.entered_loop)) {
                is_over = true;
                break;
            }
            let whole = position.floor();
            let part = (position - whole) as f32;
            let at = (whole as usize).min(buffer.frames() - 1);
            let after = if self.is_looping && self.entered_loop && whole + 1.0 >= loop_end {
                loop_start as usize
            } else {
                at + 1
            };
            for (channel, samples) in buffer.channels.iter().enumerate() {
                let a = samples[at];
                // The last frame of a sound that ends runs out to silence only when it is played at another rate.
                let b = if part == 0.0 { a } else { samples.get(after).copied().unwrap_or(0.0) };
                io.outputs[0].channel_mut(channel)[i] = a + (b - a) * part;
            }
            self.position = Some(position + step);
            self.played += step.abs() / f64::from(buffer.rate_hz);
        }
        if is_over {
            self.schedule.end(io);
        }
    }

    fn apply(&mut self, change: Change) -> Option<Change> {
        match change {
            Change::Start { when, offset, duration } => {
                (self.offset, self.duration) = (offset, duration);
                self.schedule.start(when);
            }
            Change::Stop { when } => self.schedule.stop(when),
            Change::Buffer(buffer) => {
                return Some(Change::Buffer(std::mem::replace(&mut self.buffer, buffer)));
            }
            Change::Loop { is_on, start, end } => {
                (self.is_looping, self.loop_start, self.loop_end) = (is_on, start, end);
            }
            other => return Some(other),
        }
        None
    }

    fn is_sounding(&self) -> bool {
        self.schedule.is_sounding()
    }
}
