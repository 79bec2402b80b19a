//! [`GameRunner`] on the real runtime: virtual clock, memory storage, null sound, and the renderer that is asked for.

use std::path::Path;
use std::rc::Rc;
use std::sync::{Arc, Mutex, PoisonError};

use sparrow_audio::{FileMicrophone, ToneMicrophone};
use sparrow_gpu::{GlExecutor, Gpu, GpuOptions, GpuRenderer};
use sparrow_media::font::{Fonts, FontsOptions};
use sparrow_native::DiskFileSystem;
use sparrow_package::{Folder, Package};
use sparrow_platform::{
    AudioOutput, AudioTap, CloudFunctions, DeviceInfo, FileSystem, LocalSocial, LogLevel, MemoryFileSystem,
    MemoryLog, MemoryStore, NullAudioOutput, NullNetwork, SocialWorld, TappedAudioOutput, VirtualClock,
};
use sparrow_profile::Profiler;
use sparrow_raster::RasterRenderer;
use sparrow_render::{OpenGl, RenderError, Renderer, WithGl};
use sparrow_runtime::{FrameInput, Game, GameOptions, LaunchOptions, Limits, ProjectFunctions};
use sparrow_simulator::{Answers, CloudWorld, SimulatedHaptics, Simulator};

use crate::descriptor::{Descriptor, FontsKind, RendererKind};
use crate::picture::Picture;
use crate::replay::Replay;
use crate::runner::{GameRunner, Job, Outcome};

/// Virtual time begins at 2026-01-01T00:00:00Z, as in the player.
const VIRTUAL_EPOCH_MS: f64 = 1_767_225_600_000.0;
const FRAME_MS: f64 = 1000.0 / 60.0;

/// Stack of the thread that a game runs on: what its scripts may use up (see `Limits::stack_bytes`), and as much
/// again for the engine below them.
const STACK_BYTES: usize = 32 << 20;

/// Runs games in this process. The graphics device is opened when the first test needs it, and shared.
#[derive(Debug, Default)]
pub struct EngineRunner {
    gpu: SharedGpu,
}

type SharedGpu = Arc<Mutex<Option<Gpu>>>;

/// The device of all tests, opened by the first that needs it.
fn open_gpu(gpu: &SharedGpu) -> Result<Gpu, String> {
    let mut gpu = gpu.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(gpu) = &*gpu {
        return Ok(gpu.clone());
    }
    let opened = Gpu::headless(GpuOptions::default());
    let opened = opened.map_err(|error| format!("no graphics device: {error}"))?;
    *gpu = Some(opened.clone());
    Ok(opened)
}

/// With what a game is started, and what stays with the test.
pub struct World {
    /// For the runtime.
    pub options: GameOptions,
    /// The game's clock.
    pub clock: VirtualClock,
    /// What is heard of it, in a test that expects sounds.
    pub heard: Arc<Mutex<Vec<[f32; 2]>>>,
    /// The game's console.
    pub log: MemoryLog,
    /// The recording that the test plays.
    pub replay: Option<Replay>,
}

/// A game in its virtual world.
pub struct VirtualGame {
    game: Game,
    clock: VirtualClock,
    heard: Arc<Mutex<Vec<[f32; 2]>>>,
    log: MemoryLog,
    frames: u64,
    replay: Option<Replay>,
    exited: bool,
}

impl EngineRunner {
    fn renderer(&self, kind: RendererKind) -> Result<Box<dyn Renderer>, String> {
        match kind {
            RendererKind::Raster => {
                let gpu = self.gpu.clone();
                let open: OpenGl = Box::new(move || {
                    let gpu = open_gpu(&gpu).map_err(RenderError::NoWebGl)?;
                    Ok(Box::new(GlExecutor::new(gpu)))
                });
                Ok(Box::new(WithGl::new(RasterRenderer::new(), open)))
            }
            RendererKind::Gpu => Ok(Box::new(GpuRenderer::new(open_gpu(&self.gpu)?))),
        }
    }

    /// Boots the game of a job. The inner error is the game's: it does not start.
    pub fn start(&self, job: Job<'_>) -> Result<Result<VirtualGame, String>, String> {
        let World { options, clock, heard, log, replay } = match self.world(job)? {
            Ok(world) => world,
            Err(error) => return Ok(Err(error)),
        };
        let started = Game::start(options);
        Ok(started
            .map(|game| VirtualGame { game, clock, heard, log, frames: 0, replay, exited: false })
            .map_err(|error| error.to_string()))
    }

