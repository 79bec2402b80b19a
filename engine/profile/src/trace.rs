//! The Trace Event Format, which Perfetto and `chrome://tracing` open.
//!
//! A report keeps how long each phase took, not when it began: phases are laid out one after the other, in the order in which a frame runs them.
//! Frames, their lengths and the counters are where they were.

use std::fmt::Write as _;

use crate::{Counter, FrameReport, Mark, Phase, script::json_text};

/// JSON of all frames: a complete event for every frame and phase, a counter event for every counter, an instant for every mark.
pub fn chrome_trace<'a>(
    process: &str,
    reports: impl IntoIterator<Item = &'a FrameReport>,
    marks: &[Mark],
) -> String {
    let mut text = String::from("{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n");
    let name = json_text(process);
    let _ = write!(
        text,
        "{{\"ph\":\"M\",\"pid\":1,\"tid\":1,\"name\":\"process_name\",\"args\":{{\"name\":{name}}}}},\n\
         {{\"ph\":\"M\",\"pid\":1,\"tid\":1,\"name\":\"thread_name\",\"args\":{{\"name\":\"game\"}}}}"
    );
    for mark in marks {
        let _ = write!(
            text,
            ",\n{{\"ph\":\"i\",\"s\":\"p\",\"pid\":1,\"tid\":1,\"name\":{},\"ts\":{:.1}}}",
            json_text(mark.name),
            mark.at_ms * 1000.0
        );
    }
    for report in reports {
        complete(&mut text, &format!("frame {}", report.index), report.begin_ms, report.frame_ms);
        let mut at_ms = report.begin_ms;
        for phase in Phase::ALL {
            let ms = report.phases.get_ms(phase);
            if ms > 0.0 {
                complete(&mut text, phase.name(), at_ms, ms);
                at_ms += ms;
            }
        }
        for counter in Counter::ALL {
            let _ = write!(
                text,
                ",\n{{\"ph\":\"C\",\"pid\":1,\"name\":\"{0}\",\"ts\":{1:.1},\"args\":{{\"{0}\":{2}}}}}",
                counter.name(),
                report.begin_ms * 1000.0,
                report.counters.get(counter)
            );
        }
    }
    text.push_str("\n]}\n");
    text
}

fn complete(text: &mut String, name: &str, begin_ms: f64, ms: f64) {
    let (ts, dur) = (begin_ms * 1000.0, ms * 1000.0);
    let _ = write!(
        text,
        ",\n{{\"ph\":\"X\",\"pid\":1,\"tid\":1,\"name\":\"{name}\",\"ts\":{ts:.1},\"dur\":{dur:.1}}}"
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Counters, PhaseTimes};

    #[test]
    fn it_is_json_with_phases_inside_of_their_frame() {
        let mut phases = PhaseTimes::default();
        phases.add_ms(Phase::Raf, 3.0);
        phases.add_ms(Phase::Flush, 1.0);
        let report = FrameReport {
            index: 4,
            begin_ms: 10.0,
            frame_ms: 5.0,
            interval_ms: None,
            phases,
            counters: Counters::default(),
        };
        let text = chrome_trace("a \"game\"\n", &[report], &[Mark { name: "vm", at_ms: 1.5 }]);
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        let events = json["traceEvents"].as_array().unwrap();
        let spans: Vec<_> = events
            .iter()
            .filter(|e| e["ph"] == "X")
            .map(|e| (e["name"].as_str().unwrap(), e["ts"].as_f64().unwrap(), e["dur"].as_f64().unwrap()))
            .collect();
        assert_eq!(
            spans,
            [("frame 4", 10000.0, 5000.0), ("raf", 10000.0, 3000.0), ("flush", 13000.0, 1000.0)]
        );
        assert_eq!(events[0]["args"]["name"], "a \"game\"\n");
        assert_eq!(events.iter().filter(|e| e["ph"] == "C").count(), Counter::ALL.len());
    }
}
