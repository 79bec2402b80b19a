//! The clip of a state: a stack of areas that only grows, shared between saved states.

use crate::path::{COORDINATE_LIMIT, bounds};
use sparrow_base::kurbo::{Affine, PathEl, Point, Rect};
use sparrow_render::{Clip, ClipId, DrawList, FillRule, Shape};
use std::{
    cell::Cell,
    hash::{DefaultHasher, Hash, Hasher},
    rc::Rc,
};

/// More nested clips than this are cut by their bounds: games that clip in every frame and never restore must not grow
/// without end.
const MAX_DEPTH: u32 = 512;

/// An area of its own memory.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ClipShape {
    Simple(Shape),
    Path(Rc<[PathEl]>),
}

/// One `clip()`.
#[derive(Debug)]
pub(crate) struct ClipNode {
    parent: Option<Rc<ClipNode>>,
    shape: ClipShape,
    rule: FillRule,
    transform: Affine,
    key: u64,
    depth: u32,
    /// Nothing is left visible.
    empty: bool,
    /// Serial of the list in which the clip was recorded, and its entry there.
    recorded: Cell<(u32, u32)>,
}

impl Drop for ClipNode {
    /// Long chains are freed in a loop: recursion could exhaust the stack.
    fn drop(&mut self) {
        let mut next = self.parent.take();
        while let Some(node) = next {
            next = match Rc::try_unwrap(node) {
                Ok(mut node) => node.parent.take(),
                Err(_) => None,
            };
        }
    }
}

/// True when rectangles stay rectangles under the transform.
pub(crate) fn keeps_rects(transform: Affine) -> bool {
    let [a, b, c, d, ..] = transform.as_coeffs();
    (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0)
}

impl ClipNode {
    /// Intersects `parent` with an area. Rectangles that stay upright are merged into one.
    pub(crate) fn intersect(
        parent: Option<&Rc<ClipNode>>,
        shape: ClipShape,
        rule: FillRule,
        transform: Affine,
    ) -> Rc<ClipNode> {
        let (shape, transform) = match shape {
            ClipShape::Simple(Shape::Rect(r)) if keeps_rects(transform) => (
                ClipShape::Simple(Shape::Rect(bounded_rect(transform.transform_rect_bbox(r)))),
                Affine::IDENTITY,
            ),
            other => (other, transform),
        };
        let Some(parent) = parent else {
            return ClipNode::link(None, shape, rule, transform);
        };
        if parent.empty || (parent.shape == shape && parent.rule == rule && parent.transform == transform) {
            return parent.clone();
        }
        if let (Some(old), ClipShape::Simple(Shape::Rect(new))) = (parent.upright_rect(), &shape)
            && transform == Affine::IDENTITY
        {
            let both = old.intersect(*new);
            if both == old {
                return parent.clone();
            }
            let shape = ClipShape::Simple(Shape::Rect(both));
            return ClipNode::link(parent.parent.clone(), shape, rule, transform);
        }
        if parent.depth + 1 >= MAX_DEPTH {
            let rect = device_bounds(&shape, transform);
            return match parent.upright_rect() {
                Some(old) => {
                    let shape = ClipShape::Simple(Shape::Rect(old.intersect(rect)));
                    ClipNode::link(parent.parent.clone(), shape, rule, Affine::IDENTITY)
                }
                None => {
                    let shape = ClipShape::Simple(Shape::Rect(rect));
                    ClipNode::link(Some(parent.clone()), shape, rule, Affine::IDENTITY)
                }
            };
        }
        ClipNode::link(Some(parent.clone()), shape, rule, transform)
    }

    fn link(
        parent: Option<Rc<ClipNode>>,
        shape: ClipShape,
        rule: FillRule,
        transform: Affine,
    ) -> Rc<ClipNode> {
        let bounds = device_bounds(&shape, transform);
        let empty =
            parent.as_ref().is_some_and(|p| p.empty) || bounds.width() <= 0.0 || bounds.height() <= 0.0;
        let depth = parent.as_ref().map_or(0, |p| p.depth + 1);
        let key = content_key(parent.as_deref(), &shape, rule, transform);
        Rc::new(ClipNode { parent, shape, rule, transform, key, depth, empty, recorded: Cell::new((0, 0)) })
    }

    fn upright_rect(&self) -> Option<Rect> {
        match self.shape {
            ClipShape::Simple(Shape::Rect(r)) if self.transform == Affine::IDENTITY => Some(r),
            _ => None,
        }
    }

    /// True when nothing is left visible.
    pub(crate) fn is_empty(&self) -> bool {
        self.empty
    }

    /// The entry of this clip in `list`, whose serial is not 0, made with its parents where it is not there yet.
    pub(crate) fn record(self: &Rc<Self>, list: &mut DrawList, serial: u32) -> Option<ClipId> {
        let mut missing: Vec<&Rc<ClipNode>> = Vec::new();
        let mut parent = None;
        let mut node = Some(self);
        while let Some(n) = node {
            let (recorded_serial, id) = n.recorded.get();
            if recorded_serial == serial {
                parent = Some(ClipId(id));
                break;
            }
            missing.push(n);
            node = n.parent.as_ref();
        }
        for n in missing.into_iter().rev() {
            let shape = match &n.shape {
                ClipShape::Simple(shape) => *shape,
                ClipShape::Path(elements) => Shape::Path(list.push_path(elements.iter().copied())?),
            };
            let ClipNode { rule, transform, key, .. } = **n;
            let id = list.push_clip(Clip { parent, shape, rule, transform, key });
            n.recorded.set((serial, id.0));
            parent = Some(id);
        }
        parent
    }
}

