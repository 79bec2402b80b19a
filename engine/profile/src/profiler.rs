//! The recorder: what the runtime calls around and inside a frame.

use std::{
    cell::{Cell, RefCell},
    collections::VecDeque,
};

use serde::Serialize;

use crate::{
    CallId, CallTimes, Counter, Counters, FrameReport, JankCounts, JankDetector, Phase, PhaseTimes, Summary,
    calls::CallTable, spans::Spans,
};

/// How deep phases can nest: a flush inside raf, a collection inside the flush.
const MAX_DEPTH: usize = 4;

/// A named moment of the start, such as `vm` or `first frame`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    /// What was reached.
    pub name: &'static str,
    /// When, on the profiler's clock.
    pub at_ms: f64,
}

/// Measures one running game. All methods take `&self`, so that bindings that share it through an `Rc` can count
/// while a frame is open.
pub struct Profiler {
    clock: Option<Box<dyn Fn() -> f64 + Send>>,
    capacity: usize,
    counters: RefCell<Counters>,
    open: RefCell<OpenFrame>,
    spans: Spans,
    recorded: RefCell<Recorded>,
    calls: RefCell<CallTable>,
    counts_calls: Cell<bool>,
}

#[derive(Default)]
struct OpenFrame {
    active: bool,
    begin_ms: f64,
    interval_ms: Option<f64>,
    phases: PhaseTimes,
    /// The phases that are open, outermost first; a deeper one is counted for the innermost known.
    stack: [Option<Phase>; MAX_DEPTH],
    depth: usize,
    /// Since when the innermost phase runs without interruption.
    since_ms: f64,
}

#[derive(Default)]
struct Recorded {
    reports: VecDeque<FrameReport>,
    frame_count: u64,
    last_begin_ms: Option<f64>,
    jank: JankDetector,
    marks: Vec<Mark>,
}

impl Profiler {
    /// The default length of the ring: four and a half minutes at 60 frames a second, 2.5 MiB when full.
    pub const DEFAULT_CAPACITY: usize = 16_384;

    /// Records nothing and reads no clock.
    pub fn off() -> Profiler {
        Profiler::with(None, 0)
    }

    /// Records with `clock`, which gives milliseconds and never goes back; it should be real time even when the
    /// game's time is virtual. Keeps the last `capacity` frames (at least one).
    pub fn new(clock: impl Fn() -> f64 + Send + 'static, capacity: usize) -> Profiler {
        Profiler::with(Some(Box::new(clock)), capacity.max(1))
    }

    fn with(clock: Option<Box<dyn Fn() -> f64 + Send>>, capacity: usize) -> Profiler {
        Profiler {
            clock,
            capacity,
            counters: RefCell::default(),
            open: RefCell::default(),
            spans: Spans::default(),
            recorded: RefCell::default(),
            calls: RefCell::default(),
            counts_calls: Cell::new(false),
        }
    }

    /// False when nothing is recorded; ask before computing something only to count it.
    pub fn is_on(&self) -> bool {
        self.clock.is_some()
    }

    /// Opens a frame; one that is still open is closed first.
    pub fn begin_frame(&self) {
        let Some(clock) = &self.clock else { return };
        if self.open.borrow().active {
            self.end_frame();
        }
        let now = clock();
        let mut recorded = self.recorded.borrow_mut();
        let interval_ms = recorded.last_begin_ms.map(|last| now - last);
        match interval_ms {
            Some(interval) => {
                recorded.jank.push(interval);
            }
            None => recorded.jank.gap(),
        }
        recorded.last_begin_ms = Some(now);
        *self.open.borrow_mut() =
            OpenFrame { active: true, begin_ms: now, interval_ms, since_ms: now, ..OpenFrame::default() };
        self.spans.begin_frame(recorded.frame_count);
    }

