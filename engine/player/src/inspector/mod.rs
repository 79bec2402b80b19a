//! `--inspect`: the Chrome DevTools Protocol (<https://chromedevtools.github.io/devtools-protocol/>), as far as the engine can: console,
//! evaluate, network, screenshots, CPU profile, heap totals. QuickJS has no hook for breakpoints; `Debugger` says so.
//!
//! Messages come from a server thread and are answered on the game's thread between two frames.

mod methods;
mod network_tap;
mod promises;
mod tap;

pub(crate) use tap::{Happening, Tap};

use crate::session::{Session, say};
use methods::Answer;
use promises::Promises;
use serde_json::{Value, json};
use sparrow_native::{FromClient, InspectorServer};
use sparrow_platform::LogLevel;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    time::{SystemTime, UNIX_EPOCH},
};

/// Console lines that a client that comes later still gets.
const KEPT_LINES: usize = 500;
/// Bodies of answers that can be asked for, in bytes.
const KEPT_BODIES: usize = 32 << 20;

/// The server, and what its clients are told of.
pub(crate) struct Inspector {
    server: InspectorServer,
    tap: Tap,
    /// By client: the domains that it enabled.
    clients: BTreeMap<u32, BTreeSet<String>>,
    lines: VecDeque<Value>,
    bodies: VecDeque<(u32, Vec<u8>)>,
    body_bytes: usize,
    profiling: bool,
    promises: Promises,
}

/// What a message asks of the stage beside its answer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    Restart,
}

impl Inspector {
    /// Starts the server, and says where it is.
    pub(crate) fn start(port: u16, title: &str) -> Result<Inspector, String> {
        let server = InspectorServer::start(port, title, env!("CARGO_PKG_VERSION"))
            .map_err(|e| format!("--inspect: port {port} cannot be used: {e}"))?;
        say(&format!("inspector: {} (chrome://inspect, or http://{}/json)", server.url(), server.address()));
        Ok(Inspector {
            server,
            tap: Tap::default(),
            clients: BTreeMap::new(),
            lines: VecDeque::new(),
            bodies: VecDeque::new(),
            body_bytes: 0,
            profiling: false,
            promises: Promises::default(),
        })
    }

    /// What a game is to be run behind.
    pub(crate) fn tap(&self) -> Tap {
        self.tap.clone()
    }

    /// Hears clients and tells them what happened. Called between two frames.
    pub(crate) fn turn(&mut self, session: Option<&mut Session>) -> Vec<Asked> {
        let mut asked = Vec::new();
        for happening in self.tap.take() {
            self.tell(happening);
        }
        let mut session = session;
        for (client, what) in self.server.poll() {
            match what {
                FromClient::Opened => {
                    self.clients.insert(client, BTreeSet::new());
                }
                FromClient::Closed => {
                    self.clients.remove(&client);
                    self.promises.forget(client);
                }
                FromClient::Text(text) => asked.extend(self.message(client, &text, session.as_deref_mut())),
            }
        }
        let settled = session.map(|session| self.promises.settled(session)).unwrap_or_default();
        for (client, id, answer) in settled {
            self.reply(client, &id, answer);
        }
        asked
    }

    /// A game was started anew: clients get its context.
    pub(crate) fn restarted(&mut self, session: &Session) {
        self.profiling = false;
        for (client, id, answer) in self.promises.give_up() {
            self.reply(client, &id, answer);
        }
        self.broadcast("Runtime", "Runtime.executionContextsCleared", &json!({}));
        for context in contexts(session) {
            self.broadcast("Runtime", "Runtime.executionContextCreated", &context);
        }
    }

