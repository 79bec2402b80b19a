//! The network of a package test: what `[[route]]`, `[[peer]]`, `[[link]]` and `[domains]` of its `test.toml` say.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use sparrow_platform::network::{
    Answer, DomainRules, Link, LinkKind, NetworkErrorKind, Peer, Purpose, Route, ScriptedNetwork,
};

/// How a connection fails, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Failure {
    NameNotResolved,
    ConnectionRefused,
    ConnectionReset,
    Timeout,
    BodyTruncated,
    CertificateUntrusted,
    Offline,
}

impl Failure {
    fn kind(self) -> NetworkErrorKind {
        match self {
            Failure::NameNotResolved => NetworkErrorKind::NameNotResolved,
            Failure::ConnectionRefused => NetworkErrorKind::ConnectionRefused,
            Failure::ConnectionReset => NetworkErrorKind::ConnectionReset,
            Failure::Timeout => NetworkErrorKind::Timeout,
            Failure::BodyTruncated => NetworkErrorKind::BodyTruncated,
            Failure::CertificateUntrusted => NetworkErrorKind::CertificateUntrusted,
            Failure::Offline => NetworkErrorKind::Offline,
        }
    }
}

/// An answer to requests.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenRoute {
    url: String,
    method: Option<String>,
    error: Option<Failure>,
    #[serde(default = "ok")]
    status: u16,
    #[serde(default)]
    headers: Vec<(String, String)>,
    #[serde(default)]
    body: String,
    /// A file of the test's folder instead of `body`.
    file: Option<String>,
    #[serde(default)]
    echo: bool,
    #[serde(default = "one")]
    pieces: usize,
    #[serde(default)]
    delay_ms: u64,
}

fn ok() -> u16 {
    200
}

fn one() -> usize {
    1
}

/// Somebody who answers on sockets.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenPeer {
    address: String,
    error: Option<Failure>,
    #[serde(default)]
    protocol: String,
    #[serde(default)]
    greets: Vec<String>,
    #[serde(default)]
    echo: bool,
    closes_on: Option<(String, u16, String)>,
    #[serde(default)]
    delay_ms: u64,
}

/// How the machine is connected from a moment on.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenLink {
    at_ms: u64,
    kind: String,
    #[serde(default)]
    weak: bool,
}

/// The parts of a `test.toml` that make its network.
#[derive(Clone, Debug, Default)]
pub struct NetworkScript {
    pub(crate) routes: Vec<WrittenRoute>,
    pub(crate) peers: Vec<WrittenPeer>,
    pub(crate) links: Vec<WrittenLink>,
    pub(crate) domains: Option<BTreeMap<String, Vec<String>>>,
}

const PURPOSES: [(&str, Purpose); 6] = [
    ("request", Purpose::Request),
    ("socket", Purpose::Socket),
    ("upload", Purpose::Upload),
    ("download", Purpose::Download),
    ("udp", Purpose::Udp),
    ("tcp", Purpose::Tcp),
];

impl NetworkScript {
    /// What is wrong with it, naming the key.
    pub fn check(&self) -> Result<(), String> {
        for link in &self.links {
            if LinkKind::named(&link.kind).is_none() {
                return Err(format!("`link.kind` = {:?} is no kind of link", link.kind));
            }
        }
        self.domains().map(drop)
    }

    /// The network; `folder` holds the files of the answers.
    pub fn network(&self, folder: &Path) -> Result<ScriptedNetwork, String> {
        let routes: Result<Vec<Route>, String> = self.routes.iter().map(|route| route.read(folder)).collect();
        let peers = self.peers.iter().map(|peer| Peer {
            address: peer.address.clone(),
            error: peer.error.map(Failure::kind),
            protocol: peer.protocol.clone(),
            greets: peer.greets.clone(),
            echo: peer.echo,
            closes_on: peer.closes_on.clone(),
            delay_ms: peer.delay_ms,
        });
        let links = self.links.iter().map(|link| {
            let kind = LinkKind::named(&link.kind).unwrap_or(LinkKind::Unknown);
            (link.at_ms, Link { kind, is_weak: link.weak, ..Link::none() })
        });
        Ok(ScriptedNetwork::new(routes?, peers.collect()).with_links(links.collect()))
    }

    /// The only domains that the game may connect to.
    pub fn domains(&self) -> Result<Option<DomainRules>, String> {
        let Some(lists) = &self.domains else { return Ok(None) };
        if let Some(unknown) = lists.keys().find(|name| !PURPOSES.iter().any(|(known, _)| known == name)) {
            return Err(format!("`domains.{unknown}`: there is no such list"));
        }
        let list = |purpose: Purpose| {
            let name = PURPOSES.iter().find(|(_, of)| *of == purpose).map_or("", |(name, _)| name);
            lists.get(name).map(|list| list.iter().map(String::as_str).collect()).unwrap_or_default()
        };
        DomainRules::new(list).map(Some).map_err(|error| format!("`domains`: {error}"))
    }
}

impl WrittenRoute {
    fn read(&self, folder: &Path) -> Result<Route, String> {
        let body = match &self.file {
            Some(file) => {
                let file = folder.join(file);
                std::fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))?
            }
            None => self.body.clone().into_bytes(),
        };
        let answer = Answer {
            error: self.error.map(Failure::kind),
            status: self.status,
            headers: self.headers.clone(),
            body,
            echo: self.echo,
            pieces: self.pieces,
            delay_ms: self.delay_ms,
        };
        Ok(Route { method: self.method.clone(), url: self.url.clone(), answer })
    }
}
