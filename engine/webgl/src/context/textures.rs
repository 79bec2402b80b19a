//! Texture objects: units, binding, parameters, mipmaps.

use super::Context;
use crate::{
    Parameter, Version, constants as gl,
    handles::TextureHandle,
    pixels::{
        combination::{FormatRules, Refusal},
        format::{ComponentKind, color_renderable, info, is_filterable},
    },
    state::TextureUnit,
    texture::{Level, ParameterValue, SamplingRules, Texels, Texture},
};
use sparrow_render::gl::{GlCommand, GlTextureId, GlTextureKind};

/// The binding of a kind in a unit.
fn binding(unit: &mut TextureUnit, kind: GlTextureKind) -> &mut Option<TextureHandle> {
    match kind {
        GlTextureKind::D2 => &mut unit.d2,
        GlTextureKind::Cube => &mut unit.cube,
        GlTextureKind::D3 => &mut unit.d3,
        GlTextureKind::D2Array => &mut unit.d2_array,
    }
}

impl Context {
    /// `createTexture`.
    pub fn create_texture(&mut self) -> TextureHandle {
        if self.lost {
            return self.textures.dead_handle();
        }
        let id = GlTextureId(self.fresh_id());
        self.textures.insert(Texture::new(id))
    }

    /// `deleteTexture`.
    pub fn delete_texture(&mut self, texture: Option<TextureHandle>) {
        let Some(handle) = texture.filter(|_| !self.lost) else { return };
        if self.textures.is_foreign(handle) {
            return self.raise_with(gl::INVALID_OPERATION, "deleteTexture: the object is of another context");
        }
        let Some(kind) = self.textures.get(handle).map(Texture::kind) else { return };
        if let (Some(kind), true) = (kind, self.textures.is_live(handle)) {
            for unit in 0..self.units.len() {
                let place = binding(&mut self.units[unit], kind);
                if *place == Some(handle) {
                    *place = None;
                    self.dirty.textures = true;
                    self.unreference_texture(handle);
                }
            }
            self.forget_texture(handle);
        }
        if let Some(freed) = self.textures.delete(handle) {
            self.drop_texture(&freed);
        }
    }

    /// Nothing refers to the texture any more.
    pub(crate) fn drop_texture(&mut self, texture: &Texture) {
        self.texture_bytes = self.texture_bytes.saturating_sub(texture.bytes());
        self.account();
        if texture.has_storage() {
            self.push(GlCommand::DropTexture(texture.id));
        }
    }

    /// `isTexture`: true once it was bound.
    pub fn is_texture(&self, texture: Option<TextureHandle>) -> bool {
        texture.is_some_and(|handle| {
            self.textures.is_live(handle)
                && self.textures.get(handle).is_some_and(|found| found.kind().is_some())
        })
    }

    /// `activeTexture`.
    pub fn active_texture(&mut self, unit: u32) {
        if self.lost {
            return;
        }
        let index = unit.wrapping_sub(gl::TEXTURE0) as usize;
        if index < self.units.len() {
            self.active_unit = index;
        } else {
            self.raise_with(gl::INVALID_ENUM, "activeTexture: there is no such unit");
        }
    }

    /// `bindTexture`.
    pub fn bind_texture(&mut self, target: u32, texture: Option<TextureHandle>) {
        if self.lost {
            return;
        }
        let Some(kind) = self.texture_kind(target) else {
            return self.raise_with(gl::INVALID_ENUM, "bindTexture: invalid target");
        };
        if let Some(handle) = texture {
            if !self.textures.is_live(handle) {
                return self.raise_with(
                    gl::INVALID_OPERATION,
                    "bindTexture: the texture is deleted or of another context",
                );
            }
            if !self.textures.get_mut(handle).is_some_and(|found| found.bind_as(kind)) {
                return self.raise_with(
                    gl::INVALID_OPERATION,
                    "bindTexture: the texture was bound to another target",
                );
            }
        }
        let place = binding(&mut self.units[self.active_unit], kind);
        if *place == texture {
            return;
        }
        let old = std::mem::replace(place, texture);
        self.dirty.textures = true;
        if let Some(handle) = texture {
            self.textures.retain(handle);
        }
        if let Some(handle) = old {
            self.unreference_texture(handle);
        }
    }

