//! Framebuffers, copies, mipmaps, formats, queries, reading.

mod gl_bench;

use gl_bench::*;
use sparrow_base::PixelSize;
use sparrow_render::gl::*;

/// Draws the screen with a texture.
fn show(bench: &mut Bench, texture: GlTextureId, sampler: GlSampler) {
    let positions = bench.floats(90, &SCREEN);
    bench.program(90, textured());
    bench.inputs(&[array(positions, 2, 8, 0)]);
    bench.push(GlCommand::Textures(vec![Some((texture, sampler))]));
    bench.arrays(GlMode::TriangleStrip, 0, 4);
}

fn clear_color(bench: &mut Bench, color: [f32; 4]) {
    bench.push(GlCommand::Clear(GlClear {
        colors: vec![(0, GlClearValue::Float(color), 15)],
        depth: None,
        stencil: None,
        scissor: None,
    }));
}

#[test]
fn a_texture_is_drawn_to_and_then_sampled() {
    let mut bench = gl_bench!(4, 4);
    let texture = bench.texture(1, GlStorageFormat::Rgba8, 4, 4, &[]);
    bench.push(GlCommand::Target(framebuffer(texture, GlStorageFormat::Rgba8, 4, 4)));
    clear_color(&mut bench, BLUE);
    let positions = bench.floats(1, &CORNER);
    bench.program(1, colored());
    bench.inputs(&[array(positions, 3, 12, 0), constant(WHITE)]);
    bench.tint(RED);
    bench.arrays(GlMode::Triangles, 0, 3);
    bench.push(GlCommand::Target(GlTarget::Canvas));
    show(&mut bench, texture, NEAREST);
    let pixels = bench.read();
    assert_eq!(bench.at(&pixels, 0, 0), [255, 0, 0, 255]);
    assert_eq!(bench.at(&pixels, 3, 3), [0, 0, 255, 255]);
    bench.assert_clean();
}

#[test]
fn one_component_formats_are_sampled_as_webgl_says() {
    for (format, texel, expected) in [
        (GlStorageFormat::A8, vec![128], [0, 0, 0, 128]),
        (GlStorageFormat::L8, vec![128], [128, 128, 128, 255]),
        (GlStorageFormat::La8, vec![128, 64], [128, 128, 128, 64]),
        (GlStorageFormat::R8, vec![128], [128, 0, 0, 255]),
        (GlStorageFormat::L32F, 0.5f32.to_le_bytes().to_vec(), [128, 128, 128, 255]),
        (GlStorageFormat::Srgb8Alpha8, vec![188, 188, 188, 255], [128, 128, 128, 255]),
    ] {
        let mut bench = gl_bench!(2, 2);
        let texture = bench.texture(1, format, 1, 1, &texel);
        show(&mut bench, texture, NEAREST);
        let pixel = bench.read()[0];
        let close = pixel.iter().zip(expected).all(|(a, b)| a.abs_diff(b) <= 1);
        assert!(close, "{format:?}: {pixel:?}, not {expected:?}");
        bench.assert_clean();
    }
}

#[test]
fn formats_without_alpha_are_opaque_before_anything_is_uploaded() {
    let mut bench = gl_bench!(2, 2);
    let texture = bench.texture(1, GlStorageFormat::Rgb8, 2, 2, &[]);
    show(&mut bench, texture, NEAREST);
    assert_eq!(bench.read()[0], [0, 0, 0, 255]);
    // A part of it: the rest stays black and opaque.
    let texture = bench.texture(2, GlStorageFormat::Rgb8, 2, 2, &[]);
    let region = GlRegion { width: 1, height: 1, depth: 1, ..GlRegion::default() };
    bench.push(GlCommand::Upload(GlUpload { texture, region, texels: vec![255, 0, 0, 255] }));
    show(&mut bench, texture, NEAREST);
    let pixels = bench.read();
    assert_eq!([bench.at(&pixels, 0, 0), bench.at(&pixels, 1, 1)], [[255, 0, 0, 255], [0, 0, 0, 255]]);
    bench.assert_clean();
}

