//! Values of expressions. What GLSL does inside of an expression becomes statements in front of it.

use super::{Expr, Lower, Lowering};
use crate::{
    tree::{BinaryOp, BuiltinVariable, ExprId, ExprKind, FunctionId, Scalar, Storage, UnaryOp},
    types::{Base, Number, Type},
};
use naga::{Statement, UnaryOperator};

impl Lowering<'_> {
    /// Evaluates an expression that has a value.
    pub(super) fn value(&mut self, id: ExprId) -> Lower<Expr> {
        self.check_budget()?;
        let tree = self.tree;
        let expr = *tree.expr(id);
        if let Some(value) = expr.value
            && expr.ty.number().is_some()
        {
            return self.constant(expr.ty, tree.scalars(value));
        }
        match expr.kind {
            ExprKind::Variable(variable) => {
                if let Some(place) = self.place(id)? {
                    return self.load_place(&place);
                }
                if tree.variable(variable).builtin == Some(BuiltinVariable::DepthRange) {
                    return self.depth_range(expr.ty);
                }
                Err(format!("line {}: a variable without a place", expr.line))
            }
            ExprKind::Index { base, index } => {
                if let Some(place) = self.place(id)? {
                    return self.load_place(&place);
                }
                self.index_value(base, index)
            }
            ExprKind::Field { base, field } => {
                if let Some(place) = self.place(id)? {
                    return self.load_place(&place);
                }
                let whole = self.value(base)?;
                let Some(structure) = tree.expr(base).ty.as_struct() else {
                    return Err(format!("line {}: a member of no structure", expr.line));
                };
                Ok(self.part(whole, tree.structs.value_index(structure, field)))
            }
            ExprKind::Swizzle { base, lanes } => {
                if lanes.as_slice().len() == 1
                    && let Some(place) = self.place(id)?
                {
                    return self.load_place(&place);
                }
                let vector = self.value(base)?;
                Ok(self.swizzle(vector, lanes.as_slice()))
            }
            ExprKind::Unary { op, operand } => {
                let operand = self.value(operand)?;
                self.unary_value(op, operand, expr.ty)
            }
            ExprKind::Binary { op, left, right } => self.binary_value(op, left, right, expr.ty),
            ExprKind::Assign { op, place, value } => self.assign(op, place, value),
            ExprKind::Step { prefix, increment, place } => self.step(prefix, increment, place),
            ExprKind::Select { condition, accept, reject } => {
                self.select_value(condition, accept, reject, expr.ty)
            }
            ExprKind::Sequence { first, last } => {
                self.effect(first)?;
                self.value(last)
            }
            ExprKind::Call { function, arguments } => match self.call(function, tree.list(arguments))? {
                Some(value) => Ok(value),
                None => Err(format!("line {}: a value from a function without one", expr.line)),
            },
            ExprKind::Construct { arguments } => self.construct(expr.ty, tree.list(arguments)),
            ExprKind::Builtin { builtin, arguments } => {
                self.builtin(builtin, tree.list(arguments), expr.ty, expr.line)
            }
            ExprKind::Error | ExprKind::Constant => {
                Err(format!("line {}: an expression without a value", expr.line))
            }
        }
    }

    /// Evaluates an expression for what it does.
    pub(super) fn effect(&mut self, id: ExprId) -> Lower<()> {
        let tree = self.tree;
        match tree.expr(id).kind {
            ExprKind::Call { function, arguments } => {
                self.call(function, tree.list(arguments))?;
            }
            ExprKind::Sequence { first, last } => {
                self.effect(first)?;
                self.effect(last)?;
            }
            _ if self.is_pure(id) => {}
            _ => {
                self.value(id)?;
            }
        }
        Ok(())
    }

    /// Evaluating it does nothing else, and it does not matter whether it is evaluated.
    pub(super) fn is_pure(&self, id: ExprId) -> bool {
        let expr = self.tree.expr(id);
        if expr.value.is_some() {
            return true;
        }
        match expr.kind {
            ExprKind::Call { .. } | ExprKind::Assign { .. } | ExprKind::Step { .. } => false,
            ExprKind::Builtin { builtin, .. } if !builtin.is_pure() => false,
            _ => self.tree.children(id).all(|child| self.is_pure(child)),
        }
    }

    /// Indexes a value that has no place.
    fn index_value(&mut self, base: ExprId, index: ExprId) -> Lower<Expr> {
        let ty = self.tree.expr(base).ty;
        let whole = self.value(base)?;
        if let Some(at) = self.tree.constant_index(index) {
            return Ok(self.part(whole, at));
        }
        let index = self.bounded_index(index, ty)?;
        if ty.as_vector().is_some() {
            return Ok(self.dynamic_part(whole, index));
        }
        let copy = self.temporary(ty)?;
        self.store(copy, whole);
        let part = self.dynamic_part(copy, index);
        Ok(self.load(part))
    }

    fn unary_value(&mut self, op: UnaryOp, operand: Expr, ty: Type) -> Lower<Expr> {
        Ok(match op {
            UnaryOp::Plus => operand,
            UnaryOp::Not => self.unary(UnaryOperator::LogicalNot, operand),
            UnaryOp::Complement => self.unary(UnaryOperator::BitwiseNot, operand),
            UnaryOp::Negate => match ty.base {
                Base::Matrix(columns, _) => {
                    let mut negated = Vec::with_capacity(usize::from(columns));
                    for at in 0..u32::from(columns) {
                        let column = self.part(operand, at);
                        negated.push(self.unary(UnaryOperator::Negate, column));
                    }
                    self.compose(ty, negated)?
                }
                // naga negates no unsigned numbers.
                Base::Vector(Number::Uint, _) => {
                    let signed = self.cast(operand, Number::Uint, Number::Int);
                    let negated = self.unary(UnaryOperator::Negate, signed);
                    self.cast(negated, Number::Int, Number::Uint)
                }
                _ => self.unary(UnaryOperator::Negate, operand),
            },
        })
    }

    fn binary_value(&mut self, op: BinaryOp, left: ExprId, right: ExprId, ty: Type) -> Lower<Expr> {
        let left_ty = self.tree.expr(left).ty;
        let lazy = matches!(op, BinaryOp::LogicalAnd | BinaryOp::LogicalOr);
        if lazy && !self.is_pure(right) {
            let result = self.temporary(Type::BOOL)?;
            let first = self.value(left)?;
            self.store(result, first);
            self.open();
            let second = self.value(right)?;
            self.store(result, second);
            let block = self.close();
            if op == BinaryOp::LogicalAnd {
                self.push_if(first, block, naga::Block::new());
            } else {
                self.push_if(first, naga::Block::new(), block);
            }
            return Ok(self.load(result));
        }
        let first = self.value(left)?;
        let second = self.right_operand(op, right)?;
        self.operator(op, (first, left_ty), second, ty)
    }

    fn assign(&mut self, op: Option<BinaryOp>, place: ExprId, value: ExprId) -> Lower<Expr> {
        let ty = self.tree.expr(place).ty;
        let Some(op) = op else {
            let value = self.value(value)?;
            let target = self.target(place)?;
            self.store_target(&target, value)?;
            return Ok(value);
        };
        let target = self.target(place)?;
        let value = self.right_operand(op, value)?;
        let old = self.load_target(&target)?;
        let new = self.operator(op, (old, ty), value, ty)?;
        self.store_target(&target, new)?;
        Ok(new)
    }

    fn step(&mut self, prefix: bool, increment: bool, place: ExprId) -> Lower<Expr> {
        let ty = self.tree.expr(place).ty;
        let target = self.target(place)?;
        let old = self.load_target(&target)?;
        let number = ty.number().unwrap_or(Number::Float);
        let one = self.literal(crate::fold::convert(Scalar::Int(1), number));
        let op = if increment { BinaryOp::Add } else { BinaryOp::Subtract };
        let new = self.operator(op, (old, ty), (one, Type::vector(number, 1)), ty)?;
        self.store_target(&target, new)?;
        Ok(if prefix { new } else { old })
    }

    fn select_value(&mut self, condition: ExprId, accept: ExprId, reject: ExprId, ty: Type) -> Lower<Expr> {
        if let Some(&[Scalar::Bool(choice)]) = self.tree.constant(condition) {
            return self.value(if choice { accept } else { reject });
        }
        let condition = self.value(condition)?;
        // Both sides of a naga selection are evaluated.
        if let Some((_, size)) = ty.as_vector()
            && self.is_pure(accept)
            && self.is_pure(reject)
        {
            let (accept, reject) = (self.value(accept)?, self.value(reject)?);
            let condition = self.splat(condition, size);
            return Ok(self.select(condition, accept, reject));
        }
        let result = self.temporary(ty)?;
        let mut branch = |id| {
            self.open();
            let value = self.value(id);
            if let Ok(value) = value {
                self.store(result, value);
            }
            let block = self.close();
            value.map(|_| block)
        };
        let (accept, reject) = (branch(accept)?, branch(reject)?);
        self.push_if(condition, accept, reject);
        Ok(self.load(result))
    }

    /// Calls a function of the shader; its result, if it has one.
    fn call(&mut self, id: FunctionId, arguments: &[ExprId]) -> Lower<Option<Expr>> {
        let tree = self.tree;
        let function = tree.function(id);
        let mut values = Vec::new();
        let mut written = Vec::new();
        for (&parameter, &argument) in function.parameters.iter().zip(arguments) {
            let variable = tree.variable(parameter);
            if tree.structs.has_sampler(variable.ty) {
                for (image, sampler) in self.sampler_leaves(argument)? {
                    values.extend([image, sampler]);
                }
                if tree.structs.only_samplers(variable.ty) {
                    continue;
                }
            }
            if !matches!(variable.storage, Storage::ParameterOut | Storage::ParameterInOut) {
                values.push(self.value(argument)?);
                continue;
            }
            let target = self.target(argument)?;
            let copy = self.temporary(variable.ty)?;
            if variable.storage == Storage::ParameterInOut {
                let value = self.load_target(&target)?;
                self.store(copy, value);
            }
            values.push(copy);
            written.push((target, copy));
        }
        let Some(&callee) = self.functions.get(&id) else {
            return Err(format!("{} is not there yet", function.text));
        };
        let result = (function.result != Type::VOID).then(|| self.call_result(callee));
        self.push(Statement::Call { function: callee, arguments: values, result });
        for (target, copy) in written {
            let value = self.load(copy);
            self.store_target(&target, value)?;
        }
        Ok(result)
    }
}
