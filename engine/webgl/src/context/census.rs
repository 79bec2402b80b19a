//! What a context holds, for developers.

use super::Context;

/// A texture of a context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextureEntry {
    /// The executor's number.
    pub id: u32,
    /// Size of level 0 of its first face; zeros while it has none.
    pub size: [u32; 3],
    /// `2d`, `cube`, `3d`, `2d array`, or `unbound`.
    pub kind: &'static str,
    /// The format as WebGL names it by number; 0 while there is none.
    pub internal_format: u32,
    /// Bytes of all levels and faces.
    pub bytes: u64,
}

impl Context {
    /// Every texture, and the bytes of all buffer objects.
    pub fn census(&self) -> (Vec<TextureEntry>, u64) {
        use sparrow_render::gl::GlTextureKind::{Cube, D2, D2Array, D3};
        let textures = self.textures.iter().map(|texture| {
            let level = texture.level(0, 0);
            TextureEntry {
                id: texture.id.0,
                size: level.map_or([0; 3], |l| [l.extent.width, l.extent.height, l.extent.depth]),
                kind: match texture.kind() {
                    Some(D2) => "2d",
                    Some(Cube) => "cube",
                    Some(D3) => "3d",
                    Some(D2Array) => "2d array",
                    None => "unbound",
                },
                internal_format: level.map_or(0, |level| level.internal_format),
                bytes: texture.bytes(),
            }
        });
        (textures.collect(), self.buffer_bytes)
    }
}
