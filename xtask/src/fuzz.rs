//! `cargo xtask fuzz`: look for inputs that break the engine, guided by coverage.

use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};

use crate::shell::{Shell, root, target_folder};

const HELP: &str = "\
cargo xtask fuzz TARGET [--minutes N] [-- FLAGS OF LIBFUZZER]
cargo xtask fuzz TARGET FILE...     run inputs once, such as those of fuzz/corpus/TARGET

targets: canvas2d webgl wx css glsl image sound font package config clone video";

/// Files of other tests that are good beginnings.
const SEEDS: &[(&str, &str)] = &[
    ("image", "engine/media/tests/images"),
    ("sound", "engine/audio/tests/sounds"),
    ("font", "engine/media/tests/fonts"),
];

pub(crate) fn fuzz(arguments: &[String]) -> Result<()> {
    let Some((target, rest)) = arguments.split_first().filter(|(target, _)| !target.starts_with('-')) else {
        bail!("{HELP}");
    };
    let (ours, theirs) = match rest.iter().position(|argument| argument == "--") {
        Some(at) => (&rest[..at], &rest[at + 1..]),
        None => (rest, &[][..]),
    };
    let (minutes, files) = match ours {
        [flag, minutes] if flag == "--minutes" => {
            (minutes.parse::<u32>().context("--minutes wants a number")?, &[][..])
        }
        files if files.iter().all(|file| !file.starts_with('-')) => (5, files),
        _ => bail!("{HELP}"),
    };
    ensure!(cfg!(unix), "libFuzzer and the compiler wrapper fuzz/instrument need a Unix");
    let wrapper = root().join("fuzz/instrument");
    let build = Shell::cargo(["build", "--workspace", "--bin", "sparrow-fuzz-guided"])
        .args(["--features", "sparrow-fuzz/guided"])
        .env("RUSTC_WORKSPACE_WRAPPER", &wrapper.to_string_lossy());
    println!("    {build}");
    build.run()?;

    let folder = target_folder()?.join("fuzz");
    let found = folder.join(target);
    std::fs::create_dir_all(&found)?;
    let mut run =
        Shell::new(target_folder()?.join("debug/sparrow-fuzz-guided")).env("SPARROW_FUZZ_TARGET", target);
    if files.is_empty() {
        // What takes 20 s or 2 GiB is as bad as a panic.
        run = run
            .arg(format!("-max_total_time={}", minutes * 60))
            .args(["-timeout=20", "-rss_limit_mb=2048", "-max_len=16384", "-print_final_stats=1"])
            .arg(format!("-artifact_prefix={}/{target}-", folder.display()))
            .args(theirs)
            .arg(&found);
        let seeds = SEEDS.iter().filter(|(of, _)| of == target).map(|(_, folder)| root().join(folder));
        let seeds: Vec<PathBuf> = seeds.chain([root().join("fuzz/corpus").join(target)]).collect();
        run = run.args(seeds.iter().filter(|folder| folder.is_dir()));
    } else {
        run =
            run.args(theirs).args(files.iter().map(|file| std::path::absolute(file).unwrap_or(file.into())));
    }
    println!("    {run}");
    run.run().with_context(|| {
        format!(
            "{target} broke. The input is in {}; mend the cause, make the input small \
             (cargo xtask fuzz {target} FILE -- -minimize_crash=1 -runs=10000) and keep it in fuzz/corpus/{target}/, \
             where the tests run it",
            folder.display()
        )
    })
}
