//! What a game is started with: everything that it may touch, handed in by the player or the embedder.

use sparrow_media::font::{Fonts, FontsOptions};
use sparrow_package::{CodeCache, MountLimits, Package};
use sparrow_platform::{
    Arrivals, AudioOutput, Clock, DeviceInfo, FileSystem, Haptics, LocalSocial, Log, MemoryFileSystem,
    MemoryStore, Microphone, Network, NullAudioOutput, NullHaptics, NullLog, NullMicrophone, NullNetwork,
    NullServices, Services, Social, SocialWorld, Store, StoreError, network::DomainRules,
};
use sparrow_profile::Profiler;
use sparrow_render::Renderer;
use std::{collections::BTreeMap, rc::Rc, sync::Arc};

pub use sparrow_api::host::LaunchOptions;

/// What a game may use up.
#[derive(Clone, Debug, PartialEq)]
pub struct Limits {
    /// Bytes of the JavaScript heap.
    pub heap_bytes: usize,
    /// Bytes of the calling thread's stack for nested calls of JavaScript; `None`: half of what the thread that starts the game has left, at most
    /// 8 MiB. Each frame needs as much, and half as much again for the library.
    pub stack_bytes: Option<usize>,
    /// Milliseconds that one entry into JavaScript, or all entries of a frame together, may take before the script is stopped.
    pub entry_ms: f64,
    /// Timers that wait at a time.
    pub timers: usize,
    /// Bytes of the open data domain's JavaScript heap.
    pub open_data_heap_bytes: usize,
    /// Milliseconds that one entry into the open data domain may take: it runs on the game's thread.
    pub open_data_entry_ms: f64,
    /// Workers at a time.
    pub workers: usize,
    /// Workers of the web adapter at a time: pages start several and count on them.
    pub inline_workers: usize,
    /// Bytes of each worker's JavaScript heap.
    pub worker_heap_bytes: usize,
    /// Bytes of the C stack for nested calls in a worker.
    pub worker_stack_bytes: usize,
    /// Milliseconds that one entry into a worker may take before the worker is ended.
    pub worker_entry_ms: f64,
    /// Milliseconds that a hidden game is kept. Who shows it later gets a cold start: [`FrameOutcome::restart`](crate::FrameOutcome::restart).
    pub hidden_ms: f64,
    /// Bytes of the pixels of all canvases and images, and of all WebGL contexts' drawing buffers, textures, renderbuffers and buffers
    /// together, the open data domain's among them. A canvas beyond it has no pixels, an image fails, WebGL says `OUT_OF_MEMORY`.
    pub pixel_bytes: u64,
    /// Bytes of the files that the game keeps: `http://usr` and what `saveFile` saved.
    pub user_file_bytes: u64,
    /// Bytes of the temporary files of a run.
    pub temp_file_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            heap_bytes: 512 << 20,
            stack_bytes: None,
            entry_ms: 10_000.0,
            timers: 10_000,
            open_data_heap_bytes: 128 << 20,
            open_data_entry_ms: 2_000.0,
            workers: 1,
            inline_workers: 4,
            worker_heap_bytes: 256 << 20,
            worker_stack_bytes: 4 << 20,
            worker_entry_ms: 60_000.0,
            hidden_ms: 300_000.0,
            pixel_bytes: 2 << 30,
            user_file_bytes: MountLimits::default().user_bytes,
            temp_file_bytes: MountLimits::default().temp_bytes,
        }
    }
}

