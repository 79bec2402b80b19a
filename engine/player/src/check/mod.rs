//! `sparrow check`: what is wrong with a package, found without running it.
//!
//! Boundary: it reads what stands in the files. What a game puts together at run time (a path, a name) is not seen, and where that
//! makes a finding uncertain it is a note or a warning, never an error. Absent on purpose: mending anything.

mod api;
mod assets;
mod browser;
mod config;
mod finding;
mod print;
mod scripts;
mod shaders;
mod sizes;
mod unused;

use crate::{exit::Exit, open::open_package_to_look_at, session::say, tool_args::CheckArgs};
use finding::{Finding, Severity};
use sparrow_package::{Package, PackageFile};

pub(crate) use print::bytes_in_words;
pub(crate) use sizes::Sizes;

/// What was found in a package.
struct Report {
    sizes: Sizes,
    scripts: usize,
    findings: Vec<Finding>,
}

/// Checks a package and prints what was found.
pub(crate) fn run(args: &CheckArgs) -> Exit {
    let report = match open_package_to_look_at(&args.package).and_then(|package| check(&package)) {
        Ok(report) => report,
        Err(exit) => return exit,
    };
    let text = if args.json {
        print::json(&report, &args.package)
    } else {
        print::text(&report, &args.package, args.notes)
    };
    print_out(&text);
    let errors = report.count(Severity::Error);
    let warnings = report.count(Severity::Warning);
    match (errors, warnings) {
        (0, 0) => Exit::ok(),
        (0, _) if !args.strict => Exit::ok(),
        (0, 1) => Exit::game_failed("1 warning (--strict)"),
        (0, n) => Exit::game_failed(format!("{n} warnings (--strict)")),
        (1, _) => Exit::game_failed("1 error"),
        (n, _) => Exit::game_failed(format!("{n} errors")),
    }
}

/// The findings of every check, the worst first.
fn check(package: &Package) -> Result<Report, Exit> {
    let files = package.packed_files().map_err(|e| Exit::bad_package(e.to_string()))?;
    let names = crate::report::collect().map_err(Exit::game_failed)?;
    let mut findings = config::check(package, &files);
    let sizes = Sizes::of(package, &files);
    findings.extend(sizes.check());
    let scripts = scripts::read(package, &files, &mut findings);
    findings.extend(api::check(&scripts, &names));
    findings.extend(browser::check(&scripts));
    findings.extend(shaders::check(&scripts));
    findings.extend(assets::check(package, &files, &scripts));
    findings.extend(unused::check(package, &files, &scripts));
    findings.sort_by(|a, b| a.order().cmp(&b.order()));
    Ok(Report { sizes, scripts: scripts.reached(), findings })
}

impl Report {
    fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}

/// Bytes of some files.
fn bytes_of<'a>(files: impl Iterator<Item = &'a PackageFile>) -> u64 {
    files.map(|file| file.size).sum()
}

/// What the program was asked to print.
#[allow(clippy::print_stdout)]
pub(crate) fn print_out(text: &str) {
    use std::io::Write;
    // A reader that has gone away (`| head`) has what it wanted.
    if let Err(error) = std::io::stdout().lock().write_all(text.as_bytes())
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        say(&format!("sparrow: {error}"));
    }
}

#[cfg(test)]
mod tests;
