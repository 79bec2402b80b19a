//! `CanvasDrawPath`: fill, stroke, clip and hit tests of the current path or a [`Path2d`].

use super::{Context2d, record::Paints};
use crate::{
    Path2d,
    clip::ClipShape,
    path::{self, Path, Simple},
    state::{Slot, is_drawable},
};
use sparrow_base::kurbo::{Affine, Ellipse, PathEl, Point, Rect, Vec2};
use sparrow_render::{Brush, DrawOp, FillRule, Shape, StrokeId, StrokeStyle, TransformId};

/// Outlines that reach further than this from the canvas' origin, and wider lines, are cut down.
const MAX_REACH_PX: f64 = 1e6;

/// Strokes with more dashes than this are drawn without: nobody could see them, and they would take forever.
const MAX_DASHES: f64 = 100_000.0;

/// Memory of hit tests for more elements is freed.
const MAX_KEPT_ELEMENTS: usize = 4096;

/// Which path a call is about.
#[derive(Clone, Copy)]
enum Subject<'a> {
    Current,
    Other(&'a Path2d),
}

impl Context2d {
    /// `beginPath()`.
    pub fn begin_path(&mut self) {
        self.path.clear();
        self.path_recorded = None;
        self.path_space = self.state.transform;
        self.path_stale = false;
    }

    /// Makes the current path ready for arguments in the current transform.
    ///
    /// The path stays in local space as long as the transform is the one under which it began; after that it is kept in
    /// canvas pixels, and arguments are mapped as they come.
    pub(super) fn rebase_path(&mut self) {
        self.path_stale = false;
        let ctm = self.state.transform;
        if self.path.is_empty() {
            self.path.clear();
            self.path_space = ctm;
        } else if self.path_space == ctm {
            self.path.rebase(Affine::IDENTITY, None);
        } else {
            let stored_from_old = self.path_space;
            self.path.rebase(stored_from_old, Some(ctm));
            self.path_space = Affine::IDENTITY;
        }
    }

    /// `fill(fillRule)`.
    pub fn fill(&mut self, rule: FillRule) {
        self.fill_subject(Subject::Current, rule);
    }

    /// `fill(path, fillRule)`.
    pub fn fill_path(&mut self, path: &Path2d, rule: FillRule) {
        self.fill_subject(Subject::Other(path), rule);
    }

    fn fill_subject(&mut self, subject: Subject<'_>, rule: FillRule) {
        let outside = self.state.composite.affects_outside();
        let Some((mut transform, state)) = self.target() else { return };
        let Some(brush) = self.brush(Paints::Fill) else { return };
        let shape = match subject {
            Subject::Other(p) => self.record_path(p.path()),
            Subject::Current if self.path_space == self.state.transform => self.record_current(),
            // A colour is the same in every space: the path can stay in its own.
            Subject::Current if matches!(brush, Brush::Solid(_)) && is_drawable(self.path_space) => {
                transform = self.transform_id(self.path_space);
                self.record_current()
            }
            Subject::Current => self.record_mapped(),
        };
        let shape = match shape {
            // As browsers do: what has no area clears the outside, an empty path does nothing.
            Some(Shape::Line(_)) if outside => Shape::Rect(Rect::ZERO),
            Some(Shape::Line(_)) | None => return,
            Some(shape) => shape,
        };
        let Some(shape) = self.within_reach(shape, transform, None) else { return };
        self.push(DrawOp::Fill { shape, rule, brush, transform, state });
    }

    /// `stroke()`.
    pub fn stroke(&mut self) {
        self.stroke_subject(Subject::Current);
    }

    /// `stroke(path)`.
    pub fn stroke_path(&mut self, path: &Path2d) {
        self.stroke_subject(Subject::Other(path));
    }

