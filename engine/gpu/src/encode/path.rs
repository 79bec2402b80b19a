//! Paths as sparse strips: exact coverage along the edges, solid quads between them.

use super::{Coverage, Encoder, Style, ink::Ink, kept_path::Drawn, scales};
use crate::{bounds::Bounds, vertex::bits};
use sparrow_base::{
    PixelSize,
    kurbo::{self, Affine, BezPath, PathEl, Point, Rect, StrokeCtx, StrokeOpts},
    peniko::Fill,
};
use sparrow_render::{DrawList, FillRule, LineCap, LineJoin, RenderError, Shape, StrokeStyle};
use std::hash::Hash;
use vello_common::{
    fearless_simd::Level,
    geometry::RectU16,
    strip::{Strip, visit_strip_fill_segments},
    strip_generator::{GenerationMode, StripGenerator, StripStorage},
};

/// Greatest distance between a curve and the lines that stand for it, in canvas pixels.
const TOLERANCE: f64 = 0.08;
/// Coordinates are cut off here, in canvas pixels: what is so far away cannot be seen, and nothing overflows.
const FAR: f64 = 4e6;
/// More dashes than this in one path are drawn as a line with less alpha: nobody could see them, and a game must not
/// stop the host by asking for them.
const MAX_DASHES: f64 = 100_000.0;

/// Scratch memory of paths.
pub(crate) struct StripMaker {
    generator: StripGenerator,
    storage: StripStorage,
    stroker: StrokeCtx,
    pub(super) path: BezPath,
    lines: Vec<PathEl>,
    level: Level,
}

impl Default for StripMaker {
    fn default() -> Self {
        let level = Level::try_detect().unwrap_or(Level::baseline());
        StripMaker {
            generator: StripGenerator::new(0, 0, level),
            storage: StripStorage::new(GenerationMode::Replace),
            stroker: StrokeCtx::default(),
            path: BezPath::new(),
            lines: Vec::new(),
            level,
        }
    }
}

impl StripMaker {
    /// Strips of `self.path` on a canvas; their coverage is appended to `alphas`.
    pub(super) fn fill(&mut self, size: PixelSize, rule: FillRule, transform: Affine, alphas: &mut Vec<u8>) {
        let side = |v: u32| u16::try_from(v).unwrap_or(u16::MAX);
        let (width, height) = (side(size.width), side(size.height));
        if (self.generator.width(), self.generator.height()) != (width, height) {
            self.generator = StripGenerator::new(width, height, self.level);
        }
        let rule = match rule {
            FillRule::NonZero => Fill::NonZero,
            FillRule::EvenOdd => Fill::EvenOdd,
        };
        // The generator would flatten with a tolerance of a quarter of a pixel, which can be seen on circles.
        let canvas = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let mut last = Point::ZERO;
        let lines = &mut self.lines;
        lines.clear();
        kurbo::flatten(
            self.path.elements().iter().map(|e| on_canvas(*e, transform, canvas, &mut last)),
            TOLERANCE,
            |element| lines.push(element),
        );
        std::mem::swap(&mut self.storage.alphas, alphas);
        let lines = self.lines.iter().copied();
        self.generator.generate_filled_path(lines, rule, Affine::IDENTITY, None, &mut self.storage, None);
        std::mem::swap(&mut self.storage.alphas, alphas);
    }

    /// Takes a shape over. A subpath that goes on after it was closed begins with a `MoveTo` afterwards.
    pub(super) fn load(&mut self, list: &DrawList, shape: &Shape) {
        let path = &mut self.path;
        path.truncate(0);
        let (mut start, mut closed) = (Point::ZERO, false);
        list.for_each_element(shape, &mut |element| {
            match element {
                PathEl::MoveTo(p) => start = p,
                PathEl::ClosePath => {}
                _ if closed => path.push(PathEl::MoveTo(start)),
                _ => {}
            }
            closed = element == PathEl::ClosePath;
            path.push(element);
        });
    }

