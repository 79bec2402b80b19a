//! Frame times of the scenes of the baselines, drawn by this renderer without JavaScript.
//!
//!     cargo run --release -p sparrow-gpu --example gpu_scenes -- /path/to/baselines [scene] [--png folder]
//!
//! Prints the median and the least wall time and the mean CPU time (user and system, all threads) of a frame in
//! milliseconds. Every frame ends with reading one pixel, so that the device has really drawn it.
#![allow(clippy::print_stdout)]

use sparrow_base::{
    CanvasId, ImageId, PixelBuffer, PixelRect, PixelSize, Rgba8,
    kurbo::{Affine, Ellipse, PathEl, Point, Rect, RoundedRect},
};
use sparrow_gpu::{Gpu, GpuOptions, GpuRenderer};
use sparrow_render::{
    Brush, CanvasOptions, DrawList, DrawOp, DrawState, FillRule, ImageSource, RenderCommand, Renderer, Shape,
    StrokeStyle,
};
use std::{error::Error, path::Path, sync::Arc, time::Instant};

const CANVAS: CanvasId = CanvasId(1);
const SIZE: PixelSize = PixelSize::new(750, 1334);
const ATLAS: ImageSource = ImageSource::Image(ImageId(1));

/// The moving sprites of `pages/common.js`.
struct Sprites(Vec<[f32; 4]>);

impl Sprites {
    fn new(count: usize) -> Sprites {
        let mut seed = 12345u32;
        let mut random = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (f64::from(seed) / 4_294_967_296.0) as f32
        };
        let sprite = |_| [random() * 718.0, random() * 1302.0, random() * 10.0 - 5.0, random() * 10.0 - 5.0];
        Sprites((0..count).map(sprite).collect())
    }

    fn frame(&mut self, list: &mut DrawList) {
        let (state, transform) =
            (list.push_state(DrawState::default()), list.push_transform(Affine::IDENTITY));
        for (i, [x, y, dx, dy]) in self.0.iter_mut().enumerate() {
            (*x, *y) = (*x + *dx, *y + *dy);
            *dx = if *x < 0.0 || *x > 718.0 { -*dx } else { *dx };
            *dy = if *y < 0.0 || *y > 1302.0 { -*dy } else { *dy };
            let cell = Point::new((i % 8 * 32) as f64, ((i >> 3) % 8 * 32) as f64);
            let src = Rect::from_origin_size(cell, (32.0, 32.0));
            let dst = Rect::from_origin_size((f64::from(*x), f64::from(*y)), (32.0, 32.0));
            list.ops.push(DrawOp::Image { source: ATLAS, src, dst, transform, state });
        }
    }
}

/// One line of `scene_*.txt`.
struct Figure {
    shape: Outline,
    fill: Option<Rgba8>,
    stroke: Option<(Rgba8, f64)>,
}

enum Outline {
    Round(RoundedRect),
    Circle(Point, f64),
    Path(Vec<PathEl>),
}

fn parse(text: &str) -> Result<Vec<Figure>, Box<dyn Error>> {
    text.lines()
        .filter(|l| !l.trim().is_empty())
        .map(|line| parse_line(line).ok_or_else(|| line.to_owned().into()))
        .collect()
}

fn parse_line(line: &str) -> Option<Figure> {
    let mut words = line.split_whitespace().peekable();
    let kind = words.next()?;
    let number = |words: &mut dyn Iterator<Item = &str>| words.next()?.parse::<f64>().ok();
    let point = |words: &mut dyn Iterator<Item = &str>| Some(Point::new(number(words)?, number(words)?));
    let mut shape = match kind {
        "R" => {
            let (p, size) = (point(&mut words)?, point(&mut words)?);
            let rect = Rect::from_origin_size(p, (size.x, size.y));
            Outline::Round(RoundedRect::from_rect(rect, number(&mut words)?))
        }
        "C" => Outline::Circle(point(&mut words)?, number(&mut words)?),
        "B" => {
            let mut path = vec![PathEl::MoveTo(point(&mut words)?)];
            for _ in 0..2 {
                path.push(PathEl::CurveTo(point(&mut words)?, point(&mut words)?, point(&mut words)?));
            }
            path.push(PathEl::ClosePath);
            Outline::Path(path)
        }
        _ => Outline::Path(Vec::new()),
    };
    let color = |words: &mut std::iter::Peekable<std::str::SplitWhitespace<'_>>| {
        if words.peek() == Some(&"-") {
            words.next();
            return None;
        }
        let [r, g, b] = [0; 3].map(|_| number(words).unwrap_or(0.0) as u8);
        Some(Rgba8::new(r, g, b, (number(words)? * 255.0).round() as u8))
    };
    words.next();
    let fill = color(&mut words);
    words.next();
    let stroke = color(&mut words);
    let width = number(&mut words)?;
    if let Outline::Path(path) = &mut shape
        && kind == "P"
    {
        words.next();
        while let Some(command) = words.next() {
            path.push(match command {
                "M" => PathEl::MoveTo(point(&mut words)?),
                "L" => PathEl::LineTo(point(&mut words)?),
                "C" => PathEl::CurveTo(point(&mut words)?, point(&mut words)?, point(&mut words)?),
                _ => PathEl::ClosePath,
            });
        }
    }
    Some(Figure { shape, fill, stroke: stroke.filter(|_| width > 0.0).map(|c| (c, width)) })
}

