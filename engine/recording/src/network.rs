//! Connections: what comes of them, when the game hears of it, and the bodies of downloads.

use crate::Tape;
use serde::{Deserialize, Serialize};
use sparrow_platform::network::{
    BodySink, BodyTo, ConnectionId, Fetched, Fetcher, HttpRequest, Link, Network, NetworkError,
    NetworkErrorKind, NetworkEvent, Outgoing, TcpTarget, WebSocketRequest,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

struct TapedNetwork {
    tape: Tape,
    inner: Box<dyn Network>,
    /// Downloads on their way to a file: the game's sink, and the bytes so far. The sink is fed when the game hears of the end, so
    /// that files are made in the same order in every replay.
    downloads: BTreeMap<u32, (Box<dyn BodySink>, Gathered)>,
}

/// The body of a download; clones share it.
#[derive(Clone, Default)]
struct Gathered(Arc<Mutex<Vec<u8>>>);

/// What happened, as it is recorded: with the number of a download's contents at its end.
#[derive(Serialize, Deserialize)]
struct Happened {
    id: u32,
    event: NetworkEvent,
    download: Option<u32>,
}

impl Tape {
    /// Connections that are recorded; a replay opens none.
    pub fn network(&self, inner: Box<dyn Network>) -> Box<dyn Network> {
        Box::new(TapedNetwork { tape: self.clone(), inner, downloads: BTreeMap::new() })
    }
}

impl TapedNetwork {
    /// Notes what the game does; there is no answer to it.
    fn tell(&mut self, question: impl FnOnce() -> String, tell: impl FnOnce(&mut dyn Network)) {
        let TapedNetwork { tape, inner, .. } = self;
        let replay = tape.is_replay();
        tape.exchange(question, || {
            if !replay {
                tell(inner.as_mut());
            }
        });
    }

    /// Gives a finished download to the game.
    fn deliver(&mut self, id: u32, event: NetworkEvent, body: Option<&[u8]>) -> NetworkEvent {
        if !event.is_last() {
            return event;
        }
        let Some((mut sink, _)) = self.downloads.remove(&id) else { return event };
        if let (NetworkEvent::Done { .. }, Some(body)) = (&event, body)
            && let Err(error) = sink.write(body).and_then(|()| sink.finish())
        {
            return NetworkEvent::Failed(NetworkError::new(NetworkErrorKind::Sink, error));
        }
        event
    }
}

impl Network for TapedNetwork {
    fn request(&mut self, id: ConnectionId, mut request: HttpRequest) {
        let question = format!("network.request {} {} {}", id.0, request.method, request.url);
        request.body_to = match std::mem::take(&mut request.body_to) {
            BodyTo::Sink(sink) => {
                let gathered = Gathered::default();
                self.downloads.insert(id.0, (sink, gathered.clone()));
                BodyTo::Sink(Box::new(gathered))
            }
            other => other,
        };
        self.tell(|| question, |inner| inner.request(id, request));
    }

    fn open_web_socket(&mut self, id: ConnectionId, request: WebSocketRequest) {
        let question = format!("network.open_web_socket {} {}", id.0, request.url);
        self.tell(|| question, |inner| inner.open_web_socket(id, request));
    }

    fn connect_tcp(&mut self, id: ConnectionId, target: TcpTarget) {
        let question = format!("network.connect_tcp {} {}:{}", id.0, target.host, target.port);
        self.tell(|| question, |inner| inner.connect_tcp(id, target));
    }

    fn bind_udp(&mut self, id: ConnectionId, port: u16) -> Result<u16, NetworkError> {
        self.tape.exchange(|| format!("network.bind_udp {} {port}", id.0), || self.inner.bind_udp(id, port))
    }

    fn send(&mut self, id: ConnectionId, outgoing: Outgoing) {
        let bytes = match &outgoing {
            Outgoing::Text(text) => text.len(),
            Outgoing::Binary(bytes) | Outgoing::Datagram { bytes, .. } => bytes.len(),
            Outgoing::Connect { .. } | Outgoing::TimeToLive(_) => 0,
        };
        self.tell(|| format!("network.send {} ({bytes} bytes)", id.0), |inner| inner.send(id, outgoing));
    }

    fn close(&mut self, id: ConnectionId, code: u16, reason: &str) {
        self.tell(|| format!("network.close {} {code}", id.0), |inner| inner.close(id, code, reason));
    }

    fn cancel(&mut self, id: ConnectionId) {
        self.tell(|| format!("network.cancel {}", id.0), |inner| inner.cancel(id));
        self.downloads.remove(&id.0);
    }

    fn poll(&mut self, now_ms: f64, virtual_time: bool) -> Vec<(ConnectionId, NetworkEvent)> {
        let TapedNetwork { tape, inner, downloads } = self;
        let waits = virtual_time && !tape.is_live();
        let happened: Vec<Happened> = tape.exchange(
            || "network.poll".to_owned(),
            || {
                let events = inner.poll(now_ms, waits).into_iter();
                events
                    .map(|(id, event)| {
                        let gathered = downloads.get(&id.0).filter(|_| event.is_last());
                        let download = gathered.map(|(_, body)| tape.keep_contents(&body.lock()));
                        Happened { id: id.0, event, download }
                    })
                    .collect()
            },
        );
        let mut out = Vec::with_capacity(happened.len());
        for Happened { id, event, download } in happened {
            let body = match download {
                Some(number) if self.tape.is_replay() => self.tape.contents(number),
                Some(_) => self.downloads.get(&id).map(|(_, body)| body.lock().clone()),
                None => None,
            };
            let event = self.deliver(id, event, body.as_deref());
            out.push((ConnectionId(id), event));
        }
        out
    }

    fn link(&self) -> Link {
        self.tape.exchange(|| "network.link".to_owned(), || self.inner.link())
    }

    fn fetcher(&self) -> Arc<dyn Fetcher> {
        Arc::new(TapedFetcher { tape: self.tape.clone(), inner: self.inner.fetcher() })
    }
}

impl Gathered {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(|e| e.into_inner())
    }
}

impl BodySink for Gathered {
    fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.lock().extend_from_slice(bytes);
        Ok(())
    }

    fn finish(&mut self) -> Result<(), String> {
        Ok(())
    }
}

struct TapedFetcher {
    tape: Tape,
    inner: Arc<dyn Fetcher>,
}

impl Fetcher for TapedFetcher {
    fn fetch(&self, url: &str, max_bytes: u64, done: Box<dyn FnOnce(Fetched) + Send>) {
        let question = format!("fetch {url}");
        if !self.tape.is_replay() {
            let tape = self.tape.clone();
            let noted = move |fetched: Fetched| {
                tape.note_contents(question, fetched.as_ref().map(Vec::as_slice));
                done(fetched);
            };
            return self.inner.fetch(url, max_bytes, Box::new(noted));
        }
        let recorded: Option<Result<u32, NetworkError>> = self.tape.recorded_elsewhere(&question);
        let missing = || NetworkError::new(NetworkErrorKind::Other, "it is not in the recording");
        done(match recorded {
            Some(Ok(number)) => self.tape.contents(number).ok_or_else(missing),
            Some(Err(error)) => Err(error),
            None => Err(missing()),
        });
    }
}
