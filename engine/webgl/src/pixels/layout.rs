//! Where texels lie in memory: the pixel store parameters, with every sum checked.

use super::combination::Refusal;
use crate::{constants as gl, state::PixelLayout};

/// Size of a box of texels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub(crate) struct Extent {
    pub width: u32,
    pub height: u32,
    pub depth: u32,
}

impl Extent {
    /// A box.
    pub(crate) fn new(width: u32, height: u32, depth: u32) -> Self {
        Extent { width, height, depth }
    }

    /// True when it holds no texel.
    pub(crate) fn is_empty(self) -> bool {
        self.width == 0 || self.height == 0 || self.depth == 0
    }

    /// Number of texels.
    pub(crate) fn texels(self) -> u64 {
        (u64::from(self.width) * u64::from(self.height)).saturating_mul(u64::from(self.depth))
    }
}

/// Where the rows of a box lie: byte offsets into an array or a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MemoryLayout {
    /// Of the first texel.
    pub first: usize,
    /// From a row to the next.
    pub row_stride: usize,
    /// From an image to the next.
    pub image_stride: usize,
    /// Of the texels of a row.
    pub row_bytes: usize,
    /// From the beginning to the end of the last texel; 0 for an empty box.
    pub total: usize,
}

/// Layout of what an upload reads or `readPixels` writes. `volume`: the function takes a depth, so `IMAGE_HEIGHT` and `SKIP_IMAGES` count.
pub(crate) fn memory_layout(
    store: &PixelLayout,
    extent: Extent,
    texel_bytes: u32,
    volume: bool,
) -> Result<MemoryLayout, Refusal> {
    const TOO_LARGE: Refusal = (gl::INVALID_VALUE, "the size of the texels overflows");
    let PixelLayout { skip_pixels, skip_rows, .. } = *store;
    let skip_images = if volume { store.skip_images } else { 0 };
    // WebGL 2, "Pixel store parameters constraints".
    let row_length = if store.row_length == 0 { extent.width } else { store.row_length };
    let image_height = if store.image_height == 0 || !volume { extent.height } else { store.image_height };
    if u64::from(skip_pixels) + u64::from(extent.width) > u64::from(row_length) {
        return Err((gl::INVALID_OPERATION, "SKIP_PIXELS and width pass the row length"));
    }
    if volume && u64::from(skip_rows) + u64::from(extent.height) > u64::from(image_height) {
        return Err((gl::INVALID_OPERATION, "SKIP_ROWS and height pass the image height"));
    }
    let sum = || -> Option<MemoryLayout> {
        let texel = u64::from(texel_bytes);
        let row_stride =
            u64::from(row_length).checked_mul(texel)?.checked_next_multiple_of(u64::from(store.alignment))?;
        let image_stride = row_stride.checked_mul(u64::from(image_height))?;
        let row_bytes = u64::from(extent.width) * texel;
        let first = image_stride
            .checked_mul(u64::from(skip_images))?
            .checked_add(row_stride.checked_mul(u64::from(skip_rows))?)?
            .checked_add(u64::from(skip_pixels) * texel)?;
        let total = if extent.is_empty() {
            0
        } else {
            first
                .checked_add(image_stride.checked_mul(u64::from(extent.depth - 1))?)?
                .checked_add(row_stride.checked_mul(u64::from(extent.height - 1))?)?
                .checked_add(row_bytes)?
        };
        let narrow = |bytes: u64| usize::try_from(bytes).ok().filter(|&bytes| bytes <= isize::MAX as usize);
        Some(MemoryLayout {
            first: narrow(first)?,
            row_stride: narrow(row_stride)?,
            image_stride: narrow(image_stride)?,
            row_bytes: narrow(row_bytes)?,
            total: narrow(total)?,
        })
    };
    sum().ok_or(TOO_LARGE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_padded_but_not_the_last() {
        let unpack = PixelLayout::default();
        let layout = memory_layout(&unpack, Extent::new(3, 2, 1), 3, false).unwrap();
        assert_eq!((layout.row_stride, layout.row_bytes, layout.total), (12, 9, 21));
        let layout = memory_layout(&unpack, Extent::new(3, 0, 1), 3, false).unwrap();
        assert_eq!(layout.total, 0);
    }

    #[test]
    fn skips_and_lengths_of_webgl_2() {
        let unpack = PixelLayout {
            row_length: 5,
            image_height: 4,
            skip_pixels: 1,
            skip_rows: 2,
            skip_images: 1,
            ..PixelLayout::default()
        };
        let layout = memory_layout(&unpack, Extent::new(4, 2, 2), 4, true).unwrap();
        assert_eq!(layout.first, 80 + 40 + 4);
        assert_eq!(layout.total, 80 + 40 + 4 + 80 + 20 + 16);
        // 2D functions do not look at images.
        let layout = memory_layout(&unpack, Extent::new(4, 2, 1), 4, false).unwrap();
        assert_eq!(layout.first, 40 + 4);
        let wide = memory_layout(&unpack, Extent::new(5, 2, 2), 4, true);
        assert_eq!(wide.unwrap_err().0, gl::INVALID_OPERATION);
        let high = memory_layout(&unpack, Extent::new(4, 3, 2), 4, true);
        assert_eq!(high.unwrap_err().0, gl::INVALID_OPERATION);
    }

    #[test]
    fn huge_numbers_are_refused() {
        let unpack = PixelLayout {
            row_length: u32::MAX,
            image_height: u32::MAX,
            skip_images: u32::MAX,
            ..PixelLayout::default()
        };
        assert_eq!(memory_layout(&unpack, Extent::new(1, 1, 1), 16, true).unwrap_err().0, gl::INVALID_VALUE);
    }
}
