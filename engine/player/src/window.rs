//! The game in a window: events in, frames at the display's pace out.

use crate::{
    app,
    args::RunArgs,
    command::Command,
    exit::Exit,
    open::open_package,
    pace::Pace,
    screen::Screen,
    services,
    session::{Paths, Session},
    stage::{Next, Stage},
    window_input::{self, Fit, Pointer},
};
use sparrow_base::{CanvasId, PixelSize};
use sparrow_runtime::InputEvent;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use winit::{
    application::ApplicationHandler,
    dpi::{LogicalSize, PhysicalSize},
    error::EventLoopError,
    event::{ElementState, WindowEvent},
    event_loop::{ActiveEventLoop, ControlFlow, EventLoop},
    keyboard::{Key, ModifiersState, NamedKey},
    window::{Window, WindowId},
};

/// A moment of a run that is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moment {
    /// The game has started; no frame yet.
    Started,
    /// A frame is over; from 0.
    Frame(u64),
    /// The run ends: the last look at the game.
    Ending,
}

/// When a measured run ends by itself.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Until {
    pub(crate) frames: Option<u64>,
    pub(crate) seconds: Option<f64>,
}

/// Who looks at a run.
type Look<'a> = dyn FnMut(&mut Session, Moment) + 'a;

/// Runs a game in a window until it is closed.
pub(crate) fn run(args: &RunArgs) -> Exit {
    run_measured(args, Until::default(), &mut |_, _| {})
}

/// The same; `look` is called at its moments, and the run ends when it is time.
pub(crate) fn run_measured<'a>(args: &RunArgs, until: Until, look: &'a mut Look<'a>) -> Exit {
    // Before the window system: what is not there cannot be shown on any machine.
    if app::id_of(&args.package).is_none()
        && let Err(exit) = open_package(&args.package)
    {
        return exit;
    }
    let event_loop = match event_loop() {
        Ok(event_loop) => event_loop,
        Err(e) => {
            return Exit::no_window(format!(
                "no window can be opened: {}\nOn a machine without a display, run the same with\n  \
                 --headless --frames 60 --screenshot out.png",
                reason(&e)
            ));
        }
    };
    let mut app = App {
        args: args.clone(),
        window: None,
        pointer: Pointer::default(),
        shift: false,
        pace: Pace::new(),
        shown: Instant::now(),
        exit: Exit::ok(),
        until: Until { frames: until.frames.or(args.frames), ..until },
        look,
        begin: Instant::now(),
        frames: 0,
    };
    if let Err(e) = event_loop.run_app(&mut app) {
        return Exit::no_window(format!("the window system failed: {e}"));
    }
    app.close();
    app.exit
}

/// Why there is no event loop, without the place in the library where that was found.
fn reason(error: &EventLoopError) -> String {
    let text = error.to_string();
    let after_place =
        || text.strip_prefix("os error at ")?.split_once(": ").map(|(_, reason)| reason.to_owned());
    after_place().unwrap_or_else(|| text.clone())
}

/// An event loop on this thread, whichever it is.
fn event_loop() -> Result<EventLoop<()>, EventLoopError> {
    let mut builder = EventLoop::builder();
    #[cfg(target_os = "linux")]
    {
        use winit::platform::{wayland::EventLoopBuilderExtWayland, x11::EventLoopBuilderExtX11};
        EventLoopBuilderExtX11::with_any_thread(&mut builder, true);
        EventLoopBuilderExtWayland::with_any_thread(&mut builder, true);
    }
    #[cfg(target_os = "windows")]
    winit::platform::windows::EventLoopBuilderExtWindows::with_any_thread(&mut builder, true);
    builder.build()
}

/// A window with the game in it. The stage is dropped before the screen, and the screen before the window.
struct Open {
    stage: Stage,
    screen: Screen,
    window: Arc<Window>,
}

struct App<'a> {
    args: RunArgs,
    window: Option<Open>,
    pointer: Pointer,
    shift: bool,
    pace: Pace,
    /// When a picture was last shown.
    shown: Instant,
    exit: Exit,
    until: Until,
    look: &'a mut Look<'a>,
    begin: Instant,
    frames: u64,
}

