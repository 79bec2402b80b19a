//! Cloud functions of a project: who runs them, for a simulated cloud.
//!
//! Boundary: JSON goes in and comes out; what a function asks of the cloud is answered by [`FunctionAnswers`]. The runtime runs
//! functions in a realm each; where there is nobody, the cloud has only the answers that are written down for it.

use crate::{Failure, LogLevel};
use serde_json::Value;

/// One call of a function.
#[derive(Clone, Debug)]
pub struct FunctionCall<'a> {
    /// Its folder below the root of the project's functions.
    pub name: &'a str,
    /// `event`, without what the platform adds to it.
    pub event: &'a Value,
    /// What `getWXContext` gives: `OPENID`, `APPID`, `ENV`, ...
    pub context: &'a Value,
    /// The date at which it begins, in milliseconds since 1970.
    pub unix_ms: f64,
    /// Of its `Math.random`.
    pub seed: u64,
}

/// A console line of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionLine {
    /// How serious it is.
    pub level: LogLevel,
    /// File, line and column.
    pub origin: String,
    /// The line.
    pub text: String,
}

/// How a call ended.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionOutcome {
    /// What `main` returned, or what it threw with its stack.
    pub result: Result<Value, String>,
    /// Its console lines, in order.
    pub lines: Vec<FunctionLine>,
    /// How much of the game's time it took: what its timers waited.
    pub took_ms: f64,
}

/// Answers what a function asks of the cloud, by the names of [`Services::call`](crate::Services::call).
pub type FunctionAnswers<'a> = dyn FnMut(&str, &Value) -> Result<Value, Failure> + 'a;

/// Runs cloud functions.
pub trait CloudFunctions {
    /// Whether the project has this function.
    fn has(&self, name: &str) -> bool;
    /// Runs it to its end. May be called again from within `answers`: functions call functions.
    fn run(&self, call: &FunctionCall<'_>, answers: &mut FunctionAnswers<'_>) -> FunctionOutcome;
}
