//! Random sequences of calls with odd numbers and strings: nothing panics, and what reaches a renderer keeps the
//! contract of `sparrow_render`: finite numbers, indices inside their tables, sources that exist.

use sparrow_base::{
    CanvasId, ImageId, PixelBuffer, PixelRect, PixelSize, Premul,
    kurbo::{Affine, PathEl, Rect},
};
use sparrow_canvas2d::{CanvasGradient, CanvasStore, FillRule, ImageDataRect, Path2d};
use sparrow_media::font::{Fonts, FontsOptions};
use sparrow_render::{
    Brush, CanvasOptions, DrawList, DrawOp, DrawStats, GlyphKind, ImageSource, Paint, RenderCommand,
    RenderError, Renderer, RendererInfo, Shape,
};
use std::collections::{BTreeMap, BTreeSet};

/// Checks every command against the contract.
#[derive(Default)]
struct Checker {
    canvases: BTreeMap<CanvasId, PixelSize>,
    images: BTreeMap<ImageId, PixelSize>,
    used: BTreeSet<ImageId>,
    ops: u64,
}

impl Checker {
    fn source_size(&self, source: ImageSource) -> PixelSize {
        match source {
            ImageSource::Image(id) => self.images[&id],
            ImageSource::Canvas(id) => self.canvases[&id],
        }
    }

    fn check(&mut self, list: &DrawList) {
        assert!(list.transforms.iter().all(good_affine), "{:?}", list.transforms);
        assert!(list.path_elements.iter().all(PathEl::is_finite));
        for clip in &list.clips {
            check_curves(list, &clip.shape, clip.transform);
        }
        for (i, clip) in list.clips.iter().enumerate() {
            assert!(clip.parent.is_none_or(|p| (p.0 as usize) < i));
            assert!(clip.transform.is_finite());
            check_shape(list, &clip.shape);
        }
        for state in &list.states {
            assert!((0.0..=1.0).contains(&state.alpha));
            assert!(state.clip.is_none_or(|c| (c.0 as usize) < list.clips.len()));
            if let Some(s) = state.shadow {
                assert!(
                    s.sigma.is_finite() && s.offset_x.is_finite() && s.offset_y.is_finite() && s.color.a > 0
                );
            }
        }
        for stroke in &list.strokes {
            assert!(stroke.width > 0.0 && stroke.width.is_finite());
            assert!(stroke.miter_limit > 0.0 && stroke.miter_limit.is_finite());
            assert!(stroke.dashes().len() % 2 == 0 && stroke.dash_offset.is_finite());
            assert!(stroke.dash.is_none() || stroke.dashes().iter().sum::<f64>() > 0.0);
        }
        for paint in &list.paints {
            match paint {
                Paint::Gradient(g) => {
                    assert!(!g.stops.is_empty() && g.stops.windows(2).all(|w| w[0].offset <= w[1].offset));
                }
                Paint::Pattern(p) => {
                    self.source_size(p.source);
                    assert!(good_affine(&p.transform));
                }
            }
        }
        for op in &list.ops {
            self.ops += 1;
            let (transform, state, brush) = match op {
                DrawOp::Clear => continue,
                DrawOp::PutPixels { pixels, .. } => {
                    assert!(!list.pixels[*pixels as usize].size().is_empty());
                    continue;
                }
                DrawOp::ClearRect { rect, transform, clip } => {
                    check_rect(rect);
                    assert!(clip.is_none_or(|c| (c.0 as usize) < list.clips.len()));
                    list.transform(*transform);
                    continue;
                }
                DrawOp::Fill { shape, brush, transform, state, .. } => {
                    check_shape(list, shape);
                    check_curves(list, shape, list.transform(*transform));
                    (transform, state, Some(brush))
                }
                DrawOp::Stroke { shape, stroke, brush, transform, state } => {
                    check_shape(list, shape);
                    assert!((stroke.0 as usize) < list.strokes.len());
                    check_curves(list, shape, list.transform(*transform));
                    (transform, state, Some(brush))
                }
                DrawOp::Image { source, src, dst, transform, state } => {
                    check_rect(src);
                    check_rect(dst);
                    let size = self.source_size(*source);
                    assert!(src.x0 >= 0.0 && src.y0 >= 0.0 && src.width() > 0.0 && src.height() > 0.0);
                    assert!(
                        src.x1 <= f64::from(size.width) && src.y1 <= f64::from(size.height),
                        "{src:?} {size:?}"
                    );
                    (transform, state, None)
                }
                DrawOp::Glyphs { run, brush, transform, state } => {
                    let run = &list.runs[run.0 as usize];
                    assert!(run.origin_x.is_finite() && run.origin_y.is_finite() && run.size_px >= 0.0);
                    if run.kind == GlyphKind::Mask {
                        let [a, b, c, d, ..] = list.transform(*transform).as_coeffs();
                        assert!(a > 0.0 && a == d && b == 0.0 && c == 0.0);
                        assert!(f64::from(run.size_px) * a <= 256.0);
                    }
                    (transform, state, Some(brush))
                }
            };
            list.transform(*transform);
            list.state(*state);
            if let Some(Brush::Paint(id)) = brush {
                assert!((id.0 as usize) < list.paints.len());
            }
        }
    }
}

