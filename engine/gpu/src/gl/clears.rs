//! Clears of a part of a target, or of a part of its bits: drawn as a quad into the pass.

use super::{Engine, context::Context, formats::Class, state, targets::Resolved};
use rustc_hash::FxHashMap;
use sparrow_render::gl::{GlClear, GlClearValue};

/// What one clearing draw writes.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    target: u32,
    generation: u32,
    /// Draw buffer, kind of number, mask.
    color: Option<(u32, Kind, u8)>,
    depth: bool,
    stencil_mask: Option<u32>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Kind {
    Float,
    Int,
    Uint,
}

/// Pipelines of clearing draws.
#[derive(Default)]
pub(super) struct ClearPipelines {
    layout: Option<wgpu::BindGroupLayout>,
    made: FxHashMap<Key, wgpu::RenderPipeline>,
}

/// Bytes of the block: the colour as words, the depth.
const BLOCK_BYTES: usize = 32;

const VERTEX: &str = "
struct Clear { color: vec4<u32>, depth: vec4<f32> }
@group(0) @binding(0) var<uniform> value: Clear;
@vertex fn corner(@builtin(vertex_index) n: u32) -> @builtin(position) vec4<f32> {
    return vec4<f32>(f32(n & 1u) * 2.0 - 1.0, f32(n >> 1u) * 2.0 - 1.0, value.depth.x, 1.0);
}
";

impl Key {
    fn shader(&self) -> String {
        let fragment = match self.color {
            None => "@fragment fn fill() {}".to_owned(),
            Some((location, kind, _)) => {
                let (output, value) = match kind {
                    Kind::Float => ("vec4<f32>", "bitcast<vec4<f32>>(value.color)"),
                    Kind::Int => ("vec4<i32>", "bitcast<vec4<i32>>(value.color)"),
                    Kind::Uint => ("vec4<u32>", "value.color"),
                };
                format!("@fragment fn fill() -> @location({location}) {output} {{ return {value}; }}")
            }
        };
        format!("{VERTEX}{fragment}")
    }
}

fn make(engine: &mut Engine, key: &Key) -> wgpu::RenderPipeline {
    let device = &engine.gpu.device;
    let layout = engine.clears.layout.get_or_insert_with(|| {
        device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label: Some("clear"),
            entries: &[wgpu::BindGroupLayoutEntry {
                binding: 0,
                visibility: wgpu::ShaderStages::VERTEX_FRAGMENT,
                ty: wgpu::BindingType::Buffer {
                    ty: wgpu::BufferBindingType::Uniform,
                    has_dynamic_offset: true,
                    min_binding_size: None,
                },
                count: None,
            }],
        })
    });
    let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
        label: Some("clear"),
        source: wgpu::ShaderSource::Wgsl(key.shader().into()),
    });
    let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
        label: Some("clear"),
        bind_group_layouts: &[Some(&*layout)],
        immediate_size: 0,
    });
    let target = engine.targets.get(key.target);
    let targets: Vec<_> = target
        .colors
        .iter()
        .zip(0..)
        .map(|(color, n)| {
            let mask = key.color.filter(|(at, _, _)| *at == n).map_or(0, |(_, _, mask)| mask);
            color.map(|(format, _)| wgpu::ColorTargetState {
                format,
                blend: None,
                write_mask: state::color_writes(mask),
            })
        })
        .collect();
    let face = wgpu::StencilFaceState {
        compare: wgpu::CompareFunction::Always,
        fail_op: wgpu::StencilOperation::Replace,
        depth_fail_op: wgpu::StencilOperation::Replace,
        pass_op: wgpu::StencilOperation::Replace,
    };
    let stencil = match key.stencil_mask {
        Some(write_mask) => wgpu::StencilState { front: face, back: face, read_mask: 0xff, write_mask },
        None => wgpu::StencilState::default(),
    };
    device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
        label: Some("clear"),
        layout: Some(&pipeline_layout),
        vertex: wgpu::VertexState {
            module: &module,
            entry_point: Some("corner"),
            compilation_options: Default::default(),
            buffers: &[],
        },
        primitive: wgpu::PrimitiveState {
            topology: wgpu::PrimitiveTopology::TriangleStrip,
            ..Default::default()
        },
        depth_stencil: target.depth.map(|(format, _, _)| wgpu::DepthStencilState {
            format,
            depth_write_enabled: Some(key.depth),
            depth_compare: Some(wgpu::CompareFunction::Always),
            stencil,
            bias: wgpu::DepthBiasState::default(),
        }),
        multisample: wgpu::MultisampleState { count: target.samples, ..Default::default() },
        fragment: Some(wgpu::FragmentState {
            module: &module,
            entry_point: Some("fill"),
            compilation_options: Default::default(),
            targets: &targets,
        }),
        multiview_mask: None,
        cache: None,
    })
}

