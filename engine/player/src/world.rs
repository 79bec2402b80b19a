//! The world that the player gives a game: disk, sound, network, services; or, for a replay, nothing.

use crate::{
    args::{MicrophoneKind, RunArgs},
    cloud,
    exit::Exit,
    network,
    session::Paths,
};
use sparrow_audio::{FileMicrophone, InputMicrophone, ToneMicrophone};
use sparrow_native::{AppFolders, DiskFileSystem, DiskStore, TempFolder};
use sparrow_package::{CodeCache, Package};
use sparrow_platform::{
    AudioOutput, FileSystem, Haptics, LocalSocial, Log, LogLevel, MemoryFileSystem, MemoryStore, Microphone,
    Network, NullAudioOutput, NullHaptics, NullMicrophone, NullNetwork, NullServices, Record, Services,
    Social, SocialWorld, Store, TappedAudioOutput,
};
use sparrow_simulator::{Answers, CloudWorld, ServicesFile, SimulatedHaptics, Simulator};
use std::{env, path::Path, sync::Arc};

/// Compiled code of all games together.
const CODE_CACHE_BYTES: u64 = 256 << 20;

/// What a game is handed.
pub(crate) struct World {
    pub(crate) user_files: Arc<dyn FileSystem>,
    pub(crate) temp_files: Arc<dyn FileSystem>,
    pub(crate) saved_files: Arc<dyn FileSystem>,
    pub(crate) code_cache: Option<CodeCache>,
    pub(crate) store: Box<dyn Store>,
    pub(crate) social: Box<dyn Social>,
    pub(crate) audio: Box<dyn AudioOutput>,
    pub(crate) microphone: Box<dyn Microphone>,
    pub(crate) network: Box<dyn Network>,
    pub(crate) haptics: Box<dyn Haptics>,
    pub(crate) services: Box<dyn Services>,
    pub(crate) temp: Option<TempFolder>,
}

/// What a world is made with besides the game.
pub(crate) struct Surroundings<'a> {
    pub(crate) chance: &'a cloud::Run,
    pub(crate) log: &'a dyn Log,
    /// What was said before is not said again.
    pub(crate) again: bool,
}

impl World {
    /// The real world, as far as the command line wants it.
    pub(crate) fn new(
        args: &RunArgs,
        paths: Paths,
        package: &Package,
        players: SocialWorld,
        services: ServicesFile,
        Surroundings { chance, log, again }: Surroundings<'_>,
    ) -> Result<World, Exit> {
        let warn = |text: String| log.write(&Record { level: LogLevel::Warn, origin: String::new(), text });
        let root = match (&args.data, paths) {
            (Some(folder), _) => Some(folder.clone()),
            (None, Paths::OnDisk) => sparrow_native::data_root(|name| env::var_os(name)),
            (None, Paths::InMemory) => None,
        };
        let code_cache = code_cache();
        let answers = if args.headless { Answers::Confirm } else { Answers::User };
        let app = package.project().appid.clone().unwrap_or_default();
        let keeps_cloud = services.cloud.keep;
        let cloud = cloud::world(args, package, &services.cloud, chance)?;
        let played =
            |cloud| -> Box<dyn Services> { Box::new(Simulator::with_cloud(services, answers, &app, cloud)) };
        let (network, haptics) = (network::open(args)?, Box::new(SimulatedHaptics));
        let audio: Box<dyn AudioOutput> = if args.mute || args.headless {
            Box::<NullAudioOutput>::default()
        } else {
            let (audio, why) = sparrow_native::open_audio();
            if let Some(why) = why.filter(|_| !again) {
                warn(why.to_string());
            }
            audio
        };
        let audio = match &args.audio_out {
            Some(path) => tapped(audio, path)?,
            None => audio,
        };
        let microphone = microphone(args)?;
        let Some(root) = root else {
            return Ok(World {
                user_files: Arc::new(MemoryFileSystem::new()),
                temp_files: Arc::new(MemoryFileSystem::new()),
                saved_files: Arc::new(MemoryFileSystem::new()),
                code_cache,
                store: Box::<MemoryStore>::default(),
                social: Box::new(local_social(players, Box::<MemoryStore>::default())?),
                audio,
                microphone,
                network,
                haptics,
                services: played(cloud),
                temp: None,
            });
        };
        let id = app_id(args, package);
        let folders = AppFolders::new(&root, &id);
        let fail =
            |e: &dyn std::fmt::Display| Exit::usage(format!("what the game keeps cannot be opened: {e}"));
        let user_files = DiskFileSystem::created_on_write(folders.user_data());
        let saved_files = DiskFileSystem::created_on_write(folders.app().join("saved"));
        let temp = TempFolder::new(&folders.temp()).map_err(|e| fail(&e))?;
        let temp_files = DiskFileSystem::created_on_write(temp.path()).without_sync();
        let mut store = DiskStore::open(folders.storage()).map_err(|e| fail(&e))?;
        if let Some(damage) = store.take_damage() {
            warn(damage.to_string());
        }
        let mut scores = DiskStore::open(folders.app().join("cloud")).map_err(|e| fail(&e))?;
        if let Some(damage) = scores.take_damage() {
            warn(damage.to_string());
        }
        let mut cloud = cloud;
        if keeps_cloud {
            let mut documents =
                DiskStore::open(folders.app().join("cloud_database")).map_err(|e| fail(&e))?;
            if let Some(damage) = documents.take_damage() {
                warn(damage.to_string());
            }
            let files = DiskFileSystem::created_on_write(folders.app().join("cloud_files"));
            cloud = CloudWorld { store: Box::new(documents), files: Arc::new(files), ..cloud };
        }
        Ok(World {
            social: Box::new(local_social(players, Box::new(scores))?),
            user_files: Arc::new(user_files),
            temp_files: Arc::new(temp_files),
            saved_files: Arc::new(saved_files),
            code_cache,
            store: Box::new(store),
            audio,
            microphone,
            network,
            haptics,
            services: played(cloud),
            temp: Some(temp),
        })
    }

