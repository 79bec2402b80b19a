//! Types of the language. They are small values: GLSL ES 3.00 has no arrays of arrays, so a type is a base and a length.

use sparrow_render::gl::{GlSamplerKind, GlTextureDim, GlValueKind};

/// Components.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Number {
    Float,
    Int,
    Uint,
    Bool,
}

impl Number {
    pub(crate) fn is_integer(self) -> bool {
        matches!(self, Self::Int | Self::Uint)
    }

    fn scalar_name(self) -> &'static str {
        match self {
            Self::Float => "float",
            Self::Int => "int",
            Self::Uint => "uint",
            Self::Bool => "bool",
        }
    }

    fn prefix(self) -> &'static str {
        match self {
            Self::Float => "",
            Self::Int => "i",
            Self::Uint => "u",
            Self::Bool => "b",
        }
    }
}

/// A structure of the shader, index in `Tree::structs`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct StructId(pub(crate) u32);

/// A type without its array length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Base {
    /// The type of an expression that was in error: everything may be done with it, silently.
    Error,
    Void,
    /// Components 1 to 4; 1 is a scalar.
    Vector(Number, u8),
    /// Columns and rows.
    Matrix(u8, u8),
    Sampler(GlSamplerKind),
    Struct(StructId),
}

/// A type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Type {
    pub(crate) base: Base,
    /// Elements; 0 if it is no array.
    pub(crate) length: u32,
}

impl Type {
    pub(crate) const ERROR: Self = Self::of(Base::Error);
    pub(crate) const VOID: Self = Self::of(Base::Void);
    pub(crate) const FLOAT: Self = Self::vector(Number::Float, 1);
    pub(crate) const INT: Self = Self::vector(Number::Int, 1);
    pub(crate) const UINT: Self = Self::vector(Number::Uint, 1);
    pub(crate) const BOOL: Self = Self::vector(Number::Bool, 1);

    pub(crate) const fn of(base: Base) -> Self {
        Self { base, length: 0 }
    }

    pub(crate) const fn vector(number: Number, size: u8) -> Self {
        Self::of(Base::Vector(number, size))
    }

    pub(crate) const fn floats(size: u8) -> Self {
        Self::vector(Number::Float, size)
    }

    pub(crate) const fn matrix(columns: u8, rows: u8) -> Self {
        Self::of(Base::Matrix(columns, rows))
    }

    pub(crate) const fn array(self, length: u32) -> Self {
        Self { base: self.base, length }
    }

    pub(crate) const fn element(self) -> Self {
        Self::of(self.base)
    }

    pub(crate) const fn is_array(self) -> bool {
        self.length > 0
    }

    pub(crate) fn is_error(self) -> bool {
        self.base == Base::Error
    }

    /// Number and size of a scalar or vector.
    pub(crate) fn as_vector(self) -> Option<(Number, u8)> {
        match self.base {
            Base::Vector(number, size) if self.length == 0 => Some((number, size)),
            _ => None,
        }
    }

    /// Columns and rows of a matrix.
    pub(crate) fn as_matrix(self) -> Option<(u8, u8)> {
        match self.base {
            Base::Matrix(columns, rows) if self.length == 0 => Some((columns, rows)),
            _ => None,
        }
    }

    pub(crate) fn as_struct(self) -> Option<StructId> {
        match self.base {
            Base::Struct(id) if self.length == 0 => Some(id),
            _ => None,
        }
    }

    pub(crate) fn as_sampler(self) -> Option<GlSamplerKind> {
        match self.base {
            Base::Sampler(kind) if self.length == 0 => Some(kind),
            _ => None,
        }
    }

    /// The kind of component of a scalar, vector or matrix.
    pub(crate) fn number(self) -> Option<Number> {
        match self.base {
            _ if self.length > 0 => None,
            Base::Vector(number, _) => Some(number),
            Base::Matrix(..) => Some(Number::Float),
            _ => None,
        }
    }

    /// Components of a scalar, vector or matrix; 0 for anything else.
    pub(crate) fn components(self) -> u32 {
        match self.base {
            _ if self.length > 0 => 0,
            Base::Vector(_, size) => u32::from(size),
            Base::Matrix(columns, rows) => u32::from(columns) * u32::from(rows),
            _ => 0,
        }
    }

    pub(crate) fn is_scalar_integer(self) -> bool {
        matches!(self.as_vector(), Some((number, 1)) if number.is_integer())
    }

    pub(crate) fn is_float_vector(self) -> bool {
        matches!(self.as_vector(), Some((Number::Float, _)))
    }
}

/// Precision qualifiers; `None` where there is none to have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Precision {
    #[default]
    None,
    Low,
    Medium,
    High,
}

/// A member of a structure or block.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: Box<str>,
    pub(crate) ty: Type,
    pub(crate) precision: Precision,
    /// Blocks only: matrices are stored by rows.
    pub(crate) row_major: bool,
}

