//! `font-variant-caps`: the font's own small capitals, or imitated ones.
//! <https://drafts.csswg.org/css-fonts/#propdef-font-variant-caps>

use crate::font::FontCaps;
use skrifa::{FontRef, raw::TableProvider as _};
use std::{borrow::Cow, ops::Range};

/// Size of an imitated small capital, of the font's: what browsers use.
const SMALL: f32 = 0.7;

/// How capitals are imitated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Imitation {
    /// Small letters become small capitals.
    Lower,
    /// Everything becomes small capitals.
    All,
    /// What is no small letter becomes as small as one.
    Unicase,
}

/// Which feature of the font to ask for, and what to imitate instead where it has none.
pub(super) fn realize(caps: FontCaps, font: &FontRef<'_>) -> (FontCaps, Option<Imitation>) {
    let has = |tags: &[&[u8; 4]]| tags.iter().all(|tag| has_feature(font, tag));
    match caps {
        FontCaps::Normal | FontCaps::TitlingCaps => (caps, None),
        FontCaps::SmallCaps if has(&[b"smcp"]) => (caps, None),
        FontCaps::PetiteCaps if has(&[b"pcap"]) => (caps, None),
        FontCaps::PetiteCaps if has(&[b"smcp"]) => (FontCaps::SmallCaps, None),
        FontCaps::SmallCaps | FontCaps::PetiteCaps => (FontCaps::Normal, Some(Imitation::Lower)),
        FontCaps::AllSmallCaps if has(&[b"smcp", b"c2sc"]) => (caps, None),
        FontCaps::AllPetiteCaps if has(&[b"pcap", b"c2pc"]) => (caps, None),
        FontCaps::AllPetiteCaps if has(&[b"smcp", b"c2sc"]) => (FontCaps::AllSmallCaps, None),
        FontCaps::AllSmallCaps | FontCaps::AllPetiteCaps => (FontCaps::Normal, Some(Imitation::All)),
        FontCaps::Unicase if has(&[b"unic"]) => (caps, None),
        FontCaps::Unicase => (FontCaps::Normal, Some(Imitation::Unicase)),
    }
}

fn has_feature(font: &FontRef<'_>, tag: &[u8; 4]) -> bool {
    let Ok(list) = font.gsub().and_then(|gsub| gsub.feature_list()) else { return false };
    list.feature_records().iter().any(|record| record.feature_tag().to_be_bytes() == *tag)
}

/// A stretch of text with the same treatment: its bytes, what is to be shaped, and the part of the font's size.
pub(super) struct Stretch<'a> {
    pub(super) bytes: Range<usize>,
    pub(super) text: Cow<'a, str>,
    pub(super) scale: f32,
}

/// Cuts a piece of text where the treatment changes.
pub(super) fn stretches(text: &str, piece: Range<usize>, imitation: Imitation) -> Vec<Stretch<'_>> {
    let mut stretches: Vec<(Range<usize>, bool)> = Vec::new();
    for (at, c) in text[piece.clone()].char_indices() {
        let (start, end) = (piece.start + at, piece.start + at + c.len_utf8());
        let is_lower = !c.to_uppercase().eq([c]);
        // Marks go with their letter.
        let follows = is_mark(c);
        match stretches.last_mut() {
            Some((bytes, lower)) if *lower == is_lower || follows => bytes.end = end,
            _ => stretches.push((start..end, is_lower)),
        }
    }
    let treat = |(bytes, lower): (Range<usize>, bool)| {
        let original = &text[bytes.clone()];
        let (small, upper) = match imitation {
            Imitation::Lower => (lower, lower),
            Imitation::All => (true, lower),
            Imitation::Unicase => (!lower, false),
        };
        Stretch {
            text: if upper { Cow::Owned(original.to_uppercase()) } else { Cow::Borrowed(original) },
            bytes,
            scale: if small { SMALL } else { 1.0 },
        }
    };
    stretches.into_iter().map(treat).collect()
}

/// Marks that stand on the letter before them.
fn is_mark(c: char) -> bool {
    use icu_properties::{CodePointMapData, props::GeneralCategory};
    matches!(
        CodePointMapData::<GeneralCategory>::new().get(c),
        GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark | GeneralCategory::EnclosingMark
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, imitation: Imitation) -> Vec<(String, bool)> {
        stretches(text, 0..text.len(), imitation)
            .into_iter()
            .map(|s| (s.text.into_owned(), s.scale < 1.0))
            .collect()
    }

    #[test]
    fn each_kind_of_capitals_has_its_own_small_letters() {
        let of = |list: &[(&str, bool)]| list.iter().map(|(t, s)| ((*t).to_owned(), *s)).collect::<Vec<_>>();
        assert_eq!(cut("Abß 1", Imitation::Lower), of(&[("A", false), ("BSS", true), (" 1", false)]));
        assert_eq!(cut("Ab1", Imitation::All), of(&[("A", true), ("B", true), ("1", true)]));
        assert_eq!(cut("Ab1", Imitation::Unicase), of(&[("A", true), ("b", false), ("1", true)]));
    }

    #[test]
    fn marks_stay_with_their_letters() {
        assert_eq!(cut("Ae\u{301}x", Imitation::Lower)[1].0, "E\u{301}X");
        assert_eq!(cut("A\u{301}e", Imitation::Lower)[0].0, "A\u{301}");
    }
}
