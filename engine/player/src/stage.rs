//! [`Stage`]: a game with what a developer holds over it. Window and headless runs are both one: they ask it for frames, and it
//! restarts the game, watches its files, carries out commands, and draws figures over it.

use crate::{
    app,
    args::{AdapterKind, RunArgs},
    command::{Command, Dump, HELP, SPEEDS},
    console::{Console, answer},
    exit::Exit,
    gamepads::PluggedIn,
    hud::{Facts, GRAPH_FRAMES, Hud},
    inspector::{Asked, Inspector},
    network_switch::NetworkMode,
    session::{MakeRenderer, NEEDS_BROWSER, Paths, Session, With, say, write_png},
    tables,
    watch::{Changes, PackageWatch},
};
use sparrow_base::{CanvasId, PixelSize};
use sparrow_render::Renderer;
use sparrow_runtime::{HotReload, ImageReload, InputEvent};
use sparrow_simulator::profiles::PROFILES;
use std::{path::PathBuf, time::Duration};

/// Shows a canvas.
pub(crate) type Present<'a> = dyn FnMut(CanvasId, PixelSize) -> Result<(), String> + 'a;

/// What follows from a frame, or from a command.
#[derive(Debug, PartialEq)]
pub(crate) enum Next {
    /// The next frame is due in so many milliseconds of real time.
    Frame { in_ms: f64 },
    /// The game stands: there is no frame until something changes.
    Stand,
    /// The game, the developer or a replay has ended the run.
    End,
}

/// How a game is started anew.
#[derive(Default)]
struct Anew {
    /// JSON that its `onHotReload` keeps.
    kept: Option<String>,
    /// The query that it asked for itself; else that of the command line.
    query: Option<String>,
}

/// The running game, and the developer's tools.
pub(crate) struct Stage {
    args: RunArgs,
    paths: Paths,
    /// `None` while there is no game: its package cannot be read, and a change of it is waited for.
    session: Option<Session>,
    hud: Hud,
    watch: Option<PackageWatch>,
    console: Option<Console>,
    inspector: Option<Inspector>,
    paused: bool,
    steps: u32,
    speed: f64,
    hidden: bool,
    input: Vec<InputEvent>,
    gamepads: PluggedIn,
    /// The game shall be started anew.
    restart: Option<Anew>,
    /// Changed files whose effect has not been shown yet.
    changes: Option<Changes>,
    quit: bool,
    restarted: bool,
    /// The window shall have another size, in logical pixels.
    new_size: Option<(f64, f64)>,
    exit: Exit,
}

impl Stage {
    /// Starts the game.
    pub(crate) fn start(
        args: &RunArgs,
        paths: Paths,
        renderer: Box<dyn Renderer>,
        make_renderer: &MakeRenderer<'_>,
    ) -> Result<Stage, Exit> {
        let watch = if args.watch {
            if app::id_of(&args.package).is_some() {
                return Err(Exit::usage("--watch: a game out of the cache has no files to watch"));
            }
            let places: Vec<PathBuf> = std::iter::once(&args.package)
                .chain(args.plugin.iter().map(|(_, folder)| folder))
                .cloned()
                .collect();
            Some(PackageWatch::new(&places).map_err(|e| Exit::usage(format!("--watch: {e}")))?)
        } else {
            None
        };
        let console = if args.console { Some(Console::stdin().map_err(Exit::usage)?) } else { None };
        let inspector = match args.inspect {
            Some(port) => {
                Some(Inspector::start(port, &args.package.display().to_string()).map_err(Exit::usage)?)
            }
            None => None,
        };
        let tap = inspector.as_ref().map(Inspector::tap);
        let with = With { tap: tap.as_ref(), ..With::default() };
        let session = Session::start(args, paths, renderer, make_renderer, &with)?;
        let hud = Hud::new(args.hud, args.areas);
        Ok(Stage {
            args: args.clone(),
            paths,
            session: Some(session),
            hud,
            watch,
            inspector,
            // A run without a window would be over before the first line is read.
            paused: console.is_some() && args.headless,
            console,
            steps: 0,
            speed: 1.0,
            hidden: false,
            input: Vec::new(),
            // A run without a window has those of its input script.
            gamepads: if args.headless { PluggedIn::default() } else { PluggedIn::listen() },
            restart: None,
            changes: None,
            quit: false,
            restarted: false,
            new_size: None,
            exit: Exit::ok(),
        })
    }

