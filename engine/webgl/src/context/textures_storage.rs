//! `texStorage2D`, `texStorage3D`.

use super::{Context, textures_upload::LevelPlace};
use crate::{
    constants as gl,
    pixels::{combination::Refusal, format::info, layout::Extent},
    texture::{Level, Texels},
};
use sparrow_render::gl::GlTextureKind;

impl Context {
    /// `texStorage2D`.
    pub fn tex_storage_2d(&mut self, target: u32, levels: i32, internal: u32, width: i32, height: i32) {
        if self.lost {
            return;
        }
        let result = self.try_tex_storage(target, levels, internal, [width, height, 1], false);
        self.report("texStorage2D", result);
    }

    /// `texStorage3D`.
    pub fn tex_storage_3d(
        &mut self,
        target: u32,
        levels: i32,
        internal: u32,
        width: i32,
        height: i32,
        depth: i32,
    ) {
        if self.lost {
            return;
        }
        let result = self.try_tex_storage(target, levels, internal, [width, height, depth], true);
        self.report("texStorage3D", result);
    }

    fn try_tex_storage(
        &mut self,
        target: u32,
        levels: i32,
        internal: u32,
        size: [i32; 3],
        volume: bool,
    ) -> Result<(), Refusal> {
        let kind = self.texture_kind(target).filter(|kind| {
            matches!(kind, GlTextureKind::D3 | GlTextureKind::D2Array) == volume && self.is_two()
        });
        let kind = kind.ok_or((gl::INVALID_ENUM, "invalid target"))?;
        let handle = self.bound_texture(kind)?;
        let place = LevelPlace { handle, kind, face: 0, level: 0 };
        let (format, compressed) = self.storage_format(internal, kind)?;
        if levels < 1 || size.iter().any(|&side| side < 1) {
            return Err((gl::INVALID_VALUE, "levels and sizes are at least 1"));
        }
        let extent = self.level_extent(&place, size)?;
        self.check_mutable(&place)?;
        let levels = levels.unsigned_abs();
        if levels > self.texture(handle)?.chain_length(extent) {
            return Err((gl::INVALID_OPERATION, "there are more levels than the size has"));
        }
        if kind == GlTextureKind::D3 && info(format).base.is_depth_stencil() {
            return Err((gl::INVALID_OPERATION, "there are no depth formats for TEXTURE_3D"));
        }
        let faces = if kind == GlTextureKind::Cube { 6 } else { 1 };
        let whole = Extent { depth: extent.depth.saturating_mul(faces), ..extent };
        self.check_room(&place, whole, format)?;
        let made_with = gl::UNSIGNED_BYTE;
        let top =
            Level { format, internal_format: internal, made_with, compressed, extent, texels: Texels::Zero };
        self.change_texture(handle, |texture| texture.define_all(levels, &top));
        Ok(())
    }
}
