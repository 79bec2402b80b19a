//! A linked program: what the executor binds, and the modules it asks for.

use crate::{
    LinkOptions, Reflection, Shader,
    link::{self, Linked},
    lower,
};
use sparrow_render::gl::{GlInterface, GlProgram, GlStage, GlVariant};
use std::sync::{Arc, Mutex, PoisonError};

/// Sizes of points that shaders get; larger and smaller ones are clamped. What `ALIASED_POINT_SIZE_RANGE` answers.
pub const POINT_SIZE_RANGE: [f32; 2] = [1.0, 1024.0];

/// Invocations of a workgroup of the transform feedback variant.
pub const FEEDBACK_WORKGROUP: u32 = 64;

/// A linked program.
///
/// # Points
///
/// In [`GlVariant::points`] `vertex_index` (0 to 3) is the corner of the strip, `instance_index` is `gl_VertexID` and steps the
/// attributes, and `gl_InstanceID` is the internal block's `base.y`: an instanced draw of points is one draw for each instance. The
/// viewport's size in pixels comes from the internal block.
///
/// # Transform feedback
///
/// The vertex stage of [`GlVariant::transform_feedback`] is a compute shader with workgroups of [`FEEDBACK_WORKGROUP`]. Group 3 has, with `A`
/// attributes and `F` feedback buffers (one if interleaved, else one for each varying):
///
/// - bindings `0..A`, `array<u32>`, read: the interface's attributes as 32-bit numbers of their kind;
/// - bindings `A..A + F`, `array<u32>`, read and written: the feedback buffers;
/// - binding `A + F`, uniform, 21 `vec4<u32>`: (records in all, vertices of an instance, first vertex, 0); for each of 4 buffers (offset of the
///   first record, stride); for each of 16 attributes (offset, stride, components in the buffer, divisor). Offsets and strides are words.
///
/// The record of an invocation is `x + y * groups * 64`, where `groups` is the number of workgroups along x. Record `r` is vertex `first + r %
/// vertices` of instance `r / vertices`; an attribute with a divisor steps by instance. Components that a buffer does not have are 0, 0, 0, 1.
/// Groups 0 to 2 are bound as for drawing.
#[derive(Clone, Debug)]
pub struct Program {
    object: Arc<Object>,
    reflection: Arc<Reflection>,
}

impl Program {
    pub(crate) fn link(vertex: &Shader, fragment: &Shader, options: &LinkOptions) -> Result<Self, String> {
        let (linked, reflection) = link::link(vertex, fragment, options)?;
        let object = Object { linked, modules: Mutex::default() };
        Ok(Self { object: Arc::new(object), reflection: Arc::new(reflection) })
    }

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

/// A module, or that there is none, or why there is none.
type Lowered = Result<Option<Arc<naga::Module>>, String>;

#[derive(Debug)]
struct Object {
    linked: Linked,
    /// What was asked for. There are few variants.
    modules: Mutex<Vec<(GlStage, GlVariant, Lowered)>>,
}

impl GlProgram for Object {
    fn interface(&self) -> &GlInterface {
        &self.linked.interface
    }

    fn module(&self, stage: GlStage, variant: &GlVariant) -> Lowered {
        if variant.transform_feedback && stage == GlStage::Fragment {
            return Ok(None);
        }
        // Filtering is a matter of bindings: the same module reads filtered and unfiltered textures.
        let variant = GlVariant { unfilterable: 0, ..variant.clone() };
        let mut modules = self.modules.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((.., known)) = modules.iter().find(|(of, by, _)| *of == stage && *by == variant) {
            return known.clone();
        }
        let lowered = lower::lower(&self.linked, stage, &variant).map(|module| Some(Arc::new(module)));
        modules.push((stage, variant, lowered.clone()));
        lowered
    }
}
