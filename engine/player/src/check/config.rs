//! What game.json and project.config.json say, and whether it is there.

use super::finding::{Finding, Severity};
use sparrow_package::{Package, PackageFile};
use sparrow_platform::RelativePath;

/// Entries of the configuration that name nothing, and its own slips.
pub(super) fn check(package: &Package, files: &[PackageFile]) -> Vec<Finding> {
    let mut findings: Vec<_> = package
        .warnings()
        .iter()
        .map(|warning| Finding::from_source(Severity::Warning, "config", &warning.0))
        .collect();
    let mistakes = package.mistakes().iter();
    findings.extend(mistakes.map(|mistake| Finding::from_source(Severity::Error, "config", mistake)));
    let config = package.config();
    let has = |path: &RelativePath| files.iter().any(|file| file.path == *path);
    let has_folder =
        |path: &RelativePath| files.iter().any(|file| file.path != *path && file.path.is_below(path));
    let mut missing = |what: String, path: &RelativePath, help: &str| {
        let finding = Finding::error("missing-entry", format!("{what}: {path} is not in the package"));
        findings.push(finding.in_file("game.json").help(help));
    };
    for subpackage in &config.subpackages {
        let name = if subpackage.name.is_empty() { subpackage.root.as_str() } else { &subpackage.name };
        let entry = subpackage.entry();
        if !has(&entry) {
            let help = "a subpackage begins with the game.js of its root";
            missing(format!("subpackage '{name}'"), &entry, help);
        }
    }
    if let Some(entry) = package.open_data_entry()
        && !has(&entry)
    {
        missing(
            "openDataContext".to_owned(),
            &entry,
            "the open data domain begins with index.js of its folder",
        );
    }
    if let Some(workers) = &config.workers
        && !has_folder(&workers.path)
    {
        missing("workers".to_owned(), &workers.path, "workers run files of this folder");
    }
    for name in &config.parallel_preload_subpackages {
        if !config.subpackages.iter().any(|s| s.name == *name || s.root.as_str() == name.trim_matches('/')) {
            let message = format!("parallelPreloadSubpackages names '{name}', which is no subpackage");
            findings.push(Finding::error("missing-entry", message).in_file("game.json"));
        }
    }
    for plugin in &config.plugins {
        let in_open_data = plugin.contexts.iter().any(|context| context == "openDataContext");
        if let Err(error) = package.plugin(&plugin.name, in_open_data) {
            let text = error.to_string();
            let mut lines = text.lines().map(str::trim);
            let message = lines.next().unwrap_or_default().to_owned();
            let help = lines.collect::<Vec<_>>().join("; ");
            findings.push(Finding::warning("missing-plugin", message).in_file("game.json").help(help));
        }
    }
    findings
}
