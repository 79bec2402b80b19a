//! The rules of the house, checked over manifests and source text.
//!
//! The checks are functions of plain data, so that each is also tested on a house that breaks the rule.

pub mod layers;
pub mod source;

use std::fmt;

/// One place that breaks a rule.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Breach {
    /// Package or file (with line) that breaks it.
    pub place: String,
    /// The rule, and what to do instead.
    pub rule: String,
}

impl fmt::Display for Breach {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.rule)
    }
}
