//! Strokes as outlines: <https://html.spec.whatwg.org/multipage/canvas.html#trace-a-path>
//!
//! Curves become lines first, and lines are widened in local space, so that transforms that are no similarity
//! bend the pen too. The outline is a union of pieces that all turn the same way: it is filled with the non-zero rule.

use crate::{
    dash::Dashes,
    outline::{Outline, TOLERANCE, flatten_cubic, flatten_ellipse, flatten_quad},
};
use sparrow_base::kurbo::{Affine, Ellipse, PathEl, Point, Vec2};
use sparrow_render::{LineCap, LineJoin, StrokeStyle};

/// A corner of a polyline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Corner {
    pub(crate) at: Point,
    /// True inside a curve, where no join is drawn.
    pub(crate) smooth: bool,
}

/// Lines of one subpath; no two neighbours are equal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Polyline {
    pub(crate) corners: Vec<Corner>,
    pub(crate) closed: bool,
}

impl Polyline {
    pub(crate) fn push(&mut self, at: Point, smooth: bool) {
        match self.corners.last_mut() {
            Some(last) if last.at == at => last.smooth &= smooth,
            _ => self.corners.push(Corner { at, smooth }),
        }
    }

    fn start(&mut self, at: Point) {
        self.corners.clear();
        self.closed = false;
        self.push(at, false);
    }
}

/// Widens paths; keeps its memory between them.
#[derive(Debug, Default)]
pub(crate) struct Stroker {
    subpath: Polyline,
    dash: Polyline,
}

/// What all subpaths of one stroke share.
struct Pen<'a> {
    style: &'a StrokeStyle,
    half_width: f64,
    canvas_from_local: Affine,
    /// Greatest distance from a curve, in local units.
    tolerance: f64,
    /// Angle between neighbouring lines of a round join, in radians.
    max_turn: f64,
    /// Corners of a curve with a larger cosine need no join.
    cos_smooth: f64,
    is_hairline: bool,
}

impl Stroker {
    /// Appends the outline of a stroked path. A hairline is a stroke of about one canvas pixel.
    pub(crate) fn stroke(
        &mut self,
        elements: impl IntoIterator<Item = PathEl>,
        style: &StrokeStyle,
        is_hairline: bool,
        canvas_from_local: Affine,
        out: &mut Outline,
    ) {
        let Some(pen) = Pen::new(style, canvas_from_local, is_hairline) else { return };
        let mut start = Point::ZERO;
        for el in elements {
            let last = self.subpath.corners.last().map_or(start, |c| c.at);
            match el {
                PathEl::MoveTo(p) => {
                    self.finish(&pen, out);
                    self.subpath.start(p);
                    start = p;
                }
                PathEl::LineTo(p) => self.subpath.push(p, false),
                PathEl::QuadTo(c, p) => {
                    let corners = &mut self.subpath;
                    flatten_quad(last, c, p, pen.tolerance, pen.max_turn, &mut |q| corners.push(q, true));
                    end_curve(corners);
                }
                PathEl::CurveTo(c, d, p) => {
                    let corners = &mut self.subpath;
                    flatten_cubic([last, c, d, p], pen.tolerance, pen.max_turn, &mut |q| {
                        corners.push(q, true);
                    });
                    end_curve(corners);
                }
                PathEl::ClosePath => {
                    self.subpath.closed = true;
                    self.finish(&pen, out);
                    self.subpath.start(start);
                }
            }
        }
        self.finish(&pen, out);
    }

    /// Appends the outline of a stroked ellipse.
    pub(crate) fn stroke_ellipse(
        &mut self,
        ellipse: Ellipse,
        style: &StrokeStyle,
        is_hairline: bool,
        canvas_from_local: Affine,
        out: &mut Outline,
    ) {
        let Some(pen) = Pen::new(style, canvas_from_local, is_hairline) else { return };
        self.subpath.corners.clear();
        self.subpath.closed = true;
        let corners = &mut self.subpath;
        flatten_ellipse(ellipse, pen.tolerance, pen.max_turn, &mut |p| corners.push(p, true));
        self.finish(&pen, out);
    }

