//! What a linked program answers to WebGL's queries.

use sparrow_render::gl::GlSamplerKind;

/// Active attributes, uniforms, blocks, feedback varyings and outputs of a linked program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reflection {
    /// By location; `gl_VertexID` and its kin come last, at location -1.
    pub attributes: Vec<ActiveAttribute>,
    /// In the order of `getActiveUniform`.
    pub uniforms: Vec<ActiveUniform>,
    /// In the order of `GlInterface::blocks`.
    pub blocks: Vec<ActiveBlock>,
    /// In the order of `transformFeedbackVaryings`.
    pub feedback: Vec<ActiveFeedback>,
    /// Every name that `getFragDataLocation` knows, elements of arrays included.
    pub fragment_outputs: Vec<(String, i32)>,
}

/// An active attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveAttribute {
    /// Its name.
    pub name: String,
    /// The GLenum of its type, `FLOAT_VEC4`.
    pub kind: u32,
    /// Always 1: attributes are no arrays.
    pub size: u32,
    /// First location, -1 for built-in attributes. A matrix takes one location a column.
    pub location: i32,
}

/// An active uniform: a number, vector, matrix or sampler, or an array of those.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveUniform {
    /// `a[0]` for arrays, `s[1].f` for members of structures, `Block.m` for members of named blocks.
    pub name: String,
    /// The GLenum of its type, `FLOAT_MAT3` or `SAMPLER_2D`.
    pub kind: u32,
    /// Elements, 1 if it is no array.
    pub size: u32,
    /// Index in [`Reflection::blocks`].
    pub block: Option<u32>,
    /// Byte offset in its block, else -1.
    pub offset: i32,
    /// Bytes from element to element in a block, 0 if it is no array, -1 outside of blocks.
    pub array_stride: i32,
    /// Bytes from column to column (row to row if `row_major`) in a block, 0 if it is no matrix, -1 outside of blocks.
    pub matrix_stride: i32,
    /// A matrix of a block stored by rows.
    pub row_major: bool,
    /// Where its value goes.
    pub place: UniformPlace,
}

/// Where `uniform*` writes a uniform's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UniformPlace {
    /// Bytes of the default blocks. Every component takes 4 bytes; booleans are 0 or 1.
    Value {
        /// Byte offset in the vertex stage's default block, if it reads the uniform.
        vertex: Option<u32>,
        /// Byte offset in the fragment stage's default block, if it reads the uniform.
        fragment: Option<u32>,
        /// Bytes from element to element.
        element_stride: u32,
        /// Columns; 1 for vectors and scalars.
        columns: u8,
        /// Components of a column.
        rows: u8,
        /// Bytes from column to column.
        column_stride: u32,
        /// What a component is.
        number: UniformNumber,
    },
    /// Slots of `GlInterface::samplers`.
    Sampler {
        /// Slot of the first element; the other elements follow it.
        first: u32,
        /// What it reads.
        kind: GlSamplerKind,
    },
    /// In a uniform block.
    Block,
    /// `gl_DepthRange.near` and its kin: set by the executor.
    BuiltIn,
}

/// The components of a uniform.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum UniformNumber {
    Float,
    Int,
    Uint,
    Bool,
}

/// An active uniform block, one entry for each element of an array of blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveBlock {
    /// `Name` or `Name[2]`.
    pub name: String,
    /// `UNIFORM_BLOCK_DATA_SIZE`.
    pub size: u32,
    /// `binding` is not in GLSL ES 3.00; it starts as 0.
    pub uniforms: Vec<u32>,
    /// The vertex stage reads it.
    pub vertex: bool,
    /// The fragment stage reads it.
    pub fragment: bool,
}

/// A varying that transform feedback records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveFeedback {
    /// As given to `transformFeedbackVaryings`.
    pub name: String,
    /// The GLenum of its type.
    pub kind: u32,
    /// Elements.
    pub size: u32,
}
