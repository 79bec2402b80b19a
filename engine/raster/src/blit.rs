//! Images that are only moved: the hot path of sprite games.

use crate::{
    bounds::Bounds,
    image::View,
    simd::{
        bilinear::{self, Edges, Weights},
        dispatch, over,
    },
    target::Target,
};
use fearless_simd::{Level, Simd};

/// An image, moved and cut.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Blit<'a> {
    pub(crate) image: View<'a>,
    /// The part of the image that may be read.
    pub(crate) source: Bounds,
    /// Canvas pixels to draw.
    pub(crate) canvas: Bounds,
    /// Source coordinates of canvas coordinates (0, 0), in pixel corners.
    pub(crate) offset: (f64, f64),
    /// A factor of 0..=255.
    pub(crate) alpha: u8,
    pub(crate) is_smooth: bool,
}

/// Whole pixels and sixteenths of one axis.
fn split(offset: f64, is_smooth: bool) -> (i64, u16) {
    if is_smooth {
        let sixteenths = (offset * 65_536.0).round() as i64 >> 12;
        (sixteenths >> 4, (sixteenths & 15) as u16)
    } else {
        ((offset + 0.5).floor() as i64, 0)
    }
}

impl Blit<'_> {
    /// Draws with source-over. Returns false, with nothing drawn, where the source is too far from the canvas pixels.
    pub(crate) fn over(self, level: Level, target: &mut Target<'_>) -> bool {
        let (dx, wx) = split(self.offset.0, self.is_smooth);
        let (dy, wy) = split(self.offset.1, self.is_smooth);
        let (c, s) = (self.canvas, self.source);
        // One pixel beyond either edge repeats the edge; anything else is for the sampler.
        let fits = |from: i32, to: i32, by: i64, weight: u16, low: i32, high: i32| {
            let first = i64::from(from) + by - i64::from(low);
            let end = i64::from(to) + by - i64::from(high);
            (first >= 0 || (first == -1 && weight != 0)) && end <= 0
        };
        if !fits(c.x0, c.x1, dx, wx, s.x0, s.x1) || !fits(c.y0, c.y1, dy, wy, s.y0, s.y1) {
            return false;
        }
        dispatch!(level, simd => self.rows(simd, target, (dx as i32, wx), (dy as i32, wy)));
        true
    }

    #[inline(always)]
    fn rows<S: Simd>(self, simd: S, target: &mut Target<'_>, (dx, wx): (i32, u16), (dy, wy): (i32, u16)) {
        let (c, s) = (self.canvas, self.source);
        let width = c.width();
        let first = c.x0 + dx;
        let edges = Edges { first: first < s.x0, last: c.x1 + dx >= s.x1 };
        let from = first.max(s.x0) as usize;
        let copies = self.image.is_opaque && self.alpha == 255;
        for y in c.y0..c.y1 {
            let row = target.span(c.x0, y, width);
            let top = self.image.row((y + dy).max(s.y0) as usize);
            if wx == 0 && wy == 0 {
                let src = &top[from..from + width];
                if copies {
                    row.copy_from_slice(src);
                } else if self.alpha == 255 {
                    over::pixels(simd, row, src);
                } else {
                    over::pixels_scaled(simd, row, src, self.alpha);
                }
            } else {
                let bottom = self.image.row((y + dy + 1).min(s.y1 - 1) as usize);
                let weights = Weights { x: wx, y: wy, alpha: self.alpha };
                bilinear::over_row(simd, row, &top[from..], &bottom[from..], weights, edges);
            }
        }
    }
}
