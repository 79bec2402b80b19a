//! Functions of the shader.
//!
//! Parameters that are written are pointers; the others are copied into locals, since GLSL lets a function change its own copy. A
//! sampler is two arguments.

use super::{Lower, Lowering};
use crate::{
    tree::{FunctionId, Storage},
    types::{Base, Type},
};
use naga::{AddressSpace, FunctionArgument, FunctionResult, Span, Statement, TypeInner};
use sparrow_render::gl::GlSamplerKind;

impl Lowering<'_> {
    pub(super) fn function(&mut self, id: FunctionId) -> Lower<()> {
        let tree = self.tree;
        let function = tree.function(id);
        self.begin(Some(function.text.to_string()));
        for &parameter in &function.parameters {
            let variable = tree.variable(parameter);
            if tree.structs.has_sampler(variable.ty) {
                let mut kinds = Vec::new();
                self.sampler_kinds(variable.ty, &mut kinds);
                let mut pairs = Vec::with_capacity(kinds.len());
                for kind in kinds {
                    let (image, sampler) = self.sampler_types(kind);
                    let image = self.add_argument(image);
                    let sampler = self.add_argument(sampler);
                    pairs.push((image, sampler));
                }
                self.body.samplers.insert(parameter, pairs);
                if tree.structs.only_samplers(variable.ty) {
                    continue;
                }
            }
            let ty = self.value_type(variable.ty)?;
            if matches!(variable.storage, Storage::ParameterOut | Storage::ParameterInOut) {
                let pointer =
                    self.insert_type(TypeInner::Pointer { base: ty, space: AddressSpace::Function });
                let pointer = self.add_argument(pointer);
                self.body.variables.insert(parameter, pointer);
            } else {
                let value = self.add_argument(ty);
                let pointer = self.variable(parameter)?;
                self.store(pointer, value);
            }
        }
        if function.result != Type::VOID {
            let ty = self.value_type(function.result)?;
            self.body.function.result = Some(FunctionResult { ty, binding: None });
        }
        let body = function.body.as_deref().unwrap_or_default();
        if !self.statements(body)? {
            let value = if function.result == Type::VOID { None } else { Some(self.zero(function.result)?) };
            self.push(Statement::Return { value });
        }
        let lowered = self.end();
        let handle = self.module.functions.append(lowered, Span::UNDEFINED);
        self.functions.insert(id, handle);
        Ok(())
    }

    fn add_argument(&mut self, ty: naga::Handle<naga::Type>) -> super::Expr {
        let index = self.body.function.arguments.len() as u32;
        self.body.function.arguments.push(FunctionArgument { name: None, ty, binding: None });
        self.argument(index)
    }

    fn sampler_kinds(&self, ty: Type, kinds: &mut Vec<GlSamplerKind>) {
        for _ in 0..ty.length.max(1) {
            match ty.base {
                Base::Sampler(kind) => kinds.push(kind),
                Base::Struct(id) if self.tree.structs.has_sampler(ty) => {
                    for field in &self.tree.structs.get(id).fields {
                        self.sampler_kinds(field.ty, kinds);
                    }
                }
                _ => return,
            }
        }
    }
}
