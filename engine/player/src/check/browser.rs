//! `window` and `document` where nobody gives them a value: the platform has neither.

use super::{
    finding::Finding,
    scripts::{Domain, Scripts},
};
use std::collections::BTreeSet;

/// A note for each of the names that a script needs whenever it runs, and that no script defines.
pub(super) fn check(scripts: &Scripts) -> Vec<Finding> {
    let mut findings = Vec::new();
    for domain in [Domain::Main, Domain::OpenData] {
        let uses = || {
            scripts.of(domain).flat_map(|script| script.survey.browser.iter().map(move |used| (script, used)))
        };
        let mut known: BTreeSet<&str> =
            uses().filter(|(_, used)| used.defines).map(|(_, used)| used.name.as_str()).collect();
        // What is defined by name: `Object.defineProperty(global, 'window', ..)`.
        let texts = scripts.of(domain).flat_map(|script| &script.survey.literals);
        known.extend(
            texts.map(|literal| literal.text.as_str()).filter(|text| ["window", "document"].contains(text)),
        );
        for (script, used) in uses().filter(|(_, used)| !used.defines) {
            if !known.insert(&used.name) {
                continue;
            }
            let message = format!("{} is needed when this script runs, and no script defines it", used.name);
            let help = "the platform has none: put an adapter such as weapp-adapter before it, or start with --adapter web";
            let finding = Finding::note("browser-global", message).help(help);
            findings.push(finding.at(script.path.as_str(), &script.text, used.at));
        }
    }
    findings
}
