//! Operators that fixed-function blending cannot do to single quads: the operation is drawn alone into a layer, which is
//! composited as a whole.
//!
//! - Porter-Duff operators that also change pixels outside of the shape need a quad over the whole clip.
//! - Blend modes that are no sum of products (see [`Fixed`]), and those operators inside of a clip with soft edges, mix a copy of the canvas and the layer in a shader.

use super::{Encoder, Style, clip::Clip, picture::PlacedPicture, rect_corners, scales, shadow::SoftBox};
use crate::{
    bounds::Bounds,
    pipelines::{Blend, Fixed, Program},
    recorder::{Need, Quad, Scratch, Source, Target},
    vertex::bits,
};
use sparrow_base::kurbo::{Affine, Point, Rect, Shape as _};
use sparrow_render::{
    Brush, CompositeOp, DrawOp, DrawState, ImageSource, LineJoin, Paint, RenderError, Shape,
};

/// Every pixel that can be named, with room for sums.
const EVERYWHERE: Bounds = Bounds { x0: -(1 << 30), y0: -(1 << 30), x1: 1 << 30, y1: 1 << 30 };
/// How far glyphs reach from their origins, in ems.
const GLYPH_REACH: f64 = 2.5;

/// What is composited as one.
#[derive(Clone, Copy, Debug)]
pub(super) enum Content<'o> {
    /// An operation of the list.
    Operation(&'o DrawOp),
    /// A picture at its place.
    Picture(PlacedPicture),
    /// The soft shadow of a rectangle.
    SoftBox(SoftBox),
}

