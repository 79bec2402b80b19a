//! The storage file as a file: looked at, written, made durable.

use std::{
    fs::{File, OpenOptions},
    hash::{BuildHasher, RandomState},
    io::{self, Read, Write},
    path::Path,
};

use super::journal::{self, HEADER_BYTES};

/// Generation and length of the file now; zeros when there is none. The generation of a damaged header is 0 too.
pub(super) fn look(path: &Path) -> io::Result<(Option<File>, u64, u64)> {
    let mut file = match OpenOptions::new().read(true).append(true).open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok((None, 0, 0)),
        Err(e) => return Err(e),
    };
    let mut header = [0; HEADER_BYTES];
    let generation = match file.read_exact(&mut header) {
        Ok(()) => journal::read_header(&header).unwrap_or(0),
        Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => 0,
        Err(e) => return Err(e),
    };
    let len = file.metadata()?.len();
    Ok((Some(file), generation, len))
}

/// A number that no earlier file had, and never 0. Not for secrets.
pub(super) fn new_generation() -> u64 {
    RandomState::new().hash_one((std::process::id(), std::time::SystemTime::now())).max(1)
}

pub(super) fn write_durably(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

pub(super) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Elsewhere a folder cannot be opened as a file.
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
