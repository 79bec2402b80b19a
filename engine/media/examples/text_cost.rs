//! What text costs: shaping, cache hits, rasters. Prints nanoseconds.
//!
//!     cargo run --release -p sparrow-media --example text_cost
#![allow(clippy::print_stdout, missing_docs)]

use sparrow_media::{
    font::{FontRequest, Fonts, FontsOptions},
    glyph::{GlyphCache, GlyphFace, GlyphKey, GlyphPainter, Hinting},
};
use std::{hint::black_box, time::Instant};

fn time(what: &str, rounds: u32, mut work: impl FnMut(u32)) {
    let mut best = f64::MAX;
    for batch in 0..5 {
        let start = Instant::now();
        for i in 0..rounds {
            work(batch * rounds + i);
        }
        best = best.min(start.elapsed().as_nanos() as f64 / f64::from(rounds));
    }
    println!("{best:12.1} ns  {what}");
}

fn main() {
    let start = Instant::now();
    let mut fonts = Fonts::new(FontsOptions::default());
    println!("{:12.1} us  Fonts::new", start.elapsed().as_secs_f64() * 1e6);
    let start = Instant::now();
    let font = fonts.font(&FontRequest::new("sans-serif", 16.0));
    fonts.shape("Hello", &font);
    println!("{:12.1} us  first text (opens the system's fonts)", start.elapsed().as_secs_f64() * 1e6);
    let start = Instant::now();
    fonts.shape("你好", &font);
    println!("{:12.1} us  first Chinese text (first fallback)", start.elapsed().as_secs_f64() * 1e6);
    let start = Instant::now();
    fonts.shape("😀", &font);
    println!("{:12.1} us  first emoji", start.elapsed().as_secs_f64() * 1e6);

    time("shape, hit, 10 letters", 100_000, |_| drop(black_box(fonts.shape("Score: 100", &font))));
    time("shape, hit, 50 letters", 100_000, |_| {
        drop(black_box(fonts.shape("The quick brown fox jumps over the lazy dog 12345.", &font)));
    });
    let request = FontRequest::new("sans-serif", 16.0);
    time("font, known request", 100_000, |_| drop(black_box(fonts.font(&request))));
    time("shape, new text of 50 letters", 2_000, |i| {
        drop(black_box(fonts.shape(&format!("The quick brown fox jumps over the lazy dog {i:05}."), &font)));
    });
    time("shape, new text of 8 Chinese characters and a number", 2_000, |i| {
        drop(black_box(fonts.shape(&format!("得分：{i} 再来一局"), &font)));
    });
    time("measure, hit", 100_000, |_| {
        black_box(fonts.measure("Score: 100", &font));
    });
    time("measure, new text of 10 letters", 2_000, |i| {
        black_box(fonts.measure(&format!("Score: {i}"), &font));
    });

    for (text, what) in
        [("The quickbrownfxjmpsvlazydg", "Latin"), ("游戏开始得分再来一局排行榜设置音乐关闭继续", "Chinese")]
    {
        for hinting in [Hinting::Slight, Hinting::None] {
            let shaped = fonts.shape(text, &font);
            let run = &shaped.runs[0];
            let face = GlyphFace::of(run);
            let mut painter = GlyphPainter::new();
            painter.rasterize(&face, run.glyphs[0].id, 24.0, 0, hinting);
            time(&format!("raster at 24 px, {what}, {hinting:?}"), 2_000, |i| {
                let glyph = run.glyphs[i as usize % run.glyphs.len()];
                black_box(painter.rasterize(&face, glyph.id, 24.0, (i & 3) as u8, hinting));
            });
        }
    }
    let shaped = fonts.shape("😀🎉👍", &font);
    let run = &shaped.runs[0];
    let face = GlyphFace::of(run);
    let mut painter = GlyphPainter::new();
    time("raster at 24 px, emoji", 50, |i| {
        black_box(painter.rasterize(
            &face,
            run.glyphs[i as usize % run.glyphs.len()].id,
            24.0,
            0,
            Hinting::None,
        ));
    });
    let mut cache = GlyphCache::default();
    let id = cache.face_id(&face);
    let key = GlyphKey::new(id, run.glyphs[0].id, 24.0, 0, Hinting::Slight);
    time("glyph cache, hit", 100_000, |_| drop(black_box(cache.get(key, &face))));
    time("glyph cache, face id", 100_000, |_| {
        black_box(cache.face_id(&face));
    });
}
