//! What `wx.getFileSystemManager` does, without its callbacks. Spec:
//! developers.weixin.qq.com/minigame/dev/api/file/FileSystemManager.html.

use sparrow_platform::{FileError, FileErrorKind, FileKind, FileStat, FileSystem, RelativePath};

use super::{
    Encoding, FailureKind, FileFailure, Location, Mount, Mounts, QuotaOr, check_depth, exists,
    tree::Tree,
    usage::{Amount, too_long},
};

/// One entry of a recursive `stat`.
#[derive(Clone, Debug, PartialEq)]
pub struct StatEntry {
    /// The path below the one asked for, with a leading slash; `/` is that one itself.
    pub path: String,
    /// What is there.
    pub stat: FileStat,
}

impl Mounts {
    pub(super) fn at<'a>(&'a self, location: &'a Location) -> (&'a dyn FileSystem, &'a RelativePath) {
        (&**self.files(location.mount), &location.path)
    }

    /// A location that may be written.
    pub(super) fn writable(&self, path: &str) -> Result<Location, FileFailure> {
        let location = Location::parse(path)?;
        if location.is_package() {
            return Err(FileFailure::denied(path));
        }
        check_depth(&location.path, path)?;
        Ok(location)
    }

    /// `access`: is there anything?
    pub fn access(&self, path: &str) -> Result<(), FileFailure> {
        self.stat(path).map(drop)
    }

    /// `stat` of one file or folder.
    pub fn stat(&self, path: &str) -> Result<FileStat, FileFailure> {
        let location = Location::parse(path)?;
        let (files, at) = self.at(&location);
        files.stat(at).map_err(|e| FileFailure::at(&e, path))
    }

    /// `stat` with `recursive`: the thing itself first, then all below it.
    pub fn stat_all(&self, path: &str) -> Result<Vec<StatEntry>, FileFailure> {
        let location = Location::parse(path)?;
        let (files, at) = self.at(&location);
        let entry = |found: Result<(RelativePath, FileStat), FileError>| {
            let (found, stat) = found?;
            let inside = found.as_str().strip_prefix(at.as_str()).unwrap_or(found.as_str());
            Ok(StatEntry { path: format!("/{}", inside.trim_start_matches('/')), stat })
        };
        let all: Result<Vec<StatEntry>, FileError> = Tree::of(files, at).map(entry).collect();
        all.map_err(|e| FileFailure::at(&e, path))
    }

    /// `readFile` without an encoding: `length` bytes from `position` on, by default all. A `length` beyond the
    /// end is as much as there is.
    pub fn read_file(
        &self,
        path: &str,
        position: Option<u64>,
        length: Option<u64>,
    ) -> Result<Vec<u8>, FileFailure> {
        let location = Location::parse(path)?;
        let (files, at) = self.at(&location);
        let failed = |e: FileError| FileFailure::of(&e, &format!("open {path}"));
        let stat = files.stat(at).map_err(failed)?;
        if stat.kind == FileKind::Directory {
            return Err(failed(FileError::new(FileErrorKind::IsDirectory, at)));
        }
        if stat.size > self.limits.file_bytes {
            let text = format!("the file is larger than {} bytes, open {path}", self.limits.file_bytes);
            return Err(FileFailure::new(FailureKind::TooLarge, text));
        }
        let mut bytes = files.read(at).map_err(failed)?;
        let size = bytes.len() as u64;
        if position.is_some_and(|position| position > size) {
            return Err(FileFailure::new(
                FailureKind::PositionOutOfRange,
                "value of position is out of range",
            ));
        }
        let start = position.unwrap_or(0);
        let end = length.map_or(size, |length| start.saturating_add(length).min(size));
        // Both are at most the length of a slice.
        bytes.truncate(end as usize);
        bytes.drain(..start as usize);
        Ok(bytes)
    }

    /// `readFile` with an encoding.
    pub fn read_text(
        &self,
        path: &str,
        encoding: Encoding,
        position: Option<u64>,
        length: Option<u64>,
    ) -> Result<String, FileFailure> {
        Ok(encoding.decode(self.read_file(path, position, length)?))
    }

    /// `writeFile`: replaces or makes a file in a folder that exists.
    pub fn write_file(&self, path: &str, bytes: &[u8]) -> Result<(), FileFailure> {
        let location = self.writable(path)?;
        self.write(&location, bytes).map_err(|e| quota_or(e, &format!("open {path}")))
    }

    pub(super) fn write(&self, location: &Location, bytes: &[u8]) -> Result<(), QuotaOr> {
        if bytes.len() as u64 > self.limits.file_bytes {
            return Err(QuotaOr::Quota);
        }
        let (files, at) = self.at(location);
        if at.is_root() {
            return Err(QuotaOr::File(FileError::new(FileErrorKind::IsDirectory, at)));
        }
        let (old, new) = (self.there(location), Amount::entry(bytes.len() as u64));
        self.within_quota(location.mount, old, new, || files.write(at, bytes))
    }

    /// `appendFile`: the file must exist.
    pub fn append_file(&self, path: &str, bytes: &[u8]) -> Result<(), FileFailure> {
        let location = self.writable(path)?;
        let (files, at) = self.at(&location);
        let more = Amount::bytes(bytes.len() as u64);
        self.within_quota(location.mount, Amount::default(), more, || files.append(at, bytes))
            .map_err(|e| quota_or(e, &format!("open {path}")))
    }

    /// `truncate`: cuts a file to `length` bytes, or fills it up with zeros.
    pub fn truncate(&self, path: &str, length: u64) -> Result<(), FileFailure> {
        let location = self.writable(path)?;
        if length > self.limits.file_bytes {
            return Err(FileFailure::new(FailureKind::LengthOutOfRange, "value of length is out of range"));
        }
        let (files, at) = self.at(&location);
        let mut bytes = files.read(at).map_err(|e| FileFailure::of(&e, &format!("open {path}")))?;
        bytes.resize(length as usize, 0);
        self.write(&location, &bytes).map_err(|e| quota_or(e, &format!("open {path}")))
    }

    /// `mkdir`. With `recursive` the folders above are made too; the folder itself must be new.
    pub fn mkdir(&self, path: &str, recursive: bool) -> Result<(), FileFailure> {
        let location = self.writable(path)?;
        let (files, at) = self.at(&location);
        let make = |dir: &RelativePath| {
            if files.stat(dir).is_ok() {
                return Err(FileFailure::at(&FileError::new(FileErrorKind::Exists, dir), path));
            }
            self.within_quota(location.mount, Amount::default(), Amount::entry(0), || files.create_dir(dir))
                .map_err(|e| quota_or_at(e, path))
        };
        if recursive {
            let mut above = Vec::new();
            let mut parent = at.parent();
            while let Some(dir) = parent.filter(|dir| !dir.is_root() && files.stat(dir).is_err()) {
                parent = dir.parent();
                above.push(dir);
            }
            for dir in above.iter().rev() {
                make(dir)?;
            }
        }
        make(at)
    }

    /// `readdir`: the names in a folder.
    pub fn readdir(&self, path: &str) -> Result<Vec<String>, FileFailure> {
        let location = Location::parse(path)?;
        let (files, at) = self.at(&location);
        files.read_dir(at).map_err(|e| FileFailure::at(&e, path))
    }

    /// `rmdir`. With `recursive` all that it holds goes too.
    pub fn rmdir(&self, path: &str, recursive: bool) -> Result<(), FileFailure> {
        let location = self.writable(path)?;
        let (files, at) = self.at(&location);
        if at.is_root() {
            return Err(FileFailure::denied(path));
        }
        let freed = if recursive { Amount::of_tree(files, at) } else { Amount::entry(0) };
        let result = self.within_quota(location.mount, freed, Amount::default(), || {
            if recursive { remove_tree(files, at) } else { files.remove_dir(at) }
        });
        if recursive && result.is_err() {
            self.count_anew(location.mount);
        }
        result.map_err(|e| quota_or_at(e, path))
    }

    /// `unlink`: removes a file.
    pub fn unlink(&self, path: &str) -> Result<(), FileFailure> {
        let location = self.writable(path)?;
        let (files, at) = self.at(&location);
        let old = self.there(&location);
        let removed = self.within_quota(location.mount, old, Amount::default(), || files.remove_file(at));
        removed.map_err(|e| match e {
            QuotaOr::File(e) if e.kind == FileErrorKind::IsDirectory => {
                FileFailure::new(FailureKind::NotPermitted, format!("operation not permitted, unlink {path}"))
            }
            e => quota_or_at(e, path),
        })
    }

    /// `rename`: moves a file or a folder; a file at the target is replaced.
    pub fn rename(&self, from: &str, to: &str) -> Result<(), FileFailure> {
        let doing = format!("rename {from} -> {to}");
        let denied = || FileFailure::new(FailureKind::Denied, format!("permission denied, {doing}"));
        let (source, target) = (Location::parse(from)?, Location::parse(to)?);
        if source.is_package() || target.is_package() || source.path.is_root() || target.path.is_root() {
            return Err(denied());
        }
        check_depth(&target.path, to)?;
        let (files, at) = self.at(&source);
        if source.mount == target.mount {
            for (inside, _) in Tree::of(files, at).flatten() {
                let rest = inside.as_str().strip_prefix(at.as_str()).unwrap_or_default();
                let moved = RelativePath::new(&format!("{}{rest}", target.path));
                moved.map_err(|_| too_long(to)).and_then(|moved| check_depth(&moved, to))?;
            }
            // What it replaces is counted off.
            let old = if source.path == target.path { Amount::default() } else { self.there(&target) };
            let moved =
                self.within_quota(source.mount, old, Amount::default(), || files.rename(at, &target.path));
            return moved.map_err(|e| quota_or(e, &doing));
        }
        if files.stat(at).map_err(|e| FileFailure::of(&e, &doing))?.kind == FileKind::Directory {
            return Err(denied());
        }
        self.copy(&source, &target).map_err(|e| quota_or(e, &doing))?;
        self.unlink(from)
    }

    /// `copyFile`.
    pub fn copy_file(&self, from: &str, to: &str) -> Result<(), FileFailure> {
        let doing = format!("copyFile {from} -> {to}");
        let (source, target) = (Location::parse(from)?, Location::parse(to)?);
        if target.is_package() {
            return Err(FileFailure::new(FailureKind::Denied, format!("permission denied, {doing}")));
        }
        check_depth(&target.path, to)?;
        self.copy(&source, &target).map_err(|e| quota_or(e, &doing))
    }

    pub(super) fn copy(&self, source: &Location, target: &Location) -> Result<(), QuotaOr> {
        let (files, at) = self.at(source);
        if self.file_size(source) > self.limits.file_bytes {
            return Err(QuotaOr::Quota);
        }
        let bytes = files.read(at).map_err(QuotaOr::File)?;
        self.write(target, &bytes)
    }

    /// Keeps bytes as a temporary file (a download, a picture of a canvas) and gives its path. The name comes
    /// from the content: equal bytes are one file.
    pub fn write_temp(&self, bytes: &[u8], extension: &str) -> Result<String, FileFailure> {
        let path = format!("http://tmp/{}", content_name(bytes, extension));
        let location = Location::parse(&path)?;
        let (files, at) = self.at(&location);
        if !exists(&files.stat(at)) {
            let new = Amount::entry(bytes.len() as u64);
            self.within_quota(Mount::Temp, Amount::default(), new, || files.write(at, bytes))
                .map_err(|e| quota_or(e, &format!("open {path}")))?;
        }
        Ok(path)
    }
}

