//! An executor of WebGL that draws nothing: what `webgl` lets through reaches it, and it answers reads with zeros.

use sparrow_base::{CanvasId, PixelBuffer, PixelSize, Premul};
use sparrow_render::{
    DrawStats, RenderError,
    gl::{GlBackend, GlBufferId, GlCommand, GlContextId, GlLimits, GlQueryId, GlRead},
};

/// An adapter as a desktop has it, without memory.
pub(crate) struct Executor;

impl GlBackend for Executor {
    fn limits(&self) -> GlLimits {
        GlLimits {
            max_texture_size: 4096,
            max_3d_texture_size: 2048,
            max_array_layers: 256,
            max_renderbuffer_size: 4096,
            max_vertex_attribs: 16,
            max_vertex_textures: 16,
            max_fragment_textures: 16,
            software: true,
            max_combined_textures: 32,
            max_color_attachments: 4,
            max_varying_vectors: 15,
            max_uniform_block_bytes: 65_536,
            uniform_offset_alignment: 256,
            max_samples: 4,
            max_anisotropy: 16,
            bc: true,
            timestamps: false,
            float_filterable: true,
            float_blendable: true,
            float_renderable: true,
            renderer: "none".to_owned(),
            vendor: "none".to_owned(),
        }
    }

    fn execute(&mut self, _: GlContextId, commands: &mut Vec<GlCommand>) -> Result<(), RenderError> {
        // Printing reads every field, as an executor would.
        for command in commands.drain(..) {
            let _ = command.to_string();
        }
        Ok(())
    }

    fn read(&mut self, _: GlContextId, read: &GlRead) -> Result<Vec<u8>, RenderError> {
        let pixels = u64::from(read.rect.width.unsigned_abs()) * u64::from(read.rect.height.unsigned_abs());
        assert!(pixels <= 64 << 20, "a read of {:?} was let through", read.rect);
        // The largest format has four floats.
        Ok(vec![0; pixels as usize * 16])
    }

    fn read_buffer(
        &mut self,
        _: GlContextId,
        _: GlBufferId,
        _: u32,
        size: u32,
    ) -> Result<Vec<u8>, RenderError> {
        Ok(vec![0; size as usize])
    }

    fn query_result(&mut self, _: GlContextId, _: GlQueryId) -> Option<u64> {
        Some(0)
    }

    fn set_canvas(&mut self, _: CanvasId, _: Option<&PixelBuffer<Premul>>) -> Result<(), RenderError> {
        Ok(())
    }

    fn canvas_pixels(&mut self, _: CanvasId) -> Result<PixelBuffer<Premul>, RenderError> {
        Ok(PixelBuffer::new(PixelSize::new(4, 4)))
    }

    fn take_published(&mut self, _: GlContextId) -> Result<Option<PixelBuffer<Premul>>, RenderError> {
        Ok(None)
    }

    fn take_stats(&mut self) -> DrawStats {
        DrawStats::default()
    }

    fn memory_bytes(&self) -> u64 {
        0
    }
}
