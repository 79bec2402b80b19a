//! Completeness of textures (OpenGL ES 2.0, 3.8.2 and 3.0, 3.8.13; WebGL 1 adds nothing), and the sampler that a unit ends up with.

use super::{SamplerParameters, Texture};
use crate::{ExtensionSet, Version, constants as gl, pixels::format::is_filterable};
use sparrow_render::gl::{GlSampler, GlStorageFormat, GlTextureId, GlTextureKind};

/// What completeness rests on beside the sampler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shape {
    /// Format of the base level; `None` when the texture is incomplete with any sampler.
    format: Option<GlStorageFormat>,
    /// Width and height of the base level are powers of two.
    power_of_two: bool,
    /// All levels that mipmapping needs are there.
    mipmap_complete: bool,
    base: u32,
    /// The last level that mipmapping reads.
    last: u32,
}

/// The context's part in completeness.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SamplingRules<'a> {
    pub(crate) version: Version,
    pub(crate) enabled: &'a ExtensionSet,
}

impl Texture {
    /// What a unit samples: `sampler` is that of a sampler object bound to the unit. `None`: incomplete. Levels count from the
    /// storage's first, so the texture must be materialized.
    pub(crate) fn resolve(
        &self,
        sampler: Option<&SamplerParameters>,
        rules: SamplingRules<'_>,
    ) -> Option<(GlTextureId, GlSampler)> {
        let sampler = sampler.unwrap_or(&self.sampler);
        let shape = self.shape();
        let format = shape.format?;
        let mipmaps = sampler.uses_mipmaps();
        if mipmaps && !shape.mipmap_complete {
            return None;
        }
        if rules.version == Version::One && !shape.power_of_two && (mipmaps || !sampler.clamps()) {
            return None;
        }
        if !sampler.is_nearest() && !is_filterable(format, rules.version, rules.enabled, sampler.compares()) {
            return None;
        }
        let base = self.storage_level(shape.base)?;
        // Shaders that name levels read beyond the filter.
        let last = if shape.mipmap_complete { base + (shape.last - shape.base) } else { base };
        Some((self.id, sampler.to_gl(base, last)))
    }

    /// True when a level may be rendered to: any level that is there in WebGL 1 (which names level 0 unless an extension says
    /// otherwise), one that a complete texture would be sampled from in WebGL 2 (OpenGL ES 3.0, 4.4.4).
    pub(crate) fn is_attachable(&self, level: u32, version: Version) -> bool {
        if version == Version::One || self.is_immutable() {
            return true;
        }
        let shape = self.shape();
        let inside = (shape.base..=shape.last).contains(&level);
        shape.format.is_some() && inside && (level == shape.base || shape.mipmap_complete)
    }

    /// First and last level that mipmapping reads; `None` without a base level.
    pub(crate) fn mipmap_range(&self) -> Option<(u32, u32)> {
        let shape = self.shape();
        shape.format.map(|_| (shape.base, shape.last))
    }

    /// True when the base level's width and height are powers of two.
    pub(crate) fn is_power_of_two(&self) -> bool {
        self.shape().power_of_two
    }

    fn shape(&self) -> Shape {
        self.shape.get().unwrap_or_else(|| {
            let shape = self.find_shape();
            self.shape.set(Some(shape));
            shape
        })
    }

    fn find_shape(&self) -> Shape {
        let (base, max) = self.effective_range();
        let nothing = Shape { format: None, power_of_two: false, mipmap_complete: false, base, last: base };
        let Some(top) = self.level(0, base).filter(|_| base <= max) else { return nothing };
        let cube = self.kind == Some(GlTextureKind::Cube);
        let faces = self.faces.len() as u32;
        let has = |level: u32| {
            let extent = self.mip_extent(top.extent, level - base);
            (0..faces).all(|face| {
                self.level(face, level).is_some_and(|found| found.extent == extent && found.is_like(top))
            })
        };
        if cube && (top.extent.width != top.extent.height || !has(base)) {
            return nothing;
        }
        let last = max.min(base + self.chain_length(top.extent) - 1);
        Shape {
            format: Some(top.format),
            power_of_two: top.extent.width.is_power_of_two() && top.extent.height.is_power_of_two(),
            mipmap_complete: (base + 1..=last).all(has),
            base,
            last,
        }
    }
}

impl SamplerParameters {
    fn uses_mipmaps(&self) -> bool {
        !matches!(self.min_filter, gl::NEAREST | gl::LINEAR)
    }

    fn clamps(&self) -> bool {
        self.wrap_s == gl::CLAMP_TO_EDGE && self.wrap_t == gl::CLAMP_TO_EDGE
    }

    fn is_nearest(&self) -> bool {
        self.mag_filter == gl::NEAREST && matches!(self.min_filter, gl::NEAREST | gl::NEAREST_MIPMAP_NEAREST)
    }

    fn compares(&self) -> bool {
        self.compare_mode == gl::COMPARE_REF_TO_TEXTURE
    }
}
