//! `sparrow api-report`: which names of the platform's API are there, asked of a real runtime.

use crate::{exit::Exit, session};
use sparrow_media::font::{Fonts, FontsOptions};
use sparrow_package::Package;
use sparrow_platform::{
    DeviceInfo, LocalSocial, MemoryFileSystem, MemoryStore, NullAudioOutput, NullHaptics, NullLog,
    NullNetwork, SocialWorld, VirtualClock,
};
use sparrow_profile::Profiler;
use sparrow_render::NullRenderer;
use sparrow_runtime::{Game, GameOptions, LaunchOptions, Limits};
use std::{collections::BTreeSet, rc::Rc, sync::Arc};

/// Prints `docs/api-coverage.md`.
pub(crate) fn print() -> Exit {
    match collect().and_then(|absent| markdown(&absent)) {
        Ok(text) => {
            print_text(&text);
            Exit::ok()
        }
        Err(message) => Exit::game_failed(message),
    }
}

/// Names that answer only with an error.
struct Absent {
    functions: BTreeSet<String>,
    members: BTreeSet<String>,
    /// Kinds of objects that are not made at all.
    objects_there: BTreeSet<String>,
}

fn markdown(absent: &Absent) -> Result<String, String> {
    let names: serde_json::Value = serde_json::from_str(sparrow_api::NAMES).map_err(|e| e.to_string())?;
    let table = |key: &str| names[key].as_object().cloned().unwrap_or_default();
    let (mut functions, mut working) = (0, 0);
    let mut rows = String::new();
    for (family, members) in table("namespace") {
        let (mut there, mut missing) = (Vec::new(), Vec::new());
        for name in members.as_object().into_iter().flat_map(|m| m.keys()) {
            if absent.functions.contains(name) {
                missing.push(name.clone());
            } else {
                there.push(name.clone());
            }
        }
        functions += there.len() + missing.len();
        working += there.len();
        let list = |names: &[String]| names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" ");
        rows.push_str(&format!("| {family} | {} | {} |\n", list(&there), list(&missing)));
    }
    let (mut members, mut working_members) = (0, 0);
    let mut objects = String::new();
    for (kind, list) in table("objects") {
        let list = list.as_object().cloned().unwrap_or_default();
        let there = absent.objects_there.contains(&kind);
        let works = |name: &String| there && !absent.members.contains(&format!("{kind}.{name}"));
        let count = list.keys().filter(|name| works(name)).count();
        members += list.len();
        working_members += count;
        let missing: Vec<_> =
            list.keys().filter(|name| there && !works(name)).map(|n| format!("`{n}`")).collect();
        objects.push_str(&format!("| {kind} | {count} of {} | {} |\n", list.len(), missing.join(" ")));
    }
    Ok(format!(
        "# API coverage\n\nWritten by `cargo xtask api-report` from the running library; do not edit.\n\n\
         Every documented name of `wx` exists. {working} of {functions} functions and {working_members} of {members} \
         members of the objects that they hand out do their work; the others fail with the documented `errMsg` and \
         are named once on the console.\n\n\
         ## Functions of wx\n\n| family | works | fails, not there yet |\n| --- | --- | --- |\n{rows}\n\
         ## Members of objects\n\n| object | works | fails, not there yet |\n| --- | --- | --- |\n{objects}"
    ))
}

#[allow(clippy::print_stdout)]
fn print_text(text: &str) {
    print!("{text}");
}

fn collect() -> Result<Absent, String> {
    let files = MemoryFileSystem::new();
    for (path, text) in [("game.json", "{}"), ("game.js", "")] {
        files.insert(path, text).map_err(|e| e.to_string())?;
    }
    let package = Package::open(Arc::new(files)).map_err(|e| e.to_string())?;
    let social = LocalSocial::new(SocialWorld::default(), Box::<MemoryStore>::default());
    let social = social.map_err(|e| e.to_string())?;
    let game = Game::start(GameOptions {
        package,
        user_files: Arc::new(MemoryFileSystem::new()),
        temp_files: Arc::new(MemoryFileSystem::new()),
        saved_files: Arc::new(MemoryFileSystem::new()),
        code_cache: None,
        store: Box::<MemoryStore>::default(),
        social: Box::new(social),
        device: DeviceInfo::phone(375.0, 667.0, 2.0),
        clock: Arc::new(VirtualClock::new(0.0)),
        virtual_time: true,
        random_seed: Some(1),
        watchdog_clock: Arc::new(|| 0.0),
        profiler: Rc::new(Profiler::off()),
        log: Arc::new(NullLog),
        audio: Box::<NullAudioOutput>::default(),
        network: Box::<NullNetwork>::default(),
        domains: None,
        haptics: Box::new(NullHaptics),
        fonts: Fonts::new(FontsOptions::embedded_only()),
        renderer: Box::<NullRenderer>::default(),
        limits: Limits::default(),
        launch: LaunchOptions::default(),
        web_adapter: false,
        error_overlay: false,
    })
    .map_err(|e| e.to_string())?;
    let names = game.absent_names().map_err(|e| e.report())?;
    if !game.errors().is_empty() {
        session::say("the empty game threw an error");
    }
    Ok(Absent {
        functions: names.functions.into_iter().collect(),
        members: names.members.into_iter().collect(),
        objects_there: names.objects.into_iter().collect(),
    })
}
