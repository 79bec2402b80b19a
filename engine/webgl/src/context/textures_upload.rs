//! `texImage2D`, `texImage3D`, `texSubImage2D`, `texSubImage3D`, `wxBindCanvasTexture`.

use super::Context;
use crate::{
    ElementType, TexelSource, Version, constants as gl,
    handles::TextureHandle,
    pixels::{
        combination::{Refusal, element_bytes, element_fits, texel_bytes},
        format::{block_bytes, info},
        layout::{Extent, MemoryLayout, memory_layout},
        upload::{ImagePart, ImagePixels, from_image, from_memory, image_part},
    },
    state::PixelStore,
    texture::{Level, Texels, Texture, image_target},
};
use sparrow_base::{CanvasId, PixelSize};
use sparrow_render::gl::{GlBackend, GlCanvasUpload, GlCommand, GlRegion, GlStorageFormat, GlTextureKind};

/// Format and type of texels in memory.
pub(super) type MemoryFormat = (u32, u32);

/// The level that a function names.
#[derive(Clone, Copy, Debug)]
pub(super) struct LevelPlace {
    pub(super) handle: TextureHandle,
    pub(super) kind: GlTextureKind,
    pub(super) face: u32,
    pub(super) level: u32,
}

impl LevelPlace {
    /// The function has a depth.
    fn is_volume(&self) -> bool {
        matches!(self.kind, GlTextureKind::D3 | GlTextureKind::D2Array)
    }
}

/// A box inside a level, as the script gives it.
#[derive(Clone, Copy, Debug)]
pub(super) struct SubBox {
    pub(super) origin: [i32; 3],
    pub(super) size: [i32; 3],
}

impl SubBox {
    /// The box, when it lies inside of a level.
    pub(super) fn inside(&self, level: Extent) -> Result<([u32; 3], Extent), Refusal> {
        const OUTSIDE: Refusal = (gl::INVALID_VALUE, "the box is not inside the level");
        let sides = [level.width, level.height, level.depth];
        let mut origin = [0; 3];
        let mut size = [0; 3];
        for axis in 0..3 {
            origin[axis] = u32::try_from(self.origin[axis]).map_err(|_| OUTSIDE)?;
            size[axis] = u32::try_from(self.size[axis]).map_err(|_| OUTSIDE)?;
            if u64::from(origin[axis]) + u64::from(size[axis]) > u64::from(sides[axis]) {
                return Err(OUTSIDE);
            }
        }
        Ok((origin, Extent::new(size[0], size[1], size[2])))
    }
}

/// A part of a canvas on its way into a level.
#[derive(Clone, Copy, Debug)]
struct CanvasPart {
    id: CanvasId,
    size: PixelSize,
    x: u32,
    y: u32,
    flip_y: bool,
    straight: bool,
}

/// What `texImage2D` and `texImage3D` are asked to make.
#[derive(Clone, Copy, Debug)]
struct Definition {
    target: u32,
    level: i32,
    internal: u32,
    size: [i32; 3],
    border: i32,
    memory: MemoryFormat,
    volume: bool,
}

impl Context {
    /// `texImage2D`. Calls without width and height take those of the source.
    #[allow(clippy::too_many_arguments, reason = "they are WebGL's")]
    pub fn tex_image_2d(
        &mut self,
        backend: &mut dyn GlBackend,
        target: u32,
        level: i32,
        internal: u32,
        width: i32,
        height: i32,
        border: i32,
        format: u32,
        kind: u32,
        source: TexelSource<'_>,
    ) {
        let size = [width, height, 1];
        let definition =
            Definition { target, level, internal, size, border, memory: (format, kind), volume: false };
        self.tex_image("texImage2D", backend, definition, source);
    }

    /// `texImage3D`.
    #[allow(clippy::too_many_arguments, reason = "they are WebGL's")]
    pub fn tex_image_3d(
        &mut self,
        backend: &mut dyn GlBackend,
        target: u32,
        level: i32,
        internal: u32,
        width: i32,
        height: i32,
        depth: i32,
        border: i32,
        format: u32,
        kind: u32,
        source: TexelSource<'_>,
    ) {
        let size = [width, height, depth];
        let definition =
            Definition { target, level, internal, size, border, memory: (format, kind), volume: true };
        self.tex_image("texImage3D", backend, definition, source);
    }

