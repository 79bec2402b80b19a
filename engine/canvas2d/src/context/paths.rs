//! `CanvasDrawPath`: fill, stroke, clip and hit tests of the current path or a [`Path2d`].

use super::{Context2d, record::Paints};
use crate::{
    Path2d,
    clip::{ClipNode, ClipShape},
    path::{self, Path, Simple},
    state::{Slot, is_drawable},
};
use sparrow_base::kurbo::{Affine, Ellipse, PathEl, Point, Rect};
use sparrow_render::{Brush, DrawOp, FillRule, PathRef, Shape, StrokeId};

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
            Some(Shape::Line(_)) | None if outside => Shape::Rect(Rect::ZERO),
            // A line has no area.
            Some(Shape::Line(_)) | None => return,
            Some(shape) => shape,
        };
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
        let stroke = if dashed {
            let length = self.outline_length(&shape);
            self.stroke_id_for_length(length)
        } else {
            self.stroke_id()
        };
        self.push(DrawOp::Stroke { shape, stroke, brush, transform, state });
    }

    /// The current line style, without its dashes if an outline of `length` would have too many.
    pub(super) fn stroke_id_for_length(&mut self, length: f64) -> StrokeId {
        if let Some(dash) = &self.state.line.dash {
            let period: f64 = dash.iter().sum();
            if !(length / period * dash.len() as f64 <= MAX_DASHES) {
                let mut style = self.state.line.stroke_style();
                style.dash.clear();
                style.dash_offset = 0.0;
                return self.list.push_stroke(style);
            }
        }
        self.stroke_id()
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
        ClipNode::intersect(self.state.clip.as_ref(), shape, rule, transform)
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

fn local_point(transform: Affine, x: f64, y: f64) -> Option<Point> {
    if !x.is_finite() || !y.is_finite() || !is_drawable(transform) {
        return None;
    }
    Some(transform.inverse() * Point::new(x, y))
}

fn hit(path: &Path, space: Affine, x: f64, y: f64, test: impl Fn(&[PathEl], Point) -> bool) -> bool {
    local_point(space, x, y).is_some_and(|p| test(&path.to_elements(), p))
}
