//! One contract for every file system: the one in memory, the disk through the kernel, the disk with checked paths.

use std::os::unix::fs::symlink;

use sparrow_platform::MemoryFileSystem;
use tempfile::TempDir;

use super::*;

fn p(text: &str) -> RelativePath {
    RelativePath::new(text).unwrap()
}

fn kind<T: std::fmt::Debug>(result: Result<T, FileError>) -> FileErrorKind {
    result.unwrap_err().kind
}

fn checked(root: &Path) -> DiskFileSystem {
    let files = DiskFileSystem::with(root.to_owned(), true);
    assert!(files.tree.set(Box::new(checked::CheckedTree::open(root).unwrap())).is_ok());
    files
}

/// A folder with a neighbour that must stay out of reach, and both kinds of disk on it.
fn disks() -> (TempDir, [DiskFileSystem; 2]) {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("root")).unwrap();
    fs::create_dir(dir.path().join("outside")).unwrap();
    fs::write(dir.path().join("outside/secret"), b"secret").unwrap();
    let root = dir.path().join("root");
    let disks = [DiskFileSystem::open(&root).unwrap(), checked(&root).without_sync()];
    (dir, disks)
}

#[test]
fn links_out_of_the_root_are_refused() {
    let (dir, disks) = disks();
    let root = dir.path().join("root");
    symlink("../outside/secret", root.join("file")).unwrap();
    symlink("../outside", root.join("folder")).unwrap();
    symlink(dir.path().join("outside"), root.join("absolute")).unwrap();
    fs::create_dir(root.join("sub")).unwrap();
    symlink("../../outside", root.join("sub/deep")).unwrap();
    symlink("folder", root.join("chain")).unwrap();
    for disk in &disks {
        let escapes = FileErrorKind::Escapes;
        for path in
            ["file", "folder/secret", "absolute/secret", "sub/deep/secret", "chain/secret", "folder", "chain"]
        {
            assert_eq!(kind(disk.read(&p(path))), escapes, "{path}");
            assert_eq!(kind(disk.stat(&p(path))), escapes, "{path}");
            assert_eq!(kind(disk.read_dir(&p(path))), escapes, "{path}");
            assert_eq!(kind(disk.append(&p(path), b"x")), escapes, "{path}");
        }
        for path in ["folder/new", "absolute/new", "sub/deep/new", "chain/new"] {
            assert_eq!(kind(disk.write(&p(path), b"x")), escapes, "{path}");
            assert_eq!(kind(disk.create_dir(&p(path))), escapes, "{path}");
        }
        for path in ["folder/secret", "chain/secret"] {
            assert_eq!(kind(disk.remove_file(&p(path))), escapes, "{path}");
            assert_eq!(kind(disk.rename(&p(path), &p("mine"))), escapes, "{path}");
        }
        disk.write(&p("plain"), b"1").unwrap();
        assert_eq!(kind(disk.rename(&p("plain"), &p("folder/plain"))), escapes);
        assert_eq!(kind(disk.remove_dir(&p("folder"))), FileErrorKind::NotDirectory);
    }
    // Writing to a link replaces the link, not what it names.
    disks[0].write(&p("file"), b"mine").unwrap();
    assert_eq!(fs::read(dir.path().join("outside/secret")).unwrap(), b"secret");
    assert_eq!(disks[1].read(&p("file")).unwrap(), b"mine");
    assert_eq!(fs::read_dir(dir.path().join("outside")).unwrap().count(), 1);
}

#[test]
fn links_inside_the_root_are_followed() {
    let (dir, disks) = disks();
    let root = dir.path().join("root");
    fs::create_dir(root.join("sub")).unwrap();
    fs::write(root.join("sub/a"), b"1").unwrap();
    symlink("sub", root.join("link")).unwrap();
    symlink("../sub/a", root.join("sub/up")).unwrap();
    symlink("loop", root.join("loop")).unwrap();
    symlink("nowhere", root.join("dangling")).unwrap();
    for disk in &disks {
        assert_eq!(disk.read(&p("link/a")).unwrap(), b"1");
        assert_eq!(disk.read(&p("sub/up")).unwrap(), b"1");
        assert_eq!(disk.stat(&p("link")).unwrap().kind, FileKind::Directory);
        assert_eq!(kind(disk.read(&p("dangling"))), FileErrorKind::NotFound);
        assert_eq!(kind(disk.read(&p("loop"))), FileErrorKind::Other);
        disk.write(&p("link/b"), b"2").unwrap();
        disk.append(&p("link/b"), b"3").unwrap();
        assert_eq!(fs::read(root.join("sub/b")).unwrap(), b"23");
    }
}

