//! Shadows: <https://html.spec.whatwg.org/multipage/canvas.html#when-shadows-are-drawn>
//!
//! The operation is drawn alone, the alpha of that picture is blurred, and its colour is drawn at the offset, with the
//! operation's operator and clip. Hard shadows of single colours are the operation itself, moved and in another colour.

use super::{
    Coverage, Encoder, Style,
    blur::{self, MAX_SIGMA, reach},
    ink::Ink,
    keeps_axes,
    layer::Content,
    picture::{Picture, PlacedPicture, Start},
};
use crate::{bounds::Bounds, vertex::bits};
use sparrow_base::kurbo::{Rect, Vec2};
use sparrow_render::{Brush, DrawOp, DrawState, GlyphKind, RenderError, Shadow, Shape};

/// Shadows that are farther away belong to shapes that are farther away than anything that is drawn.
const MAX_OFFSET: f32 = 1e6;

/// A rectangle, blurred.
#[derive(Clone, Copy, Debug)]
pub(super) struct SoftBox {
    /// Canvas pixels.
    rect: Rect,
    /// Of each of the three boxes that blur it.
    width: f64,
    ink: Ink,
}

impl SoftBox {
    /// Pixels that it may touch.
    pub(super) fn bounds(&self) -> Bounds {
        let reach = 1.5 * self.width + 1.0;
        Bounds::around(self.rect.inflate(reach, reach))
    }
}

/// Pixels of a shape that can be seen in `seen` by its shadow; `None` when no shape can.
pub(super) fn behind(shadow: &Shadow, seen: Bounds) -> Option<Bounds> {
    if shadow.offset_x.abs().max(shadow.offset_y.abs()) > MAX_OFFSET {
        return None;
    }
    let back = |offset: f32| -(offset.floor() as i32);
    // One pixel more for offsets within a pixel.
    Some(
        seen.moved(back(shadow.offset_x), back(shadow.offset_y))
            .grown(reach(shadow.sigma.min(MAX_SIGMA)) + 1),
    )
}

impl Encoder<'_> {
    /// Draws the shadow of an operation without a filter.
    pub(super) fn shadow_of(
        &mut self,
        op: &DrawOp,
        state: &DrawState,
        shadow: &Shadow,
    ) -> Result<(), RenderError> {
        let seen = self.clip(state.clip)?.bounds;
        let Some(needed) = behind(shadow, seen).filter(|_| !seen.is_empty()) else { return Ok(()) };
        let whole = shadow.offset_x.fract() == 0.0 && shadow.offset_y.fract() == 0.0;
        if shadow.sigma <= 0.0 && whole && self.has_one_color(op) {
            let offset = Vec2::new(f64::from(shadow.offset_x), f64::from(shadow.offset_y));
            self.shift += offset;
            self.tint = Some(shadow.color);
            let drawn = self.composite(Content::Operation(op), state);
            self.shift -= offset;
            self.tint = None;
            return drawn;
        }
        if let Some(soft) = self.soft_box(op, state, shadow) {
            return self.composite(Content::SoftBox(soft), state);
        }
        match self.picture_of(op, state, needed)? {
            Some(picture) => {
                let drawn = self.shadow_of_picture(picture, state, shadow, 1.0);
                self.release(picture);
                drawn
            }
            // Some operators change what the shadow does not cover.
            None if state.composite.affects_outside() => self.shadow_of_nothing(state, seen),
            None => Ok(()),
        }
    }

    /// The shadow of a filled rectangle has a closed form.
    fn soft_box(&self, op: &DrawOp, state: &DrawState, shadow: &Shadow) -> Option<SoftBox> {
        let DrawOp::Fill { shape: Shape::Rect(rect), brush: Brush::Solid(color), transform, .. } = op else {
            return None;
        };
        let transform = self.list.transform(*transform);
        if !keeps_axes(transform) || shadow.sigma <= 0.0 {
            return None;
        }
        let offset = Vec2::new(f64::from(shadow.offset_x), f64::from(shadow.offset_y));
        let rect = transform.transform_rect_bbox(*rect) + offset;
        // The pixels are a box, too.
        let variance = blur::variance(shadow.sigma.min(MAX_SIGMA)) + 1.0 / 12.0;
        let ink = Ink::solid(shadow.color, state.alpha * f32::from(color.a) / 255.0);
        Some(SoftBox { rect, width: 2.0 * variance.sqrt(), ink })
    }

    pub(super) fn push_soft_box(&mut self, style: Style, soft: &SoftBox) {
        let SoftBox { rect, width, ink } = soft;
        let shape = self.r.recorder.push_records(&[[(1.0 / width) as f32, 0.0, 0.0, 0.0]]);
        let aux = [rect.x0, rect.y0, rect.x1, rect.y1].map(|edge| (edge as f32).to_bits());
        let coverage = Coverage { bits: bits::COVERAGE_SOFT, aux, shape };
        self.push_positional(style, ink, None, soft.bounds(), coverage);
    }

    /// True when the operation is of one colour, whose alpha its shadow has.
    fn has_one_color(&self, op: &DrawOp) -> bool {
        match op {
            DrawOp::Fill { brush, .. } | DrawOp::Stroke { brush, .. } => matches!(brush, Brush::Solid(_)),
            DrawOp::Glyphs { run, brush, .. } => {
                self.list.runs[run.0 as usize].kind == GlyphKind::Mask && matches!(brush, Brush::Solid(_))
            }
            _ => false,
        }
    }

    /// Draws the shadow of a picture, which stays as it is.
    pub(super) fn shadow_of_picture(
        &mut self,
        picture: Picture,
        state: &DrawState,
        shadow: &Shadow,
        alpha: f32,
    ) -> Result<(), RenderError> {
        let seen = self.clip(state.clip)?.bounds;
        let (soft, placed) = self.shadow_picture(picture, shadow, seen, alpha)?;
        let drawn = self.composite(Content::Picture(placed), state);
        if let Some(soft) = soft {
            self.release(soft);
        }
        drawn
    }

    /// The shadow of a picture for the pixels in `seen`, and the picture that it needs beside that one.
    pub(super) fn shadow_picture(
        &mut self,
        picture: Picture,
        shadow: &Shadow,
        seen: Bounds,
        alpha: f32,
    ) -> Result<(Option<Picture>, PlacedPicture), RenderError> {
        let offset = Vec2::new(f64::from(shadow.offset_x), f64::from(shadow.offset_y));
        let back = seen.moved(-(offset.x.floor() as i32), -(offset.y.floor() as i32)).grown(1);
        let soft = if shadow.sigma > 0.0 { Some(self.blur(picture, shadow.sigma, back)?) } else { None };
        let placed =
            PlacedPicture { picture: soft.unwrap_or(picture), offset, tint: Some(shadow.color), alpha };
        Ok((soft, placed))
    }

    fn shadow_of_nothing(&mut self, state: &DrawState, seen: Bounds) -> Result<(), RenderError> {
        let blank = self.new_picture(
            Bounds { x1: seen.x0 + 1, y1: seen.y0 + 1, ..seen },
            Start::Transparent,
            |_, _| Ok(()),
        )?;
        let placed = PlacedPicture { picture: blank, offset: Vec2::ZERO, tint: None, alpha: 1.0 };
        let drawn = self.composite(Content::Picture(placed), state);
        self.release(blank);
        drawn
    }
}