/// Equal for equal areas, so that masks are found again in later frames.
fn content_key(parent: Option<&ClipNode>, shape: &ClipShape, rule: FillRule, transform: Affine) -> u64 {
    let mut hasher = DefaultHasher::new();
    parent.map_or(0, |p| p.key).hash(&mut hasher);
    rule.hash(&mut hasher);
    for v in transform.as_coeffs() {
        v.to_bits().hash(&mut hasher);
    }
    match shape {
        ClipShape::Path(elements) => elements.iter().for_each(|el| hash_element(el, &mut hasher)),
        ClipShape::Simple(shape) => {
            std::mem::discriminant(shape).hash(&mut hasher);
            DrawList::default().for_each_element(shape, &mut |el| hash_element(&el, &mut hasher));
        }
    }
    hasher.finish()
}

fn hash_element(el: &PathEl, hasher: &mut DefaultHasher) {
    std::mem::discriminant(el).hash(hasher);
    let mut points = |points: &[Point]| {
        for p in points {
            (p.x.to_bits(), p.y.to_bits()).hash(hasher);
        }
    };
    match *el {
        PathEl::MoveTo(p) | PathEl::LineTo(p) => points(&[p]),
        PathEl::QuadTo(c, p) => points(&[c, p]),
        PathEl::CurveTo(a, b, p) => points(&[a, b, p]),
        PathEl::ClosePath => {}
    }
}

fn bounded_rect(r: Rect) -> Rect {
    let limit = Rect::new(-COORDINATE_LIMIT, -COORDINATE_LIMIT, COORDINATE_LIMIT, COORDINATE_LIMIT);
    if r.is_finite() { r.intersect(limit) } else { limit }
}

/// Bounds in canvas pixels; control points count.
fn device_bounds(shape: &ClipShape, transform: Affine) -> Rect {
    let local = match shape {
        ClipShape::Simple(Shape::Rect(r)) => *r,
        ClipShape::Simple(Shape::RoundRect(r)) => r.rect(),
        ClipShape::Simple(Shape::Ellipse(e)) => sparrow_base::kurbo::Shape::bounding_box(e),
        ClipShape::Simple(Shape::Line(_) | Shape::Path(_)) => Rect::ZERO,
        ClipShape::Path(elements) => bounds(elements).unwrap_or(Rect::ZERO),
    };
    bounded_rect(transform.transform_rect_bbox(local))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rect(x0: f64, y0: f64, x1: f64, y1: f64) -> ClipShape {
        ClipShape::Simple(Shape::Rect(Rect::new(x0, y0, x1, y1)))
    }

    fn add(parent: Option<&Rc<ClipNode>>, shape: ClipShape, transform: Affine) -> Rc<ClipNode> {
        ClipNode::intersect(parent, shape, FillRule::NonZero, transform)
    }

    #[test]
    fn upright_rects_are_merged() {
        let a = add(None, rect(0.0, 0.0, 10.0, 10.0), Affine::translate((5.0, 5.0)));
        let b = add(Some(&a), rect(0.0, 0.0, 10.0, 100.0), Affine::IDENTITY);
        assert_eq!(b.upright_rect(), Some(Rect::new(5.0, 5.0, 10.0, 15.0)));
        assert_eq!(b.depth, 0);
        let c = add(Some(&b), rect(20.0, 0.0, 30.0, 100.0), Affine::IDENTITY);
        assert!(c.is_empty());
    }

    #[test]
    fn equal_clips_have_equal_keys_and_are_not_nested() {
        let circle = |r: f64| {
            let e = sparrow_base::kurbo::Ellipse::new((5.0, 5.0), (r, r), 0.0);
            ClipShape::Simple(Shape::Ellipse(e))
        };
        let a = add(None, circle(3.0), Affine::IDENTITY);
        let b = add(None, circle(3.0), Affine::IDENTITY);
        let c = add(None, circle(4.0), Affine::IDENTITY);
        assert_eq!(a.key, b.key);
        assert_ne!(a.key, c.key);
        assert!(Rc::ptr_eq(&a, &add(Some(&a), circle(3.0), Affine::IDENTITY)));
        assert_eq!(add(Some(&a), circle(4.0), Affine::IDENTITY).depth, 1);
    }

    #[test]
    fn endless_clipping_stays_bounded() {
        let mut clip = None;
        for i in 0..100_000u32 {
            let turn = Affine::rotate(f64::from(i) * 0.001);
            clip = Some(add(clip.as_ref(), rect(-50.0, -50.0, 50.0, 50.0), turn));
        }
        let clip = clip.unwrap();
        assert!(clip.depth <= MAX_DEPTH);
        let mut list = DrawList::default();
        let id = clip.record(&mut list, 1).unwrap();
        assert_eq!(id.0 as usize, list.clips.len() - 1);
        assert_eq!(clip.record(&mut list, 1), Some(id), "recorded once");
    }
}
