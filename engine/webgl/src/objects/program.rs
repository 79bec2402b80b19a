//! A program object, and what linking it made.

use crate::handles::ShaderHandle;
use rustc_hash::FxHashMap;
use sparrow_glsl::{Reflection, UniformPlace};
use sparrow_render::gl::{GlInterface, GlProgram, GlProgramId};
use std::sync::Arc;

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
    pub(crate) object: Arc<dyn GlProgram>,
    pub(crate) reflection: Reflection,
    /// Default blocks of the stages, as the executor gets them.
    pub(crate) vertex_block: Vec<u8>,
    pub(crate) fragment_block: Vec<u8>,
    /// Texture unit of each sampler slot.
    pub(crate) sampler_units: Vec<u32>,
    /// Uniform buffer binding of each block.
    pub(crate) block_bindings: Vec<u32>,
    /// By name without `[0]` at its end.
    pub(crate) uniform_names: FxHashMap<String, UniformName>,
    /// What the executor does not have of the blocks.
    pub(crate) vertex_changed: bool,
    pub(crate) fragment_changed: bool,
    /// Two samplers of different kinds read one unit; `None` when that is to be checked again.
    pub(crate) samplers_conflict: Option<bool>,
}

impl Linked {
    pub(crate) fn new(id: GlProgramId, object: Arc<dyn GlProgram>, reflection: Reflection) -> Linked {
        let interface = object.interface();
        let zeros = |bytes: u32| vec![0; bytes as usize];
        let mut uniform_names = FxHashMap::default();
        for (index, uniform) in reflection.uniforms.iter().enumerate() {
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
        Linked {
            id,
            vertex_block: zeros(interface.vertex_block_bytes),
            fragment_block: zeros(interface.fragment_block_bytes),
            sampler_units: vec![0; interface.samplers.len()],
            block_bindings: vec![0; interface.blocks.len()],
            uniform_names,
            vertex_changed: true,
            fragment_changed: true,
            samplers_conflict: None,
            object,
            reflection,
        }
    }

    pub(crate) fn reflection(&self) -> &Reflection {
        &self.reflection
    }

    pub(crate) fn interface(&self) -> &GlInterface {
        self.object.interface()
    }

    /// The uniform and element that a name leads to: `a`, `a[2]`, `s[1].f`, `s[1].a[3]`.
    pub(crate) fn find_uniform(&self, name: &str) -> Option<(u32, u32)> {
        if let Some(found) = self.uniform_names.get(name) {
            return Some((found.uniform, 0));
        }
        let (base, element) = split_element(name)?;
        let found = self.uniform_names.get(base).filter(|found| found.is_array)?;
        let size = self.reflection().uniforms.get(found.uniform as usize)?.size;
        (element < size).then_some((found.uniform, element))
    }
}

/// The name and the number of `name[number]`.
fn split_element(name: &str) -> Option<(&str, u32)> {
    let (base, number) = name.strip_suffix(']')?.rsplit_once('[')?;
    let plain =
        number.bytes().all(|byte| byte.is_ascii_digit()) && (number == "0" || !number.starts_with('0'));
    plain.then(|| number.parse().ok()).flatten().map(|element| (base, element))
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
    pub(crate) validate_status: bool,
    pub(crate) info_log: String,
    /// The last link, when it succeeded (WebGL 1.0, 6.12: a failed one also takes the executable of a program in use).
    pub(crate) linked: Option<Linked>,
    /// Active transform feedback objects that use it: it must not be linked then.
    pub(crate) feedback_users: u32,
}

#[cfg(test)]
mod tests {
    use super::split_element;

    #[test]
    fn elements_are_split_strictly() {
        assert_eq!(split_element("s[1].a[30]"), Some(("s[1].a", 30)));
        assert_eq!(split_element("a[0]"), Some(("a", 0)));
        for wrong in ["a", "a[]", "a[01]", "a[-1]", "a[ 1]", "a[99999999999]", "]", "a]"] {
            assert_eq!(split_element(wrong), None, "{wrong}");
        }
    }
}
