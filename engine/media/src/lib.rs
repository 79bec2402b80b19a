//! Images and text as data: decoding and encoding with limits, fonts, shaping, glyph rasters.
//!
//! - [`image`]: bytes of an image file -> pixels and back ([`image::decode`], [`image::encode`]).
//! - [`font`]: what a game asks for ([`font::FontRequest`]) and the fonts that answer ([`font::Fonts`]).
//! - [`text`]: a string -> positioned glyphs ([`font::Fonts::shape`]) and measures ([`font::Fonts::measure`]).
//! - [`glyph`]: glyphs as outlines, coverage masks and colour pictures ([`glyph::GlyphPainter`], [`glyph::GlyphCache`]).
//!
//! Boundary: bytes and strings in, pixels, outlines and positioned glyphs out. Absent on purpose: JavaScript, the GPU, CSS syntax
//! (`canvas2d` parses `ctx.font` into a [`font::FontRequest`]), line breaking, global state.

pub mod font;
pub mod glyph;
pub mod image;
pub mod text;

mod error;
mod guard;

pub use error::MediaError;
