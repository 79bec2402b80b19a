//! Linked programs: their modules, layouts and bind groups of uniforms.

use super::{
    Engine, Ids,
    pipelines::PipelineKey,
    uniform_conditions::{has_conditions_of_uniforms, hide_conditions},
    zero::Zero,
};
use rustc_hash::FxHashMap;
use sparrow_render::gl::{
    GlInterface, GlProgram, GlSamplerKind, GlStage, GlStages, GlTextureDim, GlValueKind, GlVariant,
};
use std::{borrow::Cow, sync::Arc};

/// A bind group layout with its identity.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    pub(super) uid: u32,
    pub(super) layout: wgpu::BindGroupLayout,
}

/// A linked program.
pub(super) struct Program {
    pub(super) object: Arc<dyn GlProgram>,
    /// What its stages mix into conditions, on adapters that would make a shader of each uniform otherwise.
    pub(super) zero: Option<Zero>,
    /// Default blocks and the internal block; `None` without any.
    uniforms: Option<Layout>,
    /// By chunk of the ring.
    uniform_groups: Vec<Option<(u32, wgpu::BindGroup)>>,
    /// Uniform blocks; `None` without any.
    pub(super) blocks: Option<Layout>,
    /// Uniform blocks are bound once, and moved by offsets.
    pub(super) dynamic_blocks: bool,
    textures: FxHashMap<u64, Layout>,
    layouts: FxHashMap<u64, wgpu::PipelineLayout>,
    modules: FxHashMap<(GlStage, GlVariant), Option<wgpu::ShaderModule>>,
    pub(super) pipelines: FxHashMap<PipelineKey, Option<(u32, wgpu::RenderPipeline)>>,
    /// By the slots that are not filtered.
    pub(super) feedback: FxHashMap<u64, Option<wgpu::ComputePipeline>>,
    /// Generation of the interned keys in `pipelines`.
    pub(super) generation: u32,
}

/// The stages on the device. With transform feedback the vertex stage is a compute shader too.
fn visibility(stages: GlStages, interface: &GlInterface) -> wgpu::ShaderStages {
    let mut out = wgpu::ShaderStages::NONE;
    out.set(wgpu::ShaderStages::VERTEX, stages.vertex);
    out.set(wgpu::ShaderStages::FRAGMENT, stages.fragment);
    out.set(wgpu::ShaderStages::COMPUTE, stages.vertex && !interface.varyings.is_empty());
    out
}

fn buffer_entry(binding: u32, visibility: wgpu::ShaderStages, dynamic: bool) -> wgpu::BindGroupLayoutEntry {
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility,
        ty: wgpu::BindingType::Buffer {
            ty: wgpu::BufferBindingType::Uniform,
            has_dynamic_offset: dynamic,
            min_binding_size: None,
        },
        count: None,
    }
}

/// Cubes of integers are bound as arrays of six faces.
pub(super) fn reads_faces(kind: GlSamplerKind) -> bool {
    kind.dim == GlTextureDim::Cube && kind.value != GlValueKind::Float
}

fn texture_type(kind: GlSamplerKind, unfilterable: bool) -> wgpu::BindingType {
    use wgpu::TextureSampleType as S;
    wgpu::BindingType::Texture {
        sample_type: match (kind.value, kind.shadow) {
            (GlValueKind::Float, true) => S::Depth,
            (GlValueKind::Float, false) => S::Float { filterable: !unfilterable },
            (GlValueKind::Int, _) => S::Sint,
            (GlValueKind::Uint, _) => S::Uint,
        },
        view_dimension: match kind.dim {
            GlTextureDim::D2 => wgpu::TextureViewDimension::D2,
            GlTextureDim::Cube if reads_faces(kind) => wgpu::TextureViewDimension::D2Array,
            GlTextureDim::Cube => wgpu::TextureViewDimension::Cube,
            GlTextureDim::D3 => wgpu::TextureViewDimension::D3,
            GlTextureDim::D2Array => wgpu::TextureViewDimension::D2Array,
        },
        multisampled: false,
    }
}

