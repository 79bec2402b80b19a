//! What a realm was refused because it reached a limit, counted by limit.

use std::{cell::RefCell, collections::BTreeMap};

/// The platform's words for a limit that was reached, and the limit.
const WORDS: [(&str, &str); 9] = [
    ("exceed max concurrent count", "sockets"),
    ("exceed max queue size", "requests"),
    ("exceed max concurrent worker limit", "workers"),
    ("exceed max file size", "download bytes"),
    ("entry size limit reached", "storage bytes of a key"),
    ("storage limit reached", "storage bytes"),
    ("the maximum size of the file storage limit is exceeded", "user file bytes"),
    ("the file is larger than", "file bytes"),
    ("too many", "open files"),
];

/// Counts of one realm.
#[derive(Debug, Default)]
pub struct Refusals(RefCell<BTreeMap<&'static str, u64>>);

impl Refusals {
    /// Counts one refusal.
    pub fn add(&self, limit: &'static str) {
        *self.0.borrow_mut().entry(limit).or_default() += 1;
    }

    /// Counts a failure of an operation, when its reason says that a limit was reached.
    pub(crate) fn add_failure(&self, reason: &str) {
        if let Some((_, limit)) = WORDS.iter().find(|(words, _)| reason.contains(words)) {
            self.add(limit);
        }
    }

    /// How often a limit refused something.
    pub fn of(&self, limit: &str) -> u64 {
        self.0.borrow().get(limit).copied().unwrap_or(0)
    }

    /// Every limit that refused something, by name.
    pub fn all(&self) -> Vec<(&'static str, u64)> {
        self.0.borrow().iter().map(|(limit, count)| (*limit, *count)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told_apart_by_the_platforms_words() {
        let refusals = Refusals::default();
        refusals.add_failure("exceed max concurrent count");
        refusals.add_failure("exceed max concurrent worker limit (1); terminate the other one first");
        refusals.add_failure("no such file or directory, open a");
        refusals.add("heap");
        refusals.add("heap");
        assert_eq!(refusals.all(), [("heap", 2), ("sockets", 1), ("workers", 1)]);
        assert_eq!((refusals.of("heap"), refusals.of("timers")), (2, 0));
    }
}
