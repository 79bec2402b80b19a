//! Makes the zips of a release from a package: the same files give the same bytes, wherever and whenever it is done.

use crate::{ContentHash, Package, PackageError, Release, ReleasePart, transform};
use sparrow_platform::RelativePath;
use std::io::{Cursor, Write};
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

/// The list of files and their hashes that every zip of ours holds: see [`Package::changed_since_packed`].
pub const MANIFEST: &str = "sparrow-files.json";

/// How a package is packed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PackOptions {
    /// `import`, `export` and what the project wants lowered are compiled now, so that a player without a compiler runs it.
    pub compile: bool,
    /// Comments and white space go out of scripts. Lines of errors are then those of the packed script.
    pub minify: bool,
}

/// A packed release: what it is, and the zip of each of its parts, in the same order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedRelease {
    /// The manifest.
    pub release: Release,
    /// Zips.
    pub zips: Vec<Vec<u8>>,
}

/// A file on its way into a zip.
type Entry = (RelativePath, Vec<u8>);

impl Package {
    /// One zip with everything, which `sparrow run` opens. `extra` are files beside the packed ones: modules of `node_modules` that
    /// scripts require.
    pub fn pack_whole(&self, extra: &[RelativePath], options: PackOptions) -> Result<Vec<u8>, PackageError> {
        zip_of(&self.entries(extra, options)?, &self.names(None, None))
    }

    /// What a zip says of itself beside its files.
    fn names(&self, app_id: Option<&str>, version: Option<&str>) -> Vec<(&'static str, String)> {
        let project = self.project();
        let known = [
            ("name", project.projectname.as_deref()),
            ("appId", app_id.or(project.appid.as_deref())),
            ("version", version),
        ];
        known.into_iter().filter_map(|(key, value)| Some((key, value?.to_owned()))).collect()
    }

    /// The zips of the main package and of every subpackage. `version` `None` is made of what they hold.
    pub fn pack_release(
        &self,
        app_id: &str,
        version: Option<&str>,
        extra: &[RelativePath],
        options: PackOptions,
    ) -> Result<PackedRelease, PackageError> {
        let mut entries = self.entries(extra, options)?;
        // What a start needs of the main package where only an independent subpackage is here.
        let is_shared = |path: &RelativePath| {
            let open_data = self.config().open_data_context.as_ref();
            path.as_str() == "game.json" || open_data.is_some_and(|folder| path.is_below(folder))
        };
        let shared: Vec<Entry> = entries.iter().filter(|(path, _)| is_shared(path)).cloned().collect();
        let mut zips = Vec::new();
        let mut parts = Vec::new();
        for index in std::iter::once(None).chain((0..self.config().subpackages.len()).map(Some)) {
            let (own, rest) = entries.into_iter().partition(|(path, _)| self.subpackage_of(path) == index);
            entries = rest;
            let mut own: Vec<Entry> = own;
            if index.is_some_and(|index| self.config().subpackages[index].independent) {
                own.extend(shared.iter().cloned());
                own.sort_by(|a, b| a.0.cmp(&b.0));
            }
            let zip = zip_of(&own, &self.names(Some(app_id), version))?;
            let subpackage = index.and_then(|index| self.config().subpackages.get(index));
            parts.push(ReleasePart {
                name: subpackage.map_or_else(String::new, |s| s.label().to_owned()),
                root: subpackage.map(|s| s.root.clone()).unwrap_or_default(),
                independent: subpackage.is_some_and(|s| s.independent),
                bytes: zip.len() as u64,
                hash: ContentHash::of(&zip),
            });
            zips.push(zip);
        }
        let hashes: String = parts.iter().map(|part| part.hash.to_string()).collect();
        let version = version
            .map_or_else(|| ContentHash::of(hashes.as_bytes()).to_string()[..12].to_owned(), str::to_owned);
        let name = self.project().projectname.clone().unwrap_or_else(|| app_id.to_owned());
        let release = Release { app_id: app_id.to_owned(), version, sequence: 0, name, parts };
        Ok(PackedRelease { release, zips })
    }

