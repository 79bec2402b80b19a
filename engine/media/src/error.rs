//! The one error type of this crate.

use crate::image::{EncodedFormat, ImageFormat};

/// What can go wrong with an image or a font that came from a game.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MediaError {
    /// The bytes are no image of any kind that we know by its first bytes.
    #[error("not an image: starts with {starts_with}")]
    NotAnImage {
        /// The first bytes, as quoted text where they are text and as hexadecimal where not.
        starts_with: String,
    },
    /// An image of a kind that is recognised but not decoded.
    #[error("{format} images are not supported (PNG, JPEG, WebP, GIF and BMP are)")]
    UnsupportedFormat {
        /// Name of the kind.
        format: &'static str,
    },
    /// The image announces more pixels than the limits allow; nothing was allocated for it.
    #[error(
        "{format} image is too large: {width} x {height} pixels, the limit is {max_side} on a side and {max_pixels} in all"
    )]
    ImageTooLarge {
        /// Kind of the image.
        format: ImageFormat,
        /// Announced width in pixels.
        width: u32,
        /// Announced height in pixels.
        height: u32,
        /// The limit for width and for height.
        max_side: u32,
        /// The limit for width times height.
        max_pixels: u64,
    },
    /// The image has no pixels.
    #[error("{format} image is empty: {width} x {height} pixels")]
    EmptyImage {
        /// Kind of the image.
        format: ImageFormat,
        /// Announced width in pixels.
        width: u32,
        /// Announced height in pixels.
        height: u32,
    },
    /// The image is damaged, cut short or uses a feature that is not supported.
    #[error("cannot decode {format} image: {reason}")]
    Decode {
        /// Kind of the image.
        format: ImageFormat,
        /// What the decoder said.
        reason: String,
    },
    /// The pixels cannot be written in that format (for example wider than a JPEG can be).
    #[error("cannot encode {width} x {height} pixels as {format}: {reason}")]
    Encode {
        /// The format that was asked for.
        format: EncodedFormat,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// What the encoder said.
        reason: String,
    },
    /// The bytes hold no font that can be used.
    #[error("not a usable font: {reason}")]
    BadFont {
        /// What is wrong with it.
        reason: String,
    },
}
