//! Stored values, files and other processes: killed ones, several at once, and a full disk.
//!
//! The children are this test program again, told by a variable what to do.

#![cfg(unix)]

use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

use sparrow_native::{DiskFileSystem, DiskStore};
use sparrow_platform::{FileErrorKind, FileSystem, RelativePath, Store};

const ROLE: &str = "SPARROW_TEST_CHILD";
const FOLDER: &str = "SPARROW_TEST_FOLDER";

fn child(role: &str, folder: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "the_child", "--nocapture", "--ignored"]).env(ROLE, role).env(FOLDER, folder);
    command.stdout(Stdio::piped());
    command
}

fn value(key: u32) -> String {
    format!("{key}-").repeat(1 + (key as usize * 37) % 400)
}

/// What a child does. Without a role it is no test.
#[test]
#[ignore = "run by the other tests"]
fn the_child() {
    let (Ok(role), Ok(folder)) = (std::env::var(ROLE), std::env::var(FOLDER)) else { return };
    if role == "write-for-ever" {
        return write_for_ever(&folder);
    }
    let mut store = DiskStore::open(&folder).unwrap();
    let mut stdout = std::io::stdout();
    match role.split_once(' ').unwrap_or((&role, "")) {
        ("for-ever", _) => {
            for key in 0.. {
                store.set(&format!("key{key}"), &value(key)).unwrap();
                // Many values for one key, so that the file is written anew now and then.
                store.set("last", &format!("{key:0>8000}")).unwrap();
                writeln!(stdout, "stored {key}").unwrap();
            }
        }
        ("some", name) => {
            for key in 0..200 {
                store.set(&format!("{name}{key}"), &value(key)).unwrap();
                if key % 3 == 0 {
                    store.remove(&format!("{name}{key}")).unwrap();
                }
            }
        }
        ("fill", _) => fill(&mut store, &folder),
        _ => panic!("{role}"),
    }
}

/// What the file holds after `round` writes: another length each time, and all of one piece.
fn content(round: u32) -> Vec<u8> {
    format!("{round:08}").repeat(1 + (round as usize * 977) % 20_000).into_bytes()
}

fn write_for_ever(folder: &str) {
    let files = DiskFileSystem::open(folder).unwrap();
    let (same, mut stdout) = (RelativePath::new("same").unwrap(), std::io::stdout());
    for round in 0.. {
        files.write(&RelativePath::new(&format!("file{round}")).unwrap(), &content(round)).unwrap();
        files.write(&same, &content(round)).unwrap();
        writeln!(stdout, "stored {round}").unwrap();
    }
}

#[test]
fn a_kill_tears_no_file_and_loses_none() {
    for count in [0, 1, 7, 60, 150, 400] {
        let dir = tempfile::tempdir().unwrap();
        let mut child = child("write-for-ever", dir.path()).spawn().unwrap();
        let last = read_until(&mut child, count);
        child.wait().unwrap();
        let files = DiskFileSystem::open(dir.path()).unwrap();
        for round in 0..=last {
            let file = files.read(&RelativePath::new(&format!("file{round}")).unwrap()).unwrap();
            assert!(file == content(round), "file{round} is not what was written");
        }
        let same = files.read(&RelativePath::new("same").unwrap()).unwrap();
        let round: u32 = std::str::from_utf8(&same[..8]).unwrap().parse().unwrap();
        assert!(round >= last && same == content(round), "{round} after {last}");
    }
}

fn stored(line: &str) -> Option<u32> {
    // The test harness writes to the same place.
    line.rsplit_once("stored ")?.1.trim().parse().ok()
}

fn read_until(child: &mut Child, count: u32) -> u32 {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut keys = lines.map_while(Result::ok).filter_map(|line| stored(&line));
    let last = keys.find(|key| *key >= count).unwrap();
    child.kill().unwrap();
    // What it could still tell before it died is stored too.
    keys.last().unwrap_or(last)
}