#[test]
fn mipmaps_average() {
    let mut bench = gl_bench!(1, 1);
    let texture = GlTextureId(1);
    let desc = GlTextureDesc {
        kind: GlTextureKind::D2,
        format: GlStorageFormat::Rgba8,
        width: 4,
        height: 4,
        depth: 1,
        levels: 3,
    };
    bench.push(GlCommand::TextureStorage { texture, desc });
    let texels: Vec<u8> =
        (0..16).flat_map(|n| if n % 4 < 2 { [255, 0, 0, 255] } else { [0, 0, 255, 255] }).collect();
    bench.upload(texture, 0, 4, 4, &texels);
    bench.push(GlCommand::GenerateMipmap { texture, base: 0, last: 2 });
    let sampler = GlSampler { mip: Some(GlFilter::Nearest), base_level: 2, ..NEAREST };
    show(&mut bench, texture, sampler);
    assert_eq!(bench.read()[0], [128, 0, 128, 255]);
    bench.assert_clean();
}

#[test]
fn blits_scale_turn_over_and_clip() {
    let mut bench = gl_bench!(4, 4);
    let texels = [255, 0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255, 255, 255, 255];
    let texture = bench.texture(1, GlStorageFormat::Rgba8, 2, 2, &texels);
    bench.clear([0.0; 4]);
    let blit = |dst, scissor| {
        GlCommand::Blit(Box::new(GlBlit {
            from: framebuffer(texture, GlStorageFormat::Rgba8, 2, 2),
            read_buffer: 0,
            to: GlTarget::Canvas,
            src: [0, 0, 2, 2],
            dst,
            mask: GlBlitMask { color: true, ..GlBlitMask::default() },
            linear: false,
            scissor,
        }))
    };
    bench.push(blit([0, 0, 4, 4], None));
    let pixels = bench.read();
    assert_eq!([bench.at(&pixels, 1, 1), bench.at(&pixels, 3, 3)], [[255, 0, 0, 255], [255; 4]]);
    bench.push(blit([4, 0, 0, 4], Some(GlRect { x: 0, y: 0, width: 2, height: 4 })));
    let pixels = bench.read();
    assert_eq!([bench.at(&pixels, 0, 0), bench.at(&pixels, 3, 0)], [[0, 255, 0, 255], [0, 255, 0, 255]]);
    bench.assert_clean();
}

#[test]
fn a_level_is_copied_from_another_one_of_its_texture() {
    let mut bench = gl_bench!(2, 2);
    let texture = GlTextureId(1);
    let format = GlStorageFormat::Rgba8;
    let desc = GlTextureDesc { kind: GlTextureKind::D2, format, width: 4, height: 4, depth: 1, levels: 2 };
    bench.push(GlCommand::TextureStorage { texture, desc });
    let texels: Vec<u8> = (0..16).flat_map(|n| [n * 10, 0, 200, 255]).collect();
    bench.upload(texture, 0, 4, 4, &texels);
    let copy = |src_x, region| {
        GlCommand::CopyTexture(GlCopyTexture {
            from: framebuffer(texture, format, 4, 4),
            read_buffer: 0,
            src_x,
            src_y: 1,
            to: texture,
            region,
        })
    };
    bench.push(copy(2, GlRegion { level: 1, width: 2, height: 2, depth: 1, ..GlRegion::default() }));
    // Within one level, over itself.
    bench.push(copy(0, GlRegion { x: 1, y: 1, width: 3, height: 1, depth: 1, ..GlRegion::default() }));
    let level = bench.read_target(framebuffer_level(texture, format, 1, 2, 2), 2, 2);
    assert_eq!(level, [60, 0, 200, 255, 70, 0, 200, 255, 100, 0, 200, 255, 110, 0, 200, 255]);
    let base = bench.read_target(framebuffer(texture, format, 4, 4), 4, 4);
    assert_eq!([base[16], base[20], base[24], base[28]], [40, 40, 50, 60]);
    bench.assert_clean();
}

