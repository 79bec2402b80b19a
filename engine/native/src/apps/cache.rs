//! The versions of one game on the disk, and which of them starts.
//!
//! ```text
//! apps/<app id>/
//!   index.json        which version is good, on trial, next, refused
//!   pin.json          the key that signs the game, when one does
//!   releases/<hash>   manifests, named by the hash of their text
//!   parts/<hash>.zip  parts, shared by the versions that hold them
//!   parts/<hash>.part a download that goes on
//!   lock              held while the index is read and written
//! ```
//! A new version is *on trial* until it has run for a while. If it does not start, or the process dies [`TRIES`] times before that, the
//! last good version starts again and the new one is refused until the server has another.

use super::{AppError, pin::Pin, signature::PublicKey};
use crate::folders::folder_name;
use serde_json::{Value, json};
use sparrow_package::{ContentHash, Release, ReleasePart};
use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// The first line of an index.
const FORMAT: &str = "sparrow-apps-1";
/// Starts on trial before a version is refused.
const TRIES: u64 = 3;
/// Refused versions that are remembered.
const REFUSED: usize = 16;

/// The cache of one game.
#[derive(Clone, Debug)]
pub struct AppCache {
    root: PathBuf,
    app_id: String,
    damage: Option<String>,
}

/// A version whose main package is here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Names it in this cache.
    pub id: ContentHash,
    /// What it is made of.
    pub release: Release,
}

/// What starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Start {
    /// The version.
    pub installed: Installed,
    /// Its main package.
    pub main: Vec<u8>,
    /// It has not run before: [`AppCache::mark_good`] when it has.
    pub on_trial: bool,
    /// The version that was given up for this one, if one was.
    pub fell_back_from: Option<String>,
}

/// What `index.json` and `pin.json` hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Index {
    source: Option<String>,
    /// Whose releases are taken. It lies in `pin.json`; the index says that there is one.
    key: Option<PublicKey>,
    /// The number of the newest release that the key signed.
    newest: u64,
    good: Option<ContentHash>,
    trial: Option<(ContentHash, u64)>,
    next: Option<ContentHash>,
    /// The last version that came for the start of an independent subpackage.
    alone: Option<ContentHash>,
    /// It came after the last version whose main package came.
    alone_is_newest: bool,
    refused: Vec<ContentHash>,
    /// The version that was refused last, until a start has told of it.
    given_up: Option<ContentHash>,
}

impl Index {
    /// The index, and whether the game was signed; `None` when it is damaged. Older players kept the key in it, too.
    fn parse(text: &str) -> Option<(Index, bool)> {
        let value: Value = serde_json::from_str(text).ok()?;
        if value["format"] != FORMAT {
            return None;
        }
        let hash = |value: &Value| value.as_str().and_then(ContentHash::parse);
        let index = Index {
            source: value["source"].as_str().map(str::to_owned),
            key: value["key"].as_str().and_then(PublicKey::parse),
            newest: 0,
            good: hash(&value["good"]),
            trial: hash(&value["trial"]).map(|id| (id, value["starts"].as_u64().unwrap_or(0))),
            next: hash(&value["next"]),
            alone: hash(&value["alone"]),
            alone_is_newest: value["aloneIsNewest"].as_bool().unwrap_or(false),
            refused: value["refused"].as_array().into_iter().flatten().filter_map(hash).collect(),
            given_up: hash(&value["givenUp"]),
        };
        let signed = match &value["signed"] {
            Value::Null => !value["key"].is_null(),
            signed => signed.as_bool()?,
        };
        Some((index, signed))
    }

    fn to_text(&self) -> String {
        let text = |hash: Option<ContentHash>| hash.map(|hash| hash.to_string());
        let value = json!({
            "format": FORMAT,
            "source": self.source,
            "signed": self.key.is_some(),
            "good": text(self.good),
            "trial": text(self.trial.map(|(id, _)| id)),
            "starts": self.trial.map(|(_, starts)| starts),
            "next": text(self.next),
            "alone": text(self.alone),
            "aloneIsNewest": self.alone_is_newest,
            "refused": self.refused.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "givenUp": text(self.given_up),
        });
        format!("{value:#}\n")
    }

    /// The versions that are kept.
    fn newest_first(&self) -> impl Iterator<Item = ContentHash> + use<> {
        let (first, last) = if self.alone_is_newest { (self.alone, None) } else { (None, self.alone) };
        [first, self.next, self.trial.map(|(id, _)| id), self.good, last].into_iter().flatten()
    }

