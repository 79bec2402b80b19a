//! The program `sparrow`: runs a game in a window or headless.
//!
//! Boundary: the command line, windows, and the wiring of the real world to `runtime`. Absent on purpose: anything
//! about how games work.

mod app;
mod args;
mod check;
mod cloud;
mod command;
mod compare;
mod console;
mod exit;
mod game_clock;
mod gamepads;
mod headless;
mod hud;
mod info;
mod inspector;
mod limits;
mod manual;
mod memory;
mod network;
mod network_switch;
mod new;
mod open;
mod pace;
mod pack;
mod profile;
mod report;
mod restarts;
mod screen;
mod services;
mod session;
mod stage;
mod suite;
mod tables;
mod tape;
mod tool_args;
mod watch;
mod window;
mod window_input;
mod world;

use args::{Cli, Command};
use clap::FromArgMatches;
use exit::Exit;
use std::process::ExitCode;

/// Games nest calls deeper than a thread's usual stack holds.
const STACK_BYTES: usize = 64 << 20;

fn main() -> ExitCode {
    let matches = manual::command().get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let exit = match cli.command {
        Command::Run(args) if args.headless => with_large_stack(move || headless::run(&args)),
        // Windows belong to the main thread on macOS, and to any thread elsewhere.
        Command::Run(args) if cfg!(target_os = "macos") => window::run(&args),
        Command::Run(args) => with_large_stack(move || window::run(&args)),
        Command::Profile(args) if args.window && cfg!(target_os = "macos") => profile::run(&args),
        Command::Profile(args) => with_large_stack(move || profile::run(&args)),
        Command::Compare(args) => compare::run(&args),
        Command::Check(args) => with_large_stack(move || check::run(&args)),
        Command::New(args) => new::run(&args),
        Command::Test(args) => suite::run(&args),
        Command::Pack(args) => pack::pack(&args),
        Command::Serve(args) => pack::serve(&args),
        Command::Info(args) => info::run(&args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::man(&args),
        Command::ApiReport => with_large_stack(report::print),
    };
    if !exit.message.is_empty() {
        session::say(&format!("sparrow: {}", exit.message));
    }
    ExitCode::from(exit.code)
}

fn with_large_stack(work: impl FnOnce() -> Exit + Send + 'static) -> Exit {
    let thread =
        std::thread::Builder::new().name("sparrow-game".to_owned()).stack_size(STACK_BYTES).spawn(work);
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(exit)) => exit,
        Ok(Err(_)) => Exit::game_failed("internal error: the player panicked; please report this"),
        Err(e) => Exit::no_window(format!("no thread can be started: {e}")),
    }
}
