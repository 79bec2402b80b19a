//! Many frames in a few figures.

use serde::Serialize;

use crate::{Counter, Distribution, FrameReport, JankCounts, JankDetector, Mark, Phase, mean_of_largest};

/// The spread of one phase over frames.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PhaseSummary {
    /// Which.
    pub phase: Phase,
    /// Milliseconds a frame.
    pub ms: Distribution,
    /// Its part of the time of all frames, 0..=1.
    pub share: f64,
}

/// The spread of one counter over frames.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CounterSummary {
    /// Which.
    pub counter: Counter,
    /// Its value a frame; the total of a gauge means nothing.
    pub per_frame: Distribution,
    /// Its value in the last frame.
    pub last: u64,
}

/// How many frames came too late for a display's rate.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BudgetMisses {
    /// Refreshes a second.
    pub hz: u32,
    /// Frames whose work took longer than one refresh.
    pub frames: u64,
}

/// The display rates that frames are held against.
const RATES_HZ: [u32; 4] = [30, 60, 90, 120];

/// Frames, their percentiles, jank and totals. `Display` is the text of `--stats`; `Serialize` is its JSON.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Summary {
    /// Frames in this summary.
    pub frames: u64,
    /// Frames that were recorded since the start; more than `frames` when the ring was full or some were skipped.
    pub recorded_frames: u64,
    /// From the begin of the first frame to the end of the last one.
    pub span_ms: f64,
    /// Frames a second, from the intervals (pauses left out); 0 with fewer than two frames.
    pub fps: f64,
    /// Frames a second in the slowest 1 % of the intervals, and in the slowest 0.1 %.
    pub fps_low_1: f64,
    /// See `fps_low_1`.
    pub fps_low_0_1: f64,
    /// Frames whose work took longer than a refresh at 30, 60, 90 and 120 Hz.
    pub misses: Vec<BudgetMisses>,
    /// Milliseconds from frame to frame.
    pub interval_ms: Distribution,
    /// Milliseconds of work in a frame.
    pub frame_ms: Distribution,
    /// Milliseconds of a frame that no phase accounts for.
    pub other_ms: Distribution,
    /// Every phase, in order.
    pub phases: Vec<PhaseSummary>,
    /// Every counter, in order.
    pub counters: Vec<CounterSummary>,
    /// Jank in these frames.
    pub jank: JankCounts,
    /// Time in janky frames by all time, 0..=1.
    pub stutter: f64,
    /// The moments of the start.
    pub marks: Vec<Mark>,
}

impl Summary {
    /// Of frames in their order; those of one run without holes.
    pub fn of<'a>(reports: impl IntoIterator<Item = &'a FrameReport>) -> Summary {
        let reports: Vec<&FrameReport> = reports.into_iter().collect();
        let frame_ms = Distribution::of(reports.iter().map(|r| r.frame_ms));
        // The interval that leads to the first frame belongs to the time before it.
        let intervals = || reports.iter().skip(1).map(|r| r.interval_ms);
        let interval_ms = Distribution::of(intervals().flatten());

        let mut detector = JankDetector::default();
        for interval in intervals() {
            match interval {
                Some(ms) => {
                    detector.push(ms);
                }
                None => detector.gap(),
            }
        }

        Summary {
            frames: reports.len() as u64,
            recorded_frames: reports.len() as u64,
            span_ms: match (reports.first(), reports.last()) {
                (Some(first), Some(last)) => last.begin_ms + last.frame_ms - first.begin_ms,
                _ => 0.0,
            },
            fps: per_second(interval_ms.mean),
            fps_low_1: per_second(mean_of_largest(intervals().flatten(), 0.01)),
            fps_low_0_1: per_second(mean_of_largest(intervals().flatten(), 0.001)),
            misses: RATES_HZ
                .into_iter()
                .map(|hz| {
                    let refresh_ms = 1000.0 / f64::from(hz);
                    let frames = reports.iter().filter(|r| r.frame_ms > refresh_ms).count() as u64;
                    BudgetMisses { hz, frames }
                })
                .collect(),
            interval_ms,
            frame_ms,
            other_ms: Distribution::of(reports.iter().map(|r| r.other_ms())),
            phases: Phase::ALL
                .into_iter()
                .map(|phase| {
                    let ms = Distribution::of(reports.iter().map(|r| r.phases.get_ms(phase)));
                    let share = if frame_ms.total > 0.0 { ms.total / frame_ms.total } else { 0.0 };
                    PhaseSummary { phase, ms, share }
                })
                .collect(),
            counters: Counter::ALL
                .into_iter()
                .map(|counter| CounterSummary {
                    counter,
                    per_frame: Distribution::of(reports.iter().map(|r| r.counters.get(counter) as f64)),
                    last: reports.last().map_or(0, |r| r.counters.get(counter)),
                })
                .collect(),
            jank: detector.counts(),
            stutter: detector.counts().stutter(),
            marks: Vec::new(),
        }
    }

    /// One phase.
    pub fn phase(&self, phase: Phase) -> &PhaseSummary {
        &self.phases[phase as usize]
    }

    /// One counter.
    pub fn counter(&self, counter: Counter) -> &CounterSummary {
        &self.counters[counter as usize]
    }
}

