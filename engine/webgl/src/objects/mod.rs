//! The objects of a context: what each holds. The rules for changing them are in [`context`](crate::context).

mod buffer;
mod framebuffer;
mod program;
mod query;
mod renderbuffer;
mod shader;
mod transform_feedback;
mod vertex_array;

pub(crate) use buffer::{Buffer, BufferKind};
pub(crate) use framebuffer::{Attachment, AttachmentImage, Checked, Drawn, Framebuffer, Point};
pub(crate) use program::{Linked, Program};
pub(crate) use query::{Query, Sync};
pub(crate) use renderbuffer::{Renderbuffer, storage_bytes};
pub(crate) use shader::Shader;
pub(crate) use transform_feedback::TransformFeedback;
pub(crate) use vertex_array::{AttribArray, VertexArray};