    fn stroke_subject(&mut self, subject: Subject<'_>) {
        let Some((transform, state)) = self.target() else { return };
        let Some(brush) = self.brush(Paints::Stroke) else { return };
        let dashed = self.state.line.dash.is_some();
        let square = self.state.line.cap == sparrow_render::LineCap::Square;
        let plain =
            |p: &Path| !p.needs_pruning() && !p.simple().is_some_and(|s| s.start_matters(dashed, square));
        let shape = match subject {
            Subject::Other(p) if plain(p.path()) => self.record_path(p.path()),
            Subject::Other(p) => {
                let before = self.list.path_elements.len();
                path::prune(p.path().to_elements().iter().copied(), &mut self.list.path_elements);
                self.recorded_since(before)
            }
            Subject::Current if self.path_space == self.state.transform && plain(&self.path) => {
                self.record_current()
            }
            Subject::Current => {
                let before = self.list.path_elements.len();
                let out = &mut self.list.path_elements;
                let (from, to) = (self.path_space, self.state.transform);
                if from == to {
                    path::prune(self.path.elements().iter().copied(), out);
                } else {
                    path::prune(in_space(&self.path.to_elements(), from, to), out);
                }
                self.recorded_since(before)
            }
        };
        let shape = match shape {
            Some(shape) => shape,
            None if self.state.composite.affects_outside() => {
                let (transform, state) = (transform, state);
                let brush = Brush::Solid(sparrow_base::Rgba8::TRANSPARENT);
                let shape = Shape::Rect(Rect::ZERO);
                self.push(DrawOp::Fill { shape, rule: FillRule::NonZero, brush, transform, state });
                return;
            }
            None => return,
        };
        let Some(shape) = self.within_reach(shape, transform, Some(dashed)) else { return };
        let stroke = if dashed {
            let length = self.outline_length(&shape);
            self.stroke_id_for_length(length)
        } else {
            self.stroke_id()
        };
        self.push(DrawOp::Stroke { shape, stroke, brush, transform, state });
    }

    /// A shape that renderers can draw in good time: one that reaches far out of the canvas is cut down. `dashed` is
    /// `None` for a fill.
    pub(super) fn within_reach(
        &mut self,
        shape: Shape,
        transform: TransformId,
        dashed: Option<bool>,
    ) -> Option<Shape> {
        let transform = self.list.transform(transform);
        let [a, b, c, d, e, f] = transform.as_coeffs();
        let scale = (a.abs() + c.abs()).max(b.abs() + d.abs());
        let far = |p: Point| p.x.abs().max(p.y.abs());
        let reach = match &shape {
            // Lines cost the same at any length, unless they are dashed.
            Shape::Rect(_) | Shape::Line(_) if dashed != Some(true) => return Some(shape),
            Shape::Rect(r) => far(r.origin()).max(far(Point::new(r.x1, r.y1))),
            Shape::Line(l) => far(l.p0).max(far(l.p1)),
            Shape::RoundRect(r) => far(r.rect().origin()).max(far(Point::new(r.rect().x1, r.rect().y1))),
            Shape::Ellipse(e) => far(e.center()) + e.radii().x + e.radii().y,
            Shape::Path(p) => path::reach(self.list.path(*p)),
        };
        if reach * scale + e.abs().max(f.abs()) <= MAX_REACH_PX {
            return Some(shape);
        }
        let mut elements = Vec::new();
        self.list.for_each_element(&shape, &mut |el| elements.push(el));
        // A far place that the transform brings back is not far.
        let device = |p| path::bounded_point(transform * p);
        let on_canvas: Vec<PathEl> = elements.iter().map(|el| path::map_element(*el, device)).collect();
        if path::reach(&on_canvas) <= MAX_REACH_PX {
            return Some(shape);
        }
        let margin =
            if dashed.is_some() { path::stroke_reach(&self.stroke_style_for(scale)) * scale } else { 0.0 };
        let confined = path::confine(&on_canvas, self.visible_region(margin));
        let inverse = transform.inverse();
        let elements: Vec<PathEl> =
            confined.iter().map(|el| path::map_element(*el, |p| inverse * p)).collect();
        // Local space itself is out of what can be computed with: what is left could only be seen by chance.
        if path::reach(&elements) > path::COORDINATE_LIMIT || !elements.iter().all(PathEl::is_finite) {
            return None;
        }
        let before = self.list.path_elements.len();
        self.list.path_elements.extend(elements);
        self.recorded_since(before)
    }

    /// The canvas and a margin around it, in its pixels, and what throws its shadow on it.
    fn visible_region(&self, margin: f64) -> Rect {
        let margin = 64.0 + margin.min(MAX_REACH_PX);
        let canvas = Rect::new(0.0, 0.0, f64::from(self.size.width), f64::from(self.size.height));
        let region = canvas.inflate(margin, margin);
        match self.state.shadow() {
            None => region,
            Some(shadow) => {
                let blur = f64::from(shadow.sigma) * 3.0;
                let offset = Vec2::new(f64::from(shadow.offset_x), f64::from(shadow.offset_y));
                region.union((region - offset).inflate(blur, blur))
            }
        }
    }

    /// The current line style for a transform that scales by `scale`, its width on the canvas limited.
    fn stroke_style_for(&self, scale: f64) -> StrokeStyle {
        let mut style = self.state.line.stroke_style();
        style.width = style.width.min(MAX_REACH_PX / scale);
        style
    }

    /// The current line style, without its dashes if an outline of `length` would have too many.
    pub(super) fn stroke_id_for_length(&mut self, length: f64) -> StrokeId {
        if let Some(dash) = &self.state.line.dash {
            let period: f64 = dash.iter().sum();
            if !(length / period * dash.len() as f64 <= MAX_DASHES) {
                let mut style = self.stroke_style_for(self.ctm_scale());
                style.dash = None;
                style.dash_offset = 0.0;
                return self.list.push_stroke(style);
            }
        }
        self.stroke_id()
    }