fn good_affine(t: &Affine) -> bool {
    t.is_finite() && t.determinant() != 0.0 && t.inverse().is_finite()
}

fn check_rect(r: &Rect) {
    assert!(r.is_finite() && r.x0 <= r.x1 && r.y0 <= r.y1, "{r:?}");
}

/// Curves that reach far out of the canvas would take renderers forever.
fn check_curves(list: &DrawList, shape: &Shape, transform: Affine) {
    let mut curves = false;
    let mut reach = 0.0f64;
    let mut add = |p: sparrow_base::kurbo::Point| {
        let p = transform * p;
        reach = reach.max(p.x.abs()).max(p.y.abs());
    };
    list.for_each_element(shape, &mut |el| match el {
        PathEl::MoveTo(p) | PathEl::LineTo(p) => add(p),
        PathEl::QuadTo(a, p) => {
            curves = true;
            [a, p].into_iter().for_each(&mut add);
        }
        PathEl::CurveTo(a, b, p) => {
            curves = true;
            [a, b, p].into_iter().for_each(&mut add);
        }
        PathEl::ClosePath => {}
    });
    assert!(
        !curves || reach <= 1e12,
        "{shape:?} reaches {reach} by {transform:?} {}",
        list.to_string().chars().take(3000).collect::<String>()
    );
}

fn check_shape(list: &DrawList, shape: &Shape) {
    match shape {
        Shape::Rect(r) => check_rect(r),
        Shape::RoundRect(r) => assert!(r.is_finite()),
        Shape::Ellipse(e) => assert!(e.is_finite() && e.radii().x > 0.0 && e.radii().y > 0.0, "{e:?}"),
        Shape::Line(l) => assert!(l.is_finite()),
        Shape::Path(p) => assert!(matches!(list.path(*p)[0], PathEl::MoveTo(_)), "{:?}", list.path(*p)),
    }
}

impl Renderer for Checker {
    fn info(&self) -> RendererInfo {
        RendererInfo { name: "checker", detail: String::new(), max_side: 16_384 }
    }