    /// The game; `None` while its package cannot be read.
    pub(crate) fn session(&self) -> Option<&Session> {
        self.session.as_ref()
    }

    /// See [`session`](Stage::session).
    pub(crate) fn session_mut(&mut self) -> Option<&mut Session> {
        self.session.as_mut()
    }

    /// Input for the next frame. A replay has its own.
    pub(crate) fn push_input(&mut self, event: InputEvent) {
        if !self.paused {
            self.input.push(event);
        }
    }

    /// Input of a script, which a game that stands gets with its next frame.
    pub(crate) fn push_scripted(&mut self, event: InputEvent) {
        self.input.push(event);
    }

    /// True while keys are text for the console's line.
    pub(crate) fn is_typing(&self) -> bool {
        self.hud.prompt.is_some()
    }

    /// A key for the console's line.
    pub(crate) fn type_key(&mut self, key: &str) {
        if let Some(command) = self.hud.type_key(key) {
            let reply = self.execute(command);
            self.hud.show_answer(&reply);
        }
    }

    /// Opens or closes the line of the console.
    pub(crate) fn toggle_prompt(&mut self) {
        self.hud.prompt = if self.hud.prompt.is_none() { Some(String::new()) } else { None };
    }

    /// Shows the help, or takes it away.
    pub(crate) fn toggle_help(&mut self) {
        self.hud.help = !self.hud.help;
    }

    /// Time goes one notch faster or slower.
    pub(crate) fn change_speed(&mut self, faster: bool) {
        let now = SPEEDS.iter().position(|speed| *speed >= self.speed).unwrap_or(SPEEDS.len() - 1);
        let next = if faster { (now + 1).min(SPEEDS.len() - 1) } else { now.saturating_sub(1) };
        let reply = self.execute(Command::Speed(SPEEDS[next]));
        self.hud.say(&reply);
    }

    /// A key stands for a command: what it says is shown for a while.
    pub(crate) fn press(&mut self, command: Command) {
        let reply = self.execute(command);
        if !reply.is_empty() {
            self.hud.say(&reply);
        }
    }

    /// True once the game was started anew: an input script was written for its first start.
    pub(crate) fn was_restarted(&self) -> bool {
        self.restarted
    }

    /// The other one of pause and going on.
    pub(crate) fn toggle_pause(&mut self) {
        self.press(Command::Pause(!self.paused));
    }

    /// The other one of background and foreground.
    pub(crate) fn toggle_hidden(&mut self) {
        self.press(Command::Hidden(!self.hidden));
    }

    /// What the network shall be like next.
    pub(crate) fn next_network(&mut self) {
        let mode = self.session.as_ref().map(|session| session.network().mode()).unwrap_or_default();
        self.press(Command::Network(mode.next()));
    }

    /// The size that the window shall have, once, after the screen was turned or the device changed.
    pub(crate) fn take_new_size(&mut self) -> Option<(f64, f64)> {
        self.new_size.take()
    }

    /// Ends the run: what was measured and recorded is told.
    pub(crate) fn end(&mut self) -> Exit {
        self.close_session();
        std::mem::replace(&mut self.exit, Exit::ok())
    }

    fn close_session(&mut self) {
        let Some(mut session) = self.session.take() else { return };
        session.print_stats();
        if let Err(message) = session.finish_tape() {
            self.exit = Exit::game_failed(message);
        }
        if self.exit == Exit::ok() && self.args.headless {
            self.exit = session.verdict();
        }
    }

