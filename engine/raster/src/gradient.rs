//! Gradients: <https://html.spec.whatwg.org/multipage/canvas.html#dom-canvasgradient-addcolorstop>

use sparrow_base::kurbo::{Affine, Point};
use sparrow_render::{ColorStop, Gradient, GradientKind};

/// A gradient under a transform, with a table of its colours.
#[derive(Debug)]
pub(crate) struct GradientSource {
    /// Premultiplied colours of equally spaced offsets.
    table: Vec<u32>,
    kind: Kind,
    is_opaque: bool,
}

/// How an offset is found for a canvas pixel.
#[derive(Clone, Copy, Debug)]
enum Kind {
    /// Offset = x * a + y * b + c.
    Linear { a: f64, b: f64, c: f64 },
    /// Two circles; gradient space is the plane moved so that the first centre is the origin.
    Radial { gradient_from_canvas: Affine, to: Point, r0: f64, dr: f64 },
    /// Around the origin of gradient space, clockwise from the x axis.
    Conic { gradient_from_canvas: Affine },
}

impl GradientSource {
    /// `None` when the transform cannot be inverted. `alpha` is the global alpha.
    pub(crate) fn new(gradient: &Gradient, canvas_from_local: Affine, alpha: f32) -> Option<Self> {
        let local_from_canvas = invert(canvas_from_local)?;
        let kind = match gradient.kind {
            GradientKind::Linear { from, to } => {
                let along = to - from;
                let scaled = along / along.hypot2();
                let [a, b, c, d, e, f] = local_from_canvas.as_coeffs();
                Kind::Linear {
                    a: a * scaled.x + b * scaled.y,
                    b: c * scaled.x + d * scaled.y,
                    c: (e - from.x) * scaled.x + (f - from.y) * scaled.y,
                }
            }
            GradientKind::Radial { from, from_radius, to, to_radius } => Kind::Radial {
                gradient_from_canvas: Affine::translate(-from.to_vec2()) * local_from_canvas,
                to: (to - from).to_point(),
                r0: from_radius,
                dr: to_radius - from_radius,
            },
            GradientKind::Conic { center, start_angle } => Kind::Conic {
                gradient_from_canvas: Affine::rotate(-start_angle)
                    * Affine::translate(-center.to_vec2())
                    * local_from_canvas,
            },
        };
        // Between two circles there may be nothing.
        let is_opaque = alpha == 1.0
            && gradient.stops.iter().all(|stop| stop.color.a == 255)
            && !matches!(kind, Kind::Radial { .. });
        let size = table_size(&kind, &gradient.stops);
        Some(GradientSource { table: table(&gradient.stops, size, alpha), kind, is_opaque })
    }

    /// True when no pixel is transparent.
    pub(crate) fn is_opaque(&self) -> bool {
        self.is_opaque
    }

    /// Premultiplied pixels for the canvas pixels from (`x`, `y`) on.
    pub(crate) fn fetch(&self, x: i32, y: i32, out: &mut [u32]) {
        let center = Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
        match self.kind {
            Kind::Linear { a, b, c } => {
                let size = (self.table.len() - 1) as f64;
                let start = (center.x * a + center.y * b + c) * size + 0.5;
                let (start, step) = (start as f32, (a * size) as f32);
                let last = (self.table.len() - 1) as f32;
                for (i, pixel) in out.iter_mut().enumerate() {
                    let at = (start + i as f32 * step).clamp(0.0, last);
                    *pixel = self.table[at as usize];
                }
            }
            Kind::Radial { gradient_from_canvas, to, r0, dr } => {
                let [du, dv, ..] = gradient_from_canvas.as_coeffs();
                let start = gradient_from_canvas * center;
                for (i, pixel) in out.iter_mut().enumerate() {
                    let p = Point::new(start.x + i as f64 * du, start.y + i as f64 * dv);
                    *pixel = radial_offset(p, to, r0, dr).map_or(0, |t| self.color(t));
                }
            }
            Kind::Conic { gradient_from_canvas } => {
                let [du, dv, ..] = gradient_from_canvas.as_coeffs();
                let start = gradient_from_canvas * center;
                for (i, pixel) in out.iter_mut().enumerate() {
                    let (u, v) = (start.x + i as f64 * du, start.y + i as f64 * dv);
                    let turn = v.atan2(u) / std::f64::consts::TAU;
                    *pixel = self.color(if turn < 0.0 { turn + 1.0 } else { turn });
                }
            }
        }
    }

