//! Glyph runs: masks filled with a brush, and glyphs with colours of their own.

use crate::{
    bounds::Bounds,
    draw_image::is_moved,
    gradient::invert,
    image::Image,
    paint::source_alpha,
    painter::{Blending, Painter},
    sampler::{Outside, Sampler},
    shape::{Area, PlacedMask},
    source::{Source, alpha_byte},
    target::Target,
};
use sparrow_base::{
    PixelBuffer, Premul,
    kurbo::{Affine, Point, Rect},
};
use sparrow_media::glyph::{GlyphFace, GlyphImage, GlyphKey, GlyphPixels, GlyphPosition, Hinting};
use sparrow_render::{Brush, DrawState, GlyphKind, GlyphRun};
use std::sync::Arc;

/// A glyph's raster and the canvas pixel of its origin.
#[derive(Clone, Debug)]
pub(crate) struct PlacedGlyph {
    image: Arc<GlyphImage>,
    x: i32,
    y: i32,
}

impl PlacedGlyph {
    /// Its coverage; `None` where it has colours.
    pub(crate) fn mask(&self) -> Option<PlacedMask<'_>> {
        match &self.image.pixels {
            GlyphPixels::Mask(coverage) => Some(PlacedMask { bounds: self.bounds(), coverage }),
            GlyphPixels::Color(_) => None,
        }
    }

    fn bounds(&self) -> Bounds {
        let (x, y) = (self.x.saturating_add(self.image.left), self.y.saturating_add(self.image.top));
        let (width, height) = (self.image.width as i32, self.image.height as i32);
        Bounds::new(x, y, x.saturating_add(width), y.saturating_add(height))
    }
}

impl Painter<'_> {
    pub(crate) fn draw_glyphs(
        &mut self,
        target: &mut Target<'_>,
        run: &GlyphRun,
        brush: &Brush,
        transform: Affine,
        state: &DrawState,
    ) {
        let [a, b, c, d, ..] = transform.as_coeffs();
        let is_upright = b == 0.0 && c == 0.0 && a > 0.0 && (a - d).abs() <= 1e-6 * a;
        if is_upright {
            let mut placed = std::mem::take(&mut self.scratch.placed);
            self.place_upright(run, transform, a, &mut placed);
            self.draw_placed(target, &placed, brush, transform, state);
            placed.clear();
            self.scratch.placed = placed;
        } else if run.kind == GlyphKind::Color {
            self.draw_turned(target, run, brush, transform, state);
        } else {
            // The recorder makes paths of these.
            self.stats.count_unsupported("glyph masks under a rotation");
        }
    }

    /// Rasters of the glyphs at whole pixels and quarters of one.
    fn place_upright(
        &mut self,
        run: &GlyphRun,
        transform: Affine,
        scale: f64,
        placed: &mut Vec<PlacedGlyph>,
    ) {
        let face = GlyphFace::of(run);
        let cache = &mut self.scratch.glyphs;
        let id = cache.face_id(&face);
        let size_px = (f64::from(run.size_px) * scale) as f32;
        for glyph in run.glyphs.iter() {
            let local = Point::new(run.origin_x + f64::from(glyph.x), run.origin_y + f64::from(glyph.y));
            let at = transform * local;
            let GlyphPosition { x, y, quarter } = GlyphPosition::new(at.x as f32, at.y as f32);
            let key = GlyphKey::new(id, glyph.id, size_px, quarter, Hinting::Slight);
            if let Some(image) = cache.get(key, &face) {
                placed.push(PlacedGlyph { image, x, y });
            }
        }
    }

    fn draw_placed(
        &mut self,
        target: &mut Target<'_>,
        placed: &[PlacedGlyph],
        brush: &Brush,
        transform: Affine,
        state: &DrawState,
    ) {
        for glyph in placed {
            if let GlyphPixels::Color(pixels) = &glyph.image.pixels {
                let bounds = glyph.bounds();
                let place = Affine::translate((f64::from(bounds.x0), f64::from(bounds.y0)));
                self.draw_picture(target, pixels, place, brush, state);
            }
        }
        if placed.iter().any(|glyph| glyph.mask().is_some()) {
            let region = self.region(target, state.clip);
            self.paint_brush(target, Area::Glyphs(placed), brush, transform, state, &region, 1.0);
        }
    }

    /// Colour glyphs under any transform: rasters of the size that is needed, turned.
    fn draw_turned(
        &mut self,
        target: &mut Target<'_>,
        run: &GlyphRun,
        brush: &Brush,
        transform: Affine,
        state: &DrawState,
    ) {
        let [a, b, c, d, ..] = transform.as_coeffs();
        let scale = a.hypot(b).max(c.hypot(d));
        // A picture larger than this shows no more detail.
        let size_px = (f64::from(run.size_px) * scale).min(512.0) as f32;
        let shrink = f64::from(run.size_px) / f64::from(size_px);
        if !shrink.is_finite() {
            return;
        }
        let face = GlyphFace::of(run);
        let id = self.scratch.glyphs.face_id(&face);
        for glyph in run.glyphs.iter() {
            let key = GlyphKey::new(id, glyph.id, size_px, 0, Hinting::None);
            let Some(image) = self.scratch.glyphs.get(key, &face) else { continue };
            let GlyphPixels::Color(pixels) = &image.pixels else { continue };
            let origin = (run.origin_x + f64::from(glyph.x), run.origin_y + f64::from(glyph.y));
            let place = transform
                * Affine::translate(origin)
                * Affine::scale(shrink)
                * Affine::translate((f64::from(image.left), f64::from(image.top)));
            self.draw_picture(target, pixels, place, brush, state);
        }
    }

    /// Pixels drawn like an image; of the brush only the alpha counts.
    fn draw_picture(
        &mut self,
        target: &mut Target<'_>,
        pixels: &PixelBuffer<Premul>,
        canvas_from_picture: Affine,
        brush: &Brush,
        state: &DrawState,
    ) {
        let Some(picture_from_canvas) = invert(canvas_from_picture) else { return };
        let region = self.region(target, state.clip);
        let blending = Blending { region: &region, op: state.composite, is_opaque: self.is_opaque() };
        let alpha = match brush {
            Brush::Solid(color) => source_alpha(state) * f32::from(color.a) / 255.0,
            Brush::Paint(_) => source_alpha(state),
        };
        let image = Image::new(pixels);
        let size = pixels.size();
        let rect = Rect::new(0.0, 0.0, f64::from(size.width), f64::from(size.height));
        let area = self.scratch.shapes.quad(rect, canvas_from_picture);
        // The edge of a picture is transparent, or it fills its box.
        let outside = (Outside::Transparent, Outside::Transparent);
        let is_smooth = !is_moved(canvas_from_picture, rect);
        let view = image.view();
        let sampler = Sampler::new(view, Bounds::of_size(size), picture_from_canvas, outside, is_smooth);
        self.paint_shadowed(target, area, &Source::Image(sampler, alpha_byte(alpha)), state, blending);
    }
}
