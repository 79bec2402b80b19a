//! The automation of one `AudioParam`: <https://webaudio.github.io/web-audio-api/#AudioParam-methods>

use std::{collections::VecDeque, sync::Arc};

/// One scheduled change; times are seconds of the context.
#[derive(Clone, Debug, PartialEq)]
#[allow(missing_docs, reason = "the arguments of the methods of the same names")]
pub enum Automation {
    SetValue { value: f32, time: f64 },
    LinearRamp { value: f32, time: f64 },
    ExponentialRamp { value: f32, time: f64 },
    SetTarget { target: f32, time: f64, time_constant: f64 },
    SetCurve { values: Arc<[f32]>, time: f64, duration: f64 },
}

impl Automation {
    fn time(&self) -> f64 {
        match self {
            Automation::SetValue { time, .. }
            | Automation::LinearRamp { time, .. }
            | Automation::ExponentialRamp { time, .. }
            | Automation::SetTarget { time, .. }
            | Automation::SetCurve { time, .. } => *time,
        }
    }
}

/// What holds from the last event that has come.
#[derive(Clone, Debug, PartialEq)]
enum Mode {
    Hold,
    Target { target: f32, time_constant: f64 },
    Curve { values: Arc<[f32]>, duration: f64 },
}

/// A parameter never holds more events than this: a game that schedules without end loses the newest.
const MAX_EVENTS: usize = 65_536;

/// Events in order, and the one that holds.
#[derive(Clone, Debug)]
pub(crate) struct Timeline {
    /// Those to come.
    events: VecDeque<Automation>,
    /// Time of the last one that has come.
    from_time: f64,
    /// The value at that time.
    from_value: f32,
    mode: Mode,
    /// Some event has come or waits.
    is_used: bool,
}

impl Timeline {
    pub(crate) fn new(value: f32) -> Timeline {
        Timeline {
            events: VecDeque::new(),
            from_time: 0.0,
            from_value: value,
            mode: Mode::Hold,
            is_used: false,
        }
    }

    /// The one value, while nothing changes it.
    pub(crate) fn constant(&self) -> Option<f32> {
        (self.events.is_empty() && self.mode == Mode::Hold).then_some(self.from_value)
    }

    /// Adds an event; `now` is where a ramp without a predecessor begins.
    pub(crate) fn insert(&mut self, event: Automation, now: f64) {
        if self.events.len() >= MAX_EVENTS {
            return;
        }
        if !self.is_used {
            self.from_time = now;
            self.is_used = true;
        }
        let at = self.events.partition_point(|other| other.time() <= event.time());
        self.events.insert(at, event);
    }

    /// `cancelScheduledValues`.
    pub(crate) fn cancel(&mut self, time: f64) {
        self.events.retain(|event| event.time() < time);
        if matches!(&self.mode, Mode::Curve { duration, .. } if self.from_time + duration > time) {
            self.mode = Mode::Hold;
        }
    }

    /// `cancelAndHoldAtTime`.
    pub(crate) fn cancel_and_hold(&mut self, time: f64) {
        let value = self.clone().value_at(time);
        let next = self.events.iter().position(|event| event.time() > time);
        let held = match next.and_then(|i| self.events.get(i)) {
            Some(Automation::LinearRamp { .. }) => Automation::LinearRamp { value, time },
            Some(Automation::ExponentialRamp { .. }) => Automation::ExponentialRamp { value, time },
            _ => Automation::SetValue { value, time },
        };
        if let Some(next) = next {
            self.events.truncate(next);
        }
        if self.is_used {
            self.events.push_back(held);
        }
    }

    /// The value at a time that is not before one asked for earlier.
    pub(crate) fn value_at(&mut self, time: f64) -> f32 {
        while self.events.front().is_some_and(|event| event.time() <= time)
            && let Some(event) = self.events.pop_front()
        {
            self.reach(event);
        }
        if let Mode::Curve { values, duration } = &self.mode {
            let (end, last) = (self.from_time + duration, values.last().copied().unwrap_or_default());
            if time < end {
                return curve_value(values, (time - self.from_time) / duration);
            }
            (self.from_time, self.from_value, self.mode) = (end, last, Mode::Hold);
        }
        let part = |end: f64| {
            let span = end - self.from_time;
            if span > 0.0 { ((time - self.from_time) / span).clamp(0.0, 1.0) } else { 1.0 }
        };
        let from = self.from_value;
        match self.events.front() {
            Some(Automation::LinearRamp { value, time: end }) => {
                (f64::from(from) + f64::from(value - from) * part(*end)) as f32
            }
            Some(Automation::ExponentialRamp { value, time: end }) => {
                if from * value > 0.0 {
                    from * (value / from).powf(part(*end) as f32)
                } else {
                    from
                }
            }
            _ => self.held_at(time),
        }
    }

