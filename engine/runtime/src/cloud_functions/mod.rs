//! Cloud functions of a project, run here: each call in a VM of its own that lives as long as the call.
//!
//! A function runs on the game's thread between two frames and sees a clock of its own: while it waits for a timer, no time goes
//! by in the game, and its answer comes that much later. So the same run gives the same answers in the same frames. What it asks of the
//! cloud is answered when none of its scripts runs.
//!
//! Absent: Node's modules, HTTP, state that outlives a call.

mod modules;

use crate::game::level_of;
use modules::FunctionModules;
use serde_json::{Value, json};
use sparrow_api::cloud_function::{FunctionRealm, FunctionRequest};
use sparrow_package::Folder;
use sparrow_platform::{
    CloudFunctions, FileKind, FileSystem, FunctionAnswers, FunctionCall, FunctionLine, FunctionOutcome,
    LogLevel, RelativePath,
};
use sparrow_script::{
    ConsoleRecord, ConsoleSink, HostClock, ManualClock, Modules, RealmId, Report, ScriptError,
    ScriptErrorKind, Vm, VmOptions, WatchdogOptions,
};
use std::{cell::RefCell, rc::Rc, sync::Arc};

const HEAP_BYTES: usize = 128 << 20;
const MAX_TIMERS: usize = 1000;
/// Console lines of one call; the simulated cloud shows no more either.
const MAX_LINES: usize = 1001;

/// The functions below a folder: `NAME/index.js` with `exports.main`.
pub struct ProjectFunctions {
    root: Arc<dyn FileSystem>,
    limit_ms: f64,
    real_ms: Rc<dyn Fn() -> f64>,
}

impl ProjectFunctions {
    /// Functions of `root`. One that runs longer than `limit_ms` of `real_ms`, or of its own time, is ended.
    pub fn new(
        root: Arc<dyn FileSystem>,
        limit_ms: f64,
        real_ms: Arc<dyn Fn() -> f64 + Send + Sync>,
    ) -> ProjectFunctions {
        ProjectFunctions { root, limit_ms: limit_ms.max(1.0), real_ms: Rc::new(move || real_ms()) }
    }

    fn entry(&self, name: &str) -> Option<RelativePath> {
        let folder = RelativePath::new(name).ok().filter(|folder| !folder.is_root())?;
        let entry = folder.join("index.js").ok()?;
        let is_file = self.root.stat(&entry).is_ok_and(|stat| stat.kind == FileKind::File);
        is_file.then_some(folder)
    }
}

impl CloudFunctions for ProjectFunctions {
    fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    fn run(&self, call: &FunctionCall<'_>, answers: &mut FunctionAnswers<'_>) -> FunctionOutcome {
        let lines = Rc::new(RefCell::new(Lines { name: call.name.to_owned(), lines: Vec::new() }));
        let clock = ManualClock::new(call.unix_ms);
        let result = match self.entry(call.name) {
            Some(folder) => self.run_in(folder, call, &clock, &lines, answers),
            None => Err("Error: the function has no index.js".to_owned()),
        };
        let lines = std::mem::take(&mut lines.borrow_mut().lines);
        FunctionOutcome { result, lines, took_ms: clock.now_ms() }
    }
}

impl ProjectFunctions {
    fn run_in(
        &self,
        folder: RelativePath,
        call: &FunctionCall<'_>,
        clock: &Rc<ManualClock>,
        lines: &Rc<RefCell<Lines>>,
        answers: &mut FunctionAnswers<'_>,
    ) -> Result<Value, String> {
        let vm = Vm::new(VmOptions {
            memory_limit_bytes: HEAP_BYTES,
            gc_threshold_bytes: 16 << 20,
            watchdog: Some(WatchdogOptions { budget_ms: self.limit_ms, clock: self.real_ms.clone() }),
            clock: clock.clone(),
            virtual_date: true,
            random_seed: Some(call.seed),
            max_timers: MAX_TIMERS,
            ..VmOptions::default()
        })
        .map_err(|e| e.to_string())?;
        vm.set_console(RealmId::MAIN, lines.clone());
        let context = call.context.to_string();
        let realm =
            vm.enter(|ctx| FunctionRealm::install(ctx, call.name, &context)).map_err(|e| e.report())?;
        let files = Arc::new(Folder::new(self.root.clone(), folder));
        let source = FunctionModules::new(files, call.name);
        vm.set_frame_mapper(source.frame_mapper());
        let modules = Modules::new(Rc::new(source));
        let running = Running {
            realm,
            lines,
            begun_ms: (self.real_ms)(),
            real_ms: &*self.real_ms,
            limit_ms: self.limit_ms,
            clock,
            vm: &vm,
        };
        let event = call.event.to_string();
        running.enter(|ctx| {
            modules.provide(ctx, modules::SDK, running.realm.sdk(ctx)?)?;
            let exports = modules.require(ctx, "", "./index.js").map_err(|e| e.throw(ctx))?;
            running.realm.start(ctx, exports, &event)
        })?;
        let result = running.until_it_ends(answers);
        // Its values go before the VM.
        drop((running, modules));
        result
    }
}

