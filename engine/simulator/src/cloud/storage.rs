//! Files of the cloud: `cloud://env.bucket/path`, kept in a folder. All users read, who uploaded a file writes it.

use super::{
    database::Caller,
    failures::{GENERAL, NO_FILE, bad_parameter, numbered},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sparrow_platform::{Failure, FileErrorKind, FileSystem, RelativePath, Store};
use std::sync::Arc;

/// One file.
const MAX_FILE_BYTES: usize = 32 << 20;
/// All files of a game.
const MAX_BYTES: u64 = 256 << 20;
/// Files of one call.
const MAX_LIST: usize = 50;
/// What a temporary address is good for, in seconds.
const MAX_AGE_S: u32 = 86_400;
/// Where temporary addresses lead: nowhere but here.
const HOST: &str = "tcb.sparrow.invalid";

pub(super) struct Storage {
    files: Arc<dyn FileSystem>,
    bucket: String,
}

/// A file of an environment.
struct FileId {
    env: String,
    path: RelativePath,
}

impl FileId {
    /// From `cloud://env.bucket/path` or from a temporary address.
    fn read(text: &str) -> Option<FileId> {
        let (env, path) = match text.strip_prefix("cloud://") {
            Some(rest) => {
                let (root, path) = rest.split_once('/')?;
                (root.split('.').next()?, path)
            }
            None => {
                let (host, path) = text.strip_prefix("https://")?.split_once('/')?;
                (host.strip_suffix(HOST)?.strip_suffix('.')?, path.split('?').next()?)
            }
        };
        FileId::new(env, path)
    }

    fn new(env: &str, path: &str) -> Option<FileId> {
        let fits = !env.is_empty()
            && env.len() <= 128
            && env != ".."
            && env != "."
            && !env.contains(['/', '\\', '\0']);
        let path = RelativePath::new(path).ok().filter(|path| !path.is_root())?;
        fits.then(|| FileId { env: env.to_owned(), path })
    }

    fn place(&self) -> Result<RelativePath, Failure> {
        let env = RelativePath::new(&self.env).map_err(bad_parameter)?;
        env.join(self.path.as_str()).map_err(bad_parameter)
    }

    fn key(&self) -> String {
        format!("file/{}/{}", self.env, self.path)
    }
}

fn not_there(id: &str) -> Failure {
    numbered(NO_FILE, format_args!("STORAGE_FILE_NONEXIST: {id}"))
}

fn io(error: &dyn std::fmt::Display) -> Failure {
    numbered(-503_001, format_args!("storage request fail. {error}"))
}

impl Storage {
    pub(super) fn new(files: Arc<dyn FileSystem>, app_id: &str) -> Storage {
        let app_id = if app_id.is_empty() { "sparrow" } else { app_id };
        Storage { files, bucket: format!("simulated-{app_id}") }
    }

    fn id(&self, file: &FileId) -> String {
        format!("cloud://{}.{}/{}", file.env, self.bucket, file.path)
    }

    /// `uploadFile`: the bytes come as base64 in `fileContent`.
    pub(super) fn upload(
        &self,
        store: &mut dyn Store,
        options: &Value,
        caller: Caller<'_>,
    ) -> Result<Value, Failure> {
        let env = env_of(options, caller);
        let path = options.get("cloudPath").and_then(Value::as_str).unwrap_or_default();
        let file = FileId::new(env, path).ok_or_else(|| bad_parameter(format_args!("cloudPath {path:?}")))?;
        let content = options.get("fileContent").and_then(Value::as_str);
        let content = content.ok_or_else(|| bad_parameter("the file has no content"))?;
        let bytes = STANDARD.decode(content).map_err(|_| bad_parameter("fileContent"))?;
        if bytes.len() > MAX_FILE_BYTES {
            return Err(Failure::with_code("-403001 the file is larger than 32 MB", -403_001));
        }
        let owner = owner(store, &file)?;
        if !caller.is_server && owner.as_ref().is_some_and(|(owner, _)| owner != caller.open_id) {
            return Err(numbered(-503_002, "storage permission denied"));
        }
        let all = stored_bytes(store)? - owner.map_or(0, |(_, bytes)| bytes);
        if all + bytes.len() as u64 > MAX_BYTES {
            return Err(numbered(-503_001, "the storage is full: 256 MB"));
        }
        let place = file.place()?;
        make_folders(&*self.files, &place).map_err(|e| io(&e))?;
        self.files.write(&place, &bytes).map_err(|e| io(&e))?;
        let note = json!({ "owner": caller.open_id, "bytes": bytes.len() }).to_string();
        store.set(&file.key(), &note).map_err(|e| io(&e))?;
        Ok(json!({ "fileID": self.id(&file), "statusCode": 200 }))
    }

    /// `downloadFile`: the bytes go as base64 in `fileContent`.
    pub(super) fn download(&self, options: &Value) -> Result<Value, Failure> {
        let id = options.get("fileID").and_then(Value::as_str).unwrap_or_default();
        let file = FileId::read(id).ok_or_else(|| not_there(id))?;
        let bytes = self.files.read(&file.place()?).map_err(|e| match e.kind {
            FileErrorKind::NotFound => not_there(id),
            _ => io(&e),
        })?;
        Ok(json!({ "fileContent": STANDARD.encode(bytes), "statusCode": 200, "name": file.path.file_name() }))
    }

    /// `getTempFileURL`: an address for each that is there.
    pub(super) fn addresses(&self, options: &Value) -> Result<Value, Failure> {
        let mut list = Vec::new();
        for item in list_of(options)? {
            let id = item.as_str().or_else(|| item.get("fileID")?.as_str()).unwrap_or_default();
            let file =
                FileId::read(id).filter(|file| file.place().is_ok_and(|p| self.files.stat(&p).is_ok()));
            list.push(match file {
                Some(file) => {
                    let url = format!("https://{}.{HOST}/{}", file.env, file.path);
                    json!({ "fileID": id, "tempFileURL": url, "maxAge": MAX_AGE_S, "status": 0, "errMsg": "ok" })
                }
                None => json!({ "fileID": id, "tempFileURL": "", "status": 1, "errMsg": "STORAGE_FILE_NONEXIST" }),
            });
        }
        Ok(json!({ "fileList": list }))
    }

    /// `deleteFile`.
    pub(super) fn delete(
        &self,
        store: &mut dyn Store,
        options: &Value,
        caller: Caller<'_>,
    ) -> Result<Value, Failure> {
        let mut list = Vec::new();
        for item in list_of(options)? {
            let id = item.as_str().unwrap_or_default();
            let (status, text) = match FileId::read(id) {
                None => (NO_FILE, "STORAGE_FILE_NONEXIST"),
                Some(file) => {
                    let theirs = owner(store, &file)?.is_some_and(|(owner, _)| owner != caller.open_id);
                    if theirs && !caller.is_server {
                        (-503_002, "permission denied")
                    } else if self.files.remove_file(&file.place()?).is_ok() {
                        store.remove(&file.key()).map_err(|e| io(&e))?;
                        (0, "ok")
                    } else {
                        (NO_FILE, "STORAGE_FILE_NONEXIST")
                    }
                }
            };
            list.push(json!({ "fileID": id, "status": status, "errMsg": text }));
        }
        Ok(json!({ "fileList": list }))
    }
}

fn env_of<'v>(options: &'v Value, caller: Caller<'v>) -> &'v str {
    let given = options.get("config").and_then(|config| config.get("env")).or_else(|| options.get("env"));
    given.and_then(Value::as_str).filter(|env| !env.is_empty()).unwrap_or(caller.env)
}

fn list_of(options: &Value) -> Result<&[Value], Failure> {
    match options.get("fileList").and_then(Value::as_array) {
        Some(list) if list.len() <= MAX_LIST => Ok(list),
        Some(_) => Err(Failure::with_code(format!("fileList has more than {MAX_LIST} files"), GENERAL)),
        None => Err(bad_parameter("fileList is a list")),
    }
}

/// Who uploaded a file, and its bytes.
fn owner(store: &mut dyn Store, file: &FileId) -> Result<Option<(String, u64)>, Failure> {
    let note = store.get(&file.key()).map_err(|e| io(&e))?;
    Ok(note.and_then(|text| noted(&text)))
}

fn noted(text: &str) -> Option<(String, u64)> {
    let note: Value = serde_json::from_str(text).ok()?;
    Some((note.get("owner")?.as_str()?.to_owned(), note.get("bytes")?.as_u64()?))
}

fn stored_bytes(store: &mut dyn Store) -> Result<u64, Failure> {
    let keys = store.entries().map_err(|e| io(&e))?.into_iter().filter(|(key, _)| key.starts_with("file/"));
    let mut all = 0;
    for (key, _) in keys {
        let note = store.get(&key).map_err(|e| io(&e))?;
        all += note.and_then(|text| noted(&text)).map_or(0, |(_, bytes)| bytes);
    }
    Ok(all)
}

fn make_folders(files: &dyn FileSystem, path: &RelativePath) -> Result<(), sparrow_platform::FileError> {
    let mut missing = Vec::new();
    let mut folder = path.parent();
    while let Some(dir) = folder.filter(|dir| !dir.is_root() && files.stat(dir).is_err()) {
        folder = dir.parent();
        missing.push(dir);
    }
    missing.iter().rev().try_for_each(|dir| files.create_dir(dir))
}
