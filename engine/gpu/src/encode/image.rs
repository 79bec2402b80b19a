//! `drawImage`.

use super::{Encoder, Style, invert, keeps_axes, rect_corners, sources::Sampled};
use crate::{
    bounds::Bounds,
    pipelines::Program,
    recorder::{Need, Quad},
    vertex::bits,
};
use sparrow_base::{
    kurbo::{Affine, Point, Rect},
    mips::level_above,
};
use sparrow_render::{DrawState, ImageSource, RenderError, Smoothing};

impl Encoder<'_> {
    pub(super) fn image(
        &mut self,
        style: Style,
        state: &DrawState,
        source: ImageSource,
        src: Rect,
        dst: Rect,
        transform: Affine,
    ) -> Result<(), RenderError> {
        let touched = Bounds::around(transform.transform_rect_bbox(dst)).intersect(style.clip.bounds);
        if touched.is_empty() || invert(transform).is_none() {
            return Ok(());
        }
        let (source, src) = self.shrunk(state, source, src, dst, transform);
        if let Some(source) = self.source(source)? {
            // A copy of the canvas itself may have needed room.
            let style = self.renewed(style, state)?;
            self.push_image(style, state, source, src, dst, transform);
        }
        Ok(())
    }

    /// An image that is drawn smaller is one of its levels, at every quality, as in browsers. Canvases are what they are.
    fn shrunk(
        &mut self,
        state: &DrawState,
        source: ImageSource,
        src: Rect,
        dst: Rect,
        transform: Affine,
    ) -> (ImageSource, Rect) {
        let ImageSource::Image(id) = source else { return (source, src) };
        let Some(size) = self.r.images.size(id).filter(|_| state.smoothing != Smoothing::Off) else {
            return (source, src);
        };
        let scale = Affine::scale_non_uniform(dst.width() / src.width(), dst.height() / src.height());
        let smaller = match level_above(transform * scale, size) {
            0 => return (source, src),
            level => self.r.images.level(id, level),
        };
        let Some(small) = self.r.images.size(smaller) else { return (source, src) };
        let ratio = |small: u32, large: u32| f64::from(small) / f64::from(large);
        let (x, y) = (ratio(small.width, size.width), ratio(small.height, size.height));
        (ImageSource::Image(smaller), Affine::scale_non_uniform(x, y).transform_rect_bbox(src))
    }

    /// Draws `src` of a source into `dst`. As the standard has it, filters also see what surrounds `src` in the source.
    #[allow(clippy::too_many_arguments, reason = "what `drawImage` has, and where it goes")]
    pub(super) fn push_image(
        &mut self,
        style: Style,
        state: &DrawState,
        source: Sampled,
        src: Rect,
        dst: Rect,
        transform: Affine,
    ) {
        let image_from_dst =
            Affine::scale_non_uniform(src.width() / dst.width(), src.height() / dst.height())
                .then_translate(src.origin() - Point::ZERO)
                * Affine::translate(-dst.origin().to_vec2());
        let Some(dst_from_canvas) = invert(transform) else { return };
        let image_from_canvas = image_from_dst * dst_from_canvas;
        let texel_from_canvas =
            Affine::translate((f64::from(source.x), f64::from(source.y))) * image_from_canvas;
        if !texel_from_canvas.as_coeffs().iter().all(|c| c.is_finite()) {
            return;
        }
        let nearest = state.smoothing == Smoothing::Off;
        let alpha = (state.alpha * 65535.0 + 0.5) as u16;
        let mut quad = Quad {
            corners: [Point::ZERO; 4],
            uv: [Point::ZERO; 4],
            color: [alpha; 4],
            bits: bits::PAINT_IMAGE
                | if nearest { bits::NEAREST } else { 0 }
                | (style.clip.record << bits::CLIP_SHIFT),
            aux: [0; 4],
            records: [0; 2],
        };
        let program = if alpha == u16::MAX { Program::PlainSprite } else { Program::Sprite };
        let mut need = Need { program, blend: style.blend, source: source.texture, nearest };
        let clamp = clamp_bounds(&source);

        let on_canvas = transform.transform_rect_bbox(dst);
        let thin = on_canvas.width() < 1.0 || on_canvas.height() < 1.0;
        if keeps_axes(transform) && !thin {
            // Like Chromium: no antialiasing; a pixel is drawn when its centre is inside.
            let pixels = Bounds {
                x0: (on_canvas.x0 + 0.5).floor() as i32,
                y0: (on_canvas.y0 + 0.5).floor() as i32,
                x1: (on_canvas.x1 + 0.5).floor() as i32,
                y1: (on_canvas.y1 + 0.5).floor() as i32,
            };
            let visible = pixels.intersect(style.clip.bounds);
            if visible.is_empty() {
                return;
            }
            quad.corners = rect_corners(visible.to_rect());
            if !source.edge_repeats && !nearest && !is_one_to_one(texel_from_canvas) {
                need.program = Program::ClampedSprite;
                quad.bits |= bits::CLAMPED;
                quad.aux = clamp;
            }
            if style.clip.record != 0 {
                need.program = Program::Paint;
            }
        } else {
            // Antialiased edges reach into pixels whose centres lie outside of the source.
            need.program = Program::Paint;
            quad.bits |= bits::COVERAGE_SKEW | bits::CLAMPED;
            quad.aux = clamp;
            let (corners, around, record) = self.skewed(dst, transform, dst_from_canvas, 0.0);
            quad.records[1] = record;
            let visible = around.intersect(style.clip.bounds);
            if visible.is_empty() {
                return;
            }
            quad.corners =
                if style.clip.bounds.contains(around) { corners } else { rect_corners(visible.to_rect()) };
        }
        quad.uv = quad.corners.map(|corner| texel_from_canvas * corner);
        self.open();
        self.r.recorder.push(need, &quad);
    }
}

/// Centres of the outermost texels of a source.
fn clamp_bounds(source: &Sampled) -> [u32; 4] {
    let (x, y) = (source.x as f32, source.y as f32);
    let (width, height) = (source.size.width as f32, source.size.height as f32);
    [x + 0.5, y + 0.5, x + width - 0.5, y + height - 0.5].map(f32::to_bits)
}

/// True when pixel centres fall on texel centres, so that nothing is filtered.
fn is_one_to_one(texel_from_canvas: Affine) -> bool {
    let [a, b, c, d, e, f] = texel_from_canvas.as_coeffs();
    let whole = |v: f64| (v - v.round()).abs() < super::SNAP;
    a.abs() == 1.0 && d.abs() == 1.0 && b == 0.0 && c == 0.0 && whole(e) && whole(f)
}
