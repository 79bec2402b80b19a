//! `CanvasText`: `fillText`, `strokeText`, `measureText`.
//!
//! Text that only moves and scales is drawn as glyph masks; everything else (rotation, strokes, very large text) as
//! paths of its outlines.

use super::{Context2d, record::Paints};
use crate::{
    outlines::OutlineCache,
    path::{bounded, map_element},
    state::{TextAlign, TextBaseline, TextState},
};
use sparrow_base::kurbo::{Affine, PathEl, Point, Vec2};
use sparrow_media::{
    font::{Font, FontMetrics, Fonts},
    glyph::{GlyphPosition, Hinting},
    text::{ShapedText, TextMetrics},
};
use sparrow_render::{Brush, CompositeOp, DrawOp, FillRule, GlyphKind, GlyphRun, RunId, Shape};

/// Largest size on the canvas at which renderers take masks.
const MAX_MASK_PX: f64 = 256.0;

/// Fonts and outlines of a game, which all its contexts share.
pub(crate) struct TextTools {
    pub(crate) fonts: Fonts,
    pub(crate) outlines: OutlineCache,
}

/// Where a line of text goes.
struct Placement {
    /// Of the first glyph's origin, in local space.
    origin: Vec2,
    /// Less than 1 where `maxWidth` condenses.
    x_scale: f64,
}

/// Upright text on canvas pixels.
struct Grid {
    canvas_from_local: Affine,
    local_from_canvas: Affine,
    /// Size of the font on the canvas.
    size_px: f32,
}

impl Grid {
    /// From an outline of the size on the canvas, with its origin at `origin` in local space, to local space: origins lie
    /// at quarters of a pixel, baselines at whole ones.
    fn place(&self, origin: Point, x_scale: f64) -> Affine {
        let at = self.canvas_from_local * origin;
        let GlyphPosition { x, y, quarter } = GlyphPosition::new(at.x as f32, at.y as f32);
        let [a, _, _, d, ..] = self.canvas_from_local.as_coeffs();
        let snapped = Affine::translate((f64::from(x) + f64::from(quarter) / 4.0, f64::from(y)));
        self.local_from_canvas * snapped * Affine::scale_non_uniform(x_scale * a / d, 1.0)
    }
}

impl TextState {
    /// `geometricPrecision`: neither outlines nor their places are fitted to pixels.
    pub(crate) fn is_exact(&self) -> bool {
        self.rendering == "geometricPrecision"
    }

    fn resolve(&self, fonts: &mut Fonts) -> Font {
        if let Some(font) = &*self.resolved.borrow() {
            return font.clone();
        }
        let font = fonts.font(&self.request());
        *self.resolved.borrow_mut() = Some(font.clone());
        font
    }

    /// How far right of the anchor a line of this width begins.
    fn align_offset(&self, width: f64) -> f64 {
        let rtl = self.is_rtl();
        match self.align {
            TextAlign::Left => 0.0,
            TextAlign::Right => -width,
            TextAlign::Center => -width / 2.0,
            TextAlign::Start if rtl => -width,
            TextAlign::Start => 0.0,
            TextAlign::End if rtl => 0.0,
            TextAlign::End => -width,
        }
    }

    /// How far below the anchor the alphabetic baseline lies.
    fn baseline_offset(&self, m: &FontMetrics) -> f64 {
        f64::from(match self.baseline {
            TextBaseline::Alphabetic => 0.0,
            TextBaseline::Top => m.em_height_ascent,
            TextBaseline::Hanging => m.hanging_baseline,
            TextBaseline::Middle => (m.em_height_ascent - m.em_height_descent) / 2.0,
            TextBaseline::Ideographic => m.ideographic_baseline,
            TextBaseline::Bottom => -m.em_height_descent,
        })
    }

    fn place(&self, shaped: &ShapedText, x: f64, y: f64, max_width: Option<f64>) -> Placement {
        let natural = f64::from(shaped.width);
        // "If the width is greater than maxWidth, then change font to have a more condensed font or a smaller one":
        // browsers squeeze the line.
        let (width, x_scale) = match max_width {
            Some(max) if natural > max => (max, max / natural),
            _ => (natural, 1.0),
        };
        let dx = self.align_offset(width);
        let dy = self.baseline_offset(&shaped.font_metrics);
        Placement { origin: Vec2::new(bounded(x + dx), bounded(y + dy)), x_scale }
    }
}

