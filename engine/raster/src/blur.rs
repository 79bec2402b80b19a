//! Gaussian blur of coverage and of pixels.
//!
//! Small deviations use the kernel itself, larger ones three box filters, as the filter effects standard allows:
//! <https://drafts.fxtf.org/filter-effects/#feGaussianBlurElement>. The largest are those of a smaller picture: what they leave has no
//! detail that it could not hold.

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

/// By how much the picture is made smaller before it is blurred: a power of two, and six pixels of deviation are left.
fn shrinking(sigma: f32) -> usize {
    match sigma {
        ..12.0 => 1,
        ..24.0 => 2,
        ..48.0 => 4,
        _ => 8,
    }
}

/// Three boxes, each so many values to the left and to the right.
type Boxes = [(usize, usize); 3];

/// Boxes of these sizes, and whether they move what they blur by half a pixel. Even ones sit between two pixels: one to the left, the next to
/// the right.
fn centred(sizes: [usize; 3]) -> (Boxes, bool) {
    let mut moved = false;
    let boxes = sizes.map(|size| {
        let half = size / 2;
        if size % 2 == 1 {
            return (half, half);
        }
        moved = !moved;
        if moved { (half, half - 1) } else { (half - 1, half) }
    });
    (boxes, moved)
}

/// The boxes of the standard.
fn boxes(sigma: f32) -> Boxes {
    let size = box_size(sigma);
    centred([size, size, if size % 2 == 1 { size } else { size + 1 }]).0
}

/// Twelve times the variance of three boxes.
fn variance_12(boxes: Boxes) -> f32 {
    boxes.iter().map(|(before, after)| (before + after + 1).pow(2) as f32 - 1.0).sum()
}

/// The boxes that do to a picture made smaller by `factor` and larger again by interpolation what `boxes` do to the picture, and whether they
/// move it by half of a small pixel.
fn small_boxes(full: Boxes, factor: usize) -> (Boxes, bool) {
    let square = (factor * factor) as f32;
    // The means of blocks have a variance of their own, and so has the interpolation.
    let wanted = (variance_12(full) - (square - 1.0) - 2.0 * square).max(0.0) / square;
    let size = ((wanted / 3.0 + 1.0).sqrt() as usize).max(1);
    let larger =
        ((wanted - 3.0 * (size.pow(2) as f32 - 1.0)) / (2 * size + 1) as f32).round().clamp(0.0, 3.0);
    centred([0, 1, 2].map(|at| if at < larger as usize { size + 1 } else { size }))
}

/// What is blurred: one number or four of them, with eight more bits than the result, so that rounding between the passes
/// is not seen.
trait Sample: Copy + Default {
    /// Sums of at most 65,536 times the largest sample.
    type Sum: Copy + Default + std::fmt::Debug;

    /// Adds a sample, `weight` times.
    fn add(self, sum: &mut Self::Sum, weight: u32);

    /// Takes a sample away again.
    fn take(self, sum: &mut Self::Sum);

    /// The sum times a factor of 1/2^32.
    fn mean(sum: Self::Sum, by: u64) -> Self;

    /// Between two samples, `part` of 256 from the first to the second.
    fn between(self, other: Self, part: u32) -> Self;
}

impl Sample for u16 {
    type Sum = u32;

    #[inline(always)]
    fn add(self, sum: &mut u32, weight: u32) {
        *sum += u32::from(self) * weight;
    }

    #[inline(always)]
    fn take(self, sum: &mut u32) {
        *sum -= u32::from(self);
    }

    #[inline(always)]
    fn mean(sum: u32, by: u64) -> u16 {
        ((u64::from(sum) * by + (1 << 31)) >> 32) as u16
    }

    #[inline(always)]
    fn between(self, other: u16, part: u32) -> u16 {
        ((u32::from(self) * (256 - part) + u32::from(other) * part + 128) >> 8) as u16
    }
}

impl Sample for [u16; 4] {
    type Sum = [u32; 4];

    #[inline(always)]
    fn add(self, sum: &mut [u32; 4], weight: u32) {
        for (sum, part) in sum.iter_mut().zip(self) {
            part.add(sum, weight);
        }
    }

    #[inline(always)]
    fn take(self, sum: &mut [u32; 4]) {
        for (sum, part) in sum.iter_mut().zip(self) {
            part.take(sum);
        }
    }

