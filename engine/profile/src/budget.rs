//! Budgets: sentences such as `p95 <= 16.6 ms` or `textures <= 100 MB`, judged against a [`Summary`].

use std::fmt;

use crate::{Counter, Distribution, Phase, Summary};

/// Why a sentence is no budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetError {
    sentence: String,
    reason: String,
}

impl fmt::Display for BudgetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "budget '{}': {}", self.sentence, self.reason)
    }
}

impl std::error::Error for BudgetError {}

/// What is judged.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Figure {
    FrameMs,
    IntervalMs,
    PhaseMs(Phase),
    Counter(Counter),
    Fps,
    FpsLow1,
    FpsLow01,
    Jank,
    BigJank,
    Stutter,
}

/// Which value of a spread.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Statistic {
    Mean,
    Min,
    P50,
    P75,
    P90,
    P95,
    P99,
    P99_9,
    Max,
}

const STATISTICS: [(&str, Statistic); 9] = [
    ("mean", Statistic::Mean),
    ("min", Statistic::Min),
    ("p50", Statistic::P50),
    ("p75", Statistic::P75),
    ("p90", Statistic::P90),
    ("p95", Statistic::P95),
    ("p99", Statistic::P99),
    ("p99.9", Statistic::P99_9),
    ("max", Statistic::Max),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Comparison {
    AtMost,
    Below,
    AtLeast,
    Above,
    Equal,
}

/// Longest first, so that `<=` is not read as `<`.
const COMPARISONS: [(&str, Comparison); 6] = [
    ("<=", Comparison::AtMost),
    (">=", Comparison::AtLeast),
    ("==", Comparison::Equal),
    ("<", Comparison::Below),
    (">", Comparison::Above),
    ("=", Comparison::Equal),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Unit {
    Ms,
    Bytes,
    Percent,
    Count,
}

/// One condition that a run has to meet.
///
/// `FIGURE [STATISTIC] COMPARISON NUMBER [UNIT]`. Figures: `frame` (work in a frame; the default), `interval` (from frame to frame), a phase
/// (`raf`, `gc`, ...), a counter (`draw calls`, `textures`, `js heap`, `sync points`, ...), `fps`, `fps low 1`, `fps low 0.1`, `jank`,
/// `big jank`, `stutter`. Statistics: `mean`, `min`, `p50` ... `p99.9`, `max`; without one, times mean `p95` and counters `max`.
/// Units: `ms`, `s`, `B`, `KB`, `MB`, `GB` (of 1024), `%`. A bare number is `frame p95 <= NUMBER ms`.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    sentence: String,
    figure: Figure,
    statistic: Option<Statistic>,
    comparison: Comparison,
    limit: f64,
}

/// A budget against what was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct BudgetResult {
    /// The budget as it was written.
    pub sentence: String,
    /// What was measured, in the budget's base unit: ms, bytes, percent or a count.
    pub actual: f64,
    /// The same with its unit.
    pub actual_text: String,
    /// The budget is met.
    pub met: bool,
}

impl fmt::Display for BudgetResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = if self.met { "met" } else { "MISSED" };
        write!(f, "budget {word}: {} (measured {})", self.sentence, self.actual_text)
    }
}

impl Budget {
    /// Reads a sentence.
    pub fn parse(sentence: &str) -> Result<Budget, BudgetError> {
        let fail = |reason: String| BudgetError { sentence: sentence.trim().to_owned(), reason };
        let text = sentence.trim().to_lowercase();
        let found = COMPARISONS.iter().find_map(|(sign, comparison)| {
            text.split_once(sign).map(|(left, right)| (left.trim(), *comparison, right.trim()))
        });
        let (left, comparison, right) = found.unwrap_or(("", Comparison::AtMost, text.as_str()));
        let (figure, statistic) = parse_figure(left).map_err(fail)?;
        let limit = parse_limit(right, figure.unit()).map_err(fail)?;
        Ok(Budget { sentence: sentence.trim().to_owned(), figure, statistic, comparison, limit })
    }

