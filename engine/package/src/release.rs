//! A release: which parts a version of a game has, how large they are and what they hash to. It is what a server offers, what the
//! cache of a player keeps, and what a signature covers.
//!
//! Whatever a server says is untrusted: names, sizes and counts are checked here, before anything is fetched.

use crate::{MAIN_PACKAGE, PackageError};
use serde_json::{Value, json};
use sparrow_platform::RelativePath;

/// The first line of what a release is.
const FORMAT: &str = "sparrow-release-1";
/// Longer manifests are refused.
pub const MAX_RELEASE_BYTES: u64 = 1 << 20;
/// More parts than any game has.
const MAX_PARTS: usize = 1000;
/// A part may be larger than the platform allows: other shops do.
const MAX_PART_BYTES: u64 = 256 << 20;
/// All parts.
const MAX_TOTAL_BYTES: u64 = 1 << 30;

/// A hash of a file: BLAKE3, 32 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash([u8; 32]);

impl ContentHash {
    /// The hash of some bytes.
    pub fn of(bytes: &[u8]) -> ContentHash {
        ContentHash(*blake3::hash(bytes).as_bytes())
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<ContentHash> {
        blake3::Hash::from_hex(text).ok().map(|hash| ContentHash(*hash.as_bytes()))
    }
}

impl std::fmt::Display for ContentHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(blake3::Hash::from_bytes(self.0).to_hex().as_str())
    }
}

impl std::fmt::Debug for ContentHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self}")
    }
}

/// Hashes what comes in pieces.
#[derive(Debug, Default)]
pub struct ContentHasher(blake3::Hasher);

impl ContentHasher {
    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The hash of all of them.
    pub fn finish(&self) -> ContentHash {
        ContentHash(*self.0.finalize().as_bytes())
    }
}

/// A part of a release: the main package, or a subpackage. It is a zip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleasePart {
    /// The subpackage's name; empty for the main package.
    pub name: String,
    /// The folder whose files it holds; the root for the main package.
    pub root: RelativePath,
    /// It can be started without the main package.
    pub independent: bool,
    /// Bytes of the zip.
    pub bytes: u64,
    /// Hash of the zip.
    pub hash: ContentHash,
}

impl ReleasePart {
    /// What the part is called where it is served and kept.
    pub fn file_name(&self) -> String {
        format!("{}.zip", self.hash)
    }
}

/// See the module's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Which game.
    pub app_id: String,
    /// Which version; another text is another version.
    pub version: String,
    /// Grows from one signed release of a game to the next, so that an old one cannot be told for a new one; 0 where nobody counts.
    pub sequence: u64,
    /// The game's name for people.
    pub name: String,
    /// The main package first.
    pub parts: Vec<ReleasePart>,
}

impl Release {
    /// Reads a manifest.
    pub fn parse(text: &str) -> Result<Release, PackageError> {
        let bad = |reason: String| PackageError::Release { reason };
        if text.len() as u64 > MAX_RELEASE_BYTES {
            return Err(bad(format!("it is larger than {MAX_RELEASE_BYTES} bytes")));
        }
        let value: Value = serde_json::from_str(text).map_err(|e| bad(e.to_string()))?;
        if value["format"] != FORMAT {
            return Err(bad(format!("it is no {FORMAT}")));
        }
        let text = |value: &Value, key: &str| {
            let text =
                value[key].as_str().filter(|text| text.len() <= 256 && !text.contains(char::is_control));
            text.map(str::to_owned).ok_or_else(|| bad(format!("'{key}' is missing, or no short text")))
        };
        let mut release = Release {
            app_id: text(&value, "appId")?,
            version: text(&value, "version")?,
            sequence: match &value["sequence"] {
                Value::Null => 0,
                number => number.as_u64().ok_or_else(|| bad("'sequence' is no whole number".to_owned()))?,
            },
            name: text(&value, "name")?,
            parts: Vec::new(),
        };
        if release.app_id.is_empty() || release.version.is_empty() {
            return Err(bad("'appId' or 'version' is empty".to_owned()));
        }
        let parts = value["parts"].as_array().ok_or_else(|| bad("'parts' is missing".to_owned()))?;
        if parts.len() > MAX_PARTS {
            return Err(bad(format!("it has more than {MAX_PARTS} parts")));
        }
        let mut total = 0_u64;
        for part in parts {
            let bytes = part["bytes"].as_u64().filter(|bytes| *bytes <= MAX_PART_BYTES);
            let bytes = bytes.ok_or_else(|| bad("'bytes' of a part is missing or too large".to_owned()))?;
            total = total.saturating_add(bytes);
            let hash = ContentHash::parse(&text(part, "blake3")?);
            release.parts.push(ReleasePart {
                name: text(part, "name")?,
                root: RelativePath::new(&text(part, "root")?).map_err(|e| bad(e.to_string()))?,
                independent: part["independent"].as_bool().unwrap_or(false),
                bytes,
                hash: hash.ok_or_else(|| bad("'blake3' of a part is no hash".to_owned()))?,
            });
        }
        if total > MAX_TOTAL_BYTES {
            return Err(bad(format!("its parts are {total} bytes; {MAX_TOTAL_BYTES} are allowed")));
        }
        let is_main = |part: &ReleasePart| part.name.is_empty();
        if !release.parts.first().is_some_and(|part| is_main(part) && part.root.is_root())
            || release.parts.iter().skip(1).any(|part| is_main(part) || part.root.is_root())
        {
            return Err(bad(
                "the main package must be its first part, and the only one without a name".to_owned()
            ));
        }
        Ok(release)
    }

