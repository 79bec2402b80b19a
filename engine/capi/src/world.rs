//! The world that a game gets, from the options of C.

use crate::{
    audio::{PulledHandles, PulledOutput},
    callbacks::App,
    host_services::{HostServices, Mailbox},
    options::{
        SPARROW_AUDIO_DEVICE, SPARROW_AUDIO_NONE, SPARROW_AUDIO_PULL, SPARROW_OPTION_EMBEDDED_FONTS,
        SPARROW_OPTION_NO_ERROR_OVERLAY, SPARROW_OPTION_OFFLINE, SPARROW_OPTION_SHARED_MEMORY,
        SPARROW_OPTION_WEB_ADAPTER, SPARROW_OPTION_WINDOW_LATER, SPARROW_TIME_REAL, SPARROW_TIME_VIRTUAL,
        SparrowGameOptions, SparrowLimits,
    },
    status::{Refusal, SPARROW_STATUS_BAD_PACKAGE, SPARROW_STATUS_BAD_STORAGE},
    text,
};
use sparrow_audio::InputMicrophone;
use sparrow_media::font::{FontSources, Fonts, FontsOptions};
use sparrow_native::{AppFolders, DiskFileSystem, DiskStore, RealClock, TempFolder};
use sparrow_package::{CodeCache, Package};
use sparrow_platform::{
    AudioOutput, Chrome, Clock, DeviceInfo, FileSystem, LocalSocial, Log, LogLevel, MemoryFileSystem,
    MemoryStore, Microphone, Network, NullAudioOutput, NullMicrophone, NullNetwork, Record, RelativePath,
    SafeArea, SocialUser, SocialWorld, Store, VirtualClock,
};
use sparrow_profile::Profiler;
use sparrow_render::Renderer;
use sparrow_runtime::{GameOptions, LaunchOptions, Limits};
use std::{ffi::c_char, fmt::Display, path::Path, rc::Rc, sync::Arc};

/// Virtual time begins at 2026-01-01T00:00:00Z, as in the player.
const VIRTUAL_EPOCH_MS: f64 = 1_767_225_600_000.0;
/// Compiled code of all games together.
const CODE_CACHE_BYTES: u64 = 256 << 20;
/// Window of the game when the options say nothing.
const USUAL_SIZE: (f64, f64) = (375.0, 667.0);
/// A window is not larger than this on a side; the engine's own limit for canvases is near.
const LARGEST_SIDE: f64 = 16_384.0;
/// Samples a second that the app pulls when the options say nothing.
const USUAL_RATE_HZ: u32 = 48_000;
const KNOWN_FLAGS: u32 = SPARROW_OPTION_WEB_ADAPTER
    | SPARROW_OPTION_NO_ERROR_OVERLAY
    | SPARROW_OPTION_EMBEDDED_FONTS
    | SPARROW_OPTION_OFFLINE
    | SPARROW_OPTION_WINDOW_LATER
    | SPARROW_OPTION_SHARED_MEMORY;

/// What a game is started with, and what the handle keeps of it.
pub(crate) struct World {
    pub(crate) options: GameOptions,
    pub(crate) virtual_clock: Option<VirtualClock>,
    pub(crate) sound: Option<PulledHandles>,
    pub(crate) temp: Option<TempFolder>,
}

