//! What realms cost: messages to a worker and back, a worker that spins, the open data domain's list of friends, a realm that only is there.
//!
//! `cargo bench -p sparrow-tests --bench realms [PART]` in an optimised build, `cargo test --workspace --bench realms` in a debug one;
//! `SPARROW_BENCH_PART` names a part, too. Real time: a busy machine shows in it, CPU time less than wall time.

#![allow(clippy::print_stdout, reason = "it prints what it measures")]
use sparrow_media::font::{Fonts, FontsOptions};
use sparrow_native::{RealClock, thread_cpu_ms};
use sparrow_package::Package;
use sparrow_platform::{DeviceInfo, MemoryFileSystem, MemoryLog};
use sparrow_raster::RasterRenderer;
use sparrow_runtime::{FrameInput, Game, GameOptions, Limits};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const WORKER_GAME: &str = include_str!("realms/worker_game.js");
const WORKER: &str = include_str!("realms/worker.js");
const LIST_GAME: &str = include_str!("realms/list_game.js");
const LIST: &str = include_str!("realms/list.js");
const WORKERS_JSON: &str = r#"{ "workers": "workers" }"#;
const OPEN_JSON: &str = r#"{ "openDataContext": "open" }"#;

/// Longer, and something is wrong.
const PATIENCE: Duration = Duration::from_secs(300);
/// Games that are there at a time, for what one takes.
const REALMS: usize = 16;

fn main() {
    let build = if cfg!(debug_assertions) { "debug" } else { "optimised" };
    // Cargo's own flags begin with dashes.
    let named = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let wanted = named.or_else(|| std::env::var("SPARROW_BENCH_PART").ok());
    let parts: [(&str, fn()); 6] = [
        ("round-trip", round_trip),
        ("buffers", buffers),
        ("many", many),
        ("spin", spin),
        ("list", list),
        ("idle", idle),
    ];
    println!("what realms cost, {build} build");
    let mut ran = 0;
    for (name, part) in parts {
        if wanted.as_ref().is_none_or(|wanted| wanted == name) {
            part();
            ran += 1;
        }
    }
    assert!(ran > 0, "parts are: {}", parts.map(|(name, _)| name).join(", "));
}

struct Playing {
    game: Game,
    log: MemoryLog,
}

fn options(files: &[(&str, &str)], log: &MemoryLog) -> GameOptions {
    let memory = MemoryFileSystem::new();
    for (path, text) in files {
        memory.insert(path, *text).expect("a path");
    }
    let package = Package::open(Arc::new(memory)).expect("a package");
    let device = DeviceInfo::phone(375.0, 667.0, 2.0);
    let usual =
        GameOptions::new(package, Box::new(RasterRenderer::new()), device, Arc::new(RealClock::new()));
    GameOptions {
        log: Arc::new(log.clone()),
        fonts: Fonts::new(FontsOptions::embedded_only()),
        limits: Limits { workers: REALMS, ..Limits::default() },
        watchdog_clock: Arc::new(thread_cpu_ms),
        ..usual.expect("memory never fails")
    }
}

impl Playing {
    fn start(files: &[(&str, &str)]) -> Playing {
        let log = MemoryLog::default();
        let game = Game::start(options(files, &log)).expect("the game starts");
        Playing { game, log }
    }

    fn worker_game(call: &str) -> Playing {
        let script = format!("{WORKER_GAME}\n{call}");
        Playing::start(&[("game.json", WORKERS_JSON), ("game.js", &script), ("workers/index.js", WORKER)])
    }

    fn frame(&mut self) {
        self.game.frame(FrameInput::default(), &mut |_, _| Ok(()));
        let errors = self.game.errors();
        assert!(errors.is_empty(), "{errors:?}");
    }

    /// Frames without a pause until the game says `word`; the numbers after it.
    fn until(&mut self, word: &str) -> Vec<f64> {
        let begin = Instant::now();
        loop {
            self.frame();
            let lines = self.log.records();
            if let Some(line) = lines.iter().find_map(|record| record.text.strip_prefix(word)) {
                return line.split_whitespace().map(|number| number.parse().expect("a number")).collect();
            }
            assert!(begin.elapsed() < PATIENCE, "'{word}' does not come: {lines:?}");
            std::thread::yield_now();
        }
    }

    /// Wall and CPU milliseconds of each of some frames, which come at a display's pace when `paced`.
    fn frames(&mut self, count: usize, paced: bool) -> (Vec<f64>, Vec<f64>) {
        let (mut wall, mut cpu) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let (begin, used) = (Instant::now(), thread_cpu_ms());
            self.frame();
            cpu.push(thread_cpu_ms() - used);
            let took = begin.elapsed();
            wall.push(took.as_secs_f64() * 1000.0);
            if paced {
                std::thread::sleep(Duration::from_micros(16_667).saturating_sub(took));
            }
        }
        (wall, cpu)
    }
}

fn percentile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

fn two(what: &str, values: &[f64], unit: &str) {
    let (median, p99) = (percentile(values, 0.5), percentile(values, 0.99));
    println!("{what:<58} median {median:>9.3} {unit}   p99 {p99:>9.3} {unit}");
}

/// Resident bytes of this process; zero where the system does not tell.
fn resident() -> f64 {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ').nth(1).and_then(|pages| pages.parse::<f64>().ok()).unwrap_or(0.0) * 4096.0
}

