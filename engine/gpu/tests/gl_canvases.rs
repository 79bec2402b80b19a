//! Canvases as textures: what the device copies is what the CPU would have converted.

mod gl_bench;

use gl_bench::*;
use sparrow_base::{CanvasId, PixelBuffer, PixelSize, Premul, Rgba8, kurbo::Rect};
use sparrow_gpu::GpuRenderer;
use sparrow_render::{
    Brush, CanvasOptions, CanvasPictures, DrawList, DrawOp, DrawState, FillRule, RenderCommand, Renderer,
    Shape, gl::*,
};

const FLAT: CanvasId = CanvasId(3);
const TEXTURE: GlTextureId = GlTextureId(1);

/// Every pixel differs; alpha takes many values.
fn picture(width: u32, height: u32) -> PixelBuffer<Premul> {
    let bytes = (0..width * height)
        .flat_map(|i| {
            let alpha = (i * 37 % 256) as u8;
            let part = |n: u32| (u32::from(alpha) * (i * n % 11) / 10) as u8;
            [part(3), part(5), part(7), alpha]
        })
        .collect();
    PixelBuffer::from_vec(PixelSize::new(width, height), bytes).unwrap()
}

fn storage(format: GlStorageFormat, width: u32, height: u32) -> GlCommand {
    let desc = GlTextureDesc { kind: GlTextureKind::D2, format, width, height, depth: 1, levels: 1 };
    GlCommand::TextureStorage { texture: TEXTURE, desc }
}

fn upload(size: PixelSize, flip_y: bool, straight: bool) -> GlCanvasUpload {
    let PixelSize { width, height } = size;
    GlCanvasUpload {
        canvas: FLAT,
        size,
        texture: TEXTURE,
        region: GlRegion { width, height, depth: 1, ..GlRegion::default() },
        from_x: 0,
        from_y: 0,
        flip_y,
        straight,
    }
}

fn target(format: GlStorageFormat, size: PixelSize) -> GlTarget {
    let image = GlAttachmentImage::Texture { texture: TEXTURE, level: 0, layer: 0 };
    let colors = vec![Some(GlAttachment { image, format })];
    GlTarget::Framebuffer { colors, depth: None, stencil: None, size, samples: 1 }
}

fn read(gl: &mut dyn GlBackend, format: GlStorageFormat, size: PixelSize) -> Vec<u8> {
    let rect = GlRect { x: 0, y: 0, width: size.width as i32, height: size.height as i32 };
    let source = GlReadSource { target: target(format, size), buffer: 0 };
    gl.read(CONTEXT, &GlRead { source, rect }).unwrap()
}

/// What the CPU makes of it: the first row of the texture first.
fn converted(picture: &PixelBuffer<Premul>, flip_y: bool, straight: bool, opaque: bool) -> Vec<u8> {
    let stride = picture.size().width as usize * 4;
    let straight =
        if straight { picture.clone().into_straight().bytes().to_vec() } else { picture.bytes().to_vec() };
    let mut rows: Vec<&[u8]> = straight.chunks_exact(stride).collect();
    if flip_y {
        rows.reverse();
    }
    let mut bytes = rows.concat();
    if opaque {
        bytes.chunks_exact_mut(4).for_each(|p| p[3] = 255);
    }
    bytes
}

#[test]
fn pictures_of_the_cpu_are_converted_exactly() {
    let size = PixelSize::new(23, 17);
    let picture = picture(size.width, size.height);
    for format in [GlStorageFormat::Rgba8, GlStorageFormat::Rgb8] {
        for (flip_y, straight) in [(false, false), (true, false), (false, true), (true, true)] {
            let mut bench = gl_bench!(4, 4);
            bench.executor.set_canvas(FLAT, Some(&picture)).unwrap();
            bench.push(storage(format, size.width, size.height));
            bench.push(GlCommand::UploadCanvas(upload(size, flip_y, straight)));
            bench.run();
            let expected = converted(&picture, flip_y, straight, format == GlStorageFormat::Rgb8);
            let actual = read(&mut bench.executor, format, size);
            assert!(actual == expected, "{format:?} turned over {flip_y}, straight {straight}");
            bench.assert_clean();
        }
    }
}

#[test]
fn parts_go_where_they_belong() {
    let size = PixelSize::new(8, 8);
    let picture = picture(8, 8);
    for flip_y in [false, true] {
        let mut bench = gl_bench!(4, 4);
        bench.executor.set_canvas(FLAT, Some(&picture)).unwrap();
        bench.push(storage(GlStorageFormat::Rgba8, 8, 8));
        let region = GlRegion { x: 4, y: 1, width: 3, height: 2, depth: 1, ..GlRegion::default() };
        let part = GlCanvasUpload { region, from_x: 2, from_y: 5, ..upload(size, flip_y, false) };
        bench.push(GlCommand::UploadCanvas(part));
        bench.run();
        let texels = read(&mut bench.executor, GlStorageFormat::Rgba8, size);
        let whole = converted(&picture, flip_y, false, false);
        for y in 0..8 {
            for x in 0..8 {
                let inside = (4..7).contains(&x) && (1..3).contains(&y);
                let at = |bytes: &[u8], x: usize, y: usize| bytes[(y * 8 + x) * 4..][..4].to_vec();
                let expected = if inside { at(&whole, x - 4 + 2, y - 1 + 5) } else { vec![0; 4] };
                assert_eq!(at(&texels, x, y), expected, "{x} {y}, turned over {flip_y}");
            }
        }
        bench.assert_clean();
    }
}

