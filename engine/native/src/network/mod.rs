//! HTTP, WebSocket, TCP and UDP on the machine's network.
//!
//! One thread per game with a tokio runtime on it, started by the first use; every connection is a task there, so that
//! ending one is dropping its task. HTTP/1.1 and HTTP/2 by hyper, TLS by rustls with the system's roots, WebSocket by
//! tungstenite. What the tasks hear goes through one queue to the game's thread, which takes it once a frame.
//!
//! **Under a virtual clock** frames come faster than answers. [`Network::poll`] then waits, in real time, for each
//! answer that is on its way (an HTTP response, a handshake), at most [`PATIENCE`] for one; and while a socket is open it
//! lets a frame take as long as it would in real time, for what the other side says of its own accord. Events are then
//! given by connection, oldest first, with pieces of one body joined, so that the speed of the network shows as little as
//! it can.
//!
//! Absent on purpose: proxies, a cookie jar, a cache, and everything that the game sees of all this.

mod body;
mod client;
mod decode;
mod failure;
mod fetch;
mod http;
mod link;
mod queue;
mod reactor;
mod tcp;
mod tls;
mod udp;
mod web_socket;

pub use tls::ExtraRoots;

use queue::{Inbox, Message, Outbox};
use reactor::Reactor;
use sparrow_platform::network::{
    ConnectionId, Fetcher, HttpRequest, Link, Network, NetworkError, NetworkErrorKind, NetworkEvent,
    Outgoing, TcpTarget, WebSocketRequest,
};
use std::{
    collections::HashMap,
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::{sync::mpsc, task::AbortHandle};

/// How long a frame of virtual time waits for one answer. One that takes longer comes when it comes.
const PATIENCE: Duration = Duration::from_secs(10);
/// What may wait to be sent on one socket.
const UNSENT_BYTES: usize = 64 << 20;
/// The longest real time that a frame of virtual time takes for open sockets.
const LONGEST_PACE: Duration = Duration::from_millis(100);

/// How to reach the network.
#[derive(Clone, Debug, Default)]
pub struct NetworkOptions {
    /// Certificates that are trusted beside the system's.
    pub roots: ExtraRoots,
}

/// The machine's network.
pub struct NativeNetwork {
    reactor: Arc<Reactor>,
    inbox: Inbox,
    open: HashMap<ConnectionId, Open>,
    last_poll: Option<(Instant, f64)>,
}

/// A connection that has not ended.
struct Open {
    task: AbortHandle,
    /// Sockets take commands.
    commands: Option<mpsc::UnboundedSender<Command>>,
    unsent: Unsent,
    /// An answer is on its way, since then.
    awaited_since: Option<Instant>,
}

/// What a socket's task is told.
enum Command {
    Send(Outgoing),
    Close { code: u16, reason: String },
}

/// Bytes that wait to be sent on a socket.
#[derive(Clone, Default)]
struct Unsent(Arc<AtomicUsize>);

impl Unsent {
    fn add(&self, bytes: usize) -> usize {
        self.0.fetch_add(bytes, Ordering::Relaxed) + bytes
    }

    fn remove(&self, bytes: usize) {
        self.0.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// What a message takes while it waits.
fn weight(outgoing: &Outgoing) -> usize {
    /// Of a message without a payload.
    const MESSAGE_BYTES: usize = 64;
    let payload = match outgoing {
        Outgoing::Text(text) => text.len(),
        Outgoing::Binary(bytes) | Outgoing::Datagram { bytes, .. } => bytes.len(),
        Outgoing::Connect { host, .. } => host.len(),
        Outgoing::TimeToLive(_) => 0,
    };
    payload + MESSAGE_BYTES
}

impl NativeNetwork {
    /// Reaches the network by these options. Nothing is started before it is used.
    pub fn new(options: NetworkOptions) -> NativeNetwork {
        NativeNetwork {
            reactor: Arc::new(Reactor::new(options.roots)),
            inbox: Inbox::default(),
            open: HashMap::new(),
            last_poll: None,
        }
    }

    /// The next event of any connection, if one comes in time; for those who work on threads of their own.
    #[cfg(feature = "apps")]
    pub(crate) fn wait(&mut self, at_most: Duration) -> Option<(ConnectionId, NetworkEvent)> {
        let end = Instant::now() + at_most;
        loop {
            let message = self.inbox.wait(end)?;
            // Events of what was cancelled are dropped.
            if let Some(event) = self.take(message) {
                return Some(event);
            }
        }
    }

    /// Starts the task of a connection.
    fn spawn<F>(
        &mut self,
        id: ConnectionId,
        commands: Option<mpsc::UnboundedSender<Command>>,
        unsent: Unsent,
        awaited: bool,
        task: impl FnOnce(Outbox) -> F,
    ) where
        F: Future<Output = ()> + Send + 'static,
    {
        let outbox = self.inbox.outbox(id);
        match self.reactor.handle() {
            Ok(handle) => {
                let task = handle.spawn(task(outbox)).abort_handle();
                let awaited_since = awaited.then(Instant::now);
                self.open.insert(id, Open { task, commands, unsent, awaited_since });
            }
            Err(error) => {
                self.inbox.outbox(id).send_now(NetworkEvent::Failed(error));
            }
        }
    }

    /// Takes a message; `None` for a connection that was cancelled.
    fn take(&mut self, message: Message) -> Option<(ConnectionId, NetworkEvent)> {
        let (id, event) = self.inbox.open(message);
        if event.is_last() {
            // A task that could not be started is not listed.
            let known = self.open.remove(&id).is_some();
            return (known || matches!(event, NetworkEvent::Failed(_))).then_some((id, event));
        }
        let open = self.open.get_mut(&id)?;
        let answered = matches!(event, NetworkEvent::Opened { .. } | NetworkEvent::Connected { .. });
        if answered {
            open.awaited_since = None;
        }
        Some((id, event))
    }

    /// Until when the oldest answer that is on its way is waited for.
    fn patience_ends(&self) -> Option<Instant> {
        let now = Instant::now();
        let ends = self.open.values().filter_map(|open| open.awaited_since).map(|since| since + PATIENCE);
        ends.filter(|end| *end > now).max()
    }

    fn wait_until(&mut self, end: Instant, events: &mut Vec<(ConnectionId, NetworkEvent)>) -> bool {
        match self.inbox.wait(end) {
            Some(message) => {
                events.extend(self.take(message));
                true
            }
            None => false,
        }
    }
}

impl Network for NativeNetwork {
    fn request(&mut self, id: ConnectionId, request: HttpRequest) {
        let reactor = self.reactor.clone();
        self.spawn(id, None, Unsent::default(), true, |outbox| http::run(reactor, outbox, request));
    }

    fn open_web_socket(&mut self, id: ConnectionId, request: WebSocketRequest) {
        let (sender, commands) = mpsc::unbounded_channel();
        let (reactor, unsent) = (self.reactor.clone(), Unsent::default());
        let task_unsent = unsent.clone();
        self.spawn(id, Some(sender), unsent, true, |outbox| {
            web_socket::run(reactor, outbox, request, commands, task_unsent)
        });
    }

    fn connect_tcp(&mut self, id: ConnectionId, target: TcpTarget) {
        let (sender, commands) = mpsc::unbounded_channel();
        let unsent = Unsent::default();
        let task_unsent = unsent.clone();
        self.spawn(id, Some(sender), unsent, true, |outbox| tcp::run(outbox, target, commands, task_unsent));
    }

    fn bind_udp(&mut self, id: ConnectionId, port: u16) -> Result<u16, NetworkError> {
        let (socket, port) = udp::bind(port)?;
        let (sender, commands) = mpsc::unbounded_channel();
        let unsent = Unsent::default();
        let task_unsent = unsent.clone();
        self.spawn(id, Some(sender), unsent, false, |outbox| udp::run(outbox, socket, commands, task_unsent));
        Ok(port)
    }

    fn send(&mut self, id: ConnectionId, outgoing: Outgoing) {
        let Some(open) = self.open.get_mut(&id) else { return };
        let Some(commands) = &open.commands else { return };
        let bytes = weight(&outgoing);
        if open.unsent.add(bytes) <= UNSENT_BYTES {
            // A task that has ended has said so.
            let _ = commands.send(Command::Send(outgoing));
            return;
        }
        open.task.abort();
        // Once is enough.
        open.commands = None;
        let message = format!("more than {} MB wait to be sent", UNSENT_BYTES >> 20);
        let error = NetworkError::new(NetworkErrorKind::MessageTooLong, message);
        self.inbox.outbox(id).send_now(NetworkEvent::Failed(error));
    }

    fn close(&mut self, id: ConnectionId, code: u16, reason: &str) {
        if let Some(commands) = self.open.get(&id).and_then(|open| open.commands.as_ref()) {
            let _ = commands.send(Command::Close { code, reason: reason.to_owned() });
        }
    }

    fn cancel(&mut self, id: ConnectionId) {
        if let Some(open) = self.open.remove(&id) {
            open.task.abort();
        }
    }

    fn poll(&mut self, now_ms: f64, virtual_time: bool) -> Vec<(ConnectionId, NetworkEvent)> {
        let mut events = Vec::new();
        while let Some(message) = self.inbox.next() {
            events.extend(self.take(message));
        }
        if virtual_time {
            while let Some(end) = self.patience_ends() {
                self.wait_until(end, &mut events);
            }
            let last = self.last_poll.unwrap_or((Instant::now(), now_ms));
            if self.open.values().any(|open| open.commands.is_some()) {
                let frame = Duration::from_secs_f64((now_ms - last.1).clamp(0.0, 1e6) / 1000.0);
                let end = last.0 + frame.min(LONGEST_PACE);
                while self.wait_until(end, &mut events) {}
            }
            self.last_poll = Some((Instant::now(), now_ms));
            queue::settle(&mut events);
        }
        events
    }

    fn link(&self) -> Link {
        link::current()
    }

    fn fetcher(&self) -> Arc<dyn Fetcher> {
        Arc::new(fetch::NativeFetcher::new(self.reactor.clone()))
    }
}

impl Drop for NativeNetwork {
    fn drop(&mut self) {
        self.reactor.stop();
    }
}