    /// Runs a frame, if one is due and the game does not stand. What files, console and keys asked for comes first.
    pub(crate) fn frame(&mut self, present: &mut Present<'_>, make_renderer: &MakeRenderer<'_>) -> Next {
        self.read_console();
        self.look_at_files();
        self.hear_inspectors();
        if let Some(anew) = self.restart.take() {
            self.start_anew(anew, make_renderer);
        }
        if self.quit {
            return Next::End;
        }
        self.draw_panel();
        let Some(session) = &mut self.session else { return Next::Stand };
        if self.paused && self.steps == 0 {
            // What is pressed meanwhile is not heard, and told when it goes on.
            self.gamepads.begin_anew();
            if let Err(message) = session.game_mut().show(present) {
                say(&format!("the frame could not be shown: {message}"));
            }
            return Next::Stand;
        }
        if self.paused {
            self.steps -= 1;
            session.skip_frame_of_time();
        }
        let mut input = self.gamepads.poll();
        input.append(&mut self.input);
        let Some(outcome) = session.frame(input, present) else {
            return self.replay_is_over();
        };
        if self.args.adapter == AdapterKind::Auto && session.game().needs_browser() && !session.has_tape() {
            // Nothing of it was seen yet, so that nothing is lost; an input script goes on.
            say(NEEDS_BROWSER);
            self.args.adapter = AdapterKind::Web;
            self.session = None;
            self.start_anew(Anew::default(), make_renderer);
            self.restarted = false;
        }
        self.tell_of_changes();
        if outcome.exit {
            return Next::End;
        }
        if let Some(query) = outcome.restart {
            // An update is applied by starting anew.
            let goes_on = self.args.watch || app::id_of(&self.args.package).is_some();
            if self.args.headless && !goes_on {
                say(crate::headless::RESTARTS);
                return Next::End;
            }
            self.restart = Some(Anew { query: Some(query), kept: None });
        }
        let pause = self.session.as_ref().and_then(Session::replay_pause_ms);
        Next::Frame { in_ms: pause.unwrap_or(outcome.interval_ms) / self.speed }
    }

    /// A window shows the last picture of a replay until it is closed.
    fn replay_is_over(&mut self) -> Next {
        if self.args.headless {
            return Next::End;
        }
        let message = match self.session.as_mut().map(Session::finish_tape) {
            Some(Err(message)) => {
                self.exit = Exit::game_failed(message.clone());
                say(&message);
                message
            }
            _ => "the replay is over".to_owned(),
        };
        self.hud.say(&message);
        self.paused = true;
        Next::Stand
    }

    fn read_console(&mut self) {
        // Waiting while the game stands costs nothing.
        let wait = if self.paused && self.steps == 0 { Duration::from_millis(5) } else { Duration::ZERO };
        while self.steps == 0
            && !self.quit
            && let Some(command) = self.console.as_ref().and_then(|console| console.next(wait))
        {
            let reply = self.execute(command);
            answer(&reply);
        }
    }

    fn hear_inspectors(&mut self) {
        let Some(inspector) = &mut self.inspector else { return };
        for asked in inspector.turn(self.session.as_mut()) {
            match asked {
                Asked::Restart => self.restart = Some(Anew::default()),
            }
        }
    }

    fn look_at_files(&mut self) {
        let Some(changes) = self.watch.as_mut().and_then(PackageWatch::poll) else { return };
        if let Some(session) = &mut self.session
            && session.game().errors().is_empty()
            && changes.files.iter().all(|file| session.game_mut().reload_image(file) == ImageReload::Shown)
        {
            self.changes = Some(changes);
            return;
        }
        self.restart =
            match self.session.as_mut().map(|session| session.game_mut().hot_reload(&changes.files)) {
                Some(HotReload::Handled) => None,
                Some(HotReload::Restart(kept)) => Some(Anew { kept, query: None }),
                None => Some(Anew::default()),
            };
        self.changes = Some(changes);
    }

