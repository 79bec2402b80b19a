//! Copies that are drawn: with scaling, between formats, into depth and stencil.

use super::{Engine, formats::Class, textures::View};
use rustc_hash::FxHashMap;
use std::fmt::Write as _;

/// What a copy does with colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Recolor {
    None,
    /// Into luminance: `(r, r, r, 1)`.
    Luminance,
    /// `(r, r, r, a)`.
    LuminanceAlpha,
    /// `(0, 0, 0, a)`.
    Alpha,
    /// Straight alpha to premultiplied.
    Premultiply,
    /// 8-bit premultiplied to straight alpha, rounded as `base::PixelBuffer` does.
    Straight,
}

/// What is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Source {
    Float,
    Int,
    Uint,
    Depth,
    /// Multisampled depth: its first sample.
    DepthSamples,
    Stencil,
    StencilSamples,
    /// Depth and stencil as two words of an integer texture.
    Words,
}

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sink {
    Color(wgpu::TextureFormat),
    Depth,
    /// All bits to zero.
    StencilZero,
    /// The fragments of one bit.
    StencilBit(u32),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    source: Source,
    sink: Sink,
    /// Format of the depth-stencil attachment, when it is written.
    depth: Option<wgpu::TextureFormat>,
    linear: bool,
    three: bool,
    recolor: Recolor,
    mask: u8,
}

/// Pipelines of copies.
#[derive(Default)]
pub(super) struct Copier {
    made: FxHashMap<Key, wgpu::RenderPipeline>,
    linear: Option<wgpu::Sampler>,
}

/// A rectangle of pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) x: u32,
    pub(super) y: u32,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// A copy of a colour image.
pub(super) struct ColorCopy<'a> {
    pub(super) source: &'a wgpu::TextureView,
    pub(super) class: Class,
    /// The slice of a source with depth.
    pub(super) slice: Option<f32>,
    /// Corners in texels of the source; may be turned over.
    pub(super) from: [f32; 4],
    pub(super) target: &'a wgpu::TextureView,
    pub(super) format: wgpu::TextureFormat,
    pub(super) depth_slice: Option<u32>,
    /// Corners in pixels of the target, in order.
    pub(super) to: [i32; 4],
    pub(super) scissor: [u32; 4],
    pub(super) linear: bool,
    pub(super) recolor: Recolor,
    pub(super) mask: u8,
}

const VERTEX: &str = "
struct Copy { corners: vec4<f32>, slice: vec4<f32> }
@group(0) @binding(0) var<uniform> job: Copy;
struct Corner { @builtin(position) position: vec4<f32>, @location(0) texel: vec2<f32> }
@vertex fn corner(@builtin(vertex_index) n: u32) -> Corner {
    let at = vec2<f32>(f32(n & 1u), f32(n >> 1u));
    return Corner(vec4<f32>(at.x * 2.0 - 1.0, 1.0 - at.y * 2.0, 0.0, 1.0), mix(job.corners.xy, job.corners.zw, at));
}
";

/// `(component * 255 + alpha / 2) / alpha` in whole numbers.
const STRAIGHT: &str = "
fn straight(c: vec4<f32>) -> vec4<f32> {
    let bytes = floor(c * 255.0 + 0.5);
    let alpha = max(bytes.a, 1.0);
    let rgb = min(floor((bytes.rgb * 255.0 + floor(alpha * 0.5) + 0.25) / alpha), vec3<f32>(255.0));
    return select(vec4<f32>(0.0), vec4<f32>(rgb, bytes.a) / 255.0, bytes.a > 0.0);
}
";

