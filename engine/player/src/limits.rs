//! `--limit NAME=VALUE` and `--limits`: what a game may use up, and what it was refused.

use crate::{args::RunArgs, check::bytes_in_words};
use sparrow_runtime::{LimitUse, Limits};
use std::fmt::Write as _;

/// A limit that may be set, by its name on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    Heap,
    EntryMs,
    Timers,
    OpenDataHeap,
    OpenDataEntryMs,
    Workers,
    InlineWorkers,
    WorkerHeap,
    WorkerEntryMs,
    Pixels,
    UserFiles,
    TempFiles,
    HiddenMs,
}

const NAMES: [(&str, Name); 13] = [
    ("heap", Name::Heap),
    ("entry-ms", Name::EntryMs),
    ("timers", Name::Timers),
    ("open-data-heap", Name::OpenDataHeap),
    ("open-data-entry-ms", Name::OpenDataEntryMs),
    ("workers", Name::Workers),
    ("inline-workers", Name::InlineWorkers),
    ("worker-heap", Name::WorkerHeap),
    ("worker-entry-ms", Name::WorkerEntryMs),
    ("pixels", Name::Pixels),
    ("user-files", Name::UserFiles),
    ("temp-files", Name::TempFiles),
    ("hidden-ms", Name::HiddenMs),
];

/// A limit and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LimitSetting(Name, u64);

/// Reads `heap=64MB`, `timers=100`.
pub(crate) fn parse_limit(text: &str) -> Result<LimitSetting, String> {
    let (name, value) = text.split_once('=').ok_or("expected NAME=VALUE")?;
    let known = NAMES.iter().find(|(known, _)| *known == name);
    let (_, name) = known.ok_or_else(|| {
        let names: Vec<_> = NAMES.iter().map(|(name, _)| *name).collect();
        format!("there are {}", names.join(", "))
    })?;
    let is_heap = matches!(name, Name::Heap | Name::OpenDataHeap | Name::WorkerHeap);
    let is_bytes = is_heap || matches!(name, Name::Pixels | Name::UserFiles | Name::TempFiles);
    let (digits, factor) = match value {
        value if is_bytes && value.ends_with("MB") => (value.trim_end_matches("MB"), 1 << 20),
        value if is_bytes && value.ends_with("KB") => (value.trim_end_matches("KB"), 1 << 10),
        value => (value, 1),
    };
    let number = digits.trim().parse::<u64>().ok().and_then(|number| number.checked_mul(factor));
    let number = number.filter(|number| *number > 0 || matches!(name, Name::Workers | Name::InlineWorkers));
    // A heap that our own scripts do not fit into starts no game.
    match number {
        Some(number) if is_heap && number < 4 << 20 => Err("a heap needs 4MB".to_owned()),
        Some(number) => Ok(LimitSetting(*name, number)),
        None if is_bytes => Err(format!("{value}: expected bytes, or a number of KB or MB")),
        None => Err(format!("{value}: expected a number")),
    }
}

/// The limits that the arguments set.
pub(crate) fn of(args: &RunArgs, mut limits: Limits) -> Limits {
    for LimitSetting(name, value) in &args.limit {
        let bytes = usize::try_from(*value).unwrap_or(usize::MAX);
        match name {
            Name::Heap => limits.heap_bytes = bytes,
            Name::EntryMs => limits.entry_ms = *value as f64,
            Name::Timers => limits.timers = bytes,
            Name::OpenDataHeap => limits.open_data_heap_bytes = bytes,
            Name::OpenDataEntryMs => limits.open_data_entry_ms = *value as f64,
            Name::Workers => limits.workers = bytes,
            Name::InlineWorkers => limits.inline_workers = bytes,
            Name::WorkerHeap => limits.worker_heap_bytes = bytes,
            Name::WorkerEntryMs => limits.worker_entry_ms = *value as f64,
            Name::Pixels => limits.pixel_bytes = *value,
            Name::UserFiles => limits.user_file_bytes = *value,
            Name::TempFiles => limits.temp_file_bytes = *value,
            Name::HiddenMs => limits.hidden_ms = *value as f64,
        }
    }
    limits
}

/// The table of `--limits`.
pub(crate) fn table(uses: &[LimitUse]) -> String {
    let mut out =
        format!("{:<10} {:<24} {:>12} {:>12} {:>8}\n", "realm", "limit", "allowed", "used", "refused");
    for limit in uses {
        let number = |number: Option<u64>| match number {
            None | Some(u64::MAX) => "-".to_owned(),
            Some(number) if limit.limit.contains("bytes") => bytes_in_words(number),
            Some(number) => number.to_string(),
        };
        let (allowed, used) = (number(limit.allowed), number(limit.used));
        // Writing to a String does not fail.
        let _ = writeln!(
            out,
            "{:<10} {:<24} {allowed:>12} {used:>12} {:>8}",
            limit.realm, limit.limit, limit.refused
        );
    }
    let refused: u64 = uses.iter().map(|limit| limit.refused).sum();
    let _ = match refused {
        0 => writeln!(out, "nothing was refused"),
        1 => writeln!(out, "1 refusal"),
        n => writeln!(out, "{n} refusals"),
    };
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_read_and_mistakes_are_named() {
        assert_eq!(parse_limit("heap=64MB"), Ok(LimitSetting(Name::Heap, 64 << 20)));
        assert_eq!(parse_limit("pixels=1MB"), Ok(LimitSetting(Name::Pixels, 1 << 20)));
        assert_eq!(parse_limit("timers=100"), Ok(LimitSetting(Name::Timers, 100)));
        assert_eq!(parse_limit("workers=0"), Ok(LimitSetting(Name::Workers, 0)));
        for (bad, part) in [
            ("heap", "NAME=VALUE"),
            ("heaps=1", "open-data-heap"),
            ("heap=1MB", "4MB"),
            ("heap=x", "KB or MB"),
            ("timers=0", "a number"),
            ("timers=1MB", "a number"),
            ("heap=99999999999999999999MB", "bytes"),
        ] {
            assert!(parse_limit(bad).unwrap_err().contains(part), "{bad}");
        }
    }

    #[test]
    fn the_table_sums_what_was_refused() {
        let uses = [
            LimitUse {
                realm: "main",
                limit: "heap bytes",
                allowed: Some(1 << 20),
                used: Some(2048),
                refused: 0,
            },
            LimitUse { realm: "main", limit: "timers", allowed: Some(10), used: None, refused: 2 },
        ];
        let text = table(&uses);
        assert!(text.contains("1.00 MB       2.0 KB") && text.ends_with("2 refusals\n"), "{text}");
    }
}
