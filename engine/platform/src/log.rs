//! Where console lines and the runtime's own messages go.

use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex};

/// How serious a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum LogLevel {
    /// `console.debug`.
    Debug,
    /// `console.log` and `console.info`.
    Info,
    /// `console.warn`, and what the runtime wants a developer to mend.
    Warn,
    /// `console.error`, uncaught errors.
    Error,
}

/// One line, or several when `text` holds line breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// How serious.
    pub level: LogLevel,
    /// `file:line:column` in the game's own sources; empty when there is none.
    pub origin: String,
    /// The text, already formatted.
    pub text: String,
}

/// Takes lines. Called on the game's thread.
pub trait Log: Send + Sync {
    /// Takes one line.
    fn write(&self, record: &Record);
}

/// Drops every line.
#[derive(Clone, Copy, Debug, Default)]
pub struct NullLog;

impl Log for NullLog {
    fn write(&self, _record: &Record) {}
}

/// Keeps every line, for tests; clones share the lines.
#[derive(Clone, Debug, Default)]
pub struct MemoryLog(Arc<Mutex<Vec<Record>>>);

impl MemoryLog {
    /// The lines so far.
    pub fn records(&self) -> Vec<Record> {
        self.0.lock().unwrap_or_else(|e| e.into_inner()).clone()
    }
}

impl Log for MemoryLog {
    fn write(&self, record: &Record) {
        self.0.lock().unwrap_or_else(|e| e.into_inner()).push(record.clone());
    }
}
