//! `BiquadFilterNode`: <https://webaudio.github.io/web-audio-api/#filters-characteristics>

use std::f64::consts::PI;

use crate::graph::{
    block::QUANTUM,
    node::{Change, Io, Processor},
};

/// `type`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum BiquadType {
    #[default]
    LowPass,
    HighPass,
    BandPass,
    LowShelf,
    HighShelf,
    Peaking,
    Notch,
    AllPass,
}

/// b0 b1 b2 a1 a2, divided by a0.
pub(crate) type Coefficients = [f64; 5];

/// The formulas of the specification; `gain` and, for low and high pass, `q` are decibels.
pub(crate) fn coefficients(kind: BiquadType, rate_hz: f64, hz: f64, q: f64, gain: f64) -> Coefficients {
    let w = 2.0 * PI * (hz / rate_hz).clamp(0.0, 0.5);
    let (sin, cos) = w.sin_cos();
    let a = 10.0_f64.powf(gain / 40.0);
    let safe = |q: f64| if q.abs() < 1e-9 { 1e-9 } else { q };
    let alpha_q = sin / (2.0 * safe(q));
    let alpha_q_db = sin / (2.0 * 10.0_f64.powf(q / 20.0));
    let alpha_s = sin / 2.0 * 2.0_f64.sqrt();
    let root = 2.0 * alpha_s * a.sqrt();
    let [b0, b1, b2, a0, a1, a2] = match kind {
        BiquadType::LowPass => {
            let b = (1.0 - cos) / 2.0;
            [b, 1.0 - cos, b, 1.0 + alpha_q_db, -2.0 * cos, 1.0 - alpha_q_db]
        }
        BiquadType::HighPass => {
            let b = (1.0 + cos) / 2.0;
            [b, -(1.0 + cos), b, 1.0 + alpha_q_db, -2.0 * cos, 1.0 - alpha_q_db]
        }
        BiquadType::BandPass => [alpha_q, 0.0, -alpha_q, 1.0 + alpha_q, -2.0 * cos, 1.0 - alpha_q],
        BiquadType::Notch => [1.0, -2.0 * cos, 1.0, 1.0 + alpha_q, -2.0 * cos, 1.0 - alpha_q],
        BiquadType::AllPass => {
            [1.0 - alpha_q, -2.0 * cos, 1.0 + alpha_q, 1.0 + alpha_q, -2.0 * cos, 1.0 - alpha_q]
        }
        BiquadType::Peaking => [
            1.0 + alpha_q * a,
            -2.0 * cos,
            1.0 - alpha_q * a,
            1.0 + alpha_q / a,
            -2.0 * cos,
            1.0 - alpha_q / a,
        ],
        BiquadType::LowShelf => [
            a * ((a + 1.0) - (a - 1.0) * cos + root),
            2.0 * a * ((a - 1.0) - (a + 1.0) * cos),
            a * ((a + 1.0) - (a - 1.0) * cos - root),
            (a + 1.0) + (a - 1.0) * cos + root,
            -2.0 * ((a - 1.0) + (a + 1.0) * cos),
            (a + 1.0) + (a - 1.0) * cos - root,
        ],
        BiquadType::HighShelf => [
            a * ((a + 1.0) + (a - 1.0) * cos + root),
            -2.0 * a * ((a - 1.0) + (a + 1.0) * cos),
            a * ((a + 1.0) + (a - 1.0) * cos - root),
            (a + 1.0) - (a - 1.0) * cos + root,
            2.0 * ((a - 1.0) - (a + 1.0) * cos),
            (a + 1.0) - (a - 1.0) * cos - root,
        ],
    };
    [b0 / a0, b1 / a0, b2 / a0, a1 / a0, a2 / a0].map(|c| if c.is_finite() { c } else { 0.0 })
}

/// Amplitude and phase at a frequency.
pub(crate) fn response(feedforward: &[f64], feedback: &[f64], hz: f64, rate_hz: f64) -> (f32, f32) {
    if !(0.0..=rate_hz / 2.0).contains(&hz) {
        return (f32::NAN, f32::NAN);
    }
    let w = 2.0 * PI * hz / rate_hz;
    let sum = |list: &[f64]| {
        list.iter().enumerate().fold((0.0, 0.0), |(re, im), (n, c)| {
            let (sin, cos) = (-w * n as f64).sin_cos();
            (re + c * cos, im + c * sin)
        })
    };
    let ((a, b), (c, d)) = (sum(feedforward), sum(feedback));
    let size = c * c + d * d;
    let (re, im) = ((a * c + b * d) / size, (b * c - a * d) / size);
    (re.hypot(im) as f32, im.atan2(re) as f32)
}

#[derive(Default)]
pub(super) struct Biquad {
    kind: BiquadType,
    /// x1 x2 y1 y2 of each channel.
    states: Vec<[f64; 4]>,
}

impl Processor for Biquad {
    fn process(&mut self, io: &mut Io<'_>) {
        let input = &io.inputs[0];
        self.states.resize(input.len().max(self.states.len()), [0.0; 4]);
        io.outputs[0].clear(input.len());
        let [frequency, detune, q, gain] = [0, 1, 2, 3].map(|i| &io.params[i].values);
        let is_constant = [frequency, detune, q, gain].iter().all(|p| p.is_constant);
        let at = |i: usize| {
            let hz = f64::from(frequency.at(i)) * (f64::from(detune.at(i)) / 1200.0).exp2();
            coefficients(self.kind, io.rate_hz, hz, f64::from(q.at(i)), f64::from(gain.at(i)))
        };
        let mut c = at(0);
        for i in 0..QUANTUM {
            if !is_constant {
                c = at(i);
            }
            for (channel, state) in self.states.iter_mut().enumerate().take(input.len()) {
                let x = f64::from(input.channel(channel)[i]);
                let [x1, x2, y1, y2] = *state;
                let y = c[0] * x + c[1] * x1 + c[2] * x2 - c[3] * y1 - c[4] * y2;
                let y = if y.is_finite() && y.abs() > 1e-30 { y } else { 0.0 };
                *state = [x, x1, y, y1];
                io.outputs[0].channel_mut(channel)[i] = y as f32;
            }
        }
    }

    fn apply(&mut self, change: Change) -> Option<Change> {
        match change {
            Change::BiquadType(kind) => self.kind = kind,
            other => return Some(other),
        }
        None
    }

    fn tail_frames(&self, rate_hz: f64) -> u64 {
        rate_hz as u64
    }
}
