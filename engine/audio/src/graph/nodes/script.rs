//! `ScriptProcessorNode`: what it hears goes to the game's thread, what the game answers is heard a little later.

use std::collections::VecDeque;

use crate::graph::{
    block::QUANTUM,
    node::{Change, Io, NodeNews, Processor},
};

/// The game answers in the event phase of its next frame; this much silence comes first, so that it is never too late at 30
/// frames a second.
const LATENCY_FRAMES: usize = 2048;

pub(super) struct ScriptProcessor {
    frames: usize,
    inputs: usize,
    outputs: usize,
    heard: Vec<Vec<f32>>,
    /// What is played next.
    ready: VecDeque<Vec<Vec<f32>>>,
    place: usize,
    latency: usize,
    /// Answers that came too late, or not yet: their time is over when they come.
    missed: usize,
    is_playing_silence: bool,
}

impl ScriptProcessor {
    pub(super) fn new(frames: usize, inputs: usize, outputs: usize) -> ScriptProcessor {
        let buffers = LATENCY_FRAMES.div_ceil(frames).max(1) + 1;
        ScriptProcessor {
            frames,
            inputs,
            outputs,
            heard: vec![Vec::with_capacity(frames); inputs],
            ready: vec![vec![vec![0.0; frames]; outputs]; buffers].into(),
            place: 0,
            latency: buffers * frames,
            missed: 0,
            is_playing_silence: false,
        }
    }
}

impl Processor for ScriptProcessor {
    fn process(&mut self, io: &mut Io<'_>) {
        for (channel, heard) in self.heard.iter_mut().enumerate() {
            heard.extend_from_slice(io.inputs[0].channel(channel));
        }
        io.outputs[0].clear(self.outputs.max(1));
        if self.place == 0 && self.ready.is_empty() {
            self.missed += 1;
            self.is_playing_silence = true;
        }
        if !self.is_playing_silence
            && let Some(buffer) = self.ready.front()
        {
            for (channel, samples) in buffer.iter().enumerate() {
                io.outputs[0]
                    .channel_mut(channel)
                    .copy_from_slice(&samples[self.place..self.place + QUANTUM]);
            }
        }
        self.place += QUANTUM;
        if self.place == self.frames {
            self.place = 0;
            if !std::mem::take(&mut self.is_playing_silence) {
                self.ready.pop_front();
            }
            let end = io.frame + QUANTUM as u64;
            let playback = end + (self.latency - self.frames) as u64;
            let empty = vec![Vec::with_capacity(self.frames); self.inputs];
            let input = std::mem::replace(&mut self.heard, empty);
            io.news.push(NodeNews::Script { playback_time: playback as f64 / io.rate_hz, input });
        }
    }

    fn apply(&mut self, change: Change) -> Option<Change> {
        match change {
            Change::ScriptOutput(mut channels) => {
                if self.missed > 0 {
                    self.missed -= 1;
                    return Some(Change::ScriptOutput(channels));
                }
                channels.resize(self.outputs, Vec::new());
                channels.iter_mut().for_each(|samples| samples.resize(self.frames, 0.0));
                self.ready.push_back(channels);
                None
            }
            other => Some(other),
        }
    }
}
