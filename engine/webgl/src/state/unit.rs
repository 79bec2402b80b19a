//! A texture unit.

use crate::handles::{SamplerHandle, TextureHandle};

/// What is bound to a texture unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct TextureUnit {
    pub(crate) d2: Option<TextureHandle>,
    pub(crate) cube: Option<TextureHandle>,
    pub(crate) d3: Option<TextureHandle>,
    pub(crate) d2_array: Option<TextureHandle>,
    pub(crate) sampler: Option<SamplerHandle>,
}
