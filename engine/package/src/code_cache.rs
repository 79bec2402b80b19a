//! Compiled modules between runs: bytecode and source map, keyed by what they were made from.
//!
//! The key is a BLAKE3 hash of the source, the transform's version and options, and the engine build. The hash is a
//! cryptographic one because games share a cache: no game may make a source that hits another's entry. An entry
//! that is damaged, cut off or of another key is removed and reported as absent; its bytes never reach the caller.
//! Entries are written whole ([`FileSystem::write`] is atomic), so several processes may share a cache.
//! Bytecode is trusted because it comes from here: never mount this folder where a game can write.

use std::sync::{Arc, Mutex};

use sparrow_platform::{FileErrorKind, FileKind, FileSystem, RelativePath};

use crate::{SourceMap, TRANSFORM_VERSION, TransformOptions};

/// Names one compiled module.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CacheKey([u8; 32]);

impl CacheKey {
    /// The key of `source`, compiled with `options` and stored by the engine build `engine` (its version and
    /// whatever else changes its bytecode). `file` is part of it, as bytecode carries the name for its errors.
    pub fn new(engine: &str, file: &RelativePath, source: &str, options: TransformOptions) -> CacheKey {
        let mut hasher = blake3::Hasher::new();
        for part in [engine, file.as_str()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        hasher.update(&TRANSFORM_VERSION.to_le_bytes());
        hasher.update(&[u8::from(options.es5)]);
        hasher.update(source.as_bytes());
        CacheKey(*hasher.finalize().as_bytes())
    }

    /// The key of something else that is compiled from `parts`; `kind` names the compiler.
    pub fn of_parts<'a>(kind: &'a str, parts: impl IntoIterator<Item = &'a [u8]>) -> CacheKey {
        let mut hasher = blake3::Hasher::new_derive_key("sparrow code cache, compiled parts");
        for part in std::iter::once(kind.as_bytes()).chain(parts) {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        CacheKey(*hasher.finalize().as_bytes())
    }

    fn file_name(self) -> RelativePath {
        let hex: String = self.0.iter().map(|byte| format!("{byte:02x}")).collect();
        RelativePath::new(&format!("{hex}.module")).unwrap_or_default()
    }
}

/// A module out of the cache.
#[derive(Clone, Debug, PartialEq)]
pub struct CachedModule {
    /// The engine's bytecode, byte for byte as it was stored.
    pub bytecode: Vec<u8>,
    /// The way back to the source, where the module was compiled.
    pub map: Option<SourceMap>,
}

/// What a cache did so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheStats {
    /// Modules that were there.
    pub hits: u64,
    /// Modules that were not, or were damaged.
    pub misses: u64,
    /// Entries that were damaged or foreign, and removed.
    pub damaged: u64,
    /// Entries removed to make room.
    pub evicted: u64,
}

/// A cache in one folder. See the module's text.
pub struct CodeCache {
    files: Arc<dyn FileSystem>,
    max_bytes: u64,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    stats: CacheStats,
    /// Bytes in the folder; `None` until it was first looked at.
    used: Option<u64>,
}

const MAGIC: &[u8; 8] = b"SPRWMOD\x02";
/// Magic, key, checksum.
const HEADER_BYTES: usize = 8 + 32 + 32;
/// When the cache is full it is emptied to this part, so that not every store has to look through it.
const KEPT_OF_8: u64 = 6;

impl CodeCache {
    /// A cache in `files` of at most `max_bytes`.
    pub fn new(files: Arc<dyn FileSystem>, max_bytes: u64) -> CodeCache {
        CodeCache { files, max_bytes, state: Mutex::default() }
    }

    /// The module of `key`, if it is there and whole.
    pub fn load(&self, key: CacheKey) -> Option<CachedModule> {
        let name = key.file_name();
        let read = self.files.read(&name);
        let found = read.as_ref().ok().and_then(|bytes| decode(key, bytes));
        let mut state = self.state();
        match found {
            Some(_) => state.stats.hits += 1,
            None => state.stats.misses += 1,
        }
        if found.is_none() && read.is_ok() {
            state.stats.damaged += 1;
            // It will be built anew; that it cannot be removed is no reason to stop.
            drop(self.files.remove_file(&name));
        }
        found
    }

