//! Shadows: <https://html.spec.whatwg.org/multipage/canvas.html#when-shadows-are-drawn>

use crate::{
    blur,
    bounds::Bounds,
    clip::Region,
    painter::{Blending, Painter},
    shape::{Area, PlacedMask},
    source::Source,
    target::Target,
};
use sparrow_render::{CompositeOp, Shadow};

/// Larger deviations look the same and would take long.
pub(crate) const MAX_SIGMA: f32 = 250.0;

/// Memory for the coverage of larger shadows is freed.
const MAX_KEPT_COVERAGE: usize = 1 << 22;

/// Shadows that are farther away belong to shapes that are farther away than anything that is drawn.
const MAX_OFFSET: f32 = 1e6;

impl Painter<'_> {
    /// Paints the shadow of an area: the alpha of what is painted, blurred, moved and coloured.
    pub(crate) fn paint_shadow(
        &mut self,
        target: &mut Target<'_>,
        area: Area<'_>,
        source: &Source<'_>,
        shadow: &Shadow,
        how: Blending<'_>,
    ) {
        if shadow.offset_x.abs().max(shadow.offset_y.abs()) > MAX_OFFSET {
            return;
        }
        let sigma = shadow.sigma.min(MAX_SIGMA);
        let reach = blur::reach(sigma);
        let split = |offset: f32| (offset.floor() as i32, offset - offset.floor());
        let ((dx, fx), (dy, fy)) = (split(shadow.offset_x), split(shadow.offset_y));
        // What can be seen after the blur, and of it what the area has; one pixel more for offsets within a pixel.
        let back = how.region.bounds.grown(reach + 1, dx.saturating_neg(), dy.saturating_neg());
        let drawn = self.scratch.shapes.bounds(area).intersect(back);
        if drawn.is_empty() {
            return;
        }
        let mut layer = self.scratch.layers.transparent(drawn.width() * drawn.height());
        let region = Region::all(drawn);
        let plain = Blending { region: &region, op: CompositeOp::SourceOver, is_opaque: false };
        self.paint(&mut Target { pixels: &mut layer, bounds: drawn }, area, source, plain);

        let grown = drawn.grown(reach + 1, 0, 0);
        let seen = grown.intersect(how.region.bounds.grown(0, dx.saturating_neg(), dy.saturating_neg()));
        if !seen.is_empty() {
            let mut coverage = std::mem::take(&mut self.scratch.shadow);
            moved_alpha(&layer, drawn, grown, (fx, fy), &mut coverage);
            blur::blur(&mut self.scratch.blur, &mut coverage, grown, seen, sigma);
            let mask = PlacedMask { bounds: seen.grown(0, dx, dy), coverage: &coverage };
            // A canvas without alpha is opaque under a shadow too; the operator is that of the operation.
            self.paint(target, Area::Mask(mask), &Source::solid(shadow.color, 1.0), how);
            if coverage.capacity() <= MAX_KEPT_COVERAGE {
                self.scratch.shadow = coverage;
            }
        }
        self.scratch.layers.give_back(layer);
    }
}

/// The alpha of a layer inside larger bounds, moved by a part of a pixel.
fn moved_alpha(layer: &[u32], drawn: Bounds, grown: Bounds, (fx, fy): (f32, f32), out: &mut Vec<u8>) {
    out.clear();
    out.resize(grown.width() * grown.height(), 0);
    let (width, stride) = (drawn.width(), grown.width());
    let (left, top) = ((drawn.x0 - grown.x0) as usize, (drawn.y0 - grown.y0) as usize);
    if fx == 0.0 && fy == 0.0 {
        for (row, pixels) in layer.chunks_exact(width).enumerate() {
            let to = &mut out[(row + top) * stride + left..][..width];
            for (to, pixel) in to.iter_mut().zip(pixels) {
                *to = (pixel >> 24) as u8;
            }
        }
        return;
    }
    let alpha = |x: usize, y: usize| {
        let inside = x >= 1 && y >= 1 && x <= width && y <= drawn.height();
        if inside { (layer[(y - 1) * width + x - 1] >> 24) as f32 } else { 0.0 }
    };
    // Each pixel mixes itself with its left and upper neighbours.
    for y in 0..=drawn.height() {
        for x in 0..=width {
            let upper = alpha(x, y) * fx + alpha(x + 1, y) * (1.0 - fx);
            let lower = alpha(x, y + 1) * fx + alpha(x + 1, y + 1) * (1.0 - fx);
            out[(y + top) * stride + x + left] = (upper * fy + lower * (1.0 - fy) + 0.5) as u8;
        }
    }
}
