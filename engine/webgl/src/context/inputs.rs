//! Vertex inputs of a draw: where the program's attributes come from, and how many vertices and instances there are.

use super::{
    Context, Version,
    attribs::{component_bytes, element_bytes},
};
use crate::{
    constants::*,
    objects::AttribArray,
    state::{AttribKind, ConstantAttrib},
};
use sparrow_render::gl::{GlCommand, GlProgram, GlValueKind, GlVertexFormat, GlVertexInput, GlVertexSource};
use std::sync::Arc;

/// What the arrays of a program's attributes have. `None`: no array limits it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InputLimits {
    pub(crate) vertices: Option<u64>,
    pub(crate) instances: Option<u64>,
    /// Some attribute steps by vertex.
    pub(crate) steps_by_vertex: bool,
}

impl InputLimits {
    pub(crate) const NONE: InputLimits =
        InputLimits { vertices: None, instances: None, steps_by_vertex: false };
}

fn vertex_format(kind: u32) -> GlVertexFormat {
    match kind {
        BYTE => GlVertexFormat::I8,
        UNSIGNED_BYTE => GlVertexFormat::U8,
        SHORT => GlVertexFormat::I16,
        UNSIGNED_SHORT => GlVertexFormat::U16,
        INT => GlVertexFormat::I32,
        UNSIGNED_INT => GlVertexFormat::U32,
        HALF_FLOAT => GlVertexFormat::F16,
        INT_2_10_10_10_REV => GlVertexFormat::I2101010,
        UNSIGNED_INT_2_10_10_10_REV => GlVertexFormat::U2101010,
        _ => GlVertexFormat::F32,
    }
}

/// The kind of number that an array gives.
fn array_kind(array: &AttribArray) -> GlValueKind {
    match (array.integer, array.kind) {
        (false, _) => GlValueKind::Float,
        (true, BYTE | SHORT | INT) => GlValueKind::Int,
        (true, _) => GlValueKind::Uint,
    }
}

fn constant_kind(constant: &ConstantAttrib) -> GlValueKind {
    match constant.kind {
        AttribKind::Float => GlValueKind::Float,
        AttribKind::Int => GlValueKind::Int,
        AttribKind::Uint => GlValueKind::Uint,
    }
}

/// Bytes from element to element.
fn stride(array: &AttribArray) -> u32 {
    if array.stride == 0 { element_bytes(array.kind, array.size) } else { array.stride }
}

/// Elements that an array has in a buffer of `size` bytes.
fn elements(array: &AttribArray, size: u32) -> u64 {
    let end = u64::from(array.offset) + u64::from(element_bytes(array.kind, array.size));
    match u64::from(size).checked_sub(end) {
        None => 0,
        Some(rest) => rest / u64::from(stride(array)) + 1,
    }
}

impl Context {
    /// Resolves the program's attributes, and sends them when they are others than the executor has.
    pub(crate) fn send_inputs(&mut self, program: &Arc<dyn GlProgram>) -> Result<(), u32> {
        let array = self.vertex_array();
        if array.attribs.iter().any(|attrib| attrib.enabled && attrib.buffer.is_none()) {
            return Err(INVALID_OPERATION);
        }
        let mut limits = InputLimits::NONE;
        let mut same = true;
        let mut inputs = Vec::new();
        for (place, attribute) in program.interface().attributes.iter().enumerate() {
            let location = attribute.location as usize;
            let (Some(attrib), Some(constant)) = (array.attribs.get(location), self.constants.get(location))
            else {
                return Err(INVALID_OPERATION);
            };
            limits.steps_by_vertex |= attrib.divisor == 0;
            let (kind, source) = if attrib.enabled {
                let handle = attrib.buffer.ok_or(INVALID_OPERATION)?;
                let buffer = self.buffers.get(handle).ok_or(INVALID_OPERATION)?;
                if self.is_double_bound(handle) {
                    return Err(INVALID_OPERATION);
                }
                let available = elements(attrib, buffer.size);
                let (limit, available) = if attrib.divisor == 0 {
                    (&mut limits.vertices, available)
                } else {
                    (&mut limits.instances, available.saturating_mul(u64::from(attrib.divisor)))
                };
                *limit = Some(limit.map_or(available, |limit| limit.min(available)));
                let source = GlVertexSource::Array {
                    buffer: buffer.id,
                    format: vertex_format(attrib.kind),
                    components: attrib.size,
                    normalized: attrib.normalized,
                    integer: attrib.integer,
                    stride: stride(attrib),
                    offset: attrib.offset,
                    divisor: attrib.divisor,
                };
                (array_kind(attrib), source)
            } else {
                (constant_kind(constant), GlVertexSource::Constant(constant.bits))
            };
            if kind != attribute.kind {
                return Err(INVALID_OPERATION);
            }
            let input = GlVertexInput { location: attribute.location, source };
            same &= self.sent.inputs.get(place) == Some(&input);
            inputs.push(input);
        }
        same &= inputs.len() == self.sent.inputs.len();
        self.input_limits = limits;
        self.dirty.inputs = false;
        if !same {
            self.sent.inputs.clone_from(&inputs);
            self.push(GlCommand::VertexInputs(inputs));
        }
        Ok(())
    }

    /// Checks that a draw stays inside of the arrays.
    pub(crate) fn check_limits(
        &self,
        vertices: u64,
        instances: u64,
        instanced_call: bool,
    ) -> Result<(), u32> {
        let limits = &self.input_limits;
        let inside = limits.vertices.is_none_or(|limit| vertices <= limit)
            && limits.instances.is_none_or(|limit| instances <= limit);
        // Of ANGLE_instanced_arrays; WebGL 2 has it not.
        let steps = limits.steps_by_vertex || !instanced_call || self.version == Version::Two;
        if inside && steps { Ok(()) } else { Err(INVALID_OPERATION) }
    }
}

/// Bytes of an index type.
pub(crate) fn index_bytes(kind: u32) -> u32 {
    component_bytes(kind)
}
