//! `wx.cloud`: a cloud of the simulator's own, with a database, functions and files.
//!
//! The game's calls come as `cloud.*` with the options that the SDK gathered; what they stand on ([`CloudWorld`]) is handed in.
//! Answers of functions come in the next frame, and as much later as their timers waited.
//!
//! Absent: `callContainer`, `connectContainer`, transactions, security rules beyond the four presets, HTTP addresses of files.

mod accumulators;
mod aggregate;
mod calendar;
mod collections;
mod condition;
mod config;
mod database;
mod expression;
mod failures;
mod functions;
mod geometry;
mod operators;
mod projection;
mod query;
mod random;
mod storage;
mod update;
mod values;
mod watch;

#[cfg(test)]
mod aggregate_tests;
#[cfg(test)]
mod condition_tests;
#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod update_tests;

pub use config::{Access, Cloud as CloudConfig, FunctionAnswer};

use crate::simulator::{Handler, Simulator};
use collections::Collections;
use database::{Caller, Database};
use functions::{Ended, MAX_WAITING, Waiting};
use random::Random;
use serde_json::{Value, json};
use sparrow_platform::{
    CloudFunctions, Failure, FileSystem, MemoryFileSystem, MemoryStore, Reply, ServiceCall, ServiceEvent,
    Store,
};
use std::{collections::BTreeMap, rc::Rc, sync::Arc};
use storage::Storage;
use watch::Watches;

pub(crate) const CALLS: &[(&str, Handler)] = &[
    ("cloud.database.get", answer),
    ("cloud.database.count", answer),
    ("cloud.database.add", answer),
    ("cloud.database.set", answer),
    ("cloud.database.update", answer),
    ("cloud.database.remove", answer),
    ("cloud.database.aggregate", answer),
    ("cloud.database.watch", watch),
    ("cloud.database.unwatch", unwatch),
    ("cloud.callFunction", call_function),
    ("cloud.uploadFile", answer),
    ("cloud.downloadFile", answer),
    ("cloud.getTempFileURL", answer),
    ("cloud.deleteFile", answer),
];

/// Open data by cloud id; a game that asks for more forgets the first.
const MAX_CLOUD_IDS: usize = 256;

/// What the simulated cloud stands on.
pub struct CloudWorld {
    /// Keeps documents.
    pub store: Box<dyn Store>,
    /// Keeps uploaded files.
    pub files: Arc<dyn FileSystem>,
    /// The folder of `sparrow.toml`: seeds and answers.
    pub project: Arc<dyn FileSystem>,
    /// Runs functions.
    pub functions: Option<Rc<dyn CloudFunctions>>,
    /// Of ids and samples.
    pub seed: u64,
}

impl Default for CloudWorld {
    /// Everything in memory, and no functions.
    fn default() -> CloudWorld {
        CloudWorld {
            store: Box::<MemoryStore>::default(),
            files: Arc::new(MemoryFileSystem::new()),
            project: Arc::new(MemoryFileSystem::new()),
            functions: None,
            seed: 1,
        }
    }
}

impl std::fmt::Debug for CloudWorld {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CloudWorld").field("seed", &self.seed).finish_non_exhaustive()
    }
}

/// The cloud as functions and games ask it.
pub(crate) struct Backend {
    config: CloudConfig,
    database: Database,
    storage: Storage,
    project: Arc<dyn FileSystem>,
    functions: Option<Rc<dyn CloudFunctions>>,
    cloud_ids: BTreeMap<String, Value>,
    open_id: String,
    union_id: String,
    app_id: String,
}

/// The cloud of one game.
pub(crate) struct Cloud {
    backend: Backend,
    watches: Watches,
    waiting: Vec<Waiting>,
    /// Answers that are to come, with their time.
    answers: Vec<(f64, u64, Result<Value, Failure>)>,
}

impl std::fmt::Debug for Cloud {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Cloud").field("config", &self.backend.config).finish_non_exhaustive()
    }
}

impl Cloud {
    pub(crate) fn new(config: &CloudConfig, user: &crate::User, app_id: &str, world: CloudWorld) -> Cloud {
        let CloudWorld { store, files, project, functions, seed } = world;
        let collections =
            Collections::new(store, project.clone(), config.database.clone(), config.collections.clone());
        let backend = Backend {
            database: Database::new(collections, config.permissions.clone(), Random::new(seed)),
            storage: Storage::new(files, app_id),
            config: config.clone(),
            project,
            functions,
            cloud_ids: BTreeMap::new(),
            open_id: user.open_id.clone(),
            union_id: user.union_id.clone(),
            app_id: app_id.to_owned(),
        };
        Cloud { backend, watches: Watches::default(), waiting: Vec::new(), answers: Vec::new() }
    }

