//! Coverage of an area, kept.

use crate::{bounds::Bounds, cells::CoverageSink};
use fearless_simd::Simd;

/// One byte for each pixel of `bounds`; zero outside of them.
#[derive(Clone, Debug)]
pub(crate) struct Mask {
    bounds: Bounds,
    coverage: Vec<u8>,
}

impl Mask {
    /// Nothing is covered.
    pub(crate) fn new(bounds: Bounds) -> Mask {
        Mask { bounds, coverage: vec![0; bounds.width() * bounds.height()] }
    }

    pub(crate) fn memory_bytes(&self) -> usize {
        self.coverage.capacity()
    }

    /// `len` pixels from (`x`, `y`) on, which lie inside the bounds.
    #[inline(always)]
    pub(crate) fn span(&self, x: i32, y: i32, len: usize) -> &[u8] {
        let at = self.index(x, y);
        &self.coverage[at..at + len]
    }

    /// The same, to be written.
    #[inline(always)]
    pub(crate) fn span_mut(&mut self, x: i32, y: i32, len: usize) -> &mut [u8] {
        let at = self.index(x, y);
        &mut self.coverage[at..at + len]
    }

    #[inline(always)]
    fn index(&self, x: i32, y: i32) -> usize {
        (y - self.bounds.y0) as usize * self.bounds.width() + (x - self.bounds.x0) as usize
    }

    /// Multiplies with another mask; its bounds contain this one's.
    pub(crate) fn multiply(&mut self, other: &Mask) {
        let b = self.bounds;
        for y in b.y0..b.y1 {
            let theirs = other.span(b.x0, y, b.width());
            for (mine, theirs) in self.span_mut(b.x0, y, b.width()).iter_mut().zip(theirs) {
                *mine = multiply(*mine, *theirs);
            }
        }
    }
}

/// `round(a * b / 255)`.
#[inline(always)]
pub(crate) fn multiply(a: u8, b: u8) -> u8 {
    let t = u32::from(a) * u32::from(b) + 128;
    ((t + (t >> 8)) >> 8) as u8
}

/// Stores coverage; what is not reported keeps its value.
impl CoverageSink for Mask {
    fn run<S: Simd>(&mut self, _simd: S, x: i32, y: i32, len: usize, coverage: u8) {
        self.span_mut(x, y, len).fill(coverage);
    }

    fn mask<S: Simd>(&mut self, _simd: S, x: i32, y: i32, coverage: &[u8]) {
        self.span_mut(x, y, coverage.len()).copy_from_slice(coverage);
    }
}
