//! [`Game`]: one running game. Boot is here, the frame is in `frame.rs`.

use crate::{
    chrome::{ChromePictures, ChromeTouches, LaidOut, Shape},
    errors::Errors,
    gamepads::Gamepads,
    input::Touches,
    limits_report::limit_of,
    modules::PackageModules,
    open_data::{OpenData, OpenDataError},
    options::{GameOptions, Limits},
    overlay::Overlay,
    plugins,
    stack::{self, StackError},
    start_marks::StartMarks,
    video_controls::VideoTouches,
    worker::{Workers, WorkersOptions},
};
use sparrow_api::{
    bridge::{AbsentNames, Bridge},
    classes::PendingImages,
    event::{EnterOptions, HostEvent},
    graphics::Graphics,
    host::{Host, RealmKind},
    image_loader::ImageLoader,
    network::NetworkService,
    open_data::OpenDataLink,
    refusals::Refusals,
    video::Videos,
};
use sparrow_audio::{AudioEngine, Loading, Recorder};
use sparrow_base::{Budget, CanvasId, PixelBuffer, PixelSize, Straight};
use sparrow_package::{CloudStorage, MountFiles, MountLimits, Mounts, PackageError, Storage};
use sparrow_platform::{Clock, GameFiles, Log, LogLevel, Record};
use sparrow_profile::{Profiler, ScriptFrame, ScriptTimes};
use sparrow_script::{
    ConsoleLevel, ConsoleRecord, ConsoleSink, Frame, HostClock, Interrupter, Modules, RealmId, Report,
    ScriptError, SharedMemoryOptions, Vm, VmError, VmOptions, WatchdogOptions,
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
    /// The thread has too little of its stack left.
    #[error("{0}")]
    Stack(#[from] StackError),
    /// Our own scripts failed; a fault of the runtime.
    #[error("the runtime's own scripts failed: {0}")]
    Adapter(ScriptError),
}

/// One running game.
pub struct Game {
    // Declared in the order in which they must go: what refers into the VM, then the VM.
    pub(crate) open_data: Option<OpenData>,
    pub(crate) workers: Rc<Workers>,
    pub(crate) bridge: Bridge,
    #[allow(dead_code)] // owns what `require` of the modules uses
    modules: Modules,
    pub(crate) vm: Vm,
    pub(crate) host: Rc<Host>,
    pub(crate) profiler: Rc<Profiler>,
    pub(crate) touches: Touches,
    pub(crate) gamepads: Gamepads,
    pub(crate) chrome_touches: ChromeTouches,
    pub(crate) video_touches: VideoTouches,
    pub(crate) overlay: Overlay,
    pub(crate) chrome_pictures: ChromePictures,
    pub(crate) laid_out: RefCell<LaidOut>,
    pub(crate) errors: Errors,
    pub(crate) stack_bytes: usize,
    /// When the game was hidden; `None` while it is shown.
    pub(crate) hidden_since_ms: Option<f64>,
    pub(crate) virtual_time: bool,
    pub(crate) frames_per_second: f64,
    /// The clock at the beginning of the frame.
    pub(crate) now_ms: f64,
    pub(crate) last_raf_ms: f64,
    pub(crate) last_audio_ms: f64,
    pub(crate) heap_after_gc: u64,
    /// Size of the heap when it was last counted.
    pub(crate) heap: u64,
    pub(crate) frames_since_count: u32,
    web_adapter: bool,
    needs_browser: bool,
    /// Somebody has seen something of the game, or touched it.
    pub(crate) begun: bool,
    pub(crate) limits: Limits,
    pub(crate) said_unsupported: Vec<&'static str>,
    /// How often somebody got no pixels, as of the last frame.
    pub(crate) pixels_refused: u64,
    /// Drawn over everything else.
    pub(crate) panel: Vec<Shape>,
    pub(crate) marks: StartMarks,
}

/// What games without an adapter of their own look for first.
const BROWSER_GLOBALS: [&str; 9] = [
    "window",
    "document",
    "canvas",
    "navigator",
    "location",
    "localStorage",
    "Image",
    "Audio",
    "XMLHttpRequest",
];

fn misses_browser(message: &str) -> bool {
    BROWSER_GLOBALS.iter().any(|name| message == format!("{name} is not defined"))
}

impl Game {
    /// Boots a game and runs its first script.
    pub fn start(options: GameOptions) -> Result<Game, StartError> {
        let GameOptions { package, log, profiler, clock, limits, .. } = options;
        profiler.mark("start");
        let stack_bytes = stack::share(limits.stack_bytes)?;
        let package = Arc::new(package);
        let code_cache = options.code_cache.map(Arc::new);
        for warning in package.warnings() {
            let text = warning.to_string();
            log.write(&Record { level: LogLevel::Warn, origin: String::new(), text });
        }
        let shared_clock = options.watchdog_clock;
        let watchdog_clock: Rc<dyn Fn() -> f64> = {
            let clock = shared_clock.clone();
            Rc::new(move || clock())
        };
        let locale = options.device.language.replace('_', "-");
        let vm_options = VmOptions {
            memory_limit_bytes: limits.heap_bytes,
            stack_limit_bytes: stack_bytes,
            watchdog: Some(WatchdogOptions { budget_ms: limits.entry_ms, clock: watchdog_clock }),
            clock: Rc::new(ScriptClock(clock.clone())),
            virtual_date: options.virtual_time || options.date_from_clock,
            random_seed: options.random_seed,
            max_timers: limits.timers,
            locale: locale.clone(),
            shared_memory: options.shared_memory.then(SharedMemoryOptions::default),
            ..VmOptions::default()
        };
        let vm = Vm::new(vm_options.clone())?;
        vm.set_console(RealmId::MAIN, console_of(&log));
        profiler.mark("vm");

        let loading = if options.virtual_time { Loading::Immediate } else { Loading::Background };
        let files = MountFiles {
            package: package.files().clone(),
            user: options.user_files,
            temp: options.temp_files,
            saved: options.saved_files,
        };
        let file_limits = MountLimits {
            user_bytes: limits.user_file_bytes,
            temp_bytes: limits.temp_file_bytes,
            ..MountLimits::default()
        };
        let mounts = Mounts::with_limits(files, file_limits);
        let pixels = Budget::new(limits.pixel_bytes);
        let mut graphics = Graphics::new(options.renderer, options.fonts, pixels);
        let open_data = package.open_data_entry().map(|_| {
            let size = window_size(&options.device);
            let canvas = graphics.canvases.create_canvas(size);
            graphics.canvases.taint(canvas);
            Rc::new(OpenDataLink::new(canvas))
        });
        let mut audio = AudioEngine::new(options.audio, loading);
        audio.recorder = Recorder::new(options.microphone);
        let host = Rc::new(Host {
            realm: RealmKind::Main,
            network: RefCell::new(NetworkService::new(options.network, options.domains)),
            graphics: Rc::new(RefCell::new(graphics)),
            cloud: Rc::new(RefCell::new(CloudStorage::new(options.social))),
            open_data: open_data.clone(),
            workers: RefCell::default(),
            images: RefCell::new(ImageLoader::with_arrivals("images", options.arrivals.clone())),
            modules: RefCell::default(),
            code_cache: code_cache.clone(),
            mounts: Arc::new(mounts),
            storage: RefCell::new(Storage::new(options.store)),
            audio: RefCell::new(audio),
            web_audio: RefCell::default(),
            // A recording has to see the same frames again.
            videos: RefCell::new(Videos::new(options.virtual_time || options.arrivals.is_some())),
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
            refusals: Refusals::default(),
            pending_images: PendingImages::default(),
            dead_canvases: RefCell::default(),
            dead_images: RefCell::default(),
            profiler: profiler.clone(),
        });
        host.services.borrow_mut().starts(host.mounts.clone());
        let workers = Rc::new(Workers::new(WorkersOptions {
            package: package.clone(),
            cache: code_cache.clone(),
            clock: host.clock.clone(),
            virtual_time: options.virtual_time,
            random_seed: options.random_seed,
            locale,
            watchdog_clock: shared_clock,
            limits: limits.clone(),
            mounts: host.mounts.clone(),
            shared_memory: options.shared_memory,
        }));
        host.workers.replace(Some(workers.clone()));
        let web = options.web_adapter;
        let bridge = vm.enter(|ctx| Bridge::install(ctx, &host, web)).map_err(StartError::Adapter)?;
        profiler.mark("wx");
        for (name, json) in &options.game_globals {
            let (name, json) =
                (serde_json::Value::from(name.as_str()), serde_json::Value::from(json.as_str()));
            let set = format!("GameGlobal[{name}] = JSON.parse({json})");
            vm.eval(&set, "game globals").map_err(StartError::Adapter)?;
        }

        let modules = PackageModules::new(package.clone(), package.resolver(), code_cache.clone());
        let loader = Rc::new(modules);
        vm.set_frame_mapper(loader.frame_mapper());
        let modules = Modules::new(loader);
        let later = modules.clone();
        vm.enter(|ctx| bridge.set_require(ctx, move |ctx, path| later.require(ctx, "", path)))
            .map_err(StartError::Adapter)?;
        plugins::install(&vm, &package, code_cache.as_ref(), false)?;
        let open_data = match (open_data, package.open_data_resolver()) {
            (Some(link), Some(resolver)) => {
                let modules = PackageModules::new(package.clone(), resolver, code_cache.clone());
                let open_data = OpenData::new(&host, link, modules, vm_options, &limits, options.arrivals)?;
                plugins::install(open_data.vm(), &package, code_cache.as_ref(), true)?;
                Some(open_data)
            }
            _ => None,
        };
        let mut game = Game {
            open_data,
            workers,
            bridge,
            modules,
            vm,
            host,
            profiler,
            touches: Touches::default(),
            gamepads: Gamepads::default(),
            chrome_touches: ChromeTouches::default(),
            video_touches: VideoTouches::default(),
            overlay: Overlay::new(options.error_overlay),
            chrome_pictures: ChromePictures::default(),
            laid_out: RefCell::default(),
            errors: Errors::default(),
            stack_bytes,
            hidden_since_ms: None,
            virtual_time: options.virtual_time,
            frames_per_second: 60.0,
            now_ms: 0.0,
            last_raf_ms: f64::NEG_INFINITY,
            last_audio_ms: 0.0,
            heap_after_gc: 0,
            heap: 0,
            frames_since_count: 0,
            web_adapter: web,
            needs_browser: false,
            begun: false,
            limits,
            said_unsupported: Vec::new(),
            pixels_refused: 0,
            panel: Vec::new(),
            marks: StartMarks::default(),
        };
        let entry = package.entry();
        if let Err(error) = game.modules.run(&game.vm, RealmId::MAIN, &format!("/{entry}")) {
            game.fail(&error);
        }
        game.take_reports();
        game.profiler.mark("first script");
        if let Some(open_data) = &mut game.open_data {
            let errors = open_data.boot(&package);
            game.fail_open_data(&errors);
            game.profiler.mark("open data");
        }
        let launch = EnterOptions { scene: game.host.launch.scene, query: game.host.launch.query.clone() };
        game.host.post(HostEvent::Show(launch));
        Ok(game)
    }

    /// Ends what runs of a frame, from another thread: for an app whose user does not want to wait for the watchdog.
    pub fn interrupter(&self) -> Interrupter {
        self.vm.interrupter()
    }

    /// True when an uncaught error missed a global that browsers have, and that the web adapter would have given, before the game drew anything
    /// and before it was touched: it can be started anew.
    pub fn needs_browser(&self) -> bool {
        self.needs_browser
    }

    /// A file by the path that the game wrote, as it hands it to the platform (`saveImageToPhotosAlbum`, `shareAppMessage`): `http://tmp/..`, `http://usr/..`,
    /// `wxfile://..`, a path of the package, or a picture that the game itself may not read. An error in words. Services get the same from
    /// [`Services::starts`](sparrow_platform::Services::starts).
    pub fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        GameFiles::read_file(&*self.host.mounts, path)
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
        let pixels = graphics.read_pixels(canvas, size.rect()).ok().map(PixelBuffer::into_straight);
        // Somebody looks at the game: no sync point of the game's own.
        graphics.canvases.take_stats();
        pixels
    }

    /// Calls of names that are not there yet, with how often.
    pub fn absent_calls(&self) -> Vec<(String, u64)> {
        self.host.absent_calls.borrow().iter().map(|(name, count)| (name.clone(), *count)).collect()
    }

    /// What of the platform's documented names is not there.
    pub fn absent_names(&self) -> Result<AbsentNames, ScriptError> {
        self.vm.enter(|ctx| self.bridge.absent_names(ctx))
    }

    /// Bytes of the open data domain's JavaScript heap, where the game has one.
    pub fn open_data_heap_bytes(&self) -> Option<u64> {
        self.open_data.as_ref().map(OpenData::heap_bytes)
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
                Report::UnhandledRejection { error, reason, promise } => {
                    let text = format!("unhandled promise rejection: {}", error.report());
                    log_error(&self.host, &error, &text);
                    self.host.post(HostEvent::Rejection { reason, promise });
                }
                Report::Warning(text) => self.host.say(LogLevel::Warn, text),
            }
        }
    }

    /// An uncaught error: console, `wx.onError`, overlay.
    pub(crate) fn fail(&mut self, error: &ScriptError) {
        if let Some(limit) = limit_of(error.kind) {
            self.host.refusals.add(limit);
        }
        let mut text = error.report();
        if !self.web_adapter && misses_browser(&error.message) {
            self.needs_browser |= !self.begun;
            text.push_str("\n        mend: the game counts on a browser's globals: turn the web adapter on (sparrow run --adapter web)");
        }
        log_error(&self.host, error, &format!("uncaught {text}"));
        self.host.post(HostEvent::Error { message: error.headline(), stack: error.stack.clone() });
        self.overlay.show(&text);
        self.errors.add(text);
    }

    /// Uncaught errors of the open data domain: overlay and host. The main domain must not hear of them.
    pub(crate) fn fail_open_data(&mut self, errors: &[ScriptError]) {
        for error in errors {
            let text = format!("open data domain: {}", error.report());
            self.overlay.show(&text);
            self.errors.add(text);
        }
    }
}

