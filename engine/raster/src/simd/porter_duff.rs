//! The Porter-Duff operators and the two blends that are as simple.

use super::{add, div_255, factors, green_alpha, join, load, map_row, red_blue, scale};
use fearless_simd::{Simd, SimdFrom, u32x8};
use sparrow_render::CompositeOp;

/// Composites premultiplied `src` with a row by one of the operators up to and including `xor`, `multiply` or `screen`.
/// Returns false for the others and leaves the row alone.
#[inline(always)]
pub(crate) fn composite<S: Simd>(simd: S, row: &mut [u32], src: &[u32], op: CompositeOp) -> bool {
    use CompositeOp::*;
    let one = factors(u32x8::simd_from(simd, 255));
    macro_rules! each {
        (|$s:ident, $d:ident| $value:expr) => {
            map_row(
                simd,
                row,
                #[inline(always)]
                |at, $d| {
                    let $s = load(simd, src, at);
                    $value
                },
            )
        };
    }
    match op {
        SourceOver => each!(|s, d| add(simd, s, scale(d, one - factors(s >> 24)))),
        SourceIn => each!(|s, d| scale(s, factors(d >> 24))),
        SourceOut => each!(|s, d| scale(s, one - factors(d >> 24))),
        SourceAtop => {
            each!(|s, d| {
                let (da, rest) = (factors(d >> 24), one - factors(s >> 24));
                join(
                    div_255(red_blue(s) * da + red_blue(d) * rest),
                    div_255(green_alpha(s) * da + green_alpha(d) * rest),
                )
            });
        }
        DestinationOver => each!(|s, d| add(simd, d, scale(s, one - factors(d >> 24)))),
        DestinationIn => each!(|s, d| scale(d, factors(s >> 24))),
        DestinationOut => each!(|s, d| scale(d, one - factors(s >> 24))),
        DestinationAtop => {
            each!(|s, d| {
                let (sa, rest) = (factors(s >> 24), one - factors(d >> 24));
                join(
                    div_255(red_blue(d) * sa + red_blue(s) * rest),
                    div_255(green_alpha(d) * sa + green_alpha(s) * rest),
                )
            });
        }
        Lighter => each!(|s, d| add(simd, s, d)),
        Copy => row.copy_from_slice(&src[..row.len()]),
        Xor => {
            each!(|s, d| {
                let (a, b) = (one - factors(d >> 24), one - factors(s >> 24));
                add(simd, scale(s, a), scale(d, b))
            });
        }
        Multiply => {
            each!(|s, d| {
                let (a, b) = (one - factors(d >> 24), one - factors(s >> 24));
                let both = join(div_255(red_blue(s) * red_blue(d)), div_255(green_alpha(s) * green_alpha(d)));
                add(simd, add(simd, scale(s, a), scale(d, b)), both)
            });
        }
        Screen => {
            each!(|s, d| {
                let rb = red_blue(s) + red_blue(d) - div_255(red_blue(s) * red_blue(d));
                let ga = green_alpha(s) + green_alpha(d) - div_255(green_alpha(s) * green_alpha(d));
                join(rb, ga)
            });
        }
        _ => return false,
    }
    true
}
