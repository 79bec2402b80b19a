use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use super::*;

/// A clock in whole milliseconds and a profiler on it.
fn profiler(capacity: usize) -> (Arc<AtomicU64>, Profiler) {
    let now = Arc::new(AtomicU64::new(0));
    let clock = Arc::clone(&now);
    (now, Profiler::new(move || clock.load(Ordering::Relaxed) as f64, capacity))
}

#[test]
fn an_inner_phase_interrupts_the_outer_one() {
    let (now, p) = profiler(10);
    p.begin_frame();
    now.store(1, Ordering::Relaxed);
    {
        let _raf = p.phase(Phase::Raf);
        now.store(4, Ordering::Relaxed);
        {
            let _flush = p.phase(Phase::Flush);
            now.store(9, Ordering::Relaxed);
        }
        now.store(10, Ordering::Relaxed);
    }
    let report = p.end_frame().unwrap();
    assert_eq!(report.phases.get_ms(Phase::Raf), 4.0);
    assert_eq!(report.phases.get_ms(Phase::Flush), 5.0);
    assert_eq!(report.frame_ms, 10.0);
    assert_eq!(report.other_ms(), 1.0);
    assert_eq!(report.interval_ms, None);
}

#[test]
fn phases_nest_deeper_than_the_stack_without_harm() {
    let (now, p) = profiler(10);
    p.begin_frame();
    let spans: Vec<_> = (0..20).map(|_| p.phase(Phase::Events)).collect();
    now.store(7, Ordering::Relaxed);
    drop(spans);
    now.store(9, Ordering::Relaxed);
    let report = p.end_frame().unwrap();
    assert_eq!((report.phases.get_ms(Phase::Events), report.other_ms()), (7.0, 2.0));
}

#[test]
fn sums_start_again_and_gauges_stay() {
    let (_, p) = profiler(10);
    p.add(Counter::DrawOps, 1);
    p.begin_frame();
    p.add(Counter::DrawOps, 2);
    p.set(Counter::HeapBytes, 500);
    assert_eq!(p.end_frame().unwrap().counters.get(Counter::DrawOps), 3);
    p.begin_frame();
    let second = p.end_frame().unwrap();
    assert_eq!(second.counters.get(Counter::DrawOps), 0);
    assert_eq!(second.counters.get(Counter::HeapBytes), 500);
}

#[test]
fn the_ring_keeps_the_last_frames_and_gaps_are_no_intervals() {
    let (now, p) = profiler(3);
    for i in 0..5 {
        now.store(i * 16, Ordering::Relaxed);
        if i == 4 {
            p.gap();
        }
        p.begin_frame();
        p.end_frame();
    }
    let reports = p.reports();
    assert_eq!(reports.iter().map(|r| r.index).collect::<Vec<_>>(), [2, 3, 4]);
    assert_eq!(reports.iter().map(|r| r.interval_ms).collect::<Vec<_>>(), [Some(16.0), Some(16.0), None]);
    assert_eq!(p.frame_count(), 5);
    assert_eq!(p.summary(3).frames, 2);
}

#[test]
fn what_is_left_out_is_no_part_of_an_interval() {
    let (now, p) = profiler(3);
    p.begin_frame();
    p.end_frame();
    now.store(5, Ordering::Relaxed);
    let begin_ms = p.now_ms();
    now.store(25, Ordering::Relaxed);
    p.leave_out_since(begin_ms);
    now.store(30, Ordering::Relaxed);
    p.begin_frame();
    p.end_frame();
    assert_eq!(p.reports()[1].interval_ms, Some(10.0));
}

#[test]
fn off_reads_no_clock_and_keeps_nothing() {
    let p = Profiler::off();
    p.mark("start");
    p.begin_frame();
    let span = p.phase(Phase::Raf);
    p.add(Counter::DrawOps, 1);
    drop(span);
    assert_eq!(p.end_frame(), None);
    assert!(p.reports().is_empty() && p.marks().is_empty() && !p.is_on());
}

#[test]
fn misuse_is_harmless() {
    let (_, p) = profiler(0);
    assert_eq!(p.end_frame(), None);
    drop(p.phase(Phase::Input));
    p.begin_frame();
    let span = p.phase(Phase::Raf);
    p.begin_frame();
    drop(span);
    assert!(p.end_frame().is_some());
    assert_eq!((p.frame_count(), p.reports().len()), (2, 1));
}
