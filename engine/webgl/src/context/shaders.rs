//! Shader objects.

use super::{Context, Version};
use crate::{
    constants::*, extensions::Extension, handles::ShaderHandle, objects::Shader, parameter::Parameter,
};
use sparrow_glsl::{CompileOptions, ShaderExtensions, ShaderLimits, WebGlVersion};
use sparrow_render::gl::GlStage;

/// Longest source text that is kept.
const MOST_SOURCE_BYTES: usize = 16 << 20;

impl Context {
    /// `createShader`.
    pub fn create_shader(&mut self, kind: u32) -> Option<ShaderHandle> {
        if self.lost {
            return Some(self.shaders.dead_handle());
        }
        let stage = match kind {
            VERTEX_SHADER => GlStage::Vertex,
            FRAGMENT_SHADER => GlStage::Fragment,
            _ => {
                self.raise_with(INVALID_ENUM, "createShader: no such type");
                return None;
            }
        };
        Some(self.shaders.insert(Shader::new(stage)))
    }

    /// `isShader`: also true for a deleted one that is still attached.
    pub fn is_shader(&self, shader: Option<ShaderHandle>) -> bool {
        !self.lost && shader.is_some_and(|shader| self.shaders.get(shader).is_some())
    }

    /// `deleteShader`: it lives on while it is attached to programs.
    pub fn delete_shader(&mut self, shader: Option<ShaderHandle>) {
        let Some(shader) = shader else { return };
        if self.lost {
            return;
        }
        if self.shaders.is_foreign(shader) {
            return self.raise_with(INVALID_OPERATION, "deleteShader: an object of another context");
        }
        let _freed = self.shaders.delete(shader);
    }

    /// The object, or the error that naming it is.
    fn shader(&mut self, shader: ShaderHandle) -> Option<&mut Shader> {
        if self.lost {
            return None;
        }
        let known = self.shaders.named(shader).map(|_| ());
        self.checked(known)?;
        self.shaders.get_mut(shader)
    }

    /// `shaderSource`.
    pub fn shader_source(&mut self, shader: ShaderHandle, source: &str) {
        if source.len() > MOST_SOURCE_BYTES {
            return self.raise_with(OUT_OF_MEMORY, "shaderSource: the source is too long");
        }
        if let Some(object) = self.shader(shader) {
            source.clone_into(&mut object.source);
        }
    }

    /// `compileShader`.
    pub fn compile_shader(&mut self, shader: ShaderHandle) {
        let options = self.compile_options();
        let Some(object) = self.shader(shader) else { return };
        object.compiled_source = Some(object.source.clone());
        match sparrow_glsl::compile(object.stage, &object.source, &options) {
            Ok(compiled) => {
                compiled.info_log().clone_into(&mut object.info_log);
                object.compiled = Some(compiled);
            }
            Err(log) => {
                object.info_log = log;
                object.compiled = None;
            }
        }
    }

    fn compile_options(&self) -> CompileOptions {
        let has = |extension| self.enabled.has(extension);
        CompileOptions {
            version: self.glsl_version(),
            extensions: ShaderExtensions {
                derivatives: has(Extension::OesStandardDerivatives),
                frag_depth: has(Extension::ExtFragDepth),
                shader_texture_lod: has(Extension::ExtShaderTextureLod),
                draw_buffers: has(Extension::WebglDrawBuffers),
                multi_draw: has(Extension::WebglMultiDraw),
            },
            limits: self.shader_limits(),
        }
    }

    pub(crate) fn glsl_version(&self) -> WebGlVersion {
        match self.version {
            Version::One => WebGlVersion::One,
            Version::Two => WebGlVersion::Two,
        }
    }

