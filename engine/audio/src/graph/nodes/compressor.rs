//! `DynamicsCompressorNode`: <https://webaudio.github.io/web-audio-api/#DynamicsCompressorOptions-processing>
//!
//! The specification leaves the knee and the release's curve to the implementation; here the knee is a parabola in decibels.

use std::sync::Arc;

use crate::graph::{
    block::QUANTUM,
    node::{Io, Processor},
    param::ParamStatus,
};

/// The sound is heard this much later, so that the gain falls before a peak.
const LOOKAHEAD_SECONDS: f64 = 0.006;

pub(super) struct Compressor {
    /// Linear gain that follows what the curve asks for.
    gain: f32,
    delayed: [Vec<f32>; 2],
    next: usize,
    reduction: Arc<ParamStatus>,
}

fn decibels(level: f32) -> f32 {
    20.0 * level.max(1e-9).log10()
}

fn level(decibels: f32) -> f32 {
    10.0_f32.powf(decibels / 20.0)
}

/// What a level in decibels becomes.
fn curve(x: f32, threshold: f32, knee: f32, ratio: f32) -> f32 {
    let over = x - threshold;
    let slope = 1.0 / ratio - 1.0;
    if over <= 0.0 {
        x
    } else if over < knee {
        x + slope * over * over / (2.0 * knee)
    } else {
        x + slope * (over - knee / 2.0)
    }
}

impl Compressor {
    pub(super) fn new(rate_hz: f64, reduction: Arc<ParamStatus>) -> Compressor {
        let frames = ((LOOKAHEAD_SECONDS * rate_hz) as usize).max(1);
        Compressor { gain: 1.0, delayed: [vec![0.0; frames], vec![0.0; frames]], next: 0, reduction }
    }
}

impl Processor for Compressor {
    fn process(&mut self, io: &mut Io<'_>) {
        let [threshold, knee, ratio, attack, release] = [0, 1, 2, 3, 4].map(|i| io.params[i].values.first());
        let input = &io.inputs[0];
        let channels = input.len().min(2);
        // Full volume would become this loud; the rest is brought up by 0.6 of it, in decibels.
        let makeup = level(-0.6 * curve(0.0, threshold, knee, ratio));
        let rate = |seconds: f32| {
            let frames = f64::from(seconds) * io.rate_hz;
            if frames < 1.0 { 1.0 } else { (1.0 - (-1.0 / frames).exp()) as f32 }
        };
        let (attack, release) = (rate(attack), rate(release));
        io.outputs[0].clear(channels);
        for i in 0..QUANTUM {
            let peak = (0..channels).fold(0.0_f32, |peak, c| peak.max(input.channel(c)[i].abs()));
            let peak = if peak.is_finite() { peak } else { 0.0 };
            let x = decibels(peak);
            let wanted = if peak < 1e-4 { 1.0 } else { level(curve(x, threshold, knee, ratio) - x) };
            self.gain += (wanted - self.gain) * if wanted < self.gain { attack } else { release };
            for channel in 0..channels {
                let place = &mut self.delayed[channel][self.next];
                io.outputs[0].channel_mut(channel)[i] = *place * self.gain * makeup;
                *place = input.channel(channel)[i];
            }
            if channels == 1 {
                self.delayed[1][self.next] = input.channel(0)[i];
            }
            self.next = (self.next + 1) % self.delayed[0].len();
        }
        self.reduction.publish(decibels(self.gain));
    }

    fn tail_frames(&self, rate_hz: f64) -> u64 {
        (LOOKAHEAD_SECONDS * rate_hz) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_bends_softly_at_the_threshold() {
        assert_eq!(curve(-40.0, -24.0, 30.0, 12.0), -40.0);
        assert_eq!(curve(-12.0, -24.0, 0.0, 12.0), -23.0);
        // Both ends of the knee fit.
        let slope = |x: f32| (curve(x + 0.01, -24.0, 10.0, 4.0) - curve(x, -24.0, 10.0, 4.0)) / 0.01;
        assert!((slope(-24.0) - 1.0).abs() < 0.01 && (slope(-14.0) - 0.25).abs() < 0.01);
    }
}
