//! Glyphs that a font holds as coloured layers (COLR, versions 0 and 1).
//!
//! Layers that ask for the text colour are black: a raster is kept for all brushes.

use super::{
    GlyphImage, GlyphPixels,
    layer_cost::is_affordable,
    layer_painter::{BoundsPainter, LayerPainter},
};
use skrifa::{
    FontRef, GlyphId, MetadataProvider as _,
    color::ColorGlyph,
    instance::{LocationRef, NormalizedCoord, Size},
    raw::TableProvider as _,
};
use sparrow_base::{
    PixelBuffer, PixelSize,
    kurbo::{Affine, Rect},
};

/// The glyph's layers painted at the size; none where it has none.
pub(super) fn render(
    font: &FontRef<'_>,
    coords: &[i16],
    glyph: u32,
    size_px: f32,
    shift_x: f64,
    max_side: u32,
    scratch: &mut zeno::Scratch,
) -> Option<GlyphImage> {
    let layered = open(font, glyph)?;
    let coords: Vec<NormalizedCoord> = coords.iter().map(|c| NormalizedCoord::from_bits(*c)).collect();
    let pixels_from_font = pixels_from_font(font, size_px)?.then_translate((shift_x, 0.0).into());
    let ink = ink(font, &layered, &coords, pixels_from_font)?;
    let field = ink.expand();
    if field.width() < 1.0 || field.height() < 1.0 || field.width().max(field.height()) > f64::from(max_side)
    {
        return None;
    }
    let size = PixelSize::new(field.width() as u32, field.height() as u32);
    let field_from_font = pixels_from_font.then_translate((-field.x0, -field.y0).into());
    let mut painter = LayerPainter::new(font, &coords, size, field_from_font, scratch);
    layered.paint(LocationRef::new(&coords), &mut painter).ok()?;
    let pixels = PixelBuffer::from_vec(size, painter.finish()).ok()?;
    Some(GlyphImage {
        left: field.x0 as i32,
        top: field.y0 as i32,
        width: size.width,
        height: size.height,
        pixels: GlyphPixels::Color(pixels),
    })
}

/// The whole pixels that the layers touch.
pub(super) fn bounds(font: &FontRef<'_>, coords: &[i16], glyph: u32, size_px: f32) -> Option<Rect> {
    let layered = open(font, glyph)?;
    let coords: Vec<NormalizedCoord> = coords.iter().map(|c| NormalizedCoord::from_bits(*c)).collect();
    Some(ink(font, &layered, &coords, pixels_from_font(font, size_px)?)?.expand())
}

fn open<'a>(font: &FontRef<'a>, glyph: u32) -> Option<ColorGlyph<'a>> {
    let layered = font.color_glyphs().get(GlyphId::new(glyph))?;
    is_affordable(&font.colr().ok()?, GlyphId::new(glyph)).then_some(layered)
}

fn pixels_from_font(font: &FontRef<'_>, size_px: f32) -> Option<Affine> {
    let scale = f64::from(size_px) / f64::from(font.head().ok()?.units_per_em());
    scale.is_finite().then_some(Affine::new([scale, 0.0, 0.0, -scale, 0.0, 0.0]))
}

/// The box around the glyph in pixels: the one that the font states, or else the one around its layers.
fn ink(
    font: &FontRef<'_>,
    layered: &ColorGlyph<'_>,
    coords: &[NormalizedCoord],
    pixels_from_font: Affine,
) -> Option<Rect> {
    let location = LocationRef::new(coords);
    let ink = match layered.bounding_box(location, Size::unscaled()) {
        Some(b) => {
            let stated = Rect::new(b.x_min.into(), b.y_min.into(), b.x_max.into(), b.y_max.into());
            pixels_from_font.transform_rect_bbox(stated)
        }
        None => {
            let mut painter = BoundsPainter::new(font, coords, pixels_from_font);
            layered.paint(location, &mut painter).ok()?;
            painter.ink()?
        }
    };
    (ink.is_finite() && ink.x0.abs().max(ink.y0.abs()) < 1e6).then_some(ink)
}
