//! Open files of `FileSystemManager.open`: a flag, a position, and reads and writes that follow them.
//!
//! Files are written as a whole, so that a crash leaves the old or the new bytes; a descriptor holds no bytes of its own.

use std::collections::BTreeMap;

use sparrow_platform::{FileError, FileErrorKind, FileKind, FileStat};

use super::{FailureKind, FileFailure, Location, Mounts, operations::quota_or};

/// What a flag (`r`, `w+`, `ax`, ...) allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Flag {
    read: bool,
    write: bool,
    append: bool,
    create: bool,
    exclusive: bool,
    truncate: bool,
}

impl Flag {
    fn named(name: &str) -> Result<Flag, FileFailure> {
        let bad = || FileFailure::new(FailureKind::InvalidFlag, format!("invalid flag \"{name}\""));
        let kind = name.chars().next().ok_or_else(bad)?;
        let rest = &name[kind.len_utf8()..];
        let (append, plain_write) = (kind == 'a', kind == 'w');
        let allowed: &[&str] = match kind {
            'r' => &["", "+"],
            'w' => &["", "+", "x", "x+"],
            'a' => &["", "+", "x", "x+", "s", "s+"],
            _ => return Err(bad()),
        };
        if !allowed.contains(&rest) {
            return Err(bad());
        }
        let plus = rest.ends_with('+');
        Ok(Flag {
            read: kind == 'r' || plus,
            write: kind != 'r' || plus,
            append,
            create: append || plain_write,
            exclusive: rest.starts_with('x'),
            truncate: plain_write,
        })
    }
}

#[derive(Debug)]
struct OpenFile {
    location: Location,
    path: String,
    flag: Flag,
    position: u64,
}

/// The open files of a game.
#[derive(Debug, Default)]
pub(super) struct Descriptors {
    open: BTreeMap<u32, OpenFile>,
    last: u32,
}

/// More files at a time are a leak of the game.
const MAX_OPEN: usize = 1024;

fn closed() -> FileFailure {
    FileFailure::new(FailureKind::BadDescriptor, "bad file descriptor")
}

/// A file that was opened for reading only is written, or the other way round.
fn wrong_mode() -> FileFailure {
    FileFailure::new(FailureKind::WrongMode, "permission denied")
}

impl Mounts {
    /// `open`: the descriptor's number.
    pub fn open(&self, path: &str, flag: &str) -> Result<u32, FileFailure> {
        let flag = Flag::named(flag)?;
        let location = if flag.write { self.writable(path)? } else { Location::parse(path)? };
        let (files, at) = self.at(&location);
        let failed = |e: &FileError| FileFailure::of(e, &format!("open {path}"));
        match files.stat(at) {
            Ok(stat) if stat.kind == FileKind::Directory => {
                return Err(failed(&FileError::new(FileErrorKind::IsDirectory, at)));
            }
            Ok(_) if flag.exclusive => return Err(failed(&FileError::new(FileErrorKind::Exists, at))),
            Ok(_) if flag.truncate => self.write_file(path, &[])?,
            Ok(_) => {}
            Err(e) if e.kind == FileErrorKind::NotFound && flag.create => self.write_file(path, &[])?,
            Err(e) => return Err(failed(&e)),
        }
        let mut table = self.descriptors();
        if table.open.len() >= MAX_OPEN {
            return Err(FileFailure::new(FailureKind::TooManyOpen, "exceed max concurrent fd limit"));
        }
        table.last = table.last.wrapping_add(1);
        let number = table.last;
        table.open.insert(number, OpenFile { location, path: path.to_owned(), flag, position: 0 });
        Ok(number)
    }

    /// `close`.
    pub fn close(&self, fd: u32) -> Result<(), FileFailure> {
        self.descriptors().open.remove(&fd).map(drop).ok_or_else(closed)
    }

    /// `fstat`.
    pub fn fstat(&self, fd: u32) -> Result<FileStat, FileFailure> {
        let path = self.descriptors().open.get(&fd).ok_or_else(closed)?.path.clone();
        self.stat(&path)
    }

    /// `ftruncate`.
    pub fn ftruncate(&self, fd: u32, length: u64) -> Result<(), FileFailure> {
        let path = {
            let table = self.descriptors();
            let file = table.open.get(&fd).ok_or_else(closed)?;
            if !file.flag.write {
                return Err(wrong_mode());
            }
            file.path.clone()
        };
        self.truncate(&path, length)
    }

