//! The clip of a state: a stack of areas that only grows, shared between saved states.

mod clips;

pub(crate) use clips::Clips;

use crate::path::{COORDINATE_LIMIT, bounds};
use sparrow_base::kurbo::{Affine, PathEl, Point, Rect};
use sparrow_render::{Clip, ClipId, DrawList, FillRule, Shape};
use std::{
    cell::Cell,
    hash::{DefaultHasher, Hash, Hasher},
    rc::Rc,
};

/// What is clipped to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ClipShape<'a> {
    Simple(Shape),
    Path(&'a [PathEl]),
}

impl ClipShape<'_> {
    /// Calls `each` with every element.
    pub(crate) fn for_each_element(self, each: &mut dyn FnMut(PathEl)) {
        match self {
            ClipShape::Simple(shape) => DrawList::default().for_each_element(&shape, each),
            ClipShape::Path(elements) => elements.iter().copied().for_each(each),
        }
    }
}

/// An area of its own memory: a simple shape, or else elements.
#[derive(Debug)]
struct Area {
    simple: Option<Shape>,
    elements: Vec<PathEl>,
}

impl Area {
    fn shape(&self) -> ClipShape<'_> {
        self.simple.map_or(ClipShape::Path(&self.elements), ClipShape::Simple)
    }

    fn set(&mut self, shape: ClipShape<'_>) {
        self.elements.clear();
        self.simple = match shape {
            ClipShape::Simple(simple) => Some(simple),
            ClipShape::Path(elements) => {
                self.elements.extend_from_slice(elements);
                None
            }
        };
    }
}

/// One `clip()`.
#[derive(Debug)]
pub(crate) struct ClipNode {
    parent: Option<Rc<ClipNode>>,
    area: Area,
    rule: FillRule,
    transform: Affine,
    key: u64,
    depth: u32,
    /// Elements of this one and its parents.
    elements: usize,
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
    fn new(
        parent: Option<&Rc<ClipNode>>,
        shape: ClipShape<'_>,
        rule: FillRule,
        transform: Affine,
        key: u64,
    ) -> ClipNode {
        let mut node = ClipNode {
            parent: None,
            area: Area { simple: None, elements: Vec::new() },
            rule,
            transform,
            key,
            depth: 0,
            elements: 0,
            empty: false,
            recorded: Cell::default(),
        };
        node.set(parent, shape, rule, transform, key);
        node
    }

    /// Becomes another one; no state has this.
    fn set(
        &mut self,
        parent: Option<&Rc<ClipNode>>,
        shape: ClipShape<'_>,
        rule: FillRule,
        transform: Affine,
        key: u64,
    ) {
        let bounds = device_bounds(shape, transform);
        let is_flat = bounds.width() <= 0.0 || bounds.height() <= 0.0;
        self.area.set(shape);
        (self.rule, self.transform, self.key) = (rule, transform, key);
        self.depth = parent.map_or(0, |p| p.depth + 1);
        self.elements = self.area.elements.len() + parent.map_or(0, |p| p.elements);
        self.empty = is_flat || parent.is_some_and(|p| p.empty);
        self.recorded = Cell::default();
        self.parent = parent.cloned();
    }

    fn is_area(&self, shape: ClipShape<'_>, rule: FillRule, transform: Affine) -> bool {
        self.area.shape() == shape && self.rule == rule && self.transform == transform
    }

    fn upright_rect(&self) -> Option<Rect> {
        match self.area.simple {
            Some(Shape::Rect(r)) if self.transform == Affine::IDENTITY => Some(r),
            _ => None,
        }
    }

    /// True when nothing is left visible.
    pub(crate) fn is_empty(&self) -> bool {
        self.empty
    }

    /// This one, its parent, and so on.
    fn chain(&self) -> impl Iterator<Item = &ClipNode> {
        std::iter::successors(Some(self), |node| node.parent.as_deref())
    }

    /// The entry of this clip in `list`, whose serial is not 0, made with its parents where it is not there yet.
    pub(crate) fn record(&self, list: &mut DrawList, serial: u32) -> Option<ClipId> {
        // Parents are recorded before their children; mostly one is missing, and walking to it again is cheaper than a list of them.
        let missing = self.chain().take_while(|node| node.recorded.get().0 != serial).count();
        let mut id = self.chain().nth(missing).map(|node| ClipId(node.recorded.get().1));
        for at in (0..missing).rev() {
            let node = self.chain().nth(at)?;
            let shape = match node.area.shape() {
                ClipShape::Simple(shape) => shape,
                ClipShape::Path(elements) => Shape::Path(list.push_path(elements.iter().copied())?),
            };
            let ClipNode { rule, transform, key, .. } = *node;
            let entry = list.push_clip(Clip { parent: id, shape, rule, transform, key });
            node.recorded.set((serial, entry.0));
            id = Some(entry);
        }
        id
    }
}

/// Equal for equal areas, so that masks are found again in later frames.
fn content_key(parent: Option<&ClipNode>, shape: ClipShape<'_>, rule: FillRule, transform: Affine) -> u64 {
    let mut hasher = DefaultHasher::new();
    parent.map_or(0, |p| p.key).hash(&mut hasher);
    rule.hash(&mut hasher);
    for v in transform.as_coeffs() {
        v.to_bits().hash(&mut hasher);
    }
    if let ClipShape::Simple(shape) = shape {
        std::mem::discriminant(&shape).hash(&mut hasher);
    }
    shape.for_each_element(&mut |el| hash_element(&el, &mut hasher));
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
fn device_bounds(shape: ClipShape<'_>, transform: Affine) -> Rect {
    let local = match shape {
        ClipShape::Simple(Shape::Rect(r)) => r,
        ClipShape::Simple(Shape::RoundRect(r)) => r.rect(),
        ClipShape::Simple(Shape::Ellipse(e)) => sparrow_base::kurbo::Shape::bounding_box(&e),
        ClipShape::Simple(Shape::Line(_) | Shape::Path(_)) => Rect::ZERO,
        ClipShape::Path(elements) => bounds(elements).unwrap_or(Rect::ZERO),
    };
    bounded_rect(transform.transform_rect_bbox(local))
}
