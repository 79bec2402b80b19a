//! The processors of the node types, one noun each, and which parameters each type has.

pub(crate) mod analyser;
pub(crate) mod biquad;
mod buffer_source;
mod channels;
mod compressor;
pub(crate) mod convolver;
mod delay;
mod gain;
pub(crate) mod iir;
mod oscillator;
pub(crate) mod panner;
mod schedule;
mod script;
mod shaper;
mod stereo_panner;

use std::sync::Arc;

use super::{
    node::{NodeKind, NodeShared, Processor},
    param::ParamSpec,
};

const MAX: f32 = f32::MAX;

const fn a_rate(name: &'static str, default: f32, min: f32, max: f32) -> ParamSpec {
    ParamSpec { name, default, min, max, is_a_rate: true }
}

const fn k_rate(name: &'static str, default: f32, min: f32, max: f32) -> ParamSpec {
    ParamSpec { name, default, min, max, is_a_rate: false }
}

/// `detune` beyond this has no finite frequency.
const DETUNE: f32 = 153_600.0;

pub(super) fn params(kind: &NodeKind) -> &'static [ParamSpec] {
    match kind {
        NodeKind::Gain => const { &[a_rate("gain", 1.0, -MAX, MAX)] },
        NodeKind::ConstantSource => const { &[a_rate("offset", 1.0, -MAX, MAX)] },
        NodeKind::Oscillator => {
            const { &[a_rate("frequency", 440.0, -24_000.0, 24_000.0), a_rate("detune", 0.0, -DETUNE, DETUNE)] }
        }
        NodeKind::BufferSource => {
            const { &[k_rate("playbackRate", 1.0, -MAX, MAX), k_rate("detune", 0.0, -MAX, MAX)] }
        }
        NodeKind::StereoPanner => const { &[a_rate("pan", 0.0, -1.0, 1.0)] },
        NodeKind::Panner => {
            const {
                &[
                    a_rate("positionX", 0.0, -MAX, MAX),
                    a_rate("positionY", 0.0, -MAX, MAX),
                    a_rate("positionZ", 0.0, -MAX, MAX),
                    a_rate("orientationX", 1.0, -MAX, MAX),
                    a_rate("orientationY", 0.0, -MAX, MAX),
                    a_rate("orientationZ", 0.0, -MAX, MAX),
                ]
            }
        }
        NodeKind::Listener => {
            const {
                &[
                    a_rate("positionX", 0.0, -MAX, MAX),
                    a_rate("positionY", 0.0, -MAX, MAX),
                    a_rate("positionZ", 0.0, -MAX, MAX),
                    a_rate("forwardX", 0.0, -MAX, MAX),
                    a_rate("forwardY", 0.0, -MAX, MAX),
                    a_rate("forwardZ", -1.0, -MAX, MAX),
                    a_rate("upX", 0.0, -MAX, MAX),
                    a_rate("upY", 1.0, -MAX, MAX),
                    a_rate("upZ", 0.0, -MAX, MAX),
                ]
            }
        }
        NodeKind::BiquadFilter => {
            const {
                &[
                    a_rate("frequency", 350.0, 0.0, 24_000.0),
                    a_rate("detune", 0.0, -DETUNE, DETUNE),
                    a_rate("Q", 1.0, -MAX, MAX),
                    a_rate("gain", 0.0, -MAX, 1541.0),
                ]
            }
        }
        NodeKind::DynamicsCompressor => {
            const {
                &[
                    k_rate("threshold", -24.0, -100.0, 0.0),
                    k_rate("knee", 30.0, 0.0, 40.0),
                    k_rate("ratio", 12.0, 1.0, 20.0),
                    k_rate("attack", 0.003, 0.0, 1.0),
                    k_rate("release", 0.25, 0.0, 1.0),
                ]
            }
        }
        NodeKind::Delay { .. } => const { &[a_rate("delayTime", 0.0, 0.0, MAX)] },
        _ => &[],
    }
}

pub(super) fn processor(kind: &NodeKind, shared: &NodeShared, rate_hz: f64) -> Box<dyn Processor> {
    match kind {
        NodeKind::Destination | NodeKind::Listener => Box::new(channels::Nothing),
        NodeKind::Gain => Box::new(gain::Gain),
        NodeKind::ConstantSource => Box::<gain::ConstantSource>::default(),
        NodeKind::Oscillator => Box::<oscillator::Oscillator>::default(),
        NodeKind::BufferSource => Box::<buffer_source::BufferSource>::default(),
        NodeKind::Analyser => Box::new(analyser::Analyser::new(shared.tap.clone().unwrap_or_default())),
        NodeKind::Panner => Box::<panner::Panner>::default(),
        NodeKind::StereoPanner => Box::new(stereo_panner::StereoPanner),
        NodeKind::BiquadFilter => Box::<biquad::Biquad>::default(),
        NodeKind::DynamicsCompressor => Box::new(compressor::Compressor::new(
            rate_hz,
            shared.reduction.as_ref().map(Arc::clone).unwrap_or_default(),
        )),
        NodeKind::IirFilter { feedforward, feedback } => Box::new(iir::Iir::new(feedforward, feedback)),
        NodeKind::WaveShaper => Box::<shaper::WaveShaper>::default(),
        NodeKind::Delay { max_seconds } => Box::new(delay::Delay::new(*max_seconds, rate_hz)),
        NodeKind::Convolver => Box::<convolver::Convolver>::default(),
        NodeKind::ChannelSplitter { .. } => Box::new(channels::Splitter),
        NodeKind::ChannelMerger { .. } => Box::new(channels::Merger),
        NodeKind::ScriptProcessor { frames, inputs, outputs } => {
            Box::new(script::ScriptProcessor::new(*frames, *inputs, *outputs))
        }
    }
}
