//! `compressedTexImage2D`, `compressedTexImage3D`, `compressedTexSubImage2D`, `compressedTexSubImage3D`.

use super::{Context, textures_upload::SubBox};
use crate::{
    TexelSource, constants as gl,
    pixels::{
        combination::Refusal,
        compressed::{self, CompressedFormat},
        layout::Extent,
    },
    texture::{Level, Texels},
};
use sparrow_render::gl::{GlBackend, GlStorageFormat, GlTextureKind};

impl Context {
    /// `compressedTexImage2D`. `size` is the `imageSize` of the variant that reads from a buffer.
    #[allow(clippy::too_many_arguments, reason = "they are WebGL's")]
    pub fn compressed_tex_image_2d(
        &mut self,
        backend: &mut dyn GlBackend,
        target: u32,
        level: i32,
        internal: u32,
        width: i32,
        height: i32,
        border: i32,
        source: TexelSource<'_>,
        size: Option<i32>,
    ) {
        let (place, extent) = ((target, level, false), [width, height, 1]);
        self.compressed_image("compressedTexImage2D", backend, place, internal, extent, border, source, size);
    }

    /// `compressedTexImage3D`.
    #[allow(clippy::too_many_arguments, reason = "they are WebGL's")]
    pub fn compressed_tex_image_3d(
        &mut self,
        backend: &mut dyn GlBackend,
        target: u32,
        level: i32,
        internal: u32,
        width: i32,
        height: i32,
        depth: i32,
        border: i32,
        source: TexelSource<'_>,
        size: Option<i32>,
    ) {
        let (place, extent) = ((target, level, true), [width, height, depth]);
        self.compressed_image("compressedTexImage3D", backend, place, internal, extent, border, source, size);
    }

    /// `compressedTexSubImage2D`.
    #[allow(clippy::too_many_arguments, reason = "they are WebGL's")]
    pub fn compressed_tex_sub_image_2d(
        &mut self,
        backend: &mut dyn GlBackend,
        target: u32,
        level: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        format: u32,
        source: TexelSource<'_>,
        size: Option<i32>,
    ) {
        let (place, part) = ((target, level, false), SubBox { origin: [x, y, 0], size: [width, height, 1] });
        self.compressed_sub_image("compressedTexSubImage2D", backend, place, part, format, source, size);
    }

    /// `compressedTexSubImage3D`.
    #[allow(clippy::too_many_arguments, reason = "they are WebGL's")]
    pub fn compressed_tex_sub_image_3d(
        &mut self,
        backend: &mut dyn GlBackend,
        target: u32,
        level: i32,
        x: i32,
        y: i32,
        z: i32,
        width: i32,
        height: i32,
        depth: i32,
        format: u32,
        source: TexelSource<'_>,
        size: Option<i32>,
    ) {
        let (place, part) =
            ((target, level, true), SubBox { origin: [x, y, z], size: [width, height, depth] });
        self.compressed_sub_image("compressedTexSubImage3D", backend, place, part, format, source, size);
    }

    #[allow(clippy::too_many_arguments, reason = "they are WebGL's")]
    fn compressed_image(
        &mut self,
        name: &str,
        backend: &mut dyn GlBackend,
        place: (u32, i32, bool),
        internal: u32,
        extent: [i32; 3],
        border: i32,
        source: TexelSource<'_>,
        size: Option<i32>,
    ) {
        if !self.lost {
            let result = self.try_compressed_image(backend, place, internal, extent, border, source, size);
            self.report(name, result);
        }
    }

    #[allow(clippy::too_many_arguments, reason = "they are WebGL's")]
    fn compressed_sub_image(
        &mut self,
        name: &str,
        backend: &mut dyn GlBackend,
        place: (u32, i32, bool),
        part: SubBox,
        format: u32,
        source: TexelSource<'_>,
        size: Option<i32>,
    ) {
        if !self.lost {
            let result = self.try_compressed_sub_image(backend, place, part, format, source, size);
            self.report(name, result);
        }
    }

    /// `getParameter(COMPRESSED_TEXTURE_FORMATS)`.
    pub(crate) fn compressed_formats(&self) -> Vec<u32> {
        compressed::names(&self.enabled)
    }

    /// Storage of the internal format of `texStorage2D` or `texStorage3D`, and whether it is a compressed one.
    pub(super) fn storage_format(
        &self,
        internal: u32,
        kind: GlTextureKind,
    ) -> Result<(GlStorageFormat, bool), Refusal> {
        let Some(format) = compressed::find(internal, &self.enabled) else {
            return Ok((self.format_rules().tex_storage(internal)?, false));
        };
        check_kind(&format, kind)?;
        Ok((format.storage(self.limits.bc), true))
    }

