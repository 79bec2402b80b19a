//! Many runtimes in one process: two games side by side do not meet, and a hundred that come and go leave nothing.

use std::path::{Path, PathBuf};

use sparrow_tests::descriptor::{Descriptor, RendererKind};
use sparrow_tests::engine::{EngineRunner, VirtualGame};
use sparrow_tests::runner::{GameRunner, Job};

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples").join(name)
}

fn descriptor() -> Descriptor {
    let text = "frames = 40\nviewport = { width = 188, height = 334 }\nrenderers = [\"raster\"]\n\
        input = [{ frame = 20, tap = [94, 160] }]\npictures = { end = 40 }\npicture_from = \"this run\"\n\
        [tolerance.raster]\nchannel = 0\n";
    Descriptor::parse(text).expect("a sound descriptor")
}

fn start(runner: &EngineRunner, package: &Path, descriptor: &Descriptor) -> VirtualGame {
    let job = Job { package, folder: package, descriptor, renderer: RendererKind::Raster };
    runner.start(job).expect("a renderer").expect("the example starts")
}

#[test]
fn two_games_run_side_by_side_as_they_run_alone() {
    let (runner, test) = (EngineRunner::default(), descriptor());
    let packages = ["hop", "tiles"].map(example);
    let alone = packages.clone().map(|package| {
        let job =
            Job { package: &package, folder: &package, descriptor: &test, renderer: RendererKind::Raster };
        runner.run(job).expect("a renderer").pictures.remove(0).1.expect("a picture")
    });
    let mut games = packages.map(|package| start(&runner, &package, &test));
    for _ in 0..test.frames {
        for game in &mut games {
            assert!(!game.frame(&test), "an example ended itself");
        }
    }
    for (game, alone) in games.iter_mut().zip(&alone) {
        assert!(game.picture().as_ref() == Some(alone), "a game looks different beside another one");
    }
}

#[test]
fn a_run_is_the_same_each_time() {
    let (runner, test, package) = (EngineRunner::default(), descriptor(), example("hop"));
    let job = Job { package: &package, folder: &package, descriptor: &test, renderer: RendererKind::Raster };
    let [first, second] = [(); 2].map(|()| runner.run(job).expect("a renderer"));
    assert!(first.pictures[0].1.is_some() && first.pictures == second.pictures);
    assert_eq!(first.console, second.console);
}

/// Resident bytes of this process.
#[cfg(target_os = "linux")]
fn resident_bytes() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux tells");
    let pages: usize =
        text.split(' ').nth(1).and_then(|pages| pages.parse().ok()).expect("a number of pages");
    pages * 4096
}

/// Memory is the whole process': one test at a time counts it.
#[cfg(target_os = "linux")]
static COUNTING: std::sync::Mutex<()> = std::sync::Mutex::new(());

/// Runs a package for three frames, a hundred times.
#[cfg(target_os = "linux")]
fn leaves_nothing(package: &Path) {
    let _alone = COUNTING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let (runner, test) = (EngineRunner::default(), descriptor());
    let one = || {
        let mut game = start(&runner, package, &test);
        for _ in 0..3 {
            game.frame(&test);
        }
        assert!(game.heap_bytes() > 0);
    };
    // What is made once, such as tables of fonts, and the allocator's habits, settle first.
    for _ in 0..30 {
        one();
    }
    let before = resident_bytes();
    for _ in 0..100 {
        one();
    }
    let grown = resident_bytes().saturating_sub(before);
    // A runtime holds more than 1 MB; a hundred that leaked would hold more than 100.
    assert!(grown < 8 << 20, "{grown} bytes more after a hundred runtimes");
}

#[test]
#[cfg(target_os = "linux")]
fn a_hundred_runtimes_come_and_go_and_leave_nothing() {
    leaves_nothing(&example("tiles"));
}

#[test]
#[cfg(target_os = "linux")]
fn a_hundred_runtimes_with_webassembly_leave_nothing() {
    leaves_nothing(&Path::new(env!("CARGO_MANIFEST_DIR")).join("games/webassembly/memory"));
}