    /// The kind that a target of `bindTexture` names.
    pub(super) fn texture_kind(&self, target: u32) -> Option<GlTextureKind> {
        match target {
            gl::TEXTURE_2D => Some(GlTextureKind::D2),
            gl::TEXTURE_CUBE_MAP => Some(GlTextureKind::Cube),
            gl::TEXTURE_3D if self.is_two() => Some(GlTextureKind::D3),
            gl::TEXTURE_2D_ARRAY if self.is_two() => Some(GlTextureKind::D2Array),
            _ => None,
        }
    }

    /// The texture of a kind in the active unit.
    pub(super) fn bound_texture(&mut self, kind: GlTextureKind) -> Result<TextureHandle, Refusal> {
        binding(&mut self.units[self.active_unit], kind)
            .ok_or((gl::INVALID_OPERATION, "no texture is bound to the target"))
    }

    /// The bound texture that a target of `bindTexture` names.
    pub(super) fn target_texture(&mut self, target: u32) -> Result<TextureHandle, Refusal> {
        let kind = self.texture_kind(target).ok_or((gl::INVALID_ENUM, "invalid target"))?;
        self.bound_texture(kind)
    }

    /// A texture that is known to be there.
    pub(super) fn texture(&mut self, handle: TextureHandle) -> Result<&mut Texture, Refusal> {
        self.textures.get_mut(handle).ok_or((gl::INVALID_OPERATION, "the texture is gone"))
    }

    /// Formats as the context has them now.
    pub(super) fn format_rules(&self) -> FormatRules {
        FormatRules { version: self.version, enabled: self.enabled }
    }