    /// `texSubImage2D`.
    #[allow(clippy::too_many_arguments, reason = "they are WebGL's")]
    pub fn tex_sub_image_2d(
        &mut self,
        backend: &mut dyn GlBackend,
        target: u32,
        level: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        format: u32,
        kind: u32,
        source: TexelSource<'_>,
    ) {
        let part = SubBox { origin: [x, y, 0], size: [width, height, 1] };
        self.tex_sub_image("texSubImage2D", backend, (target, level, false), part, (format, kind), source);
    }

    /// `texSubImage3D`.
    #[allow(clippy::too_many_arguments, reason = "they are WebGL's")]
    pub fn tex_sub_image_3d(
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
        kind: u32,
        source: TexelSource<'_>,
    ) {
        let part = SubBox { origin: [x, y, z], size: [width, height, depth] };
        self.tex_sub_image("texSubImage3D", backend, (target, level, true), part, (format, kind), source);
    }

    /// `wxBindCanvasTexture`: a texture that shows the canvas as it is now takes the place of the bound one, premultiplied and not turned over,
    /// whatever `pixelStorei` says. Every canvas has one of its own, with linear filters and clamped edges; the texture that was bound stays
    /// as it is.
    pub fn wx_bind_canvas_texture(&mut self, target: u32, id: CanvasId, size: PixelSize) {
        if self.lost {
            return;
        }
        let result = self.try_bind_canvas_texture(target, id, size);
        self.report("wxBindCanvasTexture", result);
    }

    /// The canvas is gone, and its texture.
    pub fn forget_canvas(&mut self, id: CanvasId) {
        let texture = self.canvas_textures.remove(&id);
        self.delete_texture(texture);
    }

    fn try_bind_canvas_texture(
        &mut self,
        target: u32,
        id: CanvasId,
        canvas: PixelSize,
    ) -> Result<(), Refusal> {
        if target != gl::TEXTURE_2D {
            return Err((gl::INVALID_ENUM, "invalid target"));
        }
        match self.canvas_textures.get(&id) {
            Some(texture) => self.bind_texture(target, Some(*texture)),
            None => {
                let texture = self.create_texture();
                self.canvas_textures.insert(id, texture);
                self.bind_texture(target, Some(texture));
                for (name, value) in [
                    (gl::TEXTURE_MIN_FILTER, gl::LINEAR),
                    (gl::TEXTURE_WRAP_S, gl::CLAMP_TO_EDGE),
                    (gl::TEXTURE_WRAP_T, gl::CLAMP_TO_EDGE),
                ] {
                    self.tex_parameteri(target, name, value as i32);
                }
            }
        }
        let place = self.level_place(target, 0, false)?;
        let side = |side: u32| i32::try_from(side).unwrap_or(i32::MAX);
        let size = [side(canvas.width), side(canvas.height), 1];
        let extent = self.level_extent(&place, size)?;
        self.check_mutable(&place)?;
        self.check_room(&place, extent, GlStorageFormat::Rgba8)?;
        let part = CanvasPart { id, size: canvas, x: 0, y: 0, flip_y: false, straight: false };
        let rgba = (gl::RGBA, gl::UNSIGNED_BYTE);
        self.define_level(&place, rgba.0, rgba.1, GlStorageFormat::Rgba8, extent, Texels::Unwritten);
        self.queue_canvas(&place, [0; 3], extent, part);
        Ok(())
    }

    fn tex_image(
        &mut self,
        function: &str,
        backend: &mut dyn GlBackend,
        definition: Definition,
        source: TexelSource<'_>,
    ) {
        if self.lost {
            return;
        }
        let result = self.try_tex_image(backend, definition, source);
        self.report(function, result);
    }

