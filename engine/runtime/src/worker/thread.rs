//! The worker's thread: its VM, its loop, its timers.

use super::{
    SharedClock,
    queue::{Queue, Waited},
    wait::Waiting,
};
use crate::{
    game::{level_of, origin_of},
    modules::PackageModules,
    options::Limits,
};
use sparrow_api::worker::{InlineScript, WorkerRealm};
use sparrow_package::{CodeCache, Mounts, Package};
use sparrow_platform::{Clock, LogLevel, Record, RelativePath};
use sparrow_script::{
    ConsoleRecord, ConsoleSink, HostClock, Modules, RealmId, Report, ScriptError, ScriptErrorKind,
    Serialized, SharedMemoryOptions, Vm, VmOptions, WaitHost, WatchdogOptions,
};
use std::{
    cell::{Cell, RefCell},
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

/// What the game sends.
pub(super) enum ToWorker {
    Message(Serialized),
    /// The time of a frame; to be answered by [`FromWorker::Idle`] when everything until then is done.
    Tick {
        number: u64,
        now_ms: f64,
    },
}

/// What the worker sends.
pub(super) enum FromWorker {
    Message(Serialized),
    Log(Record),
    Error {
        message: String,
        stack: String,
    },
    Idle(u64),
    /// The worker is gone.
    Ended {
        reason: String,
    },
}

/// What a worker runs.
pub(super) enum Entry {
    /// A module of the folder `workers`.
    File(RelativePath),
    /// A script of the web adapter.
    Inline(InlineScript),
}

/// What a worker is made with.
pub(super) struct WorkerOptions {
    pub(super) package: Arc<Package>,
    pub(super) cache: Option<Arc<CodeCache>>,
    pub(super) entry: Entry,
    /// Real time; `None` where time comes by ticks.
    pub(super) clock: Option<Arc<dyn Clock>>,
    pub(super) unix_offset_ms: f64,
    pub(super) now_ms: f64,
    pub(super) random_seed: Option<u64>,
    pub(super) locale: String,
    pub(super) watchdog_clock: SharedClock,
    pub(super) limits: Limits,
    pub(super) mounts: Arc<Mounts>,
    pub(super) shared_memory: bool,
    pub(super) to: Arc<Queue<ToWorker>>,
    pub(super) from: Arc<Queue<FromWorker>>,
    pub(super) stop: Arc<AtomicBool>,
}

/// Starts the thread.
pub(super) fn start(options: WorkerOptions) -> std::io::Result<()> {
    // As much again for the engine below the scripts.
    let stack = options.limits.worker_stack_bytes * 2 + (1 << 20);
    let work = move || {
        let (from, stop) = (options.from.clone(), options.stop.clone());
        let result = catch_unwind(AssertUnwindSafe(|| run(options)));
        let reason = match result {
            _ if stop.load(Ordering::Relaxed) => return,
            // Nobody waits for a worker that has ended itself.
            Ok(Ok(())) => return from.close(),
            Ok(Err(reason)) => reason,
            Err(_) => "the engine failed in it".to_owned(),
        };
        from.push_always(FromWorker::Ended { reason });
    };
    thread::Builder::new().name("sparrow-worker".to_owned()).stack_size(stack).spawn(work).map(|_| ())
}

/// The worker's life. `Err` says why it ended before it was told to.
fn run(options: WorkerOptions) -> Result<(), String> {
    let clock = Rc::new(WorkerClock {
        real: options.clock.clone(),
        now_ms: Cell::new(options.now_ms),
        unix_offset_ms: options.unix_offset_ms,
    });
    let (stop, real_ms) = (options.stop.clone(), options.watchdog_clock.clone());
    // A worker that was told to stop is out of time at once.
    let watchdog_clock = move || if stop.load(Ordering::Relaxed) { f64::INFINITY } else { real_ms() };
    let limits = &options.limits;
    let (to, from) = (options.to.clone(), options.from.clone());
    let waiting = Rc::new(Waiting::new(to, from, options.stop.clone(), clock.clone()));
    let wait: Rc<dyn WaitHost> = waiting.clone();
    let vm = Vm::new(VmOptions {
        memory_limit_bytes: limits.worker_heap_bytes,
        // A worker has no quiet moment to wait for: QuickJS collects by itself.
        gc_threshold_bytes: 16 << 20,
        stack_limit_bytes: limits.worker_stack_bytes,
        watchdog: Some(WatchdogOptions { budget_ms: limits.worker_entry_ms, clock: Rc::new(watchdog_clock) }),
        clock: clock.clone(),
        virtual_date: options.clock.is_none(),
        random_seed: options.random_seed,
        max_timers: limits.timers,
        shared_memory: options.shared_memory.then_some(SharedMemoryOptions { wait: Some(wait) }),
        locale: options.locale,
    })
    .map_err(|e| e.to_string())?;
    vm.set_console(RealmId::MAIN, Rc::new(RefCell::new(QueueConsole(options.from.clone()))));
    let out = options.from.clone();
    let post = move |message: Serialized| {
        let bytes = message.bytes();
        out.push_when_free(FromWorker::Message(message), bytes).is_ok()
    };
    let closing = Rc::new(Cell::new(false));
    let realm = vm.enter(|ctx| match &options.entry {
        Entry::File(_) => WorkerRealm::install(ctx, post, &options.mounts),
        Entry::Inline(script) => {
            let close = closing.clone();
            WorkerRealm::install_inline(ctx, post, move || close.set(true), &options.mounts, &script.setup)
        }
    });
    let realm = realm.map_err(|e| e.report())?;
    let worker = Worker { vm, realm, from: options.from, stop: options.stop, closing, waiting };
    match &options.entry {
        Entry::File(entry) => {
            let resolver = options.package.worker_resolver().ok_or("game.json declares no workers")?;
            let modules = PackageModules::new(options.package.clone(), resolver, options.cache);
            worker.vm.set_frame_mapper(modules.frame_mapper());
            let modules = Modules::new(Rc::new(modules));
            worker.after(modules.run(&worker.vm, RealmId::MAIN, &format!("/{entry}")))?;
            worker.serve(&options.to, &clock)
        }
        Entry::Inline(script) => {
            let ran = worker.vm.enter(|ctx| WorkerRealm::evaluate(ctx, &script.source, &script.name));
            worker.after(ran)?;
            worker.serve(&options.to, &clock)
        }
    }
}

struct Worker {
    // Declared in the order in which they must go.
    realm: WorkerRealm,
    vm: Vm,
    from: Arc<Queue<FromWorker>>,
    stop: Arc<AtomicBool>,
    /// The script has ended itself.
    closing: Rc<Cell<bool>>,
    waiting: Rc<Waiting>,
}

impl Worker {
    fn serve(&self, to: &Queue<ToWorker>, clock: &WorkerClock) -> Result<(), String> {
        loop {
            if self.stop.load(Ordering::Relaxed) || self.closing.get() {
                return Ok(());
            }
            let timeout = match &clock.real {
                Some(real) => self.vm.next_timer_ms().map(|due| due - real.now_ms()),
                None => None, // timers run at ticks
            };
            match to.wait(timeout) {
                Waited::Closed => return Ok(()),
                Waited::Item(ToWorker::Message(message)) => {
                    let result = self.vm.enter(|ctx| self.realm.deliver(ctx, message));
                    self.after(result)?;
                }
                Waited::Item(ToWorker::Tick { number, now_ms }) => {
                    self.waiting.begin_tick(number, now_ms);
                    self.vm.run_due_timers(now_ms);
                    self.after(Ok(()))?;
                }
                Waited::Timeout => {}
            }
            // Of a message too: one that waited in `Atomics.wait` may have met a tick there.
            self.waiting.end_tick();
            if let Some(real) = &clock.real {
                self.vm.run_due_timers(real.now_ms());
                self.after(Ok(()))?;
            }
        }
    }

    /// Reports errors; the watchdog's ends the worker.
    fn after(&self, result: Result<(), ScriptError>) -> Result<(), String> {
        if let Err(error) = result {
            self.report(&error)?;
        }
        for report in self.vm.take_reports() {
            match report {
                Report::Uncaught(error) => self.report(&error)?,
                Report::UnhandledRejection { error, .. } => {
                    self.log(
                        LogLevel::Error,
                        &error,
                        format!("unhandled promise rejection: {}", error.report()),
                    );
                }
                Report::Warning(text) => {
                    let origin = String::new();
                    self.from.push_always(FromWorker::Log(Record { level: LogLevel::Warn, origin, text }));
                }
            }
        }
        Ok(())
    }

    fn log(&self, level: LogLevel, error: &ScriptError, text: String) {
        let record = Record { level, origin: origin_of(error), text };
        let bytes = record.text.len();
        // A worker that only complains waits, as one that only talks.
        let _ = self.from.push_when_free(FromWorker::Log(record), bytes);
    }

    fn report(&self, error: &ScriptError) -> Result<(), String> {
        if self.stop.load(Ordering::Relaxed) {
            return Err("it was told to stop".to_owned());
        }
        if error.kind == ScriptErrorKind::Watchdog {
            return Err(error.headline());
        }
        self.log(LogLevel::Error, error, format!("uncaught in a worker: {}", error.report()));
        let (message, stack) = (error.headline(), error.stack.clone());
        let bytes = message.len() + stack.len();
        let _ = self.from.push_when_free(FromWorker::Error { message, stack }, bytes);
        Ok(())
    }
}

/// Time as the worker sees it.
pub(super) struct WorkerClock {
    pub(super) real: Option<Arc<dyn Clock>>,
    pub(super) now_ms: Cell<f64>,
    unix_offset_ms: f64,
}

impl HostClock for WorkerClock {
    fn now_ms(&self) -> f64 {
        self.real.as_ref().map_or_else(|| self.now_ms.get(), |clock| clock.now_ms())
    }

    fn unix_ms(&self) -> f64 {
        self.real.as_ref().map_or_else(|| self.now_ms.get() + self.unix_offset_ms, |clock| clock.unix_ms())
    }
}

/// Console lines go the way of messages, so that their order is that of the frames.
struct QueueConsole(Arc<Queue<FromWorker>>);

impl ConsoleSink for QueueConsole {
    fn write(&mut self, record: ConsoleRecord) {
        let origin = record.origin.map(|o| o.to_string()).unwrap_or_default();
        let record = Record { level: level_of(record.level), origin, text: record.text };
        let bytes = record.text.len();
        let _ = self.0.push_when_free(FromWorker::Log(record), bytes);
    }
}
