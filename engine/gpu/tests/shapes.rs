//! Shapes with a closed form, and paths, against coverage counted by 32 x 32 samples in each pixel.

mod common;

use common::{Draw, save};
use sparrow_base::{
    PixelBuffer, PixelSize, Premul, Rgba8,
    kurbo::{Affine, Ellipse, Line, PathEl, Point, Rect, RoundedRect},
};
use sparrow_render::{DrawList, DrawOp, LineCap, LineJoin, Shape, StrokeStyle};

const RED: Rgba8 = Rgba8::new(255, 0, 0, 255);
const SIDE: u32 = 64;

/// The share of samples in each pixel that are inside.
fn counted(inside: &dyn Fn(Point) -> bool) -> PixelBuffer<Premul> {
    const N: u32 = 32;
    let mut bytes = Vec::new();
    for y in 0..SIDE {
        for x in 0..SIDE {
            let mut hits = 0;
            for i in 0..N * N {
                let part = |v: u32| (f64::from(v) + 0.5) / f64::from(N);
                let at = Point::new(f64::from(x) + part(i % N), f64::from(y) + part(i / N));
                hits += u32::from(inside(at));
            }
            let value = (f64::from(hits) / f64::from(N * N) * 255.0).round() as u8;
            bytes.extend([value, 0, 0, value]);
        }
    }
    PixelBuffer::from_vec(PixelSize::new(SIDE, SIDE), bytes).unwrap()
}

/// Distance to a rounded rectangle, negative inside.
fn round_distance(rect: Rect, radii: [f64; 4], p: Point) -> f64 {
    let q = p - rect.center();
    let radius = match (q.x > 0.0, q.y > 0.0) {
        (false, false) => radii[0],
        (true, false) => radii[1],
        (true, true) => radii[2],
        (false, true) => radii[3],
    };
    let (x, y) = (q.x.abs() - rect.width() * 0.5 + radius, q.y.abs() - rect.height() * 0.5 + radius);
    x.max(y).min(0.0) + x.max(0.0).hypot(y.max(0.0)) - radius
}

/// Largest difference allowed, and how many pixels may differ by more than 6.
type Tolerance = (u8, u32);
const CLOSE: Tolerance = (12, 12);

fn check(name: &str, list: DrawList, tolerance: Tolerance, inside: &dyn Fn(Point) -> bool) {
    let mut bench = bench!(SIDE, SIDE);
    bench.draw(list);
    let pixels = bench.pixels();
    save(&format!("shape_{name}"), &pixels);
    let (largest, share) = common::difference(&pixels, &counted(inside), 6);
    let outliers = (share * f64::from(SIDE * SIDE)).round() as u32;
    assert!(
        largest <= tolerance.0 && outliers <= tolerance.1,
        "{name}: largest difference {largest}, {outliers} pixels differ by more than 6"
    );
}

fn filled(shape: Shape, transform: Affine) -> DrawList {
    let mut list = DrawList::default();
    list.fill(shape, transform, RED);
    list
}

fn stroked(shape: Shape, style: StrokeStyle, transform: Affine) -> DrawList {
    let mut list = DrawList::default();
    list.stroke(shape, style, transform, RED);
    list
}

fn width(width: f64) -> StrokeStyle {
    StrokeStyle { width, ..StrokeStyle::default() }
}

#[test]
fn circles_and_ellipses() {
    for radius in [1.6, 3.0, 10.0, 25.3] {
        let center = Point::new(31.3, 30.7);
        let circle = Shape::Ellipse(Ellipse::new(center, (radius, radius), 0.0));
        check(&format!("circle_{radius}"), filled(circle, Affine::IDENTITY), CLOSE, &|p| {
            p.distance(center) <= radius
        });
    }
    let (center, turn) = (Point::new(30.3, 30.7), 0.4f64);
    let ellipse = Shape::Ellipse(Ellipse::new(center, (25.0, 12.0), turn));
    check("ellipse", filled(ellipse, Affine::IDENTITY), CLOSE, &|p| {
        let q = Affine::rotate(-turn) * (p - center).to_point();
        (q.x / 25.0).hypot(q.y / 12.0) <= 1.0
    });
    let flat = Shape::Ellipse(Ellipse::new(center, (28.0, 3.0), turn));
    check("flat_ellipse", filled(flat, Affine::IDENTITY), (22, 100), &|p| {
        let q = Affine::rotate(-turn) * (p - center).to_point();
        (q.x / 28.0).hypot(q.y / 3.0) <= 1.0
    });
}

