//! The seam between `webgl`, which validates and answers every query, and the executor, which draws.
//!
//! `webgl` keeps all of the API's state. Before a draw it sends what changed since the last one ([`GlCommand::Target`],
//! [`GlCommand::State`], [`GlCommand::Program`], ...), each as a whole value, then the draw. An executor keeps the last value of each,
//! and resolves nothing by itself: framebuffers arrive as lists of attachments, samplers as finished parameters.
//!
//! Conventions: every framebuffer is stored bottom row first, like textures (`y = 0` is the first row in memory); programs
//! arrive as naga modules that write clip space for that (`y` negated, `z` mapped to 0..1), so `Ccw` means what WebGL means by it
//! when the executor sets wgpu's front face to the opposite. Only publishing to the canvas turns the picture over.

mod backend;
mod command;
mod dump;
mod program;
mod state;

pub use backend::{GlBackend, GlLimits, GlRead, GlReadSource};
pub use command::{
    GlAttachment, GlAttachmentImage, GlBlit, GlBlitMask, GlBufferUse, GlCanvasUpload, GlClear, GlClearValue,
    GlCommand, GlCopyTexture, GlDraw, GlIndexType, GlIndices, GlQueryKind, GlRegion, GlTarget,
    GlTransformFeedback, GlUpload, GlVertexInput, GlVertexSource,
};
pub use program::{
    GlAttribute, GlBlock, GlInterface, GlOutput, GlProgram, GlSamplerKind, GlSamplerSlot, GlStage, GlStages,
    GlTextureDim, GlValueKind, GlVariant, GlVarying, InertProgram,
};
pub use state::{
    GlBlend, GlBlendEquation, GlBlendFactor, GlCompare, GlCull, GlDepth, GlFilter, GlFrontFace, GlMode,
    GlPolygonOffset, GlRect, GlSampler, GlState, GlStencil, GlStencilFace, GlStencilOp, GlStorageFormat,
    GlTextureDesc, GlTextureKind, GlVertexFormat, GlWrap,
};

use sparrow_base::CanvasId;

/// A WebGL context: a canvas has at most one.
pub type GlContextId = CanvasId;

macro_rules! gl_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
    };
}

gl_id! {
    /// A buffer of one context. Ids are never reused within a context.
    GlBufferId
}
gl_id! {
    /// A texture of one context.
    GlTextureId
}
gl_id! {
    /// A renderbuffer of one context.
    GlRenderbufferId
}
gl_id! {
    /// A linked program of one context. Linking again gives a new id.
    GlProgramId
}
gl_id! {
    /// A query object of one context.
    GlQueryId
}