    /// A world that holds nothing: a replay's answers come from its recording. There may be sound.
    pub(crate) fn nowhere(args: &RunArgs, players: SocialWorld) -> Result<World, Exit> {
        let silent = args.mute || args.headless;
        let audio = if silent { Box::<NullAudioOutput>::default() } else { sparrow_native::open_audio().0 };
        Ok(World {
            user_files: Arc::new(MemoryFileSystem::new()),
            temp_files: Arc::new(MemoryFileSystem::new()),
            saved_files: Arc::new(MemoryFileSystem::new()),
            code_cache: code_cache(),
            store: Box::<MemoryStore>::default(),
            social: Box::new(local_social(players, Box::<MemoryStore>::default())?),
            audio,
            microphone: Box::new(NullMicrophone),
            network: Box::<NullNetwork>::default(),
            haptics: Box::new(NullHaptics),
            services: Box::<NullServices>::default(),
            temp: None,
        })
    }
}

fn code_cache() -> Option<CodeCache> {
    let folder = sparrow_native::cache_root(|name| env::var_os(name))?;
    let files = DiskFileSystem::created_on_write(folder.join("code")).without_sync();
    Some(CodeCache::new(Arc::new(files), CODE_CACHE_BYTES))
}

/// What a game records.
fn microphone(args: &RunArgs) -> Result<Box<dyn Microphone>, Exit> {
    Ok(match &args.microphone {
        Some(MicrophoneKind::Tone) => Box::<ToneMicrophone>::default(),
        None if args.headless => Box::<ToneMicrophone>::default(),
        None => Box::new(InputMicrophone::or_tone(sparrow_native::sound_input())),
        Some(MicrophoneKind::Device) => Box::new(InputMicrophone::new(sparrow_native::sound_input())),
        Some(MicrophoneKind::File(file)) => {
            let bad =
                |e: &dyn std::fmt::Display| Exit::usage(format!("--microphone {}: {e}", file.display()));
            let bytes = std::fs::read(file).map_err(|e| bad(&e))?;
            Box::new(FileMicrophone::new(&file.display().to_string(), bytes).map_err(|e| bad(&e))?)
        }
    })
}

/// The output, whose sound also goes to a file.
fn tapped(audio: Box<dyn AudioOutput>, path: &Path) -> Result<Box<dyn AudioOutput>, Exit> {
    let tap = sparrow_native::wav_tap(path, audio.sample_rate_hz())
        .map_err(|e| Exit::usage(format!("{} cannot be written: {e}", path.display())))?;
    Ok(Box::new(TappedAudioOutput::new(audio, tap)))
}

/// All players of a game share one store, and are friends.
fn local_social(players: SocialWorld, store: Box<dyn Store>) -> Result<LocalSocial, Exit> {
    let social = LocalSocial::new(players, store);
    social.map_err(|e| Exit::usage(format!("what the players have stored cannot be opened: {e}")))
}

/// Two projects that copied an example's app id are still two games: the folder's place is part of the name where
/// the id is none of the platform's own.
fn app_id(args: &RunArgs, package: &Package) -> String {
    match package.project().appid.as_deref() {
        Some(id) if id.starts_with("wx") => id.to_owned(),
        _ => std::fs::canonicalize(&args.package)
            .unwrap_or_else(|_| args.package.clone())
            .display()
            .to_string(),
    }
}
