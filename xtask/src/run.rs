//! `cargo xtask run PACKAGE`: build the player and play a package.

use std::path::Path;

use anyhow::{Result, bail};

use crate::shell::{Shell, root};
use crate::system::{self, Purpose};

pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let (release, rest) = match arguments.split_first() {
        Some((flag, rest)) if flag == "--release" => (true, rest),
        _ => (false, arguments),
    };
    let Some((package, rest)) = rest.split_first().filter(|(package, _)| !package.starts_with('-')) else {
        bail!("usage: cargo xtask run [--release] PACKAGE [ARGS]\nfor example: cargo xtask run examples/hop");
    };
    // Paths are the caller's, who may stand in a subfolder; the examples are found from anywhere.
    let typed = Path::new(package);
    let package = match typed.exists() {
        true => std::path::absolute(typed)?,
        false => root().join(typed),
    };
    if !package.exists() {
        bail!("there is no game package at {}", typed.display());
    }
    system::ensure(Purpose::Run)?;
    player(release).current_dir(&std::env::current_dir()?).arg("run").arg(package).args(rest).run()
}

/// The player, built first where needed; what is added as arguments goes to it.
pub(crate) fn player(release: bool) -> Shell {
    let manifest = root().join("Cargo.toml");
    let profile: &[&str] = if release { &["--release"] } else { &[] };
    Shell::cargo(["run", "--package", "sparrow-player", "--manifest-path"])
        .arg(manifest)
        .args(profile)
        .arg("--")
}
