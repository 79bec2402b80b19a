//! Bind groups of textures and of uniform blocks, by what they hold.

use super::{
    Engine,
    context::Context,
    formats::Class,
    programs::{self, Program},
    samplers::Sampling,
    textures::{Texture, View, ViewKind},
};
use rustc_hash::FxHashMap;
use sparrow_render::gl::{
    GlFilter, GlSampler, GlSamplerKind, GlStorageFormat, GlTextureDesc, GlTextureDim, GlTextureKind,
    GlValueKind, GlWrap,
};

/// Bind groups after which all of them are made anew.
const MOST_GROUPS: usize = 4096;

/// Bind groups by the identities of their layout and of what they hold.
#[derive(Default)]
pub(super) struct Groups {
    made: FxHashMap<Box<[u64]>, (u32, wgpu::BindGroup)>,
    /// Identities of views and buffers that are gone.
    gone: Vec<u32>,
}

impl Groups {
    /// The objects behind these identities are gone: groups that hold them must not keep their memory.
    pub(super) fn forget(&mut self, ids: impl Iterator<Item = u32>) {
        self.gone.extend(ids);
    }

    /// Drops the groups that hold what is gone.
    pub(super) fn sweep(&mut self) {
        if self.made.len() >= MOST_GROUPS {
            self.made.clear();
        }
        if self.gone.is_empty() {
            return;
        }
        let mut gone = std::mem::take(&mut self.gone);
        gone.sort_unstable();
        let is_gone = |word: &u64| gone.binary_search(&(*word as u32)).is_ok();
        // The low half of a word is a view or a buffer, but for the first word, which is the layout.
        self.made.retain(|key, _| !key[1..].iter().any(is_gone));
    }
}

/// The state of a texture that does not exist: opaque black.
const DUMMY_SAMPLER: GlSampler = GlSampler {
    mag: GlFilter::Nearest,
    min: GlFilter::Nearest,
    mip: None,
    wrap_s: GlWrap::ClampToEdge,
    wrap_t: GlWrap::ClampToEdge,
    wrap_r: GlWrap::ClampToEdge,
    min_lod: 0.0,
    max_lod: 0.0,
    anisotropy: 1,
    compare: None,
    base_level: 0,
    max_level: 0,
};

/// One-texel textures for samplers without a texture.
#[derive(Default)]
pub(super) struct Dummies {
    made: FxHashMap<GlSamplerKind, Texture>,
}

fn dummy(engine: &mut Engine, kind: GlSamplerKind) -> Option<View> {
    if !engine.dummies.made.contains_key(&kind) {
        let format = match (kind.value, kind.shadow) {
            (GlValueKind::Float, true) => GlStorageFormat::Depth32F,
            // Its alpha is one from the start.
            (GlValueKind::Float, false) => GlStorageFormat::Rgb8,
            (GlValueKind::Int, _) => GlStorageFormat::Rgb8I,
            (GlValueKind::Uint, _) => GlStorageFormat::Rgb8Ui,
        };
        let (shape, depth) = match kind.dim {
            GlTextureDim::D2 => (GlTextureKind::D2, 1),
            GlTextureDim::Cube => (GlTextureKind::Cube, 6),
            GlTextureDim::D3 => (GlTextureKind::D3, 1),
            GlTextureDim::D2Array => (GlTextureKind::D2Array, 1),
        };
        let desc = GlTextureDesc { kind: shape, format, width: 1, height: 1, depth, levels: 1 };
        let texture = Texture::new(engine, desc, 1, "a texel").ok()?;
        engine.dummies.made.insert(kind, texture);
    }
    let mut texture = engine.dummies.made.remove(&kind)?;
    texture.fill_blank(engine);
    let view = texture
        .view(&mut engine.ids, ViewKind::Sample { base: 0, levels: 1, faces: programs::reads_faces(kind) });
    engine.dummies.made.insert(kind, texture);
    Some(view)
}

/// True when a sampler can read the texture: `webgl` binds by shape, but not by kind of number.
fn agrees(kind: GlSamplerKind, texture: &Texture) -> bool {
    let dim = match texture.desc.kind {
        GlTextureKind::D2 => GlTextureDim::D2,
        GlTextureKind::Cube => GlTextureDim::Cube,
        GlTextureKind::D3 => GlTextureDim::D3,
        GlTextureKind::D2Array => GlTextureDim::D2Array,
    };
    let class = match (kind.value, kind.shadow) {
        (GlValueKind::Float, true) => texture.format.class == Class::Depth,
        (GlValueKind::Float, false) => matches!(texture.format.class, Class::Float | Class::Depth),
        (GlValueKind::Int, _) => texture.format.class == Class::Int,
        (GlValueKind::Uint, _) => texture.format.class == Class::Uint,
    };
    let readable = texture.format.class != Class::Depth || texture.format.wgpu.has_depth_aspect();
    dim == kind.dim && class && readable && texture.samples == 1
}

/// What is bound to a sampler slot.
struct Slot {
    view: View,
    sampler: u32,
}