impl Context2d {
    /// `fillText(text, x, y, maxWidth)`.
    pub(crate) fn fill_text(
        &mut self,
        tools: &mut TextTools,
        text: &str,
        x: f64,
        y: f64,
        max_width: Option<f64>,
    ) {
        self.draw_text(tools, text, x, y, max_width, Paints::Fill);
    }

    /// `strokeText(text, x, y, maxWidth)`.
    pub(crate) fn stroke_text(
        &mut self,
        tools: &mut TextTools,
        text: &str,
        x: f64,
        y: f64,
        max_width: Option<f64>,
    ) {
        self.draw_text(tools, text, x, y, max_width, Paints::Stroke);
    }

    fn draw_text(
        &mut self,
        tools: &mut TextTools,
        text: &str,
        x: f64,
        y: f64,
        max_width: Option<f64>,
        paints: Paints,
    ) {
        // Step 1. If any of the arguments are infinite or NaN, then return.
        let width_is_bad = max_width.is_some_and(|w| !w.is_finite() || w <= 0.0);
        if !x.is_finite() || !y.is_finite() || width_is_bad || text.is_empty() {
            return;
        }
        if self.target().is_none() {
            return;
        }
        let Some(brush) = self.brush(paints) else { return };
        let style = self.state.text.clone();
        let font = style.resolve(&mut tools.fonts);
        let shaped = tools.fonts.shape(text, &font);
        let placement = style.place(&shaped, x, y, max_width);
        for run in &shaped.runs {
            self.draw_run(&mut tools.outlines, run, &placement, brush, paints);
        }
    }

    fn draw_run(
        &mut self,
        outlines: &mut OutlineCache,
        run: &GlyphRun,
        at: &Placement,
        brush: Brush,
        paints: Paints,
    ) {
        let masks = paints == Paints::Fill && at.x_scale == 1.0 && self.takes_masks(run.size_px);
        match run.kind {
            GlyphKind::Color => self.draw_color_glyphs(run, at, brush),
            GlyphKind::Mask if masks => {
                let Some((transform, state)) = self.target() else { return };
                let run = self.push_run(run, at.origin);
                self.push(DrawOp::Glyphs { run, brush, transform, state });
            }
            GlyphKind::Mask => self.draw_outlines(outlines, run, at, brush, paints),
        }
    }

    /// True when the transform moves and scales alike in both directions, and the text is not too large on the canvas.
    fn takes_masks(&self, size_px: f32) -> bool {
        let [a, b, c, d, ..] = self.state.transform.as_coeffs();
        let fits = b == 0.0 && c == 0.0 && a == d && a > 0.0 && f64::from(size_px) * a <= MAX_MASK_PX;
        fits && !self.state.text.is_exact()
    }

    /// The pixels that outlines are fitted to where text is upright: browsers make masks of it, also of what is stroked or
    /// condensed.
    fn grid(&self, size_px: f32) -> Option<Grid> {
        let canvas_from_local = self.state.transform;
        let [a, b, c, d, ..] = canvas_from_local.as_coeffs();
        let size_px = f64::from(size_px) * d;
        let upright = b == 0.0 && c == 0.0 && a > 0.0 && d > 0.0 && size_px <= MAX_MASK_PX;
        let fits = upright && !self.state.text.is_exact();
        fits.then(|| Grid {
            canvas_from_local,
            local_from_canvas: canvas_from_local.inverse(),
            size_px: size_px as f32,
        })
    }

    fn push_run(&mut self, run: &GlyphRun, origin: Vec2) -> RunId {
        self.add_weight_bytes(size_of::<GlyphRun>());
        self.list.push_run(GlyphRun { origin_x: origin.x, origin_y: origin.y, ..run.clone() })
    }

    /// Pictures are drawn as they are, by `strokeText`, too.
    fn draw_color_glyphs(&mut self, run: &GlyphRun, at: &Placement, brush: Brush) {
        let Some((mut transform, state)) = self.target() else { return };
        let mut origin = at.origin;
        if at.x_scale != 1.0 {
            let squeezed = self.state.transform
                * Affine::translate(at.origin)
                * Affine::scale_non_uniform(at.x_scale, 1.0);
            if !crate::state::is_drawable(squeezed) {
                return;
            }
            transform = self.transform_id(squeezed);
            origin = Vec2::ZERO;
        }
        let run = self.push_run(run, origin);
        self.push(DrawOp::Glyphs { run, brush, transform, state });
    }

