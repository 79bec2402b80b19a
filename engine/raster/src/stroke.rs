//! Strokes as outlines: <https://html.spec.whatwg.org/multipage/canvas.html#trace-a-path>
//!
//! Curves become lines first, and lines are widened in local space, so that transforms that are no similarity
//! bend the pen too. The outline is a union of pieces that all turn the same way: it is filled with the non-zero rule.

use crate::{
    dash::{DashScratch, Dashes},
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
    /// The direction in which a curve arrives here, of any length; zero for that of the line.
    pub(crate) arrive: Vec2,
    /// The direction in which a curve leaves from here, of any length; zero for that of the line.
    pub(crate) leave: Vec2,
}

impl Corner {
    /// Where straight lines meet.
    pub(crate) fn sharp(at: Point) -> Corner {
        Corner { at, smooth: false, arrive: Vec2::ZERO, leave: Vec2::ZERO }
    }

    /// A point of a curve with the given direction.
    fn smooth(at: Point, direction: Vec2) -> Corner {
        Corner { at, smooth: true, arrive: direction, leave: direction }
    }
}

/// Lines of one subpath; no two neighbours are equal.
#[derive(Clone, Debug, Default)]
pub(crate) struct Polyline {
    pub(crate) corners: Vec<Corner>,
    pub(crate) closed: bool,
}

impl Polyline {
    pub(crate) fn push(&mut self, corner: Corner) {
        match self.corners.last_mut() {
            Some(last) if last.at == corner.at => {
                last.smooth &= corner.smooth;
                last.leave = corner.leave;
            }
            _ => self.corners.push(corner),
        }
    }

    fn start(&mut self, at: Point) {
        self.corners.clear();
        self.closed = false;
        self.push(Corner::sharp(at));
    }

    /// A curve begins at the last corner.
    fn begin_curve(&mut self, direction: Vec2) {
        if let Some(last) = self.corners.last_mut() {
            last.leave = direction;
        }
    }

    /// The last corner of a curve is where it meets what follows.
    fn end_curve(&mut self, direction: Vec2) {
        if let Some(last) = self.corners.last_mut() {
            last.smooth = false;
            last.arrive = direction;
            last.leave = Vec2::ZERO;
        }
    }
}

/// The first of some directions that is one.
fn first_direction(candidates: [Vec2; 3]) -> Vec2 {
    candidates.into_iter().find(|v| v.hypot2() > 0.0).unwrap_or(Vec2::ZERO)
}

/// How wide a line is drawn, whatever its style says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineWidth {
    /// In local units.
    pub(crate) width: f64,
    /// About one canvas pixel.
    pub(crate) is_hairline: bool,
}

/// Widens paths; keeps its memory between them.
#[derive(Debug, Default)]
pub(crate) struct Stroker {
    subpath: Polyline,
    dashes: DashScratch,
}

