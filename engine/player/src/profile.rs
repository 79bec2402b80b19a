//! `sparrow profile`: a measured run, its reports, and a verdict for CI.

use crate::{
    args::ProfileArgs,
    exit::Exit,
    headless::{self, Length},
    screen,
    session::{Paths, Session, say},
};
use sparrow_profile::{
    Budget, BudgetResult, FrameReport, ReportHead, ScriptTimes, Summary, chrome_trace, frames_csv,
    html_report,
};
use sparrow_render::RendererInfo;
use std::{path::Path, time::Duration};

/// Frames of a run that does not say how long it is.
const DEFAULT_FRAMES: u64 = 600;

/// Runs, writes what was asked for, and judges.
pub(crate) fn run(args: &ProfileArgs) -> Exit {
    match measure(args) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn measure(args: &ProfileArgs) -> Result<Exit, Exit> {
    // Before the run: a misspelt budget shall not cost a minute.
    let budgets = args.budget.iter().map(|text| Budget::parse(text)).collect::<Result<Vec<_>, _>>();
    let budgets = budgets.map_err(|e| Exit::usage(e.to_string()))?;
    let mut run = args.run.clone();
    (run.headless, run.stats) = (true, true);
    let script = headless::read_script(&run)?;
    let renderer = screen::headless_renderer(run.renderer)?;
    let info = renderer.info();
    let mut session = Session::start(&run, Paths::InMemory, renderer, None)?;
    if args.scripts || args.cpuprofile.is_some() || args.speedscope.is_some() {
        session.start_script_profile();
    }
    headless::play(&mut session, &script, length(args));
    let scripts = session.stop_script_profile();

    let profiler = session.profiler();
    let reports: Vec<_> = profiler.reports().into_iter().filter(|r| r.index >= args.skip).collect();
    if reports.is_empty() {
        return Err(Exit::game_failed(format!(
            "{} frames were drawn and the first {} are left out: nothing is left to measure",
            profiler.frame_count(),
            args.skip
        )));
    }
    let summary = profiler.summary(args.skip);
    let results: Vec<BudgetResult> = budgets.iter().map(|budget| budget.judge(&summary)).collect();
    let head = head(args, &session, &info, &summary);
    write_outputs(args, &head, &summary, &reports, &results, scripts.as_ref())?;
    if let Some(file) = &run.screenshot {
        session.save_screenshot(file).map_err(|e| Exit::game_failed(format!("no screenshot: {e}")))?;
    }

    say(&summary.to_string());
    for result in &results {
        say(&result.to_string());
    }
    let game = session.verdict();
    if game != Exit::ok() {
        return Ok(game);
    }
    let missed: Vec<_> = results.iter().filter(|result| !result.met).collect();
    Ok(match missed.as_slice() {
        [] => Exit::ok(),
        [one] => Exit::game_failed(format!("a budget was missed: {} was {}", one.sentence, one.actual_text)),
        many => Exit::game_failed(format!("{} of {} budgets were missed", many.len(), results.len())),
    })
}

fn length(args: &ProfileArgs) -> Length {
    let paced = headless::is_paced(&args.run);
    match args.seconds {
        Some(seconds) if paced => Length {
            frames: u64::MAX,
            paced,
            at_most: Some(Duration::try_from_secs_f64(seconds).unwrap_or_default()),
        },
        // Virtual time: 60 frames a second.
        Some(seconds) => Length { frames: (seconds * 60.0).ceil().max(1.0) as u64, paced, at_most: None },
        None => Length { frames: args.run.frames.unwrap_or(DEFAULT_FRAMES), paced, at_most: None },
    }
}

fn head(args: &ProfileArgs, session: &Session, info: &RendererInfo, summary: &Summary) -> ReportHead {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let (width, height) = session.logical_size();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let clock =
        if headless::is_paced(&args.run) { "real, paced" } else { "virtual, as fast as frames are drawn" };
    ReportHead {
        title: session.name().to_owned(),
        facts: vec![
            fact("package", args.run.package.display().to_string()),
            fact("frames", format!("{} (the first {} left out)", summary.frames, args.skip)),
            fact("screen", format!("{width} x {height} at {}", session.pixel_ratio())),
            fact("renderer", format!("{}, {}", info.name, info.detail)),
            fact("clock", clock.to_owned()),
            fact(
                "machine",
                format!("{} {}, {cores} processors", std::env::consts::OS, std::env::consts::ARCH),
            ),
            fact("sparrow", env!("CARGO_PKG_VERSION").to_owned()),
        ],
    }
}

fn write_outputs(
    args: &ProfileArgs,
    head: &ReportHead,
    summary: &Summary,
    reports: &[FrameReport],
    results: &[BudgetResult],
    scripts: Option<&ScriptTimes>,
) -> Result<(), Exit> {
    if let Some(file) = &args.report {
        write(file, &html_report(head, summary, reports, results, scripts))?;
        say(&format!("report: {}", file.display()));
    }
    if let Some(file) = &args.json {
        let budgets: Vec<_> = results
            .iter()
            .map(|r| serde_json::json!({ "budget": r.sentence, "actual": r.actual, "met": r.met }))
            .collect();
        let facts: serde_json::Map<_, _> =
            head.facts.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        let json = serde_json::json!({
            "format": 1, "title": head.title, "facts": facts, "summary": summary, "budgets": budgets,
        });
        write(file, &format!("{json:#}\n"))?;
    }
    if let Some(file) = &args.csv {
        write(file, &frames_csv(reports))?;
    }
    if let (Some(file), Some(scripts)) = (&args.cpuprofile, scripts) {
        write(file, &scripts.cpuprofile())?;
    }
    if let (Some(file), Some(scripts)) = (&args.speedscope, scripts) {
        write(file, &scripts.speedscope(&head.title))?;
    }
    if let Some(file) = &args.trace {
        write(file, &chrome_trace(&head.title, reports, &summary.marks))?;
    }
    Ok(())
}

fn write(file: &Path, text: &str) -> Result<(), Exit> {
    std::fs::write(file, text).map_err(|e| Exit::usage(format!("{}: {e}", file.display())))
}
