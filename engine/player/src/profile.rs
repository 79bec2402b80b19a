//! `sparrow profile`: a measured run, its reports, and a verdict for CI.

use crate::{
    args::ProfileArgs,
    exit::Exit,
    headless::{self, Length},
    memory::{LOOK_FRAMES, MemoryPeaks},
    screen,
    session::{Paths, Session, With, say},
    window::{self, Moment, Until},
};
use sparrow_profile::{
    Budget, BudgetResult, CallTimes, Evidence, HeapGrowth, LiveHeap, Measured, ReportHead, ScriptTimes,
    Summary, chrome_trace, findings, frames_csv, html_report,
};
use std::{
    path::Path,
    time::{Duration, Instant},
};

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
    (run.headless, run.stats, run.count_calls, run.measure_gpu) = (!args.window, true, args.calls, true);
    if args.window {
        let (mut watched, mut said) = (Watched::new(args), Ok(Exit::ok()));
        let until = Until { frames: args.run.frames, seconds: args.seconds };
        let exit = window::run_measured(&run, until, &mut |session, moment| match moment {
            Moment::Started => watched.started(session),
            Moment::Frame(frame) => watched.frame(session, frame),
            Moment::Ending => said = watched.conclude(args, session, &budgets),
        });
        return if exit == Exit::ok() { said } else { Ok(exit) };
    }
    let script = headless::read_script(&run)?;
    let fresh = || screen::headless_renderer(&run);
    let renderer = fresh()?;
    let mut session = Session::start(&run, Paths::InMemory, renderer, &fresh, &With::default())?;
    let mut watched = Watched::new(args);
    watched.started(&mut session);
    headless::play_watched(&mut session, &script, length(args), &mut |session, frame| {
        watched.frame(session, frame);
    });
    let said = watched.conclude(args, &mut session, &budgets);
    session.finish_tape().map_err(Exit::game_failed)?;
    said
}

/// What is looked at beside the frames.
struct Watched {
    skip: u64,
    scripts: bool,
    calls: bool,
    memory: MemoryPeaks,
    first_heap: Option<LiveHeap>,
    /// The heap near the middle: the frame at which it is to be looked at, and what it was.
    middle: Middle,
}

/// When the middle of a run is over.
struct Middle {
    frame: u64,
    seconds: Option<f64>,
    begin: Instant,
    heap: Option<LiveHeap>,
}

impl Middle {
    fn new(args: &ProfileArgs) -> Middle {
        let length = length(args);
        // A run that ends by the clock has its middle there, too.
        let seconds = length.at_most.map(|most| most.as_secs_f64() / 2.0);
        let frames = if args.window { args.run.frames.unwrap_or(u64::MAX) } else { length.frames };
        let frame = args.skip.saturating_add(frames.saturating_sub(args.skip) / 2);
        let seconds = seconds.or_else(|| args.seconds.filter(|_| args.window).map(|all| all / 2.0));
        Middle { frame, seconds, begin: Instant::now(), heap: None }
    }

    fn look(&mut self, session: &mut Session, frame: u64) {
        let by_clock = self.seconds.is_some_and(|seconds| self.begin.elapsed().as_secs_f64() >= seconds);
        if self.heap.is_none() && (frame == self.frame || by_clock) {
            let begin_ms = session.profiler().now_ms();
            self.heap = Some(session.live_heap());
            session.profiler().leave_out_since(begin_ms);
        }
    }
}

impl Watched {
    fn new(args: &ProfileArgs) -> Watched {
        let scripts = args.scripts || args.cpuprofile.is_some() || args.speedscope.is_some();
        Watched {
            skip: args.skip,
            scripts,
            calls: args.calls,
            memory: MemoryPeaks::default(),
            first_heap: None,
            middle: Middle::new(args),
        }
    }

    fn started(&mut self, session: &mut Session) {
        if self.scripts {
            session.start_script_profile();
        }
    }

    fn frame(&mut self, session: &mut Session, frame: u64) {
        if frame + 1 == self.skip.max(1) {
            self.first_heap = Some(session.live_heap());
            session.profiler().reset_calls();
            self.middle.begin = Instant::now();
        }
        if self.first_heap.is_some() {
            self.middle.look(session, frame);
        }
        if frame.is_multiple_of(LOOK_FRAMES) {
            self.memory.look(session.game().memory());
        }
    }

    fn conclude(
        &mut self,
        args: &ProfileArgs,
        session: &mut Session,
        budgets: &[Budget],
    ) -> Result<Exit, Exit> {
        let scripts = session.stop_script_profile().map(without_counting);
        self.memory.look(session.game().memory());
        let (first, middle) = (self.first_heap.take(), self.middle.heap.take());
        let heap = first.map(|first| HeapGrowth { first, middle, last: session.live_heap() });
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
        let calls = profiler.calls();
        let evidence =
            Evidence { reports: &reports, calls: &calls, scripts: scripts.as_ref(), heap: heap.as_ref() };
        let findings = findings(&evidence);
        let results: Vec<BudgetResult> = budgets.iter().map(|budget| budget.judge(&summary)).collect();
        let head = head(args, session, &summary);
        let memory = self.memory.rows();
        let measured = Measured {
            summary: &summary,
            reports: &reports,
            budgets: &results,
            scripts: scripts.as_ref(),
            calls: &calls,
            memory: &memory,
            heap: heap.as_ref(),
            findings: &findings,
        };
        write_outputs(args, &head, &measured)?;
        if let Some(file) = &args.run.screenshot {
            session.save_screenshot(file).map_err(|e| Exit::game_failed(format!("no screenshot: {e}")))?;
        }
        say(&summary.to_string());
        if self.calls {
            say(&calls_table(&calls));
        }
        say(&memory_table(&memory));
        if let Some(heap) = &heap {
            say(&class_line(heap));
        }
        for finding in &findings {
            say(&format!("{}: {}", finding.kind, finding.text));
        }
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
            [one] => {
                Exit::game_failed(format!("a budget was missed: {} was {}", one.sentence, one.actual_text))
            }
            many => Exit::game_failed(format!("{} of {} budgets were missed", many.len(), results.len())),
        })
    }
}

