//! What a game is created with, as C gives it.

use crate::{callbacks::SparrowCallbacks, versioned::Versioned, window::SparrowWindow};
use std::ffi::c_char;

/// On the GPU where there is a real one and a window (or `SPARROW_OPTION_WINDOW_LATER`), else on the CPU. It is decided once, when the game is created.
pub const SPARROW_RENDERER_AUTO: u32 = 0;
/// On the CPU. WebGL takes whatever adapter there is.
pub const SPARROW_RENDERER_RASTER: u32 = 1;
/// On the GPU, or not at all.
pub const SPARROW_RENDERER_GPU: u32 = 2;

/// Time is the system's: `sparrow_game_frame`.
pub const SPARROW_TIME_REAL: u32 = 0;
/// Time is what the app says: `sparrow_game_frame_at`. Runs with the same input are equal.
pub const SPARROW_TIME_VIRTUAL: u32 = 1;

/// Sound goes to the system's device.
pub const SPARROW_AUDIO_DEVICE: u32 = 0;
/// No sound; the game hears of its sounds' ends all the same.
pub const SPARROW_AUDIO_NONE: u32 = 1;
/// The app takes the samples: `sparrow_game_audio`.
pub const SPARROW_AUDIO_PULL: u32 = 2;

/// Makes `window` and `document` before the game runs.
pub const SPARROW_OPTION_WEB_ADAPTER: u32 = 1;
/// Does not draw uncaught errors over the game.
pub const SPARROW_OPTION_NO_ERROR_OVERLAY: u32 = 1 << 1;
/// Text looks the same everywhere: the embedded Latin font and what the game loads, none of the system's.
pub const SPARROW_OPTION_EMBEDDED_FONTS: u32 = 1 << 2;
/// The game reaches no network.
pub const SPARROW_OPTION_OFFLINE: u32 = 1 << 3;
/// The window comes after the game, by `sparrow_game_set_window`: `SPARROW_RENDERER_AUTO` looks for a real GPU all the same. Without it a game that is created
/// without a window is drawn on the CPU for its whole life.
pub const SPARROW_OPTION_WINDOW_LATER: u32 = 1 << 4;
/// Gives the game and its workers `SharedArrayBuffer`, and the workers `Atomics.wait`. The open data domain has none.
pub const SPARROW_OPTION_SHARED_MEMORY: u32 = 1 << 5;

