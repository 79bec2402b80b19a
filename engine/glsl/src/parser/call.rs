//! Calls of the shader's own and of built-in functions.

use super::{Parser, scope::Symbol};
use crate::{
    builtin::{self, Builtin, TextureCall},
    fold::{self, Argument},
    log::Step,
    names::Name,
    tree::{ExprId, ExprKind, FunctionId, Scalar, Storage, Value},
    types::Type,
};

impl Parser<'_, '_> {
    pub(super) fn call(&mut self, name: Name, arguments: &[ExprId], line: u32) -> Step<ExprId> {
        let text = self.names.text(name);
        if let Some(Symbol::Variable(_)) = self.scopes.find(name) {
            return self.fail(line, text, "function name expected");
        }
        if arguments.iter().any(|&argument| self.ty(argument).is_error()) {
            return self.silent(line);
        }
        if let Some(function) = self.overload(name, arguments) {
            return self.call_function(function, arguments, line);
        }
        let Some(found) = builtin::find(text, self.version) else {
            return self.fail(line, text, "no matching overloaded function found");
        };
        if let Err(extension) = self.check_extension(found) {
            let reason = format!("extension is disabled: {extension}");
            return self.fail(line, text, &reason);
        }
        let types: Vec<Type> = arguments.iter().map(|&argument| self.ty(argument)).collect();
        let fragment = self.is_fragment();
        let derivative =
            matches!(found, Builtin::DerivativeX | Builtin::DerivativeY | Builtin::DerivativeWidth);
        let hidden = match found {
            Builtin::Texture(call) => call.vertex_only() && fragment,
            _ => derivative && !fragment,
        };
        match found.result(&types, self.version, fragment) {
            Some(ty) if !hidden => self.call_builtin(found, arguments, ty, line),
            _ => self.fail(line, text, "no matching overloaded function found"),
        }
    }

    fn overload(&self, name: Name, arguments: &[ExprId]) -> Option<FunctionId> {
        self.functions.get(&name)?.iter().copied().find(|&id| {
            let parameters = &self.tree.function(id).parameters;
            parameters.len() == arguments.len()
                && parameters
                    .iter()
                    .zip(arguments)
                    .all(|(&parameter, &argument)| self.tree.variable(parameter).ty == self.ty(argument))
        })
    }

    fn call_function(&mut self, function: FunctionId, arguments: &[ExprId], line: u32) -> Step<ExprId> {
        for (at, &argument) in arguments.iter().enumerate() {
            let parameter = self.tree.function(function).parameters[at];
            let storage = self.tree.variable(parameter).storage;
            if matches!(storage, Storage::ParameterOut | Storage::ParameterInOut) {
                let reason = "Constant value cannot be passed for 'out' or 'inout' parameters.";
                let text = self.names.text(self.tree.function(function).name);
                if self.tree.expr(argument).value.is_some() {
                    self.error(line, text, reason);
                } else {
                    self.check_place(argument, text, line);
                }
            }
        }
        let result = self.tree.function(function).result;
        let arguments = self.list(arguments);
        self.add(ExprKind::Call { function, arguments }, result, line, None)
    }

    /// The extension that a function needs and the shader has not enabled.
    fn check_extension(&self, builtin: Builtin) -> Result<(), &'static str> {
        if self.is_newer() || self.prelude {
            return Ok(());
        }
        match builtin {
            Builtin::DerivativeX | Builtin::DerivativeY | Builtin::DerivativeWidth
                if !self.extensions.derivatives =>
            {
                Err("GL_OES_standard_derivatives")
            }
            Builtin::Texture(TextureCall { extension: true, .. }) if !self.extensions.shader_texture_lod => {
                Err("GL_EXT_shader_texture_lod")
            }
            _ => Ok(()),
        }
    }

    fn call_builtin(&mut self, builtin: Builtin, arguments: &[ExprId], ty: Type, line: u32) -> Step<ExprId> {
        if let Builtin::Texture(call) = builtin
            && let Some(at) = call.offset_argument()
        {
            let Some(offset) = self.tree.constant(arguments[at]) else {
                return self.fail(line, "", "Texture offset must be a constant expression");
            };
            let limits = &self.options.limits;
            let allowed = limits.min_texel_offset..=limits.max_texel_offset;
            let outside = |scalar: &Scalar| matches!(scalar, Scalar::Int(by) if !allowed.contains(by));
            if offset.iter().any(outside) {
                return self.fail(line, "", "Texture offset value out of valid range");
            }
        }
        if let Builtin::Texture(call) = builtin
            && let Some(at) = call.level_argument()
            && self.tree.constant_index(arguments[at]) != Some(0)
        {
            self.tree.names_levels = true;
        }
        if builtin == Builtin::Modf && !self.check_place(arguments[1], "modf", line) {
            return self.silent(line);
        }
        let value = self.fold_builtin(builtin, arguments, ty, line)?;
        if builtin == Builtin::Inverse && value.is_none() {
            let function = self.inverse_function(ty, line)?;
            let arguments = self.list(arguments);
            return self.add(ExprKind::Call { function, arguments }, ty, line, None);
        }
        let arguments = self.list(arguments);
        self.add(ExprKind::Builtin { builtin, arguments }, ty, line, value)
    }

    fn fold_builtin(
        &mut self,
        builtin: Builtin,
        arguments: &[ExprId],
        ty: Type,
        line: u32,
    ) -> Step<Option<Value>> {
        if !builtin.is_pure() {
            return Ok(None);
        }
        // Three arguments are the most that any of them has.
        let mut constants = [Argument { scalars: &[], ty: Type::VOID }; 3];
        for (constant, &id) in constants.iter_mut().zip(arguments) {
            let Some(scalars) = self.tree.constant(id) else { return Ok(None) };
            *constant = Argument { scalars, ty: self.ty(id) };
        }
        self.scratch.clear();
        if !fold::builtin(builtin, &constants[..arguments.len()], ty, &mut self.scratch) {
            return Ok(None);
        }
        self.keep(line).map(Some)
    }
}
