//! Failures in the platform's words. Those of a connection carry the numbers and names of Chromium's network stack, which
//! the platform passes on.

use crate::operation::OpError;
use sparrow_platform::network::{NetworkError, NetworkErrorKind};

/// `errno` of a failure in the network stack.
const STACK_ERRNO: i32 = 600_001;
/// `errno` of a domain that is not listed.
const DOMAIN_ERRNO: i32 = 600_002;
/// `errno` of a URL that is none.
const URL_ERRNO: i32 = 600_009;
/// `errno` of whatever took too long.
const TIMEOUT_ERRNO: i32 = 5;

/// What a game is told of a failure.
pub(crate) fn failure(error: &NetworkError) -> OpError {
    match error.kind {
        NetworkErrorKind::Timeout => with_errno("timeout", TIMEOUT_ERRNO),
        NetworkErrorKind::DomainNotListed => not_listed(),
        NetworkErrorKind::Sink => OpError::new(&*error.message),
        NetworkErrorKind::BodyTooLarge => OpError::new("exceed max file size"),
        NetworkErrorKind::Other => OpError::new(&*error.message),
        kind => {
            let (number, name) = stack_error(kind);
            let words = format!("errcode:{number} cronet_error_code:{number} error_msg:net::{name}");
            with_errno(words, STACK_ERRNO)
        }
    }
}

/// A domain outside of the list.
pub(crate) fn not_listed() -> OpError {
    with_errno("url not in domain list", DOMAIN_ERRNO)
}

/// A URL that is none, or of another scheme.
pub(crate) fn invalid_url(url: &str) -> OpError {
    with_errno(format!("invalid url \"{url}\""), URL_ERRNO)
}

fn with_errno(reason: impl Into<String>, errno: i32) -> OpError {
    OpError { reason: reason.into(), errno: Some(errno) }
}

/// <https://chromium.googlesource.com/chromium/src/+/main/net/base/net_error_list.h>
fn stack_error(kind: NetworkErrorKind) -> (i32, &'static str) {
    use NetworkErrorKind as Kind;
    match kind {
        Kind::Timeout => (-7, "ERR_TIMED_OUT"),
        Kind::Offline => (-106, "ERR_INTERNET_DISCONNECTED"),
        Kind::NameNotResolved => (-105, "ERR_NAME_NOT_RESOLVED"),
        Kind::ConnectionRefused => (-102, "ERR_CONNECTION_REFUSED"),
        Kind::ConnectionReset => (-101, "ERR_CONNECTION_RESET"),
        Kind::ConnectionClosed => (-100, "ERR_CONNECTION_CLOSED"),
        Kind::AddressUnreachable => (-109, "ERR_ADDRESS_UNREACHABLE"),
        Kind::EmptyResponse => (-324, "ERR_EMPTY_RESPONSE"),
        Kind::InvalidResponse => (-320, "ERR_INVALID_RESPONSE"),
        Kind::BodyTruncated => (-354, "ERR_CONTENT_LENGTH_MISMATCH"),
        Kind::BodyDecoding => (-330, "ERR_CONTENT_DECODING_FAILED"),
        Kind::TooManyRedirects => (-310, "ERR_TOO_MANY_REDIRECTS"),
        Kind::RedirectRefused => (-311, "ERR_UNSAFE_REDIRECT"),
        Kind::CertificateUntrusted => (-202, "ERR_CERT_AUTHORITY_INVALID"),
        Kind::CertificateName => (-200, "ERR_CERT_COMMON_NAME_INVALID"),
        Kind::CertificateDate => (-201, "ERR_CERT_DATE_INVALID"),
        Kind::Tls => (-107, "ERR_SSL_PROTOCOL_ERROR"),
        Kind::HandshakeRefused => (-320, "ERR_INVALID_RESPONSE"),
        Kind::AddressInUse => (-147, "ERR_ADDRESS_IN_USE"),
        Kind::Denied => (-10, "ERR_ACCESS_DENIED"),
        Kind::MessageTooLong => (-142, "ERR_MSG_TOO_BIG"),
        Kind::DomainNotListed | Kind::Sink | Kind::BodyTooLarge | Kind::Other => (-2, "ERR_FAILED"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_read_as_on_the_platform() {
        let words = |kind| failure(&NetworkError::new(kind, "details"));
        assert_eq!(words(NetworkErrorKind::Timeout), OpError { reason: "timeout".into(), errno: Some(5) });
        let refused = words(NetworkErrorKind::ConnectionRefused);
        assert_eq!(
            refused.reason,
            "errcode:-102 cronet_error_code:-102 error_msg:net::ERR_CONNECTION_REFUSED"
        );
        assert_eq!(refused.errno, Some(600_001));
        assert_eq!(words(NetworkErrorKind::Sink).reason, "details");
        assert_eq!(invalid_url("/a").reason, "invalid url \"/a\"");
    }
}
