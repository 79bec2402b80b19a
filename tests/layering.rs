//! The rules of the house, held against this repository.

#![allow(clippy::print_stdout, reason = "the list of long files is seen with --nocapture")]

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use sparrow_tests::house::{Breach, layers, source};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the repository has a root")
}

/// What `cargo metadata` says of each package of the workspace. Read as plain JSON: the crate `cargo_metadata` would give `serde_json` and `semver` other
/// features than the player has, and every crate above them would be built once for each.
fn members() -> Vec<Value> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--no-deps", "--manifest-path"])
        .arg(root().join("Cargo.toml"))
        .output()
        .expect("cargo metadata runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let mut metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata prints JSON");
    match metadata["packages"].take() {
        Value::Array(members) => members,
        other => panic!("cargo metadata lists packages, not {other}"),
    }
}

fn text<'a>(object: &'a Value, key: &str) -> &'a str {
    object[key].as_str().unwrap_or_else(|| panic!("cargo metadata gives {key} as text: {object}"))
}

fn packages() -> Vec<layers::Package> {
    let names = |package: &Value, tests: bool| {
        let dependencies = package["dependencies"].as_array().expect("a list of dependencies");
        dependencies
            .iter()
            .filter(|dependency| (dependency["kind"] == "dev") == tests)
            .map(|dependency| text(dependency, "name").to_owned())
            .collect()
    };
    members()
        .iter()
        .map(|package| layers::Package {
            name: text(package, "name").to_owned(),
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
    for package in members() {
        let manifest = text(&package, "manifest_path");
        let lines = std::fs::read_to_string(manifest).expect("a manifest is UTF-8");
        let lints = lines.split("[lints]").nth(1).map(str::trim_start);
        let shared = lints.is_some_and(|lints| lints.starts_with("workspace = true"));
        assert!(shared, "{manifest} lacks [lints] workspace = true");
    }
}
