//! The network as the protocol's Network domain tells it. Nothing is changed on the way.

use super::{Happening, Tap, unix_ms};
use serde_json::{Map, Value, json};
use sparrow_platform::{
    Network,
    network::{
        BodyTo, ConnectionId, Fetcher, Headers, HttpRequest, Link, NetworkError, NetworkEvent, Outgoing,
        TcpTarget, WebSocketRequest,
    },
};
use std::{collections::BTreeMap, sync::Arc, time::Instant};

/// Longest message of a socket that is shown.
const MAX_SHOWN_BYTES: usize = 64 << 10;

/// A network that tells the tap of all it does.
pub(super) fn wrap(inner: Box<dyn Network>, tap: Tap) -> Box<dyn Network> {
    Box::new(Tapped { inner, tap, begin: Instant::now(), urls: BTreeMap::new(), encoded: BTreeMap::new() })
}

struct Tapped {
    inner: Box<dyn Network>,
    tap: Tap,
    begin: Instant,
    /// Requests that have not ended, and where they go.
    urls: BTreeMap<ConnectionId, String>,
    /// Bytes of bodies that came in pieces.
    encoded: BTreeMap<ConnectionId, usize>,
}

impl Tapped {
    fn tell(&self, method: &'static str, id: ConnectionId, mut params: Value) {
        params["requestId"] = id.0.to_string().into();
        params["timestamp"] = self.begin.elapsed().as_secs_f64().into();
        self.tap.add(Happening::Network { method, params });
    }

    fn happened(&mut self, id: ConnectionId, event: &NetworkEvent) {
        match event {
            NetworkEvent::Head(head) => {
                let response = json!({
                    "url": head.url, "status": head.status, "statusText": head.status_text, "headers": headers(&head.headers),
                    "mimeType": mime(&head.headers), "connectionReused": false, "connectionId": id.0,
                    "encodedDataLength": 0, "charset": "", "securityState": "unknown",
                });
                self.tell(
                    "Network.responseReceived",
                    id,
                    json!({ "loaderId": "1", "type": "XHR", "hasExtraInfo": false, "response": response }),
                );
            }
            NetworkEvent::Chunk(bytes) => {
                *self.encoded.entry(id).or_default() += bytes.len();
                let length = bytes.len();
                self.tell(
                    "Network.dataReceived",
                    id,
                    json!({ "dataLength": length, "encodedDataLength": length }),
                );
            }
            NetworkEvent::Done { body } => {
                let length = body.len() + self.encoded.remove(&id).unwrap_or(0);
                self.urls.remove(&id);
                if !body.is_empty() {
                    self.tap.add(Happening::Body { request: id.0, bytes: body.clone() });
                }
                self.tell("Network.loadingFinished", id, json!({ "encodedDataLength": length }));
            }
            NetworkEvent::Failed(error) => {
                self.urls.remove(&id);
                self.encoded.remove(&id);
                self.tell(
                    "Network.loadingFailed",
                    id,
                    json!({ "type": "XHR", "errorText": error.message, "canceled": false }),
                );
            }
            NetworkEvent::Opened { headers: list, .. } => {
                let response =
                    json!({ "status": 101, "statusText": "Switching Protocols", "headers": headers(list) });
                self.tell("Network.webSocketHandshakeResponseReceived", id, json!({ "response": response }));
            }
            NetworkEvent::Text(text) => self.tell("Network.webSocketFrameReceived", id, frame(1, cut(text))),
            NetworkEvent::Binary(bytes) => {
                self.tell(
                    "Network.webSocketFrameReceived",
                    id,
                    frame(2, &format!("({} bytes)", bytes.len())),
                );
            }
            NetworkEvent::Closed { .. } => self.tell("Network.webSocketClosed", id, json!({})),
            NetworkEvent::Sent { .. }
            | NetworkEvent::Received { .. }
            | NetworkEvent::Connected { .. }
            | NetworkEvent::Datagram { .. }
            | NetworkEvent::Problem(_) => {}
        }
    }
}

