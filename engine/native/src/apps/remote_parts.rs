//! The parts of a running release beside the one that it starts with: out of the cache where they are, from the server where not.

use super::{AppCache, AppError, download::Downloader};
use crate::NetworkOptions;
use sparrow_package::{PartFiles, Release};
use sparrow_platform::{PartEvent, PartSource};
use std::{
    collections::{BTreeMap, HashSet, btree_map::Entry},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread,
    time::{Duration, Instant},
};

/// How long a frame of virtual time waits for what was asked for.
const PATIENCE: Duration = Duration::from_secs(60);
/// Progress is told no more often than this.
const PROGRESS: Duration = Duration::from_millis(50);

/// See the module's text.
pub struct RemoteParts {
    shared: Arc<Shared>,
    /// Tickets of those who asked for a part and have no answer yet, by the part's name. Each of these parts is fetched once, by a
    /// thread of its own.
    waiting: Mutex<BTreeMap<String, Vec<u64>>>,
    events: Mutex<Receiver<(String, Told)>>,
    sender: Sender<(String, Told)>,
}

/// What is told of a part to all who asked for it.
enum Told {
    Progress { written: u64, total: u64 },
    Done,
    Failed { reason: String },
}

impl Told {
    fn to(&self, ticket: u64) -> PartEvent {
        match self {
            Told::Progress { written, total } => {
                PartEvent::Progress { ticket, written: *written, total: *total }
            }
            Told::Done => PartEvent::Done { ticket },
            Told::Failed { reason } => PartEvent::Failed { ticket, reason: reason.clone() },
        }
    }
}

struct Shared {
    cache: AppCache,
    release: Release,
    /// `None` without a network.
    source: Option<String>,
    network: NetworkOptions,
    files: Arc<PartFiles>,
    mounted: Mutex<HashSet<String>>,
    ended: AtomicBool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl RemoteParts {
    /// The parts of `release`; their files go to `files`, where the part that the game starts with is: the main package.
    /// `source` is where they come from, `None` without a network.
    pub fn new(
        cache: AppCache,
        release: Release,
        source: Option<String>,
        network: NetworkOptions,
        files: Arc<PartFiles>,
    ) -> RemoteParts {
        RemoteParts::beside("", cache, release, source, network, files)
    }

    /// The same of a game that starts with the part `first`: an independent subpackage.
    pub fn beside(
        first: &str,
        cache: AppCache,
        release: Release,
        source: Option<String>,
        network: NetworkOptions,
        files: Arc<PartFiles>,
    ) -> RemoteParts {
        let (sender, events) = channel();
        let shared = Shared {
            cache,
            release,
            source,
            network,
            files,
            mounted: Mutex::new(HashSet::from([first.to_owned()])),
            ended: AtomicBool::new(false),
        };
        RemoteParts {
            shared: Arc::new(shared),
            waiting: Mutex::default(),
            events: Mutex::new(events),
            sender,
        }
    }
}

impl Drop for RemoteParts {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
    }
}

impl Shared {
    /// Takes a part out of the cache; `Ok(false)` when it is not there.
    fn mount(&self, name: &str) -> Result<bool, AppError> {
        let Some(part) = self.release.part(name) else { return Ok(true) };
        let mut mounted = lock(&self.mounted);
        if mounted.contains(&part.name) {
            return Ok(true);
        }
        let Some(bytes) = self.cache.read_part(part) else { return Ok(false) };
        self.files.mount(part, bytes)?;
        mounted.insert(part.name.clone());
        Ok(true)
    }

    fn fetch(&self, name: &str, tell: &dyn Fn(Told)) -> Result<(), String> {
        if self.mount(name).map_err(|e| e.to_string())? {
            return Ok(());
        }
        let part = self.release.part(name).ok_or_else(|| format!("the release has no part '{name}'"))?;
        let source = self.source.as_ref().ok_or("offline: the subpackage is not in the cache")?;
        let mut told: Option<Instant> = None;
        let mut progress = |written| {
            if written == part.bytes || told.is_none_or(|at| at.elapsed() >= PROGRESS) {
                told = Some(Instant::now());
                tell(Told::Progress { written, total: part.bytes });
            }
            !self.ended.load(Ordering::Relaxed)
        };
        let mut downloader = Downloader::new(self.network.clone());
        downloader.part(&self.cache, source, part, &mut progress).map_err(|e| e.to_string())?;
        match self.mount(name) {
            Ok(true) => Ok(()),
            Ok(false) => Err("the subpackage was lost on the disk".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl PartSource for RemoteParts {
    fn missing_bytes(&self, name: &str) -> Option<u64> {
        let part = self.shared.release.part(name)?;
        // A part that cannot be mounted is asked for, which says why.
        if self.shared.mount(name).unwrap_or(false) { None } else { Some(part.bytes) }
    }

    fn fetch(&self, ticket: u64, name: &str) {
        // A part has a name and a root.
        let name = self.shared.release.subpackage(name).map_or(name, |part| &part.name).to_owned();
        match lock(&self.waiting).entry(name.clone()) {
            Entry::Occupied(mut tickets) => {
                tickets.get_mut().push(ticket);
                return;
            }
            Entry::Vacant(tickets) => tickets.insert(vec![ticket]),
        };
        let (shared, sender, of) = (self.shared.clone(), self.sender.clone(), name.clone());
        let work = move || {
            let tell = |told| {
                // The game may have ended.
                let _ = sender.send((of.clone(), told));
            };
            tell(match shared.fetch(&of, &tell) {
                Ok(()) => Told::Done,
                Err(reason) => Told::Failed { reason },
            });
        };
        if let Err(error) = thread::Builder::new().name("sparrow-part".to_owned()).spawn(work) {
            let reason = format!("no thread can be started: {error}");
            // This end lives as long as the other.
            let _ = self.sender.send((name, Told::Failed { reason }));
        }
    }

    fn poll(&self, virtual_time: bool) -> Vec<PartEvent> {
        let events = lock(&self.events);
        let mut waiting = lock(&self.waiting);
        let mut all: Vec<PartEvent> = Vec::new();
        let end = Instant::now() + PATIENCE;
        loop {
            let (name, told) = match events.try_recv() {
                Ok(event) => event,
                Err(_) if !virtual_time || waiting.is_empty() => break,
                Err(_) => match events.recv_timeout(end.saturating_duration_since(Instant::now())) {
                    Ok(event) => event,
                    Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => break,
                },
            };
            let tickets = match told {
                Told::Progress { .. } => waiting.get(&name).cloned(),
                Told::Done | Told::Failed { .. } => waiting.remove(&name),
            };
            all.extend(tickets.into_iter().flatten().map(|ticket| told.to(ticket)));
        }
        if virtual_time {
            settle(&mut all);
        }
        all
    }
}

/// Takes the network's timing out of a batch: by ticket, and of reports of progress the last.
fn settle(events: &mut Vec<PartEvent>) {
    events.sort_by_key(PartEvent::ticket);
    let is_progress = |event: &PartEvent| matches!(event, PartEvent::Progress { .. });
    let mut kept: Vec<PartEvent> = Vec::with_capacity(events.len());
    for event in events.drain(..) {
        match kept.last_mut() {
            Some(last) if last.ticket() == event.ticket() && is_progress(last) && is_progress(&event) => {
                *last = event;
            }
            _ => kept.push(event),
        }
    }
    *events = kept;
}
