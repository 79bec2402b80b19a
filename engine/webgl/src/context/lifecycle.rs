//! What the host does with a context: sizes, commands, publishing, loss and restoration.

use super::{Bindings, Context, ContextAttributes, drawing_size};
use crate::constants::CONTEXT_LOST_WEBGL;
use sparrow_base::PixelSize;
use sparrow_render::gl::GlCommand;

impl Context {
    /// Size of the drawing buffer (`drawingBufferWidth` and `drawingBufferHeight`).
    pub fn drawing_buffer_size(&self) -> PixelSize {
        self.size
    }

    /// The canvas has a new size: a new, cleared drawing buffer. Viewport and scissor stay.
    pub fn resize(&mut self, size: PixelSize) {
        let size = drawing_size(size, &self.limits);
        if self.lost {
            self.size = size;
            return;
        }
        self.take_drawing_buffer(size);
        self.needs_publish = true;
        self.dirty.target = true;
        self.queue_drawing_buffer();
    }

    /// The commands that the executor has not got yet, in order.
    pub fn take_commands(&mut self) -> Vec<GlCommand> {
        self.weight = 0;
        std::mem::take(&mut self.commands)
    }

    /// Bytes that waiting commands hold, roughly: an endless frame is drawn early.
    pub fn pending_weight(&self) -> usize {
        self.weight + self.commands.len() * size_of::<GlCommand>()
    }

    /// True when the drawing buffer was drawn to since it was last published.
    pub fn needs_publish(&self) -> bool {
        self.needs_publish && !self.lost
    }

    /// Queues the turning over of the drawing buffer into the canvas' picture; with `clear` it is cleared afterwards.
    pub fn publish(&mut self, clear: bool) {
        if self.lost {
            return;
        }
        self.push(GlCommand::Publish { clear });
        self.needs_publish = false;
    }

    /// `isContextLost`.
    pub fn is_context_lost(&self) -> bool {
        self.lost
    }

    /// `getContextAttributes`; `None` while the context is lost.
    pub fn get_context_attributes(&self) -> Option<ContextAttributes> {
        (!self.lost).then_some(self.attributes)
    }

    /// The context is lost: every object is gone, and methods do nothing until it is restored. Returns false when it was lost before.
    pub fn lose(&mut self) -> bool {
        if self.lost {
            return false;
        }
        self.lost = true;
        self.buffers.clear();
        self.framebuffers.clear();
        self.programs.clear();
        self.queries.clear();
        self.renderbuffers.clear();
        self.samplers.clear();
        self.shaders.clear();
        self.syncs.clear();
        self.textures.clear();
        self.transform_feedbacks.clear();
        self.vertex_arrays.clear();
        self.forget_bytes();
        self.bound = Bindings::default();
        self.commands.clear();
        self.weight = 0;
        self.push(GlCommand::Drop);
        self.errors.clear();
        self.raise(CONTEXT_LOST_WEBGL);
        true
    }

    /// The context is usable again, as new; objects from before stay dead. Returns false when it was not lost.
    pub fn restore(&mut self) -> bool {
        if !self.lost {
            return false;
        }
        self.lost = false;
        self.errors.clear();
        self.begin();
        true
    }
}
