//! Reading an image through an affine map, a row of canvas pixels at a time.

use crate::{bounds::Bounds, image::View};
use sparrow_base::kurbo::{Affine, Point};

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
const BITS: u32 = 16;
const ONE: f64 = (1 << BITS) as f64;

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
}

impl<'a> Sampler<'a> {
    pub(crate) fn new(
        image: View<'a>,
        source: Bounds,
        source_from_canvas: Affine,
        outside: (Outside, Outside),
        is_smooth: bool,
    ) -> Self {
        Sampler { image, source, source_from_canvas, outside_x: outside.0, outside_y: outside.1, is_smooth }
    }

    /// Premultiplied pixels for the canvas pixels from (`x`, `y`) on.
    pub(crate) fn fetch(&self, x: i32, y: i32, out: &mut [u32]) {
        let center = Point::new(f64::from(x) + 0.5, f64::from(y) + 0.5);
        let from = self.source_from_canvas * center;
        let [du, dv, ..] = self.source_from_canvas.as_coeffs();
        let shift = if self.is_smooth { 0.5 } else { 0.0 };
        let mut u = fixed(from.x - shift);
        let mut v = fixed(from.y - shift);
        let (du, dv) = (fixed(du), fixed(dv));
        for pixel in out {
            *pixel = if self.is_smooth { self.bilinear(u, v) } else { self.nearest(u, v) };
            u = u.wrapping_add(du);
            v = v.wrapping_add(dv);
        }
    }

    fn nearest(&self, u: i64, v: i64) -> u32 {
        let (x, y) = (u >> BITS, v >> BITS);
        self.pixel(x, y)
    }

    fn bilinear(&self, u: i64, v: i64) -> u32 {
        let (x, y) = (u >> BITS, v >> BITS);
        // Four bits of each weight, as in the software canvas of Chromium.
        let (wx, wy) = (((u >> (BITS - 4)) & 15) as u64, ((v >> (BITS - 4)) & 15) as u64);
        let top = spread(self.pixel(x, y)) * (16 - wx) + spread(self.pixel(x + 1, y)) * wx;
        let bottom = spread(self.pixel(x, y + 1)) * (16 - wx) + spread(self.pixel(x + 1, y + 1)) * wx;
        gather((top * (16 - wy) + bottom * wy) >> 8)
    }

    fn pixel(&self, x: i64, y: i64) -> u32 {
        let s = self.source;
        let (Some(x), Some(y)) = (wrap(x, s.x0, s.x1, self.outside_x), wrap(y, s.y0, s.y1, self.outside_y))
        else {
            return 0;
        };
        self.image.row(y)[x]
    }
}

fn fixed(v: f64) -> i64 {
    // Saturates; far away everything is the edge or wraps anyhow. The limit leaves room for the steps along a row.
    (v.clamp(-1e12, 1e12) * ONE).round() as i64
}

#[inline(always)]
fn wrap(v: i64, low: i32, high: i32, outside: Outside) -> Option<usize> {
    let (low, high) = (i64::from(low), i64::from(high));
    let inner = match outside {
        Outside::Clamp => v.clamp(low, high - 1),
        Outside::Repeat => low + (v - low).rem_euclid(high - low),
        Outside::Transparent if (low..high).contains(&v) => v,
        Outside::Transparent => return None,
    };
    Some(inner as usize)
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