    /// What the game of a job is started with. The inner error is the package's.
    pub fn world(&self, job: Job<'_>) -> Result<Result<World, String>, String> {
        let renderer = self.renderer(job.renderer)?;
        let files = DiskFileSystem::read_only(job.package).map_err(|error| error.to_string())?;
        let files: Arc<dyn FileSystem> = Arc::new(files);
        let opened = Package::open(files.clone()).and_then(|package| match &job.descriptor.subpackage {
            Some(name) => package.start_from(name),
            None => Ok(package),
        });
        let package = match opened {
            Ok(package) => package,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let clock = VirtualClock::new(VIRTUAL_EPOCH_MS);
        let log = MemoryLog::default();
        let network = job.descriptor.network.network(job.folder)?;
        let cloud = cloud(&job, &package, files)?;
        let mut options = options(job.descriptor, package, &clock, &log, renderer, cloud);
        options.network = Box::new(network);
        options.domains = job.descriptor.network.domains()?;
        if let Some(file) = &job.descriptor.microphone {
            options.microphone = Box::new(said(&job.folder.join(file))?);
        }
        let heard = Arc::new(Mutex::new(Vec::new()));
        // Most tests expect no sound, and long ones would fill memory with silence.
        if !job.descriptor.sounds.is_empty() {
            options.audio = listened_to(&heard);
        }
        let mut replay = None;
        if let Some(file) = &job.descriptor.recording {
            let (opened, wrapped) = Replay::open(&job.folder.join(file), options)?;
            (replay, options) = (Some(opened), wrapped);
        }
        Ok(Ok(World { options, clock, heard, log, replay }))
    }
}

fn options(
    test: &Descriptor,
    package: Package,
    clock: &VirtualClock,
    log: &MemoryLog,
    renderer: Box<dyn Renderer>,
    cloud: CloudWorld,
) -> GameOptions {
    let fonts = match test.fonts {
        FontsKind::Embedded => FontsOptions::embedded_only(),
        FontsKind::System => FontsOptions::default(),
    };
    let viewport = test.viewport;
    GameOptions {
        package,
        user_files: Arc::new(MemoryFileSystem::new()),
        saved_files: Arc::new(MemoryFileSystem::new()),
        temp_files: Arc::new(MemoryFileSystem::new()),
        code_cache: None,
        store: Box::<MemoryStore>::default(),
        social: Box::new(social()),
        device: DeviceInfo::phone(f64::from(viewport.width), f64::from(viewport.height), viewport.dpr),
        clock: Arc::new(clock.clone()),
        virtual_time: true,
        date_from_clock: true,
        game_globals: std::collections::BTreeMap::new(),
        arrivals: None,
        random_seed: Some(test.seed),
        watchdog_clock: Arc::new(sparrow_native::thread_cpu_ms),
        profiler: Rc::new(Profiler::off()),
        log: Arc::new(log.clone()),
        audio: Box::<NullAudioOutput>::default(),
        network: Box::<NullNetwork>::default(),
        domains: None,
        microphone: Box::<ToneMicrophone>::default(),
        haptics: Box::new(SimulatedHaptics),
        services: Box::new(Simulator::with_cloud(test.services.clone(), Answers::Confirm, "wxtest", cloud)),
        fonts: Fonts::new(fonts),
        renderer,
        limits: Limits::default(),
        launch: LaunchOptions { scene: 1001, ..LaunchOptions::default() },
        web_adapter: test.web_adapter,
        shared_memory: test.shared_memory,
        error_overlay: false,
    }
}

/// A cloud in memory: seeds are files of the test, functions those of the project.
fn cloud(job: &Job<'_>, package: &Package, files: Arc<dyn FileSystem>) -> Result<CloudWorld, String> {
    let project = DiskFileSystem::read_only(job.folder).map_err(|error| error.to_string())?;
    let root = package.project().cloudfunction_root.clone();
    let functions = root.map(|root| -> Rc<dyn CloudFunctions> {
        let real_ms = Arc::new(sparrow_native::thread_cpu_ms);
        let limit_ms = f64::from(job.descriptor.services.cloud.function_ms);
        Rc::new(ProjectFunctions::new(Arc::new(Folder::new(files, root)), limit_ms, real_ms))
    });
    let seed = job.descriptor.seed;
    Ok(CloudWorld { project: Arc::new(project), functions, seed, ..CloudWorld::default() })
}

/// A microphone that hears a file.
fn said(file: &Path) -> Result<FileMicrophone, String> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let bytes = std::fs::read(file).map_err(|e| format!("{name}: {e}"))?;
    FileMicrophone::new(&name, bytes).map_err(|e| format!("{name}: {e}"))
}

