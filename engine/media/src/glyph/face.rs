//! Which face of which font a glyph is taken from.

use sparrow_base::FontData;
use sparrow_render::GlyphRun;
use std::sync::Arc;

/// Whether outlines are fitted to the pixel grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Hinting {
    /// As designed: for text on displays of high density, and text that moves or scales.
    None,
    /// Fitted vertically only, by the automatic hinter: crisp horizontal stems, widths untouched. What Chromium does at a
    /// device pixel ratio of 1. Slanted text is never fitted.
    #[default]
    Slight,
}

/// A borrowed description of a face, as a draw list carries it.
#[derive(Clone, Copy, Debug)]
pub struct GlyphFace<'a> {
    /// The font file and the index in it.
    pub font: &'a FontData,
    /// Normalised variation coordinates (F2Dot14).
    pub coords: &'a Arc<[i16]>,
    /// Imitate bold.
    pub embolden: bool,
    /// Imitate italic by that many degrees.
    pub skew_degrees: f32,
}

impl<'a> GlyphFace<'a> {
    /// The face of a run.
    pub fn of(run: &'a GlyphRun) -> GlyphFace<'a> {
        GlyphFace {
            font: &run.font,
            coords: &run.coords,
            embolden: run.embolden,
            skew_degrees: run.skew_degrees,
        }
    }
}