impl Key {
    fn shader(&self) -> String {
        let mut text = VERTEX.to_owned();
        let kind = match (self.source, self.three) {
            (Source::Float, false) => "texture_2d<f32>",
            (Source::Float, true) => "texture_3d<f32>",
            (Source::Int, false) => "texture_2d<i32>",
            (Source::Int, true) => "texture_3d<i32>",
            (Source::Uint | Source::Stencil | Source::Words, false) => "texture_2d<u32>",
            (Source::Uint | Source::Stencil | Source::Words, true) => "texture_3d<u32>",
            (Source::Depth, _) => "texture_depth_2d",
            (Source::DepthSamples, _) => "texture_depth_multisampled_2d",
            (Source::StencilSamples, _) => "texture_multisampled_2d<u32>",
        };
        // Writing to a string cannot fail.
        let _ = writeln!(text, "@group(0) @binding(1) var source: {kind};");
        let output = match self.source {
            Source::Int => "vec4<i32>",
            Source::Uint => "vec4<u32>",
            _ => "vec4<f32>",
        };
        if self.linear {
            let _ = writeln!(text, "@group(0) @binding(2) var smooth_: sampler;");
            let read = if self.three {
                "textureSampleLevel(source, smooth_, vec3<f32>(in.texel, job.slice.x) / vec3<f32>(textureDimensions(source)), 0.0)"
            } else {
                "textureSampleLevel(source, smooth_, in.texel / vec2<f32>(textureDimensions(source)), 0.0)"
            };
            let _ = writeln!(text, "fn read(in: Corner) -> vec4<f32> {{ return {read}; }}");
        } else {
            let place = "clamp(vec2<i32>(floor(in.texel)), vec2<i32>(0), vec2<i32>(textureDimensions(source).xy) - 1)";
            let (result, load) = match (self.source, self.three) {
                (Source::Depth, _) => ("f32", format!("textureLoad(source, {place}, 0)")),
                (Source::DepthSamples, _) => ("f32", format!("textureLoad(source, {place}, 0)")),
                (Source::Stencil | Source::StencilSamples, _) => {
                    ("u32", format!("textureLoad(source, {place}, 0).r"))
                }
                (Source::Words, _) => ("vec4<u32>", format!("textureLoad(source, {place}, 0)")),
                (_, true) => {
                    (output, format!("textureLoad(source, vec3<i32>({place}, i32(job.slice.x)), 0)"))
                }
                (_, false) => (output, format!("textureLoad(source, {place}, 0)")),
            };
            let _ = writeln!(text, "fn read(in: Corner) -> {result} {{ return {load}; }}");
        }
        if self.recolor == Recolor::Straight {
            text.push_str(STRAIGHT);
        }
        match self.sink {
            Sink::Color(_) => {
                let value = match self.recolor {
                    Recolor::None => "c",
                    Recolor::Luminance => "vec4<f32>(c.rrr, 1.0)",
                    Recolor::LuminanceAlpha => "c.rrra",
                    Recolor::Alpha => "vec4<f32>(0.0, 0.0, 0.0, c.a)",
                    Recolor::Premultiply => "vec4<f32>(c.rgb * c.a, c.a)",
                    Recolor::Straight => "straight(c)",
                };
                let _ = writeln!(
                    text,
                    "@fragment fn fill(in: Corner) -> @location(0) {output} {{ let c = read(in); return {value}; }}"
                );
            }
            Sink::Depth => {
                let value =
                    if self.source == Source::Words { "bitcast<f32>(read(in).r)" } else { "read(in)" };
                let _ = writeln!(
                    text,
                    "@fragment fn fill(in: Corner) -> @builtin(frag_depth) f32 {{ return clamp({value}, 0.0, 1.0); }}"
                );
            }
            Sink::StencilZero => {
                // The source is named so that all copies bind alike.
                let _ = writeln!(
                    text,
                    "@fragment fn fill(in: Corner) {{ if in.texel.x < -1e9 {{ let unused = read(in); discard; }} }}"
                );
            }
            Sink::StencilBit(bit) => {
                let value = if self.source == Source::Words { "read(in).g" } else { "read(in)" };
                let _ = writeln!(
                    text,
                    "@fragment fn fill(in: Corner) {{ if ({value} & {}u) == 0u {{ discard; }} }}",
                    1 << bit
                );
            }
        }
        text
    }

