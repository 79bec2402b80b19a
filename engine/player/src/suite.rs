//! `sparrow test`: the tests of a folder, by the harness that tests Sparrow itself.

use crate::{args::RendererKind, check::print_out, exit::Exit, session::say, tool_args::TestArgs};
use sparrow_harness::{
    descriptor,
    discover::{TestFolder, tests_below},
    engine::EngineRunner,
    judge::Mode,
    report,
    suite::{self, CaseResult},
};
use std::{num::NonZero, path::Path};

/// Runs the tests, says how each went, and writes the report.
pub(crate) fn run(args: &TestArgs) -> Exit {
    let folder = &args.folder;
    let tests = match tests_below(folder) {
        Ok(tests) => tests,
        Err(error) => return Exit::usage(format!("{}: {error}", folder.display())),
    };
    let fits =
        |test: &&TestFolder| args.filter.as_ref().is_none_or(|filter| test.name.contains(filter.as_str()));
    let tests: Vec<_> = tests.iter().filter(fits).cloned().collect();
    if tests.is_empty() {
        let what =
            args.filter.as_ref().map_or_else(String::new, |filter| format!(" with '{filter}' in its name"));
        let text = format!(
            "{}: there is no test{what}; a test is a folder with a test.toml, see docs/testing.md",
            folder.display()
        );
        return Exit::usage(text);
    }
    let renderer = match args.renderer {
        RendererKind::Auto => None,
        RendererKind::Gpu => Some(descriptor::RendererKind::Gpu),
        RendererKind::Raster => Some(descriptor::RendererKind::Raster),
    };
    let cases = suite::cases_of(&tests, renderer);
    let (mode, jobs) = match (args.bless, args.jobs.and_then(NonZero::new)) {
        // The first renderer writes what the others are compared with.
        (true, _) => (Mode::Bless, NonZero::<usize>::MIN),
        (false, Some(jobs)) => (Mode::Compare, jobs),
        (false, None) => {
            (Mode::Compare, std::thread::available_parallelism().unwrap_or(NonZero::<usize>::MIN))
        }
    };
    let results = suite::run(&cases, mode, jobs, &EngineRunner::default(), &print_case);
    let failed = results.iter().filter(|result| !result.verdict.passed()).count();
    print_out(&format!("\n{} passed, {failed} failed\n", results.len() - failed));
    let usual = folder.join("sparrow-report.html");
    // What is written there of an earlier failure is no longer true; a part of the tests says nothing of the others.
    if failed == 0
        && args.filter.is_none()
        && args.report.is_none()
        && let Err(error) = std::fs::remove_file(&usual)
        && error.kind() != std::io::ErrorKind::NotFound
    {
        say(&format!("{}: {error}", usual.display()));
    }
    let default = || (failed > 0).then(|| usual.clone());
    if let Some(file) = args.report.clone().or_else(default)
        && let Err(exit) = write_report(&file, args, &results)
    {
        return exit;
    }
    match failed {
        0 => Exit::ok(),
        1 => Exit::game_failed("1 test failed"),
        n => Exit::game_failed(format!("{n} tests failed")),
    }
}

fn print_case(result: &CaseResult) {
    let verdict = &result.verdict;
    let word = match (verdict.passed(), &verdict.known) {
        (true, None) => "passed",
        (true, Some(_)) => "known ",
        (false, _) => "FAILED",
    };
    let renderer = result.case.renderer.map(|renderer| format!(" {renderer}")).unwrap_or_default();
    let mut text = format!("{word}  {}{renderer}  {:.0} ms\n", result.case.name, result.took_ms);
    for failure in &verdict.failures {
        for line in failure.text.lines() {
            text.push_str(&format!("        {line}\n"));
        }
    }
    print_out(&text);
}

fn write_report(file: &Path, args: &TestArgs, results: &[CaseResult]) -> Result<(), Exit> {
    let name = args.folder.canonicalize().unwrap_or_else(|_| args.folder.clone());
    let name = name.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let page = report::html(&format!("{name}: sparrow test"), results);
    std::fs::write(file, page).map_err(|error| Exit::game_failed(format!("{}: {error}", file.display())))?;
    say(&format!("report: {}", file.display()));
    Ok(())
}
