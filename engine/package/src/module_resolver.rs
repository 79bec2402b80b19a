//! Finds the file that `require` means.
//!
//! The rules are those that real packages rely on: relative and root-relative names, bare names from the package's
//! root and then beside the requiring file, folders by `package.json` or `index.js`, a missing `.js` or `.json`.
//! Absent on purpose: running, caching and cycles of modules, which are the script engine's.

use std::sync::Arc;

use sparrow_platform::{FileKind, FileSystem, RelativePath};

use crate::{
    PackageError,
    independent::PartsHere,
    json::{self, Kind},
};

/// See the module's text. A module's id is its path below the package's root.
#[derive(Clone)]
pub struct Resolver {
    files: Arc<dyn FileSystem>,
    within: RelativePath,
    without: Option<RelativePath>,
    parts: Option<Arc<PartsHere>>,
}

impl Resolver {
    /// Modules of the package in `files`.
    pub fn new(files: Arc<dyn FileSystem>) -> Resolver {
        Resolver { files, within: RelativePath::root(), without: None, parts: None }
    }

    /// The same, but modules are only those of `folder` (open data domain, worker). Bare and root-relative names
    /// are tried from that folder when there is nothing at the package's root.
    #[must_use]
    pub fn within(mut self, folder: RelativePath) -> Resolver {
        self.within = folder;
        self
    }

    /// The same without the modules of `folder`.
    #[must_use]
    pub fn without(mut self, folder: RelativePath) -> Resolver {
        self.without = Some(folder);
        self
    }

    /// The same, whose errors tell files of parts that are not loaded.
    #[must_use]
    pub(crate) fn with_parts(mut self, parts: Arc<PartsHere>) -> Resolver {
        self.parts = Some(parts);
        self
    }

    /// The module that `specifier` means in the file `from`; `None` is the game's start.
    pub fn resolve(
        &self,
        specifier: &str,
        from: Option<&RelativePath>,
    ) -> Result<RelativePath, PackageError> {
        let mut search = Search { resolver: self, tried: Vec::new(), outside: false };
        if let Some(found) = search.run(specifier, from) {
            return Ok(found);
        }
        let (specifier, from) = (specifier.to_owned(), from.cloned());
        if search.outside && search.tried.is_empty() {
            return Err(PackageError::ModuleOutside { specifier, from });
        }
        Err(PackageError::ModuleNotFound { specifier, from, tried: search.tried })
    }

    fn may_hold(&self, path: &RelativePath) -> bool {
        path.is_below(&self.within) && !self.without.as_ref().is_some_and(|folder| path.is_below(folder))
    }
}

struct Search<'a> {
    resolver: &'a Resolver,
    tried: Vec<String>,
    outside: bool,
}

