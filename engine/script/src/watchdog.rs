//! The watchdog: ends a script that runs longer than its budget. QuickJS polls it about every 60
//! microseconds of a tight loop (every 10,000 back edges or calls); natives such as `JSON.parse` are not
//! polled, so a host that wants a hard guarantee watches from outside as well.

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
}

impl Watchdog {
    pub(crate) fn new(options: Option<WatchdogOptions>) -> Self {
        Self { options, deadline_ms: Cell::new(f64::INFINITY), fired: Cell::new(false) }
    }

    /// Starts the budget of an outermost entry.
    pub(crate) fn arm(&self) {
        self.fired.set(false);
        if let Some(options) = &self.options {
            self.deadline_ms.set((options.clock)() + options.budget_ms);
        }
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