impl World {
    /// # Safety
    /// The pointers of `from` are null or as its fields say.
    pub(crate) unsafe fn new(
        from: &SparrowGameOptions,
        limits: Option<&SparrowLimits>,
        app: App,
        mailbox: Mailbox,
        renderer: Box<dyn Renderer>,
    ) -> Result<World, Refusal> {
        // SAFETY: the contract of this function, for every field that is read here.
        let text = |pointer: *const c_char, name: &str| unsafe { text::optional(pointer, name) };
        if from.flags & !KNOWN_FLAGS != 0 {
            return Err(Refusal::argument(format!("flags {:#x} has bits that mean nothing", from.flags)));
        }
        let has = |flag| from.flags & flag != 0;
        // SAFETY: as above.
        let zip = unsafe { text::bytes(from.package_bytes, from.package_length) };
        let mut package = open_package(text(from.package_path, "package_path")?, zip)?;
        if let Some(name) = text(from.launch_subpackage, "launch_subpackage")? {
            package = package.start_from(name).map_err(|e| Refusal::argument(e.to_string()))?;
        }
        let log: Arc<dyn Log> = Arc::new(app);
        let device = device(from, &text)?;

        let (clock, virtual_clock): (Arc<dyn Clock>, _) = match from.time {
            SPARROW_TIME_REAL => (Arc::new(RealClock::new()), None),
            SPARROW_TIME_VIRTUAL => {
                let clock = VirtualClock::new(VIRTUAL_EPOCH_MS);
                (Arc::new(clock.clone()), Some(clock))
            }
            other => return Err(Refusal::argument(format!("time {other} is none"))),
        };
        let virtual_time = virtual_clock.is_some();
        let (audio, sound) = audio(from, log.as_ref())?;
        // SAFETY: as above.
        let pem = unsafe { text::bytes(from.certificates, from.certificates_length) };
        let app_id =
            text(from.app_id, "app_id")?.map(str::to_owned).or_else(|| package.project().appid.clone());
        let kept = Kept::new(text(from.data_folder, "data_folder")?, app_id, log.as_ref())?;
        let code_cache = text(from.cache_folder, "cache_folder")?.map(|folder| {
            let files = DiskFileSystem::created_on_write(Path::new(folder).join("code")).without_sync();
            CodeCache::new(Arc::new(files), CODE_CACHE_BYTES)
        });
        let sources =
            if has(SPARROW_OPTION_EMBEDDED_FONTS) { FontSources::EmbeddedOnly } else { FontSources::System };
        let scene = if from.launch_scene == 0 { 1001 } else { from.launch_scene };
        let query = LaunchOptions::parse_query(text(from.launch_query, "launch_query")?.unwrap_or_default());
        let options = GameOptions {
            package,
            user_files: kept.user_files,
            temp_files: kept.temp_files,
            saved_files: kept.saved_files,
            code_cache,
            store: kept.store,
            social: kept.social,
            device,
            clock,
            virtual_time,
            date_from_clock: false,
            arrivals: None,
            game_globals: std::collections::BTreeMap::new(),
            random_seed: virtual_time.then_some(from.random_seed),
            watchdog_clock: Arc::new(sparrow_native::thread_cpu_ms),
            profiler: Rc::new(Profiler::off()),
            log,
            audio,
            microphone: microphone(from.audio),
            network: network(has(SPARROW_OPTION_OFFLINE), pem)?,
            domains: None,
            haptics: Box::new(app),
            services: Box::new(HostServices { app, mailbox, chrome: Chrome::default() }),
            fonts: Fonts::new(FontsOptions { sources, ..FontsOptions::default() }),
            renderer,
            limits: resources(limits)?,
            launch: LaunchOptions { scene, query },
            web_adapter: has(SPARROW_OPTION_WEB_ADAPTER),
            shared_memory: has(SPARROW_OPTION_SHARED_MEMORY),
            error_overlay: !has(SPARROW_OPTION_NO_ERROR_OVERLAY),
        };
        Ok(World { options, virtual_clock, sound, temp: kept.temp })
    }
}

fn open_package(path: Option<&str>, zip: Option<Vec<u8>>) -> Result<Package, Refusal> {
    let bad = |e: &dyn Display| Refusal::new(SPARROW_STATUS_BAD_PACKAGE, e.to_string());
    let path = match (path, zip) {
        (None, Some(zip)) => return Package::open_zip(zip).map_err(|e| bad(&e)),
        (Some(path), None) => Path::new(path),
        (None, None) => return Err(Refusal::argument("neither package_path nor package_bytes is there")),
        (Some(_), Some(_)) => return Err(Refusal::argument("package_path and package_bytes are both there")),
    };
    let bad = |e: &dyn Display| bad(&format!("{}: {e}", path.display()));
    if path.is_dir() {
        let files = DiskFileSystem::read_only(path).map_err(|e| bad(&e))?;
        return Package::open(Arc::new(files)).map_err(|e| bad(&e));
    }
    let name = path.file_name().and_then(|name| name.to_str());
    let name = RelativePath::new(name.ok_or_else(|| bad(&"this is no file"))?).map_err(|e| bad(&e))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let files = DiskFileSystem::read_only(folder).map_err(|e| bad(&e))?;
    Package::open_zip(files.read(&name).map_err(|e| bad(&e))?).map_err(|e| bad(&e))
}