    /// Judges a run.
    pub fn judge(&self, summary: &Summary) -> BudgetResult {
        let actual = self.figure.value(summary, self.statistic);
        let met = match self.comparison {
            Comparison::AtMost => actual <= self.limit,
            Comparison::Below => actual < self.limit,
            Comparison::AtLeast => actual >= self.limit,
            Comparison::Above => actual > self.limit,
            Comparison::Equal => actual == self.limit,
        };
        let actual_text = self.figure.unit().show(actual);
        BudgetResult { sentence: self.sentence.clone(), actual, actual_text, met }
    }
}

fn parse_figure(text: &str) -> Result<(Figure, Option<Statistic>), String> {
    let text = text.replace('_', " ");
    let mut words: Vec<&str> = text.split_whitespace().collect();
    let mut statistic = None;
    words.retain(|word| match STATISTICS.iter().find(|(name, _)| name == word) {
        Some((_, found)) if statistic.is_none() => {
            statistic = Some(*found);
            false
        }
        _ => true,
    });
    let name = words.join(" ");
    let figure = named_figure(&name).ok_or_else(|| {
        let phases = Phase::ALL.map(Phase::name).join(", ");
        let counters = Counter::ALL.map(Counter::title).join(", ");
        format!(
            "'{name}' is no figure; there are frame, interval, fps, fps low 1, fps low 0.1, jank, big jank, stutter, {phases}, {counters}"
        )
    })?;
    if statistic.is_some() && !figure.has_spread() {
        return Err(format!("'{name}' is one number for the whole run and has no percentiles"));
    }
    Ok((figure, statistic))
}

fn named_figure(name: &str) -> Option<Figure> {
    Some(match name {
        "" | "frame" | "frame ms" | "frame time" => Figure::FrameMs,
        "interval" => Figure::IntervalMs,
        "fps" => Figure::Fps,
        "fps low 1" | "fps low 1%" => Figure::FpsLow1,
        "fps low 0.1" | "fps low 0.1%" => Figure::FpsLow01,
        "jank" => Figure::Jank,
        "big jank" | "bigjank" => Figure::BigJank,
        "stutter" => Figure::Stutter,
        _ => {
            if let Some(phase) = Phase::ALL.into_iter().find(|phase| phase.name().replace('_', " ") == name) {
                return Some(Figure::PhaseMs(phase));
            }
            let is = |counter: &Counter| counter.title() == name || counter.name().replace('_', " ") == name;
            Figure::Counter(Counter::ALL.into_iter().find(is)?)
        }
    })
}

fn parse_limit(text: &str, unit: Unit) -> Result<f64, String> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let number: f64 = number.parse().map_err(|_| format!("'{text}' does not begin with a number"))?;
    let suffix = suffix.trim();
    let factor = match (unit, suffix) {
        (_, "") | (Unit::Ms, "ms") | (Unit::Percent, "%") | (Unit::Bytes, "b") => 1.0,
        (Unit::Ms, "s") => 1000.0,
        (Unit::Bytes, "kb" | "kib" | "k") => 1024.0,
        (Unit::Bytes, "mb" | "mib" | "m") => 1024.0 * 1024.0,
        (Unit::Bytes, "gb" | "gib" | "g") => 1024.0 * 1024.0 * 1024.0,
        _ => return Err(format!("'{suffix}' is no unit for this figure; it takes {}", unit.names())),
    };
    Ok(number * factor)
}

impl Unit {
    fn names(self) -> &'static str {
        match self {
            Unit::Ms => "ms or s",
            Unit::Bytes => "B, KB, MB or GB",
            Unit::Percent => "%",
            Unit::Count => "none",
        }
    }

    fn show(self, value: f64) -> String {
        match self {
            Unit::Ms => format!("{value:.2} ms"),
            Unit::Bytes => format!("{:.1} MB", value / (1024.0 * 1024.0)),
            Unit::Percent => format!("{value:.2} %"),
            Unit::Count if value.fract() == 0.0 => format!("{value:.0}"),
            Unit::Count => format!("{value:.1}"),
        }
    }
}

impl Figure {
    fn unit(self) -> Unit {
        match self {
            Figure::FrameMs | Figure::IntervalMs | Figure::PhaseMs(_) => Unit::Ms,
            Figure::Counter(counter) if counter.is_bytes() => Unit::Bytes,
            Figure::Stutter => Unit::Percent,
            _ => Unit::Count,
        }
    }

