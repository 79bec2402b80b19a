//! Images and canvases that are shrunk: halved until they are near the size.

use crate::image::View;
use sparrow_base::{PixelSize, kurbo::Affine, mips::halved};

/// An image at half of its size, at a quarter, and so on, as far as somebody asked.
#[derive(Debug, Default)]
pub(crate) struct Mips(Vec<Level>);

#[derive(Debug)]
struct Level {
    size: PixelSize,
    pixels: Vec<u32>,
}

impl Mips {
    /// Makes the levels up to a number; level 0 is the image itself.
    pub(crate) fn make(&mut self, image: View<'_>, level: usize) {
        while self.0.len() < level {
            let from = self.0.last().map_or(image, |last| last.view(image.is_opaque));
            let (pixels, size) = halved(from.pixels, from.size);
            self.0.push(Level { size, pixels });
        }
    }

    /// A level that was made.
    pub(crate) fn view<'a>(&'a self, image: View<'a>, level: usize) -> View<'a> {
        level.checked_sub(1).and_then(|at| self.0.get(at)).map_or(image, |level| level.view(image.is_opaque))
    }

    /// Bytes held.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.0.iter().map(|level| level.pixels.len() * 4).sum()
    }
}

impl Level {
    fn view(&self, is_opaque: bool) -> View<'_> {
        View { pixels: &self.pixels, size: self.size, is_opaque }
    }
}

/// The level whose size is nearest to that on the canvas, as Skia has it for canvases: by the mean of both directions.
pub(crate) fn level_for(canvas_from_source: Affine, size: PixelSize) -> usize {
    let [a, b, c, d, ..] = canvas_from_source.as_coeffs();
    let scale = (a.hypot(b) * c.hypot(d)).sqrt();
    if !(scale > 0.0 && scale < 1.0) {
        return 0;
    }
    let most = size.width.max(size.height).max(1).ilog2() as usize;
    ((-scale.log2() + 0.5).floor().max(0.0) as usize).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flat_image_stays_flat() {
        let pixels = vec![0x80ff_4010; 7 * 3];
        let image = View { pixels: &pixels, size: PixelSize::new(7, 3), is_opaque: false };
        let mut mips = Mips::default();
        mips.make(image, 2);
        let sizes = [1, 2].map(|level| mips.view(image, level).size);
        assert_eq!(sizes, [PixelSize::new(3, 1), PixelSize::new(1, 1)]);
        assert!([1, 2].iter().all(|level| mips.view(image, *level).pixels.iter().all(|p| *p == pixels[0])));
    }

    #[test]
    fn the_nearest_level_is_taken() {
        let level = |x: f64, y: f64| level_for(Affine::scale_non_uniform(x, y), PixelSize::new(64, 64));
        assert_eq!([level(1.0, 1.0), level(2.0, 2.0), level(0.75, 0.75), level(0.7, 0.7)], [0, 0, 0, 1]);
        assert_eq!([level(0.25, 0.25), level(1.0, 0.25), level(1e-9, 1e-9), level(0.0, 1.0)], [2, 1, 6, 0]);
    }
}
