//! Games inside other programs: the C header, and the examples in C and Rust, compiled against the library and run.

use std::path::Path;

use anyhow::{Context, Result, bail, ensure};

use crate::shell::{Shell, root, target_folder};

/// `cargo xtask header`: write `engine/capi/include/sparrow.h`.
pub(crate) fn header(arguments: &[String]) -> Result<()> {
    ensure!(arguments.is_empty(), "usage: cargo xtask header");
    Shell::cargo(["test", "--package", "sparrow-tests", "--test", "header"]).env("SPARROW_BLESS", "1").run()
}

/// Builds the library, both examples, and plays a game in each; each must write a picture of it.
pub(crate) fn examples() -> Result<()> {
    // Of the whole workspace, so that no dependency is built a second time with fewer features.
    let build = Shell::cargo(["build", "--workspace", "--lib", "--bin", "embed-rust", "--test", "games"]);
    println!("    {build}");
    build.run()?;
    let target = target_folder()?.join("debug");
    let folder = target.join("embed-test");
    std::fs::create_dir_all(&folder)?;
    let (c, ppm, png) = (folder.join("embed-c"), folder.join("hop.ppm"), folder.join("hop.png"));

    let compile = Shell::new("cc")
        .args(["-std=c11", "-Wall", "-Wextra", "-Werror", "-Iengine/capi/include", "examples/embed-c/main.c"])
        .arg(format!("-L{}", target.display()))
        .arg("-lsparrow")
        .arg(format!("-Wl,-rpath,{}", target.display()))
        .arg("-o")
        .arg(&c);
    println!("    {compile}");
    compile.run()?;
    // The header is for C++, too.
    let plus = ["-x", "c++", "-std=c++14", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"];
    if Shell::new("c++").arg("--version").succeeds() {
        Shell::new("c++").args(plus).arg("engine/capi/include/sparrow.h").run()?;
    }

    for (program, picture) in [(&c, &ppm), (&target.join("embed-rust"), &png)] {
        let _ = std::fs::remove_file(picture);
        let shell = Shell::new(program).arg(root().join("examples/hop")).arg(picture);
        println!("    {shell}");
        shell.run()?;
    }
    check_ppm(&ppm)?;
    ensure!(std::fs::metadata(&png)?.len() > 1000, "{} is too small for a picture", png.display());
    Ok(())
}

/// The picture is as large as the game's window and not of one colour.
fn check_ppm(file: &Path) -> Result<()> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let Some(pixels) = bytes.strip_prefix(b"P6\n375 667\n255\n") else {
        bail!("{} is no picture of 375 x 667 pixels", file.display());
    };
    ensure!(pixels.len() == 375 * 667 * 3, "{} has {} bytes of pixels", file.display(), pixels.len());
    let mut colors: Vec<_> = pixels.chunks_exact(3).collect();
    colors.sort_unstable();
    colors.dedup();
    ensure!(colors.len() > 50, "{} has {} colours: the game did not draw", file.display(), colors.len());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_of_one_colour_is_none() {
        let file = std::env::temp_dir().join(format!("sparrow-ppm-{}", std::process::id()));
        let mut bytes = b"P6\n375 667\n255\n".to_vec();
        bytes.resize(bytes.len() + 375 * 667 * 3, 7);
        std::fs::write(&file, &bytes).unwrap();
        assert!(check_ppm(&file).unwrap_err().to_string().contains("1 colours"));
        for (n, byte) in bytes.iter_mut().skip(15).enumerate() {
            *byte = (n / 3 % 256) as u8;
        }
        std::fs::write(&file, &bytes).unwrap();
        check_ppm(&file).unwrap();
        std::fs::remove_file(file).unwrap();
    }
}