/// What all subpaths of one stroke share.
#[derive(Clone, Copy)]
struct Pen<'a> {
    style: &'a StrokeStyle,
    cap: LineCap,
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
    /// Appends the outline of a stroked path.
    pub(crate) fn stroke(
        &mut self,
        elements: impl IntoIterator<Item = PathEl>,
        style: &StrokeStyle,
        line: LineWidth,
        canvas_from_local: Affine,
        out: &mut Outline,
    ) {
        let Some(pen) = Pen::new(style, canvas_from_local, line) else { return };
        let mut start = Point::ZERO;
        for el in elements {
            let last = self.subpath.corners.last().map_or(start, |c| c.at);
            match el {
                PathEl::MoveTo(p) => {
                    self.finish(&pen, out);
                    self.subpath.start(p);
                    start = p;
                }
                PathEl::LineTo(p) => self.subpath.push(Corner::sharp(p)),
                PathEl::QuadTo(c, p) => {
                    let line = &mut self.subpath;
                    let (begin, end) = (c - last, p - c);
                    line.begin_curve(first_direction([begin, p - last, end]));
                    flatten_quad(last, c, p, pen.tolerance, pen.max_turn, &mut |q, t| {
                        line.push(Corner::smooth(q, begin * (1.0 - t) + end * t));
                    });
                    line.end_curve(first_direction([end, p - last, begin]));
                }
                PathEl::CurveTo(c, d, p) => {
                    let line = &mut self.subpath;
                    let (begin, middle, end) = (c - last, d - c, p - d);
                    line.begin_curve(first_direction([begin, d - last, p - last]));
                    flatten_cubic([last, c, d, p], pen.tolerance, pen.max_turn, &mut |q, t| {
                        let u = 1.0 - t;
                        let direction = begin * (u * u) + middle * (2.0 * u * t) + end * (t * t);
                        line.push(Corner::smooth(q, direction));
                    });
                    line.end_curve(first_direction([end, p - c, p - last]));
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
        line: LineWidth,
        canvas_from_local: Affine,
        out: &mut Outline,
    ) {
        let Some(pen) = Pen::new(style, canvas_from_local, line) else { return };
        self.subpath.corners.clear();
        self.subpath.closed = true;
        let corners = &mut self.subpath;
        flatten_ellipse(ellipse, pen.tolerance, pen.max_turn, &mut |p, direction| {
            corners.push(Corner::smooth(p, direction));
        });
        self.finish(&pen, out);
    }

    fn finish(&mut self, pen: &Pen<'_>, out: &mut Outline) {
        let line = &mut self.subpath;
        if line.closed && line.corners.len() > 1 {
            let (first, last) = (line.corners[0], line.corners[line.corners.len() - 1]);
            if first.at == last.at {
                line.corners.pop();
                line.corners[0].arrive = last.arrive;
            }
        }
        if line.corners.len() > 1 {
            if pen.style.dashes().is_empty() {
                match pen.there_and_back(line) {
                    None => pen.widen(line, out),
                    Some(cap) => {
                        line.closed = false;
                        Pen { cap, ..*pen }.widen(line, out);
                    }
                }
            } else if let Some(dashes) = Dashes::new(pen.style.dashes(), pen.style.dash_offset) {
                dashes.cut(line, &mut self.dashes, &mut |piece| pen.widen(piece, out));
            }
        }
        line.corners.clear();
    }
}

impl<'a> Pen<'a> {
    /// `None` where nothing can be seen.
    fn new(style: &'a StrokeStyle, canvas_from_local: Affine, line: LineWidth) -> Option<Self> {
        let scale = largest_scale(canvas_from_local);
        if !scale.is_finite() || scale <= 0.0 {
            return None;
        }
        let tolerance = TOLERANCE / scale;
        let LineWidth { width, is_hairline } = line;
        let half_width = width / 2.0;
        // The outer side of a bent line deviates by r(1 - cos(turn / 2)).
        let max_turn = 2.0 * (1.0 - (tolerance / half_width).min(1.0)).acos();
        let max_turn = max_turn.max(0.02);
        let cos_smooth = (max_turn * 1.5).min(std::f64::consts::PI).cos();
        let cap = style.cap;
        Some(Pen { style, cap, half_width, canvas_from_local, tolerance, max_turn, cos_smooth, is_hairline })
    }

    /// The caps of a closed line that goes somewhere straight and comes back, as `strokeRect` of no width does. The way back would cover the same area
    /// again, and what both cover by half would count as whole. At its ends the line turns, and no miter is that long.
    fn there_and_back(&self, line: &Polyline) -> Option<LineCap> {
        let is_straight = |corner: &Corner| corner.arrive == Vec2::ZERO && corner.leave == Vec2::ZERO;
        let is_one = line.closed && line.corners.len() == 2 && line.corners.iter().all(is_straight);
        is_one.then(|| if self.style.join == LineJoin::Round { LineCap::Round } else { LineCap::Butt })
    }

    /// A hairline is a pixel wide along the axis that it is farther from, as in Chromium; across it is thinner then.
    fn thinning(&self, direction: Vec2) -> f64 {
        let [a, b, c, d, ..] = self.canvas_from_local.as_coeffs();
        let on_canvas = Vec2::new(a * direction.x + c * direction.y, b * direction.x + d * direction.y);
        let length = on_canvas.hypot();
        if length > 0.0 { on_canvas.x.abs().max(on_canvas.y.abs()) / length } else { 1.0 }
    }

    /// Half of the line's width to the left of a direction.
    fn normal(&self, direction: Vec2) -> Vec2 {
        // Neighbours differ, but their distance may still be too small for a number.
        let length = direction.hypot();
        if length > 0.0 {
            let half_width =
                if self.is_hairline { self.half_width * self.thinning(direction) } else { self.half_width };
            Vec2::new(-direction.y, direction.x) * (half_width / length)
        } else {
            Vec2::ZERO
        }
    }

    /// The line from a corner to the next, with its normals at both ends.
    fn span(&self, from: &Corner, to: &Corner) -> Span {
        let along = to.at - from.at;
        let straight = self.normal(along);
        let span = Span { begin: straight, end: straight, along };
        if from.leave == Vec2::ZERO && to.arrive == Vec2::ZERO {
            return span;
        }
        let exact = |direction: Vec2| if direction == Vec2::ZERO { straight } else { self.normal(direction) };
        let (begin, end) = (exact(from.leave), exact(to.arrive));
        // Around a cusp the directions at both ends tell nothing of what is between.
        let enough = straight.hypot2() / 2.0;
        if begin.dot(straight) < enough || end.dot(straight) < enough {
            return span;
        }
        Span { begin, end, along }
    }

    fn widen(&self, line: &Polyline, out: &mut Outline) {
        let corners = &line.corners;
        let n = corners.len();
        let span = |i: usize| self.span(&corners[i], &corners[(i + 1) % n]);
        let lines = if line.closed { n } else { n - 1 };
        let first = span(0);
        let begin = corners[0].at;
        // Where the last line of a closed path joins the first, the inner border begins as the join will end it.
        let closing = line.closed.then(|| span(n - 1));
        let inner = closing.and_then(|last| self.inner_corner(corners[0], &last, &first));
        let mut sides = Sides::new(self.canvas_from_local, begin, first.begin, out);
        match inner {
            Some((at, true)) => sides.left = self.canvas_from_local * at,
            Some((at, false)) => sides.right = self.canvas_from_local * at,
            None => {}
        }
        if !line.closed {
            sides.cap(self, begin, -first.begin);
        }
        let mut before = first;
        for i in 0..lines {
            let (from, corner) = (corners[i], corners[(i + 1) % n]);
            let is_last = i + 1 == lines;
            if is_last && !line.closed {
                sides.advance(from.at, corner.at, &before, None);
                sides.cap(self, corner.at, before.end);
                break;
            }
            let after = if is_last { first } else { span(i + 1) };
            let inner = self.inner_corner(corner, &before, &after);
            sides.advance(from.at, corner.at, &before, inner);
            sides.join(self, corner, &before, &after, inner);
            before = after;
        }
    }

    /// Where the inner borders of two straight lines meet, when both are long enough for it; true on the left side.
    fn inner_corner(&self, corner: Corner, before: &Span, after: &Span) -> Option<(Point, bool)> {
        if corner.smooth || self.is_hairline || !before.is_straight() || !after.is_straight() {
            return None;
        }
        let (from, to) = (before.end, after.begin);
        let squared = self.half_width * self.half_width;
        let (cross, cos) = (from.cross(to), from.dot(to) / squared);
        if cross == 0.0 || cos < -0.9 {
            return None;
        }
        // The borders lose half_width * tan(angle / 2) there; each line has two ends.
        let lost = self.half_width * ((1.0 - cos) / (1.0 + cos)).max(0.0).sqrt();
        if 2.0 * lost > before.along.hypot().min(after.along.hypot()) {
            return None;
        }
        let miter = (from + to) / (1.0 + cos);
        Some(if cross > 0.0 { (corner.at + miter, true) } else { (corner.at - miter, false) })
    }
}

/// A line of a polyline with its normals, half a line width long, at both ends.
#[derive(Clone, Copy, Debug)]
struct Span {
    begin: Vec2,
    end: Vec2,
    along: Vec2,
}

impl Span {
    fn is_straight(&self) -> bool {
        self.begin == self.end
    }

    /// Where the curve is bent more than the border of a line of this width can be: there the normals cross.
    fn crossing(&self, from: Point) -> Option<Point> {
        let turned = self.end - self.begin;
        let by = turned.dot(self.along);
        let length = self.along.hypot2();
        if by.abs() <= length * (1.0 + 1e-6) {
            return None;
        }
        let cross = self.begin.cross(self.end);
        if cross == 0.0 {
            return None;
        }
        // from + s * begin is on the other normal, too.
        let s = self.along.cross(self.end) / cross;
        s.is_finite().then(|| from + self.begin * s)
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

    /// To the end of a line; the border that has an inner corner goes there.
    fn advance(&mut self, from: Point, to: Point, span: &Span, inner: Option<(Point, bool)>) {
        if let Some(center) = span.crossing(from) {
            self.turn_over(from, to, center, span);
            return;
        }
        self.left_to(match inner {
            Some((at, true)) => at,
            _ => to + span.end,
        });
        self.right_to(match inner {
            Some((at, false)) => at,
            _ => to - span.end,
        });
    }

    /// A line whose borders cross: two triangles that both turn the way of all pieces.
    fn turn_over(&mut self, from: Point, to: Point, center: Point, span: &Span) {
        let place = |p: Point| self.canvas_from_local * p;
        let center = place(center);
        let begin = [place(from + span.begin), place(from - span.begin)];
        let end = [place(to + span.end), place(to - span.end)];
        self.out.line(self.left, self.right);
        // On one side of the crossing the left border runs backwards, on the other the right one.
        let left_is_outer = span.begin.cross(span.end) < 0.0;
        let triangles = if left_is_outer {
            [[center, begin[0], end[0]], [center, begin[1], end[1]]]
        } else {
            [[center, end[1], begin[1]], [center, end[0], begin[0]]]
        };
        for [a, b, c] in triangles {
            self.out.line(a, b);
            self.out.line(b, c);
            self.out.line(c, a);
        }
        [self.left, self.right] = end;
        self.out.line(self.right, self.left);
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
        match pen.cap {
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

    fn join(&mut self, pen: &Pen<'_>, corner: Corner, from: &Span, to: &Span, inner: Option<(Point, bool)>) {
        let (before, after) = (from.end, to.begin);
        if before == after {
            return;
        }
        let cross = before.cross(after);
        let dot = before.dot(after);
        let squared = pen.half_width * pen.half_width;
        let turns_left = cross > 0.0;
        let at = corner.at;
        // Inside: through the corner where the lines are too short to overlap properly.
        let overlap_is_long = cross.abs() > squared * 0.9 || dot < 0.0;
        let shorter = || from.along.hypot().min(to.along.hypot());
        let through_corner = overlap_is_long || cross.abs() >= shorter() * pen.half_width * 0.9;
        if turns_left {
            // Turning left in a plane whose y axis points down is a clockwise turn; the right side is the outer one.
            if inner.is_none() {
                if through_corner {
                    self.left_to(at);
                }
                self.left_to(at + after);
            }
            self.outer(pen, corner, -before, -after, cross, dot, false);
        } else {
            if inner.is_none() {
                if through_corner {
                    self.right_to(at);
                }
                self.right_to(at - after);
            }
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
                // The way around the outside, also where both directions are opposite.
                let angle = cross.abs().atan2(dot) * if is_left { -1.0 } else { 1.0 };
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
