//! Draws test cards of 256 x 256 pixels and writes them as raw RGBA8 (straight alpha) into a folder, to be compared with
//! what other engines make of the same calls.
//!
//! `cargo run -p sparrow-raster --example cards FOLDER`

use sparrow_base::{
    CanvasId, ImageId, PixelBuffer, PixelSize, Rgba8, Straight,
    kurbo::{Affine, BezPath, Circle, Ellipse, Line, Point, Rect},
};
use sparrow_raster::RasterRenderer;
use sparrow_render::{
    Brush, CanvasOptions, Clip, ColorStop, CompositeOp, DrawList, DrawOp, DrawState, FillRule, Gradient,
    GradientKind, ImageSource, LineCap, LineJoin, Paint, Pattern, RenderCommand, Renderer, Repetition,
    Shadow, Shape, Smoothing, StrokeStyle,
};
use std::{error::Error, f64::consts::PI, fs, sync::Arc};

const SIDE: u32 = 256;
const CANVAS: CanvasId = CanvasId(1);
const IMAGE: ImageId = ImageId(1);

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: cards FOLDER")?;
    type Card = (&'static str, fn(&mut Pen));
    let cards: &[Card] = &[
        ("rects", rects),
        ("images", images),
        ("scales", scales),
        ("gradients", gradients),
        ("strokes", strokes),
        ("hairlines", hairlines),
        ("clips", clips),
        ("shadows", shadows),
        ("patterns", patterns),
        ("curves", curves),
        ("operators", operators),
        ("pixels", pixels),
    ];
    for (name, draw) in cards {
        let mut renderer = RasterRenderer::new();
        let size = PixelSize::new(SIDE, SIDE);
        let mut queue = vec![
            RenderCommand::CreateCanvas { canvas: CANVAS, size, options: CanvasOptions::default() },
            RenderCommand::CreateImage { image: IMAGE, pixels: Arc::new(picture().into_premul()) },
        ];
        let mut pen = Pen::default();
        draw(&mut pen);
        queue.push(RenderCommand::Draw { canvas: CANVAS, list: pen.list });
        renderer.execute(&mut queue, &mut vec![])?;
        let pixels = renderer.read_pixels(CANVAS, size.rect())?.into_straight();
        fs::write(format!("{folder}/{name}.rgba"), pixels.bytes())?;
    }
    Ok(())
}

/// 32 x 32 pixels: gradients in every component, a disc of alpha, hard dots.
fn picture() -> PixelBuffer<Straight> {
    let mut out = PixelBuffer::new(PixelSize::new(32, 32));
    for y in 0..32usize {
        for x in 0..32usize {
            let dot = x / 4 % 2 == y / 4 % 2;
            let (dx, dy) = (2 * x as i32 - 31, 2 * y as i32 - 31);
            let a = if dx * dx + dy * dy < 900 { 255 } else { 96 };
            let rgba = [x * 8, y * 8, if dot { 255 } else { 0 }, a];
            out.bytes_mut()[(y * 32 + x) * 4..][..4].copy_from_slice(&rgba.map(|c| c as u8));
        }
    }
    out
}

/// Like a 2D context.
struct Pen {
    list: DrawList,
    transform: Affine,
    state: DrawState,
    brush: Brush,
    stroke: StrokeStyle,
    clips: u64,
}

impl Default for Pen {
    fn default() -> Self {
        Pen {
            list: DrawList::default(),
            transform: Affine::IDENTITY,
            state: DrawState::default(),
            brush: Brush::Solid(Rgba8::BLACK),
            stroke: StrokeStyle::default(),
            clips: 0,
        }
    }
}

impl Pen {
    fn color(&mut self, r: u8, g: u8, b: u8, a: f64) -> &mut Self {
        self.brush = Brush::Solid(Rgba8::new(r, g, b, (a * 255.0).round() as u8));
        self
    }

    fn fill(&mut self, shape: Shape) -> &mut Self {
        let (transform, state) = (self.list.push_transform(self.transform), self.list.push_state(self.state));
        let (rule, brush) = (FillRule::NonZero, self.brush);
        self.list.ops.push(DrawOp::Fill { shape, rule, brush, transform, state });
        self
    }

