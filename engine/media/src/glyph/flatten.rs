//! Outline -> polygon with the corners where Skia's analytic rasteriser has them.
//!
//! Skia snaps the ends of every edge to quarters of a row and cuts curves into few pieces. Exact coverage of *that* polygon gives
//! glyphs that agree with Chromium's within a few levels of grey; exact coverage of the curves themselves is off by up to 60.

use sparrow_base::kurbo::{BezPath, PathEl, Point, Vec2};
use zeno::{Command, Vector};

/// Curves are cut into at most 2 to the power of this.
const MAX_SHIFT: u32 = 6;

/// Appends the polygon of `path`, moved by `offset`, to `out`.
pub(super) fn flatten(path: &BezPath, offset: Vec2, out: &mut Vec<Command>) {
    let mut pen = Pen { out, last: Point::ZERO };
    let mut start = Point::ZERO;
    for el in path.elements() {
        match *el {
            PathEl::MoveTo(p) => {
                pen.close();
                start = p + offset;
                pen.last = start;
                pen.out.push(Command::MoveTo(vector(start.x, snap(start.y))));
            }
            PathEl::LineTo(p) => pen.line(p + offset),
            PathEl::QuadTo(a, p) => pen.quad(a + offset, p + offset),
            PathEl::CurveTo(a, b, p) => pen.cubic(a + offset, b + offset, p + offset),
            PathEl::ClosePath => {
                pen.close();
                pen.last = start;
            }
        }
    }
    pen.close();
}

fn vector(x: f64, y: f64) -> Vector {
    Vector::new(x as f32, y as f32)
}

/// The nearest quarter of a row, halves downwards on the screen.
fn snap(y: f64) -> f64 {
    (y * 4.0 + 0.5).floor() / 4.0
}

struct Pen<'a> {
    out: &'a mut Vec<Command>,
    /// Where the outline is, not snapped.
    last: Point,
}

