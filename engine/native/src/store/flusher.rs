//! Makes written bytes durable against a loss of power, soon and off the game's thread.
//!
//! Bytes that were written survive the death of the process at once; only a crash of the system needs `fsync`, which
//! takes 1 to 20 ms: too long for a game that saves in a frame.

use std::{
    fs::File,
    sync::{Arc, Condvar, Mutex, MutexGuard},
    thread::{self, JoinHandle},
    time::Duration,
};

/// How long writes gather before they are made durable together.
const GATHER: Duration = Duration::from_millis(100);

#[derive(Default)]
pub(super) struct Flusher {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    pending: Option<File>,
    closing: bool,
    failed: bool,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }

    /// The thread: waits for a file, waits for more writes to it, makes them durable.
    fn run(&self) {
        let mut state = self.lock();
        loop {
            if state.pending.is_none() {
                if state.closing {
                    return;
                }
                state = self.changed.wait(state).unwrap_or_else(|e| e.into_inner());
                continue;
            }
            if !state.closing {
                let waited = self.changed.wait_timeout_while(state, GATHER, |state| !state.closing);
                state = waited.unwrap_or_else(|e| e.into_inner()).0;
            }
            if let Some(file) = state.pending.take() {
                drop(state);
                let synced = file.sync_data();
                state = self.lock();
                state.failed |= synced.is_err();
            }
        }
    }
}

impl Flusher {
    /// `file` has new bytes. What goes wrong here is told by [`Self::take_failure`].
    pub(super) fn written(&mut self, file: &File) {
        if self.thread.is_none() {
            let shared = Arc::clone(&self.shared);
            let name = "sparrow-storage".to_owned();
            self.thread = thread::Builder::new().name(name).spawn(move || shared.run()).ok();
        }
        let mut state = self.shared.lock();
        if self.thread.is_some() && state.pending.is_some() {
            return;
        }
        match file.try_clone() {
            Ok(file) if self.thread.is_some() => {
                state.pending = Some(file);
                self.shared.changed.notify_one();
            }
            // No thread or no descriptor is left: now, at the price of a slow frame.
            _ => state.failed |= file.sync_data().is_err(),
        }
    }

    /// True once after a file could not be made durable: what was written lately may be lost with the power.
    pub(super) fn take_failure(&self) -> bool {
        std::mem::take(&mut self.shared.lock().failed)
    }
}

impl Drop for Flusher {
    fn drop(&mut self) {
        self.shared.lock().closing = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take() {
            // It cannot panic; and a panic here would change nothing.
            let _ = thread.join();
        }
    }
}
