//! `cargo xtask api-report`: write `docs/api-coverage.md` from what the library says of itself.

use anyhow::{Context, Result, bail};

use crate::{
    run::player,
    shell::root,
    system::{self, Purpose},
};

pub(crate) fn api_report(arguments: &[String]) -> Result<()> {
    let check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => bail!("usage: cargo xtask api-report [--check]"),
    };
    system::ensure(Purpose::Run)?;
    let text = player(false)?.arg("api-report").output().context("the player gave no report")?;
    let file = root().join("docs/api-coverage.md");
    let old = std::fs::read_to_string(&file).unwrap_or_default();
    if old.trim() == text.trim() {
        return Ok(());
    }
    if check {
        bail!("docs/api-coverage.md is not what the library says; mend: cargo xtask api-report");
    }
    std::fs::write(&file, text.trim().to_owned() + "\n")
        .with_context(|| format!("cannot write {}", file.display()))
}
