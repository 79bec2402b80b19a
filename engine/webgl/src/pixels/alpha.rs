//! Multiplying alpha into rows of RGBA8 pixels and dividing it out, as `base::PixelBuffer` rounds.

/// What is done with alpha on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AlphaStep {
    Keep,
    Multiply,
    Divide,
}

impl AlphaStep {
    /// In place.
    pub(super) fn apply(self, row: &mut [u8]) {
        match self {
            AlphaStep::Keep => {}
            AlphaStep::Multiply => multiply(row),
            AlphaStep::Divide => divide(row),
        }
    }
}

fn multiply(row: &mut [u8]) {
    // Two components at a time in the halves of a word: a product of bytes fits into 16 bits, also with its rounding.
    const HALVES: u32 = 0x00ff_00ff;
    const ROUND: u32 = 0x0080_0080;
    for pixel in row.as_chunks_mut::<4>().0 {
        let word = u32::from_le_bytes(*pixel);
        let alpha = word >> 24;
        let scaled = |pair: u32| {
            let product = pair * alpha + ROUND;
            ((product + (product >> 8 & HALVES)) >> 8) & HALVES
        };
        let red_blue = scaled(word & HALVES);
        let green = scaled(word >> 8 & 0xff);
        *pixel = (red_blue | green << 8 | alpha << 24).to_le_bytes();
    }
}

/// `1 / alpha`.
const RECIPROCALS: [f32; 256] = {
    let mut table = [0.0; 256];
    let mut alpha = 1;
    while alpha < 256 {
        table[alpha] = 1.0 / alpha as f32;
        alpha += 1;
    }
    table
};

fn divide(row: &mut [u8]) {
    // (component * 255 + alpha / 2) / alpha, cut off. A quotient that is no integer is at least 1 / 255 away from one, far more than
    // floats are wrong by; adding 1.5 * 2^23 rounds to the nearest integer, in the lowest bits.
    const SHIFT: f32 = 12_582_912.0;
    for pixel in row.as_chunks_mut::<4>().0 {
        let alpha = pixel[3];
        // Most pixels of a canvas are opaque or not there.
        if alpha == 255 {
            continue;
        }
        if alpha == 0 {
            *pixel = [0; 4];
            continue;
        }
        let reciprocal = RECIPROCALS[usize::from(alpha)];
        let half = f32::from(alpha / 2);
        for component in &mut pixel[..3] {
            let quotient = (f32::from(*component) * 255.0 + half) * reciprocal;
            *component = (quotient.min(255.0) - 0.499 + SHIFT).to_bits() as u8;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_base::{PixelBuffer, PixelSize, Premul, Straight};

    #[test]
    fn every_colour_and_alpha_is_that_of_pixel_buffers() {
        let all: Vec<u8> =
            (0..=255u8).flat_map(|a| (0..=255u8).flat_map(move |c| [c, 255 - c, c / 2, a])).collect();
        let size = PixelSize::new(256, 256);
        let mut multiplied = all.clone();
        AlphaStep::Multiply.apply(&mut multiplied);
        let expected = PixelBuffer::<Straight>::from_vec(size, all.clone()).unwrap().into_premul();
        assert!(multiplied == expected.bytes());
        let mut divided = all.clone();
        AlphaStep::Divide.apply(&mut divided);
        let expected = PixelBuffer::<Premul>::from_vec(size, all).unwrap().into_straight();
        assert!(divided == expected.bytes());
    }
}
