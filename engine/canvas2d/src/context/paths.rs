//! `CanvasDrawPath`: fill, stroke, clip and hit tests of the current path or a [`Path2d`].

use super::{Context2d, record::Paints};
use crate::{
    Path2d,
    clip::{ClipNode, ClipShape},
    path::{self, Path, Simple},
    state::{Slot, is_drawable},
};
use sparrow_base::kurbo::{Affine, Ellipse, PathEl, Point, Rect, Vec2};
use sparrow_render::{Brush, DrawList, DrawOp, FillRule, PathRef, Shape, StrokeId, StrokeStyle, TransformId};

/// Outlines that reach further than this from the canvas' origin, and wider lines, are cut down.
const MAX_REACH_PX: f64 = 1e6;

/// Strokes with more dashes than this are drawn without: nobody could see them, and they would take forever.
const MAX_DASHES: f64 = 100_000.0;

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
            Subject::Other(p) => self.record_path(p.path(), None),
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
            Subject::Other(p) if plain(p.path()) => self.record_path(p.path(), None),
            Subject::Other(p) => {
                let elements = path::pruned(&p.path().to_elements());
                self.record_elements(&elements).map(Shape::Path)
            }
            Subject::Current if self.path_space == self.state.transform && plain(&self.path) => {
                self.record_current()
            }
            Subject::Current if self.path_space == self.state.transform => {
                let elements = path::pruned(self.path.elements());
                self.record_elements(&elements).map(Shape::Path)
            }
            Subject::Current => {
                let elements = path::pruned(&self.mapped_elements());
                self.record_elements(&elements).map(Shape::Path)
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
        self.record_elements(&elements).map(Shape::Path)
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
                style.dash.clear();
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
        let clip = if !is_drawable(self.path_space) || self.path.has_no_elements() {
            self.intersected_clip(ClipShape::Simple(Shape::Rect(Rect::ZERO)), rule, Affine::IDENTITY)
        } else {
            let shape = clip_shape(&self.path);
            self.intersected_clip(shape, rule, self.path_space)
        };
        self.set_clip(clip);
    }

    /// `clip(path, fillRule)`.
    pub fn clip_path(&mut self, path: &Path2d, rule: FillRule) {
        let transform = self.state.transform;
        let clip = if !is_drawable(transform) || path.path().has_no_elements() {
            self.intersected_clip(ClipShape::Simple(Shape::Rect(Rect::ZERO)), rule, Affine::IDENTITY)
        } else {
            self.intersected_clip(clip_shape(path.path()), rule, transform)
        };
        self.set_clip(clip);
    }

    fn intersected_clip(&self, shape: ClipShape, rule: FillRule, transform: Affine) -> std::rc::Rc<ClipNode> {
        let confined = match &shape {
            ClipShape::Simple(Shape::Rect(_)) => None,
            ClipShape::Simple(simple) => {
                let mut elements = Vec::new();
                DrawList::default().for_each_element(simple, &mut |el| elements.push(el));
                self.confined_clip(&elements, transform)
            }
            ClipShape::Path(elements) => self.confined_clip(elements, transform),
        };
        let parent = self.state.clip.as_ref();
        match confined {
            Some(confined) => ClipNode::intersect(parent, confined, rule, Affine::IDENTITY),
            None => ClipNode::intersect(parent, shape, rule, transform),
        }
    }

    /// The clip in canvas pixels and cut down to the canvas, if it reaches too far.
    fn confined_clip(&self, elements: &[PathEl], transform: Affine) -> Option<ClipShape> {
        let device = |p| path::bounded_point(transform * p);
        let on_canvas: Vec<PathEl> = elements.iter().map(|el| path::map_element(*el, device)).collect();
        let far = path::reach(&on_canvas) > MAX_REACH_PX;
        far.then(|| ClipShape::Path(path::confine(&on_canvas, self.visible_region(0.0)).into()))
    }

    fn set_clip(&mut self, clip: std::rc::Rc<ClipNode>) {
        self.state.clip = Some(clip);
        self.state.recorded.state = Slot::UNKNOWN;
    }

    /// `isPointInPath(x, y, fillRule)`; the point is in canvas pixels, whatever the transform.
    pub fn is_point_in_path(&self, x: f64, y: f64, rule: FillRule) -> bool {
        hit(&self.path, self.path_space, x, y, |elements, p| path::contains(elements, p, rule))
    }

    /// `isPointInPath(path, x, y, fillRule)`.
    pub fn is_point_in_path2d(&self, path: &Path2d, x: f64, y: f64, rule: FillRule) -> bool {
        hit(path.path(), self.state.transform, x, y, |elements, p| path::contains(elements, p, rule))
    }

    /// `isPointInStroke(x, y)`.
    pub fn is_point_in_stroke(&self, x: f64, y: f64) -> bool {
        let elements = if self.path_space == self.state.transform {
            path::pruned(&self.path.to_elements())
        } else {
            path::pruned(&self.mapped_elements())
        };
        self.stroke_hit(&elements, x, y)
    }

    /// `isPointInStroke(path, x, y)`.
    pub fn is_point_in_stroke2d(&self, path: &Path2d, x: f64, y: f64) -> bool {
        self.stroke_hit(&path::pruned(&path.path().to_elements()), x, y)
    }

    fn stroke_hit(&self, elements: &[PathEl], x: f64, y: f64) -> bool {
        let mut style = self.state.line.stroke_style();
        let extent = path::bounds(elements).map_or(0.0, |b| b.width() + b.height());
        let period: f64 = style.dash.iter().sum();
        if !(extent * elements.len() as f64 / period * style.dash.len() as f64 <= MAX_DASHES) {
            style.dash.clear();
        }
        local_point(self.state.transform, x, y).is_some_and(|p| path::stroke_contains(elements, p, &style))
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

    /// A path that is in local space already, or is mapped to it.
    fn record_path(&mut self, path: &Path, map: Option<Affine>) -> Option<Shape> {
        if let (Some(shape), None) = (path.simple().and_then(simple_shape), map) {
            return Some(shape);
        }
        let elements = path.to_elements();
        self.record_elements(&elements).map(Shape::Path)
    }

    /// The current path, whose space is not that of the current transform, in local space.
    fn record_mapped(&mut self) -> Option<Shape> {
        let elements = self.mapped_elements();
        self.record_elements(&elements).map(Shape::Path)
    }

    fn record_elements(&mut self, elements: &[PathEl]) -> Option<PathRef> {
        self.add_weight_bytes(std::mem::size_of_val(elements));
        self.list.push_path(elements.iter().copied())
    }

    /// The current path in the local space of the current transform; empty when that cannot be inverted.
    fn mapped_elements(&self) -> Vec<PathEl> {
        if !is_drawable(self.state.transform) {
            return Vec::new();
        }
        let map = self.state.transform.inverse() * self.path_space;
        let elements = self.path.to_elements();
        elements.into_iter().map(|el| path::map_element(el, |p| path::bounded_point(map * p))).collect()
    }
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

fn clip_shape(path: &Path) -> ClipShape {
    match path.simple().and_then(simple_shape) {
        Some(Shape::Line(_)) => ClipShape::Simple(Shape::Rect(Rect::ZERO)),
        Some(shape) => ClipShape::Simple(shape),
        None => ClipShape::Path(path.to_elements().into()),
    }
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

fn hit(path: &Path, space: Affine, x: f64, y: f64, test: impl Fn(&[PathEl], Point) -> bool) -> bool {
    local_point(space, x, y).is_some_and(|p| test(&path.to_elements(), p))
}
