//! Row kernels on eight pixels at a time, in whatever instruction set the machine has.
//!
//! A pixel is a word 0xAABBGGRR. A kernel splits eight of them into two vectors of sixteen 16-bit lanes (red and blue,
//! green and alpha), which needs only masks and shifts and is therefore equally cheap in SSE2, AVX2 and NEON.
//! All results are exact: products are divided by 255 with rounding to nearest, so that every instruction set
//! gives the same pixels.

/// Evaluates an expression with a token for the machine's instruction set. What it calls has to be
/// `#[inline(always)]` to be compiled for that set.
///
/// On x86-64 these are AVX2 and the baseline: the sets between and beyond them gain little here, and each one doubles
/// the code.
macro_rules! dispatch {
    ($level:expr, $simd:ident => $op:expr) => {{
        let level: fearless_simd::Level = $level;
        #[cfg(target_arch = "x86_64")]
        {
            use fearless_simd::Simd as _;
            if let Some($simd) = level.as_avx2() {
                $simd.vectorize(#[inline(always)]|| $op)
            } else if let Some($simd) = level.as_sse2() {
                $simd.vectorize(#[inline(always)]|| $op)
            } else {
                unreachable!("every x86-64 machine has SSE2")
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            fearless_simd::dispatch!(level, $simd => $op)
        }
    }};
}
pub(crate) use dispatch;

pub(crate) mod bilinear;
pub(crate) mod over;
pub(crate) mod porter_duff;

use fearless_simd::{Bytes, Simd, SimdBase, SimdFrom, u16x16, u32x8};

/// Pixels per vector.
pub(crate) const LANES: usize = 8;
const LOW_BYTES: u32 = 0x00ff_00ff;

/// `round(v / 255)` for `v <= 255 * 255`.
#[inline(always)]
pub(crate) fn div_255<S: Simd>(v: u16x16<S>) -> u16x16<S> {
    let t = v + 128;
    (t + (t >> 8)) >> 8
}

/// Red and blue of eight pixels.
#[inline(always)]
pub(crate) fn red_blue<S: Simd>(p: u32x8<S>) -> u16x16<S> {
    (p & LOW_BYTES).bitcast()
}

/// Green and alpha of eight pixels.
#[inline(always)]
pub(crate) fn green_alpha<S: Simd>(p: u32x8<S>) -> u16x16<S> {
    ((p >> 8) & LOW_BYTES).bitcast()
}

/// Pixels from lanes whose values are below 256.
#[inline(always)]
pub(crate) fn join<S: Simd>(rb: u16x16<S>, ga: u16x16<S>) -> u32x8<S> {
    let rb: u32x8<S> = rb.bitcast();
    let ga: u32x8<S> = ga.bitcast();
    rb | (ga << 8)
}

/// A factor per pixel, 0..=255 in the low byte, as a factor per 16-bit lane.
#[inline(always)]
pub(crate) fn factors<S: Simd>(f: u32x8<S>) -> u16x16<S> {
    (f | (f << 16)).bitcast()
}

/// Every component times a factor of 0..=255 per lane.
#[inline(always)]
pub(crate) fn scale<S: Simd>(p: u32x8<S>, f: u16x16<S>) -> u32x8<S> {
    join(div_255(red_blue(p) * f), div_255(green_alpha(p) * f))
}

/// Sum of components, at most 255 each.
#[inline(always)]
pub(crate) fn add<S: Simd>(simd: S, a: u32x8<S>, b: u32x8<S>) -> u32x8<S> {
    simd.saturating_add_u8x32(a.bitcast(), b.bitcast()).bitcast()
}

/// Premultiplied source-over.
#[inline(always)]
pub(crate) fn over<S: Simd>(simd: S, dst: u32x8<S>, src: u32x8<S>) -> u32x8<S> {
    let rest = factors(255 - (src >> 24));
    add(simd, src, scale(dst, rest))
}

/// Eight words from index `at` on; missing ones are zero.
#[inline(always)]
pub(crate) fn load<S: Simd>(simd: S, row: &[u32], at: usize) -> u32x8<S> {
    if let Some(eight) = row.get(at..at + LANES) {
        return u32x8::from_slice(simd, eight);
    }
    let mut padded = [0; LANES];
    let rest = row.get(at..).unwrap_or(&[]);
    padded[..rest.len()].copy_from_slice(rest);
    u32x8::simd_from(simd, padded)
}

/// Eight coverage bytes from index `at` on as words; missing ones are zero.
#[inline(always)]
pub(crate) fn load_bytes<S: Simd>(simd: S, row: &[u8], at: usize) -> u32x8<S> {
    let mut padded = [0u8; 16];
    if let Some(eight) = row.get(at..at + LANES) {
        padded[..LANES].copy_from_slice(eight);
    } else {
        let rest = row.get(at..).unwrap_or(&[]);
        padded[..rest.len()].copy_from_slice(rest);
    }
    let bytes = fearless_simd::u8x16::simd_from(simd, padded);
    let (words, _) = simd.widen_u8x16(bytes);
    let (low, high) = simd.widen_u16x8(words);
    simd.combine_u32x4(low, high)
}

/// Replaces each group of eight pixels by what `each` makes of its index and its pixels.
#[inline(always)]
pub(crate) fn map_row<S: Simd>(simd: S, row: &mut [u32], mut each: impl FnMut(usize, u32x8<S>) -> u32x8<S>) {
    let len = row.len();
    let mut at = 0;
    let mut groups = row.chunks_exact_mut(LANES);
    for group in &mut groups {
        each(at, u32x8::from_slice(simd, group)).store_slice(group);
        at += LANES;
    }
    let rest = groups.into_remainder();
    if !rest.is_empty() {
        let mut padded = [0; LANES];
        padded[..rest.len()].copy_from_slice(rest);
        let done: [u32; LANES] = each(at, u32x8::simd_from(simd, padded)).into();
        rest.copy_from_slice(&done[..len - at]);
    }
}
