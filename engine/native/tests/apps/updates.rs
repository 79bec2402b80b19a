use crate::release_server::{ReleaseServer, packed};
use sparrow_native::{
    AppCache, AppError, NetworkOptions, SigningKey, UpdateEvent, UpdateOptions, Updates, fetch_release,
};
use std::{
    io::{Read, Write},
    net::TcpListener,
    time::Duration,
};
use tempfile::TempDir;

fn world() -> (TempDir, AppCache, ReleaseServer, UpdateOptions) {
    let root = tempfile::tempdir().unwrap();
    let cache = AppCache::open(root.path(), "wx1").unwrap();
    let server = ReleaseServer::start(packed("1", 100), None);
    let options =
        UpdateOptions { source: server.url(), network: NetworkOptions::default(), subpackage: None };
    (root, cache, server, options)
}

fn version(cache: &AppCache) -> String {
    let start = cache.start().unwrap().expect("a version");
    cache.mark_good(start.installed.id).unwrap();
    start.installed.release.version
}

fn events(cache: &AppCache, options: &UpdateOptions) -> Vec<UpdateEvent> {
    Updates::start(cache.clone(), options.clone()).wait(Duration::from_secs(20))
}

#[test]
fn a_newer_release_is_fetched_beside_and_starts_next() {
    let (_root, cache, server, options) = world();
    fetch_release(&cache, &options).unwrap().expect("it is new");
    assert_eq!(version(&cache), "1");
    assert_eq!(events(&cache, &options), [UpdateEvent::Checked { has_update: false }]);
    server.set(packed("2", 100));
    let ready = UpdateEvent::Ready { version: "2".to_owned() };
    assert_eq!(events(&cache, &options), [UpdateEvent::Checked { has_update: true }, ready]);
    assert_eq!(events(&cache, &options), [UpdateEvent::Checked { has_update: false }], "it waits already");
    assert_eq!(version(&cache), "2");
}

#[test]
fn a_release_that_cannot_be_had_says_why_and_changes_nothing() {
    let (_root, cache, server, options) = world();
    fetch_release(&cache, &options).unwrap();
    assert_eq!(version(&cache), "1");
    server.set(packed("2", 100));
    let reason = |change: fn(&str, Vec<u8>) -> Option<Vec<u8>>| {
        server.change(change);
        match events(&cache, &options).pop() {
            Some(UpdateEvent::Failed { reason }) => reason,
            other => panic!("{other:?}"),
        }
    };
    assert!(reason(|_, _| None).contains("404"));
    assert!(reason(|_, _| Some(b"<html>".to_vec())).contains("release cannot be used"));
    let short = reason(|path, mut bytes| {
        if path.starts_with("/parts/") {
            bytes.truncate(bytes.len() / 2);
        }
        Some(bytes)
    });
    assert!(short.contains("truncated: "), "{short}");
    let wrong = reason(|path, mut bytes| {
        if path.starts_with("/parts/") {
            bytes[50] ^= 1;
        }
        Some(bytes)
    });
    assert!(wrong.contains("wrong hash"), "{wrong}");
    let long = reason(|path, mut bytes| {
        if path.starts_with("/parts/") {
            bytes.push(0);
        }
        Some(bytes)
    });
    assert!(long.contains("wrong size"), "{long}");
    assert_eq!(version(&cache), "1");
    server.change(|_, bytes| Some(bytes));
    assert_eq!(events(&cache, &options).len(), 2, "a good answer is taken after all that");
    assert_eq!(version(&cache), "2");
    drop(server);
    let Some(UpdateEvent::Failed { reason }) = events(&cache, &options).pop() else {
        panic!("nobody is there")
    };
    assert!(reason.contains("offline"), "{reason}");
}

/// A server that answers every connection with some bytes.
fn answering(answer: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            // The request: what is closed before it was read is reset.
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(answer);
        }
    });
    format!("http://{address}/")
}

#[test]
fn only_who_is_not_there_is_offline() {
    let (_root, cache, _server, mut options) = world();
    let mut reason = |source: String| {
        options.source = source;
        fetch_release(&cache, &options).unwrap_err().to_string()
    };
    for answer in [
        &b"SSH-2.0-OpenSSH_9.6\r\n"[..],
        b"HTTP/1.1 302 Found\r\nlocation: /release.json\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 3\r\n\r\nabc",
        b"",
    ] {
        let reason = reason(answering(answer));
        assert!(reason.starts_with("no answer: "), "{}: {reason}", String::from_utf8_lossy(answer));
    }
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let reason = reason(format!("http://{nobody}/"));
    assert!(reason.starts_with("offline: "), "{reason}");
}

#[test]
fn another_game_and_another_key_are_refused() {
    let (root, cache, server, options) = world();
    let other = AppCache::open(root.path(), "wx2").unwrap();
    assert!(matches!(fetch_release(&other, &options), Err(AppError::OtherGame { .. })));
    let key = || SigningKey::from_pem(&SigningKey::generate().unwrap()).unwrap();
    let (first, second) = (SigningKey::generate().unwrap(), key());
    server.sign_with(Some(SigningKey::from_pem(&first).unwrap()));
    fetch_release(&cache, &options).unwrap().expect("signed by anybody at first");
    assert_eq!(version(&cache), "1");
    server.set(packed("2", 100));
    server.sign_with(Some(second));
    assert!(matches!(fetch_release(&cache, &options), Err(AppError::Signature(_))), "another key");
    server.sign_with(None);
    assert!(matches!(fetch_release(&cache, &options), Err(AppError::Signature(_))), "no signature");
    server.sign_with(Some(SigningKey::from_pem(&first).unwrap()));
    fetch_release(&cache, &options).unwrap().expect("the first key");
    assert_eq!(version(&cache), "2");
}

#[test]
fn a_signed_release_cannot_be_rolled_back() {
    let (_root, cache, server, options) = world();
    let pem = SigningKey::generate().unwrap();
    let numbered = |version: &str, sequence: u64| {
        let mut packed = packed(version, 100);
        packed.release.sequence = sequence;
        packed
    };
    server.sign_with(Some(SigningKey::from_pem(&pem).unwrap()));
    server.set(numbered("1", 10));
    fetch_release(&cache, &options).unwrap().expect("it is new");
    server.set(numbered("2", 20));
    fetch_release(&cache, &options).unwrap().expect("it is newer");
    assert_eq!(version(&cache), "2");
    for old in [10, 19, 0] {
        server.set(numbered("1", old));
        let error = fetch_release(&cache, &options).unwrap_err();
        assert!(matches!(error, AppError::Older { offered, newest: 20 } if offered == old), "{error}");
    }
    assert_eq!(version(&cache), "2");
    server.set(numbered("1", 21));
    fetch_release(&cache, &options).unwrap().expect("who signs may go back to what was");
    assert_eq!(version(&cache), "1");
}
