//! What an area is painted with: a colour, a gradient, or an image.

use crate::{
    gradient::GradientSource,
    sampler::Sampler,
    simd::{dispatch, over},
};
use fearless_simd::Level;
use sparrow_base::Rgba8;

/// Premultiplied pixels for any place of the canvas.
#[derive(Debug)]
pub(crate) enum Source<'a> {
    /// One premultiplied colour.
    Solid(u32),
    /// A gradient; the global alpha is part of its colours.
    Gradient(GradientSource),
    /// An image or a pattern, and a factor of 0..=255.
    Image(Sampler<'a>, u8),
}

impl Source<'_> {
    /// A colour times the global alpha.
    pub(crate) fn solid(color: Rgba8, alpha: f32) -> Self {
        let a = (f32::from(color.a) * alpha).round() as u8;
        Source::Solid(u32::from_le_bytes(Rgba8 { a, ..color }.premul()))
    }

    /// True when it is known that no pixel is transparent.
    pub(crate) fn is_opaque(&self) -> bool {
        match self {
            Source::Solid(color) => color >> 24 == 255,
            Source::Gradient(gradient) => gradient.is_opaque(),
            Source::Image(sampler, alpha) => *alpha == 255 && sampler.is_opaque(),
        }
    }

    /// True when it paints nothing under the operators that need something to be painted.
    pub(crate) fn is_transparent(&self) -> bool {
        match self {
            Source::Solid(color) => color >> 24 == 0,
            Source::Image(_, alpha) => *alpha == 0,
            Source::Gradient(_) => false,
        }
    }

    /// Premultiplied pixels for the canvas pixels from (`x`, `y`) on.
    pub(crate) fn fetch(&self, level: Level, x: i32, y: i32, out: &mut [u32]) {
        match self {
            Source::Solid(color) => out.fill(*color),
            Source::Gradient(gradient) => gradient.fetch(x, y, out),
            Source::Image(sampler, alpha) => {
                sampler.fetch(x, y, out);
                if *alpha != 255 {
                    dispatch!(level, simd => over::scale_row(simd, out, *alpha));
                }
            }
        }
    }
}

/// A global alpha as a factor of 0..=255.
pub(crate) fn alpha_byte(alpha: f32) -> u8 {
    (alpha * 255.0).round() as u8
}
