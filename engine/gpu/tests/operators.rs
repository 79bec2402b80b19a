//! Every `globalCompositeOperation` against its formula, with and without soft clips.

mod common;

use common::{Bench, Draw, composite, save};
use sparrow_base::{
    Rgba8,
    kurbo::{Affine, Rect},
};
use sparrow_render::{
    Brush, CanvasOptions, Clip, CompositeOp, DrawList, DrawOp, DrawState, FillRule, Renderer, Shape,
};

type Pixel = [f64; 4];

fn premul(c: Rgba8) -> Pixel {
    let a = f64::from(c.a) / 255.0;
    [f64::from(c.r) / 255.0 * a, f64::from(c.g) / 255.0 * a, f64::from(c.b) / 255.0 * a, a]
}

fn lum(c: [f64; 3]) -> f64 {
    0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2]
}

fn set_lum(c: [f64; 3], l: f64) -> [f64; 3] {
    let d = l - lum(c);
    let c = c.map(|v| v + d);
    let l = lum(c);
    let (n, x) = (c[0].min(c[1]).min(c[2]), c[0].max(c[1]).max(c[2]));
    let mut out = c;
    if n < 0.0 {
        out = out.map(|v| l + (v - l) * l / (l - n));
    }
    if x > 1.0 {
        out = out.map(|v| l + (v - l) * (1.0 - l) / (x - l));
    }
    out
}

fn sat(c: [f64; 3]) -> f64 {
    c[0].max(c[1]).max(c[2]) - c[0].min(c[1]).min(c[2])
}

fn set_sat(c: [f64; 3], s: f64) -> [f64; 3] {
    let (n, range) = (c[0].min(c[1]).min(c[2]), sat(c));
    if range > 0.0 { c.map(|v| (v - n) * s / range) } else { [0.0; 3] }
}

fn separable(op: CompositeOp, b: f64, s: f64) -> f64 {
    use CompositeOp::*;
    let hard =
        |b: f64, s: f64| if s <= 0.5 { b * 2.0 * s } else { b + (2.0 * s - 1.0) - b * (2.0 * s - 1.0) };
    match op {
        Multiply => b * s,
        Screen => b + s - b * s,
        Overlay => hard(s, b),
        Darken => b.min(s),
        Lighten => b.max(s),
        ColorDodge if b == 0.0 => 0.0,
        ColorDodge if s >= 1.0 => 1.0,
        ColorDodge => (b / (1.0 - s)).min(1.0),
        ColorBurn if b >= 1.0 => 1.0,
        ColorBurn if s <= 0.0 => 0.0,
        ColorBurn => 1.0 - ((1.0 - b) / s).min(1.0),
        HardLight => hard(b, s),
        SoftLight if s <= 0.5 => b - (1.0 - 2.0 * s) * b * (1.0 - b),
        SoftLight => {
            let d = if b <= 0.25 { ((16.0 * b - 12.0) * b + 4.0) * b } else { b.sqrt() };
            b + (2.0 * s - 1.0) * (d - b)
        }
        Difference => (b - s).abs(),
        Exclusion => b + s - 2.0 * b * s,
        _ => unreachable!(),
    }
}

/// The specification's formulas, premultiplied.
fn expected(op: CompositeOp, s: Pixel, d: Pixel) -> Pixel {
    use CompositeOp::*;
    let (sa, da) = (s[3], d[3]);
    let factors = match op {
        SourceOver => (1.0, 1.0 - sa),
        SourceIn => (da, 0.0),
        SourceOut => (1.0 - da, 0.0),
        SourceAtop => (da, 1.0 - sa),
        DestinationOver => (1.0 - da, 1.0),
        DestinationIn => (0.0, sa),
        DestinationOut => (0.0, 1.0 - sa),
        DestinationAtop => (1.0 - da, sa),
        Lighter => (1.0, 1.0),
        Copy => (1.0, 0.0),
        Xor => (1.0 - da, 1.0 - sa),
        _ => {
            let straight = |p: Pixel| [0, 1, 2].map(|i| if p[3] > 0.0 { p[i] / p[3] } else { 0.0 });
            let (cs, cb) = (straight(s), straight(d));
            let mixed = match op {
                Hue => set_lum(set_sat(cs, sat(cb)), lum(cb)),
                Saturation => set_lum(set_sat(cb, sat(cs)), lum(cb)),
                Color => set_lum(cs, lum(cb)),
                Luminosity => set_lum(cb, lum(cs)),
                _ => [0, 1, 2].map(|i| separable(op, cb[i], cs[i])),
            };
            let mut out = [0.0, 0.0, 0.0, sa + da * (1.0 - sa)];
            for i in 0..3 {
                out[i] = s[i] * (1.0 - da) + d[i] * (1.0 - sa) + sa * da * mixed[i];
            }
            return out;
        }
    };
    std::array::from_fn(|i| (s[i] * factors.0 + d[i] * factors.1).min(1.0))
}

