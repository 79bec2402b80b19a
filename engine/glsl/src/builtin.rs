//! The built-in functions: names, versions, argument and result types.

use crate::{
    names::Essl,
    types::{Number, Type},
};
use sparrow_render::gl::{GlSamplerKind, GlTextureDim, GlValueKind};

/// A built-in function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Builtin {
    Radians,
    Degrees,
    Sin,
    Cos,
    Tan,
    Asin,
    Acos,
    Atan,
    Sinh,
    Cosh,
    Tanh,
    Asinh,
    Acosh,
    Atanh,
    Pow,
    Exp,
    Log,
    Exp2,
    Log2,
    Sqrt,
    InverseSqrt,
    Abs,
    Sign,
    Floor,
    Trunc,
    Round,
    RoundEven,
    Ceil,
    Fract,
    Mod,
    Modf,
    Min,
    Max,
    Clamp,
    Mix,
    Step,
    SmoothStep,
    IsNan,
    IsInf,
    FloatBitsToInt,
    FloatBitsToUint,
    IntBitsToFloat,
    UintBitsToFloat,
    PackSnorm2x16,
    UnpackSnorm2x16,
    PackUnorm2x16,
    UnpackUnorm2x16,
    PackHalf2x16,
    UnpackHalf2x16,
    Length,
    Distance,
    Dot,
    Cross,
    Normalize,
    FaceForward,
    Reflect,
    Refract,
    MatrixCompMult,
    OuterProduct,
    Transpose,
    Determinant,
    Inverse,
    LessThan,
    LessThanEqual,
    GreaterThan,
    GreaterThanEqual,
    EqualTo,
    NotEqualTo,
    Any,
    All,
    Not,
    DerivativeX,
    DerivativeY,
    DerivativeWidth,
    Texture(TextureCall),
}

/// A texture function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TextureCall {
    pub(crate) access: TextureAccess,
    /// The coordinate is divided by its last component.
    pub(crate) project: bool,
    /// There is a constant offset.
    pub(crate) offset: bool,
    /// GLSL ES 1.00 names the shape in the function.
    old_dim: Option<GlTextureDim>,
    /// It came with `EXT_shader_texture_lod`.
    pub(crate) extension: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextureAccess {
    /// Level by derivatives, with an optional bias.
    Implicit,
    Lod,
    Gradient,
    Fetch,
    Size,
}

/// The built-in function of a name.
pub(crate) fn find(name: &str, version: Essl) -> Option<Builtin> {
    if name.starts_with("te") {
        return texture(name, version).map(Builtin::Texture);
    }
    let at = TABLE.binary_search_by(|row| row.0.cmp(name)).ok()?;
    let (_, builtin, since) = TABLE[at];
    (since == Essl::V100 || version == Essl::V300).then_some(builtin)
}

fn texture(name: &str, version: Essl) -> Option<TextureCall> {
    let call = |access, old_dim| {
        Some(TextureCall { access, project: false, offset: false, old_dim, extension: false })
    };
    if version == Essl::V300 {
        match name {
            "textureSize" => return call(TextureAccess::Size, None),
            "texelFetch" => return call(TextureAccess::Fetch, None),
            "texelFetchOffset" => {
                return call(TextureAccess::Fetch, None).map(|call| TextureCall { offset: true, ..call });
            }
            _ => {}
        }
        let rest = name.strip_prefix("texture")?;
        let (project, rest) = rest.strip_prefix("Proj").map_or((false, rest), |rest| (true, rest));
        let (offset, rest) = rest.strip_suffix("Offset").map_or((false, rest), |rest| (true, rest));
        let access = match rest {
            "" => TextureAccess::Implicit,
            "Lod" => TextureAccess::Lod,
            "Grad" => TextureAccess::Gradient,
            _ => return None,
        };
        return Some(TextureCall { access, project, offset, old_dim: None, extension: false });
    }
    let rest = name.strip_prefix("texture")?;
    let (dim, rest) = match rest.strip_prefix("2D") {
        Some(rest) => (GlTextureDim::D2, rest),
        None => (GlTextureDim::Cube, rest.strip_prefix("Cube")?),
    };
    let (project, rest) = match rest.strip_prefix("Proj") {
        Some(rest) if dim == GlTextureDim::D2 => (true, rest),
        Some(_) => return None,
        None => (false, rest),
    };
    let (access, extension) = match rest {
        "" => (TextureAccess::Implicit, false),
        "Lod" => (TextureAccess::Lod, false),
        "LodEXT" => (TextureAccess::Lod, true),
        "GradEXT" => (TextureAccess::Gradient, true),
        _ => return None,
    };
    Some(TextureCall { access, project, offset: false, old_dim: Some(dim), extension })
}