    fn execute(
        &mut self,
        commands: &mut Vec<RenderCommand>,
        spare: &mut Vec<DrawList>,
    ) -> Result<(), RenderError> {
        for command in commands.drain(..) {
            match command {
                RenderCommand::CreateCanvas { canvas, size, .. } => {
                    assert_eq!(self.canvases.insert(canvas, size), None, "created twice");
                }
                RenderCommand::ResizeCanvas { canvas, size } => {
                    *self.canvases.get_mut(&canvas).unwrap() = size;
                }
                RenderCommand::DropCanvas(id) => assert!(self.canvases.remove(&id).is_some()),
                RenderCommand::CreateImage { image, pixels } => {
                    assert!(self.used.insert(image), "ids are not reused");
                    self.images.insert(image, pixels.size());
                }
                RenderCommand::DropImage(id) => assert!(self.images.remove(&id).is_some()),
                RenderCommand::Gl { .. } => unreachable!("this test draws Canvas 2D"),
                RenderCommand::Draw { canvas, mut list } => {
                    assert!(self.canvases.contains_key(&canvas));
                    self.check(&list);
                    list.clear();
                    spare.push(list);
                }
            }
        }
        Ok(())
    }

    fn read_pixels(&mut self, canvas: CanvasId, rect: PixelRect) -> Result<PixelBuffer<Premul>, RenderError> {
        assert!(self.canvases.contains_key(&canvas));
        Ok(PixelBuffer::new(rect.size()))
    }

    fn take_stats(&mut self) -> DrawStats {
        DrawStats::default()
    }

