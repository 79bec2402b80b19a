//! [`Host`]: our side of one realm, as the operations and the native classes see it.
//!
//! It owns no JavaScript value, so it may be shared with closures of the VM without a cycle. Every part has a cell of
//! its own and is borrowed for the length of one operation; none is borrowed while JavaScript runs.

use crate::{
    classes::PendingImages, event::HostEvent, graphics::Graphics, image_loader::ImageLoader,
    module_loader::ModuleLoader, network::NetworkService, open_data::OpenDataLink, refusals::Refusals,
    video::Videos, web_audio::WebAudio, worker::WorkerHost,
};
use sparrow_audio::AudioEngine;
use sparrow_base::{CanvasId, ImageId, PixelSize};
use sparrow_package::{CloudStorage, CodeCache, Mounts, Package, Storage};
use sparrow_platform::{Clock, DeviceInfo, Haptics, Log, LogLevel, Record, Services};
use sparrow_profile::Profiler;
use sparrow_render::RenderError;
use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, VecDeque},
    rc::Rc,
    sync::Arc,
};

/// What a game was started with: `wx.getLaunchOptionsSync`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LaunchOptions {
    /// Scene number; 1001 is "from the list of recent games".
    pub scene: u32,
    /// Query parameters.
    pub query: BTreeMap<String, String>,
}

impl LaunchOptions {
    /// The parameters of `level=3&from=ada`, with or without the question mark before it.
    pub fn parse_query(text: &str) -> BTreeMap<String, String> {
        let pairs = text.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty());
        let split = |pair: &str| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (key.to_owned(), value.to_owned())
        };
        pairs.map(split).collect()
    }

    /// The query as [`parse_query`](Self::parse_query) reads it.
    pub fn query_text(&self) -> String {
        let pairs: Vec<String> = self.query.iter().map(|(key, value)| format!("{key}={value}")).collect();
        pairs.join("&")
    }
}

/// What the game asked of the runtime since it was last looked at.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Requests {
    /// `wx.exitMiniProgram`.
    pub exit: bool,
    /// `wx.restartMiniProgram`, or a show after too long a time: the query that it is to start with, as in an address.
    pub restart: Option<String>,
    /// `wx.triggerGC`.
    pub gc: bool,
    /// `wx.setPreferredFramesPerSecond`.
    pub frames_per_second: Option<f64>,
}

/// Which realm a host serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RealmKind {
    /// `game.js`.
    Main,
    /// `openDataContext` of game.json: sees friends' data, and must not let it out.
    OpenData,
}

/// The host of one realm.
pub struct Host {
    /// Connections. Goes first, so that no loader below waits for a file when the game ends.
    pub network: RefCell<NetworkService>,
    /// Which one.
    pub realm: RealmKind,
    /// Canvases, images, fonts and the renderer.
    pub graphics: Rc<RefCell<Graphics>>,
    /// Image files on their way.
    pub images: RefCell<ImageLoader>,
    /// WebAssembly modules on their way.
    pub modules: RefCell<ModuleLoader>,
    /// Compiled code between runs.
    pub code_cache: Option<Arc<CodeCache>>,
    /// Files of the package, the user and temporary ones.
    pub mounts: Arc<Mounts>,
    /// What the platform's cloud keeps for the player, and for friends and groups.
    pub cloud: Rc<RefCell<CloudStorage>>,
    /// The way between the main and the open data domain, where game.json declares one.
    pub open_data: Option<Rc<OpenDataLink>>,
    /// Makes workers, for the main domain.
    pub workers: RefCell<Option<Rc<dyn WorkerHost>>>,
    /// Small values that survive a restart.
    pub storage: RefCell<Storage>,
    /// Sound.
    pub audio: RefCell<AudioEngine>,
    /// Buffers of Web Audio.
    pub web_audio: RefCell<WebAudio>,
    /// Videos and their decoders.
    pub videos: RefCell<Videos>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// What the game is told about the device.
    pub device: RefCell<DeviceInfo>,
    /// The vibration motor.
    pub haptics: RefCell<Box<dyn Haptics>>,
    /// The platform around the game.
    pub services: RefCell<Box<dyn Services>>,
    /// The last ticket of a call of the services.
    pub tickets: Cell<u64>,
    /// Where messages go.
    pub log: Arc<dyn Log>,
    /// The game's package.
    pub package: Arc<Package>,
    /// How the game was started.
    pub launch: LaunchOptions,
    /// Events that wait for the event phase.
    pub events: RefCell<VecDeque<HostEvent>>,
    /// What the game asked for.
    pub requests: RefCell<Requests>,
    /// Calls of names that are not there, by name.
    pub absent_calls: RefCell<BTreeMap<String, u64>>,
    /// What was refused because a limit was reached.
    pub refusals: Refusals,
    /// Requests of images whose objects wait for them.
    pub pending_images: PendingImages,
    /// Canvases whose objects are gone, to be dropped at the next flush.
    pub dead_canvases: RefCell<Vec<CanvasId>>,
    /// Images whose objects are gone or that got a new `src`.
    pub dead_images: RefCell<Vec<ImageId>>,
    /// Measures phases; sync points count here.
    pub profiler: Rc<Profiler>,
}

impl Host {
    /// Queues an event for the next event phase.
    pub fn post(&self, event: HostEvent) {
        self.events.borrow_mut().push_back(event);
    }

    /// Writes a line of our own to the log.
    pub fn say(&self, level: LogLevel, text: impl Into<String>) {
        self.log.write(&Record { level, origin: String::new(), text: text.into() });
    }

    /// Size of the window in logical pixels: the default size of the screen canvas.
    pub fn window_size(&self) -> PixelSize {
        let device = self.device.borrow();
        PixelSize::new(device.window_width.max(0.0) as u32, device.window_height.max(0.0) as u32)
    }

    /// Draws what was recorded, and drops what no object refers to any more.
    pub fn flush(&self) -> Result<(), RenderError> {
        self.drop_dead();
        let mut graphics = self.graphics.borrow_mut();
        for text in graphics.end_gl_frame() {
            self.say(LogLevel::Warn, text);
        }
        let Graphics { canvases: store, renderer, .. } = &mut *graphics;
        store.flush(renderer.as_mut())
    }

    /// Somebody is about to take pixels: where little is left, those that are of no use any more go first.
    pub(crate) fn before_pixels(&self) {
        if self.graphics.borrow().pixels.is_short() {
            self.drop_dead();
        }
    }

    /// The same where the heap may be collected, before a script gets another canvas: `collect` does it.
    pub(crate) fn make_room_for_pixels(&self, collect: impl FnOnce()) {
        self.before_pixels();
        let wanted = self.graphics.borrow_mut().wants_collection();
        if wanted {
            collect();
            self.drop_dead();
        }
    }

    /// Drops the canvases and images that no object of this realm refers to any more.
    pub fn drop_dead(&self) {
        let canvases = std::mem::take(&mut *self.dead_canvases.borrow_mut());
        let images = std::mem::take(&mut *self.dead_images.borrow_mut());
        let mut graphics = self.graphics.borrow_mut();
        for id in images {
            graphics.canvases.drop_image(id);
        }
        for id in canvases {
            graphics.drop_canvas(id);
        }
    }
}