impl Builtin {
    /// The type of the result; `None` if no overload takes these arguments.
    pub(crate) fn result(self, arguments: &[Type], version: Essl, fragment: bool) -> Option<Type> {
        let newer = version == Essl::V300;
        let first = *arguments.first()?;
        let vector = first.as_vector();
        let float = first.is_float_vector();
        let bits = |from: Number, to: Number| match vector {
            Some((number, size)) if number == from && arguments.len() == 1 => Some(Type::vector(to, size)),
            _ => None,
        };
        match self {
            Self::Radians
            | Self::Degrees
            | Self::Sin
            | Self::Cos
            | Self::Tan
            | Self::Asin
            | Self::Acos
            | Self::Sinh
            | Self::Cosh
            | Self::Tanh
            | Self::Asinh
            | Self::Acosh
            | Self::Atanh
            | Self::Exp
            | Self::Log
            | Self::Exp2
            | Self::Log2
            | Self::Sqrt
            | Self::InverseSqrt
            | Self::Floor
            | Self::Trunc
            | Self::Round
            | Self::RoundEven
            | Self::Ceil
            | Self::Fract
            | Self::Normalize
            | Self::DerivativeX
            | Self::DerivativeY
            | Self::DerivativeWidth => (float && arguments.len() == 1).then_some(first),
            Self::Abs | Self::Sign => {
                let signed = float || (newer && matches!(vector, Some((Number::Int, _))));
                (signed && arguments.len() == 1).then_some(first)
            }
            Self::Atan => match arguments {
                [_] if float => Some(first),
                [_, x] if float && *x == first => Some(first),
                _ => None,
            },
            Self::Pow | Self::Reflect | Self::Modf => {
                (float && arguments.len() == 2 && arguments[1] == first).then_some(first)
            }
            Self::Mod | Self::Min | Self::Max => match arguments {
                [_, other] if same_or_scalar(first, *other) => {
                    self.arithmetic(first, newer && self != Self::Mod)
                }
                _ => None,
            },
            Self::Clamp => match arguments {
                [_, low, high] if low == high && same_or_scalar(first, *low) => self.arithmetic(first, newer),
                _ => None,
            },
            Self::Mix => match arguments {
                [_, second, by] if float && *second == first => {
                    let bools = Type::vector(Number::Bool, vector?.1);
                    (same_or_scalar(first, *by) || (newer && *by == bools)).then_some(first)
                }
                _ => None,
            },
            Self::Step => match arguments {
                [edge, x] if x.is_float_vector() && same_or_scalar(*x, *edge) => Some(*x),
                _ => None,
            },
            Self::SmoothStep => match arguments {
                [low, high, x] if x.is_float_vector() && low == high && same_or_scalar(*x, *low) => Some(*x),
                _ => None,
            },
            Self::IsNan | Self::IsInf => bits(Number::Float, Number::Bool),
            Self::FloatBitsToInt => bits(Number::Float, Number::Int),
            Self::FloatBitsToUint => bits(Number::Float, Number::Uint),
            Self::IntBitsToFloat => bits(Number::Int, Number::Float),
            Self::UintBitsToFloat => bits(Number::Uint, Number::Float),
            Self::PackSnorm2x16 | Self::PackUnorm2x16 | Self::PackHalf2x16 => {
                (arguments == [Type::floats(2)]).then_some(Type::UINT)
            }
            Self::UnpackSnorm2x16 | Self::UnpackUnorm2x16 | Self::UnpackHalf2x16 => {
                (arguments == [Type::UINT]).then_some(Type::floats(2))
            }
            Self::Length => (float && arguments.len() == 1).then_some(Type::FLOAT),
            Self::Distance | Self::Dot => {
                (float && arguments.len() == 2 && arguments[1] == first).then_some(Type::FLOAT)
            }
            Self::Cross => (arguments == [Type::floats(3); 2]).then_some(first),
            Self::FaceForward => (float && arguments == [first; 3]).then_some(first),
            Self::Refract => (float && arguments == [first, first, Type::FLOAT]).then_some(first),
            Self::MatrixCompMult => (first.as_matrix().is_some() && arguments == [first; 2]).then_some(first),
            Self::OuterProduct => match arguments {
                [column, row] => {
                    let (Number::Float, rows @ 2..) = column.as_vector()? else { return None };
                    let (Number::Float, columns @ 2..) = row.as_vector()? else { return None };
                    Some(Type::matrix(columns, rows))
                }
                _ => None,
            },
            Self::Transpose => {
                let (columns, rows) = first.as_matrix()?;
                (arguments.len() == 1).then_some(Type::matrix(rows, columns))
            }
            Self::Determinant | Self::Inverse => {
                let (columns, rows) = first.as_matrix()?;
                let result = if self == Self::Inverse { first } else { Type::FLOAT };
                (arguments.len() == 1 && columns == rows).then_some(result)
            }
            Self::LessThan | Self::LessThanEqual | Self::GreaterThan | Self::GreaterThanEqual => {
                let (number, size @ 2..) = vector? else { return None };
                (number != Number::Bool && arguments == [first; 2])
                    .then_some(Type::vector(Number::Bool, size))
            }
            Self::EqualTo | Self::NotEqualTo => {
                let (_, size @ 2..) = vector? else { return None };
                (arguments == [first; 2]).then_some(Type::vector(Number::Bool, size))
            }
            Self::Any | Self::All | Self::Not => {
                let (Number::Bool, 2..) = vector? else { return None };
                let result = if self == Self::Not { first } else { Type::BOOL };
                (arguments.len() == 1).then_some(result)
            }
            Self::Texture(call) => call.result(first.as_sampler()?, &arguments[1..], fragment),
        }
    }

