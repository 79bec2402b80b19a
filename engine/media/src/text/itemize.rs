//! Cutting a line into stretches that can be shaped in one go: one direction, one script, one face.

use crate::font::FontFace;
use icu_properties::{PropertyNamesShort, props::Script};
use parley_engine::CharInfo;
use std::{ops::Range, sync::Arc};

/// A stretch of text with one direction, one script and one face, in logical order.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) bytes: Range<usize>,
    pub(super) level: u8,
    pub(super) script: harfrust::Script,
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
const KEYCAP: char = '\u{20e3}';

/// Whether a grapheme cluster is to be shown as an emoji (UTS #51).
pub(super) fn presentation(cluster: &str, infos: &[CharInfo]) -> Presentation {
    let Some(first) = infos.first() else { return Presentation::Text };
    // Digits are `Emoji` too; alone they are text.
    let pictograph = infos.iter().any(|i| i.is_emoji_or_pictograph());
    if !pictograph {
        return Presentation::Text;
    }
    let mut rest = cluster.chars().skip(1);
    match rest.next() {
        Some(TEXT_SELECTOR) => Presentation::Text,
        Some(EMOJI_SELECTOR) => Presentation::Emoji,
        Some(KEYCAP) => Presentation::Text,
        _ if first.is_emoji_presentation() => Presentation::Emoji,
        Some(ZERO_WIDTH_JOINER) => Presentation::Emoji,
        Some(_) if infos.get(1).is_some_and(|i| i.is_emoji_modifier()) => Presentation::Emoji,
        _ => Presentation::Text,
    }
}

/// True for characters that a font need not map: selectors, joiners and other format characters.
pub(super) fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

/// The script of every character, those without one of their own taking it from what stands before (or else after) them.
pub(super) fn resolve_scripts(infos: &[CharInfo]) -> Vec<Script> {
    let real = |s: Script| s != Script::Common && s != Script::Inherited && s != Script::Unknown;
    let mut current = infos.iter().map(|i| i.script).find(|s| real(*s)).unwrap_or(Script::Common);
    infos
        .iter()
        .map(|i| {
            if real(i.script) {
                current = i.script;
            }
            current
        })
        .collect()
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
    use parley_engine::{Analysis, AnalysisOptions, Analyzer};

    fn presentation_of(cluster: &str) -> Presentation {
        let mut analysis = Analysis::new();
        Analyzer::new().analyze(cluster, &AnalysisOptions::default(), &mut analysis);
        presentation(cluster, analysis.char_info())
    }

    #[test]
    fn emoji_are_told_from_text() {
        for emoji in ["😀", "👨‍👩‍👧", "❤\u{fe0f}", "👍🏽", "🇨🇳", "1\u{fe0f}\u{20e3}", "☝🏽", "🏳\u{fe0f}‍🌈"]
        {
            assert_eq!(presentation_of(emoji), Presentation::Emoji, "{emoji}");
        }
        for text in ["1", "a", "☺", "→", "😀\u{fe0e}", "#", "中", "é", "①"] {
            assert_eq!(presentation_of(text), Presentation::Text, "{text}");
        }
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
        let mut analysis = Analysis::new();
        Analyzer::new().analyze("12 ab 中!", &AnalysisOptions::default(), &mut analysis);
        let scripts = resolve_scripts(analysis.char_info());
        assert_eq!(scripts[0], Script::Latin);
        assert_eq!(scripts[5], Script::Latin);
        assert_eq!(scripts[7], Script::Han);
    }
}