fn window_size(device: &sparrow_platform::DeviceInfo) -> PixelSize {
    PixelSize::new(device.window_width.max(0.0) as u32, device.window_height.max(0.0) as u32)
}

/// An error on the console, with its place.
pub(crate) fn log_error(host: &Host, error: &ScriptError, text: &str) {
    host.log.write(&Record { level: LogLevel::Error, origin: origin_of(error), text: text.to_owned() });
}

/// The place of an error as the log writes it.
pub(crate) fn origin_of(error: &ScriptError) -> String {
    if error.file.is_empty() {
        return String::new();
    }
    format!("{}:{}:{}", error.file, error.line, error.column)
}

/// The log's level for a console line.
pub(crate) fn level_of(level: ConsoleLevel) -> LogLevel {
    match level {
        ConsoleLevel::Debug => LogLevel::Debug,
        ConsoleLevel::Log | ConsoleLevel::Info => LogLevel::Info,
        ConsoleLevel::Warn => LogLevel::Warn,
        ConsoleLevel::Error => LogLevel::Error,
    }
}

/// A console that writes to the log.
pub(crate) fn console_of(log: &Arc<dyn Log>) -> Rc<RefCell<dyn ConsoleSink>> {
    Rc::new(RefCell::new(ConsoleLog(log.clone())))
}

impl From<OpenDataError> for StartError {
    fn from(error: OpenDataError) -> StartError {
        match error {
            OpenDataError::Vm(error) => StartError::Vm(error),
            OpenDataError::Adapter(error) => StartError::Adapter(error),
        }
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
        let origin = record.origin.map(|o| o.to_string()).unwrap_or_default();
        self.0.write(&Record { level: level_of(record.level), origin, text: record.text });
    }
}