    fn has_spread(self) -> bool {
        matches!(self, Figure::FrameMs | Figure::IntervalMs | Figure::PhaseMs(_) | Figure::Counter(_))
    }

    fn value(self, summary: &Summary, statistic: Option<Statistic>) -> f64 {
        let of = |spread: &Distribution, usual: Statistic| statistic.unwrap_or(usual).of(spread);
        match self {
            Figure::FrameMs => of(&summary.frame_ms, Statistic::P95),
            Figure::IntervalMs => of(&summary.interval_ms, Statistic::P95),
            Figure::PhaseMs(phase) => of(&summary.phase(phase).ms, Statistic::P95),
            Figure::Counter(counter) => of(&summary.counter(counter).per_frame, Statistic::Max),
            Figure::Fps => summary.fps,
            Figure::FpsLow1 => summary.fps_low_1,
            Figure::FpsLow01 => summary.fps_low_0_1,
            Figure::Jank => summary.jank.jank as f64,
            Figure::BigJank => summary.jank.big_jank as f64,
            Figure::Stutter => summary.stutter * 100.0,
        }
    }
}

impl Statistic {
    fn of(self, spread: &Distribution) -> f64 {
        match self {
            Statistic::Mean => spread.mean,
            Statistic::Min => spread.min,
            Statistic::P50 => spread.p50,
            Statistic::P75 => spread.p75,
            Statistic::P90 => spread.p90,
            Statistic::P95 => spread.p95,
            Statistic::P99 => spread.p99,
            Statistic::P99_9 => spread.p99_9,
            Statistic::Max => spread.max,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Counters, FrameReport, PhaseTimes};

    fn summary() -> Summary {
        let reports: Vec<FrameReport> = (1..=100)
            .map(|i| {
                let mut phases = PhaseTimes::default();
                phases.add_ms(Phase::Raf, f64::from(i) / 2.0);
                let mut counters = Counters::default();
                counters.set(Counter::TextureBytes, 50 << 20);
                counters.set(Counter::DrawCalls, i as u64);
                FrameReport {
                    index: i as u64,
                    begin_ms: f64::from(i) * 20.0,
                    frame_ms: f64::from(i),
                    interval_ms: Some(20.0),
                    phases,
                    counters,
                }
            })
            .collect();
        Summary::of(&reports)
    }

    #[test]
    fn sentences_are_judged() {
        let summary = summary();
        for (sentence, met, actual) in [
            ("16.6", false, 95.0),
            ("p95 <= 95 ms", true, 95.0),
            ("p95 < 95", false, 95.0),
            ("frame p99.9 <= 0.1 s", true, 100.0),
            ("raf mean <= 25.25", true, 25.25),
            ("max raf <= 49 ms", false, 50.0),
            ("interval <= 20", true, 20.0),
            ("textures <= 100 MB", true, f64::from(50 << 20)),
            ("texture_bytes < 50MB", false, f64::from(50 << 20)),
            ("draw calls p50 = 50", true, 50.0),
            ("Jank = 0", true, 0.0),
            ("stutter <= 1 %", true, 0.0),
            ("fps >= 50", true, 50.0),
            ("fps low 1 >= 51", false, 50.0),
        ] {
            let result = Budget::parse(sentence).unwrap().judge(&summary);
            assert_eq!((result.met, result.actual), (met, actual), "{sentence}");
        }
        let text = Budget::parse("textures <= 1 MB").unwrap().judge(&summary).to_string();
        assert_eq!(text, "budget MISSED: textures <= 1 MB (measured 50.0 MB)");
    }

    #[test]
    fn every_phase_and_counter_can_be_written() {
        for name in Phase::ALL.map(Phase::name).into_iter().chain(Counter::ALL.map(Counter::title)) {
            Budget::parse(&format!("{name} mean <= 2")).unwrap();
        }
    }

    #[test]
    fn what_is_no_budget_says_why() {
        for (sentence, part) in [
            ("speed <= 3", "'speed' is no figure; there are frame, interval"),
            ("p95 <= fast", "'fast' does not begin with a number"),
            ("p95 <= 16 MB", "'mb' is no unit for this figure; it takes ms or s"),
            ("jank p95 = 0", "'jank' is one number for the whole run"),
            ("", "does not begin with a number"),
        ] {
            let error = Budget::parse(sentence).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
        }
    }
}
