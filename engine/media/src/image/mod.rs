//! Images: what a file holds becomes pixels, and pixels become a file.
//!
//! Boundary: bytes in, bytes out. Absent on purpose: files and names (the kind of an image is told by its first bytes), colour
//! management (embedded ICC profiles are ignored; everything is taken for sRGB), animation (first frame only).

mod decode;
mod encode;
mod format;
mod limits;

pub use decode::{DecodedImage, decode, measure};
pub use encode::{EncodedFormat, encode};
pub use format::ImageFormat;
pub use limits::ImageLimits;
