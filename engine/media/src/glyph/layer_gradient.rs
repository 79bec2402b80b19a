//! The fills of coloured layers: plain colours and gradients.

use super::layer_blend::Color;
use skrifa::{
    color::{Brush, ColorStop, Extend},
    raw::types::Point as FontPoint,
};
use sparrow_base::kurbo::{Point, Vec2};

/// The palette index that stands for the text colour.
const FOREGROUND: u16 = 0xffff;

/// A fill that is ready to be asked for the colour of a point, in font units.
pub(super) enum Fill {
    Solid(Color),
    Linear { start: Point, direction: Vec2, line: ColorLine },
    Radial { c0: Point, r0: f64, dc: Vec2, dr: f64, line: ColorLine },
    Sweep { center: Point, start: f64, end: f64, line: ColorLine },
}

/// Colours along a gradient.
pub(super) struct ColorLine {
    /// Offset and premultiplied colour, by offset.
    stops: Vec<(f64, Color)>,
    extend: Extend,
}

impl Fill {
    /// None where nothing is painted.
    pub(super) fn new(brush: &Brush<'_>, palette: &[Color]) -> Option<Fill> {
        match *brush {
            Brush::Solid { palette_index, alpha } => Some(Fill::Solid(color(palette, palette_index, alpha)?)),
            Brush::LinearGradient { p0, p1, color_stops, extend } => {
                let line = ColorLine::new(color_stops, extend, palette)?;
                let (start, end) = (point(p0), point(p1));
                let across = end - start;
                // A line without length paints its last colour, as far as it paints at all.
                if across.hypot2() < 1e-12 {
                    return Some(Fill::Solid(line.stops.last()?.1));
                }
                Some(Fill::Linear { start, direction: across / across.hypot2(), line })
            }
            Brush::RadialGradient { c0, r0, c1, r1, color_stops, extend } => {
                let line = ColorLine::new(color_stops, extend, palette)?;
                let (c0, c1) = (point(c0), point(c1));
                let (r0, r1) = (f64::from(r0), f64::from(r1));
                if c0 == c1 && r0 == r1 {
                    return None;
                }
                Some(Fill::Radial { c0, r0, dc: c1 - c0, dr: r1 - r0, line })
            }
            Brush::SweepGradient { c0, start_angle, end_angle, color_stops, extend } => {
                let line = ColorLine::new(color_stops, extend, palette)?;
                let (start, end) = (f64::from(start_angle), f64::from(end_angle));
                Some(Fill::Sweep { center: point(c0), start, end, line })
            }
        }
    }

    /// The premultiplied colour at a point; none where the gradient does not reach.
    pub(super) fn at(&self, p: Point) -> Option<Color> {
        match self {
            Fill::Solid(color) => Some(*color),
            Fill::Linear { start, direction, line } => Some(line.at((p - *start).dot(*direction))),
            Fill::Radial { c0, r0, dc, dr, line } => Some(line.at(radial_offset(p - *c0, *r0, *dc, *dr)?)),
            Fill::Sweep { center, start, end, line } => {
                let d = p - *center;
                // Clockwise as seen in font units: the angles were turned round for us.
                let angle = (-d.y).atan2(d.x).to_degrees().rem_euclid(360.0);
                if (end - start).abs() < 1e-9 {
                    return Some(line.at(if angle < *start { -1.0 } else { 2.0 }));
                }
                Some(line.at((angle - start) / (end - start)))
            }
        }
    }
}

/// The largest t whose circle passes through the point and has a radius that is not negative.
fn radial_offset(p: Vec2, r0: f64, dc: Vec2, dr: f64) -> Option<f64> {
    let a = dc.hypot2() - dr * dr;
    let b = p.dot(dc) + r0 * dr;
    let c = p.hypot2() - r0 * r0;
    let valid = |t: f64| (t.is_finite() && r0 + t * dr >= 0.0).then_some(t);
    if a.abs() < 1e-9 {
        return if b.abs() < 1e-12 { None } else { valid(c / (2.0 * b)) };
    }
    let discriminant = b * b - a * c;
    if discriminant < 0.0 {
        return None;
    }
    let root = discriminant.sqrt();
    let (t0, t1) = ((b + root) / a, (b - root) / a);
    valid(t0.max(t1)).or_else(|| valid(t0.min(t1)))
}

