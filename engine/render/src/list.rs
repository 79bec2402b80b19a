//! One canvas' recorded drawing.

use crate::{
    Brush, Clip, ClipId, DrawState, FillRule, FilterId, FilterStep, GlyphRun, ImageSource, Paint, PaintId,
    RunId, StateId, StrokeId, StrokeStyle, TransformId,
};
use sparrow_base::{
    PixelBuffer, Straight,
    kurbo::{Affine, Ellipse, Line, PathEl, Point, Rect, RoundedRect, Shape as _},
};
use std::sync::Arc;

/// A range of [`DrawList::path_elements`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PathRef {
    /// First element.
    pub start: u32,
    /// Number of elements, at least one.
    pub len: u32,
}

/// An area in local space. The simple shapes are hints: each means exactly the path that it stands for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Shape {
    /// A rectangle with `x0 <= x1` and `y0 <= y1`; as a stroke it is a closed path.
    Rect(Rect),
    /// A rectangle with circular corners; a closed path.
    RoundRect(RoundedRect),
    /// A whole ellipse; a closed path.
    Ellipse(Ellipse),
    /// One straight line; only stroked.
    Line(Line),
    /// Any path; it starts with `MoveTo`.
    Path(PathRef),
}

/// One drawing operation. Local space is mapped to canvas pixels by `transform`.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)] // the fields are the same everywhere and are described by their types
pub enum DrawOp {
    /// Makes the whole canvas transparent black, or opaque black where it has no alpha; no clip, no state.
    Clear,
    /// `clearRect`: erases with antialiased edges inside the clip; nothing else of the state counts.
    ClearRect { rect: Rect, transform: TransformId, clip: Option<ClipId> },
    /// Fills a shape.
    Fill { shape: Shape, rule: FillRule, brush: Brush, transform: TransformId, state: StateId },
    /// Strokes a shape in local space.
    Stroke { shape: Shape, stroke: StrokeId, brush: Brush, transform: TransformId, state: StateId },
    /// Draws `src` of an image (in its pixels, inside it, not empty) into `dst`.
    Image { source: ImageSource, src: Rect, dst: Rect, transform: TransformId, state: StateId },
    /// Draws glyphs.
    Glyphs { run: RunId, brush: Brush, transform: TransformId, state: StateId },
    /// `putImageData`: replaces pixels at (`x`, `y`); no clip, no state. The buffer is an entry of `pixels`.
    PutPixels { pixels: u32, x: i32, y: i32 },
}

/// Drawing in the order of the calls, with the tables that it refers to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DrawList {
    /// The operations.
    pub ops: Vec<DrawOp>,
    /// States; consecutive operations share one.
    pub states: Vec<DrawState>,
    /// Transforms from local space to canvas pixels; finite.
    pub transforms: Vec<Affine>,
    /// Elements of all paths.
    pub path_elements: Vec<PathEl>,
    /// Gradients and patterns.
    pub paints: Vec<Paint>,
    /// Stroke styles.
    pub strokes: Vec<StrokeStyle>,
    /// Clips; parents stand before their children.
    pub clips: Vec<Clip>,
    /// Shaped text.
    pub runs: Vec<GlyphRun>,
    /// Filters; each has at least one step.
    pub filters: Vec<Arc<[FilterStep]>>,
    /// Pixels of `putImageData`.
    pub pixels: Vec<PixelBuffer<Straight>>,
}

impl DrawList {
    /// True when nothing is drawn.
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// Forgets everything and keeps the memory.
    pub fn clear(&mut self) {
        self.ops.clear();
        self.states.clear();
        self.transforms.clear();
        self.path_elements.clear();
        self.paints.clear();
        self.strokes.clear();
        self.clips.clear();
        self.runs.clear();
        self.filters.clear();
        self.pixels.clear();
    }

    /// The elements of a path.
    pub fn path(&self, path: PathRef) -> &[PathEl] {
        &self.path_elements[path.start as usize..][..path.len as usize]
    }

    /// Appends a path; `None` when it is empty or would not fit 32-bit indices.
    pub fn push_path(&mut self, elements: impl IntoIterator<Item = PathEl>) -> Option<PathRef> {
        let before = self.path_elements.len();
        self.path_elements.extend(elements);
        self.path_since(before)
    }

    /// The path of all elements from the index `before` on; `None` when there are none, or more than fit 32-bit indices.
    pub fn path_since(&self, before: usize) -> Option<PathRef> {
        let start = u32::try_from(before).ok()?;
        let end = u32::try_from(self.path_elements.len()).ok()?;
        (end > start).then_some(PathRef { start, len: end - start })
    }

