//! The blend modes that vectors of bytes do not do: <https://drafts.fxtf.org/compositing/#blending>
//!
//! In `f32`, on straight colours, eight pixels at a time. Every lane computes what one pixel alone would, without fused operations, so that every
//! instruction set gives the same pixels.

use crate::simd::{self, LANES, dispatch};
use fearless_simd::{Bytes, Level, Simd, SimdBase, f32x8, u32x8};
use sparrow_render::CompositeOp;

type V<S> = f32x8<S>;
type Rgb<S> = [V<S>; 3];

/// Blends premultiplied `src` with a row of pixels.
#[inline(never)]
pub(crate) fn blend_row(level: Level, row: &mut [u32], src: &[u32], op: CompositeOp) {
    dispatch!(level, simd => blend_with(simd, row, src, op));
}

/// The same of each of three channels. (The closures of `array::map` are not compiled for the instruction set.)
macro_rules! rgb {
    ($v:ident in $c:expr => $each:expr) => {{
        let [r, g, b] = $c;
        let $v = r;
        let r = $each;
        let $v = g;
        let g = $each;
        let $v = b;
        [r, g, $each]
    }};
}

#[inline(always)]
fn blend_with<S: Simd>(simd: S, row: &mut [u32], src: &[u32], op: CompositeOp) {
    // The mode is chosen once for a row: each has a loop of its own.
    macro_rules! all {
        ($b:ident, $s:ident => $mixed:expr) => {
            blend_all(
                simd,
                row,
                src,
                #[inline(always)]
                |$b: Rgb<S>, $s: Rgb<S>| $mixed,
            )
        };
    }
    macro_rules! each {
        ($b:ident, $s:ident => $mixed:expr) => {
            all!(b3, s3 => {
                let [s0, s1, s2] = s3;
                let [b0, b1, b2] = b3;
                let ($b, $s) = (b0, s0);
                let r = $mixed;
                let ($b, $s) = (b1, s1);
                let g = $mixed;
                let ($b, $s) = (b2, s2);
                [r, g, $mixed]
            })
        };
    }
    match op {
        CompositeOp::Overlay => each!(b, s => hard_light(simd, s, b)),
        CompositeOp::Darken => each!(b, s => simd.min_f32x8(b, s)),
        CompositeOp::Lighten => each!(b, s => simd.max_f32x8(b, s)),
        CompositeOp::ColorDodge => each!(b, s => color_dodge(simd, b, s)),
        CompositeOp::ColorBurn => each!(b, s => color_burn(simd, b, s)),
        CompositeOp::HardLight => each!(b, s => hard_light(simd, b, s)),
        CompositeOp::SoftLight => each!(b, s => soft_light(simd, b, s)),
        CompositeOp::Difference => each!(b, s => simd.abs_f32x8(b - s)),
        CompositeOp::Exclusion => each!(b, s => b + s - b * s * 2.0),
        CompositeOp::Hue => {
            all!(b, s => set_luminosity(simd, set_saturation(simd, s, saturation(simd, b)), luminosity(b)));
        }
        CompositeOp::Saturation => {
            all!(b, s => set_luminosity(simd, set_saturation(simd, b, saturation(simd, s)), luminosity(b)));
        }
        CompositeOp::Color => all!(b, s => set_luminosity(simd, s, luminosity(b))),
        CompositeOp::Luminosity => all!(b, s => set_luminosity(simd, b, luminosity(s))),
        // The rest is done on bytes.
        _ => unreachable!("{op:?} is no blend in floats"),
    }
}

/// `mix` is B(cb, cs) of the specification.
#[inline(always)]
fn blend_all<S: Simd>(simd: S, row: &mut [u32], src: &[u32], mix: impl Fn(Rgb<S>, Rgb<S>) -> Rgb<S>) {
    simd::map_row(
        simd,
        row,
        #[inline(always)]
        |at, dst| {
            // A disc leaves much of its box alone.
            if src[at..].iter().take(LANES).all(|s| s >> 24 == 0) {
                return dst;
            }
            blend(simd, dst, simd::load(simd, src, at), &mix)
        },
    );
}

#[inline(always)]
fn channel<S: Simd>(simd: S, pixels: u32x8<S>, shift: u32) -> V<S> {
    simd.cvt_f32_i32x8(((pixels >> shift) & 255).bitcast()) / 255.0
}

/// Colours and alpha.
#[inline(always)]
fn unpack<S: Simd>(simd: S, p: u32x8<S>) -> (Rgb<S>, V<S>) {
    ([channel(simd, p, 0), channel(simd, p, 8), channel(simd, p, 16)], channel(simd, p, 24))
}

#[inline(always)]
fn byte<S: Simd>(simd: S, v: V<S>) -> u32x8<S> {
    let v = simd.min_f32x8(simd.max_f32x8(v * 255.0 + 0.5, V::splat(simd, 0.0)), V::splat(simd, 255.0));
    simd.cvt_i32_f32x8(v).bitcast()
}

