//! The text of `--stats`.

use std::fmt;

use crate::{Counter, CounterKind, CounterSummary, Distribution, Summary};

/// Width of the first column, and of each number.
const NAME: usize = 14;
const NUMBER: usize = 9;

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.frames == 0 {
            return writeln!(f, "no frames");
        }
        write!(f, "{} frames in {:.2} s", self.frames, self.span_ms / 1000.0)?;
        if self.fps > 0.0 {
            write!(
                f,
                ", {:.1} a second (1 % low {:.1}, 0.1 % low {:.1})",
                self.fps, self.fps_low_1, self.fps_low_0_1
            )?;
        }
        if self.recorded_frames > self.frames {
            write!(f, " (of {} recorded)", self.recorded_frames)?;
        }
        writeln!(
            f,
            "\njank {}, big jank {}, stutter {:.2} %",
            self.jank.jank,
            self.jank.big_jank,
            self.stutter * 100.0
        )?;
        write!(f, "frames longer than a refresh:")?;
        for (i, misses) in self.misses.iter().enumerate() {
            write!(f, "{} {} at {} Hz", if i > 0 { "," } else { "" }, misses.frames, misses.hz)?;
        }
        writeln!(f)?;
        if !self.marks.is_empty() {
            write!(f, "start:")?;
            for (i, mark) in self.marks.iter().enumerate() {
                write!(f, "{} {} {:.1} ms", if i > 0 { "," } else { "" }, mark.name, mark.at_ms)?;
            }
            writeln!(f)?;
        }
        writeln!(f)?;

        header(f, "ms", &["mean", "P50", "P75", "P90", "P95", "P99", "max", "share"])?;
        if self.interval_ms.count > 0 {
            time_row(f, "interval", &self.interval_ms, None)?;
        }
        time_row(f, "frame", &self.frame_ms, Some(1.0))?;
        for phase in &self.phases {
            time_row(f, &format!("  {}", phase.phase.name()), &phase.ms, Some(phase.share))?;
        }
        let other = if self.frame_ms.total > 0.0 { self.other_ms.total / self.frame_ms.total } else { 0.0 };
        time_row(f, "  other", &self.other_ms, Some(other))?;
        writeln!(f)?;

        header(f, "per frame", &["mean", "P50", "P75", "P90", "P95", "P99", "max", "total"])?;
        for counter in &self.counters {
            counter_row(f, counter)?;
        }
        Ok(())
    }
}

fn header(f: &mut fmt::Formatter<'_>, first: &str, columns: &[&str]) -> fmt::Result {
    write!(f, "{first:<NAME$}")?;
    for column in columns {
        write!(f, "{column:>NUMBER$}")?;
    }
    writeln!(f)
}

fn time_row(f: &mut fmt::Formatter<'_>, name: &str, ms: &Distribution, share: Option<f64>) -> fmt::Result {
    write!(f, "{name:<NAME$}")?;
    for value in [ms.mean, ms.p50, ms.p75, ms.p90, ms.p95, ms.p99, ms.max] {
        write!(f, "{:>NUMBER$}", format_ms(value))?;
    }
    match share {
        Some(share) => writeln!(f, "{:>NUMBER$}", format!("{:.1} %", share * 100.0)),
        None => writeln!(f),
    }
}

fn counter_row(f: &mut fmt::Formatter<'_>, summary: &CounterSummary) -> fmt::Result {
    let d = &summary.per_frame;
    let bytes = summary.counter.is_bytes();
    write!(f, "{:<NAME$}", summary.counter.title())?;
    for (i, value) in [d.mean, d.p50, d.p75, d.p90, d.p95, d.p99, d.max].into_iter().enumerate() {
        write!(f, "{:>NUMBER$}", format_count(value, bytes, i == 0))?;
    }
    match summary.counter.kind() {
        CounterKind::Sum => writeln!(f, "{:>NUMBER$}", format_count(d.total, bytes, false)),
        CounterKind::Gauge => writeln!(f),
    }
}

/// Two decimals, or fewer when the number is long.
pub(crate) fn format_ms(ms: f64) -> String {
    if ms >= 10_000.0 { format!("{ms:.0}") } else { format!("{ms:.2}") }
}