    fn rect(&mut self, x: f64, y: f64, w: f64, h: f64) -> &mut Self {
        self.fill(Shape::Rect(Rect::new(x, y, x + w, y + h)))
    }

    fn circle(&mut self, x: f64, y: f64, r: f64) -> &mut Self {
        self.fill(Shape::Ellipse(Ellipse::from(Circle::new((x, y), r))))
    }

    fn path(&mut self, svg: &str) -> Shape {
        let path = BezPath::from_svg(svg).unwrap_or_default();
        Shape::Path(self.list.push_path(path).expect("not empty"))
    }

    fn stroke_shape(&mut self, shape: Shape) -> &mut Self {
        let (transform, state) = (self.list.push_transform(self.transform), self.list.push_state(self.state));
        let stroke = self.list.push_stroke(self.stroke.clone());
        self.list.ops.push(DrawOp::Stroke { shape, stroke, brush: self.brush, transform, state });
        self
    }

    fn image(&mut self, src: [f64; 4], dst: [f64; 4]) -> &mut Self {
        let (transform, state) = (self.list.push_transform(self.transform), self.list.push_state(self.state));
        let rect = |[x, y, w, h]: [f64; 4]| Rect::new(x, y, x + w, y + h);
        let (src, dst, source) = (rect(src), rect(dst), ImageSource::Image(IMAGE));
        self.list.ops.push(DrawOp::Image { source, src, dst, transform, state });
        self
    }

    fn at(&mut self, x: f64, y: f64) -> &mut Self {
        self.image([0.0, 0.0, 32.0, 32.0], [x, y, 32.0, 32.0])
    }

    fn clip(&mut self, shape: Shape) {
        self.clips += 1;
        let (parent, transform, key) = (self.state.clip, self.transform, self.clips);
        self.state.clip =
            Some(self.list.push_clip(Clip { parent, shape, rule: FillRule::NonZero, transform, key }));
    }

    fn gradient(&mut self, kind: GradientKind, stops: &[(f32, [u8; 4])]) -> &mut Self {
        let stops: Arc<[ColorStop]> = stops
            .iter()
            .map(|(offset, [r, g, b, a])| ColorStop { offset: *offset, color: Rgba8::new(*r, *g, *b, *a) })
            .collect();
        self.brush = Brush::Paint(self.list.push_paint(Paint::Gradient(Gradient { kind, stops })));
        self
    }
}

fn page(pen: &mut Pen) {
    pen.color(255, 255, 255, 1.0).rect(0.0, 0.0, 256.0, 256.0);
}

fn rects(pen: &mut Pen) {
    page(pen);
    for i in 0..8 {
        let t = f64::from(i);
        pen.color(0, 0, 0, 1.0).rect(10.0 + t * 30.0 + t * 0.13, 10.0 + t * 0.31, 20.0, 20.0);
        pen.color(200, 30, 90, 0.5).rect(10.0 + t * 30.0, 50.0 + t * 0.25, 15.5, 15.25);
        pen.color(20, 130, 90, 0.7).rect(10.0 + t * 30.0, 90.0, 0.2 + t * 0.3, 0.4 + t * 0.2);
    }
    pen.transform = Affine::translate((128.0, 180.0)) * Affine::rotate(0.4);
    pen.color(20, 30, 190, 0.6).rect(-50.0, -20.0, 100.0, 40.0);
    pen.transform = Affine::scale_non_uniform(-1.5, 0.75) * Affine::translate((-100.3, 200.7));
    pen.color(220, 130, 10, 0.6).rect(0.0, 0.0, 50.0, 50.0);
}