const COLORS: [Rgba8; 5] = [
    Rgba8::new(255, 0, 0, 255),
    Rgba8::new(40, 200, 90, 255),
    Rgba8::new(250, 220, 10, 128),
    Rgba8::new(90, 60, 230, 51),
    Rgba8::TRANSPARENT,
];

/// Columns: what is there. Rows: what is drawn. Cells of 4 x 4 pixels; the lower half of each cell is not covered by the shape.
fn scene(
    op: CompositeOp,
    clip: Option<Clip>,
    options: CanvasOptions,
) -> Option<sparrow_base::PixelBuffer<sparrow_base::Premul>> {
    let mut bench = Bench::with_options(20, 20, options)?;
    let mut list = DrawList::default();
    for row in 0..5 {
        for (column, color) in COLORS.iter().enumerate() {
            list.rect(column as f64 * 4.0, f64::from(row) * 4.0, 4.0, 4.0, *color);
        }
    }
    let base = clip.map(|clip| list.push_clip(clip));
    for (row, color) in COLORS.iter().enumerate() {
        // One clip per row: operators that empty their surroundings must not empty other rows.
        let y = row as f64 * 4.0;
        let id = list.push_clip(Clip {
            parent: base,
            shape: Shape::Rect(Rect::new(0.0, y, 20.0, y + 4.0)),
            rule: FillRule::NonZero,
            transform: Affine::IDENTITY,
            key: row as u64,
        });
        let state = DrawState { clip: Some(id), ..composite(op) };
        let shape = Shape::Rect(Rect::new(-1.0, y, 21.0, y + 2.0));
        list.with(state, Affine::IDENTITY, shape, Brush::Solid(*color));
    }
    bench.draw(list);
    assert_eq!(bench.renderer.take_stats().unsupported, []);
    Some(bench.pixels())
}

#[allow(clippy::needless_pass_by_value, reason = "each call makes its own")]
fn check(name: &str, clip: Option<Clip>, alpha: bool, clip_coverage: impl Fn(u32) -> f64) {
    for op in CompositeOp::ALL {
        let options = CanvasOptions { alpha, read_often: false };
        let Some(pixels) = scene(op, clip.clone(), options) else { return };
        save(&format!("operator_{name}_{op:?}"), &pixels);
        for y in 0..20 {
            for x in 0..20 {
                let (column, row, covered) = (x / 4, y / 4, y % 4 < 2);
                let mut there = premul(COLORS[column as usize]);
                if !alpha {
                    there[3] = 1.0;
                }
                let drawn = if covered { premul(COLORS[row as usize]) } else { [0.0; 4] };
                let inside = expected(op, drawn, there);
                let part = clip_coverage(x);
                let mut result: Pixel = std::array::from_fn(|i| there[i] + (inside[i] - there[i]) * part);
                if !alpha {
                    result[3] = 1.0;
                }
                // Two roundings to 8 bits, the first of which blend modes with a steep formula amplify.
                let steep = matches!(op, CompositeOp::ColorBurn | CompositeOp::ColorDodge) && there[3] < 1.0;
                let tolerance = if steep { 6.0 } else { 2.0 };
                let actual = pixels.pixel(x, y);
                for i in 0..4 {
                    let off = (f64::from(actual[i]) - result[i] * 255.0).abs();
                    assert!(
                        off <= tolerance,
                        "{op:?} ({name}) at ({x}, {y}): {actual:?}, expected {:?}",
                        result.map(|v| v * 255.0)
                    );
                }
            }
        }
    }
}

