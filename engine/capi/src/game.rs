//! A game's handle: created, run frame by frame, read, destroyed.

use crate::{
    audio::{PulledHandles, SparrowAudio},
    boundary::{guarded, on_game},
    callbacks::{App, SparrowCallbacks},
    host_services::Mailbox,
    options::{SPARROW_OPTION_WINDOW_LATER, SparrowGameOptions},
    screen::Screen,
    status::{
        Refusal, SPARROW_STATUS_BAD_ARGUMENT, SPARROW_STATUS_BAD_PACKAGE, SPARROW_STATUS_BAD_STORAGE,
        SPARROW_STATUS_BUSY, SPARROW_STATUS_INTERNAL, SPARROW_STATUS_NO_PICTURE, SPARROW_STATUS_OK,
        SPARROW_STATUS_TOO_SMALL, SPARROW_STATUS_WRONG_THREAD, SparrowError, SparrowStatus,
    },
    text, versioned,
    versioned::Versioned,
    window::SparrowWindow,
    world::World,
};
use sparrow_base::PixelSize;
use sparrow_native::TempFolder;
use sparrow_platform::VirtualClock;
use sparrow_runtime::{FrameInput, Game, InputEvent, StartError};
use std::{
    cell::{Cell, RefCell, RefMut},
    ffi::{CString, c_char},
    ptr,
    thread::{self, ThreadId},
};

/// A running game.
pub struct SparrowGame {
    thread: ThreadId,
    /// `None` before it has booted, and after a panic.
    running: RefCell<Option<Running>>,
    /// Input for the next frame. Not in `running`, so that callbacks may queue it.
    input: RefCell<Vec<InputEvent>>,
    message: RefCell<CString>,
    restart_query: RefCell<CString>,
    destroyed: Cell<bool>,
    /// The only field that other threads look at.
    mailbox: Mailbox,
}

struct Running {
    // The game goes before what its renderer draws to.
    game: Game,
    screen: Screen,
    app: App,
    virtual_clock: Option<VirtualClock>,
    sound: Option<PulledHandles>,
    told_errors: u64,
    _temp: Option<TempFolder>,
}

/// What a frame gave.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SparrowFrame {
    /// `sizeof(sparrow_frame)`; set by `SPARROW_FRAME_INIT`.
    pub size: usize,
    /// 1 when the game asked to end.
    pub exit: u32,
    /// 1 when the game asked to be started anew: destroy it and create it again, with `sparrow_game_restart_query`.
    pub restart: u32,
    /// When the next frame should come, in milliseconds after this one.
    pub interval_ms: f64,
    /// Uncaught errors since the game was created.
    pub errors: u64,
    /// Size of what the game shows, in physical pixels; 0 before it has made a canvas.
    pub width: u32,
    /// As `width`.
    pub height: u32,
    /// 1 when a script took longer than `limits.entry_ms`, or was interrupted, and was stopped. What the frame had no time for waits for the next one. A
    /// game for which it is 1 in frame after frame hangs.
    pub stopped: u32,
}

// SAFETY: `repr(C)`, size first, numbers.
unsafe impl Versioned for SparrowFrame {
    const NAME: &'static str = "sparrow_frame";
}

impl SparrowGame {
    pub(crate) fn is_on_its_thread(&self) -> bool {
        thread::current().id() == self.thread
    }

    pub(crate) fn keep_message(&self, message: &str) {
        *self.message.borrow_mut() = text::to_c(message);
    }

    pub(crate) fn queue(&self, event: InputEvent) {
        self.input.borrow_mut().push(event);
    }

