//! A network that answers from a script, in the game's time: the same run every time, for tests of packages.

use super::{
    BodyTo, ConnectionId, Endpoint, Fetched, Fetcher, Headers, HttpRequest, Link, LinkKind, Network,
    NetworkError, NetworkErrorKind, NetworkEvent, Outgoing, ResponseHead, TcpTarget, WebSocketRequest,
};
use std::{collections::BTreeMap, sync::Arc};

/// The answer to requests of one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// `None` for every method.
    pub method: Option<String>,
    /// The whole URL, or its beginning when it ends with `*`.
    pub url: String,
    /// What comes.
    pub answer: Answer,
}

/// What comes of a scripted request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Fails like this instead.
    pub error: Option<NetworkErrorKind>,
    /// Status code.
    pub status: u16,
    /// Headers.
    pub headers: Headers,
    /// The body.
    pub body: Vec<u8>,
    /// The body is what was asked: the request line, the headers, an empty line, the body.
    pub echo: bool,
    /// In how many pieces the body comes, one a millisecond.
    pub pieces: usize,
    /// Milliseconds of the game's time before the head comes.
    pub delay_ms: u64,
}

impl Default for Answer {
    fn default() -> Self {
        Answer {
            error: None,
            status: 200,
            headers: Headers::new(),
            body: Vec::new(),
            echo: false,
            pieces: 1,
            delay_ms: 0,
        }
    }
}

/// Who answers on sockets of one address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peer {
    /// `ws://..`, `wss://..`, `tcp://host:port` or `udp://host:port`; only a beginning when it ends with `*`.
    pub address: String,
    /// Refuses connections like this.
    pub error: Option<NetworkErrorKind>,
    /// The WebSocket protocol that it chooses.
    pub protocol: String,
    /// Texts that it says as soon as the connection is there.
    pub greets: Vec<String>,
    /// Sends back what it gets.
    pub echo: bool,
    /// Closes the connection when this text comes, with a code and a reason.
    pub closes_on: Option<(String, u16, String)>,
    /// Milliseconds of the game's time before it answers.
    pub delay_ms: u64,
}

#[derive(Debug)]
enum Socket {
    /// A WebSocket or a TCP connection.
    Stream {
        peer: Peer,
        is_web_socket: bool,
    },
    Udp {
        port: u16,
        connected: Option<(String, u16)>,
    },
}

/// Routes, peers, and what is still to come.
#[derive(Debug)]
pub struct ScriptedNetwork {
    routes: Arc<[Route]>,
    peers: Vec<Peer>,
    links: Vec<(u64, Link)>,
    sockets: BTreeMap<ConnectionId, Socket>,
    /// By the time at which they come, then in the order in which they were made.
    planned: BTreeMap<(u64, u64), (ConnectionId, NetworkEvent)>,
    sequence: u64,
    now_ms: u64,
}

impl ScriptedNetwork {
    /// A network with these routes and peers; the first that fits answers, and what fits none is not found.
    pub fn new(routes: Vec<Route>, peers: Vec<Peer>) -> ScriptedNetwork {
        ScriptedNetwork {
            routes: routes.into(),
            peers,
            links: Vec::new(),
            sockets: BTreeMap::new(),
            planned: BTreeMap::new(),
            sequence: 0,
            now_ms: 0,
        }
    }

    /// Changes how the machine is connected, at times of the game in milliseconds, in order.
    pub fn with_links(mut self, links: Vec<(u64, Link)>) -> ScriptedNetwork {
        self.links = links;
        self
    }

    fn plan(&mut self, after_ms: u64, id: ConnectionId, event: NetworkEvent) {
        self.sequence += 1;
        self.planned.insert((self.now_ms.saturating_add(after_ms), self.sequence), (id, event));
    }

