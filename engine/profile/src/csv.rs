//! One line a frame, for spreadsheets.

use std::fmt::Write as _;

use crate::{Counter, FrameReport, Phase};

/// Comma-separated values with a head line: index, begin, frame and interval in ms, every phase in ms, every counter.
pub fn frames_csv<'a>(reports: impl IntoIterator<Item = &'a FrameReport>) -> String {
    let mut text = "index,begin_ms,frame_ms,interval_ms".to_owned();
    for phase in Phase::ALL {
        let _ = write!(text, ",{}_ms", phase.name());
    }
    text.push_str(",other_ms");
    for counter in Counter::ALL {
        let _ = write!(text, ",{}", counter.name());
    }
    text.push('\n');
    for report in reports {
        let _ = write!(text, "{},{:.4},{:.4},", report.index, report.begin_ms, report.frame_ms);
        if let Some(ms) = report.interval_ms {
            let _ = write!(text, "{ms:.4}");
        }
        for phase in Phase::ALL {
            let _ = write!(text, ",{:.4}", report.phases.get_ms(phase));
        }
        let _ = write!(text, ",{:.4}", report.other_ms());
        for counter in Counter::ALL {
            let _ = write!(text, ",{}", report.counters.get(counter));
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Counters, PhaseTimes};

    #[test]
    fn lines_have_as_many_columns_as_the_head() {
        let report = FrameReport {
            index: 7,
            begin_ms: 1.0,
            frame_ms: 2.5,
            interval_ms: None,
            phases: PhaseTimes::default(),
            counters: Counters::default(),
        };
        let text = frames_csv(&[report, report]);
        let columns: Vec<usize> = text.lines().map(|line| line.split(',').count()).collect();
        assert_eq!(columns, [5 + Phase::ALL.len() + Counter::ALL.len(); 3]);
        assert!(text.lines().nth(1).unwrap().starts_with("7,1.0000,2.5000,,0.0000,"), "{text}");
    }
}