    fn running(&self) -> Result<RefMut<'_, Running>, Refusal> {
        let busy = |_| {
            Refusal::new(
                SPARROW_STATUS_BUSY,
                "callbacks may only queue input, answer services, send events and read files",
            )
        };
        let running = self.running.try_borrow_mut().map_err(busy)?;
        RefMut::filter_map(running, Option::as_mut).map_err(|_| {
            Refusal::new(SPARROW_STATUS_INTERNAL, "the game is of no use after an internal error; destroy it")
        })
    }

    /// Runs `work`; a game that panicked is dropped, for nobody knows in which state it is.
    fn with_running<T>(&self, work: impl FnOnce(&mut Running) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let mut running = self.running()?;
        let result = guarded(|| work(&mut running));
        drop(running);
        if matches!(&result, Err(refusal) if refusal.status == SPARROW_STATUS_INTERNAL) {
            let broken = self.running.borrow_mut().take();
            // It may panic again on its way out, and what it held is then lost.
            let _ = guarded(|| {
                drop(broken);
                Ok(())
            });
        }
        result
    }

    /// What other threads may use.
    ///
    /// # Safety
    /// Null, or a game that has not been destroyed.
    pub(crate) unsafe fn mailbox_of<'a>(game: *const SparrowGame) -> Option<&'a Mailbox> {
        if game.is_null() {
            return None;
        }
        // SAFETY: by the contract of this function; no reference to the other fields, which belong to the game's thread, is made.
        Some(unsafe { &(*game).mailbox })
    }
}

impl Running {
    /// # Safety
    /// The pointers of the options are null or as their fields say.
    unsafe fn boot(
        from: &SparrowGameOptions,
        handle: *mut SparrowGame,
        mailbox: &Mailbox,
    ) -> Result<Running, Refusal> {
        // SAFETY: by the contract of this function.
        let (limits, window, callbacks) = unsafe {
            (
                versioned::read(from.limits)?,
                versioned::read::<SparrowWindow>(from.window)?,
                versioned::read::<SparrowCallbacks>(from.callbacks)?,
            )
        };
        let app = App::new(callbacks, handle);
        let window_later = from.flags & SPARROW_OPTION_WINDOW_LATER != 0;
        let (screen, renderer) = Screen::open(from.renderer, window.as_ref(), window_later)?;
        // SAFETY: by the contract of this function.
        let world = unsafe { World::new(from, limits.as_ref(), app, mailbox.clone(), renderer) }?;
        let game = Game::start(world.options).map_err(|e| {
            let status = match &e {
                StartError::Package(_) => SPARROW_STATUS_BAD_PACKAGE,
                StartError::Vm(_) | StartError::Stack(_) => SPARROW_STATUS_BAD_ARGUMENT,
                StartError::Adapter(_) => SPARROW_STATUS_INTERNAL,
            };
            Refusal::new(status, e.to_string())
        })?;
        mailbox.set_interrupter(game.interrupter());
        let mut running = Running {
            game,
            screen,
            app,
            virtual_clock: world.virtual_clock,
            sound: world.sound,
            told_errors: 0,
            _temp: world.temp,
        };
        running.tell_errors();
        Ok(running)
    }

    fn tell_errors(&mut self) {
        for error in self.game.errors_since(self.told_errors) {
            self.app.error(&error.text);
        }
        self.told_errors = self.game.error_count();
    }

    /// What a frame gave, and the query of a restart that it asked for.
    fn frame(
        &mut self,
        at_ms: Option<f64>,
        events: Vec<InputEvent>,
    ) -> Result<(SparrowFrame, Option<String>), Refusal> {
        match (&self.virtual_clock, at_ms) {
            (Some(clock), Some(at_ms)) if at_ms.is_finite() => clock.set_now_ms(at_ms),
            (Some(_), Some(at_ms)) => return Err(Refusal::argument(format!("{at_ms} is no time"))),
            (None, None) => {}
            (Some(_), None) => {
                return Err(Refusal::argument("the game's time is virtual: use sparrow_game_frame_at"));
            }
            (None, Some(_)) => {
                return Err(Refusal::argument("the game's time is real: use sparrow_game_frame"));
            }
        }
        let screen = &mut self.screen;
        let outcome =
            self.game.frame(FrameInput { events }, &mut |canvas, size| screen.present(canvas, size));
        if let Some(error) = outcome.refused {
            return Err(Refusal::argument(error.to_string()));
        }
        self.tell_errors();
        let size = self.game.screen().map(|(_, size)| size).unwrap_or_default();
        let frame = SparrowFrame {
            size: size_of::<SparrowFrame>(),
            exit: outcome.exit.into(),
            restart: outcome.restart.is_some().into(),
            interval_ms: outcome.interval_ms,
            errors: self.told_errors,
            width: size.width,
            height: size.height,
            stopped: outcome.stopped.into(),
        };
        Ok((frame, outcome.restart))
    }
}

