//! `OscillatorNode`.

use std::sync::Arc;

use super::schedule::Schedule;
use crate::graph::{
    node::{Change, Io, Processor},
    wave::Wave,
};

#[derive(Default)]
pub(super) struct Oscillator {
    schedule: Schedule,
    /// None: a sine.
    wave: Option<Arc<Wave>>,
    phase: f64,
}

impl Processor for Oscillator {
    fn process(&mut self, io: &mut Io<'_>) {
        io.outputs[0].clear(1);
        let frames = self.schedule.frames(io);
        let (frequency, detune) = (&io.params[0].values, &io.params[1].values);
        let is_constant = frequency.is_constant && detune.is_constant;
        let turns = |i: usize| frequency.at(i) * (detune.at(i) / 1200.0).exp2();
        let mut hz = turns(0);
        let samples = io.outputs[0].channel_mut(0);
        for i in frames {
            if !is_constant {
                hz = turns(i);
            }
            let hz = if hz.is_finite() { hz } else { 0.0 };
            samples[i] = match &self.wave {
                Some(wave) => wave.value(self.phase, hz, io.rate_hz),
                None if f64::from(hz.abs()) > io.rate_hz / 2.0 => 0.0,
                None => (self.phase * std::f64::consts::TAU).sin() as f32,
            };
            self.phase = (self.phase + f64::from(hz) / io.rate_hz).rem_euclid(1.0);
        }
    }

    fn apply(&mut self, change: Change) -> Option<Change> {
        match change {
            Change::Start { when, .. } => self.schedule.start(when),
            Change::Stop { when } => self.schedule.stop(when),
            Change::Wave(wave) => return self.wave.replace(wave).map(Change::Wave),
            other => return Some(other),
        }
        None
    }

    fn is_sounding(&self) -> bool {
        self.schedule.is_sounding()
    }
}