    fn try_tex_image(
        &mut self,
        backend: &mut dyn GlBackend,
        definition: Definition,
        source: TexelSource<'_>,
    ) -> Result<(), Refusal> {
        let Definition { target, level, internal, size, border, memory, volume } = definition;
        let place = self.level_place(target, level, volume)?;
        let storage = self.format_rules().tex_image(internal, memory.0, memory.1)?;
        let extent = self.level_extent(&place, size)?;
        if border != 0 {
            return Err((gl::INVALID_VALUE, "border is not 0"));
        }
        self.check_mutable(&place)?;
        self.check_depth_format(&place, storage, &source)?;
        let store = self.pixel_store;
        if matches!(source, TexelSource::Null) && self.bound.pixel_unpack_buffer.is_some() {
            return Err((gl::INVALID_OPERATION, "a buffer is bound to PIXEL_UNPACK_BUFFER"));
        }
        self.check_room(&place, extent, storage)?;
        if let Some(part) = self.canvas_part(&place, extent, memory, storage, source, &store)? {
            self.define_level(&place, internal, memory.1, storage, extent, Texels::Unwritten);
            self.queue_canvas(&place, [0; 3], extent, part);
            return Ok(());
        }
        let texels = match self.texels(backend, &place, extent, memory, storage, source, &store)? {
            Some(texels) => Texels::Pending(texels),
            None => Texels::Zero,
        };
        self.define_level(&place, internal, memory.1, storage, extent, texels);
        Ok(())
    }

    fn tex_sub_image(
        &mut self,
        function: &str,
        backend: &mut dyn GlBackend,
        target: (u32, i32, bool),
        part: SubBox,
        memory: MemoryFormat,
        source: TexelSource<'_>,
    ) {
        if self.lost {
            return;
        }
        let result = self.try_tex_sub_image(backend, target, part, memory, source);
        self.report(function, result);
    }

    fn try_tex_sub_image(
        &mut self,
        backend: &mut dyn GlBackend,
        (target, level, volume): (u32, i32, bool),
        part: SubBox,
        memory: MemoryFormat,
        source: TexelSource<'_>,
    ) -> Result<(), Refusal> {
        let rules = self.format_rules();
        let place = self.level_place(target, level, volume)?;
        rules.known(memory.0, memory.1)?;
        if part.origin.iter().chain(&part.size).any(|&number| number < 0) {
            return Err((gl::INVALID_VALUE, "negative offset or size"));
        }
        let defined = self.texture(place.handle)?.level(place.face, place.level).map(Level::shape_only);
        let defined = defined.ok_or((gl::INVALID_OPERATION, "the level is not defined"))?;
        let (origin, extent) = part.inside(defined.extent)?;
        if defined.compressed {
            return Err((gl::INVALID_OPERATION, "the texture is compressed"));
        }
        rules.sub_image(defined.internal_format, defined.made_with, memory.0, memory.1)?;
        if self.version == Version::One && info(defined.format).base.is_depth_stencil() {
            return Err((gl::INVALID_OPERATION, "depth textures take no sub-images"));
        }
        let store = self.pixel_store;
        if matches!(source, TexelSource::Null) {
            return Err((gl::INVALID_VALUE, "there are no texels"));
        }
        if let Some(part) = self.canvas_part(&place, extent, memory, defined.format, source, &store)? {
            self.queue_canvas(&place, origin, extent, part);
            return Ok(());
        }
        let texels = self.texels(backend, &place, extent, memory, defined.format, source, &store)?;
        self.write_level(&place, origin, extent, texels.unwrap_or_default())
    }

    /// The texture and level that a target of `texImage2D` (or `texImage3D` with `volume`) names.
    pub(super) fn level_place(
        &mut self,
        target: u32,
        level: i32,
        volume: bool,
    ) -> Result<LevelPlace, Refusal> {
        let named = image_target(target);
        let named = named.filter(|(kind, _)| {
            let is_volume = matches!(kind, GlTextureKind::D3 | GlTextureKind::D2Array);
            is_volume == volume && (!is_volume || self.is_two())
        });
        let (kind, face) = named.ok_or((gl::INVALID_ENUM, "invalid target"))?;
        let handle = self.bound_texture(kind)?;
        let most = self.largest_side(kind).max(1).ilog2();
        let level = u32::try_from(level).map_err(|_| (gl::INVALID_VALUE, "negative level"))?;
        if level > most {
            return Err((gl::INVALID_VALUE, "the level is too large"));
        }
        Ok(LevelPlace { handle, kind, face, level })
    }

