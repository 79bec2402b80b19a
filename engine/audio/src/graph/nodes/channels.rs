//! `ChannelSplitterNode`, `ChannelMergerNode`, and what only holds inputs or parameters.

use crate::graph::node::{Io, Processor};

pub(super) struct Nothing;

impl Processor for Nothing {
    fn process(&mut self, _: &mut Io<'_>) {}
}

pub(super) struct Splitter;

impl Processor for Splitter {
    fn process(&mut self, io: &mut Io<'_>) {
        for (i, output) in io.outputs.iter_mut().enumerate() {
            output.clear(1);
            *output.channel_mut(0) = *io.inputs[0].channel(i);
        }
    }
}

pub(super) struct Merger;

impl Processor for Merger {
    fn process(&mut self, io: &mut Io<'_>) {
        io.outputs[0].clear(io.inputs.len());
        for (i, input) in io.inputs.iter().enumerate() {
            *io.outputs[0].channel_mut(i) = *input.channel(0);
        }
    }
}
