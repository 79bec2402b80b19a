//! An opened game package: where its files are, what its configuration says.
//!
//! A package is a folder or a zip with `game.json` and `game.js`, or a project whose `project.config.json`
//! names that folder (`miniprogramRoot`). Nothing is run or compiled here.

use std::sync::Arc;

use sparrow_platform::{FileErrorKind, FileKind, FileSystem, PartSource, RelativePath};

use crate::{
    GameConfig, PackageError, ProjectConfig, SourceError, Subpackage, TransformOptions, Warning,
    ZipFileSystem,
    folder::Folder,
    game_config::text_of,
    independent::{self, Independent},
    module_resolver::Resolver,
};

/// A file of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackageFile {
    /// The path below the game's root.
    pub path: RelativePath,
    /// Bytes.
    pub size: u64,
}

/// An opened package.
pub struct Package {
    pub(crate) files: Arc<dyn FileSystem>,
    config: GameConfig,
    project: ProjectConfig,
    warnings: Vec<Warning>,
    mistakes: Vec<SourceError>,
    /// Files and folders that are not packed, beside those that the project names.
    pub(crate) left_out: Vec<RelativePath>,
    parts: Option<Arc<dyn PartSource>>,
    pub(crate) independent: Option<Independent>,
}

/// Folders that are never part of a game and may be huge.
const SKIPPED_FOLDERS: [&str; 3] = [".git", ".svn", ".hg"];
/// Deeper trees are made, not grown.
const MAX_FOLDER_DEPTH: usize = 64;
/// The platform's tool leaves larger scripts as they are where a project asks for ES5.
const ES5_MAX_BYTES: usize = 500 * 1024;

impl Package {
    /// Opens the package in `files`: a game folder or a project folder.
    pub fn open(files: Arc<dyn FileSystem>) -> Result<Package, PackageError> {
        Package::open_with_mistakes(files)?.without_mistakes()
    }

    /// The same, also where fields of game.json have wrong values: they count as absent, and [`Package::mistakes`] names them. For
    /// tools that look at packages; a game is not to be played so.
    pub fn open_with_mistakes(files: Arc<dyn FileSystem>) -> Result<Package, PackageError> {
        let (package, root) = Package::read(files)?;
        if is_file(&*package.files, &name("game.js")) {
            return Ok(package);
        }
        let hint = ["game.ts", "main.js", "index.js", "app.js"]
            .into_iter()
            .find(|other| is_file(&*package.files, &name(other)))
            .map_or(String::new(), |other| match other {
                "game.ts" => "; game.ts is there: TypeScript has to be compiled first".to_owned(),
                other => format!("; {other} is there: is it the entry?"),
            });
        Err(PackageError::NoGameJs { looked_in: in_words(&root), hint })
    }

    /// The same of a release of which only an independent subpackage is here: with it comes game.json, and game.js when the main package
    /// does. To be started by [`Package::start_from`].
    pub fn open_without_main(files: Arc<dyn FileSystem>) -> Result<Package, PackageError> {
        Package::read(files)?.0.without_mistakes()
    }

    fn without_mistakes(mut self) -> Result<Package, PackageError> {
        if self.mistakes.is_empty() {
            return Ok(self);
        }
        Err(PackageError::Config(Box::new(self.mistakes.swap_remove(0))))
    }

    /// The package in `files`, and its folder there.
    fn read(files: Arc<dyn FileSystem>) -> Result<(Package, RelativePath), PackageError> {
        let mut warnings = Vec::new();
        let project_file = name("project.config.json");
        let project = match files.read(&project_file) {
            Ok(bytes) => {
                let text = text_of(project_file.as_str(), bytes)?;
                let (project, found) = ProjectConfig::parse(project_file.as_str(), &text)?;
                warnings.extend(found);
                Some((project, text))
            }
            Err(e) if e.kind == FileErrorKind::NotFound => None,
            Err(e) => return Err(e.into()),
        };
        let root = game_root(&files, project.as_ref(), &mut warnings)?;
        let files: Arc<dyn FileSystem> =
            if root.is_root() { files } else { Arc::new(Folder { files, root: root.clone() }) };
        let file = root.join("game.json")?;
        let text = text_of(file.as_str(), files.read(&name("game.json"))?)?;
        let (config, found, mistakes) = GameConfig::parse_with_mistakes(file.as_str(), &text)?;
        warnings.extend(found);
        let project = project.map(|(project, _)| project).unwrap_or_default();
        let mut package = Package {
            files,
            config,
            project,
            warnings,
            mistakes,
            left_out: Vec::new(),
            parts: None,
            independent: None,
        };
        package.take_packed_names();
        Ok((package, root))
    }