/// A structure, or the members of a block.
#[derive(Clone, Debug)]
pub(crate) struct Struct {
    /// Empty for structures without a name.
    pub(crate) name: Box<str>,
    pub(crate) fields: Vec<Field>,
    pub(crate) has_sampler: bool,
    /// A member is an array, at any depth.
    pub(crate) has_array: bool,
    /// Every leaf is a sampler: there is no value to store.
    pub(crate) only_samplers: bool,
    /// Structures inside of structures, 1 for none.
    pub(crate) depth: u32,
    /// Components of all leaves, saturating.
    pub(crate) components: u32,
    /// Sampler leaves.
    pub(crate) samplers: u32,
}

/// All structures of a shader, and what depends on them about a type.
#[derive(Clone, Debug, Default)]
pub(crate) struct Structs {
    list: Vec<Struct>,
}

impl Structs {
    pub(crate) fn get(&self, id: StructId) -> &Struct {
        &self.list[id.0 as usize]
    }

    pub(crate) fn add(&mut self, name: &str, fields: Vec<Field>) -> StructId {
        let types = || fields.iter().map(|field| field.ty);
        let entry = Struct {
            name: name.into(),
            has_sampler: types().any(|ty| self.has_sampler(ty)),
            has_array: types().any(|ty| self.has_array(ty)),
            only_samplers: !fields.is_empty() && types().all(|ty| self.only_samplers(ty)),
            depth: 1 + types().map(|ty| self.depth(ty)).max().unwrap_or(0),
            components: types().fold(0, |sum, ty| sum.saturating_add(self.components(ty))),
            samplers: types().fold(0, |sum, ty| sum.saturating_add(self.samplers(ty))),
            fields,
        };
        self.list.push(entry);
        StructId(self.list.len() as u32 - 1)
    }

    fn structure(&self, ty: Type) -> Option<&Struct> {
        match ty.base {
            Base::Struct(id) => Some(self.get(id)),
            _ => None,
        }
    }

    pub(crate) fn has_sampler(&self, ty: Type) -> bool {
        matches!(ty.base, Base::Sampler(_)) || self.structure(ty).is_some_and(|it| it.has_sampler)
    }

    pub(crate) fn only_samplers(&self, ty: Type) -> bool {
        matches!(ty.base, Base::Sampler(_)) || self.structure(ty).is_some_and(|it| it.only_samplers)
    }

    pub(crate) fn has_array(&self, ty: Type) -> bool {
        ty.is_array() || self.structure(ty).is_some_and(|it| it.has_array)
    }

    pub(crate) fn depth(&self, ty: Type) -> u32 {
        self.structure(ty).map_or(0, |it| it.depth)
    }

    /// Components of all leaves that are no samplers, saturating.
    pub(crate) fn components(&self, ty: Type) -> u32 {
        let element = match ty.base {
            Base::Struct(id) => self.get(id).components,
            _ => ty.element().components(),
        };
        element.saturating_mul(ty.length.max(1))
    }

    /// Sampler leaves, saturating.
    pub(crate) fn samplers(&self, ty: Type) -> u32 {
        let element = match ty.base {
            Base::Sampler(_) => 1,
            Base::Struct(id) => self.get(id).samplers,
            _ => 0,
        };
        element.saturating_mul(ty.length.max(1))
    }

    /// Place of a member among those that have a value: sampler members have none.
    pub(crate) fn value_index(&self, id: StructId, field: u32) -> u32 {
        let before = &self.get(id).fields[..field as usize];
        before.iter().filter(|field| !self.only_samplers(field.ty)).count() as u32
    }

    /// The name as the source writes it, `vec3[2]`.
    pub(crate) fn source_name(&self, ty: Type) -> String {
        let base = match ty.base {
            Base::Error => "error".to_owned(),
            Base::Void => "void".to_owned(),
            Base::Vector(number, 1) => number.scalar_name().to_owned(),
            Base::Vector(number, size) => format!("{}vec{size}", number.prefix()),
            Base::Matrix(columns, rows) if columns == rows => format!("mat{columns}"),
            Base::Matrix(columns, rows) => format!("mat{columns}x{rows}"),
            Base::Sampler(kind) => sampler_name(kind),
            Base::Struct(id) => self.get(id).name.to_string(),
        };
        if ty.is_array() { format!("{base}[{}]", ty.length) } else { base }
    }

    /// The name as ANGLE's messages write it, `array[2] of 3-component vector of float`.
    pub(crate) fn long_name(&self, ty: Type) -> String {
        let base = match ty.base {
            Base::Vector(number, size) if size > 1 => {
                format!("{size}-component vector of {}", number.scalar_name())
            }
            Base::Matrix(columns, rows) => format!("{columns}X{rows} matrix of float"),
            Base::Struct(id) => format!("structure '{}'", self.get(id).name),
            _ => self.source_name(ty.element()),
        };
        if ty.is_array() { format!("array[{}] of {base}", ty.length) } else { base }
    }
}

