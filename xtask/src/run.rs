//! `cargo xtask run PACKAGE`: build the player and play a package, or draw a picture of it where there is no display.

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::shell::{Shell, root, target_folder};
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
    let play = player(release)?.current_dir(&std::env::current_dir()?).arg("run").arg(&package);
    if has_display() || rest.iter().any(|argument| argument == "--headless") {
        return play.args(rest).run();
    }
    // Something to look at even so: a few seconds of the game, drawn without a window.
    let picture = picture_file(&package)?;
    println!(
        "There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set): drawing a picture instead."
    );
    play.args(["--headless", "--frames", "120", "--screenshot"]).arg(&picture).args(rest).run()?;
    println!("The picture after two seconds of the game: {}", picture.display());
    Ok(())
}

fn has_display() -> bool {
    let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// `out/NAME.png` in the repository.
fn picture_file(package: &Path) -> Result<PathBuf> {
    let folder = root().join("out");
    std::fs::create_dir_all(&folder)?;
    let name = package.file_stem().unwrap_or_default().to_string_lossy();
    Ok(folder.join(format!("{name}.png")))
}

/// The player, built first where needed; what is added as arguments goes to it.
pub(crate) fn player(release: bool) -> Result<Shell> {
    build_player(release).run()?;
    let profile = if release { "release" } else { "debug" };
    Ok(Shell::new(target_folder()?.join(profile).join("sparrow")))
}

/// What [`player`] builds with: the whole workspace is selected, as for the tests, so that the features are the same and nothing is built twice.
pub(crate) fn build_player(release: bool) -> Shell {
    let profile: &[&str] = if release { &["--release"] } else { &[] };
    Shell::cargo(["build", "--workspace", "--bin", "sparrow"]).args(profile)
}
