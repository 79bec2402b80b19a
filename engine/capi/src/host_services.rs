//! The platform around the game, answered by the app: calls go out by callback, answers and events come in from any thread.

use crate::callbacks::App;
use sparrow_platform::{Choice, Chrome, GameFiles, Reply, Served, ServiceCall, ServiceEvent, Services};
use sparrow_runtime::Interrupter;
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError},
};

/// What app and game have for each other outside of calls.
#[derive(Clone, Default)]
pub(crate) struct Mailbox(Arc<Contents>);

#[derive(Default)]
struct Contents {
    waiting: Mutex<Waiting>,
    files: OnceLock<Arc<dyn GameFiles>>,
    interrupter: OnceLock<Interrupter>,
}

#[derive(Default)]
struct Waiting {
    /// What the app has said and the game has not heard yet.
    events: Vec<ServiceEvent>,
    /// Calls that the app has not answered.
    open: BTreeSet<u64>,
}

impl Mailbox {
    /// From any thread. False for an answer that nobody waits for.
    #[must_use]
    pub(crate) fn post(&self, event: ServiceEvent) -> bool {
        let mut waiting = self.lock();
        let wanted = match &event {
            ServiceEvent::Answer { ticket, .. } => waiting.open.remove(ticket),
            _ => true,
        };
        if wanted {
            waiting.events.push(event);
        }
        wanted
    }

    /// The game's files; `None` before it starts.
    pub(crate) fn files(&self) -> Option<&Arc<dyn GameFiles>> {
        self.0.files.get()
    }

    /// Ends the game's scripts from now on by this.
    pub(crate) fn set_interrupter(&self, interrupter: Interrupter) {
        // A mailbox is of one game, which starts once.
        let _ = self.0.interrupter.set(interrupter);
    }

    /// Ends what the game's scripts do, once it has started.
    pub(crate) fn interrupt(&self) {
        if let Some(interrupter) = self.0.interrupter.get() {
            interrupter.interrupt();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, ticket: u64) {
        self.lock().open.insert(ticket);
    }

    /// The answer to a ticket, if it is there already.
    fn take_answer(&self, ticket: u64) -> Option<ServiceEvent> {
        let mut waiting = self.lock();
        let answers =
            |e: &ServiceEvent| matches!(e, ServiceEvent::Answer { ticket: of, .. } if *of == ticket);
        let at = waiting.events.iter().position(answers)?;
        Some(waiting.events.remove(at))
    }

    /// The app does not serve the call: what it said of it all the same is of no use.
    fn close(&self, ticket: u64) {
        self.lock().open.remove(&ticket);
        self.take_answer(ticket);
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
    fn starts(&mut self, files: Arc<dyn GameFiles>) {
        // A mailbox is of one game, which starts once.
        let _ = self.mailbox.0.files.set(files);
    }

    fn call(&mut self, call: ServiceCall<'_>) -> Reply {
        // It may answer before it returns.
        self.mailbox.open(call.ticket);
        if !self.app.serves(call.ticket, call.name, &call.options.to_string()) {
            self.mailbox.close(call.ticket);
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
        std::mem::take(&mut self.mailbox.lock().events)
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
