//! Starts and stops a game again and again in one process, and says what each costs and whether anything stays.
//!
//! `cargo run -p sparrow-harness --example restarts -- PACKAGE [TIMES] [FRAMES]`
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program that prints what it measured")]

use sparrow_harness::{
    descriptor::{Descriptor, RendererKind},
    engine::EngineRunner,
    runner::Job,
};
use std::{path::Path, process::ExitCode, time::Instant};

/// A process may keep this much more after its first starts.
const GROWTH_BYTES: i64 = 2 << 20;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let Some(package) = arguments.next() else {
        eprintln!("usage: restarts PACKAGE [TIMES] [FRAMES]");
        return ExitCode::from(2);
    };
    let mut number = |default: u64| arguments.next().and_then(|text| text.parse().ok()).unwrap_or(default);
    let (times, frames) = (number(100), number(5));
    let work = move || measure(Path::new(&package), times, frames);
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(work);
    thread.ok().and_then(|thread| thread.join().ok()).unwrap_or(ExitCode::FAILURE)
}

fn measure(package: &Path, times: u64, frames: u64) -> ExitCode {
    let text =
        format!("frames = {frames}\nviewport = {{ width = 375, height = 667 }}\nrenderers = [\"raster\"]");
    let descriptor = Descriptor::parse(&text).expect("a sound descriptor");
    let runner = EngineRunner::default();
    let mut start_ms = Vec::new();
    let mut resident = Vec::new();
    for _ in 0..times {
        let begin = Instant::now();
        let job = Job { package, folder: package, descriptor: &descriptor, renderer: RendererKind::Raster };
        let mut game = match runner.start(job) {
            Ok(Ok(game)) => game,
            Ok(Err(error)) | Err(error) => {
                eprintln!("{error}");
                return ExitCode::FAILURE;
            }
        };
        start_ms.push(begin.elapsed().as_secs_f64() * 1000.0);
        for _ in 0..frames {
            game.frame(&descriptor);
        }
        drop(game);
        resident.push(resident_bytes());
    }
    start_ms.sort_by(f64::total_cmp);
    // The first starts fill caches that are meant to stay: fonts, the graphics device, the allocator's arenas.
    let warm = resident.len().min(25).saturating_sub(1);
    let (before, after) = (resident.get(warm).copied().flatten(), resident.last().copied().flatten());
    println!("starts: {times}, median {:.1} ms", start_ms[start_ms.len() / 2]);
    let (Some(before), Some(after)) = (before, after) else {
        println!("resident memory cannot be read here");
        return ExitCode::SUCCESS;
    };
    let growth = after - before;
    println!("resident after {}: {before} bytes, after {times}: {after} bytes, growth {growth}", warm + 1);
    if growth > GROWTH_BYTES { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// What the process holds in memory; `None` where the system does not say.
fn resident_bytes() -> Option<i64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: i64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096)
}
