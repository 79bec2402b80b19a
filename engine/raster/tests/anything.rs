//! Lists of anything: the same pixels on every instruction set, and never a panic.

mod scene;

use scene::{CANVAS, Random, Scene};
use sparrow_base::{
    PixelSize,
    kurbo::{Affine, Ellipse, Line, PathEl, Point, Rect, RoundedRect},
};
use sparrow_raster::RasterRenderer;
use sparrow_render::{
    Brush, CanvasOptions, Clip, ColorStop, CompositeOp, DrawOp, DrawState, FillRule, Gradient, GradientKind,
    ImageSource, LineCap, LineJoin, Paint, Pattern, Repetition, Shadow, Shape, Smoothing, StrokeStyle,
};

/// A number of the usual size, or one that nobody expects.
fn number(r: &mut Random, wild: bool) -> f64 {
    const ODD: [f64; 12] = [0.0, -0.0, 0.5, 1.0, -1.0, 1e-9, -1e-300, 1e5, -3e9, 1e15, 1e300, -1.7e308];
    if wild && r.below(4) == 0 { ODD[r.below(ODD.len())] } else { r.between(-20.0, 90.0) }
}

fn point(r: &mut Random, wild: bool) -> Point {
    Point::new(number(r, wild), number(r, wild))
}

fn rect(r: &mut Random, wild: bool) -> Rect {
    Rect::from_points(point(r, wild), point(r, wild))
}

fn transform(r: &mut Random, wild: bool) -> Affine {
    match r.below(4) {
        0 => Affine::IDENTITY,
        1 => Affine::translate(point(r, wild).to_vec2()),
        2 => {
            Affine::translate((30.0, 30.0))
                * Affine::rotate(r.between(0.0, 7.0))
                * Affine::scale(r.between(-2.0, 2.0))
        }
        _ if wild => Affine::new(std::array::from_fn(|_| number(r, true))),
        _ => Affine::skew(r.between(-1.0, 1.0), r.between(-1.0, 1.0)),
    }
}

fn shape(r: &mut Random, scene: &mut Scene, wild: bool) -> Shape {
    match r.below(5) {
        0 => Shape::Rect(rect(r, wild)),
        1 => Shape::RoundRect(RoundedRect::from_rect(rect(r, wild), number(r, wild).abs())),
        2 => Shape::Ellipse(Ellipse::new(
            point(r, wild),
            (number(r, wild).abs(), number(r, wild).abs()),
            r.between(0.0, 7.0),
        )),
        3 => Shape::Line(Line::new(point(r, wild), point(r, wild))),
        _ => {
            let mut els = vec![PathEl::MoveTo(point(r, wild))];
            for _ in 0..r.below(9) {
                els.push(match r.below(6) {
                    0 => PathEl::MoveTo(point(r, wild)),
                    1 => PathEl::QuadTo(point(r, wild), point(r, wild)),
                    2 => PathEl::CurveTo(point(r, wild), point(r, wild), point(r, wild)),
                    3 => PathEl::ClosePath,
                    _ => PathEl::LineTo(point(r, wild)),
                });
            }
            Shape::Path(scene.list.push_path(els).expect("not empty"))
        }
    }
}

fn source(r: &mut Random) -> ImageSource {
    if r.below(5) == 0 { ImageSource::Canvas(CANVAS) } else { ImageSource::Image(sparrow_base::ImageId(1)) }
}

fn brush(r: &mut Random, scene: &mut Scene, wild: bool) -> Brush {
    let paint = match r.below(6) {
        0 => {
            let kind = match r.below(3) {
                0 => GradientKind::Linear { from: point(r, wild), to: point(r, wild) },
                1 => GradientKind::Radial {
                    from: point(r, wild),
                    from_radius: number(r, wild).abs(),
                    to: point(r, wild),
                    to_radius: number(r, wild).abs(),
                },
                _ => GradientKind::Conic { center: point(r, wild), start_angle: number(r, wild) },
            };
            let mut offsets: Vec<f32> = (0..1 + r.below(4)).map(|_| r.between(0.0, 1.0) as f32).collect();
            offsets.sort_by(f32::total_cmp);
            let stops = offsets.into_iter().map(|offset| ColorStop { offset, color: r.color() }).collect();
            Paint::Gradient(Gradient { kind, stops })
        }
        1 => Paint::Pattern(Pattern {
            source: source(r),
            repetition: Repetition { x: r.below(2) == 0, y: r.below(2) == 0 },
            transform: transform(r, wild),
        }),
        _ => return Brush::Solid(r.color()),
    };
    Brush::Paint(scene.list.push_paint(paint))
}

