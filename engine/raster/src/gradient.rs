//! Gradients: <https://html.spec.whatwg.org/multipage/canvas.html#dom-canvasgradient-addcolorstop>

use sparrow_base::kurbo::{Affine, Point};
use sparrow_render::{ColorStop, Gradient, GradientKind};
use std::sync::Arc;

/// A gradient under a transform, with a table of its colours.
#[derive(Debug)]
pub(crate) struct GradientSource {
    /// Premultiplied colours of equally spaced offsets.
    table: Arc<Vec<u32>>,
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
    pub(crate) fn new(
        tables: &mut GradientTables,
        gradient: &Gradient,
        canvas_from_local: Affine,
        alpha: f32,
    ) -> Option<Self> {
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
        Some(GradientSource { table: tables.get(&gradient.stops, size, alpha), kind, is_opaque })
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
                let table = self.table.as_slice();
                let size = (table.len() - 1) as f64;
                let start = (center.x * a + center.y * b + c) * size + 0.5;
                let (start, step) = (start as f32, (a * size) as f32);
                let last = (table.len() - 1) as f32;
                for (i, pixel) in out.iter_mut().enumerate() {
                    let at = (start + i as f32 * step).clamp(0.0, last);
                    *pixel = table[at as usize];
                }
            }
            Kind::Radial { gradient_from_canvas, to, r0, dr } => {
                let row = Row::new(gradient_from_canvas, center);
                // |p - t * to| = r0 + t * dr
                let a = to.to_vec2().hypot2() - dr * dr;
                if a.abs() < 1e-9 * dr.abs().max(1e-3) {
                    self.fetch_by(row, out, |u, v| line_offset(Point::new(u, v), to, r0, dr));
                } else {
                    let by = 1.0 / a;
                    let size = by.abs();
                    self.fetch_by(row, out, |u, v| {
                        let b = u * to.x + v * to.y + r0 * dr;
                        let root = (b * b - a * (u * u + v * v - r0 * r0)).sqrt() * size;
                        let (high, low) = (b * by + root, b * by - root);
                        // The largest offset whose circle passes through the point and has a radius that is not negative.
                        let lower = if r0 + low * dr >= 0.0 { low } else { f64::NAN };
                        if r0 + high * dr >= 0.0 { high } else { lower }
                    });
                }
            }
            Kind::Conic { gradient_from_canvas } => {
                self.fetch_by(Row::new(gradient_from_canvas, center), out, turn);
            }
        }
    }

    /// The colours of offsets; of NaN it is none. Offsets are computed in groups, which compilers make vectors of, and looked up afterwards.
    #[inline]
    fn fetch_by(&self, row: Row, out: &mut [u32], offset: impl Fn(f64, f64) -> f64) {
        const GROUP: usize = 8;
        let table = self.table.as_slice();
        let last = (table.len() - 1) as f64;
        let mut first = 0.0;
        for pixels in out.chunks_mut(GROUP) {
            let at: [f64; GROUP] = std::array::from_fn(|i| {
                let along = first + i as f64;
                offset(row.u + along * row.du, row.v + along * row.dv) * last + 0.5
            });
            let index = at.map(|at| if at.is_nan() { -1 } else { at.max(0.0).min(last) as i32 });
            for (pixel, index) in pixels.iter_mut().zip(index) {
                *pixel = table.get(index as usize).copied().unwrap_or(0);
            }
            first += GROUP as f64;
        }
    }
}

/// Tables of the gradients that were drawn last: most games draw a few again and again.
#[derive(Debug, Default)]
pub(crate) struct GradientTables {
    tables: Vec<Table>,
    uses: u64,
}

#[derive(Debug)]
struct Table {
    stops: Arc<[ColorStop]>,
    alpha: f32,
    colors: Arc<Vec<u32>>,
    last_used: u64,
}

/// Tables that are kept.
const MAX_TABLES: usize = 32;
/// Lists of more stops than this are the same only if they are the same in memory.
const MAX_COMPARED_STOPS: usize = 64;

impl GradientTables {
    /// Bytes held.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.tables.iter().map(|t| t.colors.capacity() * 4).sum()
    }

    fn get(&mut self, stops: &Arc<[ColorStop]>, size: usize, alpha: f32) -> Arc<Vec<u32>> {
        self.uses += 1;
        let known = self.tables.iter_mut().find(|t| {
            let same_stops = Arc::ptr_eq(&t.stops, stops)
                || (stops.len() <= MAX_COMPARED_STOPS && t.stops[..] == stops[..]);
            t.colors.len() == size && t.alpha == alpha && same_stops
        });
        if let Some(known) = known {
            known.last_used = self.uses;
            return known.colors.clone();
        }
        let mut oldest = None;
        if self.tables.len() >= MAX_TABLES {
            let at = (0..MAX_TABLES).min_by_key(|at| self.tables[*at].last_used);
            oldest = at.map(|at| self.tables.swap_remove(at).colors);
        }
        // Its memory is free unless it is drawn with now.
        let mut colors = oldest.unwrap_or_default();
        fill_table(Arc::make_mut(&mut colors), stops, size, alpha);
        let table = Table { stops: stops.clone(), alpha, colors: colors.clone(), last_used: self.uses };
        self.tables.push(table);
        colors
    }
}

