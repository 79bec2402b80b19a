//! What the tests of the WebGL executor share: one context, programs in WGSL, shorthands for commands.
#![allow(dead_code, missing_docs, unreachable_pub)]

#[path = "../common/mod.rs"]
mod common;

pub use common::gpu;
use sparrow_base::{CanvasId, PixelBuffer, PixelSize, Premul};
use sparrow_glsl::{CompileOptions, LinkOptions, Program, ShaderExtensions, ShaderLimits, WebGlVersion};
use sparrow_gpu::GlExecutor;
use sparrow_render::gl::*;
use std::sync::Arc;

pub const CONTEXT: CanvasId = CanvasId(7);

/// A program whose stages are WGSL; modules are parsed when they are asked for.
#[derive(Debug)]
pub struct Wgsl {
    pub interface: GlInterface,
    pub vertex: String,
    /// Instead of `vertex` for points.
    pub points: String,
    pub fragment: String,
}

impl GlProgram for Wgsl {
    fn interface(&self) -> &GlInterface {
        &self.interface
    }

    fn module(&self, stage: GlStage, variant: &GlVariant) -> Result<Option<Arc<naga::Module>>, String> {
        let text = match stage {
            GlStage::Vertex if variant.points => &self.points,
            GlStage::Vertex => &self.vertex,
            GlStage::Fragment => &self.fragment,
        };
        naga::front::wgsl::parse_str(text).map(|m| Some(Arc::new(m))).map_err(|e| e.emit_to_string(text))
    }
}

/// Positions at location 0, a colour at location 1 that a uniform multiplies.
pub fn colored() -> Wgsl {
    let attribute = |location, components| GlAttribute { location, kind: GlValueKind::Float, components };
    Wgsl {
        interface: GlInterface {
            fragment_block_bytes: 16,
            attributes: vec![attribute(0, 3), attribute(1, 4)],
            outputs: vec![GlOutput { location: 0, kind: GlValueKind::Float, components: 4 }],
            ..GlInterface::default()
        },
        vertex: "
            struct Out { @builtin(position) position: vec4<f32>, @location(0) color: vec4<f32> }
            @vertex fn main(@location(0) p: vec3<f32>, @location(1) c: vec4<f32>) -> Out {
                return Out(vec4<f32>(p.x, -p.y, (p.z + 1.0) * 0.5, 1.0), c);
            }"
        .to_owned(),
        points: String::new(),
        fragment:
            "
            struct Block { tint: vec4<f32> }
            @group(0) @binding(1) var<uniform> block: Block;
            @fragment fn main(@location(0) c: vec4<f32>) -> @location(0) vec4<f32> { return c * block.tint; }"
                .to_owned(),
    }
}

/// Positions at location 0; texture coordinates are positions from 0 to 1.
pub fn textured() -> Wgsl {
    Wgsl {
        interface: GlInterface {
            attributes: vec![GlAttribute { location: 0, kind: GlValueKind::Float, components: 2 }],
            samplers: vec![GlSamplerSlot {
                kind: GlSamplerKind { dim: GlTextureDim::D2, value: GlValueKind::Float, shadow: false },
                stages: GlStages { vertex: false, fragment: true },
            }],
            outputs: vec![GlOutput { location: 0, kind: GlValueKind::Float, components: 4 }],
            ..GlInterface::default()
        },
        vertex: "
            struct Out { @builtin(position) position: vec4<f32>, @location(0) uv: vec2<f32> }
            @vertex fn main(@location(0) p: vec2<f32>) -> Out {
                return Out(vec4<f32>(p.x, -p.y, 0.5, 1.0), (p + 1.0) * 0.5);
            }"
        .to_owned(),
        points: String::new(),
        fragment: "
            @group(2) @binding(0) var image: texture_2d<f32>;
            @group(2) @binding(1) var smp: sampler;
            @fragment fn main(@location(0) uv: vec2<f32>) -> @location(0) vec4<f32> {
                return textureSample(image, smp, uv);
            }"
        .to_owned(),
    }
}

/// An executor with one context.
pub struct Bench {
    pub executor: GlExecutor,
    pub size: PixelSize,
    pub queue: Vec<GlCommand>,
}

/// A bench of this size, or the end of the test where no adapter is expected.
#[macro_export]
macro_rules! gl_bench {
    ($width:expr, $height:expr) => {
        match $crate::gl_bench::Bench::new($width, $height) {
            Some(bench) => bench,
            None => return,
        }
    };
}

pub const ALL: GlRect = GlRect { x: 0, y: 0, width: i32::MAX, height: i32::MAX };

impl Bench {
    pub fn new(width: u32, height: u32) -> Option<Bench> {
        let mut bench = Bench {
            executor: GlExecutor::new(gpu()?),
            size: PixelSize::new(width, height),
            queue: Vec::new(),
        };
        bench.drawing_buffer(true, true);
        bench.state(state(width, height));
        Some(bench)
    }