    /// Stores a module. A full or read-only disk only means that nothing is cached: false then.
    pub fn store(&self, key: CacheKey, bytecode: &[u8], map: Option<&SourceMap>) -> bool {
        let entry = encode(key, bytecode, map);
        let size = entry.len() as u64;
        if size > self.max_bytes {
            return false;
        }
        let mut state = self.state();
        let used = match state.used {
            Some(used) => used,
            None => self.entries().iter().map(|entry| entry.size).sum(),
        };
        if used + size > self.max_bytes {
            let (left, evicted) = self.make_room(size);
            state.used = Some(left);
            state.stats.evicted += evicted;
        } else {
            state.used = Some(used);
        }
        let stored = self.files.write(&key.file_name(), &entry).is_ok();
        if let (true, Some(used)) = (stored, &mut state.used) {
            *used += size;
        }
        stored
    }

    /// Removes every entry.
    pub fn clear(&self) {
        for entry in self.entries() {
            drop(self.files.remove_file(&entry.name));
        }
        self.state().used = None;
    }

    /// What happened so far.
    pub fn stats(&self) -> CacheStats {
        self.state().stats
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|e| e.into_inner())
    }

    fn entries(&self) -> Vec<Entry> {
        let names = self.files.read_dir(&RelativePath::root()).unwrap_or_default();
        let entries = names.iter().filter(|name| name.ends_with(".module")).filter_map(|name| {
            let name = RelativePath::new(name).ok()?;
            let stat = self.files.stat(&name).ok().filter(|stat| stat.kind == FileKind::File)?;
            Some(Entry { name, size: stat.size, modified_ms: stat.modified_ms })
        });
        entries.collect()
    }

    /// Removes the oldest entries until there is room for `size` more bytes and then some: bytes left, entries gone.
    fn make_room(&self, size: u64) -> (u64, u64) {
        let mut entries = self.entries();
        entries.sort_by(|a, b| a.modified_ms.total_cmp(&b.modified_ms).then_with(|| a.name.cmp(&b.name)));
        let mut used: u64 = entries.iter().map(|entry| entry.size).sum();
        let goal = (self.max_bytes / 8 * KEPT_OF_8).min(self.max_bytes - size);
        let mut evicted = 0;
        for entry in entries {
            if used <= goal {
                break;
            }
            // Another process may have removed it first.
            match self.files.remove_file(&entry.name) {
                Ok(()) => evicted += 1,
                Err(e) if e.kind == FileErrorKind::NotFound => {}
                Err(_) => continue,
            }
            used -= entry.size;
        }
        (used, evicted)
    }
}

struct Entry {
    name: RelativePath,
    size: u64,
    modified_ms: f64,
}

fn encode(key: CacheKey, bytecode: &[u8], map: Option<&SourceMap>) -> Vec<u8> {
    let map = map.map_or(&[][..], SourceMap::as_bytes);
    let mut entry = Vec::with_capacity(HEADER_BYTES + 8 + map.len() + bytecode.len());
    entry.extend_from_slice(MAGIC);
    entry.extend_from_slice(&key.0);
    entry.extend_from_slice(&[0; 32]);
    entry.extend_from_slice(&(map.len() as u64).to_le_bytes());
    entry.extend_from_slice(map);
    entry.extend_from_slice(bytecode);
    let checksum = blake3::hash(&entry[HEADER_BYTES..]);
    entry[40..HEADER_BYTES].copy_from_slice(checksum.as_bytes());
    entry
}

