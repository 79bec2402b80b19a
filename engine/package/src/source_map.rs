//! From a place in the compiled text back to the place that a person wrote.
//!
//! Lines count from 1; columns are UTF-8 bytes from 1, as QuickJS reports them. The map is a sorted list of
//! segments kept as delta-coded bytes: a cached module carries it at no cost, and it is decoded when the first
//! error asks. Absent on purpose: the JSON source map format.

use std::sync::{Arc, OnceLock};

/// A place in a text: line and byte column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Column in bytes, from 1.
    pub column: u32,
}

/// From here on (to the next segment) the compiled text comes from `original`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) compiled: Position,
    pub(crate) original: Position,
    /// The text was copied, so columns go on side by side; otherwise all of it comes from that one place.
    pub(crate) copied: bool,
}

/// See the module's text.
#[derive(Clone, Debug)]
pub struct SourceMap {
    bytes: Arc<[u8]>,
    segments: OnceLock<Vec<Segment>>,
}

impl PartialEq for SourceMap {
    fn eq(&self, other: &SourceMap) -> bool {
        self.bytes == other.bytes
    }
}

/// Lines that no segment mentions are the same lines of the original.
const SAME_LINES: u8 = 1;

impl SourceMap {
    /// `segments` in order of their compiled place. With `same_lines` a line without a segment is the same line of
    /// the original; without, it belongs to the last segment before it.
    #[cfg(any(test, feature = "compiler"))]
    pub(crate) fn new(segments: &[Segment], same_lines: bool) -> SourceMap {
        let mut bytes = vec![if same_lines { SAME_LINES } else { 0 }];
        put(&mut bytes, segments.len() as u64);
        let mut last = Segment { compiled: START, original: START, copied: false };
        for segment in segments {
            let lines = u64::from(segment.compiled.line - last.compiled.line);
            put(&mut bytes, lines << 1 | u64::from(segment.copied));
            let column_base = if lines == 0 { last.compiled.column } else { 0 };
            put(&mut bytes, u64::from(segment.compiled.column - column_base));
            put_signed(&mut bytes, i64::from(segment.original.line) - i64::from(last.original.line));
            put_signed(&mut bytes, i64::from(segment.original.column) - i64::from(last.original.column));
            last = *segment;
        }
        SourceMap { bytes: bytes.into(), segments: OnceLock::new() }
    }

    /// What [`SourceMap::as_bytes`] gave. Bytes that are no map lead to places that are not right, nothing worse.
    pub fn from_bytes(bytes: &[u8]) -> SourceMap {
        SourceMap { bytes: bytes.into(), segments: OnceLock::new() }
    }

    /// The map as bytes, for a cache.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The original place of a compiled one.
    pub fn original(&self, compiled: Position) -> Position {
        let segments = self.segments.get_or_init(|| decode(&self.bytes).unwrap_or_default());
        let same_lines = self.bytes.first().is_some_and(|flags| flags & SAME_LINES != 0);
        let before = segments.partition_point(|segment| segment.compiled <= compiled);
        let Some(segment) = before.checked_sub(1).and_then(|i| segments.get(i)) else { return compiled };
        let same_line = segment.compiled.line == compiled.line;
        match (same_line, same_lines) {
            (true, _) if segment.copied => {
                let along = compiled.column - segment.compiled.column;
                Position { column: segment.original.column.saturating_add(along), ..segment.original }
            }
            (false, true) => compiled,
            _ => segment.original,
        }
    }

    /// This map's originals looked up in `earlier`: one map for two compile steps in a row.
    #[cfg(feature = "compiler")]
    pub(crate) fn after(&self, earlier: &SourceMap) -> SourceMap {
        let segments = decode(&self.bytes).unwrap_or_default();
        let through = segments.into_iter().map(|s| Segment { original: earlier.original(s.original), ..s });
        SourceMap::new(&through.collect::<Vec<_>>(), false)
    }
}

const START: Position = Position { line: 1, column: 1 };

#[cfg(any(test, feature = "compiler"))]
fn put(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[cfg(any(test, feature = "compiler"))]
fn put_signed(bytes: &mut Vec<u8>, value: i64) {
    put(bytes, ((value << 1) ^ (value >> 63)) as u64);
}

struct Bytes<'a>(std::slice::Iter<'a, u8>);

impl Bytes<'_> {
    fn get(&mut self) -> Option<u64> {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = *self.0.next()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn get_u32(&mut self) -> Option<u32> {
        u32::try_from(self.get()?).ok()
    }

    fn get_signed(&mut self) -> Option<i64> {
        let value = self.get()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }
}

fn decode(bytes: &[u8]) -> Option<Vec<Segment>> {
    let mut bytes = Bytes(bytes.get(1..)?.iter());
    let count = bytes.get()?;
    let mut segments = Vec::new();
    let mut last = Segment { compiled: START, original: START, copied: false };
    for _ in 0..count {
        let lines = bytes.get_u32()?;
        let column_base = if lines >> 1 == 0 { last.compiled.column } else { 0 };
        let compiled = Position {
            line: last.compiled.line.checked_add(lines >> 1)?,
            column: column_base.checked_add(bytes.get_u32()?)?,
        };
        let add = |base: u32, delta: i64| u32::try_from(i64::from(base).checked_add(delta)?).ok();
        let original = Position {
            line: add(last.original.line, bytes.get_signed()?)?,
            column: add(last.original.column, bytes.get_signed()?)?,
        };
        last = Segment { compiled, original, copied: lines & 1 == 1 };
        segments.push(last);
    }
    Some(segments)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: u32, column: u32) -> Position {
        Position { line, column }
    }

    fn segment(compiled: Position, original: Position, copied: bool) -> Segment {
        Segment { compiled, original, copied }
    }

    #[test]
    fn places_are_found_again_after_a_round_trip() {
        let segments = [
            segment(at(1, 1), at(7, 3), false),
            segment(at(1, 50), at(1, 1), true),
            segment(at(4, 10), at(4, 5), true),
        ];
        let map = SourceMap::from_bytes(SourceMap::new(&segments, true).as_bytes());
        assert_eq!(map.original(at(1, 30)), at(7, 3));
        assert_eq!(map.original(at(1, 60)), at(1, 11));
        assert_eq!(map.original(at(3, 9)), at(3, 9));
        assert_eq!(map.original(at(4, 9)), at(4, 9));
        assert_eq!(map.original(at(4, 12)), at(4, 7));
        assert_eq!(map.original(at(9, 1)), at(9, 1));
        let map = SourceMap::new(&segments, false);
        assert_eq!(map.original(at(3, 9)), at(1, 1));
    }

    #[test]
    fn damaged_bytes_are_no_panic() {
        let good = SourceMap::new(
            &[segment(at(1, 1), at(90, 70), true), segment(at(300, 2), at(1, 1), false)],
            true,
        );
        for cut in 0..good.as_bytes().len() {
            let mut bytes = good.as_bytes().to_vec();
            bytes[cut] = 0xff;
            SourceMap::from_bytes(&bytes).original(at(3, 3));
            SourceMap::from_bytes(&bytes[..cut]).original(at(3, 3));
        }
    }
}
