//! Built-in functions. Most are naga's; some take scalars where naga takes only vectors, and some naga does not have.

use super::{Expr, Lower, Lowering};
use crate::{
    builtin::Builtin,
    tree::{ExprId, Scalar},
    types::{Number, Type},
};
use naga::{
    BinaryOperator, DerivativeAxis, DerivativeControl, Expression, MathFunction, RelationalFunction,
    ScalarKind, UnaryOperator,
};

impl Lowering<'_> {
    pub(super) fn builtin(&mut self, builtin: Builtin, ids: &[ExprId], ty: Type, line: u32) -> Lower<Expr> {
        match builtin {
            Builtin::Texture(call) => return self.texture(call, ids, ty, line),
            Builtin::Modf => return self.modf(ids),
            _ => {}
        }
        let first_ty = self.tree.expr(ids[0]).ty;
        let scalar = first_ty.components() == 1;
        let mut values = Vec::with_capacity(ids.len());
        for &id in ids {
            values.push(self.value(id)?);
        }
        if let Some(function) = same_function(builtin, ids.len(), scalar) {
            return Ok(self.math(function, &values));
        }
        let x = values[0];
        Ok(match builtin {
            // By a comparison: step of what is no number is 0, as on GPUs; lavapipe's own gives 1.
            Builtin::Step => {
                self.level(ids, &mut values, ty);
                let reached = self.binary(BinaryOperator::GreaterEqual, values[1], values[0]);
                let size = ty.components() as u8;
                let [one, zero] = [1.0, 0.0].map(|value| self.float(value));
                let (one, zero) = (self.splat(one, size), self.splat(zero, size));
                self.select(reached, one, zero)
            }
            Builtin::Min | Builtin::Max | Builtin::Clamp | Builtin::SmoothStep => {
                self.level(ids, &mut values, ty);
                let function = match builtin {
                    Builtin::Min => MathFunction::Min,
                    Builtin::Max => MathFunction::Max,
                    Builtin::Clamp => MathFunction::Clamp,
                    _ => MathFunction::SmoothStep,
                };
                self.math(function, &values)
            }
            Builtin::Mix => {
                if self.tree.expr(ids[2]).ty.number() == Some(Number::Bool) {
                    return Ok(self.select(values[2], values[1], values[0]));
                }
                self.level(ids, &mut values, ty);
                self.math(MathFunction::Mix, &values)
            }
            Builtin::Mod => {
                // x - y * floor(x / y): naga's remainder has the sign of x.
                self.level(ids, &mut values, ty);
                let quotient = self.binary(BinaryOperator::Divide, values[0], values[1]);
                let whole = self.math(MathFunction::Floor, &[quotient]);
                let product = self.binary(BinaryOperator::Multiply, values[1], whole);
                self.binary(BinaryOperator::Subtract, values[0], product)
            }
            Builtin::Normalize => self.math(MathFunction::Sign, &[x]),
            Builtin::Length => self.math(MathFunction::Abs, &[x]),
            Builtin::Distance => {
                let difference = self.binary(BinaryOperator::Subtract, x, values[1]);
                self.math(MathFunction::Abs, &[difference])
            }
            Builtin::Dot => self.binary(BinaryOperator::Multiply, x, values[1]),
            Builtin::Reflect => {
                let product = self.binary(BinaryOperator::Multiply, values[1], x);
                let projection = self.binary(BinaryOperator::Multiply, product, values[1]);
                let twice = self.binary(BinaryOperator::Add, projection, projection);
                self.binary(BinaryOperator::Subtract, x, twice)
            }
            Builtin::FaceForward => {
                let product = self.binary(BinaryOperator::Multiply, values[2], values[1]);
                let zero = self.float(0.0);
                let faces = self.binary(BinaryOperator::Less, product, zero);
                let negated = self.unary(UnaryOperator::Negate, x);
                self.select(faces, x, negated)
            }
            Builtin::Refract => self.scalar_refract(x, values[1], values[2]),
            Builtin::MatrixCompMult => {
                let (columns, rows) = ty.as_matrix().unwrap_or((2, 2));
                let left = self.columns((values[0], ty), columns, rows);
                let right = self.columns((values[1], ty), columns, rows);
                let products = left
                    .into_iter()
                    .zip(right)
                    .map(|(a, b)| self.binary(BinaryOperator::Multiply, a, b))
                    .collect();
                self.compose(ty, products)?
            }
            Builtin::OuterProduct => {
                let (columns, _) = ty.as_matrix().unwrap_or((2, 2));
                let mut products = Vec::new();
                for at in 0..u32::from(columns) {
                    let factor = self.part(values[1], at);
                    products.push(self.binary(BinaryOperator::Multiply, x, factor));
                }
                self.compose(ty, products)?
            }
            Builtin::LessThan => self.binary(BinaryOperator::Less, x, values[1]),
            Builtin::LessThanEqual => self.binary(BinaryOperator::LessEqual, x, values[1]),
            Builtin::GreaterThan => self.binary(BinaryOperator::Greater, x, values[1]),
            Builtin::GreaterThanEqual => self.binary(BinaryOperator::GreaterEqual, x, values[1]),
            Builtin::EqualTo => self.binary(BinaryOperator::Equal, x, values[1]),
            Builtin::NotEqualTo => self.binary(BinaryOperator::NotEqual, x, values[1]),
            Builtin::Any => self.emit(Expression::Relational { fun: RelationalFunction::Any, argument: x }),
            Builtin::All => self.emit(Expression::Relational { fun: RelationalFunction::All, argument: x }),
            Builtin::Not => self.unary(UnaryOperator::LogicalNot, x),
            Builtin::DerivativeX => self.derivative(DerivativeAxis::X, x),
            Builtin::DerivativeY => self.derivative(DerivativeAxis::Y, x),
            Builtin::DerivativeWidth => self.derivative(DerivativeAxis::Width, x),
            Builtin::IsNan | Builtin::IsInf => {
                // By its bits: compilers may assume that there is no such number.
                let size = first_ty.components() as u8;
                let bits = self.bits(x, ScalarKind::Uint);
                let mask = self.literal(Scalar::Uint(0x7fff_ffff));
                let mask = self.splat(mask, size);
                let magnitude = self.binary(BinaryOperator::And, bits, mask);
                let infinity = self.literal(Scalar::Uint(0x7f80_0000));
                let infinity = self.splat(infinity, size);
                let op =
                    if builtin == Builtin::IsNan { BinaryOperator::Greater } else { BinaryOperator::Equal };
                self.binary(op, magnitude, infinity)
            }
            Builtin::FloatBitsToInt => self.bits(x, ScalarKind::Sint),
            Builtin::FloatBitsToUint => self.bits(x, ScalarKind::Uint),
            Builtin::IntBitsToFloat | Builtin::UintBitsToFloat => self.bits(x, ScalarKind::Float),
            _ => return Err(format!("line {line}: {builtin:?} is not supported here")),
        })
    }

    /// Makes vectors of the scalars among the arguments, where the result is a vector.
    fn level(&mut self, ids: &[ExprId], values: &mut [Expr], ty: Type) {
        let size = ty.components() as u8;
        for (value, &id) in values.iter_mut().zip(ids) {
            if self.tree.expr(id).ty.components() == 1 && size > 1 {
                *value = self.splat(*value, size);
            }
        }
    }

    fn derivative(&mut self, axis: DerivativeAxis, expr: Expr) -> Expr {
        self.emit(Expression::Derivative { axis, ctrl: DerivativeControl::None, expr })
    }

    fn bits(&mut self, expr: Expr, kind: ScalarKind) -> Expr {
        self.emit(Expression::As { expr, kind, convert: None })
    }

    fn modf(&mut self, ids: &[ExprId]) -> Lower<Expr> {
        let value = self.value(ids[0])?;
        let whole = self.math(MathFunction::Trunc, &[value]);
        let target = self.target(ids[1])?;
        self.store_target(&target, whole)?;
        Ok(self.binary(BinaryOperator::Subtract, value, whole))
    }

    fn scalar_refract(&mut self, incident: Expr, normal: Expr, eta: Expr) -> Expr {
        let multiply = BinaryOperator::Multiply;
        let (zero, one) = (self.float(0.0), self.float(1.0));
        let cosine = self.binary(multiply, normal, incident);
        let squared = self.binary(multiply, cosine, cosine);
        let sine = self.binary(BinaryOperator::Subtract, one, squared);
        let eta_squared = self.binary(multiply, eta, eta);
        let bent = self.binary(multiply, eta_squared, sine);
        let k = self.binary(BinaryOperator::Subtract, one, bent);
        let positive = self.math(MathFunction::Max, &[k, zero]);
        let root = self.math(MathFunction::Sqrt, &[positive]);
        let along = self.binary(multiply, eta, cosine);
        let factor = self.binary(BinaryOperator::Add, along, root);
        let normal_part = self.binary(multiply, factor, normal);
        let incident_part = self.binary(multiply, eta, incident);
        let refracted = self.binary(BinaryOperator::Subtract, incident_part, normal_part);
        let reflected = self.binary(BinaryOperator::Less, k, zero);
        self.select(reflected, zero, refracted)
    }
}

