//! The report of one frame.

use serde::Serialize;

use crate::{Counters, PhaseTimes};

/// What one frame did and how long it took.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct FrameReport {
    /// Number of the frame, from 0.
    pub index: u64,
    /// When it began, on the profiler's clock.
    pub begin_ms: f64,
    /// From its begin to its end: the work, the wait for the display included when `Present` waits.
    pub frame_ms: f64,
    /// From the begin of the frame before to the begin of this one: what a player sees. `None` for the first
    /// frame and for the first after a pause.
    pub interval_ms: Option<f64>,
    /// Time by phase.
    pub phases: PhaseTimes,
    /// Counters.
    pub counters: Counters,
}

impl FrameReport {
    /// Time of the frame that no phase accounts for.
    pub fn other_ms(&self) -> f64 {
        (self.frame_ms - self.phases.sum_ms()).max(0.0)
    }
}
