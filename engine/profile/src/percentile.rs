//! Percentiles by nearest rank: always a value that was measured, never one in between.

use serde::Serialize;

/// The smallest of the `sorted` values that at least `percent` % of them do not exceed; `None` when there are none.
/// `percent` is clamped to 0..=100; 0 gives the smallest value.
pub fn nearest_rank(sorted: &[f64], percent: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    // The product is exact for whole percents, the quotient is rounded: 7 % of 100 must be rank 7, not 8.
    let rank = (percent.clamp(0.0, 100.0) * sorted.len() as f64 / 100.0).ceil() as usize;
    Some(sorted[rank.saturating_sub(1).min(last)])
}

/// How values are spread. The percentiles are [nearest ranks](nearest_rank).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Distribution {
    /// How many values.
    pub count: usize,
    /// Their sum.
    pub total: f64,
    /// Arithmetic mean; 0 when there are none, as the rest.
    pub mean: f64,
    /// The smallest.
    pub min: f64,
    /// Half are at most this.
    pub p50: f64,
    /// 75 % are at most this.
    pub p75: f64,
    /// 90 % are at most this.
    pub p90: f64,
    /// 95 % are at most this.
    pub p95: f64,
    /// 99 % are at most this.
    pub p99: f64,
    /// 99.9 % are at most this.
    pub p99_9: f64,
    /// The largest.
    pub max: f64,
}

impl Distribution {
    /// Of any values; those that are no number are left out.
    pub fn of(values: impl IntoIterator<Item = f64>) -> Distribution {
        let mut sorted: Vec<f64> = values.into_iter().filter(|v| !v.is_nan()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let (Some(&min), Some(&max)) = (sorted.first(), sorted.last()) else {
            return Distribution::default();
        };
        let at = |percent| nearest_rank(&sorted, percent).unwrap_or(max);
        let total: f64 = sorted.iter().sum();
        Distribution {
            count: sorted.len(),
            total,
            mean: total / sorted.len() as f64,
            min,
            p50: at(50.0),
            p75: at(75.0),
            p90: at(90.0),
            p95: at(95.0),
            p99: at(99.0),
            p99_9: at(99.9),
            max,
        }
    }
}

/// Mean of the largest `share` (0..=1) of the values, at least of one: what PresentMon and its kin call the "1 % low" when the
/// values are frame intervals. 0 when there are none.
pub fn mean_of_largest(values: impl IntoIterator<Item = f64>, share: f64) -> f64 {
    let mut sorted: Vec<f64> = values.into_iter().filter(|v| !v.is_nan()).collect();
    sorted.sort_unstable_by(|a, b| b.total_cmp(a));
    let count = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len().max(1));
    let largest = &sorted[..count.min(sorted.len())];
    if largest.is_empty() { 0.0 } else { largest.iter().sum::<f64>() / largest.len() as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_agree_with_ranks_counted_by_hand() {
        // Five values: ranks ceil(0.05 * 5) = 1, ceil(0.3 * 5) = 2, ceil(0.4 * 5) = 2, ceil(0.5 * 5) = 3, 5.
        let five = [15.0, 20.0, 35.0, 40.0, 50.0];
        for (percent, value) in
            [(0.0, 15.0), (5.0, 15.0), (30.0, 20.0), (40.0, 20.0), (50.0, 35.0), (99.0, 50.0), (100.0, 50.0)]
        {
            assert_eq!(nearest_rank(&five, percent), Some(value), "P{percent}");
        }
        // Of 1..=100 every whole percent is itself.
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        for percent in 1..=100 {
            assert_eq!(nearest_rank(&hundred, f64::from(percent)), Some(f64::from(percent)));
        }
        assert_eq!(nearest_rank(&[], 50.0), None);
        assert_eq!(nearest_rank(&[7.0], 1.0), Some(7.0));
        assert_eq!(nearest_rank(&[7.0], 1e9), Some(7.0));
    }

    #[test]
    fn the_largest_are_averaged() {
        let values = (1..=200).map(f64::from);
        // 1 % of 200 is 2: 200 and 199.
        assert_eq!(mean_of_largest(values.clone(), 0.01), 199.5);
        // 0.1 % of 200 is less than one: the largest alone.
        assert_eq!(mean_of_largest(values, 0.001), 200.0);
        assert_eq!(mean_of_largest([], 0.01), 0.0);
    }

    #[test]
    fn a_distribution_does_not_mind_order_or_nan() {
        let d = Distribution::of([4.0, 1.0, f64::NAN, 3.0, 2.0]);
        assert_eq!((d.count, d.total, d.mean, d.min, d.max), (4, 10.0, 2.5, 1.0, 4.0));
        // Ranks of 4: 2, 3, ceil(3.6) = 4, 4, 4.
        assert_eq!((d.p50, d.p75, d.p90, d.p95, d.p99), (2.0, 3.0, 4.0, 4.0, 4.0));
        assert_eq!(Distribution::of([]), Distribution::default());
    }
}
