//! Stored values on the disk: one file of records with checksums, only ever added to, written anew when most of it is
//! out of date.
//!
//! Why a journal: a `set` costs one small write whatever else is stored (one file per key would cost two `fsync`s and
//! three folder changes; one file rewritten would cost all 10 MB), a killed process leaves whole records and at most one
//! cut one, and every byte that is read back was checked. Values stay on the disk; only keys and places are in memory.
//!
//! Several processes may use one folder: changes happen under a file lock, and each sees what the others wrote.
//! What `set` acknowledged survives the death of the process at once, and a loss of power 0.1 s later (see [`flusher`]).
//! A damaged file is copied aside, every intact record is kept, and [`DiskStore::take_damage`] tells.

mod damage;
mod disk;
mod flusher;
mod journal;

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Read, Seek, SeekFrom, Write},
    path::PathBuf,
    thread,
    time::Duration,
};

use sparrow_platform::{Store, StoreError};

pub use self::damage::StoreDamage;
use self::{
    disk::{look, new_generation, sync_folder, write_durably},
    flusher::Flusher,
    journal::{HEADER_BYTES, Item, Kind, RECORD_HEADER_BYTES, Scanner},
};

/// Out-of-date bytes that are always tolerated; beyond them the file is written anew when it is twice its contents.
const SLACK_BYTES: u64 = 64 * 1024;

/// How long another process may hold the lock: long enough to write 10 MB, short enough to tell the player.
const LOCK_TRIES: u32 = 400;
const LOCK_WAIT: Duration = Duration::from_millis(5);

/// Where a value stands.
#[derive(Clone, Copy, Debug)]
struct Slot {
    /// Start of the record.
    start: u64,
    value_start: u64,
    value_len: usize,
    body_crc: u32,
}

/// Keys and values in one folder.
pub struct DiskStore {
    folder: PathBuf,
    path: PathBuf,
    /// The file as it was read; `None` when there was none.
    file: Option<File>,
    generation: u64,
    /// Up to here the file is known, and made of whole records.
    known_len: u64,
    index: BTreeMap<String, Slot>,
    /// Bytes of the records that `index` names.
    live_bytes: u64,
    /// The file is not written anew below this length; grows when that failed.
    rewrite_from: u64,
    damage: Option<StoreDamage>,
    flusher: Flusher,
    lock_tries: u32,
}

impl DiskStore {
    /// Opens what is stored in `folder`. The folder is made when the first value is set.
    pub fn open(folder: impl Into<PathBuf>) -> Result<DiskStore, StoreError> {
        let folder = folder.into();
        let mut store = DiskStore {
            path: folder.join("storage.log"),
            folder,
            file: None,
            generation: 0,
            known_len: 0,
            index: BTreeMap::new(),
            live_bytes: 0,
            rewrite_from: SLACK_BYTES,
            damage: None,
            flusher: Flusher::default(),
            lock_tries: LOCK_TRIES,
        };
        store.catch_up()?;
        Ok(store)
    }

    /// Damage that was found and mended since the last call; tell a person.
    pub fn take_damage(&mut self) -> Option<StoreDamage> {
        self.damage.take()
    }

    /// Makes all values durable against a loss of power now. It takes milliseconds.
    pub fn sync(&mut self) -> Result<(), StoreError> {
        match &self.file {
            Some(file) => file.sync_data().map_err(|e| self.cannot("save to", &e)),
            None => Ok(()),
        }
    }

    fn cannot(&self, what: &str, error: &io::Error) -> StoreError {
        let reason = match error.kind() {
            io::ErrorKind::StorageFull => "no space left on the disk".to_owned(),
            io::ErrorKind::QuotaExceeded => "the disk quota is used up".to_owned(),
            io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
            _ => error.to_string(),
        };
        StoreError::Io(format!("cannot {what} the storage file {}: {reason}", self.path.display()))
    }

