//! Integer sizes and rectangles in pixels of a canvas or an image.

/// Width and height in pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PixelSize {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl PixelSize {
    /// A size of `width` by `height` pixels.
    pub const fn new(width: u32, height: u32) -> PixelSize {
        PixelSize { width, height }
    }

    /// True when there is no pixel at all.
    pub const fn is_empty(self) -> bool {
        self.width == 0 || self.height == 0
    }

    /// Number of pixels.
    pub const fn area(self) -> u64 {
        self.width as u64 * self.height as u64
    }

    /// The rectangle from (0, 0) that covers the whole size.
    pub const fn rect(self) -> PixelRect {
        PixelRect { x: 0, y: 0, width: self.width, height: self.height }
    }
}

/// A rectangle of pixels; its origin may lie outside of the buffer that it is applied to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct PixelRect {
    /// Left column.
    pub x: i32,
    /// Top row.
    pub y: i32,
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl PixelRect {
    /// A rectangle of `width` by `height` pixels whose top left pixel is (`x`, `y`).
    pub const fn new(x: i32, y: i32, width: u32, height: u32) -> PixelRect {
        PixelRect { x, y, width, height }
    }

    /// Size of the rectangle.
    pub const fn size(self) -> PixelSize {
        PixelSize { width: self.width, height: self.height }
    }

    /// The common part of two rectangles; empty (zero size) when there is none.
    pub fn intersect(self, other: PixelRect) -> PixelRect {
        let left = i64::from(self.x).max(i64::from(other.x));
        let top = i64::from(self.y).max(i64::from(other.y));
        let right =
            (i64::from(self.x) + i64::from(self.width)).min(i64::from(other.x) + i64::from(other.width));
        let bottom =
            (i64::from(self.y) + i64::from(self.height)).min(i64::from(other.y) + i64::from(other.height));
        if right <= left || bottom <= top {
            return PixelRect::default();
        }
        PixelRect::new(left as i32, top as i32, (right - left) as u32, (bottom - top) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intersection_survives_extreme_origins() {
        let all = PixelSize::new(10, 10).rect();
        assert_eq!(all.intersect(PixelRect::new(i32::MIN, 0, u32::MAX, 5)), PixelRect::new(0, 0, 10, 5));
        assert!(all.intersect(PixelRect::new(i32::MAX, i32::MAX, u32::MAX, u32::MAX)).size().is_empty());
    }
}
