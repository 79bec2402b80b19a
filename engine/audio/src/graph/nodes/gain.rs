//! `GainNode` and `ConstantSourceNode`.

use super::schedule::Schedule;
use crate::graph::{
    block::QUANTUM,
    node::{Change, Io, Processor},
};

pub(super) struct Gain;

impl Processor for Gain {
    fn process(&mut self, io: &mut Io<'_>) {
        let (input, output, gain) = (&io.inputs[0], &mut io.outputs[0], &io.params[0].values);
        output.copy_from(input);
        for channel in 0..output.len() {
            let samples = output.channel_mut(channel);
            for (i, sample) in samples.iter_mut().enumerate() {
                *sample *= gain.at(i);
            }
        }
    }
}

#[derive(Default)]
pub(super) struct ConstantSource {
    schedule: Schedule,
}

impl Processor for ConstantSource {
    fn process(&mut self, io: &mut Io<'_>) {
        io.outputs[0].clear(1);
        let frames = self.schedule.frames(io);
        let samples = io.outputs[0].channel_mut(0);
        #[allow(clippy::needless_range_loop, reason = "several slices are read at the same place")]
        for i in frames.start..frames.end.min(QUANTUM) {
            samples[i] = io.params[0].values.at(i);
        }
    }

    fn apply(&mut self, change: Change) -> Option<Change> {
        match change {
            Change::Start { when, .. } => self.schedule.start(when),
            Change::Stop { when } => self.schedule.stop(when),
            other => return Some(other),
        }
        None
    }

    fn is_sounding(&self) -> bool {
        self.schedule.is_sounding()
    }
}
