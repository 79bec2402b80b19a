//! Texels: which formats there are and what they are stored as, conversion of what scripts hand over, `readPixels`' packing, and
//! decoders of compressed formats.
//!
//! Nothing here knows of a context: pure functions over bytes. Sizes are checked before anything is allocated.

mod alpha;
pub(crate) mod combination;
pub(crate) mod compressed;
pub(crate) mod format;
pub(crate) mod layout;
pub(crate) mod pack;
mod row;
mod small_float;
mod source;
pub(crate) mod upload;

pub use source::{ElementType, TexelSource};
