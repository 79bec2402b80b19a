//! Operators on values. naga wants both operands of a size, and has few operators for matrices.

use super::{Expr, Lower, Lowering};
use crate::{
    tree::{BinaryOp, ExprId, Scalar},
    types::{Base, Number, Type},
};
use naga::{BinaryOperator, Expression, RelationalFunction, UnaryOperator};

/// A value and its type.
pub(super) type Operand = (Expr, Type);

impl Lowering<'_> {
    pub(super) fn operator(&mut self, op: BinaryOp, left: Operand, right: Operand, ty: Type) -> Lower<Expr> {
        let naga_op = match op {
            BinaryOp::Equal => return self.equal(left.0, right.0, left.1),
            BinaryOp::NotEqual => {
                let equal = self.equal(left.0, right.0, left.1)?;
                return Ok(self.unary(UnaryOperator::LogicalNot, equal));
            }
            BinaryOp::Add => BinaryOperator::Add,
            BinaryOp::Subtract => BinaryOperator::Subtract,
            BinaryOp::Multiply => BinaryOperator::Multiply,
            BinaryOp::Divide => BinaryOperator::Divide,
            BinaryOp::Modulo => BinaryOperator::Modulo,
            BinaryOp::ShiftLeft => BinaryOperator::ShiftLeft,
            BinaryOp::ShiftRight => BinaryOperator::ShiftRight,
            BinaryOp::And => BinaryOperator::And,
            BinaryOp::Or => BinaryOperator::InclusiveOr,
            BinaryOp::Xor => BinaryOperator::ExclusiveOr,
            BinaryOp::Less => BinaryOperator::Less,
            BinaryOp::Greater => BinaryOperator::Greater,
            BinaryOp::LessEqual => BinaryOperator::LessEqual,
            BinaryOp::GreaterEqual => BinaryOperator::GreaterEqual,
            BinaryOp::LogicalAnd => BinaryOperator::LogicalAnd,
            BinaryOp::LogicalOr => BinaryOperator::LogicalOr,
            BinaryOp::LogicalXor => BinaryOperator::NotEqual,
        };
        match (left.1.as_vector(), right.1.as_vector()) {
            (Some((_, size)), Some((number, other))) => {
                let shifts = matches!(op, BinaryOp::ShiftLeft | BinaryOp::ShiftRight);
                let by = if shifts { self.cast(right.0, number, Number::Uint) } else { right.0 };
                let left = if size < other { self.splat(left.0, other) } else { left.0 };
                let right = if other < size { self.splat(by, size) } else { by };
                Ok(self.binary(naga_op, left, right))
            }
            _ if op == BinaryOp::Multiply => Ok(self.binary(naga_op, left.0, right.0)),
            // naga adds and subtracts matrices of a size; the rest goes column by column.
            (None, None) if op != BinaryOp::Divide => Ok(self.binary(naga_op, left.0, right.0)),
            _ => {
                let Some((columns, rows)) = ty.as_matrix() else {
                    return Err("an operator on strange types".to_owned());
                };
                let left = self.columns(left, columns, rows);
                let right = self.columns(right, columns, rows);
                let parts = left.into_iter().zip(right).map(|(a, b)| self.binary(naga_op, a, b)).collect();
                self.compose(ty, parts)
            }
        }
    }

    /// The right side of an operator. naga refuses constants that shift by more than there are bits.
    pub(super) fn right_operand(&mut self, op: BinaryOp, id: ExprId) -> Lower<Operand> {
        let ty = self.tree.expr(id).ty;
        let constant = match op {
            BinaryOp::ShiftLeft | BinaryOp::ShiftRight => self.tree.constant(id),
            _ => None,
        };
        let (Some(scalars), Some((_, size))) = (constant, ty.as_vector()) else {
            return Ok((self.value(id)?, ty));
        };
        let masked: Vec<Scalar> = scalars
            .iter()
            .map(|&scalar| match crate::fold::convert(scalar, Number::Uint) {
                Scalar::Uint(by) => Scalar::Uint(by & 31),
                other => other,
            })
            .collect();
        let ty = Type::vector(Number::Uint, size);
        Ok((self.constant(ty, &masked)?, ty))
    }

    /// The columns of a matrix; a scalar stands for a matrix that is full of it.
    pub(super) fn columns(&mut self, operand: Operand, columns: u8, rows: u8) -> Vec<Expr> {
        if operand.1.as_matrix().is_some() {
            return (0..u32::from(columns)).map(|at| self.part(operand.0, at)).collect();
        }
        vec![self.splat(operand.0, rows); usize::from(columns)]
    }

    /// `==` on anything.
    fn equal(&mut self, left: Expr, right: Expr, ty: Type) -> Lower<Expr> {
        self.check_budget()?;
        if let Some((_, size)) = ty.as_vector() {
            let equal = self.binary(BinaryOperator::Equal, left, right);
            return Ok(if size == 1 {
                equal
            } else {
                self.emit(Expression::Relational { fun: RelationalFunction::All, argument: equal })
            });
        }
        let parts: Vec<Type> = match ty.base {
            _ if ty.is_array() => vec![ty.element(); ty.length as usize],
            Base::Matrix(columns, rows) => vec![Type::floats(rows); usize::from(columns)],
            Base::Struct(id) => self.tree.structs.get(id).fields.iter().map(|field| field.ty).collect(),
            _ => return Err("a comparison of strange types".to_owned()),
        };
        let mut all = None;
        for (at, part) in parts.into_iter().enumerate() {
            let (a, b) = (self.part(left, at as u32), self.part(right, at as u32));
            let equal = self.equal(a, b, part)?;
            all = Some(match all {
                Some(all) => self.binary(BinaryOperator::LogicalAnd, all, equal),
                None => equal,
            });
        }
        all.ok_or_else(|| "a comparison of nothing".to_owned())
    }
}