/// How often a game that stands is looked at: for its panel, files and the console.
const STANDING: Duration = Duration::from_millis(15);
/// A game whose time is hurried shows no more pictures than a display does.
const FASTEST_SHOWN: Duration = Duration::from_millis(12);

impl App<'_> {
    fn open(&mut self, event_loop: &ActiveEventLoop) -> Result<Open, Exit> {
        let (width, height) = services::window_size(&self.args)?;
        let attributes = Window::default_attributes()
            .with_title(format!("{} - sparrow", self.args.package.display()))
            .with_inner_size(LogicalSize::new(width, height))
            .with_min_inner_size(LogicalSize::new(64, 64));
        let window = event_loop
            .create_window(attributes)
            .map_err(|e| Exit::no_window(format!("the window cannot be opened: {e}")))?;
        let window = Arc::new(window);
        let (screen, renderer) = Screen::for_window(&self.args, &window)?;
        let mut stage = Stage::start(&self.args, Paths::OnDisk, renderer, &|| Ok(screen.fresh_renderer()))?;
        if let Some(session) = stage.session_mut() {
            window.set_title(&session.title());
            (self.look)(session, Moment::Started);
        }
        self.begin = Instant::now();
        Ok(Open { stage, screen, window })
    }

    fn leave(&mut self, event_loop: &ActiveEventLoop, exit: Exit) {
        self.exit = exit;
        event_loop.exit();
    }

    fn close(&mut self) {
        if let Some(mut open) = self.window.take() {
            if let Some(session) = open.stage.session_mut() {
                (self.look)(session, Moment::Ending);
            }
            let exit = open.stage.end();
            if self.exit == Exit::ok() {
                self.exit = exit;
            }
        }
    }

    fn fit(&self) -> Fit {
        let Some(open) = &self.window else { return Fit::new((1.0, 1.0), (1, 1)) };
        let PhysicalSize { width, height } = open.window.inner_size();
        let game = open.stage.session().map_or((1.0, 1.0), Session::logical_size);
        Fit::new(game, (width, height))
    }

    fn push(&mut self, event: InputEvent) {
        if let Some(open) = &mut self.window {
            open.stage.push_input(event);
        }
    }

    /// Keys that are the player's own, none of which a phone has; true when the game shall not see the key.
    fn own_key(&mut self, event_loop: &ActiveEventLoop, key: &Key) -> bool {
        let Some(Open { stage, .. }) = &mut self.window else { return false };
        let Key::Named(key) = key else { return false };
        match (key, self.shift) {
            (NamedKey::Escape, _) => event_loop.exit(),
            (NamedKey::F1, _) => stage.toggle_help(),
            (NamedKey::F2, _) => stage.press(Command::Screenshot(None)),
            (NamedKey::F3, _) => stage.press(Command::Hud),
            (NamedKey::F4, _) => stage.toggle_prompt(),
            (NamedKey::F5, _) => stage.press(Command::Restart),
            (NamedKey::F6, _) => stage.press(Command::Areas),
            (NamedKey::F7, _) => stage.press(Command::Rotate),
            (NamedKey::F8, _) => stage.press(Command::Record),
            (NamedKey::F9, false) => stage.toggle_pause(),
            (NamedKey::F9, true) => stage.change_speed(true),
            (NamedKey::F10, false) => stage.press(Command::Step(1)),
            (NamedKey::F10, true) => stage.change_speed(false),
            (NamedKey::F11, false) => stage.next_network(),
            (NamedKey::F11, true) => stage.toggle_hidden(),
            (NamedKey::F12, false) => stage.press(Command::Device),
            (NamedKey::F12, true) => stage.press(Command::LowMemory),
            _ => return false,
        }
        true
    }

    /// A key for the console's line, while there is one.
    fn console_key(&mut self, key: &Key) -> bool {
        let Some(Open { stage, .. }) = self.window.as_mut().filter(|open| open.stage.is_typing()) else {
            return false;
        };
        match key {
            Key::Named(NamedKey::F4) => stage.toggle_prompt(),
            Key::Named(NamedKey::Enter) => stage.type_key("Enter"),
            Key::Named(NamedKey::Escape) => stage.type_key("Escape"),
            Key::Named(NamedKey::Backspace) => stage.type_key("Backspace"),
            Key::Named(NamedKey::Space) => stage.type_key(" "),
            Key::Character(text) => stage.type_key(text),
            _ => return false,
        }
        true
    }

    fn frame(&mut self, event_loop: &ActiveEventLoop) {
        let App { window, shown, pace, until, look, begin, frames, .. } = self;
        let Some(Open { stage, screen, window }) = window else { return };
        let PhysicalSize { width, height } = window.inner_size();
        let size = PixelSize::new(width, height);
        let screen = std::cell::RefCell::new(screen);
        let mut present = |canvas: CanvasId, _: PixelSize| -> Result<(), String> {
            if shown.elapsed() < FASTEST_SHOWN {
                return Ok(());
            }
            *shown = Instant::now();
            screen.borrow_mut().present(canvas, size)
        };
        let next = stage.frame(&mut present, &|| Ok(screen.borrow().fresh_renderer()));
        if let Some((width, height)) = stage.take_new_size() {
            // Where the system does not let windows choose their size, the picture is scaled.
            let _ = window.request_inner_size(LogicalSize::new(width, height));
        }
        match next {
            Next::Frame { in_ms } => {
                pace.advance(in_ms);
                if let Some(session) = stage.session_mut() {
                    (**look)(session, Moment::Frame(*frames));
                }
                *frames += 1;
                let enough = until.frames.is_some_and(|most| *frames >= most)
                    || until.seconds.is_some_and(|most| begin.elapsed().as_secs_f64() >= most);
                if enough {
                    event_loop.exit();
                }
            }
            Next::Stand => pace.advance(STANDING.as_secs_f64() * 1000.0),
            Next::End => event_loop.exit(),
        }
    }
}

