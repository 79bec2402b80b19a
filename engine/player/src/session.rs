//! A game with the world that the player gives it: disk, sound, fonts, clock, log.

use crate::{
    app::AppRun,
    args::{AdapterKind, ClockKind, RunArgs},
    cloud,
    exit::Exit,
    game_clock::GameClock,
    inspector::Tap,
    limits, network,
    network_switch::NetworkSwitch,
    open::open_package,
    services,
    tape::{self, SessionTape, Start},
    world::{Surroundings, World},
};
use sparrow_base::{CanvasId, PixelBuffer, PixelSize, Straight};
use sparrow_media::{
    font::{FontSources, Fonts, FontsOptions},
    image::{self, EncodedFormat},
};
use sparrow_native::{ColorChoice, DiskFileSystem, FastClock, TempFolder, TerminalLog};
use sparrow_platform::{Clock, Log, LogLevel, VirtualClock};
use sparrow_profile::{LiveHeap, Profiler, ScriptTimes};
use sparrow_render::Renderer;
use sparrow_runtime::{FrameInput, FrameOutcome, Game, GameOptions, InputEvent, LaunchOptions, Limits};
use std::{
    env,
    io::Write,
    path::{Path, PathBuf},
    rc::Rc,
    sync::Arc,
    time::Instant,
};

/// Where what a game keeps lives when `--data` does not say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Paths {
    /// The user's data folder.
    OnDisk,
    /// Nowhere: each run starts alike.
    InMemory,
}

/// Makes the renderer of the next game.
pub(crate) type MakeRenderer<'a> = dyn Fn() -> Result<Box<dyn Renderer>, Exit> + 'a;

/// What a game is started with beside the command line.
#[derive(Clone, Default)]
pub(crate) struct With<'a> {
    /// What `GameGlobal.onHotReload` of an earlier run wants to find again, as JSON.
    pub(crate) kept: Option<String>,
    /// What an inspector hears of it.
    pub(crate) tap: Option<&'a Tap>,
    /// It is not the first run: what was said of the machine has been said.
    pub(crate) again: bool,
    /// The query, where it is not that of the command line.
    pub(crate) query: Option<String>,
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
    begin: Instant,
    network: NetworkSwitch,
    drawn_by: String,
    tape: Option<SessionTape>,
    _temp: Option<TempFolder>,
}

#[derive(Clone)]
enum SessionClock {
    Real(GameClock),
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
/// A frame of virtual time.
const FRAME_MS: f64 = 1000.0 / 60.0;

/// Said before a start with the web adapter that nobody asked for.
pub(crate) const NEEDS_BROWSER: &str = "the game counts on a browser's globals: started again with --adapter web (--adapter none starts it as phones do)";

impl Session {
    /// Opens the package and boots the game. Where that fails and an older version can take its place, that one is booted, with the
    /// renderer that `again` gives.
    pub(crate) fn start(
        args: &RunArgs,
        paths: Paths,
        renderer: Box<dyn Renderer>,
        again: &MakeRenderer<'_>,
        with: &With<'_>,
    ) -> Result<Session, Exit> {
        let mut args = args.clone();
        let mut started = Session::boot(&args, paths, renderer, with);
        while let Err(exit) = &started
            && exit.again
        {
            if exit.needs_web {
                args.adapter = AdapterKind::Web;
            }
            started = Session::boot(&args, paths, again()?, with);
        }
        started
    }