#[test]
fn a_published_picture_stays_while_drawing_goes_on() {
    let mut bench = gl_bench!(2, 2);
    for (color, next) in [(RED, BLUE), (BLUE, RED), (WHITE, RED)] {
        bench.clear(color);
        bench.push(GlCommand::Publish { clear: true });
        clear_color(&mut bench, next);
        bench.run();
        let picture = bench.executor.take_published(CONTEXT).unwrap().unwrap();
        assert_eq!(picture.bytes()[..4], color.map(|v| (v * 255.0) as u8));
        assert_eq!(bench.read()[0], next.map(|v| (v * 255.0) as u8));
    }
    // What nobody took is replaced.
    bench.clear(RED);
    bench.push(GlCommand::Publish { clear: true });
    bench.run();
    assert_eq!(bench.read()[0], [0; 4], "cleared after publishing");
    bench.clear(BLUE);
    bench.push(GlCommand::Publish { clear: false });
    bench.run();
    assert_eq!(bench.executor.take_published(CONTEXT).unwrap().unwrap().bytes()[..4], [0, 0, 255, 255]);
    assert_eq!(bench.read()[0], [0, 0, 255, 255], "preserved");
    bench.assert_clean();
}

#[test]
fn depth_and_stencil_are_blitted_and_tested() {
    let mut bench = gl_bench!(4, 4);
    let renderbuffer = GlRenderbufferId(1);
    let format = GlStorageFormat::Depth24Stencil8;
    let size = PixelSize::new(4, 4);
    bench.push(GlCommand::RenderbufferStorage { renderbuffer, format, size, samples: 1 });
    let attachment = Some(GlAttachment { image: GlAttachmentImage::Renderbuffer(renderbuffer), format });
    let own = GlTarget::Framebuffer {
        colors: vec![None],
        depth: attachment,
        stencil: attachment,
        size,
        samples: 1,
    };
    bench.push(GlCommand::Target(own.clone()));
    bench.push(GlCommand::Clear(GlClear {
        colors: Vec::new(),
        depth: Some(0.25),
        stencil: Some((0xa5, 0xff)),
        scissor: None,
    }));
    bench.push(GlCommand::Target(GlTarget::Canvas));
    bench.clear([0.0; 4]);
    bench.push(GlCommand::Blit(Box::new(GlBlit {
        from: own,
        read_buffer: 0,
        to: GlTarget::Canvas,
        src: [0, 0, 4, 4],
        dst: [0, 0, 4, 4],
        mask: GlBlitMask { depth: true, stencil: true, color: false },
        linear: false,
        scissor: Some(GlRect { x: 0, y: 0, width: 2, height: 4 }),
    })));
    let positions = bench.floats(1, &CORNER);
    bench.program(1, colored());
    bench.inputs(&[array(positions, 3, 12, 0), constant(WHITE)]);
    let mut equal = state(4, 4);
    equal.stencil.test = true;
    for face in [&mut equal.stencil.front, &mut equal.stencil.back] {
        face.compare = GlCompare::Equal;
        face.reference = 0xa5;
    }
    bench.state(equal);
    bench.tint(GREEN);
    bench.arrays(GlMode::Triangles, 0, 3);
    let pixels = bench.read();
    assert_eq!([bench.at(&pixels, 1, 0), bench.at(&pixels, 2, 0)], [[0, 255, 0, 255], [0; 4]]);
    let mut behind = state(4, 4);
    behind.depth.test = true;
    bench.state(behind);
    bench.tint(RED);
    bench.arrays(GlMode::Triangles, 0, 3);
    let pixels = bench.read();
    assert_eq!([bench.at(&pixels, 1, 0), bench.at(&pixels, 2, 0)], [[0, 255, 0, 255], [255, 0, 0, 255]]);
    bench.assert_clean();
}

