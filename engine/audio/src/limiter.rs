//! Keeps the sum of many sounds within -1..=1 without the crackle of cutting it off.

use crate::decode::Frame;

/// Frames that share one gain step.
const BLOCK_FRAMES: usize = 32;

/// How much of the way back to full volume is gone in one block: about 0.2 s for most of it at 48 kHz.
const RELEASE: f32 = 0.01;

/// Below 1 it changes nothing.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limiter {
    gain: f32,
}

impl Default for Limiter {
    fn default() -> Limiter {
        Limiter { gain: 1.0 }
    }
}

impl Limiter {
    /// Lowers blocks whose peak is too high, and comes back slowly.
    pub(crate) fn process(&mut self, frames: &mut [Frame]) {
        for block in frames.chunks_mut(BLOCK_FRAMES) {
            let peak = block.as_flattened().iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
            let allowed = if peak > 1.0 { 1.0 / peak } else { 1.0 };
            let end = allowed.min(self.gain + (1.0 - self.gain) * RELEASE);
            if self.gain == 1.0 && end == 1.0 {
                continue;
            }
            // The gain falls at once, so that nothing is cut, and rises along the block.
            let start = self.gain.min(allowed);
            let step = (end - start) / block.len() as f32;
            for (i, frame) in block.iter_mut().enumerate() {
                let gain = start + step * i as f32;
                frame[0] = (frame[0] * gain).clamp(-1.0, 1.0);
                frame[1] = (frame[1] * gain).clamp(-1.0, 1.0);
            }
            self.gain = if end > 0.9999 { 1.0 } else { end };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quiet_sound_is_untouched() {
        let mut frames: Vec<Frame> = (0..500).map(|i| [(i as f32 * 0.1).sin(), -1.0]).collect();
        let before = frames.clone();
        Limiter::default().process(&mut frames);
        assert_eq!(frames, before);
    }

    #[test]
    fn loud_sound_keeps_its_shape_and_the_gain_comes_back() {
        let mut limiter = Limiter::default();
        let mut loud: Vec<Frame> = (0..4800).map(|i| [(i as f32 * 0.05).sin() * 20.0; 2]).collect();
        limiter.process(&mut loud);
        let max = loud.iter().fold(0.0_f32, |m, f| m.max(f[0].abs()));
        assert!(max <= 1.0 && max > 0.9, "{max}");
        // Cut off at 1, a sine of 20 would stand at the limit nine tenths of the time.
        let at_limit = loud.iter().filter(|f| f[0].abs() > 0.999).count();
        assert!(at_limit < 4800 / 10, "{at_limit}");
        let mut quiet = vec![[0.5; 2]; 96_000];
        limiter.process(&mut quiet);
        assert_eq!(quiet[95_999], [0.5; 2]);
    }
}