    fn boot(
        args: &RunArgs,
        paths: Paths,
        renderer: Box<dyn Renderer>,
        with: &With<'_>,
    ) -> Result<Session, Exit> {
        let tap = with.tap;
        let begin = Instant::now();
        let profiler = Rc::new(if args.stats || args.hud || args.inspect.is_some() || !args.headless {
            let clock = FastClock::new();
            Profiler::new(move || clock.now_ms(), Profiler::DEFAULT_CAPACITY)
        } else {
            Profiler::off()
        });
        if args.count_calls {
            profiler.count_calls();
        }
        let color = if env::var_os("NO_COLOR").is_some() { ColorChoice::Never } else { ColorChoice::Auto };
        let terminal: Arc<dyn Log> = Arc::new(TerminalLog::new(LogLevel::Debug, color));
        let log = tap.map_or(terminal.clone(), |tap| tap.log(terminal));
        let (mut package, app) = match AppRun::open(args)? {
            Some((package, app)) => (package, Some(app)),
            None => (open_package(&args.package)?, None),
        };
        if let Some(name) = &args.subpackage {
            package = package.start_from(name).map_err(|e| Exit::usage(format!("--subpackage: {e}")))?;
        }
        for (name, folder) in &args.plugin {
            let files = DiskFileSystem::read_only(folder)
                .map_err(|e| Exit::usage(format!("--plugin {name}: {}: {e}", folder.display())))?;
            package = package.with_plugin(name, Arc::new(files));
        }
        let name = package.project().projectname.clone().unwrap_or_else(|| file_stem(&args.package));
        profiler.mark("package");
        let info = renderer.info();
        let drawn_by = format!("{}, {}", info.name, info.detail);
        let session_clock = match args.clock {
            ClockKind::Virtual if args.headless => SessionClock::Virtual(VirtualClock::new(VIRTUAL_EPOCH_MS)),
            _ => SessionClock::Real(GameClock::new()),
        };
        let (clock, is_virtual): (Arc<dyn Clock>, bool) = match &session_clock {
            SessionClock::Virtual(clock) => (Arc::new(clock.clone()), true),
            SessionClock::Real(clock) => (Arc::new(clock.clone()), false),
        };
        let mut services = services::read(args)?;
        let players = services::players(args, &mut services);
        let device = services::device(args, &services, package.config().device_orientation.is_landscape())?;
        let replay = tape::open(args, &package, &drawn_by)?;
        let mut start = match &replay {
            Some(replay) => Start::recorded(&replay.head),
            None => {
                let query = with.query.as_ref().unwrap_or(&args.query);
                Start::of(args, device, LaunchOptions::parse_query(query))
            }
        };
        start.seed = start.seed.or(is_virtual.then_some(args.seed));
        if args.record.is_some() {
            start.seed = start.seed.or(Some(clock.unix_ms() as u64));
        }
        let epoch_ms = clock.unix_ms() - clock.now_ms();
        let tape = match replay {
            Some(replay) => Some(replay),
            None => tape::record(args, &name, &package, &drawn_by, &start, epoch_ms, !is_virtual)?,
        };
        let is_replay = tape.as_ref().is_some_and(|tape| tape.tape.is_replay());
        let mut world = if is_replay {
            World::nowhere(args, players)?
        } else {
            let chance = cloud::Run {
                seed: start.seed.unwrap_or(clock.unix_ms() as u64),
                real_ms: Arc::new(sparrow_native::thread_cpu_ms),
            };
            let surroundings = Surroundings { chance: &chance, log: log.as_ref(), again: with.again };
            World::new(args, paths, &package, players, services, surroundings)?
        };
        if let Some(app) = &app {
            world.services = app.services(world.services);
        }
        let network = NetworkSwitch::default();
        world.network = network.wrap(world.network);
        if let Some(tap) = tap {
            world.network = tap.network(world.network);
        }
        let domains = network::domains(args)?;
        let logical_size = (start.device.window_width, start.device.window_height);
        let pixel_ratio = start.device.pixel_ratio;
        let sources = if start.embedded_fonts { FontSources::EmbeddedOnly } else { FontSources::System };
        let fonts = Fonts::new(FontsOptions { sources, ..FontsOptions::default() });

        let options = GameOptions {
            package,
            user_files: world.user_files,
            temp_files: world.temp_files,
            saved_files: world.saved_files,
            code_cache: world.code_cache,
            store: world.store,
            social: world.social,
            device: start.device,
            clock,
            virtual_time: is_virtual,
            date_from_clock: true,
            arrivals: None,
            random_seed: start.seed,
            watchdog_clock: Arc::new(sparrow_native::thread_cpu_ms),
            profiler: profiler.clone(),
            log,
            audio: world.audio,
            microphone: world.microphone,
            network: world.network,
            domains,
            haptics: world.haptics,
            services: world.services,
            fonts,
            renderer,
            limits: limits::of(args, Limits { stack_bytes: Some(SCRIPT_STACK_BYTES), ..Limits::default() }),
            launch: LaunchOptions { scene: start.scene, query: start.query },
            game_globals: with
                .kept
                .clone()
                .map(|json| ("hotReloadState".to_owned(), json))
                .into_iter()
                .collect(),
            web_adapter: start.web_adapter,
            shared_memory: start.shared_memory,
            error_overlay: start.error_overlay,
        };
        let options = match &tape {
            Some(tape) => tape.wrap(options),
            None => options,
        };
        let game = Game::start(options).map_err(|e| {
            let text = e.to_string();
            let exit = Exit::bad_package(format!("{}: {text}", args.package.display()));
            if app.as_ref().is_some_and(|app| app.fall_back(&text)) { exit.again() } else { exit }
        })?;
        if args.adapter == AdapterKind::Auto && !is_replay && game.needs_browser() {
            say(NEEDS_BROWSER);
            return Err(Exit::needs_web());
        }
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
            begin,
            network,
            drawn_by,
            tape,
            _temp: world.temp,
        })
    }

    /// Runs one frame; `None` when a replay is over, or differs from its recording.
    pub(crate) fn frame(
        &mut self,
        events: Vec<InputEvent>,
        present: &mut dyn FnMut(CanvasId, PixelSize) -> Result<(), String>,
    ) -> Option<FrameOutcome> {
        let events = match &self.tape {
            Some(tape) if tape.tape.divergence().is_some() => return None,
            Some(tape) => tape.tape.begin_frame(self.begin.elapsed().as_secs_f64() * 1000.0, events)?,
            None => events,
        };
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
        if let Some(app) = &mut self.app {
            app.frame();
        }
        if let Some(tape) = &self.tape {
            let game = &mut self.game;
            let begin_ms = self.profiler.now_ms();
            tape.picture(self.frames, || game.read_screen_without_panel());
            self.profiler.leave_out_since(begin_ms);
        }
        Some(outcome)
    }

    /// Ends a recording or a replay; the error says where a replay differs.
    pub(crate) fn finish_tape(&mut self) -> Result<(), String> {
        self.tape.take().map_or(Ok(()), |tape| tape.finish())
    }

    /// Milliseconds from the last replayed frame to the next one, as they were recorded; `None` when this is no replay.
    pub(crate) fn replay_pause_ms(&self) -> Option<f64> {
        let tape = &self.tape.as_ref()?.tape;
        Some((tape.next_at_ms()? - tape.at_ms()).clamp(0.0, 1000.0))
    }

    /// True while this is recorded, or replayed.
    pub(crate) fn has_tape(&self) -> bool {
        self.tape.is_some()
    }

    /// True while this is recorded.
    pub(crate) fn is_recording(&self) -> bool {
        self.tape.as_ref().is_some_and(|tape| !tape.tape.is_replay())
    }

    /// The switch of the game's network.
    pub(crate) fn network(&self) -> &NetworkSwitch {
        &self.network
    }

    /// How fast the game's time goes; virtual time goes with its frames.
    pub(crate) fn set_speed(&self, speed: f64) {
        if let SessionClock::Real(clock) = &self.clock {
            clock.set_speed(speed);
        }
    }

    /// Time that stands goes on by one frame.
    pub(crate) fn skip_frame_of_time(&self) {
        if let SessionClock::Real(clock) = &self.clock {
            clock.skip(FRAME_MS);
        }
    }

    /// The package as the arguments name it.
    pub(crate) fn package(&self) -> &Path {
        &self.package
    }

    /// The game.
    pub(crate) fn game(&self) -> &Game {
        &self.game
    }

    /// The game, to be asked and looked into between two frames.
    pub(crate) fn game_mut(&mut self) -> &mut Game {
        &mut self.game
    }

    /// Who draws, for people.
    pub(crate) fn drawn_by(&self) -> &str {
        &self.drawn_by
    }

    /// True while this is a replay.
    pub(crate) fn is_replay(&self) -> bool {
        self.tape.as_ref().is_some_and(|tape| tape.tape.is_replay())
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

    /// Writes the last frame as a PNG, as a screen shows it.
    pub(crate) fn save_screenshot(&mut self, file: &Path) -> Result<(), String> {
        let pixels = self.screenshot().ok_or("the game has not made a canvas yet")?;
        write_png(&over_black(pixels), file)
    }

    /// Writes a screenshot to a file, or to `sparrow-1.png`, `sparrow-2.png`, ... in the current folder, and says where it is. The
    /// developer's figures are not in it.
    pub(crate) fn take_screenshot(&mut self, file: Option<PathBuf>) -> String {
        let free = || (1..10_000).map(|n| PathBuf::from(format!("sparrow-{n}.png"))).find(|p| !p.exists());
        let Some(file) = file.or_else(free) else { return "no screenshot: there are too many".to_owned() };
        let pixels =
            self.game.read_screen_without_panel().ok_or("the game has not made a canvas yet".to_owned());
        match pixels.and_then(|pixels| write_png(&over_black(pixels), &file)) {
            Ok(()) => format!("screenshot: {}", file.display()),
            Err(e) => format!("no screenshot: {e}"),
        }
    }

    /// How the game did.
    pub(crate) fn verdict(&self) -> Exit {
        match self.game.error_count() {
            0 => Exit::ok(),
            1 => Exit::game_failed("the game threw an error that nobody caught (see above)"),
            n => Exit::game_failed(format!("the game threw {n} errors that nobody caught (see above)")),
        }
    }

    /// What was measured; off without `--stats`.
    pub(crate) fn profiler(&self) -> &Profiler {
        &self.profiler
    }

    /// Samples scripts from now on, at most every half millisecond, by the clock of the frame reports.
    pub(crate) fn start_script_profile(&self) {
        let profiler = self.profiler.clone();
        self.game.start_script_profile(Rc::new(move || profiler.now_ms()), 0.5);
    }

    /// Collects the heap, and counts what is left.
    pub(crate) fn live_heap(&mut self) -> LiveHeap {
        self.game.collect_heap();
        let heap = self.game.heap();
        LiveHeap {
            bytes: heap.heap_bytes,
            objects: heap.objects,
            strings: heap.strings,
            buffers: heap.buffers,
            classes: self.game.heap_classes(),
        }
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

/// Writes pixels as a PNG.
pub(crate) fn write_png(pixels: &PixelBuffer<Straight>, file: &Path) -> Result<(), String> {
    std::fs::write(file, encode_png(pixels)?).map_err(|e| format!("{}: {e}", file.display()))
}

/// Pixels as a PNG.
pub(crate) fn encode_png(pixels: &PixelBuffer<Straight>) -> Result<Vec<u8>, String> {
    image::encode(pixels, EncodedFormat::Png).map_err(|e| e.to_string())
}

/// A line of the player's own, on standard error. Nobody may be there to read it any more (`| head`).
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn file_stem(path: &Path) -> String {
    path.file_stem().map_or_else(|| "game".to_owned(), |name| name.to_string_lossy().into_owned())
}

/// The screen lies over black, and what is seen of it is opaque.
fn over_black(mut pixels: PixelBuffer<Straight>) -> PixelBuffer<Straight> {
    for pixel in pixels.bytes_mut().chunks_exact_mut(4) {
        let alpha = u16::from(pixel[3]);
        for component in &mut pixel[..3] {
            // At most 255.
            *component = ((u16::from(*component) * alpha + 127) / 255) as u8;
        }
        pixel[3] = 255;
    }
    pixels
}
