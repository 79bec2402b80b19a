//! A game with the world that the player gives it: disk, sound, fonts, clock, log.

use crate::{
    app::AppRun,
    args::{AdapterKind, ClockKind, RunArgs},
    exit::Exit,
    limits, network, services,
};
use sparrow_base::{CanvasId, PixelBuffer, PixelSize, Straight};
use sparrow_media::{
    font::{FontSources, Fonts, FontsOptions},
    image::{self, EncodedFormat},
};
use sparrow_native::{
    AppFolders, ColorChoice, DiskFileSystem, DiskStore, RealClock, TempFolder, TerminalLog,
};
use sparrow_package::{CodeCache, Package};
use sparrow_platform::{
    AudioOutput, Clock, FileSystem, LocalSocial, Log, LogLevel, MemoryFileSystem, MemoryStore,
    NullAudioOutput, Record, Services, Social, SocialWorld, Store, TappedAudioOutput, VirtualClock,
};
use sparrow_profile::{Profiler, ScriptTimes};
use sparrow_render::Renderer;
use sparrow_runtime::{FrameInput, FrameOutcome, Game, GameOptions, InputEvent, LaunchOptions, Limits};
use sparrow_simulator::{Answers, SimulatedHaptics, Simulator};
use std::{
    env,
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
};

/// Where what a game keeps lives when `--data` does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paths {
    /// The user's data folder.
    OnDisk,
    /// Nowhere: each run starts alike.
    InMemory,
}

/// One run of a game.
pub(crate) struct Session {
    game: Game,
    profiler: Rc<Profiler>,
    clock: SessionClock,
    logical_size: (f64, f64),
    pixel_ratio: f64,
    name: String,
    stats: bool,
    limits: bool,
    frames: u64,
    app: Option<AppRun>,
    package: PathBuf,
    wants_restart: bool,
    _temp: Option<TempFolder>,
}

enum SessionClock {
    Real,
    Virtual(VirtualClock),
}

/// Virtual time starts at this moment: 2026-01-01T00:00:00Z.
const VIRTUAL_EPOCH_MS: f64 = 1_767_225_600_000.0;
/// What nested calls of JavaScript may take of the thread's stack (`main.rs` makes it larger than this).
#[cfg(not(target_os = "macos"))]
const SCRIPT_STACK_BYTES: usize = 8 << 20;
/// Windows belong to the main thread there, whose stack is 8 MiB.
#[cfg(target_os = "macos")]
const SCRIPT_STACK_BYTES: usize = 4 << 20;
/// Compiled code of all games together.
const CODE_CACHE_BYTES: u64 = 256 << 20;
/// A frame of virtual time.
const FRAME_MS: f64 = 1000.0 / 60.0;

impl Session {
    /// Opens the package and boots the game. Where that fails and an older version can take its place, that one is booted, with the
    /// renderer that `again` gives.
    pub(crate) fn start(
        args: &RunArgs,
        paths: Paths,
        renderer: Box<dyn Renderer>,
        again: &dyn Fn() -> Result<Box<dyn Renderer>, Exit>,
    ) -> Result<Session, Exit> {
        let mut started = Session::boot(args, paths, renderer);
        while let Err(exit) = &started
            && exit.again
        {
            started = Session::boot(args, paths, again()?);
        }
        started
    }