#[test]
fn depth_begins_as_one() {
    let mut bench = gl_bench!(4, 4);
    let positions = bench.floats(1, &CORNER);
    bench.program(1, colored());
    bench.inputs(&[array(positions, 3, 12, 0), constant(WHITE)]);
    let mut less = state(4, 4);
    less.depth.test = true;
    bench.state(less);
    bench.tint(GREEN);
    bench.arrays(GlMode::Triangles, 0, 3);
    assert_eq!(bench.read()[0], [0, 255, 0, 255]);
    let renderbuffer = GlRenderbufferId(1);
    let format = GlStorageFormat::Depth16;
    let size = PixelSize::new(4, 4);
    bench.push(GlCommand::RenderbufferStorage { renderbuffer, format, size, samples: 1 });
    let texture = bench.texture(1, GlStorageFormat::Rgba8, 4, 4, &[]);
    let image = GlAttachmentImage::Texture { texture, level: 0, layer: 0 };
    let target = GlTarget::Framebuffer {
        colors: vec![Some(GlAttachment { image, format: GlStorageFormat::Rgba8 })],
        depth: Some(GlAttachment { image: GlAttachmentImage::Renderbuffer(renderbuffer), format }),
        stencil: None,
        size,
        samples: 1,
    };
    bench.push(GlCommand::Target(target.clone()));
    bench.arrays(GlMode::Triangles, 0, 3);
    assert_eq!(bench.read_target(target, 4, 4)[..4], [0, 255, 0, 255]);
    bench.assert_clean();
}

#[test]
fn the_drawing_buffer_is_copied_into_textures() {
    for (format, expected) in [
        (GlStorageFormat::Rgba8, [255, 128, 0, 128]),
        (GlStorageFormat::Rgb8, [255, 128, 0, 255]),
        (GlStorageFormat::L8, [255, 255, 255, 255]),
        (GlStorageFormat::A8, [0, 0, 0, 128]),
    ] {
        let mut bench = gl_bench!(4, 4);
        bench.clear([1.0, 0.5, 0.0, 0.5]);
        let texture = bench.texture(1, format, 2, 2, &[]);
        bench.push(GlCommand::CopyTexture(GlCopyTexture {
            from: GlTarget::Canvas,
            read_buffer: 0,
            src_x: 1,
            src_y: 1,
            to: texture,
            region: GlRegion { width: 2, height: 2, depth: 1, ..GlRegion::default() },
        }));
        bench.clear([0.0; 4]);
        show(&mut bench, texture, NEAREST);
        assert_eq!(bench.read()[0], expected, "{format:?}");
        bench.assert_clean();
    }
}

#[test]
fn queries_tell_whether_samples_passed() {
    let mut bench = gl_bench!(4, 4);
    let positions = bench.floats(1, &CORNER);
    bench.program(1, colored());
    bench.inputs(&[array(positions, 3, 12, 0), constant(WHITE)]);
    bench.tint(RED);
    bench.clear([0.0; 4]);
    let (seen, hidden, empty) = (GlQueryId(1), GlQueryId(2), GlQueryId(3));
    bench.push(GlCommand::BeginQuery { query: seen, kind: GlQueryKind::Samples });
    bench.arrays(GlMode::Triangles, 0, 3);
    bench.push(GlCommand::EndQuery(seen));
    let mut never = state(4, 4);
    never.depth.test = true;
    never.depth.compare = GlCompare::Never;
    bench.state(never);
    bench.push(GlCommand::BeginQuery { query: hidden, kind: GlQueryKind::Samples });
    bench.arrays(GlMode::Triangles, 0, 3);
    bench.push(GlCommand::EndQuery(hidden));
    bench.push(GlCommand::BeginQuery { query: empty, kind: GlQueryKind::Samples });
    bench.push(GlCommand::EndQuery(empty));
    // Waits for the device.
    bench.read();
    let mut result = |query| bench.executor.query_result(CONTEXT, query);
    assert_eq!([result(seen), result(hidden), result(empty)], [Some(1), Some(0), Some(0)]);
    assert_eq!(result(GlQueryId(9)), None);
    bench.assert_clean();
}

