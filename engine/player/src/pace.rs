//! When frames are due.

use std::time::{Duration, Instant};

/// When the next frame is due.
pub(crate) struct Pace {
    next: Instant,
}

impl Pace {
    pub(crate) fn new() -> Pace {
        Pace { next: Instant::now() }
    }

    /// The moment of the next frame.
    pub(crate) fn next(&self) -> Instant {
        self.next
    }

    /// True when a frame is due. After a stall the pace starts anew instead of hurrying after lost frames.
    pub(crate) fn is_due(&mut self) -> bool {
        let now = Instant::now();
        if now.saturating_duration_since(self.next) > Duration::from_millis(250) {
            self.next = now;
        }
        now >= self.next
    }

    /// The frame after the one that was due.
    pub(crate) fn advance(&mut self, in_ms: f64) {
        self.next += Duration::from_secs_f64((in_ms / 1000.0).clamp(0.0, 60.0));
    }
}
