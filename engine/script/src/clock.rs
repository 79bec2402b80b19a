//! The clocks and the chance that a VM sees. The engine reads no clock itself: the host gives one.

use std::{cell::Cell, rc::Rc};

/// Time as scripts see it.
pub trait HostClock {
    /// Milliseconds since the game began, never going back: `performance.now()` and the base of timers.
    fn now_ms(&self) -> f64;
    /// Milliseconds since 1970-01-01 UTC: `Date.now()`.
    fn unix_ms(&self) -> f64;
}

/// A clock that stands until it is moved: for tests and for headless runs.
#[derive(Debug, Default)]
pub struct ManualClock {
    now_ms: Cell<f64>,
    start_unix_ms: f64,
}

impl ManualClock {
    /// A clock at zero whose zero is at `start_unix_ms` since 1970.
    pub fn new(start_unix_ms: f64) -> Rc<Self> {
        Rc::new(Self { now_ms: Cell::new(0.0), start_unix_ms })
    }

    /// Moves to `now_ms`. Time does not go back: an earlier time is ignored.
    pub fn set(&self, now_ms: f64) {
        if now_ms > self.now_ms.get() {
            self.now_ms.set(now_ms);
        }
    }

    /// Moves on by `by_ms`.
    pub fn advance(&self, by_ms: f64) {
        self.set(self.now_ms.get() + by_ms);
    }
}

impl HostClock for ManualClock {
    fn now_ms(&self) -> f64 {
        self.now_ms.get()
    }

    fn unix_ms(&self) -> f64 {
        self.start_unix_ms + self.now_ms.get()
    }
}

/// Lets virtual time pass for a script that waits for it within one entry: `while (Date.now() < then);` would never end, because
/// time stands while a frame runs. Counted in readings, so that two runs see the same.
#[derive(Debug)]
pub(crate) struct Patience {
    virtual_time: bool,
    readings: Cell<u32>,
    given_ms: Cell<f64>,
}

impl Patience {
    /// A script that reads the clock less often in one entry sees it stand.
    const READINGS: u32 = 10_000;
    /// What each further reading takes.
    const STEP_MS: f64 = 0.01;

    pub(crate) fn new(virtual_time: bool) -> Patience {
        Patience { virtual_time, readings: Cell::new(0), given_ms: Cell::new(f64::NEG_INFINITY) }
    }

    pub(crate) fn entry_began(&self) {
        self.readings.set(0);
    }

    /// What a script is told when the clock stands at `now_ms`: never less than before.
    pub(crate) fn tell(&self, now_ms: f64) -> f64 {
        if !self.virtual_time {
            return now_ms;
        }
        let readings = self.readings.get().saturating_add(1);
        self.readings.set(readings);
        let waited = f64::from(readings.saturating_sub(Self::READINGS)) * Self::STEP_MS;
        let told = (now_ms + waited).max(self.given_ms.get());
        self.given_ms.set(told);
        told
    }
}