fn state(r: &mut Random, scene: &mut Scene, wild: bool) -> DrawState {
    use CompositeOp::*;
    const OPS: [CompositeOp; 14] = [
        SourceOver,
        SourceOver,
        SourceOver,
        SourceIn,
        SourceOut,
        DestinationOver,
        DestinationAtop,
        Lighter,
        Copy,
        Xor,
        Multiply,
        Overlay,
        Hue,
        SoftLight,
    ];
    let clip = (r.below(3) == 0).then(|| {
        let shape = shape(r, scene, wild);
        let (rule, transform, key) = (FillRule::EvenOdd, transform(r, wild), r.bits());
        scene.list.push_clip(Clip { parent: None, shape, rule, transform, key })
    });
    let shadow = (r.below(8) == 0).then(|| Shadow {
        color: r.color(),
        sigma: if wild { number(r, true).abs() as f32 } else { r.between(0.0, 5.0) as f32 },
        offset_x: number(r, wild) as f32,
        offset_y: number(r, wild) as f32,
    });
    let smoothing = if r.below(3) == 0 { Smoothing::Off } else { Smoothing::Low };
    DrawState {
        clip,
        composite: OPS[r.below(OPS.len())],
        alpha: r.between(0.0, 1.0) as f32,
        smoothing,
        shadow,
        filter: None,
    }
}

fn record(r: &mut Random, scene: &mut Scene, wild: bool) {
    for _ in 0..1 + r.below(6) {
        let (brush, state) = (brush(r, scene, wild), state(r, scene, wild));
        let state = scene.list.push_state(state);
        let at = transform(r, wild);
        let transform = scene.list.push_transform(at);
        let op = match r.below(7) {
            0 => DrawOp::ClearRect { rect: rect(r, wild), transform, clip: None },
            1 | 2 => DrawOp::Fill {
                shape: shape(r, scene, wild),
                rule: FillRule::NonZero,
                brush,
                transform,
                state,
            },
            3 => {
                let dash =
                    (r.below(2) == 0).then(|| [number(r, wild).abs(), number(r, wild).abs() + 0.01].into());
                let stroke = scene.list.push_stroke(StrokeStyle {
                    width: number(r, wild).abs().max(1e-6),
                    cap: [LineCap::Butt, LineCap::Round, LineCap::Square][r.below(3)],
                    join: [LineJoin::Miter, LineJoin::Round, LineJoin::Bevel][r.below(3)],
                    miter_limit: number(r, wild).abs().max(1e-6),
                    dash,
                    dash_offset: number(r, wild),
                });
                DrawOp::Stroke { shape: shape(r, scene, wild), stroke, brush, transform, state }
            }
            4 => {
                scene.list.pixels.push(r.picture(7, 3).into_straight());
                let pixels = scene.list.pixels.len() as u32 - 1;
                DrawOp::PutPixels { pixels, x: number(r, wild) as i32, y: number(r, wild) as i32 }
            }
            _ => {
                let dst = rect(r, wild);
                if dst.area() == 0.0 {
                    continue;
                }
                let (x, y) = (r.below(10) as f64, r.below(10) as f64);
                let src = Rect::new(x, y, x + 1.0 + r.below(6) as f64, y + r.between(0.1, 6.0));
                DrawOp::Image { source: source(r), src, dst, transform, state }
            }
        };
        scene.list.ops.push(op);
    }
}

fn draw(renderer: RasterRenderer, seed: u64, wild: bool, size: PixelSize) -> Vec<u8> {
    let mut random = Random::new(seed);
    let options = CanvasOptions { alpha: !seed.is_multiple_of(3), read_often: false };
    let mut scene = Scene::with(renderer, size.width, size.height, options);
    let picture = random.picture(16, 16);
    scene.image(1, picture);
    record(&mut random, &mut scene, wild);
    scene.pixels().into_vec()
}

#[test]
fn every_instruction_set_gives_the_same_pixels() {
    for seed in 0..150 {
        let size = PixelSize::new(61, 47);
        let best = draw(RasterRenderer::new(), seed, false, size);
        let least = draw(RasterRenderer::without_extensions(), seed, false, size);
        assert!(best == least, "list {seed}");
    }
}

#[test]
fn nothing_panics() {
    for seed in 0..900 {
        let size = [PixelSize::new(40, 30), PixelSize::new(1, 1), PixelSize::new(700, 3)][seed as usize % 3];
        draw(RasterRenderer::new(), seed, true, size);
    }
}
