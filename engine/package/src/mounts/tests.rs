use std::{
    io::Cursor,
    sync::Arc,
    time::{Duration, Instant},
};

use sparrow_platform::{FileKind, FileStat, MemoryFileSystem, RelativePath};

use super::*;

fn mounts_with(limits: MountLimits) -> Mounts {
    let package = MemoryFileSystem::new();
    package.insert("images/a.png", "0123456789").unwrap();
    let memory = || Arc::new(MemoryFileSystem::new());
    let files = MountFiles { package: Arc::new(package), user: memory(), temp: memory(), saved: memory() };
    Mounts::with_limits(files, limits)
}

pub(super) fn mounts() -> Mounts {
    mounts_with(MountLimits::default())
}

fn text<T: std::fmt::Debug>(result: Result<T, FileFailure>) -> String {
    result.unwrap_err().text
}

#[test]
fn files_are_read_in_parts_and_encodings() {
    let m = mounts();
    assert_eq!(m.read_file("images/a.png", None, None).unwrap(), b"0123456789");
    assert_eq!(m.read_file("/images/a.png", Some(2), Some(3)).unwrap(), b"234");
    assert_eq!(m.read_file("images/a.png", Some(8), Some(u64::MAX)).unwrap(), b"89");
    assert_eq!(m.read_file("images/a.png", Some(10), None).unwrap(), b"");
    assert_eq!(text(m.read_file("images/a.png", Some(11), None)), "fail value of position is out of range");
    assert_eq!(m.read_text("images/a.png", Encoding::Hex, Some(1), Some(1)).unwrap(), "31");
    assert_eq!(
        text(m.read_file("http://usr/x", None, None)),
        "fail no such file or directory, open http://usr/x"
    );
    assert_eq!(text(m.read_file("images", None, None)), "fail illegal operation on a directory, open images");
    assert_eq!(text(m.access("images/b.png")), "fail no such file or directory images/b.png");
    assert_eq!(m.access("images/b.png").unwrap_err().errno(), 1_300_002);
}

#[test]
fn user_data_is_written_and_the_package_is_not() {
    let m = mounts();
    let in_missing = "fail no such file or directory, open http://usr/a/b";
    assert_eq!(text(m.write_file("http://usr/a/b", b"x")), in_missing);
    m.mkdir("http://usr/a/b/c", true).unwrap();
    assert_eq!(text(m.mkdir("http://usr/a", false)), "fail file already exists http://usr/a");
    assert_eq!(text(m.mkdir("http://usr/x/y", false)), "fail no such file or directory http://usr/x/y");
    m.write_file("wxfile://usr/a/f", b"12").unwrap();
    m.append_file("http://usr/a/f", b"34").unwrap();
    m.truncate("http://usr/a/f", 3).unwrap();
    m.copy_file("http://usr/a/f", "http://usr/g").unwrap();
    m.rename("http://usr/g", "http://usr/a/b/g").unwrap();
    assert_eq!(m.read_file("http://usr/a/b/g", None, None).unwrap(), b"123");
    assert_eq!(m.readdir("http://usr/a").unwrap(), ["b", "f"]);
    let all: Vec<String> = m.stat_all("http://usr/a").unwrap().into_iter().map(|entry| entry.path).collect();
    assert_eq!(all, ["/", "/b", "/b/c", "/b/g", "/f"]);
    assert_eq!(m.stat("http://usr/a").unwrap().kind, FileKind::Directory);
    assert_eq!(m.get_file_info("http://usr/a/f", DigestAlgorithm::Md5).unwrap().size, 3);
    assert_eq!(text(m.unlink("http://usr/a")), "fail operation not permitted, unlink http://usr/a");
    assert_eq!(text(m.rmdir("http://usr/a", false)), "fail directory not empty");
    assert_eq!(text(m.rmdir("http://usr/a/f", true)), "fail not a directory http://usr/a/f");
    assert_eq!(m.user_bytes_used(), 6);
    m.rmdir("http://usr/a", true).unwrap();
    assert_eq!(m.user_bytes_used(), 0);
    assert_eq!(text(m.rmdir("http://usr", true)), "fail permission denied, open http://usr");
    for denied in [
        text(m.write_file("images/a.png", b"")),
        text(m.write_file("http://usr/../../etc/passwd", b"")),
        text(m.unlink("images/a.png")),
        text(m.rename("images/a.png", "http://usr/x")),
        text(m.copy_file("http://usr/x", "y")),
        text(m.mkdir("new", false)),
    ] {
        assert!(denied.starts_with("fail permission denied, "), "{denied}");
    }
    m.copy_file("images/a.png", "http://usr/a.png").unwrap();
    assert_eq!(
        text(m.append_file("http://usr/new", b"")),
        "fail no such file or directory, open http://usr/new"
    );
    assert!(text(m.write_file("http://usr", b"")).contains("illegal operation on a directory"));
}

