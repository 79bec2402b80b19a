//! Programs for the corners of both shading languages: pixels as Chromium draws them.
//!
//! `gl_corners_data/programs.json` has the programs and how they are drawn, `chromium.json` what Chromium (SwiftShader) drew: 16 x 16 pixels
//! for each draw buffer.

mod gl_bench;

use gl_bench::*;
use serde_json::Value;
use sparrow_base::PixelSize;
use sparrow_glsl::{
    CompileOptions, LinkOptions, Program, ShaderExtensions, ShaderLimits, UniformNumber, UniformPlace,
    WebGlVersion,
};
use sparrow_render::gl::*;

const SIDE: u32 = 16;

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().map(|a| a.iter().filter_map(Value::as_f64).collect()).unwrap_or_default()
}

fn float_bytes(values: &[f64]) -> Vec<u8> {
    values.iter().flat_map(|v| (*v as f32).to_le_bytes()).collect()
}

fn build(test: &Value) -> Result<Program, String> {
    let version = if test["gl"] == 2 { WebGlVersion::Two } else { WebGlVersion::One };
    let limits = ShaderLimits::default();
    let extensions = ShaderExtensions {
        derivatives: true,
        frag_depth: true,
        shader_texture_lod: true,
        draw_buffers: true,
        multi_draw: false,
    };
    let options = CompileOptions { version, extensions, limits };
    let stage = |stage, key: &str| sparrow_glsl::compile(stage, test[key].as_str().unwrap(), &options);
    let options = LinkOptions {
        version,
        limits,
        bound_attributes: vec![("a_pos".to_owned(), 0)],
        feedback_varyings: Vec::new(),
        feedback_separate: false,
    };
    sparrow_glsl::link(&stage(GlStage::Vertex, "vs")?, &stage(GlStage::Fragment, "fs")?, &options)
}

/// `uniform*v`: writes values from an element of an array on.
fn set_uniform(program: &Program, vertex: &mut [u8], fragment: &mut [u8], name: &str, values: &[f64]) {
    for uniform in &program.reflection().uniforms {
        let base = uniform.name.strip_suffix("[0]").unwrap_or(&uniform.name);
        if name != base && name != uniform.name {
            continue;
        }
        let UniformPlace::Value {
            vertex: in_vertex,
            fragment: in_fragment,
            element_stride,
            columns,
            rows,
            column_stride,
            number,
        } = uniform.place
        else {
            continue;
        };
        let mut values = values.iter();
        'all: for element in 0..uniform.size {
            for column in 0..u32::from(columns) {
                for row in 0..u32::from(rows) {
                    let Some(value) = values.next() else { break 'all };
                    let bytes = match number {
                        UniformNumber::Float => (*value as f32).to_le_bytes(),
                        UniformNumber::Int => (*value as i32).to_le_bytes(),
                        UniformNumber::Uint => (*value as u32).to_le_bytes(),
                        UniformNumber::Bool => u32::from(*value != 0.0).to_le_bytes(),
                    };
                    let at = element * element_stride + column * column_stride + row * 4;
                    for (block, offset) in [(&mut *vertex, in_vertex), (&mut *fragment, in_fragment)] {
                        if let Some(offset) = offset {
                            let at = (offset + at) as usize;
                            block[at..at + 4].copy_from_slice(&bytes);
                        }
                    }
                }
            }
        }
    }
}

fn pattern(width: usize, height: usize, seed: usize) -> Vec<u8> {
    (0..width * height)
        .flat_map(|i| {
            [i * 37 + seed * 50, i * 91 + seed * 20, i * 13 + seed * 90, 255 - i * 3].map(|v| v as u8)
        })
        .collect()
}