fn draw_figures(figures: &[Figure], dx: f64, list: &mut DrawList) {
    let (state, transform) =
        (list.push_state(DrawState::default()), list.push_transform(Affine::translate((dx, 0.0))));
    for figure in figures {
        let shape = match &figure.shape {
            Outline::Round(r) => Shape::RoundRect(*r),
            Outline::Circle(center, r) => Shape::Ellipse(Ellipse::new(*center, (*r, *r), 0.0)),
            Outline::Path(path) => match list.push_path(path.iter().copied()) {
                Some(path) => Shape::Path(path),
                None => continue,
            },
        };
        if let Some(color) = figure.fill {
            let brush = Brush::Solid(color);
            list.ops.push(DrawOp::Fill { shape, rule: FillRule::NonZero, brush, transform, state });
        }
        if let Some((color, width)) = figure.stroke {
            let stroke = list.push_stroke(StrokeStyle { width, ..StrokeStyle::default() });
            let brush = Brush::Solid(color);
            list.ops.push(DrawOp::Stroke { shape, stroke, brush, transform, state });
        }
    }
}

fn cpu_ms() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1e3 + time.tv_nsec as f64 / 1e6
}

fn measure(
    renderer: &mut GpuRenderer,
    name: &str,
    draw: &mut dyn FnMut(usize, &mut DrawList),
) -> Result<(), Box<dyn Error>> {
    let (mut commands, mut spare) = (Vec::new(), Vec::new());
    let mut times = Vec::new();
    let mut frame = 0;
    let mut cpu = 0.0;
    let budget = Instant::now();
    while frame < 4 || (times.len() < 200 && (budget.elapsed().as_secs_f64() < 3.0 || times.len() < 8)) {
        let (start, cpu_start) = (Instant::now(), cpu_ms());
        let mut list: DrawList = spare.pop().unwrap_or_default();
        let (state, transform) =
            (list.push_state(DrawState::default()), list.push_transform(Affine::IDENTITY));
        let shape = Shape::Rect(Rect::new(0.0, 0.0, f64::from(SIZE.width), f64::from(SIZE.height)));
        let brush = Brush::Solid(Rgba8::WHITE);
        list.ops.push(DrawOp::Fill { shape, rule: FillRule::NonZero, brush, transform, state });
        draw(frame, &mut list);
        commands.push(RenderCommand::Draw { canvas: CANVAS, list });
        renderer.execute(&mut commands, &mut spare)?;
        renderer.read_pixels(CANVAS, PixelRect::new(0, 0, 1, 1))?;
        if frame >= 3 {
            times.push(start.elapsed().as_secs_f64() * 1e3);
            cpu += cpu_ms() - cpu_start;
        }
        frame += 1;
        if frame == 3 {
            renderer.take_stats();
        }
    }
    let stats = renderer.take_stats();
    times.sort_by(f64::total_cmp);
    let n = times.len() as u64;
    println!(
        "{name:14} {:8.3} median {:8.3} least {:8.3} CPU   {} draws, {} passes, {} KiB a frame",
        times[times.len() / 2],
        times[0],
        cpu / n as f64,
        stats.draw_calls / n,
        stats.passes / n,
        stats.upload_bytes / n / 1024
    );
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = args.next().ok_or("the first argument is the folder of the baselines")?;
    let folder = Path::new(&folder);
    let (mut only, mut png) = (None, None);
    while let Some(arg) = args.next() {
        if arg == "--png" { png = args.next() } else { only = Some(arg) }
    }
    let start = Instant::now();
    let gpu = Gpu::headless(GpuOptions::default())?;
    println!("{} in {:.1} ms", gpu.info().name, start.elapsed().as_secs_f64() * 1e3);
    let start = Instant::now();
    let mut renderer = GpuRenderer::new(gpu);
    println!("renderer in {:.1} ms", start.elapsed().as_secs_f64() * 1e3);
    let atlas = image::open(folder.join("atlas.png"))?.into_rgba8();
    let size = PixelSize::new(atlas.width(), atlas.height());
    let pixels = PixelBuffer::from_vec(size, atlas.into_raw())?.into_premul();
    let mut commands = vec![
        RenderCommand::CreateCanvas { canvas: CANVAS, size: SIZE, options: CanvasOptions::default() },
        RenderCommand::CreateImage { image: ImageId(1), pixels: Arc::new(pixels) },
    ];
    renderer.execute(&mut commands, &mut Vec::new())?;

    for name in ["sprites1000", "sprites10000", "sprites50000", "shapes2000", "tiger"] {
        if only.as_ref().is_some_and(|o| o != name) {
            continue;
        }
        if let Some(count) = name.strip_prefix("sprites") {
            let mut sprites = Sprites::new(count.parse()?);
            measure(&mut renderer, name, &mut |_, list| sprites.frame(list))?;
        } else {
            let file = if name == "tiger" { "scene_tiger.txt" } else { "scene_shapes.txt" };
            let figures = parse(&std::fs::read_to_string(folder.join(file))?)?;
            measure(&mut renderer, name, &mut |i, list| {
                draw_figures(&figures, (i % 4) as f64 * 0.25, list);
            })?;
        }
        if let Some(png) = &png {
            let pixels = renderer.read_pixels(CANVAS, SIZE.rect())?.into_straight();
            let path = Path::new(png).join(format!("{name}.png"));
            image::save_buffer(path, pixels.bytes(), SIZE.width, SIZE.height, image::ColorType::Rgba8)?;
        }
    }
    println!("{} KiB of device memory", renderer.memory_bytes() / 1024);
    Ok(())
}