    fn plan_answer(&mut self, id: ConnectionId, request: HttpRequest) -> Result<(), NetworkError> {
        let answer = find_route(&self.routes, &request.method, &request.url)?.clone();
        if answer.delay_ms > request.timeout_ms {
            self.plan(request.timeout_ms, id, NetworkEvent::Failed(scripted(NetworkErrorKind::Timeout)));
            return Ok(());
        }
        if let Some(kind) = answer.error {
            self.plan(answer.delay_ms, id, NetworkEvent::Failed(scripted(kind)));
            return Ok(());
        }
        let body = if answer.echo { echo_of(&request) } else { answer.body };
        let mut at_ms = answer.delay_ms;
        let total = body.len() as u64;
        if request.progress && !request.body.is_empty() {
            let bytes = request.body.len() as u64;
            self.plan(at_ms, id, NetworkEvent::Sent { bytes, total: bytes });
        }
        self.plan(
            at_ms,
            id,
            NetworkEvent::Head(ResponseHead {
                status: answer.status,
                status_text: String::new(),
                headers: answer.headers,
                url: request.url,
            }),
        );
        if total > request.max_body_bytes {
            self.plan(at_ms, id, NetworkEvent::Failed(scripted(NetworkErrorKind::BodyTooLarge)));
            return Ok(());
        }
        let mut body_to = request.body_to;
        let piece_bytes = body.len().div_ceil(answer.pieces.max(1)).max(1);
        let mut received = 0;
        for piece in body.chunks(piece_bytes) {
            received += piece.len() as u64;
            if request.progress {
                self.plan(at_ms, id, NetworkEvent::Received { bytes: received, total: Some(total) });
            }
            match &mut body_to {
                BodyTo::Whole => {}
                BodyTo::Chunks => self.plan(at_ms, id, NetworkEvent::Chunk(piece.to_vec())),
                BodyTo::Sink(sink) => sink.write(piece).map_err(sink_failed)?,
            }
            at_ms += 1;
        }
        if let BodyTo::Sink(sink) = &mut body_to {
            sink.finish().map_err(sink_failed)?;
        }
        let whole = matches!(body_to, BodyTo::Whole);
        self.plan(at_ms, id, NetworkEvent::Done { body: if whole { body } else { Vec::new() } });
        Ok(())
    }

    fn peer(&self, address: &str) -> Option<Peer> {
        self.peers.iter().find(|peer| fits(&peer.address, address)).cloned()
    }

    /// Greets on a connection that was made, or refuses it; true when it is there.
    fn plan_stream(&mut self, id: ConnectionId, address: &str, timeout_ms: u64, opened: NetworkEvent) {
        let is_web_socket = matches!(opened, NetworkEvent::Opened { .. });
        let Some(peer) = self.peer(address) else {
            let error = NetworkError::new(
                NetworkErrorKind::ConnectionRefused,
                format!("the script has no peer {address}"),
            );
            return self.plan(0, id, NetworkEvent::Failed(error));
        };
        if peer.delay_ms > timeout_ms {
            return self.plan(timeout_ms, id, NetworkEvent::Failed(scripted(NetworkErrorKind::Timeout)));
        }
        if let Some(kind) = peer.error {
            return self.plan(peer.delay_ms, id, NetworkEvent::Failed(scripted(kind)));
        }
        let opened = match opened {
            NetworkEvent::Opened { headers, .. } => {
                NetworkEvent::Opened { protocol: peer.protocol.clone(), headers }
            }
            other => other,
        };
        self.plan(peer.delay_ms, id, opened);
        for text in &peer.greets {
            let event = if is_web_socket {
                NetworkEvent::Text(text.clone())
            } else {
                NetworkEvent::Binary(text.clone().into_bytes())
            };
            self.plan(peer.delay_ms, id, event);
        }
        self.sockets.insert(id, Socket::Stream { peer, is_web_socket });
    }

    fn plan_datagram(&mut self, id: ConnectionId, host: &str, port: u16, bytes: Vec<u8>) {
        let Some(Socket::Udp { port: own_port, .. }) = self.sockets.get(&id) else { return };
        let to = endpoint(LOCAL_ADDRESS, *own_port);
        // Nobody there is no error for a datagram.
        let Some(peer) = self.peer(&format!("udp://{host}:{port}")) else { return };
        let from = endpoint(host, port);
        if peer.echo {
            let event = NetworkEvent::Datagram { from: from.clone(), to: to.clone(), bytes };
            self.plan(peer.delay_ms, id, event);
        }
        for text in peer.greets {
            let event =
                NetworkEvent::Datagram { from: from.clone(), to: to.clone(), bytes: text.into_bytes() };
            self.plan(peer.delay_ms, id, event);
        }
    }
}

/// Our end of every scripted connection.
const LOCAL_ADDRESS: &str = "192.0.2.1";
/// The first port that a scripted UDP socket gets when it asks for any.
const FIRST_FREE_PORT: u16 = 50_000;

fn endpoint(address: &str, port: u16) -> Endpoint {
    Endpoint { address: address.to_owned(), port, is_ipv6: address.contains(':') }
}

fn scripted(kind: NetworkErrorKind) -> NetworkError {
    NetworkError::new(kind, "the script says so")
}

fn sink_failed(message: String) -> NetworkError {
    NetworkError::new(NetworkErrorKind::Sink, message)
}

