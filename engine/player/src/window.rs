//! The game in a window: events in, frames at the display's pace out.

use crate::{
    args::RunArgs,
    exit::Exit,
    screen::Screen,
    services,
    session::{Paths, Session, say},
    window_input::{self, Fit, Pointer},
};
use sparrow_base::PixelSize;
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
    keyboard::{Key, NamedKey},
    window::{Window, WindowId},
};

/// Runs a game in a window until it is closed.
pub(crate) fn run(args: &RunArgs) -> Exit {
    let event_loop = match event_loop() {
        Ok(event_loop) => event_loop,
        Err(e) => {
            return Exit::no_window(format!(
                "no window can be opened: {e}\nOn a machine without a display, run headless:\n  \
                 sparrow run {} --headless --frames 60 --screenshot out.png",
                args.package.display()
            ));
        }
    };
    let mut app = App {
        args: args.clone(),
        window: None,
        pointer: Pointer::default(),
        input: Vec::new(),
        paused: false,
        next_frame: Instant::now(),
        exit: Exit::ok(),
    };
    if let Err(e) = event_loop.run_app(&mut app) {
        return Exit::no_window(format!("the window system failed: {e}"));
    }
    app.close();
    app.exit
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

/// A window with the game in it. The session is dropped before the screen, and the screen before the window.
struct Open {
    session: Session,
    screen: Screen,
    window: Arc<Window>,
}

struct App {
    args: RunArgs,
    window: Option<Open>,
    pointer: Pointer,
    input: Vec<InputEvent>,
    paused: bool,
    next_frame: Instant,
    exit: Exit,
}

impl App {
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
        let (screen, renderer) = Screen::for_window(self.args.renderer, &window)?;
        let session = Session::start(&self.args, Paths::OnDisk, renderer)?;
        window.set_title(&session.title());
        Ok(Open { session, screen, window })
    }

    fn restart(&mut self, event_loop: &ActiveEventLoop) {
        let Some(open) = self.window.take() else { return };
        let Open { mut session, screen, window } = open;
        session.print_stats();
        if let Err(message) = session.finish_tape() {
            say(&message);
        }
        drop(session);
        match Session::start(&self.args, Paths::OnDisk, screen.fresh_renderer()) {
            Ok(session) => self.window = Some(Open { session, screen, window }),
            Err(exit) => self.leave(event_loop, exit),
        }
    }

    fn leave(&mut self, event_loop: &ActiveEventLoop, exit: Exit) {
        self.exit = exit;
        event_loop.exit();
    }

    fn close(&mut self) {
        if let Some(mut open) = self.window.take() {
            open.session.print_stats();
            if let Err(message) = open.session.finish_tape() {
                self.exit = Exit::game_failed(message);
            }
        }
    }

    fn fit(&self) -> Fit {
        let Some(open) = &self.window else { return Fit::new((1.0, 1.0), (1, 1)) };
        let PhysicalSize { width, height } = open.window.inner_size();
        Fit::new(open.session.logical_size(), (width, height))
    }

    /// Keys that are the player's own; true when the game shall not see the key.
    fn own_key(&mut self, event_loop: &ActiveEventLoop, key: &Key) -> bool {
        match key {
            Key::Named(NamedKey::F5) => self.restart(event_loop),
            Key::Named(NamedKey::F2) => {
                if let Some(open) = &mut self.window {
                    open.session.save_numbered_screenshot();
                }
            }
            Key::Named(NamedKey::Escape) => event_loop.exit(),
            Key::Named(NamedKey::F9 | NamedKey::Pause) => self.paused = !self.paused,
            _ => return false,
        }
        true
    }

    fn frame(&mut self, event_loop: &ActiveEventLoop) {
        let Some(open) = &mut self.window else { return };
        let PhysicalSize { width, height } = open.window.inner_size();
        let size = PixelSize::new(width, height);
        let input = std::mem::take(&mut self.input);
        let screen = &mut open.screen;
        let Some(frame) = open.session.frame(input, &mut |canvas, _| screen.present(canvas, size)) else {
            self.paused = true;
            return;
        };
        self.next_frame += Duration::from_secs_f64(frame.interval_ms / 1000.0);
        if frame.exit {
            event_loop.exit();
        } else if frame.restart {
            self.restart(event_loop);
        }
    }
}

impl ApplicationHandler for App {
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
            WindowEvent::RedrawRequested => {
                let now = Instant::now();
                if !self.paused && now >= self.next_frame {
                    // After a stall the pace starts anew instead of hurrying after lost frames.
                    if now - self.next_frame > Duration::from_millis(250) {
                        self.next_frame = now;
                    }
                    self.frame(event_loop);
                }
            }
            WindowEvent::CursorMoved { position, .. } => {
                self.input.extend(self.pointer.moved(fit, position.x, position.y));
            }
            WindowEvent::MouseInput { state, button, .. } => {
                self.input.extend(self.pointer.button(state, button));
            }
            WindowEvent::MouseWheel { delta, .. } => self.input.push(self.pointer.wheel(delta, fit)),
            WindowEvent::Touch(touch) => self.input.push(window_input::touch(fit, &touch)),
            WindowEvent::KeyboardInput { event, .. } => {
                let down = event.state == ElementState::Pressed;
                let typing = self.window.as_ref().is_some_and(|open| open.session.takes_text());
                if down && !event.repeat && !typing && self.own_key(event_loop, &event.logical_key) {
                    return;
                }
                self.input.extend(window_input::key(down, &event.logical_key, event.physical_key));
            }
            WindowEvent::Focused(false) => {}
            WindowEvent::Occluded(hidden) => {
                self.input.push(if hidden { InputEvent::Hide } else { InputEvent::Show });
            }
            _ => {}
        }
    }

    fn about_to_wait(&mut self, event_loop: &ActiveEventLoop) {
        if let Some(open) = &self.window {
            let wait = if self.paused { Instant::now() + Duration::from_millis(50) } else { self.next_frame };
            event_loop.set_control_flow(ControlFlow::WaitUntil(wait));
            if Instant::now() >= wait || self.paused {
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
