//! Sampler objects by their parameters.

use super::{Ids, state};
use rustc_hash::FxHashMap;
use sparrow_render::gl::{GlCompare, GlFilter, GlSampler, GlWrap};

/// How a program reads the texture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sampling {
    /// With any filter.
    Filtered,
    /// Integer textures, depth as plain numbers, floats that the device cannot filter.
    Nearest,
    /// Depth against a reference.
    Compared,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    mag: GlFilter,
    min: GlFilter,
    mip: Option<GlFilter>,
    wrap: [GlWrap; 3],
    lod: [u32; 2],
    anisotropy: u16,
    compare: Option<GlCompare>,
    sampling: Sampling,
}

/// All samplers of a device; there are few.
pub(super) struct Samplers {
    most_anisotropy: u16,
    made: FxHashMap<Key, (u32, wgpu::Sampler)>,
}

/// Samplers after which all are made anew: parameters are the game's, and floats among them.
const MOST: usize = 1024;

impl Samplers {
    /// None yet. llvmpipe's anisotropic filter costs seven times a trilinear one and shows at the edges of magnified texels: there it is a hint
    /// that is not taken.
    pub(super) fn new(software: bool) -> Samplers {
        Samplers { most_anisotropy: if software { 1 } else { 16 }, made: FxHashMap::default() }
    }

    /// The sampler and its identity.
    pub(super) fn get(
        &mut self,
        device: &wgpu::Device,
        ids: &mut Ids,
        sampler: &GlSampler,
        sampling: Sampling,
    ) -> (u32, &wgpu::Sampler) {
        let key = Key {
            mag: sampler.mag,
            min: sampler.min,
            mip: sampler.mip,
            wrap: [sampler.wrap_s, sampler.wrap_t, sampler.wrap_r],
            lod: [sampler.min_lod.to_bits(), sampler.max_lod.to_bits()],
            anisotropy: sampler.anisotropy.clamp(1, self.most_anisotropy),
            compare: sampler.compare,
            sampling,
        };
        if self.made.len() >= MOST && !self.made.contains_key(&key) {
            self.made.clear();
        }
        let (id, made) = self
            .made
            .entry(key)
            .or_insert_with(|| (ids.next(), make(device, sampler, sampling, key.anisotropy)));
        (*id, made)
    }
}

fn make(device: &wgpu::Device, sampler: &GlSampler, sampling: Sampling, anisotropy: u16) -> wgpu::Sampler {
    let filter = |f| match f {
        GlFilter::Linear if sampling != Sampling::Nearest => wgpu::FilterMode::Linear,
        _ => wgpu::FilterMode::Nearest,
    };
    let wrap = |w| match w {
        GlWrap::Repeat => wgpu::AddressMode::Repeat,
        GlWrap::ClampToEdge => wgpu::AddressMode::ClampToEdge,
        GlWrap::MirroredRepeat => wgpu::AddressMode::MirrorRepeat,
    };
    let (mag, min) = (filter(sampler.mag), filter(sampler.min));
    let mip = match sampler.mip {
        Some(GlFilter::Linear) if sampling != Sampling::Nearest => wgpu::MipmapFilterMode::Linear,
        _ => wgpu::MipmapFilterMode::Nearest,
    };
    let lod = |value: f32, default: f32| if value.is_nan() { default } else { value.clamp(0.0, 1000.0) };
    let (low, high) = match sampler.mip {
        Some(_) => (lod(sampler.min_lod, 0.0), lod(sampler.max_lod, 1000.0)),
        // The view has one level. A quarter lets the smaller filter be chosen, zero says that there is no choice.
        None => (0.0, if mag == min { 0.0 } else { 0.25 }),
    };
    let linear = wgpu::FilterMode::Linear;
    let smooth = mag == linear && min == linear && mip == wgpu::MipmapFilterMode::Linear;
    device.create_sampler(&wgpu::SamplerDescriptor {
        label: Some("WebGL"),
        address_mode_u: wrap(sampler.wrap_s),
        address_mode_v: wrap(sampler.wrap_t),
        address_mode_w: wrap(sampler.wrap_r),
        mag_filter: mag,
        min_filter: min,
        mipmap_filter: mip,
        lod_min_clamp: low,
        lod_max_clamp: high.max(low),
        compare: (sampling == Sampling::Compared)
            .then(|| state::compare(sampler.compare.unwrap_or(GlCompare::LessEqual))),
        anisotropy_clamp: if smooth { anisotropy } else { 1 },
        border_color: None,
    })
}