    fn arithmetic(self, ty: Type, integers: bool) -> Option<Type> {
        let (number, _) = ty.as_vector()?;
        (number == Number::Float || (integers && number.is_integer())).then_some(ty)
    }

    /// Its result depends on more than its arguments, or it writes one of them.
    pub(crate) fn is_pure(self) -> bool {
        !matches!(self, Self::Modf | Self::Texture(_))
    }
}

fn same_or_scalar(ty: Type, other: Type) -> bool {
    match (ty.as_vector(), other.as_vector()) {
        (Some((number, size)), Some((other, other_size))) => {
            number == other && (size == other_size || other_size == 1)
        }
        _ => false,
    }
}

impl TextureCall {
    /// `arguments` are those behind the sampler.
    fn result(self, kind: GlSamplerKind, arguments: &[Type], fragment: bool) -> Option<Type> {
        let number = match kind.value {
            GlValueKind::Float => Number::Float,
            GlValueKind::Int => Number::Int,
            GlValueKind::Uint => Number::Uint,
        };
        if self.old_dim.is_some_and(|dim| dim != kind.dim) {
            return None;
        }
        // Components of a position: in the image, with the layer, with the reference.
        let spatial = if kind.dim == GlTextureDim::D2 || kind.dim == GlTextureDim::D2Array { 2 } else { 3 };
        let layered = spatial + u8::from(kind.dim == GlTextureDim::D2Array);
        let full = layered + u8::from(kind.shadow);
        let texel = if kind.shadow { Type::FLOAT } else { Type::vector(number, 4) };
        let offset = Type::vector(Number::Int, spatial);
        match self.access {
            TextureAccess::Size => (arguments == [Type::INT]).then_some(Type::vector(Number::Int, layered)),
            TextureAccess::Fetch => {
                let place = Type::vector(Number::Int, layered);
                let fits = match arguments {
                    [p, lod] => !self.offset && *p == place && *lod == Type::INT,
                    [p, lod, by] => self.offset && *p == place && *lod == Type::INT && *by == offset,
                    _ => false,
                };
                (fits && !kind.shadow && kind.dim != GlTextureDim::Cube).then_some(texel)
            }
            TextureAccess::Implicit | TextureAccess::Lod | TextureAccess::Gradient => {
                let (place, mut rest) = arguments.split_first()?;
                let fits = if self.project {
                    let divided = *place == Type::floats(full + 1) || *place == Type::floats(4);
                    divided && !matches!(kind.dim, GlTextureDim::Cube | GlTextureDim::D2Array) && full < 4
                } else {
                    *place == Type::floats(full)
                };
                if !fits || (self.offset && kind.dim == GlTextureDim::Cube) {
                    return None;
                }
                // There are no levels of arrays and cubes to compare with.
                let layered_shadow = kind.shadow && full == 4;
                if layered_shadow && self.offset {
                    return None;
                }
                match self.access {
                    TextureAccess::Lod => {
                        let (lod, after) = rest.split_first()?;
                        if *lod != Type::FLOAT || layered_shadow {
                            return None;
                        }
                        rest = after;
                    }
                    TextureAccess::Gradient => {
                        if rest.len() < 2 || rest[..2] != [Type::floats(spatial); 2] {
                            return None;
                        }
                        rest = &rest[2..];
                    }
                    _ => {}
                }
                if self.offset {
                    let (by, after) = rest.split_first()?;
                    if *by != offset {
                        return None;
                    }
                    rest = after;
                }
                if let ([Type::FLOAT], TextureAccess::Implicit) = (rest, self.access)
                    && fragment
                    && !(kind.shadow && kind.dim == GlTextureDim::D2Array)
                {
                    rest = &[];
                }
                rest.is_empty().then_some(texel)
            }
        }
    }

