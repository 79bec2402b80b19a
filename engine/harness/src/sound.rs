//! What a test expects to hear: `[[sound]]` of `test.toml`, judged by how strong a frequency is in a stretch of time.

use std::fmt::Write as _;

use serde::Deserialize;

/// Frames per second of the output of the package tests.
pub const RATE_HZ: f64 = 48_000.0;

/// One side, or the louder of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The first channel.
    Left,
    /// The second channel.
    Right,
}

/// What is to be heard in a stretch of time.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedSound {
    /// Where the stretch begins.
    pub from_ms: f64,
    /// Where it ends.
    pub to_ms: f64,
    /// On which side; both when it is left out.
    pub side: Option<Side>,
    /// A frequency that should have an amplitude of `level`.
    pub hz: Option<f64>,
    /// 0 to 1.
    #[serde(default)]
    pub level: f64,
    /// How far the amplitude may be off.
    #[serde(default = "close")]
    pub tolerance: f64,
    /// No sample may be louder.
    pub peak_below: Option<f64>,
}

fn close() -> f64 {
    0.02
}

impl ExpectedSound {
    /// Finds mistakes of who wrote it.
    pub fn check(&self, frames: u64) -> Result<(), String> {
        let end_ms = frames as f64 * 1000.0 / 60.0;
        if !(self.from_ms >= 0.0 && self.to_ms > self.from_ms && self.to_ms <= end_ms) {
            return Err(format!(
                "`sound`: {} to {} ms is no stretch of {end_ms:.0} ms",
                self.from_ms, self.to_ms
            ));
        }
        if self.hz.is_none() && self.peak_below.is_none() {
            return Err("`sound` needs `hz` or `peak_below`".to_owned());
        }
        Ok(())
    }

    /// What is wrong with what was heard.
    pub fn failure(&self, heard: &[[f32; 2]]) -> Option<String> {
        let place = |ms: f64| ((ms * RATE_HZ / 1000.0) as usize).min(heard.len());
        let stretch = &heard[place(self.from_ms)..place(self.to_ms)];
        let sides: &[usize] = match self.side {
            Some(Side::Left) => &[0],
            Some(Side::Right) => &[1],
            None => &[0, 1],
        };
        let mut text = String::new();
        for &side in sides {
            let name = ["left", "right"][side];
            if let Some(limit) = self.peak_below {
                let peak = stretch.iter().fold(0.0_f32, |peak, frame| peak.max(frame[side].abs()));
                if f64::from(peak) >= limit {
                    let _ = write!(text, " {name}: a peak of {peak:.4}, not below {limit}");
                }
            }
            if let Some(hz) = self.hz {
                let level = amplitude(stretch, side, hz);
                if (level - self.level).abs() > self.tolerance || level.is_nan() {
                    let _ = write!(
                        text,
                        " {name}: {hz} Hz at {level:.4}, not {} +- {}",
                        self.level, self.tolerance
                    );
                }
            }
        }
        (!text.is_empty()).then(|| format!("sound from {} to {} ms:{text}", self.from_ms, self.to_ms))
    }
}

/// The amplitude of a frequency, by Goertzel's recurrence under a Hann window.
fn amplitude(frames: &[[f32; 2]], side: usize, hz: f64) -> f64 {
    let n = frames.len() as f64;
    let turn = std::f64::consts::TAU * hz / RATE_HZ;
    let factor = 2.0 * turn.cos();
    let (mut last, mut before, mut weight) = (0.0, 0.0, 0.0);
    for (i, frame) in frames.iter().enumerate() {
        let window = 0.5 - 0.5 * (std::f64::consts::TAU * i as f64 / n).cos();
        let now = f64::from(frame[side]) * window + factor * last - before;
        (before, last) = (last, now);
        weight += window;
    }
    let power = last * last + before * before - factor * last * before;
    2.0 * power.max(0.0).sqrt() / weight
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(hz: f64, level: f64) -> ExpectedSound {
        ExpectedSound {
            from_ms: 0.0,
            to_ms: 100.0,
            side: None,
            hz: Some(hz),
            level,
            tolerance: 0.01,
            peak_below: None,
        }
    }

    #[test]
    fn a_sine_is_found_at_its_level_and_nowhere_else() {
        let wave = |i: usize| (std::f64::consts::TAU * 440.0 * i as f64 / RATE_HZ).sin() as f32 * 0.25;
        let heard: Vec<_> = (0..4800).map(|i| [wave(i), 0.0]).collect();
        let on = |side| ExpectedSound { side: Some(side), ..expected(440.0, 0.25) };
        assert_eq!(on(Side::Left).failure(&heard), None);
        let failure = on(Side::Right).failure(&heard).unwrap();
        assert!(failure.contains("right: 440 Hz at 0.0000, not 0.25"), "{failure}");
        assert_eq!(ExpectedSound { side: Some(Side::Left), ..expected(900.0, 0.0) }.failure(&heard), None);
        let quiet = ExpectedSound { hz: None, peak_below: Some(0.2), ..expected(0.0, 0.0) };
        assert!(quiet.failure(&heard).unwrap().contains("a peak of 0.25"));
    }

    #[test]
    fn mistakes_are_named() {
        let late = ExpectedSound { to_ms: 2000.0, ..expected(1.0, 1.0) };
        assert!(late.check(60).unwrap_err().contains("no stretch"));
        assert!(ExpectedSound { hz: None, ..expected(1.0, 1.0) }.check(60).unwrap_err().contains("`hz`"));
        assert!(expected(1.0, 1.0).check(60).is_ok());
    }
}
