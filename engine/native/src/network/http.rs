//! One HTTP request: redirects, the head, the body.

use super::{
    body::UploadBody,
    client::HttpClient,
    decode::{ACCEPT_ENCODING, Decoder},
    failure,
    queue::Outbox,
    reactor::Reactor,
};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::{
    HeaderMap, Method, Request, Response, StatusCode, Uri,
    body::Incoming,
    header::{self, HeaderName, HeaderValue},
};
use sparrow_platform::network::{
    BodyTo, DomainList, Headers, HttpRequest, NetworkError, NetworkErrorKind, NetworkEvent, Redirect,
    ResponseHead,
};
use std::sync::{Arc, Mutex};
use tokio::time::{Duration, Instant};
use url::{Position, Url};

const MAX_REDIRECTS: usize = 20;
/// Progress is told no more often than this.
const PROGRESS: Duration = Duration::from_millis(16);

/// The time limit of an exchange. Transfers that tell their progress touch it.
#[derive(Clone)]
pub(super) struct Activity {
    last: Arc<Mutex<Instant>>,
    limit: Duration,
}

impl Activity {
    fn new(limit: Duration) -> Activity {
        Activity { last: Arc::new(Mutex::new(Instant::now())), limit }
    }

    /// The limit begins anew.
    pub(super) fn touch(&self) {
        *self.last.lock().unwrap_or_else(|e| e.into_inner()) = Instant::now();
    }

    fn end(&self) -> Instant {
        *self.last.lock().unwrap_or_else(|e| e.into_inner()) + self.limit
    }

    async fn expired(&self) {
        while Instant::now() < self.end() {
            tokio::time::sleep_until(self.end()).await;
        }
    }
}

/// Runs a request to its end.
pub(super) async fn run(reactor: Arc<Reactor>, outbox: Outbox, request: HttpRequest) {
    let event = match perform(&reactor, Some(&outbox), request).await {
        Ok(body) => NetworkEvent::Done { body },
        Err(error) => NetworkEvent::Failed(error),
    };
    outbox.send(event).await;
}

/// Gets a whole file; an answer that is not of the 200s is an error.
pub(super) async fn fetch(reactor: &Reactor, request: HttpRequest) -> Result<Vec<u8>, NetworkError> {
    perform(reactor, None, request).await
}

/// Runs a request; `outbox` is told what happens on the way. Without one only a good answer is of use.
async fn perform(
    reactor: &Reactor,
    outbox: Option<&Outbox>,
    request: HttpRequest,
) -> Result<Vec<u8>, NetworkError> {
    let activity = Activity::new(Duration::from_millis(request.timeout_ms));
    let client = reactor.client()?;
    tokio::select! {
        result = exchange(&client, outbox, request, &activity) => result,
        () = activity.expired() => Err(failure::timeout()),
    }
}

async fn exchange(
    client: &HttpClient,
    outbox: Option<&Outbox>,
    request: HttpRequest,
    activity: &Activity,
) -> Result<Vec<u8>, NetworkError> {
    let HttpRequest {
        method, url, headers, body, redirect, body_to, max_body_bytes, progress, domains, ..
    } = request;
    let mut hop = Hop {
        method: Method::from_bytes(method.as_bytes())
            .map_err(|_| invalid(format!("{method:?} is no method")))?,
        url: Url::parse(&url).map_err(|e| invalid(format!("{url}: {e}")))?,
        headers: header_map(&headers)?,
        body: Bytes::from(body),
    };
    let watch = outbox.filter(|_| progress);
    for _ in 0..=MAX_REDIRECTS {
        let upload = watch.map(|outbox| (outbox.clone(), activity.clone()));
        let response = client.request(hop.request(upload)?).await.map_err(|e| failure::of(&e))?;
        let target = hop.target(&response)?;
        match (target, redirect) {
            (Some(target), Redirect::Follow) => {
                check(&target, domains.as_ref())?;
                hop.follow(response.status(), target);
            }
            (Some(target), Redirect::Error) => {
                let message = format!("the answer leads to {target}");
                return Err(NetworkError::new(NetworkErrorKind::RedirectRefused, message));
            }
            _ => {
                match outbox {
                    Some(outbox) => outbox.send_now(NetworkEvent::Head(head(&response, &hop.url))),
                    None if response.status().is_success() => {}
                    None => {
                        let message = format!("the server answered {}", response.status().as_u16());
                        return Err(NetworkError::new(NetworkErrorKind::InvalidResponse, message));
                    }
                }
                let reading = Reading { outbox, watch, activity, body_to, max_body_bytes };
                return reading.read(response).await;
            }
        }
    }
    let message = format!("more than {MAX_REDIRECTS} redirects");
    Err(NetworkError::new(NetworkErrorKind::TooManyRedirects, message))
}

