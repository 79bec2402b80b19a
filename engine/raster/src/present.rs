//! A canvas on a screen without a GPU: scaled into a buffer of 0x00RRGGBB words.

use crate::{
    RasterRenderer,
    bounds::Bounds,
    gradient::invert,
    sampler::{Outside, Sampler},
};
use sparrow_base::{CanvasId, PixelRect, PixelSize, kurbo::Affine};
use sparrow_render::RenderError;

/// How a canvas is scaled to a window.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Filter {
    /// Hard pixels.
    Nearest,
    /// Mixes the four nearest pixels.
    #[default]
    Bilinear,
}

impl RasterRenderer {
    /// Scales a canvas to fit `size`, in the middle, with black beside it. `target` holds the rows of `size`, one word
    /// 0x00RRGGBB a pixel, as `softbuffer` wants them; a shorter one is filled as far as it goes.
    /// Transparent pixels show black. Returns where the canvas is.
    pub fn present_into(
        &self,
        canvas: CanvasId,
        target: &mut [u32],
        size: PixelSize,
        filter: Filter,
    ) -> Result<PixelRect, RenderError> {
        let canvas = self.canvas(canvas)?;
        let place = fit(canvas.size, size);
        let (Some(view), false) = (canvas.view(), place.size().is_empty()) else {
            target.fill(0);
            return Ok(place);
        };
        let scale = (
            f64::from(canvas.size.width) / f64::from(place.width),
            f64::from(canvas.size.height) / f64::from(place.height),
        );
        let canvas_from_screen = Affine::scale_non_uniform(scale.0, scale.1)
            * Affine::translate((-f64::from(place.x), -f64::from(place.y)));
        debug_assert!(invert(canvas_from_screen).is_some(), "both sizes have pixels");
        let is_same_size = place.size() == canvas.size;
        let sampler = Sampler::new(
            view,
            Bounds::of_size(canvas.size),
            canvas_from_screen,
            (Outside::Clamp, Outside::Clamp),
            filter == Filter::Bilinear && !is_same_size,
        );
        let (left, right) = (place.x as usize, (place.x + place.width as i32) as usize);
        for (y, row) in (0..size.height as i32).zip(target.chunks_exact_mut(size.width.max(1) as usize)) {
            if y < place.y || y >= place.y + place.height as i32 {
                row.fill(0);
                continue;
            }
            row[..left].fill(0);
            row[right..].fill(0);
            let inner = &mut row[left..right];
            if is_same_size {
                inner.copy_from_slice(view.row((y - place.y) as usize));
            } else {
                sampler.fetch(place.x, y, inner);
            }
            for p in inner {
                // 0xAABBGGRR to 0x00RRGGBB
                *p = p.swap_bytes() >> 8;
            }
        }
        Ok(place)
    }
}

/// The largest place with the proportions of `inner` in the middle of `outer`.
fn fit(inner: PixelSize, outer: PixelSize) -> PixelRect {
    if inner.is_empty() || outer.is_empty() {
        return PixelRect::default();
    }
    let scale = (f64::from(outer.width) / f64::from(inner.width))
        .min(f64::from(outer.height) / f64::from(inner.height));
    let side = |inner: u32, outer: u32| ((f64::from(inner) * scale).round() as u32).clamp(1, outer);
    let (width, height) = (side(inner.width, outer.width), side(inner.height, outer.height));
    PixelRect::new(((outer.width - width) / 2) as i32, ((outer.height - height) / 2) as i32, width, height)
}
