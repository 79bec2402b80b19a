//! A renderbuffer object.

use crate::pixels::format::info;
use sparrow_base::PixelSize;
use sparrow_render::gl::{GlRenderbufferId, GlStorageFormat};

/// A renderbuffer object.
#[derive(Debug)]
pub(crate) struct Renderbuffer {
    pub(crate) id: GlRenderbufferId,
    /// As the game named it: `RGBA4` before any storage.
    pub(crate) internal_format: u32,
    /// `None` before any storage.
    pub(crate) format: Option<GlStorageFormat>,
    pub(crate) size: PixelSize,
    /// As `RENDERBUFFER_SAMPLES` answers: 0 for single-sampled.
    pub(crate) samples: u32,
    pub(crate) was_bound: bool,
}

impl Renderbuffer {
    pub(crate) fn new(id: GlRenderbufferId) -> Renderbuffer {
        Renderbuffer {
            id,
            internal_format: crate::constants::RGBA4,
            format: None,
            size: PixelSize::default(),
            samples: 0,
            was_bound: false,
        }
    }

    /// Bytes of its storage.
    pub(crate) fn bytes(&self) -> u64 {
        self.format.map_or(0, |format| storage_bytes(format, self.size, self.samples))
    }
}

/// Bytes of a storage of `size`.
pub(crate) fn storage_bytes(format: GlStorageFormat, size: PixelSize, samples: u32) -> u64 {
    size.area() * u64::from(info(format).bytes.max(4)) * u64::from(samples.max(1))
}