    fn color(&self, offset: f64) -> u32 {
        let last = (self.table.len() - 1) as f64;
        // NaN becomes index 0.
        self.table[(offset.clamp(0.0, 1.0) * last + 0.5) as usize]
    }
}

/// The inverse, where it is one.
pub(crate) fn invert(transform: Affine) -> Option<Affine> {
    let inverse = transform.inverse();
    (transform.determinant() != 0.0 && inverse.is_finite()).then_some(inverse)
}

/// The largest offset whose circle passes through a point and has a radius that is not negative.
fn radial_offset(p: Point, to: Point, r0: f64, dr: f64) -> Option<f64> {
    // |p - t * to| = r0 + t * dr
    let a = to.to_vec2().hypot2() - dr * dr;
    let b = p.to_vec2().dot(to.to_vec2()) + r0 * dr;
    let c = p.to_vec2().hypot2() - r0 * r0;
    let valid = |t: f64| r0 + t * dr >= 0.0;
    if a.abs() < 1e-9 * dr.abs().max(1e-3) {
        // A line or nothing.
        return if b == 0.0 { None } else { Some(c / (2.0 * b)).filter(|t| valid(*t)) };
    }
    let discriminant = b * b - a * c;
    if discriminant < 0.0 {
        return None;
    }
    let root = discriminant.sqrt();
    let (t0, t1) = ((b + root) / a, (b - root) / a);
    let (high, low) = if t0 >= t1 { (t0, t1) } else { (t1, t0) };
    if valid(high) {
        Some(high)
    } else if valid(low) {
        Some(low)
    } else {
        None
    }
}

/// Enough entries that neighbouring pixels of the gradient differ by at most about one.
fn table_size(kind: &Kind, stops: &[ColorStop]) -> usize {
    let has_hard_edge = stops.windows(2).any(|w| w[0].offset == w[1].offset);
    let length = match kind {
        Kind::Linear { a, b, .. } => 1.0 / a.hypot(*b),
        Kind::Radial { .. } | Kind::Conic { .. } => 512.0,
    };
    let wanted = if has_hard_edge { length * 4.0 } else { length };
    (wanted.clamp(255.0, 4095.0) as usize).next_power_of_two()
}

fn table(stops: &[ColorStop], size: usize, alpha: f32) -> Vec<u32> {
    let mut out = Vec::with_capacity(size);
    let component = |c: ColorStop| [c.color.r, c.color.g, c.color.b, c.color.a].map(f32::from);
    let mut next = 0;
    for i in 0..size {
        let t = i as f32 / (size - 1) as f32;
        // Of stops at one offset the last one counts for what follows.
        while next < stops.len() && stops[next].offset <= t {
            next += 1;
        }
        let color = match (next.checked_sub(1).map(|i| stops[i]), stops.get(next)) {
            (None, Some(first)) => component(*first),
            (Some(last), None) => component(last),
            (Some(a), Some(b)) => {
                let mix = (t - a.offset) / (b.offset - a.offset);
                let (a, b) = (component(a), component(*b));
                std::array::from_fn(|k| a[k] + (b[k] - a[k]) * mix)
            }
            (None, None) => [0.0; 4],
        };
        out.push(premultiply(color, alpha));
    }
    out
}

/// Straight components of 0..=255, times `alpha`, as a premultiplied word.
fn premultiply([r, g, b, a]: [f32; 4], alpha: f32) -> u32 {
    let a = a * alpha;
    let byte = |v: f32| (v + 0.5) as u32;
    let by = a / 255.0;
    byte(r * by) | (byte(g * by) << 8) | (byte(b * by) << 16) | (byte(a) << 24)
}
