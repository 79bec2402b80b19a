//! From the shapes of a draw list to coverage.

use crate::{
    bounds::Bounds,
    cells::{Cells, CoverageSink},
    draw_glyphs::PlacedGlyph,
    outline::Outline,
    stroke::{LineWidth, Stroker},
};
use fearless_simd::Simd;
use sparrow_base::kurbo::{Affine, PathEl, Rect};
use sparrow_render::{DrawList, FillRule, Shape, StrokeStyle};

/// Turns shapes into coverage; keeps its memory between them.
#[derive(Debug, Default)]
pub(crate) struct Shapes {
    outline: Outline,
    cells: Cells,
    stroker: Stroker,
    elements: Vec<PathEl>,
}

/// An area whose coverage can be asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Area<'a> {
    /// A rectangle in canvas space.
    Rect(Rect),
    /// The outline that was made last.
    Outline(FillRule),
    /// The masks of glyphs, one after the other.
    Glyphs(&'a [PlacedGlyph]),
    /// A mask: a shadow.
    Mask(PlacedMask<'a>),
}

/// A byte of coverage for each pixel of a part of the canvas.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlacedMask<'a> {
    pub(crate) bounds: Bounds,
    pub(crate) coverage: &'a [u8],
}

/// True when a transform maps axis-aligned rectangles to axis-aligned rectangles.
pub(crate) fn keeps_rects(transform: Affine) -> bool {
    let [a, b, c, d, ..] = transform.as_coeffs();
    (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0)
}

impl Shapes {
    /// Bytes held.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.cells.memory_bytes() + self.outline.memory_bytes()
    }

    /// The area of a filled shape.
    pub(crate) fn fill(
        &mut self,
        list: &DrawList,
        shape: &Shape,
        rule: FillRule,
        transform: Affine,
    ) -> Area<'static> {
        match shape {
            Shape::Rect(rect) if keeps_rects(transform) => {
                return Area::Rect(transform.transform_rect_bbox(*rect));
            }
            Shape::Ellipse(ellipse) => {
                self.outline.clear();
                self.outline.fill_ellipse(*ellipse, transform);
            }
            Shape::Path(path) => {
                self.outline.clear();
                self.outline.fill(list.path(*path).iter().copied(), transform);
            }
            Shape::Rect(_) | Shape::RoundRect(_) | Shape::Line(_) => {
                self.outline.clear();
                self.collect(list, shape);
                self.outline.fill(self.elements.iter().copied(), transform);
            }
        }
        Area::Outline(rule)
    }

    /// The area of a stroked shape.
    pub(crate) fn stroke(
        &mut self,
        list: &DrawList,
        shape: &Shape,
        style: &StrokeStyle,
        line: LineWidth,
        transform: Affine,
    ) -> Area<'static> {
        self.outline.clear();
        match shape {
            Shape::Ellipse(ellipse) => {
                self.stroker.stroke_ellipse(*ellipse, style, line, transform, &mut self.outline);
            }
            Shape::Path(path) => {
                self.stroker.stroke(
                    list.path(*path).iter().copied(),
                    style,
                    line,
                    transform,
                    &mut self.outline,
                );
            }
            Shape::Rect(_) | Shape::RoundRect(_) | Shape::Line(_) => {
                self.collect(list, shape);
                self.stroker.stroke(self.elements.iter().copied(), style, line, transform, &mut self.outline);
            }
        }
        Area::Outline(FillRule::NonZero)
    }

    /// The area of a rectangle under any transform.
    pub(crate) fn quad(&mut self, rect: Rect, transform: Affine) -> Area<'static> {
        self.fill(&DrawList::default(), &Shape::Rect(rect), FillRule::NonZero, transform)
    }

    fn collect(&mut self, list: &DrawList, shape: &Shape) {
        self.elements.clear();
        let elements = &mut self.elements;
        list.for_each_element(shape, &mut |el| elements.push(el));
    }

    /// The pixels that an area touches.
    pub(crate) fn bounds(&self, area: Area<'_>) -> Bounds {
        match area {
            Area::Rect(r) => Bounds::around(r.x0, r.y0, r.x1, r.y1),
            Area::Outline(_) => self.outline.bounds(),
            Area::Glyphs(glyphs) => {
                let masks = glyphs.iter().filter_map(PlacedGlyph::mask);
                masks.map(|mask| mask.bounds).reduce(Bounds::union).unwrap_or(Bounds::EMPTY)
            }
            Area::Mask(mask) => mask.bounds,
        }
    }

    /// Reports the coverage of an area inside `clip`.
    #[inline(always)]
    pub(crate) fn cover<S: Simd>(
        &mut self,
        simd: S,
        area: Area<'_>,
        clip: Bounds,
        sink: &mut impl CoverageSink,
    ) {
        match area {
            Area::Rect(rect) => cover_rect(simd, rect, clip, sink),
            Area::Outline(rule) => self.cells.cover(simd, &self.outline, rule, clip, sink),
            Area::Glyphs(glyphs) => {
                for mask in glyphs.iter().filter_map(PlacedGlyph::mask) {
                    cover_mask(simd, mask, clip, sink);
                }
            }
            Area::Mask(mask) => cover_mask(simd, mask, clip, sink),
        }
    }
}

