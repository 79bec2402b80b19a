//! A compiled shader.

use crate::{CompileOptions, lexer::join_lines, parser, tree::Tree};
use sparrow_render::gl::GlStage;
use std::sync::Arc;

/// A compiled shader: one stage, checked. Clones share it.
#[derive(Clone, Debug)]
pub struct Shader {
    pub(crate) tree: Arc<Tree>,
    log: Arc<str>,
}

impl Shader {
    /// Its stage.
    #[must_use]
    pub fn stage(&self) -> GlStage {
        self.tree.stage
    }

    /// What `getShaderInfoLog` says about a shader that compiled: warnings.
    #[must_use]
    pub fn info_log(&self) -> &str {
        &self.log
    }
}

pub(crate) fn compile(stage: GlStage, source: &str, options: &CompileOptions) -> Result<Shader, String> {
    let joined = join_lines(source);
    match parser::parse(stage, &joined, options) {
        (Some(tree), log) => Ok(Shader { tree: Arc::new(tree), log: log.into() }),
        (None, log) => Err(log),
    }
}
