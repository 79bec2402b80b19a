//! `network/request` and `device/network`.

use crate::{
    host::Host,
    network::{AnswerForm, invalid_url, link_detail, not_listed},
    operation::{NoOptions, OpError, OpResult, Operations},
};
use ciborium::Value;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, Visitor},
};
use sparrow_platform::network::{BodyTo, Headers, HttpRequest, Purpose, Redirect};
use std::fmt;
use url::Url;

pub(super) fn register(ops: &mut Operations) {
    ops.add("network.request", request);
    ops.add("network.cancel", |host, o: Connection| Ok(host.network.borrow_mut().cancel(o.id)));
    ops.add("network.link", |host, _: NoOptions| -> OpResult<Value> {
        Ok(link_detail(&host.network.borrow().link()))
    });
    ops.add("network.localAddress", local_address);
}

/// The largest body of `wx.request`: it becomes one JavaScript value.
const MAX_BODY_BYTES: u64 = 128 << 20;

#[derive(Deserialize)]
struct Connection {
    id: u32,
}

/// Text or bytes. Read by hand: serde's untagged enums take bytes that happen to be UTF-8 for text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Data {
    Text(String),
    Bytes(Vec<u8>),
}

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Data, D::Error> {
        struct Either;
        impl Visitor<'_> for Either {
            type Value = Data;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("String or ArrayBuffer")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Data, E> {
                Ok(Data::Text(text.to_owned()))
            }

            fn visit_string<E: de::Error>(self, text: String) -> Result<Data, E> {
                Ok(Data::Text(text))
            }

            fn visit_byte_buf<E: de::Error>(self, bytes: Vec<u8>) -> Result<Data, E> {
                Ok(Data::Bytes(bytes))
            }
        }
        deserializer.deserialize_any(Either)
    }
}

impl Data {
    pub(super) fn into_bytes(self) -> Vec<u8> {
        match self {
            Data::Text(text) => text.into_bytes(),
            Data::Bytes(bytes) => bytes,
        }
    }
}

#[derive(Deserialize)]
struct RequestOptions {
    url: String,
    method: Option<String>,
    #[serde(default)]
    header: Headers,
    data: Option<Data>,
    timeout: Option<f64>,
    /// The answer's body is wanted as text.
    #[serde(default)]
    text: bool,
    /// Pieces of the body are wanted as they come.
    #[serde(default)]
    chunked: bool,
    /// Reports of progress are wanted; the timeout is then for the time without any.
    #[serde(default)]
    progress: bool,
    redirect: Option<String>,
}

/// The number of the request; its events follow.
fn request(host: &Host, o: RequestOptions) -> OpResult<u32> {
    let timeout = timeout_ms(o.timeout, host.package.config().network_timeout.request_ms);
    let mut request = prepare(host, Purpose::Request, &o.url, &o.header, timeout)?;
    request.method = method(o.method.as_deref().unwrap_or("GET"))?;
    request.body = o.data.map(Data::into_bytes).unwrap_or_default();
    request.max_body_bytes = MAX_BODY_BYTES;
    request.progress = o.progress;
    request.redirect = match o.redirect.as_deref() {
        None | Some("follow") => Redirect::Follow,
        Some("manual") => Redirect::Manual,
        Some("error") => Redirect::Error,
        Some(other) => {
            let text = format!("parameter error: redirect should be follow, manual or error, not {other}");
            return Err(OpError::new(text));
        }
    };
    if o.chunked {
        request.body_to = BodyTo::Chunks;
    }
    let form = if o.text { AnswerForm::Text } else { AnswerForm::Bytes };
    host.network.borrow_mut().request(request, form)
}

/// A method as it is sent. `CONNECT` asks a proxy for a tunnel, which is no request.
fn method(name: &str) -> OpResult<String> {
    let upper = name.to_ascii_uppercase();
    if is_token(&upper) && upper != "CONNECT" {
        Ok(upper)
    } else {
        Err(OpError::new(format!("parameter error: invalid method \"{name}\"")))
    }
}

/// A timeout as it is given, or the one of game.json.
pub(super) fn timeout_ms(given: Option<f64>, configured_ms: f64) -> u64 {
    let ms = given.filter(|ms| ms.is_finite() && *ms > 0.0).unwrap_or(configured_ms);
    ms.clamp(1.0, f64::from(u32::MAX)) as u64
}

