//! `filter`, and the order in which filter, shadow and operation come:
//! <https://html.spec.whatwg.org/multipage/canvas.html#drawing-model>

use super::{
    Encoder,
    blur::{MAX_SIGMA, reach},
    layer::Content,
    picture::{Picture, PlacedPicture, Start, Transfer},
    shadow::behind,
};
use crate::{bounds::Bounds, pipelines::Program};
use sparrow_base::kurbo::Vec2;
use sparrow_render::{ColorMatrix, DrawOp, DrawState, FilterStep, RenderError};

impl Encoder<'_> {
    /// Draws an operation that has a shadow or a filter.
    pub(super) fn draw_with_effects(&mut self, op: &DrawOp, state: &DrawState) -> Result<(), RenderError> {
        let list = self.list;
        let steps = match (state.filter, &state.shadow) {
            (Some(filter), _) => list.filter(filter),
            // What draws the canvas itself must not see its own shadow: it is drawn once, as what is filtered is.
            (None, Some(_)) if self.reads_itself(Content::Operation(op)) => &[],
            (None, shadow) => {
                if let Some(shadow) = shadow {
                    self.shadow_of(op, state, shadow)?;
                }
                return self.composite(Content::Operation(op), state);
            }
        };
        let seen = self.clip(state.clip)?.bounds;
        if seen.is_empty() {
            return Ok(());
        }
        let shadow = state.shadow.and_then(|shadow| Some((shadow, behind(&shadow, seen)?)));
        // What is needed of the picture after the last step, and of that before each.
        let result = shadow.map_or(seen, |(_, behind)| seen.union(behind));
        let mut needed = vec![result];
        for step in steps.iter().rev() {
            let after = needed[needed.len() - 1];
            needed.push(match step {
                FilterStep::Blur { sigma } => after.grown(reach(sigma.min(MAX_SIGMA)) + 1),
                FilterStep::Color(_) => after,
                FilterStep::DropShadow(shadow) => behind(shadow, after).map_or(after, |b| after.union(b)),
            });
        }
        // The global alpha comes after the filter.
        let opaque = DrawState { alpha: 1.0, ..*state };
        let first = needed.pop().unwrap_or(result);
        let Some(mut picture) = self.picture_of(op, &opaque, first)? else {
            return if state.composite.affects_outside() {
                self.composite(Content::Operation(op), state)
            } else {
                Ok(())
            };
        };
        for step in steps {
            let next = self.filtered(picture, step, needed.pop().unwrap_or(result))?;
            self.release(picture);
            picture = next;
        }
        if let Some((shadow, _)) = shadow {
            self.shadow_of_picture(picture, state, &shadow, state.alpha)?;
        }
        let placed = PlacedPicture { picture, offset: Vec2::ZERO, tint: None, alpha: state.alpha };
        let drawn = self.composite(Content::Picture(placed), state);
        self.release(picture);
        drawn
    }

    /// The picture after a step.
    fn filtered(
        &mut self,
        picture: Picture,
        step: &FilterStep,
        needed: Bounds,
    ) -> Result<Picture, RenderError> {
        match step {
            FilterStep::Blur { sigma } => {
                let soft = self.blur(picture, *sigma, needed)?;
                if soft.shrink == 1 {
                    return Ok(soft);
                }
                let placed = PlacedPicture { picture: soft, offset: Vec2::ZERO, tint: None, alpha: 1.0 };
                let bounds = self.part_of(placed.bounds(), needed);
                let sharp = self.new_picture(bounds, Start::Transparent, |encoder, style| {
                    encoder.push_picture(style, &placed);
                    Ok(())
                })?;
                self.release(soft);
                Ok(sharp)
            }
            FilterStep::Color(matrix) => self.recolor(picture, matrix),
            FilterStep::DropShadow(shadow) => {
                let (soft, below) = self.shadow_picture(picture, shadow, needed, 1.0)?;
                let above = PlacedPicture { picture, offset: Vec2::ZERO, tint: None, alpha: 1.0 };
                let bounds = self.part_of(below.bounds().union(picture.bounds()), needed);
                let both = self.new_picture(bounds, Start::Transparent, |encoder, style| {
                    encoder.push_picture(style, &below);
                    encoder.push_picture(style, &above);
                    Ok(())
                })?;
                if let Some(soft) = soft {
                    self.release(soft);
                }
                Ok(both)
            }
        }
    }

    /// Bounds of the next picture, with an edge around what is needed; at least a pixel.
    fn part_of(&self, bounds: Bounds, needed: Bounds) -> Bounds {
        let part = bounds.intersect(needed.grown(1));
        let part =
            if part.is_empty() { Bounds { x1: bounds.x0 + 1, y1: bounds.y0 + 1, ..bounds } } else { part };
        self.cut_to_device(part, needed)
    }

    fn recolor(&mut self, from: Picture, matrix: &ColorMatrix) -> Result<Picture, RenderError> {
        let [red, green, blue, alpha] = matrix.0;
        let row = |r: [f32; 5]| [r[0], r[1], r[2], r[3]];
        let rows = [row(red), row(green), row(blue), row(alpha), [red[4], green[4], blue[4], alpha[4]]];
        self.new_picture(from.bounds(), Start::Anything, |encoder, _| {
            let records = [encoder.r.recorder.push_records(&rows), 0];
            let transfer = Transfer { scale: 1.0, offset: Vec2::ZERO, bits: 0, records };
            encoder.push_transfer(Program::Recolor, from, transfer);
            Ok(())
        })
    }
}