    fn compressed_format(&self, name: u32) -> Result<CompressedFormat, Refusal> {
        compressed::find(name, &self.enabled).ok_or((gl::INVALID_ENUM, "invalid compressed format"))
    }

    #[allow(clippy::too_many_arguments, reason = "all of a call's facts meet here")]
    fn try_compressed_image(
        &mut self,
        backend: &mut dyn GlBackend,
        (target, level, volume): (u32, i32, bool),
        internal: u32,
        size: [i32; 3],
        border: i32,
        source: TexelSource<'_>,
        image_size: Option<i32>,
    ) -> Result<(), Refusal> {
        let place = self.level_place(target, level, volume)?;
        let format = self.compressed_format(internal)?;
        if border != 0 {
            return Err((gl::INVALID_VALUE, "border is not 0"));
        }
        check_kind(&format, place.kind)?;
        let extent = self.level_extent(&place, size)?;
        self.check_mutable(&place)?;
        format.check_level(place.level, extent)?;
        let storage = format.storage(self.limits.bc);
        self.check_room(&place, extent, storage)?;
        let texels = self.compressed_texels(backend, &format, extent, source, image_size)?;
        self.weight += texels.len();
        let level = Level {
            format: storage,
            internal_format: internal,
            made_with: gl::UNSIGNED_BYTE,
            compressed: true,
            extent,
            texels: Texels::Pending(texels),
        };
        self.change_texture(place.handle, |texture| texture.define(place.face, place.level, level));
        Ok(())
    }

    fn try_compressed_sub_image(
        &mut self,
        backend: &mut dyn GlBackend,
        (target, level, volume): (u32, i32, bool),
        part: SubBox,
        name: u32,
        source: TexelSource<'_>,
        image_size: Option<i32>,
    ) -> Result<(), Refusal> {
        let place = self.level_place(target, level, volume)?;
        let format = self.compressed_format(name)?;
        let defined = self.texture(place.handle)?.level(place.face, place.level).map(Level::shape_only);
        let defined = defined.ok_or((gl::INVALID_OPERATION, "the level is not defined"))?;
        if !defined.compressed || defined.internal_format != name {
            return Err((gl::INVALID_OPERATION, "the format is not that of the texture"));
        }
        let (origin, extent) = part.inside(defined.extent)?;
        format.check_part(defined.extent, origin, extent)?;
        let texels = self.compressed_texels(backend, &format, extent, source, image_size)?;
        self.write_level(&place, origin, extent, texels)
    }

    /// Texels in upload form, decoded where the adapter does not have the format.
    fn compressed_texels(
        &mut self,
        backend: &mut dyn GlBackend,
        format: &CompressedFormat,
        extent: Extent,
        source: TexelSource<'_>,
        image_size: Option<i32>,
    ) -> Result<Vec<u8>, Refusal> {
        let expected = format.bytes(extent);
        let adapter_has_bc = self.limits.bc;
        let bound = self.bound.pixel_unpack_buffer.is_some();
        match source {
            TexelSource::Bytes { bytes, .. } if !bound => {
                if bytes.len() as u64 != expected {
                    return Err((gl::INVALID_VALUE, "the array's size is not that of the box"));
                }
                format.texels(bytes, extent, adapter_has_bc)
            }
            TexelSource::Buffer(offset) if bound => {
                let offset = u64::try_from(offset).map_err(|_| (gl::INVALID_VALUE, "negative offset"))?;
                if image_size
                    .is_some_and(|size| i64::from(size) != i64::try_from(expected).unwrap_or(i64::MAX))
                {
                    return Err((gl::INVALID_VALUE, "imageSize is not that of the box"));
                }
                let size = usize::try_from(expected)
                    .map_err(|_| (gl::INVALID_OPERATION, "the buffer is too small"))?;
                let bytes = self.unpack_bytes(backend, offset, 0, size)?;
                format.texels(&bytes, extent, adapter_has_bc)
            }
            TexelSource::Bytes { .. } | TexelSource::Buffer(_) => {
                Err((gl::INVALID_OPERATION, "PIXEL_UNPACK_BUFFER and the source do not go together"))
            }
            TexelSource::Null
            | TexelSource::Straight(_)
            | TexelSource::Premul(_)
            | TexelSource::Canvas { .. } => Err((gl::INVALID_VALUE, "there are no texels")),
        }
    }
}

fn check_kind(format: &CompressedFormat, kind: GlTextureKind) -> Result<(), Refusal> {
    match kind {
        GlTextureKind::D2 | GlTextureKind::Cube => Ok(()),
        GlTextureKind::D2Array => format.check_volume(true),
        GlTextureKind::D3 => format.check_volume(false),
    }
}
