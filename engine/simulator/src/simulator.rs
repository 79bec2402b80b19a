//! [`Simulator`]: the state of the played platform, and who answers which name.

use crate::{
    account,
    account::Account,
    ads::{self, Ads},
    album, app, buttons,
    cloud::{self, Cloud, CloudWorld},
    dialogs,
    dialogs::OpenDialog,
    keyboard, location, motion,
    motion::Motion,
    payments, permissions,
    permissions::Permissions,
    phone,
    phone::Phone,
    services_file::{Answers, ServicesFile},
    share,
};
use serde_json::Value;
use sparrow_platform::{
    Choice, Chrome, Failure, FileSystem, Reply, Served, ServiceCall, ServiceEvent, Services,
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

/// Answers one name.
pub(crate) type Handler = fn(&mut Simulator, ServiceCall<'_>) -> Reply;

/// The played platform of one game.
pub struct Simulator {
    pub(crate) file: ServicesFile,
    pub(crate) answers: Answers,
    pub(crate) app_id: String,
    pub(crate) chrome: Chrome,
    pub(crate) dialogs: VecDeque<OpenDialog>,
    pub(crate) account: Account,
    pub(crate) permissions: Permissions,
    pub(crate) phone: Phone,
    pub(crate) motion: Motion,
    pub(crate) ads: Ads,
    pub(crate) cloud: Cloud,
    /// The files beside the services file.
    pub(crate) project: Arc<dyn FileSystem>,
    handlers: BTreeMap<&'static str, Handler>,
    due: Vec<Due>,
    events: Vec<ServiceEvent>,
}

impl std::fmt::Debug for Simulator {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Simulator")
            .field("app_id", &self.app_id)
            .field("chrome", &self.chrome)
            .finish_non_exhaustive()
    }
}

/// Something that comes at its time.
#[derive(Debug)]
struct Due {
    at_ms: f64,
    what: Happening,
}

/// What comes.
#[derive(Debug)]
pub(crate) enum Happening {
    /// The toast with this number is over.
    ToastEnds(u64),
    /// A second of an ad has gone by.
    AdSecond,
    /// The ad that nobody watches is over.
    AdEnds { watched: bool },
    /// The game comes back from a share.
    Return,
}

impl Happening {
    /// A later one takes the place of one that has not come yet: no call makes this list grow.
    fn replaces(&self, other: &Happening) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

/// Events of one frame beyond this are dropped: whoever calls that often does not read them.
const MAX_EVENTS: usize = 4096;

/// A game that opens more than this at a time is told that the rest failed.
pub(crate) const MAX_OPEN: usize = 64;

impl Simulator {
    /// A platform as `file` says, with a cloud that forgets. `answers` holds where the file does not say who answers dialogs.
    pub fn new(file: ServicesFile, answers: Answers, app_id: &str) -> Simulator {
        Simulator::with_cloud(file, answers, app_id, CloudWorld::default())
    }

    /// The same with a cloud that stands on something.
    pub fn with_cloud(file: ServicesFile, answers: Answers, app_id: &str, cloud: CloudWorld) -> Simulator {
        let mut handlers = BTreeMap::new();
        let families: [&[(&'static str, Handler)]; 12] = [
            account::CALLS,
            ads::CALLS,
            album::CALLS,
            app::CALLS,
            cloud::CALLS,
            dialogs::CALLS,
            keyboard::CALLS,
            location::CALLS,
            motion::CALLS,
            payments::CALLS,
            permissions::CALLS,
            phone::CALLS,
        ];
        for (name, handler) in families.into_iter().chain([share::CALLS, buttons::CALLS]).flatten() {
            let old = handlers.insert(*name, *handler);
            debug_assert!(old.is_none(), "{name} is served twice");
        }
        Simulator {
            answers: file.dialogs.answer.unwrap_or(answers),
            app_id: app_id.to_owned(),
            chrome: Chrome::default(),
            dialogs: VecDeque::new(),
            account: Account::new(&file.user),
            permissions: Permissions::new(&file),
            phone: Phone::new(&file.device),
            motion: Motion::default(),
            ads: Ads::default(),
            project: cloud.project.clone(),
            cloud: Cloud::new(&file.cloud, &file.user, app_id, cloud),
            handlers,
            due: Vec::new(),
            events: Vec::new(),
            file,
        }
    }

    /// A word of the platform in the user's language: Chinese, or English for all others.
    pub(crate) fn word(&self, chinese: &'static str, english: &'static str) -> &'static str {
        if self.file.user.language.starts_with("zh") { chinese } else { english }
    }

    /// Runs a call again, or for the first time.
    pub(crate) fn dispatch(&mut self, call: ServiceCall<'_>) -> Reply {
        match self.handlers.get(call.name) {
            Some(handler) => handler(self, call),
            None => Reply::NotServed,
        }
    }

    /// Answers a call that was left open.
    pub(crate) fn answer(&mut self, ticket: u64, result: Result<Value, Failure>) {
        self.events.push(ServiceEvent::Answer { ticket, result });
    }

    /// Tells the listeners of `wx.on<name>`.
    pub(crate) fn emit(&mut self, name: &str, detail: Value) {
        self.post(ServiceEvent::Event { name: name.to_owned(), detail });
    }

    /// Tells the developer.
    pub(crate) fn say(&mut self, text: impl Into<String>) {
        self.post(ServiceEvent::Say(text.into()));
    }

    pub(crate) fn post(&mut self, event: ServiceEvent) {
        if self.events.len() < MAX_EVENTS {
            self.events.push(event);
        }
    }

    /// Lets something happen later.
    pub(crate) fn later(&mut self, at_ms: f64, what: Happening) {
        self.due.retain(|due| !what.replaces(&due.what));
        self.due.push(Due { at_ms, what });
    }

    fn happen(&mut self, what: &Happening, at_ms: f64) {
        match *what {
            Happening::ToastEnds(number) => self.end_toast(number),
            Happening::AdSecond => self.ad_second(at_ms),
            Happening::AdEnds { watched } => self.ad_ends(watched),
            Happening::Return => self.come_back(),
        }
    }
}

impl Services for Simulator {
    fn call(&mut self, call: ServiceCall<'_>) -> Reply {
        self.dispatch(call)
    }

    fn poll(&mut self, now_ms: f64) -> Vec<ServiceEvent> {
        while let Some(first) = (0..self.due.len())
            .filter(|&i| self.due[i].at_ms <= now_ms)
            .min_by(|&a, &b| self.due[a].at_ms.total_cmp(&self.due[b].at_ms))
        {
            let Due { at_ms, what } = self.due.remove(first);
            self.happen(&what, at_ms);
        }
        self.poll_motion(now_ms);
        self.poll_cloud(now_ms);
        std::mem::take(&mut self.events)
    }

    fn served(&self, name: &str) -> Served {
        if self.handlers.contains_key(name) { Served::Simulated } else { Served::Not }
    }

    fn chrome(&self) -> &Chrome {
        &self.chrome
    }

    fn choose(&mut self, choice: Choice, now_ms: f64) {
        match choice {
            Choice::CloseAd => self.close_ad(),
            Choice::Widget(_) => {}
            Choice::Text(text) => self.type_text(&text),
            Choice::Key(key) => self.type_key(&key, now_ms),
            Choice::Confirm | Choice::Cancel | Choice::Item(_) => self.decide(&choice, now_ms),
        }
    }
}

/// Done with this result.
pub(crate) fn done(result: Value) -> Reply {
    Reply::Done(result)
}

/// Done, with nothing to tell.
pub(crate) fn ok() -> Reply {
    Reply::Done(Value::Null)
}

/// Refused.
pub(crate) fn fail(reason: &str) -> Reply {
    Reply::Failed(Failure::new(reason))
}

/// Text of an option; empty when it is none.
pub(crate) fn text<'a>(call: &ServiceCall<'a>, name: &str) -> &'a str {
    call.options.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// A flag of an option, or what holds without it.
pub(crate) fn flag(call: &ServiceCall<'_>, name: &str, default: bool) -> bool {
    call.options.get(name).and_then(Value::as_bool).unwrap_or(default)
}

/// A number of an option, or what holds without it.
pub(crate) fn number(call: &ServiceCall<'_>, name: &str, default: f64) -> f64 {
    call.options.get(name).and_then(Value::as_f64).unwrap_or(default)
}

/// At most `max` characters.
pub(crate) fn cut(text: &str, max: usize) -> String {
    text.chars().take(max).collect()
}
