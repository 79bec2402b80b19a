//! Where the bytes of an image come from: a `data:` URL, or a file of the package, the user or a temporary one.

use base64::Engine;
use sparrow_package::Mounts;

/// The bytes of `source`, or what to tell the game.
pub(crate) fn bytes_of_source(mounts: &Mounts, source: &str) -> Result<Vec<u8>, String> {
    if let Some(rest) = source.strip_prefix("data:") {
        return decode(rest).ok_or_else(|| format!("{}: this data URL is not well formed", short(source)));
    }
    if is_remote(source) {
        return Err(format!("{source}: loading from the network is not supported by this runtime yet"));
    }
    // Games add a query to defeat caches.
    let path = source.split(['?', '#']).next().unwrap_or(source);
    match mounts.read_file(path, None, None) {
        Ok(bytes) => Ok(bytes),
        Err(e) => match percent_decode(path) {
            Some(decoded) => mounts
                .read_file(&decoded, None, None)
                .map_err(|_| e.text.trim_start_matches("fail ").to_owned()),
            None => Err(e.text.trim_start_matches("fail ").to_owned()),
        },
    }
}

/// True for what only a server has.
pub(crate) fn is_remote(source: &str) -> bool {
    let web = source.starts_with("https://") || source.starts_with("http://") || source.starts_with("//");
    web && !["http://usr", "http://tmp", "http://store"].iter().any(|mount| source.starts_with(mount))
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
        assert!(is_remote("https://a/b.png"));
        assert!(!is_remote("http://usr/b.png"));
        assert!(!is_remote("images/b.png"));
    }
}
