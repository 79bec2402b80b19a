//! What the tests of this crate share: one device, a renderer with one canvas, pixel comparisons.
#![allow(dead_code, missing_docs, unreachable_pub)]

use sparrow_base::{
    CanvasId, ImageId, PixelBuffer, PixelSize, Premul, Rgba8,
    kurbo::{Affine, Rect},
};
use sparrow_gpu::{Gpu, GpuOptions, GpuRenderer};
use sparrow_render::{
    Brush, CanvasOptions, CompositeOp, DrawList, DrawOp, DrawState, FillRule, ImageSource, RenderCommand,
    Renderer, Shape, StrokeStyle,
};
use std::{
    path::PathBuf,
    sync::{Arc, OnceLock},
};

pub const CANVAS: CanvasId = CanvasId(1);

/// The shared device; `None` when the environment says that there is none to be expected.
pub fn gpu() -> Option<Gpu> {
    static GPU: OnceLock<Option<Gpu>> = OnceLock::new();
    GPU.get_or_init(|| {
        if std::env::var_os("SPARROW_NO_GPU").is_some_and(|v| v == "1") {
            return None;
        }
        match Gpu::headless(GpuOptions::default()) {
            Ok(gpu) => Some(gpu),
            Err(error) => panic!("{error}. Set SPARROW_NO_GPU=1 to skip the tests that need an adapter."),
        }
    })
    .clone()
}

/// A renderer with one canvas.
pub struct Bench {
    pub renderer: GpuRenderer,
    pub size: PixelSize,
}

impl Bench {
    pub fn new(width: u32, height: u32) -> Option<Bench> {
        Bench::with_options(width, height, CanvasOptions::default())
    }

    pub fn with_options(width: u32, height: u32, options: CanvasOptions) -> Option<Bench> {
        let mut renderer = GpuRenderer::new(gpu()?);
        let size = PixelSize::new(width, height);
        let create = RenderCommand::CreateCanvas { canvas: CANVAS, size, options };
        renderer.execute(&mut vec![create], &mut Vec::new()).unwrap();
        Some(Bench { renderer, size })
    }

    pub fn run(&mut self, commands: impl IntoIterator<Item = RenderCommand>) {
        self.renderer.execute(&mut commands.into_iter().collect(), &mut Vec::new()).unwrap();
    }

    pub fn draw(&mut self, list: DrawList) {
        self.run([RenderCommand::Draw { canvas: CANVAS, list }]);
    }

    pub fn pixels(&mut self) -> PixelBuffer<Premul> {
        self.renderer.read_pixels(CANVAS, self.size.rect()).unwrap()
    }

    pub fn image(&mut self, id: u32, pixels: PixelBuffer<Premul>) -> ImageSource {
        self.run([RenderCommand::CreateImage { image: ImageId(id), pixels: Arc::new(pixels) }]);
        ImageSource::Image(ImageId(id))
    }
}

/// Shorthands for lists.
pub trait Draw {
    fn with(&mut self, state: DrawState, transform: Affine, shape: Shape, brush: Brush);
    fn rect(&mut self, x: f64, y: f64, w: f64, h: f64, color: Rgba8);
    fn fill(&mut self, shape: Shape, transform: Affine, color: Rgba8);
    fn stroke(&mut self, shape: Shape, stroke: StrokeStyle, transform: Affine, color: Rgba8);
    fn image(&mut self, source: ImageSource, src: Rect, dst: Rect, transform: Affine, state: DrawState);
}

impl Draw for DrawList {
    fn with(&mut self, state: DrawState, transform: Affine, shape: Shape, brush: Brush) {
        let (state, transform) = (self.push_state(state), self.push_transform(transform));
        self.ops.push(DrawOp::Fill { shape, rule: FillRule::NonZero, brush, transform, state });
    }

    fn rect(&mut self, x: f64, y: f64, w: f64, h: f64, color: Rgba8) {
        self.fill(Shape::Rect(Rect::new(x, y, x + w, y + h)), Affine::IDENTITY, color);
    }

    fn fill(&mut self, shape: Shape, transform: Affine, color: Rgba8) {
        self.with(DrawState::default(), transform, shape, Brush::Solid(color));
    }

    fn stroke(&mut self, shape: Shape, stroke: StrokeStyle, transform: Affine, color: Rgba8) {
        let (state, transform) = (self.push_state(DrawState::default()), self.push_transform(transform));
        let stroke = self.push_stroke(stroke);
        self.ops.push(DrawOp::Stroke { shape, stroke, brush: Brush::Solid(color), transform, state });
    }

    fn image(&mut self, source: ImageSource, src: Rect, dst: Rect, transform: Affine, state: DrawState) {
        let (state, transform) = (self.push_state(state), self.push_transform(transform));
        self.ops.push(DrawOp::Image { source, src, dst, transform, state });
    }
}

pub fn composite(operator: CompositeOp) -> DrawState {
    DrawState { composite: operator, ..DrawState::default() }
}

/// A picture whose pixels are all different.
pub fn test_picture(width: u32, height: u32) -> PixelBuffer<Premul> {
    let bytes = (0..height)
        .flat_map(|y| {
            (0..width).flat_map(move |x| {
                [(x * 7 % 256) as u8, (y * 11 % 256) as u8, ((x + y) * 5 % 256) as u8, 255]
            })
        })
        .collect();
    PixelBuffer::from_vec(PixelSize::new(width, height), bytes).unwrap()
}

/// Largest difference of a component, and the share of pixels that differ by more than `tolerance`.
pub fn difference(a: &PixelBuffer<Premul>, b: &PixelBuffer<Premul>, tolerance: u8) -> (u8, f64) {
    assert_eq!(a.size(), b.size());
    let mut largest = 0;
    let mut outliers = 0;
    for (p, q) in a.bytes().chunks_exact(4).zip(b.bytes().chunks_exact(4)) {
        let d = p.iter().zip(q).map(|(x, y)| x.abs_diff(*y)).max().unwrap();
        largest = largest.max(d);
        outliers += u32::from(d > tolerance);
    }
    (largest, f64::from(outliers) / a.size().area() as f64)
}

pub fn assert_pixel(pixels: &PixelBuffer<Premul>, x: u32, y: u32, expected: [u8; 4], tolerance: u8) {
    let actual = pixels.pixel(x, y);
    let off = actual.iter().zip(expected).any(|(a, e)| a.abs_diff(e) > tolerance);
    assert!(!off, "pixel ({x}, {y}) is {actual:?}, expected {expected:?} within {tolerance}");
}

/// Writes a PNG into `SPARROW_TEST_PICTURES`, when that is set, for people to look at.
pub fn save(name: &str, pixels: &PixelBuffer<Premul>) {
    let Some(folder) = std::env::var_os("SPARROW_TEST_PICTURES") else { return };
    let straight = pixels.clone().into_straight();
    let path = PathBuf::from(folder).join(format!("{name}.png"));
    let size = straight.size();
    image::save_buffer(path, straight.bytes(), size.width, size.height, image::ColorType::Rgba8).unwrap();
}

/// Whether the environment asks for no GPU: then a test has nothing to do.
#[macro_export]
macro_rules! bench {
    ($width:expr, $height:expr) => {
        match common::Bench::new($width, $height) {
            Some(bench) => bench,
            None => return,
        }
    };
}
