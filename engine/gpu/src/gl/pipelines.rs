//! Pipelines, made when a draw first needs them, and named by small interned keys.

use super::{Engine, programs::Program, state, targets::TargetKey, vertex_layout};
use rustc_hash::FxHashMap;
use sparrow_render::gl::{GlAttribute, GlStage, GlVariant};
use std::hash::Hash;

/// Small numbers for large keys. The number of a key never changes until all are forgotten.
pub(super) struct Interner<K> {
    numbers: FxHashMap<K, u32>,
    keys: Vec<K>,
}

impl<K> Default for Interner<K> {
    fn default() -> Self {
        Interner { numbers: FxHashMap::default(), keys: Vec::new() }
    }
}

impl<K: Clone + Eq + Hash> Interner<K> {
    pub(super) fn intern(&mut self, key: K) -> u32 {
        if let Some(number) = self.numbers.get(&key) {
            return *number;
        }
        let number = self.keys.len() as u32;
        self.keys.push(key.clone());
        self.numbers.insert(key, number);
        number
    }

    pub(super) fn get(&self, number: u32) -> &K {
        &self.keys[number as usize]
    }

    pub(super) fn len(&self) -> usize {
        self.keys.len()
    }
}

impl Interner<Box<[u32]>> {
    /// Like [`Interner::intern`], without a box for words that are known.
    pub(super) fn intern_words(&mut self, words: &[u32]) -> u32 {
        match self.numbers.get(words) {
            Some(number) => *number,
            None => self.intern(words.into()),
        }
    }
}

/// Everything that a pipeline of a program depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct PipelineKey {
    /// Interned words of [`vertex_layout`].
    pub(super) vertex: u32,
    /// Interned [`TargetKey`].
    pub(super) target: u32,
    /// Interned [`state::StateKey`].
    pub(super) state: u32,
    pub(super) topology: wgpu::PrimitiveTopology,
    /// Of strips that are drawn with indices.
    pub(super) strip: Option<wgpu::IndexFormat>,
    pub(super) points: bool,
    pub(super) unfilterable: u64,
}

/// The key that programs with these attributes were last drawn with: what the next one like them is warmed with.
pub(super) type Habits = FxHashMap<Vec<GlAttribute>, PipelineKey>;

/// Pipelines of one program after which all of them are made anew: a game that animates a polygon offset has no end of keys.
const MOST_PIPELINES: usize = 512;

impl Program {
    /// The pipeline and its identity; `None` when it cannot be made, which was said.
    pub(super) fn pipeline(
        &mut self,
        engine: &mut Engine,
        key: &PipelineKey,
    ) -> Option<(u32, wgpu::RenderPipeline)> {
        if self.generation != engine.generation {
            self.generation = engine.generation;
            self.pipelines.clear();
        }
        if let Some(made) = self.pipelines.get(key) {
            return made.clone();
        }
        if self.pipelines.len() >= MOST_PIPELINES {
            self.pipelines.clear();
        }
        let made = self.make(engine, key).map(|pipeline| (engine.ids.next(), pipeline));
        self.pipelines.insert(*key, made.clone());
        if made.is_some() {
            engine.habits.insert(self.interface().attributes.clone(), *key);
        }
        made
    }

    /// Makes the pipeline that the first draw will most likely want.
    pub(super) fn warm(&mut self, engine: &mut Engine) {
        if let Some(key) = engine.habits.get(&self.interface().attributes).copied() {
            let key = PipelineKey { unfilterable: 0, points: false, ..key };
            self.pipeline(engine, &key);
        } else {
            let variant = GlVariant::default();
            self.module(engine, GlStage::Vertex, &variant);
            self.module(engine, GlStage::Fragment, &variant);
        }
    }

