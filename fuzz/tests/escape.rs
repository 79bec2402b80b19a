//! A great many messages to an open data domain that wants out of its realm; see `messages.rs`.
//!
//! `SPARROW_ESCAPE_VALUES=1000000 cargo test --release -p sparrow-fuzz --test escape -- --nocapture` is the whole of it;
//! `SPARROW_FUZZ_SEED` begins elsewhere.

#![allow(clippy::print_stdout, reason = "a test tells how far it is")]
use std::time::Instant;

/// Values in an ordinary run of the tests.
const VALUES: u64 = 2_000;

fn setting(name: &str, usual: u64) -> u64 {
    std::env::var(name)
        .map_or(usual, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

#[test]
fn no_message_leads_out_of_the_open_data_domain() {
    let (values, seed) = (setting("SPARROW_ESCAPE_VALUES", VALUES), setting("SPARROW_FUZZ_SEED", 0));
    let begin = Instant::now();
    let work = move || {
        sparrow_fuzz::random_messages(values, seed, |sum| {
            println!(
                "{} values received, {} objects walked, {} values refused, {:.0?}",
                sum.received,
                sum.objects,
                sum.refused,
                begin.elapsed()
            );
        })
    };
    // As large as the player's: values nest.
    let thread = std::thread::Builder::new().stack_size(16 << 20).spawn(work).expect("a thread");
    let sum = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    assert_eq!(sum.received + sum.refused, values);
    // Most values can be copied; a run that only refuses tests nothing.
    assert!(sum.received > values / 2 && sum.objects > values, "{sum:?}");
}