    fn boot(args: &RunArgs, paths: Paths, renderer: Box<dyn Renderer>) -> Result<Session, Exit> {
        let color = if env::var_os("NO_COLOR").is_some() { ColorChoice::Never } else { ColorChoice::Auto };
        let log: Arc<dyn Log> = Arc::new(TerminalLog::new(LogLevel::Debug, color));
        let (mut package, app) = match AppRun::open(args)? {
            Some((package, app)) => (package, Some(app)),
            None => (open_package(&args.package)?, None),
        };
        for (name, folder) in &args.plugin {
            let files = DiskFileSystem::read_only(folder)
                .map_err(|e| Exit::usage(format!("--plugin {name}: {}: {e}", folder.display())))?;
            package = package.with_plugin(name, Arc::new(files));
        }
        let name = package.project().projectname.clone().unwrap_or_else(|| file_stem(&args.package));
        let mut services = services::read(args)?;
        let players = services::players(args, &mut services);
        let world = World::new(args, paths, &package, players, log.as_ref())?;
        let (connections, domains) = (network::open(args)?, network::domains(args)?);

        let (clock, session_clock): (Arc<dyn Clock>, SessionClock) = match args.clock {
            ClockKind::Virtual if args.headless => {
                let clock = VirtualClock::new(VIRTUAL_EPOCH_MS);
                (Arc::new(clock.clone()), SessionClock::Virtual(clock))
            }
            _ => (Arc::new(RealClock::new()), SessionClock::Real),
        };
        let virtual_time = matches!(session_clock, SessionClock::Virtual(_));
        let real = Arc::new(RealClock::new());
        let profiler = Rc::new(if args.stats {
            let real = RealClock::new();
            Profiler::new(move || real.now_ms(), Profiler::DEFAULT_CAPACITY)
        } else {
            Profiler::off()
        });
        let device = services::device(args, &services, package.config().device_orientation.is_landscape())?;
        let logical_size = (device.window_width, device.window_height);
        let pixel_ratio = device.pixel_ratio;
        let answers = if args.headless { Answers::Confirm } else { Answers::User };
        let app_id = package.project().appid.clone().unwrap_or_default();
        let simulator: Box<dyn Services> = Box::new(Simulator::new(services, answers, &app_id));
        let services = match &app {
            Some(app) => app.services(simulator),
            None => simulator,
        };
        let sources = if args.embedded_fonts { FontSources::EmbeddedOnly } else { FontSources::System };
        let fonts = Fonts::new(FontsOptions { sources, ..FontsOptions::default() });

        let game = Game::start(GameOptions {
            package,
            user_files: world.user_files,
            temp_files: world.temp_files,
            saved_files: world.saved_files,
            code_cache: world.code_cache,
            store: world.store,
            social: world.social,
            device,
            clock,
            virtual_time,
            random_seed: virtual_time.then_some(args.seed),
            watchdog_clock: Arc::new(move || real.now_ms()),
            profiler: profiler.clone(),
            log: log.clone(),
            audio: world.audio,
            network: connections,
            domains,
            haptics: Box::new(SimulatedHaptics),
            services,
            fonts,
            renderer,
            limits: limits::of(args, Limits { stack_bytes: SCRIPT_STACK_BYTES, ..Limits::default() }),
            launch: LaunchOptions { scene: args.scene, query: parse_query(&args.query) },
            web_adapter: args.adapter == AdapterKind::Web,
            error_overlay: !args.no_overlay,
        })
        .map_err(|e| {
            let text = e.to_string();
            let exit = Exit::bad_package(format!("{}: {text}", args.package.display()));
            if app.as_ref().is_some_and(|app| app.fall_back(&text)) { exit.again() } else { exit }
        })?;
        if let (Some(app), Some(error)) = (&app, game.errors().first())
            && app.fall_back(error.text.lines().next().unwrap_or_default())
        {
            return Err(Exit::game_failed("the new version is broken").again());
        }
        Ok(Session {
            game,
            profiler,
            clock: session_clock,
            logical_size,
            pixel_ratio,
            name,
            stats: args.stats,
            limits: args.limits,
            frames: 0,
            app,
            package: args.package.clone(),
            wants_restart: false,
            _temp: world.temp,
        })
    }

    /// Runs one frame.
    pub(crate) fn frame(
        &mut self,
        events: Vec<InputEvent>,
        present: &mut dyn FnMut(CanvasId, PixelSize) -> Result<(), String>,
    ) -> FrameOutcome {
        self.frames += 1;
        if let SessionClock::Virtual(clock) = &self.clock {
            clock.set_now_ms(self.frames as f64 * FRAME_MS);
        }
        for event in &events {
            if let InputEvent::Resize { width, height } = event {
                self.logical_size = (*width, *height);
            }
        }
        let outcome = self.game.frame(FrameInput { events }, present);
        self.wants_restart |= outcome.restart;
        if let Some(app) = &mut self.app {
            app.frame();
        }
        outcome
    }

    /// The game asked to be started anew.
    pub(crate) fn wants_restart(&self) -> bool {
        self.wants_restart
    }

    /// The package as the arguments name it.
    pub(crate) fn package(&self) -> &Path {
        &self.package
    }

    /// Frames so far.
    pub(crate) fn frame_count(&self) -> u64 {
        self.frames
    }

