//! Texture objects: levels, what of them the executor has, completeness, sampling parameters.
//!
//! A level that the script defines stays here as texels until the texture is used: then storage for the whole chain of levels is asked
//! for once ([`Texture::materialize`]) and the texels leave. Queries are answered from the shapes of levels; texels are never read back.

mod completeness;
mod level;
mod sampler;
mod storage;
#[cfg(test)]
mod tests;

pub(crate) use completeness::SamplingRules;
pub(crate) use level::{Level, Texels, TextureImage};
pub(crate) use sampler::{ParameterValue, SamplerParameters};

use crate::{constants as gl, pixels::layout::Extent};
use completeness::Shape;
use sparrow_render::gl::{GlStorageFormat, GlTextureId, GlTextureKind};
use std::cell::Cell;
use storage::Storage;

/// A texture object.
#[derive(Debug)]
pub(crate) struct Texture {
    pub(crate) id: GlTextureId,
    /// Fixed when it is first bound.
    kind: Option<GlTextureKind>,
    /// `TEXTURE_MIN_FILTER` and its kin.
    pub(crate) sampler: SamplerParameters,
    base_level: u32,
    max_level: u32,
    /// Levels of immutable storage.
    immutable: Option<u32>,
    /// By face (one for all kinds but cubes), then by level.
    faces: Vec<Vec<Option<Level>>>,
    storage: Option<Storage>,
    /// Something changed since levels were last sent.
    unsent: bool,
    /// What completeness rests on, until something changes.
    shape: Cell<Option<Shape>>,
}

impl Texture {
    pub(crate) fn new(id: GlTextureId) -> Texture {
        Texture {
            id,
            kind: None,
            sampler: SamplerParameters::new(),
            base_level: 0,
            max_level: 1000,
            immutable: None,
            faces: Vec::new(),
            storage: None,
            unsent: false,
            shape: Cell::new(None),
        }
    }

    /// Its kind, once it was bound.
    pub(crate) fn kind(&self) -> Option<GlTextureKind> {
        self.kind
    }

    /// The first binding fixes the kind. False when it was bound as another kind before.
    pub(crate) fn bind_as(&mut self, kind: GlTextureKind) -> bool {
        if self.kind.is_none() {
            self.kind = Some(kind);
            self.faces = vec![Vec::new(); if kind == GlTextureKind::Cube { 6 } else { 1 }];
        }
        self.kind == Some(kind)
    }

    /// Made by `texStorage2D` or `texStorage3D`.
    pub(crate) fn is_immutable(&self) -> bool {
        self.immutable.is_some()
    }

    /// `TEXTURE_IMMUTABLE_LEVELS`.
    pub(crate) fn immutable_levels(&self) -> u32 {
        self.immutable.unwrap_or(0)
    }

    /// `TEXTURE_BASE_LEVEL` and `TEXTURE_MAX_LEVEL` as they were set.
    pub(crate) fn level_range(&self) -> (u32, u32) {
        (self.base_level, self.max_level)
    }

    /// Sets `TEXTURE_BASE_LEVEL`.
    pub(crate) fn set_base_level(&mut self, level: u32) {
        self.base_level = level;
        self.unsent = true;
        self.forget_shape();
    }

    /// Sets `TEXTURE_MAX_LEVEL`.
    pub(crate) fn set_max_level(&mut self, level: u32) {
        self.max_level = level;
        self.forget_shape();
    }

    /// The levels that may be read: clamped as immutable storage demands.
    pub(crate) fn effective_range(&self) -> (u32, u32) {
        match self.immutable {
            Some(levels) => {
                let base = self.base_level.min(levels - 1);
                (base, self.max_level.clamp(base, levels - 1))
            }
            None => (self.base_level, self.max_level),
        }
    }

    /// A level of a face.
    pub(crate) fn level(&self, face: u32, level: u32) -> Option<&Level> {
        self.faces.get(face as usize)?.get(level as usize)?.as_ref()
    }

