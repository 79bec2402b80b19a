//! Life and size of canvases, and the way to their contexts.

use super::{Canvas, CanvasStore, MAX_WEIGHT};
use crate::{Canvas2dError, Context2d};
use sparrow_base::{CanvasId, PixelSize};
use sparrow_render::{CanvasOptions, RenderCommand};

/// Longest side that can be drawn to.
const MAX_SIDE: u32 = 16_384;
const BYTES_PER_PIXEL: u64 = 4;

/// What a canvas of this size may have as pixels: none, where a side is too long. The script still sees the size that it set.
fn drawable_size(size: PixelSize) -> PixelSize {
    if size.width > MAX_SIDE || size.height > MAX_SIDE { PixelSize::default() } else { size }
}

impl Canvas {
    /// The pixels that the canvas has from now on: none, where a side is too long or nothing is left of the budget.
    pub(super) fn take_pixels(&mut self) -> PixelSize {
        let size = drawable_size(self.size);
        let had = self.pixels.try_set(size.area() * BYTES_PER_PIXEL);
        if !had {
            self.pixels.set(0);
        }
        self.drawable = if had { size } else { PixelSize::default() };
        self.drawable
    }
}

impl CanvasStore {
    /// `createCanvas()`: a canvas without a context. Its id is never used again, even after it was dropped.
    pub fn create_canvas(&mut self, size: PixelSize) -> CanvasId {
        let id = CanvasId(self.next_canvas);
        self.next_canvas += 1;
        let canvas = Canvas {
            size,
            drawable: PixelSize::default(),
            pixels: self.budget.share(),
            options: CanvasOptions::default(),
            created: false,
            context: None,
            gl: false,
            attached: false,
            tainted: false,
            readers: Vec::new(),
        };
        self.canvases.insert(id.0, canvas);
        id
    }

    /// A canvas with a context, to draw on at once; `None` where it would have no pixels.
    pub fn create_with_pixels(&mut self, size: PixelSize) -> Option<CanvasId> {
        let id = self.create_canvas(size);
        self.get_context(id, CanvasOptions::default());
        if self.has_pixels(id) {
            return Some(id);
        }
        self.drop_canvas(id);
        None
    }

    pub(super) fn canvas(&self, id: CanvasId) -> Option<&Canvas> {
        self.canvases.get(&id.0)
    }

    pub(super) fn canvas_mut(&mut self, id: CanvasId) -> Option<&mut Canvas> {
        self.canvases.get_mut(&id.0)
    }

    /// `getContext("2d", options)`: makes the context on the first call; later calls ignore the options. False when the
    /// canvas does not exist or has a WebGL context.
    pub fn get_context(&mut self, id: CanvasId, options: CanvasOptions) -> bool {
        let Some(canvas) = self.canvas_mut(id) else { return false };
        if canvas.gl {
            return false;
        }
        if canvas.context.is_none() {
            let drawable = canvas.take_pixels();
            canvas.context = Some(Box::new(Context2d::new(drawable, options)));
            // A canvas that was drawn somewhere before is known with the default attributes, and is made again.
            let created = std::mem::replace(&mut canvas.created, false) && options != canvas.options;
            canvas.options = options;
            if created {
                self.submit_readers(id);
                self.enqueue(RenderCommand::DropCanvas(id), 1);
            }
        }
        self.announce(id);
        true
    }

    /// Tells the renderer of a canvas that it has not heard of.
    pub(super) fn announce(&mut self, id: CanvasId) {
        let Some(canvas) = self.canvas_mut(id) else { return };
        if canvas.created {
            return;
        }
        canvas.created = true;
        // A context has taken them already.
        let size = if canvas.context.is_some() { canvas.drawable } else { canvas.take_pixels() };
        let command = RenderCommand::CreateCanvas { canvas: id, size, options: canvas.options };
        self.enqueue(command, 1);
    }

