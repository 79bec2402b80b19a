//! Workers: scripts of the package's `workers` folder, and those that the web adapter has as text, each on a thread with a VM of
//! its own.
//!
//! The two sides exchange copies through bounded queues. A worker that loops, throws, runs out of memory or panics is stopped or
//! reported; the game runs on. In real time a worker goes at its own pace. In virtual time it gets the time of each frame as a
//! *tick*, works while the frame goes on, and the next frame waits (with a bound) until it has answered: the frame in which a
//! message comes does not depend on the machine.

mod queue;
mod thread;
mod wait;

use crate::options::Limits;
use queue::{Queue, Waited};
use sparrow_api::{
    event::HostEvent,
    host::Host,
    operation::OpError,
    worker::{InlineScript, WorkerHost, WorkerNews},
};
use sparrow_package::{CodeCache, Mounts, Package};
use sparrow_platform::{Clock, LogLevel, RelativePath};
use sparrow_script::Serialized;
use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use thread::{Entry, FromWorker, ToWorker, WorkerOptions};

/// Real milliseconds that a frame of virtual time waits for a worker.
const MAX_WAIT_MS: f64 = 30_000.0;

/// Milliseconds of a clock that really runs, for watchdogs of any thread.
pub(crate) type SharedClock = Arc<dyn Fn() -> f64 + Send + Sync>;

/// What every worker of a game is made with.
pub(crate) struct WorkersOptions {
    pub(crate) package: Arc<Package>,
    pub(crate) cache: Option<Arc<CodeCache>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) virtual_time: bool,
    pub(crate) random_seed: Option<u64>,
    pub(crate) locale: String,
    pub(crate) watchdog_clock: SharedClock,
    pub(crate) limits: Limits,
    pub(crate) mounts: Arc<Mounts>,
    pub(crate) shared_memory: bool,
}

/// The workers of one game.
pub(crate) struct Workers {
    options: WorkersOptions,
    running: RefCell<BTreeMap<u32, Running>>,
    last_id: Cell<u32>,
    ended: Cell<u64>,
}

/// The game's end of one worker.
struct Running {
    to: Arc<Queue<ToWorker>>,
    from: Arc<Queue<FromWorker>>,
    stop: Arc<AtomicBool>,
    is_inline: bool,
    /// Ticks that were sent and answered.
    ticks: u64,
    answered: u64,
}

impl Drop for Running {
    fn drop(&mut self) {
        // The thread ends by itself, at the latest when its watchdog is polled; nobody waits for it.
        self.stop.store(true, Ordering::Relaxed);
        self.to.close();
        self.from.close();
    }
}

impl Workers {
    pub(crate) fn new(options: WorkersOptions) -> Workers {
        Workers { options, running: RefCell::default(), last_id: Cell::new(0), ended: Cell::new(0) }
    }

    /// How many scripts of the folder `workers` run.
    pub(crate) fn count(&self) -> usize {
        self.running.borrow().values().filter(|worker| !worker.is_inline).count()
    }

    /// How many scripts of the web adapter run.
    pub(crate) fn inline_count(&self) -> usize {
        self.running.borrow().len() - self.count()
    }

    /// How many were ended because they reached a limit.
    pub(crate) fn ended(&self) -> u64 {
        self.ended.get()
    }

    fn entry(&self, path: &str) -> Result<RelativePath, OpError> {
        let package = &self.options.package;
        let Some(workers) = &package.config().workers else {
            return Err(OpError::new("game.json declares no workers"));
        };
        let resolver =
            package.worker_resolver().ok_or_else(|| OpError::new("game.json declares no workers"))?;
        let rooted = format!("/{}", path.trim_start_matches('/'));
        resolver
            .resolve(&rooted, None)
            .map_err(|e| OpError::new(format!("{path} is no script of the folder {}: {e}", workers.path)))
    }

