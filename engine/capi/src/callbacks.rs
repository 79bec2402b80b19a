//! What the library tells the app: console lines, uncaught errors, calls of the platform's services, vibration.

use crate::{game::SparrowGame, text, versioned::Versioned};
use sparrow_platform::{Haptics, Log, LogLevel, Record, VibrateKind};
use std::ffi::{c_char, c_void};

/// `console.debug`.
pub const SPARROW_LOG_DEBUG: u32 = 0;
/// `console.log` and `console.info`.
pub const SPARROW_LOG_INFO: u32 = 1;
/// `console.warn`, and what a game's developer should mend.
pub const SPARROW_LOG_WARN: u32 = 2;
/// `console.error`, and uncaught errors.
pub const SPARROW_LOG_ERROR: u32 = 3;

/// The app does not serve this name: the call fails with the platform's `errMsg`.
#[allow(dead_code, reason = "for apps")]
pub const SPARROW_NOT_SERVED: u32 = 0;
/// The app has answered, or will: `sparrow_game_answer` or `sparrow_game_fail` with the call's ticket.
pub const SPARROW_SERVED: u32 = 1;

/// 15 ms, light.
pub const SPARROW_VIBRATE_LIGHT: u32 = 0;
/// 15 ms, medium.
pub const SPARROW_VIBRATE_MEDIUM: u32 = 1;
/// 15 ms, heavy.
pub const SPARROW_VIBRATE_HEAVY: u32 = 2;
/// 400 ms.
pub const SPARROW_VIBRATE_LONG: u32 = 3;

/// A game asks the platform for something. Everything in it ends with the callback.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SparrowServiceCall {
    /// `sizeof(sparrow_service_call)` of the library.
    pub size: usize,
    /// What the answer is given to.
    pub ticket: u64,
    /// The function of `wx`, such as `login`, or a method: `RewardedVideoAd.show`.
    pub name: *const c_char,
    /// The game's options as JSON; `null` when there are none. Bytes are base64 text.
    pub options: *const c_char,
}

/// What the library tells the app. All of it comes on the game's thread, during `sparrow_game_create`, `_frame` or `_destroy`. A null
/// function is not called. Texts are UTF-8 and end with the callback.
/// A callback may queue input, answer services, send events and read files; anything else about the same game is refused as
/// `SPARROW_STATUS_BUSY`. It must return: no `longjmp`, no C++ exception.
/// `game` is the pointer that `sparrow_game_create` is about to hand out; when it fails, the pointer was never good for more than the callback.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SparrowCallbacks {
    /// `sizeof(sparrow_callbacks)`; set by `SPARROW_CALLBACKS_INIT`.
    pub size: usize,
    /// Passed to every callback.
    pub user: *mut c_void,
    /// A console line (`SPARROW_LOG_*`); `origin` is `file:line:column` in the game's sources, or empty.
    pub log: Option<
        unsafe extern "C" fn(
            user: *mut c_void,
            game: *mut SparrowGame,
            level: u32,
            origin: *const c_char,
            text: *const c_char,
        ),
    >,
    /// An error that no code of the game caught; it has been logged, too. Comes at the end of the call in which it happened.
    pub error: Option<unsafe extern "C" fn(user: *mut c_void, game: *mut SparrowGame, text: *const c_char)>,
    /// The game asks for a service; `SPARROW_SERVED` or `SPARROW_NOT_SERVED`.
    pub service: Option<
        unsafe extern "C" fn(
            user: *mut c_void,
            game: *mut SparrowGame,
            call: *const SparrowServiceCall,
        ) -> u32,
    >,
    /// Vibrate (`SPARROW_VIBRATE_*`); 0 when there is no motor.
    pub vibrate: Option<unsafe extern "C" fn(user: *mut c_void, game: *mut SparrowGame, kind: u32) -> u32>,
}

// SAFETY: `repr(C)`, size first, pointers and optional functions.
unsafe impl Versioned for SparrowCallbacks {
    const NAME: &'static str = "sparrow_callbacks";
}

/// The app, as a game's world knows it.
#[derive(Clone, Copy)]
pub(crate) struct App {
    callbacks: Option<SparrowCallbacks>,
    game: *mut SparrowGame,
}

// SAFETY: the pointers are only handed back to the app, by calls that are made on the game's thread: `Log`, `Haptics` and
// `Services` promise to be called there. Nothing here reads through them.
unsafe impl Send for App {}
// SAFETY: as above; the fields are never changed.
unsafe impl Sync for App {}

impl App {
    pub(crate) fn new(callbacks: Option<SparrowCallbacks>, game: *mut SparrowGame) -> App {
        App { callbacks, game }
    }

    pub(crate) fn error(&self, text: &str) {
        if let Some(SparrowCallbacks { user, error: Some(error), .. }) = self.callbacks {
            let text = text::to_c(text);
            // SAFETY: a function of the app's with its own pointers, on the game's thread, by the contract.
            unsafe { error(user, self.game, text.as_ptr()) };
        }
    }

    /// True when the app answers services at all.
    pub(crate) fn has_services(&self) -> bool {
        self.callbacks.is_some_and(|callbacks| callbacks.service.is_some())
    }

    /// True when the app serves the call.
    pub(crate) fn serves(&self, ticket: u64, name: &str, options: &str) -> bool {
        let Some(SparrowCallbacks { user, service: Some(service), .. }) = self.callbacks else {
            return false;
        };
        let (name, options) = (text::to_c(name), text::to_c(options));
        let call = SparrowServiceCall {
            size: size_of::<SparrowServiceCall>(),
            ticket,
            name: name.as_ptr(),
            options: options.as_ptr(),
        };
        // SAFETY: as in `error`.
        unsafe { service(user, self.game, &raw const call) == SPARROW_SERVED }
    }
}

impl Log for App {
    fn write(&self, record: &Record) {
        if let Some(SparrowCallbacks { user, log: Some(log), .. }) = self.callbacks {
            let level = match record.level {
                LogLevel::Debug => SPARROW_LOG_DEBUG,
                LogLevel::Info => SPARROW_LOG_INFO,
                LogLevel::Warn => SPARROW_LOG_WARN,
                LogLevel::Error => SPARROW_LOG_ERROR,
            };
            let (origin, text) = (text::to_c(&record.origin), text::to_c(&record.text));
            // SAFETY: as in `error`.
            unsafe { log(user, self.game, level, origin.as_ptr(), text.as_ptr()) };
        }
    }
}

impl Haptics for App {
    fn vibrate(&mut self, kind: VibrateKind) -> bool {
        let Some(SparrowCallbacks { user, vibrate: Some(vibrate), .. }) = self.callbacks else {
            return false;
        };
        let kind = match kind {
            VibrateKind::ShortLight => SPARROW_VIBRATE_LIGHT,
            VibrateKind::ShortMedium => SPARROW_VIBRATE_MEDIUM,
            VibrateKind::ShortHeavy => SPARROW_VIBRATE_HEAVY,
            VibrateKind::Long => SPARROW_VIBRATE_LONG,
        };
        // SAFETY: as in `error`.
        unsafe { vibrate(user, self.game, kind) != 0 }
    }
}