    pub fn drawing_buffer(&mut self, alpha: bool, premultiplied: bool) {
        let size = self.size;
        self.push(GlCommand::DrawingBuffer { size, alpha, antialias: true, premultiplied });
    }

    pub fn push(&mut self, command: GlCommand) {
        self.queue.push(command);
    }

    pub fn run(&mut self) {
        self.executor.execute(CONTEXT, &mut self.queue).unwrap();
        assert!(self.queue.is_empty());
    }

    /// Nothing was left out and nothing was complained about.
    pub fn assert_clean(&mut self) {
        let stats = self.executor.take_stats();
        assert!(stats.notices.is_empty() && stats.unsupported.is_empty(), "{stats:?}");
    }

    pub fn buffer(&mut self, id: u32, bytes: Vec<u8>, usage: GlBufferUse) -> GlBufferId {
        let buffer = GlBufferId(id);
        self.push(GlCommand::BufferData { buffer, bytes, usage });
        buffer
    }

    pub fn floats(&mut self, id: u32, values: &[f32]) -> GlBufferId {
        self.buffer(id, values.iter().flat_map(|v| v.to_le_bytes()).collect(), GlBufferUse::Other)
    }

    pub fn indices(&mut self, id: u32, values: &[u16]) -> GlBufferId {
        self.buffer(id, values.iter().flat_map(|v| v.to_le_bytes()).collect(), GlBufferUse::Index)
    }

    pub fn program(&mut self, id: u32, program: Wgsl) {
        let program_id = GlProgramId(id);
        self.push(GlCommand::CreateProgram { program: program_id, object: Arc::new(program) });
        self.push(GlCommand::Program(program_id));
    }

    pub fn state(&mut self, state: GlState) {
        self.push(GlCommand::State(Box::new(state)));
    }

    pub fn tint(&mut self, tint: [f32; 4]) {
        let fragment = tint.iter().flat_map(|v| v.to_le_bytes()).collect();
        self.push(GlCommand::Uniforms { vertex: None, fragment: Some(fragment) });
    }

    pub fn inputs(&mut self, sources: &[GlVertexSource]) {
        let inputs = sources.iter().zip(0..);
        let inputs = inputs.map(|(source, location)| GlVertexInput { location, source: *source }).collect();
        self.push(GlCommand::VertexInputs(inputs));
    }

    pub fn arrays(&mut self, mode: GlMode, first: u32, count: u32) {
        self.push(GlCommand::Draw(GlDraw { mode, first, count, instances: 1, indices: None, draw_id: 0 }));
    }

    pub fn elements(
        &mut self,
        mode: GlMode,
        buffer: GlBufferId,
        kind: GlIndexType,
        count: u32,
        restart: bool,
    ) {
        let indices = GlIndices { buffer, kind, offset: 0, max_index: 0, restart };
        self.push(GlCommand::Draw(GlDraw {
            mode,
            first: 0,
            count,
            instances: 1,
            indices: Some(indices),
            draw_id: 0,
        }));
    }

    pub fn clear(&mut self, color: [f32; 4]) {
        self.push(GlCommand::Clear(GlClear {
            colors: vec![(0, GlClearValue::Float(color), 15)],
            depth: Some(1.0),
            stencil: Some((0, u32::MAX)),
            scissor: None,
        }));
    }

    pub fn texture(
        &mut self,
        id: u32,
        format: GlStorageFormat,
        width: u32,
        height: u32,
        texels: &[u8],
    ) -> GlTextureId {
        let texture = GlTextureId(id);
        let desc = GlTextureDesc { kind: GlTextureKind::D2, format, width, height, depth: 1, levels: 1 };
        self.push(GlCommand::TextureStorage { texture, desc });
        if !texels.is_empty() {
            self.upload(texture, 0, width, height, texels);
        }
        texture
    }

    pub fn upload(&mut self, texture: GlTextureId, level: u32, width: u32, height: u32, texels: &[u8]) {
        let region = GlRegion { level, width, height, depth: 1, ..GlRegion::default() };
        self.push(GlCommand::Upload(GlUpload { texture, region, texels: texels.to_vec() }));
    }

    /// Reads a target, bottom row first.
    pub fn read_target(&mut self, target: GlTarget, width: u32, height: u32) -> Vec<u8> {
        self.run();
        let rect = GlRect { x: 0, y: 0, width: width as i32, height: height as i32 };
        let read = GlRead { source: GlReadSource { target, buffer: 0 }, rect };
        self.executor.read(CONTEXT, &read).unwrap()
    }

