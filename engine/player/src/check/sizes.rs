//! Sizes of the package and its parts, and the platform's limits for them.

use super::{bytes_of, finding::Finding, print::bytes_in_words};
use sparrow_package::{Package, PackageFile};

/// The main package, and a subpackage that starts alone.
pub(crate) const MAIN_BYTES: u64 = 4 << 20;
/// All packages together; newer text of the platform.
const ALL_BYTES: u64 = 30 << 20;
/// All packages together; older text, and what some accounts still have.
const ALL_BYTES_BEFORE: u64 = 20 << 20;

/// A part of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The subpackage's name, or its root where it has none; `main` for the main package.
    pub(crate) name: String,
    pub(crate) root: String,
    pub(crate) files: usize,
    pub(crate) bytes: u64,
    pub(crate) independent: bool,
}

/// Sizes of all parts. The first is the main package.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sizes {
    pub(crate) parts: Vec<Part>,
    /// The largest files of the main package.
    pub(crate) largest: Vec<PackageFile>,
}

impl Sizes {
    /// Counts `files` by the part that they belong to.
    pub(crate) fn of(package: &Package, files: &[PackageFile]) -> Sizes {
        let of_part = |part: Option<usize>| files.iter().filter(move |f| part_of(package, f) == part);
        let part = |name: String, root: String, independent: bool, index: Option<usize>| Part {
            name,
            root,
            files: of_part(index).count(),
            bytes: bytes_of(of_part(index)),
            independent,
        };
        let mut parts = vec![part("main".to_owned(), String::new(), false, None)];
        for (index, subpackage) in package.config().subpackages.iter().enumerate() {
            let root = subpackage.root.to_string();
            let name = if subpackage.name.is_empty() { root.clone() } else { subpackage.name.clone() };
            parts.push(part(name, root, subpackage.independent, Some(index)));
        }
        let mut largest: Vec<_> = of_part(None).cloned().collect();
        largest.sort_by(|a, b| b.size.cmp(&a.size).then(a.path.cmp(&b.path)));
        largest.truncate(5);
        Sizes { parts, largest }
    }

    pub(crate) fn total(&self) -> u64 {
        self.parts.iter().map(|part| part.bytes).sum()
    }

    /// What is over a limit.
    pub(super) fn check(&self) -> Vec<Finding> {
        let mut findings = Vec::new();
        for (index, part) in self.parts.iter().enumerate() {
            if part.bytes <= MAIN_BYTES || !(index == 0 || part.independent) {
                continue;
            }
            let (what, largest) = if index == 0 {
                let largest: Vec<_> = self
                    .largest
                    .iter()
                    .map(|file| format!("{} ({})", file.path, bytes_in_words(file.size)))
                    .collect();
                ("the main package".to_owned(), largest.join(", "))
            } else {
                (format!("the independent subpackage '{}'", part.name), String::new())
            };
            let message = format!(
                "{what} is {}; the limit is {}",
                bytes_in_words(part.bytes),
                bytes_in_words(MAIN_BYTES)
            );
            let mut help =
                "move files into a subpackage of game.json, or leave them out by packOptions.ignore"
                    .to_owned();
            if !largest.is_empty() {
                help = format!("{help}; the largest: {largest}");
            }
            findings.push(Finding::error("size-package", message).in_file(part.root.clone()).help(help));
        }
        let total = self.total();
        let all = |limit: u64| {
            format!(
                "all packages together are {}; the limit is {}",
                bytes_in_words(total),
                bytes_in_words(limit)
            )
        };
        if total > ALL_BYTES {
            findings.push(Finding::error("size-total", all(ALL_BYTES)));
        } else if total > ALL_BYTES_BEFORE {
            let message = format!(
                "{} for accounts without the newer limit of {}",
                all(ALL_BYTES_BEFORE),
                bytes_in_words(ALL_BYTES)
            );
            findings.push(Finding::warning("size-total", message));
        }
        findings
    }
}

/// The subpackage of a file; a root that is a script is that file only.
fn part_of(package: &Package, file: &PackageFile) -> Option<usize> {
    package.subpackage_of(&file.path)
}
