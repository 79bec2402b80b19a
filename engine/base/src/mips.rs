//! Pictures at half of their size, and which half of a half is to be drawn.

use crate::PixelSize;
use bytemuck::Pod;
use kurbo::Affine;

/// The smallest level of an image that still has a pixel for each that it covers: level 0 is the image itself, each further one is half as wide and high.
/// Browsers scale decoded images so before they draw them (Chromium's `MipMapUtil::GetLevelForSize`). By the direction that is shrunk least.
pub fn level_above(canvas_from_image: Affine, size: PixelSize) -> usize {
    let [a, b, c, d, ..] = canvas_from_image.as_coeffs();
    // A scale of exactly a half must not miss its level by the last bit.
    let scale = a.hypot(b).max(c.hypot(d)) * (1.0 - 1e-9);
    if !(scale > 0.0 && scale < 1.0) {
        return 0;
    }
    let most = size.width.max(size.height).max(1).ilog2() as usize;
    ((-scale.log2()).floor().max(0.0) as usize).min(most)
}

/// An image of four bytes a pixel at half of its size, at least one pixel wide and high.
pub fn halved<P: Pod>(pixels: &[P], size: PixelSize) -> (Vec<P>, PixelSize) {
    let (width, height) = (size.width as usize, size.height as usize);
    let smaller = PixelSize::new((size.width / 2).max(1), (size.height / 2).max(1));
    let pixels: &[[u8; 4]] = bytemuck::cast_slice(pixels);
    let mut out = Vec::with_capacity(smaller.area() as usize);
    for y in 0..smaller.height as usize {
        let rows = taps(y, height).map(|(y, weight)| (&pixels[y * width..][..width], weight));
        for x in 0..smaller.width as usize {
            let mut sums = [8; 4];
            for (column, wx) in taps(x, width) {
                for (row, wy) in rows {
                    for (sum, part) in sums.iter_mut().zip(row[column]) {
                        *sum += u32::from(part) * wx * wy;
                    }
                }
            }
            out.push(bytemuck::cast(sums.map(|sum| (sum >> 4) as u8)));
        }
    }
    (out, smaller)
}

/// Where a side's pixels come from: three neighbours weighted 1 2 1 where it is odd, two otherwise.
fn taps(i: usize, length: usize) -> [(usize, u32); 3] {
    let at = |k: usize| (i * 2 + k).min(length - 1);
    if length % 2 == 1 && length > 1 {
        [(at(0), 1), (at(1), 2), (at(2), 1)]
    } else {
        [(at(0), 2), (at(1), 2), (at(1), 0)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_has_a_pixel_for_each() {
        let level = |x: f64, y: f64| level_above(Affine::scale_non_uniform(x, y), PixelSize::new(64, 64));
        assert_eq!([level(1.0, 1.0), level(2.0, 2.0), level(0.75, 0.75), level(0.51, 0.51)], [0, 0, 0, 0]);
        assert_eq!([level(0.5, 0.5), level(0.3, 0.3), level(0.25, 0.25), level(0.1, 0.1)], [1, 1, 2, 3]);
        assert_eq!([level(1.0, 0.1), level(1e-9, 1e-9), level(0.0, 0.0), level(f64::NAN, 1.0)], [0, 6, 0, 0]);
    }

    #[test]
    fn a_flat_image_stays_flat() {
        let (pixels, size) = halved(&[[16_u8, 64, 255, 128]; 7 * 3], PixelSize::new(7, 3));
        assert_eq!((pixels, size), (vec![[16, 64, 255, 128]; 3], PixelSize::new(3, 1)));
        let (pixels, size) = halved(&[0x80ff_4010_u32, 0], PixelSize::new(1, 2));
        assert_eq!((pixels, size), (vec![0x4080_2008], PixelSize::new(1, 1)));
    }
}
