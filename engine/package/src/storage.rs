//! The rules of `wx.setStorage` on top of a [`Store`]: keys, sizes, and values that keep their type.

use sparrow_platform::{Store, StoreError};

/// A stored value. Objects and arrays are the JSON text that `JSON.stringify` gave.
#[derive(Clone, Debug, PartialEq)]
pub enum StorageValue {
    /// `undefined`.
    Undefined,
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number; NaN and the infinities too.
    Number(f64),
    /// A string.
    String(String),
    /// A `Date`, in ms since 1970.
    Date(f64),
    /// An object or an array, as JSON.
    Json(String),
}

impl StorageValue {
    /// A letter for the type, then the value.
    fn encode(&self) -> String {
        match self {
            StorageValue::Undefined => "u".to_owned(),
            StorageValue::Null => "l".to_owned(),
            StorageValue::Bool(b) => format!("b{b}"),
            StorageValue::Number(n) => format!("n{n}"),
            StorageValue::String(text) => format!("s{text}"),
            StorageValue::Date(ms) => format!("d{ms}"),
            StorageValue::Json(text) => format!("j{text}"),
        }
    }

    fn decode(text: &str) -> Option<StorageValue> {
        let (letter, rest) = text.split_at_checked(1)?;
        Some(match letter {
            "u" => StorageValue::Undefined,
            "l" => StorageValue::Null,
            "b" => StorageValue::Bool(rest.parse().ok()?),
            "n" => StorageValue::Number(rest.parse().ok()?),
            "s" => StorageValue::String(rest.to_owned()),
            "d" => StorageValue::Date(rest.parse().ok()?),
            "j" => StorageValue::Json(rest.to_owned()),
            _ => return None,
        })
    }
}

/// Why a value was not stored or read; `Display` is the platform's text without the name of the API.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// There is no such key.
    #[error("fail data not found")]
    NotFound,
    /// An empty key.
    #[error("fail parameter error: parameter.key should not be an empty string")]
    EmptyKey,
    /// A value above the limit for one key.
    #[error("fail entry size limit reached")]
    EntryTooLarge,
    /// All values together above the limit.
    #[error("fail quota reached")]
    QuotaReached,
    /// The disk refuses, or what it holds is broken.
    #[error("fail {0}")]
    Store(#[from] StoreError),
}

/// `wx.getStorageInfo`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StorageInfo {
    /// Every key, sorted.
    pub keys: Vec<String>,
    /// Kilobytes in use, rounded up.
    pub current_size: u64,
    /// Kilobytes that may be used.
    pub limit_size: u64,
}

/// Limits in bytes, keys included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StorageLimits {
    /// One key with its value: 1 MB.
    pub entry_bytes: usize,
    /// All of them: 10 MB.
    pub total_bytes: usize,
}

impl Default for StorageLimits {
    fn default() -> StorageLimits {
        StorageLimits { entry_bytes: 1 << 20, total_bytes: 10 << 20 }
    }
}

/// The stored values of one game.
pub struct Storage {
    store: Box<dyn Store>,
    limits: StorageLimits,
    /// Bytes in use; `None` until they were counted.
    used: Option<usize>,
}

impl Storage {
    /// Values in `store`, with the usual limits.
    pub fn new(store: Box<dyn Store>) -> Storage {
        Storage::with_limits(store, StorageLimits::default())
    }

    /// Other limits.
    pub fn with_limits(store: Box<dyn Store>, limits: StorageLimits) -> Storage {
        Storage { store, limits, used: None }
    }

    /// `setStorage`.
    pub fn set(&mut self, key: &str, value: &StorageValue) -> Result<(), StorageError> {
        if key.is_empty() {
            return Err(StorageError::EmptyKey);
        }
        let text = value.encode();
        let size = key.len() + text.len();
        if size > self.limits.entry_bytes {
            return Err(StorageError::EntryTooLarge);
        }
        let used = self.used()?;
        let old = self.store.get(key)?.map_or(0, |old| key.len() + old.len());
        let after = used.saturating_sub(old) + size;
        if size > old && after > self.limits.total_bytes {
            return Err(StorageError::QuotaReached);
        }
        self.store.set(key, &text)?;
        self.used = Some(after);
        Ok(())
    }

    /// `getStorage`; an absent key is [`StorageError::NotFound`] (`getStorageSync` makes it an empty string).
    pub fn get(&mut self, key: &str) -> Result<StorageValue, StorageError> {
        if key.is_empty() {
            return Err(StorageError::EmptyKey);
        }
        let text = self.store.get(key)?.ok_or(StorageError::NotFound)?;
        StorageValue::decode(&text).ok_or_else(|| {
            StoreError::Corrupt(format!("the value of {key:?} is not one that was stored")).into()
        })
    }

