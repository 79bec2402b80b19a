//! What the profiler itself costs: nanoseconds of a span, of a counter and of a frame's report, on and off.
//!
//! `cargo bench -p sparrow-tests --bench profiler`. Each row runs 100,000 times, 41 times over; the median and the least are shown. A
//! span reads the clock twice: the first row says what one reading is.
#![allow(clippy::print_stdout, missing_docs)]

use sparrow_profile::{Counter, Phase, Profiler};
use std::{hint::black_box, time::Instant};

const ROUNDS: usize = 41;
const TIMES: u32 = 100_000;

fn row(name: &str, mut body: impl FnMut()) {
    let mut times: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            for _ in 0..TIMES {
                body();
            }
            start.elapsed().as_nanos() as f64 / f64::from(TIMES)
        })
        .collect();
    times.sort_by(f64::total_cmp);
    println!("{name:44} {:7.1} [{:.1}] ns", times[ROUNDS / 2], times[0]);
}

fn main() {
    let clock = sparrow_native::FastClock::new();
    row("reading the system's clock", || {
        black_box(Instant::now());
    });
    row("reading the profiler's clock", || {
        black_box(clock.now_ms());
    });
    for (name, profiler) in [("on", Profiler::new(move || clock.now_ms(), 1000)), ("off", Profiler::off())] {
        let profiler = black_box(profiler);
        profiler.begin_frame();
        row(&format!("{name}: a span"), || drop(black_box(profiler.phase(Phase::Raf))));
        row(&format!("{name}: a counter"), || profiler.add(black_box(Counter::DrawCalls), 1));
        profiler.end_frame();
        row(&format!("{name}: a frame with nothing in it"), || {
            profiler.begin_frame();
            black_box(profiler.end_frame());
        });
    }
}
