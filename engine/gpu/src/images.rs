//! Decoded images: small ones live in the atlas, large ones in a texture of their own. Pixels go to the device when an
//! image is first drawn, and may leave it again: the renderer keeps the shared pixels that it was given.

use crate::{
    atlas::{Atlas, AtlasSlot, MAX_ENTRY},
    device::Gpu,
};
use rustc_hash::FxHashMap;
use sparrow_base::{ImageId, PixelBuffer, PixelSize, Premul, bytemuck, mips::halved};
use sparrow_render::RenderError;
use std::sync::Arc;

/// Atlas pages after which images that were not drawn lately make room.
const PAGES_BEFORE_EVICTION: usize = 4;
/// Submissions after which an image counts as not drawn lately.
const IDLE_SUBMISSIONS: u64 = 120;

/// Submissions between two looks at what is not used.
const TIDY_PERIOD: u64 = 256;
/// Submissions after which an image that was not drawn leaves the device.
const UNUSED_SUBMISSIONS: u64 = 1800;

/// The texture that holds an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ImagePlace {
    /// A page of the atlas, and the position of the image in it.
    Page(AtlasSlot),
    /// The image's own texture.
    Own,
}

struct Image {
    pixels: Arc<PixelBuffer<Premul>>,
    slot: Option<AtlasSlot>,
    texture: Option<wgpu::Texture>,
    last_used: u64,
    /// The images at half of the size, at a quarter, and so on, as far as they were drawn.
    levels: Vec<ImageId>,
}

/// All images.
#[derive(Default)]
pub(crate) struct ImageStore {
    images: FxHashMap<ImageId, Image>,
    /// The pages.
    pub(crate) atlas: Atlas,
    submission: u64,
    /// Smaller versions are images like others, with ids from the far end of the numbers.
    level_count: u32,
}

impl ImageStore {
    /// An image begins to exist.
    pub(crate) fn create(&mut self, id: ImageId, pixels: Arc<PixelBuffer<Premul>>) {
        self.drop_image(id);
        let image = Image { pixels, slot: None, texture: None, last_used: 0, levels: Vec::new() };
        self.images.insert(id, image);
    }

    /// The image at a half of its size for each level.
    pub(crate) fn level(&mut self, id: ImageId, level: usize) -> ImageId {
        loop {
            let Some(image) = self.images.get(&id) else { return id };
            let made = image.levels.len();
            if made >= level {
                return level.checked_sub(1).map_or(id, |at| image.levels[at]);
            }
            let from = image.levels.last().and_then(|last| self.images.get(last)).unwrap_or(image);
            let (pixels, size) =
                halved::<[u8; 4]>(bytemuck::cast_slice(from.pixels.bytes()), from.pixels.size());
            let Ok(pixels) = PixelBuffer::from_vec(size, pixels.into_flattened()) else { return id };
            self.level_count += 1;
            let smaller = ImageId(u32::MAX - self.level_count);
            self.create(smaller, Arc::new(pixels));
            if let Some(image) = self.images.get_mut(&id) {
                image.levels.push(smaller);
            }
        }
    }

    /// An image and its smaller versions.
    pub(crate) fn with_levels(&self, id: ImageId) -> impl Iterator<Item = ImageId> {
        let levels = self.images.get(&id).map_or(&[][..], |image| &image.levels);
        std::iter::once(id).chain(levels.iter().copied())
    }

    /// An image is gone, and its smaller versions with it.
    pub(crate) fn drop_image(&mut self, id: ImageId) {
        let Some(image) = self.images.remove(&id) else { return };
        if let Some(slot) = image.slot {
            self.atlas.free(slot);
        }
        for level in image.levels {
            self.drop_image(level);
        }
    }

    /// Size in pixels.
    pub(crate) fn size(&self, id: ImageId) -> Option<PixelSize> {
        self.images.get(&id).map(|image| image.pixels.size())
    }