    /// Files of a packed game that are not what they were when it was packed, by the list that it brings; none where there is no list.
    /// The list protects from accidents: who changes a file on purpose changes the list. A signature protects from that.
    pub fn changed_since_packed(&self) -> Result<Vec<RelativePath>, PackageError> {
        let Some(list) = self.packed_list() else { return Ok(Vec::new()) };
        let mut changed = Vec::new();
        for (path, entry) in list["files"].as_object().into_iter().flatten() {
            let path = RelativePath::new(path)?;
            let hash = entry["blake3"].as_str().and_then(ContentHash::parse);
            let same = self.files.read(&path).is_ok_and(|bytes| Some(ContentHash::of(&bytes)) == hash);
            if !same {
                changed.push(path);
            }
        }
        Ok(changed)
    }

    fn entries(&self, extra: &[RelativePath], options: PackOptions) -> Result<Vec<Entry>, PackageError> {
        let mut paths: Vec<RelativePath> = self.packed_files()?.into_iter().map(|file| file.path).collect();
        paths.extend(extra.iter().cloned());
        // A packed game has a list of its own, which is made anew.
        paths.retain(|path| path.as_str() != MANIFEST);
        paths.sort();
        paths.dedup();
        let mut entries = Vec::with_capacity(paths.len());
        for path in paths {
            let bytes = if path.as_str().ends_with(".js") && (options.compile || options.minify) {
                self.packed_script(&path, options)?.into_bytes()
            } else {
                self.files.read(&path)?
            };
            entries.push((path, bytes));
        }
        Ok(entries)
    }

    fn packed_script(&self, path: &RelativePath, options: PackOptions) -> Result<String, PackageError> {
        let text = self.text(path)?;
        let compiled = if options.compile {
            transform(path.as_str(), &text, self.transform_options(path, text.len()))?.code.unwrap_or(text)
        } else {
            text
        };
        if options.minify { crate::transform::minify(path.as_str(), &compiled) } else { Ok(compiled) }
    }
}

/// A zip of files, with their list first.
fn zip_of(entries: &[Entry], names: &[(&str, String)]) -> Result<Vec<u8>, PackageError> {
    let failed =
        |e: &dyn std::fmt::Display| PackageError::Zip { entry: String::new(), reason: e.to_string() };
    let list: serde_json::Map<String, serde_json::Value> = entries
        .iter()
        .map(|(path, bytes)| {
            let entry =
                serde_json::json!({ "bytes": bytes.len(), "blake3": ContentHash::of(bytes).to_string() });
            (path.to_string(), entry)
        })
        .collect();
    let mut list = serde_json::json!({ "format": "sparrow-files-1", "files": list });
    for (key, value) in names {
        list[*key] = value.as_str().into();
    }
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let list = format!("{list:#}\n").into_bytes();
    let manifest = RelativePath::new(MANIFEST)?;
    for (path, bytes) in
        std::iter::once((&manifest, &list)).chain(entries.iter().map(|(path, bytes)| (path, bytes)))
    {
        // What is compressed already only costs time.
        let stored = [".png", ".jpg", ".jpeg", ".webp", ".mp3", ".m4a", ".ogg", ".br", ".zip"];
        let method = if stored.iter().any(|ending| path.as_str().ends_with(ending)) {
            CompressionMethod::Stored
        } else {
            CompressionMethod::Deflated
        };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        zip.start_file(path.as_str(), options).map_err(|e| failed(&e))?;
        zip.write_all(bytes).map_err(|e| failed(&e))?;
    }
    Ok(zip.finish().map_err(|e| failed(&e))?.into_inner())
}

#[cfg(all(test, feature = "compiler"))]
mod tests {
    use super::*;
    use sparrow_platform::{FileSystem, MemoryFileSystem};
    use std::sync::Arc;

    fn package(more: &[(&str, &str)]) -> Package {
        let files = MemoryFileSystem::new();
        let json = r#"{"subpackages": [{"name": "a", "root": "a"}, {"root": "b", "independent": true}]}"#;
        for (path, text) in [
            ("game.json", json),
            ("game.js", "import x from './x'\nexport default x // hop"),
            ("x.js", "module.exports = 1"),
            ("a/game.js", ""),
            ("b/game.js", ""),
            ("node_modules/m/index.js", ""),
            (".git/x", ""),
        ]
        .iter()
        .chain(more)
        {
            files.insert(path, *text).unwrap();
        }
        Package::open(Arc::new(files)).unwrap()
    }