    /// What completeness of textures depends on.
    pub(crate) fn sampling_rules(&self) -> SamplingRules<'_> {
        SamplingRules { version: self.version, enabled: &self.enabled }
    }

    /// Records the error of a function.
    pub(super) fn report<T>(&mut self, function: &str, result: Result<T, Refusal>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err((code, why)) => {
                self.raise_with(code, &format!("{function}: {why}"));
                None
            }
        }
    }

    /// `texParameteri`.
    pub fn tex_parameteri(&mut self, target: u32, name: u32, value: i32) {
        self.tex_parameter(target, name, ParameterValue::Int(value));
    }

    /// `texParameterf`.
    pub fn tex_parameterf(&mut self, target: u32, name: u32, value: f32) {
        self.tex_parameter(target, name, ParameterValue::Float(value));
    }

    fn tex_parameter(&mut self, target: u32, name: u32, value: ParameterValue) {
        if self.lost {
            return;
        }
        let result = self.set_tex_parameter(target, name, value);
        if self.report("texParameter", result).is_some() {
            self.dirty.textures = true;
        }
    }

    fn set_tex_parameter(&mut self, target: u32, name: u32, value: ParameterValue) -> Result<(), Refusal> {
        let handle = self.target_texture(target)?;
        let (version, enabled) = (self.version, self.enabled);
        let texture = self.textures.get_mut(handle).ok_or((gl::INVALID_OPERATION, "the texture is gone"))?;
        match name {
            gl::TEXTURE_BASE_LEVEL | gl::TEXTURE_MAX_LEVEL if version == Version::Two => {
                let level =
                    u32::try_from(value.to_int()).map_err(|_| (gl::INVALID_VALUE, "negative level"))?;
                if name == gl::TEXTURE_BASE_LEVEL {
                    texture.set_base_level(level);
                } else {
                    texture.set_max_level(level);
                }
                // Framebuffers ask which levels of a texture exist.
                self.image_changed();
                Ok(())
            }
            _ => texture
                .sampler
                .set(name, value, &self.limits, version, &enabled)
                .map_err(|code| (code, "invalid parameter name or value")),
        }
    }

    /// `getTexParameter`.
    pub fn get_tex_parameter(&mut self, target: u32, name: u32) -> Parameter {
        if self.lost {
            return Parameter::Null;
        }
        let result = self.find_tex_parameter(target, name);
        self.report("getTexParameter", result).unwrap_or(Parameter::Null)
    }

    fn find_tex_parameter(&mut self, target: u32, name: u32) -> Result<Parameter, Refusal> {
        let handle = self.target_texture(target)?;
        let (version, enabled) = (self.version, self.enabled);
        let texture = self.texture(handle)?;
        let (base, max) = texture.level_range();
        let int = |level: u32| Parameter::Int(i32::try_from(level).unwrap_or(i32::MAX));
        match name {
            gl::TEXTURE_BASE_LEVEL if version == Version::Two => Ok(int(base)),
            gl::TEXTURE_MAX_LEVEL if version == Version::Two => Ok(int(max)),
            gl::TEXTURE_IMMUTABLE_FORMAT if version == Version::Two => {
                Ok(Parameter::Bool(texture.is_immutable()))
            }
            gl::TEXTURE_IMMUTABLE_LEVELS if version == Version::Two => {
                Ok(Parameter::Uint(texture.immutable_levels()))
            }
            _ => {
                texture.sampler.get(name, version, &enabled).map_err(|code| (code, "invalid parameter name"))
            }
        }
    }

    /// `generateMipmap`.
    pub fn generate_mipmap(&mut self, target: u32) {
        if self.lost {
            return;
        }
        let result = self.try_generate_mipmap(target);
        self.report("generateMipmap", result);
    }

    fn try_generate_mipmap(&mut self, target: u32) -> Result<(), Refusal> {
        let handle = self.target_texture(target)?;
        let (version, enabled) = (self.version, self.enabled);
        let rules = self.format_rules();
        let texture = self.texture(handle)?;
        let (base, last) = texture
            .mipmap_range()
            .ok_or((gl::INVALID_OPERATION, "the base level is not there, or the cube map is not complete"))?;
        let top = texture.level(0, base).map(Level::shape_only);
        let top = top.ok_or((gl::INVALID_OPERATION, "the base level is not there"))?;
        let facts = info(top.format);
        if version == Version::One && !texture.is_power_of_two() {
            return Err((gl::INVALID_OPERATION, "the base level is no power of two"));
        }
        if top.compressed {
            return Err((gl::INVALID_OPERATION, "the texture is compressed"));
        }
        if facts.base.is_depth_stencil() || facts.is_integer() {
            return Err((gl::INVALID_OPERATION, "depth and integer formats have no generated mipmaps"));
        }
        if version == Version::One && facts.srgb {
            return Err((gl::INVALID_OPERATION, "sRGB textures have no generated mipmaps in WebGL 1"));
        }
        let sized = version == Version::Two && rules.tex_storage(top.internal_format).is_ok();
        let renderable = color_renderable(top.format, version, &enabled);
        let filterable = is_filterable(top.format, version, &enabled, false);
        if sized && !(renderable && filterable) {
            return Err((gl::INVALID_OPERATION, "the format is not both renderable and filterable"));
        }
        if !filterable || facts.kind == ComponentKind::SignedNormalized {
            return Err((gl::INVALID_OPERATION, "the format is not filterable"));
        }
        if last == base {
            return Ok(());
        }
        let faces = if texture.kind() == Some(GlTextureKind::Cube) { 6 } else { 1 };
        let id = texture.id;
        self.change_texture(handle, |texture| {
            for face in 0..faces {
                for level in base + 1..=last {
                    let extent = texture.mip_extent(top.extent, level - base);
                    let level_below = Level { extent, texels: Texels::Unwritten, ..top.shape_only() };
                    texture.define(face, level, level_below);
                }
            }
        });
        if let Some(first) = self.materialize_level(handle, base) {
            self.push(GlCommand::GenerateMipmap { texture: id, base: first, last: first + (last - base) });
        }
        Ok(())
    }

    /// Brings a level into the executor's storage; its number there.
    pub(super) fn materialize_level(&mut self, handle: TextureHandle, level: u32) -> Option<u32> {
        let texture = self.textures.get_mut(handle)?;
        let (number, changed) = texture.materialize_level(level, &mut self.commands)?;
        if changed {
            self.image_changed();
        }
        Some(number)
    }
}
