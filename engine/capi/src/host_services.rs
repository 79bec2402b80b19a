//! The platform around the game, answered by the app: calls go out by callback, answers and events come in from any thread.

use crate::callbacks::App;
use sparrow_platform::{Choice, Chrome, Reply, Served, ServiceCall, ServiceEvent, Services};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the app has said and the game has not heard yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mailbox(Arc<Mutex<Vec<ServiceEvent>>>);

impl Mailbox {
    /// From any thread.
    pub(crate) fn post(&self, event: ServiceEvent) {
        self.lock().push(event);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<ServiceEvent>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The answer to a ticket, if it is there already.
    fn take_answer(&self, ticket: u64) -> Option<ServiceEvent> {
        let mut waiting = self.lock();
        let answers =
            |e: &ServiceEvent| matches!(e, ServiceEvent::Answer { ticket: of, .. } if *of == ticket);
        let at = waiting.iter().position(answers)?;
        Some(waiting.remove(at))
    }
}

/// Asks the app.
pub(crate) struct HostServices {
    pub(crate) app: App,
    pub(crate) mailbox: Mailbox,
    /// Empty: the app draws its own dialogs.
    pub(crate) chrome: Chrome,
}

impl Services for HostServices {
    fn call(&mut self, call: ServiceCall<'_>) -> Reply {
        if !self.app.serves(call.ticket, call.name, &call.options.to_string()) {
            return Reply::NotServed;
        }
        // Answered inside of the callback: the game need not wait for the next frame, and functions that return at once can be served.
        match self.mailbox.take_answer(call.ticket) {
            Some(ServiceEvent::Answer { result: Ok(value), .. }) => Reply::Done(value),
            Some(ServiceEvent::Answer { result: Err(failure), .. }) => Reply::Failed(failure),
            _ => Reply::Later,
        }
    }

    fn poll(&mut self, _: f64) -> Vec<ServiceEvent> {
        std::mem::take(&mut *self.mailbox.lock())
    }

    fn served(&self, _: &str) -> Served {
        // Which names an app serves is only known by asking.
        if self.app.has_services() { Served::Host } else { Served::Not }
    }

    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn choose(&mut self, _: Choice, _: f64) {
        // There is no chrome to choose from.
    }
}