#[test]
fn what_was_stored_survives_a_kill() {
    for count in [0, 1, 7, 60, 150] {
        let dir = tempfile::tempdir().unwrap();
        let mut child = child("for-ever", dir.path()).spawn().unwrap();
        let last = read_until(&mut child, count);
        child.wait().unwrap();
        let mut store = DiskStore::open(dir.path()).unwrap();
        for key in 0..=last {
            assert_eq!(store.get(&format!("key{key}")).unwrap(), Some(value(key)));
        }
        let newest: u32 = store.get("last").unwrap().unwrap().parse().unwrap();
        assert!(newest >= last, "{newest} {last}");
        assert_eq!(store.take_damage(), None);
        store.set("after", "1").unwrap();
    }
}

#[test]
fn four_processes_write_at_once() {
    let dir = tempfile::tempdir().unwrap();
    let names = ["a", "b", "c", "d"];
    let children: Vec<Child> =
        names.iter().map(|name| child(&format!("some {name}"), dir.path()).spawn().unwrap()).collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let mut store = DiskStore::open(dir.path()).unwrap();
    assert_eq!(store.take_damage(), None);
    for name in names {
        for key in 0..200 {
            let expected = (key % 3 != 0).then(|| value(key));
            assert_eq!(store.get(&format!("{name}{key}")).unwrap(), expected, "{name}{key}");
        }
    }
}

/// On a disk of 256 KiB: every error keeps what was there.
fn fill(store: &mut DiskStore, folder: &str) {
    store.set("keep", "kept").unwrap();
    store.set("grows", "small").unwrap();
    let error = (0..)
        .find_map(|key| store.set(&format!("key{key}"), &"x".repeat(10_000)).err().map(|e| (key, e)))
        .unwrap();
    assert!(error.0 > 10, "{error:?}");
    assert!(error.1.to_string().ends_with("storage.log: no space left on the disk"), "{}", error.1);
    store.set("grows", &"y".repeat(100_000)).unwrap_err();
    assert_eq!(store.get("grows").unwrap().as_deref(), Some("small"));
    assert_eq!(store.get("keep").unwrap().as_deref(), Some("kept"));
    assert_eq!(store.get(&format!("key{}", error.0)).unwrap(), None);
    let mut again = DiskStore::open(folder).unwrap();
    assert_eq!(again.get("keep").unwrap().as_deref(), Some("kept"));
    assert_eq!(again.take_damage(), None);

    let files = DiskFileSystem::open(folder).unwrap();
    let path = RelativePath::new("file").unwrap();
    let full = files.write(&path, &[1; 300_000]).unwrap_err();
    assert_eq!((full.kind, full.message.as_str()), (FileErrorKind::NoSpace, "no space left on the disk"));
    assert_eq!(files.stat(&path).unwrap_err().kind, FileErrorKind::NotFound);

    // A full disk can be freed.
    store.clear().unwrap();
    store.set("after", &"z".repeat(50_000)).unwrap();
    assert_eq!(again.entries().unwrap(), [("after".to_owned(), 50_000)]);
    files.write(&path, &[1; 100_000]).unwrap();
    assert_eq!(files.write(&path, &[2; 200_000]).unwrap_err().kind, FileErrorKind::NoSpace);
    assert_eq!(files.append(&path, &[2; 200_000]).unwrap_err().kind, FileErrorKind::NoSpace);
    assert_eq!(files.read(&path).unwrap(), [1; 100_000]);
    let mut stdout = std::io::stdout();
    writeln!(stdout, "all is well").unwrap();
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_disk_loses_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let exe = std::env::current_exe().unwrap();
    // A disk of our own in a namespace of our own.
    let script = format!(
        "mount -t tmpfs -o size=256k none '{folder}' || exit 77; \
         exec '{exe}' --exact the_child --nocapture --ignored",
        folder = dir.path().display(),
        exe = exe.display()
    );
    let output = Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-c", &script])
        .env(ROLE, "fill")
        .env(FOLDER, dir.path())
        .output();
    let output = match output {
        Ok(output) if output.status.code() != Some(77) && !output.stderr.starts_with(b"unshare:") => output,
        _ => {
            writeln!(
                std::io::stderr(),
                "not tested: this machine gives no namespace to mount a small disk in"
            )
            .unwrap();
            return;
        }
    };
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("all is well"), "{text}");
}
