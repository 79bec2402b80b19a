//! The last line of defence between a font file of a game and the host.
//!
//! The font parsers are written to survive anything, and fuzzing still finds a byte that makes one of them panic. Such a font
//! costs its glyphs, not the process.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `work`; none if it panics. What `work` was changing must be made anew by the caller then.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}
