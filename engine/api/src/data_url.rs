//! Where the bytes of an image, a sound or a font come from: a `data:` URL, the network, or a file of the package, the
//! user or a temporary one.

use crate::network;
use base64::Engine;
use sparrow_package::Mounts;
use sparrow_platform::network::Fetcher;

/// The bytes of `source`, or what to tell the game. What comes from the network is waited for: for loaders on other threads, never for what a
/// script calls.
pub(crate) fn bytes_of_source(
    mounts: &Mounts,
    fetcher: &dyn Fetcher,
    source: &str,
) -> Result<Vec<u8>, String> {
    match remote_url(source) {
        Some(url) => network::fetch_and_wait(fetcher, &url).map_err(|e| format!("{url}: {e}")),
        None => bytes_of_local(mounts, source),
    }
}

/// The bytes of a `data:` URL or of a file.
pub(crate) fn bytes_of_local(mounts: &Mounts, source: &str) -> Result<Vec<u8>, String> {
    if let Some(rest) = source.strip_prefix("data:") {
        return decode(rest).ok_or_else(|| format!("{}: this data URL is not well formed", short(source)));
    }
    // Games add a query to defeat caches.
    let path = source.split(['?', '#']).next().unwrap_or(source);
    let error = match mounts.read_file(path, None, None) {
        Ok(bytes) => return Ok(bytes),
        Err(error) => error,
    };
    // The platform's page is at http://127.0.0.1/game/: some games write that folder.
    let others = [percent_decode(path), path.strip_prefix("/game/").map(str::to_owned)];
    let found = others.into_iter().flatten().find_map(|other| mounts.read_file(&other, None, None).ok());
    found.ok_or_else(|| error.text.trim_start_matches("fail ").to_owned())
}

/// The address of a source that is somewhere in the network.
pub(crate) fn remote_url(source: &str) -> Option<String> {
    let beginning: String = source.chars().take("https://".len()).collect::<String>().to_ascii_lowercase();
    if source.starts_with("//") {
        return Some(format!("https:{source}"));
    }
    let is_web = beginning.starts_with("http://") || beginning == "https://";
    let is_mount = ["http://usr", "http://tmp", "http://store"].iter().any(|mount| {
        source.strip_prefix(mount).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '_']))
    });
    (is_web && !is_mount).then(|| source.to_owned())
}

/// A source as messages show it: a data URL can be megabytes long.
pub(crate) fn short(source: &str) -> String {
    const SHOWN_CHARS: usize = 80;
    match source.char_indices().nth(SHOWN_CHARS) {
        Some((at, _)) => format!("{}...", &source[..at]),
        None => source.to_owned(),
    }
}

/// `[<media type>][;base64],<data>`: <https://fetch.spec.whatwg.org/#data-urls>
fn decode(rest: &str) -> Option<Vec<u8>> {
    let (head, data) = rest.split_once(',')?;
    if !head.to_ascii_lowercase().ends_with(";base64") {
        return Some(percent_decode(data).unwrap_or_else(|| data.to_owned()).into_bytes());
    }
    let text = percent_decode(data).unwrap_or_else(|| data.to_owned());
    let clean: String = text.chars().filter(|c| !c.is_ascii_whitespace() && *c != '=').collect();
    base64::engine::general_purpose::STANDARD_NO_PAD.decode(clean).ok()
}

/// `None` when there is nothing to decode, or the result is no UTF-8.
fn percent_decode(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).and_then(|hex| std::str::from_utf8(hex).ok());
        match (bytes[at], pair.and_then(|hex| u8::from_str_radix(hex, 16).ok())) {
            (b'%', Some(byte)) => {
                out.push(byte);
                at += 3;
            }
            (byte, _) => {
                out.push(byte);
                at += 1;
            }
        }
    }
    (out.len() != bytes.len()).then(|| String::from_utf8(out).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_urls_are_decoded() {
        assert_eq!(decode("image/png;base64,aGk=").unwrap(), b"hi");
        assert_eq!(decode("image/png;base64,aG k").unwrap(), b"hi");
        assert_eq!(decode(",a%20b").unwrap(), b"a b");
        assert_eq!(decode("image/png;base64,%%%"), None);
        assert_eq!(decode("nothing"), None);
    }

    #[test]
    fn only_foreign_addresses_are_remote() {
        assert_eq!(remote_url("https://a/b.png").as_deref(), Some("https://a/b.png"));
        assert_eq!(remote_url("//a/b.png").as_deref(), Some("https://a/b.png"));
        assert!(remote_url("HTTP://usr.example.com/b.png").is_some());
        assert!(remote_url("http://tmpfiles.example.com/b.png").is_some());
        for local in ["http://usr/b.png", "http://tmp/b.png", "http://store_1", "images/b.png", "https"] {
            assert_eq!(remote_url(local), None, "{local}");
        }
    }
}