fn images(pen: &mut Pen) {
    page(pen);
    for i in 0..6 {
        let t = f64::from(i);
        pen.at(4.0 + t * 40.0 + t * 0.17, 4.0 + t * 0.29);
    }
    pen.state.alpha = 0.5;
    pen.at(4.0, 44.0).at(44.3, 44.6).image([8.0, 8.0, 16.0, 16.0], [84.5, 44.5, 16.0, 16.0]);
    pen.state.alpha = 1.0;
    pen.state.smoothing = Smoothing::Off;
    pen.at(124.3, 44.6).image([8.0, 8.0, 16.0, 16.0], [164.4, 44.4, 40.0, 40.0]);
    pen.state.smoothing = Smoothing::Low;
    pen.transform = Affine::translate((40.0, 130.0)) * Affine::rotate(0.3);
    pen.at(-16.0, -16.0);
    pen.transform = Affine::translate((100.0, 130.0)) * Affine::rotate(PI / 2.0);
    pen.at(-16.0, -16.0);
    pen.transform = Affine::translate((160.0, 130.0)) * Affine::scale_non_uniform(-1.0, 1.0);
    pen.at(-16.0, -16.0);
    pen.transform = Affine::translate((210.0, 130.0)) * Affine::scale(1.3) * Affine::rotate(-0.7);
    pen.at(-16.0, -16.0);
    pen.transform = Affine::translate((40.0, 200.0)) * Affine::skew(0.5, 0.1);
    pen.state.smoothing = Smoothing::Off;
    pen.at(-16.0, -16.0);
}

fn scales(pen: &mut Pen) {
    page(pen);
    let whole = [0.0, 0.0, 32.0, 32.0];
    pen.image(whole, [2.0, 2.0, 100.0, 100.0]);
    pen.image(whole, [110.3, 2.7, 50.5, 71.2]);
    pen.image(whole, [170.0, 2.0, 13.0, 13.0]);
    pen.image(whole, [190.5, 2.5, 20.5, 7.0]);
    pen.image([4.0, 4.0, 8.0, 8.0], [2.0, 110.0, 64.0, 64.0]);
    pen.image([4.5, 4.25, 7.5, 8.0], [70.0, 110.0, 64.0, 64.0]);
    pen.image(whole, [140.0, 110.0, 64.0, 64.0]);
    pen.image([0.0, 0.0, 1.0, 32.0], [210.0, 110.0, 40.0, 64.0]);
    pen.image(whole, [2.0, 180.0, 64.0, 0.5]);
    pen.image(whole, [2.0, 190.0, 64.0, 1.5]);
    pen.transform = Affine::scale(0.5);
    pen.at(150.0, 400.0).at(200.5, 400.5);
    pen.transform = Affine::scale(2.0);
    pen.at(65.0, 92.0);
}

fn gradients(pen: &mut Pen) {
    page(pen);
    let linear = |x0: f64, y0: f64, x1: f64, y1: f64| GradientKind::Linear {
        from: Point::new(x0, y0),
        to: Point::new(x1, y1),
    };
    let rainbow: &[(f32, [u8; 4])] =
        &[(0.0, [255, 0, 0, 255]), (0.5, [0, 255, 0, 255]), (1.0, [0, 0, 255, 255])];
    let fade: &[(f32, [u8; 4])] = &[(0.0, [255, 0, 0, 255]), (1.0, [0, 0, 255, 0])];
    let hard: &[(f32, [u8; 4])] = &[
        (0.2, [0, 0, 0, 255]),
        (0.5, [255, 255, 0, 255]),
        (0.5, [0, 128, 255, 255]),
        (0.8, [255, 255, 255, 255]),
    ];
    pen.gradient(linear(10.0, 0.0, 110.0, 0.0), rainbow).rect(4.0, 4.0, 120.0, 30.0);
    pen.gradient(linear(130.0, 4.0, 180.0, 34.0), fade).rect(130.0, 4.0, 120.0, 30.0);
    pen.gradient(linear(10.0, 0.0, 110.0, 0.0), hard).rect(4.0, 40.0, 120.0, 30.0);
    let radial = |x0: f64, y0: f64, r0: f64, x1: f64, y1: f64, r1: f64| GradientKind::Radial {
        from: Point::new(x0, y0),
        from_radius: r0,
        to: Point::new(x1, y1),
        to_radius: r1,
    };
    pen.gradient(radial(40.0, 120.0, 5.0, 40.0, 120.0, 40.0), rainbow).rect(4.0, 80.0, 80.0, 80.0);
    pen.gradient(radial(110.0, 110.0, 0.0, 130.0, 120.0, 40.0), fade).rect(90.0, 80.0, 80.0, 80.0);
    pen.gradient(radial(190.0, 120.0, 5.0, 230.0, 120.0, 15.0), rainbow).rect(176.0, 80.0, 76.0, 80.0);
    pen.gradient(GradientKind::Conic { center: Point::new(50.0, 210.0), start_angle: 0.5 }, rainbow)
        .rect(4.0, 170.0, 90.0, 80.0);
    pen.transform =
        Affine::translate((150.0, 210.0)) * Affine::rotate(0.5) * Affine::scale_non_uniform(1.5, 0.75);
    pen.gradient(linear(-30.0, 0.0, 30.0, 0.0), rainbow).rect(-30.0, -30.0, 60.0, 60.0);
    pen.transform = Affine::IDENTITY;
    pen.gradient(linear(200.0, 170.0, 200.0, 250.0), fade);
    pen.state.alpha = 0.5;
    pen.circle(220.0, 210.0, 30.5);
}

