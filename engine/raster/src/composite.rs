//! What happens to covered pixels: coverage sinks that composite a source with a target.

use crate::{
    blend,
    cells::CoverageSink,
    mask::{Mask, multiply},
    simd::{over, porter_duff},
    source::Source,
    target::Target,
};
use fearless_simd::{Level, Simd};
use sparrow_render::CompositeOp;

/// Source-over of one colour, by far the most frequent.
pub(crate) struct SolidOver<'a> {
    pub(crate) target: Target<'a>,
    /// Premultiplied.
    pub(crate) color: u32,
}

impl CoverageSink for SolidOver<'_> {
    #[inline(always)]
    fn run<S: Simd>(&mut self, simd: S, x: i32, y: i32, len: usize, coverage: u8) {
        let color = match coverage {
            255 => self.color,
            c => scale_pixel(self.color, c),
        };
        over::solid(simd, self.target.span(x, y, len), color);
    }

    #[inline(always)]
    fn mask<S: Simd>(&mut self, simd: S, x: i32, y: i32, coverage: &[u8]) {
        over::solid_masked(simd, self.target.span(x, y, coverage.len()), self.color, coverage);
    }
}

/// Any source under any operator that leaves pixels alone where the source is transparent.
pub(crate) struct Composite<'a> {
    pub(crate) target: Target<'a>,
    pub(crate) source: &'a Source<'a>,
    pub(crate) op: CompositeOp,
    pub(crate) level: Level,
    /// The target's alpha stays at 255.
    pub(crate) is_opaque: bool,
    /// Nothing of the target is left where it is covered.
    pub(crate) replaces: bool,
    /// A row of the source.
    pub(crate) buffer: &'a mut Vec<u32>,
}

impl Composite<'_> {
    #[inline(always)]
    fn fetch(&mut self, x: i32, y: i32, len: usize) {
        if self.buffer.len() < len {
            self.buffer.resize(len, 0);
        }
        self.source.fetch(self.level, x, y, &mut self.buffer[..len]);
    }

    #[inline(always)]
    fn store<S: Simd>(&mut self, simd: S, x: i32, y: i32, len: usize) {
        let row = self.target.span(x, y, len);
        composite_row(simd, row, &self.buffer[..len], self.op, self.is_opaque);
    }
}

impl CoverageSink for Composite<'_> {
    #[inline(always)]
    fn run<S: Simd>(&mut self, simd: S, x: i32, y: i32, len: usize, coverage: u8) {
        if self.replaces && coverage == 255 {
            self.source.fetch(self.level, x, y, self.target.span(x, y, len));
            return;
        }
        self.fetch(x, y, len);
        if coverage != 255 {
            over::scale_row(simd, &mut self.buffer[..len], coverage);
        }
        self.store(simd, x, y, len);
    }

    #[inline(always)]
    fn mask<S: Simd>(&mut self, simd: S, x: i32, y: i32, coverage: &[u8]) {
        self.fetch(x, y, coverage.len());
        over::mask_row(simd, &mut self.buffer[..coverage.len()], coverage);
        self.store(simd, x, y, coverage.len());
    }
}

/// Multiplies coverage with a clip's before it goes on.
pub(crate) struct Clipped<'a, T> {
    pub(crate) inner: T,
    pub(crate) mask: &'a Mask,
    pub(crate) buffer: &'a mut Vec<u8>,
}

impl<T: CoverageSink> CoverageSink for Clipped<'_, T> {
    #[inline(always)]
    fn run<S: Simd>(&mut self, simd: S, x: i32, y: i32, len: usize, coverage: u8) {
        let clip = self.mask.span(x, y, len);
        if coverage == 255 {
            self.inner.mask(simd, x, y, clip);
            return;
        }
        self.buffer.clear();
        self.buffer.extend(clip.iter().map(|c| multiply(*c, coverage)));
        self.inner.mask(simd, x, y, self.buffer);
    }

    #[inline(always)]
    fn mask<S: Simd>(&mut self, simd: S, x: i32, y: i32, coverage: &[u8]) {
        let clip = self.mask.span(x, y, coverage.len());
        self.buffer.clear();
        self.buffer.extend(clip.iter().zip(coverage).map(|(a, b)| multiply(*a, *b)));
        self.inner.mask(simd, x, y, self.buffer);
    }
}

/// Composites premultiplied `src` with a row.
#[inline(always)]
pub(crate) fn composite_row<S: Simd>(
    simd: S,
    row: &mut [u32],
    src: &[u32],
    op: CompositeOp,
    is_opaque: bool,
) {
    if !porter_duff::composite(simd, row, src, op) {
        blend::blend_row(simd.level(), row, src, op);
    }
    if is_opaque {
        for p in row {
            *p |= 0xff00_0000;
        }
    }
}

/// Every component of one pixel times a factor of 0..=255.
#[inline(always)]
pub(crate) fn scale_pixel(p: u32, by: u8) -> u32 {
    u32::from_le_bytes(p.to_le_bytes().map(|c| multiply(c, by)))
}