    #[inline(always)]
    fn mean(sum: [u32; 4], by: u64) -> [u16; 4] {
        sum.map(|sum| u16::mean(sum, by))
    }

    #[inline(always)]
    fn between(self, other: [u16; 4], part: u32) -> [u16; 4] {
        std::array::from_fn(|i| self[i].between(other[i], part))
    }
}

/// Of a sample, what is kept: rounded to eight bits.
#[inline(always)]
fn byte(value: u16) -> u8 {
    ((u32::from(value) + 128) >> 8).min(255) as u8
}

/// Memory for blurring, kept.
#[derive(Debug, Default)]
pub(crate) struct BlurMemory {
    coverage: Passes<u16>,
    pixels: Passes<[u16; 4]>,
}

impl BlurMemory {
    /// Bytes held.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.coverage.memory_bytes() + self.pixels.memory_bytes()
    }
}

/// Samples before and after the blur of rows and columns.
#[derive(Debug, Default)]
struct Passes<T: Sample> {
    values: Vec<T>,
    turned: Vec<T>,
    row: Vec<T>,
    sums: Vec<T::Sum>,
    kernel: Vec<u32>,
}

/// Memory for more samples is freed afterwards.
const MAX_KEPT_SAMPLES: usize = 1 << 20;

impl<T: Sample> Passes<T> {
    fn memory_bytes(&self) -> usize {
        (self.values.capacity() + self.turned.capacity() + self.row.capacity()) * size_of::<T>()
            + self.sums.capacity() * size_of::<T::Sum>()
    }

    /// Blurs what is in `bounds`: `values` are then those of the part inside `wanted`.
    fn blur<S: Copy>(
        &mut self,
        from: &[S],
        sample: impl Fn(S) -> T + Copy,
        bounds: Bounds,
        wanted: Bounds,
        sigma: f32,
    ) {
        let part = within(wanted, bounds);
        let factor = shrinking(sigma);
        if factor > 1 {
            return self.blur_smaller(from, sample, (bounds.width(), factor), part, boxes(sigma));
        }
        let Passes { values, turned, row, kernel, .. } = self;
        values.clear();
        values.extend(from.iter().map(|s| sample(*s)));
        fill_kernel(sigma, kernel);
        let how = if sigma < BOXES_FROM { How::Kernel(kernel) } else { How::Boxes(boxes(sigma)) };
        blur_both_ways(values, (bounds.width(), bounds.height()), part, how, turned, row);
    }

    /// The same by way of a picture that is smaller by a factor. `part` counts from the corner of what is given, in rows of a width.
    fn blur_smaller<S: Copy>(
        &mut self,
        from: &[S],
        sample: impl Fn(S) -> T + Copy,
        (width, factor): (usize, usize),
        part: Bounds,
        boxes: Boxes,
    ) {
        let Passes { values, turned, row, sums, .. } = self;
        let (columns, rows) = shrink(from, sample, width, factor, sums, values);
        let (boxes, moved) = small_boxes(boxes, factor);
        let all = Bounds::new(0, 0, columns as i32, rows as i32);
        blur_both_ways(values, (columns, rows), all, How::Boxes(boxes), turned, row);
        std::mem::swap(values, turned);
        enlarge(turned, columns, Steps { factor, moved }, part, row, values);
    }

    fn tidy(&mut self) {
        if self.values.capacity().max(self.turned.capacity()) > MAX_KEPT_SAMPLES {
            *self = Passes::default();
        }
    }
}

/// Blurs coverage of `bounds` (rows of bytes), of which the part inside `wanted` is left, which is not empty and which `bounds` contain.
/// What lies outside of `bounds` is not covered.
pub(crate) fn blur(
    memory: &mut BlurMemory,
    coverage: &mut Vec<u8>,
    bounds: Bounds,
    wanted: Bounds,
    sigma: f32,
) {
    if sigma <= 0.0 {
        crop(coverage, bounds.width(), within(wanted, bounds));
        return;
    }
    let passes = &mut memory.coverage;
    passes.blur(coverage, |c| u16::from(c) << 8, bounds, wanted, sigma);
    coverage.clear();
    coverage.extend(passes.values.iter().map(|value| byte(*value)));
    passes.tidy();
}

