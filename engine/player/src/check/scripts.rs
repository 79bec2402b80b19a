//! The scripts of a package: which are reached from its entries, and what each says about its surroundings.

use super::finding::{Finding, Severity};
use sparrow_package::{
    Package, PackageError, PackageFile, Requirement, Resolver, Subpackage, Survey, survey,
};
use sparrow_platform::RelativePath;
use std::collections::{BTreeMap, BTreeSet};

/// Where a script runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Domain {
    Main,
    OpenData,
    Worker,
}

/// A script that was read.
pub(super) struct Script {
    pub(super) path: RelativePath,
    pub(super) text: String,
    pub(super) survey: Survey,
    /// Where it runs; empty when nothing that is written down requires it.
    pub(super) domains: BTreeSet<Domain>,
}

/// All scripts of a package, in order of path.
pub(super) struct Scripts {
    pub(super) all: Vec<Script>,
    /// Some script requires a name that is only known at run time.
    pub(super) has_dynamic: bool,
    /// Files that are reached and are no scripts: required JSON.
    pub(super) data: BTreeSet<RelativePath>,
}

impl Scripts {
    /// How many are reached.
    pub(super) fn reached(&self) -> usize {
        self.all.iter().filter(|script| !script.domains.is_empty()).count()
    }

    /// Those that run in a domain.
    pub(super) fn of(&self, domain: Domain) -> impl Iterator<Item = &Script> {
        self.all.iter().filter(move |script| script.domains.contains(&domain))
    }
}

/// Reads every script, beginning with the package's entries; the rest is read for the names that it holds.
pub(super) fn read(package: &Package, files: &[PackageFile], findings: &mut Vec<Finding>) -> Scripts {
    let mut reader = Reader {
        package,
        findings,
        known: BTreeMap::new(),
        data: BTreeSet::new(),
        has_dynamic: false,
        guessing: false,
    };
    let main = package.resolver();
    reader.walk(package.entry(), Domain::Main, &main);
    for subpackage in &package.config().subpackages {
        reader.walk(subpackage.entry(), Domain::Main, &main);
    }
    if let (Some(entry), Some(resolver)) = (package.open_data_entry(), package.open_data_resolver()) {
        reader.walk(entry, Domain::OpenData, &resolver);
    }
    for plugin in &package.config().plugins {
        let in_open_data = plugin.contexts.iter().any(|context| context == "openDataContext");
        let domain = if in_open_data { Domain::OpenData } else { Domain::Main };
        if let Ok(found) = package.plugin(&plugin.name, in_open_data)
            && let Ok(entry) = found.resolver.resolve(&found.entry, None)
        {
            reader.walk(entry, domain, &found.resolver);
        }
    }
    if let Some(resolver) = package.worker_resolver() {
        for entry in reader.worker_entries() {
            reader.walk(entry, Domain::Worker, &resolver);
        }
    }
    let open_data = package.open_data_resolver();
    reader.walk_guessed(Domain::Main, &main);
    if let Some(resolver) = &open_data {
        reader.walk_guessed(Domain::OpenData, resolver);
    }
    for file in files.iter().filter(|file| file.path.as_str().ends_with(".js")) {
        reader.read_unreached(&file.path);
    }
    for subpackage in package.config().subpackages.iter().filter(|subpackage| subpackage.independent) {
        reader.check_independent(subpackage, &main);
    }
    let Reader { known, data, has_dynamic, .. } = reader;
    Scripts { all: known.into_values().flatten().collect(), has_dynamic, data }
}

/// A text that looks like the path of a script.
fn may_be_module(text: &str) -> bool {
    let is_path = text.contains('/') || text.ends_with(".js");
    is_path && text.len() < 200 && !text.contains("://") && !text.contains(char::is_whitespace)
}

struct Reader<'a> {
    package: &'a Package,
    findings: &'a mut Vec<Finding>,
    /// `None` for one that cannot be read.
    known: BTreeMap<RelativePath, Option<Script>>,
    data: BTreeSet<RelativePath>,
    has_dynamic: bool,
    /// What is walked now is only likely to run: no finding of it is an error.
    guessing: bool,
}