    fn message(&mut self, client: u32, text: &str, session: Option<&mut Session>) -> Option<Asked> {
        let message: Value = serde_json::from_str(text).unwrap_or_default();
        let id = message["id"].clone();
        if !id.is_number() {
            let error = json!({ "code": -32600, "message": "a message needs an id and a method" });
            self.server.send(client, &json!({ "error": error }).to_string());
            return None;
        }
        let method = message["method"].as_str().unwrap_or_default().to_owned();
        let (domain, verb) = method.split_once('.').unwrap_or((method.as_str(), ""));
        match verb {
            "enable" => {
                self.clients.entry(client).or_default().insert(domain.to_owned());
            }
            "disable" => {
                self.clients.entry(client).or_default().remove(domain);
            }
            _ => {}
        }
        let mut session = session;
        if let Some(session) =
            session.as_deref_mut().filter(|_| Promises::is_asked(&method, &message["params"]))
        {
            if let Some(answer) = self.promises.begin(client, &id, &message["params"], session) {
                self.reply(client, &id, answer);
            }
            return None;
        }
        let (answer, asked) = self.answer(&method, &message["params"], session.as_deref());
        let (answer, asked) = match (answer, session) {
            (None, Some(session)) => self.answer_by_game(&method, &message["params"], session),
            (None, None) => (Err("there is no game: its package cannot be read".to_owned()), None),
            (Some(answer), _) => (answer, asked),
        };
        self.reply(client, &id, answer);
        if verb == "enable" {
            self.greet(client, domain);
        }
        asked
    }

    fn reply(&self, client: u32, id: &Value, answer: Answer) {
        let reply = match answer {
            Ok(result) => json!({ "id": id, "result": result }),
            Err(message) => json!({ "id": id, "error": { "code": -32601, "message": message } }),
        };
        self.server.send(client, &reply.to_string());
    }

    /// What a client that enabled a domain gets at once.
    fn greet(&self, client: u32, domain: &str) {
        if domain == "Runtime" {
            for line in &self.lines {
                self.server.send(
                    client,
                    &json!({ "method": "Runtime.consoleAPICalled", "params": line }).to_string(),
                );
            }
        }
    }

    /// Tells one client, after its answer.
    fn send_event(&self, client: u32, method: &str, params: &Value) {
        self.server.send(client, &json!({ "method": method, "params": params }).to_string());
    }

    fn broadcast(&self, domain: &str, method: &str, params: &Value) {
        for (client, domains) in &self.clients {
            if domains.contains(domain) {
                self.send_event(*client, method, params);
            }
        }
    }

    fn tell(&mut self, happening: Happening) {
        match happening {
            Happening::Line(record) => {
                let kind = match record.level {
                    LogLevel::Debug => "debug",
                    LogLevel::Info => "log",
                    LogLevel::Warn => "warning",
                    LogLevel::Error => "error",
                };
                let mut line = json!({
                    "type": kind, "executionContextId": 1, "timestamp": unix_ms(),
                    "args": [{ "type": "string", "value": record.text }],
                });
                if let Some((file, row, column)) = place(&record.origin) {
                    let frame = json!({
                        "functionName": "", "scriptId": "0", "url": file,
                        "lineNumber": row - 1, "columnNumber": column.saturating_sub(1),
                    });
                    line["stackTrace"] = json!({ "callFrames": [frame] });
                }
                self.broadcast("Runtime", "Runtime.consoleAPICalled", &line);
                self.lines.push_back(line);
                if self.lines.len() > KEPT_LINES {
                    self.lines.pop_front();
                }
            }
            Happening::Network { method, params } => self.broadcast("Network", method, &params),
            Happening::Body { request, bytes } => {
                self.body_bytes += bytes.len();
                self.bodies.push_back((request, bytes));
                while self.body_bytes > KEPT_BODIES
                    && let Some((_, old)) = self.bodies.pop_front()
                {
                    self.body_bytes -= old.len();
                }
            }
        }
    }
}

/// The contexts of a game, as `executionContextCreated` tells them.
fn contexts(session: &Session) -> Vec<Value> {
    let context = |id: u32, name: &str| json!({ "context": { "id": id, "origin": "game://main", "name": name, "uniqueId": id.to_string() } });
    let mut all = vec![context(1, "game")];
    if session.game().has_open_data() {
        all.push(context(2, "open data domain"));
    }
    all
}

/// `file:line:column`.
fn place(origin: &str) -> Option<(&str, u32, u32)> {
    let mut parts = origin.rsplitn(3, ':');
    let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((parts.next()?, line, column)).filter(|(_, line, _)| *line > 0)
}

fn unix_ms() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0.0, |since| since.as_secs_f64() * 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_from_the_end() {
        assert_eq!(place("js/a.js:3:5"), Some(("js/a.js", 3, 5)));
        assert_eq!(place("odd:name.js:3:5"), Some(("odd:name.js", 3, 5)));
        assert_eq!(place(""), None);
        assert_eq!(place("a.js:0:1"), None);
    }
}
