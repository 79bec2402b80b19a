//! Rasters and outlines of the embedded font's glyphs.

use sparrow_base::{PixelBuffer, Premul, kurbo::Shape as _};
use sparrow_media::{
    font::{FontRequest, Fonts, FontsOptions},
    glyph::{GlyphCache, GlyphFace, GlyphImage, GlyphKey, GlyphPainter, GlyphPixels, Hinting},
};
use sparrow_render::{GlyphKind, GlyphRun};
use std::sync::Arc;

fn run(text: &str, size_px: f32) -> GlyphRun {
    let mut fonts = Fonts::new(FontsOptions::embedded_only());
    let font = fonts.font(&FontRequest::new("sans-serif", size_px));
    fonts.shape(text, &font).runs[0].clone()
}

fn mask(image: &GlyphImage) -> &[u8] {
    match &image.pixels {
        GlyphPixels::Mask(m) => m,
        GlyphPixels::Color(_) => panic!("a mask"),
    }
}

fn raster(run: &GlyphRun, quarter: u8, hinting: Hinting) -> GlyphImage {
    let mut painter = GlyphPainter::new();
    painter.rasterize(&GlyphFace::of(run), run.glyphs[0].id, run.size_px, quarter, hinting).expect("ink")
}

#[test]
fn an_l_is_a_dark_stem_above_the_baseline() {
    let run = run("l", 32.0);
    let image = raster(&run, 0, Hinting::Slight);
    assert_eq!(image.top + image.height as i32, 0, "stands on the baseline");
    assert!(image.left > 0 && image.width <= 5 && (22..=26).contains(&image.height), "{image:?}");
    let middle = &mask(&image)[image.width as usize * (image.height as usize / 2)..][..image.width as usize];
    assert!(middle.contains(&255), "{middle:?}");
    let ink: u32 = middle.iter().map(|c| u32::from(*c)).sum();
    assert!((600..=900).contains(&ink), "about three pixels wide: {ink}");
}

#[test]
fn quarters_move_ink_to_the_right() {
    let run = run("l", 48.0);
    let whole = raster(&run, 0, Hinting::Slight);
    // A line inside the stem: what is right of it grows by a quarter of a pixel per row with every step.
    let line = whole.left + 2;
    let right_of_line = |quarter| {
        let image = raster(&run, quarter, Hinting::Slight);
        let ink = mask(&image).iter().enumerate();
        ink.filter(|(i, _)| image.left + (i % image.width as usize) as i32 >= line)
            .map(|(_, c)| f32::from(*c))
            .sum::<f32>()
    };
    for quarter in 1..4 {
        let moved = (right_of_line(quarter) - right_of_line(0)) / 255.0 / whole.height as f32;
        assert!((moved - f32::from(quarter) * 0.25).abs() < 0.02, "{quarter}: {moved}");
    }
}

#[test]
fn fitting_makes_horizontal_edges_sharp_and_leaves_widths() {
    let run = run("z", 14.0);
    let (plain, fitted) = (raster(&run, 0, Hinting::None), raster(&run, 0, Hinting::Slight));
    let top_row = |image: &GlyphImage| *mask(image)[..image.width as usize].iter().max().unwrap();
    assert!(top_row(&fitted) >= 250, "{}", top_row(&fitted));
    assert!(top_row(&plain) < 250, "{}", top_row(&plain));
    assert_eq!((plain.left, plain.width), (fitted.left, fitted.width));
}

#[test]
fn bold_is_wider_and_slant_leans_right() {
    let mut painter = GlyphPainter::new();
    let run = run("l", 64.0);
    let plain = GlyphFace::of(&run);
    let bold = GlyphFace { embolden: true, ..plain };
    let slanted = GlyphFace { skew_degrees: 14.036_243, ..plain };
    let mut bounds = |face: &GlyphFace<'_>| {
        painter.outline(face, run.glyphs[0].id, 64.0, Hinting::None).unwrap().bounding_box()
    };
    let (p, b, s) = (bounds(&plain), bounds(&bold), bounds(&slanted));
    assert!((b.width() - p.width() - 2.0).abs() < 1e-3, "64 / 32 wider");
    assert!((s.width() - p.width() - p.height() / 4.0).abs() < 0.01);
    assert!((s.x0 - p.x0).abs() < 1e-3, "the foot stays");
}

#[test]
fn outlines_scale_and_stand_on_the_baseline() {
    let mut painter = GlyphPainter::new();
    let run = run("H", 10.0);
    let face = GlyphFace::of(&run);
    let big = painter.outline(&face, run.glyphs[0].id, 2048.0, Hinting::Slight).unwrap().bounding_box();
    assert_eq!((big.y1, big.y0), (0.0, -1409.0), "font units, y downwards");
    let small = painter.outline(&face, run.glyphs[0].id, 20.48, Hinting::None).unwrap().bounding_box();
    assert!((small.y0 * 100.0 - big.y0).abs() < 2.0);
}

