//! `cargo xtask`: everything that is done to this repository by command.
//!
//! One file per command; `shell` runs programs, `system` knows which system packages the build needs and
//! installs them, `steps` prints headings, times and the closing summary. It builds in seconds and links no
//! system library, because on a new machine it is the first thing that runs. Absent on purpose: knowledge of
//! the engine (the player and the tests crate have that).
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line program talks to its terminal")]

use std::process::ExitCode;

use anyhow::{Result, bail};

mod api_report;
mod bench;
mod bless;
mod counts;
mod crash;
mod embed;
mod engines;
mod fuzz;
mod run;
mod setup;
mod shell;
mod steps;
mod system;
mod test;

const HELP: &str = "\
cargo xtask COMMAND

  run PACKAGE [ARGS]     play a game package, e.g. cargo xtask run examples/hop
                         ARGS go to the player: --headless, --stats, --help ...
                         (--release before PACKAGE: build optimised, slower to build)
  test [STEP...]         everything CI checks; or only the named steps, see test --help
  bench [SCENE...]       what a frame of each scene of benches/games costs, in an optimised player
  bless [FILTER]         run the package tests and write what they give as the expected output
  engines [NAME...]      the engines of npm (three, Pixi, Phaser, Babylon, PlayCanvas) beside Chromium's pictures
  api-report [--check]   write docs/api-coverage.md from the running library; --check only compares
  fuzz TARGET [--minutes N]
                         look for inputs that break the engine, guided by coverage (docs/fuzzing.md)
  crash [ROUNDS]         kill the player at random moments and look whether anything is lost
  header                 write engine/capi/include/sparrow.h from the C interface
  setup [--check]        install the system packages that build and tests need; --check only tells

Commands install missing system packages themselves where they may (apt-get as root or through sudo)
and print what to install where they may not.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let Some((command, rest)) = arguments.split_first() else {
        println!("{HELP}");
        return Ok(());
    };
    match command.as_str() {
        "run" => run::run(rest),
        "test" => test::test(rest),
        "bench" => bench::bench(rest),
        "engines" => engines::engines(rest),
        "crash" => crash::crash(rest),
        "bless" => bless::bless(rest),
        "api-report" => api_report::api_report(rest),
        "fuzz" => fuzz::fuzz(rest),
        "header" => embed::header(rest),
        "setup" => setup::setup(rest),
        "help" | "-h" | "--help" => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    }
}