/// A game and its world. Begin with `SPARROW_GAME_OPTIONS_INIT`, name a package, and leave the rest zero where the default will
/// do. Everything is copied; nothing needs to live longer than the call, but for the window.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SparrowGameOptions {
    /// `sizeof(sparrow_game_options)`; set by `SPARROW_GAME_OPTIONS_INIT`.
    pub size: usize,
    /// A game folder, a project folder or a zip; or null, with `package_bytes`.
    pub package_path: *const c_char,
    /// A zip in memory.
    pub package_bytes: *const u8,
    /// Its length.
    pub package_length: usize,
    /// Where games keep files and values; null: in memory. Games of different `app_id` do not see each other's.
    pub data_folder: *const c_char,
    /// Where compiled code is kept between runs; null: nowhere. The game must not be able to write there.
    pub cache_folder: *const c_char,
    /// Names the game in `data_folder`; null: the app id of the package, which is what the package says of itself. An app that runs packages of others
    /// names them itself: else a package that gives itself another one's id gets its files.
    pub app_id: *const c_char,
    /// Width of the game's window in logical pixels; 0: 375.
    pub width: f64,
    /// Height of the game's window in logical pixels; 0: 667.
    pub height: f64,
    /// Physical pixels per logical one; 0: 1.
    pub pixel_ratio: f64,
    /// What no notch covers, in logical pixels from the left edge of the window. All four zero: all of the window.
    pub safe_left: f64,
    /// From the top edge.
    pub safe_top: f64,
    /// From the left edge.
    pub safe_right: f64,
    /// From the top edge.
    pub safe_bottom: f64,
    /// `zh_CN`, `en`, ...; null: `zh_CN`.
    pub language: *const c_char,
    /// `android`, `ios`, `windows`, `mac`; null: the system that the library was built for.
    pub platform: *const c_char,
    /// Operating system and version, `Android 14`; null: as `platform`.
    pub system: *const c_char,
    /// Maker of the device; null: `sparrow`.
    pub brand: *const c_char,
    /// The device; null: `sparrow`.
    pub model: *const c_char,
    /// `SPARROW_RENDERER_*`.
    pub renderer: u32,
    /// `SPARROW_TIME_*`.
    pub time: u32,
    /// `SPARROW_AUDIO_*`.
    pub audio: u32,
    /// Sum of `SPARROW_OPTION_*`.
    pub flags: u32,
    /// Samples per second with `SPARROW_AUDIO_PULL`; 0: 48,000.
    pub audio_rate_hz: u32,
    /// How the game was started, as `wx.getLaunchOptionsSync` says; 0: 1001.
    pub launch_scene: u32,
    /// Its query, `level=3&from=ada`; null: none.
    pub launch_query: *const c_char,
    /// Seed of `Math.random` with `SPARROW_TIME_VIRTUAL`.
    pub random_seed: u64,
    /// Certificates in PEM that are trusted beside the system's; null: none.
    pub certificates: *const u8,
    /// Their length.
    pub certificates_length: usize,
    /// What the game may use up; null: the defaults.
    pub limits: *const SparrowLimits,
    /// Where it is shown; null: nowhere, its pixels are read.
    pub window: *const SparrowWindow,
    /// What the library tells the app; null: nothing.
    pub callbacks: *const SparrowCallbacks,
    /// The independent subpackage that the game starts from, by its name or its root, as the path of a share card is; null: the main package.
    pub launch_subpackage: *const c_char,
}

// SAFETY: `repr(C)`, size first, numbers and pointers.
unsafe impl Versioned for SparrowGameOptions {
    const NAME: &'static str = "sparrow_game_options";
}

/// What a game may use up. Zero is the default.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct SparrowLimits {
    /// `sizeof(sparrow_limits)`; set by `SPARROW_LIMITS_INIT`.
    pub size: usize,
    /// Bytes of the JavaScript heap; 512 MiB.
    pub heap_bytes: usize,
    /// Bytes of the calling thread's stack for nested calls of JavaScript; half of what the thread that creates the game has left, at
    /// most 8 MiB. Every frame needs as much, and half as much again for the library.
    pub stack_bytes: usize,
    /// Milliseconds that one entry into JavaScript may take before it is stopped; 10,000.
    pub entry_ms: f64,
    /// Timers that wait at a time; 10,000.
    pub timers: usize,
    /// Workers at a time; 1.
    pub workers: usize,
    /// Bytes of each worker's heap; 256 MiB.
    pub worker_heap_bytes: usize,
    /// Bytes of the open data domain's heap; 128 MiB.
    pub open_data_heap_bytes: usize,
    /// Bytes of the pixels of all canvases and images, and of WebGL's drawing buffers, textures, renderbuffers and buffers, together; 2 GiB. A canvas
    /// beyond it has no pixels, an image fails, WebGL says `OUT_OF_MEMORY`.
    pub pixel_bytes: u64,
    /// Bytes of the files that the game keeps; 200 MiB.
    pub user_file_bytes: u64,
    /// Bytes of the temporary files of a run; 1 GiB.
    pub temp_file_bytes: u64,
    /// Milliseconds that a hidden game is kept; 300,000. After a later `sparrow_game_show` the next frame says `restart`.
    pub hidden_ms: f64,
}

// SAFETY: `repr(C)`, size first, numbers.
unsafe impl Versioned for SparrowLimits {
    const NAME: &'static str = "sparrow_limits";
}