impl Encoder<'_> {
    /// Draws something with the operator and the clip of a state.
    pub(super) fn composite(&mut self, content: Content<'_>, state: &DrawState) -> Result<(), RenderError> {
        let clip = self.clip(state.clip)?;
        if clip.bounds.is_empty() {
            return Ok(());
        }
        let operator = state.composite;
        let fixed = Fixed::of(operator);
        if !operator.affects_outside() {
            match fixed {
                Fixed::Once(_) => return self.draw_content(content, state, self.style(clip, operator)),
                Fixed::Twice(..) if !self.reads_itself(content) => {
                    return self.draw_twice(content, state, self.style(clip, operator));
                }
                Fixed::Twice(..) | Fixed::No => {}
            }
        }
        let everything = clip.record == 0 && clip.bounds == Bounds::of_size(self.size);
        if operator == CompositeOp::Copy && everything && !self.reads_itself(content) {
            self.r.recorder.end_pass();
            self.clear = Some(self.r.canvases[&self.canvas].clear_color());
            return self.draw_content(content, state, self.style(clip, CompositeOp::SourceOver));
        }
        self.draw_in_layer(content, state, clip, matches!(fixed, Fixed::Once(_)) && clip.record == 0)
    }

    fn draw_twice(
        &mut self,
        content: Content<'_>,
        state: &DrawState,
        style: Style,
    ) -> Result<(), RenderError> {
        self.draw_content(content, state, style)?;
        if !style.blend.write_alpha {
            // Nothing is added where something is everywhere.
            return Ok(());
        }
        let Style { clip, blend } = self.renewed(style, state)?;
        self.draw_content(content, state, Style { clip, blend: Blend { second: true, ..blend } })
    }

    fn draw_content(
        &mut self,
        content: Content<'_>,
        state: &DrawState,
        style: Style,
    ) -> Result<(), RenderError> {
        match content {
            Content::Operation(op) => self.draw(op, state, style),
            Content::Picture(placed) => {
                self.push_picture(style, &placed);
                Ok(())
            }
            Content::SoftBox(soft) => {
                self.push_soft_box(style, &soft);
                Ok(())
            }
        }
    }

    pub(super) fn reads_itself(&self, content: Content<'_>) -> bool {
        let Content::Operation(op) = content else { return false };
        let of_canvas = |source: ImageSource| source == ImageSource::Canvas(self.canvas);
        match op {
            DrawOp::Image { source, .. } => of_canvas(*source),
            DrawOp::Fill { brush: Brush::Paint(id), .. }
            | DrawOp::Stroke { brush: Brush::Paint(id), .. }
            | DrawOp::Glyphs { brush: Brush::Paint(id), .. } => {
                matches!(&self.list.paints[id.0 as usize], Paint::Pattern(p) if of_canvas(p.source))
            }
            _ => false,
        }
    }

    fn draw_in_layer(
        &mut self,
        content: Content<'_>,
        state: &DrawState,
        clip: Clip,
        fixed: bool,
    ) -> Result<(), RenderError> {
        let operator = state.composite;
        let area = if operator.affects_outside() {
            clip.bounds
        } else {
            self.extent(content).intersect(clip.bounds)
        };
        if area.is_empty() {
            return Ok(());
        }
        self.reserve(Scratch::Layer, self.size)?;
        if !fixed {
            self.reserve(Scratch::Backdrop, self.size)?;
        }
        if self.clear.is_some() {
            self.open();
        }
        let layer = Target::Scratch(Scratch::Layer);
        self.r.recorder.begin_pass(layer, self.size, Some(wgpu::Color::TRANSPARENT));
        let canvas = std::mem::replace(&mut self.target, layer);
        let plain = Clip { bounds: area, record: 0 };
        let drawn = self.draw_content(content, state, self.style(plain, CompositeOp::SourceOver));
        self.target = canvas;
        drawn?;

        let mut program = Program::Sprite;
        let mut blend = Blend::new(operator, self.write_alpha);
        if !fixed {
            // Drawing the layer may have submitted it; then the clip's record has to be written again.
            self.r.recorder.copy_to_backdrop(self.canvas, area);
            program = Program::Composite;
            blend.operator = CompositeOp::Copy;
        }
        let record = self.clip(state.clip)?.record;
        self.open();
        let corners = rect_corners(area.to_rect());
        self.r.recorder.push(
            Need { program, blend, source: Source::Scratch(Scratch::Layer), nearest: true },
            &Quad {
                corners,
                uv: corners,
                color: [u16::MAX; 4],
                bits: operator as u32 | (record << bits::CLIP_SHIFT),
                aux: [0; 4],
                records: [0; 2],
            },
        );
        // The next layer must not be drawn before this one was read.
        self.r.recorder.end_pass();
        Ok(())
    }

    /// The same style after what was recorded may have been submitted.
    pub(super) fn renewed(&mut self, style: Style, state: &DrawState) -> Result<Style, RenderError> {
        if style.clip.record == 0 {
            return Ok(style);
        }
        Ok(Style { clip: self.clip(state.clip)?, ..style })
    }

    /// Pixels of the target that something may touch; more than there are, when that is not known.
    pub(super) fn extent(&mut self, content: Content<'_>) -> Bounds {
        let op = match content {
            Content::Operation(op) => op,
            Content::Picture(placed) => return placed.bounds(),
            Content::SoftBox(soft) => return soft.bounds(),
        };
        let around = |rect: Rect, transform: Affine, grow: f64| {
            let rect = transform.transform_rect_bbox(rect.inflate(grow, grow));
            if rect.is_finite() { Bounds::around(rect.inflate(1.0, 1.0)) } else { EVERYWHERE }
        };
        match op {
            DrawOp::Fill { shape, transform, .. } => {
                around(self.shape_box(shape), self.transform(*transform), 0.0)
            }
            DrawOp::Stroke { shape, stroke, transform, .. } => {
                let (stroke, transform) = (&self.list.strokes[stroke.0 as usize], self.transform(*transform));
                let (_, small) = scales(transform);
                // Miters reach farthest, the corners of square caps and of rectangles less far.
                let miters = stroke.join == LineJoin::Miter && matches!(shape, Shape::Path(_));
                let factor = if miters { stroke.miter_limit.max(2.0) } else { 2.0 };
                let reach = 0.5 * stroke.width.max(1.0 / small) * factor;
                around(self.shape_box(shape), transform, reach)
            }
            DrawOp::Image { dst, transform, .. } => around(*dst, self.transform(*transform), 0.0),
            DrawOp::Glyphs { run, transform, .. } => {
                let run = &self.list.runs[run.0 as usize];
                let origins = run
                    .glyphs
                    .iter()
                    .map(|g| Point::new(run.origin_x + f64::from(g.x), run.origin_y + f64::from(g.y)));
                let dots = origins.map(|p| Rect::from_points(p, p)).reduce(|a, b| a.union(b));
                let Some(dots) = dots else { return Bounds::default() };
                // No font's glyphs reach farther than that from their origins.
                around(dots, self.transform(*transform), f64::from(run.size_px) * GLYPH_REACH)
            }
            DrawOp::Clear | DrawOp::ClearRect { .. } | DrawOp::PutPixels { .. } => EVERYWHERE,
        }
    }

    fn shape_box(&self, shape: &Shape) -> Rect {
        match shape {
            Shape::Rect(r) => *r,
            Shape::RoundRect(r) => r.rect(),
            Shape::Ellipse(e) => e.bounding_box(),
            Shape::Line(l) => Rect::from_points(l.p0, l.p1),
            Shape::Path(path) => {
                let mut around: Option<Rect> = None;
                for element in self.list.path(*path) {
                    use sparrow_base::kurbo::PathEl::*;
                    let mut add = |p: Point| {
                        let dot = Rect::from_points(p, p);
                        around = Some(around.map_or(dot, |r| r.union(dot)));
                    };
                    match *element {
                        MoveTo(a) | LineTo(a) => add(a),
                        QuadTo(a, b) => [a, b].into_iter().for_each(add),
                        CurveTo(a, b, c) => [a, b, c].into_iter().for_each(add),
                        ClosePath => {}
                    }
                }
                around.unwrap_or(Rect::ZERO)
            }
        }
    }
}
