//! `sparrow compare`: two packages (or two builds of Sparrow) in turns, never from one run.

use crate::{args::CompareArgs, exit::Exit, session::say};
use clap::ValueEnum as _;
use sparrow_native::TempFolder;
use sparrow_profile::{Budget, Comparison, Verdict};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Runs both, alternating, and says what differs.
pub(crate) fn run(args: &CompareArgs) -> Exit {
    match measure(args) {
        Ok(comparison) => {
            say(&comparison.to_string());
            match comparison.verdict {
                Verdict::Worse => Exit::game_failed("B is worse than A"),
                Verdict::Better | Verdict::Same => Exit::ok(),
            }
        }
        Err(exit) => exit,
    }
}

fn measure(args: &CompareArgs) -> Result<Comparison, Exit> {
    // A budget that every run meets: its measured value is what is compared.
    let sentence = format!("{} >= 0", args.figure);
    Budget::parse(&sentence).map_err(|e| Exit::usage(e.to_string()))?;
    let own =
        std::env::current_exe().map_err(|e| Exit::usage(format!("this program cannot be found: {e}")))?;
    let program = |given: &Option<PathBuf>| given.clone().unwrap_or_else(|| own.clone());
    let (with_a, with_b) = (program(&args.with_a), program(&args.with_b));
    let folder = TempFolder::new(&std::env::temp_dir())
        .map_err(|e| Exit::usage(format!("no temporary folder: {e}")))?;
    let file = folder.path().join("run.json");

    let (mut a, mut b) = (Vec::new(), Vec::new());
    // One of each that does not count: compiled code goes into the cache.
    for (program, package) in [(&with_a, &args.a), (&with_b, &args.b)] {
        one(program, package, &sentence, args, &file)?;
    }
    for round in 0..args.rounds {
        // A first, then B first: what drifts meets both alike.
        for turn in 0..2 {
            if (round + turn) % 2 == 0 {
                a.push(one(&with_a, &args.a, &sentence, args, &file)?);
            } else {
                b.push(one(&with_b, &args.b, &sentence, args, &file)?);
            }
        }
    }
    let comparison = Comparison::of(&a, &b);
    comparison.ok_or_else(|| Exit::usage(format!("'{}' is 0 in these runs: nothing to compare", args.figure)))
}

fn one(program: &Path, package: &Path, sentence: &str, args: &CompareArgs, file: &Path) -> Result<f64, Exit> {
    let renderer = args.renderer.to_possible_value().map_or("auto".to_owned(), |v| v.get_name().to_owned());
    let mut command = Command::new(program);
    command.arg("profile").arg(package).args(["--frames", &args.frames.to_string()]);
    command.args(["--renderer", &renderer, "--budget", sentence]).arg("--json").arg(file);
    if let Some(input) = &args.input {
        command.arg("--input").arg(input);
    }
    let output = command.output().map_err(|e| Exit::usage(format!("{}: {e}", program.display())))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let last = said.lines().last().unwrap_or("it said nothing").to_owned();
        return Err(Exit::game_failed(format!("{}: the run failed: {last}", package.display())));
    }
    let read = || {
        let json: serde_json::Value = serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
        json["budgets"][0]["actual"].as_f64()
    };
    read().ok_or_else(|| Exit::game_failed(format!("{}: the run left no figures", program.display())))
}
