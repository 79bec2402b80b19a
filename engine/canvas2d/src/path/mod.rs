//! A path as canvas calls build it: <https://html.spec.whatwg.org/multipage/canvas.html#building-paths>
//!
//! [`Path`] keeps elements in one space, remembers where the current subpath began, and notices when it is exactly one
//! rectangle, rounded rectangle or ellipse, so that renderers get the simple shape. Arcs live in `arc`, hit testing in
//! `hit`, SVG path data in `svg`. Absent on purpose: the canvas' transform, which `context` applies.

mod arc;
mod confine;
mod hit;
mod prune;
mod round_rect;
mod svg;

pub use round_rect::CornerRadii;

pub(crate) use arc::EllipseArc;
pub(crate) use confine::{confine, reach};

pub(crate) use hit::{contains, stroke_contains, stroke_reach};
pub(crate) use prune::prune;

use sparrow_base::kurbo::{Affine, Line, PathEl, Point, Rect, RoundedRect, Vec2};
use std::borrow::Cow;

/// Coordinates beyond this many units are brought in: products with any drawable transform then stay far inside of what
/// `f32` holds.
pub(crate) const COORDINATE_LIMIT: f64 = 1e12;

/// A coordinate that renderers can rely on: finite, within [`COORDINATE_LIMIT`].
pub(crate) fn bounded(v: f64) -> f64 {
    if v.is_nan() { 0.0 } else { v.clamp(-COORDINATE_LIMIT, COORDINATE_LIMIT) }
}

pub(crate) fn bounded_point(p: Point) -> Point {
    Point::new(bounded(p.x), bounded(p.y))
}

/// What a whole path is, when it is one simple shape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Simple {
    /// `rect()` with sides that are not zero; `forward` when both were positive.
    Rect { rect: Rect, forward: bool },
    /// `roundRect()` with circular corners.
    RoundRect(RoundedRect),
    /// A whole circle or ellipse by `arc()` or `ellipse()`.
    Ellipse {
        /// Centre.
        center: Point,
        /// Radii along its own axes, positive.
        radii: Vec2,
        /// Of its axes, in radians.
        rotation: f64,
        /// Where it begins, in its own coordinates.
        start_angle: f64,
        /// One turn, clockwise when positive.
        sweep: f64,
        /// `closePath()` was called.
        closed: bool,
    },
    /// `moveTo()` and one `lineTo()` that goes somewhere.
    Line(Line),
}

impl Simple {
    /// True when a dashed stroke or one with square caps would look different if the shape were drawn as the standard
    /// outline of [`sparrow_render::Shape`].
    pub(crate) fn start_matters(&self, dashed: bool, square_caps: bool) -> bool {
        match self {
            Simple::Rect { forward, .. } => dashed && !forward,
            Simple::RoundRect(_) => dashed,
            Simple::Ellipse { start_angle, sweep, closed, .. } => {
                (dashed && (*start_angle != 0.0 || *sweep < 0.0)) || (!closed && (dashed || square_caps))
            }
            Simple::Line(_) => false,
        }
    }

    /// Appends the elements of an ellipse; those of the other shapes are there.
    fn append_missing(self, elements: &mut Vec<PathEl>) {
        let Simple::Ellipse { center, radii, rotation, start_angle, sweep, closed } = self else { return };
        let first = arc::point_at(center, radii, rotation, start_angle);
        elements.push(PathEl::MoveTo(first));
        arc::append_arc(center, radii, rotation, start_angle, sweep, |a, b, p| {
            elements.push(PathEl::CurveTo(a, b, p));
        });
        if let Some(PathEl::CurveTo(_, _, end)) = elements.last_mut() {
            *end = first;
        }
        if closed {
            elements.push(PathEl::ClosePath);
        }
    }
}

/// What a path may have: `path.addPath(path)` doubles it. Calls that would add more add nothing.
const MAX_ELEMENTS: usize = 1 << 21;

/// A list of subpaths.
#[derive(Clone, Debug, Default)]
pub(crate) struct Path {
    elements: Vec<PathEl>,
    /// When set, the path is this and nothing else. The elements of an ellipse are made when something needs them.
    simple: Option<Simple>,
    /// First point of the last subpath, in stored space.
    start: Point,
    /// Last point of the last subpath, in stored space.
    current: Point,
    /// The "need new subpath" flag of the standard, inverted.
    has_subpath: bool,
    /// The last subpath has its first point only as `start`: what follows must begin with a `MoveTo`.
    move_pending: bool,
    /// A zero-length segment, or a subpath of one point, may be there: strokes must drop it.
    needs_pruning: bool,
    /// From the space of the arguments to the stored space; `None` when they are the same.
    map: Option<Affine>,
}

impl Path {
    pub(crate) fn clear(&mut self) {
        self.elements.clear();
        self.simple = None;
        self.has_subpath = false;
        self.move_pending = false;
        self.needs_pruning = false;
        self.map = None;
        self.start = Point::ORIGIN;
        self.current = Point::ORIGIN;
    }