    /// Uncaught errors so far.
    pub(crate) fn error_count(&self) -> usize {
        self.game.errors().len()
    }

    /// Size of the game's window in logical pixels.
    pub(crate) fn logical_size(&self) -> (f64, f64) {
        self.logical_size
    }

    /// Physical pixels per logical one.
    pub(crate) fn pixel_ratio(&self) -> f64 {
        self.pixel_ratio
    }

    /// True while keys are text, for the keyboard of the screen or a dialog.
    pub(crate) fn takes_text(&self) -> bool {
        self.game.takes_text()
    }

    /// For the window.
    pub(crate) fn title(&self) -> String {
        format!("{} - sparrow", self.name)
    }

    /// The last frame's pixels.
    pub(crate) fn screenshot(&mut self) -> Option<PixelBuffer<Straight>> {
        self.game.read_screen()
    }

    /// Writes the last frame as a PNG.
    pub(crate) fn save_screenshot(&mut self, file: &Path) -> Result<(), String> {
        let pixels = self.screenshot().ok_or("the game has not made a canvas yet")?;
        let png = image::encode(&pixels, EncodedFormat::Png).map_err(|e| e.to_string())?;
        std::fs::write(file, png).map_err(|e| format!("{}: {e}", file.display()))
    }

    /// Writes `sparrow-1.png`, `sparrow-2.png`, ... in the current folder.
    pub(crate) fn save_numbered_screenshot(&mut self) {
        let free = (1..10_000).map(|n| PathBuf::from(format!("sparrow-{n}.png"))).find(|p| !p.exists());
        let Some(file) = free else { return };
        match self.save_screenshot(&file) {
            Ok(()) => say(&format!("screenshot: {}", file.display())),
            Err(e) => say(&format!("no screenshot: {e}")),
        }
    }

    /// What was measured; off without `--stats`.
    pub(crate) fn profiler(&self) -> &Profiler {
        &self.profiler
    }

    /// Samples scripts from now on, at most every half millisecond.
    pub(crate) fn start_script_profile(&self) {
        let clock = RealClock::new();
        self.game.start_script_profile(Rc::new(move || clock.now_ms()), 0.5);
    }

    /// What the samples say; `None` when there are none.
    pub(crate) fn stop_script_profile(&self) -> Option<ScriptTimes> {
        self.game.stop_script_profile()
    }

    /// The game's name for people.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// `--stats`.
    pub(crate) fn print_stats(&self) {
        if self.limits {
            say(&limits::table(&self.game.limit_uses()));
        }
        if self.stats {
            // The first frames compile and upload; they are told apart as marks.
            say(&self.profiler.summary(0).to_string());
        }
        let absent = self.game.absent_calls();
        if self.stats && !absent.is_empty() {
            let list: Vec<_> = absent.iter().map(|(name, count)| format!("{name} ({count})")).collect();
            say(&format!("called but not supported yet: {}", list.join(", ")));
        }
    }
}

/// A line of the player's own, on standard error.
#[allow(clippy::print_stderr)]
pub(crate) fn say(text: &str) {
    eprintln!("{text}");
}

fn file_stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| "game".to_owned(), |name| name.to_string_lossy().into_owned())
}

fn parse_query(text: &str) -> std::collections::BTreeMap<String, String> {
    let pairs = text.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (key.to_owned(), value.to_owned())
        })
        .collect()
}

/// Opens a folder or a zip.
pub(crate) fn open_package(path: &Path) -> Result<Package, Exit> {
    let fail = |e: &dyn std::fmt::Display| Exit::bad_package(format!("{}: {e}", path.display()));
    let meta = std::fs::metadata(path).map_err(|e| fail(&e))?;
    if meta.is_dir() {
        let files = DiskFileSystem::read_only(path).map_err(|e| fail(&e))?;
        return Package::open(Arc::new(files)).map_err(|e| fail(&e));
    }
    let is_script = path.extension().is_some_and(|e| e == "js" || e == "json");
    if is_script {
        return Err(fail(&"this is a file of a game; name the folder that holds game.json"));
    }
    let bytes = std::fs::read(path).map_err(|e| fail(&e))?;
    Package::open_zip(bytes).map_err(|e| fail(&e))
}