impl Search<'_> {
    fn run(&mut self, specifier: &str, from: Option<&RelativePath>) -> Option<RelativePath> {
        let root = RelativePath::root();
        let beside = from.and_then(RelativePath::parent).unwrap_or_default();
        if specifier.is_empty() {
            return None;
        }
        let is_relative =
            |text: &str| matches!(text, "." | "..") || text.starts_with("./") || text.starts_with("../");
        if is_relative(specifier) {
            return self.file_or_folder(&beside, specifier);
        }
        let own = self.resolver.within.clone();
        let found = self.file_or_folder(&root, specifier);
        let found = found.or_else(|| if own.is_root() { None } else { self.file_or_folder(&own, specifier) });
        if found.is_some() || specifier.starts_with('/') {
            return found;
        }
        if !beside.is_root() && beside != own {
            let found = self.file_or_folder(&beside, specifier);
            if found.is_some() {
                return found;
            }
        }
        let mut folder = Some(beside);
        while let Some(dir) = folder {
            for modules in ["miniprogram_npm", "node_modules"] {
                // Without the folder there is nothing to list as tried.
                if let Ok(modules) = dir.join(modules)
                    && self.kind(&modules) == Some(FileKind::Directory)
                    && let Some(found) = self.file_or_folder(&modules, specifier)
                {
                    return Some(found);
                }
            }
            folder = dir.parent();
        }
        None
    }

    fn kind(&self, path: &RelativePath) -> Option<FileKind> {
        self.resolver.files.stat(path).ok().map(|stat| stat.kind)
    }

    fn file(&mut self, path: RelativePath) -> Option<RelativePath> {
        let is_file = self.kind(&path) == Some(FileKind::File);
        if is_file && self.resolver.may_hold(&path) {
            return Some(path);
        }
        let border = match (&self.resolver.parts, is_file) {
            (_, true) => " (there, but on the other side of the open data domain's border)".to_owned(),
            (Some(parts), false) => parts
                .away(&path)
                .map_or_else(String::new, |part| format!(" (there, but in {part}, which is not loaded)")),
            (None, false) => String::new(),
        };
        let path = format!("{path}{border}");
        if !self.tried.contains(&path) {
            self.tried.push(path);
        }
        None
    }

    fn file_or_folder(&mut self, base: &RelativePath, specifier: &str) -> Option<RelativePath> {
        let Ok(path) = base.join(specifier) else {
            self.outside = true;
            return None;
        };
        let names_folder = specifier.ends_with('/') || specifier.ends_with("/.") || specifier.ends_with("..");
        if !names_folder
            && !path.is_root()
            && let Some(found) = self.file_with_extension(&path)
        {
            return Some(found);
        }
        if self.kind(&path) != Some(FileKind::Directory) {
            return None;
        }
        if let Some(main) = self.package_main(&path)
            && let Ok(main) = path.join(&main)
        {
            let found = self.file_with_extension(&main).or_else(|| self.index(&main));
            if found.is_some() {
                return found;
            }
        }
        self.index(&path)
    }

    fn file_with_extension(&mut self, path: &RelativePath) -> Option<RelativePath> {
        if path.is_root() {
            return None;
        }
        for extension in ["", ".js", ".json"] {
            let path = RelativePath::new(&format!("{path}{extension}")).ok()?;
            if let Some(found) = self.file(path) {
                return Some(found);
            }
        }
        None
    }

    fn index(&mut self, folder: &RelativePath) -> Option<RelativePath> {
        for index in ["index.js", "index.json"] {
            if let Some(found) = self.file(folder.join(index).ok()?) {
                return Some(found);
            }
        }
        None
    }

    /// `main` of the folder's `package.json`; a broken one says nothing.
    fn package_main(&self, folder: &RelativePath) -> Option<String> {
        let bytes = self.resolver.files.read(&folder.join("package.json").ok()?).ok()?;
        let text = String::from_utf8(bytes).ok()?;
        let Kind::Object(members) = json::parse("package.json", &text).ok()?.kind else { return None };
        members.into_iter().find(|member| member.key == "main").and_then(|member| match member.value.kind {
            Kind::String(main) => Some(main),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use sparrow_platform::MemoryFileSystem;

    use super::*;

    fn resolver(paths: &[&str]) -> Resolver {
        let files = MemoryFileSystem::new();
        for path in paths {
            let text = if path.ends_with("package.json") { r#"{"main": "lib/entry"}"# } else { "" };
            files.insert(path, text).unwrap();
        }
        Resolver::new(Arc::new(files))
    }

    fn path(text: &str) -> RelativePath {
        RelativePath::new(text).unwrap()
    }

    #[test]
    fn names_are_found_as_the_platform_finds_them() {
        let r = resolver(&[
            "game.js",
            "main.js",
            "src/a.js",
            "src/main.js",
            "src/only.js",
            "src/data.json",
            "src/dir/index.js",
            "src/three.min.js",
            "js.js",
            "js/x.js",
            "pkg/package.json",
            "pkg/lib/entry.js",
            "node_modules/n/index.js",
            "src/miniprogram_npm/m/package.json",
            "src/miniprogram_npm/m/lib/entry.js",
            "src/noext",
        ]);
        let from = path("src/a.js");
        for (specifier, found) in [
            ("./main", "src/main.js"),
            ("./main.js", "src/main.js"),
            ("../main", "main.js"),
            ("../src/../src/only", "src/only.js"),
            ("/src/only", "src/only.js"),
            ("main.js", "main.js"),
            ("only", "src/only.js"),
            ("src/only.js", "src/only.js"),
            ("./data.json", "src/data.json"),
            ("./data", "src/data.json"),
            ("./dir", "src/dir/index.js"),
            ("./dir/", "src/dir/index.js"),
            ("./three.min", "src/three.min.js"),
            ("/js", "js.js"),
            ("/js/x", "js/x.js"),
            ("pkg", "pkg/lib/entry.js"),
            ("n", "node_modules/n/index.js"),
            ("m", "src/miniprogram_npm/m/lib/entry.js"),
            ("./noext", "src/noext"),
        ] {
            assert_eq!(
                r.resolve(specifier, Some(&from)).map(|p| p.to_string()).as_deref(),
                Ok(found),
                "{specifier}"
            );
        }
        assert_eq!(r.resolve("game.js", None).unwrap().as_str(), "game.js");
        assert_eq!(r.resolve(".", Some(&path("src/dir/b.js"))).unwrap().as_str(), "src/dir/index.js");
    }

    #[test]
    fn a_missing_module_says_where_it_was_looked_for() {
        let r = resolver(&["src/a.js", "src/dir/x.js"]);
        let error = r.resolve("./b", Some(&path("src/a.js"))).unwrap_err().to_string();
        assert_eq!(
            error,
            "Cannot find module './b' required by src/a.js\n  looked for: src/b, src/b.js, src/b.json"
        );
        let error = r.resolve("dir", Some(&path("src/a.js"))).unwrap_err().to_string();
        assert!(error.ends_with(
            "dir, dir.js, dir.json, src/dir, src/dir.js, src/dir.json, src/dir/index.js, src/dir/index.json"
        ));
        let error = r.resolve("../../x", Some(&path("src/a.js"))).unwrap_err();
        assert!(matches!(error, PackageError::ModuleOutside { .. }));
        for odd in ["", "/", "..", "\0", "a\\b", "plugin://x/y", "https://a.b/c.js"] {
            assert!(r.resolve(odd, None).is_err(), "{odd:?}");
        }
    }

    #[test]
    fn the_border_of_the_open_data_domain_holds() {
        let r = resolver(&["game.js", "x.js", "open/index.js", "open/x.js", "open/y.js"]);
        let open = r.clone().within(path("open"));
        let from = path("open/index.js");
        assert_eq!(open.resolve("./x", Some(&from)).unwrap().as_str(), "open/x.js");
        assert_eq!(open.resolve("x", Some(&from)).unwrap().as_str(), "open/x.js");
        assert_eq!(open.resolve("/y", Some(&from)).unwrap().as_str(), "open/y.js");
        assert!(open.resolve("../game.js", Some(&from)).is_err());
        let main = r.without(path("open"));
        let error = main.resolve("./open/x", Some(&path("game.js"))).unwrap_err().to_string();
        assert!(error.contains("open/x.js (there, but on the other side"), "{error}");
        assert_eq!(main.resolve("./x", Some(&path("game.js"))).unwrap().as_str(), "x.js");
    }
}