    /// Remembers the open data that a cloud id stands for.
    pub(crate) fn remember(&mut self, cloud_id: &str, data: Value) {
        let ids = &mut self.backend.cloud_ids;
        if ids.len() >= MAX_CLOUD_IDS && !ids.contains_key(cloud_id) {
            ids.pop_first();
        }
        ids.insert(cloud_id.to_owned(), data);
    }
}

impl Backend {
    /// Answers what can be answered at once.
    fn answer(
        &mut self,
        name: &str,
        options: &Value,
        unix_ms: f64,
        is_server: bool,
    ) -> Result<Value, Failure> {
        let (open_id, env) = (self.open_id.clone(), self.config.env.clone());
        let caller = Caller { open_id: &open_id, is_server, unix_ms, env: &env };
        let store = self.database.collections.store();
        match name {
            "cloud.uploadFile" => self.storage.upload(store, options, caller),
            "cloud.downloadFile" => self.storage.download(options),
            "cloud.getTempFileURL" => self.storage.addresses(options),
            "cloud.deleteFile" => self.storage.delete(store, options, caller),
            other => match other.strip_prefix("cloud.database.") {
                Some(action) => self.database.call(action, options, caller),
                None => Err(failures::not_simulated(other)),
            },
        }
    }
}

fn answer(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    match sim.cloud.backend.answer(call.name, call.options, call.unix_ms, false) {
        Ok(result) => Reply::Done(result),
        Err(failure) => Reply::Failed(failure),
    }
}

fn watch(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let Cloud { backend, watches, .. } = &mut sim.cloud;
    let (open_id, env) = (backend.open_id.clone(), backend.config.env.clone());
    let caller = Caller { open_id: &open_id, is_server: false, unix_ms: call.unix_ms, env: &env };
    match watches.begin(&mut backend.database, call.options, caller) {
        Ok(first) => {
            sim.emit("CloudDatabaseChange", json!({ "watch": first.watch, "snapshot": first.snapshot }));
            Reply::Done(Value::Null)
        }
        Err(failure) => Reply::Failed(failure),
    }
}

fn unwatch(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    sim.cloud.watches.end(call.options);
    Reply::Done(Value::Null)
}

/// Functions run outside of the game's call, at the next look.
fn call_function(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    if sim.cloud.waiting.len() + sim.cloud.answers.len() >= MAX_WAITING {
        return Reply::Failed(Failure::with_code(
            "too many functions are called at a time",
            failures::GENERAL,
        ));
    }
    let (ticket, options, unix_ms) = (call.ticket, call.options.clone(), call.unix_ms);
    sim.cloud.waiting.push(Waiting { ticket, options, unix_ms });
    Reply::Later
}

impl Simulator {
    /// Runs the functions that were called, hands out what is due, and tells the watches.
    pub(crate) fn poll_cloud(&mut self, now_ms: f64) {
        for call in std::mem::take(&mut self.cloud.waiting) {
            let Ended { result, took_ms, lines } =
                self.cloud.backend.run_function(&call.options, call.unix_ms, 0);
            for line in lines {
                let sparrow_platform::FunctionLine { level, origin, text } = line;
                self.post(ServiceEvent::Console { level, origin, text });
            }
            self.cloud.answers.push((now_ms + took_ms, call.ticket, result));
        }
        let (mut due, later): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.cloud.answers).into_iter().partition(|(at_ms, ..)| *at_ms <= now_ms);
        self.cloud.answers = later;
        due.sort_by(|(a, ..), (b, ..)| a.total_cmp(b));
        for (_, ticket, result) in due {
            self.answer(ticket, result);
        }
        let Cloud { backend, watches, .. } = &mut self.cloud;
        let (open_id, env) = (backend.open_id.clone(), backend.config.env.clone());
        let caller = Caller { open_id: &open_id, is_server: false, unix_ms: 0.0, env: &env };
        let snapshots = watches.changes(&mut backend.database, caller, now_ms);
        for one in snapshots {
            self.emit("CloudDatabaseChange", json!({ "watch": one.watch, "snapshot": one.snapshot }));
        }
    }
}
