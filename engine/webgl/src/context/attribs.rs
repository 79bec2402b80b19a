//! Vertex attributes: arrays and constant values.

use super::{Context, Version};
use crate::{
    constants::*,
    extensions::Extension,
    objects::AttribArray,
    parameter::Parameter,
    state::{AttribKind, ConstantAttrib},
};

/// Largest distance of two elements (WebGL 1.0, 6.6).
const MOST_STRIDE: i32 = 255;

/// Bytes of one component, or of all of a packed type.
pub(crate) fn component_bytes(kind: u32) -> u32 {
    match kind {
        BYTE | UNSIGNED_BYTE => 1,
        SHORT | UNSIGNED_SHORT | HALF_FLOAT => 2,
        _ => 4,
    }
}

/// Bytes of an element.
pub(crate) fn element_bytes(kind: u32, size: u8) -> u32 {
    match kind {
        INT_2_10_10_10_REV | UNSIGNED_INT_2_10_10_10_REV => 4,
        _ => component_bytes(kind) * u32::from(size),
    }
}

impl Context {
    fn attrib_index(&mut self, index: u32) -> Option<usize> {
        if index >= self.limits.max_vertex_attribs {
            self.raise_with(INVALID_VALUE, "no attribute has that index");
            return None;
        }
        Some(index as usize)
    }

    /// `enableVertexAttribArray`.
    pub fn enable_vertex_attrib_array(&mut self, index: u32) {
        self.switch_attrib(index, true);
    }

    /// `disableVertexAttribArray`.
    pub fn disable_vertex_attrib_array(&mut self, index: u32) {
        self.switch_attrib(index, false);
    }

    fn switch_attrib(&mut self, index: u32, on: bool) {
        if self.lost {
            return;
        }
        let Some(index) = self.attrib_index(index) else { return };
        let attrib = &mut self.vertex_array_mut().attribs[index];
        if attrib.enabled != on {
            attrib.enabled = on;
            self.dirty.inputs = true;
        }
    }

    /// `vertexAttribPointer`.
    pub fn vertex_attrib_pointer(
        &mut self,
        index: u32,
        size: i32,
        kind: u32,
        normalized: bool,
        stride: i32,
        offset: i64,
    ) {
        if self.lost {
            return;
        }
        let known = match kind {
            BYTE | UNSIGNED_BYTE | SHORT | UNSIGNED_SHORT | FLOAT => true,
            INT | UNSIGNED_INT | HALF_FLOAT | INT_2_10_10_10_REV | UNSIGNED_INT_2_10_10_10_REV => {
                self.version == Version::Two
            }
            _ => false,
        };
        let packed = matches!(kind, INT_2_10_10_10_REV | UNSIGNED_INT_2_10_10_10_REV);
        if known && packed && size != 4 {
            return self.raise_with(INVALID_OPERATION, "vertexAttribPointer: packed types have 4 components");
        }
        self.point_attrib(
            known,
            index,
            size,
            stride,
            offset,
            AttribArray { kind, normalized, ..AttribArray::default() },
        );
    }

    /// `vertexAttribIPointer`.
    pub fn vertex_attrib_i_pointer(&mut self, index: u32, size: i32, kind: u32, stride: i32, offset: i64) {
        if self.lost {
            return;
        }
        let known = matches!(kind, BYTE | UNSIGNED_BYTE | SHORT | UNSIGNED_SHORT | INT | UNSIGNED_INT);
        self.point_attrib(
            known,
            index,
            size,
            stride,
            offset,
            AttribArray { kind, integer: true, ..AttribArray::default() },
        );
    }

    fn point_attrib(
        &mut self,
        known_kind: bool,
        index: u32,
        size: i32,
        stride: i32,
        offset: i64,
        array: AttribArray,
    ) {
        let Some(index) = self.attrib_index(index) else { return };
        if !known_kind {
            return self.raise_with(INVALID_ENUM, "vertexAttribPointer: no such type");
        }
        let offset = u32::try_from(offset);
        let (Ok(size @ 1..=4), 0..=MOST_STRIDE, Ok(offset)) = (u8::try_from(size), stride, offset) else {
            return self
                .raise_with(INVALID_VALUE, "vertexAttribPointer: size, stride or offset out of range");
        };
        let buffer = self.bound.array_buffer;
        if buffer.is_none() && offset != 0 {
            return self
                .raise_with(INVALID_OPERATION, "vertexAttribPointer: no buffer is bound to ARRAY_BUFFER");
        }
        let stride = stride.unsigned_abs();
        let bytes = component_bytes(array.kind);
        if !stride.is_multiple_of(bytes) || !offset.is_multiple_of(bytes) {
            return self.raise_with(
                INVALID_OPERATION,
                "vertexAttribPointer: stride and offset must be multiples of the type's size",
            );
        }
        let attrib = &mut self.vertex_array_mut().attribs[index];
        let new = AttribArray {
            enabled: attrib.enabled,
            buffer,
            size,
            stride,
            offset,
            divisor: attrib.divisor,
            ..array
        };
        if *attrib == new {
            return;
        }
        *attrib = AttribArray { buffer: attrib.buffer, ..new };
        self.rebind_buffer(|context| &mut context.vertex_array_mut().attribs[index].buffer, buffer);
        self.dirty.inputs = true;
    }

