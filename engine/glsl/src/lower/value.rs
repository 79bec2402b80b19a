//! naga types of values and of what lies in uniform buffers, and constants.
//!
//! Uniform buffers follow std140, where elements of arrays and columns lie 16 bytes apart and booleans are words. naga demands types
//! that say so: a `float[3]` is stored as an array of `vec4`, a `mat3x2` as an array of three `vec4`, a row-major matrix transposed.

use super::{
    Expr, Lower, Lowering,
    body::{scalar, vector_size},
};
use crate::{
    layout,
    tree::Scalar,
    types::{Base, Number, StructId, Type},
};
use naga::{ArraySize, Expression, Handle, Literal, Span, StructMember, TypeInner};
use std::num::NonZeroU32;

impl Lowering<'_> {
    pub(super) fn insert_type(&mut self, inner: TypeInner) -> Handle<naga::Type> {
        self.module.types.insert(naga::Type { name: None, inner }, Span::UNDEFINED)
    }

    pub(super) fn vector_type(&mut self, number: Number, size: u8) -> Handle<naga::Type> {
        let scalar = scalar(number);
        self.insert_type(match vector_size(size) {
            Some(size) => TypeInner::Vector { size, scalar },
            None => TypeInner::Scalar(scalar),
        })
    }

    fn matrix_type(&mut self, columns: u8, rows: u8) -> Lower<Handle<naga::Type>> {
        let (Some(columns), Some(rows)) = (vector_size(columns), vector_size(rows)) else {
            return Err("a matrix of a strange size".to_owned());
        };
        Ok(self.insert_type(TypeInner::Matrix { columns, rows, scalar: naga::Scalar::F32 }))
    }

    fn array_type(
        &mut self,
        base: Handle<naga::Type>,
        length: u32,
        stride: u32,
    ) -> Lower<Handle<naga::Type>> {
        let length = NonZeroU32::new(length).ok_or("an empty array")?;
        Ok(self.insert_type(TypeInner::Array { base, size: ArraySize::Constant(length), stride }))
    }

    /// Size and alignment as naga computes them.
    pub(super) fn naga_layout(&mut self, ty: Handle<naga::Type>) -> Lower<naga::proc::TypeLayout> {
        self.layouter.update(self.module.to_ctx()).map_err(|error| error.to_string())?;
        Ok(self.layouter[ty])
    }

    /// The type of a value, without its samplers.
    pub(super) fn value_type(&mut self, ty: Type) -> Lower<Handle<naga::Type>> {
        if let Some(&known) = self.value_types.get(&ty) {
            return Ok(known);
        }
        let handle = if ty.is_array() {
            let base = self.value_type(ty.element())?;
            let stride = self.naga_layout(base)?.to_stride();
            self.array_type(base, ty.length, stride)?
        } else {
            match ty.base {
                Base::Vector(number, size) => self.vector_type(number, size),
                Base::Matrix(columns, rows) => self.matrix_type(columns, rows)?,
                Base::Struct(id) => self.value_struct(id)?,
                Base::Error | Base::Void | Base::Sampler(_) => {
                    return Err("a value without a type".to_owned());
                }
            }
        };
        self.value_types.insert(ty, handle);
        Ok(handle)
    }

    fn value_struct(&mut self, id: StructId) -> Lower<Handle<naga::Type>> {
        let tree = self.tree;
        let structure = tree.structs.get(id);
        let mut types = Vec::new();
        for field in &structure.fields {
            if !tree.structs.only_samplers(field.ty) {
                types.push((Some(field.name.to_string()), self.value_type(field.ty)?, None));
            }
        }
        self.packed_struct(Some(structure.name.to_string()), types)
    }

    /// A structure whose members follow each other as naga wants them.
    pub(super) fn packed_struct(
        &mut self,
        name: Option<String>,
        types: Vec<(Option<String>, Handle<naga::Type>, Option<naga::Binding>)>,
    ) -> Lower<Handle<naga::Type>> {
        let mut offset = 0;
        let mut align = 1;
        let mut members = Vec::with_capacity(types.len());
        for (name, ty, binding) in types {
            let layout = self.naga_layout(ty)?;
            offset = layout.alignment.round_up(offset);
            align = align.max(layout.alignment.round_up(1));
            members.push(StructMember { name, ty, binding, offset });
            offset += layout.size;
        }
        let span = offset.div_ceil(align) * align;
        let inner = TypeInner::Struct { members, span };
        let name = name.filter(|name| !name.is_empty());
        Ok(self.module.types.insert(naga::Type { name, inner }, Span::UNDEFINED))
    }

    /// The type of a value in a uniform buffer.
    pub(super) fn stored_type(&mut self, ty: Type, row_major: bool) -> Lower<Handle<naga::Type>> {
        if let Some(&known) = self.stored_types.get(&(ty, row_major)) {
            return Ok(known);
        }
        let handle = if ty.is_array() {
            let base = if is_widened(ty) {
                let Base::Vector(number, _) = ty.base else { return Err("a strange array".to_owned()) };
                self.vector_type(stored_number(number), 4)
            } else {
                self.stored_type(ty.element(), row_major)?
            };
            let stride = layout::array_stride(&self.tree.structs, ty, row_major);
            self.array_type(base, ty.length, stride)?
        } else {
            match ty.base {
                Base::Vector(number, size) => self.vector_type(stored_number(number), size),
                Base::Matrix(columns, rows) => {
                    let (columns, rows) = if row_major { (rows, columns) } else { (columns, rows) };
                    if rows == 2 {
                        let column = self.vector_type(Number::Float, 4);
                        self.array_type(column, u32::from(columns), 16)?
                    } else {
                        self.matrix_type(columns, rows)?
                    }
                }
                Base::Struct(id) => self.stored_struct(id, row_major)?,
                Base::Error | Base::Void | Base::Sampler(_) => {
                    return Err("a uniform without a type".to_owned());
                }
            }
        };
        self.stored_types.insert((ty, row_major), handle);
        Ok(handle)
    }

    pub(super) fn stored_struct(&mut self, id: StructId, row_major: bool) -> Lower<Handle<naga::Type>> {
        let tree = self.tree;
        let structure = tree.structs.get(id);
        let (offsets, span) = layout::members(&tree.structs, id, row_major);
        let mut members = Vec::new();
        for (field, offset) in structure.fields.iter().zip(offsets) {
            let Some(offset) = offset else { continue };
            let ty = self.stored_type(field.ty, row_major || field.row_major)?;
            members.push(StructMember { name: Some(field.name.to_string()), ty, binding: None, offset });
        }
        let name = Some(format!("{}_std140", structure.name));
        let inner = TypeInner::Struct { members, span };
        Ok(self.module.types.insert(naga::Type { name, inner }, Span::UNDEFINED))
    }

    /// A constant of a scalar, vector or matrix.
    pub(super) fn constant(&mut self, ty: Type, scalars: &[Scalar]) -> Lower<Expr> {
        match ty.base {
            Base::Vector(_, 1) => Ok(self.literal(scalars[0])),
            Base::Vector(..) => {
                let components = scalars.iter().map(|&scalar| self.literal(scalar)).collect();
                self.compose(ty, components)
            }
            Base::Matrix(_, rows) => {
                let columns = scalars
                    .chunks(usize::from(rows))
                    .map(|column| self.constant(Type::floats(rows), column))
                    .collect::<Lower<Vec<Expr>>>()?;
                self.compose(ty, columns)
            }
            _ => Err("a constant of a strange type".to_owned()),
        }
    }

    /// A constant outside of functions, as initialiser of a variable. Takes its components off the front of `scalars`.
    pub(super) fn global_constant(&mut self, ty: Type, scalars: &mut &[Scalar]) -> Lower<Handle<Expression>> {
        let parts = |count: u32, ty| std::iter::repeat_n(ty, count as usize).collect();
        let parts: Vec<Type> = match ty.base {
            _ if ty.is_array() => parts(ty.length, ty.element()),
            Base::Vector(_, 1) => {
                let (&first, rest) = scalars.split_first().ok_or("a constant that is too short")?;
                *scalars = rest;
                return Ok(self.global_literal(first));
            }
            Base::Vector(number, size) => parts(u32::from(size), Type::vector(number, 1)),
            Base::Matrix(columns, rows) => parts(u32::from(columns), Type::floats(rows)),
            Base::Struct(id) => self.tree.structs.get(id).fields.iter().map(|field| field.ty).collect(),
            Base::Error | Base::Void | Base::Sampler(_) => {
                return Err("a constant of a strange type".to_owned());
            }
        };
        let mut components = Vec::with_capacity(parts.len());
        for part in parts {
            components.push(self.global_constant(part, scalars)?);
        }
        let ty = self.value_type(ty)?;
        let expression = Expression::Compose { ty, components };
        if self.module.global_expressions.len() > super::MAX_EXPRESSIONS {
            return Err("the shader's constants are too large".to_owned());
        }
        Ok(self.module.global_expressions.append(expression, Span::UNDEFINED))
    }

    fn global_literal(&mut self, scalar: Scalar) -> Handle<Expression> {
        let literal = match scalar {
            // There is no other way to say infinity here.
            Scalar::Float(value) if value.is_nan() => Literal::F32(0.0),
            Scalar::Float(value) => Literal::F32(value.clamp(f32::MIN, f32::MAX)),
            Scalar::Int(value) => Literal::I32(value),
            Scalar::Uint(value) => Literal::U32(value),
            Scalar::Bool(value) => Literal::Bool(value),
        };
        self.module.global_expressions.append(Expression::Literal(literal), Span::UNDEFINED)
    }
}

/// Booleans are words in buffers.
pub(super) fn stored_number(number: Number) -> Number {
    if number == Number::Bool { Number::Uint } else { number }
}

/// Elements that are stored in a `vec4` each.
pub(super) fn is_widened(array: Type) -> bool {
    matches!(array.base, Base::Vector(_, 1 | 2))
}
