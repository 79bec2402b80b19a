//! State that no object holds.

mod attrib;
mod fixed;
mod pixel_store;
mod send;
mod unit;

pub(crate) use attrib::{AttribKind, ConstantAttrib};
pub(crate) use fixed::{BlendState, FixedState, StencilFace};
pub(crate) use pixel_store::{PixelLayout, PixelStore};
pub(crate) use send::{Dirty, Sent};
pub(crate) use unit::TextureUnit;
