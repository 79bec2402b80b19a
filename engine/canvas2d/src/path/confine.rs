//! Paths that reach far out of what can be seen, cut down to what can.
//!
//! A curve of a billion pixels takes a renderer millions of segments, and a game may ask for it in every frame. Outside
//! of a generous box around the visible region the outline is pushed onto the box: what it encloses inside stays the same.

use sparrow_base::kurbo::{CubicBez, ParamCurve, PathEl, Point, Rect};
use std::borrow::Borrow;

/// The box is this many times as large as the visible region on each side.
const MARGIN: f64 = 4.0;

/// Largest absolute coordinate.
pub(crate) fn reach<E: Borrow<PathEl>>(elements: impl IntoIterator<Item = E>) -> f64 {
    elements.into_iter().fold(0.0, |reach: f64, el| {
        let far = |p: Point| p.x.abs().max(p.y.abs());
        reach.max(match *el.borrow() {
            PathEl::MoveTo(p) | PathEl::LineTo(p) => far(p),
            PathEl::QuadTo(c, p) => far(c).max(far(p)),
            PathEl::CurveTo(a, b, p) => far(a).max(far(b)).max(far(p)),
            PathEl::ClosePath => 0.0,
        })
    })
}

/// The elements, confined to a box around `visible`. Areas and outlines inside of `visible` stay as they are.
pub(crate) fn confine(elements: &[PathEl], visible: Rect) -> Vec<PathEl> {
    let limits = visible.inflate(visible.width() * MARGIN + 1.0, visible.height() * MARGIN + 1.0);
    let mut out = Confined { limits, out: Vec::with_capacity(elements.len() + 8) };
    let (mut start, mut at) = (Point::ORIGIN, Point::ORIGIN);
    for el in elements {
        match *el {
            PathEl::MoveTo(p) => {
                out.out.push(PathEl::MoveTo(out.clamped(p)));
                (start, at) = (p, p);
            }
            PathEl::LineTo(p) => {
                out.line(at, p);
                at = p;
            }
            PathEl::QuadTo(c, p) => {
                let cubic = sparrow_base::kurbo::QuadBez::new(at, c, p).raise();
                out.curve(cubic, 0);
                at = p;
            }
            PathEl::CurveTo(a, b, p) => {
                out.curve(CubicBez::new(at, a, b, p), 0);
                at = p;
            }
            PathEl::ClosePath => {
                if at != start {
                    out.line(at, start);
                }
                out.out.push(PathEl::ClosePath);
                at = start;
            }
        }
    }
    out.out
}

struct Confined {
    limits: Rect,
    out: Vec<PathEl>,
}

impl Confined {
    fn clamped(&self, p: Point) -> Point {
        let r = self.limits;
        Point::new(p.x.clamp(r.x0, r.x1), p.y.clamp(r.y0, r.y1))
    }

    /// A line, split where it crosses the sides of the box, so that its parts can be pushed onto the box one by one.
    fn line(&mut self, from: Point, to: Point) {
        let r = self.limits;
        let d = to - from;
        let mut cuts = [0.0f64; 5];
        let mut n = 0;
        for (side, start, delta) in
            [(r.x0, from.x, d.x), (r.x1, from.x, d.x), (r.y0, from.y, d.y), (r.y1, from.y, d.y)]
        {
            let t = (side - start) / delta;
            if t > 0.0 && t < 1.0 {
                cuts[n] = t;
                n += 1;
            }
        }
        cuts[n] = 1.0;
        let cuts = &mut cuts[..=n];
        cuts.sort_by(f64::total_cmp);
        for t in cuts {
            let p = if *t == 1.0 { to } else { from + d * *t };
            self.out.push(PathEl::LineTo(self.clamped(p)));
        }
    }

    fn curve(&mut self, c: CubicBez, depth: u32) {
        const MAX_DEPTH: u32 = 64;
        let r = self.limits;
        let hull = Rect::from_points(c.p0, c.p1).union(Rect::from_points(c.p2, c.p3));
        if r.contains_rect(hull) {
            self.out.push(PathEl::CurveTo(c.p1, c.p2, c.p3));
            return;
        }
        let outside = hull.x1 <= r.x0 || hull.x0 >= r.x1 || hull.y1 <= r.y0 || hull.y0 >= r.y1;
        let small = hull.width() * 64.0 < r.width() && hull.height() * 64.0 < r.height();
        if outside || small || depth >= MAX_DEPTH {
            self.line(c.p0, c.p3);
            return;
        }
        let (a, b) = c.subdivide();
        self.curve(a, depth + 1);
        self.curve(b, depth + 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::path::contains;
    use sparrow_base::kurbo::{Circle, Shape};
    use sparrow_render::FillRule;

    fn elements(shape: impl Shape) -> Vec<PathEl> {
        shape.path_elements(1e-3).collect()
    }

    #[test]
    fn the_inside_of_the_region_keeps_its_area() {
        let visible = Rect::new(0.0, 0.0, 100.0, 50.0);
        let mut star: Vec<PathEl> = vec![PathEl::MoveTo(Point::new(-1e9, 20.0))];
        for (x, y) in [(1e9, 30.0), (50.0, -1e10), (60.0, 1e10), (1e9, -1e9), (-3e8, 2e9)] {
            star.push(PathEl::LineTo(Point::new(x, y)));
        }
        star.push(PathEl::CurveTo(Point::new(1e10, -1e10), Point::new(-1e10, 40.0), Point::new(30.0, 3e9)));
        let shapes =
            [star, elements(Circle::new((-1e8, 25.0), 1e8 + 40.0)), elements(Circle::new((50.0, 1e7), 1e7))];
        for shape in shapes {
            let confined = confine(&shape, visible);
            assert!(reach(&confined) <= 1000.0, "{}", reach(&confined));
            assert!(confined.len() < 400, "{}", confined.len());
            for i in 0..=20 {
                for j in 0..=10 {
                    let p = Point::new(f64::from(i) * 5.0 + 0.37, f64::from(j) * 5.0 + 0.21);
                    for rule in [FillRule::NonZero, FillRule::EvenOdd] {
                        let before = contains(&shape, p, rule, &mut Vec::new());
                        assert_eq!(contains(&confined, p, rule, &mut Vec::new()), before, "{p:?} {rule:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn what_lies_inside_is_not_touched() {
        let circle = elements(Circle::new((50.0, 25.0), 20.0));
        assert_eq!(confine(&circle, Rect::new(0.0, 0.0, 100.0, 50.0)), circle);
    }
}
