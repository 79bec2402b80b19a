//! Shaped text as draw lists carry it.

use sparrow_base::FontData;
use std::sync::Arc;

/// How the glyphs of a run are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum GlyphKind {
    /// Coverage masks, filled with the operation's brush. The operation's transform is a translation and a positive
    /// uniform scale, and the size on the canvas is at most 256 pixels: `canvas2d` makes paths of everything else.
    Mask,
    /// Bitmaps or layers with colours of their own (emoji); only the brush's alpha counts. Any transform.
    Color,
}

/// One glyph.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glyph {
    /// Index of the glyph in its font.
    pub id: u32,
    /// Origin on the baseline in local space, from the run's origin.
    pub x: f32,
    /// Origin on the baseline in local space, from the run's origin; y grows downwards.
    pub y: f32,
}

/// Glyphs of one font and size.
#[derive(Clone, Debug, PartialEq)]
pub struct GlyphRun {
    /// The font file and the face in it. `font.data.id()` with `font.index` identifies it in caches.
    pub font: FontData,
    /// Pixels per em in local space.
    pub size_px: f32,
    /// Normalised variation coordinates (F2Dot14), empty for the default instance.
    pub coords: Arc<[i16]>,
    /// Synthetic bold.
    pub embolden: bool,
    /// Synthetic slant in degrees; 0 for none.
    pub skew_degrees: f32,
    /// Masks or colours.
    pub kind: GlyphKind,
    /// Where the run starts, in local space.
    pub origin_x: f64,
    /// Where the run starts, in local space.
    pub origin_y: f64,
    /// Glyphs in visual order.
    pub glyphs: Arc<[Glyph]>,
}