    /// The first frame after a change has been drawn.
    fn tell_of_changes(&mut self) {
        let Some(changes) = self.changes.take() else { return };
        let ms = changes.since.elapsed().as_secs_f64() * 1000.0;
        let text = format!("changed: {}, shown after {ms:.0} ms", changes.files.join(", "));
        say(&text);
        self.hud.say(&text);
    }

    fn start_anew(&mut self, Anew { kept, query }: Anew, make_renderer: &MakeRenderer<'_>) {
        let network = self.session.as_ref().map(|session| session.network().mode()).unwrap_or_default();
        self.close_session();
        self.input.clear();
        self.gamepads.begin_anew();
        self.hidden = false;
        let tap = self.inspector.as_ref().map(Inspector::tap);
        let with = With { kept, tap: tap.as_ref(), again: true, query };
        let started = make_renderer()
            .and_then(|renderer| Session::start(&self.args, self.paths, renderer, make_renderer, &with));
        self.restarted = true;
        match started {
            Ok(session) => {
                session.network().set(network);
                session.set_speed(if self.paused { 0.0 } else { self.speed });
                if let Some(inspector) = &mut self.inspector {
                    inspector.restarted(&session);
                }
                self.session = Some(session);
                // What an earlier start threw is mended, or is thrown again.
                self.exit = Exit::ok();
            }
            Err(exit) if self.watch.is_some() => {
                say(&format!("sparrow: {}", exit.message));
                self.hud.say(&exit.message);
                self.changes = None;
            }
            Err(exit) => {
                self.exit = exit;
                self.quit = true;
            }
        }
    }

    fn draw_panel(&mut self) {
        self.hud.tidy();
        let state = self.state();
        let Some(session) = &mut self.session else { return };
        if self.hud.is_empty() && (state.is_empty() || self.args.headless) {
            session.game_mut().set_panel(Vec::new());
            return;
        }
        let device = session.game().device();
        let reports = session.profiler().recent(GRAPH_FRAMES);
        let shapes = self.hud.shapes(&Facts { device: &device, reports: &reports, state: &state });
        session.game_mut().set_panel(shapes);
    }

    /// What is not as usual.
    fn state(&self) -> Vec<String> {
        let mut state = Vec::new();
        if self.paused {
            state.push("paused".to_owned());
        }
        if self.speed != 1.0 {
            state.push(format!("x{}", self.speed));
        }
        if self.hidden {
            state.push("in the background".to_owned());
        }
        if let Some(session) = &self.session {
            if session.is_recording() {
                state.push("recording".to_owned());
            }
            if session.is_replay() {
                state.push("replay".to_owned());
            }
            let network = session.network().mode();
            if network != NetworkMode::Normal {
                state.push(format!("network {}", network.name()));
            }
        }
        state
    }

