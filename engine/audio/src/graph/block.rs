//! A quantum of sound with any number of channels, and how channels are mixed up and down:
//! <https://webaudio.github.io/web-audio-api/#channel-up-mixing-and-down-mixing>

/// Frames that are rendered at once.
pub(crate) const QUANTUM: usize = 128;

/// No node has more channels.
pub const MAX_CHANNELS: usize = 32;

pub(crate) type Samples = [f32; QUANTUM];

const SILENCE: Samples = [0.0; QUANTUM];
const HALF_POWER: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// `channelInterpretation`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Interpretation {
    /// By the places of the speakers.
    #[default]
    Speakers,
    /// By their numbers.
    Discrete,
}

/// `channelCountMode`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CountMode {
    /// The most of what is connected.
    #[default]
    Max,
    /// That, but no more than `channelCount`.
    ClampedMax,
    /// `channelCount`.
    Explicit,
}

/// How an input mixes what is connected to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mixing {
    /// `channelCount`.
    pub count: usize,
    /// `channelCountMode`.
    pub mode: CountMode,
    /// `channelInterpretation`.
    pub interpretation: Interpretation,
}

impl Mixing {
    /// Channels of the mix of inputs of which the widest has `widest` channels.
    pub(crate) fn channels(self, widest: usize) -> usize {
        match self.mode {
            CountMode::Max => widest,
            CountMode::ClampedMax => widest.min(self.count),
            CountMode::Explicit => self.count,
        }
        .clamp(1, MAX_CHANNELS)
    }
}

/// At least one channel.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    channels: Vec<Samples>,
}

impl Default for Block {
    fn default() -> Block {
        Block { channels: vec![SILENCE] }
    }
}

impl Block {
    pub(crate) fn len(&self) -> usize {
        self.channels.len()
    }

    pub(crate) fn channel(&self, i: usize) -> &Samples {
        self.channels.get(i).unwrap_or(&SILENCE)
    }

    pub(crate) fn channel_mut(&mut self, i: usize) -> &mut Samples {
        &mut self.channels[i]
    }

    /// Silence of so many channels.
    pub(crate) fn clear(&mut self, channels: usize) {
        self.channels.clear();
        self.channels.resize(channels.max(1), SILENCE);
    }

    pub(crate) fn copy_from(&mut self, other: &Block) {
        self.channels.clone_from(&other.channels);
    }

    pub(crate) fn is_silent(&self) -> bool {
        self.channels.iter().flatten().all(|s| *s == 0.0)
    }

    /// Adds `source`, mixed to the channels that this block has.
    pub(crate) fn add(&mut self, source: &Block, interpretation: Interpretation) {
        let (from, to) = (source.len(), self.len());
        let mixed = match interpretation {
            Interpretation::Speakers if from != to => speakers(from, to),
            _ => None,
        };
        match mixed {
            Some(gains) => {
                for &(target, origin, gain) in gains {
                    add_scaled(self.channel_mut(target), source.channel(origin), gain);
                }
            }
            None => {
                for i in 0..from.min(to) {
                    add_scaled(self.channel_mut(i), source.channel(i), 1.0);
                }
            }
        }
    }
}

fn add_scaled(to: &mut Samples, from: &Samples, gain: f32) {
    for (to, from) in to.iter_mut().zip(from) {
        *to += from * gain;
    }
}

/// (target, origin, gain) between mono, stereo, quad (L R SL SR) and 5.1 (L R C LFE SL SR).
fn speakers(from: usize, to: usize) -> Option<&'static [(usize, usize, f32)]> {
    const H: f32 = HALF_POWER;
    Some(match (from, to) {
        (1, 2 | 4) => &[(0, 0, 1.0), (1, 0, 1.0)],
        (1, 6) => &[(2, 0, 1.0)],
        (2, 4 | 6) => &[(0, 0, 1.0), (1, 1, 1.0)],
        (4, 6) => &[(0, 0, 1.0), (1, 1, 1.0), (4, 2, 1.0), (5, 3, 1.0)],
        (2, 1) => &[(0, 0, 0.5), (0, 1, 0.5)],
        (4, 1) => &[(0, 0, 0.25), (0, 1, 0.25), (0, 2, 0.25), (0, 3, 0.25)],
        (6, 1) => &[(0, 0, H), (0, 1, H), (0, 2, 1.0), (0, 4, 0.5), (0, 5, 0.5)],
        (4, 2) => &[(0, 0, 0.5), (0, 2, 0.5), (1, 1, 0.5), (1, 3, 0.5)],
        (6, 2) => &[(0, 0, 1.0), (0, 2, H), (0, 4, H), (1, 1, 1.0), (1, 2, H), (1, 5, H)],
        (6, 4) => &[(0, 0, 1.0), (0, 2, H), (1, 1, 1.0), (1, 2, H), (2, 4, 1.0), (3, 5, 1.0)],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(values: &[f32]) -> Block {
        Block { channels: values.iter().map(|v| [*v; QUANTUM]).collect() }
    }

    fn mixed(from: &[f32], to: usize, interpretation: Interpretation) -> Vec<f32> {
        let mut out = Block::default();
        out.clear(to);
        out.add(&block(from), interpretation);
        (0..to).map(|i| out.channel(i)[127]).collect()
    }

    #[test]
    fn channels_are_mixed_by_speakers_or_numbers() {
        use Interpretation::{Discrete, Speakers};
        assert_eq!(mixed(&[1.0], 2, Speakers), [1.0, 1.0]);
        assert_eq!(mixed(&[1.0], 2, Discrete), [1.0, 0.0]);
        assert_eq!(mixed(&[1.0, 0.5], 1, Speakers), [0.75]);
        assert_eq!(mixed(&[1.0, 0.5], 1, Discrete), [1.0]);
        assert_eq!(mixed(&[1.0, 0.0, 0.5, 0.25], 2, Speakers), [0.75, 0.125]);
        assert_eq!(mixed(&[0.0, 0.0, 1.0, 9.0, 0.0, 0.0], 2, Speakers), [HALF_POWER; 2]);
        // No rule for three channels: by numbers.
        assert_eq!(mixed(&[1.0, 2.0, 3.0], 2, Speakers), [1.0, 2.0]);
    }

    #[test]
    fn the_count_follows_the_mode() {
        let mixing = |mode| Mixing { count: 2, mode, interpretation: Interpretation::Speakers };
        assert_eq!(mixing(CountMode::Max).channels(6), 6);
        assert_eq!(mixing(CountMode::ClampedMax).channels(6), 2);
        assert_eq!(mixing(CountMode::ClampedMax).channels(1), 1);
        assert_eq!(mixing(CountMode::Explicit).channels(1), 2);
    }
}
