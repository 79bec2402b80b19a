//! A package that starts from an independent subpackage: the main package and the other subpackages are out of reach until the game loads
//! them, as on a phone that has downloaded the subpackage alone.
//!
//! The folder of the open data domain counts as here: it is a domain of its own, and a ranking is what the platform names as the use of
//! independent subpackages. Spec: developers.weixin.qq.com/minigame/dev/guide/base-ability/independent-sub-packages.html. Absent on
//! purpose: fetching (`platform::PartSource`), and running what was loaded.

use crate::{Package, PackageError, Subpackage, plugins};
use sparrow_platform::{FileError, FileErrorKind, FileKind, FileStat, FileSystem, RelativePath};
use std::{
    collections::BTreeSet,
    sync::{Arc, PoisonError, RwLock},
};

/// The main package, as `wx.loadSubpackage` names it.
pub const MAIN_PACKAGE: &str = "__GAME__";

/// A part of a package that is loaded by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// What is in no subpackage.
    Main,
    /// A subpackage, by its place in game.json.
    Subpackage(usize),
    /// The folder of the workers, where game.json makes it a subpackage.
    Workers,
}

/// Which subpackage a package starts from, and what of the package is here.
pub(crate) struct Independent {
    pub(crate) subpackage: usize,
    pub(crate) files: Arc<PartsHere>,
}

/// The files of those parts that are here.
pub(crate) struct PartsHere {
    pub(crate) all: Arc<dyn FileSystem>,
    subpackages: Vec<Subpackage>,
    workers: Option<RelativePath>,
    /// Folders that belong to no part that is loaded.
    always: Vec<RelativePath>,
    here: RwLock<BTreeSet<Part>>,
}

impl Subpackage {
    /// True when `name` means this subpackage: its name, or its root however that is written.
    pub fn is_named(&self, name: &str) -> bool {
        self.name == name || (!name.is_empty() && self.root.as_str() == name.trim_matches('/'))
    }

    /// What it is called: its name, or its root where it has none.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { self.root.as_str() } else { &self.name }
    }
}

/// The subpackage that holds `path`.
pub(crate) fn subpackage_of(all: &[Subpackage], path: &RelativePath) -> Option<usize> {
    let holding = all.iter().enumerate().filter(|(_, subpackage)| path.is_below(&subpackage.root));
    holding.max_by_key(|(_, subpackage)| subpackage.root.as_str().len()).map(|(index, _)| index)
}

impl PartsHere {
    fn part_of(&self, path: &RelativePath) -> Part {
        if self.workers.as_ref().is_some_and(|folder| path.is_below(folder)) {
            return Part::Workers;
        }
        subpackage_of(&self.subpackages, path).map_or(Part::Main, Part::Subpackage)
    }

    fn has(&self, part: Part) -> bool {
        self.here.read().unwrap_or_else(PoisonError::into_inner).contains(&part)
    }

    /// True when `path` is of a part that is here, or a folder on the way to one.
    fn may_see(&self, path: &RelativePath) -> bool {
        let on_the_way = || {
            let here = self.subpackages.iter().enumerate();
            let here = here.filter(|(index, _)| self.has(Part::Subpackage(*index)));
            let roots = here.map(|(_, subpackage)| &subpackage.root).chain(&self.always);
            roots
                .chain(self.workers.iter().filter(|_| self.has(Part::Workers)))
                .any(|root| root.is_below(path))
        };
        path.is_root()
            || self.has(self.part_of(path))
            || self.always.iter().any(|folder| path.is_below(folder))
            || on_the_way()
    }

    /// The name of the part that `path` is in, where that part is not here and the file is.
    pub(crate) fn away(&self, path: &RelativePath) -> Option<String> {
        let is_file = self.all.stat(path).is_ok_and(|stat| stat.kind == FileKind::File);
        if !is_file || self.may_see(path) {
            return None;
        }
        Some(match self.part_of(path) {
            Part::Main => "the main package".to_owned(),
            Part::Workers => "the subpackage of the workers".to_owned(),
            Part::Subpackage(index) => format!("the subpackage '{}'", self.subpackages[index].label()),
        })
    }