#[test]
fn what_is_no_file_is_refused_without_waiting() {
    let (dir, disks) = disks();
    let pipe = dir.path().join("root/pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for disk in &disks {
        assert_eq!(disk.read(&p("pipe")).unwrap_err().message, "neither a file nor a folder");
        assert_eq!(kind(disk.append(&p("pipe"), b"x")), FileErrorKind::Denied);
        assert_eq!(kind(disk.stat(&p("pipe"))), FileErrorKind::Denied);
    }
}

#[test]
fn a_lazy_root_is_empty_until_it_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("a/b/usr");
    let disk = DiskFileSystem::created_on_write(&root);
    assert_eq!(disk.read_dir(&RelativePath::root()).unwrap(), [""; 0]);
    assert_eq!(disk.stat(&RelativePath::root()).unwrap().kind, FileKind::Directory);
    assert_eq!(kind(disk.read(&p("x"))), FileErrorKind::NotFound);
    assert_eq!(kind(disk.append(&p("x"), b"1")), FileErrorKind::NotFound);
    assert!(!root.exists());
    disk.write(&p("x"), b"1").unwrap();
    assert_eq!(disk.read(&p("x")).unwrap(), b"1");
    assert!(DiskFileSystem::open(dir.path().join("none")).is_err());
}

#[test]
fn a_read_only_root_is_not_changed() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a"), b"1").unwrap();
    let disk = DiskFileSystem::read_only(dir.path()).unwrap();
    assert_eq!(disk.read(&p("a")).unwrap(), b"1");
    let read_only = FileErrorKind::ReadOnly;
    assert_eq!(kind(disk.write(&p("a"), b"2")), read_only);
    assert_eq!(kind(disk.append(&p("a"), b"2")), read_only);
    assert_eq!(kind(disk.create_dir(&p("d"))), read_only);
    assert_eq!(kind(disk.remove_file(&p("a"))), read_only);
    assert_eq!(kind(disk.rename(&p("a"), &p("b"))), read_only);
    assert_eq!(disk.read(&p("a")).unwrap(), b"1");
}

#[test]
fn the_remains_of_killed_writers_are_not_seen() {
    let (dir, disks) = disks();
    let sub = dir.path().join("root/sub");
    fs::create_dir(&sub).unwrap();
    for disk in &disks {
        fs::write(sub.join(format!("{TEMP_PREFIX}1-0")), b"half").unwrap();
        fs::write(sub.join("a"), b"1").unwrap();
        assert_eq!(disk.read_dir(&p("sub")).unwrap(), ["a"]);
        assert_eq!(kind(disk.read(&p(&format!("sub/{TEMP_PREFIX}1-0")))), FileErrorKind::NotFound);
        assert_eq!(kind(disk.remove_dir(&p("sub"))), FileErrorKind::NotEmpty);
        disk.remove_file(&p("sub/a")).unwrap();
        disk.remove_dir(&p("sub")).unwrap();
        assert!(!sub.exists());
        disk.create_dir(&p("sub")).unwrap();
    }
    // A write leaves nothing behind.
    disks[0].write(&p("x"), b"1").unwrap();
    assert_eq!(fs::read_dir(dir.path().join("root")).unwrap().count(), 2);
}

/// A small generator, so that the test is the same every time.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

#[test]
fn the_disk_does_what_the_memory_does() {
    let paths = ["", "a", "b", "d", "d/a", "d/b", "d/e", "d/e/a", "a/x"].map(p);
    for seed in 0..12 {
        let dir = tempfile::tempdir().unwrap();
        let other = tempfile::tempdir().unwrap();
        let memory = MemoryFileSystem::new();
        let disks = [DiskFileSystem::open(dir.path()).unwrap().without_sync(), checked(other.path())];
        let systems: [&dyn FileSystem; 3] = [&memory, &disks[0], &disks[1]];
        let mut random = Random(seed);
        let mut story = Vec::new();
        for step in 0..120_u8 {
            let (op, path) = (random.below(9), &paths[random.below(paths.len())]);
            let to = &paths[random.below(paths.len())];
            story.push(format!("{op} {path:?} {to:?}"));
            let [expected, kernel, checked] = systems.map(|files| {
                let nothing = |()| String::new();
                let text = match op {
                    0 => files.read(path).map(|bytes| format!("{bytes:?}")),
                    1 => files.stat(path).map(|s| format!("{:?} {}", s.kind, s.size)),
                    2 => files.read_dir(path).map(|names| names.join(" ")),
                    3 => files.write(path, &[step; 3]).map(nothing),
                    4 => files.append(path, &[step]).map(nothing),
                    5 => files.create_dir(path).map(nothing),
                    6 => files.remove_file(path).map(nothing),
                    7 => files.remove_dir(path).map(nothing),
                    _ => files.rename(path, to).map(nothing),
                };
                text.map_err(|e| e.kind)
            });
            assert_eq!(kernel, expected, "seed {seed}: {:#?}", story.last());
            assert_eq!(checked, expected, "seed {seed}: {:#?}", story.last());
        }
    }
}
