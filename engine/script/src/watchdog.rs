//! The watchdog: ends a script that runs longer than its budget. QuickJS polls it about every 60
//! microseconds of a tight loop (every 10,000 back edges or calls); natives such as `JSON.parse` are not
//! polled, so a host that wants a hard guarantee watches from outside as well.
//!
//! A budget is of one entry. A host that makes many in a row, as a frame does, calls them a [turn](crate::Vm::begin_turn): once all entries of a turn
//! have taken the budget of one, or one was stopped, timers and animation frames wait for the next turn.

use std::{cell::Cell, ffi::c_int, rc::Rc};

use rquickjs::qjs;

use crate::core::Core;

/// A clock in milliseconds that really runs, also where game time is virtual.
pub type WatchdogClock = dyn Fn() -> f64;

/// How long one entry into JavaScript may take.
#[derive(Clone)]
pub struct WatchdogOptions {
    /// The budget of one entry with all its microtasks, in milliseconds.
    pub budget_ms: f64,
    /// The clock that the budget is measured with.
    pub clock: Rc<WatchdogClock>,
}

/// State of the watchdog of one VM.
pub(crate) struct Watchdog {
    options: Option<WatchdogOptions>,
    deadline_ms: Cell<f64>,
    fired: Cell<bool>,
    /// When the turn has used up its time; infinite when there is no turn.
    turn_ends_ms: Cell<f64>,
    turn_over: Cell<bool>,
}

impl Watchdog {
    pub(crate) fn new(options: Option<WatchdogOptions>) -> Self {
        Self {
            options,
            deadline_ms: Cell::new(f64::INFINITY),
            fired: Cell::new(false),
            turn_ends_ms: Cell::new(f64::INFINITY),
            turn_over: Cell::new(false),
        }
    }

    /// Starts the budget of an outermost entry.
    pub(crate) fn arm(&self) {
        self.fired.set(false);
        if let Some(options) = &self.options {
            let now_ms = (options.clock)();
            self.deadline_ms.set(now_ms + options.budget_ms);
            if now_ms >= self.turn_ends_ms.get() {
                self.turn_over.set(true);
            }
            // A clock that somebody has stopped: there is no time at all.
            self.fired.set(now_ms == f64::INFINITY);
        }
    }

    /// Starts the budget of a turn.
    pub(crate) fn begin_turn(&self) {
        self.turn_over.set(false);
        if let Some(options) = &self.options {
            self.turn_ends_ms.set((options.clock)() + options.budget_ms);
        }
    }

    pub(crate) fn end_turn(&self) {
        self.turn_ends_ms.set(f64::INFINITY);
        self.turn_over.set(false);
    }

    /// Whether the turn has used up its time, as of the last entry.
    pub(crate) fn turn_is_over(&self) -> bool {
        self.turn_over.get()
    }

    /// The outermost entry is over.
    pub(crate) fn disarm(&self) {
        self.deadline_ms.set(f64::INFINITY);
    }

    /// Whether the time is up; once it was, it stays up until the next [`arm`](Self::arm).
    pub(crate) fn check(&self) -> bool {
        if self.fired.get() {
            return true;
        }
        let Some(options) = &self.options else { return false };
        let deadline = self.deadline_ms.get();
        if deadline.is_finite() && (options.clock)() >= deadline {
            self.fired.set(true);
            self.turn_over.set(self.turn_ends_ms.get() < f64::INFINITY);
            return true;
        }
        false
    }

    pub(crate) fn fired(&self) -> bool {
        self.fired.get()
    }

    pub(crate) fn budget_ms(&self) -> f64 {
        self.options.as_ref().map_or(f64::INFINITY, |options| options.budget_ms)
    }
}

/// The interrupt handler given to QuickJS (it also feeds the sampler); `opaque` is the VM's [`Core`].
pub(crate) unsafe extern "C" fn interrupt(_: *mut qjs::JSRuntime, opaque: *mut std::ffi::c_void) -> c_int {
    // SAFETY: the VM registered its core, which lives as long as the runtime.
    let core = unsafe { &*opaque.cast::<Core>() };
    // A panicking clock must not cross C frames; it counts as time being up.
    let look = || {
        if let Some(sampler) = core.sampler() {
            sampler.poll();
        }
        core.watchdog.check()
    };
    let up = std::panic::catch_unwind(std::panic::AssertUnwindSafe(look)).unwrap_or(true);
    c_int::from(up)
}