    /// Reads the drawing buffer, bottom row first.
    pub fn read(&mut self) -> Vec<[u8; 4]> {
        let bytes = self.read_target(GlTarget::Canvas, self.size.width, self.size.height);
        bytes.as_chunks::<4>().0.to_vec()
    }

    /// A pixel of a reading, from the bottom left.
    pub fn at(&self, pixels: &[[u8; 4]], x: u32, y: u32) -> [u8; 4] {
        pixels[(y * self.size.width + x) as usize]
    }

    pub fn published(&mut self) -> PixelBuffer<Premul> {
        self.push(GlCommand::Publish { clear: false });
        self.run();
        self.executor.take_published(CONTEXT).unwrap().expect("something was published")
    }
}

/// A program in GLSL ES 3.00.
pub fn glsl(vertex: &str, fragment: &str, feedback: &[&str], separate: bool) -> Program {
    let options = CompileOptions {
        version: WebGlVersion::Two,
        extensions: ShaderExtensions::default(),
        limits: ShaderLimits::default(),
    };
    let compile = |stage, text: &str| {
        let text = format!("#version 300 es\nprecision highp float;\n{text}");
        sparrow_glsl::compile(stage, &text, &options).unwrap()
    };
    let link = LinkOptions {
        version: WebGlVersion::Two,
        limits: options.limits,
        bound_attributes: vec![("p".to_owned(), 0), ("c".to_owned(), 1)],
        feedback_varyings: feedback.iter().map(|v| (*v).to_owned()).collect(),
        feedback_separate: separate,
    };
    sparrow_glsl::link(&compile(GlStage::Vertex, vertex), &compile(GlStage::Fragment, fragment), &link)
        .unwrap()
}

/// Makes it the current one, with uniforms of zeros.
pub fn use_program(bench: &mut Bench, program: &Program) {
    bench.push(GlCommand::CreateProgram { program: GlProgramId(1), object: program.object() });
    bench.push(GlCommand::Program(GlProgramId(1)));
    let interface = program.object().interface().clone();
    bench.push(GlCommand::Uniforms {
        vertex: Some(vec![0; interface.vertex_block_bytes as usize]),
        fragment: Some(vec![0; interface.fragment_block_bytes as usize]),
    });
}

/// State as WebGL begins, with a viewport.
pub fn state(width: u32, height: u32) -> GlState {
    GlState::initial(GlRect { x: 0, y: 0, width: width as i32, height: height as i32 })
}

/// Tightly packed floats.
pub fn array(buffer: GlBufferId, components: u8, stride: u32, offset: u32) -> GlVertexSource {
    GlVertexSource::Array {
        buffer,
        format: GlVertexFormat::F32,
        components,
        normalized: false,
        integer: false,
        stride,
        offset,
        divisor: 0,
    }
}

pub fn constant(value: [f32; 4]) -> GlVertexSource {
    GlVertexSource::Constant(value.map(f32::to_bits))
}

pub const NEAREST: GlSampler = GlSampler {
    mag: GlFilter::Nearest,
    min: GlFilter::Nearest,
    mip: None,
    wrap_s: GlWrap::ClampToEdge,
    wrap_t: GlWrap::ClampToEdge,
    wrap_r: GlWrap::ClampToEdge,
    min_lod: -1000.0,
    max_lod: 1000.0,
    anisotropy: 1,
    compare: None,
    base_level: 0,
    max_level: 1000,
};

pub fn framebuffer(texture: GlTextureId, format: GlStorageFormat, width: u32, height: u32) -> GlTarget {
    framebuffer_level(texture, format, 0, width, height)
}

/// A framebuffer of one level of a texture.
pub fn framebuffer_level(
    texture: GlTextureId,
    format: GlStorageFormat,
    level: u32,
    width: u32,
    height: u32,
) -> GlTarget {
    let image = GlAttachmentImage::Texture { texture, level, layer: 0 };
    GlTarget::Framebuffer {
        colors: vec![Some(GlAttachment { image, format })],
        depth: None,
        stencil: None,
        size: PixelSize::new(width, height),
        samples: 1,
    }
}

pub const WHITE: [f32; 4] = [1.0; 4];
pub const RED: [f32; 4] = [1.0, 0.0, 0.0, 1.0];
pub const GREEN: [f32; 4] = [0.0, 1.0, 0.0, 1.0];
pub const BLUE: [f32; 4] = [0.0, 0.0, 1.0, 1.0];
/// The left bottom half of the screen, three components a vertex.
pub const CORNER: [f32; 9] = [-1.0, -1.0, 0.0, 1.0, -1.0, 0.0, -1.0, 1.0, 0.0];
/// The screen as a strip, two components a vertex.
pub const SCREEN: [f32; 8] = [-1.0, -1.0, 1.0, -1.0, -1.0, 1.0, 1.0, 1.0];
