//! Image files are read and decoded on a thread of their own; the game hears of them in the event phase. What comes from
//! the network is fetched first, many at a time, without keeping that thread.

use sparrow_media::image::DecodedImage;
use sparrow_platform::Arrivals;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    rc::Rc,
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

/// Reads and decodes; runs on the loader's thread.
pub type LoadJob = Box<dyn FnOnce() -> Result<DecodedImage, String> + Send>;

/// Takes the bytes of a file, or why there are none.
pub type TakeBytes = Box<dyn FnOnce(Result<Vec<u8>, String>) + Send>;

/// A finished request.
pub struct Loaded {
    /// What [`ImageLoader::start`] returned.
    pub request: u32,
    /// The image (`None` for one that was there before), or what to tell the game.
    pub result: Result<Option<DecodedImage>, String>,
}

/// One thread that decodes, started by the first request and ended when the loader is dropped.
pub struct ImageLoader {
    jobs: Option<Sender<(u32, LoadJob)>>,
    done_sender: Sender<Loaded>,
    done: Receiver<Loaded>,
    last_request: u32,
    pending: usize,
    /// Done, and not delivered yet: `arrivals` did not want them.
    held: Vec<Loaded>,
    arrivals: Option<(&'static str, Rc<dyn Arrivals>)>,
}

impl Default for ImageLoader {
    fn default() -> Self {
        let (done_sender, done) = channel();
        ImageLoader {
            jobs: None,
            done_sender,
            done,
            last_request: 0,
            pending: 0,
            held: Vec::new(),
            arrivals: None,
        }
    }
}

impl ImageLoader {
    /// A loader whose images are delivered as `arrivals` says; `name` tells it from other loaders.
    pub fn with_arrivals(name: &'static str, arrivals: Option<Rc<dyn Arrivals>>) -> ImageLoader {
        ImageLoader { arrivals: arrivals.map(|arrivals| (name, arrivals)), ..ImageLoader::default() }
    }

    /// Queues the news of an image that is there already.
    pub fn announce(&mut self) -> u32 {
        self.last_request = self.last_request.wrapping_add(1).max(1);
        self.pending += 1;
        let _ = self.done_sender.send(Loaded { request: self.last_request, result: Ok(None) });
        self.last_request
    }

    /// Queues a job; the number names it in [`Loaded`] and is never 0.
    pub fn start(&mut self, job: LoadJob) -> u32 {
        self.last_request = self.last_request.wrapping_add(1).max(1);
        let request = self.last_request;
        self.pending += 1;
        if let Some(job) = self.send(request, job) {
            // No thread can be had: better late in this frame than never.
            let _ = self.done_sender.send(Loaded { request, result: job().map(Some) });
        }
        request
    }

    /// Like `start`, for bytes that come from elsewhere: `fetch` is given what takes them, on any thread.
    pub fn start_fetched(
        &mut self,
        fetch: impl FnOnce(TakeBytes),
        decode: impl FnOnce(Vec<u8>) -> Result<DecodedImage, String> + Send + 'static,
    ) -> u32 {
        self.last_request = self.last_request.wrapping_add(1).max(1);
        let request = self.last_request;
        self.pending += 1;
        let jobs = self.thread();
        let done = self.done_sender.clone();
        fetch(Box::new(move |fetched| {
            let job: LoadJob = Box::new(move || fetched.and_then(decode));
            let left = match jobs {
                Some(jobs) => jobs.send((request, job)).err().map(|e| e.0.1),
                None => Some(job),
            };
            if let Some(job) = left {
                let _ = done.send(Loaded { request, result: job().map(Some) });
            }
        }));
        request
    }

    /// Gives the job back when there is no thread to run it.
    fn send(&mut self, request: u32, job: LoadJob) -> Option<LoadJob> {
        match self.thread() {
            Some(jobs) => jobs.send((request, job)).err().map(|e| e.0.1),
            None => Some(job),
        }
    }

    /// The thread's queue; `None` when no thread can be had.
    fn thread(&mut self) -> Option<Sender<(u32, LoadJob)>> {
        if self.jobs.is_none() {
            let (sender, receiver) = channel::<(u32, LoadJob)>();
            let done = self.done_sender.clone();
            let work = move || {
                for (request, job) in receiver {
                    // A decoder that panics on some file must not leave its request, and a waiting frame, without an answer.
                    let result = catch_unwind(AssertUnwindSafe(job))
                        .unwrap_or_else(|_| Err("the decoder failed on this file".to_owned()));
                    let result = result.map(Some);
                    if done.send(Loaded { request, result }).is_err() {
                        return;
                    }
                }
            };
            thread::Builder::new().name("sparrow-images".to_owned()).spawn(work).ok()?;
            self.jobs = Some(sender);
        }
        self.jobs.clone()
    }

    /// What is done, in the order in which it was done. `wait` waits for every pending request: virtual time does, so that two
    /// runs see the same frame.
    pub fn poll(&mut self, wait: bool) -> Vec<Loaded> {
        let Some((name, arrivals)) = self.arrivals.clone() else { return self.finished(wait) };
        let done = self.finished(arrivals.waits());
        self.held.extend(done);
        let wanted = arrivals.deliver(name, self.held.iter().map(|loaded| loaded.request).collect());
        wanted.into_iter().filter_map(|request| self.wait_for(request)).collect()
    }

    /// A request that shall be delivered now; `None` when it never was one.
    fn wait_for(&mut self, request: u32) -> Option<Loaded> {
        loop {
            if let Some(at) = self.held.iter().position(|loaded| loaded.request == request) {
                return Some(self.held.remove(at));
            }
            if self.pending == 0 {
                return None;
            }
            self.held.push(self.done.recv().ok()?);
            self.pending -= 1;
        }
    }

    fn finished(&mut self, wait: bool) -> Vec<Loaded> {
        let mut out = Vec::new();
        while self.pending > 0 {
            let next = if wait { self.done.recv().ok() } else { self.done.try_recv().ok() };
            let Some(loaded) = next else { break };
            self.pending -= 1;
            out.push(loaded);
        }
        if wait {
            // Which of several files came first is chance.
            out.sort_by_key(|loaded| loaded.request);
        }
        out
    }

    /// Requests that have not been polled yet.
    pub fn pending(&self) -> usize {
        self.pending + self.held.len()
    }
}
