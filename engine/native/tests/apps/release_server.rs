//! A server with one release on it, which can be changed, broken and slowed down.

use sparrow_native::{Content, FileServer, ServedFile, SigningKey};
use sparrow_package::{PackOptions, Package, PackedRelease};
use sparrow_platform::MemoryFileSystem;
use std::sync::{Arc, Mutex};

/// What is done to a path's answer.
pub(crate) type Change = Box<dyn Fn(&str, Vec<u8>) -> Option<Vec<u8>> + Send>;

pub(crate) struct ReleaseServer {
    server: FileServer,
    state: Arc<Mutex<State>>,
}

struct State {
    packed: PackedRelease,
    key: Option<SigningKey>,
    change: Change,
}

/// A release with a main package and a subpackage of some size, which depend on `version`.
pub(crate) fn packed(version: &str, stage_bytes: usize) -> PackedRelease {
    let files = MemoryFileSystem::new();
    files.insert("game.json", r#"{"subpackages": [{"name": "stage", "root": "stage"}]}"#).unwrap();
    files.insert("game.js", format!("console.log('{version}')")).unwrap();
    files.insert("stage/game.js", "").unwrap();
    // Bytes that no compression makes short.
    let mut seed =
        version.bytes().fold(1_u64, |seed, byte| seed.wrapping_mul(31).wrapping_add(u64::from(byte)));
    let noise: Vec<u8> = (0..stage_bytes)
        .map(|_| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) as u8
        })
        .collect();
    files.insert("stage/data.bin", noise).unwrap();
    let package = Package::open(Arc::new(files)).unwrap();
    package.pack_release("wx1", Some(version), &[], PackOptions::default()).unwrap()
}

impl ReleaseServer {
    pub(crate) fn start(packed: PackedRelease, bytes_per_second: Option<u64>) -> ReleaseServer {
        let change: Change = Box::new(|_, bytes| Some(bytes));
        let state = Arc::new(Mutex::new(State { packed, key: None, change }));
        let of_server = state.clone();
        let content: Content = Arc::new(move |path| of_server.lock().unwrap().file(path));
        let server = FileServer::start("127.0.0.1:0".parse().unwrap(), content, bytes_per_second).unwrap();
        ReleaseServer { server, state }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.server.address())
    }

    pub(crate) fn set(&self, packed: PackedRelease) {
        self.state.lock().unwrap().packed = packed;
    }

    pub(crate) fn sign_with(&self, key: Option<SigningKey>) {
        self.state.lock().unwrap().key = key;
    }

    pub(crate) fn change(&self, change: impl Fn(&str, Vec<u8>) -> Option<Vec<u8>> + Send + 'static) {
        self.state.lock().unwrap().change = Box::new(change);
    }
}

impl State {
    fn file(&self, path: &str) -> Option<ServedFile> {
        let text = self.packed.release.to_text();
        let bytes = match path {
            "/release.json" => text.into_bytes(),
            "/release.json.sig" => self.key.as_ref()?.sign(text.as_bytes()).into_bytes(),
            path => {
                let parts = self.packed.release.parts.iter().zip(&self.packed.zips);
                let mut named = parts.filter(|(part, _)| path == format!("/parts/{}", part.file_name()));
                named.next()?.1.clone()
            }
        };
        let bytes = (self.change)(path, bytes)?.into();
        Some(ServedFile {
            bytes,
            content_type: "application/octet-stream",
            tag: "t".to_owned(),
            forever: false,
        })
    }
}