    /// The manifest as text; the same release is the same text.
    pub fn to_text(&self) -> String {
        let parts: Vec<_> = self
            .parts
            .iter()
            .map(|part| {
                json!({
                    "name": part.name, "root": part.root.as_str(), "independent": part.independent,
                    "bytes": part.bytes, "blake3": part.hash.to_string(),
                })
            })
            .collect();
        let mut value = json!({
            "format": FORMAT, "appId": self.app_id, "version": self.version, "name": self.name, "parts": parts,
        });
        if self.sequence > 0 {
            value["sequence"] = self.sequence.into();
        }
        format!("{value:#}\n")
    }

    /// Gives a release that is to be signed its number: the one of the release `before` where that is the same but for its number, else
    /// `now` (seconds since 1970), or one more than before.
    pub fn count_on(&mut self, before: Option<&Release>, now: u64) {
        let last = before.map_or(0, |before| before.sequence);
        let same = before.is_some_and(|before| *before == Release { sequence: last, ..self.clone() });
        self.sequence = if same && last > 0 { last } else { now.max(last.saturating_add(1)) };
    }

    /// The main package.
    pub fn main(&self) -> Option<&ReleasePart> {
        self.parts.first()
    }

    /// A part as `wx.loadSubpackage` names it: [`MAIN_PACKAGE`] or a subpackage.
    pub fn part(&self, name: &str) -> Option<&ReleasePart> {
        if name == MAIN_PACKAGE { self.main() } else { self.subpackage(name) }
    }

    /// An independent subpackage by its name or its root.
    pub fn independent(&self, name: &str) -> Result<&ReleasePart, PackageError> {
        let refused = |why: &str| PackageError::NotIndependent { name: name.to_owned(), why: why.to_owned() };
        let part =
            self.subpackage(name).ok_or_else(|| refused("the release has no subpackage of that name"))?;
        if part.independent { Ok(part) } else { Err(refused("it counts on the main package")) }
    }

    /// A subpackage by its name, or by its root however it is written.
    pub fn subpackage(&self, name: &str) -> Option<&ReleasePart> {
        let root = name.trim_matches('/');
        self.parts.iter().skip(1).find(|part| part.name == name || part.root.as_str() == root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release() -> Release {
        let part = |name: &str, root: &str| ReleasePart {
            name: name.to_owned(),
            root: RelativePath::new(root).unwrap(),
            independent: name == "b",
            bytes: 10,
            hash: ContentHash::of(name.as_bytes()),
        };
        Release {
            app_id: "wx1".to_owned(),
            version: "1.0".to_owned(),
            sequence: 7,
            name: "game".to_owned(),
            parts: vec![part("", ""), part("a", "sub/a"), part("b", "sub/b.js")],
        }
    }

    #[test]
    fn a_release_is_its_text() {
        let release = release();
        assert_eq!(Release::parse(&release.to_text()).unwrap(), release);
        assert_eq!(release.subpackage("/sub/a/").unwrap().name, "a");
        assert!(release.subpackage("").is_none());
        let mut hasher = ContentHasher::default();
        hasher.push(b"a");
        hasher.push(b"b");
        assert_eq!(hasher.finish(), ContentHash::of(b"ab"));
    }

    #[test]
    fn signed_releases_are_numbered() {
        let mut first = Release { sequence: 0, ..release() };
        assert!(!first.to_text().contains("sequence"));
        assert_eq!(Release::parse(&first.to_text()).unwrap(), first);
        let unsigned = first.clone();
        first.count_on(Some(&unsigned), 1000);
        assert_eq!(first.sequence, 1000);
        let mut same = unsigned.clone();
        same.count_on(Some(&first), 2000);
        assert_eq!(same, first, "the same files are the same release");
        for (now, sequence) in [(2000, 2000), (1000, 1001), (3, 1001)] {
            let mut next = Release { version: "1.1".to_owned(), ..unsigned.clone() };
            next.count_on(Some(&first), now);
            assert_eq!(next.sequence, sequence);
        }
    }

    #[test]
    fn what_a_server_says_is_checked() {
        let text = release().to_text();
        for (from, to, part) in [
            (FORMAT, "other", "it is no"),
            ("\"bytes\": 10", "\"bytes\": 99999999999", "'bytes'"),
            ("\"bytes\": 10", "\"bytes\": -1", "'bytes'"),
            ("\"sequence\": 7", "\"sequence\": -7", "'sequence'"),
            ("\"sub/a\"", "\"../a\"", "leads out"),
            ("\"sub/a\"", "\"\"", "first part"),
            ("\"version\": \"1.0\"", "\"version\": \"\"", "empty"),
            ("\"name\": \"game\"", "\"name\": \"a\\nb\"", "'name'"),
        ] {
            let error = Release::parse(&text.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(error.contains(part), "{to}: {error}");
        }
        let hash = ContentHash::of(b"").to_string();
        assert!(Release::parse(&text.replacen(&hash, "zz", 1)).is_err());
        assert!(Release::parse("[").is_err() && Release::parse("null").is_err());
        assert!(Release::parse(&" ".repeat(2 << 20)).is_err());
    }
}