#[inline(always)]
fn blend<S: Simd>(
    simd: S,
    dst: u32x8<S>,
    src: u32x8<S>,
    mix: &impl Fn(Rgb<S>, Rgb<S>) -> Rgb<S>,
) -> u32x8<S> {
    let (zero, one) = (V::splat(simd, 0.0), V::splat(simd, 1.0));
    let ((d, da), (s, sa)) = (unpack(simd, dst), unpack(simd, src));
    let backdrop = rgb!(v in d => simd.min_f32x8(v / da, one));
    let source = rgb!(v in s => simd.min_f32x8(v / sa, one));
    let mixed = mix(backdrop, source);
    // co = cs * (1 - ab) + cb * (1 - as) + as * ab * B(cb, cs), cs and cb premultiplied
    let (d_rest, s_rest, both) = (one - da, one - sa, sa * da);
    let r = byte(simd, s[0] * d_rest + d[0] * s_rest + both * mixed[0]);
    let g = byte(simd, s[1] * d_rest + d[1] * s_rest + both * mixed[1]);
    let b = byte(simd, s[2] * d_rest + d[2] * s_rest + both * mixed[2]);
    let blended = r | (g << 8) | (b << 16) | (byte(simd, sa + da - both) << 24);
    // Where there is nothing of the one, the other stays as it is (and nothing was divided by).
    let over_nothing = simd.select_u32x8(simd.simd_eq_f32x8(da, zero), src, blended);
    simd.select_u32x8(simd.simd_eq_f32x8(sa, zero), dst, over_nothing)
}

#[inline(always)]
fn color_dodge<S: Simd>(simd: S, b: V<S>, s: V<S>) -> V<S> {
    let (zero, one) = (V::splat(simd, 0.0), V::splat(simd, 1.0));
    let bright = simd.min_f32x8(b / (one - s), one);
    let bright = simd.select_f32x8(simd.simd_ge_f32x8(s, one), one, bright);
    simd.select_f32x8(simd.simd_eq_f32x8(b, zero), zero, bright)
}

#[inline(always)]
fn color_burn<S: Simd>(simd: S, b: V<S>, s: V<S>) -> V<S> {
    let (zero, one) = (V::splat(simd, 0.0), V::splat(simd, 1.0));
    let dark = one - simd.min_f32x8((one - b) / s, one);
    let dark = simd.select_f32x8(simd.simd_le_f32x8(s, zero), zero, dark);
    simd.select_f32x8(simd.simd_ge_f32x8(b, one), one, dark)
}

#[inline(always)]
fn soft_light<S: Simd>(simd: S, b: V<S>, s: V<S>) -> V<S> {
    let one = V::splat(simd, 1.0);
    let darker = b - (one - s * 2.0) * b * (one - b);
    let low = ((b * 16.0 - 12.0) * b + 4.0) * b;
    let d = simd.select_f32x8(simd.simd_le_f32x8(b, V::splat(simd, 0.25)), low, simd.sqrt_f32x8(b));
    let lighter = b + (s * 2.0 - 1.0) * (d - b);
    simd.select_f32x8(simd.simd_le_f32x8(s, V::splat(simd, 0.5)), darker, lighter)
}

#[inline(always)]
fn hard_light<S: Simd>(simd: S, b: V<S>, s: V<S>) -> V<S> {
    let multiplied = b * 2.0 * s;
    let rest = s * 2.0 - 1.0;
    let screened = b + rest - b * rest;
    simd.select_f32x8(simd.simd_le_f32x8(s, V::splat(simd, 0.5)), multiplied, screened)
}

#[inline(always)]
fn luminosity<S: Simd>([r, g, b]: Rgb<S>) -> V<S> {
    r * 0.3 + g * 0.59 + b * 0.11
}

#[inline(always)]
fn lowest<S: Simd>(simd: S, [r, g, b]: Rgb<S>) -> V<S> {
    simd.min_f32x8(simd.min_f32x8(r, g), b)
}

#[inline(always)]
fn highest<S: Simd>(simd: S, [r, g, b]: Rgb<S>) -> V<S> {
    simd.max_f32x8(simd.max_f32x8(r, g), b)
}

#[inline(always)]
fn saturation<S: Simd>(simd: S, c: Rgb<S>) -> V<S> {
    highest(simd, c) - lowest(simd, c)
}

#[inline(always)]
fn set_luminosity<S: Simd>(simd: S, c: Rgb<S>, to: V<S>) -> Rgb<S> {
    let (zero, one) = (V::splat(simd, 0.0), V::splat(simd, 1.0));
    let by = to - luminosity(c);
    let c = rgb!(v in c => v + by);
    let l = luminosity(c);
    let (low, high) = (lowest(simd, c), highest(simd, c));
    let is_dark = simd.simd_lt_f32x8(low, zero);
    let c = rgb!(v in c => simd.select_f32x8(is_dark, l + (v - l) * l / (l - low), v));
    let is_bright = simd.simd_gt_f32x8(high, one);
    rgb!(v in c => simd.select_f32x8(is_bright, l + (v - l) * (one - l) / (high - l), v))
}

#[inline(always)]
fn set_saturation<S: Simd>(simd: S, c: Rgb<S>, to: V<S>) -> Rgb<S> {
    let (low, high) = (lowest(simd, c), highest(simd, c));
    let is_grey = simd.simd_le_f32x8(high, low);
    rgb!(v in c => simd.select_f32x8(is_grey, V::splat(simd, 0.0), (v - low) * to / (high - low)))
}
