//! What the libraries' errors are called by us.

use rustls::CertificateError;
use sparrow_platform::network::{NetworkError, NetworkErrorKind as Kind};
use std::{error::Error, io};

/// Finds the cause in a chain of errors.
pub(super) fn of(error: &(dyn Error + 'static)) -> NetworkError {
    let mut kind = None;
    let mut words: Vec<String> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        // The deepest cause that we know is the one that says most.
        kind = kind_of(error).or(kind);
        let text = error.to_string();
        if words.last().is_none_or(|last| !last.contains(&text)) {
            words.push(text);
        }
        // An io::Error's `source` skips the error that it holds.
        next = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inner) => Some(inner as &(dyn Error + 'static)),
            None => error.source(),
        };
    }
    NetworkError::new(kind.unwrap_or(Kind::Other), words.join(": "))
}

fn kind_of(error: &(dyn Error + 'static)) -> Option<Kind> {
    if let Some(error) = error.downcast_ref::<io::Error>() {
        return of_io(error);
    }
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return Some(of_tls(error));
    }
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return of_hyper(error);
    }
    // hyper-util keeps the type of this one to itself.
    (error.to_string() == "dns error").then_some(Kind::NameNotResolved)
}

/// A failure of the system's sockets.
pub(super) fn io(error: &io::Error) -> NetworkError {
    of(error)
}

fn of_io(error: &io::Error) -> Option<Kind> {
    use io::ErrorKind as Io;
    Some(match error.kind() {
        Io::ConnectionRefused => Kind::ConnectionRefused,
        Io::ConnectionReset | Io::BrokenPipe => Kind::ConnectionReset,
        Io::ConnectionAborted | Io::NotConnected | Io::UnexpectedEof => Kind::ConnectionClosed,
        Io::TimedOut => Kind::Timeout,
        Io::AddrInUse => Kind::AddressInUse,
        Io::PermissionDenied => Kind::Denied,
        Io::AddrNotAvailable | Io::HostUnreachable | Io::NetworkUnreachable => Kind::AddressUnreachable,
        Io::NetworkDown => Kind::Offline,
        _ if error.to_string().contains("failed to lookup address") => Kind::NameNotResolved,
        _ => return None,
    })
}

fn of_tls(error: &rustls::Error) -> Kind {
    match error {
        rustls::Error::InvalidCertificate(error) => match error {
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Kind::CertificateName
            }
            CertificateError::Expired
            | CertificateError::ExpiredContext { .. }
            | CertificateError::NotValidYet
            | CertificateError::NotValidYetContext { .. } => Kind::CertificateDate,
            _ => Kind::CertificateUntrusted,
        },
        _ => Kind::Tls,
    }
}

fn of_hyper(error: &hyper::Error) -> Option<Kind> {
    if error.is_incomplete_message() {
        Some(Kind::EmptyResponse)
    } else if error.is_parse() {
        Some(Kind::InvalidResponse)
    } else if error.is_timeout() {
        Some(Kind::Timeout)
    } else {
        None
    }
}

/// A connection that broke off within a body.
pub(super) fn of_body(error: &hyper::Error) -> NetworkError {
    let mut found = of(error);
    if matches!(found.kind, Kind::EmptyResponse | Kind::ConnectionClosed | Kind::Other) {
        found.kind = Kind::BodyTruncated;
    }
    found
}

/// Nothing came in time.
pub(super) fn timeout() -> NetworkError {
    NetworkError::new(Kind::Timeout, "nothing came in time")
}
