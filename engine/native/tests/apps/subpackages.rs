use crate::release_server::{ReleaseServer, packed};
use sparrow_native::{AppCache, NetworkOptions, RemoteParts, UpdateOptions, fetch_release};
use sparrow_package::PartFiles;
use sparrow_platform::{FileSystem, PartEvent, PartSource, RelativePath};
use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};
use tempfile::TempDir;

const STAGE_BYTES: usize = 300_000;

struct World {
    _root: TempDir,
    cache: AppCache,
    server: ReleaseServer,
}

impl World {
    fn new(bytes_per_second: Option<u64>) -> World {
        let root = tempfile::tempdir().unwrap();
        let cache = AppCache::open(root.path(), "wx1").unwrap();
        let server = ReleaseServer::start(packed("1", STAGE_BYTES), bytes_per_second);
        let options =
            UpdateOptions { source: server.url(), network: NetworkOptions::default(), subpackage: None };
        fetch_release(&cache, &options).unwrap();
        World { _root: root, cache, server }
    }

    /// The parts of a new run, and its files.
    fn parts(&self, online: bool) -> (RemoteParts, Arc<PartFiles>) {
        let start = self.cache.start().unwrap().unwrap();
        let files = Arc::new(PartFiles::default());
        files.mount(&start.installed.release.parts[0], start.main).unwrap();
        let source = online.then(|| self.server.url());
        let release = start.installed.release;
        let parts =
            RemoteParts::new(self.cache.clone(), release, source, NetworkOptions::default(), files.clone());
        (parts, files)
    }
}

fn data(files: &PartFiles) -> Option<usize> {
    files.read(&RelativePath::new("stage/data.bin").unwrap()).ok().map(|bytes| bytes.len())
}

fn reason(events: &[PartEvent]) -> &str {
    match events.last() {
        Some(PartEvent::Failed { reason, .. }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_subpackage_comes_with_progress_and_is_kept() {
    let world = World::new(Some(1_500_000));
    let (parts, files) = world.parts(true);
    let total = parts.missing_bytes("stage").expect("it is away");
    assert!(data(&files).is_none() && parts.missing_bytes("none").is_none());
    parts.fetch(1, "stage");
    let mut written = Vec::new();
    let end = Instant::now() + Duration::from_secs(20);
    'coming: while Instant::now() < end {
        for event in parts.poll(false) {
            match event {
                PartEvent::Progress { written: bytes, total: of, .. } => {
                    assert_eq!(of, total);
                    written.push(bytes);
                }
                PartEvent::Done { ticket: 1 } => break 'coming,
                other => panic!("{other:?}"),
            }
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    assert!(written.len() >= 3 && written.is_sorted(), "{written:?}");
    assert_eq!(written.last(), Some(&total));
    assert_eq!(data(&files), Some(STAGE_BYTES));
    let (parts, files) = world.parts(false);
    assert_eq!(parts.missing_bytes("stage"), None, "the next run has it, without a network");
    assert_eq!(data(&files), Some(STAGE_BYTES));
}

/// Threads of this process that fetch parts, those of other tests with them.
#[cfg(target_os = "linux")]
fn fetching_threads() -> usize {
    let tasks = std::fs::read_dir("/proc/self/task").unwrap().flatten();
    let names = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
    names.filter(|name| name.trim() == "sparrow-part").count()
}

#[test]
fn a_part_that_is_asked_for_again_and_again_is_fetched_once() {
    const CALLS: u64 = 200;
    let world = World::new(Some(1_500_000));
    let (parts, files) = world.parts(true);
    for ticket in 0..CALLS {
        parts.fetch(ticket, if ticket % 2 == 0 { "stage" } else { "/stage/" });
    }
    #[cfg(target_os = "linux")]
    assert!(fetching_threads() < 50, "{}", fetching_threads());
    let events = parts.poll(true);
    let done: Vec<u64> = events
        .iter()
        .filter(|event| matches!(event, PartEvent::Done { .. }))
        .map(PartEvent::ticket)
        .collect();
    assert_eq!(done, (0..CALLS).collect::<Vec<_>>(), "everybody is told");
    assert_eq!(data(&files), Some(STAGE_BYTES));
    // After a failure the next call tries again.
    let (parts, _) = World::new(None).parts(false);
    for ticket in [1, 2] {
        parts.fetch(ticket, "stage");
        assert!(reason(&parts.poll(true)).contains("offline"));
    }
}

#[test]
fn a_transfer_that_broke_off_goes_on_where_it_was() {
    let world = World::new(None);
    // The server gives the first half of what is asked for, whatever that is.
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = sent.clone();
    world.server.change(move |path, mut bytes| {
        if path.starts_with("/parts/") && counter.fetch_add(1, Ordering::SeqCst) == 0 {
            bytes.truncate(100_000);
        }
        Some(bytes)
    });
    let (parts, files) = world.parts(true);
    parts.fetch(1, "stage");
    let events = parts.poll(true);
    assert!(matches!(events.last(), Some(PartEvent::Done { .. })), "{events:?}");
    assert_eq!(data(&files), Some(STAGE_BYTES));
    assert_eq!(sent.load(Ordering::SeqCst), 2, "the second request brought the rest");
}

#[test]
fn every_failure_is_clear_and_may_be_tried_again() {
    let world = World::new(None);
    let (parts, files) = world.parts(true);
    world.server.change(|_, _| None);
    parts.fetch(1, "stage");
    assert!(reason(&parts.poll(true)).contains("404"));
    world.server.change(|path, mut bytes| {
        if path.starts_with("/parts/") {
            let at = bytes.len() / 2;
            bytes[at] ^= 1;
        }
        Some(bytes)
    });
    parts.fetch(2, "stage");
    assert!(reason(&parts.poll(true)).contains("wrong hash"));
    world.server.change(|_, mut bytes| {
        bytes.truncate(1000);
        Some(bytes)
    });
    parts.fetch(3, "stage");
    assert!(reason(&parts.poll(true)).contains("truncated: 1000 of"));
    assert!(data(&files).is_none());
    world.server.change(|_, bytes| Some(bytes));
    parts.fetch(4, "stage");
    assert!(matches!(parts.poll(true).last(), Some(PartEvent::Done { ticket: 4 })));
    assert_eq!(data(&files), Some(STAGE_BYTES));
    parts.fetch(5, "stage");
    assert_eq!(parts.poll(true), [PartEvent::Done { ticket: 5 }], "it is here");
    parts.fetch(6, "none");
    assert_eq!(
        parts.poll(true),
        [PartEvent::Done { ticket: 6 }],
        "a name that is no part of the release is no part that is away"
    );
}

#[test]
fn without_a_network_a_part_that_is_away_says_so() {
    let world = World::new(None);
    let (parts, _files) = world.parts(false);
    parts.fetch(1, "stage");
    assert!(reason(&parts.poll(true)).contains("offline"));
}