/// The texture of a kind, and how it is sampled.
fn texture(bench: &mut Bench, id: u32, kind: &str) -> (GlTextureId, GlSampler) {
    let texture = GlTextureId(id);
    let mut sampler = NEAREST;
    let (shape, format, side, depth, levels) = match kind {
        "cube" => (GlTextureKind::Cube, GlStorageFormat::Rgba8, 2, 6, 1),
        "3d" => (GlTextureKind::D3, GlStorageFormat::Rgba8, 2, 2, 1),
        "2darr" => (GlTextureKind::D2Array, GlStorageFormat::Rgba8, 2, 2, 1),
        "i2d" => (GlTextureKind::D2, GlStorageFormat::Rgba32I, 2, 1, 1),
        "u2d" => (GlTextureKind::D2, GlStorageFormat::Rgba32Ui, 2, 1, 1),
        "shadow" => (GlTextureKind::D2, GlStorageFormat::Depth32F, 4, 1, 1),
        _ => (GlTextureKind::D2, GlStorageFormat::Rgba8, 4, 1, 3),
    };
    let desc = GlTextureDesc { kind: shape, format, width: side, height: side, depth, levels };
    bench.push(GlCommand::TextureStorage { texture, desc });
    let mut put = |level: u32, z: u32, depth: u32, texels: Vec<u8>| {
        let size = side >> level;
        let region = GlRegion { level, z, width: size, height: size, depth, ..GlRegion::default() };
        bench.push(GlCommand::Upload(GlUpload { texture, region, texels }));
    };
    match kind {
        "cube" => (0..6).for_each(|face| put(0, face, 1, pattern(2, 2, face as usize))),
        "3d" | "2darr" => put(0, 0, 2, pattern(2, 4, 1)),
        "i2d" | "u2d" => put(0, 0, 1, (0..16i32).flat_map(|i| (i * 3).to_le_bytes()).collect()),
        "shadow" => {
            put(0, 0, 1, (0..16).flat_map(|i| (i as f32 / 16.0 + 0.02).to_le_bytes()).collect());
            sampler.compare = Some(GlCompare::LessEqual);
        }
        _ => {
            let seed = if kind == "2d" { 0 } else { 3 };
            put(0, 0, 1, pattern(4, 4, seed));
            put(1, 0, 1, pattern(2, 2, seed + 7));
            put(2, 0, 1, pattern(1, 1, seed + 11));
            sampler.mip = Some(GlFilter::Nearest);
        }
    }
    (texture, sampler)
}

fn draw(bench: &mut Bench, test: &Value) -> Result<Vec<u8>, String> {
    let program = build(test)?;
    let object = program.object();
    let interface = object.interface().clone();
    bench.push(GlCommand::CreateProgram { program: GlProgramId(1), object });
    bench.push(GlCommand::Program(GlProgramId(1)));

    let mut vertex = vec![0; interface.vertex_block_bytes as usize];
    let mut fragment = vec![0; interface.fragment_block_bytes as usize];
    for (name, uniform) in test["uniforms"].as_object().into_iter().flatten() {
        set_uniform(&program, &mut vertex, &mut fragment, name, &numbers(&uniform["v"]));
    }
    bench.push(GlCommand::Uniforms { vertex: Some(vertex), fragment: Some(fragment) });

    let mut textures = vec![None; interface.samplers.len()];
    for ((name, kind), id) in test["tex"].as_object().into_iter().flatten().zip(100..) {
        let bound = texture(bench, id, kind.as_str().unwrap());
        for uniform in &program.reflection().uniforms {
            if let UniformPlace::Sampler { first, .. } = uniform.place
                && (uniform.name == *name || uniform.name.strip_suffix("[0]") == Some(name))
            {
                textures[first as usize] = Some(bound);
            }
            // An element of an array of samplers.
            if let UniformPlace::Sampler { first, .. } = uniform.place
                && let Some(base) = uniform.name.strip_suffix("[0]")
                && let Some(index) = name.strip_prefix(base).and_then(|r| r.strip_prefix('['))
                && let Some(index) = index.strip_suffix(']').and_then(|i| i.parse::<u32>().ok())
                && index < uniform.size
            {
                textures[(first + index) as usize] = Some(bound);
            }
        }
    }
    bench.push(GlCommand::Textures(textures));

    let mut blocks = Vec::new();
    for (block, id) in program.reflection().blocks.iter().zip(50..) {
        let mut values = numbers(&test["ubo"][block.name.as_str()]);
        values.extend([0.0; 64]);
        let buffer = bench.buffer(id, float_bytes(&values), GlBufferUse::Other);
        blocks.push((buffer, 0, block.size));
    }
    bench.push(GlCommand::UniformBlocks(blocks));

    let mut arrays = vec![("a_pos".to_owned(), 2, SCREEN.map(f64::from).to_vec(), false)];
    for (name, array) in test["attrs"].as_object().into_iter().flatten() {
        let components = array["n"].as_u64().unwrap();
        arrays.push((name.clone(), components, numbers(&array["data"]), array["int"].is_number()));
    }
    let mut inputs = Vec::new();
    for ((name, components, data, integer), id) in arrays.into_iter().zip(20..) {
        let Some(attribute) = program.reflection().attributes.iter().find(|a| a.name == name) else {
            continue;
        };
        let bytes = if integer {
            data.iter().flat_map(|v| (*v as i32).to_le_bytes()).collect()
        } else {
            float_bytes(&data)
        };
        let buffer = bench.buffer(id, bytes, GlBufferUse::Other);
        let (columns, rows) = if components == 16 { (4, 4) } else { (1, components as u32) };
        for column in 0..columns {
            inputs.push(GlVertexInput {
                location: attribute.location as u32 + column,
                source: GlVertexSource::Array {
                    buffer,
                    format: if integer { GlVertexFormat::I32 } else { GlVertexFormat::F32 },
                    components: rows as u8,
                    normalized: false,
                    integer,
                    stride: components as u32 * 4,
                    offset: column * rows * 4,
                    divisor: 0,
                },
            });
        }
    }
    bench.push(GlCommand::VertexInputs(inputs));

    let outputs = test["nout"].as_u64().unwrap_or(1) as u32;
    let format = GlStorageFormat::Rgba8;
    let targets: Vec<_> = (0..outputs).map(|n| bench.texture(200 + n, format, SIDE, SIDE, &[])).collect();
    let size = PixelSize::new(SIDE, SIDE);
    let renderbuffer = GlRenderbufferId(1);
    let depth_format = GlStorageFormat::Depth16;
    bench.push(GlCommand::RenderbufferStorage { renderbuffer, format: depth_format, size, samples: 1 });
    let color = |texture| {
        Some(GlAttachment { image: GlAttachmentImage::Texture { texture, level: 0, layer: 0 }, format })
    };
    let depth = GlAttachment { image: GlAttachmentImage::Renderbuffer(renderbuffer), format: depth_format };
    bench.push(GlCommand::Target(GlTarget::Framebuffer {
        colors: targets.iter().copied().map(color).collect(),
        depth: Some(depth),
        stencil: None,
        size,
        samples: 1,
    }));
    let mut state = state(SIDE, SIDE);
    let depth_clear = test["depthclear"].as_f64();
    state.depth.test = depth_clear.is_some();
    bench.state(state);
    bench.push(GlCommand::Clear(GlClear {
        colors: (0..outputs).map(|n| (n, GlClearValue::Float([0.2, 0.4, 0.6, 0.8]), 15)).collect(),
        depth: Some(depth_clear.unwrap_or(1.0) as f32),
        stencil: None,
        scissor: None,
    }));
    bench.push(GlCommand::Draw(GlDraw {
        mode: if test["points"].is_number() { GlMode::Points } else { GlMode::TriangleStrip },
        first: 0,
        count: 4,
        instances: test["inst"].as_u64().unwrap_or(1) as u32,
        indices: None,
        draw_id: 0,
    }));
    let mut pixels = Vec::new();
    for texture in targets {
        pixels.extend(bench.read_target(framebuffer(texture, format, SIDE, SIDE), SIDE, SIDE));
    }
    let stats = bench.executor.take_stats();
    if stats.notices.is_empty() && stats.unsupported.is_empty() {
        Ok(pixels)
    } else {
        Err(format!("{:?} {:?}", stats.notices, stats.unsupported))
    }
}

