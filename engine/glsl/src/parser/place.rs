//! What can be written to.

use super::Parser;
use crate::tree::{BuiltinVariable, ExprId, ExprKind, Storage};

impl Parser<'_, '_> {
    /// Reports an expression that cannot be written; `text` is the operator that writes.
    pub(super) fn check_place(&mut self, id: ExprId, text: &str, line: u32) -> bool {
        let Err((reason, name)) = self.place(id) else { return true };
        let reason = match (reason, name) {
            ("", _) => "l-value required".to_owned(),
            (reason, None) => format!("l-value required ({reason})"),
            (reason, Some(name)) => format!("l-value required ({reason} \"{name}\")"),
        };
        self.error(line, text, &reason);
        false
    }

    fn place(&self, id: ExprId) -> Result<(), (&'static str, Option<&str>)> {
        match self.tree.expr(id).kind {
            ExprKind::Error => Ok(()),
            ExprKind::Variable(variable) => {
                let variable = self.tree.variable(variable);
                let reason = match variable.storage {
                    Storage::Local
                    | Storage::Global
                    | Storage::Output
                    | Storage::ParameterIn
                    | Storage::ParameterOut
                    | Storage::ParameterInOut => return Ok(()),
                    Storage::Const | Storage::ParameterConstIn => "can't modify a const",
                    Storage::Uniform | Storage::Block(_) | Storage::BlockMember(..) => {
                        "can't modify a uniform"
                    }
                    Storage::Input => match variable.builtin {
                        Some(BuiltinVariable::FragCoord) => "can't modify gl_FragCoord",
                        Some(BuiltinVariable::FrontFacing) => "can't modify gl_FrontFacing",
                        Some(BuiltinVariable::PointCoord) => "can't modify gl_PointCoord",
                        Some(_) => "can't modify an input",
                        None if self.is_newer() => "can't modify an input",
                        None if self.is_fragment() => "can't modify a varying",
                        None => "can't modify an attribute",
                    },
                };
                Err((reason, Some(self.names.text(variable.name))))
            }
            ExprKind::Index { base, .. } | ExprKind::Field { base, .. } => self.place(base),
            ExprKind::Swizzle { base, lanes } => {
                let lanes = lanes.as_slice();
                let twice = lanes.iter().enumerate().any(|(at, lane)| lanes[..at].contains(lane));
                if twice {
                    return Err(("l-value of swizzle cannot have duplicate components", None));
                }
                self.place(base)
            }
            _ => Err(("", None)),
        }
    }
}
