//! `project.config.json`: what the platform's developer tool knows of a project; here for the game's folder
//! and the compile settings. The file belongs to that tool, so fields unknown here are nobody's mistake.

use sparrow_platform::RelativePath;

use crate::{PackRule, PackageError, Warning, fields::Reader, json, pack_rules::PackRuleKind};

/// The parts of `project.config.json` that matter for running a game.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectConfig {
    /// `miniprogramRoot`: where `game.json` is, below the project.
    pub miniprogram_root: RelativePath,
    /// `cloudfunctionRoot`: where the project's cloud functions are, below the project.
    pub cloudfunction_root: Option<RelativePath>,
    /// `appid`.
    pub appid: Option<String>,
    /// `projectname`.
    pub projectname: Option<String>,
    /// `compileType`: `game` for mini-games.
    pub compile_type: Option<String>,
    /// `libVersion`: the base library that the project was last run with.
    pub lib_version: Option<String>,
    /// `setting`.
    pub setting: ProjectSetting,
    /// Files that are no part of the package (`packOptions.ignore`).
    pub pack_ignore: Vec<PackRule>,
}

/// `setting` of `project.config.json`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectSetting {
    /// `es6`: compile ES2015 classes and arrows to plain functions.
    pub es6: bool,
    /// `enhance`: the newer compiler of the tool, which also takes ES2016 and later.
    pub enhance: bool,
    /// `urlCheck`: allow requests to configured hosts only.
    pub url_check: bool,
    /// `babelSetting.ignore`: files and folders that are not compiled, as written.
    pub babel_ignore: Vec<String>,
}

impl ProjectConfig {
    /// Reads the text of `file`. A field of the wrong type is a warning and left at its default: a slip in the
    /// tool's file does not keep a game from running. Only `miniprogramRoot` must be right.
    pub fn parse(file: &str, text: &str) -> Result<(ProjectConfig, Vec<Warning>), PackageError> {
        let tree = json::parse(file, text).map_err(|e| PackageError::Config(Box::new(e)))?;
        let mut r = Reader { file, text, warnings: Vec::new() };
        let mut config = ProjectConfig::default();
        for member in r.object(file, &tree)? {
            let (key, value) = (member.key.as_str(), &member.value);
            let outcome = match key {
                "miniprogramRoot" => {
                    let root = r.string(key, value)?;
                    config.miniprogram_root =
                        RelativePath::new(&root).map_err(|e| r.bad(key, value, &e.to_string()))?;
                    Ok(())
                }
                "cloudfunctionRoot" => r.string(key, value).and_then(|root| {
                    let root = RelativePath::new(&root).map_err(|e| r.bad(key, value, &e.to_string()))?;
                    config.cloudfunction_root = Some(root);
                    Ok(())
                }),
                "appid" => r.string(key, value).map(|text| config.appid = Some(text)),
                "projectname" => r.string(key, value).map(|text| config.projectname = Some(text)),
                "compileType" => r.string(key, value).map(|text| config.compile_type = Some(text)),
                "libVersion" => r.string(key, value).map(|text| config.lib_version = Some(text)),
                "setting" => setting(&mut r, value).map(|setting| config.setting = setting),
                "packOptions" => pack_ignore(&mut r, value).map(|rules| config.pack_ignore = rules),
                _ => Ok(()),
            };
            if let Err(PackageError::Config(error)) = outcome {
                r.warnings.push(Warning(*error));
            }
        }
        Ok((config, r.warnings))
    }
}

fn setting(r: &mut Reader<'_>, value: &json::Value) -> Result<ProjectSetting, PackageError> {
    let mut setting = ProjectSetting::default();
    for member in r.object("setting", value)? {
        let field = format!("setting.{}", member.key);
        let outcome = match member.key.as_str() {
            "es6" => r.bool(&field, &member.value).map(|b| setting.es6 = b),
            "enhance" => r.bool(&field, &member.value).map(|b| setting.enhance = b),
            "urlCheck" => r.bool(&field, &member.value).map(|b| setting.url_check = b),
            "babelSetting" => ignored(r, &member.value).map(|all| setting.babel_ignore = all),
            _ => Ok(()),
        };
        if let Err(PackageError::Config(error)) = outcome {
            r.warnings.push(Warning(*error));
        }
    }
    Ok(setting)
}

fn ignored(r: &Reader<'_>, value: &json::Value) -> Result<Vec<String>, PackageError> {
    let members = r.object("setting.babelSetting", value)?;
    let ignore = members.iter().find(|member| member.key == "ignore");
    ignore.map_or(Ok(Vec::new()), |member| r.strings("setting.babelSetting.ignore", &member.value))
}

fn pack_ignore(r: &mut Reader<'_>, value: &json::Value) -> Result<Vec<PackRule>, PackageError> {
    // What older tools wrote for "none".
    if matches!(&value.kind, json::Kind::Array(items) if items.is_empty()) {
        return Ok(Vec::new());
    }
    let members = r.object("packOptions", value)?;
    let Some(ignore) = members.iter().find(|member| member.key == "ignore") else { return Ok(Vec::new()) };
    let mut rules = Vec::new();
    for rule in r.array("packOptions.ignore", "rules", &ignore.value)? {
        let members = r.object("packOptions.ignore", rule)?;
        let text = |key: &str| {
            let member = members.iter().find(|member| member.key == key);
            member.map_or(Ok(String::new()), |member| {
                r.string(&format!("packOptions.ignore.{key}"), &member.value)
            })
        };
        let (kind, value) = (text("type")?, text("value")?);
        let kind = match kind.as_str() {
            "folder" => PackRuleKind::Folder,
            "file" => PackRuleKind::File,
            "suffix" => PackRuleKind::Suffix,
            "prefix" => PackRuleKind::Prefix,
            "glob" => PackRuleKind::Glob,
            other => {
                let message = format!(
                    "packOptions.ignore: rules of the type {other:?} are not read here; its files count as packed"
                );
                r.warn(rule.at, message);
                continue;
            }
        };
        rules.push(PackRule { kind, value });
    }
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fields_that_matter_are_read_and_slips_warn() {
        let text = r#"{"miniprogramRoot": "./game/", "appid": "wx1", "projectname": "hop", "compileType": "game",
            "setting": {"es6": true, "urlCheck": 0, "babelSetting": {"ignore": ["libs/"]}, "bundle": false},
            "libVersion": 3, "condition": {}, "packOptions": [], "cloudfunctionRoot": "cloud/"}"#;
        let (config, warnings) = ProjectConfig::parse("project.config.json", text).unwrap();
        assert_eq!(config.miniprogram_root.as_str(), "game");
        assert_eq!(config.appid.as_deref(), Some("wx1"));
        assert_eq!(config.cloudfunction_root, Some(RelativePath::new("cloud").unwrap()));
        assert!(config.setting.es6 && !config.setting.enhance);
        assert_eq!(config.setting.babel_ignore, ["libs/"]);
        assert_eq!(warnings.len(), 2);
        assert!(warnings[1].0.message.contains("libVersion must be a string, found the number 3"));
    }

    #[test]
    fn the_root_must_be_right() {
        for bad in [r#"{"miniprogramRoot": 1}"#, r#"{"miniprogramRoot": "../x"}"#, "{", "[]"] {
            assert!(ProjectConfig::parse("project.config.json", bad).is_err(), "{bad}");
        }
    }
}
