//! The network as a developer wants it just now: as it is, poor, or gone.

use sparrow_platform::{
    Network,
    network::{
        ConnectionId, Fetched, Fetcher, HttpRequest, Link, NetworkError, NetworkErrorKind, NetworkEvent,
        Outgoing, TcpTarget, WebSocketRequest,
    },
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
    time::Duration,
};

/// How much later everything comes on the poor network: a crowded cell.
const SLOW_MS: f64 = 800.0;

/// What the network is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum NetworkMode {
    #[default]
    Normal,
    Slow,
    Off,
}

impl NetworkMode {
    /// The next one, for a key.
    pub(crate) fn next(self) -> NetworkMode {
        match self {
            NetworkMode::Normal => NetworkMode::Slow,
            NetworkMode::Slow => NetworkMode::Off,
            NetworkMode::Off => NetworkMode::Normal,
        }
    }

    /// For people, and for the console.
    pub(crate) fn name(self) -> &'static str {
        match self {
            NetworkMode::Normal => "on",
            NetworkMode::Slow => "slow",
            NetworkMode::Off => "off",
        }
    }
}

/// Says what the network is like; clones are the same switch.
#[derive(Clone, Debug, Default)]
pub(crate) struct NetworkSwitch(Arc<AtomicU8>);

impl NetworkSwitch {
    pub(crate) fn mode(&self) -> NetworkMode {
        match self.0.load(Ordering::Relaxed) {
            1 => NetworkMode::Slow,
            2 => NetworkMode::Off,
            _ => NetworkMode::Normal,
        }
    }

    pub(crate) fn set(&self, mode: NetworkMode) {
        self.0.store(mode as u8, Ordering::Relaxed);
    }

    /// A network behind this switch.
    pub(crate) fn wrap(&self, inner: Box<dyn Network>) -> Box<dyn Network> {
        let (open, late) = (BTreeMap::new(), VecDeque::new());
        Box::new(Switched { inner, switch: self.clone(), open, late, now_ms: 0.0 })
    }
}

struct Switched {
    inner: Box<dyn Network>,
    switch: NetworkSwitch,
    /// Connections that have not ended, and whether each is a socket.
    open: BTreeMap<ConnectionId, bool>,
    /// Events on the poor network, with the time at which they come.
    late: VecDeque<(f64, ConnectionId, NetworkEvent)>,
    now_ms: f64,
}

fn offline() -> NetworkError {
    NetworkError::new(NetworkErrorKind::Offline, "the network is switched off")
}

impl Switched {
    /// True when a new connection may be tried; else its failure comes with the next events.
    fn begin(&mut self, id: ConnectionId, is_socket: bool) -> bool {
        if self.switch.mode() == NetworkMode::Off {
            self.late.push_back((self.now_ms, id, NetworkEvent::Failed(offline())));
            return false;
        }
        self.open.insert(id, is_socket);
        true
    }

    /// The network is gone: what was open breaks off.
    fn break_off(&mut self) {
        for (id, is_socket) in std::mem::take(&mut self.open) {
            self.inner.cancel(id);
            self.late.retain(|(_, of, _)| *of != id);
            let reason = "the network is switched off".to_owned();
            let event = match is_socket {
                true => NetworkEvent::Closed { code: 1006, reason },
                false => NetworkEvent::Failed(offline()),
            };
            self.late.push_back((self.now_ms, id, event));
        }
    }
}

impl Network for Switched {
    fn request(&mut self, id: ConnectionId, request: HttpRequest) {
        if self.begin(id, false) {
            self.inner.request(id, request);
        }
    }

    fn open_web_socket(&mut self, id: ConnectionId, request: WebSocketRequest) {
        if self.begin(id, true) {
            self.inner.open_web_socket(id, request);
        }
    }

    fn connect_tcp(&mut self, id: ConnectionId, target: TcpTarget) {
        if self.begin(id, true) {
            self.inner.connect_tcp(id, target);
        }
    }

    fn bind_udp(&mut self, id: ConnectionId, port: u16) -> Result<u16, NetworkError> {
        if self.switch.mode() == NetworkMode::Off {
            return Err(offline());
        }
        self.open.insert(id, true);
        self.inner.bind_udp(id, port)
    }

    fn send(&mut self, id: ConnectionId, outgoing: Outgoing) {
        self.inner.send(id, outgoing);
    }