    /// The largest width and height of level 0.
    pub(super) fn largest_side(&self, kind: GlTextureKind) -> u32 {
        match kind {
            GlTextureKind::D2 | GlTextureKind::D2Array => self.limits.max_texture_size,
            GlTextureKind::Cube => self.limits.max_cube_map_texture_size,
            GlTextureKind::D3 => self.limits.max_3d_texture_size,
        }
    }

    /// Checks the size of a new level.
    pub(super) fn level_extent(&self, place: &LevelPlace, size: [i32; 3]) -> Result<Extent, Refusal> {
        const BAD: Refusal = (gl::INVALID_VALUE, "negative size");
        let side = |value: i32| u32::try_from(value).map_err(|_| BAD);
        let extent = Extent::new(side(size[0])?, side(size[1])?, side(size[2])?);
        let most = self.largest_side(place.kind) >> place.level;
        let most_depth = match place.kind {
            GlTextureKind::D3 => most,
            GlTextureKind::D2Array => self.limits.max_array_texture_layers,
            _ => 1,
        };
        if extent.width > most || extent.height > most || extent.depth > most_depth {
            return Err((gl::INVALID_VALUE, "the size passes the limit for the level"));
        }
        if place.kind == GlTextureKind::Cube && extent.width != extent.height {
            return Err((gl::INVALID_VALUE, "faces of cube maps are squares"));
        }
        let odd = |side: u32| side != 0 && !side.is_power_of_two();
        if self.version == Version::One && place.level > 0 && (odd(extent.width) || odd(extent.height)) {
            return Err((gl::INVALID_VALUE, "levels above 0 have sizes that are powers of two"));
        }
        Ok(extent)
    }

    /// Refuses textures of immutable storage.
    pub(super) fn check_mutable(&mut self, place: &LevelPlace) -> Result<(), Refusal> {
        if self.texture(place.handle)?.is_immutable() {
            return Err((gl::INVALID_OPERATION, "the texture has immutable storage"));
        }
        Ok(())
    }

    /// Refuses levels for which there is no memory left.
    pub(super) fn check_room(
        &mut self,
        place: &LevelPlace,
        extent: Extent,
        storage: GlStorageFormat,
    ) -> Result<(), Refusal> {
        let texel = block_bytes(storage).unwrap_or_else(|| info(storage).bytes);
        let wanted = extent.texels().saturating_mul(u64::from(texel));
        let replaced = self.texture(place.handle)?.level(place.face, place.level).map_or(0, Level::bytes);
        if !self.has_room(replaced, wanted) {
            return Err((gl::OUT_OF_MEMORY, "textures, buffers and canvases take too much memory"));
        }
        Ok(())
    }

    /// `WEBGL_depth_texture` allows only storage; WebGL 2 has no depth volumes.
    fn check_depth_format(
        &self,
        place: &LevelPlace,
        storage: GlStorageFormat,
        source: &TexelSource<'_>,
    ) -> Result<(), Refusal> {
        if !info(storage).base.is_depth_stencil() {
            return Ok(());
        }
        let one = self.version == Version::One;
        if one && (place.kind != GlTextureKind::D2 || place.level != 0) {
            return Err((gl::INVALID_OPERATION, "depth textures are TEXTURE_2D with one level"));
        }
        if one && !matches!(source, TexelSource::Null) {
            return Err((gl::INVALID_OPERATION, "depth textures take no texels"));
        }
        if place.kind == GlTextureKind::D3 {
            return Err((gl::INVALID_OPERATION, "there are no depth formats for TEXTURE_3D"));
        }
        Ok(())
    }

