//! Images of the cloud: `cloud://` ids, and the addresses that the simulated cloud gives for them.

use crate::{data_url, host::Host};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sparrow_platform::{Reply, ServiceCall};

/// Host of temporary addresses that lead into the simulated cloud.
const SIMULATED_HOST: &str = ".tcb.sparrow.invalid";

/// Whether the cloud has this image.
pub(crate) fn is_ours(src: &str) -> bool {
    let host = || src.strip_prefix("https://")?.split('/').next();
    src.starts_with("cloud://") || host().is_some_and(|host| host.ends_with(SIMULATED_HOST))
}

/// The bytes of a file of the cloud, asked as `wx.cloud.downloadFile` asks.
pub(crate) fn bytes(host: &Host, src: &str) -> Result<Vec<u8>, String> {
    let ticket = host.tickets.get() + 1;
    host.tickets.set(ticket);
    let options = json!({ "fileID": src });
    let (now_ms, unix_ms) = (host.clock.now_ms(), host.clock.unix_ms());
    let call = ServiceCall { ticket, name: "cloud.downloadFile", options: &options, now_ms, unix_ms };
    let reply = host.services.borrow_mut().call(call);
    match reply {
        Reply::Done(file) => match (text(&file, "fileContent"), text(&file, "tempFilePath")) {
            (Some(content), _) => STANDARD.decode(content).map_err(|e| format!("{src}: {e}")),
            (None, Some(path)) => data_url::bytes_of_local(&host.mounts, path),
            (None, None) => Err(format!("{src}: the host gave no file")),
        },
        Reply::Failed(failure) => Err(format!("{src}: {}", failure.reason)),
        Reply::Later => Err(format!("{src}: the host gives files later; use wx.cloud.downloadFile")),
        Reply::NotServed => Err(format!("{src}: there is no cloud")),
    }
}

fn text<'v>(file: &'v Value, name: &str) -> Option<&'v str> {
    file.get(name)?.as_str()
}
