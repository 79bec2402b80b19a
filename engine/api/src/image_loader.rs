//! Image files are read and decoded on a thread of their own; the game hears of them in the event phase.

use sparrow_media::image::DecodedImage;
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

/// Reads and decodes; runs on the loader's thread.
pub type LoadJob = Box<dyn FnOnce() -> Result<DecodedImage, String> + Send>;

/// A finished request.
pub struct Loaded {
    /// What [`ImageLoader::start`] returned.
    pub request: u32,
    /// The image, or what to tell the game.
    pub result: Result<DecodedImage, String>,
}

/// One thread that decodes, started by the first request and ended when the loader is dropped.
pub struct ImageLoader {
    jobs: Option<Sender<(u32, LoadJob)>>,
    done_sender: Sender<Loaded>,
    done: Receiver<Loaded>,
    last_request: u32,
    pending: usize,
}

impl Default for ImageLoader {
    fn default() -> Self {
        let (done_sender, done) = channel();
        ImageLoader { jobs: None, done_sender, done, last_request: 0, pending: 0 }
    }
}

impl ImageLoader {
    /// Queues a job; the number names it in [`Loaded`] and is never 0.
    pub fn start(&mut self, job: LoadJob) -> u32 {
        self.last_request = self.last_request.wrapping_add(1).max(1);
        let request = self.last_request;
        self.pending += 1;
        if let Some(job) = self.send(request, job) {
            // No thread can be had: better late in this frame than never.
            let _ = self.done_sender.send(Loaded { request, result: job() });
        }
        request
    }

    /// Gives the job back when there is no thread to run it.
    fn send(&mut self, request: u32, job: LoadJob) -> Option<LoadJob> {
        if self.jobs.is_none() {
            let (sender, receiver) = channel::<(u32, LoadJob)>();
            let done = self.done_sender.clone();
            let work = move || {
                for (request, job) in receiver {
                    // A decoder that panics on some file must not leave its request, and a waiting frame, without an answer.
                    let result = catch_unwind(AssertUnwindSafe(job))
                        .unwrap_or_else(|_| Err("the decoder failed on this file".to_owned()));
                    if done.send(Loaded { request, result }).is_err() {
                        return;
                    }
                }
            };
            if thread::Builder::new().name("sparrow-images".to_owned()).spawn(work).is_err() {
                return Some(job);
            }
            self.jobs = Some(sender);
        }
        match self.jobs.as_ref()?.send((request, job)) {
            Ok(()) => None,
            Err(e) => Some(e.0.1),
        }
    }

    /// What is done, in the order of the requests. `wait` waits for every pending request: virtual time does, so that two
    /// runs see the same frame.
    pub fn poll(&mut self, wait: bool) -> Vec<Loaded> {
        let mut out = Vec::new();
        while self.pending > 0 {
            let next = if wait { self.done.recv().ok() } else { self.done.try_recv().ok() };
            let Some(loaded) = next else { break };
            self.pending -= 1;
            out.push(loaded);
        }
        out
    }

    /// Requests that have not been polled yet.
    pub fn pending(&self) -> usize {
        self.pending
    }
}
