//! `PeriodicWave`: one turn of a wave by its harmonics, in tables with fewer and fewer of them, so that nothing above half the
//! sample rate is played.

use super::fft::{Complex, Fft};

const TABLE_FRAMES: usize = 2048;
const TABLES_PER_OCTAVE: f32 = 3.0;

/// Harmonics that a table can hold.
pub const MAX_HARMONICS: usize = TABLE_FRAMES / 2;

/// The wave of an oscillator.
#[derive(Debug, PartialEq)]
pub struct Wave {
    /// Each has one frame more than its length, equal to the first.
    tables: Vec<Box<[f32]>>,
}

/// The oscillator types that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum Shape {
    Sine,
    Square,
    Sawtooth,
    Triangle,
}

impl Wave {
    /// By the cosine and sine terms of its harmonics; the first of each, the mean, is left out.
    pub fn new(real: &[f32], imag: &[f32], normalize: bool) -> Wave {
        let fft = Fft::new(TABLE_FRAMES);
        let mut tables: Vec<Box<[f32]>> = Vec::new();
        let mut scale = 1.0;
        let used = real.len().max(imag.len()).saturating_sub(1).min(MAX_HARMONICS - 1);
        let mut last_count = usize::MAX;
        for k in 0.. {
            let count = (MAX_HARMONICS as f32 / 2.0_f32.powf(k as f32 / TABLES_PER_OCTAVE)) as usize;
            if count == 0 {
                break;
            }
            let count = count.min(used);
            // Few harmonics: the first tables are the same, and share nothing worth the trouble but their making.
            if count == last_count
                && let Some(same) = tables.last().cloned()
            {
                tables.push(same);
                continue;
            }
            last_count = count;
            let mut data: Vec<Complex> = vec![[0.0; 2]; TABLE_FRAMES];
            for n in 1..=count {
                let term = |list: &[f32]| list.get(n).copied().unwrap_or(0.0) * 0.5;
                let (a, b) = (term(real), term(imag));
                data[n] = [a, -b];
                data[TABLE_FRAMES - n] = [a, b];
            }
            fft.inverse(&mut data);
            let full = TABLE_FRAMES as f32;
            let mut table: Vec<f32> = data.iter().map(|c| c[0] * full).collect();
            if k == 0 && normalize {
                let peak = table.iter().fold(0.0_f32, |peak, s| peak.max(s.abs()));
                scale = if peak > 0.0 { 1.0 / peak } else { 1.0 };
            }
            table.iter_mut().for_each(|s| *s *= scale);
            table.push(table[0]);
            tables.push(table.into_boxed_slice());
        }
        Wave { tables }
    }

    /// One of the known shapes.
    pub fn shape(shape: Shape) -> Wave {
        use std::f32::consts::PI;
        let mut imag = vec![0.0; MAX_HARMONICS];
        for (n, term) in imag.iter_mut().enumerate().skip(1) {
            let f = n as f32;
            *term = match shape {
                Shape::Sine => f32::from(u8::from(n == 1)),
                Shape::Square => {
                    if n % 2 == 1 {
                        4.0 / (f * PI)
                    } else {
                        0.0
                    }
                }
                Shape::Sawtooth => 2.0 / (f * PI) * if n % 2 == 1 { 1.0 } else { -1.0 },
                Shape::Triangle => 8.0 / (f * PI).powi(2) * (f * PI / 2.0).sin(),
            };
        }
        Wave::new(&[], &imag, true)
    }

    /// The value at `phase` (0..1) of a wave that turns `frequency` times a second.
    pub(crate) fn value(&self, phase: f64, frequency: f32, rate_hz: f64) -> f32 {
        let allowed = (rate_hz as f32 / 2.0) / frequency.abs().max(1e-3);
        if allowed < 1.0 {
            return 0.0;
        }
        let too_many = (MAX_HARMONICS as f32 / allowed).max(1.0);
        let k = (too_many.log2() * TABLES_PER_OCTAVE).ceil() as usize;
        let Some(table) = self.tables.get(k).or(self.tables.last()) else { return 0.0 };
        let place = phase * TABLE_FRAMES as f64;
        let i = (place as usize).min(TABLE_FRAMES - 1);
        let part = (place - i as f64) as f32;
        table[i] + (table[i + 1] - table[i]) * part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_what_they_are_called() {
        let at = |shape, phase| Wave::shape(shape).value(phase, 50.0, 48_000.0);
        assert!((at(Shape::Sine, 0.25) - 1.0).abs() < 1e-4);
        assert!((at(Shape::Triangle, 0.125) - 0.5).abs() < 0.01);
        // The peak at the jump is 1, the plateau a little lower (Gibbs).
        assert!((at(Shape::Square, 0.25) - 0.85).abs() < 0.02, "{}", at(Shape::Square, 0.25));
        assert!((at(Shape::Sawtooth, 0.25) - 0.43).abs() < 0.03, "{}", at(Shape::Sawtooth, 0.25));
    }

    #[test]
    fn nothing_is_above_half_the_rate() {
        let saw = Wave::shape(Shape::Sawtooth);
        // At 9 kHz only the first two harmonics fit below 24 kHz; at 25 kHz none.
        let values: Vec<f32> = (0..64).map(|i| saw.value(f64::from(i) / 64.0, 9_000.0, 48_000.0)).collect();
        let third: f32 = values
            .iter()
            .enumerate()
            .map(|(i, v)| v * (std::f32::consts::TAU * 3.0 * i as f32 / 64.0).sin())
            .sum();
        assert!(third.abs() < 1e-2, "{third}");
        assert_eq!(saw.value(0.3, 25_000.0, 48_000.0), 0.0);
    }
}
