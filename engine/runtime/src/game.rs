//! [`Game`]: one running game. Boot is here, the frame is in `frame.rs`.

use crate::{
    chrome::ChromeTouches, input::Touches, modules::PackageModules, options::GameOptions, overlay::Overlay,
};
use sparrow_api::{
    bridge::{AbsentNames, Bridge},
    classes::PendingImages,
    event::{EnterOptions, HostEvent},
    graphics::Graphics,
    host::Host,
    network::NetworkService,
};
use sparrow_audio::{AudioEngine, Loading};
use sparrow_base::{CanvasId, PixelBuffer, PixelSize, Straight};
use sparrow_package::{MountFiles, Mounts, PackageError, Storage};
use sparrow_platform::{Clock, Log, LogLevel, Record};
use sparrow_profile::{Profiler, ScriptFrame, ScriptTimes};
use sparrow_script::{
    ConsoleLevel, ConsoleRecord, ConsoleSink, Frame, HostClock, Modules, RealmId, Report, ScriptError, Vm,
    VmError, VmOptions, WatchdogOptions,
};
use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
    rc::Rc,
    sync::Arc,
};

/// Why a game could not be started. An error in the game's own code is none: the game runs on, as on the platform.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The package cannot be used.
    #[error("{0}")]
    Package(#[from] PackageError),
    /// The VM could not be made.
    #[error("the script engine could not be started: {0}")]
    Vm(#[from] VmError),
    /// Our own scripts failed; a fault of the runtime.
    #[error("the runtime's own scripts failed: {0}")]
    Adapter(ScriptError),
}

/// An error that no code of the game caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GameError {
    /// Message, place and stack, as printed.
    pub text: String,
}

/// One running game.
pub struct Game {
    // Declared in the order in which they must go: what refers into the VM, then the VM.
    pub(crate) bridge: Bridge,
    #[allow(dead_code)] // owns what `require` of the modules uses
    modules: Modules,
    pub(crate) vm: Vm,
    pub(crate) host: Rc<Host>,
    pub(crate) profiler: Rc<Profiler>,
    pub(crate) touches: Touches,
    pub(crate) chrome_touches: ChromeTouches,
    pub(crate) overlay: Overlay,
    pub(crate) errors: Vec<GameError>,
    pub(crate) hidden: bool,
    pub(crate) virtual_time: bool,
    pub(crate) frames_per_second: f64,
    pub(crate) last_raf_ms: f64,
    pub(crate) last_audio_ms: f64,
    pub(crate) heap_after_gc: u64,
    pub(crate) said_unsupported: Vec<&'static str>,
}

impl Game {
    /// Boots a game and runs its first script.
    pub fn start(options: GameOptions) -> Result<Game, StartError> {
        let GameOptions { package, log, profiler, clock, limits, .. } = options;
        profiler.mark("start");
        let package = Rc::new(package);
        for warning in package.warnings() {
            let text = warning.to_string();
            log.write(&Record { level: LogLevel::Warn, origin: String::new(), text });
        }
        let vm = Vm::new(VmOptions {
            memory_limit_bytes: limits.heap_bytes,
            stack_limit_bytes: limits.stack_bytes,
            watchdog: Some(WatchdogOptions { budget_ms: limits.entry_ms, clock: options.watchdog_clock }),
            clock: Rc::new(ScriptClock(clock.clone())),
            virtual_date: options.virtual_time,
            random_seed: options.random_seed,
            max_timers: limits.timers,
            locale: options.device.language.replace('_', "-"),
            ..VmOptions::default()
        })?;
        vm.set_console(RealmId::MAIN, Rc::new(RefCell::new(ConsoleLog(log.clone()))));
        profiler.mark("vm");

        let loading = if options.virtual_time { Loading::Immediate } else { Loading::Background };
        let mounts = Mounts::new(MountFiles {
            package: package.files().clone(),
            user: options.user_files,
            temp: options.temp_files,
            saved: options.saved_files,
        });
        let host = Rc::new(Host {
            network: RefCell::new(NetworkService::new(options.network, options.domains)),
            graphics: Rc::new(RefCell::new(Graphics::new(options.renderer, options.fonts))),
            images: RefCell::default(),
            mounts: Arc::new(mounts),
            storage: RefCell::new(Storage::new(options.store)),
            audio: RefCell::new(AudioEngine::new(options.audio, loading)),
            clock,
            device: RefCell::new(options.device),
            haptics: RefCell::new(options.haptics),
            services: RefCell::new(options.services),
            tickets: Cell::default(),
            log,
            package: package.clone(),
            launch: options.launch,
            events: RefCell::new(VecDeque::new()),
            requests: RefCell::default(),
            absent_calls: RefCell::default(),
            pending_images: PendingImages::default(),
            dead_canvases: RefCell::default(),
            dead_images: RefCell::default(),
            profiler: profiler.clone(),
        });
        let web = options.web_adapter;
        let bridge = vm.enter(|ctx| Bridge::install(ctx, &host, web)).map_err(StartError::Adapter)?;
        profiler.mark("wx");

        let loader = Rc::new(PackageModules::new(package.clone(), options.code_cache));
        vm.set_frame_mapper(loader.frame_mapper());
        let modules = Modules::new(loader);
        let later = modules.clone();
        vm.enter(|ctx| bridge.set_require(ctx, move |ctx, path| later.require(ctx, "", path)))
            .map_err(StartError::Adapter)?;
        let mut game = Game {
            bridge,
            modules,
            vm,
            host,
            profiler,
            touches: Touches::default(),
            chrome_touches: ChromeTouches::default(),
            overlay: Overlay::new(options.error_overlay),
            errors: Vec::new(),
            hidden: false,
            virtual_time: options.virtual_time,
            frames_per_second: 60.0,
            last_raf_ms: f64::NEG_INFINITY,
            last_audio_ms: 0.0,
            heap_after_gc: 0,
            said_unsupported: Vec::new(),
        };
        let entry = package.entry();
        if let Err(error) = game.modules.run(&game.vm, RealmId::MAIN, &format!("/{entry}")) {
            game.fail(&error);
        }
        game.take_reports();
        game.profiler.mark("first script");
        let launch = EnterOptions { scene: game.host.launch.scene, query: game.host.launch.query.clone() };
        game.host.post(HostEvent::Show(launch));
        Ok(game)
    }

