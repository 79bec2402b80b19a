//! GLSL ES 1.00 and 3.00 as WebGL restricts them: from source to a typed tree, to naga IR.
//!
//! ```text
//! compile    preprocess (lexer, macros) -> parser, which checks as it reads (fold: constants) -> Tree, or the info log
//! link       two Trees -> locations, offsets, slots, limits, Reflection
//! module     Tree + what linking found + variant -> naga::Module (lower), when a draw needs it
//! ```
//!
//! The crate knows no device and no JavaScript. It reads untrusted text: nesting, expansion and sizes are bounded, and what naga cannot express is
//! an error text of [`GlProgram::module`](sparrow_render::gl::GlProgram::module), never a panic. Messages have ANGLE's words where we know them.
//!
//! Not there: precision (everything is 32-bit), wrap modes of integer textures that are read by `texture` (they clamp), cube maps of integers,
//! levels and gradients of shadow samplers other than the first level.

mod builtin;
mod fold;
mod layout;
mod lexer;
mod link;
mod log;
mod lower;
mod names;
mod options;
mod parser;
mod preprocess;
mod program;
mod reflection;
mod shader;
mod token;
mod tree;
mod types;

pub use options::{CompileOptions, LinkOptions, ShaderExtensions, ShaderLimits, WebGlVersion};
pub use program::{FEEDBACK_WORKGROUP, POINT_SIZE_RANGE, Program};
pub use reflection::{
    ActiveAttribute, ActiveBlock, ActiveFeedback, ActiveUniform, Reflection, UniformNumber, UniformPlace,
};
pub use shader::Shader;

use sparrow_render::gl::GlStage;

/// `compileShader`: the checked shader, or the info log in ANGLE's words (`ERROR: 0:12: 'x' : undeclared identifier`).
pub fn compile(stage: GlStage, source: &str, options: &CompileOptions) -> Result<Shader, String> {
    shader::compile(stage, source, options)
}

/// `linkProgram`: the program, or the info log.
pub fn link(vertex: &Shader, fragment: &Shader, options: &LinkOptions) -> Result<Program, String> {
    Program::link(vertex, fragment, options)
}