fn headers(list: &Headers) -> Value {
    let mut map = Map::new();
    for (name, value) in list {
        map.insert(name.clone(), value.clone().into());
    }
    map.into()
}

fn mime(list: &Headers) -> &str {
    let found = list.iter().find(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    found.map_or("", |(_, value)| value.split(';').next().unwrap_or_default().trim())
}

fn frame(opcode: u32, text: &str) -> Value {
    json!({ "response": { "opcode": opcode, "mask": false, "payloadData": text } })
}

fn cut(text: &str) -> &str {
    let end = (0..=MAX_SHOWN_BYTES.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    &text[..end.unwrap_or(0)]
}

impl Network for Tapped {
    fn request(&mut self, id: ConnectionId, request: HttpRequest) {
        let mut sent = json!({
            "url": request.url, "method": request.method, "headers": headers(&request.headers),
            "initialPriority": "Medium", "referrerPolicy": "no-referrer",
        });
        if !request.body.is_empty() {
            sent["hasPostData"] = true.into();
            sent["postData"] = cut(&String::from_utf8_lossy(&request.body)).into();
        }
        let kind = if matches!(request.body_to, BodyTo::Sink(_)) { "Other" } else { "XHR" };
        self.urls.insert(id, request.url.clone());
        let params = json!({
            "loaderId": "1", "documentURL": "game://main", "request": sent, "wallTime": unix_ms() / 1000.0,
            "initiator": { "type": "script" }, "redirectHasExtraInfo": false, "type": kind,
        });
        self.tell("Network.requestWillBeSent", id, params);
        self.inner.request(id, request);
    }

    fn open_web_socket(&mut self, id: ConnectionId, request: WebSocketRequest) {
        self.tell(
            "Network.webSocketCreated",
            id,
            json!({ "url": request.url, "initiator": { "type": "script" } }),
        );
        let sent = json!({ "headers": headers(&request.headers) });
        self.tell(
            "Network.webSocketWillSendHandshakeRequest",
            id,
            json!({ "wallTime": unix_ms() / 1000.0, "request": sent }),
        );
        self.inner.open_web_socket(id, request);
    }

    fn connect_tcp(&mut self, id: ConnectionId, target: TcpTarget) {
        self.inner.connect_tcp(id, target);
    }

    fn bind_udp(&mut self, id: ConnectionId, port: u16) -> Result<u16, NetworkError> {
        self.inner.bind_udp(id, port)
    }

    fn send(&mut self, id: ConnectionId, outgoing: Outgoing) {
        match &outgoing {
            Outgoing::Text(text) => self.tell("Network.webSocketFrameSent", id, frame(1, cut(text))),
            Outgoing::Binary(bytes) => {
                self.tell("Network.webSocketFrameSent", id, frame(2, &format!("({} bytes)", bytes.len())));
            }
            Outgoing::Datagram { .. } | Outgoing::Connect { .. } | Outgoing::TimeToLive(_) => {}
        }
        self.inner.send(id, outgoing);
    }

    fn close(&mut self, id: ConnectionId, code: u16, reason: &str) {
        self.inner.close(id, code, reason);
    }

    fn cancel(&mut self, id: ConnectionId) {
        if self.urls.remove(&id).is_some() {
            self.tell(
                "Network.loadingFailed",
                id,
                json!({ "type": "XHR", "errorText": "net::ERR_ABORTED", "canceled": true }),
            );
        }
        self.inner.cancel(id);
    }

    fn poll(&mut self, now_ms: f64, virtual_time: bool) -> Vec<(ConnectionId, NetworkEvent)> {
        let events = self.inner.poll(now_ms, virtual_time);
        for (id, event) in &events {
            self.happened(*id, event);
        }
        events
    }

    fn link(&self) -> Link {
        self.inner.link()
    }

    fn fetcher(&self) -> Arc<dyn Fetcher> {
        self.inner.fetcher()
    }
}