    fn seen<T>(
        &self,
        path: &RelativePath,
        look: impl FnOnce() -> Result<T, FileError>,
    ) -> Result<T, FileError> {
        if self.may_see(path) { look() } else { Err(FileError::new(FileErrorKind::NotFound, path)) }
    }
}

impl FileSystem for PartsHere {
    fn read(&self, path: &RelativePath) -> Result<Vec<u8>, FileError> {
        self.seen(path, || self.all.read(path))
    }

    fn stat(&self, path: &RelativePath) -> Result<FileStat, FileError> {
        self.seen(path, || self.all.stat(path))
    }

    fn read_dir(&self, path: &RelativePath) -> Result<Vec<String>, FileError> {
        let mut names = self.seen(path, || self.all.read_dir(path))?;
        // A name that is no path cannot be asked for either.
        names.retain(|name| path.join(name).is_ok_and(|path| self.may_see(&path)));
        Ok(names)
    }
}

impl Package {
    /// The same, started from an independent subpackage, which `name` names by its name or its root. Until [`Package::bring`] the files of
    /// the other parts are out of reach.
    pub fn start_from(mut self, name: &str) -> Result<Package, PackageError> {
        let all = &self.config().subpackages;
        let refused = |why: String| Err(PackageError::NotIndependent { name: name.to_owned(), why });
        let Some(index) = all.iter().position(|subpackage| subpackage.is_named(name)) else {
            let independent: Vec<_> = all.iter().filter(|s| s.independent).map(Subpackage::label).collect();
            return refused(if independent.is_empty() {
                "game.json has no independent subpackage".to_owned()
            } else {
                format!(
                    "game.json has no subpackage of that name; independent ones: {}",
                    independent.join(", ")
                )
            });
        };
        if !all[index].independent {
            return refused(
                "it counts on the main package; \"independent\": true in game.json says otherwise".to_owned(),
            );
        }
        let always = self.config().open_data_context.iter().cloned().chain(plugins::mount_point());
        let files = Arc::new(PartsHere {
            all: self.files.clone(),
            subpackages: all.clone(),
            workers: self.workers_part().cloned(),
            always: always.collect(),
            here: RwLock::new(BTreeSet::from([Part::Subpackage(index)])),
        });
        self.files = files.clone();
        self.independent = Some(Independent { subpackage: index, files });
        Ok(self)
    }

    fn workers_part(&self) -> Option<&RelativePath> {
        self.config().workers.as_ref().filter(|workers| workers.is_subpackage).map(|workers| &workers.path)
    }

    /// The part that `name` means for `wx.loadSubpackage`: [`MAIN_PACKAGE`], a subpackage's name or root, or `workers` where that folder is
    /// one.
    pub fn part(&self, name: &str) -> Option<Part> {
        if name == MAIN_PACKAGE {
            return Some(Part::Main);
        }
        if name == "workers" && self.workers_part().is_some() {
            return Some(Part::Workers);
        }
        self.config()
            .subpackages
            .iter()
            .position(|subpackage| subpackage.is_named(name))
            .map(Part::Subpackage)
    }

    /// The script that a part begins with; of the workers, which begin with none, their folder.
    pub fn entry_of(&self, part: Part) -> RelativePath {
        match part {
            Part::Main => self.main_entry(),
            Part::Subpackage(index) => {
                self.config().subpackages.get(index).map(Subpackage::entry).unwrap_or_default()
            }
            Part::Workers => self.workers_part().cloned().unwrap_or_default(),
        }
    }

    /// A part has been loaded: from now on its files are within reach. Where the package did not start from an independent subpackage, they
    /// are from the start.
    pub fn bring(&self, part: Part) {
        if let Some(independent) = &self.independent {
            independent.files.here.write().unwrap_or_else(PoisonError::into_inner).insert(part);
        }
    }

