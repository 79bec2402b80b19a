//! Text: masks filled with a brush.

mod scene;

use scene::{RED, Scene};
use sparrow_base::{
    Blob, FontData, Rgba8,
    kurbo::{Affine, Circle, Ellipse, Point},
};
use sparrow_render::{
    Brush, ColorStop, DrawOp, Glyph, GlyphKind, GlyphRun, Gradient, GradientKind, Paint, Renderer, Shape,
};
use std::sync::Arc;

const FONT: &[u8] = include_bytes!("../../../assets/fonts/sparrow-sans-regular.ttf");

fn run(glyphs: &[u32], size_px: f32, x: f64, y: f64) -> GlyphRun {
    let glyphs = glyphs.iter().enumerate().map(|(i, id)| Glyph { id: *id, x: i as f32 * size_px, y: 0.0 });
    GlyphRun {
        font: FontData::new(Blob::from(FONT.to_vec()), 0),
        size_px,
        coords: Arc::from([]),
        embolden: false,
        skew_degrees: 0.0,
        kind: GlyphKind::Mask,
        origin_x: x,
        origin_y: y,
        glyphs: glyphs.collect(),
    }
}

fn draw(scene: &mut Scene, run: GlyphRun, brush: Brush) {
    let run = scene.list.push_run(run);
    let (transform, state) = (scene.list.push_transform(scene.transform), scene.list.push_state(scene.state));
    scene.list.ops.push(DrawOp::Glyphs { run, brush, transform, state });
}

/// Columns and rows that hold ink.
fn ink(scene: &mut Scene) -> (Vec<u32>, Vec<u32>, u64) {
    let pixels = scene.pixels();
    let alpha = |x, y| pixels.pixel(x, y)[3];
    let (width, height) = (scene.size.width, scene.size.height);
    let columns = (0..width).filter(|x| (0..height).any(|y| alpha(*x, y) > 0)).collect();
    let rows = (0..height).filter(|y| (0..width).any(|x| alpha(x, *y) > 0)).collect();
    let sum = pixels.bytes().iter().skip(3).step_by(4).map(|a| u64::from(*a)).sum();
    (columns, rows, sum)
}

#[test]
fn glyphs_stand_on_their_baseline() {
    let mut scene = Scene::new(60, 40);
    draw(&mut scene, run(&[40, 41], 20.0, 10.0, 30.0), Brush::Solid(RED));
    let (columns, rows, sum) = ink(&mut scene);
    assert!(columns[0] >= 9 && columns[columns.len() - 1] < 50, "{columns:?}");
    assert!(rows[0] >= 10 && rows[rows.len() - 1] <= 36, "{rows:?}");
    assert!(sum > 255 * 40, "some ink: {sum}");
    // Moved by whole pixels they are the same.
    let mut moved = Scene::new(60, 40);
    moved.transform = Affine::translate((7.0, -3.0));
    draw(&mut moved, run(&[40, 41], 20.0, 10.0, 30.0), Brush::Solid(RED));
    let (there, _, same) = ink(&mut moved);
    assert_eq!((there[0], same), (columns[0] + 7, sum));
}

#[test]
fn text_is_scaled_clipped_and_filled_with_paints() {
    let text = |scale: f64, clip: bool| {
        let mut scene = Scene::new(80, 80);
        scene.transform = Affine::scale(scale);
        if clip {
            scene.clip(Shape::Ellipse(Ellipse::from(Circle::new((15.0, 20.0), 9.0))));
        }
        let stops = [(0.0, RED), (1.0, Rgba8::new(0, 0, 255, 255))];
        let stops = stops.into_iter().map(|(offset, color)| ColorStop { offset, color }).collect();
        let kind = GradientKind::Linear { from: Point::new(0.0, 10.0), to: Point::new(0.0, 30.0) };
        let brush = Brush::Paint(scene.list.push_paint(Paint::Gradient(Gradient { kind, stops })));
        draw(&mut scene, run(&[40], 20.0, 10.0, 28.0), brush);
        scene
    };
    let (_, _, one) = ink(&mut text(1.0, false));
    let (_, _, two) = ink(&mut text(2.0, false));
    assert!((3.5..4.5).contains(&(two as f64 / one as f64)), "{one} and {two}");
    let (_, _, clipped) = ink(&mut text(1.0, true));
    assert!(clipped < one && clipped > 0, "{clipped} of {one}");
    let mut scene = text(2.0, false);
    let pixels = scene.pixels();
    let colors = || pixels.bytes().chunks_exact(4).filter(|p| p[3] == 255);
    assert!(colors().any(|p| p[0] > 150 && p[2] < 100) && colors().any(|p| p[2] > 150 && p[0] < 100));
    assert!(scene.renderer.take_stats().unsupported.is_empty());
}

#[test]
fn what_is_no_font_or_no_glyph_draws_nothing() {
    let mut scene = Scene::new(20, 20);
    let mut bad = run(&[1, 2], 12.0, 2.0, 12.0);
    bad.font = FontData::new(Blob::from(vec![1, 2, 3]), 7);
    draw(&mut scene, bad, Brush::Solid(RED));
    draw(&mut scene, run(&[u32::MAX], 12.0, 2.0, 12.0), Brush::Solid(RED));
    draw(&mut scene, run(&[40], f32::NAN, 2.0, 12.0), Brush::Solid(RED));
    draw(&mut scene, run(&[40], 12.0, 1e30, -1e30), Brush::Solid(RED));
    assert_eq!(ink(&mut scene).2, 0);
}
