//! Where a game's data lies on this machine.

use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

use crate::NativeError;

/// The folder for what games keep, by the custom of the system: `$XDG_DATA_HOME/sparrow` or
/// `~/.local/share/sparrow`, `~/Library/Application Support/sparrow`, `%LOCALAPPDATA%\sparrow`.
/// `variable` looks up an environment variable; `SPARROW_HOME` goes before all. `None` when there is no home.
pub fn data_root(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let path = |name| absolute(variable(name));
    if let Some(home) = variable("SPARROW_HOME").filter(|home| !home.is_empty()) {
        return Some(PathBuf::from(home));
    }
    if cfg!(windows) {
        return path("LOCALAPPDATA").map(|dir| dir.join("sparrow"));
    }
    if cfg!(target_os = "macos") {
        return path("HOME").map(|home| home.join("Library/Application Support/sparrow"));
    }
    let data = path("XDG_DATA_HOME").or_else(|| path("HOME").map(|home| home.join(".local/share")));
    data.map(|dir| dir.join("sparrow"))
}

/// The folder for what can be made again, such as compiled code: `$XDG_CACHE_HOME/sparrow` or `~/.cache/sparrow`,
/// `~/Library/Caches/sparrow`, `%LOCALAPPDATA%\sparrow\cache`; `$SPARROW_HOME/cache` goes before all.
pub fn cache_root(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let path = |name| absolute(variable(name));
    if let Some(home) = variable("SPARROW_HOME").filter(|home| !home.is_empty()) {
        return Some(Path::new(&home).join("cache"));
    }
    if cfg!(windows) {
        return path("LOCALAPPDATA").map(|dir| dir.join("sparrow").join("cache"));
    }
    if cfg!(target_os = "macos") {
        return path("HOME").map(|home| home.join("Library/Caches/sparrow"));
    }
    let cache = path("XDG_CACHE_HOME").or_else(|| path("HOME").map(|home| home.join(".cache")));
    cache.map(|dir| dir.join("sparrow"))
}

/// The XDG specification: a relative path in one of its variables is to be ignored.
fn absolute(value: Option<OsString>) -> Option<PathBuf> {
    value.map(PathBuf::from).filter(|path| path.is_absolute())
}

/// The folders of one game below a data root. Nothing is made before it is needed: each user makes its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppFolders {
    app: PathBuf,
}

impl AppFolders {
    /// The folders of the game with this id, which may be any text: what a file name cannot hold is encoded, so
    /// that no two ids share a folder.
    pub fn new(data_root: &Path, app_id: &str) -> AppFolders {
        AppFolders { app: data_root.join("games").join(folder_name(app_id)) }
    }

    /// The folder above the others.
    pub fn app(&self) -> &Path {
        &self.app
    }

    /// The game's own files, `wx.env.USER_DATA_PATH`.
    pub fn user_data(&self) -> PathBuf {
        self.app.join("usr")
    }

    /// What `wx.setStorage` keeps.
    pub fn storage(&self) -> PathBuf {
        self.app.join("storage")
    }

    /// Where [`TempFolder`]s are made.
    pub fn temp(&self) -> PathBuf {
        self.app.join("tmp")
    }
}

/// A file name for any text: ASCII letters in lower case, digits, `-`, `_` and inner dots stay, the rest becomes `%xx`
/// (capitals too: some file systems fold case); a long one ends in a checksum. Injective but for equal checksums.
pub(crate) fn folder_name(app_id: &str) -> String {
    const MAX_BYTES: usize = 100;
    let mut name = String::new();
    for (i, byte) in app_id.bytes().enumerate() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => name.push(byte as char),
            b'.' if i > 0 && i + 1 < app_id.len() => name.push('.'),
            byte => name.push_str(&format!("%{byte:02x}")),
        }
    }
    // Windows has reserved names, such as `con` and `nul.txt`; `%` starts none of them.
    if name.is_empty() || is_reserved(&name) {
        name.insert(0, '%');
    }
    if name.len() > MAX_BYTES {
        name = format!("{}%{:08x}", &name[..MAX_BYTES], crc32fast::hash(app_id.as_bytes()));
    }
    name
}

