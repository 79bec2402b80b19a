//! Straight lines in canvas space that bound an area, and the flattening of curves into them.

use crate::bounds::Bounds;
use sparrow_base::kurbo::{Affine, Ellipse, PathEl, Point, Vec2};

/// Greatest distance between a curve and its lines, in canvas pixels.
pub(crate) const TOLERANCE: f64 = 0.05;
/// No curve becomes more lines than this, however large it is.
const MAX_LINES_PER_CURVE: f64 = 1024.0;
/// Canvas coordinates are cut off here; what is so far away cannot be seen, and sums of them stay exact enough.
const FAR: f64 = 4e6;
/// Units of a [`Line`] in a pixel.
pub(crate) const ONE: i32 = 256;

/// A directed line in units of 1/256 canvas pixel; never horizontal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) x0: i32,
    pub(crate) y0: i32,
    pub(crate) x1: i32,
    pub(crate) y1: i32,
}

/// Closed loops of lines, in any order.
#[derive(Debug)]
pub(crate) struct Outline {
    lines: Vec<Line>,
    /// Extent in the units of lines.
    extent: Bounds,
}

impl Default for Outline {
    fn default() -> Self {
        Outline { lines: Vec::new(), extent: NO_EXTENT }
    }
}

const NO_EXTENT: Bounds = Bounds { x0: i32::MAX, y0: i32::MAX, x1: i32::MIN, y1: i32::MIN };

impl Outline {
    /// Forgets the lines and keeps the memory.
    pub(crate) fn clear(&mut self) {
        self.lines.clear();
        self.extent = NO_EXTENT;
    }

    /// Bytes held.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.lines.capacity() * size_of::<Line>()
    }

    pub(crate) fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Adds a line; horizontal ones bound nothing.
    #[inline]
    pub(crate) fn line(&mut self, from: Point, to: Point) {
        let line = Line { x0: fixed(from.x), y0: fixed(from.y), x1: fixed(to.x), y1: fixed(to.y) };
        if line.y0 != line.y1 {
            let e = &mut self.extent;
            e.x0 = e.x0.min(line.x0.min(line.x1));
            e.x1 = e.x1.max(line.x0.max(line.x1));
            e.y0 = e.y0.min(line.y0.min(line.y1));
            e.y1 = e.y1.max(line.y0.max(line.y1));
            self.lines.push(line);
        }
    }

    /// The pixels that the lines touch.
    pub(crate) fn bounds(&self) -> Bounds {
        if self.lines.is_empty() {
            return Bounds::EMPTY;
        }
        let e = self.extent;
        let floor = |v: i32| v.div_euclid(ONE);
        Bounds::new(floor(e.x0), floor(e.y0), floor(e.x1 + ONE - 1), floor(e.y1 + ONE - 1))
    }

    /// Adds the area of a path; every subpath is closed.
    pub(crate) fn fill(&mut self, elements: impl IntoIterator<Item = PathEl>, canvas_from_local: Affine) {
        let mut start = Point::ZERO;
        let mut last = Point::ZERO;
        for el in elements {
            match canvas_from_local * el {
                PathEl::MoveTo(p) => {
                    self.line(last, start);
                    (start, last) = (p, p);
                }
                PathEl::LineTo(p) => {
                    self.line(last, p);
                    last = p;
                }
                PathEl::QuadTo(c, p) => {
                    let mut from = last;
                    flatten_quad(last, c, p, TOLERANCE, f64::INFINITY, &mut |to, _| {
                        self.line(from, to);
                        from = to;
                    });
                    last = p;
                }
                PathEl::CurveTo(c, d, p) => {
                    let mut from = last;
                    flatten_cubic([last, c, d, p], TOLERANCE, f64::INFINITY, &mut |to, _| {
                        self.line(from, to);
                        from = to;
                    });
                    last = p;
                }
                PathEl::ClosePath => {
                    self.line(last, start);
                    last = start;
                }
            }
        }
        self.line(last, start);
    }

    /// Adds the area of an ellipse.
    pub(crate) fn fill_ellipse(&mut self, ellipse: Ellipse, canvas_from_local: Affine) {
        let mut first = None;
        let mut last = Point::ZERO;
        flatten_ellipse(canvas_from_local * ellipse, TOLERANCE, f64::INFINITY, &mut |p, _| {
            if first.is_none() {
                first = Some(p);
            } else {
                self.line(last, p);
            }
            last = p;
        });
        if let Some(first) = first {
            self.line(last, first);
        }
    }
}