    /// `removeStorage`; an absent key is fine.
    pub fn remove(&mut self, key: &str) -> Result<(), StorageError> {
        if key.is_empty() {
            return Err(StorageError::EmptyKey);
        }
        let used = self.used()?;
        let old = self.store.get(key)?.map_or(0, |old| key.len() + old.len());
        self.store.remove(key)?;
        self.used = Some(used.saturating_sub(old));
        Ok(())
    }

    /// `clearStorage`.
    pub fn clear(&mut self) -> Result<(), StorageError> {
        self.store.clear()?;
        self.used = Some(0);
        Ok(())
    }

    /// `getStorageInfo`.
    pub fn info(&mut self) -> Result<StorageInfo, StorageError> {
        let entries = self.store.entries()?;
        let used: usize = entries.iter().map(|(key, len)| key.len() + len).sum();
        self.used = Some(used);
        Ok(StorageInfo {
            keys: entries.into_iter().map(|(key, _)| key).collect(),
            current_size: used.div_ceil(1024) as u64,
            limit_size: (self.limits.total_bytes / 1024) as u64,
        })
    }

    fn used(&mut self) -> Result<usize, StorageError> {
        if let Some(used) = self.used {
            return Ok(used);
        }
        let used = self.store.entries()?.iter().map(|(key, len)| key.len() + len).sum();
        self.used = Some(used);
        Ok(used)
    }
}

#[cfg(test)]
mod tests {
    use sparrow_platform::MemoryStore;

    use super::*;

    #[test]
    fn values_keep_their_type() {
        let mut storage = Storage::new(Box::new(MemoryStore::default()));
        for value in [
            StorageValue::Undefined,
            StorageValue::Null,
            StorageValue::Bool(true),
            StorageValue::Number(-0.1),
            StorageValue::Number(f64::INFINITY),
            StorageValue::Number(1.797_693_134_862_315_7e308),
            StorageValue::String("1".to_owned()),
            StorageValue::String(String::new()),
            StorageValue::Date(1_763_000_000_000.0),
            StorageValue::Json("{\"a\":[1]}".to_owned()),
        ] {
            storage.set("键", &value).unwrap();
            assert_eq!(storage.get("键").unwrap(), value);
        }
        storage.set("nan", &StorageValue::Number(f64::NAN)).unwrap();
        assert!(matches!(storage.get("nan").unwrap(), StorageValue::Number(n) if n.is_nan()));
        assert_eq!(storage.get("none").unwrap_err().to_string(), "fail data not found");
        assert!(matches!(storage.set("", &StorageValue::Null), Err(StorageError::EmptyKey)));
        assert_eq!(storage.info().unwrap().keys, ["nan", "键"]);
        storage.clear().unwrap();
        assert_eq!(storage.info().unwrap(), StorageInfo { limit_size: 10_240, ..StorageInfo::default() });
    }

    #[test]
    fn limits_hold_and_space_is_given_back() {
        let limits = StorageLimits { entry_bytes: 20, total_bytes: 30 };
        let mut storage = Storage::with_limits(Box::new(MemoryStore::default()), limits);
        let text = |len: usize| StorageValue::String("x".repeat(len));
        assert!(matches!(storage.set("a", &text(19)), Err(StorageError::EntryTooLarge)));
        storage.set("a", &text(18)).unwrap();
        assert!(matches!(storage.set("b", &text(9)), Err(StorageError::QuotaReached)));
        storage.set("b", &text(8)).unwrap();
        storage.set("a", &text(17)).unwrap();
        assert!(matches!(storage.set("a", &text(20)), Err(StorageError::EntryTooLarge)));
        storage.remove("a").unwrap();
        storage.remove("a").unwrap();
        storage.set("c", &text(18)).unwrap();
        assert_eq!(storage.info().unwrap().current_size, 1);
    }

    #[test]
    fn a_broken_value_is_an_error() {
        let mut store = MemoryStore::default();
        for (key, text) in [("a", ""), ("b", "nx"), ("c", "b1"), ("d", "é"), ("e", "qq")] {
            store.set(key, text).unwrap();
        }
        let mut storage = Storage::new(Box::new(store));
        for key in ["a", "b", "c", "d", "e"] {
            assert!(matches!(storage.get(key), Err(StorageError::Store(StoreError::Corrupt(_)))), "{key}");
        }
    }
}
