//! [`Ticker`]: a thread that moves an engine's epoch on while WebAssembly runs, so that a loop without an end comes to look at the clock.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{self, Thread},
    time::Duration,
};

/// How often a running loop looks.
const TICK: Duration = Duration::from_millis(50);
/// After so many ticks without a call the thread sleeps until the next one.
const IDLE_TICKS: u32 = 40;

#[derive(Default)]
struct Shared {
    /// A call is on the stack.
    running: AtomicBool,
    /// The thread waits to be woken.
    asleep: AtomicBool,
    /// The store is gone.
    over: AtomicBool,
}

/// Ends its thread when it is dropped.
pub(crate) struct Ticker {
    shared: Arc<Shared>,
    thread: Thread,
}

impl Ticker {
    pub(crate) fn start(engine: wasmtime::Engine) -> std::io::Result<Ticker> {
        let shared = Arc::new(Shared::default());
        let theirs = shared.clone();
        let work = move || run(&engine, &theirs);
        let handle =
            thread::Builder::new().name("sparrow-wasm-tick".to_owned()).stack_size(64 << 10).spawn(work)?;
        Ok(Ticker { shared, thread: handle.thread().clone() })
    }

    /// An outermost call begins.
    #[inline]
    pub(crate) fn began(&self) {
        self.shared.running.store(true, Ordering::SeqCst);
        if self.shared.asleep.load(Ordering::SeqCst) {
            self.wake();
        }
    }

    #[cold]
    fn wake(&self) {
        self.shared.asleep.store(false, Ordering::SeqCst);
        self.thread.unpark();
    }

    /// It ended.
    #[inline]
    pub(crate) fn ended(&self) {
        self.shared.running.store(false, Ordering::Relaxed);
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::Relaxed);
        self.thread.unpark();
    }
}

fn run(engine: &wasmtime::Engine, shared: &Shared) {
    let mut idle = 0;
    while !shared.over.load(Ordering::Relaxed) {
        thread::park_timeout(TICK);
        if shared.running.load(Ordering::SeqCst) {
            idle = 0;
            engine.increment_epoch();
            continue;
        }
        idle += 1;
        if idle < IDLE_TICKS {
            continue;
        }
        idle = 0;
        // Whoever begins after this sees it; whoever began before is seen.
        shared.asleep.store(true, Ordering::SeqCst);
        while shared.asleep.load(Ordering::SeqCst)
            && !shared.running.load(Ordering::SeqCst)
            && !shared.over.load(Ordering::Relaxed)
        {
            thread::park();
        }
        shared.asleep.store(false, Ordering::SeqCst);
    }
}
