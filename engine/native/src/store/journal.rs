//! The format of the storage file: a header, then records that are only ever added.
//!
//! ```text
//! header   "SPRWKV01"  generation u64  crc32 of both u32  0 u32                                24 bytes
//! record   "srec"  kind u32  key bytes u32  value bytes u32  crc32 of the body u32  crc32 of all before u32
//!          key, value                                                                         24 bytes + body
//! ```
//! Numbers are little-endian. The generation is a random number that changes whenever the file is written anew, so
//! that who has read a file knows whether what it knows is still a beginning of it.
//! The two checksums of a record part damage from an interrupted write: an intact header whose body is cut off by
//! the end of the file is a write that was never acknowledged.

use std::ops::Range;

pub(super) const HEADER_BYTES: usize = 24;
pub(super) const RECORD_HEADER_BYTES: usize = 24;
const MAGIC: [u8; 8] = *b"SPRWKV01";
const RECORD_MAGIC: [u8; 4] = *b"srec";

/// What a record does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Set = 1,
    Remove = 2,
}

/// What stands at a place of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Item {
    Record(Record),
    /// Bytes that are no intact record.
    Damage(Range<usize>),
    /// The file ends within a record that begins here.
    Torn(usize),
}

/// An intact record; ranges are within the bytes that were scanned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) kind: Kind,
    pub(super) key: String,
    pub(super) start: usize,
    pub(super) value: Range<usize>,
    pub(super) body_crc: u32,
}

pub(super) fn header(generation: u64) -> [u8; HEADER_BYTES] {
    let mut bytes = [0; HEADER_BYTES];
    bytes[..8].copy_from_slice(&MAGIC);
    bytes[8..16].copy_from_slice(&generation.to_le_bytes());
    let crc = crc32fast::hash(&bytes[..16]);
    bytes[16..20].copy_from_slice(&crc.to_le_bytes());
    bytes
}

/// The generation that a header names; `None` when it is damaged or of another format.
pub(super) fn read_header(bytes: &[u8]) -> Option<u64> {
    let bytes = bytes.get(..HEADER_BYTES)?;
    let generation = u64::from_le_bytes(bytes[8..16].try_into().ok()?);
    (bytes == header(generation)).then_some(generation)
}

/// The bytes of a record; `None` when a length does not fit.
pub(super) fn encode(kind: Kind, key: &str, value: &str) -> Option<Vec<u8>> {
    let key_len = u32::try_from(key.len()).ok()?;
    let value_len = u32::try_from(value.len()).ok()?;
    let mut bytes = Vec::with_capacity(RECORD_HEADER_BYTES + key.len() + value.len());
    bytes.extend(RECORD_MAGIC);
    bytes.extend((kind as u32).to_le_bytes());
    bytes.extend(key_len.to_le_bytes());
    bytes.extend(value_len.to_le_bytes());
    bytes.extend(body_crc(key.as_bytes(), value.as_bytes()).to_le_bytes());
    let crc = crc32fast::hash(&bytes);
    bytes.extend(crc.to_le_bytes());
    bytes.extend(key.as_bytes());
    bytes.extend(value.as_bytes());
    Some(bytes)
}

pub(super) fn body_crc(key: &[u8], value: &[u8]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(key);
    hasher.update(value);
    hasher.finalize()
}

struct RecordHeader {
    kind: Kind,
    key_len: usize,
    value_len: usize,
    body_crc: u32,
}

fn read_record_header(bytes: &[u8]) -> Option<RecordHeader> {
    let bytes = bytes.get(..RECORD_HEADER_BYTES)?;
    let word = |i: usize| u32::from_le_bytes([bytes[i], bytes[i + 1], bytes[i + 2], bytes[i + 3]]);
    if bytes[..4] != RECORD_MAGIC || crc32fast::hash(&bytes[..20]) != word(20) {
        return None;
    }
    let kind = match word(4) {
        1 => Kind::Set,
        2 => Kind::Remove,
        _ => return None,
    };
    Some(RecordHeader { kind, key_len: word(8) as usize, value_len: word(12) as usize, body_crc: word(16) })
}