    /// Defines a level, and makes everything that rests on it be checked again.
    pub(super) fn define_level(
        &mut self,
        place: &LevelPlace,
        internal_format: u32,
        made_with: u32,
        format: GlStorageFormat,
        extent: Extent,
        texels: Texels,
    ) {
        if let Texels::Pending(texels) = &texels {
            self.weight += texels.len();
        }
        let level = Level { format, internal_format, made_with, compressed: false, extent, texels };
        self.change_texture(place.handle, |texture| texture.define(place.face, place.level, level));
    }

    /// Changes the levels of a texture.
    pub(super) fn change_texture(&mut self, handle: TextureHandle, change: impl FnOnce(&mut Texture)) {
        let Some(texture) = self.textures.get_mut(handle) else { return };
        let before = texture.bytes();
        change(texture);
        let after = texture.bytes();
        self.texture_bytes = self.texture_bytes.saturating_sub(before).saturating_add(after);
        self.account();
        self.image_changed();
    }

    /// Writes into a defined level.
    pub(super) fn write_level(
        &mut self,
        place: &LevelPlace,
        origin: [u32; 3],
        extent: Extent,
        texels: Vec<u8>,
    ) -> Result<(), Refusal> {
        self.weight += texels.len();
        let Some(texture) = self.textures.get_mut(place.handle) else { return Ok(()) };
        let changed = texture.write((place.face, place.level), origin, extent, texels, &mut self.commands)?;
        if changed || texture.has_unsent() {
            self.image_changed();
        }
        Ok(())
    }

    /// What of a canvas goes to a level without the CPU; `None` for other sources, and for formats that only the CPU converts to.
    fn canvas_part(
        &self,
        place: &LevelPlace,
        extent: Extent,
        (format, kind): MemoryFormat,
        storage: GlStorageFormat,
        source: TexelSource<'_>,
        store: &PixelStore,
    ) -> Result<Option<CanvasPart>, Refusal> {
        let TexelSource::Canvas { id, size } = source else { return Ok(None) };
        let plain = matches!(storage, GlStorageFormat::Rgba8 | GlStorageFormat::Rgb8)
            && matches!(format, gl::RGBA | gl::RGB)
            && kind == gl::UNSIGNED_BYTE;
        if !plain || place.is_volume() || extent.is_empty() || self.bound.pixel_unpack_buffer.is_some() {
            return Ok(None);
        }
        let ImagePart { x, y, .. } = image_part((size.width, size.height), extent, store)?;
        let (flip_y, straight) = (store.flip_y, !store.premultiply_alpha);
        Ok(Some(CanvasPart { id, size, x, y, flip_y, straight }))
    }

    /// Lets the executor copy a canvas into a level, which is defined and not empty.
    fn queue_canvas(&mut self, place: &LevelPlace, origin: [u32; 3], extent: Extent, part: CanvasPart) {
        if extent.is_empty() {
            return;
        }
        let Some(level) = self.materialize_level(place.handle, place.level) else { return };
        let Some(texture) = self.textures.get(place.handle).map(|texture| texture.id) else { return };
        let z = if place.kind == GlTextureKind::Cube { place.face } else { origin[2] };
        let CanvasPart { id, size, x, y, flip_y, straight } = part;
        self.push(GlCommand::UploadCanvas(GlCanvasUpload {
            canvas: id,
            size,
            texture,
            region: GlRegion {
                level,
                x: origin[0],
                y: origin[1],
                z,
                width: extent.width,
                height: extent.height,
                depth: 1,
            },
            from_x: x,
            from_y: y,
            flip_y,
            straight,
        }));
        self.dirty.textures = true;
        self.reads_canvas = true;
    }

    /// True when commands that were not taken yet read a canvas: they have to be queued before the canvas is drawn to again.
    pub fn take_reads_canvas(&mut self) -> bool {
        std::mem::take(&mut self.reads_canvas)
    }

