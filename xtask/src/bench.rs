//! `cargo xtask bench`: play the scenes of `benches/games` in an optimised player and print what a frame costs.

use anyhow::{Context, Result, bail};

use crate::{
    run::player,
    shell::root,
    system::{self, Purpose},
};

pub(crate) fn bench(wanted: &[String]) -> Result<()> {
    system::ensure(Purpose::Run)?;
    let folder = root().join("benches/games");
    let mut scenes: Vec<_> = folder
        .read_dir()
        .with_context(|| format!("cannot list {}", folder.display()))?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
        .collect();
    scenes.sort();
    if let Some(unknown) = wanted.iter().find(|name| !scenes.contains(name)) {
        bail!("there is no scene `{unknown}`; scenes are: {}", scenes.join(", "));
    }
    for scene in scenes.iter().filter(|scene| wanted.is_empty() || wanted.contains(scene)) {
        println!("\n=== {scene}");
        let package = folder.join(scene);
        player(true)?.arg("run").arg(package).args(["--headless", "--frames", "200", "--stats"]).run()?;
    }
    Ok(())
}
