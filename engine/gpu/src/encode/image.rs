//! `drawImage`.

use super::{Encoder, Style, invert, keeps_axes, rect_corners, sources::Sampled};
use crate::{
    atlas::AtlasSlot,
    bounds::Bounds,
    pipelines::Program,
    recorder::{Need, Quad, Source},
    vertex::bits,
};
use sparrow_base::{
    ImageId,
    kurbo::{Affine, Point, Rect},
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
        let image = match source {
            ImageSource::Image(image) => Some(image),
            ImageSource::Canvas(_) => None,
        };
        if let Some(source) = self.source(source)? {
            // A copy of the canvas itself may have needed room.
            let style = self.renewed(style, state)?;
            self.push_image(style, state, source, image, src, dst, transform);
        }
        Ok(())
    }

    /// A copy of a part of an image with a border of its own, where that is cheaper than to keep the filter inside by clamping.
    fn cell(&mut self, image: Option<ImageId>, src: Rect) -> Option<AtlasSlot> {
        if !self.r.gpu.info().is_software {
            return None;
        }
        let (slot, sent) = self.r.images.cell(&self.r.gpu, image?, src)?;
        self.r.stats.upload_bytes += sent;
        Some(slot)
    }

    /// Draws `src` of a source into `dst`. `image` is the image that the source is, if it is one.
    #[allow(clippy::too_many_arguments, reason = "what `drawImage` has, and where it goes")]
    pub(super) fn push_image(
        &mut self,
        style: Style,
        state: &DrawState,
        source: Sampled,
        image: Option<ImageId>,
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
        let mut texel_from_canvas =
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
        let whole = source.edge_repeats
            && src == Rect::new(0.0, 0.0, f64::from(source.size.width), f64::from(source.size.height));
        let clamp = clamp_bounds(src, source.x, source.y);

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
            if !whole && !nearest && !is_one_to_one(texel_from_canvas) {
                if let Some(slot) = self.cell(image, src) {
                    need.source = Source::Page(slot.page);
                    let origin = (f64::from(slot.x) - src.x0, f64::from(slot.y) - src.y0);
                    texel_from_canvas = Affine::translate(origin) * image_from_canvas;
                } else {
                    need.program = Program::ClampedSprite;
                    quad.bits |= bits::CLAMPED;
                    quad.aux = clamp;
                }
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

/// Centres of the outermost texels of `src`, at its place in the texture.
fn clamp_bounds(src: Rect, x: u32, y: u32) -> [u32; 4] {
    let inner = |from: f64, to: f64| {
        let (low, high) = (from + 0.5, to - 0.5);
        if low <= high { (low, high) } else { ((from + to) * 0.5, (from + to) * 0.5) }
    };
    let (x0, x1) = inner(src.x0, src.x1);
    let (y0, y1) = inner(src.y0, src.y1);
    let (x, y) = (f64::from(x), f64::from(y));
    [x0 + x, y0 + y, x1 + x, y1 + y].map(|v| (v as f32).to_bits())
}

/// True when pixel centres fall on texel centres, so that nothing is filtered.
fn is_one_to_one(texel_from_canvas: Affine) -> bool {
    let [a, b, c, d, e, f] = texel_from_canvas.as_coeffs();
    let whole = |v: f64| (v - v.round()).abs() < super::SNAP;
    a.abs() == 1.0 && d.abs() == 1.0 && b == 0.0 && c == 0.0 && whole(e) && whole(f)
}
