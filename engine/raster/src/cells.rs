//! Exact area coverage of an outline, by accumulation.
//!
//! Each line adds to the pixels that it crosses how much of them lies to its right; the running sum along a row is
//! then the winding number times the covered area. Coordinates are rounded to 1/256 pixel and sums are integers, so
//! results do not depend on the machine. Only touched groups of pixels are visited afterwards; what lies between them has
//! one coverage and is reported as one run.

use crate::{
    bounds::Bounds,
    outline::{Line, ONE, Outline},
};
use fearless_simd::Simd;
use sparrow_render::FillRule;

/// The sum for a fully covered pixel is 1 << FULL_BITS: 256 rows of a pixel times 512 halves of columns.
const FULL_BITS: u32 = 17;
const GROUP: usize = 8;
/// More pixels than this are done in bands of rows.
const MAX_CELLS: usize = 1 << 21;
/// Gaps of one coverage up to this many groups are not worth a run of their own.
const SHORT_GAP: usize = 2;

/// Receives coverage, row after row from left to right. Coordinates lie inside the bounds that were asked for.
pub(crate) trait CoverageSink {
    /// `len` pixels of one coverage.
    fn run<S: Simd>(&mut self, simd: S, x: i32, y: i32, len: usize, coverage: u8);
    /// One coverage for each pixel.
    fn mask<S: Simd>(&mut self, simd: S, x: i32, y: i32, coverage: &[u8]);
}

/// The accumulation buffer, kept between shapes. All zero between them.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    sums: Vec<i32>,
    /// One bit for each group of eight pixels.
    touched: Vec<u64>,
    row: Vec<u8>,
}

/// Where cells of one band lie in the buffers.
#[derive(Clone, Copy)]
struct Band {
    bounds: Bounds,
    stride: usize,
    words: usize,
}

impl Cells {
    /// Bytes held.
    pub(crate) fn memory_bytes(&self) -> usize {
        self.sums.capacity() * 4 + self.touched.capacity() * 8 + self.row.capacity()
    }

    /// Reports the coverage of the area inside `clip`.
    #[inline(always)]
    pub(crate) fn cover<S: Simd>(
        &mut self,
        simd: S,
        outline: &Outline,
        rule: FillRule,
        clip: Bounds,
        sink: &mut impl CoverageSink,
    ) {
        let bounds = outline.bounds().intersect(clip);
        if bounds.is_empty() {
            return;
        }
        // Two more cells take what a line at the right edge adds.
        let stride = (bounds.width() + 2).next_multiple_of(GROUP);
        let words = (stride / GROUP).div_ceil(64);
        let rows_per_band = (MAX_CELLS / stride).max(1);
        let mut y = bounds.y0;
        while y < bounds.y1 {
            let y1 = bounds.y1.min(y.saturating_add(rows_per_band as i32));
            let band = Band { bounds: Bounds { y0: y, y1, ..bounds }, stride, words };
            self.cover_band(simd, outline.lines(), rule, band, sink);
            y = y1;
        }
    }

    #[inline(always)]
    fn cover_band<S: Simd>(
        &mut self,
        simd: S,
        lines: &[Line],
        rule: FillRule,
        band: Band,
        sink: &mut impl CoverageSink,
    ) {
        let rows = band.bounds.height();
        if self.sums.len() < band.stride * rows {
            self.sums.resize(band.stride * rows, 0);
        }
        if self.touched.len() < band.words * rows {
            self.touched.resize(band.words * rows, 0);
        }
        if self.row.len() < band.stride {
            self.row.resize(band.stride, 0);
        }
        for line in lines {
            self.add_line(*line, band);
        }
        match rule {
            FillRule::NonZero => self.sweep::<S, false>(simd, band, sink),
            FillRule::EvenOdd => self.sweep::<S, true>(simd, band, sink),
        }
    }