/// A game and its world.
pub struct GameOptions {
    /// The game.
    pub package: Package,
    /// `http://usr`: files that stay.
    pub user_files: Arc<dyn FileSystem>,
    /// `http://tmp`: files of this run.
    pub temp_files: Arc<dyn FileSystem>,
    /// What `saveFile` keeps.
    pub saved_files: Arc<dyn FileSystem>,
    /// Compiled code of earlier runs.
    pub code_cache: Option<CodeCache>,
    /// `wx.setStorage`.
    pub store: Box<dyn Store>,
    /// The player, friends and groups, and what the platform's cloud keeps for them.
    pub social: Box<dyn Social>,
    /// What the game is told about the device.
    pub device: DeviceInfo,
    /// The game's time.
    pub clock: Arc<dyn Clock>,
    /// True when `clock` is moved by hand: `Date` follows it, and frames wait for decoders, so that runs are equal.
    pub virtual_time: bool,
    /// True when `Date` follows `clock` in real time too: where time can be slowed down. Under `virtual_time` it always does.
    pub date_from_clock: bool,
    /// When finished work of other threads is delivered; `None`: when it is done. Of a recording and its replay.
    pub arrivals: Option<Rc<dyn Arrivals>>,
    /// Seed of `Math.random`; `None` for chance.
    pub random_seed: Option<u64>,
    /// Real milliseconds, for the watchdogs of all threads.
    pub watchdog_clock: Arc<dyn Fn() -> f64 + Send + Sync>,
    /// Measures frames.
    pub profiler: Rc<Profiler>,
    /// Takes console lines.
    pub log: Arc<dyn Log>,
    /// Takes sound.
    pub audio: Box<dyn AudioOutput>,
    /// Gives sound: what `RecorderManager` records.
    pub microphone: Box<dyn Microphone>,
    /// Connects.
    pub network: Box<dyn Network>,
    /// The only domains that the game may send requests to, transfer files with and open sockets to; `None` for any. As on the platform they do not hold
    /// for the sources of images, sounds and videos, and this machine is always permitted: who must keep a game from these hands in a `network`
    /// whose fetcher refuses.
    pub domains: Option<DomainRules>,
    /// Vibrates.
    pub haptics: Box<dyn Haptics>,
    /// The platform around the game.
    pub services: Box<dyn Services>,
    /// Fonts for text.
    pub fonts: Fonts,
    /// Draws.
    pub renderer: Box<dyn Renderer>,
    /// What the game may use up.
    pub limits: Limits,
    /// How it was started.
    pub launch: LaunchOptions,
    /// JSON that stands in `GameGlobal` under a name before the game's first script runs.
    pub game_globals: BTreeMap<String, String>,
    /// Gives the game and its workers `SharedArrayBuffer`, and the workers `Atomics.wait`. What several threads do to one memory is not the same in
    /// every run, nor in a replay. The open data domain has none.
    pub shared_memory: bool,
    /// Makes `window` and `document` before the game runs.
    pub web_adapter: bool,
    /// Shows uncaught errors over the game.
    pub error_overlay: bool,
}

impl GameOptions {
    /// A game in a world of its own: files and values in memory, the system's fonts, and neither sound, network, log nor
    /// platform. `clock` is a real one. What the game is to have beyond that is set in the fields:
    /// `GameOptions { services, ..GameOptions::new(..)? }`.
    pub fn new(
        package: Package,
        renderer: Box<dyn Renderer>,
        device: DeviceInfo,
        clock: Arc<dyn Clock>,
    ) -> Result<GameOptions, StoreError> {
        let watchdog = clock.clone();
        Ok(GameOptions {
            package,
            user_files: Arc::new(MemoryFileSystem::new()),
            temp_files: Arc::new(MemoryFileSystem::new()),
            saved_files: Arc::new(MemoryFileSystem::new()),
            code_cache: None,
            store: Box::<MemoryStore>::default(),
            social: Box::new(LocalSocial::new(SocialWorld::default(), Box::<MemoryStore>::default())?),
            device,
            clock,
            virtual_time: false,
            date_from_clock: false,
            arrivals: None,
            random_seed: None,
            watchdog_clock: Arc::new(move || watchdog.now_ms()),
            profiler: Rc::new(Profiler::off()),
            log: Arc::new(NullLog),
            audio: Box::<NullAudioOutput>::default(),
            microphone: Box::new(NullMicrophone),
            network: Box::<NullNetwork>::default(),
            domains: None,
            haptics: Box::new(NullHaptics),
            services: Box::<NullServices>::default(),
            fonts: Fonts::new(FontsOptions::default()),
            renderer,
            limits: Limits::default(),
            launch: LaunchOptions { scene: 1001, ..LaunchOptions::default() },
            game_globals: BTreeMap::new(),
            shared_memory: false,
            web_adapter: false,
            error_overlay: true,
        })
    }
}