    /// True when no call has added anything.
    pub(crate) fn is_empty(&self) -> bool {
        !self.has_subpath && self.elements.is_empty() && self.simple.is_none()
    }

    /// True when nothing could be painted: no elements at all.
    pub(crate) fn has_no_elements(&self) -> bool {
        self.elements.is_empty() && self.simple.is_none()
    }

    pub(crate) fn simple(&self) -> Option<&Simple> {
        self.simple.as_ref()
    }

    pub(crate) fn needs_pruning(&self) -> bool {
        self.needs_pruning
    }

    /// Everything that was added, as elements.
    pub(crate) fn elements(&mut self) -> &[PathEl] {
        self.materialize();
        &self.elements
    }

    /// Everything that was added, as elements. Only those of an ellipse are made for that.
    pub(crate) fn to_elements(&self) -> Cow<'_, [PathEl]> {
        match self.simple {
            Some(ellipse @ Simple::Ellipse { .. }) => {
                let mut elements = Vec::with_capacity(10);
                ellipse.append_missing(&mut elements);
                Cow::Owned(elements)
            }
            _ => Cow::Borrowed(&self.elements),
        }
    }

    /// True when nothing may be added.
    fn is_full(&self) -> bool {
        self.elements.len() >= MAX_ELEMENTS
    }

    /// Number of elements, for memory accounts.
    pub(crate) fn len(&self) -> usize {
        self.elements.len()
    }

    /// Applies `stored_from_old` to all that is stored and maps later arguments by `map`.
    pub(crate) fn rebase(&mut self, stored_from_old: Affine, map: Option<Affine>) {
        if stored_from_old != Affine::IDENTITY {
            self.materialize();
            let apply = |p: Point| bounded_point(stored_from_old * p);
            for el in &mut self.elements {
                *el = map_element(*el, apply);
            }
            self.start = apply(self.start);
            self.current = apply(self.current);
        }
        self.map = map;
    }

    fn stored(&self, p: Point) -> Point {
        stored(self.map, p)
    }

    /// The last point in the space of the arguments; `None` when the map cannot be undone.
    fn current_local(&self) -> Option<Point> {
        match self.map {
            None => Some(self.current),
            Some(map) if map.determinant() == 0.0 || !map.is_finite() => None,
            Some(map) => Some(map.inverse() * self.current).filter(|p| p.is_finite()),
        }
    }

    /// Turns a simple shape into elements, because something else joins it.
    fn materialize(&mut self) {
        if let Some(simple) = self.simple.take() {
            simple.append_missing(&mut self.elements);
        }
    }

    /// To be called before elements are added.
    fn begin_segment(&mut self) {
        self.materialize();
        if self.move_pending {
            self.elements.push(PathEl::MoveTo(self.start));
            self.move_pending = false;
        }
    }

    /// "Ensure there is a subpath" for (x, y).
    fn ensure_subpath(&mut self, p: Point) {
        if !self.has_subpath {
            self.move_to(p);
        }
    }

    /// `moveTo(x, y)`: a new subpath with the point as its first (and only) point.
    pub(crate) fn move_to(&mut self, p: Point) {
        let p = self.stored(p);
        self.start_subpath(p);
    }

    /// Begins a subpath at a stored point. Its `MoveTo` is written with its first segment: subpaths of one point paint
    /// nothing.
    fn start_subpath(&mut self, p: Point) {
        self.start = p;
        self.current = p;
        self.has_subpath = true;
        self.move_pending = true;
    }

    /// `lineTo(x, y)`.
    pub(crate) fn line_to(&mut self, p: Point) {
        // Step 2. If the path has no subpaths, then ensure there is a subpath for (x, y).
        if !self.has_subpath {
            self.move_to(p);
            return;
        }
        // Step 3. Otherwise connect the last point to (x, y) with a straight line and add the point.
        let p = self.stored(p);
        self.line_to_stored(p);
    }

    fn line_to_stored(&mut self, p: Point) {
        if self.is_full() {
            return;
        }
        let first = self.move_pending && self.elements.is_empty() && self.simple.is_none();
        self.begin_segment();
        if p == self.current {
            self.needs_pruning = true;
        } else if first && self.map.is_none() {
            self.simple = Some(Simple::Line(Line::new(self.current, p)));
        }
        self.elements.push(PathEl::LineTo(p));
        self.current = p;
    }

    /// `quadraticCurveTo(cpx, cpy, x, y)`.
    pub(crate) fn quadratic_curve_to(&mut self, c: Point, p: Point) {
        if self.is_full() {
            return;
        }
        // Step 2. Ensure there is a subpath for (cpx, cpy).
        self.ensure_subpath(c);
        let (c, p) = (self.stored(c), self.stored(p));
        self.begin_segment();
        self.needs_pruning |= self.current == c && c == p;
        self.elements.push(PathEl::QuadTo(c, p));
        self.current = p;
    }

    /// `bezierCurveTo(cp1x, cp1y, cp2x, cp2y, x, y)`.
    pub(crate) fn bezier_curve_to(&mut self, c1: Point, c2: Point, p: Point) {
        if self.is_full() {
            return;
        }
        // Step 2. Ensure there is a subpath for (cp1x, cp1y).
        self.ensure_subpath(c1);
        let (c1, c2, p) = (self.stored(c1), self.stored(c2), self.stored(p));
        self.begin_segment();
        self.needs_pruning |= self.current == c1 && c1 == c2 && c2 == p;
        self.elements.push(PathEl::CurveTo(c1, c2, p));
        self.current = p;
    }

    /// `closePath()`.
    pub(crate) fn close_path(&mut self) {
        if !self.has_subpath {
            return;
        }
        // A subpath of one point: marking it closed and beginning another at the same point changes nothing that paints.
        if self.move_pending {
            return;
        }
        match &mut self.simple {
            Some(Simple::Ellipse { closed, .. }) => *closed = true,
            Some(Simple::Line(_)) => {
                self.simple = None;
                self.elements.push(PathEl::ClosePath);
            }
            _ => self.elements.push(PathEl::ClosePath),
        }
        // Mark the last subpath as closed, and begin a new one with the same first point.
        self.start_subpath(self.start);
    }

    /// `rect(x, y, w, h)`.
    pub(crate) fn rect(&mut self, x: f64, y: f64, w: f64, h: f64) {
        if self.is_full() {
            return;
        }
        // Step 2. A new subpath of the four points (x, y), (x+w, y), (x+w, y+h), (x, y+h). Step 3. Close it.
        let alone = self.has_no_elements() && self.map.is_none();
        let (x1, y1) = (bounded(x + w), bounded(y + h));
        let (x, y) = (bounded(x), bounded(y));
        self.move_to(Point::new(x, y));
        self.begin_segment();
        for p in [Point::new(x1, y), Point::new(x1, y1), Point::new(x, y1)] {
            let p = self.stored(p);
            self.elements.push(PathEl::LineTo(p));
        }
        self.elements.push(PathEl::ClosePath);
        if x1 == x || y1 == y {
            self.needs_pruning = true;
        } else if alone {
            let rect = Rect::new(x.min(x1), y.min(y1), x.max(x1), y.max(y1));
            self.simple = Some(Simple::Rect { rect, forward: x1 > x && y1 > y });
        }
        // Step 4. A new subpath with the point (x, y) as its only point.
        self.start_subpath(self.start);
    }

    /// `addPath()`, with arguments mapped by `transform`; also what SVG path data ends in.
    pub(crate) fn add_path(&mut self, other: &Path, transform: Affine) {
        // Step 1. If the path has no subpaths, then return.
        if other.is_empty() || self.len().saturating_add(other.len()) > MAX_ELEMENTS {
            return;
        }
        let elements = other.to_elements();
        let map = |p: Point| self.stored(transform * p);
        let current = map(other.current);
        let mapped: Vec<PathEl> = elements.iter().map(|el| map_element(*el, map)).collect();
        if self.has_no_elements() && self.map.is_none() && transform == Affine::IDENTITY {
            *self = other.clone();
        } else {
            self.materialize();
            self.elements.extend(mapped);
            self.needs_pruning |= other.needs_pruning;
        }
        // Step 4, 6. A new subpath with the last point of the other path as its only point.
        self.start_subpath(current);
    }

    fn line_or_move_to(&mut self, p: Point) {
        if self.has_subpath { self.line_to(p) } else { self.move_to(p) }
    }
}