fn strokes(pen: &mut Pen) {
    page(pen);
    pen.color(0, 0, 0, 1.0);
    for (i, join) in [LineJoin::Miter, LineJoin::Round, LineJoin::Bevel].into_iter().enumerate() {
        for (j, cap) in [LineCap::Butt, LineCap::Round, LineCap::Square].into_iter().enumerate() {
            pen.transform = Affine::translate((i as f64 * 80.0 + 10.0, j as f64 * 50.0 + 10.0));
            pen.stroke = StrokeStyle { width: 9.0, join, cap, ..StrokeStyle::default() };
            let path = pen.path("M5 30 L20 5 L35 30 L62 28");
            pen.stroke_shape(path);
        }
    }
    pen.transform = Affine::IDENTITY;
    pen.stroke = StrokeStyle {
        width: 4.0,
        dash: Some([12.0, 5.0].into()),
        dash_offset: 3.0,
        ..StrokeStyle::default()
    };
    pen.color(200, 0, 0, 0.6);
    let path = pen.path("M10 170 C60 120 90 230 140 170 L160 200 Z");
    pen.stroke_shape(path);
    pen.stroke.cap = LineCap::Round;
    pen.stroke_shape(Shape::Ellipse(Ellipse::new((205.0, 190.0), (35.0, 20.0), 0.4)));
    pen.stroke = StrokeStyle { width: 3.0, ..StrokeStyle::default() };
    pen.color(0, 0, 200, 0.5);
    pen.stroke_shape(Shape::Rect(Rect::new(10.5, 220.5, 60.0, 245.0)));
    pen.transform = Affine::translate((120.0, 235.0)) * Affine::scale_non_uniform(3.0, 0.7);
    pen.stroke_shape(Shape::Ellipse(Ellipse::new((0.0, 0.0), (12.0, 16.0), 0.0)));
    pen.transform = Affine::IDENTITY;
    pen.stroke = StrokeStyle { width: 20.0, ..StrokeStyle::default() };
    let path = pen.path("M190 245 C190 215 200 215 200 245 M225 245 Q230 210 235 245");
    pen.stroke_shape(path);
}

fn hairlines(pen: &mut Pen) {
    page(pen);
    pen.color(0, 0, 0, 1.0);
    for i in 0..12 {
        let t = f64::from(i);
        pen.stroke = StrokeStyle { width: 0.1 + t * 0.15, ..StrokeStyle::default() };
        pen.stroke_shape(Shape::Line(Line::new((5.0, 10.0 + t * 8.3), (120.0, 12.0 + t * 9.7))));
        pen.stroke_shape(Shape::Line(Line::new((130.0 + t * 9.0, 5.0), (135.0 + t * 11.0, 120.0))));
        pen.stroke_shape(Shape::Line(Line::new((5.0 + t * 6.0, 130.0), (90.0 + t * 6.0, 220.0))));
    }
    pen.stroke = StrokeStyle { width: 0.5, ..StrokeStyle::default() };
    let path = pen.path("M160 150 C260 130 130 250 250 240");
    pen.stroke_shape(path);
    pen.stroke_shape(Shape::Ellipse(Ellipse::new((200.0, 190.0), (40.0, 30.0), 0.0)));
}

