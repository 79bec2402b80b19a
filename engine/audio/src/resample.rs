//! Another rate by cubic interpolation (Catmull-Rom): flat to a third of the source's rate, and exact when the rates
//! are equal.

use crate::decode::Frame;

/// A window of four frames that slides over the source.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Resampler {
    window: [Frame; 4],
    /// The source's number of each frame in the window.
    numbers: [u64; 4],
    /// From the second frame of the window towards the third, 0..1.
    fraction: f64,
}

impl Resampler {
    /// Takes the next frame of the source.
    pub(crate) fn push(&mut self, frame: Frame, number: u64) {
        self.window = [self.window[1], self.window[2], self.window[3], frame];
        self.numbers = [self.numbers[1], self.numbers[2], self.numbers[3], number];
    }

    /// The number of the source's frame that is heard now.
    pub(crate) fn number(&self) -> u64 {
        self.numbers[1]
    }

    /// The position between that frame and the next.
    pub(crate) fn fraction(&self) -> f64 {
        self.fraction
    }

    /// The interpolated frame.
    pub(crate) fn value(&self) -> Frame {
        let [a, b, c, d] = self.window;
        if self.fraction == 0.0 {
            return b;
        }
        let t = self.fraction as f32;
        std::array::from_fn(|i| {
            let c1 = 0.5 * (c[i] - a[i]);
            let c2 = a[i] - 2.5 * b[i] + 2.0 * c[i] - 0.5 * d[i];
            let c3 = 0.5 * (d[i] - a[i]) + 1.5 * (b[i] - c[i]);
            ((c3 * t + c2) * t + c1) * t + b[i]
        })
    }

    /// Moves on by `step` source frames and gives how many whole ones must be pushed.
    pub(crate) fn advance(&mut self, step: f64) -> usize {
        let sum = self.fraction + step;
        let whole = sum.floor();
        self.fraction = sum - whole;
        whole as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rates_change_nothing_and_a_cubic_is_exact() {
        let mut r = Resampler::default();
        for i in 0..4 {
            r.push([i as f32 * 2.0, -(i as f32)], i);
        }
        assert_eq!((r.value(), r.number()), ([2.0, -1.0], 1));
        assert_eq!(r.advance(0.25), 0);
        // Catmull-Rom reproduces straight lines.
        assert_eq!(r.value(), [2.5, -1.25]);
        assert_eq!(r.advance(2.0), 2);
        assert_eq!(r.fraction(), 0.25);
    }
}