/// The output, whose sound also goes to a file.
fn tapped(audio: Box<dyn AudioOutput>, path: &Path) -> Result<Box<dyn AudioOutput>, Exit> {
    let tap = sparrow_native::wav_tap(path, audio.sample_rate_hz())
        .map_err(|e| Exit::usage(format!("{} cannot be written: {e}", path.display())))?;
    Ok(Box::new(TappedAudioOutput::new(audio, tap)))
}

struct World {
    user_files: Arc<dyn FileSystem>,
    temp_files: Arc<dyn FileSystem>,
    saved_files: Arc<dyn FileSystem>,
    code_cache: Option<CodeCache>,
    store: Box<dyn Store>,
    social: Box<dyn Social>,
    audio: Box<dyn AudioOutput>,
    temp: Option<TempFolder>,
}

impl World {
    fn new(
        args: &RunArgs,
        paths: Paths,
        package: &Package,
        players: SocialWorld,
        log: &dyn Log,
    ) -> Result<World, Exit> {
        let warn = |text: String| log.write(&Record { level: LogLevel::Warn, origin: String::new(), text });
        let root = match (&args.data, paths) {
            (Some(folder), _) => Some(folder.clone()),
            (None, Paths::OnDisk) => sparrow_native::data_root(|name| env::var_os(name)),
            (None, Paths::InMemory) => None,
        };
        let code_cache = sparrow_native::cache_root(|name| env::var_os(name)).map(|folder| {
            let files = DiskFileSystem::created_on_write(folder.join("code")).without_sync();
            CodeCache::new(Arc::new(files), CODE_CACHE_BYTES)
        });
        let audio: Box<dyn AudioOutput> = if args.mute || args.headless {
            Box::<NullAudioOutput>::default()
        } else {
            let (audio, why) = sparrow_native::open_audio();
            if let Some(why) = why {
                warn(why.to_string());
            }
            audio
        };
        let audio = match &args.audio_out {
            Some(path) => tapped(audio, path)?,
            None => audio,
        };
        let Some(root) = root else {
            return Ok(World {
                user_files: Arc::new(MemoryFileSystem::new()),
                temp_files: Arc::new(MemoryFileSystem::new()),
                saved_files: Arc::new(MemoryFileSystem::new()),
                code_cache,
                store: Box::<MemoryStore>::default(),
                social: Box::new(local_social(players, Box::<MemoryStore>::default())?),
                audio,
                temp: None,
            });
        };
        let id = app_id(args, package);
        let folders = AppFolders::new(&root, &id);
        let fail =
            |e: &dyn std::fmt::Display| Exit::usage(format!("what the game keeps cannot be opened: {e}"));
        let user_files = DiskFileSystem::created_on_write(folders.user_data());
        let saved_files = DiskFileSystem::created_on_write(folders.app().join("saved"));
        let temp = TempFolder::new(&folders.temp()).map_err(|e| fail(&e))?;
        let temp_files = DiskFileSystem::created_on_write(temp.path()).without_sync();
        let mut store = DiskStore::open(folders.storage()).map_err(|e| fail(&e))?;
        if let Some(damage) = store.take_damage() {
            warn(damage.to_string());
        }
        let mut scores = DiskStore::open(folders.app().join("cloud")).map_err(|e| fail(&e))?;
        if let Some(damage) = scores.take_damage() {
            warn(damage.to_string());
        }
        Ok(World {
            social: Box::new(local_social(players, Box::new(scores))?),
            user_files: Arc::new(user_files),
            temp_files: Arc::new(temp_files),
            saved_files: Arc::new(saved_files),
            code_cache,
            store: Box::new(store),
            audio,
            temp: Some(temp),
        })
    }
}

/// All players of a game share one store, and are friends.
fn local_social(players: SocialWorld, store: Box<dyn Store>) -> Result<LocalSocial, Exit> {
    let social = LocalSocial::new(players, store);
    social.map_err(|e| Exit::usage(format!("what the players have stored cannot be opened: {e}")))
}

/// Two projects that copied an example's app id are still two games: the folder's place is part of the name where
/// the id is none of the platform's own.
fn app_id(args: &RunArgs, package: &Package) -> String {
    match package.project().appid.as_deref() {
        Some(id) if id.starts_with("wx") => id.to_owned(),
        _ => std::fs::canonicalize(&args.package)
            .unwrap_or_else(|_| args.package.clone())
            .display()
            .to_string(),
    }
}
