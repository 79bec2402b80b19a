//! `roundRect()`: <https://html.spec.whatwg.org/multipage/canvas.html#dom-context-2d-roundrect>

use super::{Path, Simple, arc, bounded, stored};
use crate::Canvas2dError;
use sparrow_base::kurbo::{PathEl, Point, Rect, RoundedRect, RoundedRectRadii, Vec2};
use std::f64::consts::{FRAC_PI_2, PI};

/// One radius of `roundRect()`: a number gives both, a `DOMPointInit` each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CornerRadii {
    /// Horizontal radius.
    pub x: f64,
    /// Vertical radius.
    pub y: f64,
}

impl From<f64> for CornerRadii {
    fn from(r: f64) -> Self {
        CornerRadii { x: r, y: r }
    }
}

impl Path {
    /// `roundRect(x, y, w, h, radii)`; the rectangle is finite.
    pub(crate) fn round_rect(
        &mut self,
        x: f64,
        y: f64,
        w: f64,
        h: f64,
        radii: &[CornerRadii],
    ) -> Result<(), Canvas2dError> {
        // Step 4. If radii is not a list of size one, two, three or four, then throw a RangeError.
        let [mut upper_left, mut upper_right, mut lower_right, mut lower_left] = match *radii {
            [a] => [a, a, a, a],
            [a, b] => [a, b, a, b],
            [a, b, c] => [a, b, c, b],
            [a, b, c, d] => [a, b, c, d],
            _ => {
                let n = radii.len();
                return Err(Canvas2dError::Range(format!(
                    "{n} radii provided. Between one and four radii are necessary."
                )));
            }
        };
        // Step 5. Non-finite radii: return. Negative ones: throw a RangeError.
        for r in radii {
            if !r.x.is_finite() || !r.y.is_finite() {
                return Ok(());
            }
            if r.x < 0.0 || r.y < 0.0 {
                let negative = if r.x < 0.0 { r.x } else { r.y };
                return Err(Canvas2dError::Range(format!("Radius value {negative} is negative.")));
            }
        }
        let (x1, y1) = (bounded(x + w), bounded(y + h));
        let (x, y) = (bounded(x), bounded(y));
        let (w, h) = (x1 - x, y1 - y);
        // Step 11. Scale the radii so that corners do not overlap.
        let sides = [
            (upper_left.x + upper_right.x, w.abs()),
            (upper_right.y + lower_right.y, h.abs()),
            (lower_left.x + lower_right.x, w.abs()),
            (upper_left.y + lower_left.y, h.abs()),
        ];
        let scale = sides.iter().filter(|s| s.0 > s.1).map(|s| s.1 / s.0).fold(1.0, f64::min);
        for r in [&mut upper_left, &mut upper_right, &mut lower_right, &mut lower_left] {
            r.x *= scale;
            r.y *= scale;
        }
        let corners = [upper_left, upper_right, lower_right, lower_left];
        if corners.iter().all(|r| r.x == 0.0 || r.y == 0.0) {
            self.rect(x, y, w, h);
            return Ok(());
        }
        let alone = self.has_no_elements() && self.map.is_none();
        let simple = simple_shape(x, y, w, h, corners).filter(|_| alone);
        // Step 12. A subpath that begins on the upper edge, right of the upper left corner, and goes clockwise (for
        // positive sizes). Negative sizes mirror it.
        let (sx, sy) = (if w < 0.0 { -1.0 } else { 1.0 }, if h < 0.0 { -1.0 } else { 1.0 });
        let at = |px: f64, py: f64| Point::new(x + px * sx, y + py * sy);
        let (w, h) = (w.abs(), h.abs());
        if self.is_full() {
            return Ok(());
        }
        self.move_to(at(upper_left.x, 0.0));
        self.begin_segment();
        let legs = [
            (
                Point::new(w - upper_right.x, 0.0),
                Point::new(w - upper_right.x, upper_right.y),
                upper_right,
                -FRAC_PI_2,
            ),
            (
                Point::new(w, h - lower_right.y),
                Point::new(w - lower_right.x, h - lower_right.y),
                lower_right,
                0.0,
            ),
            (Point::new(lower_left.x, h), Point::new(lower_left.x, h - lower_left.y), lower_left, FRAC_PI_2),
            (Point::new(0.0, upper_left.y), Point::new(upper_left.x, upper_left.y), upper_left, PI),
        ];
        for (line_end, center, r, start_angle) in legs {
            let p = self.stored(at(line_end.x, line_end.y));
            if p == self.current {
                self.needs_pruning = true;
            }
            self.elements.push(PathEl::LineTo(p));
            self.current = p;
            if r.x > 0.0 && r.y > 0.0 {
                let map = self.map;
                arc::append_arc(center, Vec2::new(r.x, r.y), 0.0, start_angle, FRAC_PI_2, |a, b, p| {
                    let [a, b, p] = [a, b, p].map(|p| stored(map, at(p.x, p.y)));
                    self.elements.push(PathEl::CurveTo(a, b, p));
                    self.current = p;
                });
            }
        }
        self.elements.push(PathEl::ClosePath);
        self.simple = simple;
        // Steps 13, 14. Closed; a new subpath with the point (x, y) as its only point.
        let origin = self.stored(Point::new(x, y));
        self.start_subpath(origin);
        Ok(())
    }
}

/// The rounded rectangle, when its corners are circular and positive in size.
fn simple_shape(x: f64, y: f64, w: f64, h: f64, corners: [CornerRadii; 4]) -> Option<Simple> {
    let [tl, tr, br, bl] = corners;
    let limit = w.min(h) / 2.0;
    let circular = corners.iter().all(|r| r.x == r.y && r.x <= limit);
    (w > 0.0 && h > 0.0 && circular).then(|| {
        let rect = Rect::new(x, y, x + w, y + h);
        Simple::RoundRect(RoundedRect::from_rect(rect, RoundedRectRadii::new(tl.x, tr.x, br.x, bl.x)))
    })
}
