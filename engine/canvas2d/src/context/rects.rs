//! `CanvasRect`: `fillRect`, `strokeRect`, `clearRect`.

use super::{Context2d, record::Paints};
use crate::path::bounded;
use sparrow_base::kurbo::{PathEl, Point, Rect};
use sparrow_render::{Brush, DrawOp, FillRule, Shape};

/// A rectangle from canvas arguments: bounded, sides swapped where the size is negative.
#[inline]
pub(super) fn rect_of(x: f64, y: f64, w: f64, h: f64) -> Rect {
    let (x0, y0) = (bounded(x), bounded(y));
    let (x1, y1) = (bounded(x + w), bounded(y + h));
    Rect::new(x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1))
}

#[inline]
fn all_finite(v: [f64; 4]) -> bool {
    // One test for the usual case: only if a sum of finite numbers overflows are they looked at one by one.
    (v[0] + v[1] + v[2] + v[3]).is_finite() || v.iter().all(|v| v.is_finite())
}

impl Context2d {
    /// `fillRect(x, y, w, h)`.
    pub fn fill_rect(&mut self, x: f64, y: f64, w: f64, h: f64) {
        if !all_finite([x, y, w, h]) {
            return;
        }
        let rect = rect_of(x, y, w, h);
        if rect.x0 == rect.x1 || rect.y0 == rect.y1 {
            return;
        }
        let Some(brush) = self.brush(Paints::Fill) else { return };
        if let Brush::Solid(color) = brush
            && color.a == 255
            && !self.list.is_empty()
            && self.covers_canvas(rect)
            && self.replaces_below()
        {
            self.restart_list();
        }
        let Some((transform, state)) = self.target() else { return };
        self.push(DrawOp::Fill {
            shape: Shape::Rect(rect),
            rule: FillRule::NonZero,
            brush,
            transform,
            state,
        });
    }

    /// `clearRect(x, y, w, h)`.
    pub fn clear_rect(&mut self, x: f64, y: f64, w: f64, h: f64) {
        if !all_finite([x, y, w, h]) {
            return;
        }
        let rect = rect_of(x, y, w, h);
        if rect.x0 == rect.x1 || rect.y0 == rect.y1 || self.size.is_empty() {
            return;
        }
        if self.state.clip.is_none() && self.covers_canvas(rect) && self.state.transform.is_finite() {
            self.restart_list();
            self.list.ops.push(DrawOp::Clear);
            return;
        }
        if !crate::state::is_drawable(self.state.transform) {
            return;
        }
        let Ok(clip) = self.clip_id() else { return };
        let transform = self.transform_id(self.state.transform);
        self.list.ops.push(DrawOp::ClearRect { rect, transform, clip });
    }

    /// `strokeRect(x, y, w, h)`.
    pub fn stroke_rect(&mut self, x: f64, y: f64, w: f64, h: f64) {
        if !all_finite([x, y, w, h]) {
            return;
        }
        let (x0, y0, x1, y1) = (bounded(x), bounded(y), bounded(x + w), bounded(y + h));
        // "If both w and h are zero, the path has a single subpath with just one point, and no lines."
        if x0 == x1 && y0 == y1 {
            return;
        }
        let Some((transform, state)) = self.target() else { return };
        let Some(brush) = self.brush(Paints::Stroke) else { return };
        let shape = if x0 == x1 || y0 == y1 {
            // The rectangle collapses to a line, but stays closed: joins at its ends, no caps.
            let line = [Point::new(x0, y0), Point::new(x1, y1)];
            let outline = [PathEl::MoveTo(line[0]), PathEl::LineTo(line[1]), PathEl::ClosePath];
            let Some(path) = self.list.push_path(outline) else { return };
            Shape::Path(path)
        } else if (x1 < x0 || y1 < y0) && self.state.line.dash.is_some() {
            // Dashes show where the outline begins and which way it goes.
            let corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)].map(Point::from);
            let [a, b, c, d] = corners;
            let outline = [
                PathEl::MoveTo(a),
                PathEl::LineTo(b),
                PathEl::LineTo(c),
                PathEl::LineTo(d),
                PathEl::ClosePath,
            ];
            let Some(path) = self.list.push_path(outline) else { return };
            Shape::Path(path)
        } else {
            Shape::Rect(Rect::new(x0.min(x1), y0.min(y1), x0.max(x1), y0.max(y1)))
        };
        let dashed = self.state.line.dash.is_some();
        let Some(shape) = self.within_reach(shape, transform, Some(dashed)) else { return };
        let length = 2.0 * ((x1 - x0).abs() + (y1 - y0).abs());
        let stroke = self.stroke_id_for_length(length);
        self.push(DrawOp::Stroke { shape, stroke, brush, transform, state });
    }
}
