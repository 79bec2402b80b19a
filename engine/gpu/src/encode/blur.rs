//! Gaussian blurs of pictures, by two passes along the axes.
//!
//! Small deviations use the kernel itself, larger ones three boxes in a row, as `raster` does and as the filter effects standard
//! allows. Far blurs are made of a smaller picture: <https://drafts.fxtf.org/filter-effects/#feGaussianBlurElement>

use super::{
    Encoder,
    picture::{Picture, Start, Transfer},
};
use crate::{bounds::Bounds, pipelines::Program};
use sparrow_base::kurbo::Vec2;
use sparrow_render::RenderError;

/// Below this deviation in pixels boxes are too coarse.
const BOXES_FROM: f32 = 2.0;
/// From this deviation on a picture of half the size is blurred.
const HALVE_FROM: f64 = 8.0;
/// Larger deviations look the same and would take long.
pub(super) const MAX_SIGMA: f32 = 250.0;

/// How far a blur reaches, in pixels.
pub(super) fn reach(sigma: f32) -> i32 {
    if sigma <= 0.0 {
        0
    } else if sigma < BOXES_FROM {
        (sigma * 3.0).ceil() as i32
    } else {
        // What a picture of a smaller size adds is less than two of its texels.
        let shrink = shrink_of(variance(sigma));
        (3 * box_size(sigma) / 2 + 1) as i32 + if shrink > 1 { 2 * shrink } else { 0 }
    }
}

fn box_size(sigma: f32) -> usize {
    (sigma * 3.0 * std::f32::consts::TAU.sqrt() / 4.0 + 0.5) as usize
}

/// Sizes of the three boxes.
fn boxes(sigma: f32) -> [usize; 3] {
    let size = box_size(sigma);
    // Two even boxes sit half a pixel to either side, the third is a pixel larger.
    if size % 2 == 1 { [size; 3] } else { [size, size, size + 1] }
}

/// Of a box of `n` values.
fn box_variance(n: f64) -> f64 {
    (n * n - 1.0) / 12.0
}

/// Of what blurs with a deviation.
pub(super) fn variance(sigma: f32) -> f64 {
    if sigma < BOXES_FROM {
        return f64::from(sigma * sigma);
    }
    boxes(sigma).iter().map(|n| box_variance(*n as f64)).sum()
}

/// How many times smaller the picture is that is blurred.
fn shrink_of(variance: f64) -> i32 {
    let mut shrink = 1;
    while variance.sqrt() / f64::from(shrink) >= HALVE_FROM {
        shrink *= 2;
    }
    shrink
}

/// Weights from the middle on; both sides together add up to one.
fn kernel(sigma: f32) -> Vec<f64> {
    let shrink = shrink_of(variance(sigma));
    if shrink > 1 {
        // Making it smaller and larger again has blurred the picture already.
        let s = f64::from(shrink);
        return spline((variance(sigma) - box_variance(s) - s * s / 6.0) / (s * s));
    }
    if sigma < BOXES_FROM {
        let weight = |i: i32| (-0.5 * (f64::from(i) / f64::from(sigma)).powi(2)).exp();
        return normalised((0..=reach(sigma)).map(weight).collect());
    }
    let mut whole = vec![1.0];
    for size in boxes(sigma) {
        let mut next = vec![0.0; whole.len() + size - 1];
        for (i, value) in whole.iter().enumerate() {
            next[i..i + size].iter_mut().for_each(|n| *n += value);
        }
        whole = next;
    }
    // Odd, as the sizes are.
    normalised(whole.split_off(whole.len() / 2))
}

/// Three boxes of any width in a row.
fn spline(variance: f64) -> Vec<f64> {
    let width = (4.0 * variance).max(1.0).sqrt();
    let weight = |i: usize| {
        let t = i as f64 / width;
        if t < 0.5 { 0.75 - t * t } else { 0.5 * (1.5 - t).max(0.0).powi(2) }
    };
    normalised((0..=(1.5 * width).ceil() as usize).map(weight).collect())
}

fn normalised(mut half: Vec<f64>) -> Vec<f64> {
    let sum = half[0] + 2.0 * half[1..].iter().sum::<f64>();
    half.iter_mut().for_each(|weight| *weight /= sum);
    half
}

/// The kernel as records: bilinear filtering gives two neighbours, rightly weighted, for one.
fn records(kernel: &[f64]) -> Vec<[f32; 4]> {
    let samples: Vec<[f32; 2]> = kernel[1..]
        .chunks(2)
        .enumerate()
        .filter_map(|(i, pair)| {
            let weight: f64 = pair.iter().sum();
            let near = 1.0 + 2.0 * i as f64;
            let distance = near + pair.get(1).map_or(0.0, |far| far / weight);
            (weight > 0.0).then_some([distance as f32, weight as f32])
        })
        .collect();
    let mut records = vec![[kernel[0] as f32, 0.0, 0.0, 0.0]];
    records.extend(samples.chunks(2).map(|two| {
        let [far, weight] = two.get(1).copied().unwrap_or([0.0; 2]);
        [two[0][0], two[0][1], far, weight]
    }));
    records
}

