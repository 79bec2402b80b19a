//! Files that nothing in the package seems to name.
//!
//! A file counts as used when a script or a JSON file holds its name, its name without the ending, the path of a folder above
//! it, or a path that its own path begins with (`'images/explosion' + i + '.png'`); engines that look files up by an id are given the benefit of the doubt where they keep an index in JSON.

use super::{bytes_of, finding::Finding, print::bytes_in_words, scripts::Scripts};
use sparrow_package::{Package, PackageFile};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Files that are used without being named.
const ALWAYS_USED: [&str; 4] = ["game.js", "game.json", "package.json", "sitemap.json"];
/// Larger indexes are not read.
const LARGEST_INDEX_BYTES: u64 = 4 << 20;
/// What tells people and tools about a game, and is no part of it.
const BESIDE_A_GAME: [&str; 4] = [".md", ".map", ".d.ts", "LICENSE"];
/// How many files a finding names.
const SHOWN: usize = 8;

/// Unused files, one finding for each folder.
pub(super) fn check(package: &Package, files: &[PackageFile], scripts: &Scripts) -> Vec<Finding> {
    let words = words_of(package, files, scripts);
    let unused: Vec<&PackageFile> = files.iter().filter(|file| !is_used(file, scripts, &words)).collect();
    let mut folders: BTreeMap<String, Vec<&PackageFile>> = BTreeMap::new();
    for file in unused {
        folders.entry(file.path.parent().unwrap_or_default().to_string()).or_default().push(file);
    }
    folders.into_iter().map(|(folder, files)| finding(&folder, &files, scripts.has_dynamic)).collect()
}

fn finding(folder: &str, files: &[&PackageFile], has_dynamic: bool) -> Finding {
    let bytes = bytes_in_words(bytes_of(files.iter().copied()));
    let mut names: Vec<_> = files.iter().take(SHOWN).map(|file| file.path.file_name().to_owned()).collect();
    if files.len() > SHOWN {
        names.push(format!("and {} more", files.len() - SHOWN));
    }
    let names = names.join(", ");
    let message = match files {
        [_] => format!("nothing names this file ({bytes}): {names}"),
        _ => format!("nothing names these {} files ({bytes} together): {names}", files.len()),
    };
    let finding = Finding::note("unused", message).in_file(if folder.is_empty() { "." } else { folder });
    if files.iter().all(|file| BESIDE_A_GAME.iter().any(|ending| file.path.file_name().ends_with(ending))) {
        return finding.help("packOptions.ignore of project.config.json leaves them out");
    }
    if has_dynamic && files.iter().any(|file| file.path.as_str().ends_with(".js")) {
        return finding
            .help("some scripts require names that are only known at run time; one of these may be meant");
    }
    finding
}

fn is_used(file: &PackageFile, scripts: &Scripts, words: &Words) -> bool {
    let path = file.path.as_str();
    if ALWAYS_USED.contains(&file.path.file_name()) || scripts.data.contains(&file.path) {
        return true;
    }
    if let Some(script) = scripts.all.iter().find(|script| script.path == file.path)
        && !script.domains.is_empty()
    {
        return true;
    }
    let name = file.path.file_name();
    let stem = name.split('.').next().unwrap_or(name);
    let mut names = vec![path, name, stem];
    let mut above = path;
    while let Some((folder, _)) = above.rsplit_once('/') {
        names.push(folder);
        above = folder;
    }
    names.iter().any(|name| !name.is_empty() && words.whole.contains(*name)) || words.begin(file)
}

/// What scripts and JSON files hold.
#[derive(Default)]
struct Words {
    whole: HashSet<String>,
    /// By the name of a folder: its path as it is written, and how a file's name in it begins.
    beginnings: HashMap<String, Vec<(String, String)>>,
}

impl Words {
    /// True when some text is how the file's path begins, from some folder on.
    fn begin(&self, file: &PackageFile) -> bool {
        let Some((folder, name)) = file.path.as_str().rsplit_once('/') else { return false };
        let last = folder.rsplit('/').next().unwrap_or(folder);
        let is_folder = |written: &str| {
            folder.strip_suffix(written).is_some_and(|before| before.is_empty() || before.ends_with('/'))
        };
        let mut beginnings = self.beginnings.get(last).into_iter().flatten();
        beginnings.any(|(written, begin)| name.starts_with(begin.as_str()) && is_folder(written))
    }
}

/// Everything that scripts and JSON files hold and that may be a path, and each part of it.
fn words_of(package: &Package, files: &[PackageFile], scripts: &Scripts) -> Words {
    let mut words = Words::default();
    for literal in scripts.all.iter().flat_map(|script| &script.survey.literals) {
        add(&mut words, &literal.text);
    }
    for requirement in scripts.all.iter().flat_map(|script| &script.survey.requires) {
        add(&mut words, requirement.specifier.as_deref().unwrap_or_default());
    }
    let indexes = files.iter().filter(|file| {
        file.path.as_str().ends_with(".json")
            && file.size <= LARGEST_INDEX_BYTES
            && file.path.as_str() != "game.json"
    });
    for file in indexes {
        if let Ok(text) = package.text(&file.path)
            && let Ok(value) = serde_json::from_str::<serde_json::Value>(&text)
        {
            add_json(&mut words, &value);
        }
    }
    words
}

fn add_json(words: &mut Words, value: &serde_json::Value) {
    match value {
        serde_json::Value::String(text) => add(words, text),
        serde_json::Value::Array(items) => items.iter().for_each(|item| add_json(words, item)),
        serde_json::Value::Object(members) => {
            for (key, value) in members {
                add(words, key);
                add_json(words, value);
            }
        }
        _ => {}
    }
}

/// `./images/a.png?x` is `images/a.png`, `a.png`, `a` and `images`.
fn add(words: &mut Words, text: &str) {
    let text = text.split(['?', '#']).next().unwrap_or_default();
    if let Some((folder, begin)) = text.rsplit_once('/')
        && !begin.is_empty()
        && text.len() <= 300
    {
        let folder = folder.trim_start_matches(['.', '/']);
        let last = folder.rsplit('/').next().unwrap_or(folder).to_owned();
        words.beginnings.entry(last).or_default().push((folder.to_owned(), begin.to_owned()));
    }
    let text = text.trim_start_matches("./").trim_matches('/');
    if text.is_empty() || text.len() > 300 || text.contains(['\n', '<']) {
        return;
    }
    let words = &mut words.whole;
    words.insert(text.to_owned());
    let name = text.rsplit('/').next().unwrap_or(text);
    words.insert(name.to_owned());
    words.insert(name.split('.').next().unwrap_or(name).to_owned());
    // The folder alone names its files only where something is appended to it.
    if text.ends_with('/') || !name.contains('.') {
        words.insert(text.trim_end_matches('/').to_owned());
    }
}