/// Opens a package and runs its first script. `*game` is the game, or null; `*error` says why, and is to be freed with
/// `sparrow_error_free`. `error` may be null. An error in the game's own code is none: the game runs on, and the error callback hears of it.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_create(
    options: *const SparrowGameOptions,
    game: *mut *mut SparrowGame,
    error: *mut *mut SparrowError,
) -> SparrowStatus {
    let refuse = |refusal: Refusal| {
        let status = refusal.status;
        if !error.is_null() {
            // SAFETY: not null, and so a place for a pointer, by the contract.
            unsafe { error.write(refusal.into_error()) };
        }
        status
    };
    if !error.is_null() {
        // SAFETY: as above.
        unsafe { error.write(ptr::null_mut()) };
    }
    if game.is_null() {
        return refuse(Refusal::argument("there is no place for the game"));
    }
    // SAFETY: as above.
    unsafe { game.write(ptr::null_mut()) };
    let mailbox = Mailbox::default();
    let handle = Box::into_raw(Box::new(SparrowGame {
        thread: thread::current().id(),
        running: RefCell::new(None),
        input: RefCell::default(),
        message: RefCell::default(),
        restart_query: RefCell::default(),
        destroyed: Cell::new(false),
        mailbox: mailbox.clone(),
    }));
    let booted = guarded(|| {
        // SAFETY: as above.
        let options =
            unsafe { versioned::read(options) }?.ok_or_else(|| Refusal::argument("options is null"))?;
        // Borrowed while the first script runs, so that its callbacks find the game busy.
        // SAFETY: made above; only shared references are made of it.
        let mut running = unsafe { &*handle }.running.borrow_mut();
        // SAFETY: by the contract.
        *running = Some(unsafe { Running::boot(&options, handle, &mailbox) }?);
        Ok(())
    });
    match booted {
        Ok(()) => {
            // SAFETY: as above.
            unsafe { game.write(handle) };
            SPARROW_STATUS_OK
        }
        Err(refusal) => {
            // SAFETY: made above, and given to nobody who may keep it, by the contract of the callbacks.
            drop(unsafe { Box::from_raw(handle) });
            refuse(refusal)
        }
    }
}

/// Ends a game; null is fine. Refused in callbacks and on other threads, and then the game lives on.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_destroy(game: *mut SparrowGame) -> SparrowStatus {
    // SAFETY: null, or a game that lives, by the contract.
    let Some(handle) = (unsafe { game.as_ref() }) else { return SPARROW_STATUS_OK };
    if !handle.is_on_its_thread() {
        return SPARROW_STATUS_WRONG_THREAD;
    }
    if handle.running.try_borrow_mut().is_err() || handle.destroyed.replace(true) {
        return SPARROW_STATUS_BUSY;
    }
    // While it goes, the log may still be called with the handle.
    let ended = guarded(|| {
        let running = handle.running.borrow_mut().take();
        drop(running);
        Ok(())
    });
    // SAFETY: made by `sparrow_game_create` with `Box::into_raw`; nothing refers to it any more.
    drop(unsafe { Box::from_raw(game) });
    ended.map_or_else(|refusal| refusal.status, |()| SPARROW_STATUS_OK)
}

/// Why the last refused call about this game was refused, in UTF-8; valid until the next one. Only on the game's thread: elsewhere,
/// and of null, it is an empty text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_message(game: *const SparrowGame) -> *const c_char {
    // SAFETY: by the contract.
    unsafe { text_of(game, |game| &game.message) }
}

/// The query that the game wants to be started anew with, for `launch_query`: of `wx.restartMiniProgram({ path: "?level=3" })` that is
/// `level=3`. In UTF-8; empty where it asked for none; valid until the next frame. Only on the game's thread: elsewhere, and of null, it is an empty text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_restart_query(game: *const SparrowGame) -> *const c_char {
    // SAFETY: by the contract.
    unsafe { text_of(game, |game| &game.restart_query) }
}