    fn make(&self, device: &wgpu::Device) -> wgpu::RenderPipeline {
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label: Some("copy"),
            source: wgpu::ShaderSource::Wgsl(self.shader().into()),
        });
        let target = match self.sink {
            Sink::Color(format) => Some(wgpu::ColorTargetState {
                format,
                blend: None,
                write_mask: super::state::color_writes(self.mask),
            }),
            _ => None,
        };
        let face = wgpu::StencilFaceState {
            compare: wgpu::CompareFunction::Always,
            fail_op: wgpu::StencilOperation::Replace,
            depth_fail_op: wgpu::StencilOperation::Replace,
            pass_op: wgpu::StencilOperation::Replace,
        };
        let stencil = match self.sink {
            Sink::Color(_) | Sink::Depth => wgpu::StencilState::default(),
            Sink::StencilZero => {
                wgpu::StencilState { front: face, back: face, read_mask: 255, write_mask: 255 }
            }
            Sink::StencilBit(bit) => {
                wgpu::StencilState { front: face, back: face, read_mask: 255, write_mask: 1 << bit }
            }
        };
        let targets = [target];
        device.create_render_pipeline(&wgpu::RenderPipelineDescriptor {
            label: Some("copy"),
            layout: None,
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
            depth_stencil: self.depth.map(|format| wgpu::DepthStencilState {
                format,
                depth_write_enabled: Some(self.sink == Sink::Depth),
                depth_compare: Some(wgpu::CompareFunction::Always),
                stencil,
                bias: wgpu::DepthBiasState::default(),
            }),
            multisample: wgpu::MultisampleState::default(),
            fragment: Some(wgpu::FragmentState {
                module: &module,
                entry_point: Some("fill"),
                compilation_options: Default::default(),
                targets: if targets[0].is_some() { &targets } else { &[] },
            }),
            multiview_mask: None,
            cache: None,
        })
    }
}

/// One drawn quad.
struct Quad<'a> {
    key: Key,
    source: &'a wgpu::TextureView,
    from: [f32; 4],
    slice: f32,
    to: [i32; 4],
    scissor: [u32; 4],
    reference: u32,
}

impl Quad<'_> {
    /// Prepares the bind group: it may write to the ring.
    fn prepare(&self, engine: &mut Engine) -> Option<(wgpu::RenderPipeline, wgpu::BindGroup)> {
        if !engine.copier.made.contains_key(&self.key) {
            let device = engine.gpu.device.clone();
            let made = engine.reported("a copy", || self.key.make(&device))?;
            engine.copier.made.insert(self.key, made);
        }
        let pipeline = engine.copier.made.get(&self.key)?.clone();
        let mut block = [0; 32];
        for (to, word) in block.chunks_exact_mut(4).zip(self.from.into_iter().chain([self.slice])) {
            to.copy_from_slice(&word.to_le_bytes());
        }
        let room = engine.frame.ring.stride(block.len());
        let chunk = engine.frame.ring.reserve(&mut engine.ids, room);
        let offset = engine.frame.ring.push(&block, block.len());
        let device = &engine.gpu.device;
        let sampler = engine.copier.linear.get_or_insert_with(|| {
            device.create_sampler(&wgpu::SamplerDescriptor {
                label: Some("copy"),
                mag_filter: wgpu::FilterMode::Linear,
                min_filter: wgpu::FilterMode::Linear,
                lod_max_clamp: 0.0,
                ..Default::default()
            })
        });
        let block = wgpu::BindGroupEntry {
            binding: 0,
            resource: wgpu::BindingResource::Buffer(wgpu::BufferBinding {
                buffer: &engine.frame.ring.chunk(chunk).buffer,
                offset: u64::from(offset),
                size: wgpu::BufferSize::new(32),
            }),
        };
        let mut entries = vec![
            block,
            wgpu::BindGroupEntry { binding: 1, resource: wgpu::BindingResource::TextureView(self.source) },
        ];
        if self.key.linear {
            let resource = wgpu::BindingResource::Sampler(sampler);
            entries.push(wgpu::BindGroupEntry { binding: 2, resource });
        }
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some("copy"),
            layout: &pipeline.get_bind_group_layout(0),
            entries: &entries,
        });
        Some((pipeline, group))
    }

    fn draw(
        &self,
        pass: &mut wgpu::RenderPass<'_>,
        pipeline: &wgpu::RenderPipeline,
        group: &wgpu::BindGroup,
    ) {
        let [x0, y0, x1, y1] = self.to;
        pass.set_pipeline(pipeline);
        pass.set_bind_group(0, group, &[]);
        let [x, y, w, h] = [x0, y0, x1 - x0, y1 - y0].map(|v| v as f32);
        pass.set_viewport(x, y, w, h, 0.0, 1.0);
        let [x, y, w, h] = self.scissor;
        pass.set_scissor_rect(x, y, w, h);
        pass.set_stencil_reference(self.reference);
        pass.draw(0..4, 0..1);
    }
}

