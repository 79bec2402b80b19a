//! Words over a game: as wide as they are drawn, broken where lines may break, and cut with an ellipsis where there is no room.

use unicode_segmentation::UnicodeSegmentation;

/// Measures a text of a size, bold or not, in logical pixels.
pub(crate) type Measure<'a> = &'a mut dyn FnMut(&str, f64, bool) -> f64;

/// A size and weight, and what measures it.
pub(super) struct Words<'a, 'm> {
    pub(super) measure: &'a mut Measure<'m>,
    pub(super) size: f64,
    pub(super) bold: bool,
}

impl Words<'_, '_> {
    pub(super) fn width(&mut self, text: &str) -> f64 {
        (self.measure)(text, self.size, self.bold)
    }

    /// Lines that fit into `width`, at most `most`; the last one says by an ellipsis that there was more.
    pub(super) fn wrap(&mut self, text: &str, width: f64, most: usize) -> Vec<String> {
        // More than any panel holds; a game may give megabytes.
        let end = text.char_indices().nth(2000).map_or(text.len(), |(at, _)| at);
        let text = &text[..end];
        let mut lines = Vec::new();
        for part in text.lines() {
            if lines.len() > most {
                break;
            }
            let mut line = String::new();
            // Between words, between ideographs, after hyphens.
            for piece in part.split_word_bounds() {
                let longer = format!("{line}{piece}");
                let alone = piece.trim().is_empty();
                if alone || self.width(longer.trim_end()) <= width {
                    line = longer;
                    continue;
                }
                if !line.trim().is_empty() {
                    lines.push(line.trim_end().to_owned());
                }
                line = self.break_word(piece, width, &mut lines);
                if lines.len() > most {
                    break;
                }
            }
            lines.push(line.trim_end().to_owned());
        }
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                let cut = format!("{last}…");
                *last = self.fit(&cut, width);
            }
        }
        lines
    }

    /// A word that may be longer than a line: whole lines of it go to `lines`, what is left is returned. Never within what is
    /// seen as one character.
    fn break_word(&mut self, word: &str, width: f64, lines: &mut Vec<String>) -> String {
        let mut line = String::new();
        for character in word.graphemes(true) {
            if !line.is_empty() && self.width(&format!("{line}{character}")) > width {
                lines.push(std::mem::take(&mut line));
            }
            line.push_str(character);
        }
        line
    }

    /// One line: the text, or as much of its beginning as fits with an ellipsis.
    pub(super) fn fit(&mut self, text: &str, width: f64) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let kept = text.trim_end_matches('…');
        let ends: Vec<usize> = kept.grapheme_indices(true).map(|(at, _)| at).collect();
        // Widths grow with the text, so that the longest that fits is found by halves.
        let count = ends.partition_point(|end| self.width(&format!("{}…", kept[..*end].trim_end())) <= width);
        let end = count.checked_sub(1).map_or(0, |last| ends[last]);
        format!("{}…", kept[..end].trim_end())
    }

    /// The end of a text that is longer than its field.
    pub(super) fn fit_end<'t>(&mut self, text: &'t str, width: f64) -> &'t str {
        let starts: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
        let too_long = starts.partition_point(|start| self.width(&text[*start..]) > width);
        starts.get(too_long).map_or("", |start| &text[*start..])
    }
}

#[cfg(test)]
pub(super) fn square(text: &str, size: f64, _: bool) -> f64 {
    text.graphemes(true).map(|c| if c < "\u{2e80}" { 0.5 } else { 1.0 }).sum::<f64>() * size
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(text: &str, width: f64, most: usize) -> Vec<String> {
        let measure: &mut Measure<'_> = &mut (&mut square as Measure<'_>);
        Words { measure, size: 10.0, bold: false }.wrap(text, width, most)
    }

    #[test]
    fn lines_break_between_words_and_ideographs() {
        assert_eq!(wrap("Successfully saved", 70.0, 9), ["Successfully", "saved"]);
        assert_eq!(wrap("中文中文中", 40.0, 9), ["中文中文", "中"]);
        assert_eq!(wrap("a\n\nb", 100.0, 9), ["a", "", "b"]);
        assert_eq!(wrap("", 100.0, 9), Vec::<String>::new());
    }

    #[test]
    fn only_words_longer_than_a_line_are_broken() {
        assert_eq!(wrap("ab Incomprehensible", 40.0, 9), ["ab", "Incompre", "hensible"]);
        assert_eq!(wrap("e\u{301}e\u{301}e\u{301}", 10.0, 9), ["e\u{301}e\u{301}", "e\u{301}"]);
        assert_eq!(wrap("中", 1.0, 9), ["中"]);
    }

    #[test]
    fn what_does_not_fit_ends_in_an_ellipsis() {
        assert_eq!(wrap("one two three four", 25.0, 2), ["one", "two…"]);
        assert_eq!(wrap("a\nb\nc", 100.0, 2), ["a", "b…"]);
        assert_eq!(wrap("a\nb", 100.0, 2), ["a", "b"]);
        let measure: &mut Measure<'_> = &mut (&mut square as Measure<'_>);
        let mut words = Words { measure, size: 10.0, bold: false };
        assert_eq!(words.fit("abcdef", 20.0), "abc…");
        assert_eq!(words.fit("abcdef", 30.0), "abcdef");
        assert_eq!(words.fit("abc", 1.0), "…");
        assert_eq!(words.fit_end("abcdef", 20.0), "cdef");
        assert_eq!(words.fit_end("中", 1.0), "");
    }
}