/// Places in gradient space of a row of canvas pixels.
#[derive(Clone, Copy)]
struct Row {
    u: f64,
    v: f64,
    du: f64,
    dv: f64,
}

impl Row {
    fn new(gradient_from_canvas: Affine, center: Point) -> Row {
        let [du, dv, ..] = gradient_from_canvas.as_coeffs();
        let Point { x: u, y: v } = gradient_from_canvas * center;
        Row { u, v, du, dv }
    }
}

/// The angle of a point around the origin, in turns from 0 to 1. Off by less than 2e-7, a thousandth of what two neighbours of a table of colours
/// are apart.
#[inline(always)]
fn turn(u: f64, v: f64) -> f64 {
    // atan(m) / (2 pi m) for m from 0 to 1, as a polynomial in m * m that was fitted at Chebyshev's nodes.
    const ATAN: [f64; 7] = [
        0.15915481984057225,
        -0.05303946391911115,
        0.031627334380076505,
        -0.021402940388728486,
        0.013229985897623971,
        -0.005786942303881675,
        0.0012172733339556377,
    ];
    let (x, y) = (u.abs(), v.abs());
    let (short, long) = if x > y { (y, x) } else { (x, y) };
    // Of the origin itself the turn is 0.
    let m = if long > 0.0 { short / long } else { 0.0 };
    let square = m * m;
    let eighth = m * ATAN.iter().rev().fold(0.0, |sum, c| sum * square + c);
    let quarter = if x > y { eighth } else { 0.25 - eighth };
    let quarter = if long > 0.0 { quarter } else { 0.0 };
    let half = if u < 0.0 { 0.5 - quarter } else { quarter };
    if v < 0.0 { 1.0 - half } else { half }
}

/// The inverse, where it is one.
pub(crate) fn invert(transform: Affine) -> Option<Affine> {
    let inverse = transform.inverse();
    (transform.determinant() != 0.0 && inverse.is_finite()).then_some(inverse)
}

/// The offset of a point where that is the solution of a linear equation: a circle that grows as fast as it moves.
fn line_offset(p: Point, to: Point, r0: f64, dr: f64) -> f64 {
    let b = p.to_vec2().dot(to.to_vec2()) + r0 * dr;
    let c = p.to_vec2().hypot2() - r0 * r0;
    let t = c / (2.0 * b);
    if b != 0.0 && r0 + t * dr >= 0.0 { t } else { f64::NAN }
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

fn fill_table(out: &mut Vec<u32>, stops: &[ColorStop], size: usize, alpha: f32) {
    out.clear();
    out.reserve_exact(size);
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
}

/// Straight components of 0..=255, times `alpha`, as a premultiplied word.
fn premultiply([r, g, b, a]: [f32; 4], alpha: f32) -> u32 {
    let a = a * alpha;
    let byte = |v: f32| (v + 0.5) as u32;
    let by = a / 255.0;
    byte(r * by) | (byte(g * by) << 8) | (byte(b * by) << 16) | (byte(a) << 24)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_found_again_and_those_that_are_drawn_with_stay() {
        let mut tables = GradientTables::default();
        let stops = |r: u8| -> Arc<[ColorStop]> {
            let stop = |offset, r| ColorStop { offset, color: sparrow_base::Rgba8::new(r, 0, 0, 255) };
            [stop(0.0, r), stop(1.0, 0)].into()
        };
        let first = tables.get(&stops(200), 256, 1.0);
        assert!(Arc::ptr_eq(&first, &tables.get(&stops(200), 256, 1.0)), "equal stops");
        assert_eq!((first[0], first[255]), (0xff00_00c8, 0xff00_0000));
        for (size, alpha) in [(512, 1.0), (256, 0.5)] {
            assert!(!Arc::ptr_eq(&first, &tables.get(&stops(200), size, alpha)));
        }
        let half = tables.get(&stops(200), 256, 0.5);
        assert_eq!(half[0], 0x8000_0064);
        for r in 0..100 {
            assert_eq!(tables.get(&stops(r), 256, 1.0)[0], 0xff00_0000 | u32::from(r));
        }
        assert_eq!((first[0], half[0], tables.tables.len()), (0xff00_00c8, 0x8000_0064, MAX_TABLES));
    }

    #[test]
    fn turns_are_those_of_atan2() {
        let mut worst = 0.0f64;
        for i in 0..=4000 {
            let angle = f64::from(i) / 4000.0 * std::f64::consts::TAU;
            for radius in [1e-3, 1.0, 700.0] {
                let (u, v) = (angle.cos() * radius, angle.sin() * radius);
                let exact = v.atan2(u).rem_euclid(std::f64::consts::TAU) / std::f64::consts::TAU;
                let off = (turn(u, v) - exact).abs();
                worst = worst.max(off.min(1.0 - off));
            }
        }
        assert!(worst < 2e-7, "{worst}");
        assert_eq!([turn(0.0, 0.0), turn(1.0, 0.0), turn(0.0, 1.0)], [0.0, 0.0, 0.25]);
        assert_eq!([turn(-1.0, 0.0), turn(0.0, -1.0)], [0.5, 0.75]);
    }
}