impl ApplicationHandler for App<'_> {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.window.is_some() {
            return;
        }
        match self.open(event_loop) {
            Ok(open) => {
                open.window.request_redraw();
                self.window = Some(open);
            }
            Err(exit) => self.leave(event_loop, exit),
        }
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        let fit = self.fit();
        match event {
            WindowEvent::CloseRequested => event_loop.exit(),
            WindowEvent::RedrawRequested if self.pace.is_due() => {
                self.frame(event_loop);
            }
            WindowEvent::CursorMoved { position, .. } => {
                self.pointer
                    .moved(fit, position.x, position.y)
                    .into_iter()
                    .for_each(|event| self.push(event));
            }
            WindowEvent::MouseInput { state, button, .. } => {
                self.pointer.button(state, button).into_iter().for_each(|event| self.push(event));
            }
            WindowEvent::MouseWheel { delta, .. } => {
                let event = self.pointer.wheel(delta, fit);
                self.push(event);
            }
            WindowEvent::Touch(touch) => self.push(window_input::touch(fit, &touch)),
            WindowEvent::ModifiersChanged(modifiers) => {
                self.shift = modifiers.state().contains(ModifiersState::SHIFT);
            }
            WindowEvent::KeyboardInput { event, .. } => {
                let down = event.state == ElementState::Pressed;
                let session = self.window.as_ref().and_then(|open| open.stage.session());
                let typing = session.is_some_and(Session::takes_text);
                if down && self.console_key(&event.logical_key) {
                    return;
                }
                if down && !event.repeat && !typing && self.own_key(event_loop, &event.logical_key) {
                    return;
                }
                if let Some(event) = window_input::key(down, &event.logical_key, event.physical_key) {
                    self.push(event);
                }
            }
            WindowEvent::Focused(false) => {}
            WindowEvent::Occluded(hidden) => {
                self.push(if hidden { InputEvent::Hide } else { InputEvent::Show });
            }
            _ => {}
        }
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        if let Some(open) = &self.window {
            event_loop.set_control_flow(ControlFlow::WaitUntil(self.pace.next()));
            if Instant::now() >= self.pace.next() {
                open.window.request_redraw();
            }
        }
    }

    fn new_events(&mut self, _: &ActiveEventLoop, cause: winit::event::StartCause) {
        if let (winit::event::StartCause::ResumeTimeReached { .. }, Some(open)) = (cause, &self.window) {
            open.window.request_redraw();
        }
    }
}