fn clips(pen: &mut Pen) {
    page(pen);
    let none = None;
    pen.clip(Shape::Rect(Rect::new(10.0, 10.0, 60.0, 60.0)));
    pen.color(255, 0, 0, 1.0).rect(0.0, 0.0, 256.0, 256.0);
    pen.state.clip = none;
    pen.clip(Shape::Rect(Rect::new(70.3, 10.6, 120.5, 60.2)));
    pen.color(0, 128, 0, 1.0).rect(0.0, 0.0, 256.0, 256.0);
    pen.state.clip = none;
    pen.clip(Shape::Ellipse(Ellipse::new((160.0, 40.0), (30.0, 25.0), 0.0)));
    pen.color(0, 0, 255, 0.7).rect(130.0, 0.0, 40.5, 256.0);
    pen.at(150.0, 30.0);
    pen.clip(Shape::Rect(Rect::new(150.0, 20.5, 200.0, 30.5)));
    pen.color(0, 0, 0, 1.0).circle(170.0, 30.0, 20.0);
    pen.state.clip = none;
    pen.transform = Affine::translate((60.0, 120.0)) * Affine::rotate(0.5);
    pen.clip(Shape::Rect(Rect::new(-30.0, -30.0, 30.0, 30.0)));
    pen.transform = Affine::IDENTITY;
    pen.color(200, 100, 0, 1.0).rect(0.0, 0.0, 256.0, 256.0);
    pen.state.clip = none;
    let star = pen.path("M150 80 L170 150 L110 105 L190 105 L130 150 Z");
    pen.clip(star);
    pen.state.composite = CompositeOp::SourceIn;
    pen.color(0, 200, 200, 1.0).circle(150.0, 110.0, 30.0);
}

fn shadows(pen: &mut Pen) {
    page(pen);
    let shadow = |blur: f32, x: f32, y: f32, color: Rgba8| {
        Some(Shadow { color, sigma: blur / 2.0, offset_x: x, offset_y: y })
    };
    let black = Rgba8::BLACK;
    pen.color(255, 200, 0, 1.0);
    pen.state.shadow = shadow(0.0, 5.0, 5.0, Rgba8::new(0, 0, 0, 128));
    pen.rect(10.0, 10.0, 40.0, 40.0);
    pen.state.shadow = shadow(2.0, 4.0, 4.0, black);
    pen.rect(70.0, 10.0, 40.0, 40.0);
    pen.state.shadow = shadow(10.0, 6.0, 3.0, black);
    pen.circle(160.0, 30.0, 20.0);
    pen.state.shadow = shadow(20.0, 0.0, 0.0, Rgba8::new(255, 0, 0, 255));
    pen.rect(200.0, 20.0, 30.0, 30.0);
    pen.state.shadow = shadow(4.0, 3.5, 3.25, black);
    pen.at(10.0, 80.0);
    pen.color(0, 0, 200, 0.5);
    pen.rect(60.0, 80.0, 40.0, 40.0);
    pen.transform = Affine::scale(2.0) * Affine::rotate(0.3);
    pen.state.shadow = shadow(6.0, 10.0, 10.0, Rgba8::new(0, 100, 0, 255));
    pen.stroke = StrokeStyle { width: 4.0, ..StrokeStyle::default() };
    pen.stroke_shape(Shape::Rect(Rect::new(90.0, 10.0, 120.0, 40.0)));
    pen.transform = Affine::IDENTITY;
    pen.state.shadow = shadow(40.0, 0.0, 0.0, black);
    pen.color(255, 255, 255, 1.0).rect(40.0, 180.0, 60.0, 40.0);
}

