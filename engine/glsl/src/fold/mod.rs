//! Constant folding: what constant expressions are worth.
//!
//! Values are lists of components; results are appended to `out`. Arithmetic wraps where the language leaves overflow open, as ANGLE does.

mod builtins;
mod pack;

pub(crate) use builtins::builtin;

use crate::{
    tree::{BinaryOp, Scalar, UnaryOp},
    types::{Number, Type},
};

/// A constant argument.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Argument<'t> {
    pub(crate) scalars: &'t [Scalar],
    pub(crate) ty: Type,
}

impl Argument<'_> {
    /// Component `at`; a scalar has it everywhere.
    fn component(&self, at: usize) -> Scalar {
        self.scalars[if self.scalars.len() == 1 { 0 } else { at }]
    }

    fn float(&self, at: usize) -> f32 {
        as_float(self.component(at))
    }
}

pub(crate) fn as_float(scalar: Scalar) -> f32 {
    match scalar {
        Scalar::Float(value) => value,
        Scalar::Int(value) => value as f32,
        Scalar::Uint(value) => value as f32,
        Scalar::Bool(value) => f32::from(u8::from(value)),
    }
}

/// Conversion by a constructor.
pub(crate) fn convert(scalar: Scalar, to: Number) -> Scalar {
    match to {
        Number::Float => Scalar::Float(as_float(scalar)),
        Number::Int => Scalar::Int(match scalar {
            Scalar::Float(value) => value as i32,
            Scalar::Int(value) => value,
            Scalar::Uint(value) => value as i32,
            Scalar::Bool(value) => i32::from(value),
        }),
        Number::Uint => Scalar::Uint(match scalar {
            Scalar::Float(value) => value as i64 as u32,
            Scalar::Int(value) => value as u32,
            Scalar::Uint(value) => value,
            Scalar::Bool(value) => u32::from(value),
        }),
        Number::Bool => Scalar::Bool(match scalar {
            Scalar::Float(value) => value != 0.0,
            Scalar::Int(value) => value != 0,
            Scalar::Uint(value) => value != 0,
            Scalar::Bool(value) => value,
        }),
    }
}

pub(crate) fn unary(op: UnaryOp, operand: &[Scalar], out: &mut Vec<Scalar>) {
    out.extend(operand.iter().map(|&scalar| match (op, scalar) {
        (UnaryOp::Negate, Scalar::Float(value)) => Scalar::Float(-value),
        (UnaryOp::Negate, Scalar::Int(value)) => Scalar::Int(value.wrapping_neg()),
        (UnaryOp::Negate, Scalar::Uint(value)) => Scalar::Uint(value.wrapping_neg()),
        (UnaryOp::Not, Scalar::Bool(value)) => Scalar::Bool(!value),
        (UnaryOp::Complement, Scalar::Int(value)) => Scalar::Int(!value),
        (UnaryOp::Complement, Scalar::Uint(value)) => Scalar::Uint(!value),
        (_, scalar) => scalar,
    }));
}

pub(crate) fn binary(op: BinaryOp, left: Argument<'_>, right: Argument<'_>, out: &mut Vec<Scalar>) {
    match op {
        BinaryOp::Equal => out.push(Scalar::Bool(left.scalars == right.scalars)),
        BinaryOp::NotEqual => out.push(Scalar::Bool(left.scalars != right.scalars)),
        BinaryOp::Multiply if is_linear(left.ty, right.ty) => multiply(left, right, out),
        _ => {
            let count = left.scalars.len().max(right.scalars.len());
            out.extend((0..count).map(|at| component(op, left.component(at), right.component(at))));
        }
    }
}

/// A product in the sense of linear algebra: a matrix by anything but a scalar.
pub(crate) fn is_linear(left: Type, right: Type) -> bool {
    let (matrix, other) = if left.as_matrix().is_some() { (left, right) } else { (right, left) };
    matrix.as_matrix().is_some() && other.components() > 1
}

