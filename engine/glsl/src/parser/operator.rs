//! Types and values of operators.

use super::Parser;
use crate::{
    fold::{self, Argument},
    log::Step,
    tree::{BinaryOp, ExprId, ExprKind, Scalar, UnaryOp, Value},
    types::{Base, Number, Type},
};

impl Parser<'_, '_> {
    pub(super) fn unary_operator(
        &mut self,
        op: UnaryOp,
        operand: ExprId,
        text: &str,
        line: u32,
    ) -> Step<ExprId> {
        let ty = self.ty(operand);
        if ty.is_error() {
            return self.silent(line);
        }
        let fits = match op {
            UnaryOp::Plus | UnaryOp::Negate => ty.number().is_some_and(|number| number != Number::Bool),
            UnaryOp::Not => ty == Type::BOOL,
            UnaryOp::Complement => {
                self.is_newer() && ty.as_vector().is_some_and(|(number, _)| number.is_integer())
            }
        };
        if !fits {
            let name = self.expression_type_name(operand);
            let reason = format!(
                "wrong operand type - no operation '{text}' exists that takes an operand of type {name} (or there is no acceptable conversion)"
            );
            return self.fail(line, text, &reason);
        }
        let value = match self.tree.expr(operand).value {
            Some(value) => {
                self.scratch.clear();
                fold::unary(op, self.tree.scalars(value), &mut self.scratch);
                Some(self.keep(line)?)
            }
            None => None,
        };
        self.add(ExprKind::Unary { op, operand }, ty, line, value)
    }

    pub(super) fn binary(
        &mut self,
        op: BinaryOp,
        left: ExprId,
        right: ExprId,
        text: &str,
        line: u32,
    ) -> Step<ExprId> {
        let (left_ty, right_ty) = (self.ty(left), self.ty(right));
        if left_ty.is_error() || right_ty.is_error() {
            return self.silent(line);
        }
        let Some(ty) = self.binary_type(op, left_ty, right_ty) else {
            let reason = self.operand_reason(left, right, text);
            return self.fail(line, text, &reason);
        };
        let value = self.fold_binary(op, left, right, line)?;
        self.add(ExprKind::Binary { op, left, right }, ty, line, value)
    }

    fn operand_reason(&self, left: ExprId, right: ExprId, text: &str) -> String {
        format!(
            "wrong operand types - no operation '{text}' exists that takes a left-hand operand of type '{}' and a right operand of type '{}' (or there is no acceptable conversion)",
            self.expression_type_name(left),
            self.expression_type_name(right)
        )
    }

    fn fold_binary(&mut self, op: BinaryOp, left: ExprId, right: ExprId, line: u32) -> Step<Option<Value>> {
        let (Some(a), Some(b)) = (self.tree.expr(left).value, self.tree.expr(right).value) else {
            return Ok(None);
        };
        let is_zero = |scalar: &Scalar| matches!(scalar, Scalar::Int(0) | Scalar::Uint(0));
        if matches!(op, BinaryOp::Divide | BinaryOp::Modulo) && self.tree.scalars(b).iter().any(is_zero) {
            self.log.warning(line, "/", "Divide by zero during constant folding");
        }
        let a = Argument { scalars: self.tree.scalars(a), ty: self.ty(left) };
        let b = Argument { scalars: self.tree.scalars(b), ty: self.ty(right) };
        self.scratch.clear();
        fold::binary(op, a, b, &mut self.scratch);
        self.keep(line).map(Some)
    }

    /// The type of the result; `None` if the operator does not take these.
    fn binary_type(&self, op: BinaryOp, left: Type, right: Type) -> Option<Type> {
        match op {
            BinaryOp::LogicalAnd | BinaryOp::LogicalOr | BinaryOp::LogicalXor => {
                (left == Type::BOOL && right == Type::BOOL).then_some(Type::BOOL)
            }
            BinaryOp::Equal | BinaryOp::NotEqual => {
                let comparable = left == right
                    && left != Type::VOID
                    && !self.tree.structs.has_sampler(left)
                    && (self.is_newer() || !self.tree.structs.has_array(left));
                comparable.then_some(Type::BOOL)
            }
            BinaryOp::Less | BinaryOp::Greater | BinaryOp::LessEqual | BinaryOp::GreaterEqual => {
                let (number, 1) = left.as_vector()? else { return None };
                (left == right && number != Number::Bool).then_some(Type::BOOL)
            }
            BinaryOp::ShiftLeft | BinaryOp::ShiftRight => {
                let ((a, size), (b, by)) = (left.as_vector()?, right.as_vector()?);
                let fits = a.is_integer() && b.is_integer() && (size == by || by == 1);
                (fits && self.is_newer()).then_some(left)
            }
            BinaryOp::And | BinaryOp::Or | BinaryOp::Xor | BinaryOp::Modulo => {
                let ty = componentwise(left, right)?;
                (ty.number()?.is_integer() && self.is_newer()).then_some(ty)
            }
            BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => {
                arithmetic(op, left, right)
            }
        }
    }