/// How much of each pixel of one axis an interval covers, 0..=256.
#[derive(Clone, Copy, Debug)]
struct Interval {
    first: i32,
    /// One past the last pixel.
    end: i32,
    at_first: i32,
    at_last: i32,
}

impl Interval {
    /// The pixels between `from` and `to` that lie in `low..high`.
    fn new(from: f64, to: f64, low: i32, high: i32) -> Option<Interval> {
        let fixed = |v: f64| (v.clamp(f64::from(low), f64::from(high)) * 256.0 + 0.5).floor() as i64;
        let (from, to) = (fixed(from), fixed(to));
        if to <= from {
            return None;
        }
        let (first, last) = (from >> 8, (to - 1) >> 8);
        let (at_first, at_last) = if first == last {
            (to - from, to - from)
        } else {
            (((first + 1) << 8) - from, to - (last << 8))
        };
        Some(Interval {
            first: first as i32,
            end: last as i32 + 1,
            at_first: at_first as i32,
            at_last: at_last as i32,
        })
    }

    fn at(self, i: i32) -> i32 {
        if i == self.first {
            self.at_first
        } else if i == self.end - 1 {
            self.at_last
        } else {
            256
        }
    }
}

#[inline(always)]
fn cover_rect<S: Simd>(simd: S, rect: Rect, clip: Bounds, sink: &mut impl CoverageSink) {
    let Some(columns) = Interval::new(rect.x0, rect.x1, clip.x0, clip.x1) else { return };
    let Some(rows) = Interval::new(rect.y0, rect.y1, clip.y0, clip.y1) else { return };
    let byte = |coverage: i32| coverage.min(255) as u8;
    for y in rows.first..rows.end {
        let height = rows.at(y);
        let (mut x, mut end) = (columns.first, columns.end);
        let left = (columns.at_first * height) >> 8;
        if columns.at_first != 256 || end - x == 1 {
            sink.run(simd, x, y, 1, byte(left));
            x += 1;
        }
        if x < end && columns.at_last != 256 {
            end -= 1;
        }
        if x < end {
            sink.run(simd, x, y, (end - x) as usize, byte(height));
        }
        if end < columns.end {
            sink.run(simd, end, y, 1, byte((columns.at_last * height) >> 8));
        }
    }
}

#[inline(always)]
fn cover_mask<S: Simd>(simd: S, mask: PlacedMask<'_>, clip: Bounds, sink: &mut impl CoverageSink) {
    let inside = mask.bounds.intersect(clip);
    let (width, stride) = (inside.width(), mask.bounds.width());
    for y in inside.y0..inside.y1 {
        let at = (y - mask.bounds.y0) as usize * stride + (inside.x0 - mask.bounds.x0) as usize;
        sink.mask(simd, inside.x0, y, &mask.coverage[at..at + width]);
    }
}