fn fits(pattern: &str, text: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(beginning) => text.starts_with(beginning),
        None => pattern == text,
    }
}

fn find_route<'a>(routes: &'a [Route], method: &str, url: &str) -> Result<&'a Answer, NetworkError> {
    let route = routes.iter().find(|route| {
        fits(&route.url, url) && route.method.as_deref().is_none_or(|of_route| of_route == method)
    });
    route.map(|route| &route.answer).ok_or_else(|| {
        let message = format!("the script has no route {method} {url}");
        NetworkError::new(NetworkErrorKind::NameNotResolved, message)
    })
}

fn echo_of(request: &HttpRequest) -> Vec<u8> {
    let mut out = format!("{} {}\n", request.method, request.url);
    for (name, value) in &request.headers {
        out.push_str(&format!("{}: {value}\n", name.to_ascii_lowercase()));
    }
    out.push('\n');
    let mut out = out.into_bytes();
    out.extend_from_slice(&request.body);
    out
}

impl Network for ScriptedNetwork {
    fn request(&mut self, id: ConnectionId, request: HttpRequest) {
        if let Err(error) = self.plan_answer(id, request) {
            self.plan(0, id, NetworkEvent::Failed(error));
        }
    }

    fn open_web_socket(&mut self, id: ConnectionId, request: WebSocketRequest) {
        let opened = NetworkEvent::Opened { protocol: String::new(), headers: Headers::new() };
        self.plan_stream(id, &request.url, request.timeout_ms, opened);
    }

    fn connect_tcp(&mut self, id: ConnectionId, target: TcpTarget) {
        let connected = NetworkEvent::Connected {
            local: endpoint(LOCAL_ADDRESS, FIRST_FREE_PORT),
            remote: endpoint(&target.host, target.port),
        };
        let address = format!("tcp://{}:{}", target.host, target.port);
        self.plan_stream(id, &address, target.timeout_ms, connected);
    }

    fn bind_udp(&mut self, id: ConnectionId, port: u16) -> Result<u16, NetworkError> {
        let taken = |port: u16, sockets: &BTreeMap<ConnectionId, Socket>| {
            sockets.values().any(|socket| matches!(socket, Socket::Udp { port: other, .. } if *other == port))
        };
        let port = match port {
            0 => (FIRST_FREE_PORT..).find(|port| !taken(*port, &self.sockets)).unwrap_or(u16::MAX),
            port if taken(port, &self.sockets) => return Err(scripted(NetworkErrorKind::AddressInUse)),
            port => port,
        };
        self.sockets.insert(id, Socket::Udp { port, connected: None });
        Ok(port)
    }

    fn send(&mut self, id: ConnectionId, outgoing: Outgoing) {
        match (self.sockets.get_mut(&id), outgoing) {
            (Some(Socket::Stream { peer, is_web_socket }), Outgoing::Text(_) | Outgoing::Binary(_))
                if !peer.echo && peer.closes_on.is_none() =>
            {
                let _ = is_web_socket; // it hears and says nothing
            }
            (Some(Socket::Stream { peer, is_web_socket }), outgoing) => {
                let (peer, is_web_socket) = (peer.clone(), *is_web_socket);
                let event = match outgoing {
                    Outgoing::Text(text) if is_web_socket => NetworkEvent::Text(text),
                    Outgoing::Text(text) => NetworkEvent::Binary(text.into_bytes()),
                    Outgoing::Binary(bytes) => NetworkEvent::Binary(bytes),
                    _ => return,
                };
                let said = match &event {
                    NetworkEvent::Text(text) => text.as_bytes(),
                    NetworkEvent::Binary(bytes) => bytes,
                    _ => return,
                };
                match &peer.closes_on {
                    Some((text, code, reason)) if text.as_bytes() == said => {
                        self.sockets.remove(&id);
                        let closed = NetworkEvent::Closed { code: *code, reason: reason.clone() };
                        self.plan(peer.delay_ms, id, closed);
                    }
                    _ if peer.echo => self.plan(peer.delay_ms, id, event),
                    _ => {}
                }
            }
            (Some(Socket::Udp { connected, .. }), Outgoing::Connect { host, port }) => {
                *connected = Some((host, port));
            }
            (Some(Socket::Udp { connected, .. }), Outgoing::Binary(bytes)) => {
                if let Some((host, port)) = connected.clone() {
                    self.plan_datagram(id, &host, port, bytes);
                }
            }
            (Some(Socket::Udp { .. }), Outgoing::Datagram { host, port, bytes, .. }) => {
                self.plan_datagram(id, &host, port, bytes);
            }
            _ => {}
        }
    }

