//! A shader object.

use sparrow_render::gl::GlStage;

/// A shader object.
#[derive(Debug)]
pub(crate) struct Shader {
    pub(crate) stage: GlStage,
    pub(crate) source: String,
    /// The source that was compiled last, for `getTranslatedShaderSource`.
    pub(crate) compiled_source: Option<String>,
    /// Of the last compilation, when it succeeded.
    pub(crate) compiled: Option<sparrow_glsl::Shader>,
    pub(crate) info_log: String,
}

impl Shader {
    pub(crate) fn new(stage: GlStage) -> Shader {
        Shader {
            stage,
            source: String::new(),
            compiled_source: None,
            compiled: None,
            info_log: String::new(),
        }
    }
}