    /// Makes sure that the device has the pixels; the number is the bytes that were sent.
    pub(crate) fn place(&mut self, gpu: &Gpu, id: ImageId) -> Result<(ImagePlace, u64), RenderError> {
        let image =
            self.images.get_mut(&id).ok_or_else(|| RenderError::Unknown(format!("image {}", id.0)))?;
        image.last_used = self.submission;
        if let Some(slot) = image.slot {
            return Ok((ImagePlace::Page(slot), 0));
        }
        if image.texture.is_some() {
            return Ok((ImagePlace::Own, 0));
        }
        let pixels = Arc::clone(&image.pixels);
        let PixelSize { width, height } = pixels.size();
        if width <= MAX_ENTRY && height <= MAX_ENTRY {
            let slot = self.find_slot(gpu, width, height)?;
            let sent = self.atlas.write(gpu, slot, width, height, pixels.bytes());
            self.images.get_mut(&id).expect("found above").slot = Some(slot);
            return Ok((ImagePlace::Page(slot), sent));
        }
        let texture = gpu.try_color_texture("an image", width, height)?;
        gpu.write_color(&texture, 0, 0, width, height, pixels.bytes());
        self.images.get_mut(&id).expect("found above").texture = Some(texture);
        Ok((ImagePlace::Own, pixels.bytes().len() as u64))
    }

    fn find_slot(&mut self, gpu: &Gpu, width: u32, height: u32) -> Result<AtlasSlot, RenderError> {
        if let Some(slot) = self.atlas.find_room(width, height) {
            return Ok(slot);
        }
        if self.atlas.page_count() >= PAGES_BEFORE_EVICTION {
            // The room becomes free with the next submission; until then one more page does it.
            let old = self.submission.saturating_sub(IDLE_SUBMISSIONS);
            for image in self.images.values_mut() {
                if image.last_used < old
                    && let Some(slot) = image.slot.take()
                {
                    self.atlas.free(slot);
                }
            }
        }
        self.atlas.add_page(gpu)?;
        self.atlas
            .find_room(width, height)
            .ok_or_else(|| RenderError::OutOfMemory(format!("an image of {width} x {height} pixels")))
    }

    /// Everything that was recorded has been submitted. Gives a page of the atlas that has gone.
    pub(crate) fn submitted(&mut self) -> Option<u16> {
        self.submission += 1;
        self.atlas.submitted()
    }

    /// Gives back what was not drawn for long, and a page that is not needed, now and then. Nothing is recorded. `gone` is told the images whose
    /// textures went; the page is left by everyone else who has entries on it.
    pub(crate) fn tidy(&mut self, mut gone: impl FnMut(ImageId)) -> Option<u16> {
        if !self.submission.is_multiple_of(TIDY_PERIOD) {
            return None;
        }
        let old = self.submission.saturating_sub(UNUSED_SUBMISSIONS);
        for (id, image) in &mut self.images {
            if image.last_used >= old {
                continue;
            }
            if let Some(slot) = image.slot.take() {
                self.atlas.free(slot);
            }
            if image.texture.take().is_some() {
                gone(*id);
            }
        }
        let page = self.atlas.close_page()?;
        for image in self.images.values_mut() {
            if let Some(slot) = image.slot.take_if(|slot| slot.page == page) {
                self.atlas.free(slot);
            }
        }
        Some(page)
    }

    /// The texture of an image that has its own.
    pub(crate) fn own_texture(&self, id: ImageId) -> Option<&wgpu::Texture> {
        self.images.get(&id)?.texture.as_ref()
    }

    /// Bytes on the device.
    pub(crate) fn memory_bytes(&self) -> u64 {
        let own = self.images.values().filter(|i| i.texture.is_some());
        self.atlas.memory_bytes() + own.map(|i| i.pixels.size().area() * 4).sum::<u64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smaller_versions_are_made_once_and_go_with_their_image() {
        let mut store = ImageStore::default();
        let id = ImageId(7);
        store.create(id, Arc::new(PixelBuffer::new(PixelSize::new(12, 5))));
        assert_eq!((store.level(id, 0), store.with_levels(id).count()), (id, 1));
        let quarter = store.level(id, 2);
        assert_eq!(store.size(quarter), Some(PixelSize::new(3, 1)));
        let half = store.level(id, 1);
        assert_eq!(store.size(half), Some(PixelSize::new(6, 2)));
        assert_eq!(store.level(id, 2), quarter);
        assert_eq!(store.with_levels(id).collect::<Vec<_>>(), [id, half, quarter]);
        store.drop_image(id);
        assert!([id, half, quarter].iter().all(|id| store.size(*id).is_none()));
        assert_eq!(store.level(id, 1), id, "nothing is made of what is gone");
    }
}