    /// Clips a line to the band. What is left of the band counts at its left edge; what is right of it does not count.
    #[inline(always)]
    fn add_line(&mut self, line: Line, band: Band) {
        let (left, top) = (band.bounds.x0 * ONE, band.bounds.y0 * ONE);
        let (width, height) = (band.bounds.width() as i32 * ONE, band.bounds.height() as i32 * ONE);
        let (x0, y0, x1, y1) = (line.x0 - left, line.y0 - top, line.x1 - left, line.y1 - top);
        // As unsigned numbers, negative ones are too large.
        let is_inside = (x0.max(x1) as u32).max(x0.min(x1) as u32) <= width as u32
            && (y0.max(y1) as u32).max(y0.min(y1) as u32) <= height as u32;
        if is_inside {
            self.add_inside(x0, y0, x1, y1, band);
        } else {
            self.add_clipped([x0, y0, x1, y1].map(f64::from), (f64::from(width), f64::from(height)), band);
        }
    }

    /// A line that leaves the band.
    #[cold]
    fn add_clipped(
        &mut self,
        [mut x0, mut y0, mut x1, mut y1]: [f64; 4],
        (width, height): (f64, f64),
        band: Band,
    ) {
        if y0.max(y1) <= 0.0 || y0.min(y1) >= height || x0.min(x1) >= width {
            return;
        }
        let slope = (x1 - x0) / (y1 - y0);
        let (from_x, from_y) = (x0, y0);
        for (x, y) in [(&mut x0, &mut y0), (&mut x1, &mut y1)] {
            let inner = y.clamp(0.0, height);
            if inner != *y {
                (*x, *y) = (from_x + (inner - from_y) * slope, inner);
            }
        }
        // Where the line passes the left and the right edge, in the order of its direction.
        let y_at = |x: f64| (y0 + (x - x0) * (y1 - y0) / (x1 - x0)).clamp(y0.min(y1), y0.max(y1));
        let mut cuts = [(x0, y0); 4];
        let mut n = 1;
        let edges = if x0 < x1 { [0.0, width] } else { [width, 0.0] };
        for edge in edges {
            if (x0 < edge) != (x1 < edge) {
                cuts[n] = (edge, y_at(edge));
                n += 1;
            }
        }
        cuts[n] = (x1, y1);
        let round = |v: f64| (v + 0.5) as i32;
        for pair in cuts[..=n].windows(2) {
            let [(xa, ya), (xb, yb)] = [pair[0], pair[1]];
            if xa.min(xb) < width {
                let (xa, xb) = (xa.clamp(0.0, width), xb.clamp(0.0, width));
                self.add_inside(round(xa), round(ya), round(xb), round(yb), band);
            }
        }
    }

    /// A line inside the band, row by row.
    #[inline]
    fn add_inside(&mut self, x0: i32, y0: i32, x1: i32, y1: i32, band: Band) {
        if y0 == y1 {
            return;
        }
        let sign = if y0 < y1 { 1 } else { -1 };
        let (x0, y0, x1, y1) = if y0 < y1 { (x0, y0, x1, y1) } else { (x1, y1, x0, y0) };
        let (first, last) = (y0 / ONE, (y1 - 1) / ONE);
        if first == last {
            self.add_row(first as usize, x0, x1, sign, y1 - y0, band);
            return;
        }
        // 18 fraction bits: canvases have at most 22 bits, so that products fit.
        const BITS: u32 = 18;
        let slope = (i64::from(x1 - x0) << BITS) / i64::from(y1 - y0);
        let (mut x, mut y) = (x0, y0);
        for row in first..last {
            let next_y = (row + 1) * ONE;
            let next_x = x0 + ((i64::from(next_y - y0) * slope + (1 << (BITS - 1))) >> BITS) as i32;
            self.add_row(row as usize, x, next_x, sign, next_y - y, band);
            (x, y) = (next_x, next_y);
        }
        self.add_row(last as usize, x, x1, sign, y1 - y, band);
    }