#[test]
fn multisampled_renderbuffers_are_resolved_by_blits() {
    let mut bench = gl_bench!(4, 4);
    let renderbuffer = GlRenderbufferId(1);
    let format = GlStorageFormat::Rgba8;
    let size = PixelSize::new(4, 4);
    bench.push(GlCommand::RenderbufferStorage { renderbuffer, format, size, samples: 4 });
    let image = GlAttachmentImage::Renderbuffer(renderbuffer);
    let own = GlTarget::Framebuffer {
        colors: vec![Some(GlAttachment { image, format })],
        depth: None,
        stencil: None,
        size,
        samples: 4,
    };
    bench.push(GlCommand::Target(own.clone()));
    clear_color(&mut bench, [0.0; 4]);
    // A masked clear draws with four samples too.
    bench.push(GlCommand::Clear(GlClear {
        colors: vec![(0, GlClearValue::Float(WHITE), 0b0100)],
        depth: None,
        stencil: None,
        scissor: Some(GlRect { x: 3, y: 3, width: 1, height: 1 }),
    }));
    let positions = bench.floats(1, &CORNER);
    bench.program(1, colored());
    bench.inputs(&[array(positions, 3, 12, 0), constant(WHITE)]);
    bench.tint(RED);
    bench.arrays(GlMode::Triangles, 0, 3);
    bench.push(GlCommand::Blit(Box::new(GlBlit {
        from: own,
        read_buffer: 0,
        to: GlTarget::Canvas,
        src: [0, 0, 4, 4],
        dst: [0, 0, 4, 4],
        mask: GlBlitMask { color: true, ..GlBlitMask::default() },
        linear: false,
        scissor: None,
    })));
    let pixels = bench.read();
    assert_eq!([bench.at(&pixels, 0, 0), bench.at(&pixels, 3, 3)], [[255, 0, 0, 255], [0, 0, 255, 0]]);
    let edge = bench.at(&pixels, 1, 2)[0];
    assert!(edge > 64 && edge < 192, "the hypotenuse is smooth: {edge}");
    bench.assert_clean();
}

#[test]
fn pixels_are_read_into_buffers() {
    let mut bench = gl_bench!(3, 2);
    bench.clear([1.0, 0.5, 0.0, 1.0]);
    let buffer = bench.buffer(1, vec![7; 28], GlBufferUse::Other);
    let rect = GlRect { x: 0, y: 0, width: 3, height: 2 };
    let read = GlRead { source: GlReadSource { target: GlTarget::Canvas, buffer: 0 }, rect };
    bench.push(GlCommand::ReadToBuffer { read, buffer, offset: 4 });
    bench.run();
    let bytes = bench.executor.read_buffer(CONTEXT, buffer, 0, 28).unwrap();
    assert_eq!(bytes[..4], [7; 4]);
    assert_eq!(bytes[4..], [255, 128, 0, 255].repeat(6));
    bench.assert_clean();
}

#[test]
fn buffers_are_copied_at_any_byte() {
    let mut bench = gl_bench!(1, 1);
    let from = bench.buffer(1, (0..16).collect(), GlBufferUse::Other);
    let to = bench.buffer(2, vec![99; 10], GlBufferUse::Other);
    bench.push(GlCommand::CopyBuffer { from, from_offset: 3, to, to_offset: 1, size: 5 });
    bench.run();
    let bytes = bench.executor.read_buffer(CONTEXT, to, 0, 10).unwrap();
    assert_eq!(bytes, [99, 3, 4, 5, 6, 7, 99, 99, 99, 99]);
    assert!(bench.executor.read_buffer(CONTEXT, to, 8, 3).is_err());
    bench.assert_clean();
}