    /// The path that is held becomes its outline. Gives the share of its alpha that is left: 1 but for lines of more dashes than can be seen.
    pub(super) fn stroke(&mut self, stroke: &StrokeStyle, width: f64, transform: Affine) -> f64 {
        let (large, _) = scales(transform);
        let far = FAR / large.max(1e-6);
        self.path.elements_mut().iter_mut().for_each(|e| *e = map_points(*e, |p| cut_off(p, far)));
        let mut pen = kurbo_stroke(stroke, width);
        let mut share = 1.0;
        if self.has_too_many_dashes(stroke) {
            let drawn: f64 = stroke.dashes().iter().step_by(2).sum();
            share = drawn / stroke.dashes().iter().sum::<f64>();
            pen.dash_pattern.clear();
        }
        let tolerance = TOLERANCE / large.max(1e-6);
        let path = std::mem::take(&mut self.path);
        kurbo::stroke_with(
            path.elements().iter().copied(),
            &pen,
            &StrokeOpts::default(),
            tolerance,
            &mut self.stroker,
        );
        self.path = path;
        self.path.truncate(0);
        self.path.extend(self.stroker.output().elements().iter().copied());
        share
    }

    fn has_too_many_dashes(&self, stroke: &StrokeStyle) -> bool {
        let period: f64 = stroke.dashes().iter().sum();
        let dashes = || polygon_length(self.path.elements()) / period * stroke.dashes().len() as f64;
        period > 0.0 && !(dashes() <= MAX_DASHES)
    }

    /// The strips that were made last.
    pub(super) fn strips(&self) -> &[Strip] {
        &self.storage.strips
    }

    /// Strips of a shape, with coverage in a buffer of its own.
    pub(super) fn mask(
        &mut self,
        size: PixelSize,
        list: &DrawList,
        shape: &Shape,
        rule: FillRule,
        transform: Affine,
        alphas: &mut Vec<u8>,
    ) -> &[Strip] {
        self.load(list, shape);
        self.fill(size, rule, transform, alphas);
        &self.storage.strips
    }
}

impl Encoder<'_> {
    pub(super) fn fill_path(
        &mut self,
        style: Style,
        ink: &Ink,
        shape: &Shape,
        rule: FillRule,
        transform: Affine,
    ) -> Result<(), RenderError> {
        if !self.push_kept(style, ink, shape, Drawn::Filled(rule), transform) {
            self.r.strips.load(self.list, shape);
            self.push_strips(style, ink, rule, transform);
        }
        Ok(())
    }

    pub(super) fn stroke_path(
        &mut self,
        style: Style,
        ink: &Ink,
        shape: &Shape,
        stroke: &StrokeStyle,
        width: f64,
        transform: Affine,
    ) -> Result<(), RenderError> {
        if self.push_kept(style, ink, shape, Drawn::Stroked(stroke, width), transform) {
            return Ok(());
        }
        let strips = &mut self.r.strips;
        strips.load(self.list, shape);
        let share = strips.stroke(stroke, width, transform);
        let ink = Ink { color: ink.color.map(|c| (f64::from(c) * share) as u16), ..*ink };
        self.push_strips(style, &ink, FillRule::NonZero, transform);
        Ok(())
    }

    /// Quads of the path that the strip maker holds.
    fn push_strips(&mut self, style: Style, ink: &Ink, rule: FillRule, transform: Affine) {
        let size = self.size;
        let strips = &mut self.r.strips;
        let box_on_canvas = transform.transform_rect_bbox(strips.path.control_box());
        if !is_visible(box_on_canvas, style.clip.bounds) {
            return;
        }
        let alphas = &mut self.r.coverage.strips;
        let before = alphas.len();
        strips.fill(size, rule, transform, alphas);
        if self.r.coverage.strips_overflow() {
            self.r.coverage.strips.truncate(before);
            self.r.stats.count_unsupported("path of more than 60 million edge pixels");
            return;
        }
        let start = self.r.coverage.strips_start();
        let made = std::mem::take(&mut self.r.strips.storage.strips);
        visit_strip_fill_segments(
            &made,
            tiles(style.clip.bounds),
            self,
            |encoder, segment| {
                let (x, y) = (u32::from(segment.x0()), u32::from(segment.y()));
                let coverage = Coverage {
                    bits: bits::COVERAGE_BLOCK,
                    aux: [start + segment.alpha_idx / 4, 0, x, y],
                    shape: 0,
                };
                encoder.push_positional(style, ink, None, pixels(segment.pixel_rect()), coverage);
            },
            |encoder, segment| {
                let area = pixels(segment.pixel_rect());
                encoder.push_positional(style, ink, None, area, Coverage::default());
            },
        );
        self.r.strips.storage.strips = made;
    }
}

/// The tiles of 4 x 4 pixels that lie in `clip`, which is inside of the canvas.
fn tiles(clip: Bounds) -> RectU16 {
    let [x0, y0] = [clip.x0 / 4, clip.y0 / 4].map(|v| v as u16);
    let [x1, y1] = [clip.x1, clip.y1].map(|v| (v as u32).div_ceil(4) as u16);
    RectU16::new(x0, y0, x1, y1)
}

