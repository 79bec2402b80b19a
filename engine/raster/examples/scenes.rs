//! Draws the scenes of the baselines (sprites, shapes2000, tiger) and reports thread CPU time per frame.
//!
//! `SPARROW_BASELINES=/path/to/baselines cargo run --release -p sparrow-raster --example scenes [scene ...]`
//! With `SPARROW_OUT=folder` the first frame of each scene is written as raw RGBA8 (straight alpha), 750 x 1334.

use sparrow_base::{
    CanvasId, ImageId, PixelBuffer, PixelSize, Rgba8, Straight,
    kurbo::{Affine, Circle, Ellipse, PathEl, Point, Rect, RoundedRect},
};
use sparrow_raster::RasterRenderer;
use sparrow_render::{
    Brush, CanvasOptions, DrawList, DrawOp, DrawState, FillRule, ImageSource, RenderCommand, Renderer, Shape,
    StateId, StrokeStyle, TransformId,
};
use std::{env, error::Error, fs, sync::Arc};

const SIZE: PixelSize = PixelSize::new(750, 1334);
const CANVAS: CanvasId = CanvasId(1);
const ATLAS: ImageId = ImageId(1);

fn main() -> Result<(), Box<dyn Error>> {
    let folder =
        env::var("SPARROW_BASELINES").map_err(|_| "set SPARROW_BASELINES to the baselines folder")?;
    let mut wanted: Vec<String> = env::args().skip(1).collect();
    if wanted.is_empty() {
        wanted = [
            "sprites1000",
            "sprites10000",
            "sprites10000-scaled",
            "sprites10000-turned",
            "shapes2000",
            "tiger",
        ]
        .map(str::to_owned)
        .to_vec();
    }
    for name in wanted {
        let mut scene = Scene::new(&name, &folder)?;
        let mut renderer = RasterRenderer::new();
        let mut queue = vec![
            RenderCommand::CreateCanvas { canvas: CANVAS, size: SIZE, options: CanvasOptions::default() },
            RenderCommand::CreateImage { image: ATLAS, pixels: Arc::new(atlas().into_premul()) },
        ];
        let mut spare = vec![];
        let mut times = vec![];
        for frame in 0..env::var("SPARROW_FRAMES").ok().and_then(|n| n.parse().ok()).unwrap_or(60) {
            let mut list = spare.pop().unwrap_or_default();
            scene.record(&mut list, frame);
            queue.push(RenderCommand::Draw { canvas: CANVAS, list });
            let before = thread_cpu_ns();
            renderer.execute(&mut queue, &mut spare)?;
            times.push((thread_cpu_ns() - before) as f64 / 1e6);
            if frame == 0
                && let Ok(out) = env::var("SPARROW_OUT")
            {
                let pixels = renderer.read_pixels(CANVAS, SIZE.rect())?.into_straight();
                fs::write(format!("{out}/{name}.rgba"), pixels.bytes())?;
            }
        }
        times.sort_by(f64::total_cmp);
        let info = renderer.info();
        say(&format!(
            "{name:20} median {:7.3} ms  min {:7.3} ms  ({})",
            times[times.len() / 2],
            times[0],
            info.detail
        ));
    }
    Ok(())
}

#[allow(clippy::print_stdout)] // the purpose of this program
fn say(line: &str) {
    println!("{line}");
}

/// Time that this thread has run.
fn thread_cpu_ns() -> u64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    now.tv_sec as u64 * 1_000_000_000 + now.tv_nsec as u64
}

enum Scene {
    Sprites { places: Vec<[f32; 4]>, kind: String },
    Shapes(Vec<Item>),
}

struct Item {
    kind: String,
    numbers: Vec<f64>,
    path: Vec<PathEl>,
    fill: Option<Rgba8>,
    stroke: Option<(Rgba8, f64)>,
}

impl Scene {
    fn new(name: &str, folder: &str) -> Result<Scene, Box<dyn Error>> {
        if let Some(count) = name.strip_prefix("sprites") {
            let mut seed = 12_345u32;
            let mut random = || {
                seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                f64::from(seed) / 4_294_967_296.0
            };
            let (count, kind) = match count.split_once('-') {
                Some((count, kind)) => (count, kind),
                None => (count, "moved"),
            };
            let kind = kind.to_owned();
            let places = (0..count.parse()?)
                .map(|_| {
                    [random() * 718.0, random() * 1302.0, random() * 10.0 - 5.0, random() * 10.0 - 5.0]
                        .map(|v| v as f32)
                })
                .collect();
            return Ok(Scene::Sprites { places, kind });
        }
        let file = if name == "tiger" { "scene_tiger.txt" } else { "scene_shapes.txt" };
        let text = fs::read_to_string(format!("{folder}/{file}"))?;
        Ok(Scene::Shapes(text.lines().map(parse_item).collect::<Option<_>>().ok_or("bad scene")?))
    }

