//! Texture objects and sampling parameters (made on branch `pixels`).

use sparrow_render::gl::{GlStorageFormat, GlTextureId};

/// A texture object.
#[derive(Debug)]
pub(crate) struct Texture {
    pub(crate) id: GlTextureId,
}

/// Sampling parameters of a texture or a sampler object.
#[derive(Debug)]
pub(crate) struct SamplerParameters;

/// One level of one face or layer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TextureImage {
    pub(crate) format: GlStorageFormat,
    pub(crate) internal_format: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) depth: u32,
}
