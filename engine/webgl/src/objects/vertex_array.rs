//! A vertex array object: where attributes come from.

use crate::{constants::FLOAT, handles::BufferHandle};

/// One attribute of a vertex array.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct AttribArray {
    pub(crate) enabled: bool,
    pub(crate) buffer: Option<BufferHandle>,
    pub(crate) size: u8,
    /// GLenum of the type.
    pub(crate) kind: u32,
    pub(crate) normalized: bool,
    /// `vertexAttribIPointer`.
    pub(crate) integer: bool,
    /// As given: 0 means tightly packed.
    pub(crate) stride: u32,
    pub(crate) offset: u32,
    pub(crate) divisor: u32,
}

impl Default for AttribArray {
    fn default() -> Self {
        AttribArray {
            enabled: false,
            buffer: None,
            size: 4,
            kind: FLOAT,
            normalized: false,
            integer: false,
            stride: 0,
            offset: 0,
            divisor: 0,
        }
    }
}

/// A vertex array object.
#[derive(Debug)]
pub(crate) struct VertexArray {
    pub(crate) attribs: Vec<AttribArray>,
    pub(crate) element_buffer: Option<BufferHandle>,
    /// It was bound once, so that `isVertexArray` is true.
    pub(crate) was_bound: bool,
}

impl VertexArray {
    pub(crate) fn new(attribs: u32) -> VertexArray {
        VertexArray {
            attribs: vec![AttribArray::default(); attribs as usize],
            element_buffer: None,
            was_bound: false,
        }
    }
}
