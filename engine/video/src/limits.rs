//! How large a video of a game may be.

use crate::VideoError;

/// Checked on what a file announces, before memory is allocated for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VideoLimits {
    /// Bytes of the file, which stays in memory while it plays.
    pub max_bytes: usize,
    /// Pixels on a side.
    pub max_side: u32,
    /// Pixels of a picture.
    pub max_pixels: u64,
    /// Pictures of the whole video.
    pub max_samples: usize,
}

impl Default for VideoLimits {
    /// 256 MB; 4096 x 2304, of which a decoder may keep 17 pictures (240 MB); five hours at 30 pictures a second.
    fn default() -> Self {
        VideoLimits { max_bytes: 256 << 20, max_side: 4096, max_pixels: 4096 * 2304, max_samples: 540_000 }
    }
}

impl VideoLimits {
    /// Says no to pictures that are too large.
    pub(crate) fn check(&self, width: u32, height: u32) -> Result<(), VideoError> {
        let fits = width <= self.max_side
            && height <= self.max_side
            && u64::from(width) * u64::from(height) <= self.max_pixels;
        if fits {
            return Ok(());
        }
        Err(VideoError::unsupported(format!(
            "the video is too large: {width} x {height} pixels, the limit is {} on a side and {} in all",
            self.max_side, self.max_pixels
        )))
    }
}
