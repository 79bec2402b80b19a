//! Random draw lists on this renderer and on `raster`, which is the pixel reference.

mod common;

use common::{Bench, CANVAS, save, test_picture};
use sparrow_base::{
    CanvasId, FontData, ImageId, PixelBuffer, PixelSize, Premul, Rgba8,
    kurbo::{Affine, Ellipse, Line, PathEl, Point, Rect, RoundedRect, RoundedRectRadii},
};
use sparrow_raster::RasterRenderer;
use sparrow_render::{
    Brush, CanvasOptions, Clip, ColorMatrix, ColorStop, CompositeOp, DrawList, DrawOp, DrawState, FillRule,
    FilterId, FilterStep, Glyph, GlyphKind, GlyphRun, Gradient, GradientKind, ImageSource, LineCap, LineJoin,
    Paint, Pattern, RenderCommand, Renderer, Repetition, Shadow, Shape, Smoothing, StrokeStyle,
};
use std::sync::Arc;

const SIZE: PixelSize = PixelSize::new(160, 120);
const OTHER: CanvasId = CanvasId(2);

/// A small generator of random numbers; the same everywhere.
struct Random {
    seed: u64,
    shadows: bool,
    filters: bool,
}

impl Random {
    fn next(&mut self) -> u32 {
        self.seed = self.seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) as u32
    }

    fn below(&mut self, n: u32) -> u32 {
        self.next() % n
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + f64::from(self.next() % 100_000) / 100_000.0 * (high - low)
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u32) as usize]
    }

    fn color(&mut self) -> Rgba8 {
        let [r, g, b] = [0, 1, 2].map(|_| self.below(256) as u8);
        Rgba8::new(r, g, b, self.one_of(&[255, 255, 128, 40]))
    }

    fn point(&mut self) -> Point {
        Point::new(self.between(-10.0, 170.0), self.between(-10.0, 130.0))
    }

    fn rect(&mut self) -> Rect {
        let (p, w, h) = (self.point(), self.between(1.0, 80.0), self.between(1.0, 60.0));
        let r = Rect::new(p.x, p.y, p.x + w, p.y + h);
        if self.below(2) == 0 { r.round() } else { r }
    }

    fn transform(&mut self) -> Affine {
        match self.below(6) {
            0 => Affine::translate((self.between(-20.0, 20.0), self.between(-20.0, 20.0))),
            1 => {
                Affine::translate((80.0, 60.0))
                    * Affine::rotate(self.between(-3.0, 3.0))
                    * Affine::translate((-80.0, -60.0))
            }
            2 => Affine::scale_non_uniform(self.between(0.5, 1.5), self.between(0.5, 1.5)),
            _ => Affine::IDENTITY,
        }
    }

    fn path(&mut self, list: &mut DrawList) -> Shape {
        let mut elements = vec![PathEl::MoveTo(self.point())];
        for _ in 0..self.below(6) + 2 {
            elements.push(match self.below(5) {
                0 => PathEl::QuadTo(self.point(), self.point()),
                1 => PathEl::CurveTo(self.point(), self.point(), self.point()),
                2 if elements.len() > 2 => PathEl::ClosePath,
                _ => PathEl::LineTo(self.point()),
            });
        }
        Shape::Path(list.push_path(elements).unwrap())
    }

    fn shape(&mut self, list: &mut DrawList, stroked: bool) -> Shape {
        match self.below(6) {
            0 => Shape::Rect(self.rect()),
            1 => {
                let rect = self.rect();
                let most = rect.width().min(rect.height()) * 0.5;
                let [a, b, c, d] = [0; 4].map(|_| self.between(0.0, most));
                let radii = if self.below(2) == 0 {
                    RoundedRectRadii::from_single_radius(a)
                } else {
                    (a, b, c, d).into()
                };
                Shape::RoundRect(RoundedRect::from_rect(rect, radii))
            }
            2 => {
                let r = self.between(2.0, 40.0);
                Shape::Ellipse(Ellipse::new(self.point(), (r, r), 0.0))
            }
            3 => {
                let radii = (self.between(2.0, 40.0), self.between(2.0, 40.0));
                Shape::Ellipse(Ellipse::new(self.point(), radii, self.between(0.0, 3.0)))
            }
            4 if stroked => Shape::Line(Line::new(self.point(), self.point())),
            _ => self.path(list),
        }
    }

    fn brush(&mut self, list: &mut DrawList) -> Brush {
        if self.below(3) > 0 {
            return Brush::Solid(self.color());
        }
        let paint = if self.below(3) == 0 {
            let source = ImageSource::Image(ImageId(self.below(2) + 1));
            let repetition = Repetition { x: self.below(3) > 0, y: self.below(3) > 0 };
            let transform = Affine::translate((self.between(0.0, 50.0), self.between(0.0, 50.0)))
                * Affine::rotate(self.between(0.0, 1.0));
            Paint::Pattern(Pattern { source, repetition, transform })
        } else {
            let kind = match self.below(3) {
                0 => GradientKind::Linear { from: self.point(), to: self.point() },
                1 => GradientKind::Radial {
                    from: self.point(),
                    from_radius: self.between(0.0, 30.0),
                    to: self.point(),
                    to_radius: self.between(31.0, 90.0),
                },
                _ => GradientKind::Conic { center: self.point(), start_angle: self.between(-3.0, 3.0) },
            };
            let mut stops = vec![ColorStop { offset: 0.0, color: self.color() }];
            stops.push(ColorStop { offset: self.between(0.2, 0.8) as f32, color: self.color() });
            stops.push(ColorStop { offset: 1.0, color: self.color() });
            Paint::Gradient(Gradient { kind, stops: stops.into() })
        };
        Brush::Paint(list.push_paint(paint))
    }

    fn stroke(&mut self) -> StrokeStyle {
        let dashed = self.below(4) == 0;
        StrokeStyle {
            width: self.one_of(&[0.4, 1.0, 2.0, 5.5, 12.0]),
            cap: self.one_of(&[LineCap::Butt, LineCap::Round, LineCap::Square]),
            join: self.one_of(&[LineJoin::Miter, LineJoin::Round, LineJoin::Bevel]),
            dash: dashed.then(|| [self.between(2.0, 20.0), self.between(2.0, 20.0)].into()),
            dash_offset: self.between(0.0, 20.0),
            ..StrokeStyle::default()
        }
    }

    fn state(&mut self, list: &mut DrawList, operators: &[CompositeOp]) -> DrawState {
        let clip = (self.below(4) == 0).then(|| {
            let transform = self.transform();
            let clip = |r: &mut Random, list: &mut DrawList, parent| {
                let shape = r.shape(list, false);
                let key = u64::from(r.next());
                let id = Clip {
                    parent,
                    shape,
                    rule: r.one_of(&[FillRule::NonZero, FillRule::EvenOdd]),
                    transform,
                    key,
                };
                list.push_clip(id)
            };
            let outer = clip(self, list, None);
            if self.below(3) == 0 { clip(self, list, Some(outer)) } else { outer }
        });
        DrawState {
            clip,
            composite: if self.below(3) == 0 { self.one_of(operators) } else { CompositeOp::SourceOver },
            alpha: self.one_of(&[1.0, 1.0, 0.5]),
            smoothing: self.one_of(&[Smoothing::Low, Smoothing::Low, Smoothing::Off]),
            shadow: (self.shadows && self.below(2) == 0).then(|| self.shadow()),
            filter: (self.filters && self.below(2) == 0).then(|| self.filter(list)),
        }
    }

    fn filter(&mut self, list: &mut DrawList) -> FilterId {
        let count = self.below(3) + 1;
        let steps: Vec<FilterStep> = (0..count)
            .map(|_| match self.below(6) {
                0 => FilterStep::Blur { sigma: self.between(0.2, 14.0) as f32 },
                1 => FilterStep::DropShadow(self.shadow()),
                2 => FilterStep::Color(ColorMatrix::linear(self.between(0.2, 2.0) as f32, -0.1)),
                3 => FilterStep::Color(ColorMatrix::linear(-1.0, 1.0)),
                4 => FilterStep::Color(ColorMatrix::alpha(0.6)),
                _ => FilterStep::Color(ColorMatrix::mix([
                    [0.39, 0.77, 0.19],
                    [0.35, 0.69, 0.17],
                    [0.27, 0.53, 0.13],
                ])),
            })
            .collect();
        list.push_filter(&steps.into())
    }

    fn shadow(&mut self) -> Shadow {
        let soft = self.between(0.2, 14.0) as f32;
        let part = self.between(-20.0, 20.0) as f32;
        Shadow {
            color: self.color(),
            sigma: self.one_of(&[0.0, 0.0, soft, soft, soft, 40.0]),
            offset_x: self.one_of(&[0.0, 5.0, -12.0, part, 150.0]),
            offset_y: self.one_of(&[0.0, 7.0, -3.0, part]),
        }
    }

    fn list(&mut self, ops: u32, operators: &[CompositeOp], font: &FontData) -> DrawList {
        let mut list = DrawList::default();
        list.ops.push(DrawOp::Clear);
        for _ in 0..ops {
            let state = self.state(&mut list, operators);
            let (clip, state) = (state.clip, list.push_state(state));
            let matrix = self.transform();
            let transform = list.push_transform(matrix);
            let op = match self.below(12) {
                0..=3 => {
                    let shape = self.shape(&mut list, false);
                    let rule = self.one_of(&[FillRule::NonZero, FillRule::EvenOdd]);
                    DrawOp::Fill { shape, rule, brush: self.brush(&mut list), transform, state }
                }
                4..=6 => {
                    let shape = self.shape(&mut list, true);
                    let stroke = list.push_stroke(self.stroke());
                    DrawOp::Stroke { shape, stroke, brush: self.brush(&mut list), transform, state }
                }
                7..=8 => {
                    let source = match self.below(4) {
                        0 => ImageSource::Canvas(OTHER),
                        n => ImageSource::Image(ImageId(n % 2 + 1)),
                    };
                    let src = self.one_of(&[
                        Rect::new(0.0, 0.0, 40.0, 30.0),
                        Rect::new(5.0, 5.0, 20.0, 25.0),
                        Rect::new(2.5, 1.25, 30.0, 9.0),
                    ]);
                    let dst = match self.below(3) {
                        0 => Rect::from_origin_size(self.point().round(), src.size()),
                        1 => Rect::from_origin_size(self.point(), src.size()),
                        _ => self.rect(),
                    };
                    DrawOp::Image { source, src, dst, transform, state }
                }
                9 => DrawOp::ClearRect { rect: self.rect(), transform, clip },
                10 => {
                    let pixels = list.pixels.len() as u32;
                    list.pixels.push(test_picture(9, 7).into_straight());
                    DrawOp::PutPixels {
                        pixels,
                        x: self.below(180) as i32 - 10,
                        y: self.below(140) as i32 - 10,
                    }
                }
                _ => {
                    let at = self.point();
                    let glyphs: Vec<Glyph> = (0..8)
                        .map(|i| Glyph { id: 36 + self.below(50), x: i as f32 * 9.3, y: 0.0 })
                        .collect();
                    list.runs.push(GlyphRun {
                        font: font.clone(),
                        size_px: self.one_of(&[12.0, 16.5, 40.0]),
                        coords: Arc::new([]),
                        embolden: false,
                        skew_degrees: 0.0,
                        kind: GlyphKind::Mask,
                        origin_x: at.x,
                        origin_y: at.y,
                        glyphs: glyphs.into(),
                    });
                    let run = sparrow_render::RunId(list.runs.len() as u32 - 1);
                    let upright = Affine::scale(self.one_of(&[1.0, 1.5]));
                    let transform = list.push_transform(upright);
                    DrawOp::Glyphs { run, brush: self.brush(&mut list), transform, state }
                }
            };
            list.ops.push(op);
        }
        list
    }
}

