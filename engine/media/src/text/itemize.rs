//! Cutting a line into stretches that can be shaped in one go: one direction, one script, one face.

use crate::font::{Direction, FontFace};
use icu_properties::{
    CodePointMapData, CodePointMapDataBorrowed, CodePointSetData, PropertyNamesShort,
    props::{Emoji, EmojiModifier, EmojiPresentation, ExtendedPictographic, Script},
    script::ScriptWithExtensions,
};
use std::{ops::Range, sync::Arc};
use unicode_bidi::{BidiInfo, Level};

/// A stretch of text with one direction, one script and one face, in logical order.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) bytes: Range<usize>,
    pub(super) level: u8,
    pub(super) script: harfrust::Script,
    /// Its letters hang together.
    pub(super) joined: bool,
    pub(super) face: Arc<FontFace>,
}

/// What a grapheme cluster needs of a font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Presentation {
    /// Letters and symbols.
    Text,
    /// An emoji: colours are preferred.
    Emoji,
}

const TEXT_SELECTOR: char = '\u{fe0e}';
const EMOJI_SELECTOR: char = '\u{fe0f}';
const ZERO_WIDTH_JOINER: char = '\u{200d}';

/// Whether a grapheme cluster is to be shown as an emoji (UTS #51).
pub(super) fn presentation(cluster: &str) -> Presentation {
    let mut chars = cluster.chars();
    let Some(first) = chars.next() else { return Presentation::Text };
    // Below are letters, digits and the two signs that are emoji only before a selector.
    let second = chars.next();
    if first < '\u{203c}' && second.is_none() {
        return Presentation::Text;
    }
    if !CodePointSetData::new::<Emoji>().contains(first)
        && !CodePointSetData::new::<ExtendedPictographic>().contains(first)
    {
        return Presentation::Text;
    }
    match second {
        Some(TEXT_SELECTOR) => Presentation::Text,
        Some(EMOJI_SELECTOR) => Presentation::Emoji,
        Some(ZERO_WIDTH_JOINER) => Presentation::Emoji,
        Some(c) if CodePointSetData::new::<EmojiModifier>().contains(c) => Presentation::Emoji,
        _ if CodePointSetData::new::<EmojiPresentation>().contains(first) => Presentation::Emoji,
        _ => Presentation::Text,
    }
}

/// True for characters that a font need not map: selectors, joiners and other format characters.
pub(super) fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// Bidirectional level of every byte; empty when the whole text is left to right.
pub(super) fn levels(text: &str, direction: Direction) -> Vec<Level> {
    // Nothing below Hebrew runs right to left.
    if direction == Direction::Ltr && text.chars().all(|c| c < '\u{590}') {
        return Vec::new();
    }
    let base = match direction {
        Direction::Ltr => Level::ltr(),
        Direction::Rtl => Level::rtl(),
    };
    let info = BidiInfo::new(text, Some(base));
    if direction == Direction::Ltr && !info.has_rtl() {
        return Vec::new();
    }
    info.levels
}

/// Follows the script along a text: characters without one of their own take it from what stands before (or else after) them.
pub(super) struct Scripts {
    current: Script,
    data: CodePointMapDataBorrowed<'static, Script>,
}

impl Scripts {
    pub(super) fn new(text: &str) -> Scripts {
        let data = CodePointMapData::<Script>::new();
        let current = text.chars().map(|c| data.get(c)).find(|s| is_real(*s)).unwrap_or(Script::Common);
        Scripts { current, data }
    }

    /// The script of the next cluster, by its first character.
    pub(super) fn next(&mut self, cluster: &str) -> Script {
        let script = cluster.chars().next().map_or(Script::Common, |c| self.data.get(c));
        if is_real(script) {
            self.current = script;
        }
        self.current
    }
}

fn is_real(script: Script) -> bool {
    script != Script::Common && script != Script::Inherited && script != Script::Unknown
}

/// True for scripts whose letters hang together: no letter spacing tears them apart.
/// <https://drafts.csswg.org/css-text-3/#cursive-scripts>
pub(super) fn is_joined(script: Script) -> bool {
    const JOINED: [Script; 7] = [
        Script::Arabic,
        Script::HanifiRohingya,
        Script::Mandaic,
        Script::Mongolian,
        Script::Nko,
        Script::PhagsPa,
        Script::Syriac,
    ];
    JOINED.contains(&script)
}

