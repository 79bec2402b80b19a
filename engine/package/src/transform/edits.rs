//! Changes to a source text that keep its lines, and the map back.
//!
//! Compiling by small edits instead of printing a tree anew leaves comments, layout and line numbers as their author
//! wrote them, and costs nothing where nothing changes.

use std::ops::Range;

use crate::{
    SourceMap,
    source_map::{Position, Segment},
};

struct Edit {
    range: Range<usize>,
    text: String,
    /// Where in the source the new text comes from.
    origin: usize,
}

/// Edits of one source, in any order; they must not overlap, apart from insertions at the same place, which keep
/// the order in which they were made.
#[derive(Default)]
pub(super) struct Edits {
    all: Vec<Edit>,
}

impl Edits {
    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.insert_from(at, text, at);
    }

    /// Inserts text that belongs to `origin` when an error asks.
    pub(super) fn insert_from(&mut self, at: usize, text: impl Into<String>, origin: usize) {
        self.all.push(Edit { range: at..at, text: text.into(), origin });
    }

    /// Replaces a part; its line ends stay, after the new text.
    pub(super) fn replace(&mut self, range: Range<usize>, text: impl Into<String>) {
        let origin = range.start;
        self.all.push(Edit { range, text: text.into(), origin });
    }

    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The new text and the way back.
    pub(super) fn apply(mut self, source: &str) -> (String, SourceMap) {
        // Insertions come before a replacement that begins at the same place.
        self.all.sort_by_key(|edit| (edit.range.start, !edit.range.is_empty()));
        let lines = LineStarts::new(source);
        let mut out =
            Output { text: String::with_capacity(source.len() + source.len() / 8), line: 1, line_start: 0 };
        let mut segments = Vec::new();
        let mut at = 0;
        for edit in self.all {
            debug_assert!(edit.range.start >= at, "edits overlap at {}", edit.range.start);
            if edit.range.start < at {
                continue;
            }
            if edit.range.start > at {
                out.push(&source[at..edit.range.start]);
            }
            if !edit.text.is_empty() {
                segments.push(Segment {
                    compiled: out.position(),
                    original: lines.position(edit.origin),
                    copied: false,
                });
            }
            out.push(&edit.text);
            let line_ends = source[edit.range.clone()].bytes().filter(|&b| b == b'\n').count();
            out.push(&"\n".repeat(line_ends));
            at = edit.range.end;
            segments.push(Segment { compiled: out.position(), original: lines.position(at), copied: true });
        }
        out.push(&source[at..]);
        // Of several segments at one place the last one counts.
        segments.reverse();
        segments.dedup_by_key(|segment| segment.compiled);
        segments.reverse();
        (out.text, SourceMap::new(&segments, true))
    }
}

struct Output {
    text: String,
    line: u32,
    line_start: usize,
}

impl Output {
    fn push(&mut self, text: &str) {
        if let Some(last) = text.rfind('\n') {
            let ends = text.bytes().filter(|&b| b == b'\n').count();
            self.line += u32::try_from(ends).unwrap_or(u32::MAX);
            self.line_start = self.text.len() + last + 1;
        }
        self.text.push_str(text);
    }

    fn position(&self) -> Position {
        let column = u32::try_from(self.text.len() - self.line_start + 1).unwrap_or(u32::MAX);
        Position { line: self.line, column }
    }
}

/// Where the lines of a text begin.
pub(super) struct LineStarts(Vec<usize>);

impl LineStarts {
    pub(super) fn new(text: &str) -> LineStarts {
        let ends = text.bytes().enumerate().filter(|&(_, b)| b == b'\n');
        LineStarts(std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect())
    }

    pub(super) fn position(&self, offset: usize) -> Position {
        let line = self.0.partition_point(|&start| start <= offset);
        let column = offset - self.0[line - 1] + 1;
        let whole = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Position { line: whole(line), column: whole(column) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_keep_lines_and_lead_back() {
        let source = "one two\nthree\nfour five\n";
        let mut edits = Edits::default();
        edits.insert_from(0, "HEAD;", 14);
        edits.replace(4..13, "X");
        edits.insert(19, "(");
        edits.replace(19..23, "V");
        let (text, map) = edits.apply(source);
        assert_eq!(text, "HEAD;one X\n\nfour (V\n");
        let at = |line, column| map.original(Position { line, column });
        assert_eq!(at(1, 2), Position { line: 3, column: 1 });
        assert_eq!(at(1, 7), Position { line: 1, column: 2 });
        assert_eq!(at(1, 10), Position { line: 1, column: 5 });
        assert_eq!(at(2, 1), Position { line: 2, column: 6 });
        assert_eq!(at(3, 3), Position { line: 3, column: 3 });
        assert_eq!(at(3, 7), Position { line: 3, column: 6 });
        assert_eq!(at(3, 8), Position { line: 3, column: 10 });
    }
}
