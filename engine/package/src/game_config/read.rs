//! From the text of `game.json` to [`GameConfig`].

use sparrow_platform::RelativePath;

use super::{
    DeviceOrientation, DisplayMode, GameConfig, InteractiveTemplate, NetworkTimeout, Permission, Plugin,
    Subpackage, Workers,
};
use crate::{
    PackageError, SourceError, Warning,
    fields::Reader,
    json::{self, Kind, Member, Value},
};

const ORIENTATIONS: [(&str, DeviceOrientation); 4] = [
    ("portrait", DeviceOrientation::Portrait),
    ("landscape", DeviceOrientation::Landscape),
    ("landscapeLeft", DeviceOrientation::LandscapeLeft),
    ("landscapeRight", DeviceOrientation::LandscapeRight),
];

const KNOWN: [&str; 20] = [
    "deviceOrientation",
    "desktopDeviceOrientation",
    "showStatusBar",
    "networkTimeout",
    "workers",
    "subpackages",
    "subPackages",
    "parallelPreloadSubpackages",
    "navigateToMiniProgramAppIdList",
    "permission",
    "openDataContext",
    "plugins",
    "resizable",
    "displayMode",
    "iOSHighPerformance",
    "modifyFriendInteractiveStorageTemplates",
    "modifyFriendInteractiveStorageConfirmWording",
    "serviceProviderTicket",
    "requiredPrivateInfos",
    "requiredBackgroundModes",
];

impl GameConfig {
    /// Reads the text of `file` (`game.json`, with the folder that it is in).
    pub fn parse(file: &str, text: &str) -> Result<(GameConfig, Vec<Warning>), PackageError> {
        let (config, warnings, mut mistakes) = GameConfig::parse_with_mistakes(file, text)?;
        if mistakes.is_empty() {
            return Ok((config, warnings));
        }
        Err(PackageError::Config(Box::new(mistakes.swap_remove(0))))
    }

    /// The same, with the wrong values beside what could be read; their fields count as absent.
    pub fn parse_with_mistakes(
        file: &str,
        text: &str,
    ) -> Result<(GameConfig, Vec<Warning>, Vec<SourceError>), PackageError> {
        let tree = json::parse(file, text).map_err(|e| PackageError::Config(Box::new(e)))?;
        let mut reader = Reader { file, text, warnings: Vec::new() };
        let mut config = GameConfig::default();
        let mut mistakes = Vec::new();
        for member in reader.object(file, &tree)? {
            match config.field(&mut reader, member) {
                Err(PackageError::Config(mistake)) => mistakes.push(*mistake),
                other => other?,
            }
        }
        Ok((config, reader.warnings, mistakes))
    }

    fn field(&mut self, r: &mut Reader<'_>, member: &Member) -> Result<(), PackageError> {
        let Member { key, value, .. } = member;
        match key.as_str() {
            "deviceOrientation" => {
                self.device_orientation = r.one_of(key, &ORIENTATIONS, value)?.unwrap_or_default();
            }
            "desktopDeviceOrientation" => {
                self.desktop_device_orientation = r.one_of(key, &ORIENTATIONS, value)?;
            }
            "showStatusBar" => self.show_status_bar = r.bool(key, value)?,
            "networkTimeout" => self.network_timeout = network_timeout(r, value)?,
            "workers" => self.workers = workers(r, value)?,
            "subpackages" | "subPackages" => self.subpackages.extend(subpackages(r, key, value)?),
            "parallelPreloadSubpackages" => self.parallel_preload_subpackages = preloads(r, value)?,
            "navigateToMiniProgramAppIdList" => {
                self.navigate_to_mini_program_app_id_list = r.strings(key, value)?;
            }
            "permission" => self.permission = permissions(r, value)?,
            "openDataContext" => self.open_data_context = folder(r, key, value)?,
            "plugins" => self.plugins = plugins(r, value)?,
            "resizable" => self.resizable = r.bool(key, value)?,
            "displayMode" => {
                let known = [("normal", DisplayMode::Normal), ("halfPage", DisplayMode::HalfPage)];
                self.display_mode = r.one_of(key, &known, value)?;
            }
            // Of the platform's own build and servers: there is nothing to do with them here.
            "iOSHighPerformance+"
            | "lockStepOptions"
            | "cloud"
            | "engine"
            | "usePrivacyCheck"
            | "__usePrivacyCheck__"
            | "disableSetUserStorageFromMiniProgram" => {}
            "iOSHighPerformance" => self.ios_high_performance = r.bool(key, value)?,
            "modifyFriendInteractiveStorageTemplates" => {
                self.modify_friend_interactive_storage_templates = templates(r, value)?;
            }
            "modifyFriendInteractiveStorageConfirmWording" => {
                self.modify_friend_interactive_storage_confirm_wording = Some(r.string(key, value)?);
            }
            "serviceProviderTicket" => self.service_provider_ticket = Some(r.string(key, value)?),
            "requiredPrivateInfos" => self.required_private_infos = r.strings(key, value)?,
            "requiredBackgroundModes" => self.required_background_modes = r.strings(key, value)?,
            _ => r.unknown("", member, &KNOWN),
        }
        Ok(())
    }
}

