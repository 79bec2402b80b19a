//! Loads and decodes sounds, off the game's thread or at once.

use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc, Mutex, Weak,
        atomic::{AtomicBool, Ordering},
        mpsc::{self, Receiver, Sender},
    },
    thread::{self, JoinHandle},
};

use crate::{
    AudioError, AudioId, ErrorCode, cache::PcmCache, decode_whole::decode_whole, graph::Buffer, sound::Sound,
};

/// Gives the bytes of a source; what it does may take its time.
pub(crate) type Fetch = Box<dyn FnOnce() -> Result<Vec<u8>, AudioError> + Send>;
/// Takes the bytes of a source that was on its way, on any thread.
pub type TakeBytes = Box<dyn FnOnce(Result<Vec<u8>, AudioError>) + Send>;

/// What is to be done.
enum Work {
    Load(Job),
    /// For `decodeAudioData`.
    Decode {
        ticket: u32,
        bytes: Vec<u8>,
        rate_hz: u32,
    },
}

/// What was done.
enum Done {
    Loaded(Loaded),
    Decoded(u32, Result<Arc<Buffer>, AudioError>),
}

/// A source to load. `generation` tells the sources of one context apart.
pub(crate) struct Job {
    pub(crate) id: AudioId,
    pub(crate) generation: u32,
    pub(crate) fetch: Fetch,
}

/// A source that is loaded, or why not.
pub(crate) struct Loaded {
    pub(crate) id: AudioId,
    pub(crate) generation: u32,
    pub(crate) sound: Result<Sound, AudioError>,
}

pub(crate) struct Loader {
    cache: Arc<Mutex<PcmCache>>,
    done: Receiver<Done>,
    sender: Sender<Done>,
    loaded: VecDeque<Loaded>,
    decoded: VecDeque<(u32, Result<Arc<Buffer>, AudioError>)>,
    /// `None`: everything is loaded at once by the caller.
    worker: Option<Worker>,
}

/// One thread; it is made with the first job.
#[derive(Default)]
struct Worker {
    jobs: Option<Arc<Sender<Work>>>,
    closing: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Loader {
    pub(crate) fn new(in_background: bool) -> Loader {
        let (sender, done) = mpsc::channel();
        Loader {
            cache: Arc::default(),
            done,
            sender,
            loaded: VecDeque::new(),
            decoded: VecDeque::new(),
            worker: in_background.then(Worker::default),
        }
    }

    /// Bytes of decoded sounds.
    pub(crate) fn decoded_bytes(&self) -> u64 {
        self.cache.lock().unwrap_or_else(|e| e.into_inner()).byte_len()
    }

    pub(crate) fn start(&mut self, job: Job) {
        self.begin(Work::Load(job));
    }

    /// Loads what comes from elsewhere and keeps no thread waiting: `begin` is given what takes the bytes. Where everything is loaded at once they are
    /// waited for.
    pub(crate) fn start_fetched(&mut self, id: AudioId, generation: u32, begin: impl FnOnce(TakeBytes)) {
        let job = move |bytes| Job { id, generation, fetch: Box::new(|| bytes) };
        let Some(worker) = &mut self.worker else {
            let (sender, receiver) = mpsc::channel();
            begin(Box::new(move |bytes| drop(sender.send(bytes))));
            let gone = || Err(AudioError::new(ErrorCode::Network, "nobody fetches it"));
            return self.start(job(receiver.recv().unwrap_or_else(|_| gone())));
        };
        let jobs = worker.jobs(&self.cache, &self.sender);
        let (cache, done) = (Arc::clone(&self.cache), self.sender.clone());
        begin(Box::new(move |bytes| {
            let work = Work::Load(job(bytes));
            let left = match jobs {
                // Not when the game has ended meanwhile.
                Some(jobs) => jobs.upgrade().and_then(|jobs| jobs.send(work).err().map(|e| e.0)),
                None => Some(work),
            };
            if let Some(work) = left {
                let _ = done.send(run(work, &cache));
            }
        }));
    }

    /// Decodes a file as a whole.
    pub(crate) fn decode(&mut self, ticket: u32, bytes: Vec<u8>, rate_hz: u32) {
        self.begin(Work::Decode { ticket, bytes, rate_hz });
    }

    fn begin(&mut self, work: Work) {
        let work = match &mut self.worker {
            Some(worker) => match worker.send(work, &self.cache, &self.sender) {
                Ok(()) => return,
                // No thread can be had: slow is better than never.
                Err(work) => work,
            },
            None => work,
        };
        let _ = self.sender.send(run(work, &self.cache));
    }

    /// The next source that is loaded.
    pub(crate) fn poll(&mut self) -> Option<Loaded> {
        self.sort();
        self.loaded.pop_front()
    }

    /// The next file that is decoded.
    pub(crate) fn poll_decoded(&mut self) -> Option<(u32, Result<Arc<Buffer>, AudioError>)> {
        self.sort();
        self.decoded.pop_front()
    }

    fn sort(&mut self) {
        while let Ok(done) = self.done.try_recv() {
            match done {
                Done::Loaded(loaded) => self.loaded.push_back(loaded),
                Done::Decoded(ticket, result) => self.decoded.push_back((ticket, result)),
            }
        }
    }
}

fn run(work: Work, cache: &Mutex<PcmCache>) -> Done {
    match work {
        Work::Load(job) => Done::Loaded(load(job, cache)),
        Work::Decode { ticket, bytes, rate_hz } => {
            let result =
                catch_unwind(AssertUnwindSafe(|| decode_whole(bytes, rate_hz))).unwrap_or_else(|_| {
                    Err(AudioError::new(ErrorCode::System, "the sound could not be decoded"))
                });
            Done::Decoded(ticket, result.map(Arc::new))
        }
    }
}

fn load(job: Job, cache: &Mutex<PcmCache>) -> Loaded {
    let Job { id, generation, fetch } = job;
    let sound = catch_unwind(AssertUnwindSafe(|| fetch().and_then(|bytes| Sound::load(bytes, cache))))
        .unwrap_or_else(|_| Err(AudioError::new(ErrorCode::System, "the sound could not be loaded")));
    Loaded { id, generation, sound }
}

impl Worker {
    fn send(&mut self, job: Work, cache: &Arc<Mutex<PcmCache>>, done: &Sender<Done>) -> Result<(), Work> {
        match self.jobs(cache, done).and_then(|jobs| jobs.upgrade()) {
            Some(jobs) => jobs.send(job).map_err(|e| e.0),
            None => Err(job),
        }
    }

    /// The thread's queue, `None` when no thread can be had. Weak: whoever waits for bytes must not keep the thread when the game has ended.
    fn jobs(&mut self, cache: &Arc<Mutex<PcmCache>>, done: &Sender<Done>) -> Option<Weak<Sender<Work>>> {
        if self.jobs.is_none() {
            let (sender, jobs) = mpsc::channel::<Work>();
            let (cache, done, closing) = (Arc::clone(cache), done.clone(), Arc::clone(&self.closing));
            let work = move || {
                for job in jobs {
                    if closing.load(Ordering::Relaxed) || done.send(run(job, &cache)).is_err() {
                        return;
                    }
                }
            };
            self.thread =
                Some(thread::Builder::new().name("sparrow-audio-load".to_owned()).spawn(work).ok()?);
            self.jobs = Some(Arc::new(sender));
        }
        self.jobs.as_ref().map(Arc::downgrade)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.closing.store(true, Ordering::Relaxed);
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // Panics of jobs are caught; there is nothing to learn from it.
            let _ = thread.join();
        }
    }
}
