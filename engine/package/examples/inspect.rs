//! Opens a package and compiles every script in it: `cargo run -p sparrow-package --example inspect -- FOLDER_OR_ZIP`.
#![allow(clippy::print_stdout, missing_docs)]

use std::{path::Path, sync::Arc, time::Instant};

use sparrow_package::{ModuleSource, Package, PackageError};
use sparrow_platform::{MemoryFileSystem, RelativePath};

fn main() {
    for argument in std::env::args().skip(1) {
        println!("== {argument}");
        match open(Path::new(&argument)) {
            Ok(package) => inspect(&package),
            Err(e) => println!("{e}"),
        }
    }
}

fn open(path: &Path) -> Result<Package, Box<dyn std::error::Error>> {
    if path.is_file() {
        return Ok(Package::open_zip(std::fs::read(path)?)?);
    }
    let files = MemoryFileSystem::new();
    read_folder(&files, path, "")?;
    Ok(Package::open(Arc::new(files))?)
}

fn read_folder(
    files: &MemoryFileSystem,
    folder: &Path,
    prefix: &str,
) -> Result<(), Box<dyn std::error::Error>> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_folder(files, &entry.path(), &format!("{name}/"))?;
        } else if entry.file_type()?.is_file() {
            // The bytes of pictures are of no interest here.
            let text = [".js", ".json"].iter().any(|end| name.ends_with(end));
            files.insert(&name, if text { std::fs::read(entry.path())? } else { Vec::new() })?;
        }
    }
    Ok(())
}

fn inspect(package: &Package) {
    println!("{:?}\n{:?}", package.config(), package.project());
    for warning in package.warnings() {
        println!("warning: {warning}");
    }
    let start = Instant::now();
    let (mut scripts, mut compiled, mut bytes, mut bad) = (0, 0, 0, 0);
    for file in package.list().unwrap_or_default().iter().filter(|file| file.path.as_str().ends_with(".js")) {
        scripts += 1;
        bytes += file.size;
        match package.load_module(&file.path, "inspect", None) {
            Ok(ModuleSource::Script { map, code, .. }) => {
                compiled += usize::from(map.is_some());
                bad += missing(package, &file.path, &code);
            }
            Ok(_) => {}
            Err(e) => println!("{e}"),
        }
    }
    println!("{scripts} scripts, {bytes} bytes, {compiled} compiled, {bad} missing, {:.1?}", start.elapsed());
}

/// Tries to find what a script requires by plain names.
fn missing(package: &Package, from: &RelativePath, code: &str) -> usize {
    let names = code.split("require(").skip(1).filter_map(|rest| {
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        rest[1..].split_once(quote).filter(|(_, after)| after.starts_with(')')).map(|(name, _)| name)
    });
    let open_data = package.config().open_data_context.as_ref().is_some_and(|folder| from.is_below(folder));
    let resolver = package.open_data_resolver().filter(|_| open_data).unwrap_or_else(|| package.resolver());
    let failed = names.filter_map(|name| resolver.resolve(name, Some(from)).err());
    failed
        .inspect(|e: &PackageError| println!("{}", e.to_string().lines().next().unwrap_or_default()))
        .count()
}