fn decode(key: CacheKey, entry: &[u8]) -> Option<CachedModule> {
    let (header, body) = entry.split_at_checked(HEADER_BYTES)?;
    let rest = header.strip_prefix(MAGIC)?.strip_prefix(&key.0)?;
    if blake3::hash(body).as_bytes() != rest {
        return None;
    }
    let (map_len, rest) = body.split_first_chunk::<8>()?;
    let (map, bytecode) = rest.split_at_checked(usize::try_from(u64::from_le_bytes(*map_len)).ok()?)?;
    let map = if map.is_empty() { None } else { Some(SourceMap::from_bytes(map)) };
    Some(CachedModule { bytecode: bytecode.to_vec(), map })
}

#[cfg(test)]
mod tests {
    use sparrow_platform::MemoryFileSystem;

    use super::*;

    fn key(source: &str) -> CacheKey {
        CacheKey::new("e1", &RelativePath::new("a.js").unwrap(), source, TransformOptions::default())
    }

    fn only_entry(files: &MemoryFileSystem) -> RelativePath {
        RelativePath::new(&files.read_dir(&RelativePath::root()).unwrap()[0]).unwrap()
    }

    #[test]
    fn a_module_comes_back_and_every_input_is_part_of_its_key() {
        let files = Arc::new(MemoryFileSystem::new());
        let cache = CodeCache::new(files.clone(), 1 << 20);
        let map = SourceMap::from_bytes(&[1, 0]);
        assert!(cache.store(key("x"), b"code", Some(&map)));
        assert!(cache.store(key("y"), b"", None));
        assert_eq!(
            cache.load(key("x")).unwrap(),
            CachedModule { bytecode: b"code".to_vec(), map: Some(map) }
        );
        assert_eq!(cache.load(key("y")).unwrap(), CachedModule { bytecode: Vec::new(), map: None });
        let (a, b) = (RelativePath::new("a.js").unwrap(), RelativePath::new("b.js").unwrap());
        for other in [
            CacheKey::new("e2", &a, "x", TransformOptions::default()),
            CacheKey::new("e1", &b, "x", TransformOptions::default()),
            CacheKey::new("e1", &a, "x", TransformOptions { es5: true }),
            CacheKey::new("e1a.", &RelativePath::new("js").unwrap(), "x", TransformOptions::default()),
        ] {
            assert!(cache.load(other).is_none());
        }
        assert_eq!(cache.stats(), CacheStats { hits: 2, misses: 4, damaged: 0, evicted: 0 });
    }

    #[test]
    fn a_damaged_entry_is_absent_and_removed() {
        let files = Arc::new(MemoryFileSystem::new());
        let cache = CodeCache::new(files.clone(), 1 << 20);
        cache.store(key("x"), b"some bytecode", Some(&SourceMap::from_bytes(&[0, 0])));
        let name = only_entry(&files);
        let good = files.read(&name).unwrap();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x40;
            files.write(&name, &bad).unwrap();
            assert!(cache.load(key("x")).is_none(), "byte {at}");
            assert!(files.read(&name).is_err(), "byte {at}");
            files.write(&name, &good[..at]).unwrap();
            assert!(cache.load(key("x")).is_none(), "cut at {at}");
        }
        // Another module's entry under this name.
        cache.store(key("y"), b"other", None);
        files.rename(&only_entry(&files), &name).unwrap();
        assert!(cache.load(key("x")).is_none());
        files.write(&name, &good).unwrap();
        assert!(cache.load(key("x")).is_some());
    }

    #[test]
    fn the_size_is_bounded() {
        let files = Arc::new(MemoryFileSystem::new());
        let cache = CodeCache::new(files.clone(), 10_000);
        for i in 0..50 {
            assert!(cache.store(key(&i.to_string()), &[0; 1000], None));
            let used: u64 = cache.entries().iter().map(|entry| entry.size).sum();
            assert!(used <= 10_000);
        }
        assert!(cache.stats().evicted > 30);
        assert!(cache.load(key("49")).is_some() || files.read_dir(&RelativePath::root()).unwrap().len() > 5);
        assert!(!cache.store(key("big"), &[0; 20_000], None));
        cache.clear();
        assert!(cache.entries().is_empty());
    }
}