/// Copies a colour image by drawing; ends the pass.
pub(super) fn copy_color(engine: &mut Engine, copy: &ColorCopy<'_>) {
    let source = match copy.class {
        Class::Float => Source::Float,
        Class::Int => Source::Int,
        Class::Uint => Source::Uint,
        Class::Depth => Source::Depth,
    };
    let quad = Quad {
        key: Key {
            source,
            sink: Sink::Color(copy.format),
            depth: None,
            linear: copy.linear && source == Source::Float,
            three: copy.slice.is_some(),
            recolor: if source == Source::Float { copy.recolor } else { Recolor::None },
            mask: copy.mask,
        },
        source: copy.source,
        from: copy.from,
        slice: copy.slice.unwrap_or(0.0),
        to: copy.to,
        scissor: copy.scissor,
        reference: 0,
    };
    let Some((pipeline, group)) = quad.prepare(engine) else { return };
    engine.stats.passes += 1;
    let mut pass = engine.frame.main().begin_render_pass(&wgpu::RenderPassDescriptor {
        label: Some("copy"),
        color_attachments: &[Some(wgpu::RenderPassColorAttachment {
            view: copy.target,
            depth_slice: copy.depth_slice,
            resolve_target: None,
            ops: wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store },
        })],
        ..Default::default()
    });
    quad.draw(&mut pass, &pipeline, &group);
}

/// Where depth and stencil come from.
pub(super) struct DepthSource {
    depth: Option<(wgpu::TextureView, Source)>,
    stencil: Option<(wgpu::TextureView, Source)>,
    /// Corners in texels.
    pub(super) from: [f32; 4],
}

impl DepthSource {
    /// Images of depth and stencil.
    pub(super) fn images(depth: Option<&View>, stencil: Option<&View>, samples: u32) -> DepthSource {
        let (depth_kind, stencil_kind) = if samples > 1 {
            (Source::DepthSamples, Source::StencilSamples)
        } else {
            (Source::Depth, Source::Stencil)
        };
        DepthSource {
            depth: depth.map(|view| (view.view.clone(), depth_kind)),
            stencil: stencil.map(|view| (view.view.clone(), stencil_kind)),
            from: [0.0; 4],
        }
    }

