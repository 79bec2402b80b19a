//! What a context hands to the compiler and the linker: versions, extensions and limits.

/// The version of the WebGL context. WebGL 2 takes GLSL ES 1.00 and 3.00, WebGL 1 only 1.00.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum WebGlVersion {
    One,
    Two,
}

/// Extensions that a shader may name in `#extension`: those that the context has enabled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ShaderExtensions {
    /// `OES_standard_derivatives` (WebGL 1).
    pub derivatives: bool,
    /// `EXT_frag_depth` (WebGL 1).
    pub frag_depth: bool,
    /// `EXT_shader_texture_lod` (WebGL 1).
    pub shader_texture_lod: bool,
    /// `WEBGL_draw_buffers` (WebGL 1).
    pub draw_buffers: bool,
    /// `WEBGL_multi_draw`: `gl_DrawID`.
    pub multi_draw: bool,
}

/// What the context promises, as `getParameter` answers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct ShaderLimits {
    pub max_vertex_attribs: u32,
    pub max_vertex_uniform_vectors: u32,
    pub max_fragment_uniform_vectors: u32,
    pub max_varying_vectors: u32,
    pub max_vertex_textures: u32,
    pub max_fragment_textures: u32,
    pub max_combined_textures: u32,
    pub max_draw_buffers: u32,
    pub max_vertex_uniform_blocks: u32,
    pub max_fragment_uniform_blocks: u32,
    pub max_combined_uniform_blocks: u32,
    /// Also the largest default block of a stage.
    pub max_uniform_block_bytes: u32,
    pub min_texel_offset: i32,
    pub max_texel_offset: i32,
    pub max_feedback_interleaved_components: u32,
    pub max_feedback_separate_attribs: u32,
    pub max_feedback_separate_components: u32,
}

impl Default for ShaderLimits {
    /// What most desktop browsers report.
    fn default() -> Self {
        Self {
            max_vertex_attribs: 16,
            max_vertex_uniform_vectors: 1024,
            max_fragment_uniform_vectors: 1024,
            max_varying_vectors: 15,
            max_vertex_textures: 16,
            max_fragment_textures: 16,
            max_combined_textures: 32,
            max_draw_buffers: 8,
            max_vertex_uniform_blocks: 12,
            max_fragment_uniform_blocks: 12,
            max_combined_uniform_blocks: 24,
            max_uniform_block_bytes: 65536,
            min_texel_offset: -8,
            max_texel_offset: 7,
            max_feedback_interleaved_components: 64,
            max_feedback_separate_attribs: 4,
            max_feedback_separate_components: 4,
        }
    }
}

/// How `compileShader` compiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub struct CompileOptions {
    pub version: WebGlVersion,
    pub extensions: ShaderExtensions,
    pub limits: ShaderLimits,
}

/// How `linkProgram` links.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkOptions {
    /// The context's version: WebGL 1 lets attributes share a location only when none of them is used.
    pub version: WebGlVersion,
    /// The context's limits.
    pub limits: ShaderLimits,
    /// Names and locations of `bindAttribLocation`, in any order, each name once.
    pub bound_attributes: Vec<(String, u32)>,
    /// Names of `transformFeedbackVaryings`, in order.
    pub feedback_varyings: Vec<String>,
    /// `SEPARATE_ATTRIBS` instead of `INTERLEAVED_ATTRIBS`.
    pub feedback_separate: bool,
}
