//! The package tests: every folder with a `test.toml` below tests/games and examples, on every renderer that it
//! names. `cargo test -p sparrow-tests --test games -- canvas2d` runs those with `canvas2d` in their name.
//!
//! `SPARROW_BLESS=1` writes expectations anew; `cargo xtask bless` sets it.
#![allow(clippy::print_stderr, reason = "this is the test runner's own program")]

use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use libtest_mimic::{Arguments, Failed, Trial};
use sparrow_tests::descriptor::Descriptor;
use sparrow_tests::discover::{TestFolder, tests_below};
use sparrow_tests::engine::EngineRunner;
use sparrow_tests::judge::{Mode, judge};

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    let bless = std::env::var_os("SPARROW_BLESS").is_some_and(|value| value == "1");
    let mode = if bless { Mode::Bless } else { Mode::Compare };
    if bless {
        // The first renderer writes what the others are then compared with.
        arguments.test_threads = Some(1);
    }
    let runner = Arc::new(EngineRunner::default());
    let mut trials = Vec::new();
    for (prefix, folder) in [("games", "games"), ("examples", "../examples")] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        match tests_below(&root) {
            Ok(found) => {
                trials.extend(found.iter().flat_map(|test| trials_of(prefix, test, mode, &runner)));
            }
            Err(error) => {
                eprintln!("cannot list the tests of {}: {error}", root.display());
                return ExitCode::FAILURE;
            }
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// One trial for each renderer of a test; a single failing one for a descriptor that cannot be read.
fn trials_of(prefix: &str, test: &TestFolder, mode: Mode, runner: &Arc<EngineRunner>) -> Vec<Trial> {
    let name = format!("{prefix}/{}", test.name);
    let descriptor = match Descriptor::read(&test.path) {
        Ok(descriptor) => descriptor,
        Err(error) => return vec![Trial::test(name, move || Err(Failed::from(error.to_string())))],
    };
    let trial = |renderer| {
        let (path, runner) = (test.path.clone(), runner.clone());
        let run = move || judge(&path, renderer, mode, runner.as_ref()).map_err(Failed::from);
        Trial::test(format!("{name} {renderer}"), run)
    };
    descriptor.renderers.iter().copied().map(trial).collect()
}
