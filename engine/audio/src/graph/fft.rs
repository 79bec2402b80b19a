//! The Fourier transform of a power of two of complex numbers, for analysers, waves and convolution.

use std::f32::consts::PI;

/// Real and imaginary part.
pub(crate) type Complex = [f32; 2];

pub(crate) fn multiply(a: Complex, b: Complex) -> Complex {
    [a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]]
}

/// Turning factors for one size.
#[derive(Debug)]
pub(crate) struct Fft {
    turns: Box<[Complex]>,
}

impl Fft {
    /// `size` is a power of two.
    pub(crate) fn new(size: usize) -> Fft {
        debug_assert!(size.is_power_of_two());
        let turn = |i: usize| {
            let angle = -2.0 * std::f64::consts::PI * i as f64 / size as f64;
            [angle.cos() as f32, angle.sin() as f32]
        };
        Fft { turns: (0..size / 2).map(turn).collect() }
    }

    pub(crate) fn size(&self) -> usize {
        self.turns.len() * 2
    }

    /// In place; not scaled.
    pub(crate) fn forward(&self, data: &mut [Complex]) {
        let size = self.size().max(1).min(data.len());
        let bits = size.trailing_zeros();
        for i in 0..size {
            let j = i.reverse_bits().checked_shr(usize::BITS - bits).unwrap_or(0);
            if i < j {
                data.swap(i, j);
            }
        }
        let mut half = 1;
        while half < size {
            let stride = size / (2 * half);
            for start in (0..size).step_by(2 * half) {
                for i in 0..half {
                    let odd = multiply(data[start + i + half], self.turns[i * stride]);
                    let even = data[start + i];
                    data[start + i] = [even[0] + odd[0], even[1] + odd[1]];
                    data[start + i + half] = [even[0] - odd[0], even[1] - odd[1]];
                }
            }
            half *= 2;
        }
    }

    /// In place, scaled: undoes [`Self::forward`].
    pub(crate) fn inverse(&self, data: &mut [Complex]) {
        data.iter_mut().for_each(|c| c[1] = -c[1]);
        self.forward(data);
        let scale = 1.0 / self.size() as f32;
        data.iter_mut().for_each(|c| *c = [c[0] * scale, -c[1] * scale]);
    }
}

/// The Blackman window of an analyser: alpha 0.16.
pub(crate) fn blackman(i: usize, size: usize) -> f32 {
    let x = i as f32 / size as f32;
    0.42 - 0.5 * (2.0 * PI * x).cos() + 0.08 * (4.0 * PI * x).cos()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sine_is_one_bin_and_comes_back() {
        let fft = Fft::new(64);
        let wave = |i: usize| (2.0 * PI * 5.0 * i as f32 / 64.0).sin();
        let mut data: Vec<Complex> = (0..64).map(|i| [wave(i), 0.0]).collect();
        fft.forward(&mut data);
        for (i, c) in data.iter().enumerate() {
            let size = c[0].hypot(c[1]);
            let expected = if i == 5 || i == 59 { 32.0 } else { 0.0 };
            assert!((size - expected).abs() < 1e-3, "bin {i}: {size}");
        }
        fft.inverse(&mut data);
        for (i, c) in data.iter().enumerate() {
            assert!((c[0] - wave(i)).abs() < 1e-5 && c[1].abs() < 1e-5);
        }
    }
}