fn patterns(pen: &mut Pen) {
    page(pen);
    let fill = |pen: &mut Pen, x: bool, y: bool, transform: Affine, rect: [f64; 4]| {
        let pattern =
            Pattern { source: ImageSource::Image(IMAGE), repetition: Repetition { x, y }, transform };
        pen.brush = Brush::Paint(pen.list.push_paint(Paint::Pattern(pattern)));
        pen.rect(rect[0], rect[1], rect[2], rect[3]);
    };
    fill(pen, true, true, Affine::IDENTITY, [5.0, 5.0, 100.0, 70.0]);
    fill(pen, true, true, Affine::translate((3.5, 2.25)), [110.0, 5.0, 100.0, 70.0]);
    fill(pen, true, true, Affine::rotate(0.4) * Affine::scale(0.7), [5.0, 80.0, 100.0, 70.0]);
    pen.transform = Affine::translate((120.0, 90.0));
    fill(pen, true, false, Affine::IDENTITY, [-10.0, -10.0, 120.0, 60.0]);
    pen.transform = Affine::translate((20.0, 170.0));
    fill(pen, false, true, Affine::IDENTITY, [-10.0, -10.0, 60.0, 80.0]);
    pen.transform = Affine::translate((120.0, 170.0)) * Affine::scale(1.5);
    fill(pen, false, false, Affine::IDENTITY, [-10.0, -10.0, 60.0, 60.0]);
}

fn curves(pen: &mut Pen) {
    page(pen);
    pen.color(0, 0, 0, 1.0);
    for i in 0..5 {
        let t = f64::from(i);
        pen.circle(25.0 + t * 45.0 + t * 0.2, 25.0 + t * 0.3, 3.0 + t * 4.0);
    }
    let paths = [
        "M10 60 C60 60 60 110 110 110 L110 60 Z",
        "M120 60 Q200 60 180 120 Q120 140 120 60 Z",
        "M210 60 L250 62 L251 110 L209.5 108 Z M220 70 L240 70 L240 100 L220 100 Z",
        "M10 130 L120 131 L10 132 Z",
        "M10 140 L13 240 L16 140 Z",
        "M60 200 m-40 0 L100 140 L100 250 L20 150 L120 200 Z",
    ];
    for (i, path) in paths.into_iter().enumerate() {
        pen.color(40 * i as u8, 100, 255 - 40 * i as u8, 0.8);
        let shape = pen.path(path);
        pen.fill(shape);
    }
    pen.color(120, 0, 120, 0.5);
    pen.fill(Shape::Ellipse(Ellipse::new((190.0, 190.0), (50.0, 30.0), 0.6)));
}

fn operators(pen: &mut Pen) {
    for (i, op) in CompositeOp::ALL.into_iter().enumerate() {
        let (x, y) = ((i % 6) as f64 * 42.0 + 2.0, (i / 6) as f64 * 42.0 + 2.0);
        pen.state = DrawState::default();
        pen.clip(Shape::Rect(Rect::new(x, y, x + 40.0, y + 40.0)));
        pen.color(220, 120, 30, 0.8).rect(x, y, 25.0, 25.0);
        pen.color(30, 60, 200, 1.0).rect(x, y, 12.0, 40.0);
        pen.state.composite = op;
        pen.color(60, 200, 90, 0.7).circle(x + 22.0, y + 22.0, 15.0);
    }
}

fn pixels(pen: &mut Pen) {
    // Every pair of colour and alpha.
    let mut all = PixelBuffer::new(PixelSize::new(256, 256));
    for (i, p) in all.bytes_mut().chunks_exact_mut(4).enumerate() {
        let (c, a) = ((i % 256) as u8, (i / 256) as u8);
        p.copy_from_slice(&[c, 255 - c, c / 2, a]);
    }
    pen.list.pixels.push(all);
    pen.list.ops.push(DrawOp::PutPixels { pixels: 0, x: 0, y: 0 });
}
