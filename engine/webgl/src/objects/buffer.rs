//! A buffer object, and the cached largest indices of index buffers.

use sparrow_render::gl::{GlBufferId, GlIndexType};
use std::ops::Range;

/// What a buffer may be bound to: fixed when it is first bound (WebGL 2.0, 3.7.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BufferKind {
    /// Bound to nothing so far.
    Undefined,
    /// `ELEMENT_ARRAY_BUFFER`.
    Indices,
    /// Everything else.
    Data,
}

/// A buffer object.
#[derive(Debug)]
pub(crate) struct Buffer {
    pub(crate) id: GlBufferId,
    pub(crate) kind: BufferKind,
    pub(crate) size: u32,
    pub(crate) usage: u32,
    /// The content, of index buffers: draws need the largest of them.
    pub(crate) bytes: Option<Vec<u8>>,
    /// The executor has it.
    pub(crate) sent: bool,
    index_ranges: Vec<IndexRange>,
    next_victim: usize,
}

/// Largest index in a range of a version of the content.
#[derive(Clone, Debug)]
struct IndexRange {
    kind: GlIndexType,
    bytes: Range<u32>,
    skip_restart: bool,
    largest: Option<u32>,
}

/// Ranges that are remembered: batching renderers draw from many places of one buffer.
const MOST_RANGES: usize = 64;

impl Buffer {
    pub(crate) fn new(id: GlBufferId) -> Buffer {
        Buffer {
            id,
            kind: BufferKind::Undefined,
            size: 0,
            usage: crate::constants::STATIC_DRAW,
            bytes: None,
            sent: false,
            index_ranges: Vec::new(),
            next_victim: 0,
        }
    }

    /// The content in `changed` is another.
    pub(crate) fn forget_indices(&mut self, changed: Range<u32>) {
        self.index_ranges
            .retain(|range| range.bytes.end <= changed.start || changed.end <= range.bytes.start);
        self.next_victim = 0;
    }

    /// The largest index in a range of bytes that lies inside of the buffer. `None` when every index is a restart index.
    pub(crate) fn largest_index(
        &mut self,
        kind: GlIndexType,
        bytes: Range<u32>,
        skip_restart: bool,
    ) -> Option<u32> {
        let known = self
            .index_ranges
            .iter()
            .find(|range| range.kind == kind && range.bytes == bytes && range.skip_restart == skip_restart);
        if let Some(range) = known {
            return range.largest;
        }
        let content = self.bytes.as_deref().unwrap_or_default();
        let content = content.get(bytes.start as usize..bytes.end as usize).unwrap_or_default();
        let largest = largest_in(kind, content, skip_restart);
        let range = IndexRange { kind, bytes, skip_restart, largest };
        if self.index_ranges.len() < MOST_RANGES {
            self.index_ranges.push(range);
        } else {
            self.index_ranges[self.next_victim] = range;
            self.next_victim = (self.next_victim + 1) % MOST_RANGES;
        }
        largest
    }
}

fn largest_in(kind: GlIndexType, content: &[u8], skip_restart: bool) -> Option<u32> {
    match kind {
        GlIndexType::U8 => {
            content.iter().copied().filter(|&index| !(skip_restart && index == u8::MAX)).max().map(u32::from)
        }
        GlIndexType::U16 => content
            .chunks_exact(2)
            .map(|index| u16::from_le_bytes([index[0], index[1]]))
            .filter(|&index| !(skip_restart && index == u16::MAX))
            .max()
            .map(u32::from),
        GlIndexType::U32 => content
            .chunks_exact(4)
            .map(|index| u32::from_le_bytes([index[0], index[1], index[2], index[3]]))
            .filter(|&index| !(skip_restart && index == u32::MAX))
            .max(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn largest_indices_are_found_again_and_forgotten() {
        let mut buffer = Buffer::new(GlBufferId(1));
        buffer.bytes = Some(vec![1, 0, 9, 0, 3, 0, 255, 255]);
        assert_eq!(buffer.largest_index(GlIndexType::U16, 0..4, false), Some(9));
        assert_eq!(buffer.largest_index(GlIndexType::U16, 4..8, true), Some(3));
        assert_eq!(buffer.largest_index(GlIndexType::U16, 4..8, false), Some(65535));
        assert_eq!(buffer.largest_index(GlIndexType::U16, 6..8, true), None);
        assert_eq!(buffer.largest_index(GlIndexType::U8, 0..3, false), Some(9));
        assert_eq!(buffer.largest_index(GlIndexType::U32, 0..4, false), Some(0x0009_0001));
        buffer.bytes.as_mut().unwrap()[2] = 4;
        buffer.forget_indices(2..3);
        assert_eq!(buffer.largest_index(GlIndexType::U16, 0..4, false), Some(4));
    }
}
