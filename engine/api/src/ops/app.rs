//! `base/app`, `base/subpackage`, `open-api/account-info`.

use crate::{
    event::EnterOptions,
    host::Host,
    operation::{NoOptions, OpError, OpResult, Operations},
};
use serde::{Deserialize, Serialize};

pub(super) fn register(ops: &mut Operations) {
    ops.add("getLaunchOptions", get_launch_options);
    ops.add("getAccountInfo", get_account_info);
    ops.add("getSubpackageEntry", get_subpackage_entry);
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
    /// Bytes of all files of the subpackage.
    bytes: u64,
}

fn get_subpackage_entry(host: &Host, options: SubpackageOptions) -> OpResult<SubpackageEntry> {
    let list = &host.package.config().subpackages;
    let found = list.iter().find(|s| s.name == options.name || s.root.as_str() == options.name);
    let Some(subpackage) = found else {
        return Err(OpError::new(format!("no subpackage is named '{}' in game.json", options.name)));
    };
    let files = host.package.list().map_err(|e| OpError::new(e.to_string()))?;
    let bytes = files.iter().filter(|f| f.path.is_below(&subpackage.root)).map(|f| f.size).sum();
    Ok(SubpackageEntry { path: format!("/{}", subpackage.entry()), bytes })
}
