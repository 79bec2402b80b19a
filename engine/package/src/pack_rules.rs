//! Which files of a project are part of the package that players get: `packOptions.ignore` of `project.config.json`, and what the
//! platform's tool never packs.
//!
//! Absent on purpose: rules of the kinds `regexp` and `glob` with braces or character classes; they warn.

use crate::{Package, PackageError, PackageFile, game_package::parts_match};
use sparrow_platform::RelativePath;

/// What a rule's value is held against. A pattern with `*` is a glob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackRuleKind {
    /// All below a folder.
    Folder,
    /// One file.
    File,
    /// How a file's name ends.
    Suffix,
    /// How a file's name begins.
    Prefix,
    /// A path with `*` and `**`.
    Glob,
}

/// A rule of `packOptions.ignore`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackRule {
    /// What the value is held against.
    pub kind: PackRuleKind,
    /// The value.
    pub value: String,
}

/// What belongs to the project and not to the game.
const NEVER_PACKED: [&str; 5] = [
    "project.config.json",
    "project.private.config.json",
    "sparrow.toml",
    "test.toml",
    // What `sparrow test` says of a failure.
    "sparrow-report.html",
];
/// Recordings of the player.
const RECORDING: &str = ".sprec";

impl PackRule {
    /// True when the rule names this file.
    pub fn holds(&self, path: &RelativePath) -> bool {
        let value = self.value.trim_start_matches("./").trim_matches('/');
        if value.is_empty() {
            return false;
        }
        match self.kind {
            PackRuleKind::Folder => RelativePath::new(value).is_ok_and(|folder| path.is_below(&folder)),
            PackRuleKind::File => path.as_str() == value,
            PackRuleKind::Suffix => path.file_name().ends_with(value),
            PackRuleKind::Prefix => path.file_name().starts_with(value),
            PackRuleKind::Glob => {
                let pattern: Vec<&str> = value.split('/').collect();
                let path: Vec<&str> = path.as_str().split('/').collect();
                parts_match(&pattern, &path)
            }
        }
    }
}

impl Package {
    /// The files that players get, in order of path: without hidden ones, `node_modules` and what `packOptions.ignore` names.
    /// Rules are read as the platform's tool reads them, from the folder of `project.config.json`.
    pub fn packed_files(&self) -> Result<Vec<PackageFile>, PackageError> {
        let mut files = self.list()?;
        files.retain(|file| self.is_packed(&file.path));
        Ok(files)
    }

    fn is_packed(&self, path: &RelativePath) -> bool {
        let hidden = path.as_str().split('/').any(|part| part.starts_with('.') || part == "node_modules");
        let ours = NEVER_PACKED.contains(&path.as_str()) || path.as_str().ends_with(RECORDING);
        if hidden || ours || self.left_out.iter().any(|left_out| path.is_below(left_out)) {
            return false;
        }
        let rules = &self.project().pack_ignore;
        // Rules count from the project's folder, files from the game's; tools disagree about which, so both do.
        let from_project = self.project().miniprogram_root.join(path.as_str());
        !rules.iter().any(|rule| rule.holds(path) || from_project.as_ref().is_ok_and(|path| rule.holds(path)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_platform::MemoryFileSystem;
    use std::sync::Arc;

    #[test]
    fn rules_name_files() {
        let path = |text: &str| RelativePath::new(text).unwrap();
        for (kind, value, yes, no) in [
            (PackRuleKind::Folder, "/docs/", "docs/a/b.md", "docs2/a.md"),
            (PackRuleKind::File, "a/b.js", "a/b.js", "x/a/b.js"),
            (PackRuleKind::Suffix, ".map", "a/b.js.map", "a.map/b.js"),
            (PackRuleKind::Prefix, "test_", "a/test_b.js", "test_/a.js"),
            (PackRuleKind::Glob, "src/**/*.ts", "src/a/b.ts", "src/a/b.js"),
        ] {
            let rule = PackRule { kind, value: value.to_owned() };
            assert!(rule.holds(&path(yes)) && !rule.holds(&path(no)), "{rule:?}");
        }
        assert!(!PackRule { kind: PackRuleKind::Folder, value: "/".to_owned() }.holds(&path("a")));
    }

    #[test]
    fn what_is_not_the_games_is_left_out() {
        let files = MemoryFileSystem::new();
        let project = r#"{"packOptions": {"ignore": [{"type": "folder", "value": "raw"}, {"type": "regexp", "value": "x"}]}}"#;
        for (path, text) in [
            ("project.config.json", project),
            ("game.json", "{}"),
            ("game.js", ""),
            ("raw/a.psd", ""),
            ("node_modules/a/index.js", ""),
            ("a/.hidden", ""),
            ("sparrow-report.html", ""),
            ("bug.sprec", ""),
            ("out/g.zip", ""),
        ] {
            files.insert(path, text).unwrap();
        }
        let package =
            Package::open(Arc::new(files)).unwrap().without(RelativePath::new("out/g.zip").unwrap());
        let packed = package.packed_files().unwrap();
        let names: Vec<_> = packed.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(names, ["game.js", "game.json"]);
        assert!(package.warnings()[0].to_string().contains("regexp"), "{:?}", package.warnings());
    }
}