/// A text that a game keeps; an empty one for null, and elsewhere than on the game's thread.
unsafe fn text_of(game: *const SparrowGame, text: fn(&SparrowGame) -> &RefCell<CString>) -> *const c_char {
    // SAFETY: null, or a game that lives, by the contract.
    match unsafe { game.as_ref() } {
        Some(game) if game.is_on_its_thread() => text(game).borrow().as_ptr(),
        _ => c"".as_ptr(),
    }
}

/// Runs one frame of a game whose time is real: input and finished work to listeners, timers, animation frames; draws, and shows what was drawn. Call
/// it with each refresh of the display, or when `frame->interval_ms` has passed. `frame` may be null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_frame(
    game: *mut SparrowGame,
    frame: *mut SparrowFrame,
) -> SparrowStatus {
    // SAFETY: by the contract.
    unsafe { run_frame(game, None, frame) }
}

/// Runs one frame of a game whose time is virtual; `now_ms` counts from its creation and never goes back.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_frame_at(
    game: *mut SparrowGame,
    now_ms: f64,
    frame: *mut SparrowFrame,
) -> SparrowStatus {
    // SAFETY: by the contract.
    unsafe { run_frame(game, Some(now_ms), frame) }
}

unsafe fn run_frame(game: *mut SparrowGame, at_ms: Option<f64>, frame: *mut SparrowFrame) -> SparrowStatus {
    let work = |game: &SparrowGame| {
        let (given, restart) = game.with_running(|running| {
            let events = std::mem::take(&mut *game.input.borrow_mut());
            running.frame(at_ms, events)
        })?;
        *game.restart_query.borrow_mut() = text::to_c(&restart.unwrap_or_default());
        // SAFETY: by the contract.
        unsafe { versioned::write(frame, given) }
    };
    // SAFETY: by the contract.
    unsafe { on_game(game, work) }
}

/// Ends the scripts that run in `sparrow_game_frame` now, **from any other thread**, as if their time was up: for an app that cannot wait as long as
/// `limits.entry_ms`. The frame returns soon after, and the game runs on in its next one. Without a frame it does nothing.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_interrupt(game: *const SparrowGame) -> SparrowStatus {
    // SAFETY: by the contract.
    match unsafe { SparrowGame::mailbox_of(game) } {
        Some(mailbox) => {
            mailbox.interrupt();
            SPARROW_STATUS_OK
        }
        None => SPARROW_STATUS_BAD_ARGUMENT,
    }
}

/// The pixels that the game shows: rows from the top, straight (not premultiplied) RGBA, one byte each. `*width` and `*height` are always written. With `rgba` null only the
/// size is asked for; `capacity` is in bytes, and too small a buffer is `SPARROW_STATUS_TOO_SMALL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_read_pixels(
    game: *mut SparrowGame,
    rgba: *mut u8,
    capacity: usize,
    width: *mut u32,
    height: *mut u32,
) -> SparrowStatus {
    let work = |game: &SparrowGame| {
        if width.is_null() || height.is_null() {
            return Err(Refusal::argument("there is no place for width or height"));
        }
        let write_size = |size: PixelSize| {
            // SAFETY: not null, and so places for numbers, by the contract.
            unsafe {
                width.write(size.width);
                height.write(size.height);
            }
        };
        write_size(PixelSize::default());
        let none = || Refusal::new(SPARROW_STATUS_NO_PICTURE, "the game has not made a canvas yet");
        if rgba.is_null() {
            let size = game.with_running(|running| running.game.screen().ok_or_else(none))?.1;
            write_size(size);
            return Ok(());
        }
        let pixels = game.with_running(|running| running.game.read_screen().ok_or_else(none))?;
        write_size(pixels.size());
        let bytes = pixels.bytes();
        if bytes.len() > capacity {
            let why = format!("{} bytes do not fit into {capacity}", bytes.len());
            return Err(Refusal::new(SPARROW_STATUS_TOO_SMALL, why));
        }
        // SAFETY: `rgba` has `capacity` writable bytes, by the contract, and they are not ours.
        unsafe { rgba.copy_from_nonoverlapping(bytes.as_ptr(), bytes.len()) };
        Ok(())
    };
    // SAFETY: by the contract.
    unsafe { on_game(game, work) }
}

