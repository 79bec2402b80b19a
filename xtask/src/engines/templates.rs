//! The templates of `sparrow new`, as a new user starts them.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::{run::player, shell::Shell};

/// Templates, with what they need beside npm's packages before they run, and how they are started.
const TEMPLATES: [(&str, &[&str], &[&str]); 5] = [
    ("canvas", &[], &[]),
    ("three", &["install"], &[]),
    ("pixi", &["install"], &["--adapter", "web"]),
    ("phaser", &["install"], &["--adapter", "web"]),
    ("typescript", &["install", "run build"], &[]),
];
/// Makes each template below `folder`, plays 60 frames of it and looks at the last one with a script of `scenes`.
pub(super) fn play(scenes: &Path, folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).context("cannot clear the games of the last run")?;
    }
    std::fs::create_dir_all(folder)?;
    for (name, npm, adapter) in TEMPLATES {
        let made = player(false)?.current_dir(folder).args(["new", name, "--template", name]);
        // The list above is what the program prints; a template that is started in another way is not what was tried.
        let printed = made.output().context("the player cannot be started")?;
        let start = [&["sparrow", "run", "."], adapter].concat().join(" ");
        let steps = npm.iter().map(|step| format!("npm {step}")).chain([start]);
        for step in steps {
            if !printed.lines().any(|line| line.trim() == step) {
                bail!("sparrow new --template {name} does not print `{step}`:\n{printed}");
            }
        }
        let game = folder.join(name);
        for step in npm {
            let quiet: &[&str] = if *step == "install" { &["--no-audit", "--no-fund"] } else { &[] };
            Shell::new("npm").current_dir(&game).args(step.split(' ')).args(quiet).run()?;
        }
        let picture = game.join("end.png");
        player(false)?
            .current_dir(&game)
            .args(["run", ".", "--headless", "--offline", "--mute", "--frames", "60", "--screenshot"])
            .arg(&picture)
            .args(adapter)
            .run()?;
        Shell::new("node").arg(scenes.join("blank.mjs")).arg(&picture).run()?;
        player(false)?.current_dir(&game).args(["check", ".", "--strict"]).run()?;
    }
    println!("{} templates run", TEMPLATES.len());
    Ok(())
}
