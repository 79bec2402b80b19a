//! Which image and sampler an expression of a sampler type means.
//!
//! Samplers inside of arrays and structures are variables of their own. An index that is known only at run time (loop indices in GLSL ES
//! 1.00) leaves several to choose from.

use super::{Expr, Lower, Lowering};
use crate::{
    tree::{ExprId, ExprKind},
    types::Number,
};

/// Image and sampler in a function.
pub(super) type SamplerArguments = (Expr, Expr);

/// Samplers that an expression may mean.
pub(super) struct SamplerSet {
    /// Image and sampler of each leaf. With an index: of all candidates, candidate by candidate.
    leaves: Vec<SamplerArguments>,
    /// The number of the candidate, an `int`, and how many leaves each has.
    choice: Option<(Expr, usize)>,
}

impl Lowering<'_> {
    /// The leaves of a sampler, array of samplers or structure with samplers, where no index is left open.
    pub(super) fn sampler_leaves(&mut self, id: ExprId) -> Lower<Vec<SamplerArguments>> {
        let set = self.sampler_set(id)?;
        if set.choice.is_some() {
            let line = self.tree.expr(id).line;
            return Err(format!(
                "line {line}: a sampler chosen by an index that is not constant is passed to a function"
            ));
        }
        Ok(set.leaves)
    }

    /// Image and sampler of an expression, or all candidates with the number of the one that is meant.
    pub(super) fn sampler_candidates(&mut self, id: ExprId) -> Lower<(Vec<SamplerArguments>, Option<Expr>)> {
        let set = self.sampler_set(id)?;
        Ok((set.leaves, set.choice.map(|(index, _)| index)))
    }

    fn sampler_set(&mut self, id: ExprId) -> Lower<SamplerSet> {
        let tree = self.tree;
        let expr = *tree.expr(id);
        match expr.kind {
            ExprKind::Variable(variable) => {
                if let Some(leaves) = self.body.samplers.get(&variable) {
                    return Ok(SamplerSet { leaves: leaves.clone(), choice: None });
                }
                let Some(globals) = self.samplers.get(&variable).cloned() else {
                    return Err(format!("line {}: a sampler that is not bound", expr.line));
                };
                let leaves = globals
                    .into_iter()
                    .map(|(image, sampler)| (self.global(image), self.global(sampler)))
                    .collect();
                Ok(SamplerSet { leaves, choice: None })
            }
            ExprKind::Index { base, index } => {
                let set = self.sampler_set(base)?;
                let each = tree.structs.samplers(expr.ty) as usize;
                match (tree.constant_index(index), set.choice) {
                    (Some(at), None) => {
                        let leaves = set.leaves[at as usize * each..][..each].to_vec();
                        Ok(SamplerSet { leaves, choice: None })
                    }
                    (Some(at), Some((choice, stride))) => {
                        let leaves = slice_each(&set.leaves, stride, at as usize * each, each);
                        Ok(SamplerSet { leaves, choice: Some((choice, each)) })
                    }
                    (None, None) => {
                        let number = tree.expr(index).ty.number();
                        let index = self.value(index)?;
                        let index = self.cast(index, number.unwrap_or(Number::Int), Number::Int);
                        Ok(SamplerSet { leaves: set.leaves, choice: Some((index, each)) })
                    }
                    (None, Some(_)) => Err(format!(
                        "line {}: samplers chosen by two indices that are not constant",
                        expr.line
                    )),
                }
            }
            ExprKind::Field { base, field } => {
                let Some(structure) = tree.expr(base).ty.as_struct() else {
                    return Err(format!("line {}: a member of no structure", expr.line));
                };
                let set = self.sampler_set(base)?;
                let fields = &tree.structs.get(structure).fields;
                let before = &fields[..field as usize];
                let start = before.iter().map(|field| tree.structs.samplers(field.ty) as usize).sum();
                let each = tree.structs.samplers(expr.ty) as usize;
                Ok(match set.choice {
                    None => SamplerSet { leaves: set.leaves[start..start + each].to_vec(), choice: None },
                    Some((choice, stride)) => SamplerSet {
                        leaves: slice_each(&set.leaves, stride, start, each),
                        choice: Some((choice, each)),
                    },
                })
            }
            _ => Err(format!("line {}: a sampler that is no variable", expr.line)),
        }
    }
}

/// A part of every candidate.
fn slice_each(
    leaves: &[SamplerArguments],
    stride: usize,
    start: usize,
    count: usize,
) -> Vec<SamplerArguments> {
    leaves.chunks(stride.max(1)).flat_map(|candidate| candidate[start..start + count].to_vec()).collect()
}
