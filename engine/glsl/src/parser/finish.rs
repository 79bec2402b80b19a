//! What can be said only when the whole shader is read: `main`, recursion, what is used.

use super::Parser;
use crate::{
    log::{Step, Stop},
    tree::{BuiltinVariable, ExprId, ExprKind, FunctionId, Storage},
};

/// Functions that call each other in a row.
const MAX_CALL_DEPTH: usize = 256;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Visit {
    New,
    Open,
    Done,
}

impl Parser<'_, '_> {
    pub(super) fn finish(&mut self, all_invariant: bool) -> Step<()> {
        if self.log.has_errors() {
            return Err(Stop);
        }
        let main = self
            .tree
            .functions
            .iter()
            .position(|function| &*function.text == "main" && function.body.is_some())
            .map(|at| FunctionId(at as u32));
        let Some(main) = main else {
            self.log.global_error("Missing main()");
            return Err(Stop);
        };
        self.order_functions(main)?;
        self.mark_used();
        self.check_outputs();
        if all_invariant {
            for &id in &self.tree.globals {
                let variable = &mut self.tree.variables[id.0 as usize];
                variable.invariant |= variable.storage == Storage::Output;
            }
        }
        if self.log.has_errors() { Err(Stop) } else { Ok(()) }
    }

    /// Callees of a function.
    fn callees(&self, id: FunctionId) -> Vec<FunctionId> {
        let (first, end) = self.tree.function(id).expressions;
        let expressions = &self.tree.expressions[first as usize..end as usize];
        let mut callees: Vec<FunctionId> = expressions
            .iter()
            .filter_map(|expr| match expr.kind {
                ExprKind::Call { function, .. } => Some(function),
                _ => None,
            })
            .collect();
        callees.sort_unstable();
        callees.dedup();
        callees
    }

    /// Checks that no function calls itself, through others or not, in unused code too; orders what `main` needs.
    fn order_functions(&mut self, main: FunctionId) -> Step<()> {
        let count = self.tree.functions.len();
        let mut visits = vec![Visit::New; count];
        let roots = std::iter::once(main).chain((0..count as u32).map(FunctionId));
        for root in roots {
            if visits[root.0 as usize] != Visit::New || self.tree.function(root).body.is_none() {
                continue;
            }
            // Depth first, with a stack of our own: each entry is a function and its callees that are left.
            let mut order = Vec::new();
            let mut path = vec![(root, self.callees(root))];
            visits[root.0 as usize] = Visit::Open;
            while let Some((function, left)) = path.last_mut() {
                let function = *function;
                let Some(callee) = left.pop() else {
                    visits[function.0 as usize] = Visit::Done;
                    order.push(function);
                    path.pop();
                    continue;
                };
                match visits[callee.0 as usize] {
                    Visit::Done => {}
                    Visit::Open => {
                        return self.report_chain(
                            "Recursive function call in the following call chain:",
                            &path,
                            callee,
                        );
                    }
                    Visit::New if self.tree.function(callee).body.is_none() => {
                        let text = format!(
                            "Undefined function '{}()' used in the following call chain:",
                            self.tree.function(callee).text
                        );
                        return self.report_chain(&text, &path, callee);
                    }
                    Visit::New => {
                        visits[callee.0 as usize] = Visit::Open;
                        path.push((callee, self.callees(callee)));
                        if path.len() > MAX_CALL_DEPTH {
                            self.log.global_error("Call stack too deep (larger than 256)");
                            return Err(Stop);
                        }
                    }
                }
            }
            if root == main {
                self.tree.order = order;
            }
        }
        Ok(())
    }

    fn report_chain<T>(
        &mut self,
        reason: &str,
        path: &[(FunctionId, Vec<FunctionId>)],
        last: FunctionId,
    ) -> Step<T> {
        let mut text = reason.to_owned();
        for (function, _) in path.iter().take(16) {
            text += &format!(" {} ->", self.tree.function(*function).text);
        }
        text += &format!(" {}", self.tree.function(last).text);
        let line = self.tree.function(last).line;
        let name = self.tree.function(last).text.clone();
        self.log.stop(line, &name, &text)
    }

    /// Marks the globals and blocks that `main` can reach, and those that their initialisers mention.
    fn mark_used(&mut self) {
        let mut ranges: Vec<(u32, u32)> =
            self.tree.order.iter().map(|&id| self.tree.function(id).expressions).collect();
        while let Some((first, end)) = ranges.pop() {
            for at in first..end {
                let ExprKind::Variable(id) = self.tree.expressions[at as usize].kind else { continue };
                let variable = &mut self.tree.variables[id.0 as usize];
                if std::mem::replace(&mut variable.used, true) {
                    continue;
                }
                if let Storage::Block(block) = variable.storage {
                    self.tree.blocks[block.0 as usize].used = true;
                }
                if let Some(init) = variable.init {
                    self.mark_below(init, &mut ranges);
                }
            }
        }
    }

    fn mark_below(&self, id: ExprId, ranges: &mut Vec<(u32, u32)>) {
        ranges.push((id.0, id.0 + 1));
        for child in self.tree.children(id) {
            self.mark_below(child, ranges);
        }
    }

    /// Fragment outputs do not get in each other's way.
    fn check_outputs(&mut self) {
        if !self.is_fragment() {
            return;
        }
        // Unused functions count here.
        let uses = |builtin| {
            self.tree.expressions.iter().any(|expr| match expr.kind {
                ExprKind::Variable(id) => self.tree.variable(id).builtin == Some(builtin),
                _ => false,
            })
        };
        if uses(BuiltinVariable::FragColor) && uses(BuiltinVariable::FragData) {
            self.log.global_error("cannot use both gl_FragData and gl_FragColor");
        }
        let limit = self.options.limits.max_draw_buffers;
        let outputs: Vec<_> = self
            .tree
            .globals
            .iter()
            .map(|&id| self.tree.variable(id))
            .filter(|variable| variable.storage == Storage::Output && variable.builtin.is_none())
            .map(|variable| {
                (variable.text.clone(), variable.location, variable.ty.length.max(1), variable.line)
            })
            .collect();
        let mut taken: Vec<(u32, Box<str>)> = Vec::new();
        for (text, location, length, line) in &outputs {
            let Some(first) = *location else {
                if outputs.len() > 1 {
                    let reason = "must explicitly specify all locations when using multiple fragment outputs";
                    self.log.error(*line, text, reason);
                } else if *length > limit {
                    self.log.error(*line, text, "output array is too large: it exceeds gl_MaxDrawBuffers");
                }
                continue;
            };
            if first.checked_add(*length).is_none_or(|end| end > limit) {
                self.log.error(*line, text, "output location must be < MAX_DRAW_BUFFERS");
                continue;
            }
            for location in first..first + length {
                match taken.iter().find(|(other, _)| *other == location) {
                    Some((_, other)) => {
                        let reason =
                            format!("conflicting output locations with previously defined output '{other}'");
                        self.log.error(*line, text, &reason);
                    }
                    None => taken.push((location, text.clone())),
                }
            }
        }
    }
}
