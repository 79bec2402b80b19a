//! `StereoPannerNode`: <https://webaudio.github.io/web-audio-api/#stereopanner-algorithm>

use std::f32::consts::FRAC_PI_2;

use crate::graph::{
    block::QUANTUM,
    node::{Io, Processor},
};

pub(super) struct StereoPanner;

impl Processor for StereoPanner {
    fn process(&mut self, io: &mut Io<'_>) {
        let (input, pan) = (&io.inputs[0], &io.params[0].values);
        let is_mono = input.len() == 1;
        io.outputs[0].clear(2);
        for i in 0..QUANTUM {
            let pan = pan.at(i);
            let [left, right] = if is_mono {
                let (sin, cos) = ((pan + 1.0) / 2.0 * FRAC_PI_2).sin_cos();
                let sample = input.channel(0)[i];
                [sample * cos, sample * sin]
            } else {
                let (left, right) = (input.channel(0)[i], input.channel(1)[i]);
                let (sin, cos) = ((if pan <= 0.0 { pan + 1.0 } else { pan }) * FRAC_PI_2).sin_cos();
                if pan <= 0.0 { [left + right * cos, right * sin] } else { [left * cos, right + left * sin] }
            };
            io.outputs[0].channel_mut(0)[i] = left;
            io.outputs[0].channel_mut(1)[i] = right;
        }
    }
}