/// The samples without what stands in front of the platform's functions to count their calls: its time is its callers'.
fn without_counting(mut scripts: ScriptTimes) -> ScriptTimes {
    for stack in &mut scripts.stacks {
        stack.retain(|frame| !frame.file.starts_with("sparrow:profile/"));
    }
    scripts
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

fn head(args: &ProfileArgs, session: &Session, summary: &Summary) -> ReportHead {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let (width, height) = session.logical_size();
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let clock = if args.window {
        "real, in a window"
    } else if headless::is_paced(&args.run) {
        "real, paced"
    } else {
        "virtual, as fast as frames are drawn"
    };
    ReportHead {
        title: session.name().to_owned(),
        facts: vec![
            fact("package", args.run.package.display().to_string()),
            fact("frames", format!("{} (the first {} left out)", summary.frames, args.skip)),
            fact("screen", format!("{width} x {height} at {}", session.pixel_ratio())),
            fact("renderer", session.drawn_by().to_owned()),
            fact("clock", clock.to_owned()),
            fact(
                "machine",
                format!("{} {}, {cores} processors", std::env::consts::OS, std::env::consts::ARCH),
            ),
            fact("sparrow", env!("CARGO_PKG_VERSION").to_owned()),
        ],
    }
}

fn write_outputs(args: &ProfileArgs, head: &ReportHead, measured: &Measured<'_>) -> Result<(), Exit> {
    let Measured { summary, reports, budgets, scripts, .. } = measured;
    if let Some(file) = &args.report {
        write(file, &html_report(head, measured))?;
        say(&format!("report: {}", file.display()));
    }
    if let Some(file) = &args.json {
        let budgets: Vec<_> = budgets
            .iter()
            .map(|r| serde_json::json!({ "budget": r.sentence, "actual": r.actual, "met": r.met }))
            .collect();
        let facts: serde_json::Map<_, _> =
            head.facts.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
        let memory: Vec<_> = measured
            .memory
            .iter()
            .map(|(owner, now, peak)| serde_json::json!({ "owner": owner, "bytes": now, "peak_bytes": peak }))
            .collect();
        let classes = measured.heap.into_iter().flat_map(HeapGrowth::classes);
        let classes: Vec<_> = classes
            .map(|(class, count, more)| serde_json::json!({ "class": class, "objects": count, "more": more }))
            .collect();
        let json = serde_json::json!({
            "format": 1, "title": head.title, "facts": facts, "summary": summary, "budgets": budgets,
            "findings": measured.findings, "calls": measured.calls, "memory": memory, "heap_classes": classes,
        });
        write(file, &format!("{json:#}\n"))?;
    }
    if let Some(file) = &args.csv {
        write(file, &frames_csv(*reports))?;
    }
    if let (Some(file), Some(scripts)) = (&args.cpuprofile, scripts) {
        write(file, &scripts.cpuprofile())?;
    }
    if let (Some(file), Some(scripts)) = (&args.speedscope, scripts) {
        write(file, &scripts.speedscope(&head.title))?;
    }
    if let Some(file) = &args.trace {
        write(file, &chrome_trace(&head.title, *reports, &summary.marks))?;
    }
    Ok(())
}

/// The calls that took longest.
fn calls_table(calls: &[CallTimes]) -> String {
    const ROWS: usize = 16;
    let mut text =
        format!("{:<48} {:>9} {:>10} {:>12} {:>8}\n", "calls", "count", "ms", "us a call", "frames");
    for call in calls.iter().take(ROWS) {
        let each = call.total_ms * 1000.0 / call.calls.max(1) as f64;
        text += &format!(
            "{:<48} {:>9} {:>10.2} {each:>12.2} {:>8}\n",
            call.name, call.calls, call.total_ms, call.frames
        );
    }
    if calls.len() > ROWS {
        text += &format!("and {} more functions\n", calls.len() - ROWS);
    }
    text
}

fn memory_table(rows: &[(String, u64, u64)]) -> String {
    let mut text = format!("{:<20} {:>12} {:>12}\n", "memory, KB", "at the end", "at its peak");
    for (owner, now, peak) in rows {
        text += &format!("{owner:<20} {:>12} {:>12}\n", now >> 10, peak >> 10);
    }
    text
}

/// The classes of most objects.
fn class_line(heap: &HeapGrowth) -> String {
    const MOST: usize = 8;
    let words: Vec<_> =
        heap.classes().take(MOST).map(|(class, count, more)| format!("{count} {class} ({more:+})")).collect();
    if words.is_empty() {
        return "objects of the JavaScript heap: not counted on this system".to_owned();
    }
    format!("objects of the JavaScript heap (more than after the first frames): {}", words.join(", "))
}

fn write(file: &Path, text: &str) -> Result<(), Exit> {
    std::fs::write(file, text).map_err(|e| Exit::usage(format!("{}: {e}", file.display())))
}