/// A file by the path that the game wrote in the options of a service (`filePath` of `saveImageToPhotosAlbum`, `imageUrl` of `shareAppMessage`): `http://tmp/..`,
/// `http://usr/..`, `wxfile://..`, or a path of the package. Also in callbacks, and of pictures that the game itself may not read. `*size` is always
/// written. With `bytes` null only the size is asked for; too small a buffer is `SPARROW_STATUS_TOO_SMALL`, and a file that cannot be read
/// `SPARROW_STATUS_BAD_STORAGE`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_read_file(
    game: *const SparrowGame,
    path: *const c_char,
    bytes: *mut u8,
    capacity: usize,
    size: *mut usize,
) -> SparrowStatus {
    let work = |game: &SparrowGame| {
        if size.is_null() {
            return Err(Refusal::argument("there is no place for the size"));
        }
        // SAFETY: not null, and so a place for a number, by the contract.
        unsafe { size.write(0) };
        // SAFETY: by the contract.
        let path = unsafe { text::required(path, "path") }?;
        let files = game.mailbox.files().ok_or_else(|| Refusal::argument("the game has not started"))?;
        let read = files.read_file(path);
        let read = read.map_err(|why| Refusal::new(SPARROW_STATUS_BAD_STORAGE, format!("{path}: {why}")))?;
        // SAFETY: as above.
        unsafe { size.write(read.len()) };
        if bytes.is_null() {
            return Ok(());
        }
        if read.len() > capacity {
            let why = format!("{} bytes do not fit into {capacity}", read.len());
            return Err(Refusal::new(SPARROW_STATUS_TOO_SMALL, why));
        }
        // SAFETY: `bytes` has `capacity` writable bytes, by the contract, and they are not ours.
        unsafe { bytes.copy_from_nonoverlapping(read.as_ptr(), read.len()) };
        Ok(())
    };
    // SAFETY: by the contract.
    unsafe { on_game(game, work) }
}

/// The game is shown in another window, or in none (null): when a phone takes its window away, before the window goes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_set_window(
    game: *mut SparrowGame,
    window: *const SparrowWindow,
) -> SparrowStatus {
    let work = |game: &SparrowGame| {
        // SAFETY: by the contract.
        let window = unsafe { versioned::read(window) }?;
        game.with_running(|running| running.screen.set_window(window.as_ref()))
    };
    // SAFETY: by the contract.
    unsafe { on_game(game, work) }
}

/// The window has another size in physical pixels. The game hears of its own size from `sparrow_game_resize`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_resize_window(
    game: *mut SparrowGame,
    width: u32,
    height: u32,
) -> SparrowStatus {
    let work = |game: &SparrowGame| {
        game.with_running(|running| running.screen.resize(PixelSize::new(width, height)))
    };
    // SAFETY: by the contract.
    unsafe { on_game(game, work) }
}

/// The game's sound, for `sparrow_audio_pull` on any thread; `*audio` is to be released with `sparrow_audio_release`. Only with
/// `SPARROW_AUDIO_PULL`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_game_audio(
    game: *mut SparrowGame,
    audio: *mut *mut SparrowAudio,
) -> SparrowStatus {
    let work = |game: &SparrowGame| {
        if audio.is_null() {
            return Err(Refusal::argument("there is no place for the audio"));
        }
        let none = || Refusal::argument("the game was not created with SPARROW_AUDIO_PULL");
        let handle =
            game.with_running(|running| running.sound.as_ref().map(PulledHandles::handle).ok_or_else(none));
        // SAFETY: not null, and so a place for a pointer, by the contract.
        unsafe { audio.write(handle.as_ref().map_or(ptr::null_mut(), |handle| *handle)) };
        handle.map(|_| ())
    };
    // SAFETY: by the contract.
    unsafe { on_game(game, work) }
}
