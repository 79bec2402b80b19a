//! `Runtime.evaluate` with `awaitPromise`: the answer comes when the promise is settled. What is waited for lives in the realm, under
//! a symbol, and is asked for between two frames.

use super::methods::{Answer, evaluate};
use crate::session::Session;
use serde_json::{Value, json};

/// Answers that a client may wait for at a time.
const MAX_WAITING: usize = 256;

/// Evaluations whose promises are not settled.
#[derive(Default)]
pub(super) struct Promises {
    last: u64,
    waiting: Vec<Waiting>,
}

struct Waiting {
    client: u32,
    id: Value,
    slot: u64,
    params: Value,
}

/// The map of what is waited for.
const SLOTS: &str = "globalThis[Symbol.for('sparrow.inspector')]";

impl Promises {
    /// True for a message that wants to wait.
    pub(super) fn is_asked(method: &str, params: &Value) -> bool {
        method == "Runtime.evaluate" && params["awaitPromise"] == true && params["expression"].is_string()
    }

    /// Evaluates; an answer at once is that it failed.
    pub(super) fn begin(
        &mut self,
        client: u32,
        id: &Value,
        params: &Value,
        session: &mut Session,
    ) -> Option<Answer> {
        if self.waiting.len() >= MAX_WAITING {
            return Some(Err(format!("{MAX_WAITING} promises are waited for already")));
        }
        self.last += 1;
        let slot = self.last;
        // A JSON text is one of JavaScript.
        let source = &params["expression"];
        let code = format!(
            "(() => {{ const key = Symbol.for('sparrow.inspector'); \
             if (!globalThis[key]) Object.defineProperty(globalThis, key, {{ value: new Map() }}); \
             const slot = {{ state: 'pending' }}; const value = (0, eval)({source}); globalThis[key].set({slot}, slot); \
             Promise.resolve(value).then((value) => Object.assign(slot, {{ state: 'fulfilled', value }}), \
             (value) => Object.assign(slot, {{ state: 'rejected', value }})); }})()"
        );
        let answer = evaluate(session, &with_expression(params, &code));
        match &answer {
            Ok(result) if result.get("exceptionDetails").is_none() => {
                self.waiting.push(Waiting { client, id: id.clone(), slot, params: params.clone() });
                None
            }
            _ => Some(answer),
        }
    }

    /// The answers that can be given now.
    pub(super) fn settled(&mut self, session: &mut Session) -> Vec<(u32, Value, Answer)> {
        let mut answers = Vec::new();
        self.waiting.retain(|waiting| {
            let slot = waiting.slot;
            let ask = with_expression(&waiting.params, &format!("{SLOTS}.get({slot}).state"));
            let state = evaluate(session, &ask);
            let end = match state.as_ref().map(|state| state["result"]["value"].as_str()) {
                Ok(Some("pending")) => return true,
                Ok(Some("fulfilled")) => "return",
                Ok(Some("rejected")) => "throw",
                _ => {
                    answers.push((waiting.client, waiting.id.clone(), state));
                    return false;
                }
            };
            let take = format!(
                "(() => {{ const {{ value }} = {SLOTS}.get({slot}); {SLOTS}.delete({slot}); {end} value; }})()"
            );
            let answer = evaluate(session, &with_expression(&waiting.params, &take));
            answers.push((waiting.client, waiting.id.clone(), answer));
            false
        });
        answers
    }

    /// A client is gone: nobody waits for its answers.
    pub(super) fn forget(&mut self, client: u32) {
        self.waiting.retain(|waiting| waiting.client != client);
    }

    /// The game has ended, and its promises with it.
    pub(super) fn give_up(&mut self) -> Vec<(u32, Value, Answer)> {
        let ended = || Err("the game was started anew before the promise was settled".to_owned());
        self.waiting.drain(..).map(|waiting| (waiting.client, waiting.id, ended())).collect()
    }
}

fn with_expression(params: &Value, expression: &str) -> Value {
    let mut params = params.clone();
    if let Value::Object(members) = &mut params {
        members.insert("expression".to_owned(), json!(expression));
    }
    params
}
