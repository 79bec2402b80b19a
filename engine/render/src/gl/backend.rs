//! What executes [`GlCommand`]s, and what can be asked of it.

use super::{GlBufferId, GlCommand, GlContextId, GlQueryId, GlRect, GlTarget};
use crate::RenderError;
use sparrow_base::{CanvasId, PixelBuffer, Premul};

/// What the adapter can do, already lowered to what WebGL promises.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct GlLimits {
    pub max_texture_size: u32,
    pub max_3d_texture_size: u32,
    pub max_array_layers: u32,
    pub max_renderbuffer_size: u32,
    pub max_vertex_attribs: u32,
    pub max_vertex_textures: u32,
    pub max_fragment_textures: u32,
    pub max_combined_textures: u32,
    pub max_color_attachments: u32,
    pub max_varying_vectors: u32,
    pub max_uniform_block_bytes: u32,
    pub uniform_offset_alignment: u32,
    pub max_samples: u32,
    pub max_anisotropy: u16,
    /// The CPU draws: every texture that a shader may read costs.
    pub software: bool,
    /// BC1-3 (s3tc), and BC4-7.
    pub bc: bool,
    /// The device measures time between commands.
    pub timestamps: bool,
    pub float_filterable: bool,
    pub float_blendable: bool,
    pub float_renderable: bool,
    /// For `WEBGL_debug_renderer_info`.
    pub renderer: String,
    pub vendor: String,
}

/// Where pixels are read.
#[derive(Clone, Debug, PartialEq)]
pub struct GlReadSource {
    /// The framebuffer.
    pub target: GlTarget,
    /// Index into its colours.
    pub buffer: u32,
}

/// `readPixels`. The answer has tightly packed rows, bottom row first, of four components a pixel: 8-bit for normalized formats, 32-bit
/// float for float formats, 32-bit integers for integer formats. `webgl` has cut `rect` to the framebuffer, and converts.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs)]
pub struct GlRead {
    pub source: GlReadSource,
    pub rect: GlRect,
}

/// Executes the commands of all contexts of one game.
pub trait GlBackend {
    /// What it can do.
    fn limits(&self) -> GlLimits;

    /// Executes in order; leaves the queue empty.
    fn execute(&mut self, context: GlContextId, commands: &mut Vec<GlCommand>) -> Result<(), RenderError>;

    /// Reads pixels.
    fn read(&mut self, context: GlContextId, read: &GlRead) -> Result<Vec<u8>, RenderError>;

    /// `getBufferSubData`.
    fn read_buffer(
        &mut self,
        context: GlContextId,
        buffer: GlBufferId,
        offset: u32,
        size: u32,
    ) -> Result<Vec<u8>, RenderError>;

    /// Result of an occlusion query (1 or 0) or a transform feedback query, when it is there.
    fn query_result(&mut self, context: GlContextId, query: GlQueryId) -> Option<u64>;

    /// The picture of a canvas for [`GlCommand::UploadCanvas`]s that follow, until it is set again; `None`: the canvas is gone. A renderer that
    /// draws canvases on the executor's device has no need of it.
    fn set_canvas(
        &mut self,
        canvas: CanvasId,
        picture: Option<&PixelBuffer<Premul>>,
    ) -> Result<(), RenderError>;

    /// Pixels of a canvas as the script sees it, for textures of formats that [`GlCommand::UploadCanvas`] does not know. Only what stands
    /// between a context and the renderer's queue knows them.
    fn canvas_pixels(&mut self, canvas: CanvasId) -> Result<PixelBuffer<Premul>, RenderError> {
        Err(RenderError::Unknown(format!("canvas {}", canvas.0)))
    }

    /// What the last [`GlCommand::Publish`] made: top row first. `None` when nothing was published since the last call.
    fn take_published(&mut self, context: GlContextId) -> Result<Option<PixelBuffer<Premul>>, RenderError>;

    /// The counters since the last call.
    fn take_stats(&mut self) -> crate::DrawStats;

    /// Bytes that buffers, textures and drawing buffers hold.
    fn memory_bytes(&self) -> u64;
}
