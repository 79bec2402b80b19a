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
/// The vertex stage of [`GlVariant::transform_feedback`] is a compute shader. Dispatch `ceil(records / 64)` workgroups along x, at most
/// 65535, and what is more along y: the record is `x + y * 65535 * 64`. Group 3 has, in this order:
///
/// - `array<u32>`, read: one for each of the interface's attributes. Words are 32-bit numbers of the attribute's kind (converted by the
///   executor where the vertex format is another one).
/// - `array<u32>`, read and written: one for each feedback buffer (one if interleaved, none without varyings).
/// - `array<vec4<u32>>`, uniform. The first is (first vertex, vertices of an instance, records in all, 0). Then one for each attribute:
///   (offset in words, stride in words, divisor or 0 for by vertex, components in the buffer); a constant has stride 0. Then one for each
///   feedback buffer: (offset in words of this draw's first record, 0, 0, 0).
///
/// Record `r` is vertex `first + r % vertices` of instance `r / vertices`. Only whole primitives are to be counted as records. Groups 0 to 2
/// are bound as for drawing.
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
