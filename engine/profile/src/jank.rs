//! Jank as PerfDog counts it: a frame is judged against the three before it, so that a game at a steady
//! 30 frames a second has none and one hitch at 60 has one.

use serde::Serialize;

/// A janky frame is longer than two film frames (2 x 1000 / 24 ms, which PerfDog rounds up).
pub const JANK_MS: f64 = 84.0;

/// A big jank is longer than three film frames.
pub const BIG_JANK_MS: f64 = 125.0;

/// The count so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct JankCounts {
    /// Frames longer than twice the mean of the three before them and than [`JANK_MS`]; big ones included.
    pub jank: u64,
    /// The same, and longer than [`BIG_JANK_MS`].
    pub big_jank: u64,
    /// Time in janky frames.
    pub jank_ms: f64,
    /// Time in all frames.
    pub total_ms: f64,
}

impl JankCounts {
    /// Time in janky frames by all time, 0..=1.
    pub fn stutter(&self) -> f64 {
        if self.total_ms > 0.0 { self.jank_ms / self.total_ms } else { 0.0 }
    }
}

/// Judges intervals one by one.
#[derive(Clone, Copy, Debug, Default)]
pub struct JankDetector {
    before: [f64; 3],
    known: usize,
    counts: JankCounts,
}

impl JankDetector {
    /// Takes the next interval between frames; true when that frame was janky. The first three after the start or
    /// a [gap](Self::gap) have too little before them and are never janky.
    pub fn push(&mut self, interval_ms: f64) -> bool {
        let mean = self.before.iter().sum::<f64>() / 3.0;
        let janky = self.known >= 3 && interval_ms > 2.0 * mean && interval_ms > JANK_MS;
        self.counts.total_ms += interval_ms;
        if janky {
            self.counts.jank += 1;
            self.counts.big_jank += u64::from(interval_ms > BIG_JANK_MS);
            self.counts.jank_ms += interval_ms;
        }
        self.before = [self.before[1], self.before[2], interval_ms];
        self.known = (self.known + 1).min(3);
        janky
    }

    /// The game was paused: the next frame has nothing before it.
    pub fn gap(&mut self) {
        self.known = 0;
    }

    /// The count so far.
    pub fn counts(&self) -> JankCounts {
        self.counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(intervals: &[f64]) -> JankCounts {
        let mut detector = JankDetector::default();
        for interval in intervals {
            detector.push(*interval);
        }
        detector.counts()
    }

    #[test]
    fn a_hitch_is_judged_by_both_bounds() {
        // 90 > 84 and > 2 * 16.
        assert_eq!(count(&[16.0, 16.0, 16.0, 90.0]).jank, 1);
        // 80 > 2 * 16 but within two film frames.
        assert_eq!(count(&[16.0, 16.0, 16.0, 80.0]).jank, 0);
        // Exactly the bound is not longer than it.
        assert_eq!(count(&[16.0, 16.0, 16.0, 84.0]).jank, 0);
        // 90 > 84 but not more than twice the mean of 50.
        assert_eq!(count(&[50.0, 50.0, 50.0, 90.0]).jank, 0);
        // The second of two hitches: mean of (16, 16, 130) is 54, twice is 108; 130 is longer, 100 is not.
        let two = count(&[16.0, 16.0, 16.0, 130.0, 130.0]);
        assert_eq!((two.jank, two.big_jank), (2, 2));
        let one = count(&[16.0, 16.0, 16.0, 130.0, 100.0]);
        assert_eq!((one.jank, one.big_jank), (1, 1));
        assert!((one.stutter() - 130.0 / 278.0).abs() < 1e-12);
    }

    #[test]
    fn the_first_frames_and_those_after_a_gap_are_not_judged() {
        assert_eq!(count(&[16.0, 16.0, 500.0]).jank, 0);
        let mut detector = JankDetector::default();
        for _ in 0..10 {
            detector.push(16.0);
        }
        detector.gap();
        assert!(!detector.push(500.0));
        assert_eq!(JankCounts::default().stutter(), 0.0);
    }
}
