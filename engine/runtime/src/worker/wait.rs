//! A worker's script that waits in `Atomics.wait`: its thread sleeps at the queue of what the game sends, so that the end of the
//! worker and, in virtual time, the ticks of frames reach it there. A worker that waits has done what a tick allows.

use super::{
    queue::{Queue, Slept},
    thread::{FromWorker, ToWorker, WorkerClock},
};
use sparrow_script::{WaitHost, Waker};
use std::{
    cell::Cell,
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

/// The ticks that a worker has not answered yet, and its sleep.
pub(super) struct Waiting {
    to: Arc<Queue<ToWorker>>,
    from: Arc<Queue<FromWorker>>,
    stop: Arc<AtomicBool>,
    clock: Rc<WorkerClock>,
    owed: Cell<Option<u64>>,
}

impl Waiting {
    pub(super) fn new(
        to: Arc<Queue<ToWorker>>,
        from: Arc<Queue<FromWorker>>,
        stop: Arc<AtomicBool>,
        clock: Rc<WorkerClock>,
    ) -> Waiting {
        Waiting { to, from, stop, clock, owed: Cell::new(None) }
    }

    /// The time of a frame has come; it is to be answered when everything until then is done.
    pub(super) fn begin_tick(&self, number: u64, now_ms: f64) {
        self.clock.now_ms.set(now_ms);
        self.owed.set(Some(number));
    }

    /// There is nothing to do any more at the time of the last tick.
    pub(super) fn end_tick(&self) {
        if let Some(number) = self.owed.take() {
            self.from.push_always(FromWorker::Idle(number));
        }
    }
}

impl WaitHost for Waiting {
    fn waker(&self) -> Waker {
        let to = self.to.clone();
        Arc::new(move || to.poke())
    }

    fn sleep(&self, timeout_ms: Option<f64>) -> bool {
        // Who calls has looked whether the script was woken by what happened before.
        self.end_tick();
        let is_virtual = self.clock.real.is_none();
        // Virtual time passes with ticks only.
        let timeout_ms = if is_virtual { None } else { timeout_ms };
        let tick = |item: &ToWorker| matches!(item, ToWorker::Tick { .. });
        match self.to.sleep(timeout_ms, tick) {
            Slept::Item(ToWorker::Tick { number, now_ms }) => self.begin_tick(number, now_ms),
            Slept::Item(ToWorker::Message(_)) | Slept::Poked | Slept::Timeout => {}
            Slept::Closed => return false,
        }
        !self.stop.load(Ordering::Relaxed)
    }
}
