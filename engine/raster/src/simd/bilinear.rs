//! Bilinear sampling where every pixel has the same weights: images moved by a fraction of a pixel.
//!
//! Weights have four bits, as in the software canvas of Chromium, so that 16-bit lanes hold the sums exactly.

use super::{LANES, factors, green_alpha, join, load, over, red_blue, scale};
use fearless_simd::{Bytes, Select, Simd, SimdBase, SimdFrom, u16x16, u32x8};

/// How a whole row is sampled.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weights {
    /// Sixteenths of the right neighbour.
    pub(crate) x: u16,
    /// Sixteenths of the lower neighbour.
    pub(crate) y: u16,
    /// A factor of 0..=255 for all pixels.
    pub(crate) alpha: u8,
}

/// Vertical mix of eight pixels in lanes of 0..=255 * 16.
#[derive(Clone, Copy)]
struct Column<S: Simd> {
    rb: u16x16<S>,
    ga: u16x16<S>,
}

#[inline(always)]
fn column<S: Simd>(top: u32x8<S>, bottom: u32x8<S>, y: u16) -> Column<S> {
    let upper = 16 - y;
    Column {
        rb: red_blue(top) * upper + red_blue(bottom) * y,
        ga: green_alpha(top) * upper + green_alpha(bottom) * y,
    }
}

#[inline(always)]
fn column_at<S: Simd>(simd: S, top: &[u32], bottom: &[u32], at: usize, y: u16) -> Column<S> {
    column(load(simd, top, at), load(simd, bottom, at), y)
}

/// Whether the first and the last pixel of a row reach past the source, where its edge pixel repeats.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edges {
    /// The first pixel lies between the source's first pixel and what is left of it.
    pub(crate) first: bool,
    /// The last pixel lies between the source's last pixel and what is right of it.
    pub(crate) last: bool,
}

/// Source-over of `row.len()` pixels. `top` and `bottom` start at the first source pixel that counts.
#[inline(always)]
pub(crate) fn over_row<S: Simd>(
    simd: S,
    row: &mut [u32],
    top: &[u32],
    bottom: &[u32],
    w: Weights,
    edges: Edges,
) {
    let left = 16 - w.x;
    let alpha = factors(u32x8::simd_from(simd, u32::from(w.alpha)));
    let mut here = column_at(simd, top, bottom, 0, w.y);
    // One pixel is two 16-bit lanes.
    let shift = usize::from(edges.first);
    if edges.first {
        let first = column(u32x8::simd_from(simd, top[0]), u32x8::simd_from(simd, bottom[0]), w.y);
        here = Column {
            rb: simd.slide_u16x16::<14>(first.rb, here.rb),
            ga: simd.slide_u16x16::<14>(first.ga, here.ga),
        };
    }
    let last_group = (row.len() - 1) / LANES * LANES;
    let last_lane = (row.len() - 1 - last_group) as u32;
    let lanes = u32x8::simd_from(simd, [0, 1, 2, 3, 4, 5, 6, 7]);
    let last = simd.simd_eq_u32x8(lanes, u32x8::simd_from(simd, last_lane));
    let mut at = 0;
    while at < row.len() {
        let next = column_at(simd, top, bottom, at + LANES - shift, w.y);
        let mut right = Column {
            rb: simd.slide_u16x16::<2>(here.rb, next.rb),
            ga: simd.slide_u16x16::<2>(here.ga, next.ga),
        };
        if edges.last && at == last_group {
            right = Column {
                rb: last.select(here.rb.bitcast::<u32x8<S>>(), right.rb.bitcast()).bitcast(),
                ga: last.select(here.ga.bitcast::<u32x8<S>>(), right.ga.bitcast()).bitcast(),
            };
        }
        let rb = (here.rb * left + right.rb * w.x) >> 8;
        let ga = (here.ga * left + right.ga * w.x) >> 8;
        let mut src = join(rb, ga);
        if w.alpha != 255 {
            src = scale(src, alpha);
        }
        if let Some(group) = row.get_mut(at..at + LANES) {
            over(simd, u32x8::from_slice(simd, group), src).store_slice(group);
        } else {
            let rest = &mut row[at..];
            let done: [u32; LANES] = over(simd, load(simd, rest, 0), src).into();
            rest.copy_from_slice(&done[..rest.len()]);
        }
        here = next;
        at += LANES;
    }
}
