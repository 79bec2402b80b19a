//! Are two sets of runs different, or is it noise? Medians, a bootstrap interval of their ratio, and A held against itself.

use std::fmt;

/// Resamples of the bootstrap.
const RESAMPLES: usize = 4000;

/// What is known about B against A. Values are costs: less is better.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Median of A's runs.
    pub a: f64,
    /// Median of B's runs.
    pub b: f64,
    /// B by A.
    pub ratio: f64,
    /// 95 % interval of the ratio.
    pub interval: (f64, f64),
    /// How far A strays from itself: every second run against the others, as a share; the larger end of the 95 % interval.
    pub noise: f64,
    /// The conclusion.
    pub verdict: Verdict,
}

/// What the figures allow to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// B costs less.
    Better,
    /// B costs more.
    Worse,
    /// The interval includes no change, or the change is smaller than the noise.
    Same,
}

impl Comparison {
    /// Of at least four runs each; `None` with fewer, or when a median is 0.
    pub fn of(a: &[f64], b: &[f64]) -> Option<Comparison> {
        if a.len() < 4 || b.len() < 4 {
            return None;
        }
        let (median_a, median_b) = (median(a), median(b));
        if median_a <= 0.0 || median_b <= 0.0 {
            return None;
        }
        let interval = bootstrap(a, b);
        let halves = |odd: usize| a.iter().skip(odd).step_by(2).copied().collect::<Vec<_>>();
        let (low, high) = bootstrap(&halves(0), &halves(1));
        let noise = (1.0 - low).abs().max((high - 1.0).abs());
        let ratio = median_b / median_a;
        let beyond = (ratio - 1.0).abs() > noise / 2.0;
        let verdict = match interval {
            (low, _) if low > 1.0 && beyond => Verdict::Worse,
            (_, high) if high < 1.0 && beyond => Verdict::Better,
            _ => Verdict::Same,
        };
        Some(Comparison { a: median_a, b: median_b, ratio, interval, noise, verdict })
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |ratio: f64| (ratio - 1.0) * 100.0;
        let figures = format!(
            "B / A = {:.3} (95 % confidence {:.3} to {:.3}); A against itself strays by up to {:.1} %",
            self.ratio,
            self.interval.0,
            self.interval.1,
            self.noise * 100.0
        );
        match self.verdict {
            Verdict::Better => write!(f, "B is better by {:.1} %: {figures}", -percent(self.ratio)),
            Verdict::Worse => write!(f, "B is worse by {:.1} %: {figures}", percent(self.ratio)),
            Verdict::Same => write!(f, "no difference can be told: {figures}"),
        }
    }
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[middle] } else { (sorted[middle - 1] + sorted[middle]) / 2.0 }
}

/// 95 % interval of median(b) / median(a), by resampling both with replacement. The same numbers give the same interval.
fn bootstrap(a: &[f64], b: &[f64]) -> (f64, f64) {
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    let mut draw = |from: &[f64], into: &mut Vec<f64>| {
        into.clear();
        for _ in 0..from.len() {
            // xorshift64*
            random ^= random >> 12;
            random ^= random << 25;
            random ^= random >> 27;
            let at = (random.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % from.len();
            into.push(from[at]);
        }
        median(into)
    };
    let (mut left, mut right) = (Vec::with_capacity(a.len()), Vec::with_capacity(b.len()));
    let mut ratios: Vec<f64> =
        (0..RESAMPLES).map(|_| draw(b, &mut right) / draw(a, &mut left).max(f64::MIN_POSITIVE)).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    (ratios[RESAMPLES / 40], ratios[RESAMPLES - 1 - RESAMPLES / 40])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(center: f64, spread: f64) -> Vec<f64> {
        (0..12).map(|i| center + spread * f64::from((i * 7) % 12 - 6) / 6.0).collect()
    }

    #[test]
    fn clear_differences_are_told_and_noise_is_not() {
        let worse = Comparison::of(&around(10.0, 0.1), &around(12.0, 0.1)).unwrap();
        assert_eq!(worse.verdict, Verdict::Worse, "{worse}");
        assert!((worse.ratio - 1.2).abs() < 0.01 && worse.interval.0 > 1.15, "{worse:?}");
        let better = Comparison::of(&around(10.0, 0.1), &around(9.0, 0.1)).unwrap();
        assert_eq!(better.verdict, Verdict::Better, "{better}");
        assert!(better.to_string().starts_with("B is better by 10.0 %"), "{better}");
        let same = Comparison::of(&around(10.0, 1.0), &around(10.1, 1.0)).unwrap();
        assert_eq!(same.verdict, Verdict::Same, "{same}");
    }

    #[test]
    fn too_little_says_nothing() {
        assert_eq!(Comparison::of(&[1.0; 3], &[1.0; 9]), None);
        assert_eq!(Comparison::of(&[0.0; 9], &[1.0; 9]), None);
        assert_eq!((median(&[3.0, 1.0, 2.0]), median(&[4.0, 1.0, 2.0, 3.0])), (2.0, 2.5));
    }
}
