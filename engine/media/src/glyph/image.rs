//! A glyph as pixels.

use sparrow_base::{PixelBuffer, Premul};

/// The pixels of one glyph at one size and sub-pixel position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GlyphImage {
    /// Column of the leftmost pixel, from the origin's pixel.
    pub left: i32,
    /// Row of the topmost pixel, from the baseline's row; negative above it.
    pub top: i32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
    /// What is in them.
    pub pixels: GlyphPixels,
}

/// Coverage or colours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GlyphPixels {
    /// One byte per pixel: how much of it is covered, to be filled with the brush.
    Mask(Vec<u8>),
    /// The glyph's own colours.
    Color(PixelBuffer<Premul>),
}

impl GlyphImage {
    /// Bytes of pixel memory.
    pub fn byte_size(&self) -> usize {
        match &self.pixels {
            GlyphPixels::Mask(bytes) => bytes.len(),
            GlyphPixels::Color(pixels) => pixels.bytes().len(),
        }
    }
}
