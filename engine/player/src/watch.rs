//! `--watch`: which files of a package have changed.

use notify::{
    Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher,
    event::{AccessKind, AccessMode, ModifyKind},
};
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::{Receiver, channel},
    time::{Duration, Instant},
};

/// Editors write a file in several steps; it is looked at when nothing more has happened for so long.
const QUIET: Duration = Duration::from_millis(20);
/// How often files are looked at where the system tells of no changes.
const POLL: Duration = Duration::from_millis(150);

/// Watches one package, and the folders of its plugins.
pub(crate) struct PackageWatch {
    roots: Vec<PathBuf>,
    events: Receiver<notify::Result<Event>>,
    changed: BTreeSet<PathBuf>,
    /// Files that were there at some time.
    known: BTreeSet<PathBuf>,
    first: Option<Instant>,
    last: Instant,
    _watcher: Box<dyn Watcher>,
}

/// Changed files.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Changes {
    /// Relative to the watched folder, `/`-separated.
    pub(crate) files: Vec<String>,
    /// When the first of them was heard of.
    pub(crate) since: Instant,
}

impl PackageWatch {
    /// Begins to watch folders, or the zip files that stand in their place.
    pub(crate) fn new(places: &[PathBuf]) -> Result<PackageWatch, String> {
        let (sender, events) = channel();
        let other = sender.clone();
        let mut watcher: Box<dyn Watcher> = match RecommendedWatcher::new(sender, Config::default()) {
            Ok(watcher) => Box::new(watcher),
            // Too many watches, or a system without any: looking is enough.
            Err(_) => {
                let polled = PollWatcher::new(other, Config::default().with_poll_interval(POLL));
                Box::new(polled.map_err(|e| e.to_string())?)
            }
        };
        let mut roots = Vec::new();
        for place in places {
            let place = std::fs::canonicalize(place).map_err(|e| format!("{}: {e}", place.display()))?;
            let (watched, mode) = match place.parent() {
                // A zip that is written anew is another file: its folder is watched.
                Some(folder) if place.is_file() => (folder, RecursiveMode::NonRecursive),
                _ => (place.as_path(), RecursiveMode::Recursive),
            };
            watcher.watch(watched, mode).map_err(|e| e.to_string())?;
            roots.push(place);
        }
        let mut known = BTreeSet::new();
        for root in roots.iter().filter(|root| root.is_dir()) {
            files_below(root, root, 0, &mut known);
        }
        let (changed, first, last) = (BTreeSet::new(), None, Instant::now());
        Ok(PackageWatch { roots, events, changed, known, first, last, _watcher: watcher })
    }

    /// What has changed, once it is quiet again.
    pub(crate) fn poll(&mut self) -> Option<Changes> {
        while let Ok(event) = self.events.try_recv() {
            let Ok(event) = event else { continue };
            if !is_change(event.kind) {
                continue;
            }
            for path in event.paths {
                if let Some(file) = self.roots.iter().find_map(|root| relative(root, &path)) {
                    self.changed.insert(PathBuf::from(file));
                    self.first.get_or_insert_with(Instant::now);
                    self.last = Instant::now();
                }
            }
        }
        let since = self.first.filter(|_| self.last.elapsed() >= QUIET)?;
        self.first = None;
        let mut files = std::mem::take(&mut self.changed);
        // What an editor wrote beside a file and took away again was never the game's; a file that is gone was, once.
        files.retain(|file| {
            self.known.contains(file)
                || self.roots.iter().any(|root| root.is_file() || root.join(file).exists())
        });
        self.known.extend(files.iter().cloned());
        if files.is_empty() {
            return None;
        }
        let files = files.iter().map(|file| file.to_string_lossy().replace('\\', "/")).collect();
        Some(Changes { files, since })
    }
}

/// Every file below a root that counts, as [`relative`] names it.
fn files_below(root: &Path, folder: &Path, depth: usize, known: &mut BTreeSet<PathBuf>) {
    const MAX_DEPTH: usize = 64;
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.filter_map(Result::ok) {
        let path = entry.path();
        let Some(file) = relative(root, &path) else { continue };
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && depth < MAX_DEPTH => files_below(root, &path, depth + 1, known),
            _ => {
                known.insert(PathBuf::from(file));
            }
        }
    }
}

fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_)) => false,
        _ => true,
    }
}

/// The path below a root, when it is one that a game could read; hidden files and those of editors are none.
fn relative(root: &Path, path: &Path) -> Option<String> {
    let rest = path.strip_prefix(root).ok()?;
    if rest.as_os_str().is_empty() {
        return root.is_file().then(|| root.file_name().unwrap_or_default().to_string_lossy().into_owned());
    }
    let text = rest.to_string_lossy().into_owned();
    let parts = || rest.components().map(|part| part.as_os_str().to_string_lossy());
    let is_hidden = parts().any(|part| part.starts_with('.') || part == "node_modules");
    let is_editors =
        text.ends_with('~') || text.ends_with(".swp") || text.ends_with(".tmp") || text.ends_with("4913");
    (!is_hidden && !is_editors).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_game_count() {
        let root = Path::new("/game");
        let file = |path: &str| relative(root, Path::new(path));
        assert_eq!(file("/game/js/a.js").as_deref(), Some("js/a.js"));
        for other in [
            "/elsewhere/a.js",
            "/game/.git/index",
            "/game/node_modules/a.js",
            "/game/a.js~",
            "/game/.a.js.swp",
        ] {
            assert_eq!(file(other), None, "{other}");
        }
    }

    fn next(watch: &mut PackageWatch) -> Vec<String> {
        let begin = Instant::now();
        loop {
            if let Some(changes) = watch.poll() {
                return changes.files;
            }
            assert!(begin.elapsed() < Duration::from_secs(20), "nothing was heard of");
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    #[test]
    fn a_written_file_is_heard_of_once() {
        let folder = sparrow_native::TempFolder::new(&std::env::temp_dir()).unwrap();
        std::fs::create_dir(folder.path().join("js")).unwrap();
        std::fs::write(folder.path().join("js/a.js"), "1").unwrap();
        let mut watch = PackageWatch::new(&[folder.path().to_owned()]).unwrap();
        assert_eq!(watch.poll(), None);
        std::fs::write(folder.path().join("js/a.js"), "2").unwrap();
        assert_eq!(next(&mut watch), ["js/a.js"]);
        std::thread::sleep(Duration::from_millis(50));
        assert_eq!(watch.poll(), None);
        // As editors write: another file that takes the place of the first.
        let other = folder.path().join("js/sedX1");
        std::fs::write(&other, "3").unwrap();
        std::fs::rename(&other, folder.path().join("js/a.js")).unwrap();
        assert_eq!(next(&mut watch), ["js/a.js"]);
        std::fs::remove_file(folder.path().join("js/a.js")).unwrap();
        assert_eq!(next(&mut watch), ["js/a.js"], "a file of the game that is gone has changed");
    }
}