#[test]
fn quotas_hold_and_are_given_back() {
    let m =
        mounts_with(MountLimits { user_bytes: 10, temp_bytes: 5, file_bytes: 8, ..MountLimits::default() });
    m.write_file("http://usr/a", &[0; 8]).unwrap();
    let full = "fail the maximum size of the file storage limit is exceeded";
    assert_eq!(text(m.write_file("http://usr/b", &[0; 3])), full);
    assert_eq!(text(m.append_file("http://usr/a", &[0; 3])), full);
    assert_eq!(text(m.write_file("http://usr/a", &[0; 9])), full);
    m.write_file("http://usr/a", &[0; 4]).unwrap();
    m.write_file("http://usr/b", &[0; 6]).unwrap();
    m.rename("http://usr/a", "http://usr/b").unwrap();
    assert_eq!(m.user_bytes_used(), 4);
    m.unlink("http://usr/b").unwrap();
    m.write_file("http://usr/c", &[0; 8]).unwrap();
    m.append_file("http://usr/c", &[0; 2]).unwrap();
    assert_eq!(m.read_file("http://usr/c", None, None).unwrap_err().kind, FailureKind::TooLarge);
    let temp = m.write_temp(b"12345", "png").unwrap();
    assert_eq!(m.write_temp(b"12345", "png").unwrap(), temp);
    assert_eq!(text(m.write_temp(b"6", "png")), full);
}

#[test]
fn the_quota_counts_whatever_is_there_and_nothing_can_be_too_deep() {
    let m = mounts_with(MountLimits { user_bytes: 10, ..MountLimits::default() });
    let folders = |count: usize| format!("http://usr/{}", ["d"; 200][..count].join("/"));
    let too_long = |path: &str| format!("fail File name too long, open {path}");
    let (deep, deeper) = (folders(127), folders(129));
    assert_eq!(text(m.mkdir(&deeper, true)), too_long(&deeper));
    assert!(m.readdir("http://usr").unwrap().is_empty(), "nothing of it was made");
    m.mkdir(&deep, true).unwrap();
    let file = format!("{deep}/f");
    m.write_file(&file, b"123456").unwrap();
    for longer in [format!("{deep}/d/f"), deeper] {
        assert_eq!(text(m.write_file(&longer, b"")), too_long(&longer));
        assert_eq!(text(m.copy_file(&file, &longer)), too_long(&longer));
        assert_eq!(text(m.rename(&file, &longer)), too_long(&longer));
        assert_eq!(text(m.open(&longer, "w").map(drop)), too_long(&longer));
        let temp = m.write_temp(b"x", "txt").unwrap();
        assert_eq!(text(m.save_file(&temp, Some(&longer))), too_long(&longer));
    }
    // Nor by moving a tree to another depth.
    m.mkdir("http://usr/e", false).unwrap();
    assert_eq!(text(m.rename("http://usr/d", "http://usr/e/d")), too_long("http://usr/e/d"));
    m.rename("http://usr/d", "http://usr/f").unwrap();
    // What an older program let through is counted by the next run, too.
    let nested = "n/".repeat(300);
    let (user, name) = (MemoryFileSystem::new(), RelativePath::new(&format!("{nested}f")).unwrap());
    user.insert(name.as_str(), "123456").unwrap();
    let files = MountFiles { user: Arc::new(user), ..m.files.clone() };
    let next = Mounts::with_limits(files, m.limits);
    assert_eq!(next.user_bytes_used(), 6);
    assert!(next.write_file("http://usr/x", b"12345").is_err());
    next.rmdir("http://usr/n", true).unwrap();
    next.write_file("http://usr/x", b"12345").unwrap();
}

