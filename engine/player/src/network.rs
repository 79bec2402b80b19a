//! How the game reaches the network, by the command line.

use crate::{args::RunArgs, exit::Exit};
use sparrow_native::{ExtraRoots, NativeNetwork, NetworkOptions};
use sparrow_platform::{
    Network, NullNetwork,
    network::{DomainRules, Purpose},
};
use std::path::Path;

/// `--offline` and `--ca`.
pub(crate) fn open(args: &RunArgs) -> Result<Box<dyn Network>, Exit> {
    if args.offline {
        return Ok(Box::<NullNetwork>::default());
    }
    Ok(Box::new(NativeNetwork::new(NetworkOptions { roots: roots(args)? })))
}

/// `--ca`.
pub(crate) fn roots(args: &RunArgs) -> Result<ExtraRoots, Exit> {
    match &args.ca {
        Some(file) => ExtraRoots::read(file).map_err(|e| Exit::usage(format!("--ca: {e}"))),
        None => Ok(ExtraRoots::default()),
    }
}

/// `--strict-domains`.
pub(crate) fn domains(args: &RunArgs) -> Result<Option<DomainRules>, Exit> {
    let Some(file) = &args.strict_domains else { return Ok(None) };
    let bad = |e: String| Exit::usage(format!("--strict-domains: {}: {e}", file.display()));
    read(file).map(Some).map_err(bad)
}

fn read(file: &Path) -> Result<DomainRules, String> {
    parse(&std::fs::read_to_string(file).map_err(|e| e.to_string())?)
}

/// The lists are named as in the platform's own interface for them (`wxa/modify_domain`).
fn parse(text: &str) -> Result<DomainRules, String> {
    let lists: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(text).map_err(|e| e.to_string())?;
    let names = [
        (Purpose::Request, "requestdomain"),
        (Purpose::Socket, "wsrequestdomain"),
        (Purpose::Upload, "uploaddomain"),
        (Purpose::Download, "downloaddomain"),
        (Purpose::Udp, "udpdomain"),
        (Purpose::Tcp, "tcpdomain"),
    ];
    for (name, list) in &lists {
        if !names.iter().any(|(_, known)| known == name) {
            let known: Vec<_> = names.iter().map(|(_, known)| *known).collect();
            return Err(format!("{name:?} is no list of domains; the lists are {}", known.join(", ")));
        }
        let is_list = list.as_array().is_some_and(|list| list.iter().all(serde_json::Value::is_string));
        if !is_list {
            return Err(format!("{name} should be an array of strings"));
        }
    }
    DomainRules::new(|purpose| {
        let name = names.iter().find(|(of, _)| *of == purpose).map_or("", |(_, name)| *name);
        let list = lists.get(name).and_then(serde_json::Value::as_array);
        list.into_iter().flatten().filter_map(serde_json::Value::as_str).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_and_mistakes_are_named() {
        let rules = parse(r#"{"requestdomain": ["https://a.example"]}"#).unwrap();
        assert!(rules.list(Purpose::Request).permits("https", "a.example", None));
        assert!(!rules.list(Purpose::Download).permits("https", "a.example", None));
        assert!(parse(r#"{"requestdomains": []}"#).unwrap_err().contains("requestdomain,"));
        assert!(parse(r#"{"requestdomain": "https://a"}"#).unwrap_err().contains("array"));
        assert!(parse(r#"{"requestdomain": ["a"]}"#).unwrap_err().contains("\"a\""));
        assert!(parse("[]").is_err());
    }
}