fn font() -> FontData {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../assets/fonts/sparrow-sans-regular.ttf");
    FontData::new(std::fs::read(path).unwrap().into(), 0)
}

/// What both renderers start with.
fn setup() -> Vec<RenderCommand> {
    let mut picture = DrawList::default();
    common::Draw::rect(&mut picture, 3.5, 3.5, 20.0, 20.0, Rgba8::new(10, 200, 120, 180));
    let soft: Vec<u8> = (0..40 * 30u32)
        .flat_map(|i| [(i % 40) as u8 * 3, (i / 40) as u8 * 4, 30, 130 + (i % 40) as u8])
        .collect();
    let soft = PixelBuffer::from_vec(PixelSize::new(40, 30), soft).unwrap();
    vec![
        RenderCommand::CreateImage { image: ImageId(1), pixels: Arc::new(test_picture(40, 30)) },
        RenderCommand::CreateImage { image: ImageId(2), pixels: Arc::new(soft) },
        RenderCommand::CreateCanvas {
            canvas: OTHER,
            size: PixelSize::new(40, 30),
            options: CanvasOptions::default(),
        },
        RenderCommand::Draw { canvas: OTHER, list: picture },
    ]
}

struct Pair {
    gpu: Bench,
    raster: RasterRenderer,
}

