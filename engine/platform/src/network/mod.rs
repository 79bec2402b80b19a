//! Connections to elsewhere: HTTP, WebSocket, TCP and UDP.
//!
//! A call returns at once; what comes of it is an event that [`Network::poll`] gives, and that the runtime hands to
//! the game in the event phase. Whoever calls has checked the arguments: URLs are absolute and of a known scheme, header
//! names are tokens. How many connections a game may have, who queues and what a failure is called are the caller's
//! (`api`); redirects, TLS and content encodings are the implementation's (`native`).

mod domains;
mod event;
mod request;
mod scripted;

pub use domains::{DomainList, DomainRules, Purpose, is_loopback};
pub use event::{
    Endpoint, Headers, Link, LinkKind, NetworkError, NetworkErrorKind, NetworkEvent, ResponseHead,
};
pub use request::{BodySink, BodyTo, HttpRequest, Outgoing, Redirect, TcpTarget, WebSocketRequest};
pub use scripted::{Answer, Peer, Route, ScriptedNetwork};

use std::sync::Arc;

/// Names a request or a socket; the caller chooses it and never uses one twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u32);

/// The bytes of an address, or why there are none.
pub type Fetched = Result<Vec<u8>, NetworkError>;

/// Gets whole files by HTTP for those who work on threads of their own: images, sounds, fonts.
pub trait Fetcher: Send + Sync {
    /// Gets `url` and calls `done` once, from any thread or before this returns. An answer that is not of the 200s, or
    /// longer than `max_bytes`, is an error. Every fetch ends: it has a time limit.
    fn fetch(&self, url: &str, max_bytes: u64, done: Box<dyn FnOnce(Fetched) + Send>);
}

/// The connections of one game.
pub trait Network: Send {
    /// Starts a request. It ends with `Done` or `Failed`.
    fn request(&mut self, id: ConnectionId, request: HttpRequest);
    /// Opens a WebSocket. It ends with `Closed` or `Failed`.
    fn open_web_socket(&mut self, id: ConnectionId, request: WebSocketRequest);
    /// Connects a TCP socket. It ends with `Closed` or `Failed`.
    fn connect_tcp(&mut self, id: ConnectionId, target: TcpTarget);
    /// Binds a UDP socket on every address of the machine; port 0 is any free one. Gives the port.
    fn bind_udp(&mut self, id: ConnectionId, port: u16) -> Result<u16, NetworkError>;
    /// Sends on an open socket, in order. What is sent to a socket that is no longer open is dropped.
    fn send(&mut self, id: ConnectionId, outgoing: Outgoing);
    /// Closes a socket: `Closed` follows. The code and the reason are a WebSocket's.
    fn close(&mut self, id: ConnectionId, code: u16, reason: &str);
    /// Ends a request or a socket at once; no event of it comes any more.
    fn cancel(&mut self, id: ConnectionId);
    /// What has happened, events of one connection in order. `now_ms` is the game's time.
    ///
    /// Under `virtual_time` the answer must not depend on how fast the machine is: it waits, within limits that the
    /// implementation sets, for every answer that is on its way.
    fn poll(&mut self, now_ms: f64, virtual_time: bool) -> Vec<(ConnectionId, NetworkEvent)>;
    /// How the machine is connected now.
    fn link(&self) -> Link;
    /// For loaders on other threads.
    fn fetcher(&self) -> Arc<dyn Fetcher>;
}

/// No network: every request fails as on a machine without one. Stands behind `--offline`.
#[derive(Clone, Debug, Default)]
pub struct NullNetwork {
    events: Vec<(ConnectionId, NetworkEvent)>,
}

fn offline() -> NetworkError {
    NetworkError::new(NetworkErrorKind::Offline, "there is no network")
}

impl Network for NullNetwork {
    fn request(&mut self, id: ConnectionId, _: HttpRequest) {
        self.events.push((id, NetworkEvent::Failed(offline())));
    }

    fn open_web_socket(&mut self, id: ConnectionId, _: WebSocketRequest) {
        self.events.push((id, NetworkEvent::Failed(offline())));
    }

    fn connect_tcp(&mut self, id: ConnectionId, _: TcpTarget) {
        self.events.push((id, NetworkEvent::Failed(offline())));
    }

    fn bind_udp(&mut self, _: ConnectionId, _: u16) -> Result<u16, NetworkError> {
        Err(offline())
    }

    fn send(&mut self, _: ConnectionId, _: Outgoing) {}

    fn close(&mut self, _: ConnectionId, _: u16, _: &str) {}

    fn cancel(&mut self, id: ConnectionId) {
        self.events.retain(|(of, _)| *of != id);
    }

    fn poll(&mut self, _: f64, _: bool) -> Vec<(ConnectionId, NetworkEvent)> {
        std::mem::take(&mut self.events)
    }

    fn link(&self) -> Link {
        Link::none()
    }

    fn fetcher(&self) -> Arc<dyn Fetcher> {
        Arc::new(NullFetcher)
    }
}

struct NullFetcher;

impl Fetcher for NullFetcher {
    fn fetch(&self, _: &str, _: u64, done: Box<dyn FnOnce(Fetched) + Send>) {
        done(Err(offline()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_network_everything_fails_once() {
        let mut network = NullNetwork::default();
        network.request(ConnectionId(1), HttpRequest::get("http://a/", 1000));
        network.request(ConnectionId(2), HttpRequest::get("http://a/", 1000));
        network.cancel(ConnectionId(2));
        let events = network.poll(0.0, false);
        assert_eq!(events, [(ConnectionId(1), NetworkEvent::Failed(offline()))]);
        assert!(network.poll(0.0, false).is_empty());
        assert_eq!(network.link().kind, LinkKind::None);
        assert!(network.bind_udp(ConnectionId(3), 0).is_err());
    }
}