    fn held_at(&self, time: f64) -> f32 {
        match self.mode {
            Mode::Target { target, time_constant } => {
                let past = time - self.from_time;
                let left = if time_constant > 0.0 { (-past / time_constant).exp() } else { 0.0 };
                target + ((f64::from(self.from_value) - f64::from(target)) * left) as f32
            }
            _ => self.from_value,
        }
    }

    fn reach(&mut self, event: Automation) {
        let time = event.time();
        match event {
            Automation::SetValue { value, .. }
            | Automation::LinearRamp { value, .. }
            | Automation::ExponentialRamp { value, .. } => {
                (self.from_value, self.mode) = (value, Mode::Hold);
            }
            Automation::SetTarget { target, time_constant, .. } => {
                self.from_value = self.held_at(time);
                self.mode = Mode::Target { target, time_constant };
            }
            Automation::SetCurve { values, duration, .. } => {
                self.from_value = values.first().copied().unwrap_or_default();
                self.mode = Mode::Curve { values, duration };
            }
        }
        self.from_time = time;
        // What is as good as there needs no exponential any more; see `settle`.
    }

    /// A target that is reached within a millionth becomes a plain value.
    pub(crate) fn settle(&mut self, time: f64) {
        if let Mode::Target { target, .. } = self.mode {
            let near = (self.held_at(time) - target).abs() <= 1e-6 * target.abs().max(1e-4);
            if near && self.events.is_empty() {
                (self.from_time, self.from_value, self.mode) = (time, target, Mode::Hold);
            }
        }
    }
}

fn curve_value(values: &[f32], part: f64) -> f32 {
    let place = part.clamp(0.0, 1.0) * (values.len().saturating_sub(1)) as f64;
    let i = place as usize;
    match (values.get(i), values.get(i + 1)) {
        (Some(a), Some(b)) => a + (b - a) * (place - i as f64) as f32,
        (Some(a), None) => *a,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Automation::{ExponentialRamp, LinearRamp, SetCurve, SetTarget, SetValue};

    fn near(a: f32, b: f32) {
        assert!((a - b).abs() < 1e-5, "{a} is not {b}");
    }

    #[test]
    fn ramps_go_from_the_event_before_them() {
        let mut line = Timeline::new(1.0);
        line.insert(SetValue { value: 0.0, time: 1.0 }, 0.0);
        line.insert(LinearRamp { value: 10.0, time: 2.0 }, 0.0);
        line.insert(ExponentialRamp { value: 1000.0, time: 4.0 }, 0.0);
        near(line.value_at(0.5), 1.0);
        near(line.value_at(1.25), 2.5);
        near(line.value_at(3.0), 100.0);
        near(line.value_at(4.0), 1000.0);
        near(line.value_at(9.0), 1000.0);
        assert_eq!(line.constant(), Some(1000.0));
    }

    #[test]
    fn a_ramp_without_a_predecessor_begins_now() {
        let mut line = Timeline::new(2.0);
        line.insert(LinearRamp { value: 4.0, time: 3.0 }, 1.0);
        near(line.value_at(2.0), 3.0);
    }

    #[test]
    fn targets_are_approached_and_settle() {
        let mut line = Timeline::new(1.0);
        line.insert(SetTarget { target: 0.0, time: 1.0, time_constant: 0.5 }, 0.0);
        near(line.value_at(1.5), (-1.0_f32).exp());
        line.settle(30.0);
        assert_eq!(line.constant(), Some(0.0));
    }

    #[test]
    fn curves_are_stretched_and_their_end_stays() {
        let mut line = Timeline::new(1.0);
        line.insert(SetCurve { values: vec![0.0, 2.0, 1.0].into(), time: 1.0, duration: 2.0 }, 0.0);
        near(line.value_at(1.5), 1.0);
        near(line.value_at(2.5), 1.5);
        near(line.value_at(3.0), 1.0);
        assert_eq!(line.constant(), Some(1.0));
    }

    #[test]
    fn cancelling_drops_what_comes_and_may_hold() {
        let mut line = Timeline::new(0.0);
        line.insert(SetValue { value: 0.0, time: 0.0 }, 0.0);
        line.insert(LinearRamp { value: 10.0, time: 10.0 }, 0.0);
        let mut held = line.clone();
        line.cancel(5.0);
        near(line.value_at(6.0), 0.0);
        held.cancel_and_hold(5.0);
        near(held.value_at(4.0), 4.0);
        near(held.value_at(8.0), 5.0);
    }
}
