//! Glyphs that a font holds as pictures (CBDT, sbix): emoji, mostly.

use super::{GlyphImage, GlyphPixels};
use crate::image::{ImageLimits, decode};
use skrifa::{
    FontRef, GlyphId, MetadataProvider as _,
    bitmap::{BitmapData, BitmapGlyph, Origin},
    instance::Size,
    raw::TableProvider as _,
};
use sparrow_base::{PixelBuffer, PixelSize, Premul};

/// Largest picture of one glyph.
const LIMITS: ImageLimits = ImageLimits { max_side: 1024, max_pixels: 1024 * 1024 };

/// The glyph's picture scaled to the size; none where it has none.
pub(super) fn render(
    font: &FontRef<'_>,
    glyph: u32,
    size_px: f32,
    shift_x: f32,
    max_side: u32,
) -> Option<GlyphImage> {
    let strikes = font.bitmap_strikes();
    let picture = strikes.glyph_for_size(Size::new(size_px), GlyphId::new(glyph))?;
    let pixels = pixels(&picture)?;
    let rect = place(font, &picture, pixels.size(), size_px)?;

    let left = (rect.x + shift_x).floor();
    let top = rect.y.floor();
    let width = ((rect.x + shift_x + rect.width).ceil() - left) as u32;
    let height = ((rect.y + rect.height).ceil() - top) as u32;
    if width == 0 || height == 0 || width > max_side || height > max_side {
        return None;
    }
    let scaled = resample(
        pixels,
        &Target {
            size: PixelSize::new(width, height),
            x: rect.x + shift_x - left,
            y: rect.y - top,
            width: rect.width,
            height: rect.height,
        },
    );
    Some(GlyphImage { left: left as i32, top: top as i32, width, height, pixels: GlyphPixels::Color(scaled) })
}

/// The whole pixels that the glyph's picture touches: left, top, right, bottom.
pub(super) fn bounds(font: &FontRef<'_>, glyph: u32, size_px: f32) -> Option<[f32; 4]> {
    let strikes = font.bitmap_strikes();
    let picture = strikes.glyph_for_size(Size::new(size_px), GlyphId::new(glyph))?;
    let r = place(font, &picture, PixelSize::new(picture.width, picture.height), size_px)?;
    Some([r.x.floor(), r.y.floor(), (r.x + r.width).ceil(), (r.y + r.height).ceil()])
}

fn pixels(picture: &BitmapGlyph<'_>) -> Option<PixelBuffer<Premul>> {
    match &picture.data {
        BitmapData::Png(bytes) => Some(decode(bytes, &LIMITS).ok()?.into_premul()),
        BitmapData::Bgra(bytes) => {
            let size = PixelSize::new(picture.width, picture.height);
            let mut rgba = bytes.to_vec();
            for p in rgba.chunks_exact_mut(4) {
                p.swap(0, 2);
            }
            PixelBuffer::from_vec(size, rgba).ok()
        }
        BitmapData::Mask(_) => None,
    }
}

/// A rectangle in device pixels, y downwards, from the glyph's origin.
struct Rect {
    x: f32,
    y: f32,
    width: f32,
    height: f32,
}

fn place(font: &FontRef<'_>, picture: &BitmapGlyph<'_>, size: PixelSize, size_px: f32) -> Option<Rect> {
    let em = f32::from(font.head().ok()?.units_per_em()).max(1.0);
    if picture.ppem_x < 1.0 || picture.ppem_y < 1.0 {
        return None;
    }
    let (scale_x, scale_y) = (size_px / picture.ppem_x, size_px / picture.ppem_y);
    let (width, height) = (size.width as f32 * scale_x, size.height as f32 * scale_y);
    let x = picture.bearing_x * size_px / em + picture.inner_bearing_x * scale_x;
    let up = picture.bearing_y * size_px / em + picture.inner_bearing_y * scale_y;
    let y = match picture.placement_origin {
        Origin::TopLeft => -up,
        Origin::BottomLeft => -up - height,
    };
    [x, y, width, height].iter().all(|v| v.is_finite() && v.abs() < 1e6).then_some(Rect {
        x,
        y,
        width,
        height,
    })
}

/// Where in a field of whole pixels a picture lands.
struct Target {
    size: PixelSize,
    x: f32,
    y: f32,
    width: f32,
    height: f32,
}

