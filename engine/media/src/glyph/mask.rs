//! Outline -> coverage mask.

use super::{GlyphImage, GlyphPixels, flatten::flatten};
use sparrow_base::kurbo::{BezPath, Vec2};
use zeno::{Command, Mask, Scratch};

/// The area around an outline, in whole pixels: left, top, width, height. None where there is nothing or it is beyond measure.
pub(super) fn pixel_bounds(path: &BezPath, offset: Vec2, max_side: f64) -> Option<(i32, i32, u32, u32)> {
    if path.elements().is_empty() {
        return None;
    }
    let b = path.control_box() + offset;
    let (left, top) = (b.x0.floor(), b.y0.floor());
    let (width, height) = (b.x1.ceil() - left, b.y1.ceil() - top);
    let sane = width >= 1.0 && height >= 1.0 && width <= max_side && height <= max_side;
    (sane && left.abs() < 1e6 && top.abs() < 1e6).then_some((
        left as i32,
        top as i32,
        width as u32,
        height as u32,
    ))
}

/// Coverage of the outline moved by `offset`, nonzero winding.
pub(super) fn rasterize(
    path: &BezPath,
    offset: Vec2,
    max_side: f64,
    commands: &mut Vec<Command>,
    scratch: &mut Scratch,
) -> Option<GlyphImage> {
    let (left, top, width, height) = pixel_bounds(path, offset, max_side)?;
    let shift = offset - Vec2::new(f64::from(left), f64::from(top));
    let pixels = coverage(path, shift, width, height, commands, scratch);
    Some(GlyphImage { left, top, width, height, pixels: GlyphPixels::Mask(pixels) })
}

/// Coverage of the outline moved by `shift` in a field of `width` by `height` pixels; what lies outside is cut off.
pub(super) fn coverage(
    path: &BezPath,
    shift: Vec2,
    width: u32,
    height: u32,
    commands: &mut Vec<Command>,
    scratch: &mut Scratch,
) -> Vec<u8> {
    commands.clear();
    flatten(path, shift, commands);
    let mut pixels = vec![0; width as usize * height as usize];
    Mask::with_scratch(commands.as_slice(), scratch).size(width, height).render_into(&mut pixels, None);
    pixels
}
