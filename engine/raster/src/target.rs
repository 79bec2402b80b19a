//! The pixels that are drawn to: a canvas, or a layer that covers a part of one.

use crate::{bounds::Bounds, prefetch};

/// How far ahead rows are asked for: far enough for memory to answer, near enough to be part of what is drawn.
const ROWS_AHEAD: usize = 4;

#[cfg(not(target_endian = "little"))]
compile_error!(
    "pixels are handled as little-endian 32-bit words: red in the lowest byte, alpha in the highest"
);

/// Premultiplied pixels, one word each, addressed by canvas coordinates.
#[derive(Debug)]
pub(crate) struct Target<'a> {
    pub(crate) pixels: &'a mut [u32],
    /// Which pixels of the canvas these are; the stride is its width.
    pub(crate) bounds: Bounds,
}

impl Target<'_> {
    /// `len` pixels of row `y` from column `x` on; they must lie inside the bounds. What is drawn goes down row by row, so
    /// that a row further down is wanted soon.
    #[inline(always)]
    pub(crate) fn span(&mut self, x: i32, y: i32, len: usize) -> &mut [u32] {
        let stride = self.bounds.width();
        let at = (y - self.bounds.y0) as usize * stride + (x - self.bounds.x0) as usize;
        let ahead = at + ROWS_AHEAD * stride;
        if let Some(row) = self.pixels.get(ahead..ahead + len) {
            prefetch::row(row);
        }
        &mut self.pixels[at..at + len]
    }

    /// The same target for a shorter time.
    pub(crate) fn reborrow(&mut self) -> Target<'_> {
        Target { pixels: self.pixels, bounds: self.bounds }
    }
}
