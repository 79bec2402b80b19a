//! Packages by the names that people give: folders, zips, and for tools also games of the package cache.

use crate::{app, exit::Exit, pack::signature_file};
use sparrow_native::{DiskFileSystem, PublicKey, verify_signature};
use sparrow_package::{Package, PackageError, ZipFileSystem};
use sparrow_platform::FileSystem;
use std::{fmt::Display, path::Path, sync::Arc};

fn fail(path: &Path, why: &dyn Display) -> Exit {
    Exit::bad_package(format!("{}: {why}", path.display()))
}

/// Opens a folder or a zip, to play it. A zip that was changed after it was signed is refused.
pub(crate) fn open_package(path: &Path) -> Result<Package, Exit> {
    if let Some(Err(why)) = signer(path) {
        let beside = signature_file(path);
        let mend = format!("have {} from where it came from, or remove {}", path.display(), beside.display());
        return Err(fail(path, &format!("{why}\n  mend: {mend}")));
    }
    open_as(path, Package::open)
}

/// The same, also where values of game.json are wrong: for what only looks at packages. `app://ID` is the game's version in the
/// cache.
pub(crate) fn open_package_to_look_at(path: &Path) -> Result<Package, Exit> {
    if app::id_of(path).is_some() {
        return app::cached_package(path);
    }
    open_as(path, Package::open_with_mistakes)
}

/// Who signed a packed game, by the signature beside it; `None` where there is none.
pub(crate) fn signer(package: &Path) -> Option<Result<PublicKey, String>> {
    let signature = match std::fs::read(signature_file(package)) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return None,
        read => read.map_err(|e| format!("its signature cannot be read: {e}")),
    };
    Some(signature.and_then(|signature| {
        let bytes = std::fs::read(package).map_err(|e| e.to_string())?;
        verify_signature(&bytes, &String::from_utf8_lossy(&signature))
    }))
}

fn open_as(
    path: &Path,
    open: fn(Arc<dyn FileSystem>) -> Result<Package, PackageError>,
) -> Result<Package, Exit> {
    let meta = std::fs::metadata(path).map_err(|e| fail(path, &e))?;
    if meta.is_dir() {
        if path.join("release.json").exists() && !path.join("game.json").exists() {
            let why = "this is a release, for an HTTP server (sparrow pack --out FOLDER)\n  \
                 mend: name the game that it was packed from, or a zip of it";
            return Err(fail(path, &why));
        }
        let files = DiskFileSystem::read_only(path).map_err(|e| fail(path, &e))?;
        return open(Arc::new(files)).map_err(|e| fail(path, &e));
    }
    let is_script = path.extension().is_some_and(|e| e == "js" || e == "json");
    if is_script {
        return Err(fail(path, &"this is a file of a game; name the folder that holds game.json"));
    }
    let bytes = std::fs::read(path).map_err(|e| fail(path, &e))?;
    let files = ZipFileSystem::new(bytes).map_err(|e| fail(path, &e))?;
    open(Arc::new(files)).map_err(|e| fail(path, &e))
}