fn invalid(message: String) -> NetworkError {
    NetworkError::new(NetworkErrorKind::Other, message)
}

/// One request of a chain of redirects.
struct Hop {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Bytes,
}

impl Hop {
    fn request(&self, upload: Option<(Outbox, Activity)>) -> Result<Request<UploadBody>, NetworkError> {
        let mut request = Request::new(UploadBody::new(self.body.clone(), upload));
        *request.method_mut() = self.method.clone();
        *request.uri_mut() = uri(&self.url)?;
        *request.headers_mut() = self.headers.clone();
        Ok(request)
    }

    /// Where an answer leads.
    fn target(&self, response: &Response<Incoming>) -> Result<Option<Url>, NetworkError> {
        let follows = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
        let Some(location) = response.headers().get(header::LOCATION).filter(|_| follows) else {
            return Ok(None);
        };
        let location = String::from_utf8_lossy(location.as_bytes());
        let target = self.url.join(&location).map_err(|e| {
            NetworkError::new(NetworkErrorKind::InvalidResponse, format!("location {location:?}: {e}"))
        })?;
        Ok(Some(target))
    }

    /// Turns to the next place: <https://fetch.spec.whatwg.org/#http-redirect-fetch>.
    fn follow(&mut self, status: StatusCode, target: Url) {
        let becomes_get = match status.as_u16() {
            301 | 302 => self.method == Method::POST,
            303 => self.method != Method::GET && self.method != Method::HEAD,
            _ => false,
        };
        if becomes_get {
            self.method = Method::GET;
            self.body = Bytes::new();
            for name in [header::CONTENT_TYPE, header::CONTENT_ENCODING, header::CONTENT_LANGUAGE] {
                self.headers.remove(name);
            }
        }
        if self.url.origin() != target.origin() {
            for name in [header::AUTHORIZATION, header::COOKIE] {
                self.headers.remove(name);
            }
        }
        self.url = target;
    }
}

fn check(target: &Url, domains: Option<&DomainList>) -> Result<(), NetworkError> {
    if !matches!(target.scheme(), "http" | "https") {
        let message = format!("a redirect leads to {target}");
        return Err(NetworkError::new(NetworkErrorKind::RedirectRefused, message));
    }
    let permitted = domains.is_none_or(|domains| {
        domains.permits(target.scheme(), target.host_str().unwrap_or_default(), target.port())
    });
    if permitted {
        Ok(())
    } else {
        let message = format!("a redirect leads to {}", target.origin().ascii_serialization());
        Err(NetworkError::new(NetworkErrorKind::DomainNotListed, message))
    }
}

/// The URL as hyper takes it: a URL's path and query may hold characters that a URI's may not.
pub(super) fn uri(url: &Url) -> Result<Uri, NetworkError> {
    let text = &url[..Position::AfterQuery];
    if let Ok(uri) = text.parse() {
        return Ok(uri);
    }
    let mut out = url[..Position::BeforePath].to_owned();
    for byte in url[Position::BeforePath..Position::AfterQuery].bytes() {
        if b"\"<>\\^`{|}".contains(&byte) {
            out.push_str(&format!("%{byte:02X}"));
        } else {
            out.push(char::from(byte));
        }
    }
    out.parse().map_err(|e| invalid(format!("{text}: {e}")))
}

/// The game's headers, and what we can decode. Values go out as UTF-8.
fn header_map(headers: &Headers) -> Result<HeaderMap, NetworkError> {
    let mut map = HeaderMap::new();
    append_headers(&mut map, headers)?;
    map.entry(header::ACCEPT_ENCODING).or_insert(HeaderValue::from_static(ACCEPT_ENCODING));
    Ok(map)
}