#[test]
fn a_canvas_that_is_not_known_or_of_another_size_is_transparent() {
    let size = PixelSize::new(4, 4);
    let mut bench = gl_bench!(4, 4);
    bench.executor.set_canvas(FLAT, Some(&picture(5, 4))).unwrap();
    bench.push(storage(GlStorageFormat::Rgba8, 4, 4));
    bench.push(GlCommand::UploadCanvas(upload(size, false, true)));
    bench.run();
    assert!(read(&mut bench.executor, GlStorageFormat::Rgba8, size).iter().all(|byte| *byte == 0));
    bench.executor.set_canvas(FLAT, None).unwrap();
    bench.push(GlCommand::UploadCanvas(upload(size, true, false)));
    bench.run();
    assert!(read(&mut bench.executor, GlStorageFormat::Rgba8, size).iter().all(|byte| *byte == 0));
    bench.assert_clean();
}

fn fill(color: Rgba8) -> RenderCommand {
    let mut list = DrawList::default();
    let state = list.push_state(DrawState::default());
    let transform = list.push_transform(sparrow_base::kurbo::Affine::IDENTITY);
    let shape = Shape::Rect(Rect::new(0.0, 0.0, 4.0, 2.0));
    let (rule, brush) = (FillRule::NonZero, Brush::Solid(color));
    list.ops.push(DrawOp::Fill { shape, rule, brush, transform, state });
    RenderCommand::Draw { canvas: FLAT, list }
}

/// Canvases of the renderer itself are copied as they are at the command, without a readback.
#[test]
fn canvases_of_the_renderer_are_copied_in_order() {
    let Some(gpu) = gpu() else { return };
    let size = PixelSize::new(4, 4);
    let mut renderer = GpuRenderer::new(gpu);
    let create = |canvas, alpha| RenderCommand::CreateCanvas {
        canvas,
        size,
        options: CanvasOptions { alpha, read_often: false },
    };
    let other = GlTextureId(2);
    let gl = |commands| RenderCommand::Gl { canvas: CONTEXT, commands };
    let second = GlCommand::TextureStorage {
        texture: other,
        desc: GlTextureDesc {
            kind: GlTextureKind::D2,
            format: GlStorageFormat::Rgba8,
            width: 4,
            height: 4,
            depth: 1,
            levels: 1,
        },
    };
    let drawing = GlCommand::DrawingBuffer { size, alpha: true, antialias: false, premultiplied: true };
    let mut queue = vec![
        create(CONTEXT, true),
        create(FLAT, true),
        create(CanvasId(9), false),
        fill(Rgba8::new(255, 0, 0, 255)),
        gl(vec![
            drawing,
            storage(GlStorageFormat::Rgba8, 4, 4),
            GlCommand::UploadCanvas(upload(size, false, true)),
        ]),
        fill(Rgba8::new(0, 0, 255, 255)),
        gl(vec![
            second,
            GlCommand::UploadCanvas(GlCanvasUpload {
                texture: other,
                canvas: CanvasId(9),
                ..upload(size, false, true)
            }),
        ]),
    ];
    renderer.execute(&mut queue, &mut Vec::new()).unwrap();
    assert_eq!(renderer.take_stats().readbacks, 0);
    let texels = read(renderer.gl().unwrap(), GlStorageFormat::Rgba8, size);
    assert_eq!(texels[..32], [255, 0, 0, 255].repeat(8), "what was drawn before the upload");
    assert_eq!(texels[32..], [0; 32]);
    let image = GlAttachmentImage::Texture { texture: other, level: 0, layer: 0 };
    let colors = vec![Some(GlAttachment { image, format: GlStorageFormat::Rgba8 })];
    let target = GlTarget::Framebuffer { colors, depth: None, stencil: None, size, samples: 1 };
    let rect = GlRect { x: 0, y: 0, width: 4, height: 4 };
    let black = GlRead { source: GlReadSource { target, buffer: 0 }, rect };
    let black = renderer.gl().unwrap().read(CONTEXT, &black).unwrap();
    assert_eq!(black, [0, 0, 0, 255].repeat(16), "a canvas without alpha that nothing was drawn to");
}

#[test]
fn pictures_from_outside_replace_a_canvas() {
    let Some(gpu) = gpu() else { return };
    let size = PixelSize::new(4, 4);
    let mut renderer = GpuRenderer::new(gpu);
    let create = RenderCommand::CreateCanvas { canvas: FLAT, size, options: CanvasOptions::default() };
    let mut queue = vec![create, fill(Rgba8::new(255, 0, 0, 255))];
    renderer.execute(&mut queue, &mut Vec::new()).unwrap();
    let whole = picture(4, 4);
    renderer.set_picture(FLAT, whole.clone()).unwrap();
    assert!(renderer.read_pixels(FLAT, size.rect()).unwrap() == whole);
    renderer.set_picture(FLAT, picture(6, 1)).unwrap();
    let cut = renderer.read_pixels(FLAT, size.rect()).unwrap();
    assert_eq!(cut.bytes()[..16], picture(6, 1).bytes()[..16]);
    assert_eq!(cut.bytes()[16..], [0; 48], "the rest is transparent");
}
