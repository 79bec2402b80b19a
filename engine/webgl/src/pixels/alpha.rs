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
    // Without a branch on alpha, so that the loop becomes vector instructions.
    for pixel in row.as_chunks_mut::<4>().0 {
        let alpha = u16::from(pixel[3]);
        let mut factors = [alpha; 4];
        factors[3] = 255;
        for (component, factor) in pixel.iter_mut().zip(factors) {
            let product = u16::from(*component) * factor + 128;
            *component = ((product + (product >> 8)) >> 8) as u8;
        }
    }
}

/// `ceil(2^24 / alpha)`: exact for numerators below 2^16.
const RECIPROCALS: [u32; 256] = {
    let mut table = [0; 256];
    let mut alpha = 1;
    while alpha < 256 {
        table[alpha] = (1u32 << 24).div_ceil(alpha as u32);
        alpha += 1;
    }
    table
};

fn divide(row: &mut [u8]) {
    for pixel in row.as_chunks_mut::<4>().0 {
        let alpha = pixel[3];
        if alpha == 255 {
            continue;
        }
        let reciprocal = u64::from(RECIPROCALS[usize::from(alpha)]);
        for component in &mut pixel[..3] {
            let numerator = u64::from(*component) * 255 + u64::from(alpha / 2);
            *component = ((numerator * reciprocal) >> 24).min(255) as u8;
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
        assert_eq!(multiplied, expected.bytes());
        let mut divided = all.clone();
        AlphaStep::Divide.apply(&mut divided);
        let expected = PixelBuffer::<Premul>::from_vec(size, all).unwrap().into_straight();
        assert_eq!(divided, expected.bytes());
    }
}