    fn start(&self, entry: Entry) -> Result<u32, OpError> {
        let id = self.last_id.get() + 1;
        self.last_id.set(id);
        let (to, from) = (Arc::new(Queue::new()), Arc::new(Queue::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let all = &self.options;
        let is_inline = matches!(entry, Entry::Inline(_));
        thread::start(WorkerOptions {
            package: all.package.clone(),
            cache: all.cache.clone(),
            entry,
            clock: (!all.virtual_time).then(|| all.clock.clone()),
            unix_offset_ms: all.clock.unix_ms() - all.clock.now_ms(),
            now_ms: all.clock.now_ms(),
            random_seed: all.random_seed.map(|seed| seed.wrapping_add(u64::from(id))),
            locale: all.locale.clone(),
            watchdog_clock: all.watchdog_clock.clone(),
            limits: all.limits.clone(),
            mounts: all.mounts.clone(),
            shared_memory: all.shared_memory,
            to: to.clone(),
            from: from.clone(),
            stop: stop.clone(),
        })
        .map_err(|e| OpError::new(format!("no thread can be had: {e}")))?;
        self.running.borrow_mut().insert(id, Running { to, from, stop, is_inline, ticks: 0, answered: 0 });
        Ok(id)
    }

    /// Sends the time of this frame, where time is virtual. Called at the end of a frame.
    pub(crate) fn tick(&self, now_ms: f64) {
        if !self.options.virtual_time {
            return;
        }
        for worker in self.running.borrow_mut().values_mut() {
            worker.ticks += 1;
            worker.to.push_always(ToWorker::Tick { number: worker.ticks, now_ms });
        }
    }

    /// Hands on what the workers said. In virtual time it waits until each has done what the last tick allowed.
    pub(crate) fn collect(&self, host: &Host) {
        let ids: Vec<u32> = self.running.borrow().keys().copied().collect();
        for id in ids {
            self.collect_one(id, host);
        }
    }

    fn collect_one(&self, id: u32, host: &Host) {
        let (from, mut answered, ticks) = {
            let running = self.running.borrow();
            let Some(worker) = running.get(&id) else { return };
            (worker.from.clone(), worker.answered, worker.ticks)
        };
        let mut ended = None;
        // In real time what comes while this loop runs may wait for the next frame.
        for _ in 0..MAX_NEWS_PER_FRAME {
            let next = if self.options.virtual_time {
                // What comes after the answer belongs to the next frame.
                if answered >= ticks {
                    break;
                }
                match from.wait(Some(MAX_WAIT_MS)) {
                    Waited::Item(item) => Some(item),
                    Waited::Closed => None,
                    Waited::Timeout => {
                        host.say(
                            LogLevel::Warn,
                            "a worker is busy for more than 30 s; the frame goes on without it",
                        );
                        answered = ticks;
                        None
                    }
                }
            } else {
                from.pop()
            };
            match next {
                None => break,
                Some(FromWorker::Idle(number)) => answered = answered.max(number),
                Some(FromWorker::Log(record)) => host.log.write(&record),
                Some(FromWorker::Message(message)) => {
                    host.post(HostEvent::Worker { id, news: WorkerNews::Message(message) });
                }
                Some(FromWorker::Error { message, stack }) => {
                    host.post(HostEvent::Worker { id, news: WorkerNews::Error { message, stack } });
                }
                Some(FromWorker::Ended { reason }) => {
                    ended = Some(reason);
                    break;
                }
            }
        }
        if let Some(worker) = self.running.borrow_mut().get_mut(&id) {
            worker.answered = answered;
        }
        if let Some(reason) = ended {
            self.ended.set(self.ended.get() + 1);
            host.say(LogLevel::Error, format!("a worker ended: {reason}"));
            self.running.borrow_mut().remove(&id);
            host.post(HostEvent::Worker { id, news: WorkerNews::ProcessKilled });
        }
    }
}

fn within(running: usize, limit: usize) -> Result<(), OpError> {
    if running < limit {
        return Ok(());
    }
    let text = format!("exceed max concurrent worker limit ({limit}); terminate the other one first");
    Err(OpError::new(text))
}

/// What one worker may say in one frame.
const MAX_NEWS_PER_FRAME: usize = 10_000;

impl WorkerHost for Workers {
    fn create(&self, path: &str) -> Result<u32, OpError> {
        let entry = self.entry(path)?;
        within(self.count(), self.options.limits.workers)?;
        self.start(Entry::File(entry))
    }

    fn create_inline(&self, script: InlineScript) -> Result<u32, OpError> {
        within(self.inline_count(), self.max_inline())?;
        self.start(Entry::Inline(script))
    }

    fn max_inline(&self) -> usize {
        let limits = &self.options.limits;
        // Who allows no workers allows none of these.
        if limits.workers == 0 { 0 } else { limits.inline_workers }
    }

    fn post(&self, id: u32, message: Serialized) -> Result<(), OpError> {
        let running = self.running.borrow();
        // As on the platform nobody hears what is sent to a worker that has ended.
        let Some(worker) = running.get(&id) else { return Ok(()) };
        let bytes = message.bytes();
        worker
            .to
            .try_push(ToWorker::Message(message), bytes)
            .map_err(|_| OpError::new("more than 1000 messages or 64 MB wait for the worker"))
    }

    fn terminate(&self, id: u32) {
        self.running.borrow_mut().remove(&id);
    }

    fn kill(&self, id: u32) {
        if let Some(worker) = self.running.borrow().get(&id) {
            worker.stop.store(true, Ordering::Relaxed);
            worker
                .from
                .push_always(FromWorker::Ended { reason: "testOnProcessKilled was called".to_owned() });
        }
    }
}
