//! Where on the pixel grid a glyph is drawn.

/// A glyph's origin in device pixels, split as Skia splits it: whole pixels, and a quarter of a pixel horizontally.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlyphPosition {
    /// Column of the origin.
    pub x: i32,
    /// Row of the baseline.
    pub y: i32,
    /// Quarters of a pixel to the right of the column: 0 to 3.
    pub quarter: u8,
}

impl GlyphPosition {
    /// The nearest quarter horizontally, the nearest pixel vertically.
    pub fn new(x: f32, y: f32) -> GlyphPosition {
        let quarters = (x * 4.0 + 0.5).floor();
        let column = (quarters / 4.0).floor();
        GlyphPosition {
            x: column as i32,
            y: (y + 0.5).floor() as i32,
            quarter: (quarters - column * 4.0) as u8 & 3,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_go_to_the_nearest_quarter() {
        let p = |x: f32, y: f32| {
            let GlyphPosition { x, y, quarter } = GlyphPosition::new(x, y);
            (x, y, quarter)
        };
        assert_eq!(p(10.0, 20.0), (10, 20, 0));
        assert_eq!(p(10.12, 20.4), (10, 20, 0));
        assert_eq!(p(10.13, 20.5), (10, 21, 1));
        assert_eq!(p(10.88, 0.0), (11, 0, 0));
        assert_eq!(p(-0.25, -0.6), (-1, -1, 3));
        assert_eq!(p(-0.1, -0.5), (0, 0, 0));
    }

    #[test]
    fn wild_positions_do_not_wrap() {
        for x in [f32::MAX, f32::MIN, f32::INFINITY, f32::NAN] {
            assert!(GlyphPosition::new(x, x).quarter < 4);
        }
    }
}
