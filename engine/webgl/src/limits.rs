//! Implementation limits under WebGL's names.

use crate::context::Version;
use sparrow_render::gl::GlLimits;

/// What `getParameter(MAX_...)` says, and what is checked.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names are WebGL's own")]
pub struct Limits {
    pub max_texture_size: u32,
    pub max_cube_map_texture_size: u32,
    pub max_3d_texture_size: u32,
    pub max_array_texture_layers: u32,
    pub max_renderbuffer_size: u32,
    pub max_viewport_dims: [u32; 2],
    pub max_vertex_attribs: u32,
    pub max_vertex_uniform_vectors: u32,
    pub max_fragment_uniform_vectors: u32,
    pub max_varying_vectors: u32,
    pub max_vertex_texture_image_units: u32,
    pub max_texture_image_units: u32,
    pub max_combined_texture_image_units: u32,
    pub max_color_attachments: u32,
    pub max_draw_buffers: u32,
    pub max_samples: u32,
    pub max_anisotropy: f32,
    pub max_vertex_uniform_blocks: u32,
    pub max_fragment_uniform_blocks: u32,
    pub max_combined_uniform_blocks: u32,
    pub max_uniform_buffer_bindings: u32,
    pub max_uniform_block_size: u32,
    pub uniform_buffer_offset_alignment: u32,
    pub max_transform_feedback_separate_attribs: u32,
    pub max_transform_feedback_separate_components: u32,
    pub max_transform_feedback_interleaved_components: u32,
    pub aliased_point_size_range: [f32; 2],
    /// Largest buffer object.
    pub max_buffer_bytes: u32,
    /// All buffer objects of a context together.
    pub max_total_buffer_bytes: u64,
    /// The adapter takes BC formats; otherwise they are decoded.
    pub bc: bool,
    pub float_filterable: bool,
    pub float_blendable: bool,
    pub renderer: String,
    pub vendor: String,
}

/// Uniform blocks of a stage: what OpenGL ES 3.0 asks for at least.
const STAGE_BLOCKS: u32 = 12;

impl Limits {
    /// Limits of a context of `version` on an adapter.
    pub(crate) fn new(version: Version, adapter: &GlLimits) -> Limits {
        let max_draw_buffers = adapter.max_color_attachments.clamp(1, 8);
        // Batchers of sprites (Pixi, Phaser) write one branch for each unit, and a software adapter runs all of them for every pixel:
        // 16 branches cost four times as much as 8, which is WebGL 1's least.
        let fragment_textures = match version {
            Version::One if adapter.software => adapter.max_fragment_textures.min(8),
            _ => adapter.max_fragment_textures,
        };
        let block_vectors = adapter.max_uniform_block_bytes / 16;
        Limits {
            max_texture_size: adapter.max_texture_size,
            max_cube_map_texture_size: adapter.max_texture_size,
            max_3d_texture_size: adapter.max_3d_texture_size,
            max_array_texture_layers: adapter.max_array_layers,
            max_renderbuffer_size: adapter.max_renderbuffer_size,
            max_viewport_dims: [adapter.max_renderbuffer_size.max(adapter.max_texture_size); 2],
            max_vertex_attribs: adapter.max_vertex_attribs.clamp(8, 32),
            max_vertex_uniform_vectors: block_vectors.min(1024),
            max_fragment_uniform_vectors: block_vectors.min(1024),
            max_varying_vectors: adapter.max_varying_vectors,
            max_vertex_texture_image_units: adapter.max_vertex_textures,
            max_texture_image_units: fragment_textures,
            max_combined_texture_image_units: adapter.max_combined_textures,
            max_color_attachments: max_draw_buffers,
            max_draw_buffers,
            max_samples: adapter.max_samples,
            max_anisotropy: f32::from(adapter.max_anisotropy),
            max_vertex_uniform_blocks: STAGE_BLOCKS,
            max_fragment_uniform_blocks: STAGE_BLOCKS,
            max_combined_uniform_blocks: 2 * STAGE_BLOCKS,
            max_uniform_buffer_bindings: if version == Version::Two { 3 * STAGE_BLOCKS } else { 0 },
            max_uniform_block_size: adapter.max_uniform_block_bytes,
            uniform_buffer_offset_alignment: adapter.uniform_offset_alignment,
            max_transform_feedback_separate_attribs: 4,
            max_transform_feedback_separate_components: 4,
            max_transform_feedback_interleaved_components: 64,
            aliased_point_size_range: sparrow_glsl::POINT_SIZE_RANGE,
            max_buffer_bytes: 256 << 20,
            max_total_buffer_bytes: 1 << 30,
            bc: adapter.bc,
            float_filterable: adapter.float_filterable,
            float_blendable: adapter.float_blendable,
            renderer: adapter.renderer.clone(),
            vendor: adapter.vendor.clone(),
        }
    }
}
