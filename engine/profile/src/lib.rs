//! Where the time of a frame goes: phases, counters, a ring of frame reports, and their summary.
//!
//! A [`Profiler`] is told when frames and phases begin and end; it asks the clock that it was given, keeps one
//! [`FrameReport`] a frame, and a [`Summary`] turns many of them into percentiles, jank and totals.
//! Off, it reads no clock and allocates nothing: each call is one branch.
//!
//! Boundary: numbers in, numbers and text out. Absent on purpose: clocks, files, JavaScript, every other crate of
//! ours.

mod budget;
mod calls;
mod compare;
mod counter;
mod csv;
mod findings;
mod flame;
mod frame;
mod html;
mod jank;
mod percentile;
mod phase;
mod plot;
mod profiler;
mod script;
mod spans;
mod summary;
mod table;
mod trace;

pub use budget::{Budget, BudgetError, BudgetResult};
pub use calls::{CallId, CallTimes};
pub use compare::{Comparison, Verdict};
pub use counter::{Counter, CounterKind, Counters};
pub use csv::frames_csv;
pub use findings::{Evidence, Finding, HeapGrowth, LiveHeap, findings};
pub use frame::FrameReport;
pub use html::{Measured, ReportHead, html_report};
pub use jank::{BIG_JANK_MS, JANK_MS, JankCounts, JankDetector};
pub use percentile::{Distribution, mean_of_largest, nearest_rank};
pub use phase::{Phase, PhaseTimes};
pub use profiler::{Mark, PhaseSpan, Profiler};
pub use script::{FunctionTimes, ScriptFrame, ScriptTimes};
pub use summary::{BudgetMisses, CounterSummary, PhaseSummary, Summary};
pub use trace::chrome_trace;
