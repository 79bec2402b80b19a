//! Images: exact where they are only moved, and what they do at their edges.

mod scene;

use scene::{CANVAS, Random, Scene};
use sparrow_base::{
    CanvasId, PixelBuffer, PixelRect, PixelSize, Premul, Rgba8,
    kurbo::{Affine, Rect},
};
use sparrow_render::{
    Brush, CanvasOptions, CompositeOp, ImageSource, Paint, Pattern, RenderCommand, Renderer, Repetition,
    Shape, Smoothing,
};

fn rect(x: f64, y: f64, width: f64, height: f64) -> Rect {
    Rect::new(x, y, x + width, y + height)
}

/// The pixel of an image, or of its nearest edge.
fn clamped(image: &PixelBuffer<Premul>, x: i64, y: i64) -> [u8; 4] {
    let size = image.size();
    image.pixel(x.clamp(0, i64::from(size.width) - 1) as u32, y.clamp(0, i64::from(size.height) - 1) as u32)
}

/// Sixteen steps a pixel, weights cut off, sums cut off: what Chromium's software canvas does.
fn bilinear(image: &PixelBuffer<Premul>, u: f64, v: f64) -> [u8; 4] {
    let split = |c: f64| {
        let sixteenths = ((c - 0.5) * 65_536.0).round() as i64 >> 12;
        (sixteenths >> 4, (sixteenths & 15) as u32)
    };
    let ((x, wx), (y, wy)) = (split(u), split(v));
    std::array::from_fn(|k| {
        let at = |dx: i64, dy: i64| u32::from(clamped(image, x + dx, y + dy)[k]);
        let sum = at(0, 0) * (16 - wx) * (16 - wy)
            + at(1, 0) * wx * (16 - wy)
            + at(0, 1) * (16 - wx) * wy
            + at(1, 1) * wx * wy;
        (sum >> 8) as u8
    })
}

#[test]
fn whole_pixels_are_copied() {
    let picture = Random::new(1).picture(20, 10);
    let mut scene = Scene::new(40, 30);
    let image = scene.image(1, picture.clone());
    scene.draw_image(image, rect(3.0, 2.0, 12.0, 7.0), rect(-4.0, 25.0, 12.0, 7.0));
    scene.draw_image(image, rect(0.0, 0.0, 20.0, 10.0), rect(19.0, 3.0, 20.0, 10.0));
    let got = scene.pixels();
    for y in 0..10 {
        for x in 0..20 {
            assert_eq!(got.pixel(19 + x, 3 + y), picture.pixel(x, y));
        }
    }
    assert_eq!(got.pixel(0, 25), picture.pixel(7, 2));
    assert_eq!(got.pixel(7, 29), picture.pixel(14, 6));
    assert_eq!(got.pixel(8, 25), [0; 4]);
}

#[test]
fn fractions_of_a_pixel_mix_neighbours() {
    let picture = Random::new(2).picture(40, 12);
    let mut random = Random::new(3);
    for round in 0..80 {
        let (x, y) = (random.between(0.0, 8.0), random.between(0.0, 8.0));
        let (sx, sy) = (random.below(8) as f64, random.below(4) as f64);
        let (w, h) = ((1 + random.below(32)) as f64, (1 + random.below(8)) as f64);
        let mut scene = Scene::new(64, 32);
        let image = scene.image(1, picture.clone());
        scene.draw_image(image, rect(sx, sy, w, h), rect(x, y, w, h));
        let got = scene.pixels();
        let inside = |v: u32, from: f64, len: f64| {
            let center = f64::from(v) + 0.5;
            center >= (from + 0.5).floor() && center < (from + len + 0.5).floor()
        };
        for py in 0..32 {
            for px in 0..64 {
                let want = if inside(px, x, w) && inside(py, y, h) {
                    bilinear(&picture, f64::from(px) + 0.5 - x + sx, f64::from(py) + 0.5 - y + sy)
                } else {
                    [0; 4]
                };
                assert_eq!(got.pixel(px, py), want, "round {round}: {w} x {h} at {x} {y}, pixel {px} {py}");
            }
        }
    }
}

#[test]
fn every_way_of_drawing_a_moved_image_gives_the_same() {
    let picture = Random::new(4).picture(31, 17);
    for (x, y) in [(3.0, 5.0), (3.3, 5.0), (3.0, 5.7), (-7.4, 9.9)] {
        let whole = rect(0.0, 0.0, 31.0, 17.0);
        let draw = |op: CompositeOp, clip: bool| {
            let mut scene = Scene::new(48, 32);
            let image = scene.image(1, picture.clone());
            if clip {
                scene.clip(Shape::Ellipse(sparrow_base::kurbo::Ellipse::new(
                    (24.0, 16.0),
                    (400.0, 400.0),
                    0.0,
                )));
            }
            scene.state.composite = op;
            scene.draw_image(image, whole, whole + sparrow_base::kurbo::Vec2::new(x, y));
            scene.pixels()
        };
        let fast = draw(CompositeOp::SourceOver, false);
        assert_eq!(fast, draw(CompositeOp::SourceOver, true), "through a mask at {x} {y}");
        assert_eq!(fast, draw(CompositeOp::Copy, false), "on a layer at {x} {y}");
        assert_eq!(fast, draw(CompositeOp::Xor, false), "by the general way at {x} {y}");
    }
}

