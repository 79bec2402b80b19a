//! Small values that survive a restart: what stands behind `wx.setStorage`.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A value could not be read or written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum StoreError {
    /// The disk refused; the text says why and where.
    #[error("{0}")]
    Io(String),
    /// What is on disk is not what was written; the text names the file.
    #[error("{0}")]
    Corrupt(String),
}

/// Keys and values of one game. Quotas and key rules are checked above (`package`); a write that returned
/// `Ok` survives a crash, one that returned `Err` left the old value in place.
pub trait Store: Send {
    /// The value of `key`.
    fn get(&mut self, key: &str) -> Result<Option<String>, StoreError>;
    /// Sets one value.
    fn set(&mut self, key: &str, value: &str) -> Result<(), StoreError>;
    /// Removes one value; absent is fine.
    fn remove(&mut self, key: &str) -> Result<(), StoreError>;
    /// Removes all values.
    fn clear(&mut self) -> Result<(), StoreError>;
    /// Every key with the byte length of its value, sorted by key.
    fn entries(&mut self) -> Result<Vec<(String, usize)>, StoreError>;
}

/// Keeps values in memory.
#[derive(Debug, Default)]
pub struct MemoryStore(BTreeMap<String, String>);

impl Store for MemoryStore {
    fn get(&mut self, key: &str) -> Result<Option<String>, StoreError> {
        Ok(self.0.get(key).cloned())
    }

    fn set(&mut self, key: &str, value: &str) -> Result<(), StoreError> {
        self.0.insert(key.to_owned(), value.to_owned());
        Ok(())
    }

    fn remove(&mut self, key: &str) -> Result<(), StoreError> {
        self.0.remove(key);
        Ok(())
    }

    fn clear(&mut self) -> Result<(), StoreError> {
        self.0.clear();
        Ok(())
    }

    fn entries(&mut self) -> Result<Vec<(String, usize)>, StoreError> {
        Ok(self.0.iter().map(|(k, v)| (k.clone(), v.len())).collect())
    }
}
