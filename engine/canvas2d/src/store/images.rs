//! Decoded images that can be drawn.

use super::CanvasStore;
use rustc_hash::FxHashMap;
use sparrow_base::{ImageId, PixelBuffer, PixelSize, Premul};
use sparrow_render::RenderCommand;
use std::sync::Arc;

/// One image.
#[derive(Clone, Copy, Debug)]
struct Image {
    size: PixelSize,
    /// Patterns that draw it.
    patterns: u32,
    /// The script has no way to it any more.
    dropped: bool,
}

/// Sizes and users of the images of a game.
#[derive(Debug, Default)]
pub(super) struct Images {
    /// By id. Ids are never used twice: a video has one for each picture that it shows.
    entries: FxHashMap<u32, Image>,
    next: u32,
    doomed: Vec<ImageId>,
}

impl Images {
    #[inline]
    pub(super) fn size(&self, id: ImageId) -> Option<PixelSize> {
        self.entries.get(&id.0).map(|i| i.size)
    }

    /// Those that a script has a way to, oldest first.
    pub(super) fn all(&self) -> Vec<(ImageId, PixelSize)> {
        let live = self.entries.iter().filter(|(_, image)| !image.dropped);
        let mut all: Vec<_> = live.map(|(id, image)| (ImageId(*id), image.size)).collect();
        all.sort_unstable_by_key(|(id, _)| id.0);
        all
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    fn entry(&mut self, id: ImageId) -> Option<&mut Image> {
        self.entries.get_mut(&id.0)
    }

    /// A pattern draws the image.
    pub(super) fn use_in_pattern(&mut self, id: ImageId) {
        if let Some(image) = self.entry(id) {
            image.patterns += 1;
        }
    }

    /// A pattern is gone.
    pub(super) fn unuse(&mut self, id: ImageId) {
        if let Some(image) = self.entry(id) {
            image.patterns = image.patterns.saturating_sub(1);
            self.doom_if_unused(id);
        }
    }

    fn doom_if_unused(&mut self, id: ImageId) {
        if self.entry(id).is_some_and(|i| i.dropped && i.patterns == 0) {
            self.entries.remove(&id.0);
            self.doomed.push(id);
        }
    }

    /// Images that can go once no pending list reads them.
    pub(super) fn take_doomed(&mut self) -> Vec<ImageId> {
        std::mem::take(&mut self.doomed)
    }
}

impl CanvasStore {
    /// An image can be drawn from now on. Its id is never used again.
    pub fn create_image(&mut self, pixels: Arc<PixelBuffer<Premul>>) -> ImageId {
        let id = ImageId(self.images.next);
        self.images.next += 1;
        self.images.entries.insert(id.0, Image { size: pixels.size(), patterns: 0, dropped: false });
        self.enqueue(RenderCommand::CreateImage { image: id, pixels }, 1);
        id
    }

    /// Size of an image in pixels.
    pub fn image_size(&self, id: ImageId) -> Option<PixelSize> {
        self.images.size(id)
    }

    /// The script has no way to the image any more, or has given it another source. Pending lists and patterns still
    /// see it.
    pub fn drop_image(&mut self, id: ImageId) {
        if let Some(image) = self.images.entry(id) {
            image.dropped = true;
            self.images.doom_if_unused(id);
        }
    }
}