#[test]
fn operators_follow_their_formulas_inside_and_outside_of_the_shape() {
    check("plain", None, true, |_| 1.0);
}

#[test]
fn operators_keep_an_opaque_canvas_opaque() {
    check("opaque", None, false, |_| 1.0);
}

#[test]
fn operators_are_mixed_by_the_coverage_of_a_clip() {
    let clip = Clip {
        parent: None,
        shape: Shape::Rect(Rect::new(1.5, 0.0, 18.25, 20.0)),
        rule: FillRule::NonZero,
        transform: Affine::IDENTITY,
        key: 77,
    };
    check("soft", Some(clip), true, |x| match x {
        0 | 19 => 0.0,
        1 => 0.5,
        18 => 0.25,
        _ => 1.0,
    });
}

#[test]
fn sums_of_products_need_no_pass_of_their_own() {
    let mut bench = bench!(8, 8);
    let mut list = DrawList::default();
    list.rect(0.0, 0.0, 8.0, 8.0, COLORS[1]);
    for op in [CompositeOp::Multiply, CompositeOp::Exclusion, CompositeOp::Screen] {
        let shape = Shape::Rect(Rect::new(1.0, 1.0, 7.0, 7.0));
        list.with(composite(op), Affine::IDENTITY, shape, Brush::Solid(COLORS[2]));
    }
    bench.draw(list);
    assert_eq!(bench.renderer.take_stats().passes, 1);
}

#[test]
fn a_canvas_is_multiplied_with_what_it_was() {
    let mut bench = bench!(8, 8);
    let mut list = DrawList::default();
    list.rect(0.0, 0.0, 8.0, 8.0, COLORS[2]);
    let own = sparrow_render::ImageSource::Canvas(common::CANVAS);
    let whole = Rect::new(0.0, 0.0, 8.0, 8.0);
    list.image(own, whole, whole, Affine::IDENTITY, composite(CompositeOp::Multiply));
    bench.draw(list);
    let there = premul(COLORS[2]);
    let result = expected(CompositeOp::Multiply, there, there).map(|v| (v * 255.0).round() as u8);
    common::assert_pixel(&bench.pixels(), 3, 3, result, 2);
}

#[test]
fn copy_of_a_canvas_onto_itself_and_of_a_path() {
    let mut bench = bench!(8, 8);
    let mut list = DrawList::default();
    list.rect(0.0, 0.0, 4.0, 8.0, COLORS[0]);
    let own = sparrow_render::ImageSource::Canvas(common::CANVAS);
    let whole = Rect::new(0.0, 0.0, 8.0, 8.0);
    let moved = Affine::translate((4.0, 0.0));
    list.image(own, whole, whole, moved, composite(CompositeOp::Copy));
    bench.draw(list);
    let pixels = bench.pixels();
    common::assert_pixel(&pixels, 1, 1, [0; 4], 0);
    common::assert_pixel(&pixels, 5, 1, [255, 0, 0, 255], 0);
    let mut list = DrawList::default();
    let transform = list.push_transform(Affine::IDENTITY);
    let state = list.push_state(composite(CompositeOp::Copy));
    let circle = sparrow_base::kurbo::Circle::new((2.0, 2.0), 1.5);
    let path = list.push_path(sparrow_base::kurbo::Shape::path_elements(&circle, 0.01)).unwrap();
    let (shape, brush) = (Shape::Path(path), Brush::Solid(COLORS[1]));
    list.ops.push(DrawOp::Fill { shape, rule: FillRule::NonZero, brush, transform, state });
    bench.draw(list);
    let pixels = bench.pixels();
    common::assert_pixel(&pixels, 5, 1, [0; 4], 0);
    common::assert_pixel(&pixels, 2, 2, [40, 200, 90, 255], 1);
}