    /// `read`: at most `length` bytes, from `position` or from where the last read ended.
    pub fn read(&self, fd: u32, length: u64, position: Option<u64>) -> Result<Vec<u8>, FileFailure> {
        let mut table = self.descriptors();
        let file = table.open.get_mut(&fd).ok_or_else(closed)?;
        if !file.flag.read {
            return Err(wrong_mode());
        }
        let start = position.unwrap_or(file.position);
        let size = self.file_size(&file.location);
        let bytes =
            if start >= size { Vec::new() } else { self.read_file(&file.path, Some(start), Some(length))? };
        if position.is_none() {
            file.position = start + bytes.len() as u64;
        }
        Ok(bytes)
    }

    /// `write`: from `position` or from where the last write ended; a file opened with `a` always grows at its end.
    pub fn write_at(&self, fd: u32, bytes: &[u8], position: Option<u64>) -> Result<u64, FileFailure> {
        let mut table = self.descriptors();
        let file = table.open.get_mut(&fd).ok_or_else(closed)?;
        if !file.flag.write {
            return Err(wrong_mode());
        }
        let count = bytes.len() as u64;
        let size = self.file_size(&file.location);
        let start = if file.flag.append { size } else { position.unwrap_or(file.position) };
        if start.saturating_add(count) > self.limits.file_bytes {
            return Err(FileFailure::quota());
        }
        if start == size {
            self.append_file(&file.path, bytes)?;
        } else {
            let mut all = self.read_file(&file.path, None, None)?;
            let end = (start + count) as usize;
            if all.len() < end {
                all.resize(end, 0);
            }
            all[start as usize..end].copy_from_slice(bytes);
            self.write(&file.location, &all).map_err(|e| quota_or(e, &format!("open {}", file.path)))?;
        }
        if position.is_none() {
            file.position = start + count;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mounts::tests::mounts;

    #[test]
    fn positions_follow_reads_and_writes() {
        let m = mounts();
        let fd = m.open("http://usr/f", "w+").unwrap();
        assert_eq!(m.write_at(fd, b"hello", None).unwrap(), 5);
        assert_eq!(m.write_at(fd, b" there", None).unwrap(), 6);
        assert_eq!(m.write_at(fd, b"J", Some(0)).unwrap(), 1);
        assert_eq!(m.write_at(fd, b"!", Some(12)).unwrap(), 1);
        assert_eq!(m.read(fd, 5, Some(0)).unwrap(), b"Jello");
        assert_eq!(m.read(fd, 99, Some(11)).unwrap(), b"\0!");
        assert_eq!(m.read(fd, 9, Some(13)).unwrap(), b"");
        assert_eq!(m.fstat(fd).unwrap().size, 13);
        m.ftruncate(fd, 2).unwrap();
        assert_eq!(m.read_file("http://usr/f", None, None).unwrap(), b"Je");
        m.close(fd).unwrap();
        assert_eq!(m.close(fd).unwrap_err().kind, FailureKind::BadDescriptor);
        assert_eq!(m.read(fd, 1, None).unwrap_err().errno(), 1_300_009);
    }

    #[test]
    fn flags_say_what_may_be_done() {
        let m = mounts();
        assert_eq!(m.open("http://usr/none", "r").unwrap_err().kind, FailureKind::NotFound);
        assert_eq!(m.open("http://usr/f", "rw").unwrap_err().kind, FailureKind::InvalidFlag);
        assert_eq!(m.open("http://usr/f", "").unwrap_err().kind, FailureKind::InvalidFlag);
        let fd = m.open("http://usr/f", "ax").unwrap();
        assert_eq!(m.open("http://usr/f", "wx").unwrap_err().kind, FailureKind::Exists);
        m.write_at(fd, b"1", None).unwrap();
        m.write_at(fd, b"2", Some(0)).unwrap();
        assert_eq!(m.read(fd, 1, None).unwrap_err().kind, FailureKind::WrongMode);
        let fd = m.open("http://usr/f", "r").unwrap();
        assert_eq!(m.read(fd, 9, None).unwrap(), b"12");
        assert_eq!(m.read(fd, 9, None).unwrap(), b"");
        assert_eq!(m.write_at(fd, b"x", None).unwrap_err().kind, FailureKind::WrongMode);
        m.open("http://usr/f", "w").unwrap();
        assert_eq!(m.stat("http://usr/f").unwrap().size, 0);
    }
}
