//! Times WebGL frames of many small draws, each with uniforms of its own:
//! `cargo run --release -p sparrow-gpu --example gl_draws`.
#![allow(clippy::print_stdout, reason = "the output is the purpose")]

use sparrow_base::{CanvasId, PixelSize};
use sparrow_gpu::{GlExecutor, Gpu, GpuOptions};
use sparrow_render::gl::*;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

const DRAWS: u32 = 5000;
const FRAMES: usize = 30;

#[derive(Debug)]
struct Sprite(GlInterface);

impl GlProgram for Sprite {
    fn interface(&self) -> &GlInterface {
        &self.0
    }

    fn module(&self, stage: GlStage, _: &GlVariant) -> Result<Option<Arc<naga::Module>>, String> {
        let text = match stage {
            GlStage::Vertex => {
                "struct Block { place: mat4x4<f32> }
                @group(0) @binding(0) var<uniform> block: Block;
                @vertex fn main(@location(0) p: vec3<f32>) -> @builtin(position) vec4<f32> {
                    let c = block.place * vec4<f32>(p, 1.0);
                    return vec4<f32>(c.x, -c.y, (c.z + c.w) * 0.5, c.w);
                }"
            }
            GlStage::Fragment => {
                "struct Block { tint: vec4<f32> }
                @group(0) @binding(1) var<uniform> block: Block;
                @fragment fn main() -> @location(0) vec4<f32> { return block.tint; }"
            }
        };
        naga::front::wgsl::parse_str(text).map(|m| Some(Arc::new(m))).map_err(|e| e.emit_to_string(text))
    }
}

fn state(size: PixelSize) -> GlState {
    let viewport = GlRect { x: 0, y: 0, width: size.width as i32, height: size.height as i32 };
    let initial = GlState::initial(viewport);
    GlState { depth: GlDepth { test: true, ..initial.depth }, cull: GlCull::Back, ..initial }
}

fn frame(queue: &mut Vec<GlCommand>, frame: u32) {
    queue.push(GlCommand::Clear(GlClear {
        colors: vec![(0, GlClearValue::Float([0.0; 4]), 15)],
        depth: Some(1.0),
        stencil: None,
        scissor: None,
    }));
    for n in 0..DRAWS {
        let (x, y) = ((n % 100) as f32 / 50.0 - 1.0, (n / 100) as f32 / 25.0 - 1.0);
        let place: [f32; 16] = [0.01, 0.0, 0.0, 0.0, 0.0, 0.01, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, x, y, 0.0, 1.0];
        let tint = [x, y, frame as f32 / 30.0, 1.0];
        queue.push(GlCommand::Uniforms {
            vertex: Some(place.iter().flat_map(|v| v.to_le_bytes()).collect()),
            fragment: Some(tint.iter().flat_map(|v| v.to_le_bytes()).collect()),
        });
        let indices = GlIndices {
            buffer: GlBufferId(2),
            kind: GlIndexType::U16,
            offset: 0,
            max_index: 2,
            restart: true,
        };
        queue.push(GlCommand::Draw(GlDraw {
            mode: GlMode::Triangles,
            first: 0,
            count: 3,
            instances: 1,
            indices: Some(indices),
            draw_id: 0,
        }));
    }
    queue.push(GlCommand::Publish { clear: true });
}

fn main() {
    let gpu = match Gpu::headless(GpuOptions::default()) {
        Ok(gpu) => gpu,
        Err(error) => return println!("{error}"),
    };
    println!("{:?}", gpu.info());
    let mut executor = GlExecutor::new(gpu);
    let context = CanvasId(1);
    let size = PixelSize::new(750, 1334);
    let program = Sprite(GlInterface {
        vertex_block_bytes: 64,
        fragment_block_bytes: 16,
        attributes: vec![GlAttribute { location: 0, kind: GlValueKind::Float, components: 3 }],
        outputs: vec![GlOutput { location: 0, kind: GlValueKind::Float, components: 4 }],
        ..GlInterface::default()
    });
    let corners: [f32; 9] = [-1.0, -1.0, 0.0, 1.0, -1.0, 0.0, -1.0, 1.0, 0.0];
    let mut queue = vec![
        GlCommand::DrawingBuffer { size, alpha: true, antialias: true, premultiplied: true },
        GlCommand::State(Box::new(state(size))),
        GlCommand::BufferData {
            buffer: GlBufferId(1),
            bytes: corners.iter().flat_map(|v| v.to_le_bytes()).collect(),
            usage: GlBufferUse::Other,
        },
        GlCommand::BufferData {
            buffer: GlBufferId(2),
            bytes: [0u16, 1, 2, 0].iter().flat_map(|v| v.to_le_bytes()).collect(),
            usage: GlBufferUse::Index,
        },
        GlCommand::CreateProgram { program: GlProgramId(1), object: Arc::new(program) },
        GlCommand::Program(GlProgramId(1)),
        GlCommand::VertexInputs(vec![GlVertexInput {
            location: 0,
            source: GlVertexSource::Array {
                buffer: GlBufferId(1),
                format: GlVertexFormat::F32,
                components: 3,
                normalized: false,
                integer: false,
                stride: 12,
                offset: 0,
                divisor: 0,
            },
        }]),
    ];
    let mut executing = Vec::new();
    let mut waiting = Vec::new();
    for n in 0..FRAMES {
        frame(&mut queue, n as u32);
        let start = Instant::now();
        if let Err(error) = executor.execute(context, &mut queue) {
            return println!("{error}");
        }
        let middle = Instant::now();
        if let Err(error) = executor.take_published(context) {
            return println!("{error}");
        }
        executing.push(middle - start);
        waiting.push(middle.elapsed());
    }
    executing.sort();
    waiting.sort();
    let per_draw = |d: Duration| d.as_nanos() / u128::from(DRAWS);
    let (fastest, median) = (executing[0], executing[FRAMES / 2]);
    println!(
        "{DRAWS} draws: execute {median:?} (fastest {fastest:?}), {} ns a draw (fastest {})",
        per_draw(median),
        per_draw(fastest)
    );
    println!("then {:?} until the picture is on the CPU", waiting[FRAMES / 2]);
    println!("{:?}", executor.take_stats());
}