    pub(crate) fn shader_limits(&self) -> ShaderLimits {
        let limits = &self.limits;
        ShaderLimits {
            max_vertex_attribs: limits.max_vertex_attribs,
            max_vertex_uniform_vectors: limits.max_vertex_uniform_vectors,
            max_fragment_uniform_vectors: limits.max_fragment_uniform_vectors,
            max_varying_vectors: limits.max_varying_vectors,
            max_vertex_textures: limits.max_vertex_texture_image_units,
            max_fragment_textures: limits.max_texture_image_units,
            max_combined_textures: limits.max_combined_texture_image_units,
            max_draw_buffers: limits.max_draw_buffers,
            max_vertex_uniform_blocks: limits.max_vertex_uniform_blocks,
            max_fragment_uniform_blocks: limits.max_fragment_uniform_blocks,
            max_combined_uniform_blocks: limits.max_combined_uniform_blocks,
            max_uniform_block_bytes: limits.max_uniform_block_size,
            min_texel_offset: super::parameters::MIN_TEXEL_OFFSET,
            max_texel_offset: super::parameters::MAX_TEXEL_OFFSET,
            max_feedback_interleaved_components: limits.max_transform_feedback_interleaved_components,
            max_feedback_separate_attribs: limits.max_transform_feedback_separate_attribs,
            max_feedback_separate_components: limits.max_transform_feedback_separate_components,
        }
    }

    /// `getShaderParameter`.
    pub fn get_shader_parameter(&mut self, shader: ShaderHandle, name: u32) -> Parameter {
        if self.lost {
            let completes =
                name == COMPLETION_STATUS_KHR && self.supported.has(Extension::KhrParallelShaderCompile);
            return if completes { Parameter::Bool(true) } else { Parameter::Null };
        }
        let deleted = self.shaders.is_deleted(shader);
        let parallel = self.enabled.has(Extension::KhrParallelShaderCompile);
        let Some(object) = self.shader(shader) else { return Parameter::Null };
        match name {
            SHADER_TYPE => Parameter::Uint(match object.stage {
                GlStage::Vertex => VERTEX_SHADER,
                GlStage::Fragment => FRAGMENT_SHADER,
            }),
            DELETE_STATUS => Parameter::Bool(deleted),
            COMPILE_STATUS => Parameter::Bool(object.compiled.is_some()),
            COMPLETION_STATUS_KHR if parallel => Parameter::Bool(true),
            _ => {
                self.raise_with(INVALID_ENUM, "getShaderParameter: no such parameter");
                Parameter::Null
            }
        }
    }

    /// `getShaderInfoLog`.
    pub fn get_shader_info_log(&mut self, shader: ShaderHandle) -> Option<String> {
        self.shader(shader).map(|object| object.info_log.clone())
    }

    /// `getShaderSource`.
    pub fn get_shader_source(&mut self, shader: ShaderHandle) -> Option<String> {
        self.shader(shader).map(|object| object.source.clone())
    }

    /// `getTranslatedShaderSource` of `WEBGL_debug_shaders`. There is no translated text: shaders become modules, so the compiled source is given.
    pub fn get_translated_shader_source(&mut self, shader: ShaderHandle) -> Option<String> {
        self.shader(shader).map(|object| match (&object.compiled, &object.compiled_source) {
            (Some(_), Some(source)) => source.clone(),
            _ => String::new(),
        })
    }

    /// `getShaderPrecisionFormat`: range (two exponents) and precision. Everything is computed in 32 bits.
    pub fn get_shader_precision_format(&mut self, shader: u32, precision: u32) -> Option<(i32, i32, i32)> {
        if self.lost {
            return None;
        }
        if !matches!(shader, VERTEX_SHADER | FRAGMENT_SHADER) {
            self.raise_with(INVALID_ENUM, "getShaderPrecisionFormat: no such shader type");
            return None;
        }
        match precision {
            LOW_FLOAT | MEDIUM_FLOAT | HIGH_FLOAT => Some((127, 127, 23)),
            LOW_INT | MEDIUM_INT | HIGH_INT => Some((31, 30, 0)),
            _ => {
                self.raise_with(INVALID_ENUM, "getShaderPrecisionFormat: no such precision");
                None
            }
        }
    }
}
