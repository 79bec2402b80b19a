//! Where a plugin's files are: a folder of the package, an npm package, or a folder that was given at the start.

use std::sync::Arc;

use sparrow_platform::{FileError, FileKind, FileStat, FileSystem, RelativePath};

use crate::{Package, Plugin, Resolver};

/// Plugins that are npm packages, too: provider and package.
const NPM_PACKAGES: [(&str, &str); 1] = [("wx7a727ff7d940bb3f", "minigame-canvas-engine")];
/// Where a given folder is mounted.
const MOUNT: &str = "__plugin__";

/// Why a plugin cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PluginError {
    /// game.json does not name it.
    #[error("game.json declares no plugin '{0}'")]
    NotDeclared(String),
    /// It is for the other domain (`contexts`).
    #[error("game.json gives the plugin '{name}' to {contexts} only")]
    OtherContext {
        /// The alias.
        name: String,
        /// Where it runs.
        contexts: String,
    },
    /// No folder of it was found.
    #[error(
        "the plugin '{name}' ({provider} {version}) is not here\n  looked for: {}\n  mend: put it into one of them, or start \
         with --plugin {name}=FOLDER",
        .tried.join(", ")
    )]
    Missing {
        /// The alias.
        name: String,
        /// The plugin's app id.
        provider: String,
        /// The wanted version.
        version: String,
        /// Folders that were looked into.
        tried: Vec<String>,
    },
}

/// Where a plugin is.
pub struct PluginFiles {
    /// Finds its modules, and nothing outside of its folder.
    pub resolver: Resolver,
    /// Its folder.
    pub folder: RelativePath,
    /// What to require for the plugin itself: `main` of its plugin.json, or the folder.
    pub entry: String,
}

/// Where folders of the host are mounted.
pub(crate) fn mount_point() -> Option<RelativePath> {
    RelativePath::new(MOUNT).ok()
}

impl Package {
    /// Mounts a folder of the host as the plugin `name`, before any other place.
    #[must_use]
    pub fn with_plugin(mut self, name: &str, files: Arc<dyn FileSystem>) -> Package {
        if let Ok(at) = RelativePath::new(&format!("{MOUNT}/{name}")) {
            self.files = Arc::new(Overlay { below: self.files, at, files });
        }
        self
    }

    /// Finds a plugin's modules for the main or the open data domain.
    pub fn plugin(&self, name: &str, open_data: bool) -> Result<PluginFiles, PluginError> {
        let plugin = self.config().plugins.iter().find(|plugin| plugin.name == name);
        let plugin = plugin.ok_or_else(|| PluginError::NotDeclared(name.to_owned()))?;
        let for_open_data = plugin.contexts.iter().any(|context| context == "openDataContext");
        if for_open_data != open_data {
            let contexts = if for_open_data { "the open data domain" } else { "the main domain" };
            return Err(PluginError::OtherContext { name: name.to_owned(), contexts: contexts.to_owned() });
        }
        let mut tried = Vec::new();
        for folder in self.plugin_folders(plugin) {
            let Ok(folder) = RelativePath::new(&folder) else { continue };
            if self.files.stat(&folder).is_ok_and(|stat| stat.kind == FileKind::Directory) {
                let resolver = Resolver::new(self.files.clone()).within(folder.clone());
                let entry = self.plugin_entry(&folder).unwrap_or_else(|| format!("/{folder}"));
                return Ok(PluginFiles { resolver, folder, entry });
            }
            tried.push(format!("{folder}/"));
        }
        tried.retain(|folder| !folder.starts_with(MOUNT));
        Err(PluginError::Missing {
            name: name.to_owned(),
            provider: plugin.provider.clone(),
            version: plugin.version.clone(),
            tried,
        })
    }

    /// `main` of plugin.json.
    fn plugin_entry(&self, folder: &RelativePath) -> Option<String> {
        let text = self.files.read(&folder.join("plugin.json").ok()?).ok()?;
        let manifest: serde_json::Value = serde_json::from_slice(&text).ok()?;
        folder.join(manifest.get("main")?.as_str()?).ok().map(|path| format!("/{path}"))
    }

    fn plugin_folders(&self, plugin: &Plugin) -> Vec<String> {
        let npm = NPM_PACKAGES.iter().find(|(provider, _)| *provider == plugin.provider);
        let mut folders = vec![
            format!("{MOUNT}/{}", plugin.name),
            format!("plugins/{}", plugin.name),
            format!("plugins/{}", plugin.provider),
        ];
        if let Some(path) = &plugin.path {
            folders.insert(1, path.to_string());
        }
        for name in npm.map(|(_, name)| *name).into_iter().chain([plugin.name.as_str()]) {
            folders.push(format!("node_modules/{name}"));
            folders.push(format!("miniprogram_npm/{name}"));
        }
        folders
    }
}