/// Walks over records, and over damage to the next intact one.
pub(super) struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    /// `bytes` begin at the start of a record.
    pub(super) fn new(bytes: &'a [u8]) -> Scanner<'a> {
        Scanner { bytes, at: 0 }
    }

    /// The next place from `from` on where a record's header stands intact, or the end.
    fn next_header(&self, from: usize) -> usize {
        let places = self.bytes.get(from..).unwrap_or(&[]).windows(RECORD_HEADER_BYTES);
        let found =
            places.enumerate().find(|(_, w)| w[..4] == RECORD_MAGIC && read_record_header(w).is_some());
        found.map_or(self.bytes.len(), |(i, _)| from + i)
    }
}

impl Iterator for Scanner<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let start = self.at;
        let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
        let Some(header) = read_record_header(rest) else {
            let is_beginning =
                rest.len() < RECORD_HEADER_BYTES && rest.iter().zip(RECORD_MAGIC).all(|(a, b)| *a == b);
            if is_beginning {
                self.at = self.bytes.len();
                return Some(Item::Torn(start));
            }
            self.at = self.next_header(start + 1);
            return Some(Item::Damage(start..self.at));
        };
        let key = RECORD_HEADER_BYTES..RECORD_HEADER_BYTES + header.key_len;
        let value = key.end..key.end + header.value_len;
        let Some(body) = rest.get(key.start..value.end) else {
            self.at = self.bytes.len();
            return Some(Item::Torn(start));
        };
        self.at = start + value.end;
        let (key, value_bytes) = body.split_at(header.key_len);
        let text = (std::str::from_utf8(key), std::str::from_utf8(value_bytes));
        match text {
            (Ok(key), Ok(_)) if crc32fast::hash(body) == header.body_crc => Some(Item::Record(Record {
                kind: header.kind,
                key: key.to_owned(),
                start,
                value: start + value.start..start + value.end,
                body_crc: header.body_crc,
            })),
            _ => Some(Item::Damage(start..self.at)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records() -> Vec<u8> {
        let mut bytes = encode(Kind::Set, "a", "1").unwrap();
        bytes.extend(encode(Kind::Set, "中文", &"x".repeat(100)).unwrap());
        bytes.extend(encode(Kind::Remove, "a", "").unwrap());
        bytes
    }

    fn keys(bytes: &[u8]) -> Vec<String> {
        Scanner::new(bytes)
            .filter_map(|item| match item {
                Item::Record(record) => Some(record.key),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn records_come_back() {
        let bytes = records();
        let items: Vec<Item> = Scanner::new(&bytes).collect();
        assert_eq!(keys(&bytes), ["a", "中文", "a"]);
        let Item::Record(second) = &items[1] else { panic!("{items:?}") };
        assert_eq!(&bytes[second.value.clone()], "x".repeat(100).as_bytes());
        assert!(matches!(&items[2], Item::Record(r) if r.kind == Kind::Remove));
    }

    #[test]
    fn every_cut_leaves_the_records_before_it_and_no_damage() {
        let bytes = records();
        for end in 0..bytes.len() {
            let items: Vec<Item> = Scanner::new(&bytes[..end]).collect();
            assert!(!items.iter().any(|i| matches!(i, Item::Damage(_))), "cut at {end}: {items:?}");
            let whole = [25 + 1, 25 + 1 + 24 + 106, bytes.len()].iter().filter(|len| **len <= end).count();
            assert_eq!(keys(&bytes[..end]).len(), whole, "cut at {end}");
        }
    }

    #[test]
    fn every_flipped_bit_costs_one_record_and_is_seen() {
        let bytes = records();
        for bit in 0..bytes.len() * 8 {
            let mut bad = bytes.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            let items: Vec<Item> = Scanner::new(&bad).collect();
            assert!(items.iter().any(|i| matches!(i, Item::Damage(_))), "bit {bit}: {items:?}");
            assert_eq!(keys(&bad).len(), 2, "bit {bit}");
        }
    }

    #[test]
    fn garbage_ends() {
        let mut state = 1_u32;
        for len in 0..300 {
            let garbage: Vec<u8> = (0..len)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 24) as u8
                })
                .collect();
            assert_eq!(keys(&garbage), [""; 0]);
            assert_eq!(read_header(&garbage), None);
        }
        assert_eq!(read_header(&header(77)), Some(77));
        assert_eq!(keys(&[0; 5000]), [""; 0]);
    }
}
