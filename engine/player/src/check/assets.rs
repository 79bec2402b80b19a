//! Files that scripts name, and images: their kind and size.

use super::{
    finding::Finding,
    print::bytes_in_words,
    scripts::{Domain, Scripts},
};
use sparrow_media::image::{self, ImageLimits};
use sparrow_package::{Package, PackageFile};
use sparrow_platform::RelativePath;
use std::collections::BTreeSet;

/// Endings of images.
const IMAGES: [&str; 6] = [".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp"];
/// Endings of what `.src` may name beside images.
const SOUNDS: [&str; 6] = [".mp3", ".m4a", ".aac", ".wav", ".ogg", ".mp4"];
/// Larger images are refused as textures by phones that games still meet.
const PHONE_SIDE: u32 = 4096;
/// What the platform's documentation names as the side up to which every device draws.
const SAFE_SIDE: u32 = 2048;

/// Named files that are not there, and images that cannot be drawn everywhere.
pub(super) fn check(package: &Package, files: &[PackageFile], scripts: &Scripts) -> Vec<Finding> {
    let mut findings = missing(files, scripts);
    for file in files.iter().filter(|file| has_ending(file.path.as_str(), &IMAGES)) {
        if file.size > 64 << 20 {
            let message = format!("an image of {}", bytes_in_words(file.size));
            findings.push(Finding::warning("image-size", message).in_file(file.path.as_str()));
            continue;
        }
        if let Ok(bytes) = package.files().read(&file.path) {
            findings.extend(image(&file.path, &bytes));
        }
    }
    findings
}

fn has_ending(path: &str, endings: &[&str]) -> bool {
    let path = path.to_ascii_lowercase();
    endings.iter().any(|ending| path.ends_with(ending))
}

/// What is given to `.src` in whole and is no file.
fn missing(files: &[PackageFile], scripts: &Scripts) -> Vec<Finding> {
    let known: BTreeSet<&RelativePath> = files.iter().map(|file| &file.path).collect();
    let mut said = BTreeSet::new();
    let mut findings = Vec::new();
    for script in scripts.all.iter().filter(|script| !script.domains.is_empty()) {
        for literal in script.survey.literals.iter().filter(|literal| literal.is_source) {
            let text = literal.text.as_str();
            let is_file = has_ending(text, &IMAGES) || has_ending(text, &SOUNDS);
            if !is_file || text.contains("://") || text.starts_with("//") || text.starts_with("data:") {
                continue;
            }
            let found = RelativePath::new(text).is_ok_and(|path| {
                let beside = script
                    .domains
                    .contains(&Domain::OpenData)
                    .then(|| from_domain(script.path.as_str(), &path));
                known.contains(&path) || beside.flatten().is_some_and(|path| known.contains(&path))
            });
            if found || !said.insert(text) {
                continue;
            }
            let mut finding = Finding::warning("missing-file", format!("'{text}' is not in the package")).at(
                script.path.as_str(),
                &script.text,
                literal.at,
            );
            let name = text.rsplit('/').next().unwrap_or(text);
            let similar = files.iter().find(|file| file.path.file_name().eq_ignore_ascii_case(name));
            finding.help = Some(match similar {
                Some(file) => {
                    format!("paths count from the package's root, and capitals count: there is {}", file.path)
                }
                None => "paths count from the package's root".to_owned(),
            });
            findings.push(finding);
        }
    }
    findings
}

/// The open data domain's folder counts as its root, too.
fn from_domain(script: &str, path: &RelativePath) -> Option<RelativePath> {
    let folder = script.split('/').next()?;
    RelativePath::new(folder).ok()?.join(path.as_str()).ok()
}

fn image(path: &RelativePath, bytes: &[u8]) -> Option<Finding> {
    let limits = ImageLimits::default();
    let finding = match image::measure(bytes) {
        Err(error) => Finding::warning("image-broken", error.to_string()),
        Ok((format, size)) => {
            let (width, height) = (size.width, size.height);
            let side = width.max(height);
            let what = format!("{format}, {width} x {height} pixels");
            if !limits.allows(width, height) {
                Finding::error(
                    "image-size",
                    format!("{what}: more than is ever decoded ({} on a side)", limits.max_side),
                )
            } else if side > PHONE_SIDE {
                let message = format!(
                    "{what}: more than {PHONE_SIDE} on a side, which many phones refuse as a texture"
                );
                Finding::warning("image-size", message)
            } else if side > SAFE_SIDE {
                let message =
                    format!("{what}: above {SAFE_SIDE} on a side, the size that every device draws");
                Finding::note("image-size", message)
            } else {
                return None;
            }
        }
    };
    Some(finding.in_file(path.as_str()))
}
