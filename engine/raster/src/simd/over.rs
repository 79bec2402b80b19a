//! Source-over of a colour or of a row of pixels, with and without coverage.

use super::{add, factors, load, load_bytes, map_row, over, scale};
use fearless_simd::{Simd, SimdFrom, u32x8};

/// A premultiplied colour over a row.
#[inline(always)]
pub(crate) fn solid<S: Simd>(simd: S, row: &mut [u32], color: u32) {
    match color >> 24 {
        255 => row.fill(color),
        0 => {}
        a => {
            let src = u32x8::simd_from(simd, color);
            let rest = factors(u32x8::simd_from(simd, 255 - a));
            map_row(
                simd,
                row,
                #[inline(always)]
                |_, dst| add(simd, src, scale(dst, rest)),
            );
        }
    }
}

/// A premultiplied colour over a row, times a coverage for each pixel.
#[inline(always)]
pub(crate) fn solid_masked<S: Simd>(simd: S, row: &mut [u32], color: u32, coverage: &[u8]) {
    let src = u32x8::simd_from(simd, color);
    map_row(
        simd,
        row,
        #[inline(always)]
        |at, dst| {
            let covered = scale(src, factors(load_bytes(simd, coverage, at)));
            over(simd, dst, covered)
        },
    );
}

/// A row of premultiplied pixels over another.
#[inline(always)]
pub(crate) fn pixels<S: Simd>(simd: S, row: &mut [u32], src: &[u32]) {
    map_row(
        simd,
        row,
        #[inline(always)]
        |at, dst| over(simd, dst, load(simd, src, at)),
    );
}

/// The same with one factor of 0..=255 for all source pixels.
#[inline(always)]
pub(crate) fn pixels_scaled<S: Simd>(simd: S, row: &mut [u32], src: &[u32], by: u8) {
    let f = factors(u32x8::simd_from(simd, u32::from(by)));
    map_row(
        simd,
        row,
        #[inline(always)]
        |at, dst| over(simd, dst, scale(load(simd, src, at), f)),
    );
}

/// Every component of a row times a factor of 0..=255.
#[inline(always)]
pub(crate) fn scale_row<S: Simd>(simd: S, row: &mut [u32], by: u8) {
    let f = factors(u32x8::simd_from(simd, u32::from(by)));
    map_row(
        simd,
        row,
        #[inline(always)]
        |_, p| scale(p, f),
    );
}

/// Every component of a row times its pixel's coverage.
#[inline(always)]
pub(crate) fn mask_row<S: Simd>(simd: S, row: &mut [u32], coverage: &[u8]) {
    map_row(
        simd,
        row,
        #[inline(always)]
        |at, p| scale(p, factors(load_bytes(simd, coverage, at))),
    );
}

/// Moves a row towards `to` by a coverage for each pixel.
#[inline(always)]
pub(crate) fn mix_masked<S: Simd>(simd: S, row: &mut [u32], to: &[u32], coverage: &[u8]) {
    map_row(
        simd,
        row,
        #[inline(always)]
        |at, from| {
            let c = load_bytes(simd, coverage, at);
            let kept = scale(from, factors(255 - c));
            add(simd, kept, scale(load(simd, to, at), factors(c)))
        },
    );
}