    fn memory_bytes(&self) -> u64 {
        0
    }
}

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    /// Mostly ordinary numbers, some odd ones.
    fn number(&mut self) -> f64 {
        const ODD: [f64; 22] = [
            0.0,
            -0.0,
            1.0,
            -1.0,
            0.5,
            1e-300,
            5e-324,
            1e-9,
            1e9,
            -1e9,
            1e20,
            1e300,
            -1e300,
            f64::MAX,
            f64::MIN,
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            16_777_217.0,
            1e12,
            -1e-12,
            std::f64::consts::TAU,
        ];
        match self.below(4) {
            0 => ODD[self.below(ODD.len())],
            1 => self.below(100) as f64,
            _ => (self.below(20_000) as f64 - 10_000.0) / 64.0,
        }
    }

    fn numbers<const N: usize>(&mut self) -> [f64; N] {
        std::array::from_fn(|_| self.number())
    }

    /// As WebIDL's `long`.
    fn long(&mut self) -> i32 {
        match self.below(6) {
            0 => i32::MIN,
            1 => i32::MAX,
            _ => self.below(40) as i32 - 20,
        }
    }

    fn one_of(&mut self, choices: &[&'static str]) -> &'static str {
        choices[self.below(choices.len())]
    }
}

const COLORS: &[&str] = &["red", "#12345678", "transparent", "rgba(1,2,3,0.5)", "oklch(0.7 0.1 20)", "x", ""];
const OPERATORS: &[&str] =
    &["source-over", "copy", "source-in", "lighter", "multiply", "destination-atop", "?"];
const FONTS: &[&str] = &["10px serif", "bold 300px a", "0px x", "italic 1e9px b", "20px sans-serif", "bad"];
const TEXTS: &[&str] =
    &["", "Hello", "a\tb\n\u{0}", "文字 العربية 🎉👨‍👩‍👧", "\u{202e}x\u{300}\u{300}", "iiiiiiii"];

/// A thousand take a second in a debug build.
const SEEDS: u64 = 1000;

#[test]
fn random_calls_keep_the_contract() {
    let mut total = 0;
    for seed in 0..SEEDS {
        let mut r = Random(seed);
        let mut store = CanvasStore::new(Fonts::new(FontsOptions::embedded_only()));
        let mut checker = Checker::default();
        let mut canvases: Vec<CanvasId> = Vec::new();
        let mut images: Vec<ImageId> = Vec::new();
        let mut gradients: Vec<CanvasGradient> = Vec::new();
        let mut patterns = Vec::new();
        let mut paths = vec![Path2d::new()];
        for _ in 0..400 {
            while canvases.len() < 4 {
                let size = [0, 1, 17, 64, 20_000][r.below(5)];
                let id = store.create_canvas(PixelSize::new(size, 32));
                store.get_context(id, CanvasOptions::default());
                canvases.push(id);
            }
            let id = canvases[r.below(canvases.len())];
            let kind = r.below(70);
            match kind {
                0 => store.drop_canvas(canvases.swap_remove(r.below(4))),
                1 => store.set_canvas_size(id, PixelSize::new(r.below(40) as u32, r.below(40) as u32)),
                2 => {
                    let size = PixelSize::new(1 + r.below(9) as u32, 1 + r.below(9) as u32);
                    images.push(store.create_image(PixelBuffer::new(size).into()));
                }
                3 if !images.is_empty() => store.drop_image(images.swap_remove(r.below(images.len()))),
                4 => store.flush(&mut checker).unwrap(),
                5 => drop(store.get_image_data(
                    &mut checker,
                    id,
                    r.long(),
                    r.long(),
                    1 + r.below(9) as i32,
                    -3,
                )),
                6..=19 => {
                    let source = match images.first() {
                        Some(image) if r.below(2) == 0 => ImageSource::Image(*image),
                        _ => ImageSource::Canvas(canvases[r.below(canvases.len())]),
                    };
                    let [a, b, c, d, e, f, g, h] = r.numbers();
                    let _ = match r.below(4) {
                        0 => store.draw_image(id, source, a, b),
                        1 => store.draw_image_scaled(id, source, a, b, c, d),
                        2 => store.draw_image_part(id, source, [a, b, c, d], [e, f, g, h]),
                        _ => store.create_pattern(source, "repeat").map(|p| {
                            p.set_transform([a, b, c, d, e, f]);
                            patterns.push(p);
                        }),
                    };
                }
                20..=24 => {
                    let ([x, y, w], text) = (r.numbers(), TEXTS[r.below(TEXTS.len())]);
                    let width = (r.below(2) == 0).then_some(w);
                    let _ = match r.below(3) {
                        0 => store.fill_text(id, text, x, y, width),
                        1 => store.stroke_text(id, text, x, y, width),
                        _ => store.measure_text(id, text).map(|m| assert!(m.width.is_finite())),
                    };
                }
                25 => patterns.clear(),
                26 => {
                    let [a, b, c, d, e, f] = r.numbers();
                    gradients.extend(match r.below(3) {
                        0 => CanvasGradient::linear(a, b, c, d),
                        1 => CanvasGradient::radial(a, b, c, d, e, f),
                        _ => CanvasGradient::conic(a, b, c),
                    });
                }
                27 if !gradients.is_empty() => {
                    let gradient = &gradients[r.below(gradients.len())];
                    let _ = gradient.add_color_stop(r.below(5) as f64 / 4.0, r.one_of(COLORS));
                }
                28 => {
                    let path = paths[r.below(paths.len())].clone();
                    paths[0].add_path(&path, r.numbers());
                    if paths.len() > 5 || path.clone().round_rect(0.0, 0.0, 1.0, 1.0, &[]).is_ok() {
                        paths = vec![Path2d::from_svg("M0 0L1e30 5A3 4 1 015 5")];
                    }
                }
                29 => {
                    let mut path = Path2d::new();
                    let [x, y, rx, ry, from, to] = r.numbers();
                    let _ = path.ellipse(x, y, rx, ry, from, from, to, r.below(2) == 0);
                    path.rect(x, y, rx, ry);
                    paths.truncate(4);
                    paths.push(path);
                }
                _ => context_call(&mut store, id, kind, &mut r, &gradients, &patterns, &paths),
            }
        }
        drop(patterns);
        for id in canvases {
            store.drop_canvas(id);
        }
        store.flush(&mut checker).unwrap();
        store.flush(&mut checker).unwrap();
        assert!(checker.canvases.is_empty(), "every canvas and snapshot is gone: {:?}", checker.canvases);
        total += checker.ops;
    }
    assert!(total > 5_000, "the calls draw something: {total}");
}

fn context_call(
    store: &mut CanvasStore,
    id: CanvasId,
    kind: usize,
    r: &mut Random,
    gradients: &[CanvasGradient],
    patterns: &[sparrow_canvas2d::CanvasPattern],
    paths: &[Path2d],
) {
    let path = paths[r.below(paths.len())].clone();
    let Some(c) = store.context_mut(id) else { return };
    let [x, y, w, h, e, f] = r.numbers();
    let rule = if r.below(2) == 0 { FillRule::NonZero } else { FillRule::EvenOdd };
    match kind {
        30 => c.save(),
        31 => c.restore(),
        32 => c.scale(x, y),
        33 => c.rotate(x),
        34 => c.translate(x, y),
        35 => c.transform(x, y, w, h, e, f),
        36 => c.set_transform(x, y, w, h, e, f),
        37..=39 => c.reset_transform(),
        40 => c.set_global_alpha(x),
        41 => c.set_global_composite_operation(r.one_of(OPERATORS)),
        42 => c.set_fill_style(r.one_of(COLORS)),
        43 => c.set_stroke_style(r.one_of(COLORS)),
        44 if !gradients.is_empty() => c.set_fill_gradient(&gradients[r.below(gradients.len())]),
        45 if !patterns.is_empty() => c.set_stroke_pattern(&patterns[r.below(patterns.len())]),
        46 => {
            c.set_line_width(x);
            c.set_miter_limit(y);
            c.set_line_dash_offset(w);
        }
        47 => c.set_line_dash(&[x, y, w][..r.below(4)]),
        48 => {
            c.set_line_cap(r.one_of(&["butt", "round", "square"]));
            c.set_line_join(r.one_of(&["miter", "round", "bevel"]));
        }
        49 => {
            c.set_shadow_blur(x);
            c.set_shadow_offset_x(y);
            c.set_shadow_offset_y(w);
            c.set_shadow_color(r.one_of(COLORS));
        }
        50 => c.set_font(r.one_of(FONTS)),
        51 => {
            c.set_text_align(r.one_of(&["start", "end", "left", "right", "center"]));
            c.set_text_baseline(r.one_of(&["top", "hanging", "middle", "ideographic", "bottom"]));
            c.set_direction(r.one_of(&["ltr", "rtl", "inherit"]));
            c.set_letter_spacing(r.one_of(&["0px", "1e30px", "-2em", "x"]));
        }
        52 => c.fill_rect(x, y, w, h),
        53 => c.stroke_rect(x, y, w, h),
        54 => c.clear_rect(x, y, w, h),
        55 => c.begin_path(),
        56 => c.move_to(x, y),
        57 => c.line_to(x, y),
        58 => c.quadratic_curve_to(x, y, w, h),
        59 => c.bezier_curve_to(x, y, w, h, e, f),
        60 => drop(c.arc_to(x, y, w, h, e)),
        61 => drop(c.arc(x, y, w, h, e, r.below(2) == 0)),
        62 => drop(c.ellipse(x, y, w, h, e, f, x, r.below(2) == 0)),
        63 => c.rect(x, y, w, h),
        64 => drop(c.round_rect(x, y, w, h, &[e.into(), f.into()][..1 + r.below(2)])),
        65 => c.close_path(),
        66 => match r.below(3) {
            0 => c.fill(rule),
            1 => c.fill_path(&path, rule),
            _ => c.reset(),
        },
        67 => match r.below(3) {
            0 => c.stroke(),
            1 => c.stroke_path(&path),
            _ => {
                let dirty = ImageDataRect { x: r.long(), y: r.long(), width: r.long(), height: r.long() };
                c.put_image_data(&[9; 24], PixelSize::new(3, 2), r.long(), r.long(), Some(dirty)).unwrap();
            }
        },
        68 => match r.below(3) {
            0 => c.clip(rule),
            _ => c.clip_path(&path, rule),
        },
        _ => {
            c.is_point_in_path(x, y, rule);
            c.is_point_in_path2d(&path, x, y, rule);
            c.is_point_in_stroke(x, y);
            c.is_point_in_stroke2d(&path, x, y);
        }
    }
}
