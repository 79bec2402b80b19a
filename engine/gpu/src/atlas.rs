//! Pages of RGBA pixels in which small images lie side by side, so that many images are one draw call.
//!
//! Each entry is surrounded by one replicated texel: bilinear filtering inside of an entry never sees its neighbour.

use crate::device::Gpu;
use guillotiere::{AllocId, AtlasAllocator, Size, size2};

/// Longest side of an image that goes into a page.
pub(crate) const MAX_ENTRY: u32 = 512;
/// Sides of the pages: the first one is small, most games need no other.
const FIRST_PAGE: u32 = 1024;
const PAGE: u32 = 2048;
/// Texels around an entry.
const BORDER: u32 = 1;

/// Where an image lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AtlasSlot {
    /// Index of the page.
    pub(crate) page: u16,
    /// Left texel, without the border.
    pub(crate) x: u32,
    /// Top texel, without the border.
    pub(crate) y: u32,
    id: AllocId,
}

struct Page {
    allocator: AtlasAllocator,
    texture: wgpu::Texture,
}

/// All pages.
#[derive(Default)]
pub(crate) struct Atlas {
    pages: Vec<Page>,
    /// Freed while recorded drawing may still read them.
    leaving: Vec<AtlasSlot>,
}

impl Atlas {
    /// Room on an existing page.
    pub(crate) fn find_room(&mut self, width: u32, height: u32) -> Option<AtlasSlot> {
        let wanted = with_border(width, height);
        self.pages.iter_mut().enumerate().find_map(|(page, p)| {
            let found = p.allocator.allocate(wanted)?;
            let (x, y) = (found.rectangle.min.x as u32 + BORDER, found.rectangle.min.y as u32 + BORDER);
            Some(AtlasSlot { page: page as u16, x, y, id: found.id })
        })
    }

    /// Adds an empty page.
    pub(crate) fn add_page(&mut self, gpu: &Gpu) -> Result<(), sparrow_render::RenderError> {
        let side = if self.pages.is_empty() { FIRST_PAGE } else { PAGE };
        let texture = gpu.try_color_texture("atlas page", side, side)?;
        let allocator = AtlasAllocator::new(size2(side as i32, side as i32));
        self.pages.push(Page { allocator, texture });
        Ok(())
    }

    /// Number of pages.
    pub(crate) fn page_count(&self) -> usize {
        self.pages.len()
    }

    /// Writes the pixels of an entry, and their replicated border, and returns the bytes that were sent.
    pub(crate) fn write(&self, gpu: &Gpu, slot: AtlasSlot, width: u32, height: u32, rgba: &[u8]) -> u64 {
        let (w, h) = (width as usize, height as usize);
        let mut framed = Vec::with_capacity((w + 2) * (h + 2) * 4);
        for y in 0..h + 2 {
            let row = &rgba[y.saturating_sub(1).min(h - 1) * w * 4..][..w * 4];
            framed.extend_from_slice(&row[..4]);
            framed.extend_from_slice(row);
            framed.extend_from_slice(&row[w * 4 - 4..]);
        }
        let texture = &self.pages[usize::from(slot.page)].texture;
        gpu.write_color(
            texture,
            slot.x - BORDER,
            slot.y - BORDER,
            width + 2 * BORDER,
            height + 2 * BORDER,
            &framed,
        );
        framed.len() as u64
    }

    /// The slot is no longer needed by what is recorded from now on.
    pub(crate) fn free(&mut self, slot: AtlasSlot) {
        self.leaving.push(slot);
    }

    /// Everything that was recorded has been submitted: freed slots can be used again.
    pub(crate) fn submitted(&mut self) {
        for slot in self.leaving.drain(..) {
            self.pages[usize::from(slot.page)].allocator.deallocate(slot.id);
        }
    }

    /// The texture of a page.
    pub(crate) fn texture(&self, page: u16) -> &wgpu::Texture {
        &self.pages[usize::from(page)].texture
    }

    /// Bytes of all pages.
    pub(crate) fn memory_bytes(&self) -> u64 {
        self.pages.iter().map(|p| u64::from(p.texture.width()) * u64::from(p.texture.height()) * 4).sum()
    }
}

fn with_border(width: u32, height: u32) -> Size {
    size2((width + 2 * BORDER) as i32, (height + 2 * BORDER) as i32)
}
