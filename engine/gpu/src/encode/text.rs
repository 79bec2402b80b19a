//! Glyph runs: quads over coverage memory, and colour glyphs as small images.

use super::{Coverage, Encoder, Style, invert, keeps_axes, scales};
use crate::{
    bounds::Bounds,
    glyphs::{GlyphPlace, NoPlace, PlacedGlyph},
    recorder::Source,
    vertex::bits,
};
use sparrow_base::{
    PixelSize,
    kurbo::{Affine, Point, Rect},
};
use sparrow_media::glyph::{GlyphKey, GlyphPosition, Hinting};
use sparrow_render::{Brush, DrawState, GlyphKind, GlyphRun, RenderError, RunId};

/// Of the brush of colour glyphs only the alpha counts.
fn with_alpha(state: &DrawState, brush: &Brush) -> DrawState {
    let alpha = match brush {
        Brush::Solid(color) => state.alpha * f32::from(color.a) / 255.0,
        Brush::Paint(_) => state.alpha,
    };
    DrawState { alpha, ..*state }
}

/// Colour glyphs are rasterised at no larger size; beyond it they are scaled.
const MAX_COLOR_SIZE_PX: f64 = 256.0;

impl Encoder<'_> {
    pub(super) fn glyphs(
        &mut self,
        style: Style,
        state: &DrawState,
        run: RunId,
        brush: &Brush,
        transform: Affine,
    ) -> Result<(), RenderError> {
        let list = self.list;
        let run = &list.runs[run.0 as usize];
        match run.kind {
            GlyphKind::Mask => self.masks(style, state, run, brush, transform),
            GlyphKind::Color => self.color_glyphs(style, &with_alpha(state, brush), run, transform),
        }
    }

    fn masks(
        &mut self,
        style: Style,
        state: &DrawState,
        run: &GlyphRun,
        brush: &Brush,
        transform: Affine,
    ) -> Result<(), RenderError> {
        let Some((mut style, mut ink)) = self.prepare(style, state, brush, transform, 1.0)? else {
            return Ok(());
        };
        let (scale, _) = scales(transform);
        // As `raster` does, and Chromium at a device pixel ratio of 1.
        let hinting = Hinting::Slight;
        let size_px = (f64::from(run.size_px) * scale) as f32;
        let key = self.r.glyphs.keys(run, size_px, hinting);
        let mut epoch = self.r.recorder.epoch;
        for glyph in &*run.glyphs {
            let at =
                transform * Point::new(run.origin_x + f64::from(glyph.x), run.origin_y + f64::from(glyph.y));
            let position = GlyphPosition::new(at.x as f32, at.y as f32);
            // Glyphs are small: what is this far outside needs no raster.
            let near = Bounds {
                x0: position.x.saturating_sub(1024),
                y0: position.y.saturating_sub(1024),
                x1: position.x.saturating_add(1024),
                y1: position.y.saturating_add(1024),
            };
            if near.intersect(style.clip.bounds).is_empty() {
                continue;
            }
            let Some(placed) = self.place_glyph(run, key(glyph.id, position.quarter), hinting)? else {
                continue;
            };
            if epoch != self.r.recorder.epoch {
                // Making room submitted what was recorded: its records are gone.
                let Some(renewed) = self.prepare(style, state, brush, transform, 1.0)? else { return Ok(()) };
                (style, ink) = renewed;
                epoch = self.r.recorder.epoch;
            }
            let (x, y) = (position.x.saturating_add(placed.left), position.y.saturating_add(placed.top));
            match placed.place {
                GlyphPlace::Mask(block) => {
                    let area = Bounds {
                        x0: x,
                        y0: y,
                        x1: x.saturating_add(placed.width as i32),
                        y1: y.saturating_add(placed.height as i32),
                    };
                    let coverage = Coverage {
                        bits: bits::COVERAGE_BLOCK,
                        aux: [block.start, block.stride, x as u32, y as u32],
                        shape: 0,
                    };
                    self.push_positional(style, &ink, None, area, coverage);
                }
                GlyphPlace::Color(_) => {
                    let place = Affine::translate((f64::from(x), f64::from(y)));
                    self.color_glyph(style, &with_alpha(state, brush), &placed, place);
                }
            }
        }
        Ok(())
    }

    fn color_glyphs(
        &mut self,
        style: Style,
        state: &DrawState,
        run: &GlyphRun,
        transform: Affine,
    ) -> Result<(), RenderError> {
        let (large, small) = scales(transform);
        if invert(transform).is_none() {
            return Ok(());
        }
        // Without rotation and distortion glyphs stand on whole pixels; otherwise their pictures are transformed.
        let [a, _, _, d, ..] = transform.as_coeffs();
        let wanted = f64::from(run.size_px) * large;
        let size_px = wanted.min(MAX_COLOR_SIZE_PX);
        let upright = keeps_axes(transform)
            && a > 0.0
            && d > 0.0
            && (large - small) <= 1e-6 * large
            && size_px == wanted;
        let hinting = if upright { Hinting::Slight } else { Hinting::None };
        let key = self.r.glyphs.keys(run, size_px as f32, hinting);
        let local_from_raster = f64::from(run.size_px) / size_px;
        for glyph in &*run.glyphs {
            let origin = Point::new(run.origin_x + f64::from(glyph.x), run.origin_y + f64::from(glyph.y));
            let at = transform * origin;
            let position = GlyphPosition::new(at.x as f32, at.y as f32);
            let quarter = if upright { position.quarter } else { 0 };
            let Some(placed) = self.place_glyph(run, key(glyph.id, quarter), hinting)? else { continue };
            let style = self.renewed(style, state)?;
            let corner = Affine::translate((f64::from(placed.left), f64::from(placed.top)));
            let canvas_from_picture = if upright {
                Affine::translate((f64::from(position.x), f64::from(position.y))) * corner
            } else {
                transform * Affine::translate(origin.to_vec2()) * Affine::scale(local_from_raster) * corner
            };
            self.color_glyph(style, state, &placed, canvas_from_picture);
        }
        Ok(())
    }

    /// Draws a colour glyph, or a mask in black where a font mixes both.
    fn color_glyph(&mut self, style: Style, state: &DrawState, glyph: &PlacedGlyph, transform: Affine) {
        let GlyphPlace::Color(slot) = glyph.place else { return };
        let size = PixelSize::new(glyph.width, glyph.height);
        let source = super::sources::Sampled {
            texture: Source::Page(slot.page),
            x: slot.x,
            y: slot.y,
            size,
            edge_repeats: true,
        };
        let rect = Rect::new(0.0, 0.0, f64::from(size.width), f64::from(size.height));
        let smooth = DrawState { smoothing: sparrow_render::Smoothing::Low, ..*state };
        self.push_image(style, &smooth, source, rect, rect, transform);
    }

    /// The glyph on the device, after making room where there was none.
    fn place_glyph(
        &mut self,
        run: &GlyphRun,
        key: GlyphKey,
        hinting: Hinting,
    ) -> Result<Option<PlacedGlyph>, RenderError> {
        for _ in 0..2 {
            let r = &mut *self.r;
            match r.glyphs.place(&r.gpu, &mut r.coverage, &mut r.images.atlas, run, key, hinting) {
                Ok((glyph, sent)) => {
                    r.stats.upload_bytes += sent;
                    return Ok(glyph);
                }
                Err(NoPlace::Error(error)) => return Err(error),
                Err(NoPlace::CoverageFull) => {
                    self.flush()?;
                    self.r.coverage.forget();
                }
            }
        }
        // Only a glyph of more than 4 million pixels does not fit an empty memory.
        self.r.stats.count_unsupported("huge glyph");
        Ok(None)
    }
}