fn sampler_type(kind: GlSamplerKind, unfilterable: bool) -> wgpu::SamplerBindingType {
    match kind {
        GlSamplerKind { value: GlValueKind::Float, shadow: true, .. } => wgpu::SamplerBindingType::Comparison,
        GlSamplerKind { value: GlValueKind::Float, .. } if !unfilterable => {
            wgpu::SamplerBindingType::Filtering
        }
        _ => wgpu::SamplerBindingType::NonFiltering,
    }
}

/// The sizes of the blocks of group 0 with their bindings: 0 vertex, 1 fragment, 2 internal. A size of zero is no block.
pub(super) fn block_sizes(interface: &GlInterface) -> [u32; 3] {
    let internal = interface.internal.vertex || interface.internal.fragment;
    [
        interface.vertex_block_bytes,
        interface.fragment_block_bytes,
        if internal { GlInterface::INTERNAL_BYTES } else { 0 },
    ]
}

/// Whether uniforms alone decide something in the program.
fn has_conditions(object: &dyn GlProgram) -> bool {
    [GlStage::Vertex, GlStage::Fragment].into_iter().any(|stage| {
        let module = object.module(stage, &GlVariant::default());
        matches!(module, Ok(Some(module)) if has_conditions_of_uniforms(&module))
    })
}

impl Program {
    /// Makes the layouts; `None` when wgpu cannot have them, which was said.
    pub(super) fn new(engine: &mut Engine, object: Arc<dyn GlProgram>) -> Option<Program> {
        let interface = object.interface();
        let sizes = block_sizes(interface);
        let device = engine.gpu.device.clone();
        let zero = (engine.caps.hides_conditions && has_conditions(&*object)).then(|| engine.zero());
        let make = |engine: &mut Engine, label, entries: Vec<wgpu::BindGroupLayoutEntry>| {
            if entries.is_empty() {
                return Some(None);
            }
            let descriptor = wgpu::BindGroupLayoutDescriptor { label: Some(label), entries: &entries };
            let layout =
                engine.reported("a bind group layout", || device.create_bind_group_layout(&descriptor))?;
            Some(Some(Layout { uid: engine.ids.next(), layout }))
        };
        let stages = [
            GlStages { vertex: true, fragment: false },
            GlStages { vertex: false, fragment: true },
            interface.internal,
        ];
        let entries = (0..3).filter(|n| sizes[*n] > 0);
        let entries = entries.map(|n| buffer_entry(n as u32, visibility(stages[n], interface), true));
        let uniforms = make(engine, "WebGL uniforms", entries.collect())?;

        let limit = engine.caps.limits.max_dynamic_uniform_buffers_per_pipeline_layout as usize;
        let dynamic_blocks = interface.blocks.len() + 3 <= limit;
        let entries = interface.blocks.iter().zip(0..);
        let entries =
            entries.map(|(block, n)| buffer_entry(n, visibility(block.stages, interface), dynamic_blocks));
        let blocks = make(engine, "WebGL uniform blocks", entries.collect())?;
        Some(Program {
            object,
            zero,
            uniforms,
            uniform_groups: Vec::new(),
            blocks,
            dynamic_blocks,
            textures: FxHashMap::default(),
            layouts: FxHashMap::default(),
            modules: FxHashMap::default(),
            pipelines: FxHashMap::default(),
            feedback: FxHashMap::default(),
            generation: engine.generation,
        })
    }

    pub(super) fn interface(&self) -> &GlInterface {
        self.object.interface()
    }

    /// The layout of textures and samplers; `None` without any.
    pub(super) fn textures(&mut self, engine: &mut Engine, unfilterable: u64) -> Option<Layout> {
        let interface = self.object.interface();
        let slots = &interface.samplers;
        if slots.is_empty() {
            return None;
        }
        if let Some(layout) = self.textures.get(&unfilterable) {
            return Some(layout.clone());
        }
        let mut entries = Vec::with_capacity(slots.len() * 2);
        for (n, slot) in slots.iter().enumerate() {
            let unfilterable = unfilterable & (1u64 << n.min(63)) != 0;
            let mut entry = |binding, ty| {
                entries.push(wgpu::BindGroupLayoutEntry {
                    binding,
                    visibility: visibility(slot.stages, interface),
                    ty,
                    count: None,
                });
            };
            entry(2 * n as u32, texture_type(slot.kind, unfilterable));
            entry(2 * n as u32 + 1, wgpu::BindingType::Sampler(sampler_type(slot.kind, unfilterable)));
        }
        let device = engine.gpu.device.clone();
        let descriptor = wgpu::BindGroupLayoutDescriptor { label: Some("WebGL textures"), entries: &entries };
        let layout =
            engine.reported("a bind group layout", || device.create_bind_group_layout(&descriptor))?;
        let layout = Layout { uid: engine.ids.next(), layout };
        self.textures.insert(unfilterable, layout.clone());
        Some(layout)
    }

