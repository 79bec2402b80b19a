//! `arc`, `ellipse` and `arcTo`, and arcs as cubic curves.

use super::{Path, Simple, bounded};
use crate::Canvas2dError;
use sparrow_base::kurbo::{PathEl, Point, Vec2};
use std::f64::consts::{FRAC_PI_4, TAU};

/// Thinner ellipses are not passed on as such: their matrices would be hard to invert.
const MIN_SIMPLE_RADIUS: f64 = 1e-6;

/// The point of an ellipse at `angle`, measured in the ellipse's own coordinates.
pub(super) fn point_at(center: Point, radii: Vec2, rotation: f64, angle: f64) -> Point {
    if angle == 0.0 && rotation == 0.0 {
        return Point::new(center.x + radii.x, center.y);
    }
    let (sin, cos) = angle.sin_cos();
    center + rotated(Vec2::new(radii.x * cos, radii.y * sin), rotation)
}

fn rotated(v: Vec2, angle: f64) -> Vec2 {
    if angle == 0.0 {
        return v;
    }
    let (sin, cos) = angle.sin_cos();
    Vec2::new(v.x * cos - v.y * sin, v.x * sin + v.y * cos)
}

/// Calls `curve` with the control points of cubics along an arc. An eighth of a turn each: the error is four millionths
/// of the radius, a hundredth of a pixel at a radius of 2500.
pub(super) fn append_arc(
    center: Point,
    radii: Vec2,
    rotation: f64,
    start_angle: f64,
    sweep: f64,
    mut curve: impl FnMut(Point, Point, Point),
) {
    let count = (sweep.abs() / FRAC_PI_4 - 1e-9).ceil().clamp(1.0, 8.0);
    let step = sweep / count;
    let arm = 4.0 / 3.0 * (step / 4.0).tan();
    let at = |angle: f64| {
        let (sin, cos) = angle.sin_cos();
        let point = center + rotated(Vec2::new(radii.x * cos, radii.y * sin), rotation);
        let tangent = rotated(Vec2::new(-radii.x * sin, radii.y * cos), rotation);
        (point, tangent * arm)
    };
    let (mut p0, mut t0) = at(start_angle);
    for i in 1..=count as u32 {
        let (p1, t1) = at(start_angle + step * f64::from(i));
        curve(p0 + t0, p1 - t1, p1);
        (p0, t0) = (p1, t1);
    }
}

/// The signed angle that an arc sweeps. Whole turns and more are one turn.
///
/// A range in the other direction wraps around as browsers do it: `arc(0, 0, 1, 0, -TAU)` is a whole circle.
pub(super) fn sweep(start_angle: f64, end_angle: f64, counterclockwise: bool) -> f64 {
    let delta = end_angle - start_angle;
    if !counterclockwise {
        if delta >= TAU {
            TAU
        } else if delta < 0.0 {
            TAU - (-delta) % TAU
        } else {
            delta
        }
    } else if delta <= -TAU {
        -TAU
    } else if delta > 0.0 {
        -(TAU - delta % TAU)
    } else {
        delta
    }
}

/// Arguments of `ellipse()`; finite. Angles in radians.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct EllipseArc {
    pub(crate) center: Point,
    pub(crate) radii: Vec2,
    pub(crate) rotation: f64,
    pub(crate) start_angle: f64,
    pub(crate) end_angle: f64,
    pub(crate) counterclockwise: bool,
}

impl Path {
    /// `ellipse()` and, with equal radii and no rotation, `arc()`.
    pub(crate) fn ellipse(&mut self, arc: EllipseArc) -> Result<(), Canvas2dError> {
        let EllipseArc { center, radii, rotation, start_angle, end_angle, counterclockwise } = arc;
        // Step 2. If either radius is negative, then throw an IndexSizeError.
        for (name, r) in [("major-axis", radii.x), ("minor-axis", radii.y)] {
            if r < 0.0 {
                return Err(Canvas2dError::IndexSize(format!(
                    "The {name} radius provided ({r}) is negative."
                )));
            }
        }
        if self.is_full() {
            return Ok(());
        }
        let center = Point::new(bounded(center.x), bounded(center.y));
        let radii = Vec2::new(bounded(radii.x), bounded(radii.y));
        let sweep = sweep(start_angle, end_angle, counterclockwise);
        // Large angles lose their precision in sin and cos; only the remainder counts.
        let start_angle = start_angle % TAU;
        let rotation = rotation % TAU;
        let first = point_at(center, radii, rotation, start_angle);
        let whole = sweep.abs() >= TAU;
        let alone = self.has_no_elements() && self.map.is_none() && !self.has_subpath;
        if alone && whole && radii.x > MIN_SIMPLE_RADIUS && radii.y > MIN_SIMPLE_RADIUS {
            self.move_to(first);
            self.move_pending = false;
            self.simple =
                Some(Simple::Ellipse { center, radii, rotation, start_angle, sweep, closed: false });
            return Ok(());
        }
        // Step 4. If the path has subpaths, then a straight line from the last point to the start point of the arc.
        self.line_or_move_to(first);
        // Step 5, 6. Add the start and end points, connected by the arc.
        if radii.x == 0.0 && radii.y == 0.0 || sweep == 0.0 {
            // All points of the arc coincide: a subpath of (at most) a line.
            self.line_to(first);
            return Ok(());
        }
        self.begin_segment();
        let mut curves = std::mem::take(&mut self.elements);
        append_arc(center, radii, rotation, start_angle, sweep, |a, b, p| {
            curves.push(PathEl::CurveTo(self.stored(a), self.stored(b), self.stored(p)));
        });
        self.elements = curves;
        // Not the last curve's end: after a whole turn that could miss the start by a rounding error.
        let last = if whole { first } else { point_at(center, radii, rotation, start_angle + sweep) };
        self.current = self.stored(last);
        if let Some(PathEl::CurveTo(_, _, end)) = self.elements.last_mut() {
            *end = self.current;
        }
        Ok(())
    }