    /// Carries out a command, and says what came of it.
    pub(crate) fn execute(&mut self, command: Command) -> String {
        match command {
            Command::Help => return HELP.to_owned(),
            Command::Quit => {
                self.quit = true;
                return String::new();
            }
            Command::Pause(paused) => {
                self.paused = paused;
                self.apply_speed();
                return if paused { "paused".to_owned() } else { "goes on".to_owned() };
            }
            Command::Step(count) => {
                if !self.paused {
                    self.paused = true;
                    self.apply_speed();
                }
                self.steps = count;
                return String::new();
            }
            Command::Speed(speed) => {
                self.speed = speed;
                self.apply_speed();
                return format!("time goes x{speed}");
            }
            Command::Restart => {
                self.restart = Some(Anew::default());
                return String::new();
            }
            Command::Hud => {
                self.hud.figures = !self.hud.figures;
                return String::new();
            }
            Command::Areas => {
                self.hud.areas = !self.hud.areas;
                return String::new();
            }
            Command::Record => return self.toggle_record(),
            Command::Device => return self.next_device(),
            _ => {}
        }
        let Some(session) = &mut self.session else {
            return "there is no game: its package cannot be read".to_owned();
        };
        match command {
            Command::Evaluate(realm, source) => match session.game_mut().evaluate(realm, &source, false) {
                Ok(value) => value.text,
                Err(error) => error.report(),
            },
            Command::Canvases => tables::canvases(session.game()),
            Command::Textures => tables::textures(session.game()),
            Command::Dump(what, number, file) => {
                let pixels = match what {
                    Dump::Canvas => session.game_mut().read_canvas(number),
                    Dump::Image => session.game_mut().read_image(number),
                };
                match pixels.ok_or_else(|| "there is none, or it has no pixels".to_owned()) {
                    Ok(pixels) => write_png(&pixels, &file)
                        .map_or_else(|e| e, |()| format!("written: {}", file.display())),
                    Err(message) => message,
                }
            }
            Command::Heap => tables::heap(&session.game().heap(), &session.game().heap_classes()),
            Command::Gc => {
                let before = session.game().heap().heap_bytes;
                session.game_mut().collect_heap();
                let after = session.game().heap().heap_bytes;
                format!("{} KB collected, {} KB are left", before.saturating_sub(after) >> 10, after >> 10)
            }
            Command::Screenshot(file) => session.take_screenshot(file),
            Command::Network(mode) => {
                session.network().set(mode);
                format!("network {}", mode.name())
            }
            Command::Hidden(hidden) => {
                self.hidden = hidden;
                self.input.push(if hidden { InputEvent::Hide } else { InputEvent::Show });
                (if hidden { "in the background" } else { "in the foreground" }).to_owned()
            }
            Command::LowMemory => {
                self.input.push(InputEvent::MemoryWarning { level: 10 });
                "the game is told that memory is short".to_owned()
            }
            Command::Rotate => {
                let (width, height) = session.logical_size();
                self.input.push(InputEvent::Resize { width: height, height: width });
                let value = if height > width { "landscape" } else { "portrait" };
                let detail = serde_json::json!({ "value": value });
                self.input.push(InputEvent::Platform { name: "DeviceOrientationChange".to_owned(), detail });
                self.new_size = Some((height, width));
                value.to_owned()
            }
            _ => String::new(),
        }
    }

    fn apply_speed(&self) {
        if let Some(session) = &self.session {
            session.set_speed(if self.paused { 0.0 } else { self.speed });
        }
    }

    fn toggle_record(&mut self) -> String {
        let Some(session) = &mut self.session else { return String::new() };
        if session.is_replay() {
            return "this is a replay".to_owned();
        }
        self.args.record = None;
        if session.is_recording() {
            return match session.finish_tape() {
                // The game goes on without a tape only from a restart on: its answers came through it.
                Ok(()) => {
                    self.restart = Some(Anew::default());
                    "recorded; the game starts anew".to_owned()
                }
                Err(message) => message,
            };
        }
        let free = (1..10_000).map(|n| PathBuf::from(format!("sparrow-{n}.sprec"))).find(|p| !p.exists());
        self.args.record = free;
        self.restart = Some(Anew::default());
        "records from a restart on".to_owned()
    }

    fn next_device(&mut self) -> String {
        let now = self.args.device.and_then(|device| PROFILES.iter().position(|p| p.name == device.name));
        let next = PROFILES[now.map_or(0, |now| (now + 1) % PROFILES.len())];
        self.args.device = Some(next);
        (self.args.size, self.args.dpr) = (None, None);
        self.restart = Some(Anew::default());
        let landscape =
            self.session.as_ref().is_some_and(|session| session.logical_size().0 > session.logical_size().1);
        self.new_size = Some(next.size(landscape));
        next.name.to_owned()
    }
}
