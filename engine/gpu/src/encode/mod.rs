//! From a draw list to recorded quads: one file for each kind of operation.

mod blur;
mod clip;
mod filter;
mod image;
mod ink;
mod kept_path;
mod layer;
mod path;
mod picture;
mod shadow;
mod shape;
mod sources;
mod text;

pub(crate) use clip::MaskCache;
pub(crate) use kept_path::PathCache;
pub(crate) use path::StripMaker;

use crate::{
    GpuRenderer,
    bounds::Bounds,
    pipelines::{Blend, Program},
    recorder::{Need, Quad, Source, Target},
    vertex::bits,
};
use clip::Clip;
use ink::Ink;
use layer::Content;
use picture::Slots;
use sparrow_base::{
    CanvasId, PixelSize, Rgba8,
    kurbo::{Affine, Point, Rect, Vec2},
};
use sparrow_render::{Brush, ClipId, CompositeOp, DrawList, DrawOp, DrawState, RenderError, TransformId};

/// Edges closer than this to a whole pixel are on it.
const SNAP: f64 = 1.0 / 512.0;

/// Encodes one draw list.
pub(crate) struct Encoder<'a> {
    r: &'a mut GpuRenderer,
    list: &'a DrawList,
    canvas: CanvasId,
    canvas_size: PixelSize,
    /// What quads go to, its size, and where the canvas' corner lies in it.
    target: Target,
    size: PixelSize,
    shift: Vec2,
    /// Instead of the brush's colour, when an operation is drawn as its own shadow.
    tint: Option<Rgba8>,
    slots: Slots,
    write_alpha: bool,
    clear: Option<wgpu::Color>,
    clips: Vec<Option<clip::Resolved>>,
}

/// How the quads of one operation end up on the canvas.
#[derive(Clone, Copy, Debug)]
struct Style {
    clip: Clip,
    blend: Blend,
}