    /// True when the canvas exists.
    pub fn has_canvas(&self, id: CanvasId) -> bool {
        self.canvas(id).is_some()
    }

    /// `width` and `height` of a canvas as the script set them.
    pub fn canvas_size(&self, id: CanvasId) -> Option<PixelSize> {
        self.canvas(id).map(|c| c.size)
    }

    /// What a canvas that was drawn has as pixels.
    pub(super) fn drawable(&self, id: CanvasId) -> PixelSize {
        self.canvas(id).map(|canvas| canvas.drawable).unwrap_or_default()
    }

    /// True when a canvas that was drawn, or has a context, has pixels: its sides are not too long, and there was memory.
    pub fn has_pixels(&self, id: CanvasId) -> bool {
        !self.drawable(id).is_empty()
    }

    /// Setting `width` or `height`, also to the same value: the context is reset and the canvas cleared.
    pub fn set_canvas_size(&mut self, id: CanvasId, size: PixelSize) {
        let Some(canvas) = self.canvas_mut(id) else { return };
        // One that was refused may be had by now.
        let same = canvas.size == size && canvas.drawable == drawable_size(size);
        canvas.size = size;
        if canvas.gl {
            self.clear_gl(id);
            return;
        }
        if same {
            // Often done each frame to clear a canvas: no new memory, an ordinary clear.
            if let Some(context) = self.context_mut(id) {
                context.reset();
            }
            return;
        }
        if canvas.context.is_none() && !canvas.created {
            return; // It takes its pixels when it is drawn.
        }
        let drawable = canvas.take_pixels();
        if let Some(context) = &mut canvas.context {
            // What was recorded is erased unseen.
            context.resize(drawable);
        }
        if canvas.created {
            self.submit_readers(id);
            self.enqueue(RenderCommand::ResizeCanvas { canvas: id, size: drawable }, 1);
        }
    }

    /// The script has no way to the canvas any more. Pending lists that draw it still see it.
    pub fn drop_canvas(&mut self, id: CanvasId) {
        let Some(canvas) = self.canvas_mut(id) else { return };
        // What it has recorded will never be seen, but its readers see it as it was when they drew it.
        let created = canvas.created;
        self.submit_readers(id);
        self.canvases.remove(&id.0);
        if created {
            self.enqueue(RenderCommand::DropCanvas(id), 1);
        }
    }

    /// The context, to ask it something.
    #[inline]
    pub fn context(&self, id: CanvasId) -> Option<&Context2d> {
        self.canvas(id)?.context.as_deref()
    }

    /// The context, to call it. Two looks by number, two tests.
    #[inline]
    pub fn context_mut(&mut self, id: CanvasId) -> Option<&mut Context2d> {
        let canvas = self.canvases.get(&id.0)?;
        let context = canvas.context.as_deref()?;
        if !canvas.attached || context.weight() >= MAX_WEIGHT {
            self.prepare_context(id);
        }
        self.canvases.get_mut(&id.0)?.context.as_deref_mut()
    }

    /// Gives a context memory to record into; a list that is too large goes to the queue first.
    #[cold]
    fn prepare_context(&mut self, id: CanvasId) {
        if self.context(id).is_some_and(|c| c.weight() >= MAX_WEIGHT) {
            self.submit_early(id);
        }
        let Some(canvas) = self.canvases.get_mut(&id.0) else { return };
        if let Some(context) = &mut canvas.context
            && !canvas.attached
        {
            canvas.attached = true;
            if context.has_nothing_pending() {
                context.attach_list(self.spare.take_for(context.last_size()));
            }
            self.dirty.push(id);
        }
    }

    /// As [`context_mut`](Self::context_mut), with the error that a call on a missing context throws.
    #[inline]
    pub(super) fn require_context(&mut self, id: CanvasId) -> Result<&mut Context2d, Canvas2dError> {
        self.context_mut(id).ok_or(Canvas2dError::NoContext(id))
    }
}