    fn close(&mut self, id: ConnectionId, code: u16, reason: &str) {
        if self.sockets.remove(&id).is_some() {
            self.planned.retain(|_, (of, _)| *of != id);
            self.plan(0, id, NetworkEvent::Closed { code, reason: reason.to_owned() });
        }
    }

    fn cancel(&mut self, id: ConnectionId) {
        self.sockets.remove(&id);
        self.planned.retain(|_, (of, _)| *of != id);
    }

    fn poll(&mut self, now_ms: f64, _: bool) -> Vec<(ConnectionId, NetworkEvent)> {
        self.now_ms = now_ms.max(0.0) as u64;
        let later = self.planned.split_off(&(self.now_ms + 1, 0));
        std::mem::replace(&mut self.planned, later).into_values().collect()
    }

    fn link(&self) -> Link {
        let now = self.links.iter().take_while(|(at_ms, _)| *at_ms <= self.now_ms).last();
        now.map_or_else(
            || Link {
                kind: LinkKind::Wifi,
                local_address: LOCAL_ADDRESS.to_owned(),
                netmask: "255.255.255.0".to_owned(),
                is_weak: false,
            },
            |(_, link)| link.clone(),
        )
    }

    fn fetcher(&self) -> Arc<dyn Fetcher> {
        Arc::new(ScriptedFetcher(self.routes.clone()))
    }
}

struct ScriptedFetcher(Arc<[Route]>);

impl Fetcher for ScriptedFetcher {
    fn fetch(&self, url: &str, max_bytes: u64, done: Box<dyn FnOnce(Fetched) + Send>) {
        let found = find_route(&self.0, "GET", url).and_then(|answer| match answer.error {
            Some(kind) => Err(scripted(kind)),
            None if !(200..300).contains(&answer.status) => {
                let message = format!("the server answered {}", answer.status);
                Err(NetworkError::new(NetworkErrorKind::InvalidResponse, message))
            }
            None if answer.body.len() as u64 > max_bytes => Err(scripted(NetworkErrorKind::BodyTooLarge)),
            None => Ok(answer.body.clone()),
        });
        done(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answering(answer: Answer) -> ScriptedNetwork {
        ScriptedNetwork::new(vec![Route { method: None, url: "http://a/*".to_owned(), answer }], Vec::new())
    }

    #[test]
    fn answers_come_in_the_time_of_the_game() {
        let mut network = answering(Answer { body: b"four".to_vec(), delay_ms: 20, ..Answer::default() });
        network.request(ConnectionId(1), HttpRequest::get("http://a/b", 1000));
        network.request(ConnectionId(2), HttpRequest::get("http://a/b", 10));
        network.request(ConnectionId(3), HttpRequest::get("http://else/", 10));
        let kinds: Vec<_> = network.poll(19.0, true).into_iter().map(|(id, _)| id.0).collect();
        assert_eq!(kinds, [3, 2]);
        let events = network.poll(20.0, true);
        assert!(matches!(&events[..], [(_, NetworkEvent::Head(head))] if head.status == 200));
        assert_eq!(
            network.poll(21.0, true),
            [(ConnectionId(1), NetworkEvent::Done { body: b"four".to_vec() })]
        );
    }

    #[test]
    fn peers_echo_and_close() {
        let peer = Peer {
            address: "ws://a/*".to_owned(),
            echo: true,
            closes_on: Some(("bye".to_owned(), 4000, "seen".to_owned())),
            ..Peer::default()
        };
        let mut network = ScriptedNetwork::new(Vec::new(), vec![peer]);
        let request = WebSocketRequest {
            url: "ws://a/b".to_owned(),
            headers: Headers::new(),
            protocols: Vec::new(),
            timeout_ms: 100,
            no_delay: false,
        };
        let id = ConnectionId(1);
        network.open_web_socket(id, request);
        assert!(matches!(&network.poll(0.0, true)[..], [(_, NetworkEvent::Opened { .. })]));
        network.send(id, Outgoing::Text("hi".to_owned()));
        network.send(id, Outgoing::Text("bye".to_owned()));
        network.send(id, Outgoing::Text("too late".to_owned()));
        let events: Vec<_> = network.poll(1.0, true).into_iter().map(|(_, event)| event).collect();
        assert_eq!(
            events,
            [
                NetworkEvent::Text("hi".to_owned()),
                NetworkEvent::Closed { code: 4000, reason: "seen".to_owned() }
            ]
        );
    }
}
