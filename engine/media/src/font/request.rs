//! What `ctx.font` and its companions ask for, parsed.

use super::FontFamily;
use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

/// The slant that is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FontStyle {
    /// Upright.
    #[default]
    Normal,
    /// A face drawn as italic; a slanted upright where there is none.
    Italic,
    /// A slanted upright.
    Oblique {
        /// The angle, clockwise, -90 to 90.
        degrees: i16,
    },
}

/// CSS `font-kerning` (`ctx.fontKerning`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FontKerning {
    /// As the browser likes: on.
    #[default]
    Auto,
    /// On.
    Normal,
    /// Off.
    None,
}

/// CSS `font-variant-caps` (`ctx.fontVariantCaps`), by the font's own features or imitated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FontCaps {
    /// Letters as they are.
    #[default]
    Normal,
    /// Lower case becomes small capitals.
    SmallCaps,
    /// All letters become small capitals.
    AllSmallCaps,
    /// Lower case becomes petite capitals.
    PetiteCaps,
    /// All letters become petite capitals.
    AllPetiteCaps,
    /// A mixture of small capitals and unicase letters.
    Unicase,
    /// Capitals for titles.
    TitlingCaps,
}

/// The paragraph direction (`ctx.direction`, `inherit` resolved).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Left to right.
    #[default]
    Ltr,
    /// Right to left.
    Rtl,
}

/// Everything that decides how a text is shaped. Numbers must be finite; what is not counts as 0. A copy shares its lists and texts.
#[derive(Clone, Debug, PartialEq)]
pub struct FontRequest {
    /// Families in order of preference; may be empty, the standard family follows always.
    pub families: Arc<[FontFamily]>,
    /// CSS weight, 1 to 1000; 400 is regular, 700 bold.
    pub weight: u16,
    /// Slant.
    pub style: FontStyle,
    /// CSS `font-stretch` in percent; 100 is normal.
    pub stretch_percent: f32,
    /// Pixels per em.
    pub size_px: f32,
    /// Added after every character cluster, in pixels.
    pub letter_spacing_px: f32,
    /// Added after every space, in pixels.
    pub word_spacing_px: f32,
    /// Kerning.
    pub kerning: FontKerning,
    /// Capitals.
    pub caps: FontCaps,
    /// `text-rendering: geometricPrecision`: outlines are not fitted to pixels, and what is measured says so.
    pub exact: bool,
    /// Paragraph direction.
    pub direction: Direction,
    /// BCP 47 language tag, which chooses among the shapes of Han characters; `None` for the locale of [`FontsOptions`](super::FontsOptions).
    pub locale: Option<Arc<str>>,
}

impl Default for FontRequest {
    /// The initial `ctx.font`: `10px sans-serif`.
    fn default() -> Self {
        FontRequest {
            families: [FontFamily::Generic(super::GenericFamily::SansSerif)].into(),
            weight: 400,
            style: FontStyle::Normal,
            stretch_percent: 100.0,
            size_px: 10.0,
            letter_spacing_px: 0.0,
            word_spacing_px: 0.0,
            kerning: FontKerning::Auto,
            caps: FontCaps::Normal,
            exact: false,
            direction: Direction::Ltr,
            locale: None,
        }
    }
}

impl FontRequest {
    /// A plain request, for tests and simple callers: one family name or generic, and a size.
    pub fn new(family: &str, size_px: f32) -> Self {
        FontRequest { families: [FontFamily::parse(family)].into(), size_px, ..FontRequest::default() }
    }

    /// Brings every number into its range, so that equality and hashing hold and fonts get sane sizes.
    pub(crate) fn sanitized(mut self) -> Self {
        let finite = |v: f32, low: f32, high: f32| if v.is_finite() { v.clamp(low, high) + 0.0 } else { 0.0 };
        self.weight = self.weight.clamp(1, 1000);
        self.stretch_percent = match self.stretch_percent {
            s if s.is_finite() && s > 0.0 => s.clamp(50.0, 200.0),
            _ => 100.0,
        };
        self.size_px = finite(self.size_px, 0.0, MAX_SIZE_PX);
        self.letter_spacing_px = finite(self.letter_spacing_px, -MAX_SIZE_PX, MAX_SIZE_PX);
        self.word_spacing_px = finite(self.word_spacing_px, -MAX_SIZE_PX, MAX_SIZE_PX);
        if let FontStyle::Oblique { degrees } = &mut self.style {
            *degrees = (*degrees).clamp(-90, 90);
        }
        self
    }
}

/// Browsers clamp font sizes to this many pixels too.
const MAX_SIZE_PX: f32 = 10_000.0;

impl Eq for FontRequest {}

impl Hash for FontRequest {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.families.hash(state);
        self.weight.hash(state);
        self.style.hash(state);
        self.size_px.to_bits().hash(state);
        (self.letter_spacing_px.to_bits(), self.word_spacing_px.to_bits()).hash(state);
        (self.kerning, self.caps, self.exact, self.direction).hash(state);
        self.stretch_percent.to_bits().hash(state);
        self.locale.hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_out_of_range_are_brought_in() {
        let r = FontRequest {
            weight: 0,
            size_px: f32::NAN,
            letter_spacing_px: f32::INFINITY,
            word_spacing_px: -0.0,
            stretch_percent: -3.0,
            style: FontStyle::Oblique { degrees: 400 },
            ..FontRequest::default()
        }
        .sanitized();
        assert_eq!((r.weight, r.size_px, r.letter_spacing_px, r.stretch_percent), (1, 0.0, 0.0, 100.0));
        assert_eq!(r.word_spacing_px.to_bits(), 0.0f32.to_bits(), "minus zero would hash apart from zero");
        assert_eq!(r.style, FontStyle::Oblique { degrees: 90 });
        assert_eq!(r, r.clone(), "equal to itself: usable as a key");
    }
}