    /// Takes the lock of the folder; it is released when the file is dropped.
    fn lock(&self) -> Result<File, StoreError> {
        let locked = fs::create_dir_all(&self.folder).and_then(|()| {
            OpenOptions::new()
                .read(true)
                .write(true)
                .create(true)
                .truncate(false)
                .open(self.folder.join("storage.lock"))
        });
        let file = locked.map_err(|e| self.cannot("lock", &e))?;
        for _ in 0..self.lock_tries {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(TryLockError::WouldBlock) => thread::sleep(LOCK_WAIT),
                Err(TryLockError::Error(e)) => return Err(self.cannot("lock", &e)),
            }
        }
        Err(StoreError::Io(format!(
            "the storage file {} is held by another process that does not answer",
            self.path.display()
        )))
    }

    /// Reads what others wrote since the last look, if anything.
    fn catch_up(&mut self) -> Result<(), StoreError> {
        let (_, generation, len) = look(&self.path).map_err(|e| self.cannot("read", &e))?;
        if generation == self.generation && len == self.known_len {
            return Ok(());
        }
        let lock = self.lock()?;
        self.catch_up_locked(&lock)
    }

    /// The same under the lock. Afterwards the file ends with a whole record.
    fn catch_up_locked(&mut self, lock: &File) -> Result<(), StoreError> {
        let (file, generation, len) = look(&self.path).map_err(|e| self.cannot("read", &e))?;
        if generation == self.generation && len == self.known_len && self.file.is_some() == file.is_some() {
            return Ok(());
        }
        let is_continued = generation != 0 && generation == self.generation && len >= self.known_len;
        if !is_continued {
            self.forget();
        }
        let Some(mut file) = file else { return Ok(()) };

        let from = if is_continued { self.known_len } else { (HEADER_BYTES as u64).min(len) };
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(from))
            .and_then(|_| file.read_to_end(&mut bytes))
            .map_err(|e| self.cannot("read", &e))?;
        self.generation = generation;
        self.known_len = from + bytes.len() as u64;
        let mut lost_bytes = if generation == 0 { from as usize } else { 0 };
        let mut torn = None;
        for item in Scanner::new(&bytes) {
            match item {
                Item::Record(record) => {
                    let end = from + record.value.end as u64;
                    let start = from + record.start as u64;
                    self.forget_key(&record.key);
                    if record.kind == Kind::Set {
                        self.live_bytes += end - start;
                        let value_start = from + record.value.start as u64;
                        let value_len = record.value.len();
                        let slot = Slot { start, value_start, value_len, body_crc: record.body_crc };
                        self.index.insert(record.key, slot);
                    }
                }
                Item::Damage(range) => lost_bytes += range.len(),
                Item::Torn(at) => torn = Some(from + at as u64),
            }
        }
        if let Some(end) = torn {
            // The write of a process that died: nobody was told that it had happened.
            file.set_len(end).map_err(|e| self.cannot("mend", &e))?;
            self.known_len = end;
        }
        self.file = Some(file);
        if lost_bytes > 0 || generation == 0 {
            self.mend(lock, lost_bytes)?;
        }
        Ok(())
    }

    /// Keeps the damaged file aside and writes the intact records anew.
    fn mend(&mut self, lock: &File, lost_bytes: usize) -> Result<(), StoreError> {
        // An empty file is one that was being made when the system crashed.
        if lost_bytes > 0 {
            let kept_as = (1..=9)
                .map(|n| self.folder.join(format!("storage.damaged-{n}.log")))
                .find(|copy| !copy.exists())
                .filter(|copy| fs::copy(&self.path, copy).is_ok());
            self.damage = Some(StoreDamage {
                file: self.path.clone(),
                kept_as,
                lost_bytes,
                kept_values: self.index.len(),
            });
        }
        match self.rewrite(lock) {
            // The intact records can be used where they are; the next change tries again.
            Err(_) if self.generation != 0 => Ok(()),
            result => result,
        }
    }

    fn forget(&mut self) {
        self.file = None;
        self.generation = 0;
        self.known_len = 0;
        self.index.clear();
        self.live_bytes = 0;
        self.rewrite_from = SLACK_BYTES;
    }

    fn forget_key(&mut self, key: &str) {
        if let Some(old) = self.index.remove(key) {
            self.live_bytes -= old.value_start - old.start + old.value_len as u64;
        }
    }

    /// Reads and checks a record's value.
    fn read_value(&self, key: &str, slot: Slot) -> io::Result<Option<String>> {
        let Some(mut file) = self.file.as_ref() else { return Ok(None) };
        let mut body = vec![0; key.len() + slot.value_len];
        file.seek(SeekFrom::Start(slot.start + RECORD_HEADER_BYTES as u64))?;
        match file.read_exact(&mut body) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            Err(e) => return Err(e),
        }
        if crc32fast::hash(&body) != slot.body_crc || !body.starts_with(key.as_bytes()) {
            return Ok(None);
        }
        body.drain(..key.len());
        Ok(String::from_utf8(body).ok())
    }

    /// Writes a new file with what is stored now and puts it in the place of the old one.
    fn rewrite(&mut self, _lock: &File) -> Result<(), StoreError> {
        let generation = new_generation();
        let temp = self.folder.join("storage.new");
        let mut index = BTreeMap::new();
        let mut bytes = journal::header(generation).to_vec();
        for (key, slot) in &self.index {
            let value = self.read_value(key, *slot).map_err(|e| self.cannot("read", &e))?;
            // What went bad since it was read is caught by `get`; it must not be lost in silence here.
            let Some(value) = value else { return Err(self.value_is_damaged(key)) };
            let start = bytes.len() as u64;
            let record = journal::encode(Kind::Set, key, &value).ok_or_else(|| self.too_long(key))?;
            bytes.extend(record);
            let value_start = bytes.len() as u64 - value.len() as u64;
            let body_crc = journal::body_crc(key.as_bytes(), value.as_bytes());
            index.insert(key.clone(), Slot { start, value_start, value_len: value.len(), body_crc });
        }
        let written = write_durably(&temp, &bytes)
            .and_then(|()| fs::rename(&temp, &self.path))
            .and_then(|()| sync_folder(&self.folder))
            .and_then(|()| OpenOptions::new().read(true).append(true).open(&self.path));
        match written {
            Ok(file) => {
                self.file = Some(file);
                self.generation = generation;
                self.known_len = bytes.len() as u64;
                self.live_bytes = self.known_len - HEADER_BYTES as u64;
                self.index = index;
                self.rewrite_from = SLACK_BYTES;
                Ok(())
            }
            Err(e) => {
                let _ = fs::remove_file(&temp);
                Err(self.cannot("save to", &e))
            }
        }
    }

    fn too_long(&self, key: &str) -> StoreError {
        let key: String = key.chars().take(40).collect();
        StoreError::Io(format!("the value of {key:?} is longer than the storage file can hold"))
    }

    fn value_is_damaged(&self, key: &str) -> StoreError {
        StoreError::Corrupt(format!(
            "the value of {key:?} in the storage file {} is damaged",
            self.path.display()
        ))
    }

    /// Adds one record. When this fails the file is as it was.
    fn append(&mut self, kind: Kind, key: &str, value: &str) -> Result<(), StoreError> {
        let record = journal::encode(kind, key, value).ok_or_else(|| self.too_long(key))?;
        let lock = self.lock()?;
        self.catch_up_locked(&lock)?;
        if self.file.is_none() || self.flusher.take_failure() {
            self.rewrite(&lock)?;
        }
        let Some(mut file) = self.file.as_ref() else { return Ok(()) };
        if let Err(e) = file.write_all(&record) {
            let _ = file.set_len(self.known_len);
            return Err(self.cannot("save to", &e));
        }
        let start = self.known_len;
        self.known_len += record.len() as u64;
        self.flusher.written(file);
        self.forget_key(key);
        if kind == Kind::Set {
            self.live_bytes += record.len() as u64;
            let value_start = self.known_len - value.len() as u64;
            let body_crc = journal::body_crc(key.as_bytes(), value.as_bytes());
            self.index.insert(key.to_owned(), Slot { start, value_start, value_len: value.len(), body_crc });
        }
        if self.known_len > self.rewrite_from && self.known_len > 2 * self.live_bytes + SLACK_BYTES {
            // The value is stored already; on a full disk the old file does for longer.
            if self.rewrite(&lock).is_err() {
                self.rewrite_from = self.known_len + SLACK_BYTES;
            }
        }
        Ok(())
    }
}

