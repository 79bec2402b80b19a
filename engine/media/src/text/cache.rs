//! A bounded cache that costs one hash look-up per hit: two generations instead of a list.
//!
//! New and used entries live in the young generation. When it is full, what was not used since the last turn is dropped and the
//! young become the old. An entry that is used once per turn lives on for ever; the cache never holds more than twice its budget.

use rustc_hash::FxHashMap;
use std::{hash::Hash, mem};

/// See the module.
#[derive(Debug)]
pub(crate) struct TwoGenerations<K, V> {
    young: FxHashMap<K, V>,
    old: FxHashMap<K, V>,
    young_cost: usize,
    budget: usize,
}

impl<K: Hash + Eq, V: Clone> TwoGenerations<K, V> {
    /// Room for entries that cost `budget` per generation.
    pub(crate) fn new(budget: usize) -> Self {
        TwoGenerations { young: FxHashMap::default(), old: FxHashMap::default(), young_cost: 0, budget }
    }

    /// The entry of `key`. `cost` is asked when an old entry moves to the young.
    pub(crate) fn get<Q>(&mut self, key: &Q, cost: impl FnOnce(&V) -> usize) -> Option<&V>
    where
        K: std::borrow::Borrow<Q>,
        Q: Hash + Eq + ?Sized,
    {
        if !self.young.contains_key(key) {
            let (key, value) = self.old.remove_entry(key)?;
            let cost = cost(&value);
            self.insert(key, value, cost);
        }
        self.young.get(key)
    }

    /// Adds an entry of that cost.
    pub(crate) fn insert(&mut self, key: K, value: V, cost: usize) {
        if self.young_cost + cost > self.budget {
            self.old = mem::take(&mut self.young);
            self.young_cost = 0;
        }
        self.young_cost += cost;
        self.young.insert(key, value);
    }

    /// Drops everything.
    pub(crate) fn clear(&mut self) {
        self.young.clear();
        self.old.clear();
        self.young_cost = 0;
    }

    /// Number of entries in both generations.
    pub(crate) fn len(&self) -> usize {
        self.young.len() + self.old.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_the_rest_goes() {
        let mut cache: TwoGenerations<u32, u32> = TwoGenerations::new(10);
        for i in 0..1000 {
            cache.insert(i, i, 1);
            assert_eq!(cache.get(&0, |_| 1), Some(&0), "used in every round");
            assert!(cache.len() <= 20, "bounded: {}", cache.len());
        }
        assert_eq!(cache.get(&500, |_| 1), None);
        assert_eq!(cache.get(&999, |_| 1), Some(&999));
    }

    #[test]
    fn an_entry_dearer_than_the_budget_is_kept_until_the_next() {
        let mut cache: TwoGenerations<u32, u32> = TwoGenerations::new(10);
        cache.insert(1, 1, 1_000);
        assert_eq!(cache.get(&1, |_| 1_000), Some(&1));
        cache.insert(2, 2, 1_000);
        cache.insert(3, 3, 1_000);
        assert_eq!(cache.get(&1, |_| 1_000), None);
    }
}
