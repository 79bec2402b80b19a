//! The network as a game may use it: ten requests at a time and a queue behind them, five WebSockets, the list of
//! domains; and what comes back as events.
//!
//! The connections themselves are the embedder's ([`Network`]); the operations are in `ops/network*.rs`.

mod answer;
mod multipart;
mod sink;
mod words;

pub(crate) use answer::AnswerForm;
pub(crate) use multipart::Multipart;
pub(crate) use sink::FileSink;
pub(crate) use words::{failure, invalid_url, not_listed};

use crate::{event::HostEvent, operation::OpError};
use ciborium::Value;
use sparrow_platform::network::{
    ConnectionId, DomainList, DomainRules, Fetcher, HttpRequest, Link, Network, NetworkError, Outgoing,
    Purpose, TcpTarget, WebSocketRequest,
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, mpsc},
};

/// Requests, uploads and downloads at a time; more wait.
const MAX_REQUESTS: usize = 10;
/// Requests that may wait.
const MAX_WAITING: usize = 10_000;
/// WebSockets at a time.
const MAX_WEB_SOCKETS: usize = 5;
/// TCP and UDP sockets at a time; the platform names no number.
const MAX_PLAIN_SOCKETS: usize = 64;
/// How often the link is looked at, in milliseconds of the game.
const LINK_INTERVAL_MS: f64 = 1000.0;
/// A file for an image, a sound or a font.
const MAX_FETCHED_BYTES: u64 = 100 << 20;

/// What a connection is.
#[derive(Debug)]
enum Kind {
    Request(AnswerForm),
    WebSocket,
    Plain,
}

/// The network of one game.
pub struct NetworkService {
    network: Box<dyn Network>,
    domains: Option<DomainRules>,
    last_id: u32,
    /// Every connection that has not ended, also those that wait.
    open: BTreeMap<ConnectionId, Kind>,
    waiting: VecDeque<(ConnectionId, HttpRequest)>,
    running: usize,
    link: Option<(f64, Link)>,
}

impl NetworkService {
    /// A service on `network`; with `domains` requests, transfers and sockets go to no others. What images, sounds and videos come from is not bound by
    /// them, as on the platform.
    pub fn new(network: Box<dyn Network>, domains: Option<DomainRules>) -> NetworkService {
        NetworkService {
            network,
            domains,
            last_id: 0,
            open: BTreeMap::new(),
            waiting: VecDeque::new(),
            running: 0,
            link: None,
        }
    }

    /// Where connections for a purpose may go; `None` for anywhere.
    pub(crate) fn domains(&self, purpose: Purpose) -> Option<&DomainList> {
        self.domains.as_ref().map(|rules| rules.list(purpose))
    }

    /// The number of the newest connection.
    pub(crate) fn last_id(&self) -> u32 {
        self.last_id
    }

    /// Starts a request, or puts it behind others.
    pub(crate) fn request(&mut self, request: HttpRequest, form: AnswerForm) -> Result<u32, OpError> {
        if self.waiting.len() >= MAX_WAITING {
            return Err(OpError::new("exceed max queue size"));
        }
        let id = self.add(Kind::Request(form));
        self.waiting.push_back((id, request));
        self.start_waiting();
        Ok(id.0)
    }

    /// Opens a WebSocket.
    pub(crate) fn open_web_socket(&mut self, request: WebSocketRequest) -> Result<u32, OpError> {
        self.check_count(|kind| matches!(kind, Kind::WebSocket), MAX_WEB_SOCKETS)?;
        let id = self.add(Kind::WebSocket);
        self.network.open_web_socket(id, request);
        Ok(id.0)
    }

    /// Connects a TCP socket.
    pub(crate) fn connect_tcp(&mut self, target: TcpTarget) -> Result<u32, OpError> {
        self.check_count(|kind| matches!(kind, Kind::Plain), MAX_PLAIN_SOCKETS)?;
        let id = self.add(Kind::Plain);
        self.network.connect_tcp(id, target);
        Ok(id.0)
    }

    /// Binds a UDP socket: its number and its port.
    pub(crate) fn bind_udp(&mut self, port: u16) -> Result<(u32, u16), OpError> {
        self.check_count(|kind| matches!(kind, Kind::Plain), MAX_PLAIN_SOCKETS)?;
        let id = self.add(Kind::Plain);
        match self.network.bind_udp(id, port) {
            Ok(port) => Ok((id.0, port)),
            Err(error) => {
                self.open.remove(&id);
                Err(failure(&error))
            }
        }
    }

    /// Sends on a socket.
    pub(crate) fn send(&mut self, id: u32, outgoing: Outgoing) -> Result<(), OpError> {
        let id = self.socket(id)?;
        self.network.send(id, outgoing);
        Ok(())
    }