impl Pen<'_> {
    fn close(&mut self) {
        if !matches!(self.out.last(), None | Some(Command::Close)) {
            self.out.push(Command::Close);
        }
    }

    fn corner(&mut self, x: f64, y: f64) {
        self.out.push(Command::LineTo(vector(x, y)));
    }

    fn line(&mut self, p: Point) {
        self.corner(p.x, snap(p.y));
        self.last = p;
    }

    fn quad(&mut self, p1: Point, p2: Point) {
        let p0 = self.last;
        // Cut where the curve turns up or down.
        let (below, above) = (p0.y - p1.y, p1.y - p2.y);
        if below * above < 0.0 {
            let t = below / (below - above);
            let (a, b) = (p0.lerp(p1, t), p1.lerp(p2, t));
            let turn = a.lerp(b, t);
            self.monotone_quad(p0, Point::new(a.x, turn.y), turn);
            self.monotone_quad(turn, Point::new(b.x, turn.y), p2);
        } else {
            self.monotone_quad(p0, p1, p2);
        }
        self.last = p2;
    }

    fn monotone_quad(&mut self, p0: Point, p1: Point, p2: Point) {
        let (top, bottom) = if p0.y <= p2.y { (p0, p2) } else { (p2, p0) };
        let (top_y, bottom_y) = (snap(top.y), snap(bottom.y));
        let mut corners = Corners::new();
        if top_y < bottom_y {
            let deviation = (p1.to_vec2() * 2.0 - p0.to_vec2() - p2.to_vec2()) / 4.0;
            let shift = shift_for(deviation.x, deviation.y).clamp(1, MAX_SHIFT);
            let bend = (top.to_vec2() - p1.to_vec2() * 2.0 + bottom.to_vec2()) / 2.0;
            let mut velocity = (p1 - top) + bend / f64::from(1u32 << shift);
            let change = bend / f64::from(1u32 << (shift - 1));
            let share = 1.0 / f64::from(1u32 << (shift - 1));
            let mut at = Point::new(top.x, top_y);
            let mut corner = at;
            for _ in 1..1u32 << shift {
                at += velocity * share;
                if velocity.y >= 1.0 / 64.0 {
                    let slope = velocity.x / velocity.y;
                    // Steep long pieces end on whole rows, moved along their slope.
                    let next = if velocity.y >= 2.0 {
                        let y = (at.y + 0.5).floor().min(bottom_y);
                        Point::new(at.x + slope * (y - at.y), y)
                    } else {
                        Point::new(at.x, snap(at.y).min(bottom_y))
                    };
                    if next.y > corner.y {
                        corners.push(corner.x + slope * (next.y - corner.y), next.y);
                        corners.push(next.x, next.y);
                        corner = next;
                    }
                }
                velocity += change;
            }
        }
        self.emit(&corners, p0, p2);
    }

    fn cubic(&mut self, p1: Point, p2: Point, p3: Point) {
        let p0 = self.last;
        let mut rest = [p0, p1, p2, p3];
        let mut done = 0.0;
        for t in turns(p0.y, p1.y, p2.y, p3.y).into_iter().flatten() {
            let (head, tail) = split(rest, (t - done) / (1.0 - done));
            self.monotone_cubic(head);
            rest = tail;
            done = t;
        }
        self.monotone_cubic(rest);
        self.last = p3;
    }

    fn monotone_cubic(&mut self, p: [Point; 4]) {
        let [top, a, b, bottom] = if p[0].y <= p[3].y { p } else { [p[3], p[2], p[1], p[0]] };
        let (top_y, bottom_y) = (snap(top.y), snap(bottom.y));
        let mut corners = Corners::new();
        if top_y < bottom_y {
            let x = deviation_from_line(top.x, a.x, b.x, bottom.x);
            let y = deviation_from_line(top.y, a.y, b.y, bottom.y);
            let pieces = 1u32 << (shift_for(x, y) + 1).min(MAX_SHIFT);
            // The forward differences start on the snapped row: the whole curve moves with its upper end.
            let moved = top_y - top.y;
            let mut highest = top_y;
            for i in 1..pieces {
                let t = f64::from(i) / f64::from(pieces);
                let q = split([top, a, b, bottom], t).0[3];
                highest = (q.y + moved).max(highest);
                corners.push(q.x, snap(highest).min(bottom_y));
            }
        }
        self.emit(&corners, p[0], p[3]);
    }

    /// Appends corners that were found from top to bottom, in the direction of the outline.
    fn emit(&mut self, corners: &Corners, from: Point, to: Point) {
        let list = &corners.list[..corners.len];
        if from.y <= to.y {
            list.iter().for_each(|c| self.corner(c.0, c.1));
        } else {
            list.iter().rev().for_each(|c| self.corner(c.0, c.1));
        }
        self.corner(to.x, snap(to.y));
    }
}

/// A short list on the stack.
struct Corners {
    list: [(f64, f64); 2 << MAX_SHIFT],
    len: usize,
}

impl Corners {
    fn new() -> Self {
        Corners { list: [(0.0, 0.0); 2 << MAX_SHIFT], len: 0 }
    }

    fn push(&mut self, x: f64, y: f64) {
        self.list[self.len] = (x, y);
        self.len += 1;
    }
}

/// How many times to halve a curve that deviates that many pixels from its chord.
fn shift_for(dx: f64, dy: f64) -> u32 {
    let (dx, dy) = (dx.abs() * 256.0, dy.abs() * 256.0);
    let distance = dx.max(dy) + dx.min(dy) / 2.0;
    let units = (distance.min(1e9) as u32 + 16) >> 5;
    (32 - units.leading_zeros()) / 2
}

fn deviation_from_line(a: f64, b: f64, c: f64, d: f64) -> f64 {
    let first = (8.0 * a - 15.0 * b + 6.0 * c + d) * 19.0 / 512.0;
    let second = (a + 6.0 * b - 15.0 * c + 8.0 * d) * 19.0 / 512.0;
    first.abs().max(second.abs())
}