/// Whether a word among joined letters is made of such: digits and most signs belong to every script and are set apart there, too.
pub(super) fn is_cursive(word: &str) -> bool {
    let scripts = ScriptWithExtensions::new();
    word.chars().any(|c| scripts.get_script_extensions_val(c).iter().any(is_joined))
}

/// The shaper's name of a script.
pub(super) fn shaper_script(script: Script) -> harfrust::Script {
    PropertyNamesShort::<Script>::new()
        .get(script)
        .and_then(|name| name.as_bytes().try_into().ok())
        .and_then(|tag: [u8; 4]| harfrust::Script::from_iso15924_tag(harfrust::Tag::new(&tag)))
        .unwrap_or(harfrust::script::COMMON)
}

/// Indices of `levels` in visual order, left to right (rule L2 of the bidirectional algorithm).
pub(super) fn visual_order(levels: &[u8]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..levels.len()).collect();
    let highest = levels.iter().copied().max().unwrap_or(0);
    let lowest_odd = levels.iter().copied().filter(|l| l % 2 == 1).min().unwrap_or(u8::MAX);
    for level in (lowest_odd..=highest).rev() {
        let mut start = 0;
        while start < order.len() {
            if levels[order[start]] < level {
                start += 1;
                continue;
            }
            let end = (start..order.len()).find(|i| levels[order[*i]] < level).unwrap_or(order.len());
            order[start..end].reverse();
            start = end;
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_are_told_from_text() {
        for emoji in ["😀", "👨‍👩‍👧", "❤\u{fe0f}", "👍🏽", "🇨🇳", "1\u{fe0f}\u{20e3}", "☝🏽", "🏳\u{fe0f}‍🌈"]
        {
            assert_eq!(presentation(emoji), Presentation::Emoji, "{emoji}");
        }
        for text in ["1", "a", "☺", "→", "😀\u{fe0e}", "#", "中", "é", "①"] {
            assert_eq!(presentation(text), Presentation::Text, "{text}");
        }
    }

    /// As Chromium 156 spaces them.
    #[test]
    fn joined_letters_are_told_from_what_stands_among_them() {
        for word in ["مرحبا", "،،", "ܫܠܡܐ", "ᠮᠣᠩᠭᠣᠯ", "ߒߞߏ"] {
            assert!(is_cursive(word), "{word}");
        }
        for word in ["12", " ", "abc", "हिन्दी", "שלום", "中文", ""] {
            assert!(!is_cursive(word), "{word}");
        }
        assert!(is_joined(Script::Arabic) && is_joined(Script::Mongolian) && !is_joined(Script::Hebrew));
    }

    #[test]
    fn runs_are_put_in_visual_order() {
        assert_eq!(visual_order(&[0, 0, 0]), [0, 1, 2]);
        assert_eq!(visual_order(&[1, 1, 1]), [2, 1, 0]);
        assert_eq!(visual_order(&[0, 1, 1, 0]), [0, 2, 1, 3]);
        assert_eq!(visual_order(&[1, 2, 1]), [2, 1, 0]);
        assert_eq!(visual_order(&[1, 2, 2, 1]), [3, 1, 2, 0]);
        assert_eq!(visual_order(&[]), Vec::<usize>::new());
    }

    #[test]
    fn characters_without_a_script_join_their_neighbours() {
        let text = "12 ab 中!";
        let mut scripts = Scripts::new(text);
        let mut buffer = [0; 4];
        let all: Vec<Script> = text.chars().map(|c| scripts.next(c.encode_utf8(&mut buffer))).collect();
        assert_eq!(all[0], Script::Latin, "what comes first takes it from what comes after");
        assert_eq!(all[5], Script::Latin);
        assert_eq!(all[7], Script::Han);
    }

    #[test]
    fn only_text_with_right_to_left_parts_has_levels() {
        assert!(levels("abc 123", Direction::Ltr).is_empty());
        assert!(levels("中文 😀", Direction::Ltr).is_empty());
        let mixed = levels("ab שלום", Direction::Ltr);
        assert_eq!((mixed[0].number(), mixed[3].number()), (0, 1));
        assert_eq!(levels("12", Direction::Rtl)[0].number(), 2, "numbers run left to right within");
    }
}
