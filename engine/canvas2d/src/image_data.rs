//! Sizes and rectangles of `ImageData`: <https://html.spec.whatwg.org/multipage/canvas.html#pixel-manipulation>

use crate::Canvas2dError;
use sparrow_base::{PixelRect, PixelSize};

/// Browsers refuse buffers that would not fit an `ArrayBuffer`; this is Chromium's limit.
const MAX_BYTES: u64 = (1 << 31) - 1;

/// The size of `createImageData(sw, sh)`: negative sizes mean their magnitude. `IndexSizeError` for zero,
/// `RangeError` when too large.
pub fn image_data_size(sw: i32, sh: i32) -> Result<PixelSize, Canvas2dError> {
    for (name, v) in [("width", sw), ("height", sh)] {
        if v == 0 {
            return Err(Canvas2dError::IndexSize(format!("The source {name} is 0.")));
        }
    }
    let size = PixelSize::new(sw.unsigned_abs(), sh.unsigned_abs());
    check_size(size)?;
    Ok(size)
}

/// `RangeError` for more pixels than a buffer may hold.
pub(crate) fn check_size(size: PixelSize) -> Result<(), Canvas2dError> {
    if size.area() <= MAX_BYTES / 4 {
        return Ok(());
    }
    let PixelSize { width, height } = size;
    Err(Canvas2dError::Range(format!("Out of memory at ImageData creation ({width} x {height}).")))
}

/// The source rectangle of `getImageData(sx, sy, sw, sh)`; negative sizes reach to the left and up.
pub(crate) fn source_rect(sx: i32, sy: i32, sw: i32, sh: i32) -> Result<PixelRect, Canvas2dError> {
    let size = image_data_size(sw, sh)?;
    let origin = |at: i32, length: i32| if length < 0 { at.saturating_add(length) } else { at };
    Ok(PixelRect::new(origin(sx, sw), origin(sy, sh), size.width, size.height))
}

/// The dirty rectangle of `putImageData`, in pixels of the `ImageData`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageDataRect {
    /// Left; may be negative.
    pub x: i32,
    /// Top; may be negative.
    pub y: i32,
    /// May be negative, then it reaches to the left.
    pub width: i32,
    /// May be negative, then it reaches up.
    pub height: i32,
}

impl ImageDataRect {
    /// The part of the data that `putImageData(data, dx, dy, ...)` copies to a canvas of `canvas` pixels; empty when
    /// there is none. Steps 4 to 9 of
    /// <https://html.spec.whatwg.org/multipage/canvas.html#dom-context-2d-putimagedata>, and the canvas' edges.
    pub(crate) fn visible(self, data: PixelSize, dx: i32, dy: i32, canvas: PixelSize) -> PixelRect {
        // Steps 4, 5. Negative sizes.
        let (x, width) = along(self.x, self.width);
        let (y, height) = along(self.y, self.height);
        // Steps 6 to 8. What lies outside of the data.
        let clip = |from: i64, length: i64, whole: u32| {
            let end = (from + length).min(i64::from(whole));
            let from = from.max(0);
            (from, end)
        };
        let (x0, x1) = clip(x, width, data.width);
        let (y0, y1) = clip(y, height, data.height);
        // What would fall outside of the canvas.
        let (dx, dy) = (i64::from(dx), i64::from(dy));
        let (x0, x1) = (x0.max(-dx), x1.min(i64::from(canvas.width) - dx));
        let (y0, y1) = (y0.max(-dy), y1.min(i64::from(canvas.height) - dy));
        // Step 9. If the rectangle is empty, then return.
        if x1 <= x0 || y1 <= y0 {
            return PixelRect::default();
        }
        PixelRect::new(x0 as i32, y0 as i32, (x1 - x0) as u32, (y1 - y0) as u32)
    }
}

fn along(at: i32, length: i32) -> (i64, i64) {
    let (at, length) = (i64::from(at), i64::from(length));
    if length < 0 { (at + length, -length) } else { (at, length) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_positive_and_limited() {
        assert_eq!(image_data_size(-3, 4), Ok(PixelSize::new(3, 4)));
        assert_eq!(image_data_size(0, 4).unwrap_err().name(), "IndexSizeError");
        assert_eq!(image_data_size(i32::MIN, i32::MAX).unwrap_err().name(), "RangeError");
    }

    #[test]
    fn negative_source_sizes_reach_back() {
        assert_eq!(source_rect(10, 10, -3, 4), Ok(PixelRect::new(7, 10, 3, 4)));
        assert!(source_rect(i32::MIN, i32::MIN, -1, -1).is_ok());
    }

    #[test]
    fn dirty_rectangles_are_cut_by_data_and_canvas() {
        let data = PixelSize::new(10, 10);
        let canvas = PixelSize::new(100, 100);
        let put =
            |x, y, width, height, dx, dy| ImageDataRect { x, y, width, height }.visible(data, dx, dy, canvas);
        assert_eq!(put(0, 0, 10, 10, 5, 5), PixelRect::new(0, 0, 10, 10));
        assert_eq!(put(8, 8, -4, -4, 0, 0), PixelRect::new(4, 4, 4, 4));
        assert_eq!(put(-5, -5, 8, 20, 0, 0), PixelRect::new(0, 0, 3, 10));
        assert_eq!(put(0, 0, 10, 10, -4, 95), PixelRect::new(4, 0, 6, 5));
        assert_eq!(put(0, 0, 10, 10, i32::MIN, i32::MAX), PixelRect::default());
        assert_eq!(put(i32::MAX, 0, i32::MAX, 10, 0, 0), PixelRect::default());
        assert_eq!(put(i32::MIN, 0, i32::MIN, 10, 0, 0), PixelRect::default());
    }
}
