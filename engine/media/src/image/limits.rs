//! How large an image of a game may be.

/// Limits that are checked on the announced size, before any pixel memory is allocated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageLimits {
    /// Largest width and largest height in pixels.
    pub max_side: u32,
    /// Largest width times height.
    pub max_pixels: u64,
}

impl Default for ImageLimits {
    /// 16,384 pixels on a side (the largest texture of the GPUs we meet) and 8,192 x 8,192 in all (256 MiB).
    fn default() -> Self {
        ImageLimits { max_side: 16_384, max_pixels: 8_192 * 8_192 }
    }
}

impl ImageLimits {
    /// True when an image of that size may be decoded.
    pub fn allows(&self, width: u32, height: u32) -> bool {
        width <= self.max_side
            && height <= self.max_side
            && u64::from(width) * u64::from(height) <= self.max_pixels
    }
}