    fn refuse(&mut self, id: ContentHash) {
        self.refused.retain(|refused| *refused != id);
        self.refused.push(id);
        let many = self.refused.len().saturating_sub(REFUSED);
        self.refused.drain(..many);
        self.given_up = Some(id);
    }
}

impl AppCache {
    /// True when something was kept of a game below `data_root`; nothing is made.
    pub fn is_there(data_root: &Path, app_id: &str) -> bool {
        AppCache::at(data_root, app_id).root.is_dir()
    }

    /// The cache of a game below `data_root`, to be looked at: nothing is made. [`AppCache::open`] is for what changes it.
    pub fn at(data_root: &Path, app_id: &str) -> AppCache {
        let root = data_root.join("apps").join(folder_name(app_id));
        AppCache { root, app_id: app_id.to_owned(), damage: None }
    }

    /// The cache of a game below `data_root`. Its folders are made.
    pub fn open(data_root: &Path, app_id: &str) -> Result<AppCache, AppError> {
        let mut cache = AppCache::at(data_root, app_id);
        for folder in ["releases", "parts"] {
            let folder = cache.root.join(folder);
            fs::create_dir_all(&folder).map_err(AppError::disk(&folder))?;
        }
        cache.damage = cache.set_damage_aside()?;
        Ok(cache)
    }

    /// What was found to be damaged when this was opened, in words.
    pub fn damage(&self) -> Option<&str> {
        self.damage.as_deref()
    }

    /// The game's id.
    pub fn app_id(&self) -> &str {
        &self.app_id
    }

    /// Where the game came from last.
    pub fn source(&self) -> Result<Option<String>, AppError> {
        Ok(self.change(|_| ())?.0.source)
    }

    /// Remembers where the game comes from.
    pub fn set_source(&self, source: &str) -> Result<(), AppError> {
        self.change(|index| index.source = Some(source.to_owned())).map(drop)
    }

    /// The key that signed what is here; a later release must be signed by it, too.
    pub fn key(&self) -> Result<Option<PublicKey>, AppError> {
        Ok(self.change(|_| ())?.0.key)
    }

    /// The number of the newest signed release that was here; a later one must not have a smaller one.
    pub fn newest(&self) -> Result<u64, AppError> {
        Ok(self.change(|_| ())?.0.newest)
    }

    /// Chooses the version that starts now, and counts the start. `None` when no version is here.
    pub fn start(&self) -> Result<Option<Start>, AppError> {
        let mut fell_back_from = None;
        loop {
            let (index, (chosen, given_up)) = self.change(|index| {
                if let Some((id, starts)) = index.trial {
                    if starts >= TRIES && index.good.is_some() {
                        index.refuse(id);
                        index.trial = None;
                    } else {
                        index.trial = Some((id, starts + 1));
                    }
                }
                if index.trial.is_none()
                    && let Some(id) = index.next.take()
                {
                    index.trial = Some((id, 1));
                }
                (index.trial.map(|(id, _)| id).or(index.good), index.given_up.take())
            })?;
            let version_of = |id| self.release(id).map(|release| release.version);
            fell_back_from = given_up.and_then(version_of).or(fell_back_from);
            let Some(id) = chosen else { return Ok(None) };
            match self.open_version(id, AppCache::read_part) {
                Some((installed, main)) => {
                    let on_trial = index.trial.is_some_and(|(trial, _)| trial == id);
                    return Ok(Some(Start { installed, main, on_trial, fell_back_from }));
                }
                // The disk lost it: it is fetched again when the server still has it.
                None => {
                    fell_back_from = version_of(id).or(fell_back_from);
                    self.change(|index| index.forget(id))?;
                }
            }
        }
    }

    /// The version that would start now: nothing is counted, and nothing changes.
    pub fn peek(&self) -> Result<Option<Start>, AppError> {
        let index = self.read()?;
        let trial = index.trial.filter(|(_, starts)| *starts < TRIES || index.good.is_none());
        let versions = [trial.map(|(id, _)| id), index.next, index.good].into_iter().flatten();
        let mut whole = versions.filter_map(|id| self.open_version(id, AppCache::whole_part));
        Ok(whole.next().map(|(installed, main)| {
            let on_trial = index.good != Some(installed.id);
            Start { installed, main, on_trial, fell_back_from: None }
        }))
    }

    /// The version has run for a while: from now on it is the one to fall back to.
    pub fn mark_good(&self, id: ContentHash) -> Result<(), AppError> {
        self.change(|index| {
            if index.trial.is_some_and(|(trial, _)| trial == id) {
                index.trial = None;
                index.good = Some(id);
                index.refused.retain(|refused| *refused != id);
            }
        })?;
        self.sweep()
    }