    /// `arcTo(x1, y1, x2, y2, radius)`.
    pub(crate) fn arc_to(&mut self, p1: Point, p2: Point, radius: f64) -> Result<(), Canvas2dError> {
        // Step 2. Ensure there is a subpath for (x1, y1).
        self.ensure_subpath(p1);
        // Step 3. If radius is negative, then throw an IndexSizeError.
        if radius < 0.0 {
            return Err(Canvas2dError::IndexSize(format!("The radius provided ({radius}) is negative.")));
        }
        if self.is_full() {
            return Ok(());
        }
        // Step 4. (x0, y0) is the last point in the subpath, in the space of the arguments.
        let Some(p0) = self.current_local() else {
            self.line_to(p1);
            return Ok(());
        };
        let (a, b) = (p0 - p1, p2 - p1);
        let (a_len, b_len) = (a.hypot(), b.hypot());
        let cross = a.cross(b);
        // Steps 5, 6. Coinciding points, a radius of zero, or three points on one line: a straight line to (x1, y1).
        let straight = a_len == 0.0 || b_len == 0.0 || radius == 0.0;
        let (cos, sin) = (a.dot(b) / (a_len * b_len), cross / (a_len * b_len));
        if straight || !(sin.abs() > 1e-9) || !cos.is_finite() {
            self.line_to(p1);
            return Ok(());
        }
        // Step 7. The circle touches both half lines at `reach` from (x1, y1): reach = radius / tan(angle / 2).
        let reach = radius * (1.0 + cos) / sin.abs();
        let from = p1 + a * (reach / a_len);
        let to = p1 + b * (reach / b_len);
        // Both normals point to the side on which the circle lies.
        let normal = Vec2::new(-a.y, a.x) * (sin.signum() / a_len);
        let center = from + normal * radius;
        if !center.is_finite() || !from.is_finite() {
            self.line_to(p1);
            return Ok(());
        }
        self.line_to(from);
        let start_angle = (from - center).atan2();
        let end_angle = (to - center).atan2();
        // The shorter way round.
        let mut turn = end_angle - start_angle;
        if turn > TAU / 2.0 {
            turn -= TAU;
        } else if turn < -TAU / 2.0 {
            turn += TAU;
        }
        if turn == 0.0 {
            return Ok(());
        }
        self.begin_segment();
        let mut curves = std::mem::take(&mut self.elements);
        append_arc(center, Vec2::new(radius, radius), 0.0, start_angle, turn, |a, b, p| {
            curves.push(PathEl::CurveTo(self.stored(a), self.stored(b), self.stored(p)));
        });
        self.elements = curves;
        self.current = self.stored(to);
        if let Some(PathEl::CurveTo(_, _, end)) = self.elements.last_mut() {
            *end = self.current;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    #[test]
    fn sweeps_follow_the_direction_and_stop_at_one_turn() {
        assert_eq!(sweep(0.0, 3.0 * TAU, false), TAU);
        assert_eq!(sweep(0.0, -3.0 * TAU, true), -TAU);
        assert_eq!(sweep(0.0, PI, false), PI);
        assert_eq!(sweep(0.0, PI, true), -PI);
        assert_eq!(sweep(0.0, -PI / 2.0, false), 1.5 * PI);
        assert_eq!(sweep(1.0, 1.0, false), 0.0);
        assert_eq!(sweep(0.0, TAU, true), -TAU, "a turn the other way round is a whole circle");
    }

    #[test]
    fn cubics_stay_on_the_circle() {
        let mut worst = 0.0f64;
        let mut from = Point::new(100.0, 0.0);
        append_arc(Point::ORIGIN, Vec2::new(100.0, 100.0), 0.0, 0.0, TAU, |a, b, p| {
            let curve = sparrow_base::kurbo::CubicBez::new(from, a, b, p);
            for i in 0..=20 {
                use sparrow_base::kurbo::ParamCurve;
                let r = curve.eval(f64::from(i) / 20.0).to_vec2().hypot();
                worst = worst.max((r - 100.0).abs());
            }
            from = p;
        });
        assert!(worst < 5e-4, "{worst}");
        assert!((from - Point::new(100.0, 0.0)).hypot() < 1e-9);
    }
}
