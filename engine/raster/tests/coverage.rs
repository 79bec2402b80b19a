//! How much of a pixel a shape covers.

mod scene;

use scene::{RED, Random, Scene};
use sparrow_base::{
    PixelRect, Rgba8,
    kurbo::{Affine, Circle, Ellipse, PathEl, Point, Rect},
};
use sparrow_render::{Brush, CanvasOptions, FillRule, LineCap, LineJoin, Shape, StrokeStyle};

const BLACK: Brush = Brush::Solid(Rgba8::BLACK);

/// Alpha of every pixel, rows of `width`.
fn alphas(scene: &mut Scene) -> Vec<u8> {
    scene.pixels().bytes().iter().skip(3).step_by(4).copied().collect()
}

fn area(scene: &mut Scene) -> f64 {
    alphas(scene).iter().map(|a| f64::from(*a)).sum::<f64>() / 255.0
}

#[test]
fn a_rect_on_pixel_borders_is_hard() {
    let mut scene = Scene::new(4, 3);
    scene.rect(1.0, 1.0, 2.0, 1.0, RED);
    let pixels = scene.pixels();
    for y in 0..3 {
        for x in 0..4 {
            let inside = (1..3).contains(&x) && y == 1;
            assert_eq!(pixels.pixel(x, y), if inside { [255, 0, 0, 255] } else { [0; 4] }, "{x} {y}");
        }
    }
}

#[test]
fn edges_of_rects_cover_what_they_cover() {
    let mut scene = Scene::new(4, 4);
    scene.rect(0.5, 0.25, 2.0, 2.0, Rgba8::BLACK);
    let a = alphas(&mut scene);
    assert_eq!(&a[0..4], [96, 192, 96, 0]);
    assert_eq!(&a[4..8], [128, 255, 128, 0]);
    assert_eq!(&a[8..12], [32, 64, 32, 0]);
    assert_eq!(&a[12..16], [0; 4]);
}

#[test]
fn a_rect_inside_one_pixel_covers_its_area() {
    let mut scene = Scene::new(1, 1);
    scene.rect(0.25, 0.25, 0.5, 0.5, Rgba8::BLACK);
    assert_eq!(alphas(&mut scene), [64]);
}

#[test]
fn a_rect_as_path_covers_the_same() {
    let mut random = Random::new(1);
    for _ in 0..200 {
        let r = Rect::new(random.between(-5.0, 12.0), random.between(-5.0, 12.0), 0.0, 0.0);
        let r = Rect::new(r.x0, r.y0, r.x0 + random.between(0.0, 14.0), r.y0 + random.between(0.0, 14.0));
        let mut scene = Scene::new(13, 11);
        scene.fill(Shape::Rect(r), BLACK);
        let direct = alphas(&mut scene);
        let path = scene.path(&[(r.x0, r.y0), (r.x1, r.y0), (r.x1, r.y1), (r.x0, r.y1)]);
        scene.list.ops.insert(0, sparrow_render::DrawOp::Clear);
        scene.fill(path, BLACK);
        for (i, (a, b)) in direct.iter().zip(alphas(&mut scene)).enumerate() {
            assert!(a.abs_diff(b) <= 1, "{r:?}, pixel {i}: {a} and {b}");
        }
    }
}

#[test]
fn a_triangle_covers_half_of_its_diagonal_pixels() {
    let mut scene = Scene::new(3, 3);
    let path = scene.path(&[(0.0, 0.0), (3.0, 3.0), (0.0, 3.0)]);
    scene.fill(path, BLACK);
    assert_eq!(alphas(&mut scene), [128, 0, 0, 255, 128, 0, 255, 255, 128]);
}

#[test]
fn winding_rules_differ_where_a_path_overlaps_itself() {
    let square = |x: f64, y: f64, s: f64| {
        let p = |dx: f64, dy: f64| Point::new(x + dx * s, y + dy * s);
        [
            PathEl::MoveTo(p(0.0, 0.0)),
            PathEl::LineTo(p(1.0, 0.0)),
            PathEl::LineTo(p(1.0, 1.0)),
            PathEl::LineTo(p(0.0, 1.0)),
            PathEl::ClosePath,
        ]
    };
    for (rule, middle) in [(FillRule::NonZero, 255), (FillRule::EvenOdd, 0)] {
        let mut scene = Scene::new(6, 6);
        let path =
            scene.list.push_path(square(0.0, 0.0, 6.0).into_iter().chain(square(2.0, 2.0, 2.0))).unwrap();
        scene.fill_by(Shape::Path(path), rule, BLACK);
        let a = alphas(&mut scene);
        assert_eq!((a[0], a[2 * 6 + 2], a[3 * 6 + 3], a[4 * 6 + 4]), (255, middle, middle, 255), "{rule:?}");
    }
}

#[test]
fn round_things_have_the_right_area() {
    for radius in [0.4, 1.0, 3.3, 10.0, 47.5] {
        let mut scene = Scene::new(100, 100);
        scene.fill(Shape::Ellipse(Ellipse::from(Circle::new((50.2, 49.7), radius))), BLACK);
        let exact = std::f64::consts::PI * radius * radius;
        let got = area(&mut scene);
        assert!((got - exact).abs() < 0.01 * exact + 0.02, "radius {radius}: {got}, not {exact}");
    }
    let mut scene = Scene::new(100, 100);
    scene.transform =
        Affine::translate((50.0, 50.0)) * Affine::rotate(1.0) * Affine::scale_non_uniform(2.0, 0.5);
    scene.fill(Shape::Ellipse(Ellipse::new((0.0, 0.0), (20.0, 30.0), 0.3)), BLACK);
    assert!((area(&mut scene) - std::f64::consts::PI * 600.0).abs() < 5.0);
}

