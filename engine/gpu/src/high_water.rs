//! How much of something was needed lately, for buffers that give memory back.

/// Uses after which the largest of them counts.
const PERIOD: u32 = 240;

/// The largest use of a period.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct HighWater {
    most: usize,
    uses: u32,
}

impl HighWater {
    /// Notes a use. At the end of a period it gives the largest one.
    pub(crate) fn note(&mut self, used: usize) -> Option<usize> {
        self.most = self.most.max(used);
        self.uses += 1;
        if self.uses < PERIOD {
            return None;
        }
        let most = self.most;
        *self = HighWater::default();
        Some(most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_use_of_each_period_is_told_once() {
        let mut water = HighWater::default();
        let told: Vec<usize> =
            (0..2 * PERIOD as usize).filter_map(|i| water.note(if i == 7 { 1000 } else { i % 10 })).collect();
        assert_eq!(told, [1000, 9]);
    }
}
