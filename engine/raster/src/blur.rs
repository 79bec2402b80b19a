//! Gaussian blur of coverage.
//!
//! Small deviations use the kernel itself, larger ones three box filters, as the filter effects standard allows:
//! <https://drafts.fxtf.org/filter-effects/#feGaussianBlurElement>

use crate::bounds::Bounds;

/// Below this deviation in pixels boxes are too coarse.
const BOXES_FROM: f32 = 2.0;

/// How far a blur reaches, in pixels.
pub(crate) fn reach(sigma: f32) -> i32 {
    if sigma <= 0.0 {
        0
    } else if sigma < BOXES_FROM {
        (sigma * 3.0).ceil() as i32
    } else {
        (3 * box_size(sigma) / 2 + 1) as i32
    }
}

fn box_size(sigma: f32) -> usize {
    (sigma * 3.0 * std::f32::consts::TAU.sqrt() / 4.0 + 0.5) as usize
}

/// Blurs coverage of `bounds` (rows of bytes) and returns the part inside `wanted`, which is not empty and which `bounds` contain.
/// What lies
/// outside of `bounds` is not covered.
pub(crate) fn blur(coverage: Vec<u8>, bounds: Bounds, wanted: Bounds, sigma: f32) -> Vec<u8> {
    if sigma <= 0.0 {
        return crop(&coverage, bounds.width(), within(wanted, bounds));
    }
    // Eight more bits than the result, so that rounding between the passes is not seen.
    let mut values: Vec<u16> = coverage.iter().map(|c| u16::from(*c) << 8).collect();
    drop(coverage);
    blur_rows(&mut values, bounds.width(), sigma);
    let columns = Bounds { y0: bounds.y0, y1: bounds.y1, ..wanted };
    let mut turned = transpose(&crop(&values, bounds.width(), within(columns, bounds)), wanted.width());
    blur_rows(&mut turned, bounds.height(), sigma);
    let rows = within(wanted, bounds);
    let turned_rows = Bounds::new(rows.y0, 0, rows.y1, wanted.width() as i32);
    let values = transpose(&crop(&turned, bounds.height(), turned_rows), wanted.height());
    values.iter().map(|value| ((u32::from(*value) + 128) >> 8).min(255) as u8).collect()
}

/// Coordinates from the corner of `outer`.
fn within(inner: Bounds, outer: Bounds) -> Bounds {
    inner.grown(0, -outer.x0, -outer.y0)
}

/// A part of rows of `width`.
fn crop<T: Copy>(values: &[T], width: usize, part: Bounds) -> Vec<T> {
    let mut out = Vec::with_capacity(part.width() * part.height());
    for y in part.y0 as usize..part.y1 as usize {
        out.extend_from_slice(&values[y * width + part.x0 as usize..][..part.width()]);
    }
    out
}

fn blur_rows(values: &mut [u16], width: usize, sigma: f32) {
    let mut row = vec![0; width];
    if sigma < BOXES_FROM {
        let kernel = kernel(sigma);
        for values in values.chunks_exact_mut(width) {
            convolve(values, &mut row, &kernel);
            values.copy_from_slice(&row);
        }
        return;
    }
    let size = box_size(sigma);
    // Even boxes sit between two pixels: one to the left, one to the right, and an odd one a pixel larger.
    let half = size / 2;
    let boxes =
        if size % 2 == 1 { [(half, half); 3] } else { [(half, half - 1), (half - 1, half), (half, half)] };
    for values in values.chunks_exact_mut(width) {
        for (before, after) in boxes {
            box_filter(values, &mut row, before, after);
            values.copy_from_slice(&row);
        }
    }
}

/// The mean of each value with `before` to its left and `after` to its right.
fn box_filter(values: &[u16], out: &mut [u16], before: usize, after: usize) {
    let size = before + after + 1;
    let by = ((1u64 << 32) + size as u64 / 2) / size as u64;
    let at = |i: usize| values.get(i).map_or(0, |v| u64::from(*v));
    let mut sum: u64 = (0..after).map(at).sum();
    for (i, out) in out.iter_mut().enumerate() {
        sum += at(i + after);
        *out = ((sum * by + (1 << 31)) >> 32) as u16;
        if i >= before {
            sum -= at(i - before);
        }
    }
}

