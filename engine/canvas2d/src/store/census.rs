//! What there is, for developers: consoles, reports and memory figures.

use super::CanvasStore;
use sparrow_base::{CanvasId, ImageId, PixelSize};

/// A canvas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CanvasEntry {
    /// Names it.
    pub id: CanvasId,
    /// As the script set it.
    pub size: PixelSize,
    /// `getContext("webgl")` was called.
    pub is_gl: bool,
    /// A context of either kind was asked for: it has pixels.
    pub has_context: bool,
}

impl CanvasStore {
    /// Every canvas that a script has a way to, oldest first.
    pub fn canvases(&self) -> Vec<CanvasEntry> {
        let entry = |(id, canvas): (&u32, &super::Canvas)| {
            let (is_gl, has_context) = (canvas.gl, canvas.gl || canvas.context.is_some());
            CanvasEntry { id: CanvasId(*id), size: canvas.size, is_gl, has_context }
        };
        let mut entries: Vec<_> = self.canvases.iter().map(entry).collect();
        entries.sort_unstable_by_key(|entry| entry.id.0);
        entries
    }

    /// Every image that Canvas 2D has drawn and still keeps, oldest first.
    pub fn images(&self) -> Vec<(ImageId, PixelSize)> {
        self.images.all()
    }
}