fn words(value: GlClearValue) -> ([u32; 4], Kind) {
    match value {
        GlClearValue::Float(v) => (v.map(f32::to_bits), Kind::Float),
        GlClearValue::Int(v) => (v.map(|v| v as u32), Kind::Int),
        GlClearValue::Uint(v) => (v, Kind::Uint),
    }
}

impl Context {
    /// Draws what cannot be a load operation; `area` lies inside of the target.
    pub(super) fn draw_clear(
        &mut self,
        engine: &mut Engine,
        resolved: &Resolved,
        clear: &GlClear,
        area: [u32; 4],
    ) {
        let mut draws = Vec::new();
        let key = Key {
            target: resolved.key,
            generation: engine.generation,
            color: None,
            depth: false,
            stencil_mask: None,
        };
        for &(buffer, value, mask) in &clear.colors {
            let Some(Some(attachment)) = resolved.colors.get(buffer as usize) else { continue };
            let (color, kind) = words(value);
            let wanted = match attachment.class {
                Class::Int => Kind::Int,
                Class::Uint => Kind::Uint,
                Class::Float | Class::Depth => Kind::Float,
            };
            if kind == wanted {
                draws.push((Key { color: Some((buffer, kind, mask)), ..key }, color));
            }
        }
        if clear.depth.is_some() || clear.stencil.is_some() {
            let stencil_mask = clear.stencil.map(|(_, mask)| mask);
            draws.push((Key { depth: clear.depth.is_some(), stencil_mask, ..key }, [0; 4]));
        }
        for (key, color) in draws {
            if !engine.clears.made.contains_key(&key) {
                let made = make(engine, &key);
                engine.clears.made.insert(key, made);
            }
            let mut block = [0; BLOCK_BYTES];
            for (to, word) in block.chunks_exact_mut(4).zip(color) {
                to.copy_from_slice(&word.to_le_bytes());
            }
            block[16..20].copy_from_slice(&clear.depth.unwrap_or(0.0).to_le_bytes());
            let room = engine.frame.ring.stride(BLOCK_BYTES);
            let chunk = engine.frame.ring.reserve(&mut engine.ids, room);
            let offset = engine.frame.ring.push(&block, BLOCK_BYTES);
            let Some(layout) = &engine.clears.layout else { unreachable!("made with the pipeline") };
            let group = engine.gpu.device.create_bind_group(&wgpu::BindGroupDescriptor {
                label: Some("clear"),
                layout,
                entries: &[wgpu::BindGroupEntry {
                    binding: 0,
                    resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                        buffer: &engine.frame.ring.chunk(chunk).buffer,
                        offset: 0,
                        size: wgpu::BufferSize::new(BLOCK_BYTES as u64),
                    }),
                }],
            });
            if self.pass(engine).is_none() {
                return;
            }
            let Engine { frame, clears, .. } = &mut *engine;
            let (Some(pass), Some(pipeline)) = (&mut frame.pass, clears.made.get(&key)) else { return };
            pass.pass.set_pipeline(pipeline);
            pass.pass.set_bind_group(0, &group, &[offset]);
            let (width, height) = (resolved.size.width as f32, resolved.size.height as f32);
            pass.pass.set_viewport(0.0, 0.0, width, height, 0.0, 1.0);
            let [x, y, w, h] = area;
            pass.pass.set_scissor_rect(x, y, w, h);
            let reference = clear.stencil.map_or(0, |(value, _)| value);
            pass.pass.set_stencil_reference(reference);
            pass.pass.draw(0..4, 0..1);
            pass.forget_clear(reference);
            engine.stats.draw_calls += 1;
        }
    }
}
