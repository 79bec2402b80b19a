//! `callFunction`: answers that are written down, and the project's own functions.

use super::{
    Backend,
    config::FunctionAnswer,
    failures::{FUNCTION_FAILED, GENERAL, NO_RESOURCE, bad_parameter},
};
use serde_json::{Value, json};
use sparrow_platform::{Failure, FunctionCall, FunctionLine, LogLevel, RelativePath};

/// Functions that call functions that call functions.
const MAX_DEPTH: usize = 4;
/// Calls that wait for the next frame.
pub(super) const MAX_WAITING: usize = 256;
/// Console lines of one call.
const MAX_LINES: usize = 1000;

/// A call that was made and has not run yet.
pub(super) struct Waiting {
    pub(super) ticket: u64,
    pub(super) options: Value,
    pub(super) unix_ms: f64,
}

/// How a call ended.
pub(super) struct Ended {
    pub(super) result: Result<Value, Failure>,
    pub(super) took_ms: f64,
    pub(super) lines: Vec<FunctionLine>,
}

impl Ended {
    fn at_once(result: Result<Value, Failure>) -> Ended {
        Ended { result, took_ms: 0.0, lines: Vec::new() }
    }
}

/// The platform's words for a failed call.
fn failed(code: i32, words: &str, text: &str) -> Failure {
    Failure::with_code(format!("Error: errCode: {code} {words} | errMsg: {text}"), code)
}

impl Backend {
    /// Runs a call to its end.
    pub(super) fn run_function(&mut self, options: &Value, unix_ms: f64, depth: usize) -> Ended {
        let name = options.get("name").and_then(Value::as_str).unwrap_or_default();
        if name.is_empty() || name.contains(['/', '\\']) || name == ".." || name == "." {
            return Ended::at_once(Err(bad_parameter(format_args!("{name:?} is no name of a function"))));
        }
        if let Some(answer) = self.config.functions.get(name) {
            let result = self.written_answer(answer);
            let result = result.map_err(|why| failed(GENERAL, "", &format!("the answer of {name}: {why}")));
            return Ended::at_once(result.map(|result| json!({ "result": result, "requestID": "" })));
        }
        let Some(functions) = self.functions.clone().filter(|functions| functions.has(name)) else {
            let text = format!(
                "FunctionName parameter could not be found. There is no function {name:?} in the project's cloudfunctionRoot, nor an answer for it in [cloud.functions] of sparrow.toml"
            );
            return Ended::at_once(Err(failed(NO_RESOURCE, "", &text)));
        };
        if depth >= MAX_DEPTH {
            let text = format!("functions call each other more than {MAX_DEPTH} deep");
            return Ended::at_once(Err(failed(FUNCTION_FAILED, "functions execute fail", &text)));
        }
        let env = options.get("config").and_then(|config| config.get("env")).or_else(|| options.get("env"));
        let env =
            env.and_then(Value::as_str).filter(|env| !env.is_empty()).unwrap_or(&self.config.env).to_owned();
        let mut event = match options.get("data") {
            None | Some(Value::Null) => json!({}),
            Some(data @ Value::Object(_)) => data.clone(),
            Some(_) => return Ended::at_once(Err(bad_parameter("data is an object"))),
        };
        self.open_cloud_ids(&mut event);
        let context = json!({
            "OPENID": self.open_id, "APPID": self.app_id, "UNIONID": self.union_id, "ENV": env,
            "SOURCE": if depth == 0 { "wx_client" } else { "wx_client,scf" }, "CLIENTIP": "127.0.0.1",
        });
        let request = self.database.random.id(unix_ms);
        let seed = self.database.random.seed();
        let call = FunctionCall { name, event: &event, context: &context, unix_ms, seed };
        let mut lines = Vec::new();
        let mut inner_ms = 0.0;
        let outcome = functions.run(&call, &mut |asked, options| {
            let mut options = options.clone();
            if options.get("env").and_then(Value::as_str).is_none_or(str::is_empty)
                && let Some(object) = options.as_object_mut()
            {
                object.insert("env".to_owned(), env.clone().into());
            }
            if asked == "cloud.callFunction" {
                let ended = self.run_function(&options, unix_ms, depth + 1);
                lines.extend(ended.lines);
                inner_ms += ended.took_ms;
                return ended.result;
            }
            self.answer(asked, &options, unix_ms, true)
        });
        lines.extend(outcome.lines);
        if lines.len() > MAX_LINES {
            lines.truncate(MAX_LINES);
            let text = format!("the function {name} wrote more than {MAX_LINES} lines; the rest is left out");
            lines.push(FunctionLine { level: LogLevel::Warn, origin: String::new(), text });
        }
        let result = match outcome.result {
            Ok(result) => Ok(json!({ "result": result, "requestID": request })),
            Err(stack) => {
                let text = format!("cloud function {name} failed: {stack}");
                lines.push(FunctionLine { level: LogLevel::Error, origin: String::new(), text });
                let text = format!(
                    "requestID {request}, cloud function service error code {FUNCTION_FAILED}, error message {stack}"
                );
                Err(failed(FUNCTION_FAILED, "functions execute fail", &text))
            }
        };
        Ended { result, took_ms: outcome.took_ms + inner_ms, lines }
    }

    fn written_answer(&self, answer: &FunctionAnswer) -> Result<Value, String> {
        let file = match answer {
            FunctionAnswer::Result(result) => return Ok(result.clone()),
            FunctionAnswer::File(file) => file,
        };
        let path = RelativePath::new(file).map_err(|e| e.to_string())?;
        let bytes = self.project.read(&path).map_err(|e| e.to_string())?;
        serde_json::from_slice(&bytes).map_err(|e| format!("{file}: {e}"))
    }

    /// `wx.cloud.CloudID` in the first level of an event becomes the open data that it stands for.
    fn open_cloud_ids(&self, event: &mut Value) {
        for value in event.as_object_mut().into_iter().flat_map(|object| object.values_mut()) {
            if super::values::tag(value) != Some("CloudID") {
                continue;
            }
            let id = value.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
            *value = match self.cloud_ids.get(&id) {
                Some(data) => json!({ "cloudID": id, "data": data }),
                None => json!({ "cloudID": id, "errCode": -601_006, "errMsg": "cloudID is unknown here" }),
            };
        }
    }
}
