//! `sparrow run --watch`: a saved file is seen in the game at once, state is kept where the game says so, images are replaced while it
//! runs, and the message of an error goes when the error is mended.
//!
//! Needs the built player; `cargo xtask test window` builds it, and runs this too. `SPARROW_EDITS=50` measures 50 edits.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use sparrow_tests::picture::Picture;
use sparrow_tests::program::{Running, player};

const PATIENCE: Duration = Duration::from_secs(60);

/// A running player whose lines can be waited for.
struct Player {
    child: Running,
    lines: Receiver<String>,
    heard: Vec<String>,
}

impl Player {
    fn start(package: &Path, more: &[&str]) -> Player {
        let mut child = Command::new(player())
            .args(["run", "--headless", "--watch", "--size", "160x120", "--dpr", "1", "--embedded-fonts"])
            .args(more)
            .arg(package)
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the player starts");
        let (sender, lines) = channel();
        let (out, err) = (child.stdout.take().expect("a pipe"), child.stderr.take().expect("a pipe"));
        let other = sender.clone();
        std::thread::spawn(move || {
            BufReader::new(out).lines().map_while(Result::ok).try_for_each(|l| other.send(l))
        });
        std::thread::spawn(move || {
            BufReader::new(err).lines().map_while(Result::ok).try_for_each(|l| sender.send(l))
        });
        Player { child: Running(child), lines, heard: Vec::new() }
    }

    fn wait_for(&mut self, part: &str) -> String {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            if let Ok(line) = self.lines.recv_timeout(Duration::from_millis(50)) {
                self.heard.push(line.clone());
                if line.contains(part) {
                    return line;
                }
            }
        }
        panic!("`{part}` was never said:\n{}", self.heard.join("\n"));
    }

    fn tell(&mut self, line: &str) {
        writeln!(self.child.0.stdin.as_mut().expect("a pipe"), "{line}").expect("the player reads");
    }
}

fn game(color: &str) -> String {
    format!(
        "const c = wx.createCanvas().getContext('2d');\n\
         let count = (GameGlobal.hotReloadState || {{ count: 0 }}).count;\n\
         GameGlobal.onHotReload = (event) => ({{ count: count + 1, files: event.files }});\n\
         console.log('started {color} ' + count);\n\
         const tick = () => {{ c.fillStyle = '{color}'; c.fillRect(0, 0, 160, 120); requestAnimationFrame(tick); }};\n\
         tick();\n"
    )
}

fn package() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("game.json"), "{}").expect("a file");
    std::fs::write(folder.path().join("game.js"), game("#000001")).expect("a file");
    folder
}

/// Milliseconds at the end of `changed: game.js, shown after 41 ms`.
fn told_ms(line: &str) -> f64 {
    let words: Vec<_> = line.split_whitespace().collect();
    words[words.len() - 2].parse().expect("a number")
}

#[test]
#[ignore = "needs the built player; cargo xtask test window runs it"]
fn a_saved_file_restarts_the_game_within_300_ms_and_state_is_kept() {
    let edits: usize = std::env::var("SPARROW_EDITS").ok().and_then(|text| text.parse().ok()).unwrap_or(8);
    let folder = package();
    let file = folder.path().join("game.js");
    let mut player = Player::start(folder.path(), &[]);
    player.wait_for("started #000001 0");
    let (mut seen, mut told) = (Vec::new(), Vec::new());
    for edit in 1..=edits {
        std::thread::sleep(Duration::from_millis(120));
        let saved = Instant::now();
        std::fs::write(&file, game(&format!("#0000{:02x}", edit + 1))).expect("saved");
        player.wait_for(&format!("started #0000{:02x} {edit}", edit + 1));
        told.push(told_ms(&player.wait_for("changed: game.js, shown after")));
        seen.push(saved.elapsed().as_secs_f64() * 1000.0);
    }
    seen.sort_by(f64::total_cmp);
    told.sort_by(f64::total_cmp);
    let at = |list: &[f64], share: f64| {
        list[((list.len() as f64 * share).ceil() as usize).clamp(1, list.len()) - 1]
    };
    let text = format!(
        "{edits} edits: saved to shown median {:.0} ms, P95 {:.0} ms, worst {:.0} ms (told by the player: median {:.0} ms)\n",
        at(&seen, 0.5),
        at(&seen, 0.95),
        at(&seen, 1.0),
        at(&told, 0.5)
    );
    let _ = std::io::stderr().write_all(text.as_bytes());
    assert!(at(&seen, 0.5) < 300.0, "{text}");
}

#[test]
#[ignore = "needs the built player; cargo xtask test window runs it"]
fn an_error_is_shown_and_goes_when_it_is_mended() {
    let folder = package();
    let file = folder.path().join("game.js");
    let shot = |name: &str| -> PathBuf {
        folder.path().parent().expect("a parent").join(format!("{}-{name}.png", std::process::id()))
    };
    let mut player = Player::start(folder.path(), &["--console"]);
    player.tell("go");
    player.wait_for("started #000001 0");
    std::thread::sleep(Duration::from_millis(100));
    std::fs::write(&file, game("#00ff00").replace("tick();\n", "tick();\nnothing.there;\n")).expect("saved");
    player.wait_for("nothing is not defined");
    player.wait_for("shown after");
    let (broken, mended) = (shot("broken"), shot("mended"));
    player.tell(&format!("shot {}", broken.display()));
    player.wait_for("screenshot:");
    std::thread::sleep(Duration::from_millis(100));
    std::fs::write(&file, game("#00ff00")).expect("saved");
    player.wait_for("shown after");
    player.tell(&format!("shot {}", mended.display()));
    player.wait_for("screenshot:");
    let pixel = |file: &Path| Picture::read(file).expect("a picture").pixel(80, 100);
    let (before, after) = (pixel(&broken), pixel(&mended));
    let _ = (std::fs::remove_file(&broken), std::fs::remove_file(&mended));
    assert_eq!(after, [0, 255, 0, 255], "the game, and nothing over it");
    assert_ne!(before, after, "the panel darkens the game");
}

#[test]
#[ignore = "needs the built player; cargo xtask test window runs it"]
fn an_image_is_replaced_while_the_game_runs() {
    let folder = package();
    let image = |color: [u8; 4]| {
        let pixels: Vec<u8> = std::iter::repeat_n(color, 16).flatten().collect();
        Picture::new(4, 4, pixels)
            .expect("sixteen pixels")
            .write(&folder.path().join("a.png"))
            .expect("saved");
    };
    image([255, 0, 0, 255]);
    let source = "const canvas = wx.createCanvas(); const c = (GameGlobal.c = canvas.getContext('2d'));\n\
        const image = wx.createImage(); image.onload = () => console.log('loaded'); image.src = 'a.png';\n\
        GameGlobal.frames = 0; const tick = () => { GameGlobal.frames++; c.drawImage(image, 0, 0, 160, 120); requestAnimationFrame(tick); };\n\
        tick(); console.log('started');\n";
    std::fs::write(folder.path().join("game.js"), source).expect("saved");
    let mut player = Player::start(folder.path(), &["--console"]);
    player.tell("go");
    player.wait_for("loaded");
    std::thread::sleep(Duration::from_millis(200));
    image([0, 0, 255, 255]);
    player.wait_for("changed: a.png, shown after");
    player.tell("[...c.getImageData(80, 60, 1, 1).data]");
    player.wait_for("[ 0, 0, 255, 255 ]");
    player.tell("'frames ' + (frames > 5)");
    player.wait_for("frames true");
    assert_eq!(
        player.heard.iter().filter(|line| line.contains("started")).count(),
        1,
        "it was not restarted"
    );
}