    /// Errors that no code of the game caught, since the start.
    pub fn errors(&self) -> &[GameError] {
        &self.errors
    }

    /// The screen canvas and its size in pixels; `None` until the game has made one.
    pub fn screen(&self) -> Option<(CanvasId, PixelSize)> {
        let graphics = self.host.graphics.borrow();
        let canvas = graphics.screen?;
        Some((canvas, graphics.canvases.canvas_size(canvas).unwrap_or_default()))
    }

    /// The pixels that would be presented now.
    pub fn read_screen(&mut self) -> Option<PixelBuffer<Straight>> {
        let (canvas, size) = self.presented()?;
        let mut graphics = self.host.graphics.borrow_mut();
        graphics.read_pixels(canvas, size.rect()).ok().map(PixelBuffer::into_straight)
    }

    /// Calls of names that are not there yet, with how often.
    pub fn absent_calls(&self) -> Vec<(String, u64)> {
        self.host.absent_calls.borrow().iter().map(|(name, count)| (name.clone(), *count)).collect()
    }

    /// What of the platform's documented names is not there.
    pub fn absent_names(&self) -> Result<AbsentNames, ScriptError> {
        self.vm.enter(|ctx| self.bridge.absent_names(ctx))
    }

    /// Bytes of the JavaScript heap.
    pub fn heap_bytes(&self) -> u64 {
        self.vm.memory_usage().heap_bytes
    }

    /// Starts to sample the scripts of the main realm; `clock` is a real one, in milliseconds.
    pub fn start_script_profile(&self, clock: Rc<dyn Fn() -> f64>, interval_ms: f64) {
        self.vm.start_sampling(clock, interval_ms);
    }

    /// Ends sampling; `None` when it was off.
    pub fn stop_script_profile(&self) -> Option<ScriptTimes> {
        let profile = self.vm.stop_sampling()?;
        let frame =
            |f: Frame| ScriptFrame { function: f.function, file: f.file, line: f.line, column: f.column };
        Some(ScriptTimes {
            stacks: profile.stacks.into_iter().map(|s| s.into_iter().map(frame).collect()).collect(),
            samples: profile.samples.into_iter().map(|s| (s.stack, s.at_ms, s.weight_ms)).collect(),
            script_ms: profile.script_ms,
        })
    }

    /// Hands on what scripts left uncaught.
    pub(crate) fn take_reports(&mut self) {
        for report in self.vm.take_reports() {
            match report {
                Report::Uncaught(error) => self.fail(&error),
                Report::UnhandledRejection { error, .. } => {
                    let text = format!("unhandled promise rejection: {}", error.report());
                    self.log(LogLevel::Error, &error, &text);
                    self.host.post(HostEvent::Rejection { reason: error.headline() });
                }
                Report::Warning(text) => self.host.say(LogLevel::Warn, text),
            }
        }
    }

    /// An uncaught error: console, `wx.onError`, overlay.
    pub(crate) fn fail(&mut self, error: &ScriptError) {
        let text = error.report();
        self.log(LogLevel::Error, error, &format!("uncaught {text}"));
        self.host.post(HostEvent::Error { message: error.headline(), stack: error.stack.clone() });
        self.overlay.show(&text);
        self.errors.push(GameError { text });
    }

    fn log(&self, level: LogLevel, error: &ScriptError, text: &str) {
        let origin = if error.file.is_empty() {
            String::new()
        } else {
            format!("{}:{}:{}", error.file, error.line, error.column)
        };
        self.host.log.write(&Record { level, origin, text: text.to_owned() });
    }
}

struct ScriptClock(Arc<dyn Clock>);

impl HostClock for ScriptClock {
    fn now_ms(&self) -> f64 {
        self.0.now_ms()
    }

    fn unix_ms(&self) -> f64 {
        self.0.unix_ms()
    }
}

struct ConsoleLog(Arc<dyn Log>);

impl ConsoleSink for ConsoleLog {
    fn write(&mut self, record: ConsoleRecord) {
        let level = match record.level {
            ConsoleLevel::Debug => LogLevel::Debug,
            ConsoleLevel::Log | ConsoleLevel::Info => LogLevel::Info,
            ConsoleLevel::Warn => LogLevel::Warn,
            ConsoleLevel::Error => LogLevel::Error,
        };
        let origin = record.origin.map(|o| o.to_string()).unwrap_or_default();
        self.0.write(&Record { level, origin, text: record.text });
    }
}
