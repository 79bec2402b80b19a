//! Whole-pixel rectangles on a canvas, by their edges.

use sparrow_base::{PixelRect, PixelSize, kurbo::Rect};

/// Left, top, right and bottom edge in canvas pixels; empty when an edge passes its opposite.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Bounds {
    pub(crate) x0: i32,
    pub(crate) y0: i32,
    pub(crate) x1: i32,
    pub(crate) y1: i32,
}

impl Bounds {
    /// The pixels of a canvas.
    pub(crate) fn of_size(size: PixelSize) -> Bounds {
        Bounds { x0: 0, y0: 0, x1: size.width as i32, y1: size.height as i32 }
    }

    /// Every pixel that `rect` touches; saturates.
    pub(crate) fn around(rect: Rect) -> Bounds {
        Bounds {
            x0: rect.x0.floor() as i32,
            y0: rect.y0.floor() as i32,
            x1: rect.x1.ceil() as i32,
            y1: rect.y1.ceil() as i32,
        }
    }

    /// Common pixels.
    pub(crate) fn intersect(self, other: Bounds) -> Bounds {
        Bounds {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
    }

    /// The smallest rectangle around both; an empty one adds nothing.
    pub(crate) fn union(self, other: Bounds) -> Bounds {
        if self.is_empty() {
            return other;
        }
        if other.is_empty() {
            return self;
        }
        Bounds {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// With `by` more pixels on each side; saturates.
    pub(crate) fn grown(self, by: i32) -> Bounds {
        Bounds {
            x0: self.x0.saturating_sub(by),
            y0: self.y0.saturating_sub(by),
            x1: self.x1.saturating_add(by),
            y1: self.y1.saturating_add(by),
        }
    }

    /// Somewhere else; saturates.
    pub(crate) fn moved(self, dx: i32, dy: i32) -> Bounds {
        Bounds {
            x0: self.x0.saturating_add(dx),
            y0: self.y0.saturating_add(dy),
            x1: self.x1.saturating_add(dx),
            y1: self.y1.saturating_add(dy),
        }
    }

    /// Columns and rows; the rectangle is not empty.
    pub(crate) fn size(self) -> PixelSize {
        PixelSize::new(self.width(), self.height())
    }

    /// True without a pixel.
    pub(crate) fn is_empty(self) -> bool {
        self.x0 >= self.x1 || self.y0 >= self.y1
    }

    /// True when every pixel of `other` is in `self`.
    pub(crate) fn contains(self, other: Bounds) -> bool {
        self.x0 <= other.x0 && self.y0 <= other.y0 && self.x1 >= other.x1 && self.y1 >= other.y1
    }

    /// Columns; 0 when empty.
    pub(crate) fn width(self) -> u32 {
        self.x1.saturating_sub(self.x0).max(0) as u32
    }

    /// Rows; 0 when empty.
    pub(crate) fn height(self) -> u32 {
        self.y1.saturating_sub(self.y0).max(0) as u32
    }

    /// The same edges as numbers.
    pub(crate) fn to_rect(self) -> Rect {
        Rect::new(f64::from(self.x0), f64::from(self.y0), f64::from(self.x1), f64::from(self.y1))
    }
}

impl From<PixelRect> for Bounds {
    /// Saturates at the ends of `i32`.
    fn from(r: PixelRect) -> Bounds {
        let end = |start: i32, length: u32| {
            i64::from(start).saturating_add(i64::from(length)).min(i64::from(i32::MAX)) as i32
        };
        Bounds { x0: r.x, y0: r.y, x1: end(r.x, r.width), y1: end(r.y, r.height) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn huge_rectangles_saturate() {
        let all = Bounds::around(Rect::new(-1e300, -1e300, 1e300, 1e300));
        let canvas = Bounds { x0: 0, y0: 0, x1: 10, y1: 20 };
        assert_eq!(all.intersect(canvas), canvas);
        assert!(all.contains(canvas));
        let far = Bounds::from(PixelRect::new(i32::MAX, 0, u32::MAX, 1));
        assert!(far.is_empty());
    }
}