impl Reader<'_> {
    /// Where some script requires a name that is only known at run time, the texts of the domain's scripts are the names that it
    /// may be.
    fn walk_guessed(&mut self, domain: Domain, resolver: &Resolver) {
        self.guessing = true;
        let mut tried = BTreeSet::new();
        loop {
            let scripts = || self.known.values().flatten().filter(|script| script.domains.contains(&domain));
            let computed: Vec<RelativePath> = scripts()
                .filter(|script| script.survey.requires.iter().any(|required| required.specifier.is_none()))
                .map(|script| script.path.clone())
                .collect();
            let texts = scripts().flat_map(|script| &script.survey.literals);
            let names = texts.filter(|literal| literal.is_whole && may_be_module(&literal.text));
            let new: Vec<String> =
                names.map(|literal| literal.text.clone()).filter(|text| tried.insert(text.clone())).collect();
            if computed.is_empty() || new.is_empty() {
                break;
            }
            for name in new {
                // From where it is required, or from the root.
                let from = computed.iter().map(Some).chain([None]);
                let found: BTreeSet<_> = from.filter_map(|from| resolver.resolve(&name, from).ok()).collect();
                for entry in found.into_iter().filter(|path| path.as_str().ends_with(".js")) {
                    self.walk(entry, domain, resolver);
                }
            }
        }
        self.guessing = false;
    }

    /// Follows the modules that `entry` requires.
    fn walk(&mut self, entry: RelativePath, domain: Domain, resolver: &Resolver) {
        let mut waiting = vec![entry];
        while let Some(path) = waiting.pop() {
            if path.as_str().ends_with(".json") {
                self.check_json(path);
                continue;
            }
            if !self.known.contains_key(&path) {
                let script = self.read(&path, !self.guessing);
                self.known.insert(path.clone(), script);
            }
            let Some(Some(script)) = self.known.get_mut(&path) else { continue };
            if !script.domains.insert(domain) {
                continue;
            }
            let (text, requires) = (script.text.clone(), script.survey.requires.clone());
            for requirement in requires {
                match &requirement.specifier {
                    None => self.has_dynamic = true,
                    Some(specifier) => match resolver.resolve(specifier, Some(&path)) {
                        Ok(found) => waiting.push(found),
                        Err(error) => self.missing(&path, &text, &requirement, &error, domain),
                    },
                }
            }
        }
    }

    fn missing(
        &mut self,
        path: &RelativePath,
        text: &str,
        requirement: &Requirement,
        error: &PackageError,
        domain: Domain,
    ) {
        let specifier = requirement.specifier.as_deref().unwrap_or_default();
        // A module by its name alone in a function is what a library looks for elsewhere.
        let is_file = specifier.starts_with(['.', '/']);
        let severity = match (requirement.certain, self.guessing) {
            (true, false) => Severity::Error,
            (true, true) => Severity::Warning,
            (false, _) if requirement.guarded || !is_file => Severity::Note,
            (false, _) => Severity::Warning,
        };
        let message = error.to_string();
        let mut lines = message.lines().map(str::trim);
        let mut headline = lines.next().unwrap_or_default().to_owned();
        if domain != Domain::Main {
            headline.push_str(match domain {
                Domain::OpenData => " (in the open data domain, which sees its own folder only)",
                _ => " (in a worker, which sees the folder of the workers only)",
            });
        }
        let mut finding =
            Finding::new(severity, "missing-module", headline).at(path.as_str(), text, requirement.at);
        finding.help = lines.next().map(str::to_owned);
        if !requirement.certain {
            finding.message.push_str("; it stands in a function or a condition, so it fails if that runs");
        }
        self.findings.push(finding);
    }

    /// What an independent subpackage requires of other parts is not there where the game starts from it.
    fn check_independent(&mut self, subpackage: &Subpackage, resolver: &Resolver) {
        let own = self.known.values().flatten().filter(|script| {
            script.path.is_below(&subpackage.root) && script.domains.contains(&Domain::Main)
        });
        let mut found = Vec::new();
        for script in own {
            for requirement in &script.survey.requires {
                let Some(specifier) = &requirement.specifier else { continue };
                let Ok(path) = resolver.resolve(specifier, Some(&script.path)) else { continue };
                if path.is_below(&subpackage.root) {
                    continue;
                }
                let severity = if requirement.certain { Severity::Warning } else { Severity::Note };
                let message = format!(
                    "the independent subpackage '{}' requires {path}, which is not there when the game starts from it",
                    subpackage.label()
                );
                let finding = Finding::new(severity, "independent-outside", message);
                let finding = finding.at(script.path.as_str(), &script.text, requirement.at);
                let help = "copy it into the subpackage, or require it after wx.loadSubpackage({ name: '__GAME__' }) has succeeded";
                found.push(finding.help(help));
            }
        }
        self.findings.append(&mut found);
    }

    /// Files of the workers' folder that the main domain names.
    fn worker_entries(&self) -> Vec<RelativePath> {
        let scripts = self.known.values().flatten();
        let named = scripts.flat_map(|script| &script.survey.literals).filter(|literal| literal.is_whole);
        let files = named.filter(|literal| literal.text.ends_with(".js"));
        let workers = self.package.config().workers.as_ref();
        let mut entries: Vec<_> = files
            .filter_map(|literal| RelativePath::new(&literal.text).ok())
            .filter(|path| workers.is_some_and(|workers| path.is_below(&workers.path)))
            .filter(|path| self.package.files().stat(path).is_ok())
            .collect();
        entries.sort();
        entries.dedup();
        entries
    }

    #[allow(clippy::needless_pass_by_value, reason = "taken from the list")]
    fn check_json(&mut self, path: RelativePath) {
        if !self.data.insert(path.clone()) {
            return;
        }
        let text = match self.package.text(&path) {
            Ok(text) => text,
            Err(error) => {
                self.findings.push(Finding::error("unreadable", error.to_string()).in_file(path.as_str()));
                return;
            }
        };
        if let Err(error) = serde_json::from_str::<serde_json::Value>(&text) {
            let line = u32::try_from(error.line()).unwrap_or(u32::MAX);
            let mut finding = Finding::error("syntax", format!("no JSON: {error}")).in_file(path.as_str());
            finding.place = Some((line, u32::try_from(error.column()).unwrap_or(u32::MAX)));
            self.findings.push(finding);
        }
    }

    /// A script that nothing requires: its texts may still name files.
    fn read_unreached(&mut self, path: &RelativePath) {
        if !self.known.contains_key(path) {
            let script = self.read(path, false);
            self.known.insert(path.clone(), script);
        }
    }

    fn read(&mut self, path: &RelativePath, is_sure_to_run: bool) -> Option<Script> {
        let failed = |message: String| Finding::error("unreadable", message).in_file(path.as_str());
        let text = match self.package.text(path) {
            Ok(text) => text,
            Err(error) => {
                // The entries of game.json that are not there have been named.
                if !matches!(&error, PackageError::File(e) if e.kind == sparrow_platform::FileErrorKind::NotFound)
                {
                    self.findings.push(failed(error.to_string()));
                }
                return None;
            }
        };
        match survey(path.as_str(), &text) {
            Ok(survey) => Some(Script { path: path.clone(), text, survey, domains: BTreeSet::new() }),
            Err(error) => {
                let severity = if is_sure_to_run { Severity::Error } else { Severity::Note };
                let finding = match &error {
                    PackageError::Syntax(at) => Finding::from_source(severity, "syntax", at),
                    other => Finding::new(severity, "syntax", other.to_string()).in_file(path.as_str()),
                };
                self.findings.push(finding);
                None
            }
        }
    }
}
