//! A game without a window.

use crate::{
    app,
    args::{ClockKind, RunArgs},
    exit::Exit,
    pace::Pace,
    restarts, screen,
    session::{Paths, Session, say},
    stage::{Next, Stage},
};
use sparrow_runtime::InputScript;
use std::time::{Duration, Instant};

/// Frames when only a screenshot is asked for.
const SCREENSHOT_FRAMES: u64 = 60;
/// Why a run without a window is over.
pub(crate) const RESTARTS: &str = "the game is to be started anew (wx.restartMiniProgram, applyUpdate, or it was hidden for too long); a run without a window ends there";
/// Between two looks at a game that stands.
const STANDING: Duration = Duration::from_millis(2);

/// How long to play.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Length {
    /// Most frames.
    pub(crate) frames: u64,
    /// Frames come at the rate that the game asks for, instead of as fast as they are drawn.
    pub(crate) paced: bool,
    /// Longest time, of the real clock.
    pub(crate) at_most: Option<Duration>,
}

/// Runs a game headless.
pub(crate) fn run(args: &RunArgs) -> Exit {
    match run_to_end(args) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn run_to_end(args: &RunArgs) -> Result<Exit, Exit> {
    if let Some(times) = args.restarts {
        return restarts::run(args, times);
    }
    let script = read_script(args)?;
    let fresh = || screen::headless_renderer(args);
    let mut stage = Stage::start(args, Paths::InMemory, fresh()?, &fresh)?;
    let frames = args.frames.or(args.screenshot.as_ref().map(|_| SCREENSHOT_FRAMES)).unwrap_or(u64::MAX);
    // Who edits files meanwhile wants to see the game move, not a million frames.
    let paced = args.watch || args.inspect.is_some();
    let mut pace = Pace::new();
    let (mut frame, mut scripted) = (0, None);
    while frame < frames {
        if scripted.replace(frame) != Some(frame) && !stage.was_restarted() {
            script.frame(frame).iter().for_each(|event| stage.push_scripted(event.clone()));
        }
        let next = stage.frame(&mut |_, _| Ok(()), &fresh);
        match next {
            Next::Frame { in_ms } => {
                frame += 1;
                if paced {
                    pace.is_due();
                    pace.advance(in_ms);
                    std::thread::sleep(pace.next().saturating_duration_since(Instant::now()));
                }
            }
            Next::Stand => std::thread::sleep(STANDING),
            Next::End => break,
        }
    }
    if let (Some(file), Some(session)) = (&args.screenshot, stage.session_mut()) {
        session.save_screenshot(file).map_err(|e| Exit::game_failed(format!("no screenshot: {e}")))?;
    }
    Ok(stage.end())
}

/// The input script that the arguments name.
pub(crate) fn read_script(args: &RunArgs) -> Result<InputScript, Exit> {
    let Some(file) = &args.input else { return Ok(InputScript::default()) };
    let fail = |e: &dyn std::fmt::Display| Exit::usage(format!("{}: {e}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|e| fail(&e))?;
    InputScript::parse(&text).map_err(|e| fail(&e))
}

/// Runs frames until the length is reached or the game ends itself.
pub(crate) fn play(session: &mut Session, script: &InputScript, length: Length) {
    play_watched(session, script, length, &mut |_, _| {});
}

/// The same; `after` is called after every frame with its number, from 0.
pub(crate) fn play_watched(
    session: &mut Session,
    script: &InputScript,
    length: Length,
    after: &mut dyn FnMut(&mut Session, u64),
) {
    let begin = Instant::now();
    let mut next = begin;
    for frame in 0..length.frames {
        if length.at_most.is_some_and(|most| begin.elapsed() >= most) {
            break;
        }
        if length.paced {
            std::thread::sleep(next.saturating_duration_since(Instant::now()));
        }
        let Some(outcome) = session.frame(script.frame(frame).to_vec(), &mut |_, _| Ok(())) else { break };
        after(session, frame);
        if outcome.exit {
            break;
        }
        if outcome.restart.is_some() {
            if app::id_of(session.package()).is_none() {
                say(RESTARTS);
            }
            break;
        }
        // A late frame moves the ones after it: a display shows none twice as fast to catch up.
        let interval = Duration::from_secs_f64(outcome.interval_ms / 1000.0);
        next = (next + interval).max(Instant::now());
    }
}

/// True when frames shall come at a display's pace.
pub(crate) fn is_paced(args: &RunArgs) -> bool {
    args.clock == ClockKind::Real
}
