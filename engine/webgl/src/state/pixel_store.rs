//! What `pixelStorei` sets.

/// How pixels lie in the script's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PixelLayout {
    /// Rows begin at multiples of it: 1, 2, 4 or 8 bytes.
    pub(crate) alignment: u32,
    /// Pixels in a row, 0 for the width.
    pub(crate) row_length: u32,
    /// Rows in an image, 0 for the height.
    pub(crate) image_height: u32,
    pub(crate) skip_pixels: u32,
    pub(crate) skip_rows: u32,
    pub(crate) skip_images: u32,
}

impl Default for PixelLayout {
    fn default() -> Self {
        PixelLayout {
            alignment: 4,
            row_length: 0,
            image_height: 0,
            skip_pixels: 0,
            skip_rows: 0,
            skip_images: 0,
        }
    }
}

/// All of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PixelStore {
    pub(crate) unpack: PixelLayout,
    /// `image_height` and `skip_images` stay 0.
    pub(crate) pack: PixelLayout,
    pub(crate) flip_y: bool,
    pub(crate) premultiply_alpha: bool,
    /// `BROWSER_DEFAULT_WEBGL` or `NONE`.
    pub(crate) colorspace_conversion: u32,
}

impl Default for PixelStore {
    fn default() -> Self {
        PixelStore {
            unpack: PixelLayout::default(),
            pack: PixelLayout::default(),
            flip_y: false,
            premultiply_alpha: false,
            colorspace_conversion: crate::constants::BROWSER_DEFAULT_WEBGL,
        }
    }
}
