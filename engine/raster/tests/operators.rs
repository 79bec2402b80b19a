//! Every operator against the formulas of the standard.

mod scene;

use scene::{Random, Scene};
use sparrow_base::{
    PixelBuffer, Premul, Rgba8,
    kurbo::{Circle, Ellipse, Rect},
};
use sparrow_render::{Brush, CompositeOp, ImageSource, Shape};

use CompositeOp::*;

/// Premultiplied result in 0..=1 of premultiplied source and backdrop.
fn expected(op: CompositeOp, s: [f64; 4], b: [f64; 4]) -> [f64; 4] {
    let (sa, ba) = (s[3], b[3]);
    let factors = match op {
        SourceOver => Some((1.0, 1.0 - sa)),
        SourceIn => Some((ba, 0.0)),
        SourceOut => Some((1.0 - ba, 0.0)),
        SourceAtop => Some((ba, 1.0 - sa)),
        DestinationOver => Some((1.0 - ba, 1.0)),
        DestinationIn => Some((0.0, sa)),
        DestinationOut => Some((0.0, 1.0 - sa)),
        DestinationAtop => Some((1.0 - ba, sa)),
        Lighter => Some((1.0, 1.0)),
        Copy => Some((1.0, 0.0)),
        Xor => Some((1.0 - ba, 1.0 - sa)),
        _ => None,
    };
    if let Some((fs, fb)) = factors {
        return std::array::from_fn(|k| (s[k] * fs + b[k] * fb).min(1.0));
    }
    let straight = |c: [f64; 4]| -> [f64; 3] {
        std::array::from_fn(|k| if c[3] > 0.0 { (c[k] / c[3]).min(1.0) } else { 0.0 })
    };
    let mixed = mix(op, straight(b), straight(s));
    let mut out = [0.0; 4];
    for k in 0..3 {
        out[k] = s[k] * (1.0 - ba) + b[k] * (1.0 - sa) + sa * ba * mixed[k];
    }
    out[3] = sa + ba - sa * ba;
    out
}

fn mix(op: CompositeOp, b: [f64; 3], s: [f64; 3]) -> [f64; 3] {
    let hard = |b: f64, s: f64| if s <= 0.5 { 2.0 * b * s } else { 1.0 - 2.0 * (1.0 - b) * (1.0 - s) };
    let lum = |c: [f64; 3]| 0.3 * c[0] + 0.59 * c[1] + 0.11 * c[2];
    let max = |c: [f64; 3]| c.into_iter().fold(f64::MIN, f64::max);
    let min = |c: [f64; 3]| c.into_iter().fold(f64::MAX, f64::min);
    let clip = |c: [f64; 3]| {
        let (l, n, x) = (lum(c), min(c), max(c));
        let c = if n < 0.0 { c.map(|v| l + (v - l) * l / (l - n)) } else { c };
        if x > 1.0 { c.map(|v| l + (v - l) * (1.0 - l) / (x - l)) } else { c }
    };
    let set_lum = |c: [f64; 3], l: f64| {
        let d = l - lum(c);
        clip(c.map(|v| v + d))
    };
    let sat = |c: [f64; 3]| max(c) - min(c);
    let set_sat = |c: [f64; 3], to: f64| {
        if max(c) > min(c) { c.map(|v| (v - min(c)) * to / (max(c) - min(c))) } else { [0.0; 3] }
    };
    match op {
        Hue => return set_lum(set_sat(s, sat(b)), lum(b)),
        Saturation => return set_lum(set_sat(b, sat(s)), lum(b)),
        Color => return set_lum(s, lum(b)),
        Luminosity => return set_lum(b, lum(s)),
        _ => {}
    }
    std::array::from_fn(|k| {
        let (b, s) = (b[k], s[k]);
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
            _ => unreachable!("{op:?}"),
        }
    })
}

fn unit(p: [u8; 4]) -> [f64; 4] {
    p.map(|c| f64::from(c) / 255.0)
}

fn assert_near(got: [u8; 4], want: [f64; 4], what: &str) {
    for k in 0..4 {
        let off = (f64::from(got[k]) - want[k] * 255.0).abs();
        assert!(off <= 1.6, "{what}: got {got:?}, expected {:?}", want.map(|v| v * 255.0));
    }
}

/// A picture with every kind of alpha, drawn onto another.
fn two_pictures(
    op: CompositeOp,
    seed: u64,
) -> (PixelBuffer<Premul>, PixelBuffer<Premul>, PixelBuffer<Premul>) {
    let mut random = Random::new(seed);
    let (below, above) = (random.picture(37, 9), random.picture(37, 9));
    let mut scene = Scene::new(37, 9);
    let whole = Rect::new(0.0, 0.0, 37.0, 9.0);
    let (a, b) = (scene.image(1, below.clone()), scene.image(2, above.clone()));
    scene.draw_image(a, whole, whole);
    scene.state.composite = op;
    scene.draw_image(b, whole, whole);
    (below, above, scene.pixels())
}

