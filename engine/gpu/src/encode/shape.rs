//! Fills and strokes: which shapes have a closed form, and their quads. Everything else becomes strips in `path`.

use super::{Coverage, Encoder, Style, ink::Ink, invert, keeps_axes, scales};
use crate::{bounds::Bounds, vertex::bits};
use sparrow_base::kurbo::{Affine, Ellipse, Line, Point, Rect, RoundedRect, RoundedRectRadii, Vec2};
use sparrow_render::{
    Brush, DrawState, FillRule, LineCap, LineJoin, RenderError, Shape, StrokeId, StrokeStyle,
};

/// Ellipses thinner than this many pixels, or flatter than the ratio, are filled by strips: the closed form is only good
/// where the curve is nearly straight over a pixel.
const MIN_RADIUS: f64 = 1.5;
const MAX_FLATNESS: f64 = 4.0;

impl Encoder<'_> {
    pub(super) fn fill(
        &mut self,
        style: Style,
        ink: &Ink,
        shape: &Shape,
        rule: FillRule,
        transform: Affine,
    ) -> Result<(), RenderError> {
        match shape {
            Shape::Rect(rect) => self.fill_rect(style, ink, *rect, transform),
            Shape::RoundRect(round) if has_closed_form(round, transform) => {
                self.round(style, ink, round.rect(), round.radii(), transform, None);
                Ok(())
            }
            Shape::Ellipse(ellipse) if self.fill_ellipse(style, ink, ellipse, transform) => Ok(()),
            Shape::RoundRect(_) | Shape::Ellipse(_) | Shape::Path(_) => {
                self.fill_path(style, ink, shape, rule, transform)
            }
            Shape::Line(_) => Ok(()),
        }
    }

    pub(super) fn fill_rect(
        &mut self,
        style: Style,
        ink: &Ink,
        rect: Rect,
        transform: Affine,
    ) -> Result<(), RenderError> {
        if keeps_axes(transform) {
            self.push_box(style, ink, transform.transform_rect_bbox(rect));
        } else if let Some(local_from_canvas) = invert(transform) {
            let (corners, around, shape) = self.skewed(rect, transform, local_from_canvas, 0.0);
            let coverage = Coverage { bits: bits::COVERAGE_SKEW, aux: [0; 4], shape };
            self.push_positional(style, ink, Some(corners), around, coverage);
        }
        Ok(())
    }

    /// The circle of radius 1 around the origin, mapped to the canvas by an affine, is the ellipse.
    fn fill_ellipse(&mut self, style: Style, ink: &Ink, ellipse: &Ellipse, transform: Affine) -> bool {
        let radii = ellipse.radii();
        let canvas_from_circle = transform
            * Affine::translate(ellipse.center().to_vec2())
            * Affine::rotate(ellipse.rotation())
            * Affine::scale_non_uniform(radii.x, radii.y);
        let (large, small) = scales(canvas_from_circle);
        if !(small >= MIN_RADIUS && large <= small * MAX_FLATNESS) {
            return false;
        }
        let unit = Rect::new(-1.0, -1.0, 1.0, 1.0);
        self.round(style, ink, unit, RoundedRectRadii::from_single_radius(1.0), canvas_from_circle, None);
        true
    }

    pub(super) fn stroke(
        &mut self,
        style: Style,
        state: &DrawState,
        brush: &Brush,
        shape: &Shape,
        stroke: StrokeId,
        transform: Affine,
    ) -> Result<(), RenderError> {
        let list = self.list;
        let stroke = &list.strokes[stroke.0 as usize];
        // Thinner than a pixel: a line of one pixel with less alpha, as Skia draws it.
        let (large, small) = scales(transform);
        let (mut width, mut factor) = (stroke.width, 1.0);
        if width * large <= 1.0 && large > 0.0 {
            let mean = 0.5 * (large + small);
            factor = width * mean;
            width = 1.0 / mean;
        }
        if !width.is_finite() {
            return Ok(());
        }
        let prepared = self.prepare(style, state, brush, transform, factor as f32)?;
        let Some((style, ink)) = prepared else { return Ok(()) };
        if stroke.dashes().is_empty() && self.stroke_closed_form(style, &ink, shape, stroke, width, transform)
        {
            return Ok(());
        }
        self.stroke_path(style, &ink, shape, stroke, width, transform)
    }

    fn stroke_closed_form(
        &mut self,
        style: Style,
        ink: &Ink,
        shape: &Shape,
        stroke: &StrokeStyle,
        width: f64,
        transform: Affine,
    ) -> bool {
        let half = width * 0.5;
        match shape {
            Shape::Line(line) => self.stroke_line(style, ink, *line, stroke.cap, half, transform),
            Shape::Rect(rect) if rect.width() > 0.0 && rect.height() > 0.0 => match stroke.join {
                LineJoin::Miter if stroke.miter_limit >= std::f64::consts::SQRT_2 => {
                    self.stroke_rect(style, ink, *rect, half, transform)
                }
                LineJoin::Round => {
                    let sharp = RoundedRectRadii::from_single_radius(0.0);
                    self.round(style, ink, *rect, sharp, transform, Some(half))
                }
                LineJoin::Miter | LineJoin::Bevel => false,
            },
            Shape::RoundRect(round) if has_closed_form(round, transform) => {
                let rect = round.rect();
                rect.width() > 0.0
                    && rect.height() > 0.0
                    && has_no_corner(round.radii())
                    && self.round(style, ink, rect, round.radii(), transform, Some(half))
            }
            Shape::Ellipse(ellipse) => {
                let radii = ellipse.radii();
                let radius = radii.x;
                let is_circle = (radii.x - radii.y).abs() <= 1e-6 * radius;
                let (_, small) = scales(transform);
                if !is_circle || (radius - half) * small < 0.5 {
                    return false;
                }
                let center = ellipse.center();
                let square = Rect::new(-radius, -radius, radius, radius) + center.to_vec2();
                let radii = RoundedRectRadii::from_single_radius(radius);
                self.round(style, ink, square, radii, transform, Some(half))
            }
            Shape::Rect(_) | Shape::RoundRect(_) | Shape::Path(_) => false,
        }
    }

    fn stroke_line(
        &mut self,
        style: Style,
        ink: &Ink,
        line: Line,
        cap: LineCap,
        half: f64,
        transform: Affine,
    ) -> bool {
        let along = line.p1 - line.p0;
        let length = along.hypot();
        if !(length > 0.0 && length.is_finite()) {
            return false;
        }
        // A space in which the line lies on the x axis with its middle in the origin.
        let direction = along / length;
        let middle = line.p0.midpoint(line.p1);
        let canvas_from_line = transform
            * Affine::new([direction.x, direction.y, -direction.y, direction.x, middle.x, middle.y]);
        let extra = if cap == LineCap::Butt { 0.0 } else { half };
        let reach = length * 0.5 + extra;
        let rect = Rect::new(-reach, -half, reach, half);
        if cap == LineCap::Round {
            return self.round(
                style,
                ink,
                rect,
                RoundedRectRadii::from_single_radius(half),
                canvas_from_line,
                None,
            );
        }
        self.fill_rect(style, ink, rect, snap_axes(canvas_from_line)).is_ok()
    }

    /// A mitred outline of a rectangle.
    fn stroke_rect(&mut self, style: Style, ink: &Ink, rect: Rect, half: f64, transform: Affine) -> bool {
        let outer = rect.inflate(half, half);
        let inner = rect.inset(-half);
        if inner.width() <= 0.0 || inner.height() <= 0.0 {
            return self.fill_rect(style, ink, outer, transform).is_ok();
        }
        if keeps_axes(transform) {
            let (outer, inner) = (transform.transform_rect_bbox(outer), transform.transform_rect_bbox(inner));
            let edges = [outer.x0, outer.y0, outer.x1, outer.y1, inner.x0, inner.y0, inner.x1, inner.y1];
            if edges.iter().all(|e| (e - e.round()).abs() < super::SNAP) {
                for side in [
                    Rect::new(outer.x0, outer.y0, outer.x1, inner.y0),
                    Rect::new(outer.x0, inner.y0, inner.x0, inner.y1),
                    Rect::new(inner.x1, inner.y0, outer.x1, inner.y1),
                    Rect::new(outer.x0, inner.y1, outer.x1, outer.y1),
                ] {
                    self.push_box(style, ink, side);
                }
                return true;
            }
        }
        let Some(local_from_canvas) = invert(transform) else { return true };
        let (corners, around, shape) = self.skewed(rect, transform, local_from_canvas, half);
        let aux = [(half as f32).to_bits(), 0, 0, 0];
        let coverage = Coverage { bits: bits::COVERAGE_SKEW | bits::STROKED, aux, shape };
        self.push_positional(style, ink, Some(corners), around, coverage);
        true
    }

    /// A rounded rectangle of local space, filled or stroked with half of a line width.
    fn round(
        &mut self,
        style: Style,
        ink: &Ink,
        rect: Rect,
        radii: RoundedRectRadii,
        transform: Affine,
        stroked: Option<f64>,
    ) -> bool {
        let Some(local_from_canvas) = invert(transform) else { return true };
        let grow = stroked.unwrap_or(0.0);
        let (corners, around, shape) = self.skewed(rect, transform, local_from_canvas, grow);
        let radii = [radii.top_left, radii.top_right, radii.bottom_right, radii.bottom_left];
        self.r.recorder.push_records(&[radii.map(|r| r as f32)]);
        let (stroke_bit, half) = match stroked {
            Some(half) => (bits::STROKED, half),
            None => (0, 0.0),
        };
        let aux = [(half as f32).to_bits(), 0, 0, 0];
        let coverage = Coverage { bits: bits::COVERAGE_ROUND | stroke_bit, aux, shape };
        self.push_positional(style, ink, Some(corners), around, coverage);
        true
    }

    /// Records a rectangle of local space whose coverage is computed in that space. Gives the corners of a quad around
    /// every pixel that the rectangle, grown by `grow`, touches; the pixels; and the record, to which radii may be appended.
    pub(super) fn skewed(
        &mut self,
        rect: Rect,
        transform: Affine,
        local_from_canvas: Affine,
        grow: f64,
    ) -> ([Point; 4], Bounds, u32) {
        let center = rect.center();
        let centered = Affine::translate(-center.to_vec2()) * local_from_canvas;
        let [a, b, c, d, e, f] = centered.as_coeffs();
        let half = Vec2::new(rect.width() * 0.5, rect.height() * 0.5);
        let axes = [a, b, c, d].map(|v| v as f32);
        let record =
            self.r.recorder.push_records(&[axes, [e as f32, f as f32, half.x as f32, half.y as f32]]);
        // Half a pixel in any direction, and a little for the rounding to f32.
        let reach =
            Vec2::new(half.x + grow + 0.55 * (a.abs() + c.abs()), half.y + grow + 0.55 * (b.abs() + d.abs()));
        let grown = Rect::from_center_size(center, (reach.x * 2.0, reach.y * 2.0));
        let corners = super::rect_corners(grown).map(|corner| transform * corner);
        let around = Bounds::around(transform.transform_rect_bbox(grown));
        (corners, around, record)
    }
}

/// True when the corners do not overlap and the transform is not degenerate.
fn has_closed_form(round: &RoundedRect, transform: Affine) -> bool {
    let (rect, radii) = (round.rect(), round.radii());
    let limit = 0.5 * rect.width().min(rect.height()) + 1e-9;
    let all = [radii.top_left, radii.top_right, radii.bottom_right, radii.bottom_left];
    let (large, small) = scales(transform);
    all.iter().all(|r| *r >= 0.0 && *r <= limit) && large <= small * MAX_FLATNESS
}

/// True when every corner is rounded, so that joins cannot be seen.
fn has_no_corner(radii: RoundedRectRadii) -> bool {
    [radii.top_left, radii.top_right, radii.bottom_right, radii.bottom_left].iter().all(|r| *r > 0.0)
}

/// Removes the rounding errors of right angles, so that horizontal and vertical lines are recognised.
fn snap_axes(transform: Affine) -> Affine {
    let [a, b, c, d, e, f] = transform.as_coeffs();
    let size = a.abs().max(b.abs()).max(c.abs()).max(d.abs());
    let snap = |v: f64| if v.abs() < size * 1e-12 { 0.0 } else { v };
    Affine::new([snap(a), snap(b), snap(c), snap(d), e, f])
}