impl Pair {
    fn new(options: CanvasOptions) -> Option<Pair> {
        let mut gpu = Bench::with_options(SIZE.width, SIZE.height, options)?;
        gpu.run(setup());
        let mut raster = RasterRenderer::new();
        let mut commands = setup();
        commands.push(RenderCommand::CreateCanvas { canvas: CANVAS, size: SIZE, options });
        raster.execute(&mut commands, &mut Vec::new()).unwrap();
        Some(Pair { gpu, raster })
    }

    fn draw(&mut self, list: &DrawList) -> (PixelBuffer<Premul>, PixelBuffer<Premul>) {
        self.gpu.draw(list.clone());
        let mut commands = vec![RenderCommand::Draw { canvas: CANVAS, list: list.clone() }];
        self.raster.execute(&mut commands, &mut Vec::new()).unwrap();
        (self.gpu.pixels(), self.raster.read_pixels(CANVAS, SIZE.rect()).unwrap())
    }
}

/// Tolerance: 24 of 255 in one operation (the edges of curves, sixteen steps of image filtering), and outliers where a path
/// overlaps itself inside of one pixel, or a rounding decides on a whole pixel of an image.
fn compare(seeds: std::ops::Range<u64>, ops: u32, operators: &[CompositeOp], alpha: bool, outliers: f64) {
    compare_with(seeds, ops, operators, alpha, outliers, (false, false));
}

