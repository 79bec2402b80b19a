//! `sparrow run --restarts N`: the same game again and again in one process. What grows from run to run was not given back: by the
//! game's last run (its owners' figures), or by us (memory, threads and open files of the process).

use crate::{
    args::RunArgs,
    exit::Exit,
    headless::{self, Length},
    screen,
    session::{Paths, Session, With, say},
};
use sparrow_native::ProcessFigures;
use std::time::Duration;

/// Frames of a run that does not say how many.
const FRAMES: u64 = 120;
/// Growth that means nothing: allocators round, caches fill.
const NOISE_BYTES: f64 = 512.0 * 1024.0;
/// Looks at threads that are ending, 10 ms apart.
const SETTLE_TRIES: u32 = 50;
/// By so much of itself a figure may differ from run to run.
const NOISE_SHARE: f64 = 0.03;

/// Runs the game `times` times and judges.
pub(crate) fn run(args: &RunArgs, times: u32) -> Result<Exit, Exit> {
    let script = headless::read_script(args)?;
    let fresh = || screen::headless_renderer(args);
    let mut figures: Vec<Vec<(String, f64)>> = Vec::new();
    let mut fewest = None;
    for _ in 0..times {
        let mut session = Session::start(args, Paths::InMemory, fresh()?, &fresh, &With::default())?;
        let length = Length { frames: args.frames.unwrap_or(FRAMES), paced: false, at_most: None };
        headless::play(&mut session, &script, length);
        session.live_heap();
        let mut run: Vec<(String, f64)> = session
            .game()
            .memory()
            .into_iter()
            .map(|(name, bytes)| (format!("{name} at the end"), bytes as f64))
            .collect();
        drop(session);
        let process = settled(&mut fewest);
        run.extend(process.resident_bytes.map(|bytes| ("memory of the process".to_owned(), bytes as f64)));
        run.extend(process.threads.map(|count| ("threads".to_owned(), f64::from(count))));
        run.extend(process.open_files.map(|count| ("open files".to_owned(), f64::from(count))));
        figures.push(run);
    }
    let grown = growth(&figures);
    say(&format!("{times} runs; at the end of the first, of the third, and of the last:"));
    for (index, (name, first)) in figures[0].iter().enumerate() {
        let (third, last) = (figures[2][index].1, figures[figures.len() - 1][index].1);
        if *first > 0.0 || last > 0.0 {
            say(&format!(
                "  {name:<28} {:>12} {:>12} {:>12}",
                amount(name, *first),
                amount(name, third),
                amount(name, last)
            ));
        }
    }
    if grown.is_empty() {
        say("nothing grew");
        return Ok(Exit::ok());
    }
    for text in &grown {
        say(&format!("grew: {text}"));
    }
    Ok(Exit::game_failed(format!("{} figures grew from run to run", grown.len())))
}

/// The process once its threads have ended as far as they did before: on a busy machine some take a while. Those that stay are counted.
fn settled(fewest: &mut Option<u32>) -> ProcessFigures {
    let mut process = ProcessFigures::now();
    for _ in 0..SETTLE_TRIES {
        let (Some(threads), Some(least)) = (process.threads, *fewest) else { break };
        if threads <= least {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
        process = ProcessFigures::now();
    }
    *fewest = match (process.threads, *fewest) {
        (Some(threads), Some(least)) => Some(threads.min(least)),
        (threads, least) => threads.or(least),
    };
    process
}

fn amount(name: &str, value: f64) -> String {
    if name == "threads" || name == "open files" {
        format!("{value}")
    } else {
        format!("{:.0} KB", value / 1024.0)
    }
}

/// Of what bytes grew by, each half of the runs has at least so much: a leak goes on. One step is the allocator's, which cannot give back what
/// is free below a block that is not.
const SHARE_OF_A_HALF: f64 = 0.25;

/// What grew: the middle of the last third of the runs against the middle of the first third, without the first run, which fills
/// caches; and more often up than down.
fn growth(figures: &[Vec<(String, f64)>]) -> Vec<String> {
    let mut out = Vec::new();
    let Some(first) = figures.first() else { return out };
    for (index, (name, _)) in first.iter().enumerate() {
        let values: Vec<f64> =
            figures.iter().skip(1).filter_map(|run| run.get(index)).map(|(_, value)| *value).collect();
        let third = (values.len() / 3).max(1);
        let (before, after) = (middle(&values[..third]), middle(&values[values.len() - third..]));
        let between = middle(&values[values.len() / 3..values.len() - values.len() / 3]);
        let up = values.windows(2).filter(|pair| pair[1] > pair[0]).count();
        let counted = name == "threads" || name == "open files";
        let noise = if counted { 0.0 } else { NOISE_BYTES.max(before * NOISE_SHARE) };
        let goes_on =
            counted || (between - before).min(after - between) >= (after - before) * SHARE_OF_A_HALF;
        if after - before > noise && up * 3 >= values.len() - 1 && goes_on {
            let each = (after - before) / (values.len() - third).max(1) as f64;
            out.push(format!(
                "{name}: from {} to {}, {} a run",
                amount(name, before),
                amount(name, after),
                amount(name, each)
            ));
        }
    }
    out
}

fn middle(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(value: impl Fn(f64) -> f64, threads: impl Fn(f64) -> f64) -> Vec<Vec<(String, f64)>> {
        (0..12)
            .map(|run| {
                vec![
                    ("js heap".to_owned(), value(f64::from(run))),
                    ("threads".to_owned(), threads(f64::from(run))),
                ]
            })
            .collect()
    }

    #[test]
    fn only_what_grows_is_told() {
        let mb = 1024.0 * 1024.0;
        assert!(growth(&runs(|run| 20.0 * mb + (run % 3.0) * 1000.0, |_| 4.0)).is_empty());
        // The first run fills caches.
        assert!(growth(&runs(|run| if run < 1.0 { mb } else { 40.0 * mb }, |_| 4.0)).is_empty());
        // A step that stays, wherever it comes; the others round a little up.
        for step in 2..12 {
            let step = f64::from(step);
            let value = |run| 27.0 * mb + run * 1000.0 + if run < step { 0.0 } else { 10.0 * mb };
            assert!(growth(&runs(value, |_| 4.0)).is_empty(), "{step}");
        }
        let grown = growth(&runs(|run| 20.0 * mb + run * mb, |run| 4.0 + run));
        assert_eq!(grown.len(), 2);
        assert!(grown[0].starts_with("js heap: from") && grown[0].ends_with("1024 KB a run"), "{}", grown[0]);
        assert!(grown[1].starts_with("threads: from 6 to 14"), "{}", grown[1]);
    }
}
