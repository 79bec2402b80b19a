//! A program object, and what linking it made.

use crate::handles::ShaderHandle;
use rustc_hash::FxHashMap;
use sparrow_glsl::{Reflection, UniformPlace};
use sparrow_render::gl::{GlInterface, GlProgramId};

/// What a uniform's name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct UniformName {
    pub(crate) uniform: u32,
    /// The name without `[0]` of an array, or a plain name.
    pub(crate) is_array: bool,
}

/// A successful link.
#[derive(Debug)]
pub(crate) struct Linked {
    pub(crate) id: GlProgramId,
    pub(crate) program: sparrow_glsl::Program,
    /// Default blocks of the stages, as the executor gets them.
    pub(crate) vertex_block: Vec<u8>,
    pub(crate) fragment_block: Vec<u8>,
    /// Texture unit of each sampler slot.
    pub(crate) sampler_units: Vec<u32>,
    /// Uniform buffer binding of each block.
    pub(crate) block_bindings: Vec<u32>,
    /// By name without `[0]` at its end.
    pub(crate) uniform_names: FxHashMap<String, UniformName>,
    pub(crate) uniforms_changed: bool,
    /// Two samplers of different kinds read one unit; `None` when that is to be checked again.
    pub(crate) samplers_conflict: Option<bool>,
    pub(crate) feedback_separate: bool,
    /// Bit `n`: the vertex stage reads location `n`.
    pub(crate) attribute_mask: u32,
}

impl Linked {
    pub(crate) fn new(id: GlProgramId, program: sparrow_glsl::Program, feedback_separate: bool) -> Linked {
        let object = program.object();
        let interface = object.interface();
        let zeros = |bytes: u32| vec![0; bytes as usize];
        let mut uniform_names = FxHashMap::default();
        for (index, uniform) in program.reflection().uniforms.iter().enumerate() {
            let (name, is_array) = match uniform.name.strip_suffix("[0]") {
                Some(name) => (name, true),
                None => (uniform.name.as_str(), false),
            };
            let reachable = !matches!(uniform.place, UniformPlace::Block | UniformPlace::BuiltIn);
            if reachable {
                let entry = UniformName { uniform: u32::try_from(index).unwrap_or(u32::MAX), is_array };
                uniform_names.insert(name.to_owned(), entry);
            }
        }
        let attribute_mask =
            interface.attributes.iter().fold(0, |mask, attribute| mask | 1_u32.wrapping_shl(attribute.location));
        Linked {
            id,
            vertex_block: zeros(interface.vertex_block_bytes),
            fragment_block: zeros(interface.fragment_block_bytes),
            sampler_units: vec![0; interface.samplers.len()],
            block_bindings: vec![0; interface.blocks.len()],
            uniform_names,
            uniforms_changed: true,
            samplers_conflict: None,
            feedback_separate,
            attribute_mask,
            program,
        }
    }

    pub(crate) fn reflection(&self) -> &Reflection {
        self.program.reflection()
    }
}

/// A program object.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) vertex: Option<ShaderHandle>,
    pub(crate) fragment: Option<ShaderHandle>,
    /// `bindAttribLocation`, for the next link.
    pub(crate) bound_attributes: Vec<(String, u32)>,
    /// `transformFeedbackVaryings`, for the next link.
    pub(crate) feedback_varyings: Vec<String>,
    pub(crate) feedback_separate: bool,
    /// Counts links, so that locations of older ones are found out.
    pub(crate) links: u32,
    /// `LINK_STATUS`.
    pub(crate) link_status: bool,
    pub(crate) validate_status: bool,
    pub(crate) info_log: String,
    /// The last successful link: a program in use stays usable when a new link fails.
    pub(crate) linked: Option<Linked>,
    /// Active transform feedback objects that use it: it must not be linked then.
    pub(crate) feedback_users: u32,
}