    fn close(&mut self, id: ConnectionId, code: u16, reason: &str) {
        self.inner.close(id, code, reason);
    }

    fn cancel(&mut self, id: ConnectionId) {
        self.open.remove(&id);
        self.late.retain(|(_, of, _)| *of != id);
        self.inner.cancel(id);
    }

    fn poll(&mut self, now_ms: f64, virtual_time: bool) -> Vec<(ConnectionId, NetworkEvent)> {
        self.now_ms = now_ms;
        let mode = self.switch.mode();
        if mode == NetworkMode::Off {
            self.break_off();
        }
        let delay_ms = if mode == NetworkMode::Slow { SLOW_MS } else { 0.0 };
        for (id, event) in self.inner.poll(now_ms, virtual_time) {
            // Never before what is on its way already.
            let at_ms = self.late.back().map_or(0.0, |(at_ms, ..)| *at_ms).max(now_ms + delay_ms);
            self.late.push_back((at_ms, id, event));
        }
        let mut out = Vec::new();
        while self.late.front().is_some_and(|(at_ms, ..)| *at_ms <= now_ms || mode == NetworkMode::Normal) {
            let Some((_, id, event)) = self.late.pop_front() else { break };
            if event.is_last() {
                self.open.remove(&id);
            }
            out.push((id, event));
        }
        out
    }

    fn link(&self) -> Link {
        match self.switch.mode() {
            NetworkMode::Normal => self.inner.link(),
            NetworkMode::Slow => Link { is_weak: true, ..self.inner.link() },
            NetworkMode::Off => Link::none(),
        }
    }

    fn fetcher(&self) -> Arc<dyn Fetcher> {
        Arc::new(SwitchedFetcher { inner: self.inner.fetcher(), switch: self.switch.clone() })
    }
}

struct SwitchedFetcher {
    inner: Arc<dyn Fetcher>,
    switch: NetworkSwitch,
}

impl Fetcher for SwitchedFetcher {
    fn fetch(&self, url: &str, max_bytes: u64, done: Box<dyn FnOnce(Fetched) + Send>) {
        match self.switch.mode() {
            NetworkMode::Normal => self.inner.fetch(url, max_bytes, done),
            NetworkMode::Off => done(Err(offline())),
            NetworkMode::Slow => {
                let late = move |fetched: Fetched| {
                    std::thread::sleep(Duration::from_secs_f64(SLOW_MS / 1000.0));
                    done(fetched);
                };
                // On a thread of its own: the network's must not sleep.
                let hand_on = move |fetched: Fetched| {
                    std::thread::spawn(move || late(fetched));
                };
                self.inner.fetch(url, max_bytes, Box::new(hand_on));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_platform::network::ScriptedNetwork;

    fn network(switch: &NetworkSwitch) -> Box<dyn Network> {
        switch.wrap(Box::new(ScriptedNetwork::new(Vec::new(), Vec::new())))
    }

    #[test]
    fn a_switched_off_network_fails_everything_at_once() {
        let switch = NetworkSwitch::default();
        let mut network = network(&switch);
        network.request(ConnectionId(1), HttpRequest::get("http://a.example/", 1000));
        switch.set(NetworkMode::Off);
        network.request(ConnectionId(2), HttpRequest::get("http://a.example/", 1000));
        let events = network.poll(1.0, true);
        let failed: Vec<_> =
            events.iter().filter(|(_, e)| matches!(e, NetworkEvent::Failed(_))).map(|(id, _)| id.0).collect();
        assert_eq!(failed.len(), 2, "{events:?}");
        assert!(network.poll(2.0, true).is_empty(), "each ends once");
        assert!(network.bind_udp(ConnectionId(3), 0).is_err());
        assert_eq!(network.link(), Link::none());
    }

    #[test]
    fn on_the_poor_network_everything_comes_later() {
        let switch = NetworkSwitch::default();
        switch.set(NetworkMode::Slow);
        let mut network = network(&switch);
        network.request(ConnectionId(1), HttpRequest::get("http://a.example/", 1000));
        assert!(network.poll(0.0, true).is_empty());
        assert!(network.poll(SLOW_MS - 1.0, true).is_empty());
        assert!(!network.poll(SLOW_MS, true).is_empty());
        assert!(network.link().is_weak);
    }
}
