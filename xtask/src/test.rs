//! `cargo xtask test`: everything that must hold before a change lands. CI runs just this.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::run::{build_player, player};
use crate::shell::{Shell, root};
use crate::steps::Steps;
use crate::system::{self, Purpose};

const STEPS: &[(&str, &str)] = &[
    ("setup", "system packages, rustfmt and clippy are there"),
    ("fmt", "the source is formatted"),
    ("clippy", "no warnings, tests and benches included"),
    ("test", "unit, package, layering and conformance tests"),
    ("doc", "the documentation builds and its links lead somewhere"),
    ("benches", "the benches build"),
    ("examples", "each example plays headless in the player"),
    ("embed", "games run inside a C program and a Rust program"),
    ("api-report", "docs/api-coverage.md is what the library says"),
    (
        "window",
        "the program: an example in a window on a virtual display, recordings, watch, console, inspector, planted faults",
    ),
];

pub(crate) fn test(arguments: &[String]) -> Result<()> {
    if arguments.iter().any(|argument| argument.starts_with('-')) {
        println!("cargo xtask test [STEP...]\n");
        for (name, about) in STEPS {
            println!("  {name:<10} {about}");
        }
        return Ok(());
    }
    if let Some(unknown) = arguments.iter().find(|name| !STEPS.iter().any(|(step, _)| step == name)) {
        let names: Vec<_> = STEPS.iter().map(|(name, _)| *name).collect();
        bail!("there is no step `{unknown}`; steps are: {}", names.join(", "));
    }
    let mut steps = Steps::new();
    for (name, about) in STEPS {
        if !arguments.is_empty() && !arguments.iter().any(|wanted| wanted == name) {
            continue;
        }
        match *name {
            "setup" => steps.step(name, about, prepare),
            "fmt" => steps.command(name, about, Shell::cargo(["fmt", "--all", "--check"])),
            "clippy" => steps.command(name, about, clippy()),
            "test" => {
                steps.tests(name, about, Shell::cargo(["test", "--workspace", "--no-fail-fast"]));
            }
            "doc" => steps.command(name, about, doc()),
            "benches" => steps.command(name, about, Shell::cargo(["build", "--workspace", "--benches"])),
            "examples" => steps.step(name, about, examples),
            "embed" => steps.step(name, about, crate::embed::examples),
            "api-report" => {
                steps.step(name, about, || crate::api_report::api_report(&["--check".to_owned()]));
            }
            "window" if !cfg!(target_os = "linux") => println!("\n=== {name}: left out, it needs Linux"),
            "window" => {
                steps.command("player", "the player builds", build_player(false));
                steps.tests(name, about, window());
            }
            other => unreachable!("step {other} is listed and not written"),
        }
        if *name == "setup" && steps.any_failed() {
            break;
        }
    }
    steps.finish()
}

/// System packages, and the two components that a minimal toolchain lacks.
fn prepare() -> Result<()> {
    system::ensure(Purpose::Test)?;
    for (component, probe) in [("rustfmt", "fmt"), ("clippy", "clippy")] {
        if Shell::cargo([probe, "--version"]).succeeds() {
            continue;
        }
        Shell::new("rustup")
            .args(["component", "add", component])
            .run()
            .with_context(|| format!("the Rust toolchain has no {component}; install it beside cargo"))?;
    }
    Ok(())
}

fn clippy() -> Shell {
    Shell::cargo(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"])
}

fn doc() -> Shell {
    Shell::cargo(["doc", "--workspace", "--no-deps", "--document-private-items"])
        .env("RUSTDOCFLAGS", "--deny warnings")
}

/// The folders under examples/ that hold a game.
fn example_packages() -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in root().join("examples").read_dir().context("cannot list examples/")? {
        let path = entry?.path();
        if path.join("game.json").exists() {
            found.push(path);
        }
    }
    if found.is_empty() {
        bail!("there is no game under examples/");
    }
    found.sort();
    Ok(found)
}

/// Plays two seconds of each example through the program itself; the package tests compare their pictures.
fn examples() -> Result<()> {
    for package in example_packages()? {
        let shell =
            player(false)?.arg("run").arg(&package).args(["--headless", "--frames", "120", "--stats"]);
        println!("    {shell}");
        shell.run()?;
    }
    Ok(())
}

/// Its tests share one machine's two cores and a clock on the wall, so they run one after another.
fn window() -> Shell {
    let test = ["test", "--workspace", "--no-fail-fast"];
    let files =
        ["window", "player", "watch", "faults", "inspector"].into_iter().flat_map(|file| ["--test", file]);
    Shell::cargo(test).args(files).args(["--", "--include-ignored", "--test-threads", "1"])
}