/// Rounds a coordinate to 1/256 pixel.
#[inline]
fn fixed(v: f64) -> i32 {
    // The sum's mantissa ends where integers do, so that its low bits are the rounded value. Unlike `round`, this is
    // no call on machines without an instruction for it. Not-a-number, which sums of large numbers can give, becomes
    // some number.
    const ROUND: f64 = 6_755_399_441_055_744.0;
    (v.clamp(-FAR, FAR) * f64::from(ONE) + ROUND).to_bits() as i32
}

/// How many equal steps a curve needs for a deviation below `tolerance` whose second differences are at most
/// `bend` long; `factor` is n(n-1)/8 for degree n.
fn steps(bend: f64, factor: f64, tolerance: f64, turn: f64, max_turn: f64) -> usize {
    let by_distance = (factor * bend / tolerance).sqrt();
    let by_angle = if max_turn.is_finite() { turn / max_turn } else { 0.0 };
    // NaN becomes 1.
    by_distance.max(by_angle).ceil().clamp(1.0, MAX_LINES_PER_CURVE).max(1.0) as usize
}

/// The angle between two directions, 0 where one of them is none.
fn angle_between(a: Vec2, b: Vec2) -> f64 {
    a.cross(b).atan2(a.dot(b)).abs()
}

/// Calls `each` with the end of every line and its place on the curve, 0..=1. `max_turn` bounds the angle between neighbouring
/// lines.
pub(crate) fn flatten_quad(
    a: Point,
    b: Point,
    c: Point,
    tolerance: f64,
    max_turn: f64,
    each: &mut dyn FnMut(Point, f64),
) {
    let bend = (a.to_vec2() - 2.0 * b.to_vec2() + c.to_vec2()).hypot();
    let turn = if max_turn.is_finite() { angle_between(b - a, c - b) } else { 0.0 };
    let n = steps(bend, 0.25, tolerance, turn, max_turn);
    let step = 1.0 / n as f64;
    for i in 1..n {
        let t = i as f64 * step;
        let u = 1.0 - t;
        each((a.to_vec2() * (u * u) + b.to_vec2() * (2.0 * u * t) + c.to_vec2() * (t * t)).to_point(), t);
    }
    each(c, 1.0);
}

/// Calls `each` with the end of every line and its place on the curve, 0..=1. `max_turn` bounds the angle between neighbouring
/// lines.
pub(crate) fn flatten_cubic(
    [a, b, c, d]: [Point; 4],
    tolerance: f64,
    max_turn: f64,
    each: &mut dyn FnMut(Point, f64),
) {
    let (av, bv, cv, dv) = (a.to_vec2(), b.to_vec2(), c.to_vec2(), d.to_vec2());
    let bend = (av - 2.0 * bv + cv).hypot2().max((bv - 2.0 * cv + dv).hypot2()).sqrt();
    let turn =
        if max_turn.is_finite() { angle_between(b - a, c - b) + angle_between(c - b, d - c) } else { 0.0 };
    let n = steps(bend, 0.75, tolerance, turn, max_turn);
    // Coefficients of the polynomial a + t(3k1 + t(3k2 + t k3)).
    let k1 = (bv - av) * 3.0;
    let k2 = (av - 2.0 * bv + cv) * 3.0;
    let k3 = dv - av + (bv - cv) * 3.0;
    let step = 1.0 / n as f64;
    for i in 1..n {
        let t = i as f64 * step;
        each((av + t * (k1 + t * (k2 + t * k3))).to_point(), t);
    }
    each(d, 1.0);
}

/// Calls `each` with the corners of a polygon and the directions of the ellipse there, once round.
pub(crate) fn flatten_ellipse(
    ellipse: Ellipse,
    tolerance: f64,
    max_turn: f64,
    each: &mut dyn FnMut(Point, Vec2),
) {
    let radii = ellipse.radii();
    let radius = radii.x.abs().max(radii.y.abs());
    let turn = (2.0 * (1.0 - (tolerance / radius).min(1.0)).acos()).min(max_turn);
    let n = (std::f64::consts::TAU / turn).ceil().clamp(8.0, MAX_LINES_PER_CURVE) as usize;
    let (sin, cos) = (std::f64::consts::TAU / n as f64).sin_cos();
    // A little larger, so that the polygon has the area of the ellipse.
    let radii = radii * (std::f64::consts::TAU / n as f64 / sin).sqrt();
    let (rotation_sin, rotation_cos) = ellipse.rotation().sin_cos();
    let u = Vec2::new(rotation_cos, rotation_sin) * radii.x;
    let v = Vec2::new(-rotation_sin, rotation_cos) * radii.y;
    let center = ellipse.center();
    let mut unit = Vec2::new(1.0, 0.0);
    for _ in 0..n {
        each(center + u * unit.x + v * unit.y, v * unit.x - u * unit.y);
        unit = Vec2::new(unit.x * cos - unit.y * sin, unit.x * sin + unit.y * cos);
    }
}