/// Functions that are naga's, as they are. Geometric ones take vectors only.
fn same_function(builtin: Builtin, arguments: usize, scalar: bool) -> Option<MathFunction> {
    Some(match builtin {
        Builtin::Radians => MathFunction::Radians,
        Builtin::Degrees => MathFunction::Degrees,
        Builtin::Sin => MathFunction::Sin,
        Builtin::Cos => MathFunction::Cos,
        Builtin::Tan => MathFunction::Tan,
        Builtin::Asin => MathFunction::Asin,
        Builtin::Acos => MathFunction::Acos,
        Builtin::Atan if arguments == 2 => MathFunction::Atan2,
        Builtin::Atan => MathFunction::Atan,
        Builtin::Sinh => MathFunction::Sinh,
        Builtin::Cosh => MathFunction::Cosh,
        Builtin::Tanh => MathFunction::Tanh,
        Builtin::Asinh => MathFunction::Asinh,
        Builtin::Acosh => MathFunction::Acosh,
        Builtin::Atanh => MathFunction::Atanh,
        Builtin::Pow => MathFunction::Pow,
        Builtin::Exp => MathFunction::Exp,
        Builtin::Log => MathFunction::Log,
        Builtin::Exp2 => MathFunction::Exp2,
        Builtin::Log2 => MathFunction::Log2,
        Builtin::Sqrt => MathFunction::Sqrt,
        Builtin::InverseSqrt => MathFunction::InverseSqrt,
        Builtin::Abs => MathFunction::Abs,
        Builtin::Sign => MathFunction::Sign,
        Builtin::Floor => MathFunction::Floor,
        Builtin::Trunc => MathFunction::Trunc,
        Builtin::Round | Builtin::RoundEven => MathFunction::Round,
        Builtin::Ceil => MathFunction::Ceil,
        Builtin::Fract => MathFunction::Fract,
        Builtin::PackSnorm2x16 => MathFunction::Pack2x16snorm,
        Builtin::UnpackSnorm2x16 => MathFunction::Unpack2x16snorm,
        Builtin::PackUnorm2x16 => MathFunction::Pack2x16unorm,
        Builtin::UnpackUnorm2x16 => MathFunction::Unpack2x16unorm,
        Builtin::PackHalf2x16 => MathFunction::Pack2x16float,
        Builtin::UnpackHalf2x16 => MathFunction::Unpack2x16float,
        Builtin::Cross => MathFunction::Cross,
        Builtin::Transpose => MathFunction::Transpose,
        Builtin::Determinant => MathFunction::Determinant,
        Builtin::Length if !scalar => MathFunction::Length,
        Builtin::Distance if !scalar => MathFunction::Distance,
        Builtin::Dot if !scalar => MathFunction::Dot,
        Builtin::Normalize if !scalar => MathFunction::Normalize,
        Builtin::FaceForward if !scalar => MathFunction::FaceForward,
        Builtin::Reflect if !scalar => MathFunction::Reflect,
        Builtin::Refract if !scalar => MathFunction::Refract,
        _ => return None,
    })
}
