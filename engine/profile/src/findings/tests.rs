use super::*;
use crate::{Counters, PhaseTimes};

fn frames(
    count: u64,
    frame_ms: impl Fn(u64) -> f64,
    counted: impl Fn(u64, &mut Counters),
) -> Vec<FrameReport> {
    (0..count)
        .map(|index| {
            let (mut phases, mut counters) = (PhaseTimes::default(), Counters::default());
            phases.add_ms(Phase::Raf, frame_ms(index));
            counted(index, &mut counters);
            let begin_ms = index as f64 * 50.0;
            FrameReport {
                index,
                begin_ms,
                frame_ms: frame_ms(index),
                interval_ms: Some(16.0),
                phases,
                counters,
            }
        })
        .collect()
}

fn kinds(evidence: &Evidence<'_>) -> Vec<&'static str> {
    findings(evidence).iter().map(|finding| finding.kind).collect()
}

#[test]
fn a_sound_run_has_no_faults() {
    let reports = frames(300, |i| 4.0 + (i % 3) as f64, |_, _| {});
    let steady = LiveHeap { bytes: 4 << 20, objects: 100, ..LiveHeap::default() };
    let still = HeapGrowth { first: steady.clone(), middle: Some(steady.clone()), last: steady };
    let call = |name: &str, phase: Phase, calls: u64| {
        let mut by_phase = [0; Phase::ALL.len()];
        by_phase[phase as usize] = calls;
        CallTimes {
            name: name.to_owned(),
            calls,
            frames: calls.min(300),
            most_in_frame: 1,
            by_phase,
            ..CallTimes::default()
        }
    };
    let calls = [
        call("CanvasRenderingContext2D.drawImage", Phase::Raf, 3000),
        call("WebGLRenderingContext.texImage2D", Phase::Raf, 4),
        call("wx.vibrateShort", Phase::Input, 20),
    ];
    let evidence = Evidence { reports: &reports, calls: &calls, scripts: None, heap: Some(&still) };
    assert_eq!(findings(&evidence), []);
}

#[test]
fn a_frame_that_is_slow_each_second_is_told_with_its_rhythm_and_function() {
    let slow = |i: u64| if i % 60 == 59 { 40.0 } else { 3.0 };
    let reports = frames(300, slow, |_, _| {});
    let stack =
        vec![crate::ScriptFrame { function: "save".into(), file: "game.js".into(), line: 7, column: 1 }];
    let samples = reports.iter().filter(|r| r.frame_ms > 30.0).map(|r| (0, r.begin_ms + 5.0, 20.0)).collect();
    let scripts = ScriptTimes { stacks: vec![stack], samples, script_ms: 100.0 };
    let evidence = Evidence { reports: &reports, scripts: Some(&scripts), ..Evidence::default() };
    let found = findings(&evidence);
    assert_eq!(found.len(), 1);
    assert!(found[0].text.starts_with("one frame in 60 (every 1.0 s) takes 40"), "{}", found[0].text);
    assert!(found[0].text.ends_with("in raf, most in save (game.js:7)"), "{}", found[0].text);
}

#[test]
fn growth_readbacks_uploads_and_collections_are_told() {
    let reports = frames(
        300,
        |_| 5.0,
        |i, counters| {
            counters.add(Counter::SyncPoints, 1);
            counters.add(Counter::UploadBytes, 4096);
            counters.add(Counter::GcRuns, u64::from(i % 20 == 0));
        },
    );
    let classes = |list: &[(&str, u64)]| list.iter().map(|(class, n)| ((*class).to_owned(), *n)).collect();
    let first =
        LiveHeap { bytes: 2 << 20, objects: 10, classes: classes(&[("Object", 9)]), ..LiveHeap::default() };
    let last = LiveHeap {
        bytes: 3 << 20,
        objects: 5010,
        classes: classes(&[("Array", 4000), ("Object", 1009), ("Map", 1)]),
        ..LiveHeap::default()
    };
    let growth = HeapGrowth { first, middle: None, last };
    assert_eq!(
        growth.classes().collect::<Vec<_>>(),
        [("Array", 4000, 4000), ("Object", 1009, 1000), ("Map", 1, 1)]
    );
    let call = |name: &str, phase: Phase, most_in_frame| {
        let mut by_phase = [0; Phase::ALL.len()];
        by_phase[phase as usize] = 300;
        let places = vec![("game.js:12".to_owned(), 300)];
        CallTimes {
            name: name.to_owned(),
            calls: 300,
            frames: 300,
            most_in_frame,
            by_phase,
            places,
            ..CallTimes::default()
        }
    };
    let calls = [
        call("CanvasRenderingContext2D.getImageData", Phase::Raf, 1),
        call("WebGLRenderingContext.texImage2D", Phase::Raf, 1),
        call("wx.getSystemInfoSync", Phase::Input, 20),
    ];
    let evidence = Evidence { reports: &reports, calls: &calls, scripts: None, heap: Some(&growth) };
    assert_eq!(
        kinds(&evidence),
        ["leak", "readback", "upload every frame", "collector", "slow call in input"]
    );
    let texts = findings(&evidence);
    assert!(
        texts[0].text.contains("5000 objects (4000 Array, 1000 Object, 1 Map)")
            && texts[0].text.contains("205 KB a second"),
        "{}",
        texts[0].text
    );
    assert!(texts[4].text.contains("wx.getSystemInfoSync") && texts[4].text.contains("game.js:12 (300)"));
    // What was loaded in the first half and stays is no leak; what goes on growing is.
    let with_middle = |bytes| {
        let middle = Some(LiveHeap { bytes, ..growth.first.clone() });
        let growth = HeapGrowth { middle, ..growth.clone() };
        kinds(&Evidence { heap: Some(&growth), ..evidence }).contains(&"leak")
    };
    assert!(!with_middle(3 << 20) && with_middle(5 << 19));
    let uncounted = Evidence { calls: &[], ..evidence };
    assert!(findings(&uncounted)[1].text.contains("300 sync points"));
}
