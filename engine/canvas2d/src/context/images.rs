//! `drawImage`, once its source is known: <https://html.spec.whatwg.org/multipage/canvas.html#drawing-images>

use super::{Context2d, rects::rect_of};
use sparrow_base::{PixelSize, Rgba8, kurbo::Rect};
use sparrow_render::{Brush, DrawOp, FillRule, ImageSource, Shape};

impl Context2d {
    /// `drawImage(image, dx, dy, dw, dh)` of a whole source; the arguments may be anything.
    #[inline]
    pub(crate) fn draw_whole(
        &mut self,
        source: ImageSource,
        size: PixelSize,
        dx: f64,
        dy: f64,
        dw: f64,
        dh: f64,
    ) {
        if !(dx.is_finite() && dy.is_finite() && dw.is_finite() && dh.is_finite()) {
            return;
        }
        let src = Rect::new(0.0, 0.0, f64::from(size.width), f64::from(size.height));
        self.push_image(source, src, rect_of(dx, dy, dw, dh));
    }

    /// `drawImage(image, sx, sy, sw, sh, dx, dy, dw, dh)`; the arguments may be anything.
    #[inline]
    #[allow(clippy::too_many_arguments)] // the standard's
    pub(crate) fn draw_part(
        &mut self,
        source: ImageSource,
        size: PixelSize,
        [sx, sy, sw, sh]: [f64; 4],
        [dx, dy, dw, dh]: [f64; 4],
    ) {
        // Step 1. If any of the arguments are infinite or NaN, then return.
        if ![sx, sy, sw, sh, dx, dy, dw, dh].iter().all(|v| v.is_finite()) {
            return;
        }
        // Step 5. Rectangles by their corners; "if the source rectangle has a negative size, it is not flipped".
        let src = rect_of(sx, sy, sw, sh);
        let dst = rect_of(dx, dy, dw, dh);
        let (w, h) = (f64::from(size.width), f64::from(size.height));
        if src.x0 >= 0.0 && src.y0 >= 0.0 && src.x1 <= w && src.y1 <= h {
            self.push_image(source, src, dst);
        } else {
            // "When the source rectangle is outside the source image, it must be clipped to the source image and the
            // destination rectangle must be clipped in the same proportion."
            let inside = src.intersect(Rect::new(0.0, 0.0, w, h));
            let (x_scale, y_scale) = (dst.width() / src.width(), dst.height() / src.height());
            let dst = Rect::new(
                dst.x0 + (inside.x0 - src.x0) * x_scale,
                dst.y0 + (inside.y0 - src.y0) * y_scale,
                dst.x0 + (inside.x1 - src.x0) * x_scale,
                dst.y0 + (inside.y1 - src.y0) * y_scale,
            );
            self.push_image(source, inside, dst);
        }
    }

    #[inline]
    fn push_image(&mut self, source: ImageSource, src: Rect, dst: Rect) {
        // Step 6. If one of the sw or sh arguments is zero, then return; nothing is painted into nothing, too.
        let empty = src.x1 <= src.x0 || src.y1 <= src.y0 || !(dst.x1 > dst.x0 && dst.y1 > dst.y0);
        if empty {
            return;
        }
        let Some((transform, state)) = self.target() else { return };
        if self.state.clears {
            let brush = Brush::Solid(Rgba8::TRANSPARENT);
            let shape = Shape::Rect(dst);
            self.push(DrawOp::Fill { shape, rule: FillRule::NonZero, brush, transform, state });
            return;
        }
        self.push(DrawOp::Image { source, src, dst, transform, state });
    }
}