    #[test]
    fn a_packed_game_is_a_package_with_its_modules() {
        let extra = [RelativePath::new("node_modules/m/index.js").unwrap()];
        let bytes = package(&[]).pack_whole(&extra, PackOptions::default()).unwrap();
        let packed = Package::open_zip(bytes).unwrap();
        let names: Vec<_> = packed.list().unwrap().into_iter().map(|file| file.path.to_string()).collect();
        assert_eq!(
            names,
            ["a/game.js", "b/game.js", "game.js", "game.json", "node_modules/m/index.js", MANIFEST, "x.js"]
        );
        let list: serde_json::Value =
            serde_json::from_str(&packed.text(&RelativePath::new(MANIFEST).unwrap()).unwrap()).unwrap();
        assert_eq!(list["files"]["x.js"]["blake3"], ContentHash::of(b"module.exports = 1").to_string());
        assert_eq!(packed.project().projectname, None);
    }

    #[test]
    fn a_packed_game_knows_what_it_is_called() {
        let project = ("project.config.json", r#"{"projectname": "hop", "appid": "wx1"}"#);
        let bytes = package(&[project]).pack_whole(&[], PackOptions::default()).unwrap();
        let packed = Package::open_zip(bytes).unwrap();
        assert_eq!(packed.project().projectname.as_deref(), Some("hop"));
        assert_eq!(packed.project().appid.as_deref(), Some("wx1"));
        let again = packed.pack_whole(&[], PackOptions::default()).unwrap();
        assert_eq!(Package::open_zip(again).unwrap().project().projectname.as_deref(), Some("hop"));
    }

    #[test]
    fn what_was_changed_after_it_was_packed_is_found() {
        let unpacked = |change: &dyn Fn(&MemoryFileSystem)| {
            let bytes = package(&[]).pack_whole(&[], PackOptions::default()).unwrap();
            let zip = crate::ZipFileSystem::new(bytes).unwrap();
            let files = MemoryFileSystem::new();
            for path in zip.paths() {
                if let Ok(bytes) = zip.read(path) {
                    files.insert(path.as_str(), bytes).unwrap();
                }
            }
            change(&files);
            let changed = Package::open(Arc::new(files)).unwrap().changed_since_packed().unwrap();
            changed.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert!(unpacked(&|_| ()).is_empty());
        assert_eq!(unpacked(&|files| files.insert("x.js", "module.exports = 2").unwrap()), ["x.js"]);
        let gone = |files: &MemoryFileSystem| files.remove_file(&RelativePath::new("x.js").unwrap()).unwrap();
        assert_eq!(unpacked(&gone), ["x.js"]);
        let no_hash = r#"{"files": {"x.js": {}}}"#;
        assert_eq!(unpacked(&|files| files.insert(MANIFEST, no_hash).unwrap()), ["x.js"]);
        assert!(package(&[]).changed_since_packed().unwrap().is_empty(), "nobody packed it");
    }

    #[test]
    fn scripts_are_compiled_and_minified_where_that_is_asked_for() {
        let both = PackOptions { compile: true, minify: true };
        let packed = Package::open_zip(package(&[]).pack_whole(&[], both).unwrap()).unwrap();
        let text = packed.text(&packed.entry()).unwrap();
        assert!(text.contains("require(") && !text.contains("import") && !text.contains("hop"), "{text}");
        let error = package(&[("y.js", "var = 1")]).pack_whole(&[], both).unwrap_err();
        assert!(error.to_string().contains("y.js:1:5"), "{error}");
    }

    #[test]
    fn a_release_has_a_part_for_each_subpackage_and_its_version_from_its_content() {
        let pack = |more: &[(&str, &str)]| {
            package(more).pack_release("wx1", None, &[], PackOptions::default()).unwrap()
        };
        let first = pack(&[]);
        assert_eq!(first, pack(&[]), "the same files are the same release");
        assert_ne!(first.release.version, pack(&[("y.js", "")]).release.version);
        let parts: Vec<_> =
            first.release.parts.iter().map(|part| (part.name.as_str(), part.independent)).collect();
        assert_eq!(parts, [("", false), ("a", false), ("b", true)]);
        for (part, zip) in first.release.parts.iter().zip(&first.zips) {
            assert_eq!((part.bytes, part.hash), (zip.len() as u64, ContentHash::of(zip)));
        }
        assert_eq!(Release::parse(&first.release.to_text()).unwrap(), first.release);
        let zip = crate::ZipFileSystem::as_it_is(first.zips[1].clone(), crate::ZipLimits::default()).unwrap();
        assert!(zip.read(&RelativePath::new("a/game.js").unwrap()).is_ok());
        assert!(zip.read(&RelativePath::new("game.js").unwrap()).is_err());
    }
}