    fn level_mut(&mut self, face: u32, level: u32) -> Option<&mut Level> {
        self.faces.get_mut(face as usize)?.get_mut(level as usize)?.as_mut()
    }

    /// What an attachment sees: `layer` is the face of a cube map, the layer of an array or the slice of a volume.
    pub(crate) fn image(&self, layer: u32, level: u32) -> Option<TextureImage> {
        let cube = self.kind == Some(GlTextureKind::Cube);
        let level = self.level(if cube { layer } else { 0 }, level)?;
        if !cube && layer >= level.extent.depth {
            return None;
        }
        let Extent { width, height, depth } = level.extent;
        Some(TextureImage {
            format: level.format,
            internal_format: level.internal_format,
            width,
            height,
            depth,
        })
    }

    /// Defines a level anew, also one of immutable storage (in the shape that it has). An empty size leaves the level undefined, as OpenGL does.
    pub(crate) fn define(&mut self, face: u32, level: u32, new: Level) {
        self.forget_shape();
        let Some(levels) = self.faces.get_mut(face as usize) else { return };
        let place = level as usize;
        if levels.len() <= place {
            levels.resize_with(place + 1, || None);
        }
        levels[place] = if new.extent.is_empty() { None } else { Some(new) };
        self.unsent = true;
    }

    /// Immutable storage: every level exists from now on.
    pub(crate) fn define_all(&mut self, levels: u32, top: &Level) {
        for face in 0..self.faces.len() as u32 {
            for level in 0..levels {
                let extent = self.mip_extent(top.extent, level);
                self.define(face, level, Level { extent, texels: Texels::Zero, ..top.shape_only() });
            }
        }
        self.immutable = Some(levels);
        self.forget_shape();
    }

    /// Size of the level `steps` below a level of size `extent`.
    pub(crate) fn mip_extent(&self, extent: Extent, steps: u32) -> Extent {
        let half = |side: u32| side.checked_shr(steps).unwrap_or(0).max(1);
        let depth = if self.kind == Some(GlTextureKind::D3) { half(extent.depth) } else { extent.depth };
        Extent::new(half(extent.width), half(extent.height), depth)
    }

    /// Number of levels below and with one of size `extent`.
    pub(crate) fn chain_length(&self, extent: Extent) -> u32 {
        let depth = if self.kind == Some(GlTextureKind::D3) { extent.depth } else { 1 };
        extent.width.max(extent.height).max(depth).max(1).ilog2() + 1
    }

    /// Format of the base level, for checks of what a sampler reads.
    pub(crate) fn base_format(&self) -> Option<GlStorageFormat> {
        Some(self.level(0, self.effective_range().0)?.format)
    }

    /// Bytes that its texels take.
    pub(crate) fn bytes(&self) -> u64 {
        self.faces.iter().flatten().flatten().map(Level::bytes).sum()
    }

    /// True when something waits to be sent.
    pub(crate) fn has_unsent(&self) -> bool {
        self.unsent
    }

    fn forget_shape(&mut self) {
        self.shape.set(None);
    }
}

/// Kind and face that a texture target names, for functions that define levels.
pub(crate) fn image_target(target: u32) -> Option<(GlTextureKind, u32)> {
    match target {
        gl::TEXTURE_2D => Some((GlTextureKind::D2, 0)),
        gl::TEXTURE_CUBE_MAP_POSITIVE_X..=gl::TEXTURE_CUBE_MAP_NEGATIVE_Z => {
            Some((GlTextureKind::Cube, target - gl::TEXTURE_CUBE_MAP_POSITIVE_X))
        }
        gl::TEXTURE_3D => Some((GlTextureKind::D3, 0)),
        gl::TEXTURE_2D_ARRAY => Some((GlTextureKind::D2Array, 0)),
        _ => None,
    }
}
