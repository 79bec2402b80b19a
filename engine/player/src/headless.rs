//! A game without a window.

use crate::{
    args::RunArgs,
    exit::Exit,
    screen,
    session::{Paths, Session},
};
use sparrow_runtime::InputScript;

/// Frames when only a screenshot is asked for.
const SCREENSHOT_FRAMES: u64 = 60;

/// Runs a game headless.
pub(crate) fn run(args: &RunArgs) -> Exit {
    match run_to_end(args) {
        Ok(exit) | Err(exit) => exit,
    }
}

fn run_to_end(args: &RunArgs) -> Result<Exit, Exit> {
    let script = match &args.input {
        Some(file) => {
            let text =
                std::fs::read_to_string(file).map_err(|e| Exit::usage(format!("{}: {e}", file.display())))?;
            InputScript::parse(&text).map_err(|e| Exit::usage(format!("{}: {e}", file.display())))?
        }
        None => InputScript::default(),
    };
    let renderer = screen::headless_renderer(args.renderer)?;
    let mut session = Session::start(args, Paths::InMemory, renderer)?;
    let limit = args.frames.or(args.screenshot.as_ref().map(|_| SCREENSHOT_FRAMES)).unwrap_or(u64::MAX);
    let mut failed = 0;
    for frame in 0..limit {
        let outcome = session.frame(script.frame(frame).to_vec(), &mut |_, _| Ok(()));
        if outcome.exit {
            break;
        }
        if outcome.restart {
            failed += session.error_count();
            session.print_stats();
            session = Session::start(args, Paths::InMemory, screen::headless_renderer(args.renderer)?)?;
        }
    }
    if let Some(file) = &args.screenshot {
        session.save_screenshot(file).map_err(|e| Exit::game_failed(format!("no screenshot: {e}")))?;
    }
    session.print_stats();
    Ok(match failed + session.error_count() {
        0 => Exit::ok(),
        1 => Exit::game_failed("the game threw an error that nobody caught (see above)"),
        n => Exit::game_failed(format!("the game threw {n} errors that nobody caught (see above)")),
    })
}