/// The same for premultiplied pixels, into `out`.
pub(crate) fn blur_pixels(
    memory: &mut BlurMemory,
    pixels: &[u32],
    bounds: Bounds,
    wanted: Bounds,
    sigma: f32,
    out: &mut [u32],
) {
    let passes = &mut memory.pixels;
    passes.blur(pixels, |p: u32| p.to_le_bytes().map(|c| u16::from(c) << 8), bounds, wanted, sigma);
    for (out, value) in out.iter_mut().zip(&passes.values) {
        *out = u32::from_le_bytes(value.map(byte));
    }
    passes.tidy();
}

/// Coordinates from the corner of `outer`.
fn within(inner: Bounds, outer: Bounds) -> Bounds {
    inner.grown(0, -outer.x0, -outer.y0)
}

/// Leaves a part of rows of `width`.
fn crop(values: &mut Vec<u8>, width: usize, part: Bounds) {
    for (row, y) in (part.y0 as usize..part.y1 as usize).enumerate() {
        let from = y * width + part.x0 as usize;
        values.copy_within(from..from + part.width(), row * part.width());
    }
    values.truncate(part.width() * part.height());
}

/// How a row is blurred.
#[derive(Clone, Copy)]
enum How<'a> {
    Kernel(&'a [u32]),
    Boxes(Boxes),
}

/// Blurs rows and columns of a picture of a width and a height: what is left of it is `part`.
fn blur_both_ways<T: Sample>(
    values: &mut Vec<T>,
    (width, height): (usize, usize),
    part: Bounds,
    how: How<'_>,
    turned: &mut Vec<T>,
    row: &mut Vec<T>,
) {
    blur_rows(values, width, how, row);
    turn(values, width, Bounds { y0: 0, y1: height as i32, ..part }, turned);
    blur_rows(turned, height, how, row);
    turn(turned, height, Bounds::new(part.y0, 0, part.y1, part.width() as i32), values);
}

fn blur_rows<T: Sample>(values: &mut [T], width: usize, how: How<'_>, row: &mut Vec<T>) {
    row.clear();
    row.resize(width, T::default());
    for values in values.chunks_exact_mut(width) {
        match how {
            How::Kernel(kernel) => convolve(values, row, kernel),
            How::Boxes([first, second, third]) => {
                box_filter(values, row, first.0, first.1);
                box_filter(row, values, second.0, second.1);
                box_filter(values, row, third.0, third.1);
            }
        }
        values.copy_from_slice(row);
    }
}

/// Small pixels of nothing around a smaller picture: what is blurred beyond its edge is interpolated with, too.
const MARGIN: usize = 2;

/// Means of blocks of `factor` times `factor` samples, with a margin around them; says how wide and high that is.
fn shrink<S: Copy, T: Sample>(
    from: &[S],
    sample: impl Fn(S) -> T,
    width: usize,
    factor: usize,
    sums: &mut Vec<T::Sum>,
    to: &mut Vec<T>,
) -> (usize, usize) {
    let columns = width.div_ceil(factor) + 2 * MARGIN;
    let rows = (from.len() / width).div_ceil(factor) + 2 * MARGIN;
    to.clear();
    to.resize(columns * rows, T::default());
    let by = (1 << 32) / (factor * factor) as u64;
    let blocks = from.chunks(width * factor).zip(to[MARGIN * columns..].chunks_exact_mut(columns));
    for (lines, to) in blocks {
        sums.clear();
        sums.resize(columns - 2 * MARGIN, T::Sum::default());
        for line in lines.chunks_exact(width) {
            for (sum, block) in sums.iter_mut().zip(line.chunks(factor)) {
                block.iter().for_each(|s| sample(*s).add(sum, 1));
            }
        }
        for (to, sum) in to[MARGIN..].iter_mut().zip(sums.iter()) {
            *to = T::mean(*sum, by);
        }
    }
    (columns, rows)
}

/// How a smaller picture lies under a larger one.
#[derive(Clone, Copy)]
struct Steps {
    factor: usize,
    /// By half of a small pixel to the right and down.
    moved: bool,
}

impl Steps {
    /// The small pixel to the left of a pixel's middle, and how far from its middle to that of the next that is, of 256.
    fn place(self, at: usize) -> (usize, u32) {
        // In halves of a pixel, from the middle of the first small one.
        let half = 2 * at + 1 + self.factor * (2 * MARGIN - 1 + usize::from(self.moved));
        let whole = 2 * self.factor;
        (half / whole, ((half % whole) * 256 / whole) as u32)
    }
}

