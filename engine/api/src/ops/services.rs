//! Calls of the platform around the game: everything that a [`sparrow_platform::Services`] answers.

use crate::{
    host::Host,
    operation::{OpError, OpResult, Operations},
};
use ciborium::Value;
use serde::{Deserialize, Serialize};
use sparrow_platform::{Failure, Reply, Served, ServiceCall};

pub(super) fn register(ops: &mut Operations) {
    ops.add("service", service);
    ops.add("served", served);
    ops.add("cloud.keepFile", keep_file);
}

#[derive(Deserialize)]
struct Call {
    name: String,
    options: Option<Value>,
    /// The options as JSON text instead: nothing of them is left out.
    json: Option<String>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Answer {
    Done { result: serde_json::Value },
    Failed { failure: FailureFields },
    Later { ticket: u64 },
    NotServed,
}

/// A failure as the JavaScript half takes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct FailureFields {
    reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    errno: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    err_code: Option<i32>,
}

impl From<Failure> for FailureFields {
    fn from(failure: Failure) -> FailureFields {
        let Failure { reason, errno, err_code } = failure;
        FailureFields { reason, errno, err_code }
    }
}

fn service(host: &Host, call: Call) -> OpResult<Answer> {
    let options = match call.json {
        Some(text) => {
            serde_json::from_str(&text).map_err(|e| OpError::new(format!("parameter error: {e}")))?
        }
        None => json(call.options.unwrap_or(Value::Null)),
    };
    let ticket = host.tickets.get() + 1;
    host.tickets.set(ticket);
    let call = ServiceCall {
        ticket,
        name: &call.name,
        options: &options,
        now_ms: host.clock.now_ms(),
        unix_ms: host.clock.unix_ms(),
    };
    Ok(match host.services.borrow_mut().call(call) {
        Reply::Done(result) => Answer::Done { result },
        Reply::Failed(failure) => Answer::Failed { failure: failure.into() },
        Reply::Later => Answer::Later { ticket },
        Reply::NotServed => Answer::NotServed,
    })
}

#[derive(Deserialize)]
struct Content {
    /// base64.
    content: String,
    /// Of the file in the cloud, for its ending.
    name: Option<String>,
}

/// A temporary file.
#[derive(Serialize)]
struct KeptFile {
    path: String,
    bytes: usize,
}

/// Keeps what came out of the cloud as a temporary file.
fn keep_file(host: &Host, file: Content) -> OpResult<KeptFile> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let bytes =
        STANDARD.decode(file.content).map_err(|e| OpError::new(format!("the content is damaged: {e}")))?;
    let name = file.name.unwrap_or_default();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let path = host.mounts.write_temp(&bytes, extension)?;
    Ok(KeptFile { path, bytes: bytes.len() })
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

/// `simulated`, `host`, or null when nobody does.
fn served(host: &Host, name: Name) -> OpResult<Option<&'static str>> {
    Ok(match host.services.borrow().served(&name.name) {
        Served::Simulated => Some("simulated"),
        Served::Host => Some("host"),
        Served::Not => None,
    })
}

/// Options as JSON; bytes become base64 text, what JSON has no word for becomes null.
fn json(value: Value) -> serde_json::Value {
    use base64::{Engine, engine::general_purpose::STANDARD};
    use serde_json::Value as Json;
    match value {
        Value::Bool(b) => b.into(),
        Value::Integer(i) => match i64::try_from(i) {
            Ok(n) => n.into(),
            Err(_) => (i128::from(i) as f64).into(),
        },
        Value::Float(f) => f.into(),
        Value::Text(text) => text.into(),
        Value::Bytes(bytes) => STANDARD.encode(bytes).into(),
        Value::Array(items) => Json::Array(items.into_iter().map(json).collect()),
        Value::Map(entries) => {
            let named =
                entries.into_iter().filter_map(|(key, item)| Some((key.into_text().ok()?, json(item))));
            Json::Object(named.filter(|(_, item)| !item.is_null()).collect())
        }
        _ => Json::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_become_json() {
        let text = |t: &str| Value::Text(t.to_owned());
        let map = Value::Map(vec![
            (text("n"), Value::Integer(3.into())),
            (text("bytes"), Value::Bytes(vec![1, 2, 3])),
            (text("nothing"), Value::Null),
            (text("list"), Value::Array(vec![Value::Bool(true), Value::Float(f64::NAN)])),
        ]);
        assert_eq!(json(map).to_string(), r#"{"n":3,"bytes":"AQID","list":[true,null]}"#);
    }
}
