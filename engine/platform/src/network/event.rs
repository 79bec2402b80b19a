//! What comes back from a connection.

use serde::{Deserialize, Serialize};

/// Names and values as they came, in order; a name may come more than once.
pub type Headers = Vec<(String, String)>;

/// The beginning of an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseHead {
    /// Status code.
    pub status: u16,
    /// Reason phrase; empty where the protocol has none.
    pub status_text: String,
    /// Headers; `content-encoding` stays, though the body comes decoded.
    pub headers: Headers,
    /// Where the answer came from, after redirects.
    pub url: String,
}

/// One end of a TCP or UDP connection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Endpoint {
    /// IP address.
    pub address: String,
    /// Port.
    pub port: u16,
    /// True for IPv6.
    pub is_ipv6: bool,
}

/// What happened to a connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum NetworkEvent {
    /// Status and headers of an answer are there.
    Head(ResponseHead),
    /// A piece of the body, for requests that want pieces.
    Chunk(#[serde(with = "serde_bytes")] Vec<u8>),
    /// Bytes of the request's body that are sent, of how many.
    Sent {
        /// So far.
        bytes: u64,
        /// In all.
        total: u64,
    },
    /// Bytes of the answer's body that have come, of how many where the server says so.
    Received {
        /// So far.
        bytes: u64,
        /// In all.
        total: Option<u64>,
    },
    /// The answer is complete. The body is empty where it went elsewhere in pieces.
    Done {
        /// The decoded body.
        #[serde(with = "serde_bytes")]
        body: Vec<u8>,
    },
    /// It did not work, or broke off. Nothing follows.
    Failed(NetworkError),
    /// A WebSocket is open.
    Opened {
        /// The protocol that the server chose; empty for none.
        protocol: String,
        /// Headers of the handshake's answer.
        headers: Headers,
    },
    /// A text message came.
    Text(String),
    /// A binary message, or bytes of a TCP connection.
    Binary(#[serde(with = "serde_bytes")] Vec<u8>),
    /// A TCP connection is there.
    Connected {
        /// Our end.
        local: Endpoint,
        /// The other end.
        remote: Endpoint,
    },
    /// A datagram came.
    Datagram {
        /// From where.
        from: Endpoint,
        /// To which of our addresses.
        to: Endpoint,
        /// What.
        #[serde(with = "serde_bytes")]
        bytes: Vec<u8>,
    },
    /// Something failed that does not end the connection, such as one datagram that could not be sent.
    Problem(NetworkError),
    /// A socket is closed. Nothing follows.
    Closed {
        /// A WebSocket's close code; 1006 when it broke off.
        code: u16,
        /// In words, from the other side.
        reason: String,
    },
}

impl NetworkEvent {
    /// True when nothing of this connection follows.
    pub fn is_last(&self) -> bool {
        matches!(self, NetworkEvent::Done { .. } | NetworkEvent::Failed(_) | NetworkEvent::Closed { .. })
    }
}

/// What kind of failure; `api` words it for the game.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)] // named as Chromium names them
pub enum NetworkErrorKind {
    Timeout,
    Offline,
    NameNotResolved,
    ConnectionRefused,
    ConnectionReset,
    ConnectionClosed,
    AddressUnreachable,
    EmptyResponse,
    InvalidResponse,
    BodyTruncated,
    BodyDecoding,
    BodyTooLarge,
    TooManyRedirects,
    /// A redirect came though the request wants none, or leads to another scheme than http and https.
    RedirectRefused,
    /// A redirect leads out of the list of domains.
    DomainNotListed,
    CertificateUntrusted,
    CertificateName,
    CertificateDate,
    Tls,
    /// A WebSocket's handshake was refused.
    HandshakeRefused,
    /// Whoever takes the body could not.
    Sink,
    AddressInUse,
    Denied,
    /// The bytes cannot be sent so: a datagram that is too long.
    MessageTooLong,
    Other,
}

/// A failure.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[error("{message}")]
pub struct NetworkError {
    /// The kind, for decisions.
    pub kind: NetworkErrorKind,
    /// The reason, for people.
    pub message: String,
}

impl NetworkError {
    /// A failure in words.
    pub fn new(kind: NetworkErrorKind, message: impl Into<String>) -> NetworkError {
        NetworkError { kind, message: message.into() }
    }
}

/// By what the machine is connected, as `wx.getNetworkType` names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum LinkKind {
    None,
    Wifi,
    Cellular2g,
    Cellular3g,
    Cellular4g,
    Cellular5g,
    Unknown,
}

impl LinkKind {
    /// `wifi`, `2g`, `3g`, `4g`, `5g`, `unknown` or `none`.
    pub fn name(self) -> &'static str {
        match self {
            LinkKind::None => "none",
            LinkKind::Wifi => "wifi",
            LinkKind::Cellular2g => "2g",
            LinkKind::Cellular3g => "3g",
            LinkKind::Cellular4g => "4g",
            LinkKind::Cellular5g => "5g",
            LinkKind::Unknown => "unknown",
        }
    }

    /// The kind of a name.
    pub fn named(name: &str) -> Option<LinkKind> {
        use LinkKind::{Cellular2g, Cellular3g, Cellular4g, Cellular5g, None, Unknown, Wifi};
        [None, Wifi, Cellular2g, Cellular3g, Cellular4g, Cellular5g, Unknown]
            .into_iter()
            .find(|kind| kind.name() == name)
    }
}

/// How the machine is connected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// By what.
    pub kind: LinkKind,
    /// Our address in the local network; empty when there is none.
    pub local_address: String,
    /// The mask of that network; empty when it is not known.
    pub netmask: String,
    /// The connection is poor.
    pub is_weak: bool,
}

impl Link {
    /// Not connected.
    pub fn none() -> Link {
        Link { kind: LinkKind::None, local_address: String::new(), netmask: String::new(), is_weak: false }
    }
}
