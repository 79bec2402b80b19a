//! Reading an image through an affine map, a row of canvas pixels at a time.

use crate::{bounds::Bounds, image::View};
use sparrow_base::kurbo::{Affine, Point};
use std::ops::Range;

/// What lies outside of the source rectangle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outside {
    /// The nearest pixel of the edge.
    Clamp,
    /// The same image again.
    Repeat,
    /// Nothing.
    Transparent,
}

/// Fraction bits of source coordinates.
pub(crate) const BITS: u32 = 16;
pub(crate) const ONE: i64 = 1 << BITS;
/// Source coordinates are cut off here, in pixels; the steps along a row of the largest canvas still fit.
const FAR: f64 = 1e9;

/// An image under a transform.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sampler<'a> {
    image: View<'a>,
    /// The part of the image that may be read; not empty.
    source: Bounds,
    source_from_canvas: Affine,
    outside_x: Outside,
    outside_y: Outside,
    is_smooth: bool,
    fine: Option<Fine>,
}

/// Smooth samples with exact weights, for `imageSmoothingQuality` above `low`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fine {
    /// Between two pixels.
    Linear,
    /// Among four pixels of each row and column.
    Cubic,
}

/// Source coordinates along a row of canvas pixels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Walk {
    pub(crate) u: i64,
    pub(crate) v: i64,
    pub(crate) du: i64,
    pub(crate) dv: i64,
}

impl Walk {
    /// The coordinates `steps` pixels further.
    fn at(self, steps: usize) -> Walk {
        let steps = steps as i64;
        Walk { u: self.u + steps * self.du, v: self.v + steps * self.dv, ..self }
    }
}

impl<'a> Sampler<'a> {
    pub(crate) fn new(
        image: View<'a>,
        source: Bounds,
        source_from_canvas: Affine,
        outside: (Outside, Outside),
        is_smooth: bool,
    ) -> Self {
        Sampler {
            image,
            source,
            source_from_canvas,
            outside_x: outside.0,
            outside_y: outside.1,
            is_smooth,
            fine: None,
        }
    }

    /// The same, sampled with care.
    pub(crate) fn with_care(self, fine: Fine) -> Self {
        Sampler { is_smooth: true, fine: Some(fine), ..self }
    }

    /// True when it is known that no pixel is transparent.
    pub(crate) fn is_opaque(&self) -> bool {
        self.image.is_opaque
            && self.outside_x != Outside::Transparent
            && self.outside_y != Outside::Transparent
    }

    /// Premultiplied pixels for the canvas pixels from (`x`, `y`) on.
    pub(crate) fn fetch(&self, x: i32, y: i32, out: &mut [u32]) {
        let walk = self.walk(x, y);
        if let Some(fine) = self.fine {
            self.fetch_fine(fine, walk, out);
            return;
        }
        // Of a smooth sample the right and the lower neighbour have to be inside as well.
        let margin = i32::from(self.is_smooth);
        let s = self.source;
        let inside = intersect(
            steps_within(walk.u, walk.du, s.x0, s.x1 - margin, out.len()),
            steps_within(walk.v, walk.dv, s.y0, s.y1 - margin, out.len()),
        );
        let (before, rest) = out.split_at_mut(inside.start);
        let (middle, after) = rest.split_at_mut(inside.len());
        self.fetch_anywhere(walk, before);
        self.fetch_inside(walk.at(inside.start), middle);
        self.fetch_anywhere(walk.at(inside.end), after);
    }

    fn walk(&self, x: i32, y: i32) -> Walk {
        let from = self.source_from_canvas * Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
        let [du, dv, ..] = self.source_from_canvas.as_coeffs();
        let shift = if self.is_smooth { 0.5 } else { 0.0 };
        // A step beyond the image's size leaves it at once, wherever that leads.
        Walk { u: fixed(from.x - shift), v: fixed(from.y - shift), du: fixed(du), dv: fixed(dv) }
    }

    /// Pixels whose samples all lie inside the source.
    fn fetch_inside(&self, mut walk: Walk, out: &mut [u32]) {
        let stride = self.image.size.width as usize;
        let pixels = self.image.pixels;
        let index = |walk: Walk| (walk.v >> BITS) as usize * stride + (walk.u >> BITS) as usize;
        if !self.is_smooth {
            for pixel in out {
                *pixel = pixels[index(walk)];
                (walk.u, walk.v) = (walk.u + walk.du, walk.v + walk.dv);
            }
        } else if walk.dv == 0 && !out.is_empty() {
            let top = self.image.row((walk.v >> BITS) as usize);
            let bottom = self.image.row((walk.v >> BITS) as usize + 1);
            let wy = weight(walk.v);
            for pixel in out {
                let x = (walk.u >> BITS) as usize;
                let (top, bottom) = (&top[x..x + 2], &bottom[x..x + 2]);
                let left = spread(top[0]) * (16 - wy) + spread(bottom[0]) * wy;
                let right = spread(top[1]) * (16 - wy) + spread(bottom[1]) * wy;
                let wx = weight(walk.u);
                *pixel = gather((left * (16 - wx) + right * wx) >> 8);
                walk.u += walk.du;
            }
        } else {
            for pixel in out {
                let at = index(walk);
                let (top, bottom) = (&pixels[at..at + 2], &pixels[at + stride..at + stride + 2]);
                *pixel = mix([top[0], top[1], bottom[0], bottom[1]], weight(walk.u), weight(walk.v));
                (walk.u, walk.v) = (walk.u + walk.du, walk.v + walk.dv);
            }
        }
    }

