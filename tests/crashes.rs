//! The player is killed (SIGKILL) at random moments, round after round, while games store values and files, and while versions are fetched,
//! installed and updated. The games of `tests/crash` look at their start whether everything is whole that they were told is there.
//!
//! `cargo xtask crash [ROUNDS]` builds the player and runs this. Needs the built player; ignored otherwise, as it takes minutes.

#![allow(clippy::print_stdout, reason = "a test tells how far it is")]
use sparrow_native::{Content, FileServer, ServedFile};
use sparrow_package::{PackOptions, Package, PackedRelease};
use sparrow_platform::MemoryFileSystem;
use sparrow_tests::program::{Running, player, root};
use std::{
    fs,
    io::{BufRead, BufReader},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant, SystemTime},
};

/// How often a process is killed; `SPARROW_CRASH_ROUNDS` says otherwise.
const ROUNDS: u32 = 200;

fn rounds() -> u32 {
    let said = std::env::var("SPARROW_CRASH_ROUNDS");
    said.map_or(ROUNDS, |text| text.parse().expect("SPARROW_CRASH_ROUNDS is a number"))
}

/// xorshift, begun at another number each time: any moment of the program's work.
struct Chance(u64);

impl Chance {
    fn new() -> Chance {
        Chance(SystemTime::UNIX_EPOCH.elapsed().map_or(1, |since| since.as_nanos() as u64) | 1)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// How a life of the program ended, and what it said.
struct Life {
    lines: Vec<String>,
    ended_itself: bool,
}

impl Life {
    fn numbers<'a>(&'a self, word: &'a str) -> impl Iterator<Item = u64> + 'a {
        self.lines.iter().filter_map(move |line| line.strip_prefix(word)?.trim().parse().ok())
    }

    fn says(&self, text: &str) -> bool {
        self.lines.iter().any(|line| line.contains(text))
    }

    fn all(&self) -> String {
        self.lines.join("\n")
    }
}

/// What the game said, of a line of the console: `info  game.js:1:2 words`.
fn message(line: &str) -> &str {
    let said = line.strip_prefix("info ").and_then(|rest| rest.trim_start().split_once(' '));
    said.map_or(line, |(_, words)| words)
}

/// Starts the player and kills it after a while; `None`: it is waited for.
fn live(arguments: &[&str], kill_after: Option<Duration>) -> Life {
    let mut child = Command::new(player())
        .args(["run", "--headless", "--renderer", "raster", "--mute", "--no-overlay"])
        .args(arguments)
        .env("NO_COLOR", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the player starts");
    let read = |pipe: Box<dyn std::io::Read + Send>| {
        thread::spawn(move || BufReader::new(pipe).lines().map_while(Result::ok).collect::<Vec<_>>())
    };
    let out = read(Box::new(child.stdout.take().expect("a pipe")));
    let errors = read(Box::new(child.stderr.take().expect("a pipe")));
    let mut child = Running(child);
    let mut ended_itself = true;
    if let Some(time) = kill_after {
        thread::sleep(time);
        ended_itself = child.0.try_wait().expect("a process").is_some();
        child.0.kill().expect("it can be killed");
    }
    child.0.wait().expect("it ends");
    let mut lines = out.join().expect("its lines");
    lines.extend(errors.join().expect("its lines"));
    let lines = lines.iter().map(|line| message(line).to_owned()).collect();
    Life { lines, ended_itself }
}

#[test]
#[ignore = "takes minutes and needs the built player; cargo xtask crash runs it"]
fn what_a_game_stored_is_there_after_any_kill() {
    let data = tempfile::tempdir().expect("a folder");
    let data = data.path().to_str().expect("a plain path");
    let package = root().join("tests/crash/store");
    let package = package.to_str().expect("a plain path");
    let mut chance = Chance::new();
    let (mut done, mut started, begin, count) = (0, 0, Instant::now(), rounds());
    for round in 1..=count {
        let time = Duration::from_millis(20 + chance.below(1_500));
        let life = live(&[package, "--clock", "real", "--data", data], Some(time));
        assert!(!life.ended_itself && !life.says("BROKEN"), "round {round}: {}", life.all());
        if let Some(found) = life.numbers("start ").next() {
            assert!(found >= done, "round {round}: step {done} was done, step {found} is there");
            started += 1;
        }
        done = life.numbers("ack ").max().unwrap_or(done).max(done);
        if round % 10 == 0 {
            println!(
                "store: {round} of {count} kills, {started} whole starts, {done} steps, {:.0?}",
                begin.elapsed()
            );
        }
    }
    let life = live(&[package, "--frames", "2", "--data", data], None);
    let found = life.numbers("start ").next();
    assert!(found.is_some_and(|found| found >= done), "{done} steps: {}", life.all());
    assert!(started > 0 && done > 0, "it was always killed before it did anything");
}

/// A version of the game: files whose bytes depend on its number.
fn packed(version: u64, chance: &mut Chance) -> PackedRelease {
    let (from, files) = (root().join("tests/crash/updates"), MemoryFileSystem::new());
    for name in ["game.json", "game.js", "whole.js", "stage/game.js", "rank/game.js", "rank/whole.js"] {
        files.insert(name, fs::read(from.join(name)).expect("a file of the game")).expect("a path");
    }
    let mut sizes = Vec::new();
    for (name, file) in [("data", "data.bin"), ("stage", "stage/data.bin"), ("rank", "rank/data.bin")] {
        let size = 20_000 + chance.below(200_000);
        // Noise, which no compression makes short: transfers take a while.
        let mut noise = version as u32;
        let mut next = || {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (noise >> 24) as u8
        };
        let bytes: Vec<u8> = (0..size).map(|_| next()).collect();
        files.insert(file, bytes).expect("a path");
        sizes.push(format!("{name}: {size}"));
    }
    let text = format!("module.exports = {{ version: {version}, sizes: {{ {} }} }};\n", sizes.join(", "));
    files.insert("version.js", text.as_str()).expect("a path");
    files.insert("rank/version.js", text.as_str()).expect("a path");
    let package = Package::open(Arc::new(files)).expect("a package");
    package.pack_release("crash", Some(&version.to_string()), &[], PackOptions::default()).expect("a release")
}

/// A server with one version at a time.
struct Server {
    server: FileServer,
    release: Arc<Mutex<PackedRelease>>,
}

impl Server {
    /// Slow enough that kills fall into transfers.
    fn start(first: PackedRelease) -> Server {
        let release = Arc::new(Mutex::new(first));
        let of_server = release.clone();
        let content: Content = Arc::new(move |path| {
            let packed = of_server.lock().expect("nobody panicked");
            let bytes = match path {
                "/release.json" => packed.release.to_text().into_bytes(),
                path => {
                    let mut parts = packed.release.parts.iter().zip(&packed.zips);
                    parts.find(|(part, _)| path == format!("/parts/{}", part.file_name()))?.1.clone()
                }
            };
            let (content_type, tag) = ("application/octet-stream", packed.release.version.clone());
            Some(ServedFile { bytes: bytes.into(), content_type, tag, forever: false })
        });
        let address = "127.0.0.1:0".parse().expect("an address");
        let server = FileServer::start(address, content, Some(300_000)).expect("a server");
        Server { server, release }
    }

    fn url(&self) -> String {
        format!("http://{}/", self.server.address())
    }

    fn set(&self, release: PackedRelease) {
        *self.release.lock().expect("nobody panicked") = release;
    }
}

#[test]
#[ignore = "takes minutes and needs the built player; cargo xtask crash runs it"]
fn versions_that_come_are_whole_after_any_kill() {
    let data = tempfile::tempdir().expect("a folder");
    let data = data.path().to_str().expect("a plain path");
    let mut chance = Chance::new();
    let mut version = 1;
    let server = Server::start(packed(version, &mut chance));
    let url = server.url();
    let from = ["app://crash", "--from", &url, "--data", data];
    let (mut starts, mut started, mut whole, mut updates, mut alone) = (0, 0, 0, 0, 0);
    let (begin, count) = (Instant::now(), rounds());
    for round in 1..=count {
        if round % 2 == 0 {
            version += 1;
            server.set(packed(version, &mut chance));
        }
        let is_alone = round % 4 == 3;
        let more: &[&str] = if is_alone { &["--subpackage", "rank"] } else { &[] };
        let time = Duration::from_millis(50 + chance.below(3_000));
        let life = live(&[&from[..], &["--clock", "real"], more].concat(), Some(time));
        assert!(!life.says("BROKEN"), "round {round}: {}", life.all());
        assert!(!life.ended_itself, "round {round}: it ended itself: {}", life.all());
        if let Some(found) = life.numbers("starts ").next() {
            assert!(found >= starts, "round {round}: {starts} starts were stored, {found} are there");
            // A life that was killed before its value was stored may count again.
            starts = starts.max(found);
            started += 1;
        }
        whole += life.lines.iter().filter(|line| line.starts_with("whole ")).count();
        updates += usize::from(life.says("update ready"));
        alone += usize::from(life.says("rank of version"));
        if round % 10 == 0 {
            println!(
                "updates: {round} of {count} kills, {started} starts and {alone} of the subpackage alone, {whole} whole parts, {updates} updates, {:.0?}",
                begin.elapsed()
            );
        }
    }
    // The newest version comes, and the one after it starts.
    version += 1;
    server.set(packed(version, &mut chance));
    let newest = format!("version {version}");
    let lives: Vec<Life> = (0..3).map(|_| live(&[&from[..], &["--frames", "90"]].concat(), None)).collect();
    assert!(lives.iter().all(|life| !life.says("BROKEN")), "{}", lives[2].all());
    let last = &lives[2];
    assert!(
        last.says(&newest) && last.says(&format!("whole stage/data.bin {version}")),
        "{newest}: {}",
        last.all()
    );
    assert!(started > 0 && whole > 0, "it was always killed before it did anything");
}