#[allow(clippy::type_complexity, reason = "one closure, used here")]
fn device<'a>(
    from: &SparrowGameOptions,
    text: &dyn Fn(*const c_char, &str) -> Result<Option<&'a str>, Refusal>,
) -> Result<DeviceInfo, Refusal> {
    let measure = |value: f64, usual: f64, most: f64, name: &str| match value {
        0.0 => Ok(usual),
        value if value > 0.0 && value <= most => Ok(value),
        value => Err(Refusal::argument(format!("{name} {value} is not between 0 and {most}"))),
    };
    let width = measure(from.width, USUAL_SIZE.0, LARGEST_SIDE, "width")?;
    let height = measure(from.height, USUAL_SIZE.1, LARGEST_SIDE, "height")?;
    let ratio = measure(from.pixel_ratio, 1.0, 16.0, "pixel_ratio")?;
    let mut device = DeviceInfo::phone(width, height, ratio);
    let safe = [from.safe_left, from.safe_top, from.safe_right, from.safe_bottom];
    let [left, top, right, bottom] = if safe == [0.0; 4] { [0.0, 0.0, width, height] } else { safe };
    if !(0.0 <= left && left <= right && right <= width && 0.0 <= top && top <= bottom && bottom <= height) {
        return Err(Refusal::argument(format!("the safe area {safe:?} does not lie in the window")));
    }
    device.safe_area = SafeArea { left, top, right, bottom };
    device.status_bar_height = top;
    device.menu_button.top = top + 4.0;
    let platform = text(from.platform, "platform")?.unwrap_or(match std::env::consts::OS {
        "macos" => "mac",
        "windows" => "windows",
        "ios" => "ios",
        // Games know no other; desktops of Linux are treated as phones, as in the player.
        _ => "android",
    });
    device.system = text(from.system, "system")?.unwrap_or(platform).to_owned();
    device.platform = platform.to_owned();
    let set = |field: &mut String, pointer, name: &str| -> Result<(), Refusal> {
        if let Some(value) = text(pointer, name)? {
            value.clone_into(field);
        }
        Ok(())
    };
    set(&mut device.language, from.language, "language")?;
    set(&mut device.brand, from.brand, "brand")?;
    set(&mut device.model, from.model, "model")?;
    Ok(device)
}

type Audio = (Box<dyn AudioOutput>, Option<PulledHandles>);

fn audio(from: &SparrowGameOptions, log: &dyn Log) -> Result<Audio, Refusal> {
    match from.audio {
        SPARROW_AUDIO_DEVICE => {
            let (output, why) = sparrow_native::open_audio();
            if let Some(why) = why {
                warn(log, why.to_string());
            }
            Ok((output, None))
        }
        SPARROW_AUDIO_NONE => Ok((Box::<NullAudioOutput>::default(), None)),
        SPARROW_AUDIO_PULL => {
            let rate_hz = if from.audio_rate_hz == 0 { USUAL_RATE_HZ } else { from.audio_rate_hz };
            if !(8_000..=192_000).contains(&rate_hz) {
                return Err(Refusal::argument(format!(
                    "audio_rate_hz {rate_hz} is not between 8000 and 192000"
                )));
            }
            let (output, handles) = PulledOutput::new(rate_hz);
            Ok((Box::new(output), Some(handles)))
        }
        other => Err(Refusal::argument(format!("audio {other} is none"))),
    }
}

/// The system's device, where sound comes from it too; the app allows each recording by its answer to `RecorderManager.start`.
fn microphone(audio: u32) -> Box<dyn Microphone> {
    match audio {
        SPARROW_AUDIO_DEVICE => Box::new(InputMicrophone::new(sparrow_native::sound_input())),
        _ => Box::new(NullMicrophone),
    }
}

fn network(offline: bool, pem: Option<Vec<u8>>) -> Result<Box<dyn Network>, Refusal> {
    if offline {
        return Ok(Box::<NullNetwork>::default());
    }
    connections(pem)
}

#[cfg(feature = "network")]
fn connections(pem: Option<Vec<u8>>) -> Result<Box<dyn Network>, Refusal> {
    use sparrow_native::{ExtraRoots, NativeNetwork, NetworkOptions};
    let roots = match pem {
        Some(pem) => ExtraRoots::parse(&pem)
            .map_err(|e| Refusal::new(SPARROW_STATUS_BAD_STORAGE, format!("certificates: {e}")))?,
        None => ExtraRoots::default(),
    };
    Ok(Box::new(NativeNetwork::new(NetworkOptions { roots })))
}

