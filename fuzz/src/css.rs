//! Texts of CSS and SVG, by themselves and in a context that draws with them.

use sparrow_base::PixelSize;
use sparrow_canvas2d::{
    CanvasStore, FillRule, Path2d,
    css::{CssColor, CssFont, CssLength, Filter},
};
use sparrow_media::font::{Fonts, FontsOptions};
use sparrow_raster::RasterRenderer;
use sparrow_render::CanvasOptions;

/// The input is four texts, apart by line breaks: colour, font, path, text.
pub(crate) fn run(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut parts = text.splitn(4, '\n');
    let mut part = || parts.next().unwrap_or_default();
    let (color, font, path, words) = (part(), part(), part(), part());
    if let Some(parsed) = CssColor::parse(color) {
        let written = parsed.serialize();
        assert!(
            CssColor::parse(&written).is_some(),
            "{color:?} is written as {written:?}, which is no colour"
        );
    }
    let _ = (CssFont::parse(font), CssLength::parse(color, 10.0));
    let _ = (Filter::parse(color, 10.0), Filter::parse(font, 16.0));

    let mut store = CanvasStore::new(Fonts::new(FontsOptions::embedded_only()));
    let canvas = store.create_canvas(PixelSize::new(40, 30));
    store.get_context(canvas, CanvasOptions::default());
    let Some(context) = store.context_mut(canvas) else { unreachable!("made above") };
    context.set_fill_style(color);
    context.set_shadow_color(color);
    context.set_font(font);
    let kept = context.font().to_owned();
    context.set_font(&kept);
    assert_eq!(context.font(), kept, "{font:?}");
    context.set_letter_spacing(color);
    context.set_filter(font);
    let path = Path2d::from_svg(path);
    context.fill_path(&path, FillRule::EvenOdd);
    context.stroke_path(&path);
    let words: String = words.chars().take(200).collect();
    let _ = store.fill_text(canvas, &words, 5.0, 20.0, Some(30.0));
    if let Ok(metrics) = store.measure_text(canvas, &words) {
        assert!(metrics.width.is_finite());
    }
    let _ = store.flush(&mut RasterRenderer::new());
}