#[test]
fn rounded_rectangles() {
    let rect = Rect::new(5.2, 8.7, 55.1, 40.3);
    for (name, radii) in [("same", [9.0; 4]), ("different", [0.0, 4.0, 15.0, 8.0])] {
        let [a, b, c, d] = radii;
        let shape = Shape::RoundRect(RoundedRect::from_rect(rect, (a, b, c, d)));
        check(&format!("round_{name}"), filled(shape, Affine::IDENTITY), CLOSE, &|p| {
            round_distance(rect, radii, p) <= 0.0
        });
    }
    let local = Rect::new(0.0, 0.0, 30.0, 20.0);
    let transform = Affine::new([1.2, 0.5, -0.3, 0.9, 15.0, 10.0]);
    let shape = Shape::RoundRect(RoundedRect::from_rect(local, 6.0));
    check("round_skewed", filled(shape, transform), (16, 20), &|p| {
        round_distance(local, [6.0; 4], transform.inverse() * p) <= 0.0
    });
}

#[test]
fn turned_rectangles() {
    for (name, rect, transform) in [
        ("turned", Rect::new(0.0, 0.0, 30.0, 20.0), Affine::translate((20.0, 10.0)) * Affine::rotate(0.6)),
        ("thin", Rect::new(0.0, 0.0, 40.0, 0.6), Affine::translate((10.0, 20.0)) * Affine::rotate(0.3)),
        ("mirrored", Rect::new(0.0, 0.0, 20.0, 30.0), Affine::new([-1.0, 0.3, 0.5, 1.0, 30.0, 10.0])),
        ("tiny", Rect::new(0.0, 0.0, 0.5, 0.5), Affine::translate((10.2, 20.3)) * Affine::rotate(0.3)),
    ] {
        check(&format!("rect_{name}"), filled(Shape::Rect(rect), transform), (24, 6), &|p| {
            rect.contains(transform.inverse() * p)
        });
    }
}

#[test]
fn strokes() {
    let rect = Rect::new(10.0, 10.0, 50.0, 40.0);
    let mitred = |rect: Rect, half: f64| {
        move |p: Point| rect.inflate(half, half).contains(p) && !rect.inset(-half).contains(p)
    };
    check("stroke_rect", stroked(Shape::Rect(rect), width(3.0), Affine::IDENTITY), CLOSE, &mitred(rect, 1.5));
    let odd = Rect::new(10.3, 12.1, 50.2, 40.0);
    let turn = Affine::rotate(0.1);
    check("stroke_turned", stroked(Shape::Rect(odd), width(2.5), turn), (24, 16), &|p| {
        mitred(odd, 1.25)(turn.inverse() * p)
    });
    let round_join = StrokeStyle { join: LineJoin::Round, ..width(6.0) };
    check("stroke_round_join", stroked(Shape::Rect(rect), round_join, Affine::IDENTITY), CLOSE, &|p| {
        round_distance(rect, [0.0; 4], p).abs() <= 3.0
    });
    let center = Point::new(32.0, 32.0);
    let circle = Shape::Ellipse(Ellipse::new(center, (20.0, 20.0), 0.0));
    check("stroke_circle", stroked(circle, width(4.0), Affine::IDENTITY), CLOSE, &|p| {
        (p.distance(center) - 20.0).abs() <= 2.0
    });
    let round = Rect::new(8.0, 8.0, 56.0, 50.0);
    let shape = Shape::RoundRect(RoundedRect::from_rect(round, 10.0));
    check("stroke_round", stroked(shape, width(5.0), Affine::IDENTITY), CLOSE, &|p| {
        round_distance(round, [10.0; 4], p).abs() <= 2.5
    });
    let stretch = Affine::scale_non_uniform(1.0, 0.5);
    check("stroke_stretched", stroked(shape, width(6.0), stretch), (16, 20), &|p| {
        round_distance(round, [10.0; 4], stretch.inverse() * p).abs() <= 3.0
    });
}

