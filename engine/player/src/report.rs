//! `sparrow api-report`: which names of the platform's API are there, asked of a real runtime.

use crate::{exit::Exit, session};
use sparrow_media::font::{Fonts, FontsOptions};
use sparrow_package::Package;
use sparrow_platform::{
    DeviceInfo, MemoryFileSystem, MemoryStore, NullAudioOutput, NullHaptics, NullLog, VirtualClock,
};
use sparrow_profile::Profiler;
use sparrow_render::NullRenderer;
use sparrow_runtime::{Game, GameOptions, LaunchOptions, Limits};
use std::{rc::Rc, sync::Arc};

/// Prints `{"absent": {"functions": [...], "members": [...]}}`.
pub(crate) fn print() -> Exit {
    match collect() {
        Ok(text) => {
            print_line(&text);
            Exit::ok()
        }
        Err(message) => Exit::game_failed(message),
    }
}

#[allow(clippy::print_stdout)]
fn print_line(text: &str) {
    println!("{text}");
}

fn collect() -> Result<String, String> {
    let files = MemoryFileSystem::new();
    for (path, text) in [("game.json", "{}"), ("game.js", "")] {
        files.insert(path, text).map_err(|e| e.to_string())?;
    }
    let package = Package::open(Arc::new(files)).map_err(|e| e.to_string())?;
    let game = Game::start(GameOptions {
        package,
        user_files: Arc::new(MemoryFileSystem::new()),
        temp_files: Arc::new(MemoryFileSystem::new()),
        saved_files: Arc::new(MemoryFileSystem::new()),
        code_cache: None,
        store: Box::<MemoryStore>::default(),
        device: DeviceInfo::phone(375.0, 667.0, 2.0),
        clock: Arc::new(VirtualClock::new(0.0)),
        virtual_time: true,
        random_seed: Some(1),
        watchdog_clock: Rc::new(|| 0.0),
        profiler: Rc::new(Profiler::off()),
        log: Arc::new(NullLog),
        audio: Box::<NullAudioOutput>::default(),
        haptics: Box::new(NullHaptics),
        fonts: Fonts::new(FontsOptions::embedded_only()),
        renderer: Box::<NullRenderer>::default(),
        limits: Limits::default(),
        launch: LaunchOptions::default(),
        web_adapter: false,
        error_overlay: false,
    })
    .map_err(|e| e.to_string())?;
    let (functions, members) = game.absent_names().map_err(|e| e.report())?;
    if !game.errors().is_empty() {
        session::say("the empty game threw an error");
    }
    let report = serde_json::json!({ "absent": { "functions": functions, "members": members } });
    serde_json::to_string_pretty(&report).map_err(|e| e.to_string())
}