    /// The independent subpackage that the package starts from; `None` when it starts from the main package.
    pub fn started_from(&self) -> Option<&Subpackage> {
        self.config().subpackages.get(self.independent.as_ref()?.subpackage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_platform::MemoryFileSystem;

    const GAME: &str = r#"{"openDataContext": "open", "subpackages": [{"name": "rank", "root": "packs/rank/", "independent": true},
        {"name": "stage", "root": "packs/stage"}, {"root": "packs/solo.js", "independent": true}]}"#;

    fn package() -> Package {
        let files = MemoryFileSystem::new();
        for (path, text) in [
            ("game.json", GAME),
            ("game.js", "main"),
            ("lib/x.js", ""),
            ("open/index.js", ""),
            ("packs/rank/game.js", "rank"),
            ("packs/rank/lib/y.js", ""),
            ("packs/stage/game.js", "stage"),
            ("packs/solo.js", "solo"),
        ] {
            files.insert(path, text).unwrap();
        }
        Package::open(Arc::new(files)).unwrap()
    }

    fn path(text: &str) -> RelativePath {
        RelativePath::new(text).unwrap()
    }

    #[test]
    fn only_the_subpackage_is_here_until_more_is_brought() {
        let package = package().start_from("/packs/rank/").unwrap();
        assert_eq!(package.entry().as_str(), "packs/rank/game.js");
        let names = |folder: &str| package.files().read_dir(&path(folder)).unwrap();
        assert_eq!(
            (names(""), names("packs")),
            (vec!["open".to_owned(), "packs".to_owned()], vec!["rank".to_owned()])
        );
        assert_eq!(names("packs/rank"), ["game.js", "lib"]);
        for away in ["game.js", "game.json", "lib/x.js", "packs/stage/game.js", "packs/solo.js"] {
            assert_eq!(
                package.files().read(&path(away)).unwrap_err().kind,
                FileErrorKind::NotFound,
                "{away}"
            );
        }
        assert!(
            package.files().stat(&path("lib")).is_err() && package.files().read_dir(&path("lib")).is_err()
        );
        assert!(package.open_data_resolver().unwrap().resolve("/open/index.js", None).is_ok());
        let error = package.resolver().resolve("/lib/x", Some(&path("packs/rank/game.js"))).unwrap_err();
        assert!(
            error.to_string().contains("lib/x.js (there, but in the main package, which is not loaded)"),
            "{error}"
        );
        let error =
            package.resolver().resolve("../stage/game", Some(&path("packs/rank/game.js"))).unwrap_err();
        assert!(error.to_string().contains("in the subpackage 'stage', which"), "{error}");
        assert_eq!(package.list().unwrap().len(), 8, "what a package holds does not depend on its start");

        package.bring(package.part(MAIN_PACKAGE).unwrap());
        assert!(package.resolver().resolve("/lib/x", None).is_ok());
        assert!(package.files().read(&path("packs/stage/game.js")).is_err(), "the others are still away");
        assert_eq!(names("packs"), ["rank"]);
        package.bring(package.part("stage").unwrap());
        assert_eq!(names("packs"), ["rank", "stage"]);
        assert_eq!(package.entry_of(Part::Main).as_str(), "game.js");
    }

    #[test]
    fn a_root_that_is_a_script_starts_too() {
        let package = package().start_from("packs/solo.js").unwrap();
        assert_eq!(package.entry().as_str(), "packs/solo.js");
        assert_eq!(package.files().read_dir(&path("packs")).unwrap(), ["solo.js"]);
    }

    #[test]
    fn what_cannot_start_alone_says_why() {
        let refused = |name: &str| package().start_from(name).err().unwrap().to_string();
        assert!(refused("none").contains("independent ones: rank, packs/solo.js"), "{}", refused("none"));
        assert!(refused("stage").contains("counts on the main package"), "{}", refused("stage"));
        assert!(refused("").contains("no subpackage of that name"), "{}", refused(""));
        let package = package();
        assert!(package.started_from().is_none());
        package.bring(Part::Main);
        assert!(package.files().read(&path("lib/x.js")).is_ok());
    }
}