/// A file system with another one mounted at a folder. Read-only: packages are.
struct Overlay {
    below: Arc<dyn FileSystem>,
    at: RelativePath,
    files: Arc<dyn FileSystem>,
}

impl Overlay {
    /// The file system for a path, and the path there.
    fn find(&self, path: &RelativePath) -> (&dyn FileSystem, RelativePath) {
        if !path.is_below(&self.at) {
            return (self.below.as_ref(), path.clone());
        }
        let rest = path.as_str()[self.at.as_str().len()..].trim_start_matches('/');
        (self.files.as_ref(), RelativePath::new(rest).unwrap_or_default())
    }
}

impl FileSystem for Overlay {
    fn read(&self, path: &RelativePath) -> Result<Vec<u8>, FileError> {
        let (files, path) = self.find(path);
        files.read(&path)
    }

    fn stat(&self, path: &RelativePath) -> Result<FileStat, FileError> {
        let (files, path) = self.find(path);
        files.stat(&path)
    }

    fn read_dir(&self, path: &RelativePath) -> Result<Vec<String>, FileError> {
        let (files, path) = self.find(path);
        files.read_dir(&path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_platform::MemoryFileSystem;

    fn files(all: &[(&str, &str)]) -> Arc<dyn FileSystem> {
        let files = MemoryFileSystem::new();
        for (path, text) in all {
            files.insert(path, text.as_bytes()).unwrap();
        }
        Arc::new(files)
    }

    const GAME: &str = r#"{"openDataContext": "sub", "plugins": {
        "a": {"version": "1.0.0", "provider": "wx1"},
        "Layout": {"version": "1.0.15", "provider": "wx7a727ff7d940bb3f", "contexts": [{"type": "openDataContext"}]}}}"#;

    #[test]
    fn plugins_are_found_in_their_places() {
        let package = Package::open(files(&[
            ("game.json", GAME),
            ("game.js", ""),
            ("plugins/a/index.js", ""),
            ("node_modules/minigame-canvas-engine/package.json", r#"{"main": "dist/x.js"}"#),
            ("node_modules/minigame-canvas-engine/dist/x.js", ""),
        ]))
        .unwrap();
        let PluginFiles { resolver, folder, .. } = package.plugin("a", false).unwrap();
        assert_eq!(resolver.resolve(&format!("/{folder}"), None).unwrap().as_str(), "plugins/a/index.js");
        let PluginFiles { resolver, folder, .. } = package.plugin("Layout", true).unwrap();
        let found = resolver.resolve(&format!("/{folder}"), None).unwrap();
        assert_eq!(found.as_str(), "node_modules/minigame-canvas-engine/dist/x.js");
        assert!(resolver.resolve("/game.js", None).is_err(), "a plugin sees its own files only");
        let error = package.plugin("Layout", false).err().unwrap().to_string();
        assert_eq!(error, "game.json gives the plugin 'Layout' to the open data domain only");
        assert_eq!(package.plugin("b", false).err().unwrap(), PluginError::NotDeclared("b".to_owned()));
    }

    #[test]
    fn a_plugin_in_a_folder_that_game_json_names_is_found_by_its_main() {
        let game = r#"{"plugins": {"cocos": {"version": "3.6.2", "provider": "wx2", "path": "engine"}}}"#;
        let package = Package::open(files(&[
            ("game.json", game),
            ("game.js", ""),
            ("engine/plugin.json", r#"{"main": "base.js"}"#),
            ("engine/base.js", ""),
        ]))
        .unwrap();
        let PluginFiles { resolver, entry, .. } = package.plugin("cocos", false).unwrap();
        assert_eq!(resolver.resolve(&entry, None).unwrap().as_str(), "engine/base.js");
    }

    #[test]
    fn a_missing_plugin_says_where_it_was_looked_for_and_a_given_folder_is_taken_first() {
        let package = Package::open(files(&[("game.json", GAME), ("game.js", "")])).unwrap();
        let error = package.plugin("a", false).err().unwrap().to_string();
        assert!(error.contains("looked for: plugins/a/, plugins/wx1/, node_modules/a/"), "{error}");
        let package = package.with_plugin("a", files(&[("index.js", "x")]));
        let PluginFiles { resolver, folder, .. } = package.plugin("a", false).unwrap();
        let entry = resolver.resolve(&format!("/{folder}"), None).unwrap();
        assert_eq!(package.text(&entry).unwrap(), "x");
        assert!(package.files().read(&RelativePath::new("game.json").unwrap()).is_ok());
    }
}