/// Scales as Skia does with linear filtering and the nearest mip level: halved by boxes until near the size, then bilinear.
fn resample(mut source: PixelBuffer<Premul>, target: &Target) -> PixelBuffer<Premul> {
    let shrink =
        ((source.size().width as f32 / target.width) * (source.size().height as f32 / target.height)).sqrt();
    let levels = if shrink > 1.0 { shrink.log2().round() as u32 } else { 0 };
    for _ in 0..levels {
        source = halved(&source);
    }
    let (sw, sh) = (source.size().width as usize, source.size().height as usize);
    let mut out = PixelBuffer::<Premul>::new(target.size);
    let stride = target.size.width as usize * 4;
    let columns: Vec<Option<Tap>> =
        (0..target.size.width).map(|x| Tap::new((x as f32 + 0.5 - target.x) / target.width, sw)).collect();
    for y in 0..target.size.height {
        let Some(v) = Tap::new((y as f32 + 0.5 - target.y) / target.height, sh) else { continue };
        let bytes = source.bytes();
        let (upper, lower) = (&bytes[v.first * sw * 4..][..sw * 4], &bytes[v.second * sw * 4..][..sw * 4]);
        let row = &mut out.bytes_mut()[y as usize * stride..][..stride];
        for (pixel, tap) in row.chunks_exact_mut(4).zip(&columns) {
            let Some(u) = tap else { continue };
            for (c, byte) in pixel.iter_mut().enumerate() {
                let at = |line: &[u8], column: usize| f32::from(line[column * 4 + c]);
                let mix = |a: f32, b: f32, t: f32| a + (b - a) * t;
                let top = mix(at(upper, u.first), at(upper, u.second), u.weight);
                let bottom = mix(at(lower, u.first), at(lower, u.second), u.weight);
                *byte = (mix(top, bottom, v.weight) + 0.5) as u8;
            }
        }
    }
    out
}

/// Two neighbouring samples and the share of the second.
struct Tap {
    first: usize,
    second: usize,
    weight: f32,
}

impl Tap {
    /// `at` is 0 to 1 across the source; none outside.
    fn new(at: f32, length: usize) -> Option<Tap> {
        if !(0.0..1.0).contains(&at) {
            return None;
        }
        let position = at * length as f32 - 0.5;
        let first = position.floor();
        let last = length as isize - 1;
        Some(Tap {
            first: (first as isize).clamp(0, last) as usize,
            second: (first as isize + 1).clamp(0, last) as usize,
            weight: position - first,
        })
    }
}

/// Half the size (rounded down, at least one pixel), each pixel the mean of what it covers.
fn halved(source: &PixelBuffer<Premul>) -> PixelBuffer<Premul> {
    let (sw, sh) = (source.size().width as usize, source.size().height as usize);
    let size = PixelSize::new((sw as u32 / 2).max(1), (sh as u32 / 2).max(1));
    let mut out = PixelBuffer::<Premul>::new(size);
    let bytes = source.bytes();
    // An odd side has three samples for its pixels, weighted 1 2 1; a single row or column stands for itself.
    let taps = |i: usize, length: usize| -> [(usize, u32); 3] {
        let at = |k: usize| (i * 2 + k).min(length - 1);
        if length % 2 == 1 && length > 1 {
            [(at(0), 1), (at(1), 2), (at(2), 1)]
        } else {
            [(at(0), 2), (at(1), 2), (at(1), 0)]
        }
    };
    let width = size.width as usize;
    for (i, pixel) in out.bytes_mut().chunks_exact_mut(4).enumerate() {
        let (xs, ys) = (taps(i % width, sw), taps(i / width, sh));
        for (c, byte) in pixel.iter_mut().enumerate() {
            let mut sum = 0;
            for (y, wy) in ys {
                for (x, wx) in xs {
                    sum += u32::from(bytes[(y * sw + x) * 4 + c]) * wx * wy;
                }
            }
            *byte = ((sum + 8) / 16) as u8;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flat(width: u32, height: u32, value: u8) -> PixelBuffer<Premul> {
        let size = PixelSize::new(width, height);
        PixelBuffer::from_vec(size, vec![value; size.area() as usize * 4]).unwrap()
    }

    #[test]
    fn a_flat_picture_stays_flat_at_every_size() {
        for (w, h) in [(136, 128), (1, 1), (7, 3), (1, 9)] {
            for (tw, th) in [(20.0, 18.8), (1.0, 1.0), (300.0, 12.5)] {
                let size = PixelSize::new(f32::ceil(tw) as u32, f32::ceil(th) as u32);
                let target = Target { size, x: 0.0, y: 0.0, width: tw, height: th };
                let out = resample(flat(w, h, 200), &target);
                assert_eq!(out.pixel(0, 0), [200; 4], "{w}x{h} -> {tw}x{th}");
                assert_eq!(out.pixel(size.width / 2, size.height / 2), [200; 4]);
            }
        }
    }

    #[test]
    fn halving_takes_the_mean() {
        let mut p = flat(2, 2, 0);
        p.bytes_mut()[..4].copy_from_slice(&[40, 80, 120, 255]);
        assert_eq!(halved(&p).pixel(0, 0), [10, 20, 30, 64]);
    }
}