    /// The version does not start: the last good one does, and this one is not taken again. True when there is one to fall back to.
    pub fn refuse(&self, id: ContentHash) -> Result<bool, AppError> {
        let (index, ()) = self.change(|index| {
            if index.good != Some(id) {
                index.forget(id);
                index.refuse(id);
            }
        })?;
        Ok(index.good.is_some_and(|good| good != id))
    }

    /// True when this manifest is the version that runs, waits, or was refused: there is nothing to fetch.
    pub fn knows(&self, text: &str) -> Result<bool, AppError> {
        let id = ContentHash::of(text.as_bytes());
        let (index, ()) = self.change(|_| ())?;
        let newest = index.next.or(index.trial.map(|(id, _)| id)).or(index.good);
        Ok(newest == Some(id) || index.refused.contains(&id))
    }

    /// Makes a release the next to start. Its main package must be here.
    pub fn install(&self, text: &str, key: Option<&PublicKey>) -> Result<Installed, AppError> {
        self.write_release(text, key, |index, id| {
            index.next = Some(id);
            index.alone_is_newest = false;
        })
    }

    /// Makes a release the one that independent subpackages start from. What the main package starts from stays as it is.
    pub fn install_alone(&self, text: &str, key: Option<&PublicKey>) -> Result<Installed, AppError> {
        self.write_release(text, key, |index, id| {
            index.alone = Some(id);
            index.alone_is_newest = true;
        })
    }

    /// The newest version of which the independent subpackage `name` is here, and that subpackage's zip. It says nothing on whether a
    /// version is good: the main package has to run for that.
    pub fn start_alone(&self, name: &str) -> Result<Option<(Installed, Vec<u8>)>, AppError> {
        let (index, ()) = self.change(|_| ())?;
        Ok(index.newest_first().find_map(|id| {
            let release = self.release(id)?;
            let zip = self.read_part(release.independent(name).ok()?)?;
            Some((Installed { id, release }, zip))
        }))
    }

    /// True when this manifest is the version whose independent subpackage `name` would start, or was refused: there is nothing to fetch.
    pub(super) fn knows_alone(&self, text: &str, name: &str) -> Result<bool, AppError> {
        let id = ContentHash::of(text.as_bytes());
        let (index, ()) = self.change(|_| ())?;
        let is_here =
            || self.release(id).is_some_and(|r| r.independent(name).is_ok_and(|part| self.has_part(part)));
        Ok(index.refused.contains(&id) || index.newest_first().next() == Some(id) && is_here())
    }

    fn write_release(
        &self,
        text: &str,
        key: Option<&PublicKey>,
        place: impl FnOnce(&mut Index, ContentHash),
    ) -> Result<Installed, AppError> {
        let release = Release::parse(text)?;
        let id = ContentHash::of(text.as_bytes());
        write_whole(&self.root.join("releases").join(id.to_string()), text.as_bytes())?;
        self.change(|index| {
            place(index, id);
            if let Some(key) = key {
                index.key = Some(key.clone());
                index.newest = index.newest.max(release.sequence);
            }
        })?;
        Ok(Installed { id, release })
    }

    /// Where a part is, or will be.
    pub(super) fn part_path(&self, part: &ReleasePart) -> PathBuf {
        self.root.join("parts").join(part.file_name())
    }

    /// Where a download of a part goes on.
    pub(super) fn partial_path(&self, part: &ReleasePart) -> PathBuf {
        self.root.join("parts").join(format!("{}.part", part.hash))
    }

    /// A part's zip, when it is here and whole. A damaged one is removed.
    pub(super) fn read_part(&self, part: &ReleasePart) -> Option<Vec<u8>> {
        let whole = self.whole_part(part);
        if whole.is_none() {
            // What cannot be removed is fetched over.
            let _ = fs::remove_file(self.part_path(part));
        }
        whole
    }

    /// The same, which changes nothing.
    fn whole_part(&self, part: &ReleasePart) -> Option<Vec<u8>> {
        let bytes = fs::read(self.part_path(part)).ok()?;
        (bytes.len() as u64 == part.bytes && ContentHash::of(&bytes) == part.hash).then_some(bytes)
    }

    /// True when a part is here, as far as its size tells.
    pub(super) fn has_part(&self, part: &ReleasePart) -> bool {
        fs::metadata(self.part_path(part)).is_ok_and(|meta| meta.len() == part.bytes)
    }

    fn release(&self, id: ContentHash) -> Option<Release> {
        let text = fs::read_to_string(self.root.join("releases").join(id.to_string())).ok()?;
        if ContentHash::of(text.as_bytes()) != id {
            return None;
        }
        Release::parse(&text).ok()
    }

