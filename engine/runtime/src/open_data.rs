//! The open data domain: `openDataContext` of game.json in a VM of its own, on the game's thread and frame.
//!
//! Each frame it runs after the main domain's animation frames: messages, loaded images, touches, timers, animation frames.
//! What it draws on the shared canvas the main domain draws in the next frame. Errors go to the console and to the host, never
//! to the main domain: nothing but the shared canvas' pixels, which no script may read, leads out.

use crate::{
    game::{console_of, log_error},
    limits_report::limit_of,
    modules::PackageModules,
    options::Limits,
};
use sparrow_api::{
    bridge::Bridge,
    classes::PendingImages,
    event::HostEvent,
    host::{Host, LaunchOptions, RealmKind},
    image_loader::ImageLoader,
    network::NetworkService,
    open_data::OpenDataLink,
    refusals::Refusals,
};
use sparrow_audio::{AudioEngine, Loading};
use sparrow_package::{Package, Storage};
use sparrow_platform::{
    Arrivals, LogLevel, MemoryStore, NullAudioOutput, NullHaptics, NullNetwork, NullServices,
};
use sparrow_script::{
    Modules, RealmId, Report, ScriptError, ScriptErrorKind, Vm, VmError, VmOptions, WatchdogOptions,
};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// Entries that the watchdog may stop before the domain is ended: each costs the game as long.
const MAX_STRIKES: u32 = 3;
/// Messages delivered in one frame; the rest waits for the next.
const MAX_MESSAGES_PER_FRAME: usize = 200;
/// The heap is looked at once in so many frames (counting walks every object), and collected when it has grown by this much
/// since the last collection.
const GC_FRAMES: u32 = 60;
const GC_GROWTH_BYTES: u64 = 4 << 20;

/// A running open data domain.
pub(crate) struct OpenData {
    // Declared in the order in which they must go: what refers into the VM, then the VM.
    bridge: Bridge,
    modules: Modules,
    vm: Vm,
    host: Rc<Host>,
    link: Rc<OpenDataLink>,
    heap_after_gc: u64,
    frames: u32,
    strikes: u32,
    errors: Vec<ScriptError>,
}

impl OpenData {
    /// Makes the domain of a game whose main host is `main`; its script does not run yet.
    pub(crate) fn new(
        main: &Rc<Host>,
        link: Rc<OpenDataLink>,
        modules: PackageModules,
        options: VmOptions,
        limits: &Limits,
        arrivals: Option<Rc<dyn Arrivals>>,
    ) -> Result<OpenData, OpenDataError> {
        let watchdog = options
            .watchdog
            .map(|dog| WatchdogOptions { budget_ms: dog.budget_ms.min(limits.open_data_entry_ms), ..dog });
        let vm = Vm::new(VmOptions {
            memory_limit_bytes: limits.open_data_heap_bytes,
            gc_threshold_bytes: 32 << 20,
            watchdog,
            // Memory would be a way back.
            shared_memory: None,
            ..options
        })?;
        vm.set_console(RealmId::MAIN, console_of(&main.log));
        let host = Rc::new(Host {
            realm: RealmKind::OpenData,
            graphics: main.graphics.clone(),
            images: RefCell::new(ImageLoader::with_arrivals("open data images", arrivals)),
            modules: RefCell::default(),
            code_cache: main.code_cache.clone(),
            mounts: main.mounts.clone(),
            cloud: main.cloud.clone(),
            open_data: Some(link.clone()),
            workers: RefCell::default(),
            // None of these is reachable from the domain's scripts: it has no operations on them.
            network: RefCell::new(NetworkService::new(Box::<NullNetwork>::default(), None)),
            storage: RefCell::new(Storage::new(Box::<MemoryStore>::default())),
            audio: RefCell::new(AudioEngine::new(Box::<NullAudioOutput>::default(), Loading::Immediate)),
            web_audio: RefCell::default(),
            videos: RefCell::default(),
            haptics: RefCell::new(Box::new(NullHaptics)),
            services: RefCell::new(Box::<NullServices>::default()),
            tickets: Cell::default(),
            launch: LaunchOptions::default(),
            clock: main.clock.clone(),
            device: RefCell::new(main.device.borrow().clone()),
            log: main.log.clone(),
            package: main.package.clone(),
            events: RefCell::default(),
            requests: RefCell::default(),
            absent_calls: RefCell::default(),
            refusals: Refusals::default(),
            pending_images: PendingImages::default(),
            dead_canvases: RefCell::default(),
            dead_images: RefCell::default(),
            profiler: main.profiler.clone(),
        });
        let bridge = vm.enter(|ctx| Bridge::install_open_data(ctx, &host)).map_err(OpenDataError::Adapter)?;
        vm.set_frame_mapper(modules.frame_mapper());
        let modules = Modules::new(Rc::new(modules));
        let (heap_after_gc, frames, strikes, errors) = (0, 0, 0, Vec::new());
        Ok(OpenData { bridge, modules, vm, host, link, heap_after_gc, frames, strikes, errors })
    }