    fn make(&mut self, engine: &mut Engine, key: &PipelineKey) -> Option<wgpu::RenderPipeline> {
        let target = engine.targets.get(key.target).clone();
        let has_depth = target.depth.is_some_and(|(format, ..)| format.has_depth_aspect());
        let variant = GlVariant {
            points: key.points,
            transform_feedback: false,
            unfilterable: key.unfilterable,
            without_depth: !has_depth && self.interface().writes_depth,
        };
        let vertex_module = self.module(engine, GlStage::Vertex, &variant)?;
        let fragment_module = self.module(engine, GlStage::Fragment, &variant)?;
        let layout = self.pipeline_layout(engine, key.unfilterable)?;
        let state = engine.states.get(key.state).clone();
        let slots = vertex_layout::decode(engine.vertex_layouts.get(key.vertex));
        let buffers: Vec<_> = slots
            .iter()
            .map(|slot| {
                Some(wgpu::VertexBufferLayout {
                    array_stride: slot.stride,
                    step_mode: slot.step,
                    attributes: &slot.attributes,
                })
            })
            .collect();
        let triangles = key.topology.is_triangles();
        let targets = self.color_targets(engine, &target, &state);
        let descriptor = wgpu::RenderPipelineDescriptor {
            label: Some("WebGL"),
            layout: Some(&layout),
            vertex: wgpu::VertexState {
                module: &vertex_module,
                entry_point: Some("main"),
                compilation_options: Default::default(),
                buffers: &buffers,
            },
            primitive: wgpu::PrimitiveState {
                topology: key.topology,
                strip_index_format: key.strip,
                front_face: state::front_face(state.front_face),
                cull_mode: if triangles && !key.points { state::cull_mode(state.cull) } else { None },
                ..Default::default()
            },
            depth_stencil: depth_stencil(&target, &state, triangles && !key.points),
            multisample: wgpu::MultisampleState {
                count: target.samples,
                mask: if target.samples > 1 { u64::from(state.sample_mask) } else { !0 },
                alpha_to_coverage_enabled: state.alpha_to_coverage && target.samples > 1,
            },
            fragment: Some(wgpu::FragmentState {
                module: &fragment_module,
                entry_point: Some("main"),
                compilation_options: Default::default(),
                targets: &targets,
            }),
            multiview_mask: None,
            cache: None,
        };
        let device = engine.gpu.device.clone();
        engine.reported("a pipeline", || device.create_render_pipeline(&descriptor))
    }

    fn color_targets(
        &self,
        engine: &Engine,
        target: &TargetKey,
        state: &state::StateKey,
    ) -> Vec<Option<wgpu::ColorTargetState>> {
        let interface = self.interface();
        let entries = target.colors.iter().enumerate().map(|(n, color)| {
            let (format, opaque) = (*color)?;
            let blend = state.blend_of(n);
            let has_output =
                interface.broadcast || interface.outputs.iter().any(|o| o.location as usize == n);
            let mask = match blend {
                Some(blend) if has_output => blend.color_mask & if opaque { 7 } else { 15 },
                _ => 0,
            };
            Some(wgpu::ColorTargetState {
                format,
                blend: blend.and_then(state::blend).filter(|_| engine.caps.is_blendable(format)),
                write_mask: state::color_writes(mask),
            })
        });
        entries.collect()
    }
}

fn depth_stencil(
    target: &TargetKey,
    state: &state::StateKey,
    biased: bool,
) -> Option<wgpu::DepthStencilState> {
    let (format, has_depth, has_stencil) = target.depth?;
    let (compare, write) = match state.depth {
        Some((compare, write)) if has_depth => (state::compare(compare), write),
        _ => (wgpu::CompareFunction::Always, false),
    };
    let stencil = match &state.stencil {
        Some((front, back)) if has_stencil => wgpu::StencilState {
            front: state::stencil_face(front),
            back: state::stencil_face(back),
            read_mask: front.read_mask & 0xff,
            write_mask: front.write_mask & 0xff,
        },
        _ => wgpu::StencilState::default(),
    };
    let bias = match state.polygon_offset {
        Some((factor, units)) if biased && has_depth => wgpu::DepthBiasState {
            constant: f32::from_bits(units).round() as i32,
            slope_scale: f32::from_bits(factor),
            clamp: 0.0,
        },
        _ => wgpu::DepthBiasState::default(),
    };
    Some(wgpu::DepthStencilState {
        format,
        depth_write_enabled: Some(write),
        depth_compare: Some(compare),
        stencil,
        bias,
    })
}
