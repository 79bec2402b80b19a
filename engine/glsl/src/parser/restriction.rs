//! What appendix A of GLSL ES 1.00 leaves of loops and indices, as WebGL demands it.

use super::Parser;
use crate::{
    tree::{BinaryOp, Condition, ExprId, ExprKind, Stmt, Storage, VariableId},
    types::{Base, Number, Type},
};

impl Parser<'_, '_> {
    pub(super) fn restrict_other_loops(&mut self, word: &str, line: u32) {
        if !self.is_newer() {
            self.error(line, word, "This type of loop is not allowed");
        }
    }

    /// Checks the head of a `for`; the loop's index if it is a good one.
    pub(super) fn restricted_loop(
        &mut self,
        init: &[Stmt],
        condition: Option<Condition>,
        step: Option<ExprId>,
        line: u32,
    ) -> Option<VariableId> {
        match self.loop_index(init, condition, step) {
            Ok(index) => Some(index),
            Err((token, reason)) => {
                self.error(line, token, reason);
                None
            }
        }
    }

    fn loop_index(
        &self,
        init: &[Stmt],
        condition: Option<Condition>,
        step: Option<ExprId>,
    ) -> Result<VariableId, (&'static str, &'static str)> {
        let [Stmt::Declare { variable: index, init: Some(start) }] = *init else {
            return Err((
                "for",
                if init.is_empty() { "Missing init declaration" } else { "Invalid init declaration" },
            ));
        };
        if !matches!(
            self.tree.variable(index).ty,
            Type { base: Base::Vector(Number::Int | Number::Float, 1), length: 0 }
        ) {
            return Err(("for", "Invalid type for loop index"));
        }
        if !self.is_constant(start) {
            return Err(("for", "Loop index cannot be initialized with non-constant expression"));
        }
        let Some(Condition { declares: None, value }) = condition else {
            return Err(("for", "Missing condition"));
        };
        let ExprKind::Binary { op, left, right } = self.tree.expr(value).kind else {
            return Err(("for", "Invalid condition"));
        };
        if !matches!(
            op,
            BinaryOp::Less
                | BinaryOp::Greater
                | BinaryOp::LessEqual
                | BinaryOp::GreaterEqual
                | BinaryOp::Equal
                | BinaryOp::NotEqual
        ) {
            return Err(("for", "Invalid relational operator"));
        }
        if !self.is_variable(left, index) {
            return Err(("for", "Expected loop index"));
        }
        if !self.is_constant(right) {
            return Err(("for", "Loop index cannot be compared with non-constant expression"));
        }
        let Some(step) = step else { return Err(("for", "Missing expression")) };
        match self.tree.expr(step).kind {
            ExprKind::Step { place, .. } if self.is_variable(place, index) => Ok(index),
            ExprKind::Assign { op: Some(BinaryOp::Add | BinaryOp::Subtract), place, value }
                if self.is_variable(place, index) =>
            {
                if self.is_constant(value) {
                    Ok(index)
                } else {
                    Err(("for", "Loop index cannot be modified by non-constant expression"))
                }
            }
            ExprKind::Step { .. } | ExprKind::Assign { .. } => Err(("for", "Expected loop index")),
            _ => Err(("for", "Invalid expression")),
        }
    }

    fn is_constant(&self, id: ExprId) -> bool {
        let expr = self.tree.expr(id);
        expr.value.is_some() || expr.ty.is_error()
    }

    fn is_variable(&self, id: ExprId, variable: VariableId) -> bool {
        matches!(self.tree.expr(id).kind, ExprKind::Variable(found) if found == variable)
    }

    /// The body, whose expressions begin at `first`, does not write the index.
    pub(super) fn check_index_unchanged(&mut self, index: VariableId, first: usize, line: u32) {
        let changes = self.tree.expressions[first..].iter().any(|expr| match expr.kind {
            ExprKind::Assign { place, .. } | ExprKind::Step { place, .. } => self.is_variable(place, index),
            ExprKind::Call { function, arguments } => {
                let parameters = &self.tree.function(function).parameters;
                parameters.iter().zip(self.tree.list(arguments)).any(|(&parameter, &argument)| {
                    let storage = self.tree.variable(parameter).storage;
                    matches!(storage, Storage::ParameterOut | Storage::ParameterInOut)
                        && self.is_variable(argument, index)
                })
            }
            _ => false,
        });
        if changes {
            let text = self.names.text(self.tree.variable(index).name);
            let reason = "Loop index cannot be statically assigned to within the body of the loop";
            self.error(line, text, reason);
        }
    }

    /// A constant-index-expression: constants and loop indices.
    pub(super) fn is_constant_index(&self, id: ExprId) -> bool {
        let expr = self.tree.expr(id);
        if expr.value.is_some() || expr.ty.is_error() {
            return true;
        }
        match expr.kind {
            ExprKind::Variable(variable) => self.loop_indices.contains(&variable),
            ExprKind::Call { .. } | ExprKind::Assign { .. } | ExprKind::Step { .. } | ExprKind::Error => {
                false
            }
            ExprKind::Builtin { builtin, .. } if !builtin.is_pure() => false,
            _ => self.tree.children(id).all(|child| self.is_constant_index(child)),
        }
    }

    /// In fragment shaders of GLSL ES 1.00, and for samplers everywhere, indices are constants and loop indices.
    pub(super) fn check_index_restriction(&mut self, base: ExprId, index: ExprId, line: u32) {
        if self.is_newer() || self.is_constant_index(index) {
            return;
        }
        let sampler = self.tree.structs.has_sampler(self.ty(base));
        if sampler || self.is_fragment() {
            self.error(line, "[]", "Index expression can only contain const or loop symbols");
        }
    }
}
