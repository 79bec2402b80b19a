//! The player in a real window: on a virtual display it must show what a headless run of the same game shows.
//!
//! It needs Xvfb and a built player, so it is ignored by plain `cargo test`; `cargo xtask test window` runs it.
#![cfg(target_os = "linux")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use sparrow_tests::descriptor::Descriptor;
use sparrow_tests::display::VirtualDisplay;
use sparrow_tests::engine::EngineRunner;
use sparrow_tests::picture::Picture;
use sparrow_tests::program::{Running, player, root};
use sparrow_tests::runner::{GameRunner, Job};

/// The window has its picture long before; a slow machine gets time.
const PATIENCE: Duration = Duration::from_secs(90);
const POLL: Duration = Duration::from_millis(100);

const WIDTH: u32 = 375;
const HEIGHT: u32 = 667;

fn headless_picture(package: &Path, renderer: &str) -> Picture {
    let text = format!(
        "frames = 30\nviewport = {{ width = {WIDTH}, height = {HEIGHT} }}\nrenderers = [\"{renderer}\"]\n\
         fonts = \"system\"\npictures = {{ end = 30 }}\npicture_from = \"this run\"\n\
         [tolerance.{renderer}]\nchannel = 0\n"
    );
    let descriptor = Descriptor::parse(&text).expect("a sound descriptor");
    let job = Job { package, folder: package, descriptor: &descriptor, renderer: descriptor.renderers[0] };
    let mut outcome = EngineRunner::default().run(job).expect("the renderer is there");
    assert_eq!(outcome.errors, Vec::<String>::new());
    outcome.pictures.remove(0).1.expect("the game has drawn")
}

/// Mean colours of a grid over the upper left `WIDTH` x `HEIGHT` pixels: what the eye sees from afar. A game's
/// small motions hardly change them, a missing or shifted picture does.
fn impression(picture: &Picture) -> Vec<[u32; 3]> {
    const COLUMNS: u32 = 5;
    const ROWS: u32 = 9;
    let mut cells = Vec::new();
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            let (mut sum, mut count) = ([0_u32; 3], 0);
            for y in row * HEIGHT / ROWS..(row + 1) * HEIGHT / ROWS {
                for x in column * WIDTH / COLUMNS..(column + 1) * WIDTH / COLUMNS {
                    let [r, g, b, _] = picture.pixel(x, y);
                    for (sum, value) in sum.iter_mut().zip([r, g, b]) {
                        *sum += u32::from(value);
                    }
                    count += 1;
                }
            }
            cells.push(sum.map(|sum| sum / count));
        }
    }
    cells
}

/// How many cells of two impressions look alike.
fn alike(a: &[[u32; 3]], b: &[[u32; 3]]) -> usize {
    let near = |(a, b): &(&[u32; 3], &[u32; 3])| a.iter().zip(*b).all(|(a, b)| a.abs_diff(*b) <= 16);
    a.iter().zip(b).filter(near).count()
}

fn window_shows_the_game(renderer: &str) {
    let package = root().join("examples/tiles");
    let expected = impression(&headless_picture(&package, renderer));
    let display = VirtualDisplay::start(WIDTH, HEIGHT).expect("a virtual display");
    let data = tempfile::tempdir().expect("a folder for what the game keeps");
    let log = data.path().join("log.txt");
    let child = Command::new(player())
        .arg("run")
        .arg(&package)
        .args([
            "--mute",
            "--dpr",
            "1",
            "--size",
            &format!("{WIDTH}x{HEIGHT}"),
            "--renderer",
            renderer,
            "--data",
        ])
        .arg(data.path())
        .env("DISPLAY", display.name())
        .env_remove("WAYLAND_DISPLAY")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(std::fs::File::create(&log).expect("a log file"))
        .spawn()
        .expect("the player starts");
    let mut player = Running(child);
    let begin = Instant::now();
    loop {
        let picture = display.picture().expect("the frame buffer can be read");
        let seen = alike(&expected, &impression(&picture));
        // Chance places two tiles in each run: four squares of the board may differ, of up to three cells each.
        if seen * 100 >= expected.len() * 65 {
            return;
        }
        let ended = player.0.try_wait().expect("the player can be asked");
        if ended.is_some() || begin.elapsed() > PATIENCE {
            let file = std::env::temp_dir().join(format!("sparrow-window-{renderer}.png"));
            let _ = picture.write(&file);
            let said = std::fs::read_to_string(&log).unwrap_or_default();
            let end = ended
                .map_or_else(|| "does not show the game".to_owned(), |status| format!("ended ({status})"));
            panic!(
                "the player {end}; {seen} of {} cells are alike, the screen is in {}\n{said}",
                expected.len(),
                file.display()
            );
        }
        std::thread::sleep(POLL);
    }
}

#[test]
#[ignore = "needs Xvfb and the built player; cargo xtask test window runs it"]
fn raster_shows_the_game() {
    window_shows_the_game("raster");
}

#[test]
#[ignore = "needs Xvfb and the built player; cargo xtask test window runs it"]
fn gpu_shows_the_game() {
    window_shows_the_game("gpu");
}