    fn draw_outlines(
        &mut self,
        outlines: &mut OutlineCache,
        run: &GlyphRun,
        at: &Placement,
        brush: Brush,
        paints: Paints,
    ) {
        let mut start = self.list.path_elements.len();
        let mut length = 0.0;
        let apart = paints == Paints::Stroke && self.shows_overlaps(brush);
        let face = outlines.face_id(run);
        let grid = self.grid(run.size_px);
        let (size_px, hinting) = match &grid {
            Some(grid) => (grid.size_px, Hinting::Slight),
            None => (run.size_px, Hinting::None),
        };
        for glyph in &*run.glyphs {
            let Some(outline) = outlines.get(face, run, glyph.id, size_px, hinting) else { continue };
            let origin =
                Point::new(at.origin.x + f64::from(glyph.x) * at.x_scale, at.origin.y + f64::from(glyph.y));
            let place = match &grid {
                Some(grid) => grid.place(origin, at.x_scale),
                None => Affine::new([at.x_scale, 0.0, 0.0, 1.0, origin.x, origin.y]),
            };
            self.list.path_elements.extend(outline.iter().map(|el| map_element(*el, |p| place * p)));
            length += outline.len() as f64 * f64::from(run.size_px);
            if apart {
                self.draw_outline(start, length, brush, paints);
                (start, length) = (self.list.path_elements.len(), 0.0);
            }
        }
        self.draw_outline(start, length, brush, paints);
    }

    /// Where strokes of neighbouring glyphs overlap they show twice, in browsers, which draw glyph by glyph. Shadows, filters and operators that reach
    /// beyond their source are about the line as a whole.
    fn shows_overlaps(&self, brush: Brush) -> bool {
        let is_translucent = self.state.alpha < 1.0 || matches!(brush, Brush::Solid(color) if color.a < 255);
        let is_plain = self.state.composite == CompositeOp::SourceOver
            && self.state.shadow().is_none()
            && self.state.filter.is_none();
        is_translucent && is_plain
    }

    /// Draws the path elements from `start` on.
    fn draw_outline(&mut self, start: usize, length: f64, brush: Brush, paints: Paints) {
        let end = self.list.path_elements.len();
        let (Ok(start), Ok(end)) = (u32::try_from(start), u32::try_from(end)) else { return };
        if start == end {
            return;
        }
        let Some((transform, state)) = self.target() else { return };
        self.add_weight_bytes((end - start) as usize * size_of::<PathEl>());
        let shape = Shape::Path(sparrow_render::PathRef { start, len: end - start });
        let dashed = self.state.line.dash.is_some();
        let Some(shape) = self.within_reach(shape, transform, (paints == Paints::Stroke).then_some(dashed))
        else {
            return;
        };
        if paints == Paints::Fill {
            self.push(DrawOp::Fill { shape, rule: FillRule::NonZero, brush, transform, state });
        } else {
            let stroke = self.stroke_id_for_length(length);
            self.push(DrawOp::Stroke { shape, stroke, brush, transform, state });
        }
    }

    /// `measureText(text)`.
    pub(crate) fn measure_text(&self, tools: &mut TextTools, text: &str) -> TextMetrics {
        let style = &*self.state.text;
        let font = style.resolve(&mut tools.fonts);
        let m = tools.fonts.measure(text, &font);
        // The measures are from the anchor, not from the start of the line.
        let dx = style.align_offset(m.width);
        let dy = style.baseline_offset(&tools.fonts.font_metrics(&font));
        TextMetrics {
            width: m.width,
            actual_bounding_box_left: m.actual_bounding_box_left - dx,
            actual_bounding_box_right: m.actual_bounding_box_right + dx,
            actual_bounding_box_ascent: m.actual_bounding_box_ascent - dy,
            actual_bounding_box_descent: m.actual_bounding_box_descent + dy,
            font_bounding_box_ascent: m.font_bounding_box_ascent - dy,
            font_bounding_box_descent: m.font_bounding_box_descent + dy,
            line_gap: m.line_gap,
            em_height_ascent: m.em_height_ascent - dy,
            em_height_descent: m.em_height_descent + dy,
            hanging_baseline: m.hanging_baseline - dy,
            alphabetic_baseline: m.alphabetic_baseline - dy,
            ideographic_baseline: m.ideographic_baseline - dy,
        }
    }
}
