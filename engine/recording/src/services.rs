//! The platform around a game: answers, events, and what is shown over the game.

use crate::Tape;
use serde::{Deserialize, Serialize};
use sparrow_platform::{Choice, Chrome, GameFiles, Reply, Served, ServiceCall, ServiceEvent, Services};
use std::sync::Arc;

struct TapedServices {
    tape: Tape,
    inner: Box<dyn Services>,
    chrome: Chrome,
}

/// An answer, and the chrome where it is another one now.
#[derive(Serialize, Deserialize)]
struct With<T> {
    answer: T,
    chrome: Option<Chrome>,
}

impl Tape {
    /// Services whose answers, events and chrome are recorded.
    pub fn services(&self, inner: Box<dyn Services>) -> Box<dyn Services> {
        let chrome = self.exchange(|| "services.chrome".to_owned(), || inner.chrome().clone());
        Box::new(TapedServices { tape: self.clone(), inner, chrome })
    }
}

impl TapedServices {
    fn ask<T: Serialize + serde::de::DeserializeOwned>(
        &mut self,
        question: impl FnOnce() -> String,
        ask: impl FnOnce(&mut dyn Services) -> T,
    ) -> T {
        let TapedServices { tape, inner, chrome } = self;
        let With { answer, chrome: new } = tape.exchange(question, || {
            let answer = ask(inner.as_mut());
            let changed = inner.chrome() != chrome;
            With { answer, chrome: changed.then(|| inner.chrome().clone()) }
        });
        if let Some(new) = new {
            *chrome = new;
        }
        answer
    }
}

impl Services for TapedServices {
    fn starts(&mut self, files: Arc<dyn GameFiles>) {
        self.inner.starts(files);
    }

    fn call(&mut self, call: ServiceCall<'_>) -> Reply {
        self.ask(|| format!("wx.{} #{}", call.name, call.ticket), |inner| inner.call(call))
    }

    fn poll(&mut self, now_ms: f64) -> Vec<ServiceEvent> {
        self.ask(|| "services.poll".to_owned(), |inner| inner.poll(now_ms))
    }

    fn served(&self, name: &str) -> Served {
        self.tape.exchange(|| format!("services.served {name}"), || self.inner.served(name))
    }

    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn choose(&mut self, choice: Choice, now_ms: f64) {
        self.ask(|| format!("services.choose {choice:?}"), |inner| inner.choose(choice.clone(), now_ms));
    }
}