    fn open_version(
        &self,
        id: ContentHash,
        read: fn(&AppCache, &ReleasePart) -> Option<Vec<u8>>,
    ) -> Option<(Installed, Vec<u8>)> {
        let release = self.release(id)?;
        let main = read(self, release.main()?)?;
        Some((Installed { id, release }, main))
    }

    /// Held while the index is read and written.
    fn lock(&self) -> Result<File, AppError> {
        let lock = self.root.join("lock");
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock)
            .map_err(AppError::disk(&lock))?;
        // Another process holds it for a moment only; the system releases it when that one dies.
        file.lock().map_err(AppError::disk(&lock))?;
        Ok(file)
    }

    fn read(&self) -> Result<Index, AppError> {
        let path = self.root.join("index.json");
        let (index, signed) = match fs::read(&path) {
            Ok(bytes) => Index::parse(&String::from_utf8_lossy(&bytes)).ok_or(AppError::Damaged { path })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => Default::default(),
            Err(error) => return Err(AppError::Disk { path, error }),
        };
        match Pin::read(&self.root)? {
            Some(Pin { key, newest }) => Ok(Index { key: Some(key), newest, ..index }),
            None if signed && index.key.is_none() => Err(Pin::damaged(&self.root, "is gone")),
            None => Ok(index),
        }
    }

    /// Puts a damaged index out of the way: its versions are fetched anew, by the key that is pinned.
    fn set_damage_aside(&self) -> Result<Option<String>, AppError> {
        let _lock = self.lock()?;
        match self.read() {
            Err(AppError::Damaged { path }) => {
                let aside = self.root.join("index.json.broken");
                fs::rename(&path, &aside).map_err(AppError::disk(&path))?;
                let of = &self.app_id;
                let it = aside.display();
                Ok(Some(format!(
                    "the list of versions of {of} is damaged, and is {it} now; they are fetched anew"
                )))
            }
            Err(error) => Err(error),
            Ok(_) => Ok(None),
        }
    }

    /// Reads the index, changes it under the lock, and writes it when it is another one.
    fn change<T>(&self, change: impl FnOnce(&mut Index) -> T) -> Result<(Index, T), AppError> {
        let _lock = self.lock()?;
        let before = self.read()?;
        let mut index = before.clone();
        let result = change(&mut index);
        // Before the index, which says that it is there.
        if let Some(pin) = index.key.clone().map(|key| Pin { key, newest: index.newest })
            && Pin::read(&self.root)?.as_ref() != Some(&pin)
        {
            pin.write(&self.root)?;
        }
        if index != before {
            write_whole(&self.root.join("index.json"), index.to_text().as_bytes())?;
        }
        Ok((index, result))
    }

    /// Removes what no version needs any more.
    fn sweep(&self) -> Result<(), AppError> {
        let (index, ()) = self.change(|_| ())?;
        let kept: Vec<ContentHash> = index.newest_first().collect();
        let mut names: Vec<String> = Vec::new();
        for id in &kept {
            let parts = self.release(*id).map(|release| release.parts).unwrap_or_default();
            names.extend(parts.iter().flat_map(|part| [part.file_name(), format!("{}.part", part.hash)]));
        }
        remove_others(&self.root.join("parts"), &names);
        let refused = index.refused.iter().chain(&kept).map(ToString::to_string).collect::<Vec<_>>();
        remove_others(&self.root.join("releases"), &refused);
        Ok(())
    }
}

impl Index {
    fn forget(&mut self, id: ContentHash) {
        if self.trial.is_some_and(|(trial, _)| trial == id) {
            self.trial = None;
        }
        for version in [&mut self.good, &mut self.next, &mut self.alone] {
            if *version == Some(id) {
                *version = None;
            }
        }
    }
}

/// Files that another process is about to name are new; they stay.
fn remove_others(folder: &Path, kept: &[String]) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_new = entry.metadata().and_then(|meta| meta.modified()).ok().and_then(|at| at.elapsed().ok());
        if !kept.contains(&name) && is_new.is_some_and(|age| age.as_secs() > 60) {
            // What cannot be removed now is removed another time.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Writes a file so that it is there as a whole or as it was before, whatever happens.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), AppError> {
    let beside = path.with_extension(format!("{}.new", std::process::id()));
    let written = File::create(&beside).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.and_then(|()| fs::rename(&beside, path)).and_then(|()| sync_folder(path)).map_err(|error| {
        let _ = fs::remove_file(&beside);
        AppError::Disk { path: path.to_owned(), error }
    })
}

/// Makes a rename last.
pub(super) fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests;
