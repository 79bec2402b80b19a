//! Smooth samples with exact weights: bilinear, or bicubic as Mitchell and Netravali have it.

use crate::sampler::{BITS, Fine, ONE, Sampler, Walk};

impl Sampler<'_> {
    pub(crate) fn fetch_fine(&self, fine: Fine, mut walk: Walk, out: &mut [u32]) {
        for pixel in out {
            let (x, y) = (walk.u >> BITS, walk.v >> BITS);
            let part = |v: i64| (v & (ONE - 1)) as f32 / ONE as f32;
            let (tx, ty) = (part(walk.u), part(walk.v));
            *pixel = match fine {
                Fine::Linear => self.weighted(x, y, [1.0 - tx, tx], [1.0 - ty, ty]),
                Fine::Cubic => self.weighted(x - 1, y - 1, cubic(tx), cubic(ty)),
            };
            (walk.u, walk.v) = (walk.u + walk.du, walk.v + walk.dv);
        }
    }

    /// The weighted sum of the pixels from (`x`, `y`) on.
    fn weighted<const N: usize>(&self, x: i64, y: i64, columns: [f32; N], rows: [f32; N]) -> u32 {
        let mut sum = [0.0f32; 4];
        for (y, wy) in (y..).zip(rows) {
            let row = self.row(y);
            for (x, wx) in (x..).zip(columns) {
                let pixel = self.pixel(self.column(x), row).to_le_bytes();
                for (sum, part) in sum.iter_mut().zip(pixel) {
                    *sum += f32::from(part) * wx * wy;
                }
            }
        }
        // Negative weights may leave the range, and no colour may be more than its alpha.
        let alpha = sum[3].clamp(0.0, 255.0);
        u32::from_le_bytes(sum.map(|v| (v.clamp(0.0, alpha) + 0.5) as u8))
    }
}

/// Weights of the pixels at -1, 0, 1 and 2 for a place between 0 and 1; B and C are 1/3.
fn cubic(t: f32) -> [f32; 4] {
    const B: f32 = 1.0 / 3.0;
    const C: f32 = 1.0 / 3.0;
    let near = |x: f32| {
        ((12.0 - 9.0 * B - 6.0 * C) * x * x * x + (-18.0 + 12.0 * B + 6.0 * C) * x * x + (6.0 - 2.0 * B))
            / 6.0
    };
    let far = |x: f32| {
        ((-B - 6.0 * C) * x * x * x
            + (6.0 * B + 30.0 * C) * x * x
            + (-12.0 * B - 48.0 * C) * x
            + (8.0 * B + 24.0 * C))
            / 6.0
    };
    [far(1.0 + t), near(t), near(1.0 - t), far(2.0 - t)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_to_one() {
        for i in 0..=16 {
            let weights = cubic(i as f32 / 16.0);
            assert!((weights.iter().sum::<f32>() - 1.0).abs() < 1e-5, "{weights:?}");
        }
        assert!(cubic(0.5)[1] > 0.5 && cubic(0.5)[0] < 0.0);
    }
}
