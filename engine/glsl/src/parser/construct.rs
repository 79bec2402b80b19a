//! Constructors.

use super::{Parser, declaration::ArraySize};
use crate::{
    fold::{self, Argument},
    log::Step,
    tree::{ExprId, ExprKind, Value},
    types::{Base, Type},
};

impl Parser<'_, '_> {
    pub(super) fn construct(
        &mut self,
        ty: Type,
        size: ArraySize,
        arguments: &[ExprId],
        line: u32,
    ) -> Step<ExprId> {
        let ty = match size {
            ArraySize::None => ty,
            ArraySize::Of(length) => ty.array(length),
            ArraySize::Open => ty.array(arguments.len() as u32),
        };
        let name = self.tree.structs.source_name(ty.element());
        if arguments.iter().any(|&argument| self.ty(argument).is_error()) {
            return self.silent(line);
        }
        if arguments.is_empty() {
            return self.fail(line, &name, "constructor does not have any arguments");
        }
        if arguments.iter().any(|&argument| self.ty(argument) == Type::VOID) {
            return self.fail(line, &name, "cannot convert a void");
        }
        if let Err(reason) = self.check_arguments(ty, arguments) {
            return self.fail(line, &name, reason);
        }
        let value = self.fold_constructor(ty, arguments, line)?;
        let arguments = self.list(arguments);
        self.add(ExprKind::Construct { arguments }, ty, line, value)
    }

    fn check_arguments(&self, ty: Type, arguments: &[ExprId]) -> Result<(), &'static str> {
        let types = || arguments.iter().map(|&argument| self.ty(argument));
        if self.tree.structs.has_sampler(ty) || types().any(|ty| self.tree.structs.has_sampler(ty)) {
            return Err("cannot convert a sampler");
        }
        if ty.is_array() {
            if arguments.len() as u64 != u64::from(ty.length) {
                return Err("array constructor needs one argument per array element");
            }
            if types().any(|argument| argument != ty.element()) {
                return Err("Array constructor argument has an incorrect type");
            }
            return Ok(());
        }
        match ty.base {
            Base::Struct(id) => {
                let fields = &self.tree.structs.get(id).fields;
                if fields.len() != arguments.len() {
                    return Err(
                        "Number of constructor parameters does not match the number of structure fields",
                    );
                }
                if fields.iter().zip(types()).any(|(field, argument)| field.ty != argument) {
                    return Err("Structure constructor arguments do not match structure fields");
                }
                Ok(())
            }
            Base::Vector(..) | Base::Matrix(..) => self.check_components(ty, arguments),
            _ => Err("cannot construct this type"),
        }
    }

    fn check_components(&self, ty: Type, arguments: &[ExprId]) -> Result<(), &'static str> {
        let needed = ty.components();
        let mut found = 0u32;
        for &argument in arguments {
            let argument = self.ty(argument);
            if argument.number().is_none() {
                return Err("cannot convert an array or structure");
            }
            if found >= needed {
                return Err("too many arguments");
            }
            if ty.as_matrix().is_some() && argument.as_matrix().is_some() && arguments.len() > 1 {
                return Err("constructing matrix from matrix can only take one argument");
            }
            found += argument.components();
        }
        if let [one] = arguments {
            let one = self.ty(*one);
            if one.components() == 1 || (ty.as_matrix().is_some() && one.as_matrix().is_some()) {
                return Ok(());
            }
        }
        if found < needed { Err("not enough data provided for construction") } else { Ok(()) }
    }

    fn fold_constructor(&mut self, ty: Type, arguments: &[ExprId], line: u32) -> Step<Option<Value>> {
        if arguments.iter().any(|&argument| self.tree.expr(argument).value.is_none()) {
            return Ok(None);
        }
        self.scratch.clear();
        if ty.number().is_some() {
            let arguments: Vec<Argument<'_>> = arguments
                .iter()
                .filter_map(|&id| {
                    Some(Argument { scalars: self.tree.constant(id)?, ty: self.tree.expr(id).ty })
                })
                .collect();
            fold::construct(ty, &arguments, &mut self.scratch);
        } else {
            self.check_scalars(self.tree.structs.components(ty) as usize, line)?;
            for &argument in arguments {
                if let Some(value) = self.tree.expr(argument).value {
                    self.scratch.extend_from_slice(self.tree.scalars(value));
                }
            }
        }
        self.keep(line).map(Some)
    }
}