#[test]
fn strokes_have_the_right_area() {
    let cases = [
        (LineCap::Butt, LineJoin::Miter, 20.0 * 4.0),
        (LineCap::Square, LineJoin::Miter, 24.0 * 4.0),
        (LineCap::Round, LineJoin::Miter, 20.0 * 4.0 + std::f64::consts::PI * 4.0),
    ];
    for (cap, join, exact) in cases {
        for angle in [0.0, 0.3, 1.2] {
            let mut scene = Scene::new(64, 64);
            scene.transform = Affine::translate((32.0, 32.0)) * Affine::rotate(angle);
            let path = scene.path(&[(-10.0, 0.0), (10.0, 0.0)]);
            let style = StrokeStyle { width: 4.0, cap, join, ..StrokeStyle::default() };
            scene.stroke(path, style, BLACK);
            let got = area(&mut scene);
            assert!((got - exact).abs() < 0.6, "{cap:?} at {angle}: {got}, not {exact}");
        }
    }
    // A right angle: two legs, the inner square once, and what the join adds.
    let legs = 2.0 * 20.0 * 6.0 - 9.0;
    let pi = std::f64::consts::PI;
    for (join, extra) in [(LineJoin::Bevel, 4.5), (LineJoin::Miter, 9.0), (LineJoin::Round, pi * 9.0 / 4.0)] {
        let mut scene = Scene::new(64, 64);
        let path = scene.path(&[(10.0, 40.0), (30.0, 40.0), (30.0, 20.0)]);
        scene.stroke(path, StrokeStyle { width: 6.0, join, ..StrokeStyle::default() }, BLACK);
        let got = area(&mut scene);
        assert!((got - legs - extra).abs() < 0.5, "{join:?}: {got}, not {}", legs + extra);
    }
}

#[test]
fn a_ring_stays_whole_where_the_pen_is_wider_than_the_circle() {
    let mut scene = Scene::new(40, 40);
    let circle = Shape::Ellipse(Ellipse::from(Circle::new((20.0, 20.0), 4.0)));
    scene.stroke(circle, StrokeStyle { width: 12.0, ..StrokeStyle::default() }, BLACK);
    let exact = std::f64::consts::PI * 100.0;
    let got = area(&mut scene);
    assert!((got - exact).abs() < 2.0, "{got}, not {exact}");
}

#[test]
fn dashes_cover_their_share() {
    let mut scene = Scene::new(120, 20);
    let path = scene.path(&[(10.0, 10.0), (110.0, 10.0)]);
    let style =
        StrokeStyle { width: 2.0, dash: Some([6.0, 4.0].into()), dash_offset: 5.0, ..StrokeStyle::default() };
    scene.stroke(path, style, BLACK);
    // 1 of the first dash, then 9 whole periods, then 4 off and 5 of the last.
    assert!((area(&mut scene) - 2.0 * (1.0 + 9.0 * 6.0 + 5.0)).abs() < 0.1);
}

#[test]
fn thin_strokes_are_a_pixel_wide_and_faint() {
    let mut scene = Scene::new(9, 9);
    let path = scene.path(&[(1.0, 4.5), (8.0, 4.5)]);
    scene.stroke(path, StrokeStyle { width: 0.25, ..StrokeStyle::default() }, BLACK);
    let a = alphas(&mut scene);
    assert_eq!(a[4 * 9 + 4], 64);
    assert_eq!((a[3 * 9 + 4], a[5 * 9 + 4]), (0, 0));
}

/// A line that is closed lies on itself: both ways together cover what one does, with the join at the ends.
#[test]
fn a_line_there_and_back_covers_once() {
    for (join, length) in
        [(LineJoin::Miter, 5.0), (LineJoin::Bevel, 5.0), (LineJoin::Round, 5.0 + std::f64::consts::FRAC_PI_4)]
    {
        let mut scene = Scene::new(9, 9);
        let line =
            [PathEl::MoveTo(Point::new(4.0, 2.0)), PathEl::LineTo(Point::new(4.0, 7.0)), PathEl::ClosePath];
        let path = Shape::Path(scene.list.push_path(line).expect("a short path"));
        scene.stroke(path, StrokeStyle { cap: LineCap::Square, join, ..StrokeStyle::default() }, BLACK);
        let a = alphas(&mut scene);
        assert_eq!((a[4 * 9 + 3], a[4 * 9 + 4]), (128, 128), "{join:?}");
        assert!((area(&mut scene) - length).abs() < 0.1, "{join:?}");
    }
}

/// What is drawn on a small canvas is a part of what is drawn on a large one.
#[test]
fn the_edge_of_the_canvas_changes_nothing_inside() {
    let mut random = Random::new(7);
    for round in 0..60 {
        let mut point =
            |spread: f64| (random.between(-spread, 40.0 + spread), random.between(-spread, 40.0 + spread));
        let spread = if round % 2 == 0 { 30.0 } else { 300.0 };
        let points: Vec<_> = (0..3 + round % 5).map(|_| point(spread)).collect();
        let draw = |size: u32, by: f64| {
            let mut scene =
                Scene::with(sparrow_raster::RasterRenderer::new(), size, size, CanvasOptions::default());
            scene.transform = Affine::translate((by, by));
            let path = scene.path(&points);
            scene.fill_by(path, FillRule::EvenOdd, BLACK);
            scene
        };
        let small = draw(40, 0.0).pixels();
        let large = draw(1240, 600.0).read(PixelRect::new(600, 600, 40, 40));
        for (i, (a, b)) in small.bytes().iter().zip(large.bytes()).enumerate() {
            assert!(a.abs_diff(*b) <= 4, "round {round}, byte {i}: {a} and {b}");
        }
    }
}