impl Encoder<'_> {
    /// The blurred picture, as far as `needed` (pixels of the canvas) goes. Gives the picture back unreleased.
    pub(super) fn blur(
        &mut self,
        picture: Picture,
        sigma: f32,
        needed: Bounds,
    ) -> Result<Picture, RenderError> {
        let sigma = sigma.min(MAX_SIGMA);
        let kernel = kernel(sigma);
        let reach = kernel.len() as i32;
        let shrink = shrink_of(variance(sigma));
        let mut small = picture;
        while small.shrink < shrink {
            let halved = self.halve(small)?;
            self.release_unless(small, picture);
            small = halved;
        }
        // In texels of the small picture.
        let all = Bounds::of_size(small.size);
        let part = Bounds {
            x0: (needed.x0.saturating_sub(small.x)).div_euclid(shrink).saturating_sub(1),
            y0: (needed.y0.saturating_sub(small.y)).div_euclid(shrink).saturating_sub(1),
            x1: (needed.x1.saturating_sub(small.x)).div_euclid(shrink).saturating_add(2),
            y1: (needed.y1.saturating_sub(small.y)).div_euclid(shrink).saturating_add(2),
        };
        let mut out = all.grown(reach).intersect(part);
        if out.is_empty() {
            // Nothing of it is needed; one texel stands for nothing.
            out = Bounds {
                x0: all.x0 - reach,
                y0: all.y0 - reach,
                x1: all.x0 - reach + 1,
                y1: all.y0 - reach + 1,
            };
        }
        let out = self.cut_to_device(out, out);
        let records = records(&kernel);
        let rows = self.convolve(small, &records, 0, Bounds { y0: all.y0, y1: all.y1, ..out })?;
        self.release_unless(small, picture);
        let both = self.convolve(rows, &records, 1, Bounds { x0: 0, x1: out.width() as i32, ..out })?;
        self.release(rows);
        Ok(both)
    }

    fn release_unless(&mut self, picture: Picture, kept: Picture) {
        if picture.scratch() != kept.scratch() {
            self.release(picture);
        }
    }

    /// One axis of a blur, for `out` (in texels of the picture).
    fn convolve(
        &mut self,
        from: Picture,
        kernel: &[[f32; 4]],
        axis: u32,
        out: Bounds,
    ) -> Result<Picture, RenderError> {
        let offset = Vec2::new(f64::from(out.x0), f64::from(out.y0));
        let made = self.new_picture(out, Start::Anything, |encoder, _| {
            let first = encoder.r.recorder.push_records(kernel);
            let records = [first, kernel.len() as u32];
            encoder.push_transfer(Program::Blur, from, Transfer { scale: 1.0, offset, bits: axis, records });
            Ok(())
        })?;
        let at = |start: i32, texel: i32| start.saturating_add(texel.saturating_mul(from.shrink));
        Ok(Picture { x: at(from.x, out.x0), y: at(from.y, out.y0), shrink: from.shrink, ..made })
    }

    /// The picture with half as many texels on each side, and again an edge that is transparent.
    fn halve(&mut self, from: Picture) -> Result<Picture, RenderError> {
        let half = |texels: u32| texels.div_ceil(2) as i32 + 1;
        let size = Bounds { x0: -1, y0: -1, x1: half(from.size.width), y1: half(from.size.height) };
        let made = self.new_picture(size, Start::Anything, |encoder, _| {
            let transfer = Transfer { scale: 2.0, offset: Vec2::new(-2.0, -2.0), bits: 0, records: [0; 2] };
            encoder.push_transfer(Program::ClampedSprite, from, transfer);
            Ok(())
        })?;
        let shrink = from.shrink * 2;
        Ok(Picture { x: from.x.saturating_sub(shrink), y: from.y.saturating_sub(shrink), shrink, ..made })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_add_up_to_one_and_have_the_deviation() {
        for sigma in [0.3, 0.5, 1.0, 1.9, 2.0, 2.7, 4.0, 7.5, 8.5, 20.0, 100.0, 250.0] {
            let kernel = kernel(sigma);
            let sum: f64 = kernel[0] + 2.0 * kernel[1..].iter().sum::<f64>();
            assert!((sum - 1.0).abs() < 1e-9, "sigma {sigma}: {sum}");
            let spread: f64 = kernel.iter().enumerate().map(|(i, w)| 2.0 * w * (i * i) as f64).sum();
            let s = f64::from(shrink_of(variance(sigma)));
            let lost = if s > 1.0 { box_variance(s) + s * s / 6.0 } else { 0.0 };
            let got = (spread * s * s + lost).sqrt();
            // Samples of a narrow bell say little about its deviation.
            let off = (got / f64::from(sigma) - 1.0).abs();
            assert!(sigma < 1.0 || off < 0.1, "sigma {sigma}: {got}");
            assert!(kernel.len() <= 40, "sigma {sigma}: {}", kernel.len());
            assert!(kernel.len() as f64 * s <= f64::from(reach(sigma)) + 1.0 + 2.0 * s, "sigma {sigma}");
        }
    }

    #[test]
    fn records_hold_every_weight_once() {
        for sigma in [0.2, 0.6, 1.5, 3.0, 6.2] {
            let kernel = kernel(sigma);
            let records = records(&kernel);
            let sum: f32 = records[0][0] + 2.0 * records[1..].iter().map(|r| r[1] + r[3]).sum::<f32>();
            assert!((sum - 1.0).abs() < 1e-5, "sigma {sigma}: {sum}");
            let spread: f64 = kernel.iter().enumerate().map(|(i, w)| w * i as f64).sum();
            let same: f32 = records[1..].iter().map(|r| r[0] * r[1] + r[2] * r[3]).sum();
            assert!((spread - f64::from(same)).abs() < 1e-4, "sigma {sigma}: {spread} and {same}");
        }
    }
}
