//! `sparrow api-report`: which names of the platform's API are there, asked of a real runtime.

use crate::{check::print_out, exit::Exit, session};
use sparrow_media::font::{Fonts, FontsOptions};
use sparrow_package::Package;
use sparrow_platform::{DeviceInfo, MemoryFileSystem, VirtualClock};
use sparrow_render::NullRenderer;
use sparrow_runtime::{Game, GameOptions};
use sparrow_simulator::{Answers, ServicesFile, SimulatedHaptics, Simulator};
use std::{collections::BTreeSet, sync::Arc};

/// Prints `docs/api-coverage.md`.
pub(crate) fn print() -> Exit {
    match collect().and_then(|names| markdown(&names)) {
        Ok(text) => {
            print_out(&text);
            Exit::ok()
        }
        Err(message) => Exit::game_failed(message),
    }
}

/// What the runtime says of its names.
pub(crate) struct Names {
    /// Every documented function.
    pub(crate) documented: BTreeSet<String>,
    /// What the open data domain has.
    pub(crate) open_data: BTreeSet<String>,
    /// Functions that answer only with an error.
    pub(crate) absent: BTreeSet<String>,
    /// `Object.member`s that answer only with an error.
    absent_members: BTreeSet<String>,
    /// Kinds of objects that are made at all.
    objects: BTreeSet<String>,
    simulated: BTreeSet<String>,
    host: BTreeSet<String>,
    /// Every name of `wx`, documented or not.
    pub(crate) there: BTreeSet<String>,
}

/// How a name is served, in the order of the columns.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Works,
    Simulated,
    Host,
    Absent,
}

const KINDS: [Kind; 4] = [Kind::Works, Kind::Simulated, Kind::Host, Kind::Absent];

impl Names {
    /// How a name is served, when it is not absent.
    pub(crate) fn kind(&self, name: &str, absent: bool) -> Kind {
        if absent {
            Kind::Absent
        } else if self.simulated.contains(name) {
            Kind::Simulated
        } else if self.host.contains(name) {
            Kind::Host
        } else {
            Kind::Works
        }
    }
}

/// Names by kind, and how many there are of each.
#[derive(Default)]
struct Columns {
    names: [Vec<String>; 4],
}

impl Columns {
    fn add(&mut self, kind: Kind, name: &str) {
        self.names[kind as usize].push(format!("`{name}`"));
    }

    fn row(&self, title: &str) -> String {
        let cells: Vec<_> = self.names.iter().map(|names| names.join(" ")).collect();
        format!("| {title} | {} |\n", cells.join(" | "))
    }

    fn count(&self, totals: &mut [usize; 4]) {
        for (total, names) in totals.iter_mut().zip(&self.names) {
            *total += names.len();
        }
    }
}

fn sentence(what: &str, totals: [usize; 4]) -> String {
    let [works, simulated, host, absent] = totals;
    let all: usize = totals.iter().sum();
    format!(
        "Of {all} {what} {works} work, {simulated} are simulated, {host} are the host's, {absent} are not there yet."
    )
}

