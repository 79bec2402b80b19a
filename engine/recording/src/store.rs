//! Stored values, and what the platform's cloud keeps.

use crate::Tape;
use sparrow_platform::{Haptics, Social, SocialWorld, Store, StoreError, VibrateKind};

struct TapedStore {
    tape: Tape,
    inner: Box<dyn Store>,
}

struct TapedSocial {
    tape: Tape,
    inner: Box<dyn Social>,
    world: SocialWorld,
}

struct TapedHaptics {
    tape: Tape,
    inner: Box<dyn Haptics>,
}

impl Tape {
    /// Stored values whose results are recorded; a replay does not touch `inner` unless it differs.
    pub fn store(&self, inner: Box<dyn Store>) -> Box<dyn Store> {
        Box::new(TapedStore { tape: self.clone(), inner })
    }

    /// The player, friends and their values, recorded.
    pub fn social(&self, inner: Box<dyn Social>) -> Box<dyn Social> {
        let world = self.exchange(|| "social.world".to_owned(), || inner.world().clone());
        Box::new(TapedSocial { tape: self.clone(), inner, world })
    }

    /// The motor, recorded.
    pub fn haptics(&self, inner: Box<dyn Haptics>) -> Box<dyn Haptics> {
        Box::new(TapedHaptics { tape: self.clone(), inner })
    }
}

impl Store for TapedStore {
    fn get(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        self.tape.exchange(|| format!("storage.get {key}"), || self.inner.get(key))
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.tape
            .exchange(|| format!("storage.set {key} ({} bytes)", value.len()), || self.inner.set(key, value))
    }

    fn remove(&mut self, key: &str) -> Result<(), StoreError> {
        self.tape.exchange(|| format!("storage.remove {key}"), || self.inner.remove(key))
    }

    fn clear(&mut self) -> Result<(), StoreError> {
        self.tape.exchange(|| "storage.clear".to_owned(), || self.inner.clear())
    }

    fn entries(&mut self) -> Result<Vec<(String, usize)>, StoreError> {
        self.tape.exchange(|| "storage.entries".to_owned(), || self.inner.entries())
    }
}

impl Social for TapedSocial {
    fn world(&self) -> &SocialWorld {
        &self.world
    }

    fn value(&mut self, open_id: &str, key: &str) -> Result<Option<String>, StoreError> {
        self.tape.exchange(|| format!("social.value {open_id} {key}"), || self.inner.value(open_id, key))
    }

    fn keys(&mut self, open_id: &str) -> Result<Vec<String>, StoreError> {
        self.tape.exchange(|| format!("social.keys {open_id}"), || self.inner.keys(open_id))
    }

    fn set_value(&mut self, open_id: &str, key: &str, value: Option<&str>) -> Result<(), StoreError> {
        let ask = || self.inner.set_value(open_id, key, value);
        self.tape.exchange(|| format!("social.set_value {open_id} {key}"), ask)
    }

    fn record(&mut self, name: &str) -> Result<Option<String>, StoreError> {
        self.tape.exchange(|| format!("social.record {name}"), || self.inner.record(name))
    }

    fn set_record(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        self.tape.exchange(|| format!("social.set_record {name}"), || self.inner.set_record(name, value))
    }

    fn interactions(&mut self, open_id: &str, key: &str) -> Result<u64, StoreError> {
        let ask = || self.inner.interactions(open_id, key);
        self.tape.exchange(|| format!("social.interactions {open_id} {key}"), ask)
    }

    fn interact(&mut self, open_id: &str, key: &str, add: u64) -> Result<(), StoreError> {
        let ask = || self.inner.interact(open_id, key, add);
        self.tape.exchange(|| format!("social.interact {open_id} {key} {add}"), ask)
    }
}

impl Haptics for TapedHaptics {
    fn vibrate(&mut self, kind: VibrateKind) -> bool {
        self.tape.exchange(|| format!("vibrate {kind:?}"), || self.inner.vibrate(kind))
    }
}
