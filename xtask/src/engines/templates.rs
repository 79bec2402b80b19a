//! The templates of `sparrow new`, as a new user starts them.

use std::path::Path;

use anyhow::{Context, Result, bail};

use crate::{run::tested_player, shell::Shell};

/// Templates, with what they need beside npm's packages before they run, and how they are started.
const TEMPLATES: [(&str, &[&str], &[&str]); 5] = [
    ("canvas", &[], &[]),
    ("three", &["install"], &[]),
    ("pixi", &["install"], &["--adapter", "web"]),
    ("phaser", &["install"], &["--adapter", "web"]),
    ("typescript", &["install", "run build"], &[]),
];
/// A game that shows one colour, as a template does that draws nothing.
const BLANK: &str = "const canvas = wx.createCanvas();
const { windowWidth, windowHeight, pixelRatio } = wx.getWindowInfo();
canvas.width = windowWidth * pixelRatio;
canvas.height = windowHeight * pixelRatio;
const context = canvas.getContext('2d');
context.fillStyle = '#20252b';
context.fillRect(0, 0, canvas.width, canvas.height);
";

/// Makes each template below `folder`, plays 60 frames of it and looks at the last one.
pub(super) fn play(folder: &Path) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).context("cannot clear the games of the last run")?;
    }
    std::fs::create_dir_all(folder)?;
    let blank = folder.join("blank");
    std::fs::create_dir(&blank)?;
    std::fs::write(blank.join("game.json"), "{}")?;
    std::fs::write(blank.join("game.js"), BLANK)?;
    let blank_bytes = picture_bytes(&blank, &[])?;
    for (name, npm, adapter) in TEMPLATES {
        let made = tested_player()?.current_dir(folder).args(["new", name, "--template", name]);
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
        let bytes = picture_bytes(&game, adapter)?;
        // PNGs of one colour differ by some bytes.
        if bytes < blank_bytes + blank_bytes / 8 {
            bail!(
                "the template {name} draws nothing: its picture has {bytes} bytes, a blank one {blank_bytes}"
            );
        }
        tested_player()?.current_dir(&game).args(["check", ".", "--strict"]).run()?;
    }
    println!("{} templates run", TEMPLATES.len());
    Ok(())
}

/// Plays 60 frames, which must go well, and gives the size of the last one's PNG.
fn picture_bytes(game: &Path, adapter: &[&str]) -> Result<u64> {
    let picture = game.join("end.png");
    tested_player()?
        .current_dir(game)
        .args(["run", ".", "--headless", "--offline", "--mute", "--frames", "60", "--screenshot"])
        .arg(&picture)
        .args(adapter)
        .run()?;
    Ok(std::fs::metadata(&picture).with_context(|| format!("{} was not written", picture.display()))?.len())
}
