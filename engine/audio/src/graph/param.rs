//! `AudioParam`s as the graph sees them: automation, what is connected, range.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use super::{
    block::{Block, Interpretation, QUANTUM, Samples},
    node::OutputId,
    timeline::Timeline,
};

/// What a parameter is, by the specification.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ParamSpec {
    /// Its name in JavaScript.
    pub name: &'static str,
    /// `defaultValue`.
    pub default: f32,
    /// `minValue`.
    pub min: f32,
    /// `maxValue`.
    pub max: f32,
    /// One value a frame, or one a quantum.
    pub is_a_rate: bool,
}

/// The current value, for `param.value`: the number of the last command that was carried out, and the value.
#[derive(Debug, Default)]
pub(crate) struct ParamStatus(AtomicU64);

impl ParamStatus {
    pub(crate) fn new(value: f32) -> ParamStatus {
        ParamStatus(AtomicU64::new(u64::from(value.to_bits())))
    }

    fn set(&self, serial: u32, value: f32) {
        self.0.store(u64::from(serial) << 32 | u64::from(value.to_bits()), Ordering::Relaxed);
    }

    /// A value that no command changes.
    pub(crate) fn publish(&self, value: f32) {
        self.set(0, value);
    }

    /// The value, when command `serial` has been carried out.
    pub(crate) fn value_since(&self, serial: u32) -> Option<f32> {
        let both = self.0.load(Ordering::Relaxed);
        ((both >> 32) as u32 >= serial).then_some(f32::from_bits(both as u32))
    }
}

/// The values of one quantum.
#[derive(Clone, Debug)]
pub(crate) struct ParamValues {
    values: Samples,
    /// They are all the same.
    pub(crate) is_constant: bool,
}

impl ParamValues {
    pub(crate) fn at(&self, i: usize) -> f32 {
        self.values[i]
    }

    pub(crate) fn first(&self) -> f32 {
        self.values[0]
    }
}

pub(crate) struct Param {
    pub(crate) spec: ParamSpec,
    pub(crate) timeline: Timeline,
    pub(crate) inputs: Vec<OutputId>,
    /// Of the last command.
    pub(crate) serial: u32,
    pub(crate) status: Arc<ParamStatus>,
    pub(crate) values: ParamValues,
}

impl Param {
    pub(crate) fn new(spec: ParamSpec, status: Arc<ParamStatus>) -> Param {
        Param {
            spec,
            timeline: Timeline::new(spec.default),
            inputs: Vec::new(),
            serial: 0,
            status,
            values: ParamValues { values: [spec.default; QUANTUM], is_constant: true },
        }
    }

    /// The values from `frame` on; `input` is the mono mix of what is connected.
    pub(crate) fn compute(&mut self, frame: u64, rate_hz: f64, input: Option<&Block>) {
        let is_varying = self.timeline.constant().is_none();
        let time = |i: usize| (frame + i as u64) as f64 / rate_hz;
        let own = match self.timeline.constant() {
            Some(value) => {
                self.values.values = [value; QUANTUM];
                value
            }
            None if self.spec.is_a_rate => {
                for i in 0..QUANTUM {
                    self.values.values[i] = self.timeline.value_at(time(i));
                }
                self.values.values[QUANTUM - 1]
            }
            None => {
                let value = self.timeline.value_at(time(0));
                self.values.values = [value; QUANTUM];
                value
            }
        };
        self.timeline.settle(time(QUANTUM));
        self.status.set(self.serial, own.clamp(self.spec.min, self.spec.max));
        self.values.is_constant = !self.spec.is_a_rate || (!is_varying && input.is_none());
        if let Some(input) = input {
            let mut mono = Block::default();
            mono.add(input, Interpretation::Speakers);
            if self.spec.is_a_rate {
                self.values.values.iter_mut().zip(mono.channel(0)).for_each(|(value, add)| *value += add);
            } else {
                let sum = self.values.values[0] + mono.channel(0)[0];
                self.values.values = [sum; QUANTUM];
            }
        }
        for value in &mut self.values.values {
            *value =
                if value.is_nan() { self.spec.default } else { value.clamp(self.spec.min, self.spec.max) };
        }
    }
}
