//! The rules of the house, held against this repository.

#![allow(clippy::print_stdout, reason = "the list of long files is seen with --nocapture")]

use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand};
use sparrow_tests::house::{Breach, layers, source};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the repository has a root")
}

fn packages() -> Vec<layers::Package> {
    let manifest = root().join("Cargo.toml");
    let metadata =
        MetadataCommand::new().manifest_path(manifest).no_deps().exec().expect("cargo metadata runs");
    let names = |package: &cargo_metadata::Package, tests: bool| {
        let dependencies = package.dependencies.iter();
        dependencies
            .filter(|dependency| (dependency.kind == DependencyKind::Development) == tests)
            .map(|dependency| dependency.name.clone())
            .collect()
    };
    let members = metadata.workspace_packages();
    members
        .iter()
        .map(|package| layers::Package {
            name: package.name.to_string(),
            uses: names(package, false),
            uses_in_tests: names(package, true),
        })
        .collect()
}

/// Every Rust, JavaScript and WGSL source that is ours to shape. Games under test are not.
fn sources() -> Vec<source::SourceFile> {
    let root = root();
    let mut files = Vec::new();
    for folder in ["engine", "adapter", "shaders", "xtask", "benches/src", "tests/src", "fuzz/src"] {
        collect(&root, &root.join(folder), &mut files);
    }
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<source::SourceFile>) {
    let Ok(entries) = folder.read_dir() else { return };
    for path in entries.map(|entry| entry.expect("a readable folder").path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name != "target" && name != "node_modules" {
            collect(root, &path, files);
        } else if [".rs", ".js", ".wgsl"].iter().any(|ending| name.ends_with(ending)) {
            let text = std::fs::read_to_string(&path).expect("a source file is UTF-8");
            let path = path.strip_prefix(root).expect("found under the root");
            files.push(source::SourceFile { path: path.to_string_lossy().replace('\\', "/"), text });
        }
    }
}

fn must_be_empty(breaches: &[Breach]) {
    let text: Vec<_> = breaches.iter().map(ToString::to_string).collect();
    assert!(breaches.is_empty(), "{} breaches of the rules:\n{}", breaches.len(), text.join("\n"));
}

#[test]
fn crates_use_only_lower_layers() {
    let packages = packages();
    assert!(packages.iter().any(|package| package.name == "sparrow-runtime"), "the workspace was read");
    must_be_empty(&layers::check(&packages));
}

#[test]
fn sources_keep_the_rules() {
    let files = sources();
    assert!(files.len() > 20, "only {} source files found", files.len());
    for (lines, path) in source::long_files(&files) {
        println!("{lines} lines: {path}");
    }
    let breaches: Vec<_> = files.iter().flat_map(source::check).collect();
    must_be_empty(&breaches);
}

#[test]
fn every_crate_takes_the_shared_lints() {
    let manifest = root().join("Cargo.toml");
    let metadata =
        MetadataCommand::new().manifest_path(manifest).no_deps().exec().expect("cargo metadata runs");
    for package in metadata.workspace_packages() {
        let text = std::fs::read_to_string(&package.manifest_path).expect("a manifest is UTF-8");
        let lints = text.split("[lints]").nth(1).map(str::trim_start);
        let shared = lints.is_some_and(|lints| lints.starts_with("workspace = true"));
        assert!(shared, "{} lacks [lints] workspace = true", package.manifest_path);
    }
}
