//! What the objects of a context take of the memory that all contexts and canvases of a game share.

use super::Context;
use sparrow_base::PixelSize;

/// The picture that is published is the canvas' own; this is colour, depth and stencil.
const BYTES_PER_SAMPLE: u64 = 8;

impl Context {
    /// True when what takes `before` bytes may take `after`.
    pub(super) fn has_room(&self, before: u64, after: u64) -> bool {
        self.memory.allows(self.held_bytes().saturating_sub(before).saturating_add(after))
    }

    /// Tells the others what the context takes now.
    pub(super) fn account(&mut self) {
        let held = self.held_bytes();
        self.memory.set(held);
    }

    fn held_bytes(&self) -> u64 {
        self.buffer_bytes + self.texture_bytes + self.renderbuffer_bytes + self.drawing_bytes
    }

    /// A drawing buffer of a size, or, as the specification has it, a smaller one where there is no memory for it.
    pub(super) fn take_drawing_buffer(&mut self, mut size: PixelSize) {
        let samples = if self.attributes.antialias { self.limits.max_samples.max(1) } else { 1 };
        let bytes = |size: PixelSize| size.area() * BYTES_PER_SAMPLE * u64::from(samples);
        while !self.has_room(self.drawing_bytes, bytes(size)) && size.area() > 1 {
            size = PixelSize::new((size.width / 2).max(1), (size.height / 2).max(1));
        }
        self.size = size;
        self.drawing_bytes = bytes(size);
        self.account();
    }

    /// Every object is gone.
    pub(super) fn forget_bytes(&mut self) {
        self.buffer_bytes = 0;
        self.texture_bytes = 0;
        self.renderbuffer_bytes = 0;
        self.drawing_bytes = 0;
        self.account();
    }
}
