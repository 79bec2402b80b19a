//! Clocks. Engines never read one: they are handed the time.

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

/// A source of time.
pub trait Clock: Send + Sync {
    /// Milliseconds since the clock was made; never goes back.
    fn now_ms(&self) -> f64;
    /// Milliseconds since 1970-01-01T00:00:00Z, for `Date`.
    fn unix_ms(&self) -> f64;
}

/// A clock that moves only when it is told to; clones share the same time.
#[derive(Clone, Debug)]
pub struct VirtualClock {
    now_bits: Arc<AtomicU64>,
    epoch_ms: f64,
}

impl VirtualClock {
    /// Starts at 0 ms; `Date` starts at `epoch_ms`.
    pub fn new(epoch_ms: f64) -> VirtualClock {
        VirtualClock { now_bits: Arc::new(AtomicU64::new(0f64.to_bits())), epoch_ms }
    }

    /// Moves to `now_ms`; an earlier time is ignored.
    pub fn set_now_ms(&self, now_ms: f64) {
        if now_ms > self.now_ms() {
            self.now_bits.store(now_ms.to_bits(), Ordering::Relaxed);
        }
    }
}

impl Clock for VirtualClock {
    fn now_ms(&self) -> f64 {
        f64::from_bits(self.now_bits.load(Ordering::Relaxed))
    }

    fn unix_ms(&self) -> f64 {
        self.epoch_ms + self.now_ms()
    }
}