    pub(super) fn assign(
        &mut self,
        op: Option<BinaryOp>,
        place: ExprId,
        value: ExprId,
        text: &str,
        line: u32,
    ) -> Step<ExprId> {
        let (left, right) = (self.ty(place), self.ty(value));
        let writable = self.check_place(place, if op.is_some() { text } else { "assign" }, line);
        if left.is_error() || right.is_error() || !writable {
            return self.silent(line);
        }
        match op {
            None => {
                if left != right {
                    let (from, to) = (self.expression_type_name(value), self.type_name(left));
                    let reason = format!("cannot convert from '{from}' to '{to}'");
                    return self.fail(line, "assign", &reason);
                }
                if !self.is_newer() && self.tree.structs.has_array(left) {
                    let reason = "undefined operation for arrays and structures that contain arrays";
                    return self.fail(line, "=", reason);
                }
                if self.tree.structs.has_sampler(left) || left == Type::VOID {
                    return self.fail(line, "=", "undefined operation for structs containing samplers");
                }
            }
            Some(op) => {
                if self.binary_type(op, left, right) != Some(left) {
                    let reason = self.operand_reason(place, value, text);
                    return self.fail(line, text, &reason);
                }
            }
        }
        self.add(ExprKind::Assign { op, place, value }, left, line, None)
    }

    /// `++` and `--`.
    pub(super) fn step(&mut self, place: ExprId, prefix: bool, increment: bool, line: u32) -> Step<ExprId> {
        let text = if increment { "++" } else { "--" };
        let ty = self.ty(place);
        if ty.is_error() {
            return self.silent(line);
        }
        if !ty.number().is_some_and(|number| number != Number::Bool) {
            let name = self.expression_type_name(place);
            let reason = format!(
                "wrong operand type - no operation '{text}' exists that takes an operand of type {name} (or there is no acceptable conversion)"
            );
            return self.fail(line, text, &reason);
        }
        if !self.check_place(place, text, line) {
            return self.silent(line);
        }
        self.add(ExprKind::Step { prefix, increment, place }, ty, line, None)
    }

    pub(super) fn select(
        &mut self,
        condition: ExprId,
        accept: ExprId,
        reject: ExprId,
        line: u32,
    ) -> Step<ExprId> {
        let (ty, other) = (self.ty(accept), self.ty(reject));
        if ty.is_error() || other.is_error() || self.ty(condition).is_error() {
            return self.silent(line);
        }
        if ty != other {
            let reason = format!(
                "mismatching ternary operator operand types '{}' and '{}'",
                self.expression_type_name(accept),
                self.expression_type_name(reject)
            );
            return self.fail(line, "?:", &reason);
        }
        if self.tree.structs.has_sampler(ty) {
            return self.fail(line, "?:", "ternary operator is not allowed for opaque types");
        }
        if ty.is_array() || ty == Type::VOID || matches!(ty.base, Base::Struct(_)) {
            let reason = "ternary operator is not allowed for structures or arrays";
            let refused = ty.is_array()
                || !self.is_newer()
                || (ty != Type::VOID && self.tree.structs.has_array(ty))
                || ty == Type::VOID;
            if refused {
                return self.fail(line, "?:", reason);
            }
        }
        let value = match self.tree.constant(condition) {
            Some(&[Scalar::Bool(choice)]) => {
                match (self.tree.expr(accept).value, self.tree.expr(reject).value) {
                    (Some(accept), Some(reject)) => Some(if choice { accept } else { reject }),
                    _ => None,
                }
            }
            _ => None,
        };
        self.add(ExprKind::Select { condition, accept, reject }, ty, line, value)
    }
}

/// Two vectors of a size, or a vector and a scalar.
fn componentwise(left: Type, right: Type) -> Option<Type> {
    let ((a, size), (b, other)) = (left.as_vector()?, right.as_vector()?);
    let fits = a == b && (size == other || size == 1 || other == 1);
    fits.then_some(Type::vector(a, size.max(other)))
}

fn arithmetic(op: BinaryOp, left: Type, right: Type) -> Option<Type> {
    match (left.as_matrix(), right.as_matrix()) {
        (None, None) => componentwise(left, right).filter(|ty| ty.number() != Some(Number::Bool)),
        (Some(_), None) if right == Type::FLOAT => Some(left),
        (None, Some(_)) if left == Type::FLOAT => Some(right),
        (Some((columns, rows)), None) if op == BinaryOp::Multiply => {
            (right == Type::floats(columns)).then_some(Type::floats(rows))
        }
        (None, Some((columns, rows))) if op == BinaryOp::Multiply => {
            (left == Type::floats(rows)).then_some(Type::floats(columns))
        }
        (Some((inner, rows)), Some((columns, other))) if op == BinaryOp::Multiply => {
            (inner == other).then_some(Type::matrix(columns, rows))
        }
        (Some(_), Some(_)) => (left == right).then_some(left),
        _ => None,
    }
}