fn compare_with(
    seeds: std::ops::Range<u64>,
    ops: u32,
    operators: &[CompositeOp],
    alpha: bool,
    outliers: f64,
    (shadows, filters): (bool, bool),
) {
    let font = font();
    let mut worst = (0.0, 0);
    let mut failures = Vec::new();
    for seed in seeds {
        let Some(mut pair) = Pair::new(CanvasOptions { alpha, read_often: false }) else { return };
        let list = Random { seed: seed * 7919 + 13, shadows, filters }.list(ops, operators, &font);
        let (gpu, raster) = pair.draw(&list);
        let (largest, share) = common::difference(&gpu, &raster, 24);
        if share > worst.0 {
            worst = (share, seed);
        }
        if share > outliers {
            save(&format!("random_{ops}_{seed}_gpu"), &gpu);
            save(&format!("random_{ops}_{seed}_raster"), &raster);
            failures.push(format!("seed {seed}: {:.2} % differ, by up to {largest}\n{list}", share * 100.0));
        }
        assert_eq!(pair.gpu.renderer.take_stats().unsupported, []);
    }
    assert!(
        failures.is_empty(),
        "{} of the lists; the worst is {worst:?}\n{}",
        failures.len(),
        failures.join("\n")
    );
}

const PORTER_DUFF: [CompositeOp; 11] = {
    use CompositeOp::*;
    [
        SourceOver,
        SourceIn,
        SourceOut,
        SourceAtop,
        DestinationOver,
        DestinationIn,
        DestinationOut,
        DestinationAtop,
        Lighter,
        Copy,
        Xor,
    ]
};

#[test]
fn single_operations() {
    compare(0..400, 1, &[CompositeOp::SourceOver], true, 0.005);
}

#[test]
fn single_operations_with_operators() {
    compare(1000..1200, 2, &PORTER_DUFF, true, 0.01);
}

#[test]
fn long_lists() {
    compare(2000..2030, 30, &PORTER_DUFF, true, 0.02);
}

#[test]
fn opaque_canvases() {
    compare(3000..3060, 4, &PORTER_DUFF, false, 0.01);
}

#[test]
fn blend_modes() {
    use CompositeOp::*;
    let modes = [
        Multiply, Screen, Overlay, Darken, Lighten, HardLight, SoftLight, Difference, Exclusion, Hue,
        Saturation, Color, Luminosity,
    ];
    compare(4000..4060, 3, &modes, true, 0.02);
}

#[test]
fn shadows() {
    compare_with(5000..5150, 1, &[CompositeOp::SourceOver], true, 0.005, (true, false));
}

#[test]
fn shadows_with_operators() {
    compare_with(6000..6100, 2, &PORTER_DUFF, true, 0.01, (true, false));
    compare_with(6100..6120, 4, &PORTER_DUFF, false, 0.01, (true, false));
}

#[test]
fn filters() {
    compare_with(7000..7100, 1, &[CompositeOp::SourceOver], true, 0.01, (false, true));
}

#[test]
fn filters_and_shadows_with_operators() {
    compare_with(8000..8060, 2, &PORTER_DUFF, true, 0.02, (true, true));
}
