//! A linked program: what the executor binds, and the modules it asks for.

use crate::Reflection;
use sparrow_render::gl::{GlInterface, GlProgram, GlStage, GlVariant};
use std::sync::Arc;

/// A linked program.
#[derive(Clone, Debug)]
pub struct Program {
    object: Arc<Object>,
    reflection: Arc<Reflection>,
}

impl Program {
    /// What the executor gets.
    #[must_use]
    pub fn object(&self) -> Arc<dyn GlProgram> {
        self.object.clone()
    }

    /// What queries answer.
    #[must_use]
    pub fn reflection(&self) -> &Reflection {
        &self.reflection
    }
}

#[derive(Debug)]
struct Object {
    interface: GlInterface,
}

impl GlProgram for Object {
    fn interface(&self) -> &GlInterface {
        &self.interface
    }

    fn module(&self, _stage: GlStage, _variant: &GlVariant) -> Result<Option<Arc<naga::Module>>, String> {
        Err("lowering is not written yet".to_owned())
    }
}
