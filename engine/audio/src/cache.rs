//! Decoded sounds by the content of their files, so that a shot that is fired a hundred times is decoded once.

use std::{
    collections::VecDeque,
    hash::{DefaultHasher, Hasher},
    sync::{Arc, Weak},
};

use rustc_hash::FxHashMap;

use crate::pcm::Pcm;

/// What tells contents apart: the length and 64 bits of SipHash. A game can only deceive itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ContentKey {
    len: usize,
    hash: u64,
}

impl ContentKey {
    pub(crate) fn of(bytes: &[u8]) -> ContentKey {
        let mut hasher = DefaultHasher::new();
        hasher.write(bytes);
        ContentKey { len: bytes.len(), hash: hasher.finish() }
    }
}

/// Keeps what is in use anyway, and beyond that the sounds used last, up to a limit.
#[derive(Debug, Default)]
pub(crate) struct PcmCache {
    known: FxHashMap<ContentKey, Weak<Pcm>>,
    /// Used last at the back.
    kept: VecDeque<(ContentKey, Arc<Pcm>)>,
    kept_bytes: usize,
}

/// Sounds that no context uses are kept up to this many bytes.
const KEPT_BYTES: usize = 16 * 1024 * 1024;

impl PcmCache {
    pub(crate) fn get(&mut self, key: ContentKey) -> Option<Arc<Pcm>> {
        let pcm = self.known.get(&key)?.upgrade()?;
        self.keep(key, Arc::clone(&pcm));
        Some(pcm)
    }

    pub(crate) fn insert(&mut self, key: ContentKey, pcm: &Arc<Pcm>) {
        self.known.retain(|_, known| known.strong_count() > 0);
        self.known.insert(key, Arc::downgrade(pcm));
        self.keep(key, Arc::clone(pcm));
    }

    /// Bytes of all sounds that are decoded now, used or kept.
    pub(crate) fn byte_len(&self) -> u64 {
        self.known.values().filter_map(Weak::upgrade).map(|pcm| pcm.byte_len() as u64).sum()
    }

    fn keep(&mut self, key: ContentKey, pcm: Arc<Pcm>) {
        if let Some(i) = self.kept.iter().position(|(k, _)| *k == key)
            && let Some((_, old)) = self.kept.remove(i)
        {
            self.kept_bytes -= old.byte_len();
        }
        self.kept_bytes += pcm.byte_len();
        self.kept.push_back((key, pcm));
        while self.kept_bytes > KEPT_BYTES
            && let Some((_, old)) = self.kept.pop_front()
        {
            self.kept_bytes -= old.byte_len();
        }
    }
}