#[test]
fn files_and_folders_without_bytes_are_counted() {
    let m = mounts_with(MountLimits { user_entries: 4, temp_entries: 2, ..MountLimits::default() });
    let full = "fail the maximum size of the file storage limit is exceeded";
    m.mkdir("http://usr/a/b", true).unwrap();
    m.write_file("http://usr/a/f", b"").unwrap();
    m.write_file("http://usr/g", b"").unwrap();
    assert_eq!(text(m.write_file("http://usr/h", b"")), full);
    assert_eq!(text(m.open("http://usr/h", "w").map(drop)), full);
    assert_eq!(text(m.mkdir("http://usr/h", false)), full);
    assert_eq!(text(m.mkdir("http://usr/a", false)), "fail file already exists http://usr/a");
    m.write_file("http://usr/g", b"what is there grows").unwrap();
    m.rename("http://usr/g", "http://usr/a/f").unwrap();
    m.mkdir("http://usr/h", false).unwrap();
    assert_eq!(text(m.mkdir("http://usr/i", false)), full);
    m.rmdir("http://usr/a", true).unwrap();
    m.mkdir("http://usr/i/j/k", true).unwrap();
    assert_eq!(text(m.copy_file("images/a.png", "http://usr/l")), full);
    m.rmdir("http://usr/h", false).unwrap();
    m.copy_file("images/a.png", "http://usr/l").unwrap();
    // The next run counts the same.
    let next = Mounts::with_limits(m.files.clone(), m.limits);
    assert_eq!(text(next.write_file("http://usr/m", b"")), full);
    m.create_temp("").unwrap();
    let temp = m.write_temp(b"", "").unwrap();
    assert_eq!(text(m.create_temp("").map(drop)), full);
    assert_eq!(text(m.write_temp(b"x", "").map(drop)), full);
    m.unlink(&temp).unwrap();
    m.create_temp("").unwrap();
}

/// Files in memory, one of which cannot be removed.
struct Stuck(MemoryFileSystem);

impl FileSystem for Stuck {
    fn read(&self, path: &RelativePath) -> Result<Vec<u8>, FileError> {
        self.0.read(path)
    }

    fn stat(&self, path: &RelativePath) -> Result<FileStat, FileError> {
        self.0.stat(path)
    }

    fn read_dir(&self, path: &RelativePath) -> Result<Vec<String>, FileError> {
        self.0.read_dir(path)
    }

    fn write(&self, path: &RelativePath, bytes: &[u8]) -> Result<(), FileError> {
        self.0.write(path, bytes)
    }

    fn create_dir(&self, path: &RelativePath) -> Result<(), FileError> {
        self.0.create_dir(path)
    }

    fn remove_file(&self, path: &RelativePath) -> Result<(), FileError> {
        if path.file_name() == "stuck" {
            return Err(FileError::new(FileErrorKind::Denied, path));
        }
        self.0.remove_file(path)
    }
}