    /// Pixels whose samples may lie outside.
    fn fetch_anywhere(&self, mut walk: Walk, out: &mut [u32]) {
        for pixel in out {
            let (x, y) = (walk.u >> BITS, walk.v >> BITS);
            *pixel = if self.is_smooth {
                let (columns, rows) = ([self.column(x), self.column(x + 1)], [self.row(y), self.row(y + 1)]);
                let four = [
                    self.pixel(columns[0], rows[0]),
                    self.pixel(columns[1], rows[0]),
                    self.pixel(columns[0], rows[1]),
                    self.pixel(columns[1], rows[1]),
                ];
                mix(four, weight(walk.u), weight(walk.v))
            } else {
                self.pixel(self.column(x), self.row(y))
            };
            (walk.u, walk.v) = (walk.u + walk.du, walk.v + walk.dv);
        }
    }

    #[inline(always)]
    pub(crate) fn column(&self, x: i64) -> Option<usize> {
        wrap(x, self.source.x0, self.source.x1, self.outside_x)
    }

    #[inline(always)]
    pub(crate) fn row(&self, y: i64) -> Option<usize> {
        wrap(y, self.source.y0, self.source.y1, self.outside_y)
    }

    #[inline(always)]
    pub(crate) fn pixel(&self, column: Option<usize>, row: Option<usize>) -> u32 {
        match (column, row) {
            (Some(x), Some(y)) => self.image.pixels[y * self.image.size.width as usize + x],
            _ => 0,
        }
    }
}

/// The steps of a walk during which a coordinate is at least `low` and below `high` pixels.
fn steps_within(from: i64, step: i64, low: i32, high: i32, len: usize) -> Range<usize> {
    let (low, high) = (i64::from(low) * ONE, i64::from(high) * ONE - 1);
    if high < low {
        return 0..0;
    }
    let (first, last) = match step {
        0 if (low..=high).contains(&from) => return 0..len,
        0 => return 0..0,
        1.. => (-(from - low).div_euclid(step), (high - from).div_euclid(step)),
        _ => (-(high - from).div_euclid(-step), (from - low).div_euclid(-step)),
    };
    let first = first.clamp(0, len as i64);
    let end = (last.saturating_add(1)).clamp(first, len as i64);
    first as usize..end as usize
}

fn intersect(a: Range<usize>, b: Range<usize>) -> Range<usize> {
    let start = a.start.max(b.start);
    start..a.end.min(b.end).max(start)
}

fn fixed(v: f64) -> i64 {
    (v.clamp(-FAR, FAR) * ONE as f64).round() as i64
}

/// Sixteenths of the next pixel: four bits, as in the software canvas of Chromium.
#[inline(always)]
fn weight(coordinate: i64) -> u64 {
    ((coordinate >> (BITS - 4)) & 15) as u64
}

#[inline(always)]
fn wrap(v: i64, low: i32, high: i32, outside: Outside) -> Option<usize> {
    let (low, high) = (i64::from(low), i64::from(high));
    let inner = match outside {
        _ if (low..high).contains(&v) => v,
        Outside::Clamp => v.clamp(low, high - 1),
        Outside::Repeat => low + (v - low).rem_euclid(high - low),
        Outside::Transparent => return None,
    };
    Some(inner as usize)
}

/// Top left, top right, bottom left and bottom right, mixed.
#[inline(always)]
fn mix(four: [u32; 4], wx: u64, wy: u64) -> u32 {
    let top = spread(four[0]) * (16 - wx) + spread(four[1]) * wx;
    let bottom = spread(four[2]) * (16 - wx) + spread(four[3]) * wx;
    gather((top * (16 - wy) + bottom * wy) >> 8)
}

/// The four components in lanes of 16 bits.
#[inline(always)]
fn spread(p: u32) -> u64 {
    let p = u64::from(p);
    (p | (p << 24)) & 0x00ff_00ff_00ff_00ff
}

/// The low bytes of four lanes as a pixel.
#[inline(always)]
fn gather(lanes: u64) -> u32 {
    let lanes = lanes & 0x00ff_00ff_00ff_00ff;
    (lanes | (lanes >> 24)) as u32
}