    fn finish(&mut self, pen: &Pen<'_>, out: &mut Outline) {
        let line = &mut self.subpath;
        if line.closed && line.corners.len() > 1 {
            let (first, last) = (line.corners[0], line.corners[line.corners.len() - 1]);
            if first.at == last.at {
                line.corners.pop();
            }
        }
        if line.corners.len() > 1 {
            if pen.style.dash.is_empty() {
                pen.widen(line, out);
            } else if let Some(dashes) = Dashes::new(&pen.style.dash, pen.style.dash_offset) {
                dashes.cut(line, &mut self.dash, &mut |piece| pen.widen(piece, out));
            }
        }
        line.corners.clear();
    }
}

/// The last corner of a curve is where it meets what follows.
fn end_curve(line: &mut Polyline) {
    if let Some(last) = line.corners.last_mut() {
        last.smooth = false;
    }
}

impl<'a> Pen<'a> {
    /// `None` where nothing can be seen.
    fn new(style: &'a StrokeStyle, canvas_from_local: Affine, is_hairline: bool) -> Option<Self> {
        let scale = largest_scale(canvas_from_local);
        if !scale.is_finite() || scale <= 0.0 {
            return None;
        }
        let tolerance = TOLERANCE / scale;
        let half_width = style.width / 2.0;
        // The outer side of a bent line deviates by r(1 - cos(turn / 2)).
        let max_turn = 2.0 * (1.0 - (tolerance / half_width).min(1.0)).acos();
        let max_turn = max_turn.max(0.02);
        let cos_smooth = (max_turn * 1.5).min(std::f64::consts::PI).cos();
        Some(Pen { style, half_width, canvas_from_local, tolerance, max_turn, cos_smooth, is_hairline })
    }

    /// A hairline is a pixel wide along the axis that it is farther from, as in Chromium; across it is thinner then.
    fn thinning(&self, direction: Vec2) -> f64 {
        let [a, b, c, d, ..] = self.canvas_from_local.as_coeffs();
        let on_canvas = Vec2::new(a * direction.x + c * direction.y, b * direction.x + d * direction.y);
        let length = on_canvas.hypot();
        if length > 0.0 { on_canvas.x.abs().max(on_canvas.y.abs()) / length } else { 1.0 }
    }

    fn widen(&self, line: &Polyline, out: &mut Outline) {
        let corners = &line.corners;
        let n = corners.len();
        let normal = |i: usize| {
            let (a, b) = (corners[i].at, corners[(i + 1) % n].at);
            let d = b - a;
            // Neighbours differ, but their distance may still be too small for a number.
            let len = d.hypot();
            let half_width =
                if self.is_hairline { self.half_width * self.thinning(d) } else { self.half_width };
            (if len > 0.0 { Vec2::new(-d.y, d.x) * (half_width / len) } else { Vec2::ZERO }, len)
        };
        let lines = if line.closed { n } else { n - 1 };
        let (first_normal, first_length) = normal(0);
        let begin = corners[0].at;
        let mut sides = Sides::new(self.canvas_from_local, begin, first_normal, out);
        if !line.closed {
            sides.cap(self, begin, -first_normal);
        }
        let (mut before, mut before_length) = (first_normal, first_length);
        for i in 0..lines {
            let corner = corners[(i + 1) % n];
            sides.advance(corner.at, before);
            let is_last = i + 1 == lines;
            if is_last && !line.closed {
                sides.cap(self, corner.at, before);
                break;
            }
            let (after, after_length) = if is_last { (first_normal, first_length) } else { normal(i + 1) };
            sides.join(self, corner, before, after, before_length.min(after_length));
            (before, before_length) = (after, after_length);
        }
    }
}

/// How much longer the longest image of a vector is.
fn largest_scale(transform: Affine) -> f64 {
    let [a, b, c, d, ..] = transform.as_coeffs();
    let sum = a * a + b * b + c * c + d * d;
    let difference = (a * a + b * b - c * c - d * d).hypot(2.0 * (a * c + b * d));
    ((sum + difference) / 2.0).sqrt()
}

/// The two borders of a stroke while it is walked along. The left one is emitted forwards, the right one backwards.
struct Sides<'a> {
    canvas_from_local: Affine,
    out: &'a mut Outline,
    left: Point,
    right: Point,
}