fn per_second(ms: f64) -> f64 {
    if ms > 0.0 { 1000.0 / ms } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Counters, PhaseTimes};

    fn report(index: u64, begin_ms: f64, frame_ms: f64, interval_ms: Option<f64>) -> FrameReport {
        let mut phases = PhaseTimes::default();
        phases.add_ms(Phase::Raf, frame_ms / 2.0);
        let mut counters = Counters::default();
        counters.set(Counter::DrawCalls, index * 10);
        FrameReport { index, begin_ms, frame_ms, interval_ms, phases, counters }
    }

    #[test]
    fn figures_agree_with_a_sum_by_hand() {
        let reports = [
            report(0, 100.0, 8.0, Some(900.0)),
            report(1, 120.0, 4.0, Some(20.0)),
            report(2, 140.0, 6.0, Some(20.0)),
            report(3, 240.0, 10.0, Some(100.0)),
            report(4, 260.0, 2.0, None),
            report(5, 280.0, 2.0, Some(20.0)),
        ];
        let s = Summary::of(&reports);
        assert_eq!((s.frames, s.span_ms), (6, 182.0));
        // The 900 ms before the first frame and the gap do not count: 20, 20, 100, 20.
        assert_eq!((s.interval_ms.count, s.interval_ms.mean, s.fps), (4, 40.0, 25.0));
        assert_eq!((s.fps_low_1, s.fps_low_0_1), (10.0, 10.0));
        // 10 ms is late at 120 Hz (8.3 ms) only; 8 ms is not.
        assert_eq!(s.misses.iter().map(|m| m.frames).collect::<Vec<_>>(), [0, 0, 0, 1]);
        assert_eq!((s.frame_ms.p50, s.frame_ms.p75, s.frame_ms.max), (4.0, 8.0, 10.0));
        assert_eq!((s.phase(Phase::Raf).ms.total, s.phase(Phase::Raf).share), (16.0, 0.5));
        assert_eq!((s.other_ms.total, s.phase(Phase::Flush).share), (16.0, 0.0));
        let draws = s.counter(Counter::DrawCalls);
        assert_eq!((draws.per_frame.total, draws.per_frame.p95, draws.last), (150.0, 50.0, 50));
        // Only two intervals lie before the 100 ms one.
        assert_eq!((s.jank.jank, s.stutter), (0, 0.0));
    }

    #[test]
    fn jank_and_stutter_are_counted() {
        let reports: Vec<_> = [16.0, 16.0, 16.0, 16.0, 200.0, 16.0]
            .into_iter()
            .enumerate()
            .map(|(i, interval)| report(i as u64, 0.0, 1.0, Some(interval)))
            .collect();
        let s = Summary::of(&reports);
        assert_eq!((s.jank.jank, s.jank.big_jank), (1, 1));
        assert!((s.stutter - 200.0 / 264.0).abs() < 1e-12);
    }

    #[test]
    fn no_frames_give_zeros_and_json_has_names() {
        let s = Summary::of(&[]);
        assert_eq!((s.frames, s.fps, s.frame_ms.max), (0, 0.0, 0.0));
        let json = serde_json::to_value(&s).unwrap();
        assert_eq!(json["phases"][3]["phase"], "raf");
        assert_eq!(json["counters"][1]["counter"], "draw_calls");
        assert_eq!(json["frame_ms"]["p99"], 0.0);
        let json = serde_json::to_value(report(2, 1.0, 8.0, None)).unwrap();
        assert_eq!(json["phases"]["raf"], 4.0);
        assert_eq!(json["counters"]["draw_calls"], 20);
    }
}