/// Every connection fails, and the game hears of it.
#[cfg(not(feature = "network"))]
fn connections(pem: Option<Vec<u8>>) -> Result<Box<dyn Network>, Refusal> {
    match pem {
        None => Ok(Box::<NullNetwork>::default()),
        Some(_) => Err(Refusal::new(
            crate::status::SPARROW_STATUS_NOT_BUILT,
            "certificates: this build of the library has no network (feature `network`)",
        )),
    }
}

fn resources(from: Option<&SparrowLimits>) -> Result<Limits, Refusal> {
    let mut limits = Limits::default();
    if let Some(from) = from {
        limits.stack_bytes = Some(from.stack_bytes).filter(|bytes| *bytes != 0);
        let set = |field: &mut usize, value: usize| {
            if value != 0 {
                *field = value;
            }
        };
        set(&mut limits.heap_bytes, from.heap_bytes);
        set(&mut limits.timers, from.timers);
        set(&mut limits.workers, from.workers);
        set(&mut limits.worker_heap_bytes, from.worker_heap_bytes);
        set(&mut limits.open_data_heap_bytes, from.open_data_heap_bytes);
        let set = |field: &mut u64, value: u64| {
            if value != 0 {
                *field = value;
            }
        };
        set(&mut limits.pixel_bytes, from.pixel_bytes);
        set(&mut limits.user_file_bytes, from.user_file_bytes);
        set(&mut limits.temp_file_bytes, from.temp_file_bytes);
        for (name, field, value) in [
            ("entry_ms", &mut limits.entry_ms, from.entry_ms),
            ("hidden_ms", &mut limits.hidden_ms, from.hidden_ms),
        ] {
            if value.is_nan() || value < 0.0 {
                return Err(Refusal::argument(format!("limits.{name} {value} is no time")));
            }
            if value != 0.0 {
                *field = value;
            }
        }
    }
    Ok(limits)
}

/// Files and values that outlive the run, in a folder or in memory.
struct Kept {
    user_files: Arc<dyn FileSystem>,
    temp_files: Arc<dyn FileSystem>,
    saved_files: Arc<dyn FileSystem>,
    store: Box<dyn Store>,
    social: Box<LocalSocial>,
    temp: Option<TempFolder>,
}

impl Kept {
    fn new(folder: Option<&str>, app_id: Option<String>, log: &dyn Log) -> Result<Kept, Refusal> {
        let Some(folder) = folder else {
            let memory = || -> Arc<dyn FileSystem> { Arc::new(MemoryFileSystem::new()) };
            return Ok(Kept {
                user_files: memory(),
                temp_files: memory(),
                saved_files: memory(),
                store: Box::<MemoryStore>::default(),
                social: social(Box::<MemoryStore>::default())?,
                temp: None,
            });
        };
        let app_id = app_id.filter(|id| !id.is_empty()).ok_or_else(|| {
            Refusal::argument("the package has no appid: app_id must name the game in data_folder")
        })?;
        let folders = AppFolders::new(Path::new(folder), &app_id);
        let temp = TempFolder::new(&folders.temp()).map_err(|e| bad_storage(&e))?;
        let open = |folder: &Path| -> Result<Box<dyn Store>, Refusal> {
            let mut store = DiskStore::open(folder).map_err(|e| bad_storage(&e))?;
            if let Some(damage) = store.take_damage() {
                warn(log, damage.to_string());
            }
            Ok(Box::new(store))
        };
        Ok(Kept {
            user_files: Arc::new(DiskFileSystem::created_on_write(folders.user_data())),
            temp_files: Arc::new(DiskFileSystem::created_on_write(temp.path()).without_sync()),
            saved_files: Arc::new(DiskFileSystem::created_on_write(folders.app().join("saved"))),
            store: open(&folders.storage())?,
            social: social(open(&folders.app().join("cloud"))?)?,
            temp: Some(temp),
        })
    }
}

/// The player alone: an app's friends are its own to show.
fn social(store: Box<dyn Store>) -> Result<Box<LocalSocial>, Refusal> {
    let world = SocialWorld {
        me: SocialUser::named("player"),
        friends: Vec::new(),
        potential_friends: Vec::new(),
        groups: Vec::new(),
        imitate_values: false,
    };
    LocalSocial::new(world, store).map(Box::new).map_err(|e| bad_storage(&e))
}

fn bad_storage(error: &dyn Display) -> Refusal {
    Refusal::new(SPARROW_STATUS_BAD_STORAGE, error.to_string())
}

fn warn(log: &dyn Log, text: String) {
    log.write(&Record { level: LogLevel::Warn, origin: String::new(), text });
}
