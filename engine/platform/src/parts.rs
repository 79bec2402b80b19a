//! Parts of a package that are not here yet: subpackages that a server has.
//!
//! A game asks for one by its name; it comes, is checked, and from then on its files are among the package's. How it is fetched, where it
//! is kept and when it is trusted are the implementation's (`native`); what the game is told of it is `api`'s.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

/// What happened to a part that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartEvent {
    /// More of it has come.
    Progress {
        /// Whose.
        ticket: u64,
        /// Bytes so far; those of an earlier try count.
        written: u64,
        /// Bytes in all.
        total: u64,
    },
    /// Its files are there.
    Done {
        /// Whose.
        ticket: u64,
    },
    /// It did not come; it may be asked for again.
    Failed {
        /// Whose.
        ticket: u64,
        /// Why, in words.
        reason: String,
    },
}

impl PartEvent {
    /// Whose event it is.
    pub fn ticket(&self) -> u64 {
        match self {
            PartEvent::Progress { ticket, .. }
            | PartEvent::Done { ticket }
            | PartEvent::Failed { ticket, .. } => *ticket,
        }
    }
}

/// Where the parts of one package come from.
pub trait PartSource: Send + Sync {
    /// Bytes that have to come before the subpackage can be used; `None` when it is here, or is no part that comes from elsewhere.
    fn missing_bytes(&self, name: &str) -> Option<u64>;
    /// Asks for a subpackage. Ends with `Done` or `Failed`; the caller chooses the ticket and never uses one twice.
    fn fetch(&self, ticket: u64, name: &str);
    /// What has happened, in order. Under virtual time it waits for what was asked for, so that runs are equal.
    fn poll(&self, virtual_time: bool) -> Vec<PartEvent>;
}

/// Nothing comes: every part that is asked for fails as on a machine without a network.
#[derive(Debug, Default)]
pub struct NullParts(Mutex<VecDeque<PartEvent>>);

impl PartSource for NullParts {
    fn missing_bytes(&self, _: &str) -> Option<u64> {
        None
    }

    fn fetch(&self, ticket: u64, _: &str) {
        let event = PartEvent::Failed { ticket, reason: "there is no network".to_owned() };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(event);
    }

    fn poll(&self, _: bool) -> Vec<PartEvent> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).drain(..).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_source_every_part_fails_once() {
        let parts = NullParts::default();
        parts.fetch(7, "a");
        assert_eq!(parts.missing_bytes("a"), None);
        assert!(matches!(&parts.poll(false)[..], [PartEvent::Failed { ticket: 7, .. }]));
        assert!(parts.poll(true).is_empty());
    }
}
