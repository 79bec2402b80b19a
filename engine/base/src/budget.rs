//! Bytes that many owners share: who takes some holds a [`Share`], and what is left is known at every moment.

use std::{cell::Cell, rc::Rc};

/// An amount of memory that is shared. Clones speak of the same one.
#[derive(Clone, Debug)]
pub struct Budget(Rc<Amounts>);

#[derive(Debug)]
struct Amounts {
    most: u64,
    used: Cell<u64>,
    refused: Cell<u64>,
}

impl Budget {
    /// Shares of together at most this many bytes.
    pub fn new(most: u64) -> Budget {
        Budget(Rc::new(Amounts { most, used: Cell::new(0), refused: Cell::new(0) }))
    }

    /// For tools and tests: nothing is refused.
    pub fn unlimited() -> Budget {
        Budget::new(u64::MAX)
    }

    /// A share without bytes.
    pub fn share(&self) -> Share {
        Share { of: self.clone(), bytes: 0 }
    }

    /// The most that all shares may have together.
    pub fn most(&self) -> u64 {
        self.0.most
    }

    /// What all shares have together.
    pub fn used(&self) -> u64 {
        self.0.used.get()
    }

    /// How often a share was refused.
    pub fn refused(&self) -> u64 {
        self.0.refused.get()
    }

    /// True when more than three quarters are used: what is of no use any more should go now.
    pub fn is_short(&self) -> bool {
        self.used() / 3 >= self.0.most / 4
    }
}

/// Some bytes of a [`Budget`]; given back when it is dropped.
#[derive(Debug)]
pub struct Share {
    of: Budget,
    bytes: u64,
}

impl Share {
    /// Its bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// True when the share could have this many bytes. What it could not is counted as refused.
    pub fn allows(&self, bytes: u64) -> bool {
        let amounts = &*self.of.0;
        let others = amounts.used.get().saturating_sub(self.bytes);
        // To need less is never refused, however much there is.
        let allowed = bytes <= self.bytes || others.saturating_add(bytes) <= amounts.most;
        if !allowed {
            amounts.refused.set(amounts.refused.get().saturating_add(1));
        }
        allowed
    }

    /// Makes it this many bytes, if there are as many; false, and as before, if not.
    #[must_use]
    pub fn try_set(&mut self, bytes: u64) -> bool {
        let allowed = self.allows(bytes);
        if allowed {
            self.set(bytes);
        }
        allowed
    }

    /// Makes it this many bytes, which were [allowed](Share::allows) or are in use already.
    pub fn set(&mut self, bytes: u64) {
        let used = &self.of.0.used;
        used.set(used.get().saturating_sub(self.bytes).saturating_add(bytes));
        self.bytes = bytes;
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        self.set(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_one_amount() {
        let budget = Budget::new(100);
        let (mut one, mut two) = (budget.share(), budget.share());
        assert!(one.try_set(60) && !two.try_set(41) && two.try_set(40));
        assert_eq!((budget.used(), budget.refused(), two.bytes()), (100, 1, 40));
        assert!(one.try_set(10) && two.try_set(90));
        drop(two);
        assert_eq!(budget.used(), 10);
    }

    #[test]
    fn a_share_that_has_too_much_may_shrink() {
        let budget = Budget::new(100);
        let mut share = budget.share();
        share.set(300);
        assert!(budget.is_short());
        assert!(share.try_set(200) && !share.try_set(201));
        share.set(0);
        assert!(!budget.is_short() && !Budget::unlimited().is_short());
    }
}