impl Store for DiskStore {
    fn get(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        self.catch_up()?;
        for is_retry in [false, true] {
            let Some(slot) = self.index.get(key) else { return Ok(None) };
            match self.read_value(key, *slot) {
                Ok(Some(value)) => return Ok(Some(value)),
                // Another process may have cleared the file since we looked.
                Ok(None) if !is_retry => {
                    let lock = self.lock()?;
                    self.catch_up_locked(&lock)?;
                }
                Ok(None) => break,
                Err(e) => return Err(self.cannot("read", &e)),
            }
        }
        Err(self.value_is_damaged(key))
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.append(Kind::Set, key, value)
    }

    fn remove(&mut self, key: &str) -> Result<(), StoreError> {
        self.catch_up()?;
        if self.index.contains_key(key) { self.append(Kind::Remove, key, "") } else { Ok(()) }
    }

    fn clear(&mut self) -> Result<(), StoreError> {
        let lock = self.lock()?;
        self.catch_up_locked(&lock)?;
        if self.file.is_none() {
            return Ok(());
        }
        // In place, because it must work on a full disk. The generation changes first: whoever knows the old records
        // reads again, and a crash before the cut leaves them all.
        let cleared = OpenOptions::new().write(true).open(&self.path).and_then(|mut file| {
            file.write_all(&journal::header(new_generation()))?;
            file.set_len(HEADER_BYTES as u64)?;
            Ok(file)
        });
        let file = cleared.map_err(|e| self.cannot("clear", &e))?;
        self.flusher.written(&file);
        self.catch_up_locked(&lock)
    }

    fn entries(&mut self) -> Result<Vec<(String, usize)>, StoreError> {
        self.catch_up()?;
        Ok(self.index.iter().map(|(key, slot)| (key.clone(), slot.value_len)).collect())
    }
}

#[cfg(test)]
mod tests;