fn compare(pixels: &[u8], expected: &[f64]) -> Result<(), String> {
    let off = |(a, b): &(&u8, &f64)| (f64::from(**a) - **b).abs() > 2.0;
    let wrong: Vec<_> = pixels.iter().zip(expected).enumerate().filter(|(_, pair)| off(pair)).collect();
    match wrong.first() {
        _ if pixels.len() != expected.len() => Err(format!("{} bytes, not {}", pixels.len(), expected.len())),
        None => Ok(()),
        Some((at, _)) => {
            let pixel = at / 4 * 4;
            Err(format!(
                "{} bytes differ, first at pixel {}: {:?}, not {:?}",
                wrong.len(),
                pixel / 4,
                &pixels[pixel..pixel + 4],
                &expected[pixel..pixel + 4]
            ))
        }
    }
}

#[test]
fn programs_draw_what_chromium_draws() {
    let programs: Vec<Value> = serde_json::from_str(include_str!("gl_corners_data/programs.json")).unwrap();
    let chromium: Value = serde_json::from_str(include_str!("gl_corners_data/chromium.json")).unwrap();
    let mut failures = Vec::new();
    let mut drawn = 0;
    for test in &programs {
        // Its output is undefined.
        if test["skipcmp"].is_number() {
            continue;
        }
        let name = test["name"].as_str().unwrap();
        let mut bench = gl_bench!(SIDE, SIDE);
        let result = draw(&mut bench, test).and_then(|p| compare(&p, &numbers(&chromium[name]["px"])));
        drawn += 1;
        if let Err(why) = result {
            failures.push(format!("{name}: {why}"));
        }
    }
    assert!(failures.is_empty(), "{} of {drawn} programs:\n{}", failures.len(), failures.join("\n"));
    assert_eq!(drawn, 64);
}
