//! Names of `wx` that scripts use, held against what the platform documents and what is there.

use super::{
    finding::{Finding, Severity},
    scripts::{Domain, Script, Scripts},
};
use crate::report::{Kind, Names};
use sparrow_package::UseKind;
use std::collections::{BTreeMap, BTreeSet};

/// Members of `wx` that are no functions and are in no list of them.
const VALUES: [&str; 2] = ["env", "cloud"];

/// A name of the main domain that a script of the open data domain calls.
const OPEN_DATA: &str = "api-open-data";

/// Every name that does not do its work, with the line that calls it.
pub(super) fn check(scripts: &Scripts, names: &Names) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (domain, known) in [(Domain::Main, &names.documented), (Domain::OpenData, &names.open_data)] {
        // What one script gives a value, every script of the domain finds.
        let uses = scripts.of(domain).flat_map(|script| &script.survey.api);
        let defined: BTreeSet<&str> =
            uses.filter(|used| used.kind == UseKind::Define).map(|used| used.name.as_str()).collect();
        let mut elsewhere: BTreeMap<&str, Vec<(&str, Vec<Place<'_>>)>> = BTreeMap::new();
        for (name, places) in calls_of(scripts, domain) {
            if defined.contains(name) {
                continue;
            }
            let Some(problem) = problem_of(name, domain, known, names) else { continue };
            if problem.code == OPEN_DATA && places.iter().any(|place| !place.guarded) {
                let first = places.iter().find(|place| !place.guarded).unwrap_or(&places[0]);
                elsewhere.entry(first.script.path.as_str()).or_default().push((name, places));
            } else {
                findings.push(finding(name, &places, problem));
            }
        }
        findings.extend(elsewhere.iter().map(|(file, names)| not_in_open_data(file, names)));
    }
    for script in scripts.of(Domain::Worker) {
        // A module may be shared with the main domain, and look first.
        let only_here = script.domains.len() == 1;
        let guarded = script.survey.api.iter().any(|used| used.kind == UseKind::Read);
        if let Some(used) = script.survey.api.iter().find(|used| used.kind == UseKind::Call)
            && only_here
            && !guarded
        {
            let message = format!("wx.{} is called in a worker, where there is no wx", used.name);
            findings.push(Finding::warning("api-worker", message).at(
                script.path.as_str(),
                &script.text,
                used.at,
            ));
        }
    }
    findings
}

/// A call, and whether its script looks whether the name is there.
struct Place<'a> {
    script: &'a Script,
    at: usize,
    guarded: bool,
}

/// The calls of a domain, by name.
fn calls_of(scripts: &Scripts, domain: Domain) -> BTreeMap<&str, Vec<Place<'_>>> {
    let mut calls: BTreeMap<&str, Vec<Place<'_>>> = BTreeMap::new();
    for script in scripts.of(domain) {
        let api = &script.survey.api;
        let read: BTreeSet<&str> =
            api.iter().filter(|used| used.kind == UseKind::Read).map(|used| used.name.as_str()).collect();
        for used in api.iter().filter(|used| used.kind == UseKind::Call) {
            let place = Place { script, at: used.at, guarded: read.contains(used.name.as_str()) };
            calls.entry(&used.name).or_default().push(place);
        }
    }
    calls
}

struct Problem {
    severity: Severity,
    code: &'static str,
    text: &'static str,
    help: Option<&'static str>,
}

fn problem_of(name: &str, domain: Domain, known: &BTreeSet<String>, names: &Names) -> Option<Problem> {
    let problem = |severity, code, text, help| Some(Problem { severity, code, text, help });
    if VALUES.contains(&name) {
        return None;
    }
    let is_there = domain == Domain::Main && names.there.contains(name);
    if !known.contains(name) && !is_there {
        if domain == Domain::OpenData {
            let text = "is not there in the open data domain";
            return problem(Severity::Warning, OPEN_DATA, text, None);
        }
        let help = "an older or a private name: calling it throws a TypeError";
        return problem(
            Severity::Warning,
            "api-unknown",
            "is no documented name of the platform",
            Some(help),
        );
    }
    match names.kind(name, names.absent.contains(name)) {
        Kind::Works | Kind::Simulated => None,
        Kind::Host => {
            let text = "is answered by the app that embeds the game; the player has nobody who does";
            problem(
                Severity::Note,
                "api-host",
                text,
                Some("it fails with the documented errMsg; see docs/services.md"),
            )
        }
        Kind::Absent => {
            let help = "the game runs on when it takes the failure as on a platform without it";
            problem(
                Severity::Warning,
                "api-absent",
                "is not there yet: it fails with the documented errMsg",
                Some(help),
            )
        }
    }
}

/// One finding for all names of a file: adapters that were copied into the domain call many.
fn not_in_open_data(file: &str, names: &[(&str, Vec<Place<'_>>)]) -> Finding {
    let places = names.iter().flat_map(|(_, places)| places).filter(|place| !place.guarded);
    let places = places.filter(|place| place.script.path.as_str() == file);
    let first = places.min_by_key(|place| place.at).unwrap_or(&names[0].1[0]);
    let all: Vec<_> = names.iter().map(|(name, _)| format!("wx.{name}")).collect();
    let verb = if all.len() == 1 { "is" } else { "are" };
    let message = format!("{} {verb} not there in the open data domain", all.join(", "));
    Finding::warning(OPEN_DATA, message).at(first.script.path.as_str(), &first.script.text, first.at)
}

#[allow(clippy::needless_pass_by_value, reason = "made for the call")]
fn finding(name: &str, places: &[Place<'_>], problem: Problem) -> Finding {
    let guarded = places.iter().all(|place| place.guarded);
    let first = places.iter().find(|place| !place.guarded).unwrap_or(&places[0]);
    let mut message = format!("wx.{name} {}", problem.text);
    if guarded {
        message.push_str("; the script looks whether it is there");
    }
    match places.len() - 1 {
        0 => {}
        1 => message.push_str(" (called in 1 more place)"),
        more => message.push_str(&format!(" (called in {more} more places)")),
    }
    let severity = if guarded { Severity::Note } else { problem.severity };
    let mut finding = Finding::new(severity, problem.code, message);
    finding.help = problem.help.map(str::to_owned);
    finding.at(first.script.path.as_str(), &first.script.text, first.at)
}
