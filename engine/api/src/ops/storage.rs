//! `storage`. Quotas and key rules are `package`'s.

use crate::{
    host::Host,
    operation::{NoOptions, OpError, OpResult, Operations},
};
use serde::{Deserialize, Serialize};
use sparrow_package::{StorageError, StorageValue};

pub(super) fn register(ops: &mut Operations) {
    ops.add("setStorage", set_storage);
    ops.add("getStorage", get_storage);
    ops.add("removeStorage", remove_storage);
    ops.add("clearStorage", clear_storage);
    ops.add("getStorageInfo", get_storage_info);
}

impl From<StorageError> for OpError {
    fn from(error: StorageError) -> OpError {
        let text = error.to_string();
        OpError::new(text.strip_prefix("fail ").unwrap_or(&text))
    }
}

/// A value with its type, as the JavaScript half takes it apart (`adapter/wx/storage.js`).
#[derive(Deserialize, Serialize)]
#[serde(tag = "type", content = "value", rename_all = "lowercase")]
enum Typed {
    Undefined,
    Null,
    Boolean(bool),
    Number(f64),
    String(String),
    Date(f64),
    Json(String),
}

impl From<Typed> for StorageValue {
    fn from(value: Typed) -> StorageValue {
        match value {
            Typed::Undefined => StorageValue::Undefined,
            Typed::Null => StorageValue::Null,
            Typed::Boolean(b) => StorageValue::Bool(b),
            Typed::Number(n) => StorageValue::Number(n),
            Typed::String(s) => StorageValue::String(s),
            Typed::Date(ms) => StorageValue::Date(ms),
            Typed::Json(text) => StorageValue::Json(text),
        }
    }
}

impl From<StorageValue> for Typed {
    fn from(value: StorageValue) -> Typed {
        match value {
            StorageValue::Undefined => Typed::Undefined,
            StorageValue::Null => Typed::Null,
            StorageValue::Bool(b) => Typed::Boolean(b),
            StorageValue::Number(n) => Typed::Number(n),
            StorageValue::String(s) => Typed::String(s),
            StorageValue::Date(ms) => Typed::Date(ms),
            StorageValue::Json(text) => Typed::Json(text),
        }
    }
}

#[derive(Deserialize)]
struct SetStorage {
    key: String,
    data: Typed,
}

#[derive(Deserialize)]
struct Key {
    key: String,
}

fn set_storage(host: &Host, o: SetStorage) -> OpResult<()> {
    Ok(host.storage.borrow_mut().set(&o.key, &o.data.into())?)
}

/// `null` when there is no such key.
fn get_storage(host: &Host, o: Key) -> OpResult<Option<Typed>> {
    match host.storage.borrow_mut().get(&o.key) {
        Ok(value) => Ok(Some(value.into())),
        Err(StorageError::NotFound) => Ok(None),
        Err(e) => Err(e.into()),
    }
}

fn remove_storage(host: &Host, o: Key) -> OpResult<()> {
    Ok(host.storage.borrow_mut().remove(&o.key)?)
}

fn clear_storage(host: &Host, _: NoOptions) -> OpResult<()> {
    Ok(host.storage.borrow_mut().clear()?)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StorageInfo {
    keys: Vec<String>,
    current_size: u64,
    limit_size: u64,
}

/// Sizes are in KB.
fn get_storage_info(host: &Host, _: NoOptions) -> OpResult<StorageInfo> {
    let info = host.storage.borrow_mut().info()?;
    Ok(StorageInfo { keys: info.keys, current_size: info.current_size, limit_size: info.limit_size })
}
