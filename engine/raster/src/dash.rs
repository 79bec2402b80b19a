//! Cuts polylines into dashes.

use crate::stroke::{Corner, Polyline};
use sparrow_base::kurbo::Vec2;

/// A subpath of more dashes than this is drawn whole: a game may ask for millions that nobody can tell apart.
const MAX_DASHES: usize = 20_000;

/// A dash pattern, positioned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Dashes<'a> {
    lengths: &'a [f64],
    first: usize,
    /// What is left of `lengths[first]` at the start.
    rest: f64,
}

/// Memory for cutting, kept.
#[derive(Debug, Default)]
pub(crate) struct DashScratch {
    dash: Polyline,
    /// The first dash of a closed line, which waits for the last one.
    head: Polyline,
}

impl<'a> Dashes<'a> {
    /// `None` when the lengths do not add up to something that can be walked along.
    pub(crate) fn new(lengths: &'a [f64], offset: f64) -> Option<Self> {
        let total: f64 = lengths.iter().sum();
        if !(total.is_finite() && total > 0.0 && offset.is_finite()) {
            return None;
        }
        let mut rest = offset.rem_euclid(total);
        let mut first = 0;
        while rest >= lengths[first] {
            rest -= lengths[first];
            first += 1;
            if first == lengths.len() {
                // Only rounding leads here.
                (first, rest) = (0, 0.0);
                break;
            }
        }
        Some(Dashes { lengths, first, rest: lengths[first] - rest })
    }

    /// Calls `each` with every dash. Where a closed line begins inside of a dash, the last one joins the first.
    pub(crate) fn cut(self, line: &Polyline, scratch: &mut DashScratch, each: &mut dyn FnMut(&Polyline)) {
        let DashScratch { dash, head } = scratch;
        let n = line.corners.len();
        let count = if line.closed { n } else { n - 1 };
        let length = |i: usize| (line.corners[(i + 1) % n].at - line.corners[i].at).hypot();
        let total: f64 = (0..count).map(length).sum();
        let pattern: f64 = self.lengths.iter().sum();
        let dashes = total / pattern * self.lengths.len() as f64;
        // Lengths beyond all numbers would never end.
        if !(total.is_finite() && dashes <= MAX_DASHES as f64) {
            each(line);
            return;
        }
        let is_on = |index: usize| index.is_multiple_of(2);
        let (mut index, mut rest) = (self.first, self.rest);
        dash.corners.clear();
        dash.closed = false;
        head.corners.clear();
        let mut hold_first = line.closed && is_on(index);
        if is_on(index) {
            dash.push(Corner { smooth: false, ..line.corners[0] });
        }
        for i in 0..count {
            let (a, b) = (line.corners[i], line.corners[(i + 1) % n]);
            let segment = length(i);
            // The direction of a curve between two of its points.
            let direction = |part: f64| {
                if a.leave == Vec2::ZERO || b.arrive == Vec2::ZERO {
                    return Vec2::ZERO;
                }
                let (begin, end) = (a.leave / a.leave.hypot(), b.arrive / b.arrive.hypot());
                begin.lerp(end, part)
            };
            let mut done = 0.0;
            while segment - done > rest {
                done += rest;
                let direction = direction(done / segment);
                let at = a.at.lerp(b.at, done / segment);
                let cut = Corner { at, smooth: false, arrive: direction, leave: direction };
                if is_on(index) {
                    dash.push(cut);
                    if std::mem::take(&mut hold_first) {
                        head.corners.clone_from(&dash.corners);
                    } else if dash.corners.len() > 1 {
                        each(dash);
                    }
                    dash.corners.clear();
                } else {
                    dash.push(cut);
                }
                index = (index + 1) % self.lengths.len();
                rest = self.lengths[index];
            }
            rest -= segment - done;
            if is_on(index) {
                dash.push(b);
            }
        }
        if hold_first {
            // One dash is as long as the whole line.
            each(line);
            return;
        }
        for (i, corner) in head.corners.iter().enumerate() {
            // The first one is where the line began, which the last dash may run over as it is.
            dash.push(if i == 0 { line.corners[0] } else { *corner });
        }
        if dash.corners.len() > 1 {
            each(dash);
        }
    }
}
