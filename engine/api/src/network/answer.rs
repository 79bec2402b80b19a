//! What came from the network, as values for the JavaScript half.

use super::{failure, sink::Saved};
use crate::{event::HostEvent, operation::OpError};
use ciborium::Value;
use sparrow_platform::network::{Endpoint, Headers, NetworkEvent};

/// How a game wants the body of an answer.
#[derive(Debug)]
pub(crate) enum AnswerForm {
    /// As text: UTF-8, with replacement characters where it is none.
    Text,
    /// As bytes.
    Bytes,
    /// As a file; where it is.
    File(Saved),
}

/// An object.
pub(super) fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Map(fields.into_iter().map(|(name, value)| (name.into(), value)).collect())
}

/// The event of a connection; `form` is a request's.
pub(super) fn host_event(id: u32, event: NetworkEvent, form: Option<&AnswerForm>) -> HostEvent {
    let (name, detail) = match event {
        NetworkEvent::Head(head) => {
            let cookies = head.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
            let cookies = cookies.map(|(_, value)| value.as_str().into()).collect();
            let fields = object([
                ("statusCode", head.status.into()),
                ("statusText", head.status_text.into()),
                ("url", head.url.into()),
                ("cookies", Value::Array(cookies)),
                ("header", header_object(&head.headers)),
            ]);
            ("head", fields)
        }
        NetworkEvent::Chunk(bytes) => ("chunk", Value::Bytes(bytes)),
        NetworkEvent::Sent { bytes, total } => ("sent", progress(bytes, total)),
        NetworkEvent::Received { bytes, total } => ("received", progress(bytes, total.unwrap_or(0))),
        NetworkEvent::Done { body } => match form {
            Some(AnswerForm::File(saved)) => ("done", saved.path().into()),
            Some(AnswerForm::Bytes) | None => ("done", Value::Bytes(body)),
            Some(AnswerForm::Text) => ("done", Value::Text(text(body))),
        },
        NetworkEvent::Failed(error) => ("fail", fields_of(&failure(&error))),
        NetworkEvent::Opened { protocol, headers } => {
            ("open", object([("protocol", protocol.into()), ("header", header_object(&headers))]))
        }
        NetworkEvent::Text(text) => ("message", text.into()),
        NetworkEvent::Binary(bytes) => ("message", Value::Bytes(bytes)),
        NetworkEvent::Connected { local, remote } => {
            ("connect", object([("local", endpoint(&local)), ("remote", endpoint(&remote))]))
        }
        NetworkEvent::Datagram { from, to, bytes } => {
            let fields = object([
                ("remote", endpoint(&from)),
                ("local", endpoint(&to)),
                ("data", Value::Bytes(bytes)),
            ]);
            ("datagram", fields)
        }
        NetworkEvent::Problem(error) => ("problem", fields_of(&failure(&error))),
        NetworkEvent::Closed { code, reason } => {
            ("close", object([("code", code.into()), ("reason", reason.into())]))
        }
    };
    HostEvent::Network { id, name, detail }
}

fn progress(bytes: u64, total: u64) -> Value {
    object([("bytes", bytes.into()), ("total", total.into())])
}

fn endpoint(endpoint: &Endpoint) -> Value {
    object([
        ("address", endpoint.address.as_str().into()),
        ("family", if endpoint.is_ipv6 { "IPv6" } else { "IPv4" }.into()),
        ("port", endpoint.port.into()),
    ])
}

fn fields_of(error: &OpError) -> Value {
    let reason = ("reason", error.reason.as_str().into());
    match error.errno {
        Some(errno) => object([reason, ("errno", errno.into())]),
        None => object([reason]),
    }
}

fn text(body: Vec<u8>) -> String {
    let text = String::from_utf8(body).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
    match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// Headers as one object: names in the usual case, whatever case they came in, since games look for `Set-Cookie`;
/// several values of one name are joined.
fn header_object(headers: &Headers) -> Value {
    let mut fields: Vec<(String, String)> = Vec::new();
    for (name, value) in headers {
        let name = usual_case(name);
        match fields.iter_mut().find(|(of, _)| *of == name) {
            Some((_, values)) => {
                values.push(',');
                values.push_str(value);
            }
            None => fields.push((name, value.clone())),
        }
    }
    Value::Map(fields.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
}

/// `content-type` is written `Content-Type`.
fn usual_case(name: &str) -> String {
    const OTHERS: &[(&str, &str)] =
        &[("etag", "ETag"), ("www-authenticate", "WWW-Authenticate"), ("te", "TE"), ("dnt", "DNT")];
    let lower = name.to_ascii_lowercase();
    if let Some((_, usual)) = OTHERS.iter().find(|(other, _)| *other == lower) {
        return (*usual).to_owned();
    }
    let mut at_start = true;
    let capital = |c: char| {
        let c = if at_start { c.to_ascii_uppercase() } else { c };
        at_start = c == '-';
        c
    };
    lower.chars().map(capital).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_read_as_games_look_for_them() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let headers = vec![
            pair("content-type", "text/plain"),
            pair("SET-COOKIE", "a=1"),
            pair("set-cookie", "b=2"),
            pair("etag", "x"),
        ];
        let Value::Map(fields) = header_object(&headers) else { panic!("no map") };
        let fields: Vec<(String, String)> =
            fields.into_iter().map(|(k, v)| (k.into_text().unwrap(), v.into_text().unwrap())).collect();
        assert_eq!(
            fields,
            [pair("Content-Type", "text/plain"), pair("Set-Cookie", "a=1,b=2"), pair("ETag", "x")]
        );
    }

    #[test]
    fn text_is_utf8_without_its_mark() {
        assert_eq!(text(b"\xef\xbb\xbf{}".to_vec()), "{}");
        assert_eq!(text(b"a\xffb".to_vec()), "a\u{fffd}b");
    }
}