impl Context {
    /// The bind group of the bound textures for a program, with its identity, and the slots that are not filtered. `None` when the program
    /// has no samplers, or wgpu refuses the layout.
    pub(super) fn texture_group(
        &mut self,
        engine: &mut Engine,
        program: &mut Program,
    ) -> (u64, Option<(u32, wgpu::BindGroup)>) {
        let slots = &program.object.interface().samplers;
        if slots.is_empty() {
            return (0, None);
        }
        let names_levels = program.interface().levels;
        let mut unfilterable = 0;
        let mut bound = Vec::with_capacity(slots.len());
        for (n, slot) in slots.iter().enumerate() {
            let kind = slot.kind;
            let given = self.textures_bound.get(n).copied().flatten();
            let found = given.and_then(|(id, sampler)| {
                let texture = self.textures.get_mut(&id)?;
                agrees(kind, texture).then_some((id, texture, sampler))
            });
            let (view, sampler, plain) = match found {
                Some((id, texture, sampler)) => {
                    texture.fill_blank(engine);
                    texture.used = engine.frame.epoch;
                    let last = texture.levels() - 1;
                    let base = sampler.base_level.min(last);
                    let levels = match sampler.mip {
                        None if !names_levels || self.target.has(id) => 1,
                        _ => sampler.max_level.clamp(base, last) - base + 1,
                    };
                    let plain = kind.value == GlValueKind::Float
                        && !kind.shadow
                        && (texture.format.class == Class::Depth
                            || !engine.caps.is_filterable(texture.format.wgpu));
                    let view = ViewKind::Sample { base, levels, faces: programs::reads_faces(kind) };
                    (Some(texture.view(&mut engine.ids, view)), sampler, plain)
                }
                None => (dummy(engine, kind), DUMMY_SAMPLER, false),
            };
            let Some(view) = view else { return (0, None) };
            if plain {
                unfilterable |= 1u64 << n.min(63);
            }
            let sampling = match kind.value {
                GlValueKind::Float if kind.shadow => Sampling::Compared,
                GlValueKind::Float if !plain => Sampling::Filtered,
                _ => Sampling::Nearest,
            };
            let device = &engine.gpu.device;
            let (uid, sampler) = engine.samplers.get(device, &mut engine.ids, &sampler, sampling);
            bound.push((Slot { view, sampler: uid }, sampler.clone()));
        }
        let Some(layout) = program.textures(engine, unfilterable) else { return (unfilterable, None) };
        let mut key = std::mem::take(&mut self.key);
        key.clear();
        key.push(u64::from(layout.uid));
        key.extend(bound.iter().map(|(slot, _)| u64::from(slot.sampler) << 32 | u64::from(slot.view.uid)));
        if let Some(group) = engine.groups.made.get(&key[..]) {
            let group = group.clone();
            self.key = key;
            return (unfilterable, Some(group));
        }
        let entries: Vec<_> = bound
            .iter()
            .zip(0..)
            .flat_map(|((slot, sampler), n)| {
                [
                    wgpu::BindGroupEntry {
                        binding: 2 * n,
                        resource: wgpu::BindingResource::TextureView(&slot.view.view),
                    },
                    wgpu::BindGroupEntry {
                        binding: 2 * n + 1,
                        resource: wgpu::BindingResource::Sampler(sampler),
                    },
                ]
            })
            .collect();
        let device = engine.gpu.device.clone();
        let group = engine.reported("textures", || {
            device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("WebGL textures"),
                layout: &layout.layout,
                entries: &entries,
            })
        });
        let group = group.map(|group| (engine.ids.next(), group));
        if let Some(group) = &group {
            engine.groups.made.insert(key[..].into(), group.clone());
        }
        self.key = key;
        (unfilterable, group)
    }

    /// The bind group of the bound uniform blocks, and its offsets; `None` when one is missing, or the program has none.
    pub(super) fn block_group(
        &mut self,
        engine: &mut Engine,
        program: &Program,
    ) -> Option<((u32, wgpu::BindGroup), Vec<u32>)> {
        let layout = program.blocks.as_ref()?;
        let blocks = &program.interface().blocks;
        let mut key = vec![u64::from(layout.uid)];
        let mut offsets = Vec::new();
        let mut ranges = Vec::with_capacity(blocks.len());
        for (n, block) in blocks.iter().enumerate() {
            let &(id, offset, _) = self.blocks_bound.get(n)?;
            let buffer = self.buffers.get_mut(&id)?;
            buffer.mark_used(engine.frame.epoch);
            let size = u64::from(block.size).next_multiple_of(16).max(16);
            if u64::from(offset) + size > buffer.gpu.size() {
                engine.stats.count_unsupported("a uniform block outside of its buffer");
                return None;
            }
            let fixed = if program.dynamic_blocks { 0 } else { offset };
            offsets.extend(program.dynamic_blocks.then_some(offset));
            key.push(u64::from(fixed) << 32 | u64::from(buffer.uid));
            ranges.push((buffer.gpu.clone(), u64::from(fixed), size));
        }
        if let Some(group) = engine.groups.made.get(&key[..]) {
            return Some((group.clone(), offsets));
        }
        let entries: Vec<_> = ranges
            .iter()
            .zip(0..)
            .map(|((buffer, offset, size), binding)| wgpu::BindGroupEntry {
                binding,
                resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                    buffer,
                    offset: *offset,
                    size: wgpu::BufferSize::new(*size),
                }),
            })
            .collect();
        let device = engine.gpu.device.clone();
        let group = engine.reported("uniform blocks", || {
            device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("WebGL uniform blocks"),
                layout: &layout.layout,
                entries: &entries,
            })
        })?;
        let group = (engine.ids.next(), group);
        engine.groups.made.insert(key.into(), group.clone());
        Some((group, offsets))
    }
}
