//! The methods of the protocol that are answered.

use super::{Asked, Inspector, contexts};
use crate::session::{Session, encode_png};
use serde_json::{Value, json};
use sparrow_runtime::{Evaluated, RealmName};

/// The result of a method, or why there is none.
pub(super) type Answer = Result<Value, String>;

/// Why there are no breakpoints.
const NO_DEBUGGER: &str = "QuickJS, as this version of Sparrow uses it, has no hook for breakpoints and steps; \
    console, evaluate, network, screenshots, CPU profile and heap totals work";

impl Inspector {
    /// What needs no game; `None` for the rest.
    pub(super) fn answer(
        &mut self,
        method: &str,
        params: &Value,
        session: Option<&Session>,
    ) -> (Option<Answer>, Option<Asked>) {
        let answer = match method {
            "Runtime.enable" => {
                if let Some(session) = session {
                    for context in contexts(session) {
                        self.broadcast("Runtime", "Runtime.executionContextCreated", &context);
                    }
                }
                Ok(json!({}))
            }
            "Runtime.disable"
            | "Console.enable"
            | "Console.disable"
            | "Log.enable"
            | "Log.disable"
            | "Page.enable"
            | "Page.disable"
            | "Network.enable"
            | "Network.disable"
            | "Profiler.enable"
            | "Profiler.disable"
            | "HeapProfiler.enable"
            | "HeapProfiler.disable"
            | "Performance.enable"
            | "Performance.disable" => Ok(json!({})),
            "Runtime.discardConsoleEntries" | "Console.clearMessages" | "Log.clear" => {
                self.lines.clear();
                Ok(json!({}))
            }
            "Runtime.runIfWaitingForDebugger" => Ok(json!({})),
            "Page.reload" => return (Some(Ok(json!({}))), Some(Asked::Restart)),
            "Network.getResponseBody" => self.body(params),
            "Browser.getVersion" => Ok(json!({
                "protocolVersion": "1.3", "product": format!("Sparrow/{}", env!("CARGO_PKG_VERSION")),
                "revision": "", "userAgent": "sparrow", "jsVersion": "QuickJS",
            })),
            "Schema.getDomains" => {
                let domains =
                    ["Runtime", "Page", "Network", "Profiler", "HeapProfiler", "Performance", "Log"];
                Ok(json!({ "domains": domains.map(|name| json!({ "name": name, "version": "1.3" })) }))
            }
            other if other.starts_with("Debugger.") => Err(NO_DEBUGGER.to_owned()),
            _ => return (None, None),
        };
        (Some(answer), None)
    }

    /// What the game is asked for.
    pub(super) fn answer_by_game(
        &mut self,
        method: &str,
        params: &Value,
        session: &mut Session,
    ) -> (Answer, Option<Asked>) {
        let answer = match method {
            "Runtime.evaluate" => evaluate(session, params),
            "Runtime.getHeapUsage" => {
                let heap = session.game().heap();
                Ok(
                    json!({ "usedSize": heap.heap_bytes, "totalSize": heap.heap_bytes, "embedderHeapUsedSize": 0, "backingStorageSize": heap.buffer_bytes }),
                )
            }
            "HeapProfiler.collectGarbage" => {
                session.game_mut().collect_heap();
                Ok(json!({}))
            }
            "Page.captureScreenshot" => screenshot(session, params),
            "Page.getLayoutMetrics" => {
                let (width, height) = session.logical_size();
                let view = json!({ "pageX": 0, "pageY": 0, "clientWidth": width, "clientHeight": height });
                let size = json!({ "x": 0, "y": 0, "width": width, "height": height });
                Ok(json!({ "cssLayoutViewport": view, "cssContentSize": size }))
            }
            "Page.getResourceTree" => Ok(json!({ "frameTree": { "frame": {
                "id": "1", "loaderId": "1", "url": "game://main", "domainAndRegistry": "", "securityOrigin": "game://main",
                "mimeType": "text/html", "secureContextType": "Secure", "crossOriginIsolatedContextType": "NotIsolated",
                "gatedAPIFeatures": [],
            }, "resources": [] } })),
            "Profiler.start" => {
                session.start_script_profile();
                self.profiling = true;
                Ok(json!({}))
            }
            "Profiler.stop" => match session.stop_script_profile().filter(|_| self.profiling) {
                Some(scripts) => {
                    self.profiling = false;
                    serde_json::from_str::<Value>(&scripts.cpuprofile())
                        .map(|profile| json!({ "profile": profile }))
                        .map_err(|e| e.to_string())
                }
                None => Err("no profile is being taken".to_owned()),
            },
            "Performance.getMetrics" => Ok(metrics(session)),
            other => Err(format!("'{other}' is not there")),
        };
        (answer, None)
    }

