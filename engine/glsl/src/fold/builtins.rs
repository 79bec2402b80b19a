//! Built-in functions of constants.

use super::{
    Argument, as_float,
    pack::{float_from_half, half_from_float},
};
use crate::{
    builtin::Builtin,
    tree::{BinaryOp, Scalar},
    types::Type,
};

/// The value of a built-in function; false if it has none at compile time.
pub(crate) fn builtin(
    builtin: Builtin,
    arguments: &[Argument<'_>],
    result: Type,
    out: &mut Vec<Scalar>,
) -> bool {
    let Some(&first) = arguments.first() else { return false };
    let second = arguments.get(1).copied().unwrap_or(first);
    let third = arguments.get(2).copied().unwrap_or(first);
    let count = result.components() as usize;
    let mut each = |function: &dyn Fn(usize) -> f32| {
        out.extend((0..count).map(|at| Scalar::Float(function(at))));
        true
    };
    let mut one = |function: fn(f32) -> f32| each(&|at| function(first.float(at)));
    match builtin {
        Builtin::Radians => one(f32::to_radians),
        Builtin::Degrees => one(f32::to_degrees),
        Builtin::Sin => one(f32::sin),
        Builtin::Cos => one(f32::cos),
        Builtin::Tan => one(f32::tan),
        Builtin::Asin => one(f32::asin),
        Builtin::Acos => one(f32::acos),
        Builtin::Atan if arguments.len() == 2 => each(&|at| first.float(at).atan2(second.float(at))),
        Builtin::Atan => one(f32::atan),
        Builtin::Sinh => one(f32::sinh),
        Builtin::Cosh => one(f32::cosh),
        Builtin::Tanh => one(f32::tanh),
        Builtin::Asinh => one(f32::asinh),
        Builtin::Acosh => one(f32::acosh),
        Builtin::Atanh => one(f32::atanh),
        Builtin::Exp => one(f32::exp),
        Builtin::Log => one(f32::ln),
        Builtin::Exp2 => one(f32::exp2),
        Builtin::Log2 => one(f32::log2),
        Builtin::Sqrt => one(f32::sqrt),
        Builtin::InverseSqrt => one(|x| 1.0 / x.sqrt()),
        Builtin::Floor => one(f32::floor),
        Builtin::Trunc => one(f32::trunc),
        Builtin::Round | Builtin::RoundEven => one(f32::round_ties_even),
        Builtin::Ceil => one(f32::ceil),
        Builtin::Fract => one(|x| x - x.floor()),
        Builtin::Pow => each(&|at| first.float(at).powf(second.float(at))),
        Builtin::Mod => each(&|at| {
            let (x, y) = (first.float(at), second.float(at));
            x - y * (x / y).floor()
        }),
        Builtin::Step => each(&|at| f32::from(u8::from(second.float(at) >= first.float(at)))),
        Builtin::SmoothStep => each(&|at| {
            let (low, high) = (first.float(at), second.float(at));
            let t = ((third.float(at) - low) / (high - low)).clamp(0.0, 1.0);
            t * t * (3.0 - 2.0 * t)
        }),
        Builtin::DerivativeX | Builtin::DerivativeY | Builtin::DerivativeWidth => each(&|_| 0.0),
        Builtin::Length => each(&|_| length(first)),
        Builtin::Distance => each(&|_| {
            (0..first.scalars.len())
                .map(|at| (first.float(at) - second.float(at)).powi(2))
                .sum::<f32>()
                .sqrt()
        }),
        Builtin::Dot => each(&|_| dot(first, second)),
        Builtin::Cross => each(&|at| {
            let (b, c) = ((at + 1) % 3, (at + 2) % 3);
            first.float(b) * second.float(c) - first.float(c) * second.float(b)
        }),
        Builtin::Normalize => each(&|at| first.float(at) / length(first)),
        Builtin::FaceForward => {
            let sign = if dot(third, second) < 0.0 { 1.0 } else { -1.0 };
            each(&|at| sign * first.float(at))
        }
        Builtin::Reflect => {
            let twice = 2.0 * dot(second, first);
            each(&|at| first.float(at) - twice * second.float(at))
        }
        Builtin::Refract => {
            let (eta, cosine) = (third.float(0), dot(second, first));
            let k = 1.0 - eta * eta * (1.0 - cosine * cosine);
            each(&|at| {
                if k < 0.0 {
                    0.0
                } else {
                    eta * first.float(at) - (eta * cosine + k.sqrt()) * second.float(at)
                }
            })
        }
        Builtin::MatrixCompMult => each(&|at| first.float(at) * second.float(at)),
        Builtin::OuterProduct => {
            let rows = first.scalars.len();
            each(&|at| first.float(at % rows) * second.float(at / rows))
        }
        Builtin::Transpose => {
            let (columns, rows) = result.as_matrix().unwrap_or((1, 1));
            let (columns, rows) = (usize::from(columns), usize::from(rows));
            each(&|at| first.float((at % rows) * columns + at / rows))
        }
        Builtin::Determinant => each(&|_| determinant(&matrix(first))),
        Builtin::Inverse => {
            let matrix = matrix(first);
            let (size, whole) = (matrix.len(), determinant(&matrix));
            each(&|at| {
                // The adjugate is the transposed matrix of cofactors.
                let (column, row) = (at / size, at % size);
                let sign = if (column + row) % 2 == 0 { 1.0 } else { -1.0 };
                sign * determinant(&minor(&matrix, row, column)) / whole
            })
        }
        Builtin::Mix => {
            out.extend((0..count).map(|at| match third.component(at) {
                Scalar::Bool(choice) => {
                    if choice {
                        second.component(at)
                    } else {
                        first.component(at)
                    }
                }
                by => {
                    let by = as_float(by);
                    Scalar::Float(first.float(at) * (1.0 - by) + second.float(at) * by)
                }
            }));
            true
        }
        _ => by_component(builtin, [first, second, third], count, out),
    }
}

/// Functions that also take other numbers than floats.
fn by_component(builtin: Builtin, arguments: [Argument<'_>; 3], count: usize, out: &mut Vec<Scalar>) -> bool {
    let [first, second, third] = arguments;
    match builtin {
        Builtin::Any => out.push(Scalar::Bool(first.scalars.contains(&Scalar::Bool(true)))),
        Builtin::All => out.push(Scalar::Bool(!first.scalars.contains(&Scalar::Bool(false)))),
        Builtin::PackHalf2x16 | Builtin::PackSnorm2x16 | Builtin::PackUnorm2x16 => {
            let half = |at| {
                let x = first.float(at);
                u32::from(match builtin {
                    Builtin::PackHalf2x16 => half_from_float(x),
                    Builtin::PackSnorm2x16 => (x.clamp(-1.0, 1.0) * 32767.0).round() as i16 as u16,
                    _ => (x.clamp(0.0, 1.0) * 65535.0).round() as u16,
                })
            };
            out.push(Scalar::Uint(half(0) | half(1) << 16));
        }
        Builtin::UnpackHalf2x16 | Builtin::UnpackSnorm2x16 | Builtin::UnpackUnorm2x16 => {
            let Scalar::Uint(bits) = first.scalars[0] else { return false };
            out.extend([bits as u16, (bits >> 16) as u16].map(|half| {
                Scalar::Float(match builtin {
                    Builtin::UnpackHalf2x16 => float_from_half(half),
                    Builtin::UnpackSnorm2x16 => (f32::from(half as i16) / 32767.0).clamp(-1.0, 1.0),
                    _ => f32::from(half) / 65535.0,
                })
            }));
        }
        _ => {
            for at in 0..count {
                let (a, b, c) = (first.component(at), second.component(at), third.component(at));
                let Some(value) = component(builtin, a, b, c) else { return false };
                out.push(value);
            }
        }
    }
    true
}

fn component(builtin: Builtin, a: Scalar, b: Scalar, c: Scalar) -> Option<Scalar> {
    let compare = |op| Some(super::component(op, a, b));
    match (builtin, a) {
        (Builtin::Abs, Scalar::Float(a)) => Some(Scalar::Float(a.abs())),
        (Builtin::Abs, Scalar::Int(a)) => Some(Scalar::Int(a.wrapping_abs())),
        (Builtin::Sign, Scalar::Float(a)) => Some(Scalar::Float(if a == 0.0 { 0.0 } else { a.signum() })),
        (Builtin::Sign, Scalar::Int(a)) => Some(Scalar::Int(a.signum())),
        (Builtin::Min, _) => Some(least(a, b)),
        (Builtin::Max, _) => Some(greatest(a, b)),
        (Builtin::Clamp, _) => Some(least(greatest(a, b), c)),
        (Builtin::LessThan, _) => compare(BinaryOp::Less),
        (Builtin::LessThanEqual, _) => compare(BinaryOp::LessEqual),
        (Builtin::GreaterThan, _) => compare(BinaryOp::Greater),
        (Builtin::GreaterThanEqual, _) => compare(BinaryOp::GreaterEqual),
        (Builtin::EqualTo, _) => Some(Scalar::Bool(a == b)),
        (Builtin::NotEqualTo, _) => Some(Scalar::Bool(a != b)),
        (Builtin::Not, Scalar::Bool(a)) => Some(Scalar::Bool(!a)),
        (Builtin::IsNan, Scalar::Float(a)) => Some(Scalar::Bool(a.is_nan())),
        (Builtin::IsInf, Scalar::Float(a)) => Some(Scalar::Bool(a.is_infinite())),
        (Builtin::FloatBitsToInt, Scalar::Float(a)) => Some(Scalar::Int(a.to_bits() as i32)),
        (Builtin::FloatBitsToUint, Scalar::Float(a)) => Some(Scalar::Uint(a.to_bits())),
        (Builtin::IntBitsToFloat, Scalar::Int(a)) => Some(Scalar::Float(f32::from_bits(a as u32))),
        (Builtin::UintBitsToFloat, Scalar::Uint(a)) => Some(Scalar::Float(f32::from_bits(a))),
        _ => None,
    }
}

fn is_less(a: Scalar, b: Scalar) -> bool {
    super::component(BinaryOp::Less, a, b) == Scalar::Bool(true)
}

fn least(a: Scalar, b: Scalar) -> Scalar {
    if is_less(b, a) { b } else { a }
}

fn greatest(a: Scalar, b: Scalar) -> Scalar {
    if is_less(a, b) { b } else { a }
}

fn dot(a: Argument<'_>, b: Argument<'_>) -> f32 {
    (0..a.scalars.len()).map(|at| a.float(at) * b.float(at)).sum()
}

fn length(a: Argument<'_>) -> f32 {
    dot(a, a).sqrt()
}

/// A square matrix by columns.
type Matrix = Vec<Vec<f32>>;

fn matrix(argument: Argument<'_>) -> Matrix {
    let rows = argument.ty.as_matrix().map_or(1, |(_, rows)| usize::from(rows));
    argument
        .scalars
        .chunks(rows)
        .map(|column| column.iter().map(|&scalar| as_float(scalar)).collect())
        .collect()
}

fn minor(matrix: &Matrix, without_column: usize, without_row: usize) -> Matrix {
    let rest = |length: usize, without: usize| (0..length).filter(move |&at| at != without);
    rest(matrix.len(), without_column)
        .map(|column| rest(matrix.len(), without_row).map(|row| matrix[column][row]).collect())
        .collect()
}

fn determinant(matrix: &Matrix) -> f32 {
    match matrix.as_slice() {
        [] => 1.0,
        [only] => only[0],
        [first, ..] => (0..first.len())
            .map(|row| {
                let sign = if row % 2 == 0 { 1.0 } else { -1.0 };
                sign * first[row] * determinant(&minor(matrix, 0, row))
            })
            .sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builtin::find;
    use crate::names::Essl;

    fn fold(name: &str, arguments: &[(&[f32], Type)], result: Type) -> Vec<Scalar> {
        let scalars: Vec<Vec<Scalar>> = arguments
            .iter()
            .map(|(values, _)| values.iter().map(|&value| Scalar::Float(value)).collect())
            .collect();
        let arguments: Vec<Argument<'_>> =
            scalars.iter().zip(arguments).map(|(scalars, &(_, ty))| Argument { scalars, ty }).collect();
        let mut out = Vec::new();
        assert!(builtin(find(name, Essl::V300).expect(name), &arguments, result, &mut out), "{name}");
        out
    }

    fn floats(values: &[f32]) -> Vec<Scalar> {
        values.iter().map(|&value| Scalar::Float(value)).collect()
    }

    #[test]
    fn values() {
        let (v2, v3) = (Type::floats(2), Type::floats(3));
        assert_eq!(fold("max", &[(&[1.0, 5.0], v2), (&[3.0], Type::FLOAT)], v2), floats(&[3.0, 5.0]));
        assert_eq!(
            fold("cross", &[(&[1.0, 0.0, 0.0], v3), (&[0.0, 1.0, 0.0], v3)], v3),
            floats(&[0.0, 0.0, 1.0])
        );
        assert_eq!(fold("length", &[(&[3.0, 4.0], v2)], Type::FLOAT), floats(&[5.0]));
        assert_eq!(fold("packUnorm2x16", &[(&[1.0, 0.0], v2)], Type::UINT), [Scalar::Uint(0xffff)]);
        assert_eq!(
            fold("mod", &[(&[-1.0], Type::FLOAT), (&[3.0], Type::FLOAT)], Type::FLOAT),
            floats(&[2.0])
        );
        let m = Type::matrix(2, 2);
        assert_eq!(fold("inverse", &[(&[2.0, 1.0, 0.0, 4.0], m)], m), floats(&[0.5, -0.125, 0.0, 0.25]));
        assert_eq!(
            fold("transpose", &[(&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], Type::matrix(2, 3))], Type::matrix(3, 2)),
            floats(&[1.0, 4.0, 2.0, 5.0, 3.0, 6.0])
        );
        assert_eq!(
            fold("outerProduct", &[(&[1.0, 2.0], v2), (&[3.0, 4.0, 5.0], v3)], Type::matrix(3, 2)),
            floats(&[3.0, 6.0, 4.0, 8.0, 5.0, 10.0])
        );
        assert_eq!(fold("determinant", &[(&[2.0, 1.0, 0.0, 4.0], m)], Type::FLOAT), floats(&[8.0]));
    }
}