    /// Opens a zip that holds a package.
    pub fn open_zip(bytes: Vec<u8>) -> Result<Package, PackageError> {
        Package::open(Arc::new(ZipFileSystem::new(bytes)?))
    }

    /// The same, known by this id: a packed game has no project.config.json.
    #[must_use]
    pub fn with_app_id(mut self, id: &str) -> Package {
        self.project.appid = Some(id.to_owned());
        self
    }

    /// The same, whose subpackages come from `parts`; their files appear in those that the package was opened with.
    #[must_use]
    pub fn with_parts(mut self, parts: Arc<dyn PartSource>) -> Package {
        self.parts = Some(parts);
        self
    }

    /// Where subpackages come from; `None` when all of them are here.
    pub fn parts(&self) -> Option<&Arc<dyn PartSource>> {
        self.parts.as_ref()
    }

    /// The game's files; the root is the folder with `game.json`. Mount it read-only.
    pub fn files(&self) -> &Arc<dyn FileSystem> {
        &self.files
    }

    /// `game.json`.
    pub fn config(&self) -> &GameConfig {
        &self.config
    }

    /// `project.config.json`, or its defaults where there is none.
    pub fn project(&self) -> &ProjectConfig {
        &self.project
    }

    /// The same, without a file or a folder when it is packed.
    #[must_use]
    pub fn without(mut self, path: RelativePath) -> Package {
        self.left_out.push(path);
        self
    }

    /// Wrong values of game.json, of a package that was opened with them.
    pub fn mistakes(&self) -> &[SourceError] {
        &self.mistakes
    }

    /// What a packed game says of itself.
    pub(crate) fn packed_list(&self) -> Option<serde_json::Value> {
        serde_json::from_str(&self.text(&name(crate::packer::MANIFEST)).ok()?).ok()
    }

    /// A packed game has no project.config.json; its list of files says what it is called.
    fn take_packed_names(&mut self) {
        let Some(list) = self.packed_list() else { return };
        let named = |key: &str| list[key].as_str().map(str::to_owned);
        self.project.projectname = self.project.projectname.take().or_else(|| named("name"));
        self.project.appid = self.project.appid.take().or_else(|| named("appId"));
    }

    /// What was odd in the configuration.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// The script that starts the game: that of the main package, or of the independent subpackage that it is started from.
    pub fn entry(&self) -> RelativePath {
        self.started_from().map_or_else(|| self.main_entry(), Subpackage::entry)
    }

    pub(crate) fn main_entry(&self) -> RelativePath {
        name("game.js")
    }

    /// The script that starts the open data domain, where the game declares one.
    pub fn open_data_entry(&self) -> Option<RelativePath> {
        self.config.open_data_context.as_ref()?.join("index.js").ok()
    }

    /// Finds the main domain's modules. Those of the open data domain are out of its reach.
    pub fn resolver(&self) -> Resolver {
        let resolver = Resolver::new(self.files.clone());
        let resolver = match &self.independent {
            Some(independent) => resolver.with_parts(independent.files.clone()),
            None => resolver,
        };
        match &self.config.open_data_context {
            Some(folder) => resolver.without(folder.clone()),
            None => resolver,
        }
    }

    /// Finds the open data domain's modules, which are those of its folder.
    pub fn open_data_resolver(&self) -> Option<Resolver> {
        Some(Resolver::new(self.files.clone()).within(self.config.open_data_context.clone()?))
    }

    /// Finds workers' modules, which are those of the folder `workers`.
    pub fn worker_resolver(&self) -> Option<Resolver> {
        Some(Resolver::new(self.files.clone()).within(self.config.workers.as_ref()?.path.clone()))
    }

    /// How the script `id` of `bytes` bytes is to be compiled.
    pub fn transform_options(&self, id: &RelativePath, bytes: usize) -> TransformOptions {
        let ignored = self.project.setting.babel_ignore.iter().any(|pattern| is_ignored(pattern, id));
        TransformOptions { es5: self.project.setting.es6 && !ignored && bytes <= ES5_MAX_BYTES }
    }

    /// The text of a script or JSON file: UTF-8 without its byte order mark; bytes that are no UTF-8 become U+FFFD.
    pub fn text(&self, id: &RelativePath) -> Result<String, PackageError> {
        let bytes = self.files.read(id)?;
        let text =
            String::from_utf8(bytes).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned());
        Ok(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        })
    }

    /// Every file with its size, in order of path, of all parts that are on this machine. Walks the folders.
    pub fn list(&self) -> Result<Vec<PackageFile>, PackageError> {
        let mut all = Vec::new();
        let files = self.independent.as_ref().map_or(&self.files, |independent| &independent.files.all);
        walk(&**files, &RelativePath::root(), 0, &mut all)?;
        all.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(all)
    }

    /// The subpackage that holds `path`, as an index into the configuration's list.
    pub fn subpackage_of(&self, path: &RelativePath) -> Option<usize> {
        independent::subpackage_of(&self.config.subpackages, path)
    }
}