fn is_reserved(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or("");
    matches!(stem, "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|c: char| c.is_ascii_digit()))
}

/// A folder of one run for `http://tmp/` files; it goes with the run. What a killed run left behind is removed by
/// the next one.
#[derive(Debug)]
pub struct TempFolder {
    path: PathBuf,
    /// Held locked while the folder is in use.
    lock: Option<fs::File>,
}

impl TempFolder {
    /// Makes a folder of its own in `parent`, which is made too.
    pub fn new(parent: &Path) -> Result<TempFolder, NativeError> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        fs::create_dir_all(parent)
            .map_err(|e| NativeError::folder(parent, format!("cannot be made: {e}")))?;
        remove_abandoned(parent);
        loop {
            let n = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = parent.join(format!("run-{}-{n}", std::process::id()));
            // The lock is there before the folder, so that a folder without one is always abandoned.
            let lock_path = lock_path(&path);
            let made = fs::File::create_new(&lock_path)
                .and_then(|file| file.try_lock().map_err(io::Error::from).map(|()| file))
                .and_then(|file| fs::create_dir(&path).map(|()| file));
            match made {
                Ok(lock) => return Ok(TempFolder { path, lock: Some(lock) }),
                // The name is in use, or another run took this one for abandoned.
                Err(e) if matches!(e.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::WouldBlock) => {}
                Err(e) => return Err(NativeError::folder(&path, format!("cannot be made: {e}"))),
            }
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(&self.path);
        self.lock = None;
        let _ = fs::remove_file(lock_path(&self.path));
    }
}

fn lock_path(folder: &Path) -> PathBuf {
    folder.with_extension("lock")
}

/// Removes the folders whose lock nobody holds.
fn remove_abandoned(parent: &Path) {
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        let name = entry.file_name();
        if !name.to_string_lossy().starts_with("run-") || path.extension().is_none_or(|e| e != "lock") {
            continue;
        }
        let abandoned = fs::File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
        if abandoned {
            let _ = fs::remove_dir_all(path.with_extension(""));
            let _ = fs::remove_file(&path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root(variables: &[(&str, &str)]) -> Option<PathBuf> {
        data_root(|name| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| OsString::from(v)))
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_data_root_follows_xdg() {
        assert_eq!(root(&[("HOME", "/h")]), Some("/h/.local/share/sparrow".into()));
        assert_eq!(root(&[("HOME", "/h"), ("XDG_DATA_HOME", "/d")]), Some("/d/sparrow".into()));
        assert_eq!(root(&[("HOME", "/h"), ("XDG_DATA_HOME", "d")]), Some("/h/.local/share/sparrow".into()));
        assert_eq!(root(&[("HOME", "/h"), ("SPARROW_HOME", "rel")]), Some("rel".into()));
        assert_eq!(root(&[]), None);
    }

    #[test]
    fn any_app_id_is_one_folder() {
        assert_eq!(folder_name("wx0123abc"), "wx0123abc");
        assert_eq!(folder_name("../../etc"), "%2e.%2f..%2fetc");
        assert_eq!(folder_name("con"), "%con");
        assert_eq!(folder_name(""), "%");
        let ids =
            ["", ".", "..", "a", "A", "a/b", "a%2fb", "con", "%con", "nul.x", "游戏", "a ", "com1", "com12"];
        let names: std::collections::BTreeSet<String> = ids.iter().map(|id| folder_name(id)).collect();
        assert_eq!(names.len(), ids.len(), "{names:?}");
        for name in names {
            assert!(!name.contains(['/', '\\', ':']) && name != "." && name != "..", "{name}");
        }
        assert!(folder_name(&"x".repeat(10_000)).len() < 128);
        assert_ne!(folder_name(&"x".repeat(10_000)), folder_name(&"x".repeat(10_001)));
    }

    #[test]
    fn temp_folders_go_and_abandoned_ones_are_removed() {
        let parent = tempfile::tempdir().unwrap();
        let a = TempFolder::new(parent.path()).unwrap();
        fs::write(a.path().join("x"), b"1").unwrap();
        // As a killed run leaves it: the folder and a lock that nobody holds.
        let dead = parent.path().join("run-999999999-0");
        fs::create_dir(&dead).unwrap();
        fs::write(dead.join("y"), b"1").unwrap();
        fs::write(dead.with_extension("lock"), b"").unwrap();
        let b = TempFolder::new(parent.path()).unwrap();
        assert!(a.path().join("x").exists() && b.path().exists() && !dead.exists());
        let path = a.path().to_owned();
        drop((a, b));
        assert!(!path.exists());
        assert_eq!(fs::read_dir(parent.path()).unwrap().count(), 0);
    }
}