impl ColorLine {
    fn new(stops: &[ColorStop], extend: Extend, palette: &[Color]) -> Option<ColorLine> {
        let mut list: Vec<(f64, Color)> = stops
            .iter()
            .filter_map(|s| Some((f64::from(s.offset), color(palette, s.palette_index, s.alpha)?)))
            .filter(|(offset, _)| offset.is_finite())
            .collect();
        list.sort_by(|a, b| a.0.total_cmp(&b.0));
        (!list.is_empty()).then_some(ColorLine { stops: list, extend })
    }

    fn at(&self, t: f64) -> Color {
        let t = match self.extend {
            Extend::Repeat => t.rem_euclid(1.0),
            Extend::Reflect => {
                let u = t.rem_euclid(2.0);
                if u > 1.0 { 2.0 - u } else { u }
            }
            _ => t,
        };
        let after = self.stops.partition_point(|(offset, _)| *offset <= t);
        if after == 0 {
            return self.stops[0].1;
        }
        let (o0, c0) = self.stops[after - 1];
        let Some((o1, c1)) = self.stops.get(after) else { return c0 };
        let share = ((t - o0) / (o1 - o0)) as f32;
        std::array::from_fn(|i| c0[i] + (c1[i] - c0[i]) * share)
    }
}

/// A palette colour, premultiplied; none when the palette has no such entry.
fn color(palette: &[Color], index: u16, alpha: f32) -> Option<Color> {
    let [r, g, b, a] =
        if index == FOREGROUND { [0.0, 0.0, 0.0, 1.0] } else { *palette.get(usize::from(index))? };
    let alpha = (a * alpha).clamp(0.0, 1.0);
    Some([r * alpha, g * alpha, b * alpha, alpha])
}

fn point(p: FontPoint<f32>) -> Point {
    Point::new(p.x.into(), p.y.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PALETTE: [Color; 2] = [[1.0, 0.0, 0.0, 1.0], [0.0, 0.0, 1.0, 1.0]];

    fn stops() -> [ColorStop; 2] {
        [
            ColorStop { offset: 0.0, palette_index: 0, alpha: 1.0 },
            ColorStop { offset: 1.0, palette_index: 1, alpha: 1.0 },
        ]
    }

    #[test]
    fn lines_extend_as_they_are_told() {
        for (extend, t, red) in
            [(Extend::Pad, 1.25, 0.0), (Extend::Repeat, 1.25, 0.75), (Extend::Reflect, 1.25, 0.25)]
        {
            let line = ColorLine::new(&stops(), extend, &PALETTE).unwrap();
            assert!((line.at(t)[0] - red).abs() < 1e-6, "{extend:?}");
        }
    }

    #[test]
    fn a_radial_gradient_reaches_its_circles_at_its_ends() {
        let stops = stops();
        let (c0, c1) = (FontPoint::new(0.0, 0.0), FontPoint::new(0.0, 0.0));
        let brush =
            Brush::RadialGradient { c0, r0: 10.0, c1, r1: 20.0, color_stops: &stops, extend: Extend::Pad };
        let fill = Fill::new(&brush, &PALETTE).unwrap();
        let red = |x: f64| fill.at(Point::new(x, 0.0)).unwrap()[0];
        assert!((red(10.0) - 1.0).abs() < 1e-6 && (red(15.0) - 0.5).abs() < 1e-6 && red(20.0).abs() < 1e-6);
    }

    #[test]
    fn a_cone_leaves_the_outside_empty() {
        let stops = stops();
        let (c0, c1) = (FontPoint::new(0.0, 0.0), FontPoint::new(100.0, 0.0));
        let brush =
            Brush::RadialGradient { c0, r0: 10.0, c1, r1: 10.0, color_stops: &stops, extend: Extend::Pad };
        let fill = Fill::new(&brush, &PALETTE).unwrap();
        assert!(fill.at(Point::new(50.0, 50.0)).is_none());
        assert!(fill.at(Point::new(50.0, 5.0)).is_some());
    }

    #[test]
    fn colours_that_the_palette_lacks_paint_nothing() {
        assert!(Fill::new(&Brush::Solid { palette_index: 7, alpha: 1.0 }, &PALETTE).is_none());
        assert!(Fill::new(&Brush::Solid { palette_index: FOREGROUND, alpha: 0.5 }, &PALETTE).is_some());
    }
}