/// Where a cubic turns up or down, within 0 to 1, in order.
fn turns(a: f64, b: f64, c: f64, d: f64) -> [Option<f64>; 2] {
    let (qa, qb, qc) = (d - a + 3.0 * (b - c), 2.0 * (a - b - b + c), b - a);
    let inside = |t: f64| (t > 0.0 && t < 1.0).then_some(t);
    if qa.abs() < 1e-12 {
        return [if qb == 0.0 { None } else { inside(-qc / qb) }, None];
    }
    let discriminant = qb * qb - 4.0 * qa * qc;
    if discriminant < 0.0 {
        return [None, None];
    }
    let root = discriminant.sqrt();
    let (t0, t1) = ((-qb - root) / (2.0 * qa), (-qb + root) / (2.0 * qa));
    match (inside(t0.min(t1)), inside(t0.max(t1))) {
        (Some(a), Some(b)) if a == b => [Some(a), None],
        (None, later) => [later, None],
        both => [both.0, both.1],
    }
}

fn split([p0, p1, p2, p3]: [Point; 4], t: f64) -> ([Point; 4], [Point; 4]) {
    let (a, b, c) = (p0.lerp(p1, t), p1.lerp(p2, t), p2.lerp(p3, t));
    let (d, e) = (a.lerp(b, t), b.lerp(c, t));
    let f = d.lerp(e, t);
    ([p0, a, d, f], [f, e, c, p3])
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_base::kurbo::{Circle, Rect, Shape as _};

    fn polygon(path: &BezPath) -> Vec<(f32, f32)> {
        let mut out = Vec::new();
        flatten(path, Vec2::ZERO, &mut out);
        out.iter()
            .filter_map(|c| match c {
                Command::MoveTo(p) | Command::LineTo(p) => Some((p.x, p.y)),
                _ => None,
            })
            .collect()
    }

    fn area(p: &[(f32, f32)]) -> f32 {
        (0..p.len()).map(|i| (p[i], p[(i + 1) % p.len()])).map(|(a, b)| (a.0 * b.1 - b.0 * a.1) / 2.0).sum()
    }

    #[test]
    fn rows_snap_to_quarters_and_columns_stay() {
        let p = polygon(&Rect::new(1.03, 2.06, 4.55, 3.13).to_path(0.1));
        assert_eq!(p[..4], [(1.03, 2.0), (4.55, 2.0), (4.55, 3.25), (1.03, 3.25)]);
    }

    #[test]
    fn a_stem_an_eighth_too_thick_becomes_whole() {
        let p = polygon(&Rect::new(0.0, 10.0, 5.0, 11.0625).to_path(0.1));
        assert_eq!(area(&p), 5.0);
    }

    #[test]
    fn curves_keep_their_area_in_both_directions() {
        for radius in [0.3, 2.0, 7.7, 40.0, 300.0] {
            let circle = Circle::new((400.0, 400.0), radius).to_path(0.01);
            let exact = std::f32::consts::PI * (radius * radius) as f32;
            for path in [circle.clone(), circle.reverse_subpaths()] {
                let ours = area(&polygon(&path)).abs();
                assert!((ours - exact).abs() < exact * 0.03 + 0.3, "radius {radius}: {ours}, exact {exact}");
            }
        }
    }

    #[test]
    fn cubics_are_cut_where_they_turn() {
        assert_eq!(turns(0.0, 1.0, 2.0, 3.0), [None, None]);
        let [Some(a), Some(b)] = turns(0.0, 3.0, -2.0, 1.0) else { panic!("two turns") };
        assert!(0.0 < a && a < b && b < 1.0);
        assert!(matches!(turns(0.0, 1.0, 1.0, 0.0), [Some(t), None] if (t - 0.5).abs() < 1e-9));
    }
}