/// A file name for `bytes`; of the extension only what is plainly one.
pub(super) fn content_name(bytes: &[u8], extension: &str) -> String {
    let hash = blake3::hash(bytes).to_hex();
    let extension: String = extension.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
    let dot = if extension.is_empty() { "" } else { "." };
    format!("{}{dot}{extension}", &hash[..32])
}

pub(super) fn quota_or(error: QuotaOr, doing: &str) -> FileFailure {
    match error {
        QuotaOr::Quota => FileFailure::quota(),
        QuotaOr::File(e) => FileFailure::of(&e, doing),
    }
}

/// The same in the words of operations that name the path alone.
fn quota_or_at(error: QuotaOr, path: &str) -> FileFailure {
    match error {
        QuotaOr::Quota => FileFailure::quota(),
        QuotaOr::File(e) => FileFailure::at(&e, path),
    }
}

fn remove_tree(files: &dyn FileSystem, folder: &RelativePath) -> Result<(), FileError> {
    let all = Tree::of(files, folder).collect::<Result<Vec<_>, _>>()?;
    if all.first().is_some_and(|(_, stat)| stat.kind == FileKind::File) {
        return Err(FileError::new(FileErrorKind::NotDirectory, folder));
    }
    // What is in a folder comes behind it.
    for (path, stat) in all.iter().rev() {
        match stat.kind {
            FileKind::File => files.remove_file(path)?,
            FileKind::Directory => files.remove_dir(path)?,
        }
    }
    Ok(())
}