impl<'a> Sides<'a> {
    fn new(canvas_from_local: Affine, at: Point, normal: Vec2, out: &'a mut Outline) -> Self {
        let left = canvas_from_local * (at + normal);
        let right = canvas_from_local * (at - normal);
        Sides { canvas_from_local, out, left, right }
    }

    fn left_to(&mut self, p: Point) {
        let p = self.canvas_from_local * p;
        self.out.line(self.left, p);
        self.left = p;
    }

    fn right_to(&mut self, p: Point) {
        let p = self.canvas_from_local * p;
        self.out.line(p, self.right);
        self.right = p;
    }

    /// To the end of a line.
    fn advance(&mut self, to: Point, normal: Vec2) {
        self.left_to(to + normal);
        self.right_to(to - normal);
    }

    /// Closes one end. `normal` points to the left of the direction that leads out of the line there.
    fn cap(&mut self, pen: &Pen<'_>, at: Point, normal: Vec2) {
        // From one border to the other around the end; the borders themselves stay where they are.
        let mut last = self.canvas_from_local * (at + normal);
        let mut to = |p: Point| {
            let p = self.canvas_from_local * p;
            self.out.line(last, p);
            last = p;
        };
        let out_of_line = Vec2::new(normal.y, -normal.x);
        match pen.style.cap {
            LineCap::Butt => {}
            LineCap::Square => {
                to(at + normal + out_of_line);
                to(at - normal + out_of_line);
            }
            LineCap::Round => {
                let n = (std::f64::consts::PI / pen.max_turn).ceil().max(2.0);
                for i in 1..n as usize {
                    let (sin, cos) = (std::f64::consts::PI * i as f64 / n).sin_cos();
                    to(at + normal * cos + out_of_line * sin);
                }
            }
        }
        to(at - normal);
    }

    fn join(&mut self, pen: &Pen<'_>, corner: Corner, before: Vec2, after: Vec2, shorter: f64) {
        let cross = before.cross(after);
        let dot = before.dot(after);
        let squared = pen.half_width * pen.half_width;
        let turns_left = cross > 0.0;
        let at = corner.at;
        // Inside: through the corner where the lines are too short to overlap properly.
        let overlap_is_long = cross.abs() > squared * 0.9 || dot < 0.0;
        let through_corner = overlap_is_long || cross.abs() >= shorter * pen.half_width * 0.9;
        if turns_left {
            // Turning left in a plane whose y axis points down is a clockwise turn; the right side is the outer one.
            if through_corner {
                self.left_to(at);
            }
            self.left_to(at + after);
            self.outer(pen, corner, -before, -after, cross, dot, false);
        } else {
            if through_corner {
                self.right_to(at);
            }
            self.right_to(at - after);
            self.outer(pen, corner, before, after, cross, dot, true);
        }
    }

    #[allow(clippy::too_many_arguments)] // one call, with what the caller has computed
    fn outer(
        &mut self,
        pen: &Pen<'_>,
        corner: Corner,
        from: Vec2,
        to: Vec2,
        cross: f64,
        dot: f64,
        is_left: bool,
    ) {
        let squared = pen.half_width * pen.half_width;
        let mut go = |p: Point| if is_left { self.left_to(p) } else { self.right_to(p) };
        let join = if corner.smooth {
            // Lines of a curve meet at small angles, apart from cusps.
            if dot >= squared * pen.cos_smooth { LineJoin::Bevel } else { LineJoin::Round }
        } else {
            pen.style.join
        };
        match join {
            LineJoin::Bevel => {}
            LineJoin::Miter => {
                // The ratio of the miter's length to the width is 1 / cos(angle / 2).
                let cos_half_squared = (1.0 + dot / squared) / 2.0;
                let limit = pen.style.miter_limit;
                if cos_half_squared * limit * limit >= 1.0 && cos_half_squared > 1e-9 {
                    go(corner.at + (from + to) / (2.0 * cos_half_squared));
                }
            }
            LineJoin::Round => {
                let angle = cross.atan2(dot);
                let n = (angle.abs() / pen.max_turn).ceil();
                for i in 1..n.min(1000.0) as usize {
                    let (sin, cos) = (angle * i as f64 / n).sin_cos();
                    go(corner.at + Vec2::new(from.x * cos - from.y * sin, from.x * sin + from.y * cos));
                }
            }
        }
        go(corner.at + to);
    }
}