/// An element in canvas pixels. Curves that cannot be seen become their chord, which has the same winding.
fn on_canvas(element: PathEl, transform: Affine, canvas: Rect, last: &mut Point) -> PathEl {
    let mut element = map_points(element, |p| cut_off(transform * p, FAR));
    let seen = |points: &[Point]| {
        let around = points.iter().fold(Rect::from_points(*last, *last), |r, p| r.union_pt(*p));
        around.overlaps(canvas)
    };
    match element {
        PathEl::QuadTo(a, b) if !seen(&[a, b]) => element = PathEl::LineTo(b),
        PathEl::CurveTo(a, b, c) if !seen(&[a, b, c]) => element = PathEl::LineTo(c),
        _ => {}
    }
    if let Some(end) = element.end_point() {
        *last = end;
    }
    element
}

fn map_points(element: PathEl, mut map: impl FnMut(Point) -> Point) -> PathEl {
    match element {
        PathEl::MoveTo(a) => PathEl::MoveTo(map(a)),
        PathEl::LineTo(a) => PathEl::LineTo(map(a)),
        PathEl::QuadTo(a, b) => PathEl::QuadTo(map(a), map(b)),
        PathEl::CurveTo(a, b, c) => PathEl::CurveTo(map(a), map(b), map(c)),
        PathEl::ClosePath => PathEl::ClosePath,
    }
}

fn cut_off(p: Point, far: f64) -> Point {
    let cut = |v: f64| if v.is_nan() { 0.0 } else { v.clamp(-far, far) };
    Point::new(cut(p.x), cut(p.y))
}

pub(super) fn pixels(rect: RectU16) -> Bounds {
    Bounds { x0: rect.x0.into(), y0: rect.y0.into(), x1: rect.x1.into(), y1: rect.y1.into() }
}

/// False when the path cannot touch a pixel; true when that is not known.
fn is_visible(path: Rect, clip: Bounds) -> bool {
    !(path.x1 <= f64::from(clip.x0)
        || path.x0 >= f64::from(clip.x1)
        || path.y1 <= f64::from(clip.y0)
        || path.y0 >= f64::from(clip.y1))
}

/// The length of the control polygon: never less than that of the path.
fn polygon_length(elements: &[PathEl]) -> f64 {
    let (mut start, mut last, mut length) = (kurbo::Point::ZERO, kurbo::Point::ZERO, 0.0);
    for element in elements {
        let mut to = |p: kurbo::Point| {
            length += last.distance(p);
            last = p;
        };
        match *element {
            PathEl::MoveTo(p) => (start, last) = (p, p),
            PathEl::LineTo(p) => to(p),
            PathEl::QuadTo(a, b) => {
                to(a);
                to(b);
            }
            PathEl::CurveTo(a, b, c) => {
                to(a);
                to(b);
                to(c);
            }
            PathEl::ClosePath => to(start),
        }
    }
    length
}

fn kurbo_stroke(stroke: &StrokeStyle, width: f64) -> kurbo::Stroke {
    let cap = match stroke.cap {
        LineCap::Butt => kurbo::Cap::Butt,
        LineCap::Round => kurbo::Cap::Round,
        LineCap::Square => kurbo::Cap::Square,
    };
    let join = match stroke.join {
        LineJoin::Miter => kurbo::Join::Miter,
        LineJoin::Round => kurbo::Join::Round,
        LineJoin::Bevel => kurbo::Join::Bevel,
    };
    kurbo::Stroke::new(width)
        .with_caps(cap)
        .with_join(join)
        .with_miter_limit(stroke.miter_limit)
        .with_dashes(stroke.dash_offset, stroke.dashes().iter().copied())
}

/// What elements are told apart by.
pub(super) fn hash_element(element: &PathEl, hasher: &mut rustc_hash::FxHasher) {
    let mut points = |kind: u8, points: &[Point]| {
        kind.hash(hasher);
        for p in points {
            p.x.to_bits().hash(hasher);
            p.y.to_bits().hash(hasher);
        }
    };
    match *element {
        PathEl::MoveTo(a) => points(0, &[a]),
        PathEl::LineTo(a) => points(1, &[a]),
        PathEl::QuadTo(a, b) => points(2, &[a, b]),
        PathEl::CurveTo(a, b, c) => points(3, &[a, b, c]),
        PathEl::ClosePath => points(4, &[]),
    }
}