/// A call that runs.
struct Running<'a> {
    realm: FunctionRealm,
    vm: &'a Vm,
    clock: &'a ManualClock,
    lines: &'a Rc<RefCell<Lines>>,
    real_ms: &'a dyn Fn() -> f64,
    begun_ms: f64,
    limit_ms: f64,
}

impl Running<'_> {
    fn until_it_ends(&self, answers: &mut FunctionAnswers<'_>) -> Result<Value, String> {
        loop {
            self.reports()?;
            if let Some(outcome) = self.enter(|ctx| self.realm.outcome(ctx))? {
                let text = outcome.map_err(|thrown| own_frames(&thrown))?;
                return serde_json::from_str(&text).map_err(|e| e.to_string());
            }
            if (self.real_ms)() - self.begun_ms > self.limit_ms {
                return Err(self.timed_out());
            }
            if let Some(request) = self.enter(|ctx| self.realm.take_request(ctx))? {
                self.serve(&request, answers)?;
                continue;
            }
            match self.vm.next_timer_ms() {
                Some(due_ms) if due_ms > self.limit_ms => {
                    self.clock.set(self.limit_ms);
                    return Err(self.timed_out());
                }
                Some(due_ms) => {
                    self.clock.set(due_ms);
                    self.vm.run_due_timers(self.clock.now_ms());
                }
                None => {
                    return Err("Error: main never ends: it waits for nothing that will happen".to_owned());
                }
            }
        }
    }

    fn serve(&self, request: &FunctionRequest, answers: &mut FunctionAnswers<'_>) -> Result<(), String> {
        let options = serde_json::from_str(&request.options).map_err(|e| e.to_string())?;
        let (is_done, answer) = match answers(&request.call, &options) {
            Ok(result) => (true, result),
            Err(failure) => (false, json!({ "reason": failure.reason, "errCode": failure.err_code })),
        };
        self.enter(|ctx| self.realm.settle(ctx, request.id, is_done, &answer.to_string()))
    }

    fn timed_out(&self) -> String {
        format!("Error: Invoking task timed out after {} seconds", self.limit_ms / 1000.0)
    }

    fn enter<R>(
        &self,
        f: impl for<'js> FnOnce(&sparrow_script::rquickjs::Ctx<'js>) -> sparrow_script::rquickjs::Result<R>,
    ) -> Result<R, String> {
        self.vm.enter(f).map_err(|error| self.describe(&error))
    }

    fn describe(&self, error: &ScriptError) -> String {
        if error.kind == ScriptErrorKind::Watchdog { self.timed_out() } else { own_frames(&error.report()) }
    }

    /// An error that nobody caught ends the function, as it ends Node.
    fn reports(&self) -> Result<(), String> {
        for report in self.vm.take_reports() {
            match report {
                Report::Uncaught(error) => return Err(self.describe(&error)),
                Report::UnhandledRejection { error, .. } => {
                    let text = format!("unhandled promise rejection: {}", error.report());
                    self.lines.borrow_mut().add(LogLevel::Error, String::new(), &text);
                }
                Report::Warning(text) => self.lines.borrow_mut().add(LogLevel::Warn, String::new(), &text),
            }
        }
        Ok(())
    }
}

/// An error's text without the frames of what called the function.
fn own_frames(text: &str) -> String {
    let is_ours = |line: &&str| line.contains("(sparrow:cloud/") || line.trim() == "at Promise (native)";
    let mut lines = text.lines();
    let head = lines.next().unwrap_or_default();
    // The head of an error of ours names a place of ours.
    let head = head.split(" (sparrow:cloud/").next().unwrap_or(head);
    let own = std::iter::once(head).chain(lines.filter(|line| !is_ours(line)));
    own.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

/// Console lines, with the function's name before each.
struct Lines {
    name: String,
    lines: Vec<FunctionLine>,
}

impl Lines {
    fn add(&mut self, level: LogLevel, origin: String, text: &str) {
        if self.lines.len() < MAX_LINES {
            self.lines.push(FunctionLine { level, origin, text: format!("[{}] {text}", self.name) });
        }
    }
}

impl ConsoleSink for Lines {
    fn write(&mut self, record: ConsoleRecord) {
        let origin = record.origin.map(|o| o.to_string()).unwrap_or_default();
        self.add(level_of(record.level), origin, &record.text);
    }
}

#[cfg(test)]
mod tests;