    fn ctm_scale(&self) -> f64 {
        let [a, b, c, d, ..] = self.state.transform.as_coeffs();
        (a.abs() + c.abs()).max(b.abs() + d.abs())
    }

    /// The current line style.
    pub(super) fn stroke_id(&mut self) -> StrokeId {
        let scale = self.ctm_scale();
        let wide = self.state.line.width * scale > MAX_REACH_PX;
        if !wide && let Some(id) = self.recorded().line.index() {
            return StrokeId(id);
        }
        let style = self.stroke_style_for(scale);
        let id = self.list.push_stroke(style);
        if !wide {
            self.recorded().line = Slot::at(id.0);
        }
        id
    }

    /// An upper bound of the length of an outline.
    fn outline_length(&self, shape: &Shape) -> f64 {
        let mut length = 0.0;
        let (mut start, mut at) = (Point::ORIGIN, Point::ORIGIN);
        self.list.for_each_element(shape, &mut |el| {
            let mut go = |p: Point| {
                length += (p - at).hypot();
                at = p;
            };
            match el {
                PathEl::MoveTo(p) => {
                    start = p;
                    at = p;
                }
                PathEl::LineTo(p) => go(p),
                PathEl::QuadTo(c, p) => {
                    go(c);
                    go(p);
                }
                PathEl::CurveTo(a, b, p) => {
                    go(a);
                    go(b);
                    go(p);
                }
                PathEl::ClosePath => go(start),
            }
        });
        length
    }

    /// `clip(fillRule)`.
    pub fn clip(&mut self, rule: FillRule) {
        // A path that could not be drawn (its transform cannot be inverted) has no area: everything is clipped.
        let path = std::mem::take(&mut self.path);
        self.clip_to(&path, self.path_space, rule);
        self.path = path;
    }

    /// `clip(path, fillRule)`.
    pub fn clip_path(&mut self, path: &Path2d, rule: FillRule) {
        self.clip_to(path.path(), self.state.transform, rule);
    }

    /// Clips to a path of a space.
    fn clip_to(&mut self, path: &Path, space: Affine, rule: FillRule) {
        let nothing = ClipShape::Simple(Shape::Rect(Rect::ZERO));
        let elements;
        let (shape, space) = match path.simple().and_then(simple_shape) {
            _ if !is_drawable(space) || path.has_no_elements() => (nothing, Affine::IDENTITY),
            Some(Shape::Line(_)) => (nothing, space),
            Some(shape) => (ClipShape::Simple(shape), space),
            None => {
                elements = path.to_elements();
                (ClipShape::Path(&elements), space)
            }
        };
        let confined = self.confined_clip(shape, space);
        let (shape, space) = match &confined {
            Some(elements) => (ClipShape::Path(elements), Affine::IDENTITY),
            None => (shape, space),
        };
        let clip = self.clips.intersect(self.state.clip.as_ref(), shape, rule, space);
        self.state.clip = Some(clip);
        self.state.recorded.state = Slot::UNKNOWN;
    }

    /// The clip in canvas pixels and cut down to the canvas, if it reaches too far.
    fn confined_clip(&self, shape: ClipShape<'_>, transform: Affine) -> Option<Vec<PathEl>> {
        if matches!(shape, ClipShape::Simple(Shape::Rect(_))) {
            return None;
        }
        let on_canvas = |el| path::map_element(el, |p| path::bounded_point(transform * p));
        let mut reach = 0.0f64;
        shape.for_each_element(&mut |el| reach = reach.max(path::reach([on_canvas(el)])));
        if reach <= MAX_REACH_PX {
            return None;
        }
        let mut elements = Vec::new();
        shape.for_each_element(&mut |el| elements.push(on_canvas(el)));
        Some(path::confine(&elements, self.visible_region(0.0)))
    }

    /// `isPointInPath(x, y, fillRule)`; the point is in canvas pixels, whatever the transform.
    pub fn is_point_in_path(&self, x: f64, y: f64, rule: FillRule) -> bool {
        self.hit(&self.path, self.path_space, x, y, rule)
    }

    /// `isPointInPath(path, x, y, fillRule)`.
    pub fn is_point_in_path2d(&self, path: &Path2d, x: f64, y: f64, rule: FillRule) -> bool {
        self.hit(path.path(), self.state.transform, x, y, rule)
    }

