//! What is asked of the network.

use super::{DomainList, Headers};
use std::fmt;

/// What to do with an answer that points elsewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Redirect {
    /// Go there, at most 20 times.
    #[default]
    Follow,
    /// Give the answer as it is.
    Manual,
    /// Fail.
    Error,
}

/// Takes the body of an answer piece by piece, on the network's thread.
pub trait BodySink: Send {
    /// Takes the next bytes; an error ends the request.
    fn write(&mut self, bytes: &[u8]) -> Result<(), String>;
    /// The body is complete.
    fn finish(&mut self) -> Result<(), String>;
}

/// Where the body of an answer goes.
#[derive(Default)]
pub enum BodyTo {
    /// With the last event, in one piece.
    #[default]
    Whole,
    /// By `Chunk` events as it comes.
    Chunks,
    /// Elsewhere.
    Sink(Box<dyn BodySink>),
}

impl fmt::Debug for BodyTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BodyTo::Whole => "Whole",
            BodyTo::Chunks => "Chunks",
            BodyTo::Sink(_) => "Sink",
        })
    }
}

/// An HTTP request.
#[derive(Debug)]
pub struct HttpRequest {
    /// A token in upper case.
    pub method: String,
    /// Absolute, http or https, without user and password.
    pub url: String,
    /// In order. Those of the connection itself (`host`, `content-length`, ...) are the implementation's.
    pub headers: Headers,
    /// Empty for none.
    pub body: Vec<u8>,
    /// For the whole exchange, or, with `progress`, without any progress.
    pub timeout_ms: u64,
    /// What to do with redirects.
    pub redirect: Redirect,
    /// Where the answer's body goes.
    pub body_to: BodyTo,
    /// A longer (decoded) body is an error.
    pub max_body_bytes: u64,
    /// Wants `Sent` and `Received` events.
    pub progress: bool,
    /// Where redirects may lead; `None` for anywhere.
    pub domains: Option<DomainList>,
}

impl HttpRequest {
    /// A plain GET.
    pub fn get(url: impl Into<String>, timeout_ms: u64) -> HttpRequest {
        HttpRequest {
            method: "GET".to_owned(),
            url: url.into(),
            headers: Headers::new(),
            body: Vec::new(),
            timeout_ms,
            redirect: Redirect::Follow,
            body_to: BodyTo::Whole,
            max_body_bytes: 256 << 20,
            progress: false,
            domains: None,
        }
    }
}

/// A WebSocket to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebSocketRequest {
    /// Absolute, ws or wss.
    pub url: String,
    /// Headers of the handshake beside the protocol's own.
    pub headers: Headers,
    /// Protocols that the game speaks, best first.
    pub protocols: Vec<String>,
    /// For the handshake.
    pub timeout_ms: u64,
    /// Sends small messages at once.
    pub no_delay: bool,
}

/// Where a TCP socket connects to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TcpTarget {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// For the connection to be there.
    pub timeout_ms: u64,
}

/// What is sent on a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// A text message of a WebSocket.
    Text(String),
    /// A binary message of a WebSocket, bytes of a TCP connection, or a datagram of a UDP socket to where it is connected.
    Binary(Vec<u8>),
    /// A datagram.
    Datagram {
        /// Name or address.
        host: String,
        /// Port.
        port: u16,
        /// What.
        bytes: Vec<u8>,
        /// It may go to a broadcast address.
        broadcast: bool,
    },
    /// Where later `Binary` datagrams of a UDP socket go; it hears only from there then.
    Connect {
        /// Name or address.
        host: String,
        /// Port.
        port: u16,
    },
    /// How many routers later datagrams may pass.
    TimeToLive(u32),
}