    fn record(&mut self, list: &mut DrawList, frame: usize) {
        let transform = list.push_transform(Affine::IDENTITY);
        let state = list.push_state(DrawState::default());
        let white = Brush::Solid(Rgba8::WHITE);
        let page = Shape::Rect(Rect::new(0.0, 0.0, 750.0, 1334.0));
        list.ops.push(DrawOp::Fill { shape: page, rule: FillRule::NonZero, brush: white, transform, state });
        match self {
            Scene::Sprites { places, kind } => {
                for (i, p) in places.iter_mut().enumerate() {
                    (p[0], p[1]) = (p[0] + p[2], p[1] + p[3]);
                    p[2] = if p[0] < 0.0 || p[0] > 718.0 { -p[2] } else { p[2] };
                    p[3] = if p[1] < 0.0 || p[1] > 1302.0 { -p[3] } else { p[3] };
                    let (x, y) = (f64::from(p[0]), f64::from(p[1]));
                    let (u, v) = ((i % 8) as f64 * 32.0, (i / 8 % 8) as f64 * 32.0);
                    let side = if kind == "scaled" { 40.0 } else { 32.0 };
                    let transform = match kind.as_str() {
                        "turned" => list.push_transform(Affine::rotate_about(i as f64, (x + 16.0, y + 16.0))),
                        _ => transform,
                    };
                    list.ops.push(DrawOp::Image {
                        source: ImageSource::Image(ATLAS),
                        src: Rect::new(u, v, u + 32.0, v + 32.0),
                        dst: Rect::new(x, y, x + side, y + side),
                        transform,
                        state,
                    });
                }
            }
            Scene::Shapes(items) => {
                let dx = (frame % 4) as f64 * 0.25;
                for item in items {
                    record_item(list, item, dx, transform, state);
                }
            }
        }
    }
}

fn record_item(list: &mut DrawList, item: &Item, dx: f64, transform: TransformId, state: StateId) {
    let n = &item.numbers;
    let shape = match item.kind.as_str() {
        "R" => {
            let rect = Rect::new(n[0] + dx, n[1], n[0] + dx + n[2], n[1] + n[3]);
            Shape::RoundRect(RoundedRect::from_rect(rect, n[4]))
        }
        "C" => Shape::Ellipse(Ellipse::from(Circle::new((n[0] + dx, n[1]), n[2]))),
        _ => {
            let by = Affine::translate((dx, 0.0));
            match list.push_path(item.path.iter().map(|el| by * *el)) {
                Some(path) => Shape::Path(path),
                None => return,
            }
        }
    };
    if let Some(color) = item.fill {
        list.ops.push(DrawOp::Fill {
            shape,
            rule: FillRule::NonZero,
            brush: Brush::Solid(color),
            transform,
            state,
        });
    }
    if let Some((color, width)) = item.stroke {
        let stroke = list.push_stroke(StrokeStyle { width, ..StrokeStyle::default() });
        list.ops.push(DrawOp::Stroke { shape, stroke, brush: Brush::Solid(color), transform, state });
    }
}

fn parse_item(line: &str) -> Option<Item> {
    let mut words = line.split_whitespace().peekable();
    let kind = words.next()?.to_owned();
    let mut numbers = vec![];
    while *words.peek()? != "F" {
        numbers.push(words.next()?.parse().ok()?);
    }
    let color = |words: &mut dyn Iterator<Item = &str>| -> Option<Option<Rgba8>> {
        let first = words.next()?;
        if first == "-" {
            return Some(None);
        }
        let byte = |w: &str| w.parse::<f64>().ok();
        let (r, g, b) = (byte(first)?, byte(words.next()?)?, byte(words.next()?)?);
        let a = byte(words.next()?)? * 255.0;
        Some(Some(Rgba8::new(r as u8, g as u8, b as u8, a.round() as u8)))
    };
    words.next();
    let fill = color(&mut words)?;
    words.next();
    let stroke = color(&mut words)?;
    let width: f64 = words.next()?.parse().ok()?;
    let mut path = vec![];
    match kind.as_str() {
        "B" => {
            let p = |i: usize| Point::new(numbers[2 * i], numbers[2 * i + 1]);
            path = vec![
                PathEl::MoveTo(p(0)),
                PathEl::CurveTo(p(1), p(2), p(3)),
                PathEl::CurveTo(p(4), p(5), p(6)),
                PathEl::ClosePath,
            ];
        }
        "P" => {
            words.next();
            while let Some(op) = words.next() {
                let mut point = || Some(Point::new(words.next()?.parse().ok()?, words.next()?.parse().ok()?));
                path.push(match op {
                    "M" => PathEl::MoveTo(point()?),
                    "L" => PathEl::LineTo(point()?),
                    "C" => PathEl::CurveTo(point()?, point()?, point()?),
                    _ => PathEl::ClosePath,
                });
            }
        }
        _ => {}
    }
    Some(Item { kind, numbers, path, fill, stroke: stroke.filter(|_| width > 0.0).map(|c| (c, width)) })
}

/// 64 soft discs of 32 x 32 pixels.
fn atlas() -> PixelBuffer<Straight> {
    let mut atlas = PixelBuffer::new(PixelSize::new(256, 256));
    for k in 0..64usize {
        let color = [(k * 37 % 200 + 55) as u8, (k * 91 % 200 + 55) as u8, (k * 53 % 200 + 55) as u8];
        for y in 0..32usize {
            for x in 0..32usize {
                let distance = (x as f64 - 15.5).hypot(y as f64 - 15.5);
                let alpha = ((15.5 - distance) / 3.0).clamp(0.0, 1.0) * 0.85;
                let at = ((k / 8 * 32 + y) * 256 + k % 8 * 32 + x) * 4;
                atlas.bytes_mut()[at..at + 3].copy_from_slice(&color);
                atlas.bytes_mut()[at + 3] = (255.0 * alpha) as u8;
            }
        }
    }
    atlas
}