/// A point of the arguments in the stored space.
fn stored(map: Option<Affine>, p: Point) -> Point {
    bounded_point(map.map_or(p, |map| map * p))
}

pub(crate) fn map_element(el: PathEl, map: impl Fn(Point) -> Point) -> PathEl {
    match el {
        PathEl::MoveTo(p) => PathEl::MoveTo(map(p)),
        PathEl::LineTo(p) => PathEl::LineTo(map(p)),
        PathEl::QuadTo(c, p) => PathEl::QuadTo(map(c), map(p)),
        PathEl::CurveTo(a, b, p) => PathEl::CurveTo(map(a), map(b), map(p)),
        PathEl::ClosePath => PathEl::ClosePath,
    }
}

/// Axis-aligned bounds of points of elements (control points count).
pub(crate) fn bounds(elements: &[PathEl]) -> Option<Rect> {
    let mut bounds: Option<Rect> = None;
    let mut add = |p: Point| {
        bounds = Some(match bounds {
            Some(b) => b.union_pt(p),
            None => Rect::from_points(p, p),
        });
    };
    for el in elements {
        match *el {
            PathEl::MoveTo(p) | PathEl::LineTo(p) => add(p),
            PathEl::QuadTo(c, p) => {
                add(c);
                add(p);
            }
            PathEl::CurveTo(a, b, p) => {
                add(a);
                add(b);
                add(p);
            }
            PathEl::ClosePath => {}
        }
    }
    bounds
}

#[cfg(test)]
mod tests;