/// Part of a smaller picture, in rows of `width`, as large as it was: pixels between those of four small ones.
fn enlarge<T: Sample>(
    small: &[T],
    width: usize,
    steps: Steps,
    part: Bounds,
    row: &mut Vec<T>,
    to: &mut Vec<T>,
) {
    to.clear();
    to.reserve(part.width() * part.height());
    for y in part.y0 as usize..part.y1 as usize {
        let (upper, down) = steps.place(y);
        let (upper, lower) = small[upper * width..][..2 * width].split_at(width);
        row.clear();
        row.extend(upper.iter().zip(lower).map(|(upper, lower)| upper.between(*lower, down)));
        to.extend((part.x0 as usize..part.x1 as usize).map(|x| {
            let (left, right) = steps.place(x);
            row[left].between(row[left + 1], right)
        }));
    }
}

/// The mean of each value with `before` to its left and `after` to its right. What is beyond the row is nothing.
fn box_filter<T: Sample>(values: &[T], out: &mut [T], before: usize, after: usize) {
    let size = before + after + 1;
    let by = ((1u64 << 32) + size as u64 / 2) / size as u64;
    let mut sum = T::Sum::default();
    for value in values.iter().take(after) {
        value.add(&mut sum, 1);
    }
    // What enters the box at each place, and up to where something does; from `before` on something leaves it.
    let entering = values.get(after..).unwrap_or(&[]);
    let (last, first) = (entering.len(), before.min(values.len()));
    for (out, value) in out.iter_mut().zip(entering).take(first) {
        value.add(&mut sum, 1);
        *out = T::mean(sum, by);
    }
    if first < last {
        let inside = out[first..last].iter_mut().zip(&entering[first..]).zip(values);
        for ((out, enters), leaves) in inside {
            enters.add(&mut sum, 1);
            *out = T::mean(sum, by);
            leaves.take(&mut sum);
        }
    } else {
        // The box is wider than the row.
        out[last..first].fill(T::mean(sum, by));
    }
    let from = first.max(last);
    for (out, leaves) in out[from..].iter_mut().zip(&values[from - first..]) {
        *out = T::mean(sum, by);
        leaves.take(&mut sum);
    }
}

/// Weights of 1/65536 that add up to one, the middle one first; none where boxes are used.
fn fill_kernel(sigma: f32, kernel: &mut Vec<u32>) {
    kernel.clear();
    if sigma >= BOXES_FROM {
        return;
    }
    let reach = reach(sigma);
    let weight = |i: i32| (-0.5 * (i as f32 / sigma).powi(2)).exp();
    let total: f32 = (-reach..=reach).map(weight).sum();
    kernel.extend((0..=reach).map(|i| (weight(i) / total * 65_536.0).round() as u32));
    let sides: u32 = kernel[1..].iter().sum();
    kernel[0] = 65_536 - 2 * sides;
}

fn convolve<T: Sample>(values: &[T], out: &mut [T], kernel: &[u32]) {
    for (i, out) in out.iter_mut().enumerate() {
        let mut sum = T::Sum::default();
        values[i].add(&mut sum, kernel[0]);
        for (k, weight) in kernel.iter().enumerate().skip(1) {
            if let Some(value) = i.checked_sub(k).and_then(|at| values.get(at)) {
                value.add(&mut sum, *weight);
            }
            if let Some(value) = values.get(i + k) {
                value.add(&mut sum, *weight);
            }
        }
        *out = T::mean(sum, 1 << 16);
    }
}