    fn hit(&self, path: &Path, space: Affine, x: f64, y: f64, rule: FillRule) -> bool {
        let Some(point) = local_point(space, x, y) else { return false };
        let mut memory = self.hit.take();
        let hit = path::contains(&path.to_elements(), point, rule, &mut memory);
        if memory.capacity() <= MAX_KEPT_ELEMENTS {
            self.hit.replace(memory);
        }
        hit
    }

    /// `isPointInStroke(x, y)`.
    pub fn is_point_in_stroke(&self, x: f64, y: f64) -> bool {
        let elements = self.path.to_elements();
        self.stroke_hit(in_space(&elements, self.path_space, self.state.transform), x, y)
    }

    /// `isPointInStroke(path, x, y)`.
    pub fn is_point_in_stroke2d(&self, path: &Path2d, x: f64, y: f64) -> bool {
        self.stroke_hit(path.path().to_elements().iter().copied(), x, y)
    }

    fn stroke_hit(&self, path: impl Iterator<Item = PathEl>, x: f64, y: f64) -> bool {
        let mut elements = Vec::new();
        path::prune(path, &mut elements);
        let mut style = self.state.line.stroke_style();
        let extent = path::bounds(&elements).map_or(0.0, |b| b.width() + b.height());
        let period: f64 = style.dashes().iter().sum();
        if !(extent * elements.len() as f64 / period * style.dashes().len() as f64 <= MAX_DASHES) {
            style.dash = None;
        }
        local_point(self.state.transform, x, y).is_some_and(|p| path::stroke_contains(&elements, p, &style))
    }

    /// The current path in its own space.
    fn record_current(&mut self) -> Option<Shape> {
        if let Some((serial, path)) = self.path_recorded
            && serial == self.serial
        {
            return Some(Shape::Path(path));
        }
        if let Some(shape) = self.path.simple().and_then(simple_shape) {
            return Some(shape);
        }
        let before = self.path.len();
        let elements = self.path.elements();
        let path = self.list.push_path(elements.iter().copied())?;
        self.path_recorded = Some((self.serial, path));
        self.add_weight_bytes(before * size_of::<PathEl>());
        Some(Shape::Path(path))
    }

    /// A path that is in local space already.
    fn record_path(&mut self, path: &Path) -> Option<Shape> {
        if let Some(shape) = path.simple().and_then(simple_shape) {
            return Some(shape);
        }
        let before = self.list.path_elements.len();
        self.list.path_elements.extend_from_slice(&path.to_elements());
        self.recorded_since(before)
    }

    /// The current path, whose space is not that of the current transform, in local space.
    fn record_mapped(&mut self) -> Option<Shape> {
        let before = self.list.path_elements.len();
        let (from, to) = (self.path_space, self.state.transform);
        self.list.path_elements.extend(in_space(&self.path.to_elements(), from, to));
        self.recorded_since(before)
    }

    /// The path of the elements of the list from `before` on; `None` when there are none.
    fn recorded_since(&mut self, before: usize) -> Option<Shape> {
        let path = self.list.path_since(before)?;
        self.add_weight_bytes(path.len as usize * size_of::<PathEl>());
        Some(Shape::Path(path))
    }
}

/// Elements of one space in another; none when that cannot be inverted.
fn in_space(elements: &[PathEl], from: Affine, to: Affine) -> impl Iterator<Item = PathEl> {
    let is_same = from == to;
    let elements = if is_same || is_drawable(to) { elements } else { &[] };
    let map = if is_same { Affine::IDENTITY } else { to.inverse() * from };
    let local = move |p| if is_same { p } else { path::bounded_point(map * p) };
    elements.iter().map(move |el| path::map_element(*el, local))
}

/// The shape of a path that is a simple one.
fn simple_shape(simple: &Simple) -> Option<Shape> {
    Some(match *simple {
        Simple::Rect { rect, .. } => Shape::Rect(rect),
        Simple::RoundRect(r) => Shape::RoundRect(r),
        Simple::Ellipse { center, radii, rotation, .. } => {
            Shape::Ellipse(Ellipse::new(center, radii, rotation))
        }
        Simple::Line(line) => Shape::Line(line),
    })
}

/// A point of the canvas in local space; `None` where the transform cannot be undone.
fn local_point(transform: Affine, x: f64, y: f64) -> Option<Point> {
    if !x.is_finite() || !y.is_finite() {
        return None;
    }
    let [a, b, c, d, e, f] = transform.as_coeffs();
    let p = if b == 0.0 && c == 0.0 {
        // Also where the determinant would overflow.
        Point::new((x - e) / a, (y - f) / d)
    } else {
        transform.inverse() * Point::new(x, y)
    };
    // Paths do not reach further; this leaves out what is not a number, too.
    (p.x.abs().max(p.y.abs()) <= path::COORDINATE_LIMIT * 4.0 && p.is_finite()).then_some(p)
}
