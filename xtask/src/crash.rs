//! `cargo xtask crash`: kill the player at random moments, many times, and look whether anything is lost.

use anyhow::{Context, Result, bail};

use crate::{run::build_player, shell::Shell};

const HELP: &str = "\
cargo xtask crash [ROUNDS]     kills (SIGKILL) in each of the tests of tests/crashes.rs and of engine/native/tests/apps; 200 when left out";

pub(crate) fn crash(arguments: &[String]) -> Result<()> {
    let rounds = match arguments {
        [] => 200,
        [rounds] if !rounds.starts_with('-') => rounds.parse::<u32>().context("ROUNDS is a number")?,
        _ => bail!("{HELP}"),
    };
    build_player(false).run()?;
    let test = Shell::cargo(["test", "--workspace", "--test", "crashes", "--test", "apps"])
        .args(["--", "--ignored", "--nocapture", "--test-threads", "1"])
        .env("SPARROW_CRASH_ROUNDS", &rounds.to_string());
    println!("    {test}");
    test.run()
}
