//! A compiled shader.

use sparrow_render::gl::GlStage;
use std::sync::Arc;

/// A compiled shader: one stage, checked. Clones share it.
#[derive(Clone, Debug)]
pub struct Shader {
    pub(crate) inner: Arc<Compiled>,
}

#[derive(Debug)]
pub(crate) struct Compiled {
    pub(crate) stage: GlStage,
    /// Warnings.
    pub(crate) log: String,
}

impl Shader {
    /// Its stage.
    #[must_use]
    pub fn stage(&self) -> GlStage {
        self.inner.stage
    }

    /// What `getShaderInfoLog` says about a shader that compiled: warnings.
    #[must_use]
    pub fn info_log(&self) -> &str {
        &self.inner.log
    }
}