/// Whole numbers, or one decimal for means; bytes with a unit of 1024.
pub(crate) fn format_count(value: f64, bytes: bool, mean: bool) -> String {
    if bytes {
        return match value {
            v if v < 1024.0 => format!("{v:.0} B"),
            v if v < 1024.0 * 1024.0 => format!("{:.1} K", v / 1024.0),
            v if v < 1024.0 * 1024.0 * 1024.0 => format!("{:.1} M", v / (1024.0 * 1024.0)),
            v => format!("{:.2} G", v / (1024.0 * 1024.0 * 1024.0)),
        };
    }
    match value {
        v if mean && v < 100_000.0 => format!("{v:.1}"),
        v if v < 10_000_000.0 => format!("{v:.0}"),
        v => format!("{:.1}e6", v / 1e6),
    }
}

impl fmt::Display for Counter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.title())
    }
}

#[cfg(test)]
mod tests {
    use crate::{Counter, Counters, FrameReport, Mark, Phase, PhaseTimes, Summary};

    #[test]
    fn the_table_is_aligned_and_complete() {
        let reports: Vec<FrameReport> = (0..4)
            .map(|i| {
                let mut phases = PhaseTimes::default();
                phases.add_ms(Phase::Raf, 3.0);
                phases.add_ms(Phase::Flush, 0.5);
                let mut counters = Counters::default();
                counters.set(Counter::DrawOps, 1200);
                counters.set(Counter::DrawCalls, 3 + i % 2);
                counters.set(Counter::UploadBytes, 20_000);
                counters.set(Counter::HeapBytes, 4 << 20);
                let interval_ms = (i > 0).then_some(16.0);
                FrameReport {
                    index: i,
                    begin_ms: 16.0 * i as f64,
                    frame_ms: 4.0,
                    interval_ms,
                    phases,
                    counters,
                }
            })
            .collect();
        let mut summary = Summary::of(&reports);
        summary.recorded_frames = 9;
        summary.marks = vec![Mark { name: "vm", at_ms: 2.0 }, Mark { name: "first frame", at_ms: 40.25 }];
        let text = summary.to_string();
        let expected = "\
4 frames in 0.05 s, 62.5 a second (1 % low 62.5, 0.1 % low 62.5) (of 9 recorded)
jank 0, big jank 0, stutter 0.00 %
frames longer than a refresh: 0 at 30 Hz, 0 at 60 Hz, 0 at 90 Hz, 0 at 120 Hz
start: vm 2.0 ms, first frame 40.2 ms

ms                 mean      P50      P75      P90      P95      P99      max    share
interval          16.00    16.00    16.00    16.00    16.00    16.00    16.00
frame              4.00     4.00     4.00     4.00     4.00     4.00     4.00  100.0 %
  input            0.00     0.00     0.00     0.00     0.00     0.00     0.00    0.0 %
  events           0.00     0.00     0.00     0.00     0.00     0.00     0.00    0.0 %
  timers           0.00     0.00     0.00     0.00     0.00     0.00     0.00    0.0 %
  raf              3.00     3.00     3.00     3.00     3.00     3.00     3.00   75.0 %
  open_data        0.00     0.00     0.00     0.00     0.00     0.00     0.00    0.0 %
  flush            0.50     0.50     0.50     0.50     0.50     0.50     0.50   12.5 %
  present          0.00     0.00     0.00     0.00     0.00     0.00     0.00    0.0 %
  gc               0.00     0.00     0.00     0.00     0.00     0.00     0.00    0.0 %
  report           0.00     0.00     0.00     0.00     0.00     0.00     0.00    0.0 %
  other            0.50     0.50     0.50     0.50     0.50     0.50     0.50   12.5 %

per frame          mean      P50      P75      P90      P95      P99      max    total
draw ops         1200.0     1200     1200     1200     1200     1200     1200     4800
draw calls          3.5        3        4        4        4        4        4       14
passes              0.0        0        0        0        0        0        0        0
uploads          19.5 K   19.5 K   19.5 K   19.5 K   19.5 K   19.5 K   19.5 K   78.1 K
sync points         0.0        0        0        0        0        0        0        0
gpu us              0.0        0        0        0        0        0        0        0
host events         0.0        0        0        0        0        0        0        0
gc runs             0.0        0        0        0        0        0        0        0
js heap           4.0 M    4.0 M    4.0 M    4.0 M    4.0 M    4.0 M    4.0 M
textures            0 B      0 B      0 B      0 B      0 B      0 B      0 B
";
        assert_eq!(text, expected, "\n{text}");
    }

    #[test]
    fn no_frames_say_so() {
        assert_eq!(Summary::of(&[]).to_string(), "no frames\n");
    }
}
