//! A canvas that is drawn to by calls, for tests.
#![allow(dead_code, unreachable_pub)] // each test file is a crate and uses a part

use sparrow_base::{
    CanvasId, ImageId, PixelBuffer, PixelRect, PixelSize, Premul, Rgba8, Straight,
    kurbo::{Affine, PathEl, Point, Rect},
};
use sparrow_raster::RasterRenderer;
use sparrow_render::{
    Brush, CanvasOptions, Clip, DrawList, DrawOp, DrawState, FillRule, ImageSource, RenderCommand, Renderer,
    Shape, StrokeStyle,
};
use std::sync::Arc;

pub const CANVAS: CanvasId = CanvasId(1);
pub const RED: Rgba8 = Rgba8::new(255, 0, 0, 255);
pub const GREEN: Rgba8 = Rgba8::new(0, 255, 0, 255);
pub const BLUE: Rgba8 = Rgba8::new(0, 0, 255, 255);

/// One canvas and a list that is recorded.
pub struct Scene {
    pub renderer: RasterRenderer,
    pub queue: Vec<RenderCommand>,
    pub list: DrawList,
    pub size: PixelSize,
    pub transform: Affine,
    pub state: DrawState,
    clips: u64,
}

impl Scene {
    pub fn new(width: u32, height: u32) -> Scene {
        Scene::with(RasterRenderer::new(), width, height, CanvasOptions::default())
    }

    pub fn opaque(width: u32, height: u32) -> Scene {
        let options = CanvasOptions { alpha: false, read_often: false };
        Scene::with(RasterRenderer::new(), width, height, options)
    }

    pub fn with(renderer: RasterRenderer, width: u32, height: u32, options: CanvasOptions) -> Scene {
        let size = PixelSize::new(width, height);
        Scene {
            renderer,
            queue: vec![RenderCommand::CreateCanvas { canvas: CANVAS, size, options }],
            list: DrawList::default(),
            size,
            transform: Affine::IDENTITY,
            state: DrawState::default(),
            clips: 0,
        }
    }

    pub fn image(&mut self, id: u32, pixels: PixelBuffer<Premul>) -> ImageSource {
        self.queue.push(RenderCommand::CreateImage { image: ImageId(id), pixels: Arc::new(pixels) });
        ImageSource::Image(ImageId(id))
    }

    pub fn fill(&mut self, shape: Shape, brush: Brush) {
        self.fill_by(shape, FillRule::NonZero, brush);
    }

    pub fn fill_by(&mut self, shape: Shape, rule: FillRule, brush: Brush) {
        let (transform, state) = (self.list.push_transform(self.transform), self.list.push_state(self.state));
        self.list.ops.push(DrawOp::Fill { shape, rule, brush, transform, state });
    }

    pub fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, color: Rgba8) {
        self.fill(Shape::Rect(Rect::new(x, y, x + width, y + height)), Brush::Solid(color));
    }

    pub fn clear_rect(&mut self, x: f64, y: f64, width: f64, height: f64) {
        let (rect, clip) = (Rect::new(x, y, x + width, y + height), self.state.clip);
        let transform = self.list.push_transform(self.transform);
        self.list.ops.push(DrawOp::ClearRect { rect, transform, clip });
    }

    pub fn path(&mut self, points: &[(f64, f64)]) -> Shape {
        let els = points.iter().enumerate().map(|(i, p)| {
            let p = Point::new(p.0, p.1);
            if i == 0 { PathEl::MoveTo(p) } else { PathEl::LineTo(p) }
        });
        Shape::Path(self.list.push_path(els.collect::<Vec<_>>()).expect("points"))
    }

    pub fn stroke(&mut self, shape: Shape, style: StrokeStyle, brush: Brush) {
        let (transform, state) = (self.list.push_transform(self.transform), self.list.push_state(self.state));
        let stroke = self.list.push_stroke(style);
        self.list.ops.push(DrawOp::Stroke { shape, stroke, brush, transform, state });
    }

    pub fn draw_image(&mut self, source: ImageSource, src: Rect, dst: Rect) {
        let (transform, state) = (self.list.push_transform(self.transform), self.list.push_state(self.state));
        self.list.ops.push(DrawOp::Image { source, src, dst, transform, state });
    }

    pub fn clip(&mut self, shape: Shape) {
        self.clips += 1;
        let (parent, transform, key) = (self.state.clip, self.transform, self.clips);
        let clip = Clip { parent, shape, rule: FillRule::NonZero, transform, key };
        self.state.clip = Some(self.list.push_clip(clip));
    }

    pub fn put_pixels(&mut self, pixels: PixelBuffer<Straight>, x: i32, y: i32) {
        self.list.pixels.push(pixels);
        let pixels = self.list.pixels.len() as u32 - 1;
        self.list.ops.push(DrawOp::PutPixels { pixels, x, y });
    }

    /// Draws what was recorded.
    pub fn flush(&mut self) {
        let list = std::mem::take(&mut self.list);
        self.state.clip = None;
        self.queue.push(RenderCommand::Draw { canvas: CANVAS, list });
        self.renderer.execute(&mut self.queue, &mut vec![]).expect("drawn");
        assert!(self.queue.is_empty());
    }

    /// Draws what was recorded and returns all pixels.
    pub fn pixels(&mut self) -> PixelBuffer<Premul> {
        self.flush();
        self.renderer.read_pixels(CANVAS, self.size.rect()).expect("readable")
    }

    pub fn read(&mut self, rect: PixelRect) -> PixelBuffer<Premul> {
        self.flush();
        self.renderer.read_pixels(CANVAS, rect).expect("readable")
    }
}

/// Numbers that are the same in every run.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.bits() % end as u64) as usize
    }

    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * (self.bits() as f64 / (1u64 << 53) as f64)
    }

    pub fn color(&mut self) -> Rgba8 {
        let b = self.bits();
        Rgba8::new(b as u8, (b >> 8) as u8, (b >> 16) as u8, (b >> 24) as u8)
    }

    pub fn picture(&mut self, width: u32, height: u32) -> PixelBuffer<Premul> {
        let mut out = PixelBuffer::<Straight>::new(PixelSize::new(width, height));
        for p in out.bytes_mut().chunks_exact_mut(4) {
            p.copy_from_slice(&self.color().to_array());
        }
        out.into_premul()
    }
}
