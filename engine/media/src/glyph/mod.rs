//! Glyphs as pictures: outlines, coverage masks and colour bitmaps.
//!
//! Both renderers draw text from what is made here, so that it looks the same on both: [`GlyphPainter`] makes it,
//! [`GlyphCache`] keeps it, [`GlyphPosition`] says which quarter of a pixel it is made for.
//!
//! Rasters follow Skia as Chromium uses it: exact-area grey coverage, four horizontal sub-pixel positions, whole vertical ones, light
//! (vertical) auto-hinting on upright text, no gamma.
//! Absent on purpose: blending, atlases, stroked text (stroke the [`outline`](GlyphPainter::outline)).

mod bitmap;
mod cache;
mod embolden;
mod face;
mod flatten;
mod image;
mod layer_blend;
mod layer_cost;
mod layer_gradient;
mod layer_painter;
mod layers;
mod mask;
mod outline;
mod painter;
mod position;

pub use cache::{FaceId, GlyphCache, GlyphKey};
pub use face::{GlyphFace, Hinting};
pub use image::{GlyphImage, GlyphPixels};
pub use painter::{GlyphPainter, InkBounds, MAX_GLYPH_SIZE_PX};
pub use position::GlyphPosition;