    /// Place of the level that is named as a number, among all arguments.
    pub(crate) fn level_argument(self) -> Option<usize> {
        match self.access {
            TextureAccess::Size => Some(1),
            TextureAccess::Fetch => Some(2),
            TextureAccess::Implicit | TextureAccess::Lod | TextureAccess::Gradient => None,
        }
    }

    /// Place of the offset among all arguments.
    pub(crate) fn offset_argument(self) -> Option<usize> {
        let place = match self.access {
            TextureAccess::Implicit => 2,
            TextureAccess::Lod | TextureAccess::Fetch => 3,
            TextureAccess::Gradient => 4,
            TextureAccess::Size => return None,
        };
        self.offset.then_some(place)
    }

    /// GLSL ES 1.00 has these only in vertex shaders.
    pub(crate) fn vertex_only(self) -> bool {
        self.old_dim.is_some() && self.access == TextureAccess::Lod && !self.extension
    }
}

/// Name, function, first version. Sorted.
const TABLE: &[(&str, Builtin, Essl)] = &[
    ("abs", Builtin::Abs, Essl::V100),
    ("acos", Builtin::Acos, Essl::V100),
    ("acosh", Builtin::Acosh, Essl::V300),
    ("all", Builtin::All, Essl::V100),
    ("any", Builtin::Any, Essl::V100),
    ("asin", Builtin::Asin, Essl::V100),
    ("asinh", Builtin::Asinh, Essl::V300),
    ("atan", Builtin::Atan, Essl::V100),
    ("atanh", Builtin::Atanh, Essl::V300),
    ("ceil", Builtin::Ceil, Essl::V100),
    ("clamp", Builtin::Clamp, Essl::V100),
    ("cos", Builtin::Cos, Essl::V100),
    ("cosh", Builtin::Cosh, Essl::V300),
    ("cross", Builtin::Cross, Essl::V100),
    ("dFdx", Builtin::DerivativeX, Essl::V100),
    ("dFdy", Builtin::DerivativeY, Essl::V100),
    ("degrees", Builtin::Degrees, Essl::V100),
    ("determinant", Builtin::Determinant, Essl::V300),
    ("distance", Builtin::Distance, Essl::V100),
    ("dot", Builtin::Dot, Essl::V100),
    ("equal", Builtin::EqualTo, Essl::V100),
    ("exp", Builtin::Exp, Essl::V100),
    ("exp2", Builtin::Exp2, Essl::V100),
    ("faceforward", Builtin::FaceForward, Essl::V100),
    ("floatBitsToInt", Builtin::FloatBitsToInt, Essl::V300),
    ("floatBitsToUint", Builtin::FloatBitsToUint, Essl::V300),
    ("floor", Builtin::Floor, Essl::V100),
    ("fract", Builtin::Fract, Essl::V100),
    ("fwidth", Builtin::DerivativeWidth, Essl::V100),
    ("greaterThan", Builtin::GreaterThan, Essl::V100),
    ("greaterThanEqual", Builtin::GreaterThanEqual, Essl::V100),
    ("intBitsToFloat", Builtin::IntBitsToFloat, Essl::V300),
    ("inverse", Builtin::Inverse, Essl::V300),
    ("inversesqrt", Builtin::InverseSqrt, Essl::V100),
    ("isinf", Builtin::IsInf, Essl::V300),
    ("isnan", Builtin::IsNan, Essl::V300),
    ("length", Builtin::Length, Essl::V100),
    ("lessThan", Builtin::LessThan, Essl::V100),
    ("lessThanEqual", Builtin::LessThanEqual, Essl::V100),
    ("log", Builtin::Log, Essl::V100),
    ("log2", Builtin::Log2, Essl::V100),
    ("matrixCompMult", Builtin::MatrixCompMult, Essl::V100),
    ("max", Builtin::Max, Essl::V100),
    ("min", Builtin::Min, Essl::V100),
    ("mix", Builtin::Mix, Essl::V100),
    ("mod", Builtin::Mod, Essl::V100),
    ("modf", Builtin::Modf, Essl::V300),
    ("normalize", Builtin::Normalize, Essl::V100),
    ("not", Builtin::Not, Essl::V100),
    ("notEqual", Builtin::NotEqualTo, Essl::V100),
    ("outerProduct", Builtin::OuterProduct, Essl::V300),
    ("packHalf2x16", Builtin::PackHalf2x16, Essl::V300),
    ("packSnorm2x16", Builtin::PackSnorm2x16, Essl::V300),
    ("packUnorm2x16", Builtin::PackUnorm2x16, Essl::V300),
    ("pow", Builtin::Pow, Essl::V100),
    ("radians", Builtin::Radians, Essl::V100),
    ("reflect", Builtin::Reflect, Essl::V100),
    ("refract", Builtin::Refract, Essl::V100),
    ("round", Builtin::Round, Essl::V300),
    ("roundEven", Builtin::RoundEven, Essl::V300),
    ("sign", Builtin::Sign, Essl::V100),
    ("sin", Builtin::Sin, Essl::V100),
    ("sinh", Builtin::Sinh, Essl::V300),
    ("smoothstep", Builtin::SmoothStep, Essl::V100),
    ("sqrt", Builtin::Sqrt, Essl::V100),
    ("step", Builtin::Step, Essl::V100),
    ("tan", Builtin::Tan, Essl::V100),
    ("tanh", Builtin::Tanh, Essl::V300),
    ("transpose", Builtin::Transpose, Essl::V300),
    ("trunc", Builtin::Trunc, Essl::V300),
    ("uintBitsToFloat", Builtin::UintBitsToFloat, Essl::V300),
    ("unpackHalf2x16", Builtin::UnpackHalf2x16, Essl::V300),
    ("unpackSnorm2x16", Builtin::UnpackSnorm2x16, Essl::V300),
    ("unpackUnorm2x16", Builtin::UnpackUnorm2x16, Essl::V300),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Base;

    #[test]
    fn the_table_is_sorted() {
        assert!(TABLE.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn versions_have_their_functions() {
        assert_eq!(find("round", Essl::V100), None);
        assert_eq!(find("round", Essl::V300), Some(Builtin::Round));
        assert!(find("texture2D", Essl::V100).is_some() && find("texture2D", Essl::V300).is_none());
        assert!(find("textureProjGradOffset", Essl::V300).is_some());
        assert!(find("textureCubeProj", Essl::V100).is_none());
    }

    fn sampler(dim: GlTextureDim, shadow: bool) -> Type {
        Type::of(Base::Sampler(GlSamplerKind { dim, value: GlValueKind::Float, shadow }))
    }

    fn check(name: &str, arguments: &[Type]) -> Option<Type> {
        find(name, Essl::V300).expect(name).result(arguments, Essl::V300, true)
    }

    #[test]
    fn results() {
        let (float, int, vec2, vec3) = (Type::FLOAT, Type::INT, Type::floats(2), Type::floats(3));
        assert_eq!(check("max", &[vec3, float]), Some(vec3));
        assert_eq!(check("max", &[float, vec3]), None);
        assert_eq!(check("max", &[int, int]), Some(int));
        assert_eq!(check("mix", &[vec2, vec2, Type::vector(Number::Bool, 2)]), Some(vec2));
        assert_eq!(check("outerProduct", &[vec2, vec3]), Some(Type::matrix(3, 2)));
        let shadow = sampler(GlTextureDim::D2Array, true);
        assert_eq!(check("texture", &[shadow, Type::floats(4)]), Some(float));
        assert_eq!(check("textureLod", &[shadow, Type::floats(4), float]), None);
        let plain = sampler(GlTextureDim::D2, false);
        assert_eq!(check("texture", &[plain, vec2, float]), Some(Type::floats(4)));
        assert_eq!(check("textureProj", &[plain, vec2]), None);
        assert_eq!(check("textureProj", &[plain, Type::floats(4)]), Some(Type::floats(4)));
        assert_eq!(check("textureSize", &[plain, int]), Some(Type::vector(Number::Int, 2)));
        assert_eq!(check("texelFetch", &[shadow, Type::vector(Number::Int, 3), int]), None);
    }
}
