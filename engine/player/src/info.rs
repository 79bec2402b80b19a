//! `sparrow info`: what a package says of itself.

use crate::{
    check::{Sizes, bytes_in_words, print_out},
    exit::Exit,
    open::{open_package_to_look_at, signer},
    tool_args::InfoArgs,
};
use serde_json::json;
use sparrow_native::PublicKey;
use sparrow_package::Package;
use std::fmt::Write as _;

/// Prints it.
pub(crate) fn run(args: &InfoArgs) -> Exit {
    let package = match open_package_to_look_at(&args.package) {
        Ok(package) => package,
        Err(exit) => return exit,
    };
    let files = match package.packed_files() {
        Ok(files) => files,
        Err(error) => return Exit::bad_package(error.to_string()),
    };
    let sizes = Sizes::of(&package, &files);
    let changed = match package.changed_since_packed() {
        Ok(changed) => changed.iter().map(ToString::to_string).collect::<Vec<_>>(),
        Err(error) => return Exit::bad_package(error.to_string()),
    };
    let signed = signer(&args.package);
    let signer = signed.as_ref().and_then(|signed| signed.as_ref().ok());
    print_out(&if args.json {
        as_json(&package, &sizes, signer, &changed)
    } else {
        as_text(&package, &sizes, signer, &changed)
    });
    match signed {
        Some(Err(reason)) => Exit::game_failed(reason),
        _ if !changed.is_empty() => {
            Exit::game_failed(format!("files were changed after they were packed: {}", changed.join(", ")))
        }
        _ => Exit::ok(),
    }
}

fn orientation(package: &Package) -> &'static str {
    use sparrow_package::DeviceOrientation::{Landscape, LandscapeLeft, LandscapeRight, Portrait};
    match package.config().device_orientation {
        Portrait => "portrait",
        Landscape => "landscape",
        LandscapeLeft => "landscapeLeft",
        LandscapeRight => "landscapeRight",
    }
}

fn as_text(package: &Package, sizes: &Sizes, signer: Option<&PublicKey>, changed: &[String]) -> String {
    let (config, project) = (package.config(), package.project());
    let mut out = String::new();
    // Writing to a String does not fail.
    let mut line = |name: &str, value: &str| {
        let _ = writeln!(out, "{name:<14} {value}");
    };
    line("name", project.projectname.as_deref().unwrap_or("-"));
    line("app id", project.appid.as_deref().unwrap_or("-"));
    line("orientation", orientation(package));
    if let Some(key) = signer {
        line("signed by", &key.to_string());
    }
    for path in changed {
        line("changed", path);
    }
    line("size", &bytes_in_words(sizes.total()));
    for part in &sizes.parts {
        let independent = if part.independent { ", independent" } else { "" };
        let root = if part.root.is_empty() { String::new() } else { format!(" ({})", part.root) };
        line(
            "  package",
            &format!(
                "{}{root}: {} in {} files{independent}",
                part.name,
                bytes_in_words(part.bytes),
                part.files
            ),
        );
    }
    if let Some(folder) = &config.open_data_context {
        line("open data", folder.as_str());
    }
    if let Some(workers) = &config.workers {
        line(
            "workers",
            &format!("{}{}", workers.path, if workers.is_subpackage { " (a subpackage)" } else { "" }),
        );
    }
    for plugin in &config.plugins {
        line("plugin", &format!("{} ({} {})", plugin.name, plugin.provider, plugin.version));
    }
    for permission in &config.permission {
        line("permission", &format!("{}: {}", permission.scope, permission.desc));
    }
    for warning in package.warnings() {
        let _ = write!(out, "\nwarning: {warning}\n");
    }
    for mistake in package.mistakes() {
        let _ = write!(out, "\nerror: {mistake}\n");
    }
    out
}

fn as_json(package: &Package, sizes: &Sizes, signer: Option<&PublicKey>, changed: &[String]) -> String {
    let (config, project) = (package.config(), package.project());
    let parts: Vec<_> = sizes
        .parts
        .iter()
        .map(|part| json!({ "name": part.name, "root": part.root, "files": part.files, "bytes": part.bytes, "independent": part.independent }))
        .collect();
    let plugins: Vec<_> = config
        .plugins
        .iter()
        .map(|plugin| json!({ "name": plugin.name, "provider": plugin.provider, "version": plugin.version }))
        .collect();
    let value = json!({
        "format": "sparrow-info-1",
        "name": project.projectname,
        "appId": project.appid,
        "orientation": orientation(package),
        "bytes": sizes.total(),
        "signedBy": signer.map(ToString::to_string),
        "changed": changed,
        "parts": parts,
        "openDataContext": config.open_data_context.as_ref().map(|path| path.as_str()),
        "workers": config.workers.as_ref().map(|workers| workers.path.as_str()),
        "plugins": plugins,
        "errors": package.mistakes().iter().map(ToString::to_string).collect::<Vec<_>>(),
        "warnings": package.warnings().iter().map(ToString::to_string).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}
