//! What quads are filled with: a colour, a gradient or a pattern.

use super::{Encoder, NO_SOURCE, invert};
use crate::{recorder::Source, vertex::bits};
use sparrow_base::{
    Rgba8,
    kurbo::{Affine, Vec2},
};
use sparrow_render::{Gradient, GradientKind, Paint, Pattern, RenderError, Smoothing};

/// The paint of a quad as vertices carry it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ink {
    pub(super) color: [u16; 4],
    pub(super) bits: u32,
    pub(super) record: u32,
    pub(super) source: Source,
}

impl Ink {
    /// A colour; `alpha` is `globalAlpha`.
    pub(super) fn solid(color: Rgba8, alpha: f32) -> Ink {
        let alpha = f32::from(color.a) / 255.0 * alpha;
        let premul = |c: u8| (f32::from(c) / 255.0 * alpha * 65535.0 + 0.5) as u16;
        Ink {
            color: [premul(color.r), premul(color.g), premul(color.b), (alpha * 65535.0 + 0.5) as u16],
            bits: 0,
            record: 0,
            source: NO_SOURCE,
        }
    }

    /// Something that has colours of its own.
    pub(super) fn textured(bits: u32, record: u32, source: Source, alpha: f32) -> Ink {
        Ink { color: [(alpha * 65535.0 + 0.5) as u16; 4], bits, record, source }
    }
}

impl Encoder<'_> {
    /// The ink of a gradient or a pattern; `transform` maps its space to canvas pixels.
    pub(super) fn paint(
        &mut self,
        paint: &Paint,
        transform: Affine,
        alpha: f32,
        smoothing: Smoothing,
    ) -> Result<Option<Ink>, RenderError> {
        match paint {
            Paint::Gradient(gradient) => self.gradient(gradient, transform, alpha),
            Paint::Pattern(pattern) => self.pattern(pattern, transform, alpha, smoothing),
        }
    }

    fn gradient(
        &mut self,
        gradient: &Gradient,
        transform: Affine,
        alpha: f32,
    ) -> Result<Option<Ink>, RenderError> {
        let Some(local_from_canvas) = invert(transform) else { return Ok(None) };
        let row = match self.r.ramps.row(&gradient.stops) {
            Ok(row) => row,
            Err(_) => {
                self.flush()?;
                self.r.ramps.forget();
                let Ok(row) = self.r.ramps.row(&gradient.stops) else { unreachable!("just emptied") };
                row
            }
        };
        let row = row as f32;
        let (bits, space, extra, more) = match gradient.kind {
            GradientKind::Linear { from, to } => {
                let along = to - from;
                let unit = along / along.hypot2();
                // x of the result is the offset, y is not used.
                let offset = Affine::new([unit.x, 0.0, unit.y, 0.0, -from.to_vec2().dot(unit), 0.0]);
                (bits::PAINT_LINEAR, offset, [0.0; 2], [0.0, 0.0, row, 0.0])
            }
            GradientKind::Radial { from, from_radius, to, to_radius } => {
                // Any unit does: this one keeps the numbers near 1.
                let unit = (to - from).hypot().max(from_radius).max(to_radius);
                let between: Vec2 = (to - from) / unit;
                let space = Affine::scale(1.0 / unit) * Affine::translate(-from.to_vec2());
                let growth = ((to_radius - from_radius) / unit) as f32;
                (
                    bits::PAINT_RADIAL,
                    space,
                    [(from_radius / unit) as f32, growth],
                    [between.x as f32, between.y as f32, row, 0.0],
                )
            }
            GradientKind::Conic { center, start_angle } => {
                let space = Affine::rotate(-start_angle) * Affine::translate(-center.to_vec2());
                (bits::PAINT_CONIC, space, [0.0; 2], [0.0, 0.0, row, 0.0])
            }
        };
        let record = self.push_space(space * local_from_canvas, extra, more);
        Ok(Some(Ink::textured(bits, record, NO_SOURCE, alpha)))
    }

    fn pattern(
        &mut self,
        pattern: &Pattern,
        transform: Affine,
        alpha: f32,
        smoothing: Smoothing,
    ) -> Result<Option<Ink>, RenderError> {
        let Some(pattern_from_canvas) = invert(transform * pattern.transform) else { return Ok(None) };
        let Some(source) = self.source(pattern.source)? else { return Ok(None) };
        let size = [source.size.width as f32, source.size.height as f32];
        let start = [source.x as f32, source.y as f32, 0.0, 0.0];
        let record = self.push_space(pattern_from_canvas, size, start);
        let mut bits = bits::PAINT_PATTERN;
        if pattern.repetition.x {
            bits |= bits::REPEAT_X;
        }
        if pattern.repetition.y {
            bits |= bits::REPEAT_Y;
        }
        if smoothing == Smoothing::Off {
            bits |= bits::NEAREST;
        }
        Ok(Some(Ink::textured(bits, record, source.texture, alpha)))
    }

    /// A paint record: the space's axes and origin, then the parameters of the paint.
    fn push_space(&mut self, space: Affine, extra: [f32; 2], more: [f32; 4]) -> u32 {
        let [a, b, c, d, e, f] = space.as_coeffs().map(|v| v as f32);
        self.r.recorder.push_records(&[[a, b, c, d], [e, f, extra[0], extra[1]], more])
    }
}