    /// The state's index; the last entry is reused when it is equal.
    pub fn push_state(&mut self, state: DrawState) -> StateId {
        StateId(push_dedup(&mut self.states, state))
    }

    /// The transform's index; the last entry is reused when it is equal.
    pub fn push_transform(&mut self, transform: Affine) -> TransformId {
        TransformId(push_dedup(&mut self.transforms, transform))
    }

    /// The paint's index; the last entry is reused when it is equal.
    pub fn push_paint(&mut self, paint: Paint) -> PaintId {
        PaintId(push_dedup(&mut self.paints, paint))
    }

    /// The stroke's index; the last entry is reused when it is equal.
    pub fn push_stroke(&mut self, stroke: StrokeStyle) -> StrokeId {
        StrokeId(push_dedup(&mut self.strokes, stroke))
    }

    /// The clip's index.
    pub fn push_clip(&mut self, clip: Clip) -> ClipId {
        self.clips.push(clip);
        ClipId(self.clips.len() as u32 - 1)
    }

    /// The run's index.
    pub fn push_run(&mut self, run: GlyphRun) -> RunId {
        self.runs.push(run);
        RunId(self.runs.len() as u32 - 1)
    }

    /// The filter's index; the last entry is reused when it is the same.
    pub fn push_filter(&mut self, filter: &Arc<[FilterStep]>) -> FilterId {
        if !self.filters.last().is_some_and(|last| Arc::ptr_eq(last, filter)) {
            self.filters.push(filter.clone());
        }
        FilterId(self.filters.len() as u32 - 1)
    }

    /// The steps of a filter.
    pub fn filter(&self, id: FilterId) -> &[FilterStep] {
        &self.filters[id.0 as usize]
    }

    /// The state of an index.
    pub fn state(&self, id: StateId) -> &DrawState {
        &self.states[id.0 as usize]
    }

    /// The transform of an index.
    pub fn transform(&self, id: TransformId) -> Affine {
        self.transforms[id.0 as usize]
    }

    /// Calls `each` with every path element of a shape, in local space.
    pub fn for_each_element(&self, shape: &Shape, each: &mut dyn FnMut(PathEl)) {
        // Curves of simple shapes are flattened from these; a tenth of a pixel at a scale of 64 is never seen.
        const TOLERANCE: f64 = 0.001;
        match shape {
            Shape::Rect(r) => {
                // Not kurbo's order: the standard starts at the top left corner and goes clockwise.
                each(PathEl::MoveTo(Point::new(r.x0, r.y0)));
                each(PathEl::LineTo(Point::new(r.x1, r.y0)));
                each(PathEl::LineTo(Point::new(r.x1, r.y1)));
                each(PathEl::LineTo(Point::new(r.x0, r.y1)));
                each(PathEl::ClosePath);
            }
            Shape::RoundRect(r) => r.path_elements(TOLERANCE).for_each(each),
            Shape::Ellipse(e) => e.path_elements(TOLERANCE).for_each(each),
            Shape::Line(l) => {
                each(PathEl::MoveTo(l.p0));
                each(PathEl::LineTo(l.p1));
            }
            Shape::Path(p) => self.path(*p).iter().copied().for_each(each),
        }
    }

    /// Every source that the list reads, in order, with repetitions.
    pub fn sources(&self) -> impl Iterator<Item = ImageSource> + '_ {
        let images = self.ops.iter().filter_map(|op| match op {
            DrawOp::Image { source, .. } => Some(*source),
            _ => None,
        });
        let patterns = self.paints.iter().filter_map(|paint| match paint {
            Paint::Pattern(p) => Some(p.source),
            Paint::Gradient(_) => None,
        });
        images.chain(patterns)
    }
}

fn push_dedup<T: PartialEq>(table: &mut Vec<T>, value: T) -> u32 {
    if table.last() != Some(&value) {
        table.push(value);
    }
    table.len() as u32 - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_neighbours_share_an_entry() {
        let mut list = DrawList::default();
        let a = list.push_state(DrawState::default());
        let b = list.push_state(DrawState::default());
        let c = list.push_state(DrawState { alpha: 0.5, ..DrawState::default() });
        assert_eq!((a, b, c), (StateId(0), StateId(0), StateId(1)));
    }

    #[test]
    fn lists_can_go_to_another_thread() {
        fn send<T: Send + 'static>() {}
        send::<DrawList>();
        send::<crate::RenderCommand>();
    }
}
