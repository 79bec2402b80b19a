//! One level of a texture.

use crate::pixels::{format::info, layout::Extent};
use sparrow_render::gl::GlStorageFormat;

/// Where a level's texels are.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Texels {
    /// Here, in upload form.
    Pending(Vec<u8>),
    /// Nowhere yet: they are what `null` means.
    Zero,
    /// Nowhere, and the next command writes all of them.
    Unwritten,
    /// In the executor's storage.
    Stored,
}

impl std::fmt::Debug for Texels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Texels::Pending(texels) => write!(f, "Pending({} bytes)", texels.len()),
            Texels::Zero => f.write_str("Zero"),
            Texels::Unwritten => f.write_str("Unwritten"),
            Texels::Stored => f.write_str("Stored"),
        }
    }
}

/// A defined level of one face.
#[derive(Clone, Debug)]
pub(crate) struct Level {
    pub(crate) format: GlStorageFormat,
    /// As the script named it.
    pub(crate) internal_format: u32,
    /// The type that it was made with: WebGL 1 asks sub-images for the same.
    pub(crate) made_with: u32,
    /// Made by a function for compressed textures.
    pub(crate) compressed: bool,
    /// Never empty.
    pub(crate) extent: Extent,
    pub(crate) texels: Texels,
}

impl Level {
    /// The same shape without texels.
    pub(crate) fn shape_only(&self) -> Level {
        Level { texels: Texels::Zero, ..*self }
    }

    /// True when both can be levels of one chain, sizes apart.
    pub(super) fn is_like(&self, other: &Level) -> bool {
        self.format == other.format && self.internal_format == other.internal_format
    }

    /// Bytes of its texels.
    pub(crate) fn bytes(&self) -> u64 {
        let Extent { width, height, depth } = self.extent;
        match crate::pixels::format::block_bytes(self.format) {
            Some(block) => {
                u64::from(width.div_ceil(4))
                    * u64::from(height.div_ceil(4))
                    * u64::from(depth)
                    * u64::from(block)
            }
            None => self.extent.texels() * u64::from(info(self.format).bytes),
        }
    }
}

/// A level, as framebuffers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TextureImage {
    pub(crate) format: GlStorageFormat,
    pub(crate) internal_format: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) depth: u32,
}
