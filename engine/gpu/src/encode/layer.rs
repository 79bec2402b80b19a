//! Operators that fixed-function blending cannot do to single quads: the operation is drawn alone into a layer, which is
//! composited as a whole.
//!
//! - Porter-Duff operators that also change pixels outside of the shape need a quad over the whole clip.
//! - Blend modes, and those operators inside of a clip with soft edges, mix a copy of the canvas and the layer in a shader.

use super::{Encoder, Style, clip::Clip, rect_corners, scales};
use crate::{
    bounds::Bounds,
    pipelines::{Blend, Program, factors},
    recorder::{Need, Quad, Scratch, Source, Target},
    vertex::bits,
};
use sparrow_base::kurbo::{Affine, Point, Rect, Shape as _};
use sparrow_render::{CompositeOp, DrawOp, DrawState, ImageSource, RenderError, Shape};

impl Encoder<'_> {
    /// Draws an operation with its operator.
    pub(super) fn composite(&mut self, op: &DrawOp, state: &DrawState) -> Result<(), RenderError> {
        let clip = self.clip(state.clip)?;
        if clip.bounds.is_empty() {
            return Ok(());
        }
        let operator = state.composite;
        let fixed = factors(operator).is_some();
        if fixed && !operator.affects_outside() {
            return self.draw(op, state, self.style(clip, operator));
        }
        let everything = clip.record == 0 && clip.bounds == Bounds::of_size(self.size);
        if operator == CompositeOp::Copy && everything && !self.reads_itself(op) {
            self.r.recorder.end_pass();
            self.clear = Some(self.r.canvases[&self.canvas].clear_color());
            return self.draw(op, state, self.style(clip, CompositeOp::SourceOver));
        }
        self.draw_in_layer(op, state, clip, fixed && clip.record == 0)
    }

    fn reads_itself(&self, op: &DrawOp) -> bool {
        matches!(op, DrawOp::Image { source: ImageSource::Canvas(canvas), .. } if *canvas == self.canvas)
    }

    fn draw_in_layer(
        &mut self,
        op: &DrawOp,
        state: &DrawState,
        clip: Clip,
        fixed: bool,
    ) -> Result<(), RenderError> {
        let operator = state.composite;
        let area =
            if operator.affects_outside() { clip.bounds } else { self.extent(op).intersect(clip.bounds) };
        if area.is_empty() {
            return Ok(());
        }
        if self.clear.is_some() {
            self.open();
        }
        self.r.recorder.begin_pass(Target::Layer, self.size, Some(wgpu::Color::TRANSPARENT));
        let canvas = std::mem::replace(&mut self.target, Target::Layer);
        let plain = Clip { bounds: area, record: 0 };
        let drawn = self.draw(op, state, self.style(plain, CompositeOp::SourceOver));
        self.target = canvas;
        drawn?;

        let mut program = Program::Sprite;
        let mut blend = Blend { operator, write_alpha: self.write_alpha };
        if !fixed {
            // Drawing the layer may have submitted it; then the clip's record has to be written again.
            self.r.recorder.copy_to_backdrop(self.canvas, self.size, area);
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

    /// Pixels that an operation may touch.
    fn extent(&self, op: &DrawOp) -> Bounds {
        let all = Bounds::of_size(self.size);
        let around = |rect: Rect, transform: Affine, grow: f64| {
            let rect = transform.transform_rect_bbox(rect.inflate(grow, grow));
            if rect.is_finite() { Bounds::around(rect.inflate(1.0, 1.0)).intersect(all) } else { all }
        };
        match op {
            DrawOp::Fill { shape, transform, .. } => {
                around(self.shape_box(shape), self.list.transform(*transform), 0.0)
            }
            DrawOp::Stroke { shape, stroke, transform, .. } => {
                let (stroke, transform) =
                    (&self.list.strokes[stroke.0 as usize], self.list.transform(*transform));
                let (_, small) = scales(transform);
                let reach = stroke.width.max(1.0 / small) * stroke.miter_limit.max(2.0);
                around(self.shape_box(shape), transform, reach)
            }
            DrawOp::Image { dst, transform, .. } => around(*dst, self.list.transform(*transform), 0.0),
            _ => all,
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
