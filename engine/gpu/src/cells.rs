//! Parts of images as atlas entries of their own: the frames of a sprite sheet.
//!
//! Filtering at the edge of a part must not see its neighbours. A shader can clamp for that; a software adapter draws three
//! times as fast without, from a copy that has a border. Parts that are drawn in two frames get one.

use crate::{
    atlas::{Atlas, AtlasSlot},
    device::Gpu,
};
use rustc_hash::FxHashMap;
use sparrow_base::{ImageId, PixelBuffer, PixelRect, Premul, kurbo::Rect};

/// Longest side of a part that gets a copy.
const MAX_SIDE: f64 = 128.0;
/// Parts that are remembered; a sheet that scrolls pixel by pixel has no end of them.
const MAX_CELLS: usize = 2048;

enum Cell {
    /// Drawn once, in this submission.
    Seen(u64),
    /// Has a copy.
    Copied(AtlasSlot),
}

/// All parts.
#[derive(Default)]
pub(crate) struct Cells {
    cells: FxHashMap<(ImageId, [u16; 4]), Cell>,
}

impl Cells {
    /// The copy of a part, made when the part is drawn in a second submission.
    pub(crate) fn get(
        &mut self,
        atlas: &mut Atlas,
        gpu: &Gpu,
        image: ImageId,
        pixels: &PixelBuffer<Premul>,
        src: Rect,
        submission: u64,
    ) -> Option<(AtlasSlot, u64)> {
        let edges = [src.x0, src.y0, src.x1, src.y1];
        let whole = edges.iter().all(|e| e.fract() == 0.0 && (0.0..=65_535.0).contains(e));
        if !whole || src.width() > MAX_SIDE || src.height() > MAX_SIDE {
            return None;
        }
        let key = (image, edges.map(|e| e as u16));
        match self.cells.get(&key) {
            Some(Cell::Copied(slot)) => return Some((*slot, 0)),
            Some(Cell::Seen(then)) if *then == submission => return None,
            Some(Cell::Seen(_)) => {}
            None => {
                if self.cells.len() >= MAX_CELLS {
                    self.cells.retain(|_, cell| matches!(cell, Cell::Copied(_)));
                }
                if self.cells.len() < MAX_CELLS {
                    self.cells.insert(key, Cell::Seen(submission));
                }
                return None;
            }
        }
        let (width, height) = (src.width() as u32, src.height() as u32);
        // Only on pages that exist: copies are worth some room, but not a page.
        let slot = atlas.find_room(width, height)?;
        let part = pixels.crop(PixelRect::new(src.x0 as i32, src.y0 as i32, width, height));
        let sent = atlas.write(gpu, slot, width, height, part.bytes());
        self.cells.insert(key, Cell::Copied(slot));
        Some((slot, sent))
    }

    /// The page is given up: its copies are made anew when they are drawn twice again.
    pub(crate) fn leave_page(&mut self, atlas: &mut Atlas, page: u16) {
        self.cells.retain(|_, cell| match cell {
            Cell::Copied(slot) if slot.page == page => {
                atlas.free(*slot);
                false
            }
            _ => true,
        });
    }

    /// The image is gone.
    pub(crate) fn forget(&mut self, atlas: &mut Atlas, image: ImageId) {
        self.cells.retain(|(of, _), cell| {
            if *of == image
                && let Cell::Copied(slot) = cell
            {
                atlas.free(*slot);
            }
            *of != image
        });
    }
}