    /// Opens a phase until the span is dropped. Inside another phase it interrupts that one. Outside a frame it
    /// measures nothing.
    #[must_use = "the phase ends when the span is dropped"]
    pub fn phase(&self, phase: Phase) -> PhaseSpan<'_> {
        self.enter(phase);
        PhaseSpan { profiler: self }
    }

    fn enter(&self, phase: Phase) {
        let Some(clock) = &self.clock else { return };
        let mut open = self.open.borrow_mut();
        if !open.active {
            return;
        }
        open.settle(clock());
        let depth = open.depth;
        if let Some(slot) = open.stack.get_mut(depth) {
            *slot = Some(phase);
        }
        open.depth += 1;
        self.spans.enter(phase, open.depth);
    }

    fn leave(&self) {
        let Some(clock) = &self.clock else { return };
        let mut open = self.open.borrow_mut();
        if !open.active || open.depth == 0 {
            return;
        }
        open.settle(clock());
        self.spans.leave(open.depth);
        open.depth -= 1;
    }

    /// Adds to a counter of the frame; outside a frame, of the next one.
    pub fn add(&self, counter: Counter, n: u64) {
        if self.is_on() {
            self.counters.borrow_mut().add(counter, n);
        }
    }

    /// Sets a counter of the frame, such as the size of the heap.
    pub fn set(&self, counter: Counter, n: u64) {
        if self.is_on() {
            self.counters.borrow_mut().set(counter, n);
        }
    }

    /// Closes the frame and keeps its report. `None` when off, or when no frame is open.
    pub fn end_frame(&self) -> Option<FrameReport> {
        let clock = self.clock.as_ref()?;
        let mut open = self.open.take();
        if !open.active {
            return None;
        }
        let now = clock();
        open.settle(now);
        self.spans.end_frame();
        let next = self.counters.borrow().carried_over();
        let counters = self.counters.replace(next);
        if self.counts_calls.get() {
            self.calls.borrow_mut().end_frame();
        }

        let mut recorded = self.recorded.borrow_mut();
        let report = FrameReport {
            index: recorded.frame_count,
            begin_ms: open.begin_ms,
            frame_ms: now - open.begin_ms,
            interval_ms: open.interval_ms,
            phases: open.phases,
            counters,
        };
        recorded.frame_count += 1;
        if recorded.reports.len() == self.capacity {
            recorded.reports.pop_front();
        }
        recorded.reports.push_back(report);
        Some(report)
    }

    /// The game was hidden or paused: the next interval is not one between frames.
    pub fn gap(&self) {
        self.recorded.borrow_mut().last_begin_ms = None;
    }

    /// What was done since `begin_ms`, between two frames, was the measurement's own and is no part of the next interval.
    pub fn leave_out_since(&self, begin_ms: f64) {
        let Some(clock) = &self.clock else { return };
        let now = clock();
        if let Some(last) = &mut self.recorded.borrow_mut().last_begin_ms {
            *last = (*last + now - begin_ms).min(now);
        }
    }

    /// Counts calls of the platform's functions too; asked for before the game starts.
    pub fn count_calls(&self) {
        self.counts_calls.set(self.is_on());
    }

    /// True when calls are to be counted.
    pub fn counts_calls(&self) -> bool {
        self.counts_calls.get()
    }

    /// Names a function that is counted.
    pub fn call_id(&self, name: &str) -> CallId {
        self.calls.borrow_mut().name(name)
    }

    /// What one counted call costs by itself; it is taken from the times.
    pub fn set_call_cost(&self, cost_ms: f64) {
        self.calls.borrow_mut().set_cost(cost_ms);
    }

    /// A function was called and took so long.
    pub fn call_ended(&self, id: CallId, ms: f64) {
        let innermost = self.open.borrow().innermost();
        self.calls.borrow_mut().add(id, ms, innermost);
    }

    /// The line that called it.
    pub fn call_place(&self, id: CallId, place: String) {
        self.calls.borrow_mut().place(id, place);
    }

    /// Counted calls so far, longest time first.
    pub fn calls(&self) -> Vec<CallTimes> {
        self.calls.borrow().all()
    }

    /// Calls are counted from here on: what loading did is left out.
    pub fn reset_calls(&self) {
        self.calls.borrow_mut().reset();
    }

    /// The profiler's clock; 0 when off.
    pub fn now_ms(&self) -> f64 {
        self.clock.as_ref().map_or(0.0, |clock| clock())
    }

    /// Notes that the start reached a moment.
    pub fn mark(&self, name: &'static str) {
        if let Some(clock) = &self.clock {
            let at_ms = clock();
            self.recorded.borrow_mut().marks.push(Mark { name, at_ms });
        }
    }

    /// The moments so far, in order.
    pub fn marks(&self) -> Vec<Mark> {
        self.recorded.borrow().marks.clone()
    }

    /// The reports in the ring, oldest first.
    pub fn reports(&self) -> Vec<FrameReport> {
        self.recorded.borrow().reports.iter().copied().collect()
    }

    /// The last reports, at most `count`, oldest first.
    pub fn recent(&self, count: usize) -> Vec<FrameReport> {
        let recorded = self.recorded.borrow();
        let skip = recorded.reports.len().saturating_sub(count);
        recorded.reports.iter().skip(skip).copied().collect()
    }

    /// How many frames were recorded, those that left the ring included.
    pub fn frame_count(&self) -> u64 {
        self.recorded.borrow().frame_count
    }

    /// Jank since the start, frames that left the ring included.
    pub fn jank(&self) -> JankCounts {
        self.recorded.borrow().jank.counts()
    }

    /// The summary of the frames in the ring, without the first `skip_frames` of the game (its loading).
    /// Marks are included; jank is counted over the same frames.
    pub fn summary(&self, skip_frames: u64) -> Summary {
        let recorded = self.recorded.borrow();
        let mut summary = Summary::of(recorded.reports.iter().filter(|r| r.index >= skip_frames));
        summary.recorded_frames = recorded.frame_count;
        summary.marks = recorded.marks.clone();
        summary
    }
}

impl OpenFrame {
    fn innermost(&self) -> Option<Phase> {
        self.depth.min(MAX_DEPTH).checked_sub(1).and_then(|i| self.stack[i])
    }

    /// Books the time since the last change on the innermost open phase.
    fn settle(&mut self, now_ms: f64) {
        if let Some(phase) = self.innermost() {
            self.phases.add_ms(phase, now_ms - self.since_ms);
        }
        self.since_ms = now_ms;
    }
}

/// An open phase; it ends when this is dropped.
pub struct PhaseSpan<'a> {
    profiler: &'a Profiler,
}

impl Drop for PhaseSpan<'_> {
    fn drop(&mut self) {
        self.profiler.leave();
    }
}

#[cfg(test)]
mod tests;
