//! Calls of the platform's functions by name: how often, how long, in which phase, and from which line.

use std::collections::HashMap;

use serde::Serialize;

use crate::Phase;

/// Names a function that is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CallId(pub u32);

/// What was counted of one function.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct CallTimes {
    /// `wx.getSystemInfoSync`, `CanvasRenderingContext2D.drawImage`, ...
    pub name: String,
    /// How often it was called.
    pub calls: u64,
    /// Milliseconds in it; what it called in turn included, what the counting costs taken away.
    pub total_ms: f64,
    /// Frames in which it was called.
    pub frames: u64,
    /// Most calls in one frame.
    pub most_in_frame: u64,
    /// Longest time in it in one frame, in milliseconds.
    pub worst_frame_ms: f64,
    /// Calls by phase, in the order of [`Phase::ALL`]; those outside of frames are in none.
    pub by_phase: [u64; Phase::ALL.len()],
    /// Lines of the game that called it, most calls first; of functions whose place is looked up.
    pub places: Vec<(String, u64)>,
}

impl CallTimes {
    /// Calls in a phase.
    pub fn in_phase(&self, phase: Phase) -> u64 {
        self.by_phase[phase as usize]
    }
}

/// Different lines that are kept for one function.
const MAX_PLACES: usize = 64;

#[derive(Default)]
struct Entry {
    times: CallTimes,
    places: HashMap<String, u64>,
    /// Of the frame that is open.
    frame_calls: u64,
    frame_ms: f64,
}

/// Every function that is counted.
#[derive(Default)]
pub(crate) struct CallTable {
    entries: Vec<Entry>,
    by_name: HashMap<String, u32>,
    /// What one counted call costs by itself.
    cost_ms: f64,
    touched: Vec<u32>,
}

impl CallTable {
    pub(crate) fn name(&mut self, name: &str) -> CallId {
        if let Some(id) = self.by_name.get(name) {
            return CallId(*id);
        }
        let id = self.entries.len() as u32;
        let times = CallTimes { name: name.to_owned(), ..CallTimes::default() };
        self.entries.push(Entry { times, ..Entry::default() });
        self.by_name.insert(name.to_owned(), id);
        CallId(id)
    }

    pub(crate) fn set_cost(&mut self, cost_ms: f64) {
        self.cost_ms = cost_ms;
    }

    pub(crate) fn add(&mut self, id: CallId, ms: f64, phase: Option<Phase>) {
        let Some(entry) = self.entries.get_mut(id.0 as usize) else { return };
        let ms = (ms - self.cost_ms).max(0.0);
        entry.times.calls += 1;
        entry.times.total_ms += ms;
        if let Some(phase) = phase {
            entry.times.by_phase[phase as usize] += 1;
        }
        if entry.frame_calls == 0 {
            self.touched.push(id.0);
        }
        entry.frame_calls += 1;
        entry.frame_ms += ms;
    }

    pub(crate) fn place(&mut self, id: CallId, place: String) {
        let Some(entry) = self.entries.get_mut(id.0 as usize) else { return };
        if entry.places.len() < MAX_PLACES || entry.places.contains_key(&place) {
            *entry.places.entry(place).or_default() += 1;
        }
    }

    pub(crate) fn end_frame(&mut self) {
        for id in self.touched.drain(..) {
            let entry = &mut self.entries[id as usize];
            let (calls, ms) = (std::mem::take(&mut entry.frame_calls), std::mem::take(&mut entry.frame_ms));
            entry.times.frames += 1;
            entry.times.most_in_frame = entry.times.most_in_frame.max(calls);
            entry.times.worst_frame_ms = entry.times.worst_frame_ms.max(ms);
        }
    }

    /// What was counted begins at nothing again.
    pub(crate) fn reset(&mut self) {
        self.touched.clear();
        for entry in &mut self.entries {
            let name = std::mem::take(&mut entry.times.name);
            *entry = Entry { times: CallTimes { name, ..CallTimes::default() }, ..Entry::default() };
        }
    }

    /// Those that were called, longest time first.
    pub(crate) fn all(&self) -> Vec<CallTimes> {
        let called = self.entries.iter().filter(|entry| entry.times.calls > 0);
        let mut all: Vec<_> = called
            .map(|entry| {
                let mut times = entry.times.clone();
                times.places = entry.places.iter().map(|(place, count)| (place.clone(), *count)).collect();
                times.places.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
                times
            })
            .collect();
        all.sort_by(|a, b| b.total_ms.total_cmp(&a.total_ms).then(b.calls.cmp(&a.calls)));
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_counted_by_frame_phase_and_place() {
        let mut table = CallTable::default();
        let (a, b) = (table.name("wx.a"), table.name("wx.b"));
        assert_eq!(table.name("wx.a"), a);
        table.set_cost(0.5);
        table.add(a, 1.0, Some(Phase::Input));
        table.add(a, 0.25, Some(Phase::Raf));
        table.place(a, "game.js:3".to_owned());
        table.end_frame();
        table.add(a, 2.5, None);
        table.add(b, 0.6, Some(Phase::Raf));
        table.end_frame();
        table.end_frame();
        let all = table.all();
        assert_eq!((all[0].name.as_str(), all[0].calls, all[0].total_ms), ("wx.a", 3, 2.5));
        assert_eq!((all[0].frames, all[0].most_in_frame, all[0].worst_frame_ms), (2, 2, 2.0));
        assert_eq!((all[0].in_phase(Phase::Input), all[0].in_phase(Phase::Raf)), (1, 1));
        assert_eq!(all[0].places, [("game.js:3".to_owned(), 1)]);
        table.reset();
        assert!(table.all().is_empty());
        assert_eq!(table.name("wx.b"), b);
    }
}
