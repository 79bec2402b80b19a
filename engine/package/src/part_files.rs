//! The files of a release as its parts come: the main package's zip, and behind it the zips of subpackages.

use crate::{
    GameConfig, MANIFEST, PackageError, ReleasePart, ZipFileSystem, ZipLimits, game_config::text_of,
};
use sparrow_platform::{FileError, FileErrorKind, FileKind, FileStat, FileSystem, RelativePath};
use std::sync::{Arc, PoisonError, RwLock};

/// See the module's text. Read-only.
#[derive(Debug, Default)]
pub struct PartFiles {
    parts: RwLock<Vec<Arc<ZipFileSystem>>>,
}

impl PartFiles {
    /// Adds the zip of a part, whose hash has been checked. A subpackage may hold files of its own folder only: it must not replace
    /// one of the main package. An independent one brings game.json and the open data domain, which it is started with.
    pub fn mount(&self, part: &ReleasePart, bytes: Vec<u8>) -> Result<(), PackageError> {
        let zip = ZipFileSystem::as_it_is(bytes, ZipLimits::default())?;
        let brought = if part.independent { brought(&zip) } else { Vec::new() };
        let outside = zip.paths().find(|path| {
            !path.is_below(&part.root)
                && !part.root.is_below(path)
                && path.as_str() != MANIFEST
                && !brought.iter().any(|at| path.is_below(at) || at.is_below(path))
        });
        if let Some(path) = outside {
            let reason = format!("lies outside of {}, the folder of its subpackage", part.root);
            return Err(PackageError::Zip { entry: path.to_string(), reason });
        }
        self.parts.write().unwrap_or_else(PoisonError::into_inner).push(Arc::new(zip));
        Ok(())
    }

    fn all(&self) -> Vec<Arc<ZipFileSystem>> {
        self.parts.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The first part that has it.
    fn first<T>(
        &self,
        path: &RelativePath,
        look: impl Fn(&ZipFileSystem) -> Result<T, FileError>,
    ) -> Result<T, FileError> {
        for part in self.all() {
            match look(&part) {
                Err(error) if error.kind == FileErrorKind::NotFound => {}
                done => return done,
            }
        }
        Err(FileError::new(FileErrorKind::NotFound, path))
    }
}

/// What of the main package an independent subpackage's zip may hold.
fn brought(zip: &ZipFileSystem) -> Vec<RelativePath> {
    let Ok(file) = RelativePath::new("game.json") else { return Vec::new() };
    let text = zip.read(&file).ok().and_then(|bytes| text_of(file.as_str(), bytes).ok());
    let config = text.and_then(|text| GameConfig::parse_with_mistakes(file.as_str(), &text).ok());
    let open_data = config.and_then(|(config, ..)| config.open_data_context);
    open_data.into_iter().chain([file]).collect()
}

impl FileSystem for PartFiles {
    fn read(&self, path: &RelativePath) -> Result<Vec<u8>, FileError> {
        self.first(path, |part| part.read(path))
    }

    fn stat(&self, path: &RelativePath) -> Result<FileStat, FileError> {
        self.first(path, |part| part.stat(path))
    }

    fn read_dir(&self, path: &RelativePath) -> Result<Vec<String>, FileError> {
        if self.stat(path)?.kind == FileKind::File {
            return Err(FileError::new(FileErrorKind::NotDirectory, path));
        }
        let mut names: Vec<String> =
            self.all().iter().filter_map(|part| part.read_dir(path).ok()).flatten().collect();
        names.sort();
        names.dedup();
        Ok(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{PackOptions, Package};
    use sparrow_platform::MemoryFileSystem;

    fn path(text: &str) -> RelativePath {
        RelativePath::new(text).unwrap()
    }

    #[test]
    fn subpackages_join_the_main_package_and_cannot_replace_it() {
        let files = MemoryFileSystem::new();
        let json = r#"{"subpackages": [{"name": "a", "root": "sub/a"}]}"#;
        for (name, text) in
            [("game.json", json), ("game.js", "1"), ("sub/a/game.js", "2"), ("sub/a/x/y.txt", "3")]
        {
            files.insert(name, text).unwrap();
        }
        let packed = Package::open(Arc::new(files))
            .unwrap()
            .pack_release("wx1", None, &[], PackOptions::default())
            .unwrap();
        let parts = Arc::new(PartFiles::default());
        parts.mount(&packed.release.parts[0], packed.zips[0].clone()).unwrap();
        let package = Package::open(parts.clone()).unwrap();
        assert_eq!(package.config().subpackages.len(), 1);
        assert!(package.files().read(&path("sub/a/game.js")).is_err());
        parts.mount(&packed.release.parts[1], packed.zips[1].clone()).unwrap();
        assert_eq!(package.files().read(&path("sub/a/x/y.txt")).unwrap(), b"3");
        assert_eq!(package.files().read_dir(&path("sub/a")).unwrap(), ["game.js", "x"]);
        let error = parts.mount(&packed.release.parts[1], packed.zips[0].clone()).unwrap_err().to_string();
        assert!(error.contains("outside of sub/a"), "{error}");
        assert_eq!(parts.write(&path("a"), b"").unwrap_err().kind, FileErrorKind::ReadOnly);
    }

    #[test]
    fn an_independent_subpackage_brings_what_its_start_needs_and_no_more() {
        let files = MemoryFileSystem::new();
        let json = r#"{"openDataContext": "open", "subpackages": [{"name": "a", "root": "a", "independent": true}]}"#;
        for (name, text) in
            [("game.json", json), ("game.js", "1"), ("open/index.js", "2"), ("a/game.js", "3"), ("b.js", "4")]
        {
            files.insert(name, text).unwrap();
        }
        let package = Package::open(Arc::new(files)).unwrap();
        let packed = package.pack_release("wx1", None, &[], PackOptions::default()).unwrap();
        let parts = Arc::new(PartFiles::default());
        parts.mount(&packed.release.parts[1], packed.zips[1].clone()).unwrap();
        assert!(Package::open(parts.clone()).is_err(), "game.js is not here");
        let package = Package::open_without_main(parts.clone()).unwrap().start_from("a").unwrap();
        assert_eq!(package.text(&package.entry()).unwrap(), "3");
        assert!(parts.read(&path("open/index.js")).is_ok() && parts.read(&path("b.js")).is_err());
        parts.mount(&packed.release.parts[0], packed.zips[0].clone()).unwrap();
        assert!(package.files().read(&path("b.js")).is_err(), "it is fetched, and not loaded");
        package.bring(crate::Part::Main);
        assert_eq!(package.files().read(&path("b.js")).unwrap(), b"4");
        // An ordinary subpackage may not do the same.
        let ordinary = ReleasePart { independent: false, ..packed.release.parts[1].clone() };
        assert!(PartFiles::default().mount(&ordinary, packed.zips[1].clone()).is_err());
        let mut other = packed.release.parts[1].clone();
        other.root = path("elsewhere");
        assert!(PartFiles::default().mount(&other, packed.zips[1].clone()).is_err());
    }
}
