//! `copyTexImage2D`, `copyTexSubImage2D`, `copyTexSubImage3D`.

use super::{
    Context,
    framebuffer_status::ReadImage,
    textures_upload::{LevelPlace, SubBox},
};
use crate::{
    Version, constants as gl,
    pixels::{
        combination::Refusal,
        format::{BaseFormat, info},
        layout::Extent,
    },
    texture::{Level, Texels},
};
use sparrow_render::gl::{GlCommand, GlCopyTexture, GlRegion, GlStorageFormat, GlTextureKind};

impl Context {
    /// `copyTexImage2D`.
    #[allow(clippy::too_many_arguments, reason = "they are WebGL's")]
    pub fn copy_tex_image_2d(
        &mut self,
        target: u32,
        level: i32,
        internal: u32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        border: i32,
    ) {
        if self.lost {
            return;
        }
        let result = self.try_copy_tex_image(target, level, internal, (x, y), [width, height, 1], border);
        self.report("copyTexImage2D", result);
    }

    /// `copyTexSubImage2D`.
    #[allow(clippy::too_many_arguments, reason = "they are WebGL's")]
    pub fn copy_tex_sub_image_2d(
        &mut self,
        target: u32,
        level: i32,
        to_x: i32,
        to_y: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
    ) {
        if self.lost {
            return;
        }
        let part = SubBox { origin: [to_x, to_y, 0], size: [width, height, 1] };
        let result = self.try_copy_tex_sub_image((target, level, false), part, (x, y));
        self.report("copyTexSubImage2D", result);
    }

    /// `copyTexSubImage3D`.
    #[allow(clippy::too_many_arguments, reason = "they are WebGL's")]
    pub fn copy_tex_sub_image_3d(
        &mut self,
        target: u32,
        level: i32,
        to_x: i32,
        to_y: i32,
        to_z: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
    ) {
        if self.lost {
            return;
        }
        let part = SubBox { origin: [to_x, to_y, to_z], size: [width, height, 1] };
        let result = self.try_copy_tex_sub_image((target, level, true), part, (x, y));
        self.report("copyTexSubImage3D", result);
    }

    fn try_copy_tex_image(
        &mut self,
        target: u32,
        level: i32,
        internal: u32,
        from: (i32, i32),
        size: [i32; 3],
        border: i32,
    ) -> Result<(), Refusal> {
        let place = self.level_place(target, level, false)?;
        let rules = self.format_rules();
        if !rules.is_copy_format(internal) {
            return Err((gl::INVALID_ENUM, "invalid internalformat"));
        }
        let extent = self.level_extent(&place, size)?;
        if border != 0 {
            return Err((gl::INVALID_VALUE, "border is not 0"));
        }
        self.check_mutable(&place)?;
        let source = self.copy_source()?;
        let (format, made_with) = rules.copy_tex_image(internal, source.format)?;
        self.check_components(format, &source)?;
        self.check_feedback(&place, 0)?;
        self.check_room(&place, extent, format)?;
        // What lies outside of the colour buffer is zero.
        let inside = !extent.is_empty() && covers(&source, from, extent);
        let texels = if inside { Texels::Unwritten } else { Texels::Zero };
        self.define_level(&place, internal, made_with, format, extent, texels);
        self.queue_copy(&place, [0; 3], extent, from, source);
        Ok(())
    }

    fn try_copy_tex_sub_image(
        &mut self,
        (target, level, volume): (u32, i32, bool),
        part: SubBox,
        from: (i32, i32),
    ) -> Result<(), Refusal> {
        let place = self.level_place(target, level, volume)?;
        if part.origin.iter().chain(&part.size).any(|&number| number < 0) {
            return Err((gl::INVALID_VALUE, "negative offset or size"));
        }
        let defined = self.texture(place.handle)?.level(place.face, place.level).map(Level::shape_only);
        let defined = defined.ok_or((gl::INVALID_OPERATION, "the level is not defined"))?;
        let (origin, extent) = part.inside(defined.extent)?;
        if defined.compressed {
            return Err((gl::INVALID_OPERATION, "the texture is compressed"));
        }
        let source = self.copy_source()?;
        let facts = info(defined.format);
        let source_facts = info(source.format);
        if facts.base.is_depth_stencil() || defined.format == GlStorageFormat::Rgb9E5 {
            return Err((gl::INVALID_OPERATION, "the format cannot be copied into"));
        }
        self.check_components(defined.format, &source)?;
        if self.version == Version::Two && (facts.kind, facts.srgb) != (source_facts.kind, source_facts.srgb)
        {
            return Err((gl::INVALID_OPERATION, "colour buffer and texture have different kinds of numbers"));
        }
        self.check_feedback(&place, origin[2])?;
        self.queue_copy(&place, origin, extent, from, source);
        Ok(())
    }

    fn copy_source(&mut self) -> Result<ReadImage, Refusal> {
        self.read_image().map_err(|code| (code, "the framebuffer cannot be read"))
    }

    /// The colour buffer must have every component of the texture.
    fn check_components(&self, format: GlStorageFormat, source: &ReadImage) -> Result<(), Refusal> {
        let has = match info(source.format).base {
            BaseFormat::Depth | BaseFormat::DepthStencil | BaseFormat::Stencil => 0,
            base => base.components(),
        };
        if info(format).base.components() & !has != 0 {
            return Err((gl::INVALID_OPERATION, "the colour buffer lacks components of the texture"));
        }
        Ok(())
    }

    /// The level must not be copied into itself.
    fn check_feedback(&mut self, place: &LevelPlace, z: u32) -> Result<(), Refusal> {
        let id = self.texture(place.handle)?.id;
        let layer = match place.kind {
            GlTextureKind::D2 => 0,
            GlTextureKind::Cube => place.face,
            GlTextureKind::D3 | GlTextureKind::D2Array => z,
        };
        if self.read_texture() == Some((id, place.level, layer)) {
            return Err((gl::INVALID_OPERATION, "the level is read and written"));
        }
        Ok(())
    }

    fn queue_copy(
        &mut self,
        place: &LevelPlace,
        origin: [u32; 3],
        extent: Extent,
        from: (i32, i32),
        source: ReadImage,
    ) {
        if extent.is_empty() {
            return;
        }
        let Some(level) = self.materialize_level(place.handle, place.level) else { return };
        let Some(to) = self.textures.get(place.handle).map(|texture| texture.id) else { return };
        let z = if place.kind == GlTextureKind::Cube { place.face } else { origin[2] };
        let Extent { width, height, depth } = extent;
        self.push(GlCommand::CopyTexture(GlCopyTexture {
            from: source.target,
            read_buffer: source.buffer,
            src_x: from.0,
            src_y: from.1,
            to,
            region: GlRegion { level, x: origin[0], y: origin[1], z, width, height, depth },
        }));
        self.dirty.textures = true;
    }
}

/// True when the whole rectangle lies inside of the colour buffer.
fn covers(source: &ReadImage, (x, y): (i32, i32), extent: Extent) -> bool {
    x >= 0
        && y >= 0
        && i64::from(x) + i64::from(extent.width) <= i64::from(source.size.width)
        && i64::from(y) + i64::from(extent.height) <= i64::from(source.size.height)
}