/// Columns and rows of a factor: vectors stand on the left and lie on the right.
fn multiply(left: Argument<'_>, right: Argument<'_>, out: &mut Vec<Scalar>) {
    let (inner, rows) = match left.ty.as_matrix() {
        Some((columns, rows)) => (usize::from(columns), usize::from(rows)),
        None => (left.scalars.len(), 1),
    };
    let columns = right.ty.as_matrix().map_or(1, |(columns, _)| usize::from(columns));
    for column in 0..columns {
        for row in 0..rows {
            let sum =
                (0..inner).map(|at| left.float(at * rows + row) * right.float(column * inner + at)).sum();
            out.push(Scalar::Float(sum));
        }
    }
}

fn component(op: BinaryOp, left: Scalar, right: Scalar) -> Scalar {
    match (left, right) {
        (Scalar::Float(a), Scalar::Float(b)) => match op {
            BinaryOp::Add => Scalar::Float(a + b),
            BinaryOp::Subtract => Scalar::Float(a - b),
            BinaryOp::Multiply => Scalar::Float(a * b),
            BinaryOp::Divide => Scalar::Float(a / b),
            BinaryOp::Less => Scalar::Bool(a < b),
            BinaryOp::Greater => Scalar::Bool(a > b),
            BinaryOp::LessEqual => Scalar::Bool(a <= b),
            _ => Scalar::Bool(a >= b),
        },
        (Scalar::Int(a), Scalar::Int(b)) => match op {
            BinaryOp::Add => Scalar::Int(a.wrapping_add(b)),
            BinaryOp::Subtract => Scalar::Int(a.wrapping_sub(b)),
            BinaryOp::Multiply => Scalar::Int(a.wrapping_mul(b)),
            BinaryOp::Divide if b == 0 => Scalar::Int(i32::MAX),
            BinaryOp::Divide => Scalar::Int(a.wrapping_div(b)),
            BinaryOp::Modulo if b == 0 => Scalar::Int(0),
            BinaryOp::Modulo => Scalar::Int(a.wrapping_rem(b)),
            BinaryOp::And => Scalar::Int(a & b),
            BinaryOp::Or => Scalar::Int(a | b),
            BinaryOp::Xor => Scalar::Int(a ^ b),
            BinaryOp::ShiftLeft => Scalar::Int(a.wrapping_shl(b as u32)),
            BinaryOp::ShiftRight => Scalar::Int(a.wrapping_shr(b as u32)),
            BinaryOp::Less => Scalar::Bool(a < b),
            BinaryOp::Greater => Scalar::Bool(a > b),
            BinaryOp::LessEqual => Scalar::Bool(a <= b),
            _ => Scalar::Bool(a >= b),
        },
        (Scalar::Uint(a), Scalar::Uint(b)) => match op {
            BinaryOp::Add => Scalar::Uint(a.wrapping_add(b)),
            BinaryOp::Subtract => Scalar::Uint(a.wrapping_sub(b)),
            BinaryOp::Multiply => Scalar::Uint(a.wrapping_mul(b)),
            BinaryOp::Divide => Scalar::Uint(a.checked_div(b).unwrap_or(u32::MAX)),
            BinaryOp::Modulo => Scalar::Uint(a.checked_rem(b).unwrap_or(0)),
            BinaryOp::And => Scalar::Uint(a & b),
            BinaryOp::Or => Scalar::Uint(a | b),
            BinaryOp::Xor => Scalar::Uint(a ^ b),
            BinaryOp::ShiftLeft => Scalar::Uint(a.wrapping_shl(b)),
            BinaryOp::ShiftRight => Scalar::Uint(a.wrapping_shr(b)),
            BinaryOp::Less => Scalar::Bool(a < b),
            BinaryOp::Greater => Scalar::Bool(a > b),
            BinaryOp::LessEqual => Scalar::Bool(a <= b),
            _ => Scalar::Bool(a >= b),
        },
        (Scalar::Bool(a), Scalar::Bool(b)) => Scalar::Bool(match op {
            BinaryOp::LogicalAnd => a && b,
            BinaryOp::LogicalOr => a || b,
            _ => a != b,
        }),
        // Only shifts mix kinds.
        (Scalar::Uint(_), Scalar::Int(by)) => component(op, left, Scalar::Uint(by as u32)),
        (Scalar::Int(_), Scalar::Uint(by)) => component(op, left, Scalar::Int(by as i32)),
        _ => left,
    }
}