impl<'a> Encoder<'a> {
    /// The canvas exists, is not empty and has its texture.
    pub(crate) fn new(
        r: &'a mut GpuRenderer,
        list: &'a DrawList,
        canvas: CanvasId,
    ) -> Result<Encoder<'a>, RenderError> {
        let Some(state) = r.canvases.get_mut(&canvas) else {
            return Err(RenderError::Unknown(format!("canvas {}", canvas.0)));
        };
        let clear = state.needs_clear.then(|| state.clear_color());
        let (size, write_alpha) = (state.size, state.options.alpha);
        Ok(Encoder {
            r,
            list,
            canvas,
            canvas_size: size,
            target: Target::Canvas(canvas),
            size,
            shift: Vec2::ZERO,
            tint: None,
            slots: Slots::default(),
            write_alpha,
            clear,
            clips: vec![None; list.clips.len()],
        })
    }

    /// Records the whole list.
    pub(crate) fn run(&mut self) -> Result<(), RenderError> {
        // What stands before the last `Clear` cannot be seen.
        let first = self.list.ops.iter().rposition(|op| *op == DrawOp::Clear).unwrap_or(0);
        for op in &self.list.ops[first..] {
            if self.r.recorder.is_full() || self.r.coverage.strips_full() {
                self.flush()?;
            }
            self.op(op)?;
        }
        if self.clear.is_some() {
            self.open();
        }
        self.r.recorder.end_pass();
        Ok(())
    }

    fn op(&mut self, op: &DrawOp) -> Result<(), RenderError> {
        match op {
            DrawOp::Clear => {
                self.clear = Some(self.r.canvases[&self.canvas].clear_color());
                Ok(())
            }
            DrawOp::ClearRect { rect, transform, clip } => self.clear_rect(*rect, *transform, *clip),
            DrawOp::PutPixels { pixels, x, y } => self.put_pixels(*pixels, *x, *y),
            DrawOp::Fill { state, .. }
            | DrawOp::Stroke { state, .. }
            | DrawOp::Image { state, .. }
            | DrawOp::Glyphs { state, .. } => {
                let state = *self.list.state(*state);
                if state.shadow.is_some() || state.filter.is_some() {
                    return self.draw_with_effects(op, &state);
                }
                self.composite(Content::Operation(op), &state)
            }
        }
    }

    fn style(&self, clip: Clip, operator: CompositeOp) -> Style {
        let write_alpha = self.write_alpha || matches!(self.target, Target::Scratch(_));
        Style { clip, blend: Blend::new(operator, write_alpha) }
    }

    /// From local space to pixels of the target.
    fn transform(&self, id: TransformId) -> Affine {
        self.list.transform(id).then_translate(self.shift)
    }

    /// Draws the quads of an operation.
    fn draw(&mut self, op: &DrawOp, state: &DrawState, style: Style) -> Result<(), RenderError> {
        match op {
            DrawOp::Fill { shape, rule, brush, transform, .. } => {
                let transform = self.transform(*transform);
                let Some((style, ink)) = self.prepare(style, state, brush, transform, 1.0)? else {
                    return Ok(());
                };
                self.fill(style, &ink, shape, *rule, transform)
            }
            DrawOp::Stroke { shape, stroke, brush, transform, .. } => {
                let transform = self.transform(*transform);
                self.stroke(style, state, brush, shape, *stroke, transform)
            }
            DrawOp::Image { source, src, dst, transform, .. } => {
                let transform = self.transform(*transform);
                self.image(style, state, *source, *src, *dst, transform)
            }
            DrawOp::Glyphs { run, brush, transform, .. } => {
                let transform = self.transform(*transform);
                self.glyphs(style, state, *run, brush, transform)
            }
            DrawOp::Clear | DrawOp::ClearRect { .. } | DrawOp::PutPixels { .. } => {
                unreachable!("they have no state")
            }
        }
    }

    fn clear_rect(
        &mut self,
        rect: Rect,
        transform: TransformId,
        clip: Option<ClipId>,
    ) -> Result<(), RenderError> {
        let clip = self.clip(clip)?;
        if clip.bounds.is_empty() {
            return Ok(());
        }
        let transform = self.list.transform(transform);
        let style = self.style(clip, CompositeOp::DestinationOut);
        let ink = Ink::solid(Rgba8::BLACK, 1.0);
        self.fill_rect(style, &ink, rect, transform)
    }

    fn put_pixels(&mut self, pixels: u32, x: i32, y: i32) -> Result<(), RenderError> {
        if self.clear.is_some() {
            self.open();
        }
        let pixels = &self.list.pixels[pixels as usize];
        let place = Bounds::from(sparrow_base::PixelRect {
            x,
            y,
            width: pixels.size().width,
            height: pixels.size().height,
        });
        let visible = place.intersect(Bounds::of_size(self.canvas_size));
        if visible.is_empty() {
            return Ok(());
        }
        if self.r.canvases[&self.canvas].recorded {
            // The device writes textures before it runs what is submitted next.
            self.flush()?;
        }
        let cut =
            sparrow_base::PixelRect::new(visible.x0 - x, visible.y0 - y, visible.width(), visible.height());
        let mut premul = pixels.crop(cut).into_premul();
        if !self.write_alpha {
            premul.bytes_mut().chunks_exact_mut(4).for_each(|p| p[3] = 255);
        }
        let texture = self.r.canvases[&self.canvas].texture.as_ref();
        let Some(texture) = texture else { unreachable!("allocated before encoding") };
        let (left, top) = (visible.x0 as u32, visible.y0 as u32);
        self.r.gpu.write_color(texture, left, top, visible.width(), visible.height(), premul.bytes());
        self.r.stats.upload_bytes += premul.bytes().len() as u64;
        Ok(())
    }

    /// Submits what was recorded; drawing goes on in a new pass.
    fn flush(&mut self) -> Result<(), RenderError> {
        self.r.submit()
    }

    /// Makes sure that quads go to the target.
    fn open(&mut self) {
        if !self.r.recorder.is_open(self.target) || self.clear.is_some() {
            let clear = self.clear.take();
            self.r.recorder.begin_pass(self.target, self.size, clear);
            if let Some(canvas) = self.r.canvases.get_mut(&self.canvas) {
                canvas.recorded = true;
                canvas.needs_clear = false;
            }
        }
    }

    /// Pushes a quad whose shader looks at pixel positions: it is cut to the clip's bounds. `tight` are the corners
    /// that are used where nothing has to be cut off, `around` the pixels that they touch.
    fn push_positional(
        &mut self,
        style: Style,
        ink: &Ink,
        tight: Option<[Point; 4]>,
        around: Bounds,
        coverage: Coverage,
    ) {
        let visible = around.intersect(style.clip.bounds);
        if visible.is_empty() {
            return;
        }
        let corners = match tight {
            Some(corners) if style.clip.bounds.contains(around) => corners,
            _ => rect_corners(visible.to_rect()),
        };
        let paint_program = style.clip.record != 0 || ink.bits != 0 || coverage.shape != 0;
        let need = Need {
            program: if paint_program { Program::Paint } else { Program::Solid },
            blend: style.blend,
            source: ink.source,
            nearest: false,
        };
        self.open();
        self.r.recorder.push(
            need,
            &Quad {
                corners,
                uv: [Point::ZERO; 4],
                color: ink.color,
                bits: coverage.bits | ink.bits | (style.clip.record << bits::CLIP_SHIFT),
                aux: coverage.aux,
                records: [ink.record, coverage.shape],
            },
        );
    }

    /// True when an opaque rectangle replaces the whole canvas: clearing costs a software adapter an eighth of it.
    fn hides_everything(&self, style: Style, ink: &Ink, rect: Bounds) -> bool {
        matches!(self.target, Target::Canvas(_))
            && ink.bits == 0
            && ink.color[3] == u16::MAX
            && style.clip.record == 0
            && style.blend.operator == CompositeOp::SourceOver
            && rect.contains(Bounds::of_size(self.size))
            && style.clip.bounds.contains(Bounds::of_size(self.size))
    }

    /// Fills an axis-parallel rectangle given in canvas pixels.
    fn push_box(&mut self, style: Style, ink: &Ink, rect: Rect) {
        let rect = rect.intersect(style.clip.bounds.to_rect());
        if rect.width() <= 0.0 || rect.height() <= 0.0 {
            return;
        }
        let edges = [rect.x0, rect.y0, rect.x1, rect.y1];
        if edges.iter().all(|e| (e - e.round()).abs() < SNAP) {
            let [x0, y0, x1, y1] = edges.map(|e| e.round() as i32);
            if self.hides_everything(style, ink, Bounds { x0, y0, x1, y1 }) {
                let [r, g, b, a] = ink.color.map(|c| f64::from(c) / 65535.0);
                self.clear = Some(wgpu::Color { r, g, b, a });
                return;
            }
            self.push_positional(style, ink, None, Bounds { x0, y0, x1, y1 }, Coverage::default());
        } else {
            let coverage =
                Coverage { bits: bits::COVERAGE_BOX, aux: edges.map(|e| (e as f32).to_bits()), shape: 0 };
            self.push_positional(style, ink, None, Bounds::around(rect), coverage);
        }
    }

    /// Clip and brush of an operation, both valid in the same submission; `None` when the brush paints nothing.
    fn prepare(
        &mut self,
        style: Style,
        state: &DrawState,
        brush: &Brush,
        transform: Affine,
        factor: f32,
    ) -> Result<Option<(Style, Ink)>, RenderError> {
        loop {
            // Making room for a mask or a ramp submits what was recorded, and with it the records of the other.
            let epoch = self.r.recorder.epoch;
            let style = self.renewed(style, state)?;
            let Some(ink) = self.ink(brush, transform, state, factor)? else { return Ok(None) };
            if epoch == self.r.recorder.epoch {
                return Ok(Some((style, ink)));
            }
        }
    }

    /// The brush with the state's alpha times `factor`; `None` when it paints nothing.
    fn ink(
        &mut self,
        brush: &Brush,
        transform: Affine,
        state: &DrawState,
        factor: f32,
    ) -> Result<Option<Ink>, RenderError> {
        let alpha = state.alpha * factor;
        if let Some(tint) = self.tint {
            let Brush::Solid(color) = brush else { unreachable!("only colours are tinted") };
            return Ok(Some(Ink::solid(tint, alpha * f32::from(color.a) / 255.0)));
        }
        match brush {
            Brush::Solid(color) => Ok(Some(Ink::solid(*color, alpha))),
            Brush::Paint(paint) => {
                let list = self.list;
                self.paint(&list.paints[paint.0 as usize], transform, alpha, state.smoothing)
            }
        }
    }
}

