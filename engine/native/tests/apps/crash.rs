//! A process that fetches, installs, updates and stores is killed at a random moment, again and again: what it had acknowledged is
//! there, and the next start works.

use crate::release_server::{ReleaseServer, packed};
use sparrow_native::{AppCache, DiskStore, NetworkOptions, RemoteParts, UpdateOptions, fetch_release};
use sparrow_package::{Package, PartFiles};
use sparrow_platform::{PartSource, Store};
use std::{
    env,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, SystemTime},
};

const FOLDER: &str = "SPARROW_CRASH_FOLDER";
const SOURCE: &str = "SPARROW_CRASH_SOURCE";

/// What the child does until it is killed. Does nothing in an ordinary run of the tests.
#[test]
fn child() {
    let (Some(folder), Ok(source)) = (env::var_os(FOLDER), env::var(SOURCE)) else { return };
    let folder = Path::new(&folder);
    let mut store = DiskStore::open(folder.join("store")).expect("the store opens");
    assert!(store.take_damage().is_none(), "the store was damaged");
    let mut count: u64 =
        store.get("count").expect("a value").map_or(0, |text| text.parse().expect("a number"));
    let cache = AppCache::open(folder, "wx1").expect("the cache opens");
    let options = UpdateOptions { source, network: NetworkOptions::default(), subpackage: None };
    loop {
        if let Some(start) = cache.start().expect("the index is read") {
            let files = Arc::new(PartFiles::default());
            let release = start.installed.release.clone();
            files.mount(&release.parts[0], start.main).expect("the main package is whole");
            Package::open(files.clone()).expect("it is a package");
            let version = release.version.clone();
            let parts = RemoteParts::new(
                cache.clone(),
                release,
                Some(options.source.clone()),
                NetworkOptions::default(),
                files,
            );
            parts.fetch(1, "stage");
            parts.poll(true);
            cache.mark_good(start.installed.id).expect("the index is written");
            acknowledge(&format!("good {version}"));
        }
        // The server changes its release in between, so that this may fail; the cache must not.
        let _ = fetch_release(&cache, &options);
        for _ in 0..20 {
            count += 1;
            store.set("count", &count.to_string()).expect("a value is stored");
            store
                .set(&format!("k{}", count % 7), &"x".repeat((count % 900) as usize))
                .expect("a value is stored");
            acknowledge(&format!("count {count}"));
        }
    }
}

/// Tells the parent.
fn acknowledge(text: &str) {
    let mut out = std::io::stdout().lock();
    // The test runner's own lines come on the same pipe.
    writeln!(out, "ack {text}").and_then(|()| out.flush()).expect("the parent listens");
}

/// One life of the child; what it acknowledged last.
fn round(folder: &Path, source: &str, life: Duration) -> (u64, bool) {
    let mut child = Command::new(env::current_exe().unwrap())
        .args(["crash::child", "--exact", "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .env(SOURCE, source)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(life);
    child.kill().unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let lines: Vec<String> = output.lines().map_while(Result::ok).collect();
    let status = child.wait().unwrap();
    let mut errors = String::new();
    std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut errors).unwrap();
    assert!(status.code().is_none(), "the child ended itself: {errors}\n{}", lines.join("\n"));
    let acknowledged: Vec<_> =
        lines.iter().filter_map(|line| line.split_once("ack ").map(|(_, text)| text)).collect();
    let counts = acknowledged.iter().filter_map(|text| text.strip_prefix("count ")?.parse().ok());
    (counts.max().unwrap_or(0), acknowledged.iter().any(|text| text.starts_with("good ")))
}

fn rounds(count: u32) {
    let root = tempfile::tempdir().unwrap();
    let releases = [packed("1", 60_000), packed("2", 60_000), packed("3", 60_000)];
    let server = ReleaseServer::start(releases[0].clone(), Some(2_000_000));
    let (mut stored, mut was_good) = (0, false);
    let mut seed = SystemTime::UNIX_EPOCH.elapsed().unwrap().subsec_nanos() | 1;
    for number in 0..count {
        server.set(releases[number as usize % releases.len()].clone());
        // xorshift: any moment of the child's work.
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        let (count, good) =
            round(root.path(), &server.url(), Duration::from_millis(u64::from(seed % 260) + 5));
        stored = stored.max(count);
        was_good |= good;
        let mut store = DiskStore::open(root.path().join("store")).unwrap();
        assert!(store.take_damage().is_none(), "round {number}: the store is damaged");
        let found: u64 = store.get("count").unwrap().map_or(0, |text| text.parse().unwrap());
        assert!(found >= stored, "round {number}: {stored} was acknowledged, {found} is there");
        let cache = AppCache::open(root.path(), "wx1").unwrap();
        let start = cache.start().unwrap();
        assert!(start.is_some() || !was_good, "round {number}: a version had run, and none starts now");
        if let Some(start) = start {
            let files = Arc::new(PartFiles::default());
            files.mount(&start.installed.release.parts[0], start.main).unwrap();
            Package::open(files).unwrap();
        }
    }
    assert!(was_good && stored > 0, "the child was always killed before it did anything");
}

#[test]
fn twenty_killed_processes_lose_nothing() {
    rounds(20);
}

#[test]
#[ignore = "takes a minute: cargo xtask crash, or cargo test -p sparrow-native --test apps -- --ignored"]
fn hundreds_of_killed_processes_lose_nothing() {
    let said = env::var("SPARROW_CRASH_ROUNDS");
    rounds(said.map_or(200, |text| text.parse().expect("SPARROW_CRASH_ROUNDS is a number")));
}