/// A scalar, vector or matrix from its constructor's arguments.
pub(crate) fn construct(ty: Type, arguments: &[Argument<'_>], out: &mut Vec<Scalar>) {
    let Some(number) = ty.number() else { return };
    match (arguments, ty.as_matrix()) {
        ([one], Some((columns, rows))) if one.scalars.len() == 1 => {
            for at in 0..usize::from(columns) * usize::from(rows) {
                let on_diagonal = at / usize::from(rows) == at % usize::from(rows);
                out.push(Scalar::Float(if on_diagonal { one.float(0) } else { 0.0 }));
            }
        }
        ([one], Some((columns, rows))) if one.ty.as_matrix().is_some() => {
            let (from_columns, from_rows) = one.ty.as_matrix().unwrap_or((0, 0));
            for column in 0..columns {
                for row in 0..rows {
                    let inside = column < from_columns && row < from_rows;
                    out.push(Scalar::Float(if inside {
                        one.float(usize::from(column) * usize::from(from_rows) + usize::from(row))
                    } else {
                        f32::from(u8::from(column == row))
                    }));
                }
            }
        }
        ([one], None) if one.scalars.len() == 1 => {
            let value = convert(one.scalars[0], number);
            out.extend(std::iter::repeat_n(value, ty.components() as usize));
        }
        _ => {
            let all = arguments.iter().flat_map(|argument| argument.scalars);
            out.extend(all.take(ty.components() as usize).map(|&scalar| convert(scalar, number)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn floats(values: &[f32]) -> Vec<Scalar> {
        values.iter().map(|&value| Scalar::Float(value)).collect()
    }

    #[test]
    fn products_follow_linear_algebra() {
        let matrix = floats(&[1.0, 2.0, 3.0, 4.0]);
        let vector = floats(&[5.0, 6.0]);
        let matrix = Argument { scalars: &matrix, ty: Type::matrix(2, 2) };
        let vector = Argument { scalars: &vector, ty: Type::floats(2) };
        let mut out = Vec::new();
        binary(BinaryOp::Multiply, matrix, vector, &mut out);
        assert_eq!(out, floats(&[23.0, 34.0]));
        out.clear();
        binary(BinaryOp::Multiply, vector, matrix, &mut out);
        assert_eq!(out, floats(&[17.0, 39.0]));
        out.clear();
        binary(BinaryOp::Multiply, matrix, matrix, &mut out);
        assert_eq!(out, floats(&[7.0, 10.0, 15.0, 22.0]));
    }

    #[test]
    fn integers_do_not_trap() {
        let one = |op, a, b| component(op, Scalar::Int(a), Scalar::Int(b));
        assert_eq!(one(BinaryOp::Divide, i32::MIN, -1), Scalar::Int(i32::MIN));
        assert_eq!(one(BinaryOp::Divide, 1, 0), Scalar::Int(i32::MAX));
        assert_eq!(one(BinaryOp::Modulo, 1, 0), Scalar::Int(0));
        assert_eq!(one(BinaryOp::Multiply, i32::MAX, 2), Scalar::Int(-2));
        assert_eq!(one(BinaryOp::ShiftLeft, 1, 40), Scalar::Int(256));
    }

    #[test]
    fn matrices_from_matrices() {
        let source = floats(&[1.0, 2.0, 3.0, 4.0]);
        let mut out = Vec::new();
        construct(Type::matrix(3, 3), &[Argument { scalars: &source, ty: Type::matrix(2, 2) }], &mut out);
        assert_eq!(out, floats(&[1.0, 2.0, 0.0, 3.0, 4.0, 0.0, 0.0, 0.0, 1.0]));
    }
}