    /// The part of a line inside one row: from column `xa` to `xb`, over `dy` of the row's height.
    #[inline(always)]
    fn add_row(&mut self, row: usize, xa: i32, xb: i32, sign: i32, dy: i32, band: Band) {
        let (xa, xb) = if xa <= xb { (xa, xb) } else { (xb, xa) };
        let (first, last) = ((xa / ONE) as usize, (xb / ONE) as usize);
        let cells = &mut self.sums[row * band.stride..][..band.stride];
        let touched = &mut self.touched[row * band.words..][..band.words];
        // A part that ends `right_halves` half units from the pixel's left edge (both ends added) leaves that
        // much of the height to the next pixel.
        let mut put = |x: usize, right_halves: i32, dy: i32| {
            let dy = sign * dy;
            let right = dy * right_halves;
            cells[x] = cells[x].wrapping_add(dy * (2 * ONE) - right);
            cells[x + 1] = cells[x + 1].wrapping_add(right);
        };
        if first == last {
            put(first, (xa & (ONE - 1)) + (xb & (ONE - 1)), dy);
        } else {
            let slope = (dy << 16) / (xb - xa);
            let mut x = xa & (ONE - 1);
            let mut done = 0;
            for column in first..last {
                let end = (column as i32 + 1) * ONE;
                let until = ((i64::from(end - xa) * i64::from(slope) + (1 << 15)) >> 16) as i32;
                put(column, x + ONE, until - done);
                (x, done) = (0, until);
            }
            put(last, xb & (ONE - 1), dy - done);
        }
        let (from, to) = (first / GROUP, (last + 1) / GROUP);
        if to < 64 {
            touched[0] |= (u64::MAX >> (63 - (to - from))) << from;
        } else {
            for group in from..=to {
                touched[group / 64] |= 1 << (group % 64);
            }
        }
    }

    #[inline(always)]
    fn sweep<S: Simd, const EVEN_ODD: bool>(&mut self, simd: S, band: Band, sink: &mut impl CoverageSink) {
        let width = band.bounds.width();
        for row in 0..band.bounds.height() {
            let y = band.bounds.y0 + row as i32;
            let cells = &mut self.sums[row * band.stride..][..band.stride];
            let touched = &mut self.touched[row * band.words..][..band.words];
            let mut sum = 0i32;
            // Pixels from `start` to `end` wait in `self.row` to be reported.
            let (mut start, mut end) = (0, 0);
            for (word_index, word) in touched.iter_mut().enumerate() {
                let mut bits = std::mem::take(word);
                while bits != 0 {
                    let group = word_index * 64 + bits.trailing_zeros() as usize;
                    bits &= bits - 1;
                    let at = group * GROUP;
                    if at >= width {
                        // Only the right edge's own column, which nobody sees.
                        cells[at..at + GROUP].fill(0);
                        continue;
                    }
                    if at > end {
                        let between = alpha::<EVEN_ODD>(sum);
                        if end > start && at - end <= SHORT_GAP * GROUP {
                            self.row[end..at].fill(between);
                        } else {
                            report(simd, sink, &self.row, start, end, y, band);
                            if between != 0 {
                                sink.run(simd, band.bounds.x0 + end as i32, y, at - end, between);
                            }
                            start = at;
                        }
                    }
                    let group_cells: &mut [i32; GROUP] =
                        (&mut cells[at..at + GROUP]).try_into().unwrap_or_else(|_| unreachable!());
                    let mut sums = [0i32; GROUP];
                    for (s, cell) in sums.iter_mut().zip(group_cells.iter()) {
                        sum = sum.wrapping_add(*cell);
                        *s = sum;
                    }
                    *group_cells = [0; GROUP];
                    let out: &mut [u8; GROUP] =
                        (&mut self.row[at..at + GROUP]).try_into().unwrap_or_else(|_| unreachable!());
                    for (out, sum) in out.iter_mut().zip(sums) {
                        *out = alpha::<EVEN_ODD>(sum);
                    }
                    end = at + GROUP;
                }
            }
            report(simd, sink, &self.row, start, end.min(width), y, band);
            let rest = alpha::<EVEN_ODD>(sum);
            if end < width && rest != 0 {
                sink.run(simd, band.bounds.x0 + end as i32, y, width - end, rest);
            }
        }
    }
}

#[inline(always)]
fn report<S: Simd>(
    simd: S,
    sink: &mut impl CoverageSink,
    row: &[u8],
    start: usize,
    end: usize,
    y: i32,
    band: Band,
) {
    if end > start {
        sink.mask(simd, band.bounds.x0 + start as i32, y, &row[start..end]);
    }
}

/// Coverage from a sum.
#[inline(always)]
fn alpha<const EVEN_ODD: bool>(sum: i32) -> u8 {
    let covered = if EVEN_ODD {
        let half_turn = 1 << FULL_BITS;
        let folded = sum & (2 * half_turn - 1);
        half_turn - (folded - half_turn).abs()
    } else {
        sum.wrapping_abs()
    };
    (covered >> (FULL_BITS - 8)).clamp(0, 255) as u8
}