    /// Its VM, for what is installed later.
    pub(crate) fn vm(&self) -> &Vm {
        &self.vm
    }

    /// What it was refused.
    pub(crate) fn refusals(&self) -> &Refusals {
        &self.host.refusals
    }

    /// Runs `index.js`.
    pub(crate) fn boot(&mut self, package: &Package) -> Vec<ScriptError> {
        if let Some(entry) = package.open_data_entry()
            && let Err(error) = self.modules.run(&self.vm, RealmId::MAIN, &format!("/{entry}"))
        {
            self.fail(error);
        }
        self.take_reports();
        std::mem::take(&mut self.errors)
    }

    /// Hands on what happened in the window.
    pub(crate) fn post(&self, event: HostEvent) {
        if let HostEvent::Resize { window_width, window_height } = event {
            let mut device = self.host.device.borrow_mut();
            (device.window_width, device.window_height) = (window_width, window_height);
            (device.screen_width, device.screen_height) = (window_width, window_height);
            return;
        }
        self.host.post(event);
    }

    /// One frame. `animate`: animation frames are due; `wait`: decoders are waited for. Returns the uncaught errors.
    pub(crate) fn frame(&mut self, now_ms: f64, animate: bool, wait: bool) -> Vec<ScriptError> {
        if self.is_ended() {
            while self.link.next().is_some() {}
            return Vec::new();
        }
        let loaded = self.host.images.borrow_mut().poll(wait);
        for image in loaded {
            if let Some(event) = self.host.finish_image(image) {
                self.host.post(event);
            }
        }
        for _ in 0..MAX_MESSAGES_PER_FRAME {
            let Some(message) = self.link.next() else { break };
            self.host.post(HostEvent::Message(message));
        }
        let events = std::mem::take(&mut *self.host.events.borrow_mut());
        for event in events {
            let result = self.vm.enter(|ctx| self.bridge.dispatch(ctx, event));
            self.after(result);
        }
        let result = self.vm.enter(|ctx| self.bridge.deliver(ctx).map(|_| ()));
        self.after(result);
        if !self.is_ended() {
            self.vm.run_due_timers(now_ms);
            self.take_reports();
        }
        if animate && !self.is_ended() {
            self.vm.run_animation_frames(now_ms);
            self.take_reports();
        }
        self.host.drop_dead();
        self.collect_garbage();
        std::mem::take(&mut self.errors)
    }

    /// True once the watchdog had to stop it too often.
    fn is_ended(&self) -> bool {
        self.strikes >= MAX_STRIKES
    }

    fn after(&mut self, result: Result<(), ScriptError>) {
        if let Err(error) = result {
            self.fail(error);
        }
        self.take_reports();
    }

    fn take_reports(&mut self) {
        for report in self.vm.take_reports() {
            match report {
                Report::Uncaught(error) => self.fail(error),
                Report::UnhandledRejection { error, .. } => {
                    let text = format!("unhandled promise rejection: {}", error.report());
                    log_error(&self.host, &error, &text);
                }
                Report::Warning(text) => self.host.say(LogLevel::Warn, text),
            }
        }
    }

    fn fail(&mut self, error: ScriptError) {
        if let Some(limit) = limit_of(error.kind) {
            self.host.refusals.add(limit);
        }
        if error.kind == ScriptErrorKind::Watchdog && !self.is_ended() {
            self.strikes += 1;
            if self.is_ended() {
                let text = format!("the open data domain is ended: it was stopped {MAX_STRIKES} times");
                self.host.say(LogLevel::Error, text);
            }
        }
        // Told at once, so that it stands where it happened.
        log_error(&self.host, &error, &format!("uncaught in the open data domain: {}", error.report()));
        self.errors.push(error);
    }

    fn collect_garbage(&mut self) {
        self.frames += 1;
        if self.frames < GC_FRAMES {
            return;
        }
        self.frames = 0;
        let heap = self.vm.memory_usage().heap_bytes;
        if heap > self.heap_after_gc + GC_GROWTH_BYTES.max(self.heap_after_gc / 2) {
            self.vm.run_gc();
            self.heap_after_gc = self.vm.memory_usage().heap_bytes;
        }
    }

    /// Bytes of its JavaScript heap.
    pub(crate) fn heap_bytes(&self) -> u64 {
        self.vm.memory_usage().heap_bytes
    }
}

/// The domain could not be made.
#[derive(Debug, thiserror::Error)]
pub(crate) enum OpenDataError {
    #[error("the script engine of the open data domain could not be started: {0}")]
    Vm(#[from] VmError),
    #[error("{0}")]
    Adapter(ScriptError),
}
