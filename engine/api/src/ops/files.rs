//! `file/FileSystemManager`. Paths, quotas and error texts are `package`'s (`Mounts`).

use crate::{
    host::Host,
    operation::{NoOptions, OpError, OpResult, Operations},
};
use ciborium::Value;
use serde::{Deserialize, Serialize};
use sparrow_package::{DigestAlgorithm, Encoding, FileFailure};
use sparrow_platform::{FileKind, FileStat};

pub(super) fn register(ops: &mut Operations) {
    ops.add("fs.access", |host, o: Path| Ok(host.mounts.access(&o.path)?));
    ops.add("fs.appendFile", append_file);
    ops.add("fs.copyFile", |host, o: Copy| Ok(host.mounts.copy_file(&o.src_path, &o.dest_path)?));
    ops.add("fs.getFileInfo", get_file_info);
    ops.add("fs.getSavedFileList", get_saved_file_list);
    ops.add("fs.mkdir", |host, o: Directory| Ok(host.mounts.mkdir(&o.dir_path, o.recursive)?));
    ops.add("fs.readFile", read_file);
    ops.add("fs.readdir", |host, o: Directory| Ok(host.mounts.readdir(&o.dir_path)?));
    ops.add("fs.removeSavedFile", |host, o: File| Ok(host.mounts.remove_saved_file(&o.file_path)?));
    ops.add("fs.rename", |host, o: Rename| Ok(host.mounts.rename(&o.old_path, &o.new_path)?));
    ops.add("fs.rmdir", |host, o: Directory| Ok(host.mounts.rmdir(&o.dir_path, o.recursive)?));
    ops.add("fs.saveFile", |host, o: Save| {
        Ok(host.mounts.save_file(&o.temp_file_path, o.file_path.as_deref())?)
    });
    ops.add("fs.stat", stat);
    ops.add("fs.truncate", |host, o: Truncate| Ok(host.mounts.truncate(&o.file_path, o.length)?));
    ops.add("fs.unlink", |host, o: File| Ok(host.mounts.unlink(&o.file_path)?));
    ops.add("fs.writeFile", write_file);
    super::file_descriptors::register(ops);
}

impl From<FileFailure> for OpError {
    fn from(failure: FileFailure) -> OpError {
        let errno = i32::try_from(failure.errno()).ok();
        let reason = failure.text.strip_prefix("fail ").unwrap_or(&failure.text).to_owned();
        OpError { reason, errno }
    }
}

#[derive(Deserialize)]
struct Path {
    path: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct File {
    file_path: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Directory {
    dir_path: String,
    #[serde(default)]
    recursive: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Copy {
    src_path: String,
    dest_path: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rename {
    old_path: String,
    new_path: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Save {
    temp_file_path: String,
    file_path: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Truncate {
    file_path: String,
    #[serde(default)]
    length: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Read {
    file_path: String,
    encoding: Option<String>,
    position: Option<u64>,
    length: Option<u64>,
}

/// Text with an encoding, else bytes; `""` is none (Laya reads its meshes so).
fn read_file(host: &Host, o: Read) -> OpResult<Value> {
    match o.encoding.as_deref().filter(|name| !name.is_empty()) {
        Some(name) => {
            let encoding = Encoding::named(name)?;
            Ok(Value::Text(host.mounts.read_text(&o.file_path, encoding, o.position, o.length)?))
        }
        None => Ok(Value::Bytes(host.mounts.read_file(&o.file_path, o.position, o.length)?)),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Write {
    file_path: String,
    data: Option<Data>,
    encoding: Option<String>,
}

pub(super) enum Data {
    Text(String),
    Bytes(Vec<u8>),
}

// Not `untagged`: serde would take bytes that happen to be UTF-8 for text.
impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Data, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Text(text) => Ok(Data::Text(text)),
            Value::Bytes(bytes) => Ok(Data::Bytes(bytes)),
            _ => Err(serde::de::Error::custom("parameter.data should be String or ArrayBuffer")),
        }
    }
}

impl Data {
    pub(super) fn bytes(&self, encoding: Option<&str>) -> OpResult<Vec<u8>> {
        match self {
            Data::Text(text) => {
                Ok(Encoding::named(encoding.filter(|name| !name.is_empty()).unwrap_or("utf8"))?.encode(text))
            }
            Data::Bytes(bytes) => Ok(bytes.clone()),
        }
    }
}

impl Write {
    fn bytes(&self) -> OpResult<Vec<u8>> {
        match &self.data {
            Some(data) => data.bytes(self.encoding.as_deref()),
            None => Err(OpError::new("parameter error: parameter.data should be String or ArrayBuffer")),
        }
    }
}

fn write_file(host: &Host, o: Write) -> OpResult<()> {
    Ok(host.mounts.write_file(&o.file_path, &o.bytes()?)?)
}

fn append_file(host: &Host, o: Write) -> OpResult<()> {
    Ok(host.mounts.append_file(&o.file_path, &o.bytes()?)?)
}

#[derive(Deserialize)]
struct StatOptions {
    path: String,
    #[serde(default)]
    recursive: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Stat {
    path: String,
    directory: bool,
    stat: StatFields,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct StatFields {
    mode: u32,
    size: u64,
    last_accessed_time: u64,
    last_modified_time: u64,
}

impl Stat {
    pub(super) fn new(path: String, stat: FileStat) -> Stat {
        let directory = stat.kind == FileKind::Directory;
        let modified_s = (stat.modified_ms / 1000.0).max(0.0) as u64;
        // POSIX file modes; access times are not kept, as on most systems today.
        let mode = if directory { 0o040_777 } else { 0o100_666 };
        let fields = StatFields {
            mode,
            size: stat.size,
            last_accessed_time: modified_s,
            last_modified_time: modified_s,
        };
        Stat { path, directory, stat: fields }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum StatResult {
    One(Stat),
    All(Vec<Stat>),
}

fn stat(host: &Host, o: StatOptions) -> OpResult<StatResult> {
    let first = host.mounts.stat(&o.path)?;
    if !o.recursive || first.kind == FileKind::File {
        return Ok(StatResult::One(Stat::new(o.path, first)));
    }
    let all = host.mounts.stat_all(&o.path)?;
    Ok(StatResult::All(all.into_iter().map(|entry| Stat::new(entry.path, entry.stat)).collect()))
}

#[derive(Serialize)]
struct FileInfo {
    size: u64,
    digest: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct FileInfoOptions {
    file_path: String,
    digest_algorithm: Option<String>,
}

fn get_file_info(host: &Host, o: FileInfoOptions) -> OpResult<FileInfo> {
    let name = o.digest_algorithm.as_deref().filter(|name| !name.is_empty()).unwrap_or("md5");
    let algorithm = DigestAlgorithm::named(name).ok_or_else(|| {
        OpError::new(format!(
            "parameter error: parameter.digestAlgorithm should be md5, sha1 or sha256 instead of {name};"
        ))
    })?;
    let info = host.mounts.get_file_info(&o.file_path, algorithm)?;
    Ok(FileInfo { size: info.size, digest: info.digest })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct SavedFile {
    file_path: String,
    create_time: u64,
    size: u64,
}

fn get_saved_file_list(host: &Host, _: NoOptions) -> OpResult<Vec<SavedFile>> {
    let list = host.mounts.saved_file_list()?;
    Ok(list
        .into_iter()
        .map(|f| SavedFile { file_path: f.file_path, create_time: f.create_time_s as u64, size: f.size })
        .collect())
}