/// How a quad is covered: see [`crate::vertex::Vertex`].
#[derive(Clone, Copy, Debug, Default)]
struct Coverage {
    bits: u32,
    aux: [u32; 4],
    shape: u32,
}

/// The corners in the order of [`Quad`].
fn rect_corners(r: Rect) -> [Point; 4] {
    [Point::new(r.x0, r.y0), Point::new(r.x1, r.y0), Point::new(r.x0, r.y1), Point::new(r.x1, r.y1)]
}

/// True when rectangles stay parallel to the axes.
fn keeps_axes(transform: Affine) -> bool {
    let [a, b, c, d, _, _] = transform.as_coeffs();
    (b == 0.0 && c == 0.0) || (a == 0.0 && d == 0.0)
}

/// The inverse, when there is one that can be used.
fn invert(transform: Affine) -> Option<Affine> {
    let inverse = transform.inverse();
    (transform.determinant().abs() > 1e-18 && inverse.as_coeffs().iter().all(|c| c.is_finite()))
        .then_some(inverse)
}

/// Largest and smallest factor by which a transform scales lengths.
fn scales(transform: Affine) -> (f64, f64) {
    let [a, b, c, d, _, _] = transform.as_coeffs();
    let sum = (a * a + b * b + c * c + d * d) * 0.5;
    let det = a * d - b * c;
    let spread = (sum * sum - det * det).max(0.0).sqrt();
    ((sum + spread).max(0.0).sqrt(), (sum - spread).max(0.0).sqrt())
}

/// The sources of quads that do not sample.
const NO_SOURCE: Source = Source::None;