#[test]
fn blanks_have_no_raster_but_an_empty_outline() {
    let mut painter = GlyphPainter::new();
    let run = run(" ", 16.0);
    let face = GlyphFace::of(&run);
    assert!(painter.rasterize(&face, run.glyphs[0].id, 16.0, 0, Hinting::Slight).is_none());
    assert_eq!(painter.outline(&face, run.glyphs[0].id, 16.0, Hinting::Slight).unwrap().elements().len(), 0);
}

#[test]
fn nonsense_is_no_glyph() {
    let mut painter = GlyphPainter::new();
    let run = run("a", 16.0);
    let face = GlyphFace::of(&run);
    for size in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e9] {
        assert!(painter.rasterize(&face, run.glyphs[0].id, size, 0, Hinting::Slight).is_none(), "{size}");
    }
    assert!(painter.rasterize(&face, 70_000, 16.0, 0, Hinting::Slight).is_none());
    let nothing = sparrow_base::FontData::new(vec![1, 2, 3].into(), 0);
    let face = GlyphFace { font: &nothing, ..face };
    assert!(painter.rasterize(&face, 1, 16.0, 0, Hinting::Slight).is_none());
}

#[test]
fn the_cache_makes_each_raster_once_and_stays_within_its_bound() {
    let run = run("abcdefghijklmnopqrstuvwxyz", 20.0);
    let face = GlyphFace::of(&run);
    let mut cache = GlyphCache::new(64 << 10);
    let id = cache.face_id(&face);
    assert_eq!(id, cache.face_id(&face));
    assert_ne!(id, cache.face_id(&GlyphFace { embolden: true, ..face }));
    let key = GlyphKey::new(id, run.glyphs[0].id, 20.0, 0, Hinting::Slight);
    let first = cache.get(key, &face).unwrap();
    assert!(Arc::ptr_eq(&first, &cache.get(key, &face).unwrap()));
    for size in 10..200 {
        for glyph in &*run.glyphs {
            cache.get(GlyphKey::new(id, glyph.id, size as f32, 0, Hinting::None), &face);
        }
    }
    assert!(cache.len() < 500, "{} rasters", cache.len());
    assert_eq!(cache.get(key, &face).unwrap(), first, "made again, the same");
}

fn load(bytes: &[u8], size_px: f32, text: &str) -> GlyphRun {
    let mut fonts = Fonts::new(FontsOptions::embedded_only());
    let family = fonts.load_font(bytes.to_vec()).unwrap();
    let font = fonts.font(&FontRequest::new(&family, size_px));
    fonts.shape(text, &font).runs[0].clone()
}

fn color(run: &GlyphRun) -> (GlyphImage, PixelBuffer<Premul>) {
    let image = raster(run, 0, Hinting::Slight);
    let GlyphPixels::Color(pixels) = &image.pixels else { panic!("colours") };
    (image.clone(), pixels.clone())
}

#[test]
fn plain_layers_lie_over_one_another() {
    let run = load(include_bytes!("fonts/layers.ttf"), 10.0, "A");
    assert_eq!(run.kind, GlyphKind::Color);
    let (image, pixels) = color(&run);
    assert_eq!((image.left, image.top, image.width, image.height), (0, -8, 8, 8));
    assert_eq!(pixels.pixel(1, 4), [0, 0, 255, 255], "the second layer, on the left");
    assert_eq!(pixels.pixel(6, 4), [255, 0, 0, 255], "the first layer");
}

#[test]
fn painted_layers_have_gradients_clips_and_moves() {
    let run = load(include_bytes!("fonts/layers.ttf"), 100.0, "B");
    let (image, pixels) = color(&run);
    assert_eq!((image.top, image.width, image.height), (-70, 80, 70), "the clip box");
    let [r, _, b, a] = pixels.pixel(40, 65);
    assert!(r.abs_diff(128) < 4 && b.abs_diff(128) < 4 && a == 255, "the middle of the gradient: {r} {b}");
    let [r, g, b, a] = pixels.pixel(40, 30);
    assert!(
        g.abs_diff(128) < 2 && r.abs_diff(64) < 3 && b.abs_diff(64) < 3 && a == 255,
        "half green over it: {r} {g} {b}"
    );
    assert_eq!(pixels.pixel(40, 55)[1], 0, "the green square was moved up");
}

#[test]
fn layers_without_end_are_not_begun() {
    let run = load(include_bytes!("fonts/bomb.ttf"), 20.0, "A");
    let image = raster(&run, 0, Hinting::Slight);
    assert!(matches!(image.pixels, GlyphPixels::Mask(_)), "its outline instead");
}
