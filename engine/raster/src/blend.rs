//! The blend modes that vectors do not do: <https://drafts.fxtf.org/compositing/#blending>
//!
//! One pixel at a time in `f32`, on straight colours.

use sparrow_render::CompositeOp;

type Rgb = [f32; 3];

/// Blends premultiplied `src` with a row of pixels.
pub(crate) fn blend_row(row: &mut [u32], src: &[u32], op: CompositeOp) {
    for (d, s) in row.iter_mut().zip(src) {
        if s >> 24 != 0 {
            *d = if *d >> 24 == 0 { *s } else { blend(*d, *s, op) };
        }
    }
}

fn blend(dst: u32, src: u32, op: CompositeOp) -> u32 {
    let unpack = |p: u32| {
        let [r, g, b, a] = p.to_le_bytes().map(|c| f32::from(c) / 255.0);
        ([r, g, b], a)
    };
    let ((d, da), (s, sa)) = (unpack(dst), unpack(src));
    let straight = |c: Rgb, a: f32| c.map(|v| (v / a).min(1.0));
    let mixed = mix(straight(d, da), straight(s, sa), op);
    let mut out = [0; 4];
    for k in 0..3 {
        // co = cs * (1 - ab) + cb * (1 - as) + as * ab * B(cb, cs), cs and cb premultiplied
        let c = s[k] * (1.0 - da) + d[k] * (1.0 - sa) + sa * da * mixed[k];
        out[k] = (c * 255.0 + 0.5) as u8;
    }
    out[3] = ((sa + da - sa * da) * 255.0 + 0.5) as u8;
    u32::from_le_bytes(out)
}

/// B(cb, cs) of the specification.
fn mix(cb: Rgb, cs: Rgb, op: CompositeOp) -> Rgb {
    let each = |f: fn(f32, f32) -> f32| [f(cb[0], cs[0]), f(cb[1], cs[1]), f(cb[2], cs[2])];
    match op {
        CompositeOp::Overlay => each(|b, s| hard_light(s, b)),
        CompositeOp::Darken => each(f32::min),
        CompositeOp::Lighten => each(f32::max),
        CompositeOp::ColorDodge => each(|b, s| {
            if b == 0.0 {
                0.0
            } else if s >= 1.0 {
                1.0
            } else {
                (b / (1.0 - s)).min(1.0)
            }
        }),
        CompositeOp::ColorBurn => each(|b, s| {
            if b >= 1.0 {
                1.0
            } else if s <= 0.0 {
                0.0
            } else {
                1.0 - ((1.0 - b) / s).min(1.0)
            }
        }),
        CompositeOp::HardLight => each(hard_light),
        CompositeOp::SoftLight => each(|b, s| {
            if s <= 0.5 {
                b - (1.0 - 2.0 * s) * b * (1.0 - b)
            } else {
                let d = if b <= 0.25 { ((16.0 * b - 12.0) * b + 4.0) * b } else { b.sqrt() };
                b + (2.0 * s - 1.0) * (d - b)
            }
        }),
        CompositeOp::Difference => each(|b, s| (b - s).abs()),
        CompositeOp::Exclusion => each(|b, s| b + s - 2.0 * b * s),
        CompositeOp::Hue => set_luminosity(set_saturation(cs, saturation(cb)), luminosity(cb)),
        CompositeOp::Saturation => set_luminosity(set_saturation(cb, saturation(cs)), luminosity(cb)),
        CompositeOp::Color => set_luminosity(cs, luminosity(cb)),
        CompositeOp::Luminosity => set_luminosity(cb, luminosity(cs)),
        // The rest is done on vectors.
        _ => unreachable!("{op:?} is no blend of one pixel at a time"),
    }
}

fn hard_light(b: f32, s: f32) -> f32 {
    if s <= 0.5 {
        b * 2.0 * s
    } else {
        let s = 2.0 * s - 1.0;
        b + s - b * s
    }
}

fn luminosity([r, g, b]: Rgb) -> f32 {
    0.3 * r + 0.59 * g + 0.11 * b
}

fn saturation([r, g, b]: Rgb) -> f32 {
    r.max(g).max(b) - r.min(g).min(b)
}

fn set_luminosity(c: Rgb, to: f32) -> Rgb {
    let by = to - luminosity(c);
    let c = c.map(|v| v + by);
    let l = luminosity(c);
    let (low, high) = (c[0].min(c[1]).min(c[2]), c[0].max(c[1]).max(c[2]));
    let mut out = c;
    if low < 0.0 {
        out = out.map(|v| l + (v - l) * l / (l - low));
    }
    if high > 1.0 {
        out = out.map(|v| l + (v - l) * (1.0 - l) / (high - l));
    }
    out
}

fn set_saturation(c: Rgb, to: f32) -> Rgb {
    let (low, high) = (c[0].min(c[1]).min(c[2]), c[0].max(c[1]).max(c[2]));
    if high <= low {
        return [0.0; 3];
    }
    c.map(|v| (v - low) * to / (high - low))
}
