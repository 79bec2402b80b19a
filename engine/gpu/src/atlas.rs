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
    /// Texels of its entries.
    used: u64,
}

impl Page {
    fn texels(&self) -> u64 {
        u64::from(self.texture.width()) * u64::from(self.texture.height())
    }
}

/// All pages.
#[derive(Default)]
pub(crate) struct Atlas {
    /// By index; given up pages leave a hole.
    pages: Vec<Option<Page>>,
    /// A page that gets no new entries: it goes when its last one has gone.
    closing: Option<u16>,
    /// Freed while recorded drawing may still read them.
    leaving: Vec<AtlasSlot>,
}

impl Atlas {
    /// Room on an existing page.
    pub(crate) fn find_room(&mut self, width: u32, height: u32) -> Option<AtlasSlot> {
        let wanted = with_border(width, height);
        let closing = self.closing;
        self.pages.iter_mut().enumerate().find_map(|(page, p)| {
            let p = p.as_mut().filter(|_| closing != Some(page as u16))?;
            let found = p.allocator.allocate(wanted)?;
            p.used += found.rectangle.area() as u64;
            let (x, y) = (found.rectangle.min.x as u32 + BORDER, found.rectangle.min.y as u32 + BORDER);
            Some(AtlasSlot { page: page as u16, x, y, id: found.id })
        })
    }

    /// Adds an empty page.
    pub(crate) fn add_page(&mut self, gpu: &Gpu) -> Result<(), sparrow_render::RenderError> {
        let side = if self.page_count() == 0 { FIRST_PAGE } else { PAGE };
        let texture = gpu.try_color_texture("atlas page", side, side)?;
        let allocator = AtlasAllocator::new(size2(side as i32, side as i32));
        let page = Page { allocator, texture, used: 0 };
        match self.pages.iter_mut().find(|page| page.is_none()) {
            Some(hole) => *hole = Some(page),
            None => self.pages.push(Some(page)),
        }
        Ok(())
    }

    /// Number of pages.
    pub(crate) fn page_count(&self) -> usize {
        self.pages.iter().flatten().count()
    }

    /// When all entries would fit well on one page less, the page that should be given up: whoever has entries on it frees them, and they go
    /// elsewhere when they are drawn again.
    pub(crate) fn close_page(&mut self) -> Option<u16> {
        if self.closing.is_some() {
            return None;
        }
        let pages = || self.pages.iter().enumerate().filter_map(|(i, p)| Some((i, p.as_ref()?)));
        let used: u64 = pages().map(|(_, p)| p.used).sum();
        let texels: u64 = pages().map(|(_, p)| p.texels()).sum();
        let (emptiest, page) = pages().min_by_key(|(_, p)| p.used)?;
        let rest = texels - page.texels();
        self.closing = (used * 2 <= rest || used == 0).then_some(emptiest as u16);
        self.closing
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
        gpu.write_color(
            self.texture(slot.page),
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

    /// Everything that was recorded has been submitted: freed slots can be used again. Gives a page that has gone.
    pub(crate) fn submitted(&mut self) -> Option<u16> {
        for slot in self.leaving.drain(..) {
            if let Some(page) = &mut self.pages[usize::from(slot.page)] {
                page.used -= page.allocator[slot.id].area() as u64;
                page.allocator.deallocate(slot.id);
            }
        }
        let closing = self.closing?;
        let page = &mut self.pages[usize::from(closing)];
        if page.as_ref().is_some_and(|page| page.used > 0) {
            return None;
        }
        *page = None;
        self.closing.take()
    }

    /// The texture of a page.
    pub(crate) fn texture(&self, page: u16) -> &wgpu::Texture {
        match &self.pages[usize::from(page)] {
            Some(page) => &page.texture,
            None => unreachable!("a page with entries stays"),
        }
    }

    /// Bytes of all pages.
    pub(crate) fn memory_bytes(&self) -> u64 {
        self.pages.iter().flatten().map(|p| p.texels() * 4).sum()
    }
}

fn with_border(width: u32, height: u32) -> Size {
    size2((width + 2 * BORDER) as i32, (height + 2 * BORDER) as i32)
}
