//! What the `get...` methods answer.

use crate::handles::Object;

/// A value of a query: the script side makes a JavaScript value of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Parameter {
    /// `null`: there is none, or the query was an error.
    Null,
    /// A boolean.
    Bool(bool),
    /// A GLint.
    Int(i32),
    /// A GLuint or GLenum.
    Uint(u32),
    /// A GLint64 or GLuint64: a JavaScript number.
    Big(i64),
    /// A GLfloat.
    Float(f32),
    /// A string.
    Text(String),
    /// A `sequence<GLboolean>`: an array.
    Bools(Vec<bool>),
    /// An array of numbers, as `getActiveUniforms` gives.
    IntList(Vec<i32>),
    /// An array of numbers, as `getActiveUniforms` gives.
    UintList(Vec<u32>),
    /// An `Int32Array`.
    Ints(Vec<i32>),
    /// A `Uint32Array`.
    Uints(Vec<u32>),
    /// A `Float32Array`.
    Floats(Vec<f32>),
    /// An object of the context.
    Object(Object),
}

impl<T: Into<Object>> From<Option<T>> for Parameter {
    fn from(object: Option<T>) -> Parameter {
        object.map_or(Parameter::Null, |object| Parameter::Object(object.into()))
    }
}