/// A name that this file writes out, and that is a path.
fn name(text: &str) -> RelativePath {
    RelativePath::new(text).unwrap_or_default()
}

fn is_file(files: &dyn FileSystem, path: &RelativePath) -> bool {
    files.stat(path).is_ok_and(|stat| stat.kind == FileKind::File)
}

fn in_words(root: &RelativePath) -> String {
    if root.is_root() { "the package".to_owned() } else { format!("the folder {root}") }
}

fn game_root(
    files: &Arc<dyn FileSystem>,
    project: Option<&(ProjectConfig, String)>,
    warnings: &mut Vec<Warning>,
) -> Result<RelativePath, PackageError> {
    let has_game = |root: &RelativePath| root.join("game.json").is_ok_and(|path| is_file(&**files, &path));
    let wanted = project.map(|(project, _)| project.miniprogram_root.clone()).unwrap_or_default();
    if has_game(&wanted) {
        return Ok(wanted);
    }
    if !wanted.is_root() && has_game(&RelativePath::root()) {
        // Packed projects often keep a project.config.json that no longer fits.
        if let Some((_, text)) = project {
            let at = text.find("\"miniprogramRoot\"").unwrap_or(0);
            let message = format!(
                "miniprogramRoot is {wanted}, which holds no game.json; the one beside this file is used"
            );
            warnings.push(Warning(SourceError::at("project.config.json", text, at, message)));
        }
        return Ok(RelativePath::root());
    }
    if !wanted.is_root() && files.stat(&wanted).is_err() {
        return Err(PackageError::NoMiniprogramRoot { root: wanted.to_string() });
    }
    let app = wanted.join("app.json").is_ok_and(|path| is_file(&**files, &path));
    let below = files.read_dir(&wanted).unwrap_or_default();
    let below = below.into_iter().find(|name| wanted.join(name).is_ok_and(|dir| has_game(&dir)));
    let hint = match below {
        _ if app => "; app.json is there: this is a mini-program with pages, not a mini-game".to_owned(),
        Some(folder) => format!("; there is one in {folder}: open that folder"),
        None => String::new(),
    };
    Err(PackageError::NoGameJson { looked_in: in_words(&wanted), hint })
}

fn walk(
    files: &dyn FileSystem,
    folder: &RelativePath,
    depth: usize,
    all: &mut Vec<PackageFile>,
) -> Result<(), PackageError> {
    if depth > MAX_FOLDER_DEPTH {
        return Ok(());
    }
    for name in files.read_dir(folder)? {
        // A name that is no path (a backslash, say) cannot be asked for by a game either.
        let Ok(path) = folder.join(&name) else { continue };
        let Ok(stat) = files.stat(&path) else { continue };
        match stat.kind {
            FileKind::File => all.push(PackageFile { path, size: stat.size }),
            FileKind::Directory if SKIPPED_FOLDERS.contains(&name.as_str()) => {}
            FileKind::Directory => walk(files, &path, depth + 1, all)?,
        }
    }
    Ok(())
}

/// `babelSetting.ignore`: a file, a folder, or a pattern with `*` and `**`.
fn is_ignored(pattern: &str, id: &RelativePath) -> bool {
    let pattern = pattern.trim_start_matches("./").trim_matches('/');
    if pattern.is_empty() {
        return false;
    }
    if !pattern.contains('*') {
        return name(pattern) != RelativePath::root() && id.is_below(&name(pattern));
    }
    let parts: Vec<&str> = pattern.split('/').collect();
    let path: Vec<&str> = id.as_str().split('/').collect();
    parts_match(&parts, &path)
}

pub(crate) fn parts_match(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern.split_first(), path.split_first()) {
        (None, _) => true,
        (Some((&"**", [])), _) => true,
        (Some((&"**", rest)), Some((_, below))) => parts_match(rest, path) || parts_match(pattern, below),
        (Some((part, rest)), Some((name, below))) => part_matches(part, name) && parts_match(rest, below),
        (Some(_), None) => false,
    }
}

/// `*` stands for any characters of one name.
fn part_matches(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    let first = pieces.next().unwrap_or("");
    let Some(mut rest) = name.strip_prefix(first) else { return false };
    let mut last = None;
    for piece in pieces {
        if let Some(piece) = last.replace(piece) {
            let Some(at) = rest.find(piece) else { return false };
            rest = &rest[at + piece.len()..];
        }
    }
    last.map_or(rest.is_empty(), |piece| rest.ends_with(piece))
}

#[cfg(test)]
mod tests;