/// A request to a URL that may be asked, with the platform's own headers.
pub(super) fn prepare(
    host: &Host,
    purpose: Purpose,
    url: &str,
    header: &Headers,
    timeout_ms: u64,
) -> OpResult<HttpRequest> {
    let url = checked_url(host, purpose, url, &["http", "https"])?;
    let mut request = HttpRequest::get(url, timeout_ms);
    request.headers = headers(host, header)?;
    request.domains = host.network.borrow().domains(purpose).cloned();
    Ok(request)
}

/// An absolute URL of one of `schemes` whose domain is listed.
pub(super) fn checked_url(host: &Host, purpose: Purpose, text: &str, schemes: &[&str]) -> OpResult<String> {
    let mut url = Url::parse(text.trim()).map_err(|_| invalid_url(text))?;
    let Some(name) = url.host_str().filter(|_| schemes.contains(&url.scheme())) else {
        return Err(invalid_url(text));
    };
    let network = host.network.borrow();
    let listed = network.domains(purpose).is_none_or(|list| list.permits(url.scheme(), name, url.port()));
    if !listed {
        return Err(not_listed());
    }
    url.set_fragment(None);
    // Neither can fail on a URL with a host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Ok(url.into())
}

/// Headers that are the connection's own, or the platform's: a game's are left out, as the platform does.
const RESERVED: &[&str] = &[
    "referer",
    "host",
    "content-length",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "proxy-connection",
    "upgrade",
    "te",
    "trailer",
];

/// The game's headers behind the platform's.
pub(super) fn headers(host: &Host, given: &Headers) -> OpResult<Headers> {
    let has = |name: &str| given.iter().any(|(of, _)| of.eq_ignore_ascii_case(name));
    let mut out = Headers::new();
    if !has("user-agent") {
        let device = host.device.borrow();
        let agent = format!(
            "Mozilla/5.0 ({}) MicroMessenger/{} MiniGame Sparrow/{}",
            device.system,
            device.client_version,
            env!("CARGO_PKG_VERSION")
        );
        out.push(("user-agent".to_owned(), agent));
    }
    if !has("accept") {
        out.push(("accept".to_owned(), "*/*".to_owned()));
    }
    let app_id = host.package.project().appid.as_deref().filter(|id| !id.is_empty());
    // What the platform's own tools call a project without one.
    let app_id = app_id.unwrap_or("touristappid");
    let referer = format!("https://servicewechat.com/{app_id}/devtools/page-frame.html");
    out.push(("referer".to_owned(), referer));
    for (name, value) in given {
        if RESERVED.iter().any(|reserved| name.eq_ignore_ascii_case(reserved)) {
            continue;
        }
        if !is_token(name) || value.contains(['\r', '\n', '\0']) {
            let text = format!("parameter error: the header {name:?} cannot be sent");
            return Err(OpError::new(text));
        }
        out.push((name.clone(), value.clone()));
    }
    Ok(out)
}

/// <https://www.rfc-editor.org/rfc/rfc9110#name-tokens>
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c))
}

#[derive(Serialize)]
struct LocalAddress {
    localip: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    netmask: String,
}

fn local_address(host: &Host, _: NoOptions) -> OpResult<LocalAddress> {
    let link = host.network.borrow().link();
    if link.local_address.is_empty() {
        return Err(OpError::new("no network"));
    }
    Ok(LocalAddress { localip: link.local_address, netmask: link.netmask })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_tokens() {
        assert_eq!(method("post").unwrap(), "POST");
        assert_eq!(method("PATCH").unwrap(), "PATCH");
        for bad in ["", "A B", "connect", "GE\nT"] {
            assert!(method(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn bytes_that_spell_text_stay_bytes() {
        let read = |value: Value| crate::options::parse::<Held>(Value::Map(vec![("data".into(), value)]));
        #[derive(Deserialize)]
        struct Held {
            data: Data,
        }
        assert_eq!(read(Value::Bytes(b"hi".to_vec())).unwrap().data, Data::Bytes(b"hi".to_vec()));
        assert_eq!(read("hi".into()).unwrap().data, Data::Text("hi".to_owned()));
        assert!(read(Value::Bool(true)).err().unwrap().to_string().contains("String or ArrayBuffer"));
    }

    #[test]
    fn timeouts_have_a_default() {
        assert_eq!(timeout_ms(Some(5.0), 60_000.0), 5);
        for none in [None, Some(0.0), Some(-1.0), Some(f64::NAN), Some(f64::INFINITY)] {
            assert_eq!(timeout_ms(none, 60_000.0), 60_000);
        }
    }
}
