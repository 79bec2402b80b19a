//! What the executor has been told, and what changed since.

use crate::objects::Drawn;
use sparrow_render::gl::{GlBufferId, GlProgramId, GlSampler, GlState, GlTextureId, GlVertexInput};
use std::sync::Arc;

/// What may differ from what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dirty {
    /// The draw framebuffer, its attachments or their images.
    pub(crate) target: bool,
    /// Fixed-function state.
    pub(crate) state: bool,
    /// The program in use.
    pub(crate) program: bool,
    /// Uniform buffers.
    pub(crate) blocks: bool,
    /// Textures, samplers, and the units that they are read from.
    pub(crate) textures: bool,
    /// The vertex array, its content, the buffers behind it, constant attributes.
    pub(crate) inputs: bool,
    /// Transform feedback.
    pub(crate) feedback: bool,
}

impl Dirty {
    pub(crate) const ALL: Dirty = Dirty {
        target: true,
        state: true,
        program: true,
        blocks: true,
        textures: true,
        inputs: true,
        feedback: true,
    };
}

/// Last values that were sent, and what the last validation of each found.
#[derive(Debug, Default)]
pub(crate) struct Sent {
    pub(crate) target: Option<Arc<Drawn>>,
    pub(crate) state: Option<GlState>,
    pub(crate) program: Option<GlProgramId>,
    pub(crate) blocks: Vec<(GlBufferId, u32, u32)>,
    pub(crate) textures: Vec<Option<(GlTextureId, GlSampler)>>,
    pub(crate) inputs: Vec<GlVertexInput>,
}
