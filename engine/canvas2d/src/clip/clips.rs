//! The clips of one context: what `clip()` makes, merged, bounded, and remembered.

use super::{ClipNode, ClipShape, bounded_rect, content_key, device_bounds, keeps_rects};
use sparrow_base::kurbo::{Affine, Rect};
use sparrow_render::{FillRule, Shape};
use std::rc::Rc;

/// More nested clips than this are cut by their bounds: games that clip in every frame and never restore must not grow
/// without end.
const MAX_DEPTH: u32 = 512;

/// Clips of a context that are remembered: a game clips to the same few areas again and again.
const REMEMBERED: usize = 8;
/// A remembered clip with its parents has no more elements than this.
const MAX_REMEMBERED_ELEMENTS: usize = 4096;

/// Makes the clips of one context. It remembers some: the same clip again is the same node, which the list has already, and
/// the memory of those that no state has any more is used for others.
#[derive(Debug, Default)]
pub(crate) struct Clips {
    remembered: Vec<Rc<ClipNode>>,
    /// Which of them is forgotten next.
    next: usize,
}

impl Clips {
    /// Intersects `parent` with an area. Rectangles that stay upright are merged into one.
    pub(crate) fn intersect(
        &mut self,
        parent: Option<&Rc<ClipNode>>,
        shape: ClipShape<'_>,
        rule: FillRule,
        transform: Affine,
    ) -> Rc<ClipNode> {
        let (shape, transform) = match shape {
            ClipShape::Simple(Shape::Rect(r)) if keeps_rects(transform) => {
                (upright(bounded_rect(transform.transform_rect_bbox(r))), Affine::IDENTITY)
            }
            other => (other, transform),
        };
        let Some(parent) = parent else {
            return self.node(None, shape, rule, transform);
        };
        if parent.empty || parent.is_area(shape, rule, transform) {
            return parent.clone();
        }
        if let (Some(old), ClipShape::Simple(Shape::Rect(new))) = (parent.upright_rect(), shape)
            && transform == Affine::IDENTITY
        {
            let both = old.intersect(new);
            if both == old {
                return parent.clone();
            }
            return self.node(parent.parent.as_ref(), upright(both), rule, transform);
        }
        if parent.depth + 1 >= MAX_DEPTH {
            let rect = device_bounds(shape, transform);
            let (parent, rect) = match parent.upright_rect() {
                Some(old) => (parent.parent.as_ref(), old.intersect(rect)),
                None => (Some(parent), rect),
            };
            return self.node(parent, upright(rect), rule, Affine::IDENTITY);
        }
        self.node(Some(parent), shape, rule, transform)
    }

    /// The node of an area inside of another.
    fn node(
        &mut self,
        parent: Option<&Rc<ClipNode>>,
        shape: ClipShape<'_>,
        rule: FillRule,
        transform: Affine,
    ) -> Rc<ClipNode> {
        let key = content_key(parent.map(Rc::as_ref), shape, rule, transform);
        let is_same = |node: &&Rc<ClipNode>| {
            let same_parent = node.parent.as_ref().map(Rc::as_ptr) == parent.map(Rc::as_ptr);
            node.key == key && same_parent && node.is_area(shape, rule, transform)
        };
        if let Some(known) = self.remembered.iter().find(is_same) {
            return known.clone();
        }
        let own = if let ClipShape::Path(elements) = shape { elements.len() } else { 0 };
        let elements = own + parent.map_or(0, |p| p.elements);
        if elements > MAX_REMEMBERED_ELEMENTS {
            return Rc::new(ClipNode::new(parent, shape, rule, transform, key));
        }
        let at = self.place();
        match self.remembered.get_mut(at).and_then(Rc::get_mut) {
            Some(unused) => unused.set(parent, shape, rule, transform, key),
            None => {
                let node = Rc::new(ClipNode::new(parent, shape, rule, transform, key));
                if at < self.remembered.len() {
                    self.remembered[at] = node;
                } else {
                    self.remembered.push(node);
                }
            }
        }
        self.remembered[at].clone()
    }

    /// Where the next node is remembered: instead of one that no state has, if there is one.
    fn place(&mut self) -> usize {
        if self.remembered.len() < REMEMBERED {
            return self.remembered.len();
        }
        let in_turn = (0..REMEMBERED).map(|i| (self.next + i) % REMEMBERED);
        let unused = in_turn.clone().find(|at| Rc::strong_count(&self.remembered[*at]) == 1);
        let at = unused.unwrap_or(self.next);
        self.next = (at + 1) % REMEMBERED;
        at
    }
}