/// The columns of a part of rows of `width` become rows.
fn turn<T: Sample>(from: &[T], width: usize, part: Bounds, to: &mut Vec<T>) {
    const BLOCK: usize = 32;
    let (left, top) = (part.x0 as usize, part.y0 as usize);
    let (columns, rows) = (part.width(), part.height());
    to.clear();
    to.resize(columns * rows, T::default());
    for y0 in (0..rows).step_by(BLOCK) {
        for x0 in (0..columns).step_by(BLOCK) {
            for y in y0..(y0 + BLOCK).min(rows) {
                let row = &from[(top + y) * width + left..][..columns];
                for x in x0..(x0 + BLOCK).min(columns) {
                    to[x * rows + y] = row[x];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blurred(coverage: &[u8], bounds: Bounds, wanted: Bounds, sigma: f32) -> Vec<u8> {
        let mut memory = BlurMemory::default();
        // What was blurred before leaves no trace.
        blur(&mut memory, &mut vec![255; 2000], Bounds::new(0, 0, 50, 40), Bounds::new(3, 3, 9, 9), 1.0);
        let mut coverage = coverage.to_vec();
        blur(&mut memory, &mut coverage, bounds, wanted, sigma);
        coverage
    }

    fn spot(sigma: f32, side: usize) -> Vec<u8> {
        let mut coverage = vec![0; side * side];
        for y in side / 2 - 4..side / 2 + 4 {
            coverage[y * side + side / 2 - 4..][..8].fill(255);
        }
        let all = Bounds::new(0, 0, side as i32, side as i32);
        blurred(&coverage, all, all, sigma)
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
    fn pixels_are_blurred_as_coverage_is() {
        let all = Bounds::new(0, 0, 40, 30);
        let coverage: Vec<u8> = (0..1200u32).map(|i| ((i * i) >> 7) as u8).collect();
        let pixels: Vec<u32> = coverage.iter().map(|c| u32::from_le_bytes([*c, c / 2, 0, 255])).collect();
        for sigma in [0.7, 3.0, 17.0] {
            let want = blurred(&coverage, all, all, sigma);
            let mut got = vec![0; pixels.len()];
            blur_pixels(&mut BlurMemory::default(), &pixels, all, all, sigma, &mut got);
            for (got, want) in got.iter().zip(want) {
                let [r, g, b, a] = got.to_le_bytes();
                assert!(r == want && g.abs_diff(want / 2) <= 1 && b == 0 && a >= r, "sigma {sigma}");
            }
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
    fn large_blurs_by_way_of_a_smaller_picture_are_those_of_the_picture_itself() {
        // A spot, an edge, and noise.
        let core = Bounds::new(5, -9, 216, 161);
        let value = |x: i32, y: i32| {
            if (60..75).contains(&x) && (80..100).contains(&y) || x > 180 {
                255
            } else if y < 20 {
                ((x * x * y) >> 5) as u8
            } else {
                0
            }
        };
        for sigma in [12.0, 13.3, 17.9, 23.9, 24.0, 31.0, 50.0, 120.0] {
            // As whoever blurs asks for it: with room around what is there.
            let all = core.grown(reach(sigma) + 1, 0, 0);
            let (width, height) = (all.width(), all.height());
            let mut coverage = Vec::new();
            for y in all.y0..all.y1 {
                let inside = |x: &i32| (core.x0..core.x1).contains(x) && (core.y0..core.y1).contains(&y);
                coverage.extend((all.x0..all.x1).map(|x| if inside(&x) { value(x, y) } else { 0 }));
            }
            let mut exact: Vec<u16> = coverage.iter().map(|c| u16::from(*c) << 8).collect();
            let (boxes, mut row, mut turned) = (How::Boxes(boxes(sigma)), Vec::new(), Vec::new());
            blur_rows(&mut exact, width, boxes, &mut row);
            turn(&exact, width, Bounds::new(0, 0, width as i32, height as i32), &mut turned);
            blur_rows(&mut turned, height, boxes, &mut row);
            let part = Bounds { x0: 60, y0: 3, ..all };
            let here = within(part, all);
            let got = blurred(&coverage, all, part, sigma);
            let mut worst = 0;
            for (at, got) in got.iter().enumerate() {
                let (x, y) = (at % part.width() + here.x0 as usize, at / part.width() + here.y0 as usize);
                worst = worst.max(got.abs_diff(byte(turned[x * height + y])));
            }
            assert!(worst <= 2, "sigma {sigma}: off by {worst} of 255");
        }
    }

    #[test]
    fn a_part_is_a_part_of_the_whole() {
        let (all, part) = (Bounds::new(-7, 3, 93, 63), Bounds::new(10, 20, 60, 45));
        let coverage: Vec<u8> = (0..6000u32).map(|i| ((i * i) >> 5) as u8).collect();
        for sigma in [0.0, 1.0, 4.3, 13.0, 25.0] {
            let mut want = blurred(&coverage, all, all, sigma);
            crop(&mut want, all.width(), within(part, all));
            assert_eq!(blurred(&coverage, all, part, sigma), want, "sigma {sigma}");
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