    /// Closes a socket; its last event follows.
    pub(crate) fn close(&mut self, id: u32, code: u16, reason: &str) -> Result<(), OpError> {
        let id = self.socket(id)?;
        self.network.close(id, code, reason);
        Ok(())
    }

    /// Ends a request or a socket; nothing of it follows. `false` when it had ended already.
    pub(crate) fn cancel(&mut self, id: u32) -> bool {
        let id = ConnectionId(id);
        let Some(kind) = self.open.remove(&id) else { return false };
        match self.waiting.iter().position(|(waiting, _)| *waiting == id) {
            Some(at) => {
                self.waiting.remove(at);
            }
            None => {
                self.network.cancel(id);
                self.ended(&kind);
            }
        }
        true
    }

    /// How the machine is connected.
    pub(crate) fn link(&self) -> Link {
        self.network.link()
    }

    /// For loaders on other threads.
    pub(crate) fn fetcher(&self) -> Arc<dyn Fetcher> {
        self.network.fetcher()
    }

    /// What has happened, for the event phase.
    pub fn poll(&mut self, now_ms: f64, virtual_time: bool) -> Vec<HostEvent> {
        let mut out = Vec::new();
        for (id, event) in self.network.poll(now_ms, virtual_time) {
            let Some(kind) = self.open.get_mut(&id) else { continue };
            let is_last = event.is_last();
            let form = match kind {
                Kind::Request(form) => Some(form),
                Kind::WebSocket | Kind::Plain => None,
            };
            out.push(answer::host_event(id.0, event, form.map(|form| &*form)));
            if is_last && let Some(kind) = self.open.remove(&id) {
                self.ended(&kind);
            }
        }
        out.extend(self.look_at_link(now_ms));
        out
    }

    fn add(&mut self, kind: Kind) -> ConnectionId {
        self.last_id = self.last_id.wrapping_add(1).max(1);
        let id = ConnectionId(self.last_id);
        self.open.insert(id, kind);
        id
    }

    fn socket(&self, id: u32) -> Result<ConnectionId, OpError> {
        let id = ConnectionId(id);
        match self.open.get(&id) {
            Some(Kind::WebSocket | Kind::Plain) => Ok(id),
            _ => Err(OpError::new("the socket is closed")),
        }
    }

    fn check_count(&self, counts: impl Fn(&Kind) -> bool, most: usize) -> Result<(), OpError> {
        if self.open.values().filter(|kind| counts(kind)).count() < most {
            Ok(())
        } else {
            Err(OpError::new("exceed max concurrent count"))
        }
    }

    fn ended(&mut self, kind: &Kind) {
        if matches!(kind, Kind::Request(_)) {
            self.running -= 1;
            self.start_waiting();
        }
    }

    fn start_waiting(&mut self) {
        while self.running < MAX_REQUESTS
            && let Some((id, request)) = self.waiting.pop_front()
        {
            self.running += 1;
            self.network.request(id, request);
        }
    }

    fn look_at_link(&mut self, now_ms: f64) -> Option<HostEvent> {
        if self.link.as_ref().is_some_and(|(at_ms, _)| now_ms - at_ms < LINK_INTERVAL_MS) {
            return None;
        }
        let link = self.network.link();
        let before = self.link.replace((now_ms, link.clone()));
        let changed =
            before.is_some_and(|(_, before)| (before.kind, before.is_weak) != (link.kind, link.is_weak));
        changed.then(|| HostEvent::Network { id: 0, name: "link", detail: link_detail(&link) })
    }
}

/// The answer of `wx.getNetworkType`, and what listeners are told.
pub(crate) fn link_detail(link: &Link) -> Value {
    // dBm. Nothing here measures it: a usual value, and a poor one for a poor connection.
    let strength = if link.is_weak { -90 } else { -50 };
    answer::object([
        ("networkType", link.kind.name().into()),
        ("hasSystemProxy", false.into()), // none is ever used
        ("signalStrength", strength.into()),
        ("weakNet", link.is_weak.into()),
    ])
}

/// Gets a file and waits for it; for loaders on other threads.
pub(crate) fn fetch_and_wait(fetcher: &dyn Fetcher, url: &str) -> Result<Vec<u8>, NetworkError> {
    use sparrow_platform::network::NetworkErrorKind;
    let (sender, receiver) = mpsc::channel();
    let done = move |fetched| {
        let _ = sender.send(fetched);
    };
    fetcher.fetch(url, MAX_FETCHED_BYTES, Box::new(done));
    let ended = || NetworkError::new(NetworkErrorKind::Offline, "the game has ended");
    receiver.recv().unwrap_or_else(|_| Err(ended()))
}

/// Gets a file for an image; `done` is called on any thread.
pub(crate) fn fetch(
    fetcher: &dyn Fetcher,
    url: &str,
    done: impl FnOnce(Result<Vec<u8>, NetworkError>) + Send + 'static,
) {
    fetcher.fetch(url, MAX_FETCHED_BYTES, Box::new(done));
}