fn sampler_name(kind: GlSamplerKind) -> String {
    let prefix = match kind.value {
        GlValueKind::Float => "",
        GlValueKind::Int => "i",
        GlValueKind::Uint => "u",
    };
    let dim = match kind.dim {
        GlTextureDim::D2 => "2D",
        GlTextureDim::D3 => "3D",
        GlTextureDim::Cube => "Cube",
        GlTextureDim::D2Array => "2DArray",
    };
    format!("{prefix}sampler{dim}{}", if kind.shadow { "Shadow" } else { "" })
}

/// The GLenum of a type without its array length, as `getActiveUniform` gives it.
pub(crate) fn gl_enum(ty: Type) -> u32 {
    match ty.base {
        Base::Vector(Number::Float, size) => [0x1406, 0x8B50, 0x8B51, 0x8B52][usize::from(size) - 1],
        Base::Vector(Number::Int, size) => [0x1404, 0x8B53, 0x8B54, 0x8B55][usize::from(size) - 1],
        Base::Vector(Number::Uint, size) => [0x1405, 0x8DC6, 0x8DC7, 0x8DC8][usize::from(size) - 1],
        Base::Vector(Number::Bool, size) => [0x8B56, 0x8B57, 0x8B58, 0x8B59][usize::from(size) - 1],
        Base::Matrix(columns, rows) => match (columns, rows) {
            (2, 2) => 0x8B5A,
            (3, 3) => 0x8B5B,
            (4, 4) => 0x8B5C,
            (2, 3) => 0x8B65,
            (2, 4) => 0x8B66,
            (3, 2) => 0x8B67,
            (3, 4) => 0x8B68,
            (4, 2) => 0x8B69,
            _ => 0x8B6A,
        },
        Base::Sampler(GlSamplerKind { dim, value, shadow }) => match (dim, value, shadow) {
            (GlTextureDim::D2, GlValueKind::Float, false) => 0x8B5E,
            (GlTextureDim::D3, GlValueKind::Float, _) => 0x8B5F,
            (GlTextureDim::Cube, GlValueKind::Float, false) => 0x8B60,
            (GlTextureDim::D2, GlValueKind::Float, true) => 0x8B62,
            (GlTextureDim::D2Array, GlValueKind::Float, false) => 0x8DC1,
            (GlTextureDim::D2Array, GlValueKind::Float, true) => 0x8DC4,
            (GlTextureDim::Cube, GlValueKind::Float, true) => 0x8DC5,
            (GlTextureDim::D2, GlValueKind::Int, _) => 0x8DCA,
            (GlTextureDim::D3, GlValueKind::Int, _) => 0x8DCB,
            (GlTextureDim::Cube, GlValueKind::Int, _) => 0x8DCC,
            (GlTextureDim::D2Array, GlValueKind::Int, _) => 0x8DCF,
            (GlTextureDim::D2, GlValueKind::Uint, _) => 0x8DD2,
            (GlTextureDim::D3, GlValueKind::Uint, _) => 0x8DD3,
            (GlTextureDim::Cube, GlValueKind::Uint, _) => 0x8DD4,
            (GlTextureDim::D2Array, GlValueKind::Uint, _) => 0x8DD7,
        },
        Base::Error | Base::Void | Base::Struct(_) => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn field(name: &str, ty: Type) -> Field {
        Field { name: name.into(), ty, precision: Precision::High, row_major: false }
    }

    #[test]
    fn structures_know_their_leaves() {
        let sampler = Type::of(Base::Sampler(GlSamplerKind {
            dim: GlTextureDim::D2,
            value: GlValueKind::Float,
            shadow: false,
        }));
        let mut structs = Structs::default();
        let inner = structs.add("Inner", vec![field("t", sampler), field("v", Type::floats(3).array(2))]);
        let inner = Type::of(Base::Struct(inner));
        let outer = structs.add("Outer", vec![field("t", sampler), field("i", inner.array(4))]);
        assert_eq!(structs.get(outer).depth, 2);
        assert_eq!(structs.get(outer).components, 24);
        assert_eq!(structs.get(outer).samplers, 5);
        assert_eq!(structs.value_index(outer, 1), 0);
        assert!(structs.get(outer).has_array && !structs.get(outer).only_samplers);
        assert_eq!(structs.components(inner.array(u32::MAX)), u32::MAX);
    }

    #[test]
    fn names() {
        let structs = Structs::default();
        assert_eq!(structs.source_name(Type::matrix(2, 3).array(4)), "mat2x3[4]");
        assert_eq!(structs.long_name(Type::floats(3).array(2)), "array[2] of 3-component vector of float");
        assert_eq!(structs.long_name(Type::INT), "int");
    }
}
