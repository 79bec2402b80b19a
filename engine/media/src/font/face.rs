//! One face of a font file at one place of its variation space.

use crate::MediaError;
use skrifa::{MetadataProvider as _, raw::TableProvider as _};
use sparrow_base::FontData;
use std::{fmt, sync::Arc};

/// A slant of one in four, in degrees: what Skia does for a missing italic.
pub(crate) const SYNTHETIC_SKEW_DEGREES: f32 = 14.036_243;

/// A face: a font file, the index in it, variation coordinates, and what must be imitated because the file lacks it.
pub struct FontFace {
    /// Unique among the faces of one `Fonts`.
    pub(crate) serial: u32,
    pub(crate) data: FontData,
    pub(crate) coords: Arc<[i16]>,
    pub(crate) embolden: bool,
    pub(crate) skew_degrees: f32,
    pub(crate) units_per_em: f32,
    /// Has colour tables at all: only then each glyph is asked for its colours.
    pub(crate) has_color: bool,
    pub(crate) shaper: harfrust::ShaperData,
    pub(crate) instance: harfrust::ShaperInstance,
}

impl FontFace {
    /// Checks that the face can be read, once, so that nothing behind this point meets a file that is no font.
    pub(crate) fn new(
        data: FontData,
        coords: &[skrifa::instance::NormalizedCoord],
        embolden: bool,
        skew_degrees: f32,
    ) -> Result<FontFace, MediaError> {
        let bad = |reason: &str| MediaError::BadFont { reason: reason.to_owned() };
        let font = skrifa::FontRef::from_index(data.data.data(), data.index)
            .map_err(|e| MediaError::BadFont { reason: e.to_string() })?;
        let head = font.head().map_err(|_| bad("it has no head table"))?;
        let units_per_em = head.units_per_em();
        if !(16..=16_384).contains(&units_per_em) {
            return Err(bad("its units per em are out of range"));
        }
        if font.maxp().map_or(0, |m| m.num_glyphs()) == 0 {
            return Err(bad("it has no glyphs"));
        }
        if font.cmap().is_err() {
            return Err(bad("it maps no characters (no cmap table)"));
        }
        let has_color = font.colr().is_ok() || font.cbdt().is_ok() || font.sbix().is_ok();
        let shaper = harfrust::ShaperData::new(&font);
        let instance = harfrust::ShaperInstance::from_coords(&font, coords.iter().copied());
        let coords: Arc<[i16]> = coords.iter().map(|c| c.to_bits()).collect();
        Ok(FontFace {
            serial: 0,
            coords,
            embolden,
            skew_degrees,
            units_per_em: f32::from(units_per_em),
            has_color,
            shaper,
            instance,
            data,
        })
    }

    /// The font file and the index in it.
    pub fn data(&self) -> &FontData {
        &self.data
    }

    /// The parsed view of the file.
    pub(crate) fn font_ref(&self) -> skrifa::FontRef<'_> {
        skrifa::FontRef::from_index(self.data.data.data(), self.data.index).expect("read once in `new`")
    }

    /// True when the face has a glyph for `c`.
    pub fn covers(&self, c: char) -> bool {
        self.font_ref().charmap().map(c).is_some_and(|g| g.to_u32() != 0)
    }
}

impl fmt::Debug for FontFace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FontFace")
            .field("blob", &self.data.data.id())
            .field("index", &self.data.index)
            .field("coords", &self.coords)
            .field("embolden", &self.embolden)
            .field("skew_degrees", &self.skew_degrees)
            .finish_non_exhaustive()
    }
}
