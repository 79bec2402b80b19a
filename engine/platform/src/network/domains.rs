//! The domains that a game may speak to, as they are entered on the platform: `https://api.example.com`,
//! `wss://example.com:8443`, `tcp://10.1.2.3:7000`.
//!
//! The platform's rules: scheme and host must be equal; an entry with a port permits that port only, one without permits
//! the scheme's own port, and for sockets every port. Loopback is always permitted.

use core::net::{IpAddr, Ipv6Addr};
use std::sync::Arc;

/// What a connection is for; each has a list of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Purpose {
    Request,
    Socket,
    Upload,
    Download,
    Udp,
    Tcp,
}

/// The domains for one purpose; clones share them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainList {
    entries: Arc<[Entry]>,
    any_port: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    scheme: String,
    host: String,
    port: Option<u16>,
}

impl DomainList {
    /// Is a connection to this place permitted? `port` is absent where it is the scheme's own.
    pub fn permits(&self, scheme: &str, host: &str, port: Option<u16>) -> bool {
        let fits = |entry: &Entry| {
            entry.scheme == scheme
                && entry.host.eq_ignore_ascii_case(host)
                && match (entry.port, port) {
                    (None, None) => true,
                    (None, Some(_)) => self.any_port,
                    (Some(listed), port) => port.or(default_port(scheme)) == Some(listed),
                }
        };
        is_loopback(host) || self.entries.iter().any(fits)
    }
}

/// Every list of a game.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainRules {
    lists: [DomainList; 6],
}

impl DomainRules {
    /// Reads the lists; `domains` gives the entries for a purpose. An entry that is none is an error.
    pub fn new<'a>(domains: impl Fn(Purpose) -> Vec<&'a str>) -> Result<DomainRules, String> {
        let list = |purpose: Purpose| -> Result<DomainList, String> {
            let entries: Result<Vec<Entry>, String> = domains(purpose).into_iter().map(parse).collect();
            let any_port = matches!(purpose, Purpose::Socket | Purpose::Udp | Purpose::Tcp);
            Ok(DomainList { entries: entries?.into(), any_port })
        };
        use Purpose::{Download, Request, Socket, Tcp, Udp, Upload};
        Ok(DomainRules {
            lists: [list(Request)?, list(Socket)?, list(Upload)?, list(Download)?, list(Udp)?, list(Tcp)?],
        })
    }

    /// The list for a purpose.
    pub fn list(&self, purpose: Purpose) -> &DomainList {
        &self.lists[purpose as usize]
    }
}

fn parse(text: &str) -> Result<Entry, String> {
    let bad = || format!("{text:?} is no domain; expected scheme://host or scheme://host:port");
    let (scheme, rest) = text.split_once("://").ok_or_else(bad)?;
    let rest = rest.trim_end_matches('/');
    let (host, port) = match rest.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port.parse().map_err(|_| bad())?)),
        _ => (rest, None),
    };
    if host.is_empty() || host.contains(['/', '?', '#', '@', ' ']) {
        return Err(bad());
    }
    let host = host.trim_start_matches('[').trim_end_matches(']');
    Ok(Entry { scheme: scheme.to_ascii_lowercase(), host: host.to_ascii_lowercase(), port })
}

fn default_port(scheme: &str) -> Option<u16> {
    match scheme {
        "http" | "ws" => Some(80),
        "https" | "wss" => Some(443),
        _ => None,
    }
}

/// True for names and addresses of this machine.
pub fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let mapped = |ip: Ipv6Addr| ip.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback());
    host.eq_ignore_ascii_case("localhost")
        || host.to_ascii_lowercase().ends_with(".localhost")
        || match host.parse() {
            Ok(IpAddr::V4(ip)) => ip.is_loopback(),
            Ok(IpAddr::V6(ip)) => ip.is_loopback() || mapped(ip),
            Err(_) => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> DomainRules {
        DomainRules::new(|purpose| match purpose {
            Purpose::Request => vec!["https://api.example.com", "https://api.example.com:8443"],
            Purpose::Socket => vec!["wss://example.com"],
            Purpose::Tcp => vec!["tcp://10.1.2.3:7000"],
            _ => vec![],
        })
        .unwrap()
    }

    #[test]
    fn scheme_host_and_port_must_be_listed() {
        let rules = rules();
        let requests = rules.list(Purpose::Request);
        assert!(requests.permits("https", "api.example.com", None));
        assert!(requests.permits("https", "API.example.com", Some(8443)));
        assert!(!requests.permits("https", "api.example.com", Some(9000)));
        assert!(!requests.permits("http", "api.example.com", None));
        assert!(!requests.permits("https", "example.com", None));
        assert!(!rules.list(Purpose::Download).permits("https", "api.example.com", None));
        assert!(rules.list(Purpose::Socket).permits("wss", "example.com", Some(9000)));
        assert!(rules.list(Purpose::Tcp).permits("tcp", "10.1.2.3", Some(7000)));
        assert!(!rules.list(Purpose::Tcp).permits("tcp", "10.1.2.3", Some(7001)));
    }

    #[test]
    fn this_machine_is_always_permitted() {
        for host in ["localhost", "127.0.0.1", "127.9.9.9", "[::1]", "::1", "::ffff:127.0.0.1", "a.localhost"]
        {
            assert!(rules().list(Purpose::Download).permits("http", host, Some(1)), "{host}");
        }
        for host in ["localhost.example.com", "128.0.0.1", "::2"] {
            assert!(!is_loopback(host), "{host}");
        }
    }

    #[test]
    fn entries_that_are_none_are_named() {
        for bad in ["example.com", "https://", "https://a b", "https://a:x", "https://a/b"] {
            let error = DomainRules::new(|_| vec![bad]).unwrap_err();
            assert!(error.contains(bad), "{error}");
        }
    }
}
