//! [`Tap`]: what an inspector hears of a running game: console lines and the network, gathered until the next turn.

use super::network_tap;
use serde_json::Value;
use sparrow_platform::{Log, Network, Record};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

/// What waits when nobody takes it.
const MAX_WAITING: usize = 10_000;

/// Something that clients may be told of.
#[derive(Debug)]
pub(crate) enum Happening {
    /// A line of the console.
    Line(Record),
    /// An event of the protocol's Network domain.
    Network { method: &'static str, params: Value },
    /// The body of an answer.
    Body { request: u32, bytes: Vec<u8> },
}

/// Clones gather in one place.
#[derive(Clone, Default)]
pub(crate) struct Tap(Arc<Mutex<VecDeque<Happening>>>);

impl Tap {
    /// A log whose lines are heard here too.
    pub(crate) fn log(&self, inner: Arc<dyn Log>) -> Arc<dyn Log> {
        Arc::new(TappedLog { inner, tap: self.clone() })
    }

    /// A network that is heard here too.
    pub(crate) fn network(&self, inner: Box<dyn Network>) -> Box<dyn Network> {
        network_tap::wrap(inner, self.clone())
    }

    pub(crate) fn add(&self, happening: Happening) {
        let mut waiting = self.0.lock().unwrap_or_else(|e| e.into_inner());
        if waiting.len() < MAX_WAITING {
            waiting.push_back(happening);
        }
    }

    /// What happened since the last time.
    pub(crate) fn take(&self) -> VecDeque<Happening> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(|e| e.into_inner()))
    }
}

struct TappedLog {
    inner: Arc<dyn Log>,
    tap: Tap,
}

impl Log for TappedLog {
    fn write(&self, record: &Record) {
        self.tap.add(Happening::Line(record.clone()));
        self.inner.write(record);
    }
}