/// Weights of 1/65536 that add up to one; the middle one first.
fn kernel(sigma: f32) -> Vec<u32> {
    let reach = reach(sigma);
    let weight = |i: i32| (-0.5 * (i as f32 / sigma).powi(2)).exp();
    let total: f32 = (-reach..=reach).map(weight).sum();
    let mut kernel: Vec<u32> = (0..=reach).map(|i| (weight(i) / total * 65_536.0).round() as u32).collect();
    let sides: u32 = kernel[1..].iter().sum();
    kernel[0] = 65_536 - 2 * sides;
    kernel
}

fn convolve(values: &[u16], out: &mut [u16], kernel: &[u32]) {
    let at = |i: Option<usize>| i.and_then(|i| values.get(i)).map_or(0, |v| u64::from(*v));
    for (i, out) in out.iter_mut().enumerate() {
        let mut sum = at(Some(i)) * u64::from(kernel[0]);
        for (k, weight) in kernel.iter().enumerate().skip(1) {
            sum += (at(i.checked_sub(k)) + at(Some(i + k))) * u64::from(*weight);
        }
        *out = ((sum + 32_768) >> 16) as u16;
    }
}

/// Columns become rows.
fn transpose(from: &[u16], width: usize) -> Vec<u16> {
    const BLOCK: usize = 32;
    let mut to = vec![0; from.len()];
    let height = from.len() / width.max(1);
    for y0 in (0..height).step_by(BLOCK) {
        for x0 in (0..width).step_by(BLOCK) {
            for y in y0..(y0 + BLOCK).min(height) {
                for x in x0..(x0 + BLOCK).min(width) {
                    to[x * height + y] = from[y * width + x];
                }
            }
        }
    }
    to
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(sigma: f32, side: usize) -> Vec<u8> {
        let mut coverage = vec![0; side * side];
        for y in side / 2 - 4..side / 2 + 4 {
            coverage[y * side + side / 2 - 4..][..8].fill(255);
        }
        let all = Bounds::new(0, 0, side as i32, side as i32);
        blur(coverage, all, all, sigma)
    }

    #[test]
    fn a_blur_keeps_the_sum() {
        for sigma in [0.4, 1.0, 1.9, 2.0, 3.0, 5.5] {
            let total: u32 = spot(sigma, 64).iter().map(|c| u32::from(*c)).sum();
            let exact = 64 * 255;
            assert!(total.abs_diff(exact) < exact / 40, "sigma {sigma}: {total} instead of {exact}");
        }
    }

    #[test]
    fn a_blur_is_symmetrical() {
        for sigma in [1.0, 2.0, 2.4, 4.0] {
            let side = 64;
            let pixels = spot(sigma, side);
            for y in 0..side {
                for x in 0..side {
                    let turned = pixels[x * side + y];
                    assert!(pixels[y * side + x].abs_diff(turned) <= 1, "turned at {x} {y}, sigma {sigma}");
                    let mirrored = pixels[y * side + side - 1 - x];
                    assert!(
                        pixels[y * side + x].abs_diff(mirrored) <= 1,
                        "mirrored at {x} {y}, sigma {sigma}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_part_is_a_part_of_the_whole() {
        let (all, part) = (Bounds::new(-7, 3, 93, 63), Bounds::new(10, 20, 60, 45));
        let coverage: Vec<u8> = (0..6000u32).map(|i| ((i * i) >> 5) as u8).collect();
        for sigma in [0.0, 1.0, 4.3] {
            let whole = blur(coverage.clone(), all, all, sigma);
            let want = crop(&whole, all.width(), within(part, all));
            assert_eq!(blur(coverage.clone(), all, part, sigma), want, "sigma {sigma}");
        }
    }

    #[test]
    fn nothing_shows_beyond_the_reach() {
        for sigma in [0.5, 1.5, 2.0, 4.0] {
            let side = 96;
            let pixels = spot(sigma, side);
            let nearest = side / 2 - 4 - reach(sigma) as usize;
            assert!(pixels[side / 2 * side..][..nearest].iter().all(|c| *c == 0), "sigma {sigma}");
            assert_ne!(pixels[side / 2 * side + side / 2 - 5], 0, "sigma {sigma}");
        }
    }
}
