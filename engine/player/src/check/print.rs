//! The findings for people and for programs.

use super::{
    Report,
    finding::{Finding, Severity},
};
use serde_json::json;
use std::{fmt::Write as _, path::Path};

/// How many findings of one kind are shown; `--json` has all.
const SHOWN_OF_A_KIND: usize = 20;

/// `4.2 MB`.
pub(crate) fn bytes_in_words(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..1_048_576 => format!("{:.1} KB", bytes as f64 / 1024.0),
        _ => format!("{:.2} MB", bytes as f64 / 1_048_576.0),
    }
}

/// The report as text, with notes where they are asked for.
pub(super) fn text(report: &Report, package: &Path, with_notes: bool) -> String {
    let mut out = String::new();
    // Writing to a String does not fail.
    let _ = writeln!(out, "{}: {} scripts run, {}", package.display(), report.scripts, sizes(report));
    let shown = |finding: &&Finding| with_notes || finding.severity != Severity::Note;
    let mut last = ("", 0);
    let mut hidden = 0;
    for finding in report.findings.iter().filter(shown) {
        last = if last.0 == finding.code { (last.0, last.1 + 1) } else { (finding.code, 1) };
        if last.1 > SHOWN_OF_A_KIND {
            hidden += 1;
            continue;
        }
        let _ = write!(out, "\n{}[{}]", finding.severity.word(), finding.code);
        if !finding.file.is_empty() {
            let _ = write!(out, " {}", finding.place_in_words());
        }
        let _ = writeln!(out, "\n  {}", finding.message);
        if let Some(help) = &finding.help {
            let _ = writeln!(out, "  = {help}");
        }
    }
    if hidden > 0 {
        let _ = writeln!(out, "\n... and {hidden} more of the same kinds; --json has all");
    }
    let (errors, warnings, notes) =
        (report.count(Severity::Error), report.count(Severity::Warning), report.count(Severity::Note));
    let hint = if notes > 0 && !with_notes { " (--notes shows them)" } else { "" };
    let _ = writeln!(
        out,
        "\n{}, {}, {}{hint}",
        counted(errors, "error"),
        counted(warnings, "warning"),
        counted(notes, "note")
    );
    out
}

fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}

fn sizes(report: &Report) -> String {
    let part = |part: &super::sizes::Part| {
        let independent = if part.independent { ", independent" } else { "" };
        format!(
            "{} {} in {}{independent}",
            part.name,
            bytes_in_words(part.bytes),
            counted(part.files, "file")
        )
    };
    let parts: Vec<_> = report.sizes.parts.iter().map(part).collect();
    match parts.len() {
        1 => parts[0].clone(),
        _ => format!("{} ({})", bytes_in_words(report.sizes.total()), parts.join("; ")),
    }
}

/// The report as JSON, with every finding.
pub(super) fn json(report: &Report, package: &Path) -> String {
    let parts: Vec<_> = report
        .sizes
        .parts
        .iter()
        .map(|part| {
            json!({
                "name": part.name, "root": part.root, "files": part.files, "bytes": part.bytes,
                "independent": part.independent,
            })
        })
        .collect();
    let findings: Vec<_> = report.findings.iter().map(Finding::to_json).collect();
    let value = json!({
        "format": "sparrow-check-1",
        "package": package.display().to_string(),
        "scripts": report.scripts,
        "sizes": { "total": report.sizes.total(), "parts": parts },
        "counts": {
            "error": report.count(Severity::Error),
            "warning": report.count(Severity::Warning),
            "note": report.count(Severity::Note),
        },
        "findings": findings,
    });
    format!("{value:#}\n")
}