#[test]
fn lines() {
    let line = Line::new((15.0, 17.0), (48.0, 39.0));
    let along = |p: Point| {
        let d = line.p1 - line.p0;
        let q = p - line.p0;
        (q.dot(d) / d.hypot(), q.cross(d) / d.hypot(), d.hypot())
    };
    check("line_butt", stroked(Shape::Line(line), width(3.0), Affine::IDENTITY), (24, 4), &|p| {
        let (x, y, length) = along(p);
        (0.0..length).contains(&x) && y.abs() <= 1.5
    });
    let round = StrokeStyle { cap: LineCap::Round, ..width(9.0) };
    check("line_round", stroked(Shape::Line(line), round, Affine::IDENTITY), CLOSE, &|p| {
        let (x, y, length) = along(p);
        (x - x.clamp(0.0, length)).hypot(y) <= 4.5
    });
    let square = StrokeStyle { cap: LineCap::Square, ..width(6.5) };
    check("line_square", stroked(Shape::Line(line), square, Affine::IDENTITY), (24, 4), &|p| {
        let (x, y, length) = along(p);
        (-3.25..length + 3.25).contains(&x) && y.abs() <= 3.25
    });
    let level = Line::new((15.0, 20.5), (48.0, 20.5));
    check("line_level", stroked(Shape::Line(level), width(2.0), Affine::IDENTITY), CLOSE, &|p| {
        (15.0..48.0).contains(&p.x) && (p.y - 20.5).abs() <= 1.0
    });
}

/// A stroke of 0.3 pixels is as dark as one of 1 pixel with 30 % of its alpha.
#[test]
fn hairlines_lose_alpha_instead_of_width() {
    let line = |style: StrokeStyle, color: Rgba8| {
        let mut list = DrawList::default();
        list.stroke(Shape::Line(Line::new((5.0, 7.0), (58.0, 49.0))), style.clone(), Affine::IDENTITY, color);
        let curve = [
            PathEl::MoveTo(Point::new(5.0, 50.0)),
            PathEl::QuadTo(Point::new(30.0, 70.0), Point::new(60.0, 10.0)),
        ];
        let curve = list.push_path(curve).unwrap();
        list.stroke(Shape::Path(curve), style, Affine::IDENTITY, color);
        list
    };
    let mut bench = bench!(SIDE, SIDE);
    bench.draw(line(width(0.3), RED));
    let thin = bench.pixels();
    save("hairline", &thin);
    let mut clear = line(width(1.0), Rgba8::new(255, 0, 0, 77));
    clear.ops.insert(0, DrawOp::Clear);
    bench.draw(clear);
    let (largest, _) = common::difference(&thin, &bench.pixels(), 0);
    assert!(largest <= 1, "{largest}");
}

/// Curves are flattened finely enough for a circle made of them to look like one.
#[test]
fn curved_paths() {
    let center = Point::new(31.3, 30.7);
    for radius in [4.0, 12.0, 27.0] {
        let mut list = DrawList::default();
        let mut path = Vec::new();
        list.for_each_element(&Shape::Ellipse(Ellipse::new(center, (radius, radius), 0.0)), &mut |e| {
            path.push(e);
        });
        let path = list.push_path(path).unwrap();
        list.fill(Shape::Path(path), Affine::IDENTITY, RED);
        check(&format!("path_circle_{radius}"), list, (22, 200), &|p| p.distance(center) <= radius);
    }
}

#[test]
fn dashes() {
    let style = StrokeStyle { dash: Some([6.0, 4.0].into()), dash_offset: 2.0, ..width(4.0) };
    let line = Shape::Line(Line::new((4.0, 30.0), (60.0, 30.0)));
    check("dashes", stroked(line, style, Affine::IDENTITY), CLOSE, &|p| {
        (4.0..60.0).contains(&p.x) && (p.y - 30.0).abs() <= 2.0 && (p.x - 4.0 + 2.0).rem_euclid(10.0) < 6.0
    });
    // A game asks for a hundred million dashes: it gets a line of the same darkness, at once.
    let style = StrokeStyle { dash: Some([1e-7, 1e-7].into()), ..width(4.0) };
    let mut bench = bench!(SIDE, SIDE);
    bench.draw(stroked(line, style, Affine::IDENTITY));
    common::assert_pixel(&bench.pixels(), 30, 30, [128, 0, 0, 128], 1);
}
