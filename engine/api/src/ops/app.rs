//! `base/app`, `base/subpackage`, `open-api/account-info`.

use crate::{
    event::EnterOptions,
    host::Host,
    operation::{NoOptions, OpError, OpResult, Operations},
};
use serde::{Deserialize, Serialize};
use sparrow_package::Subpackage;

pub(super) fn register(ops: &mut Operations) {
    ops.add("getLaunchOptions", get_launch_options);
    ops.add("getAccountInfo", get_account_info);
    ops.add("getSubpackageEntry", get_subpackage_entry);
    ops.add("fetchSubpackage", fetch_subpackage);
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
    let config = host.package.config();
    let workers =
        config.workers.as_ref().filter(|workers| workers.is_subpackage && options.name == "workers");
    let named = config.subpackages.iter().find(|s| is_named(s, &options.name));
    let (entry, root) = match (workers, named) {
        (Some(workers), _) => (workers.path.clone(), &workers.path),
        (None, Some(subpackage)) => (subpackage.entry(), &subpackage.root),
        (None, None) => {
            return Err(OpError::new(format!("no subpackage is named '{}' in game.json", options.name)));
        }
    };
    let declared = named.map(|s| if s.name.is_empty() { s.root.as_str() } else { s.name.as_str() });
    let missing = host.package.parts().and_then(|parts| parts.missing_bytes(declared?));
    if let Some(bytes) = missing {
        return Ok(SubpackageEntry { path: format!("/{entry}"), bytes, away: true });
    }
    // A root that is a script stands for its folder.
    let folder =
        if root.as_str().ends_with(".js") { root.parent().unwrap_or_default() } else { root.clone() };
    let files = host.package.list().map_err(|e| OpError::new(e.to_string()))?;
    let bytes = files.iter().filter(|f| f.path.is_below(&folder)).map(|f| f.size).sum();
    Ok(SubpackageEntry { path: format!("/{entry}"), bytes, away: false })
}

#[derive(Deserialize)]
struct FetchOptions {
    ticket: u64,
    name: String,
}

/// What becomes of it comes as events `Subpackage` of the platform.
fn fetch_subpackage(host: &Host, options: FetchOptions) -> OpResult<()> {
    let parts = host.package.parts().ok_or_else(|| OpError::new("the package has no parts elsewhere"))?;
    let named = host.package.config().subpackages.iter().find(|s| is_named(s, &options.name));
    let name =
        named.map_or(options.name.as_str(), |s| if s.name.is_empty() { s.root.as_str() } else { &s.name });
    parts.fetch(options.ticket, name);
    Ok(())
}

/// By `name`, or by `root` however it is written.
fn is_named(subpackage: &Subpackage, name: &str) -> bool {
    subpackage.name == name || subpackage.root.as_str() == name.trim_matches('/')
}