/// A path in the package; an empty one is as good as none.
fn folder(r: &Reader<'_>, field: &str, value: &Value) -> Result<Option<RelativePath>, PackageError> {
    let text = r.string(field, value)?;
    let path = RelativePath::new(&text).map_err(|e| r.bad(field, value, &e.to_string()))?;
    Ok(Some(path).filter(|path| !path.is_root()))
}

fn network_timeout(r: &mut Reader<'_>, value: &Value) -> Result<NetworkTimeout, PackageError> {
    let mut timeout = NetworkTimeout::default();
    for member in r.object("networkTimeout", value)? {
        let slot = match member.key.as_str() {
            "request" => &mut timeout.request_ms,
            "connectSocket" => &mut timeout.connect_socket_ms,
            "uploadFile" => &mut timeout.upload_file_ms,
            "downloadFile" => &mut timeout.download_file_ms,
            _ => {
                r.unknown(
                    "networkTimeout",
                    member,
                    &["request", "connectSocket", "uploadFile", "downloadFile"],
                );
                continue;
            }
        };
        *slot = r.milliseconds(&format!("networkTimeout.{}", member.key), &member.value)?;
    }
    Ok(timeout)
}

fn workers(r: &mut Reader<'_>, value: &Value) -> Result<Option<Workers>, PackageError> {
    let members = match &value.kind {
        Kind::String(_) => {
            let path = folder(r, "workers", value)?;
            return Ok(path.map(|path| Workers { path, is_subpackage: false }));
        }
        Kind::Object(members) => members,
        _ => return Err(r.wrong("workers", "a folder name or an object with path", value)),
    };
    let mut path = None;
    let mut is_subpackage = false;
    for member in members {
        match member.key.as_str() {
            "path" => path = folder(r, "workers.path", &member.value)?,
            "isSubpackage" => is_subpackage = r.bool("workers.isSubpackage", &member.value)?,
            _ => r.unknown("workers", member, &["path", "isSubpackage"]),
        }
    }
    let path = path.ok_or_else(|| r.bad("workers", value, "path is missing"))?;
    Ok(Some(Workers { path, is_subpackage }))
}

fn subpackages(r: &mut Reader<'_>, key: &str, value: &Value) -> Result<Vec<Subpackage>, PackageError> {
    let mut all = Vec::new();
    for (i, item) in r.array(key, "objects", value)?.iter().enumerate() {
        let owner = format!("{key}[{i}]");
        let (mut name, mut root, mut independent) = (None, None, false);
        for member in r.object(&owner, item)? {
            let field = format!("{owner}.{}", member.key);
            match member.key.as_str() {
                "name" => name = Some(r.string(&field, &member.value)?),
                "root" => root = folder(r, &field, &member.value)?,
                "independent" => independent = r.bool(&field, &member.value)?,
                _ => r.unknown(&owner, member, &["name", "root", "independent"]),
            }
        }
        let root = root.ok_or_else(|| r.bad(&owner, item, "root is missing: the subpackage's folder"))?;
        // The platform names a subpackage after its folder when it has no name.
        let name = name.unwrap_or_else(|| root.to_string());
        all.push(Subpackage { name, root, independent });
    }
    Ok(all)
}

fn preloads(r: &mut Reader<'_>, value: &Value) -> Result<Vec<String>, PackageError> {
    let mut names = Vec::new();
    for (i, item) in r.array("parallelPreloadSubpackages", "objects", value)?.iter().enumerate() {
        let owner = format!("parallelPreloadSubpackages[{i}]");
        if matches!(item.kind, Kind::String(_)) {
            names.push(r.string(&owner, item)?);
            continue;
        }
        for member in r.object(&owner, item)? {
            match member.key.as_str() {
                "name" => names.push(r.string(&format!("{owner}.name"), &member.value)?),
                _ => r.unknown(&owner, member, &["name"]),
            }
        }
    }
    Ok(names)
}

