//! The network's thread, and what its tasks share.

use super::{
    client::{self, HttpClient},
    tls::{self, ExtraRoots},
};
use sparrow_platform::network::{NetworkError, NetworkErrorKind};
use std::{
    sync::{Arc, Mutex, MutexGuard, OnceLock},
    thread,
};
use tokio::{runtime::Handle, sync::oneshot};

/// The thread, started by the first use.
pub(super) struct Reactor {
    state: Mutex<State>,
    roots: ExtraRoots,
    tls: OnceLock<Result<Arc<rustls::ClientConfig>, NetworkError>>,
    client: OnceLock<Result<HttpClient, NetworkError>>,
}

enum State {
    New,
    Running { handle: Handle, _stop: oneshot::Sender<()> },
    Stopped,
}

impl Reactor {
    pub(super) fn new(roots: ExtraRoots) -> Reactor {
        Reactor { state: Mutex::new(State::New), roots, tls: OnceLock::new(), client: OnceLock::new() }
    }

    /// Where tasks are started.
    pub(super) fn handle(&self) -> Result<Handle, NetworkError> {
        let mut state = self.lock();
        match &*state {
            State::Running { handle, .. } => Ok(handle.clone()),
            State::Stopped => Err(NetworkError::new(NetworkErrorKind::Offline, "the game has ended")),
            State::New => {
                let (handle, stop) = start().map_err(|e| {
                    NetworkError::new(NetworkErrorKind::Other, format!("no thread for the network: {e}"))
                })?;
                *state = State::Running { handle: handle.clone(), _stop: stop };
                Ok(handle)
            }
        }
    }

    /// Ends every task; what is started later fails.
    pub(super) fn stop(&self) {
        *self.lock() = State::Stopped;
    }

    /// TLS by the system's roots. Reads them the first time, which takes some milliseconds.
    pub(super) fn tls(&self) -> Result<Arc<rustls::ClientConfig>, NetworkError> {
        self.tls.get_or_init(|| tls::client_config(&self.roots).map(Arc::new)).clone()
    }

    /// The HTTP client with its kept connections.
    pub(super) fn client(&self) -> Result<HttpClient, NetworkError> {
        self.client.get_or_init(|| Ok(client::build(self.tls()?.as_ref().clone()))).clone()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }
}

/// The thread ends when the sender is dropped.
fn start() -> std::io::Result<(Handle, oneshot::Sender<()>)> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        // For names to be resolved: the system's call blocks.
        .max_blocking_threads(8)
        .thread_name("sparrow-resolve")
        .build()?;
    let handle = runtime.handle().clone();
    let (stop, stopped) = oneshot::channel();
    thread::Builder::new().name("sparrow-network".to_owned()).spawn(move || {
        let _ = runtime.block_on(stopped);
        // A name that is still being resolved must not keep the thread.
        runtime.shutdown_background();
    })?;
    Ok((handle, stop))
}
