//! WebGL 1 and 2: objects, validation and every query; GL commands out.
//!
//! A [`Context`] has every method of `WebGLRenderingContext` and `WebGL2RenderingContext` in snake_case, with raw GLenums. It keeps all of
//! the API's state and answers every query from it; what changes pixels leaves as [`GlCommand`](sparrow_render::gl::GlCommand)s. Only
//! what the executor alone knows (pixels, buffer contents, query results) is asked of a [`GlBackend`](sparrow_render::gl::GlBackend).
//!
//! A method that the specification lets fail records a GL error ([`Context::get_error`]) and does nothing else. Nothing here panics on
//! any input: handles carry the context and a generation, so that stale and foreign objects are found out.
//!
//! Absent on purpose: JavaScript (argument conversion, object identity), wgpu, the shader compiler (crate `glsl`).

pub mod constants;
mod context;
mod error;
mod extensions;
mod handles;
mod limits;
mod objects;
mod parameter;
mod pixels;
mod state;
mod table;
mod texture;

pub use context::{ActiveInfo, Context, ContextAttributes, ReadDestination, TextureEntry, Version};
pub use extensions::{Extension, ExtensionSet};
pub use handles::{
    BufferHandle, FramebufferHandle, Object, ProgramHandle, QueryHandle, RenderbufferHandle, SamplerHandle,
    ShaderHandle, SyncHandle, TextureHandle, TransformFeedbackHandle, UniformLocation, VertexArrayHandle,
};
pub use limits::Limits;
pub use parameter::Parameter;
pub use pixels::{ElementType, TexelSource};
