//! Transform feedback: which values are recorded.

use super::{Leaf, LinkResult, Linker, leaves, value_kind};
use crate::{
    reflection::ActiveFeedback,
    tree::{Storage, VariableId},
    types::gl_enum,
};
use sparrow_render::gl::GlVarying;

/// A recorded varying.
#[derive(Clone, Debug)]
pub(crate) struct Feedback {
    pub(crate) variable: VariableId,
    /// Its vectors, in the order in which they are written.
    pub(crate) leaves: Vec<Leaf>,
}

impl Linker<'_> {
    pub(super) fn feedback(&mut self) -> LinkResult<Vec<Feedback>> {
        let names = &self.options.feedback_varyings;
        let limits = &self.options.limits;
        let mut found = Vec::new();
        let mut total = 0;
        for (at, name) in names.iter().enumerate() {
            if names[..at].contains(name) {
                return Err(format!(
                    "Two transform feedback varyings specify the same output variable ({name})."
                ));
            }
            let Some((feedback, active)) = self.find_feedback(name) else {
                return Err(format!(
                    "Transform feedback varying {name} does not exist in the vertex shader."
                ));
            };
            let components: u32 = feedback.leaves.iter().map(|leaf| u32::from(leaf.size)).sum();
            if self.options.feedback_separate && components > limits.max_feedback_separate_components {
                return Err(format!(
                    "Transform feedback varying {name} components ({components}) exceed the maximum separate components ({}).",
                    limits.max_feedback_separate_components
                ));
            }
            total += components;
            let Some(first) = feedback.leaves.first() else { continue };
            self.interface.varyings.push(GlVarying {
                name: name.clone(),
                kind: value_kind(first.number),
                components,
            });
            self.reflection.feedback.push(active);
            found.push(feedback);
        }
        if self.options.feedback_separate && names.len() as u32 > limits.max_feedback_separate_attribs {
            return Err(format!(
                "Transform feedback varyings exceed the maximum separate attributes ({}).",
                limits.max_feedback_separate_attribs
            ));
        }
        if !self.options.feedback_separate && total > limits.max_feedback_interleaved_components {
            return Err(format!(
                "Transform feedback varying total components ({total}) exceed the maximum interleaved components ({}).",
                limits.max_feedback_interleaved_components
            ));
        }
        self.interface.separate_varyings = self.options.feedback_separate && !found.is_empty();
        Ok(found)
    }

    /// `name`, or `name.member` of a varying structure.
    fn find_feedback(&self, name: &str) -> Option<(Feedback, ActiveFeedback)> {
        let tree = self.vertex;
        let (outer, member) = match name.split_once('.') {
            Some((outer, member)) => (outer, Some(member)),
            None => (name, None),
        };
        let id = tree.globals.iter().copied().find(|&id| {
            let variable = tree.variable(id);
            variable.storage == Storage::Output && *variable.text == *outer
        })?;
        let ty = tree.variable(id).ty;
        let (ty, prefix) = match (member, ty.as_struct()) {
            (None, None) => (ty, None),
            (Some(member), Some(structure)) => {
                let fields = &tree.structs.get(structure).fields;
                let at = fields.iter().position(|field| *field.name == *member)?;
                (fields[at].ty, Some(at as u32))
            }
            _ => return None,
        };
        // More than any limit; the count is checked by the caller.
        let ty = if ty.length > 4096 { ty.array(4096) } else { ty };
        let mut leaves = leaves(&tree.structs, ty);
        for leaf in &mut leaves {
            leaf.path.splice(0..0, prefix);
        }
        let active = ActiveFeedback { name: name.to_owned(), kind: gl_enum(ty), size: ty.length.max(1) };
        Some((Feedback { variable: id, leaves }, active))
    }
}
