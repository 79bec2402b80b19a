//! `file/FileSystemManager`: open files, zip archives, compressed files.

use super::files::{Data, Stat};
use crate::{
    host::Host,
    operation::{OpError, OpResult, Operations},
};
use ciborium::Value;
use serde::{Deserialize, Serialize};
use sparrow_package::Encoding;

pub(super) fn register(ops: &mut Operations) {
    ops.add("fs.open", |host, o: Open| Ok(host.mounts.open(&o.file_path, &o.flag)?.to_string()));
    ops.add("fs.close", |host, o: Descriptor| Ok(host.mounts.close(number(&o.fd)?)?));
    ops.add("fs.fstat", |host, o: Descriptor| {
        Ok(Stat::new(String::new(), host.mounts.fstat(number(&o.fd)?)?))
    });
    ops.add("fs.ftruncate", |host, o: Truncate| Ok(host.mounts.ftruncate(number(&o.fd)?, o.length)?));
    ops.add("fs.read", read);
    ops.add("fs.write", write);
    ops.add("fs.unzip", |host, o: Unzip| Ok(host.mounts.unzip(&o.zip_file_path, &o.target_path)?));
    ops.add("fs.readZipEntry", read_zip_entry);
    ops.add("fs.readCompressedFile", |host, o: Compressed| {
        Ok(Value::Bytes(host.mounts.read_compressed_file(&o.file_path, &o.compression_algorithm)?))
    });
}

/// A descriptor is text to a game.
fn number(fd: &str) -> OpResult<u32> {
    fd.parse().map_err(|_| OpError { reason: "bad file descriptor".to_owned(), errno: Some(1_300_009) })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Open {
    file_path: String,
    #[serde(default = "r")]
    flag: String,
}

fn r() -> String {
    "r".to_owned()
}

#[derive(Deserialize)]
struct Descriptor {
    fd: String,
}

#[derive(Deserialize)]
struct Truncate {
    fd: String,
    #[serde(default)]
    length: u64,
}

#[derive(Deserialize)]
struct Read {
    fd: String,
    length: u64,
    position: Option<u64>,
}

fn read(host: &Host, o: Read) -> OpResult<Value> {
    Ok(Value::Bytes(host.mounts.read(number(&o.fd)?, o.length, o.position)?))
}

#[derive(Deserialize)]
struct Write {
    fd: String,
    data: Data,
    offset: Option<u64>,
    length: Option<u64>,
    encoding: Option<String>,
    position: Option<u64>,
}

/// `offset` and `length` choose a part of bytes; text is written whole.
fn write(host: &Host, o: Write) -> OpResult<u64> {
    let mut bytes = o.data.bytes(o.encoding.as_deref())?;
    if matches!(o.data, Data::Bytes(_)) {
        let size = bytes.len() as u64;
        let start = o.offset.unwrap_or(0);
        let end = o.length.map_or(size, |length| start.saturating_add(length));
        let out_of_range = |what: &str, errno| {
            Err(OpError { reason: format!("value of {what} is out of range"), errno: Some(errno) })
        };
        if start > size {
            return out_of_range("offset", 1_301_007);
        }
        if end > size {
            return out_of_range("length", 1_301_006);
        }
        bytes.truncate(end as usize);
        bytes.drain(..start as usize);
    }
    Ok(host.mounts.write_at(number(&o.fd)?, &bytes, o.position)?)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Unzip {
    zip_file_path: String,
    target_path: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Compressed {
    file_path: String,
    compression_algorithm: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReadZipEntry {
    file_path: String,
    /// Of all entries, when `entries` is "all".
    encoding: Option<String>,
    entries: Entries,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entries {
    Word(String),
    Some(Vec<Entry>),
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    encoding: Option<String>,
    position: Option<u64>,
    length: Option<u64>,
}

/// One entry: what went wrong, or its data.
#[derive(Serialize)]
struct EntryResult {
    path: String,
    reason: Option<String>,
    data: Option<Value>,
}

fn read_zip_entry(host: &Host, o: ReadZipEntry) -> OpResult<Vec<EntryResult>> {
    let entries = match o.entries {
        Entries::Some(entries) => entries,
        Entries::Word(word) if word == "all" => {
            let names = host.mounts.zip_entries(&o.file_path)?;
            let whole = |path| Entry { path, encoding: o.encoding.clone(), position: None, length: None };
            names.into_iter().map(whole).collect()
        }
        Entries::Word(_) => {
            return Err(OpError::new("parameter error: parameter.entries should be Array or 'all';"));
        }
    };
    let paths: Vec<_> = entries.iter().map(|e| e.path.clone()).collect();
    let read = host.mounts.read_zip_entries(&o.file_path, &paths)?;
    let results = entries.into_iter().zip(read).map(|(entry, bytes)| {
        let data = bytes.map_err(OpError::from).and_then(|bytes| part(bytes, &entry));
        let (data, reason) = match data {
            Ok(data) => (Some(data), None),
            Err(e) => (None, Some(e.reason)),
        };
        EntryResult { path: entry.path, reason, data }
    });
    Ok(results.collect())
}

fn part(bytes: Vec<u8>, entry: &Entry) -> OpResult<Value> {
    let size = bytes.len() as u64;
    let start = entry.position.unwrap_or(0);
    if start > size {
        return Err(OpError {
            reason: "value of position is out of range".to_owned(),
            errno: Some(1_301_009),
        });
    }
    let end = entry.length.map_or(size, |length| start.saturating_add(length).min(size));
    let bytes = bytes[start as usize..end as usize].to_vec();
    Ok(match entry.encoding.as_ref().filter(|name| !name.is_empty()) {
        Some(name) => Value::Text(Encoding::named(name)?.decode(bytes)),
        None => Value::Bytes(bytes),
    })
}
