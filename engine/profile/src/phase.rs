//! The phases of a frame, in the order in which they run.

use serde::Serialize;

/// One phase of a frame (design.md, section 2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Touches, keys, lifecycle: delivered to their listeners.
    Input,
    /// What finished elsewhere: network, files, decodes, sound, workers.
    Events,
    /// Due timeouts and intervals.
    Timers,
    /// The callbacks of `requestAnimationFrame`.
    Raf,
    /// The open data domain: its messages, images, timers and animation frames.
    OpenData,
    /// Draw lists to the renderer: batching, uploads, encoding. Also the early flushes at sync points.
    Flush,
    /// The screen canvas to the surface, or its readback. In a window this includes the wait for the display.
    Present,
    /// Garbage collection in the slack of the frame.
    Gc,
    /// Making the report itself, and what the host does at the end of a frame.
    Report,
}

impl Phase {
    /// Every phase, in order.
    pub const ALL: [Phase; 9] = [
        Phase::Input,
        Phase::Events,
        Phase::Timers,
        Phase::Raf,
        Phase::OpenData,
        Phase::Flush,
        Phase::Present,
        Phase::Gc,
        Phase::Report,
    ];

    /// The name in tables, traces and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Phase::Input => "input",
            Phase::Events => "events",
            Phase::Timers => "timers",
            Phase::Raf => "raf",
            Phase::OpenData => "open_data",
            Phase::Flush => "flush",
            Phase::Present => "present",
            Phase::Gc => "gc",
            Phase::Report => "report",
        }
    }
}

/// Milliseconds spent in each phase of one frame. A phase inside another (an early flush inside `Raf`) counts
/// for the inner one only, so the sum never exceeds the frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PhaseTimes([f32; Phase::ALL.len()]);

impl PhaseTimes {
    /// Milliseconds of one phase.
    pub fn get_ms(&self, phase: Phase) -> f64 {
        f64::from(self.0[phase as usize])
    }

    /// Adds to one phase.
    pub fn add_ms(&mut self, phase: Phase, ms: f64) {
        self.0[phase as usize] += ms as f32;
    }

    /// All phases together.
    pub fn sum_ms(&self) -> f64 {
        self.0.iter().map(|ms| f64::from(*ms)).sum()
    }
}

impl Serialize for PhaseTimes {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(Phase::ALL.map(|phase| (phase.name(), self.get_ms(phase))))
    }
}
