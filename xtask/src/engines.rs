//! `cargo xtask engines`: the engines of npm, unmodified, in the player, beside Chromium's pictures.
//!
//! Each folder of tests/engines with a `scene.js` is a scene. It is bundled with its engine as game developers do (npm, esbuild),
//! then `sparrow test` plays it and compares what it shows with `end.expected.png`, which Chromium drew. It needs Node.js, npm and,
//! once, the network; so it is no step of `cargo xtask test`. The templates of `sparrow new` are played as a new user plays them:
//! made, installed by npm, started as the program prints.

use std::path::Path;

use anyhow::{Context, Result, bail};

mod templates;

use crate::{
    run::player,
    shell::{Shell, root, target_folder},
    system::{self, Purpose},
};

const HELP: &str = "\
cargo xtask engines [--chromium] [NAME...]

  plays the scenes of tests/engines (all, or those named) and compares their pictures; without a NAME or with `templates` also
  makes each template of `sparrow new`, and looks whether it draws something
  --chromium   has Chromium draw the expected pictures anew; CHROMIUM names the program";

pub(crate) fn engines(arguments: &[String]) -> Result<()> {
    let (options, names): (Vec<_>, Vec<_>) =
        arguments.iter().map(String::as_str).partition(|argument| argument.starts_with('-'));
    let redraw = match options.as_slice() {
        [] => false,
        ["--chromium"] => true,
        _ => {
            println!("{HELP}");
            return Ok(());
        }
    };
    system::ensure(Purpose::Test)?;
    for program in ["node", "npm"] {
        if !Shell::new(program).arg("--version").succeeds() {
            bail!(
                "the engines come from npm, and there is no {program} here; install it: apt-get install nodejs npm"
            );
        }
    }
    let scenes = root().join("tests/engines");
    let folder = target_folder()?.join("engines");
    let with_templates = names.is_empty() || names.contains(&"templates");
    if with_templates {
        templates::play(&scenes, &folder.join("templates"))?;
    }
    let only_templates = !names.is_empty();
    let names: Vec<_> = names.into_iter().filter(|name| *name != "templates").collect();
    if only_templates && names.is_empty() {
        return Ok(());
    }
    for name in &names {
        if !scenes.join(name).join("scene.js").exists() {
            bail!("there is no scene `{name}` in {}", scenes.display());
        }
    }
    install(&scenes, &folder)?;
    let packages = folder.join("games");
    if packages.exists() {
        std::fs::remove_dir_all(&packages).context("cannot clear the bundles of the last run")?;
    }
    let node = |script: &str| {
        Shell::new("node")
            .current_dir(&folder)
            .arg(folder.join(script))
            .arg(&packages)
            .env("SCENES", &scenes.to_string_lossy())
    };
    node("bundle.mjs").args(&names).run()?;
    if redraw {
        node("chromium.mjs").args(&names).run()?;
    }
    let report = folder.join("report.html");
    player(false)?.arg("test").arg(&packages).arg("--report").arg(&report).run()
}

/// npm's packages, beside copies of the scripts that use them: modules are looked for where a script lies.
fn install(scenes: &Path, folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let lock = "package-lock.json";
    let wanted = std::fs::read(scenes.join(lock))?;
    let installed = folder.join("installed-lock.json");
    let fresh = std::fs::read(&installed).is_ok_and(|have| have == wanted);
    for file in ["package.json", lock, "bundle.mjs", "chromium.mjs"] {
        std::fs::copy(scenes.join(file), folder.join(file)).with_context(|| format!("cannot copy {file}"))?;
    }
    if fresh {
        return Ok(());
    }
    Shell::new("npm")
        .current_dir(folder)
        .args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"])
        .run()?;
    std::fs::write(&installed, wanted).context("cannot remember what is installed")
}
