//! The watchdog: ends a script that runs longer than its budget, or that somebody on another thread interrupts. A host that enters more than once
//! in a frame makes a turn of it ([`Vm::begin_turn`]): all entries of a turn share one budget. QuickJS polls it about every 60
//! microseconds of a tight loop (every 10,000 back edges or calls); natives such as `JSON.parse` are not
//! polled, so a host that wants a hard guarantee watches from outside as well.

use std::{
    cell::Cell,
    ffi::c_int,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use rquickjs::qjs;

use crate::{core::Core, vm::Vm};

/// A clock in milliseconds that really runs, also where game time is virtual.
pub type WatchdogClock = dyn Fn() -> f64;

/// How long one entry into JavaScript may take.
#[derive(Clone)]
pub struct WatchdogOptions {
    /// The budget of one entry with all its microtasks, and of all entries of a turn, in milliseconds.
    pub budget_ms: f64,
    /// The clock that the budget is measured with.
    pub clock: Rc<WatchdogClock>,
}

/// Ends the script that runs in a VM, from any thread.
#[derive(Clone, Debug)]
pub struct Interrupter(Arc<AtomicBool>);

impl Interrupter {
    /// What runs is ended as by the watchdog, and what would run until the next [`Vm::begin_turn`], too.
    pub fn interrupt(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// State of the watchdog of one VM.
pub(crate) struct Watchdog {
    options: Option<WatchdogOptions>,
    deadline_ms: Cell<f64>,
    /// Infinite for a host that makes no turns.
    turn_deadline_ms: Cell<f64>,
    fired: Cell<bool>,
    in_turn: Cell<bool>,
    fired_in_turn: Cell<bool>,
    interrupted: Arc<AtomicBool>,
}

impl Watchdog {
    pub(crate) fn new(options: Option<WatchdogOptions>) -> Self {
        Self {
            options,
            deadline_ms: Cell::new(f64::INFINITY),
            turn_deadline_ms: Cell::new(f64::INFINITY),
            fired: Cell::new(false),
            in_turn: Cell::new(false),
            fired_in_turn: Cell::new(false),
            interrupted: Arc::default(),
        }
    }

    fn begin_turn(&self) {
        self.interrupted.store(false, Ordering::Relaxed);
        self.in_turn.set(true);
        self.fired_in_turn.set(false);
        if let Some(options) = &self.options {
            self.turn_deadline_ms.set((options.clock)() + options.budget_ms);
        }
    }

    fn end_turn(&self) {
        self.in_turn.set(false);
        self.turn_deadline_ms.set(f64::INFINITY);
    }

    /// Whether the scripts of this turn had their time, or were stopped. Never where the host makes no turns.
    pub(crate) fn turn_is_over(&self) -> bool {
        self.in_turn.get()
            && (self.fired_in_turn.get()
                || self.interrupted.load(Ordering::Relaxed)
                || self.is_past(self.turn_deadline_ms.get()))
    }

    /// The clock is asked only where there is a deadline.
    fn is_past(&self, deadline_ms: f64) -> bool {
        deadline_ms.is_finite()
            && self.options.as_ref().is_some_and(|options| (options.clock)() >= deadline_ms)
    }

    /// Starts the budget of an outermost entry.
    pub(crate) fn arm(&self) {
        self.fired.set(false);
        if let Some(options) = &self.options {
            let deadline_ms = (options.clock)() + options.budget_ms;
            self.deadline_ms.set(deadline_ms.min(self.turn_deadline_ms.get()));
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
        if self.interrupted.load(Ordering::Relaxed) || self.is_past(self.deadline_ms.get()) {
            self.fired.set(true);
            self.fired_in_turn.set(true);
            return true;
        }
        false
    }

    /// Does what takes time that is not the script's: it sleeps. What was asked to stop stays so.
    pub(crate) fn without<R>(&self, sleep: impl FnOnce() -> R) -> R {
        let now_ms = || self.options.as_ref().map_or(0.0, |options| (options.clock)());
        let before_ms = now_ms();
        let result = sleep();
        let slept_ms = now_ms() - before_ms;
        if slept_ms.is_finite() {
            self.deadline_ms.set(self.deadline_ms.get() + slept_ms);
            self.turn_deadline_ms.set(self.turn_deadline_ms.get() + slept_ms);
        }
        result
    }

    pub(crate) fn fired(&self) -> bool {
        self.fired.get()
    }

    /// Why `what` was stopped, for the error.
    pub(crate) fn verdict(&self, what: &str) -> String {
        match &self.options {
            Some(options) if !self.interrupted.load(Ordering::Relaxed) => {
                format!("{what} ran for more than {} ms and was stopped", options.budget_ms)
            }
            _ => format!("{what} was interrupted"),
        }
    }
}

impl Vm {
    /// A frame of the host begins: until [`end_turn`](Self::end_turn) all entries share one budget. What [`Interrupter`]s said before is forgotten.
    pub fn begin_turn(&self) {
        self.core().watchdog.begin_turn();
    }

    /// The frame is over: entries have a budget each again.
    pub fn end_turn(&self) {
        self.core().watchdog.end_turn();
    }

    /// True when scripts of this turn have used up their budget or were stopped: what is left waits for the next turn.
    pub fn turn_is_over(&self) -> bool {
        self.core().watchdog.turn_is_over()
    }

    /// True when the watchdog or an [`Interrupter`] ended a script since the last turn began.
    pub fn was_stopped(&self) -> bool {
        self.core().watchdog.fired_in_turn.get()
    }

    /// Ends scripts of this VM from another thread.
    pub fn interrupter(&self) -> Interrupter {
        Interrupter(self.core().watchdog.interrupted.clone())
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