#[test]
fn what_rmdir_removed_before_it_failed_is_given_back() {
    let memory = || Arc::new(MemoryFileSystem::new());
    let (user, package) = (Arc::new(Stuck(MemoryFileSystem::new())), memory());
    let files = MountFiles { package, user, temp: memory(), saved: memory() };
    let m = Mounts::with_limits(files, MountLimits { user_bytes: 10, ..MountLimits::default() });
    m.mkdir("http://usr/a", false).unwrap();
    for (name, bytes) in [("before", &b"1234"[..]), ("stuck", b"12"), ("z", b"1234")] {
        m.write_file(&format!("http://usr/a/{name}"), bytes).unwrap();
    }
    assert!(text(m.rmdir("http://usr/a", true)).starts_with("fail permission denied"));
    let left: u64 = m.stat_all("http://usr/a").unwrap().iter().map(|entry| entry.stat.size).sum();
    assert!(m.user_bytes_used() == left && left < 10, "{left}");
    m.write_file("http://usr/b", b"1234").unwrap();
}

#[test]
fn temporary_files_grow_within_their_quota() {
    let m =
        mounts_with(MountLimits { user_bytes: 10, temp_bytes: 5, file_bytes: 8, ..MountLimits::default() });
    let (first, second) = (m.create_temp("PNG/..").unwrap(), m.create_temp("").unwrap());
    assert_eq!((first.as_str(), second.as_str()), ("http://tmp/file_1.PNG", "http://tmp/file_2"));
    m.append_file(&first, b"123").unwrap();
    m.append_file(&second, b"45").unwrap();
    assert!(m.append_file(&second, b"6").is_err());
    m.unlink(&first).unwrap();
    m.append_file(&second, b"6").unwrap();
    assert_eq!(m.read_file(&second, None, None).unwrap(), b"456");
}

#[test]
fn temporary_files_are_saved() {
    let m = mounts();
    let temp = m.write_temp(b"picture", ".p/n../g").unwrap();
    assert!(temp.starts_with("http://tmp/") && temp.ends_with(".png"), "{temp}");
    let saved = m.save_file(&temp, None).unwrap();
    assert!(saved.starts_with("wxfile://store_") && saved.ends_with(".png"), "{saved}");
    assert!(m.access(&temp).is_err());
    assert_eq!(m.read_file(&saved, None, None).unwrap(), b"picture");
    let list = m.saved_file_list().unwrap();
    assert_eq!((list[0].file_path.as_str(), list[0].size), (saved.as_str(), 7));
    m.remove_saved_file(&saved).unwrap();
    assert_eq!(text(m.remove_saved_file(&saved)), "fail file not exist");
    assert_eq!(text(m.save_file(&temp, None)), "fail tempFilePath file not exist");
    assert_eq!(text(m.save_file("images/a.png", None)), "fail tempFilePath file not exist");
    let temp = m.write_temp(b"x", "txt").unwrap();
    assert_eq!(m.save_file(&temp, Some("http://usr/x.txt")).unwrap(), "http://usr/x.txt");
    let temp = m.write_temp(b"y", "txt").unwrap();
    m.rename(&temp, "http://usr/y.txt").unwrap();
    assert_eq!(m.readdir("http://usr/").unwrap(), ["x.txt", "y.txt"]);
}

#[test]
fn many_folders_take_time_as_they_are_many_and_no_more() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for number in 0..20_000 {
        writer.add_directory(format!("f{number}"), zip::write::SimpleFileOptions::default()).unwrap();
    }
    let m = mounts();
    m.write_file("http://usr/many.zip", &writer.finish().unwrap().into_inner()).unwrap();
    let start = Instant::now();
    assert!(m.zip_entries("http://usr/many.zip").unwrap().is_empty(), "folders are no files");
    m.unzip("http://usr/many.zip", "http://usr/out").unwrap();
    assert_eq!(m.stat_all("http://usr/out").unwrap().len(), 20_001);
    m.rmdir("http://usr/out", true).unwrap();
    // Some 0.2 s; a look at all folders for each of them takes a minute.
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}
