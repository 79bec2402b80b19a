//! A device's samples as a game wants them: channels and rate, piece by piece.

use super::quantized;
use crate::decode_whole::Kernel;
use sparrow_platform::RecordingFormat;

/// From one format to another, across the pieces in which a device gives its samples.
#[derive(Debug)]
pub(crate) struct Converter {
    from_channels: usize,
    /// `None` when the rates are equal.
    kernel: Option<Kernel>,
    /// Input frames that are still needed, one list for each channel of the output.
    kept: Vec<Vec<f32>>,
    /// Input frames for each output frame.
    step: f64,
    /// Of the next output frame, counted in input frames from the first that is kept.
    place: f64,
    /// Samples of a frame that is not whole yet.
    part: Vec<f32>,
}

impl Converter {
    pub(crate) fn new(from: RecordingFormat, to: RecordingFormat) -> Converter {
        let ratio = f64::from(to.rate_hz) / f64::from(from.rate_hz.max(1));
        Converter {
            from_channels: usize::from(from.channels.max(1)),
            kernel: (from.rate_hz != to.rate_hz).then(|| Kernel::new(ratio)),
            kept: vec![Vec::new(); usize::from(to.channels)],
            step: f64::from(from.rate_hz) / f64::from(to.rate_hz.max(1)),
            place: 0.0,
            part: Vec::new(),
        }
    }

    /// Takes samples of the device; gives those that follow from them.
    pub(crate) fn push(&mut self, samples: &[f32]) -> Vec<i16> {
        self.part.extend_from_slice(samples);
        let whole = self.part.len() - self.part.len() % self.from_channels;
        let mono = self.kept.len() == 1;
        for frame in self.part[..whole].chunks_exact(self.from_channels) {
            for (i, channel) in self.kept.iter_mut().enumerate() {
                channel.push(if mono {
                    frame.iter().sum::<f32>() / frame.len() as f32
                } else {
                    frame.get(i).or(frame.first()).copied().unwrap_or_default()
                });
            }
        }
        self.part.drain(..whole);
        let mut out = Vec::new();
        let frames = self.kept.first().map_or(0, Vec::len);
        let Some(kernel) = &self.kernel else {
            for i in 0..frames {
                out.extend(self.kept.iter().map(|channel| quantized(channel[i])));
            }
            self.kept.iter_mut().for_each(Vec::clear);
            return out;
        };
        while self.place.floor() as usize + kernel.reach < frames {
            out.extend(self.kept.iter().map(|channel| quantized(kernel.value(channel, self.place))));
            self.place += self.step;
        }
        // What lies before the kernel's reach is not asked for again.
        let done = (self.place.floor() as usize).saturating_sub(kernel.reach).min(frames);
        self.kept.iter_mut().for_each(|channel| drop(channel.drain(..done)));
        self.place -= done as f64;
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(rate_hz: u32, channels: u16) -> RecordingFormat {
        RecordingFormat { rate_hz, channels }
    }

    #[test]
    fn pieces_of_any_length_give_the_same_as_the_whole() {
        let sine: Vec<f32> = (0..4800)
            .flat_map(|i| {
                let sample = (std::f32::consts::TAU * 1000.0 * i as f32 / 48_000.0).sin() * 0.5;
                [sample, sample]
            })
            .collect();
        let whole = Converter::new(format(48_000, 2), format(16_000, 1)).push(&sine);
        let mut converter = Converter::new(format(48_000, 2), format(16_000, 1));
        let pieces: Vec<i16> = sine.chunks(333).flat_map(|piece| converter.push(piece)).collect();
        assert_eq!(whole, pieces);
        // All but what the kernel still waits for.
        assert!((1560..=1600).contains(&whole.len()), "{}", whole.len());
        for (i, sample) in whole.iter().enumerate().skip(40) {
            let expected = (std::f32::consts::TAU * 1000.0 * i as f32 / 16_000.0).sin() * 0.5 * 32767.0;
            assert!((f32::from(*sample) - expected).abs() < 60.0, "{i}: {sample} {expected}");
        }
    }

    #[test]
    fn what_is_above_the_new_rate_is_not_folded_down() {
        let high: Vec<f32> =
            (0..9600).map(|i| (std::f32::consts::TAU * 7000.0 * i as f32 / 48_000.0).sin()).collect();
        let out = Converter::new(format(48_000, 1), format(8_000, 1)).push(&high);
        assert!(out.iter().skip(40).all(|sample| sample.abs() < 100), "{:?}", out.iter().skip(40).max());
    }

    #[test]
    fn one_channel_is_heard_on_both_sides() {
        let out = Converter::new(format(8000, 1), format(8000, 2)).push(&[0.5, -2.0]);
        assert_eq!(out, [16_384, 16_384, -32_767, -32_767]);
    }
}
