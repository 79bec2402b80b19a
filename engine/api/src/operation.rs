//! Operations: the Rust half of `wx.*`. Typed options in, typed result or [`OpError`] out; testable without a VM.

use crate::{host::Host, options};
use ciborium::Value;
use rustc_hash::FxHashMap;
use serde::{Serialize, de::DeserializeOwned};

/// Why an operation failed: what follows `name:fail ` in `errMsg`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct OpError {
    /// The platform's words.
    pub reason: String,
    /// The platform's number, where it has one.
    pub errno: Option<i32>,
}

impl OpError {
    /// A failure without a number.
    pub fn new(reason: impl Into<String>) -> OpError {
        OpError { reason: reason.into(), errno: None }
    }
}

/// The result of an operation.
pub type OpResult<T> = Result<T, OpError>;

type Run = Box<dyn Fn(&Host, Value) -> OpResult<Value>>;

/// Every operation by its name.
#[derive(Default)]
pub struct Operations {
    by_name: FxHashMap<&'static str, Run>,
}

impl Operations {
    /// Adds an operation. Its options come by serde from the object that the game gave; a wrong type fails with
    /// `parameter error: ...`.
    pub fn add<O, R>(&mut self, name: &'static str, run: fn(&Host, O) -> OpResult<R>)
    where
        O: DeserializeOwned + 'static,
        R: Serialize + 'static,
    {
        let work = move |host: &Host, options: Value| -> OpResult<Value> {
            let options =
                options::parse(options).map_err(|e| OpError::new(format!("parameter error: {e}")))?;
            let result = run(host, options)?;
            Value::serialized(&result).map_err(|e| OpError::new(format!("internal error: {e}")))
        };
        let old = self.by_name.insert(name, Box::new(work));
        assert!(old.is_none(), "the operation {name} is registered twice");
    }

    /// Runs an operation.
    pub fn call(&self, host: &Host, name: &str, options: Value) -> OpResult<Value> {
        match self.by_name.get(name) {
            Some(run) => run(host, options).inspect_err(|error| host.refusals.add_failure(&error.reason)),
            None => Err(OpError::new(format!("internal error: no operation {name}"))),
        }
    }

    /// The names, sorted.
    pub fn names(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.by_name.keys().copied().collect();
        names.sort_unstable();
        names
    }
}

/// The options of an operation that takes none; whatever comes is ignored.
#[derive(Debug, serde::Deserialize)]
pub struct NoOptions {}
