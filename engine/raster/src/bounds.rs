//! Integer rectangles of canvas pixels, half open.

use sparrow_base::PixelSize;

/// The pixels with `x0 <= x < x1` and `y0 <= y < y1`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) x0: i32,
    pub(crate) y0: i32,
    pub(crate) x1: i32,
    pub(crate) y1: i32,
}

impl Bounds {
    pub(crate) const EMPTY: Bounds = Bounds { x0: 0, y0: 0, x1: 0, y1: 0 };

    pub(crate) fn new(x0: i32, y0: i32, x1: i32, y1: i32) -> Bounds {
        Bounds { x0, y0, x1, y1 }
    }

    /// All pixels of a canvas.
    pub(crate) fn of_size(size: PixelSize) -> Bounds {
        Bounds::new(0, 0, size.width as i32, size.height as i32)
    }

    /// The smallest rectangle of whole pixels around real coordinates; saturates.
    pub(crate) fn around(x0: f64, y0: f64, x1: f64, y1: f64) -> Bounds {
        Bounds::new(x0.floor() as i32, y0.floor() as i32, x1.ceil() as i32, y1.ceil() as i32)
    }

    #[inline]
    pub(crate) fn is_empty(self) -> bool {
        self.x1 <= self.x0 || self.y1 <= self.y0
    }

    /// Columns; zero when empty.
    #[inline]
    pub(crate) fn width(self) -> usize {
        (i64::from(self.x1) - i64::from(self.x0)).max(0) as usize
    }

    /// Rows; zero when empty.
    #[inline]
    pub(crate) fn height(self) -> usize {
        (i64::from(self.y1) - i64::from(self.y0)).max(0) as usize
    }

    #[inline]
    pub(crate) fn intersect(self, other: Bounds) -> Bounds {
        let both = Bounds {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        };
        if both.is_empty() { Bounds::EMPTY } else { both }
    }

    /// The smallest rectangle around both; neither is empty.
    pub(crate) fn union(self, other: Bounds) -> Bounds {
        Bounds {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// Larger by `by` pixels on every side, moved by (`dx`, `dy`); saturates.
    pub(crate) fn grown(self, by: i32, dx: i32, dy: i32) -> Bounds {
        Bounds {
            x0: self.x0.saturating_sub(by).saturating_add(dx),
            y0: self.y0.saturating_sub(by).saturating_add(dy),
            x1: self.x1.saturating_add(by).saturating_add(dx),
            y1: self.y1.saturating_add(by).saturating_add(dy),
        }
    }
}