    /// Uploaded texels: depth as floats, or pairs of depth and stencil.
    pub(super) fn upload(
        engine: &mut Engine,
        width: u32,
        height: u32,
        with_stencil: bool,
        texels: &[u8],
    ) -> DepthSource {
        let texture = engine.gpu.device.create_texture(&wgpu::TextureDescriptor {
            label: Some("depth upload"),
            size: wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
            mip_level_count: 1,
            sample_count: 1,
            dimension: wgpu::TextureDimension::D2,
            format: wgpu::TextureFormat::Rg32Uint,
            usage: wgpu::TextureUsages::TEXTURE_BINDING | wgpu::TextureUsages::COPY_DST,
            view_formats: &[],
        });
        let pairs: Vec<u8> = if with_stencil {
            texels.to_vec()
        } else {
            texels.chunks_exact(4).flat_map(|b| [b[0], b[1], b[2], b[3], 0, 0, 0, 0]).collect()
        };
        engine.gpu.queue.write_texture(
            texture.as_image_copy(),
            &pairs,
            wgpu::TexelCopyBufferLayout {
                offset: 0,
                bytes_per_row: Some(width * 8),
                rows_per_image: Some(height),
            },
            wgpu::Extent3d { width, height, depth_or_array_layers: 1 },
        );
        let view = texture.create_view(&wgpu::TextureViewDescriptor::default());
        DepthSource {
            depth: Some((view.clone(), Source::Words)),
            stencil: with_stencil.then_some((view, Source::Words)),
            from: [0.0, 0.0, width as f32, height as f32],
        }
    }

    /// Draws into a part of a depth-stencil image; ends the pass.
    pub(super) fn draw_into(
        &self,
        engine: &mut Engine,
        target: &View,
        format: wgpu::TextureFormat,
        to: Extent,
    ) {
        let corners = [to.x, to.y, to.x + to.width, to.y + to.height].map(|v| v as i32);
        let scissor = [to.x, to.y, to.width, to.height];
        self.draw_scaled(engine, &target.view, format, corners, scissor);
    }

    /// Draws scaled to the corners, inside of the scissor; ends the pass.
    pub(super) fn draw_scaled(
        &self,
        engine: &mut Engine,
        target: &wgpu::TextureView,
        format: wgpu::TextureFormat,
        to: [i32; 4],
        scissor: [u32; 4],
    ) {
        let mut steps = Vec::new();
        if let Some((view, source)) = &self.depth
            && format.has_depth_aspect()
        {
            steps.push((view, *source, Sink::Depth, 0));
        }
        if let Some((view, source)) = &self.stencil
            && format.has_stencil_aspect()
        {
            steps.push((view, *source, Sink::StencilZero, 0));
            steps.extend((0..8).map(|bit| (view, *source, Sink::StencilBit(bit), 0xff)));
        }
        let quads: Vec<_> = steps
            .into_iter()
            .map(|(source, kind, sink, reference)| Quad {
                key: Key {
                    source: kind,
                    sink,
                    depth: Some(format),
                    linear: false,
                    three: false,
                    recolor: Recolor::None,
                    mask: 0,
                },
                source,
                from: self.from,
                slice: 0.0,
                to,
                scissor,
                reference,
            })
            .collect();
        let mut prepared = Vec::with_capacity(quads.len());
        for quad in &quads {
            let Some(made) = quad.prepare(engine) else { return };
            prepared.push(made);
        }
        let load = || wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store };
        engine.stats.passes += 1;
        let mut pass = engine.frame.main().begin_render_pass(&wgpu::RenderPassDescriptor {
            label: Some("copy depth"),
            color_attachments: &[],
            depth_stencil_attachment: Some(wgpu::RenderPassDepthStencilAttachment {
                view: target,
                depth_ops: format.has_depth_aspect().then(load_f32),
                stencil_ops: format.has_stencil_aspect().then(load),
            }),
            ..Default::default()
        });
        for (quad, (pipeline, group)) in quads.iter().zip(&prepared) {
            quad.draw(&mut pass, pipeline, group);
        }
    }
}

fn load_f32() -> wgpu::Operations<f32> {
    wgpu::Operations { load: wgpu::LoadOp::Load, store: wgpu::StoreOp::Store }
}