/// A small object to a worker and back. Frames come without a pause, so this is what the queues and the copies take; in a game an answer waits
/// for the next frame.
fn round_trip() {
    let trips = Playing::worker_game("roundTrips(3000);").until("trips");
    two("worker: small message and back", &trips[100..], "ms");
}

fn buffers() {
    for (how, call) in [("copied", "buffers(60, false);"), ("moved", "buffers(60, true);")] {
        let mut playing = Playing::worker_game(call);
        let trips = playing.until("trips");
        let posts = playing.until("posts");
        two(&format!("worker: 8 MB ArrayBuffer {how}, postMessage alone"), &posts[5..], "ms");
        two(&format!("worker: 8 MB ArrayBuffer {how}, there and back"), &trips[5..], "ms");
    }
}

fn many() {
    let mut playing = Playing::worker_game("many(100000, 20000);");
    playing.until("warm");
    let (before, heap, begin) = (resident(), playing.game.heap_bytes() as f64, Instant::now());
    playing.until("done");
    let seconds = begin.elapsed().as_secs_f64();
    // Garbage of the last frames is no growth.
    playing.frames(200, false);
    let grown = (resident() - before) / 1024.0;
    let heap = (playing.game.heap_bytes() as f64 - heap) / 1024.0;
    println!(
        "worker: 100,000 messages and as many answers                 {:>9.0} a second; process {grown:+.0} KB, game's heap {heap:+.0} KB",
        100_000.0 / seconds
    );
}

/// A game that draws 300 rectangles a frame, beside a worker that rests and beside one that loops.
fn spin() {
    let mut playing = Playing::worker_game("draw();");
    playing.until("ready");
    playing.frames(30, true);
    let (wall, cpu) = playing.frames(300, true);
    two("game's frame, worker rests, wall", &wall, "ms");
    two("game's frame, worker rests, CPU", &cpu, "ms");
    let mut playing = Playing::worker_game("draw(); spin();");
    playing.until("ready");
    playing.frames(30, true);
    let (wall, cpu) = playing.frames(300, true);
    two("game's frame, worker in while (true), wall", &wall, "ms");
    two("game's frame, worker in while (true), CPU", &cpu, "ms");
}

/// The open data domain's list of 100 friends on the shared canvas, which the game draws on its screen every frame.
fn list() {
    for (what, mode) in [("nothing", "none"), ("drawn once", "once"), ("redrawn each frame", "each")] {
        let game = format!("{LIST_GAME}\nshow('{mode}');");
        let files = [("game.json", OPEN_JSON), ("game.js", &game), ("open/index.js", LIST)];
        let mut playing = Playing::start(&files);
        // At a display's pace: without a pause most frames have no animation frame.
        playing.frames(20, true);
        let (wall, cpu) = playing.frames(200, true);
        two(&format!("frame with a list of 100 friends, {what}, wall"), &wall, "ms");
        two(&format!("frame with a list of 100 friends, {what}, CPU"), &cpu, "ms");
    }
}

/// What a realm takes that only is there. Everything is kept to the end, so that nothing comes out of memory that was given back. Alone in
/// its process (`realms idle`) it tells most.
fn idle() {
    let empty = [("game.json", "{}"), ("game.js", "")];
    let with_domain = [("game.json", OPEN_JSON), ("game.js", ""), ("open/index.js", "")];
    // What is made once for all games, such as tables of fonts.
    let first = Playing::start(&with_domain);
    let made = |what: &str, files: &[(&str, &str)]| -> (f64, f64, Vec<Playing>) {
        let (mut times, mut games, before) = (Vec::new(), Vec::new(), resident());
        for _ in 0..REALMS {
            let log = MemoryLog::default();
            let options = options(files, &log);
            let begin = Instant::now();
            let mut playing = Playing { game: Game::start(options).expect("the game starts"), log };
            times.push(begin.elapsed().as_secs_f64() * 1000.0);
            playing.frames(2, false);
            games.push(playing);
        }
        let each = (resident() - before) / REALMS as f64 / 1024.0;
        let heap = games[0].game.heap_bytes() as f64 / 1024.0;
        let open = games[0].game.open_data_heap_bytes().map(|bytes| bytes as f64 / 1024.0);
        let open = open.map_or(String::new(), |open| format!(", the domain's {open:.0} KB"));
        two(what, &times, "ms");
        println!("{what:<58} process {each:>8.0} KB each, JavaScript heap {heap:.0} KB{open}");
        (percentile(&times, 0.5), each, games)
    };
    let (game_ms, game_kb, games) = made("an idle game", &empty);
    let (both_ms, both_kb, more) = made("an idle game with an open data domain", &with_domain);
    println!("an open data domain alone{:>48.3} ms, {:.0} KB", both_ms - game_ms, both_kb - game_kb);

    let mut playing = Playing::worker_game(&format!("crowd({REALMS});"));
    let before = resident();
    let times = playing.until("created");
    let each = (resident() - before) / REALMS as f64 / 1024.0;
    two("an idle worker, from createWorker to its first message", &times, "ms");
    println!("{:<58} process {each:>8.0} KB each", "an idle worker");
    drop((first, games, more));
}