fn markdown(names: &Names) -> Result<String, String> {
    let documented: serde_json::Value =
        serde_json::from_str(sparrow_api::NAMES).map_err(|e| e.to_string())?;
    let table = |key: &str| documented[key].as_object().cloned().unwrap_or_default();
    let (mut functions, mut members) = ([0; 4], [0; 4]);
    let (mut rows, mut objects) = (String::new(), String::new());
    for (family, list) in table("namespace") {
        let mut columns = Columns::default();
        for name in list.as_object().into_iter().flat_map(|m| m.keys()) {
            columns.add(names.kind(name, names.absent.contains(name)), name);
        }
        columns.count(&mut functions);
        rows.push_str(&columns.row(&family));
    }
    for (object, list) in table("objects") {
        let mut columns = Columns::default();
        for name in list.as_object().into_iter().flat_map(|m| m.keys()) {
            let full = format!("{object}.{name}");
            let absent = !names.objects.contains(&object) || names.absent_members.contains(&full);
            columns.add(names.kind(&full, absent), name);
        }
        columns.count(&mut members);
        let made =
            KINDS.iter().any(|kind| *kind != Kind::Absent && !columns.names[*kind as usize].is_empty());
        if made {
            objects.push_str(&columns.row(&object));
        } else {
            objects.push_str(&format!(
                "| {object} |  |  |  | all {} |\n",
                columns.names[Kind::Absent as usize].len()
            ));
        }
    }
    let heads = "| works | simulated | host | not there yet |\n| --- | --- | --- | --- | --- |";
    Ok(format!(
        "# API coverage\n\nWritten by `cargo xtask api-report` from the running library; do not edit.\n\n\
         Every documented name of `wx` exists and is one of these:\n\n\
         * **works**: does its work here;\n\
         * **simulated**: `engine/simulator` plays the platform, as `sparrow.toml` says, so that a game can be developed \
         and tested without it; an embedder may answer for it instead;\n\
         * **host**: the embedder answers for it; without one it fails with the documented `errMsg` and is named once on \
         the console;\n\
         * **not there yet**: fails with the documented `errMsg` and is named once on the console.\n\n\
         {}\n{}\n\n## Functions of wx\n\n| family {heads}\n{rows}\n## Members of objects\n\n| object {heads}\n{objects}",
        sentence("functions", functions),
        sentence("members of the objects that they hand out", members),
    ))
}

/// Asks an empty game.
pub(crate) fn collect() -> Result<Names, String> {
    let files = MemoryFileSystem::new();
    for (path, text) in [("game.json", "{}"), ("game.js", "")] {
        files.insert(path, text).map_err(|e| e.to_string())?;
    }
    let package = Package::open(Arc::new(files)).map_err(|e| e.to_string())?;
    let options = GameOptions::new(
        package,
        Box::<NullRenderer>::default(),
        DeviceInfo::phone(375.0, 667.0, 2.0),
        Arc::new(VirtualClock::new(0.0)),
    );
    let game = Game::start(GameOptions {
        virtual_time: true,
        date_from_clock: true,
        random_seed: Some(1),
        haptics: Box::new(SimulatedHaptics),
        services: Box::new(Simulator::new(ServicesFile::default(), Answers::Confirm, "")),
        fonts: Fonts::new(FontsOptions::embedded_only()),
        error_overlay: false,
        ..options.map_err(|e| e.to_string())?
    })
    .map_err(|e| e.to_string())?;
    let names = game.absent_names().map_err(|e| e.report())?;
    if !game.errors().is_empty() {
        session::say("the empty game threw an error");
    }
    let set = |list: Vec<String>| list.into_iter().collect();
    Ok(Names {
        documented: documented()?,
        open_data: open_data()?,
        absent: set(names.functions),
        absent_members: set(names.members),
        objects: set(names.objects),
        simulated: set(names.simulated),
        host: set(names.host),
        there: set(names.there),
    })
}

/// The functions of `names.json`.
fn documented() -> Result<BTreeSet<String>, String> {
    let names: serde_json::Value = serde_json::from_str(sparrow_api::NAMES).map_err(|e| e.to_string())?;
    let families = names["namespace"].as_object().into_iter().flat_map(|families| families.values());
    Ok(families.filter_map(|family| family.as_object()).flat_map(|family| family.keys().cloned()).collect())
}

/// Both lists of the open data domain's `names.json`.
fn open_data() -> Result<BTreeSet<String>, String> {
    let names: serde_json::Value =
        serde_json::from_str(sparrow_api::OPEN_DATA_NAMES).map_err(|e| e.to_string())?;
    let lists = names.as_object().into_iter().flat_map(|lists| lists.values());
    let names = lists.filter_map(|list| list.as_array()).flatten();
    Ok(names.filter_map(|name| name.as_str().map(str::to_owned)).collect())
}