#[test]
fn textures_keep_levels_when_they_change_shape() {
    let mut bench = gl_bench!(2, 2);
    let texture = bench.texture(1, GlStorageFormat::Rgba8, 2, 2, &[200; 16]);
    show(&mut bench, texture, NEAREST);
    let desc = GlTextureDesc {
        kind: GlTextureKind::D2,
        format: GlStorageFormat::Rgba8,
        width: 4,
        height: 4,
        depth: 1,
        levels: 3,
    };
    bench.push(GlCommand::TextureReshape { texture, desc, keep: vec![(0, 1)] });
    let sampler = GlSampler { mip: Some(GlFilter::Nearest), base_level: 1, ..NEAREST };
    show(&mut bench, texture, sampler);
    assert_eq!(bench.read()[0], [200; 4]);
    bench.assert_clean();
}

#[test]
fn viewports_and_scissors_outside_of_the_target_are_harmless() {
    let mut bench = gl_bench!(4, 4);
    let positions = bench.floats(1, &SCREEN.map(|v| v * 2.0));
    bench.program(1, colored());
    bench.inputs(&[array(positions, 2, 8, 0), constant(WHITE)]);
    bench.clear([0.0; 4]);
    bench.tint(RED);
    for viewport in [
        GlRect { x: -1_000_000, y: 0, width: 5, height: 5 },
        GlRect { x: i32::MAX, y: i32::MAX, width: i32::MAX, height: i32::MAX },
        GlRect { x: 0, y: 0, width: 0, height: 4 },
        GlRect { x: i32::MIN, y: 0, width: 10, height: 10 },
    ] {
        bench.state(GlState { viewport, scissor: Some(ALL), ..state(4, 4) });
        bench.arrays(GlMode::TriangleStrip, 0, 4);
    }
    assert!(bench.read().iter().all(|p| *p == [0; 4]));
    let viewport = GlRect { x: -4, y: -4, width: 12, height: 12 };
    bench.state(GlState { viewport, ..state(4, 4) });
    bench.arrays(GlMode::TriangleStrip, 0, 4);
    assert!(bench.read().iter().all(|p| *p == [255, 0, 0, 255]));
    bench.assert_clean();
}

#[test]
fn unknown_objects_are_left_out() {
    let mut bench = gl_bench!(2, 2);
    bench.clear(RED);
    bench.push(GlCommand::Program(GlProgramId(77)));
    bench.arrays(GlMode::Triangles, 0, 3);
    bench.program(1, colored());
    bench.inputs(&[array(GlBufferId(66), 3, 12, 0), constant(WHITE)]);
    bench.push(GlCommand::Textures(vec![Some((GlTextureId(55), NEAREST))]));
    bench.arrays(GlMode::Triangles, 0, 3);
    bench.elements(GlMode::Triangles, GlBufferId(66), GlIndexType::U16, 3, true);
    bench.push(GlCommand::DropBuffer(GlBufferId(66)));
    bench.push(GlCommand::DropTexture(GlTextureId(55)));
    bench.push(GlCommand::Target(framebuffer(GlTextureId(55), GlStorageFormat::Rgba8, 2, 2)));
    bench.clear(BLUE);
    bench.push(GlCommand::Target(GlTarget::Canvas));
    assert_eq!(bench.read()[3], [255, 0, 0, 255]);
    let stats = bench.executor.take_stats();
    assert!(stats.notices.is_empty(), "{stats:?}");
    assert_eq!(stats.unsupported, [("a framebuffer whose image does not exist", 1)]);
    bench.push(GlCommand::Drop);
    bench.run();
    assert!(bench.executor.read_buffer(CONTEXT, GlBufferId(1), 0, 1).is_err());
}

#[test]
fn a_program_without_modules_is_named() {
    let mut bench = gl_bench!(2, 2);
    bench.clear(RED);
    let object = std::sync::Arc::new(InertProgram(GlInterface::default()));
    bench.push(GlCommand::CreateProgram { program: GlProgramId(1), object });
    bench.push(GlCommand::Program(GlProgramId(1)));
    bench.arrays(GlMode::Triangles, 0, 3);
    assert_eq!(bench.read()[0], [255, 0, 0, 255]);
    let stats = bench.executor.take_stats();
    assert_eq!(stats.notices.len(), 1, "{stats:?}");
    assert!(stats.notices[0].contains("an inert program has no modules"), "{stats:?}");
}