    /// Layouts of groups 0 to 2.
    pub(super) fn group_layouts(
        &mut self,
        engine: &mut Engine,
        unfilterable: u64,
    ) -> [Option<wgpu::BindGroupLayout>; 3] {
        let textures = self.textures(engine, unfilterable);
        [self.uniforms.as_ref(), self.blocks.as_ref(), textures.as_ref()].map(|l| l.map(|l| l.layout.clone()))
    }

    pub(super) fn pipeline_layout(
        &mut self,
        engine: &mut Engine,
        unfilterable: u64,
    ) -> Option<wgpu::PipelineLayout> {
        if let Some(layout) = self.layouts.get(&unfilterable) {
            return Some(layout.clone());
        }
        let groups = self.group_layouts(engine, unfilterable);
        if groups[2].is_none() && !self.interface().samplers.is_empty() {
            return None;
        }
        let device = engine.gpu.device.clone();
        let [uniforms, blocks, textures] = groups.each_ref().map(Option::as_ref);
        let groups = [uniforms, blocks, textures, self.zero.as_ref().map(|zero| &zero.layout)];
        let used = groups.iter().rposition(Option::is_some).map_or(0, |n| n + 1);
        let layout = engine.reported("a pipeline layout", || {
            device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
                label: Some("WebGL"),
                bind_group_layouts: &groups[..used],
                immediate_size: 0,
            })
        })?;
        self.layouts.insert(unfilterable, layout.clone());
        Some(layout)
    }

    /// The module of a stage; `None` when there is none, which was said if it is a failure.
    pub(super) fn module(
        &mut self,
        engine: &mut Engine,
        stage: GlStage,
        variant: &GlVariant,
    ) -> Option<wgpu::ShaderModule> {
        let key = (stage, variant.clone());
        if let Some(module) = self.modules.get(&key) {
            return module.clone();
        }
        let module = match self.object.module(stage, variant) {
            Ok(Some(module)) => {
                let device = engine.gpu.device.clone();
                let mut module = (*module).clone();
                if self.zero.is_some() {
                    hide_conditions(&mut module);
                }
                let source = wgpu::ShaderSource::Naga(Cow::Owned(module));
                engine.reported("a shader", || {
                    device.create_shader_module(wgpu::ShaderModuleDescriptor { label: Some("WebGL"), source })
                })
            }
            Ok(None) => None,
            Err(why) => {
                engine.complain(format!("WebGL: draws with a program are left out: {why}"));
                None
            }
        };
        self.modules.insert(key, module.clone());
        module
    }

    /// The bind group of a chunk of the ring; `None` when the program has no uniforms.
    pub(super) fn uniform_group(
        &mut self,
        device: &wgpu::Device,
        ids: &mut Ids,
        index: usize,
        buffer: &wgpu::Buffer,
    ) -> Option<(u32, &wgpu::BindGroup)> {
        let layout = self.uniforms.as_ref()?;
        if self.uniform_groups.len() <= index {
            self.uniform_groups.resize(index + 1, None);
        }
        let sizes = block_sizes(self.object.interface());
        let (uid, group) = self.uniform_groups[index].get_or_insert_with(|| {
            let entries = sizes.iter().zip(0..).filter(|(size, _)| **size > 0).map(|(size, binding)| {
                wgpu::BindGroupEntry {
                    binding,
                    resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                        buffer,
                        offset: 0,
                        size: wgpu::BufferSize::new(u64::from(size.next_multiple_of(16))),
                    }),
                }
            });
            let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("WebGL uniforms"),
                layout: &layout.layout,
                entries: &entries.collect::<Vec<_>>(),
            });
            (ids.next(), group)
        });
        Some((*uid, group))
    }
}