/// Adds headers to a map.
pub(super) fn append_headers(map: &mut HeaderMap, headers: &Headers) -> Result<(), NetworkError> {
    for (name, value) in headers {
        let bad = || invalid(format!("the header {name:?} cannot be sent"));
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| bad())?;
        let value = HeaderValue::from_bytes(value.trim().as_bytes()).map_err(|_| bad())?;
        map.try_append(name, value).map_err(|_| bad())?;
    }
    Ok(())
}

/// Headers as the game is told them.
pub(super) fn plain_headers(map: &HeaderMap) -> Headers {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    map.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

fn head(response: &Response<Incoming>, url: &Url) -> ResponseHead {
    let reason = response.extensions().get::<hyper::ext::ReasonPhrase>();
    let known = || response.status().canonical_reason().unwrap_or_default().to_owned();
    ResponseHead {
        status: response.status().as_u16(),
        status_text: reason.map_or_else(known, |r| String::from_utf8_lossy(r.as_bytes()).into_owned()),
        headers: plain_headers(response.headers()),
        url: url.to_string(),
    }
}

/// Takes the body of an answer.
struct Reading<'a> {
    outbox: Option<&'a Outbox>,
    watch: Option<&'a Outbox>,
    activity: &'a Activity,
    body_to: BodyTo,
    max_body_bytes: u64,
}

impl Reading<'_> {
    async fn read(mut self, response: Response<Incoming>) -> Result<Vec<u8>, NetworkError> {
        let headers = response.headers();
        let encoding =
            headers.get(header::CONTENT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
        let mut decoder = Decoder::new(encoding, self.max_body_bytes);
        let length = headers.get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok());
        let total: Option<u64> =
            length.and_then(|length| length.parse().ok()).filter(|_| decoder.is_identity());
        if total.is_some_and(|total| total > self.max_body_bytes) {
            let message = format!("the body is larger than {} bytes", self.max_body_bytes);
            return Err(NetworkError::new(NetworkErrorKind::BodyTooLarge, message));
        }
        let mut body = Vec::new();
        let mut received = 0;
        let mut told: Option<Instant> = None;
        let mut incoming = response.into_body();
        while let Some(frame) = incoming.frame().await {
            let frame = frame.map_err(|e| failure::of_body(&e))?;
            let Ok(bytes) = frame.into_data() else { continue };
            let bytes = decoder.push(&bytes)?;
            received += bytes.len() as u64;
            self.take(bytes, &mut body).await?;
            if let Some(outbox) = self.watch {
                self.activity.touch();
                if told.is_none_or(|told| told.elapsed() >= PROGRESS) && Some(received) != total {
                    told = Some(Instant::now());
                    outbox.send_now(NetworkEvent::Received { bytes: received, total });
                }
            }
        }
        let bytes = decoder.finish()?;
        received += bytes.len() as u64;
        self.take(bytes, &mut body).await?;
        if let Some(outbox) = self.watch {
            outbox.send_now(NetworkEvent::Received { bytes: received, total });
        }
        if let BodyTo::Sink(sink) = &mut self.body_to {
            sink.finish().map_err(|message| NetworkError::new(NetworkErrorKind::Sink, message))?;
        }
        Ok(body)
    }

    async fn take(&mut self, bytes: Vec<u8>, body: &mut Vec<u8>) -> Result<(), NetworkError> {
        if bytes.is_empty() {
            return Ok(());
        }
        match &mut self.body_to {
            BodyTo::Whole if body.is_empty() => *body = bytes,
            BodyTo::Whole => body.extend_from_slice(&bytes),
            BodyTo::Chunks => {
                // A stream that goes on is no answer that does not come.
                self.activity.touch();
                if let Some(outbox) = self.outbox {
                    outbox.send(NetworkEvent::Chunk(bytes)).await;
                }
            }
            BodyTo::Sink(sink) => {
                sink.write(&bytes).map_err(|message| NetworkError::new(NetworkErrorKind::Sink, message))?;
            }
        }
        Ok(())
    }
}