fn permissions(r: &mut Reader<'_>, value: &Value) -> Result<Vec<Permission>, PackageError> {
    let mut all = Vec::new();
    for scope in r.object("permission", value)? {
        let owner = format!("permission[{:?}]", scope.key);
        let mut desc = String::new();
        for member in r.object(&owner, &scope.value)? {
            match member.key.as_str() {
                "desc" => desc = r.string(&format!("{owner}.desc"), &member.value)?,
                _ => r.unknown(&owner, member, &["desc"]),
            }
        }
        all.push(Permission { scope: scope.key.clone(), desc });
    }
    Ok(all)
}

fn plugins(r: &mut Reader<'_>, value: &Value) -> Result<Vec<Plugin>, PackageError> {
    let mut all = Vec::new();
    for entry in r.object("plugins", value)? {
        let owner = format!("plugins.{}", entry.key);
        let mut plugin = Plugin {
            name: entry.key.clone(),
            version: String::new(),
            provider: String::new(),
            contexts: Vec::new(),
            path: None,
        };
        for member in r.object(&owner, &entry.value)? {
            let field = format!("{owner}.{}", member.key);
            match member.key.as_str() {
                "version" => plugin.version = r.string(&field, &member.value)?,
                "provider" => plugin.provider = r.string(&field, &member.value)?,
                "contexts" => plugin.contexts = contexts(r, &field, &member.value)?,
                // Cocos writes its engine beside the game.
                "path" => plugin.path = folder(r, &field, &member.value)?,
                // Written by the platform's tools for plugins under development.
                "genericsImplementation" | "subpackage" => {}
                _ => r.unknown(&owner, member, &["version", "provider", "contexts"]),
            }
        }
        all.push(plugin);
    }
    Ok(all)
}

/// `[{"type": "isolatedContext"}]`, or the texts alone.
fn contexts(r: &mut Reader<'_>, field: &str, value: &Value) -> Result<Vec<String>, PackageError> {
    let mut all = Vec::new();
    for (i, item) in r.array(field, "objects", value)?.iter().enumerate() {
        let owner = format!("{field}[{i}]");
        if matches!(item.kind, Kind::String(_)) {
            all.push(r.string(&owner, item)?);
            continue;
        }
        for member in r.object(&owner, item)? {
            match member.key.as_str() {
                "type" => all.push(r.string(&format!("{owner}.type"), &member.value)?),
                _ => r.unknown(&owner, member, &["type"]),
            }
        }
    }
    Ok(all)
}

fn templates(r: &mut Reader<'_>, value: &Value) -> Result<Vec<InteractiveTemplate>, PackageError> {
    let name = "modifyFriendInteractiveStorageTemplates";
    let mut all = Vec::new();
    for (i, item) in r.array(name, "objects", value)?.iter().enumerate() {
        let owner = format!("{name}[{i}]");
        let mut template = InteractiveTemplate {
            key: String::new(),
            action: String::new(),
            object: String::new(),
            ratio: 1.0,
        };
        for member in r.object(&owner, item)? {
            let field = format!("{owner}.{}", member.key);
            match member.key.as_str() {
                "key" => template.key = r.string(&field, &member.value)?,
                "action" => template.action = r.string(&field, &member.value)?,
                "object" => template.object = r.string(&field, &member.value)?,
                "ratio" => template.ratio = r.number(&field, &member.value)?,
                _ => r.unknown(&owner, member, &["key", "action", "object", "ratio"]),
            }
        }
        all.push(template);
    }
    Ok(all)
}

