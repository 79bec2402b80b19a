//! GLSL ES 1.00 and 3.00 as WebGL restricts them: from source to a typed tree, to naga IR.

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