#[test]
fn scaled_images_are_sampled_at_pixel_centres() {
    let picture = Random::new(5).picture(9, 7);
    for (w, h, smooth) in [(30.0, 20.0, true), (30.0, 20.0, false), (5.0, 3.0, true), (18.0, 14.0, false)] {
        let mut scene = Scene::new(32, 24);
        scene.state.smoothing = if smooth { Smoothing::Low } else { Smoothing::Off };
        let image = scene.image(1, picture.clone());
        scene.draw_image(image, rect(0.0, 0.0, 9.0, 7.0), rect(1.0, 2.0, w, h));
        let got = scene.pixels();
        for y in 0..h as u32 {
            for x in 0..w as u32 {
                let (u, v) = ((f64::from(x) + 0.5) * 9.0 / w, (f64::from(y) + 0.5) * 7.0 / h);
                let want =
                    if smooth { bilinear(&picture, u, v) } else { clamped(&picture, u as i64, v as i64) };
                let got = got.pixel(1 + x, 2 + y);
                // Steps along a row may fall on the other side of a sixteenth.
                let near = got.iter().zip(want).all(|(a, b)| a.abs_diff(b) <= if smooth { 18 } else { 0 });
                assert!(near, "{w} x {h}, pixel {x} {y}: {got:?}, not {want:?}");
            }
        }
    }
}

#[test]
fn mirrored_and_turned_images_keep_their_pixels() {
    let picture = Random::new(6).picture(6, 4);
    let mut scene = Scene::new(20, 20);
    let image = scene.image(1, picture.clone());
    let whole = rect(0.0, 0.0, 6.0, 4.0);
    scene.transform = Affine::new([-1.0, 0.0, 0.0, 1.0, 8.0, 0.0]);
    scene.draw_image(image, whole, whole);
    scene.transform = Affine::new([0.0, 1.0, -1.0, 0.0, 18.0, 10.0]);
    scene.draw_image(image, whole, whole);
    let got = scene.pixels();
    for y in 0..4 {
        for x in 0..6 {
            assert_eq!(got.pixel(7 - x, y), picture.pixel(x, y), "mirrored");
            assert_eq!(got.pixel(17 - y, 10 + x), picture.pixel(x, y), "turned");
        }
    }
}

#[test]
fn global_alpha_scales_every_component() {
    let picture = Random::new(8).picture(16, 2);
    let mut scene = Scene::new(16, 2);
    let image = scene.image(1, picture.clone());
    scene.state.alpha = 0.5;
    scene.draw_image(image, rect(0.0, 0.0, 16.0, 2.0), rect(0.0, 0.0, 16.0, 2.0));
    let got = scene.pixels();
    for (got, from) in got.bytes().iter().zip(picture.bytes()) {
        assert_eq!(u32::from(*got), (u32::from(*from) * 128 + 127) / 255);
    }
}

#[test]
fn a_canvas_drawn_into_itself_sees_what_was_there() {
    let mut scene = Scene::new(12, 4);
    for x in 0..4 {
        scene.rect(f64::from(x), 0.0, 1.0, 4.0, Rgba8::new(x as u8 * 60, 0, 0, 255));
    }
    scene.draw_image(ImageSource::Canvas(CANVAS), rect(0.0, 0.0, 8.0, 4.0), rect(2.0, 0.0, 8.0, 4.0));
    let got = scene.pixels();
    let reds: Vec<u8> = (0..12).map(|x| got.pixel(x, 1)[0]).collect();
    assert_eq!(reds, [0, 60, 0, 60, 120, 180, 0, 0, 0, 0, 0, 0]);
}

#[test]
fn another_canvas_is_seen_as_it_is_at_that_point_of_the_queue() {
    let mut scene = Scene::new(4, 4);
    let other = CanvasId(2);
    let whole = rect(0.0, 0.0, 4.0, 4.0);
    let create =
        |size| RenderCommand::CreateCanvas { canvas: other, size, options: CanvasOptions::default() };
    scene.queue.push(create(PixelSize::new(4, 4)));
    let paint = |color| {
        let mut list = Scene::new(4, 4);
        list.rect(0.0, 0.0, 4.0, 4.0, color);
        RenderCommand::Draw { canvas: other, list: list.list }
    };
    // Nothing was drawn there yet: nothing is painted.
    scene.draw_image(ImageSource::Canvas(other), whole, whole);
    assert_eq!(scene.pixels().pixel(0, 0), [0; 4]);
    scene.queue.push(paint(scene::RED));
    scene.draw_image(ImageSource::Canvas(other), whole, whole);
    scene.flush();
    scene.queue.push(paint(scene::BLUE));
    assert_eq!(scene.pixels().pixel(0, 0), [255, 0, 0, 255]);
    assert_eq!(
        scene.renderer.read_pixels(other, PixelRect::new(3, 3, 2, 1)).unwrap().bytes(),
        [0, 0, 255, 255, 0, 0, 0, 0]
    );
}

#[test]
fn patterns_repeat_as_asked() {
    let picture = Random::new(9).picture(3, 2);
    for (x, y) in [(true, true), (true, false), (false, true), (false, false)] {
        let mut scene = Scene::new(10, 10);
        let source = scene.image(1, picture.clone());
        let pattern =
            Pattern { source, repetition: Repetition { x, y }, transform: Affine::translate((2.0, 1.0)) };
        let brush = Brush::Paint(scene.list.push_paint(Paint::Pattern(pattern)));
        scene.fill(Shape::Rect(rect(0.0, 0.0, 10.0, 10.0)), brush);
        let got = scene.pixels();
        for py in 0..10i64 {
            for px in 0..10i64 {
                let (u, v) = (px - 2, py - 1);
                let there = (x || (0..3).contains(&u)) && (y || (0..2).contains(&v));
                let want = if there {
                    picture.pixel(u.rem_euclid(3) as u32, v.rem_euclid(2) as u32)
                } else {
                    [0; 4]
                };
                assert_eq!(got.pixel(px as u32, py as u32), want, "repeat {x} {y}, pixel {px} {py}");
            }
        }
    }
}