/// The error for a file that is not text.
pub(crate) fn text_of(file: &str, bytes: Vec<u8>) -> Result<String, PackageError> {
    String::from_utf8(bytes).map_err(|e| {
        let valid = e.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(e.as_bytes()).into_owned();
        let error =
            SourceError::at(file, &text, valid, "this is not UTF-8 text").with_help("save the file as UTF-8");
        PackageError::Config(Box::new(error))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> (GameConfig, Vec<Warning>) {
        GameConfig::parse("game.json", text).unwrap()
    }

    fn fails(text: &str) -> String {
        GameConfig::parse("game.json", text).unwrap_err().to_string()
    }

    #[test]
    fn every_known_field_is_read() {
        let (config, warnings) = parse(
            r#"{
            "deviceOrientation": "landscape", "desktopDeviceOrientation": "portrait", "showStatusBar": true,
            "networkTimeout": {"request": 5000, "downloadFile": 500000},
            "workers": {"path": "workers/", "isSubpackage": true},
            "subPackages": [{"name": "stage1", "root": "stage1/"}, {"root": "a/b.js", "independent": true}],
            "parallelPreloadSubpackages": [{"name": "stage1"}],
            "navigateToMiniProgramAppIdList": ["wx1"], "permission": {"scope.userLocation": {"desc": "why"}},
            "openDataContext": "src/open", "resizable": true, "displayMode": "halfPage", "iOSHighPerformance": true,
            "plugins": {"p": {"version": "1.0.0", "provider": "wx2", "contexts": [{"type": "isolatedContext"}]}},
            "modifyFriendInteractiveStorageTemplates": [{"key": "1", "action": "gave", "object": "gold", "ratio": 2}],
            "requiredPrivateInfos": ["getFuzzyLocation"], "requiredBackgroundModes": ["audio"]
        }"#,
        );
        assert_eq!(warnings, []);
        assert!(config.device_orientation.is_landscape() && config.show_status_bar && config.resizable);
        assert_eq!(config.desktop_device_orientation, Some(DeviceOrientation::Portrait));
        assert_eq!(
            (config.network_timeout.request_ms, config.network_timeout.upload_file_ms),
            (5000.0, 60_000.0)
        );
        let workers = config.workers.unwrap();
        assert_eq!((workers.path.as_str(), workers.is_subpackage), ("workers", true));
        assert_eq!(config.subpackages[0].entry().as_str(), "stage1/game.js");
        assert_eq!(config.subpackages[1].entry().as_str(), "a/b.js");
        assert_eq!(
            (config.subpackages[1].name.as_str(), config.subpackages[1].independent),
            ("a/b.js", true)
        );
        assert_eq!(config.plugins[0].contexts, ["isolatedContext"]);
        assert_eq!(config.open_data_context.unwrap().as_str(), "src/open");
        assert_eq!(config.modify_friend_interactive_storage_templates[0].ratio, 2.0);
        assert_eq!(parse(r#"{"workers": "w"}"#).0.workers.unwrap().path.as_str(), "w");
        assert_eq!(parse("{}").0, GameConfig::default());
    }

    #[test]
    fn a_wrong_value_leaves_the_others() {
        let text = r#"{"networkTimeout": {"request": "x"}, "workers": "w", "resizable": 1}"#;
        let (config, _, mistakes) = GameConfig::parse_with_mistakes("game.json", text).unwrap();
        assert_eq!(config.workers.unwrap().path.as_str(), "w");
        assert_eq!(mistakes.len(), 2, "{mistakes:?}");
        assert!(fails(text).contains("networkTimeout.request"));
    }

    #[test]
    fn unknown_fields_and_values_warn() {
        let (_, warnings) = parse("{\n  \"deviceorientation\": 1,\n  \"colour\": {}\n}");
        assert_eq!((warnings[0].0.line, warnings[0].0.column), (2, 3));
        assert!(warnings[0].0.message.contains("did you mean deviceOrientation?"));
        assert!(warnings[1].0.message.contains("\"colour\""));
        let (config, warnings) =
            parse(r#"{"deviceOrientation": "sideways", "networkTimeout": {"requests": 1}}"#);
        assert_eq!(config.device_orientation, DeviceOrientation::Portrait);
        assert!(warnings[0].0.message.contains("landscapeLeft"));
        assert!(warnings[1].0.message.contains("in networkTimeout"));
    }

    #[test]
    fn wrong_types_say_where_what_and_what_instead() {
        let error = fails("{\n  \"networkTimeout\": {\"request\": \"5s\"}\n}");
        let first = error.lines().next().unwrap();
        assert_eq!(
            first,
            "game.json:2:33: networkTimeout.request must be a number of milliseconds, found the string \"5s\""
        );
        assert!(fails("[]").contains("game.json must be an object, found an array"));
        assert!(fails(r#"{"subpackages": [{"name": "a"}]}"#).contains("subpackages[0]: root is missing"));
        assert!(fails(r#"{"subpackages": [{"root": "../x"}]}"#).contains("leads out"));
        assert!(fails(r#"{"showStatusBar": "yes"}"#).contains("must be true or false"));
        assert!(fails(r#"{"workers": 3}"#).contains("a folder name or an object"));
        assert!(text_of("game.json", b"{\xff}".to_vec()).unwrap_err().to_string().contains("game.json:1:2"));
    }
}
