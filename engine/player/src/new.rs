//! `sparrow new`: a folder with a game to begin from. The templates are files below `assets/templates`, held by the program.

use crate::{
    check::print_out,
    exit::Exit,
    tool_args::{NewArgs, Template},
};
use std::{fs, io, path::Path};

/// What a template's files write for the game's name.
const NAME: &str = "{{name}}";

macro_rules! files {
    ($template:literal: $($path:literal),+ $(,)?) => {
        &[$(($path, include_str!(concat!("../../../assets/templates/", $template, "/", $path)))),+]
    };
}

const CANVAS: &[(&str, &str)] = files!("canvas": "game.js", "game.json", "project.config.json", "src/ball.js", "tests/start/test.toml", "README.md", "gitignore");
const THREE: &[(&str, &str)] =
    files!("three": "game.js", "game.json", "project.config.json", "package.json", "README.md", "gitignore");
const PIXI: &[(&str, &str)] =
    files!("pixi": "game.js", "game.json", "project.config.json", "package.json", "README.md", "gitignore");
const PHASER: &[(&str, &str)] =
    files!("phaser": "game.js", "game.json", "project.config.json", "package.json", "README.md", "gitignore");
const TYPESCRIPT: &[(&str, &str)] = files!("typescript": "src/game.ts", "src/ball.ts", "dist/game.json", "project.config.json", "package.json", "tsconfig.json", "README.md", "gitignore");

impl Template {
    /// Paths and texts.
    fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Template::Canvas => CANVAS,
            Template::Three => THREE,
            Template::Pixi => PIXI,
            Template::Phaser => PHASER,
            Template::Typescript => TYPESCRIPT,
        }
    }

    /// What to run next, in the new folder.
    fn next(self) -> &'static [&'static str] {
        match self {
            Template::Canvas => &["sparrow run .", "sparrow test . --bless"],
            Template::Three => &["npm install", "sparrow run ."],
            Template::Pixi | Template::Phaser => &["npm install", "sparrow run . --adapter web"],
            Template::Typescript => &["npm install", "npm run build", "sparrow run ."],
        }
    }
}

/// Makes the folder.
pub(crate) fn run(args: &NewArgs) -> Exit {
    let folder = &args.folder;
    // `.` and `..` are called what their folders are.
    let named =
        if folder.file_name().is_some() { folder.clone() } else { folder.canonicalize().unwrap_or_default() };
    let Some(name) = named.file_name().map(|name| name.to_string_lossy().into_owned()) else {
        return Exit::usage(format!("{}: name a folder to make", folder.display()));
    };
    // The name stands in JSON, JavaScript and npm's package.json.
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '.');
    if !name.chars().all(plain) || name.starts_with(['.', '_', '-']) {
        return Exit::usage(format!(
            "{name}: a game's name is small letters, digits, - and _, as npm has it"
        ));
    }
    if let Err(error) = make(folder, &name, args.template.files()) {
        return Exit::game_failed(format!("{}: {error}", folder.display()));
    }
    let mut text = format!("{name} is made. Next:\n");
    if folder != Path::new(".") {
        text.push_str(&format!("  cd {}\n", folder.display()));
    }
    for line in args.template.next() {
        text.push_str(&format!("  {line}\n"));
    }
    print_out(&text);
    Exit::ok()
}

/// An empty folder may be there; nothing is ever written over.
fn make(folder: &Path, name: &str, files: &[(&str, &str)]) -> io::Result<()> {
    if folder.exists() && folder.read_dir()?.next().is_some() {
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, "is there already and is not empty"));
    }
    for (path, text) in files {
        // A file of that name here would be this repository's own.
        let file = folder.join(if *path == "gitignore" { ".gitignore" } else { path });
        if let Some(parent) = file.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(file, text.replace(NAME, name))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn every_template_is_a_sound_package() {
        for template in Template::value_variants() {
            let root = tempfile::tempdir().unwrap();
            let folder = root.path().join("a-game");
            make(&folder, "a-game", template.files()).unwrap();
            for (path, _) in template.files() {
                let path = if *path == "gitignore" { ".gitignore" } else { path };
                let text = fs::read_to_string(folder.join(path)).unwrap();
                assert!(!text.contains(NAME), "{path}");
                if path.ends_with(".json") {
                    serde_json::from_str::<serde_json::Value>(&text).unwrap();
                }
            }
            if *template != Template::Typescript {
                let package = crate::open::open_package(&folder).expect("a package");
                assert!(package.warnings().is_empty(), "{:?}", package.warnings());
            }
            let again = make(&folder, "a-game", template.files()).unwrap_err();
            assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
        }
    }

    #[test]
    fn the_folder_where_one_stands_is_called_what_it_is() {
        let root = tempfile::tempdir().unwrap();
        let inner = root.path().join("inside/deeper");
        fs::create_dir_all(&inner).unwrap();
        let exit = run(&NewArgs { folder: inner.join("../../here/.."), template: Template::Canvas });
        assert_eq!(exit.code, 2, "a folder that is not there has no name");
        let empty = root.path().join("empty");
        fs::create_dir(&empty).unwrap();
        let exit = run(&NewArgs { folder: empty.join("."), template: Template::Canvas });
        assert_eq!(exit.code, 0, "{}", exit.message);
        assert!(fs::read_to_string(empty.join("project.config.json")).unwrap().contains("\"empty\""));
    }

    #[test]
    fn names_that_npm_refuses_are_refused() {
        for name in ["A", "a b", "..", ".x", "ä"] {
            let folder = std::env::temp_dir().join("sparrow-new-none").join(name);
            let exit = run(&NewArgs { folder, template: Template::Canvas });
            assert_eq!(exit.code, 2, "{name}");
        }
    }
}