    /// `vertexAttribDivisor`, also of `ANGLE_instanced_arrays`.
    pub fn vertex_attrib_divisor(&mut self, index: u32, divisor: u32) {
        if self.lost {
            return;
        }
        let Some(index) = self.attrib_index(index) else { return };
        let attrib = &mut self.vertex_array_mut().attribs[index];
        if attrib.divisor != divisor {
            attrib.divisor = divisor;
            self.dirty.inputs = true;
        }
    }

    /// `vertexAttrib[1234]f[v]`: missing components are 0, 0, 1.
    pub fn vertex_attrib_f(&mut self, index: u32, values: [f32; 4]) {
        self.set_constant(index, AttribKind::Float, values.map(f32::to_bits));
    }

    /// `vertexAttribI4i[v]`.
    pub fn vertex_attrib_i(&mut self, index: u32, values: [i32; 4]) {
        self.set_constant(index, AttribKind::Int, values.map(i32::cast_unsigned));
    }

    /// `vertexAttribI4ui[v]`.
    pub fn vertex_attrib_ui(&mut self, index: u32, values: [u32; 4]) {
        self.set_constant(index, AttribKind::Uint, values);
    }

    fn set_constant(&mut self, index: u32, kind: AttribKind, bits: [u32; 4]) {
        if self.lost {
            return;
        }
        let Some(index) = self.attrib_index(index) else { return };
        let constant = ConstantAttrib { kind, bits };
        if self.constants[index] != constant {
            self.constants[index] = constant;
            self.dirty.inputs = true;
        }
    }

    /// `getVertexAttrib`.
    pub fn get_vertex_attrib(&mut self, index: u32, name: u32) -> Parameter {
        if self.lost {
            return Parameter::Null;
        }
        let Some(index) = self.attrib_index(index) else { return Parameter::Null };
        let attrib = &self.vertex_array().attribs[index];
        let two = self.version == Version::Two;
        let instanced = two || self.enabled.has(Extension::AngleInstancedArrays);
        match name {
            VERTEX_ATTRIB_ARRAY_BUFFER_BINDING => attrib.buffer.into(),
            VERTEX_ATTRIB_ARRAY_ENABLED => Parameter::Bool(attrib.enabled),
            VERTEX_ATTRIB_ARRAY_SIZE => Parameter::Int(i32::from(attrib.size)),
            VERTEX_ATTRIB_ARRAY_STRIDE => Parameter::Int(attrib.stride.cast_signed()),
            VERTEX_ATTRIB_ARRAY_TYPE => Parameter::Uint(attrib.kind),
            VERTEX_ATTRIB_ARRAY_NORMALIZED => Parameter::Bool(attrib.normalized),
            VERTEX_ATTRIB_ARRAY_INTEGER if two => Parameter::Bool(attrib.integer),
            VERTEX_ATTRIB_ARRAY_DIVISOR if instanced => Parameter::Int(attrib.divisor.cast_signed()),
            CURRENT_VERTEX_ATTRIB => {
                let ConstantAttrib { kind, bits } = self.constants[index];
                match kind {
                    AttribKind::Float => Parameter::Floats(bits.map(f32::from_bits).to_vec()),
                    AttribKind::Int => Parameter::Ints(bits.map(u32::cast_signed).to_vec()),
                    AttribKind::Uint => Parameter::Uints(bits.to_vec()),
                }
            }
            _ => {
                self.raise_with(INVALID_ENUM, "getVertexAttrib: no such parameter");
                Parameter::Null
            }
        }
    }

    /// `getVertexAttribOffset`.
    pub fn get_vertex_attrib_offset(&mut self, index: u32, name: u32) -> i64 {
        if self.lost {
            return 0;
        }
        let Some(index) = self.attrib_index(index) else { return 0 };
        if name != VERTEX_ATTRIB_ARRAY_POINTER {
            self.raise_with(INVALID_ENUM, "getVertexAttribOffset: no such parameter");
            return 0;
        }
        i64::from(self.vertex_array().attribs[index].offset)
    }
}
