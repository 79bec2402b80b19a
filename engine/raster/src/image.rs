//! Pixels that are read: decoded images, and canvases that are drawn into others.

use crate::mips::Mips;
use sparrow_base::{PixelBuffer, PixelSize, Premul, bytemuck};
use std::{cell::OnceCell, ops::Deref, sync::Arc};

/// A decoded image as the renderer keeps it.
#[derive(Debug)]
pub(crate) struct Image<P = Arc<PixelBuffer<Premul>>> {
    pixels: P,
    /// Only where the buffer's bytes do not happen to be aligned.
    aligned: Option<Vec<u32>>,
    is_opaque: bool,
    /// Smaller versions; made when the image is first shrunk with care.
    mips: OnceCell<Mips>,
}

impl<P: Deref<Target = PixelBuffer<Premul>>> Image<P> {
    pub(crate) fn new(pixels: P) -> Self {
        let aligned = match bytemuck::try_cast_slice::<u8, u32>(pixels.bytes()) {
            Ok(_) => None,
            Err(_) => {
                Some(pixels.bytes().as_chunks::<4>().0.iter().map(|p| u32::from_le_bytes(*p)).collect())
            }
        };
        let is_opaque = pixels.is_opaque();
        Image { pixels, aligned, is_opaque, mips: OnceCell::new() }
    }

    pub(crate) fn view(&self) -> View<'_> {
        let pixels = match &self.aligned {
            Some(words) => words,
            None => bytemuck::cast_slice(self.pixels.bytes()),
        };
        View { pixels, size: self.pixels.size(), is_opaque: self.is_opaque }
    }

    /// Smaller versions, all of them.
    pub(crate) fn mips(&self) -> &Mips {
        self.mips.get_or_init(|| {
            let view = self.view();
            let mut mips = Mips::default();
            mips.make(view, view.size.width.max(view.size.height).max(1).ilog2() as usize);
            mips
        })
    }

    /// Bytes held.
    pub(crate) fn memory_bytes(&self) -> usize {
        let mips = self.mips.get().map_or(0, Mips::memory_bytes);
        mips + self.pixels.bytes().len() + self.aligned.as_ref().map_or(0, |words| words.len() * 4)
    }
}

/// Premultiplied pixels, row after row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'a> {
    pub(crate) pixels: &'a [u32],
    pub(crate) size: PixelSize,
    /// Known to have no transparent pixel.
    pub(crate) is_opaque: bool,
}

impl<'a> View<'a> {
    /// The pixels of row `y`.
    #[inline(always)]
    pub(crate) fn row(&self, y: usize) -> &'a [u32] {
        let width = self.size.width as usize;
        &self.pixels[y * width..][..width]
    }
}
