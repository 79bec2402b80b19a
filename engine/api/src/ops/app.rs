//! `base/app`, `base/subpackage`, `open-api/account-info`.

use crate::{
    event::EnterOptions,
    host::Host,
    operation::{NoOptions, OpError, OpResult, Operations},
};
use serde::{Deserialize, Serialize};
use sparrow_package::{MAIN_PACKAGE, Part};
use sparrow_platform::RelativePath;

pub(super) fn register(ops: &mut Operations) {
    ops.add("getLaunchOptions", get_launch_options);
    ops.add("getAccountInfo", get_account_info);
    ops.add("getSubpackageEntry", get_subpackage_entry);
    ops.add("fetchSubpackage", fetch_subpackage);
    ops.add("bringSubpackage", bring_subpackage);
}

fn get_launch_options(host: &Host, _: NoOptions) -> OpResult<EnterOptions> {
    Ok(EnterOptions { scene: host.launch.scene, query: host.launch.query.clone() })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AccountInfo {
    mini_program: MiniProgram,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct MiniProgram {
    app_id: String,
    env_version: &'static str,
    version: &'static str,
}

fn get_account_info(host: &Host, _: NoOptions) -> OpResult<AccountInfo> {
    Ok(AccountInfo {
        mini_program: MiniProgram {
            app_id: host.package.project().appid.clone().unwrap_or_default(),
            env_version: "develop",
            version: "",
        },
    })
}

#[derive(Deserialize)]
struct SubpackageOptions {
    name: String,
}

#[derive(Serialize)]
struct SubpackageEntry {
    /// Module to be required, from the package root.
    path: String,
    /// Bytes of all files of the subpackage; of what has to come, where it is away.
    bytes: u64,
    /// It has to be fetched before it is required.
    away: bool,
}

fn get_subpackage_entry(host: &Host, options: SubpackageOptions) -> OpResult<SubpackageEntry> {
    let package = &host.package;
    let Some(part) = package.part(&options.name) else {
        return Err(OpError::new(format!("no subpackage is named '{}' in game.json", options.name)));
    };
    let path = format!("/{}", package.entry_of(part));
    let missing = package.parts().and_then(|parts| parts.missing_bytes(declared(host, part)?));
    if let Some(bytes) = missing {
        return Ok(SubpackageEntry { path, bytes, away: true });
    }
    let root = match part {
        Part::Main => None,
        Part::Workers => Some(package.entry_of(part)),
        Part::Subpackage(index) => Some(package.config().subpackages[index].root.clone()),
    };
    // A root that is a script stands for its folder.
    let folder = root
        .map(|root| if root.as_str().ends_with(".js") { root.parent().unwrap_or_default() } else { root });
    let is_of_it = |path: &RelativePath| match &folder {
        Some(folder) => path.is_below(folder),
        None => package.subpackage_of(path).is_none(),
    };
    let files = package.list().map_err(|e| OpError::new(e.to_string()))?;
    let bytes = files.iter().filter(|f| is_of_it(&f.path)).map(|f| f.size).sum();
    Ok(SubpackageEntry { path, bytes, away: false })
}

#[derive(Deserialize)]
struct FetchOptions {
    ticket: u64,
    name: String,
}

/// What becomes of it comes as events `Subpackage` of the platform.
fn fetch_subpackage(host: &Host, options: FetchOptions) -> OpResult<()> {
    let parts = host.package.parts().ok_or_else(|| OpError::new("the package has no parts elsewhere"))?;
    let part = host.package.part(&options.name);
    let name = part.and_then(|part| declared(host, part)).unwrap_or(&options.name);
    parts.fetch(options.ticket, name);
    Ok(())
}

/// Its files are here: those of a game that started from an independent subpackage come within reach.
fn bring_subpackage(host: &Host, options: SubpackageOptions) -> OpResult<()> {
    if let Some(part) = host.package.part(&options.name) {
        host.package.bring(part);
    }
    Ok(())
}

/// What a subpackage is called in a release.
fn declared(host: &Host, part: Part) -> Option<&str> {
    match part {
        Part::Main => Some(MAIN_PACKAGE),
        Part::Workers => None,
        Part::Subpackage(index) => Some(host.package.config().subpackages.get(index)?.label()),
    }
}