/// The silent output, of which a copy is kept.
fn listened_to(heard: &Arc<Mutex<Vec<[f32; 2]>>>) -> Box<dyn AudioOutput> {
    let heard = heard.clone();
    let tap: AudioTap = Box::new(move |samples| {
        heard.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(samples.as_chunks::<2>().0);
    });
    Box::new(TappedAudioOutput::new(Box::<NullAudioOutput>::default(), tap))
}

/// The default world, in memory.
fn social() -> LocalSocial {
    match LocalSocial::new(SocialWorld::default(), Box::<MemoryStore>::default()) {
        Ok(social) => social,
        Err(error) => unreachable!("memory does not fail: {error}"),
    }
}

impl VirtualGame {
    /// Runs one frame of 1/60 s with the input that the test has for it; true when the game ended itself, or its recording is over.
    pub fn frame(&mut self, test: &Descriptor) -> bool {
        if let Some(replay) = &self.replay {
            self.frames += 1;
            self.clock.set_now_ms(self.frames as f64 * FRAME_MS);
            let Some(exited) = replay.frame(&mut self.game) else { return true };
            self.exited = exited;
            return exited;
        }
        let events = test.input.frame(self.frames).to_vec();
        self.frames += 1;
        self.clock.set_now_ms(self.frames as f64 * FRAME_MS);
        self.exited = self.game.frame(FrameInput { events }, &mut |_, _| Ok(())).exit;
        self.exited
    }

    /// What the screen shows now; `None` before the game has made a canvas.
    pub fn picture(&mut self) -> Option<Picture> {
        let pixels = self.game.read_screen()?;
        let size = pixels.size();
        Picture::new(size.width, size.height, pixels.into_vec())
    }

    /// Bytes of the game's JavaScript heap.
    pub fn heap_bytes(&self) -> u64 {
        self.game.heap_bytes()
    }

    fn into_outcome(self) -> Outcome {
        let console = self.log.records().into_iter().map(|record| match record.level {
            LogLevel::Info => record.text,
            LogLevel::Debug => format!("[debug] {}", record.text),
            LogLevel::Warn => format!("[warn] {}", record.text),
            LogLevel::Error => format!("[error] {}", record.text),
        });
        let errors = self.game.errors().iter().map(|error| error.text.clone()).collect();
        let left = self.replay.as_ref().and_then(Replay::finish);
        let heard = std::mem::take(&mut *self.heard.lock().unwrap_or_else(PoisonError::into_inner));
        Outcome { console: console.collect(), errors, heard, left, exited: self.exited, ..Outcome::default() }
    }
}

impl GameRunner for EngineRunner {
    fn run(&self, job: Job<'_>) -> Result<Outcome, String> {
        std::thread::scope(|scope| {
            let thread = std::thread::Builder::new().stack_size(STACK_BYTES);
            let running =
                thread.spawn_scoped(scope, || self.run_here(job)).map_err(|error| error.to_string())?;
            // A panic is the host's own fault, never the game's: it fails the test as it is.
            running.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }
}

impl EngineRunner {
    fn run_here(&self, job: Job<'_>) -> Result<Outcome, String> {
        let mut game = match self.start(job)? {
            Ok(game) => game,
            Err(error) => return Ok(Outcome { start_error: Some(error), ..Outcome::default() }),
        };
        let mut pictures: Vec<_> = job.descriptor.pictures.keys().map(|name| (name.clone(), None)).collect();
        for frame in 1..=job.descriptor.frames {
            let ended = game.frame(job.descriptor);
            for (name, picture) in &mut pictures {
                if job.descriptor.pictures[name] == frame {
                    *picture = game.picture();
                }
            }
            if ended {
                break;
            }
        }
        Ok(Outcome { pictures, ..game.into_outcome() })
    }
}
