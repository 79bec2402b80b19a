//! Pipelines of copies: what is read, what is written, and the shader between them.

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
pub(super) enum Source {
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
pub(super) enum Sink {
    Color(wgpu::TextureFormat),
    Depth,
    /// All bits to zero.
    StencilZero,
    /// The fragments of one bit.
    StencilBit(u32),
}

/// Everything that a copy's pipeline depends on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) source: Source,
    pub(super) sink: Sink,
    /// Format of the depth-stencil attachment, when it is written.
    pub(super) depth: Option<wgpu::TextureFormat>,
    pub(super) linear: bool,
    pub(super) three: bool,
    pub(super) recolor: Recolor,
    pub(super) mask: u8,
}

/// `(component * 255 + alpha / 2) / alpha` in whole numbers.
const STRAIGHT: &str = "
fn straight(c: vec4<f32>) -> vec4<f32> {
    let bytes = floor(c * 255.0 + 0.5);
    let alpha = max(bytes.a, 1.0);
    let rgb = min(floor((bytes.rgb * 255.0 + floor(alpha * 0.5) + 0.25) / alpha), vec3<f32>(255.0));
    return select(vec4<f32>(0.0), vec4<f32>(rgb, bytes.a) / 255.0, bytes.a > 0.0);
}
";

const VERTEX: &str = "
struct Copy { corners: vec4<f32>, slice: vec4<f32> }
@group(0) @binding(0) var<uniform> job: Copy;
struct Corner { @builtin(position) position: vec4<f32>, @location(0) texel: vec2<f32> }
@vertex fn corner(@builtin(vertex_index) n: u32) -> Corner {
    let at = vec2<f32>(f32(n & 1u), f32(n >> 1u));
    return Corner(vec4<f32>(at.x * 2.0 - 1.0, 1.0 - at.y * 2.0, 0.0, 1.0), mix(job.corners.xy, job.corners.zw, at));
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

    /// The pipeline.
    pub(super) fn make(&self, device: &wgpu::Device) -> wgpu::RenderPipeline {
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
