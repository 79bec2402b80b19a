//! What a game may use up, what it uses, and what it was refused, for each realm.

use crate::{game::Game, options::Limits};
use sparrow_api::refusals::Refusals;
use sparrow_script::ScriptErrorKind;

/// A limit of a realm.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitUse {
    /// `main`, `open data`, `worker`.
    pub realm: &'static str,
    /// What is limited: `heap bytes`, `timers`, ...
    pub limit: &'static str,
    /// The most that is allowed; `None` where the platform's rule has no single number.
    pub allowed: Option<u64>,
    /// What is used now; `None` where nobody counts it.
    pub used: Option<u64>,
    /// How often more was asked for and refused.
    pub refused: u64,
}

/// The limit that an error speaks of.
pub(crate) fn limit_of(kind: ScriptErrorKind) -> Option<&'static str> {
    match kind {
        ScriptErrorKind::OutOfMemory => Some("heap bytes"),
        ScriptErrorKind::StackOverflow => Some("stack bytes"),
        ScriptErrorKind::Watchdog => Some("ms of one entry"),
        _ => None,
    }
}

/// Limits that are counted by what they refused only; the numbers are the platform's.
const OF_THE_PLATFORM: [(&str, Option<u64>); 7] = [
    ("sockets", Some(5)),
    ("requests", None),
    ("download bytes", Some(200 << 20)),
    ("storage bytes of a key", Some(1 << 20)),
    ("storage bytes", Some(10 << 20)),
    ("file bytes", Some(100 << 20)),
    ("open files", None),
];

impl Game {
    /// Limits of every realm that the game has. An error of a limit that the game's own code caught is not counted.
    pub fn limit_uses(&self) -> Vec<LimitUse> {
        let limits = &self.limits;
        let main = &self.host.refusals;
        let mut uses = Vec::new();
        let mut add = |realm, limit, allowed: Option<u64>, used, refused| {
            uses.push(LimitUse { realm, limit, allowed, used, refused });
        };
        let entry_ms = limits.entry_ms as u64;
        add(
            "main",
            "heap bytes",
            Some(limits.heap_bytes as u64),
            Some(self.heap_bytes()),
            main.of("heap bytes"),
        );
        add("main", "stack bytes", Some(self.stack_bytes as u64), None, main.of("stack bytes"));
        add("main", "ms of one entry", Some(entry_ms), None, main.of("ms of one entry"));
        let timers = self.vm.timer_counts();
        add("main", "timers", Some(limits.timers as u64), Some(timers.waiting), timers.refused);
        add(
            "main",
            "workers",
            Some(limits.workers as u64),
            Some(self.workers.count() as u64),
            main.of("workers"),
        );
        if self.workers.inline_count() > 0 {
            let (allowed, used) = (limits.inline_workers as u64, self.workers.inline_count() as u64);
            add("main", "inline workers", Some(allowed), Some(used), 0);
        }
        let pixels = self.host.graphics.borrow().pixels.clone();
        add("main", "pixel bytes", Some(pixels.most()), Some(pixels.used()), pixels.refused());
        let files = "user file bytes";
        add("main", files, Some(limits.user_file_bytes), None, main.of(files));
        for (limit, allowed) in OF_THE_PLATFORM {
            add("main", limit, allowed, None, main.of(limit));
        }
        if let Some(open_data) = &self.open_data {
            let timers = open_data.vm().timer_counts();
            let refusals: &Refusals = open_data.refusals();
            let mut add = |limit, allowed: u64, used, refused| {
                uses.push(LimitUse { realm: "open data", limit, allowed: Some(allowed), used, refused });
            };
            let heap = limits.open_data_heap_bytes as u64;
            add("heap bytes", heap, Some(open_data.heap_bytes()), refusals.of("heap bytes"));
            add("stack bytes", self.stack_bytes as u64, None, refusals.of("stack bytes"));
            let entry_ms = limits.open_data_entry_ms.min(limits.entry_ms) as u64;
            add("ms of one entry", entry_ms, None, refusals.of("ms of one entry"));
            add("timers", limits.timers as u64, Some(timers.waiting), timers.refused);
        }
        if self.host.package.config().workers.is_some() {
            let ended = self.workers.ended();
            let mut add = |limit, allowed: u64, refused| {
                uses.push(LimitUse { realm: "worker", limit, allowed: Some(allowed), used: None, refused });
            };
            add("heap bytes", limits.worker_heap_bytes as u64, 0);
            add("stack bytes", limits.worker_stack_bytes as u64, 0);
            add("ms of one entry", limits.worker_entry_ms as u64, 0);
            // A worker that reaches a limit is ended; which one it was stands on the console.
            add("lives", u64::MAX, ended);
        }
        uses
    }

    /// What the game was started with.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }
}