/// A rectangle of the canvas.
fn upright(rect: Rect) -> ClipShape<'static> {
    ClipShape::Simple(Shape::Rect(rect))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_base::kurbo::{PathEl, Point};
    use sparrow_render::{ClipId, DrawList};

    fn rect(x0: f64, y0: f64, x1: f64, y1: f64) -> ClipShape<'static> {
        upright(Rect::new(x0, y0, x1, y1))
    }

    fn circle(r: f64) -> ClipShape<'static> {
        let e = sparrow_base::kurbo::Ellipse::new((5.0, 5.0), (r, r), 0.0);
        ClipShape::Simple(Shape::Ellipse(e))
    }

    fn add(
        clips: &mut Clips,
        parent: Option<&Rc<ClipNode>>,
        shape: ClipShape<'_>,
        transform: Affine,
    ) -> Rc<ClipNode> {
        clips.intersect(parent, shape, FillRule::NonZero, transform)
    }

    #[test]
    fn upright_rects_are_merged() {
        let clips = &mut Clips::default();
        let a = add(clips, None, rect(0.0, 0.0, 10.0, 10.0), Affine::translate((5.0, 5.0)));
        let b = add(clips, Some(&a), rect(0.0, 0.0, 10.0, 100.0), Affine::IDENTITY);
        assert_eq!(b.upright_rect(), Some(Rect::new(5.0, 5.0, 10.0, 15.0)));
        assert_eq!(b.depth, 0);
        let c = add(clips, Some(&b), rect(20.0, 0.0, 30.0, 100.0), Affine::IDENTITY);
        assert!(c.is_empty());
    }

    #[test]
    fn equal_clips_have_equal_keys_and_are_not_nested() {
        let clips = &mut Clips::default();
        let a = add(clips, None, circle(3.0), Affine::IDENTITY);
        let b = add(&mut Clips::default(), None, circle(3.0), Affine::IDENTITY);
        let c = add(clips, None, circle(4.0), Affine::IDENTITY);
        assert_eq!(a.key, b.key);
        assert_ne!(a.key, c.key);
        assert!(Rc::ptr_eq(&a, &add(clips, Some(&a), circle(3.0), Affine::IDENTITY)));
        assert_eq!(add(clips, Some(&a), circle(4.0), Affine::IDENTITY).depth, 1);
    }

    #[test]
    fn the_same_clip_again_is_the_same_and_is_recorded_once() {
        let clips = &mut Clips::default();
        let mut list = DrawList::default();
        let path = [
            PathEl::MoveTo(Point::ZERO),
            PathEl::LineTo(Point::new(9.0, 0.0)),
            PathEl::LineTo(Point::new(0.0, 9.0)),
        ];
        for _ in 0..3 {
            let outer = add(clips, None, rect(0.0, 0.0, 10.0, 10.0), Affine::IDENTITY);
            let inner = add(clips, Some(&outer), ClipShape::Path(&path), Affine::IDENTITY);
            assert_eq!(inner.record(&mut list, 1), Some(ClipId(1)));
        }
        assert_eq!((list.clips.len(), list.path_elements.len()), (2, 3));
    }

    #[test]
    fn the_memory_of_unused_clips_is_used_again_and_that_of_used_ones_is_not() {
        let clips = &mut Clips::default();
        let kept = add(clips, None, circle(1.0), Affine::IDENTITY);
        let mut list = DrawList::default();
        assert_eq!(kept.record(&mut list, 1), Some(ClipId(0)));
        for i in 0..100u32 {
            let path = [PathEl::MoveTo(Point::ZERO), PathEl::LineTo(Point::new(f64::from(i), 5.0))];
            let node = add(clips, Some(&kept), ClipShape::Path(&path), Affine::IDENTITY);
            assert_eq!(node.area.shape(), ClipShape::Path(&path));
            assert_eq!(node.record(&mut list, 1), Some(ClipId(i + 1)), "a new area is recorded");
        }
        assert_eq!(kept.area.shape(), circle(1.0));
        assert_eq!(clips.remembered.len(), REMEMBERED);
        let held: Vec<_> =
            (0..20).map(|i| add(clips, None, circle(f64::from(i) + 10.0), Affine::IDENTITY)).collect();
        let areas = held.iter().map(|node| node.area.shape());
        assert!(areas.eq((0..20).map(|i| circle(f64::from(i) + 10.0))), "nothing that is held changes");
    }

    #[test]
    fn large_paths_are_not_kept() {
        let clips = &mut Clips::default();
        let mut path = vec![PathEl::LineTo(Point::new(1.0, 1.0)); MAX_REMEMBERED_ELEMENTS + 1];
        path[0] = PathEl::MoveTo(Point::ZERO);
        let node = add(clips, None, ClipShape::Path(&path), Affine::IDENTITY);
        let child = add(clips, Some(&node), circle(3.0), Affine::IDENTITY);
        assert_eq!(child.depth, 1);
        assert!(clips.remembered.is_empty(), "the child would hold its parent");
    }

    #[test]
    fn endless_clipping_stays_bounded() {
        let clips = &mut Clips::default();
        let mut clip = None;
        for i in 0..100_000u32 {
            let turn = Affine::rotate(f64::from(i) * 0.001);
            clip = Some(add(clips, clip.as_ref(), rect(-50.0, -50.0, 50.0, 50.0), turn));
        }
        let clip = clip.unwrap();
        assert!(clip.depth <= MAX_DEPTH);
        let mut list = DrawList::default();
        let id = clip.record(&mut list, 1).unwrap();
        assert_eq!(id.0 as usize, list.clips.len() - 1);
        assert_eq!(clip.record(&mut list, 1), Some(id), "recorded once");
    }
}
