//! Memory by owner: now, and at its peak.

/// Names and bytes, in the order of the runtime.
type Owners = Vec<(&'static str, u64)>;

/// The most that each owner held, and all of them together, at the moments that were looked at.
#[derive(Debug, Default)]
pub(crate) struct MemoryPeaks {
    last: Owners,
    peaks: Owners,
    sum_peak: u64,
}

/// Frames between two looks: counting walks the whole heap.
pub(crate) const LOOK_FRAMES: u64 = 30;

impl MemoryPeaks {
    /// Takes a look.
    pub(crate) fn look(&mut self, owners: Owners) {
        self.sum_peak = self.sum_peak.max(sum(&owners));
        for (name, bytes) in &owners {
            match self.peaks.iter_mut().find(|(known, _)| known == name) {
                Some((_, peak)) => *peak = (*peak).max(*bytes),
                None => self.peaks.push((name, *bytes)),
            }
        }
        self.last = owners;
    }

    /// Owner, bytes at the last look, bytes at the peak; those that never held anything are left out. The last row is all together.
    pub(crate) fn rows(&self) -> Vec<(String, u64, u64)> {
        let now =
            |name: &str| self.last.iter().find(|(known, _)| *known == name).map_or(0, |(_, bytes)| *bytes);
        let held = self.peaks.iter().filter(|(_, peak)| *peak > 0);
        let mut rows: Vec<_> = held.map(|(name, peak)| ((*name).to_owned(), now(name), *peak)).collect();
        rows.sort_by_key(|(.., peak)| std::cmp::Reverse(*peak));
        rows.push(("together".to_owned(), sum(&self.last), self.sum_peak));
        rows
    }
}

fn sum(owners: &Owners) -> u64 {
    owners.iter().map(|(_, bytes)| bytes).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn peaks_are_kept_for_each_owner() {
        let mut peaks = MemoryPeaks::default();
        peaks.look(vec![("js heap", 10), ("canvases", 5), ("sounds", 0)]);
        peaks.look(vec![("js heap", 4), ("canvases", 7), ("sounds", 0)]);
        let rows = peaks.rows();
        assert_eq!(rows[0], ("js heap".to_owned(), 4, 10));
        assert_eq!(rows[1], ("canvases".to_owned(), 7, 7));
        assert_eq!(rows[2], ("together".to_owned(), 11, 15));
        assert_eq!(rows.len(), 3);
    }
}