#[test]
fn operators_follow_their_formulas() {
    for op in CompositeOp::ALL {
        let (below, above, got) = two_pictures(op, 3);
        for y in 0..9 {
            for x in 0..37 {
                let want = expected(op, unit(above.pixel(x, y)), unit(below.pixel(x, y)));
                let what = format!("{op:?} of {:?} on {:?}", above.pixel(x, y), below.pixel(x, y));
                assert_near(got.pixel(x, y), want, &what);
            }
        }
    }
}

#[test]
fn results_stay_premultiplied() {
    for op in CompositeOp::ALL {
        let (_, _, got) = two_pictures(op, 11);
        for p in got.bytes().chunks_exact(4) {
            assert!(p[..3].iter().all(|c| *c <= p[3].saturating_add(1)), "{op:?} gave {p:?}");
        }
    }
}

#[test]
fn some_operators_reach_outside_of_the_shape_but_not_of_the_clip() {
    let below = Rgba8::new(200, 100, 50, 255);
    for op in CompositeOp::ALL {
        let mut scene = Scene::new(8, 8);
        scene.rect(0.0, 0.0, 8.0, 8.0, below);
        scene.clip(Shape::Rect(Rect::new(2.0, 0.0, 8.0, 8.0)));
        scene.state.composite = op;
        scene.rect(4.0, 4.0, 2.0, 2.0, Rgba8::new(10, 20, 30, 128));
        let got = scene.pixels();
        let backdrop = below.premul();
        assert_eq!(got.pixel(0, 4), backdrop, "{op:?} outside of the clip");
        let outside = expected(op, [0.0; 4], unit(backdrop));
        assert_near(got.pixel(3, 4), outside, &format!("{op:?} outside of the shape"));
        assert_eq!(op.affects_outside(), got.pixel(3, 4) != backdrop, "{op:?}");
        let inside = expected(op, unit(Rgba8::new(10, 20, 30, 128).premul()), unit(backdrop));
        assert_near(got.pixel(5, 5), inside, &format!("{op:?} inside"));
    }
}

#[test]
fn a_soft_clip_mixes_with_what_was_there() {
    for op in [SourceOver, SourceIn, Copy, DestinationAtop, Xor, Multiply, DestinationOut] {
        let mut scene = Scene::new(2, 1);
        let (below, above) = (Rgba8::new(200, 100, 50, 255), Rgba8::new(20, 220, 90, 128));
        scene.rect(0.0, 0.0, 2.0, 1.0, below);
        scene.clip(Shape::Rect(Rect::new(0.0, 0.0, 0.5, 1.0)));
        scene.state.composite = op;
        scene.rect(0.0, 0.0, 2.0, 1.0, above);
        let got = scene.pixels();
        let (backdrop, full) =
            (unit(below.premul()), expected(op, unit(above.premul()), unit(below.premul())));
        let half = 128.0 / 255.0;
        let want = std::array::from_fn(|k| backdrop[k] * (1.0 - half) + full[k] * half);
        assert_near(got.pixel(0, 0), want, &format!("{op:?}"));
        assert_eq!(got.pixel(1, 0), below.premul(), "{op:?}");
    }
}

#[test]
fn opaque_canvases_stay_opaque() {
    for op in CompositeOp::ALL {
        let mut scene = Scene::opaque(6, 6);
        scene.rect(0.0, 0.0, 3.0, 6.0, Rgba8::new(200, 100, 50, 90));
        scene.state.composite = op;
        scene.fill(
            Shape::Ellipse(Ellipse::from(Circle::new((3.0, 3.0), 2.2))),
            Brush::Solid(Rgba8::new(9, 99, 9, 130)),
        );
        scene.clear_rect(0.0, 0.0, 1.5, 1.5);
        let got = scene.pixels();
        assert!(got.is_opaque(), "{op:?}");
        assert_eq!(got.pixel(0, 0), [0, 0, 0, 255], "{op:?}");
    }
}

#[test]
fn a_source_that_does_not_exist_paints_nothing() {
    let mut scene = Scene::new(2, 2);
    scene.rect(0.0, 0.0, 2.0, 2.0, Rgba8::WHITE);
    let rect = Rect::new(0.0, 0.0, 2.0, 2.0);
    scene.draw_image(ImageSource::Image(sparrow_base::ImageId(99)), rect, rect);
    scene.draw_image(ImageSource::Canvas(sparrow_base::CanvasId(99)), rect, rect);
    assert_eq!(scene.pixels().pixel(1, 1), [255; 4]);
}
