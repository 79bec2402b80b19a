//! `filter`: what happens to the picture of one operation before it is composited.
//!
//! <https://html.spec.whatwg.org/multipage/canvas.html#drawing-model>: the shape or image is drawn on transparent black
//! without the global alpha, the steps are applied to that picture in order, its shadow is made of the result, and
//! then the global alpha, the clip and the composite operator count. Steps work in sRGB on canvas pixels; the transform does
//! not change them.

use crate::Shadow;

/// One step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FilterStep {
    /// `blur()`: a gaussian blur of premultiplied pixels; what lies outside of the picture is transparent.
    Blur {
        /// Standard deviation in canvas pixels, > 0.
        sigma: f32,
    },
    /// All functions that change colours.
    Color(ColorMatrix),
    /// `drop-shadow()`: the shadow of the picture under it, by source-over.
    DropShadow(Shadow),
}

/// Four rows of five factors, for red, green, blue and alpha: of red, green, blue and alpha as they are with straight alpha
/// (0..=1), and a constant. Results are clamped to 0..=1. Of transparent black it makes transparent black.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ColorMatrix(pub [[f32; 5]; 4]);

impl ColorMatrix {
    /// Leaves everything as it is.
    pub const IDENTITY: ColorMatrix = ColorMatrix([
        [1.0, 0.0, 0.0, 0.0, 0.0],
        [0.0, 1.0, 0.0, 0.0, 0.0],
        [0.0, 0.0, 1.0, 0.0, 0.0],
        [0.0, 0.0, 0.0, 1.0, 0.0],
    ]);

    /// `slope * colour + intercept` for each of red, green and blue.
    pub const fn linear(slope: f32, intercept: f32) -> ColorMatrix {
        ColorMatrix([
            [slope, 0.0, 0.0, 0.0, intercept],
            [0.0, slope, 0.0, 0.0, intercept],
            [0.0, 0.0, slope, 0.0, intercept],
            [0.0, 0.0, 0.0, 1.0, 0.0],
        ])
    }

    /// Mixes red, green and blue.
    pub const fn mix(rows: [[f32; 3]; 3]) -> ColorMatrix {
        let [r, g, b] = rows;
        ColorMatrix([
            [r[0], r[1], r[2], 0.0, 0.0],
            [g[0], g[1], g[2], 0.0, 0.0],
            [b[0], b[1], b[2], 0.0, 0.0],
            [0.0, 0.0, 0.0, 1.0, 0.0],
        ])
    }

    /// Multiplies alpha.
    pub const fn alpha(factor: f32) -> ColorMatrix {
        let mut matrix = ColorMatrix::IDENTITY;
        matrix.0[3][3] = factor;
        matrix
    }
}