    fn body(&self, params: &Value) -> Answer {
        let wanted = params["requestId"].as_str().and_then(|id| id.parse::<u32>().ok());
        let found = self.bodies.iter().find(|(id, _)| Some(*id) == wanted);
        let (_, bytes) = found.ok_or("no body of this request is kept")?;
        Ok(match std::str::from_utf8(bytes) {
            Ok(text) => json!({ "body": text, "base64Encoded": false }),
            Err(_) => json!({ "body": base64(bytes), "base64Encoded": true }),
        })
    }
}

pub(super) fn evaluate(session: &mut Session, params: &Value) -> Answer {
    let source = params["expression"].as_str().ok_or("an expression is missing")?;
    let by_value = params["returnByValue"].as_bool().unwrap_or(false);
    let context = params["contextId"]
        .as_u64()
        .or_else(|| params["uniqueContextId"].as_str()?.parse().ok())
        .unwrap_or(1);
    let realm = match context {
        1 => RealmName::Main,
        2 => RealmName::OpenData,
        other => return Err(format!("there is no context {other}")),
    };
    Ok(match session.game_mut().evaluate(realm, source, by_value) {
        Ok(value) => json!({ "result": remote_object(&value, by_value) }),
        Err(error) => {
            let text = error.report();
            let result =
                json!({ "type": "object", "subtype": "error", "className": error.name, "description": text });
            let details = json!({
                "exceptionId": 1, "text": "Uncaught", "lineNumber": error.line.saturating_sub(1),
                "columnNumber": error.column.saturating_sub(1), "url": error.file, "exception": result,
            });
            json!({ "result": result, "exceptionDetails": details })
        }
    })
}

/// A `RemoteObject`. Objects have no handle: they are shown as the console shows them, and given as JSON by value.
fn remote_object(value: &Evaluated, by_value: bool) -> Value {
    let parsed = value.json.as_ref().and_then(|json| serde_json::from_str::<Value>(json).ok());
    match value.kind {
        "undefined" => json!({ "type": "undefined" }),
        "null" => json!({ "type": "object", "subtype": "null", "value": null }),
        "number" => match parsed {
            Some(number) => json!({ "type": "number", "value": number, "description": value.text }),
            None => json!({ "type": "number", "unserializableValue": value.text, "description": value.text }),
        },
        "bigint" => json!({ "type": "bigint", "unserializableValue": value.text, "description": value.text }),
        "boolean" | "string" => json!({ "type": value.kind, "value": parsed }),
        kind => {
            let mut object = json!({ "type": kind, "description": value.text });
            if kind == "object" {
                object["className"] = "Object".into();
            }
            if by_value && let Some(parsed) = parsed {
                object["value"] = parsed;
            }
            object
        }
    }
}

fn screenshot(session: &mut Session, params: &Value) -> Answer {
    match params["format"].as_str() {
        None | Some("png") => {}
        Some(other) => return Err(format!("screenshots are PNG, not {other}")),
    }
    let pixels = session.screenshot().ok_or("the game has not made a canvas yet")?;
    Ok(json!({ "data": base64(&encode_png(&pixels)?) }))
}

fn metrics(session: &mut Session) -> Value {
    let summary = session.profiler().summary(0);
    let heap = session.game().heap();
    let mut list = vec![
        ("Timestamp".to_owned(), session.profiler().now_ms() / 1000.0),
        ("Frames".to_owned(), session.profiler().frame_count() as f64),
        ("FramesPerSecond".to_owned(), summary.fps),
        ("FrameMsP50".to_owned(), summary.frame_ms.p50),
        ("FrameMsP95".to_owned(), summary.frame_ms.p95),
        ("FrameMsP99".to_owned(), summary.frame_ms.p99),
        ("JSHeapUsedSize".to_owned(), heap.heap_bytes as f64),
        ("JSHeapTotalSize".to_owned(), heap.heap_bytes as f64),
    ];
    for (owner, bytes) in session.game().memory() {
        list.push((format!("Memory: {owner}"), bytes as f64));
    }
    let metrics: Vec<_> =
        list.into_iter().map(|(name, value)| json!({ "name": name, "value": value })).collect();
    json!({ "metrics": metrics })
}

/// Standard base64 with padding.
fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_remote_objects() {
        let value = |kind: &'static str, text: &str, json: Option<&str>| Evaluated {
            kind,
            text: text.to_owned(),
            json: json.map(str::to_owned),
        };
        let number = remote_object(&value("number", "3", Some("3")), false);
        assert_eq!(number, json!({ "type": "number", "value": 3, "description": "3" }));
        let nan = remote_object(&value("number", "NaN", None), false);
        assert_eq!(nan["unserializableValue"], "NaN");
        let object = value("object", "{ a: 1 }", Some("{\"a\":1}"));
        assert_eq!(remote_object(&object, false).get("value"), None);
        assert_eq!(remote_object(&object, true)["value"], json!({ "a": 1 }));
        assert_eq!(remote_object(&value("null", "null", Some("null")), false)["subtype"], "null");
    }
}