    /// Texels in upload form; `None` for `null`.
    #[allow(clippy::too_many_arguments, reason = "all of a call's facts meet here")]
    fn texels(
        &mut self,
        backend: &mut dyn GlBackend,
        place: &LevelPlace,
        extent: Extent,
        memory: MemoryFormat,
        storage: GlStorageFormat,
        source: TexelSource<'_>,
        store: &PixelStore,
    ) -> Result<Option<Vec<u8>>, Refusal> {
        let unpack_buffer = self.bound.pixel_unpack_buffer;
        if unpack_buffer.is_some() != matches!(source, TexelSource::Buffer(_))
            && !matches!(source, TexelSource::Null)
        {
            return Err((gl::INVALID_OPERATION, "PIXEL_UNPACK_BUFFER and the source do not go together"));
        }
        let volume = place.is_volume();
        let image = |bytes, size: sparrow_base::PixelSize, premultiplied| {
            let image = ImagePixels { bytes, width: size.width, height: size.height, premultiplied };
            from_image(image, extent, memory, storage, store).map(Some)
        };
        let turned = store.flip_y || store.premultiply_alpha;
        match source {
            TexelSource::Null => Ok(None),
            TexelSource::Straight(pixels) => image(pixels.bytes(), pixels.size(), false),
            TexelSource::Premul(pixels) => image(pixels.bytes(), pixels.size(), true),
            TexelSource::Canvas { id, .. } => {
                let pixels = backend
                    .canvas_pixels(id)
                    .map_err(|_| (gl::INVALID_OPERATION, "the canvas cannot be read"))?;
                image(pixels.bytes(), pixels.size(), true)
            }
            TexelSource::Bytes { bytes, element } => {
                self.check_element(element, memory.1)?;
                if volume && turned {
                    return Err((gl::INVALID_OPERATION, "volumes are neither turned over nor premultiplied"));
                }
                let layout = memory_layout(&store.unpack, extent, texel_bytes(memory.0, memory.1), volume)?;
                if layout.total > bytes.len() {
                    return Err((gl::INVALID_OPERATION, "the array is too small"));
                }
                from_memory(bytes, &layout, extent, memory, storage, store).map(Some)
            }
            TexelSource::Buffer(offset) => {
                if turned {
                    return Err((gl::INVALID_OPERATION, "buffers are neither turned over nor premultiplied"));
                }
                let layout = memory_layout(&store.unpack, extent, texel_bytes(memory.0, memory.1), volume)?;
                let offset = u64::try_from(offset).map_err(|_| (gl::INVALID_VALUE, "negative offset"))?;
                if !offset.is_multiple_of(u64::from(element_bytes(memory.1))) {
                    return Err((gl::INVALID_OPERATION, "the offset is no multiple of the type's size"));
                }
                let bytes = self.unpack_bytes(backend, offset, layout.first, layout.total)?;
                let layout = MemoryLayout { first: 0, total: bytes.len(), ..layout };
                from_memory(&bytes, &layout, extent, memory, storage, store).map(Some)
            }
        }
    }

    /// `from..to` behind `offset` in the buffer bound to `PIXEL_UNPACK_BUFFER`.
    pub(super) fn unpack_bytes(
        &mut self,
        backend: &mut dyn GlBackend,
        offset: u64,
        from: usize,
        to: usize,
    ) -> Result<Vec<u8>, Refusal> {
        const OUTSIDE: Refusal = (gl::INVALID_OPERATION, "the buffer is too small");
        let handle = self.bound.pixel_unpack_buffer.ok_or((gl::INVALID_OPERATION, "no buffer is bound"))?;
        let from = from.min(to);
        let start = offset.checked_add(from as u64).ok_or(OUTSIDE)?;
        let start = u32::try_from(start).map_err(|_| OUTSIDE)?;
        let size = u32::try_from(to - from).map_err(|_| OUTSIDE)?;
        self.buffer_bytes(handle, start, size, backend)
            .map_err(|code| (code, "PIXEL_UNPACK_BUFFER cannot be read there"))
    }

    fn check_element(&self, element: ElementType, kind: u32) -> Result<(), Refusal> {
        if element_fits(element, kind) {
            Ok(())
        } else {
            Err((gl::INVALID_OPERATION, "the array's type does not fit the type of the texels"))
        }
    }
}
