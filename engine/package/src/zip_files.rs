//! A zip file held in memory, as a read-only [`FileSystem`].
//!
//! A zip is untrusted: names that climb, absolute names, links, doubles, encrypted entries and sizes beyond any
//! real game are refused when it is opened, each with an error that names the entry. Files are inflated when read.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    io::{Cursor, Read},
    sync::Arc,
};

use sparrow_platform::{FileError, FileErrorKind, FileKind, FileStat, FileSystem, RelativePath};
use zip::ZipArchive;

use crate::PackageError;

/// Limits of a zip. The platform allows a game 30 MB; the defaults leave room for games of other shops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ZipLimits {
    /// Bytes of one inflated file.
    pub file_bytes: u64,
    /// Bytes of all inflated files together.
    pub total_bytes: u64,
    /// Number of entries, and of files and folders that they make.
    pub entries: usize,
    /// Bytes of the paths of all files and folders.
    pub path_bytes: usize,
    /// Parts of a path.
    pub depth: usize,
}

impl Default for ZipLimits {
    fn default() -> ZipLimits {
        ZipLimits {
            file_bytes: 100 << 20,
            total_bytes: 512 << 20,
            entries: 50_000,
            path_bytes: 32 << 20,
            depth: 128,
        }
    }
}

#[derive(Clone, Debug)]
struct Bytes(Arc<[u8]>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

#[derive(Clone, Copy, Debug)]
enum Node {
    Directory,
    File { index: usize, size: u64 },
}

type Archive = ZipArchive<Cursor<Bytes>>;

/// See the module's text.
#[derive(Debug)]
pub struct ZipFileSystem {
    archive: Archive,
    nodes: BTreeMap<RelativePath, Node>,
    /// Names in each folder that is not empty, sorted.
    names: HashMap<RelativePath, Vec<String>>,
}

impl ZipFileSystem {
    /// Opens a zip with the usual limits.
    pub fn new(bytes: Vec<u8>) -> Result<ZipFileSystem, PackageError> {
        ZipFileSystem::with_limits(bytes, ZipLimits::default())
    }

    /// Opens a zip. Where everything lies in one top-level folder, that folder is the root.
    pub fn with_limits(bytes: Vec<u8>, limits: ZipLimits) -> Result<ZipFileSystem, PackageError> {
        let (archive, nodes) = read(bytes, limits)?;
        Ok(ZipFileSystem::with_nodes(archive, without_top_folder(nodes)))
    }

    /// Every file and folder.
    pub fn paths(&self) -> impl Iterator<Item = &RelativePath> {
        self.nodes.keys()
    }

    /// Opens a zip whose root is its own.
    pub fn as_it_is(bytes: Vec<u8>, limits: ZipLimits) -> Result<ZipFileSystem, PackageError> {
        let (archive, nodes) = read(bytes, limits)?;
        Ok(ZipFileSystem::with_nodes(archive, nodes))
    }

    fn with_nodes(archive: Archive, nodes: BTreeMap<RelativePath, Node>) -> ZipFileSystem {
        let mut names: HashMap<RelativePath, Vec<String>> = HashMap::new();
        for path in nodes.keys() {
            // Keys are in order, so that those of one folder are, too.
            names.entry(path.parent().unwrap_or_default()).or_default().push(path.file_name().to_owned());
        }
        ZipFileSystem { archive, nodes, names }
    }
}

/// Everything that a zip holds.
fn read(bytes: Vec<u8>, limits: ZipLimits) -> Result<(Archive, BTreeMap<RelativePath, Node>), PackageError> {
    let whole = |reason: String| PackageError::Zip { entry: String::new(), reason };
    let bytes = Bytes(bytes.into());
    let archive =
        ZipArchive::new(Cursor::new(bytes.clone())).map_err(|e| whole(format!("is broken: {e}")))?;
    if archive.has_duplicate_names() {
        let name = first_double(&bytes.0, archive.central_directory_start());
        return Err(PackageError::Zip { entry: name, reason: "is there twice".to_owned() });
    }
    if archive.len() > limits.entries {
        return Err(whole(format!("holds {} entries; {} are allowed", archive.len(), limits.entries)));
    }
    let mut nodes = BTreeMap::new();
    let mut room = Room { nodes: limits.entries, path_bytes: limits.path_bytes };
    let mut total = 0_u64;
    for index in 0..archive.len() {
        let Some((path, node)) = check_entry(&archive, index, &limits)? else { continue };
        if let Node::File { size, .. } = node {
            total = total.saturating_add(size);
            if total > limits.total_bytes {
                return Err(PackageError::Zip {
                    entry: path.to_string(),
                    reason: format!("brings the inflated size above {} bytes", limits.total_bytes),
                });
            }
        }
        insert(&mut nodes, path, node, &mut room)?;
    }
    Ok((archive, nodes))
}

/// Path and kind of an entry; `None` for what archivers leave behind.
fn check_entry(
    archive: &Archive,
    index: usize,
    limits: &ZipLimits,
) -> Result<Option<(RelativePath, Node)>, PackageError> {
    let broken = |e: zip::result::ZipError| PackageError::Zip { entry: String::new(), reason: e.to_string() };
    let entry = archive.by_index_data(index).map_err(broken)?;
    let name = entry.name().map_err(broken)?.into_owned();
    let refuse = |reason: String| Err(PackageError::Zip { entry: name.clone(), reason });
    if name.starts_with('/') || name.starts_with('\\') {
        return refuse("has an absolute name".to_owned());
    }
    if name.split(['/', '\\']).any(|part| part == "..") {
        return refuse("leads out of the package".to_owned());
    }
    if name.split('/').any(|part| part == "__MACOSX") || name.ends_with("/.DS_Store") || name == ".DS_Store" {
        return Ok(None);
    }
    let path = match RelativePath::new(&name) {
        Ok(path) => path,
        Err(e) => return refuse(format!("has a bad name: {e}")),
    };
    if depth(&path) > limits.depth {
        return refuse(format!("is deeper than {} folders", limits.depth));
    }
    const KIND_MASK: u32 = 0o170_000;
    let kind = entry.unix_mode().unwrap_or(0) & KIND_MASK;
    if entry.is_symlink() || !matches!(kind, 0 | 0o040_000 | 0o100_000) {
        return refuse("is a link or a device".to_owned());
    }
    if entry.encrypted() {
        return refuse("is encrypted".to_owned());
    }
    if entry.is_dir() || path.is_root() {
        return Ok(Some((path, Node::Directory)).filter(|(path, _)| !path.is_root()));
    }
    if entry.size() > limits.file_bytes {
        return refuse(format!("is {} bytes; {} are allowed", entry.size(), limits.file_bytes));
    }
    Ok(Some((path, Node::File { index, size: entry.size() })))
}

/// Parts of a path.
fn depth(path: &RelativePath) -> usize {
    path.as_str().split('/').count()
}

/// What may still come into a zip's list. One entry brings every folder above it, so that entries alone bound nothing.
struct Room {
    nodes: usize,
    path_bytes: usize,
}

impl Room {
    fn take(&mut self, path: &RelativePath) -> Result<(), PackageError> {
        let left = (self.nodes.checked_sub(1), self.path_bytes.checked_sub(path.as_str().len()));
        let (Some(nodes), Some(path_bytes)) = left else {
            let reason = "brings more files and folders than are allowed".to_owned();
            return Err(PackageError::Zip { entry: path.to_string(), reason });
        };
        *self = Room { nodes, path_bytes };
        Ok(())
    }
}

fn insert(
    nodes: &mut BTreeMap<RelativePath, Node>,
    path: RelativePath,
    node: Node,
    room: &mut Room,
) -> Result<(), PackageError> {
    let double = |path: &RelativePath| PackageError::Zip {
        entry: path.to_string(),
        reason: "is there twice, or as a file and as a folder".to_owned(),
    };
    let mut parent = path.parent();
    while let Some(dir) = parent.filter(|dir| !dir.is_root()) {
        match nodes.get(&dir) {
            Some(Node::File { .. }) => return Err(double(&dir)),
            // Those above it came with it.
            Some(Node::Directory) => break,
            None => {}
        }
        room.take(&dir)?;
        parent = dir.parent();
        nodes.insert(dir, Node::Directory);
    }
    match (nodes.get(&path), node) {
        (None, _) => {
            room.take(&path)?;
            nodes.insert(path, node);
            Ok(())
        }
        (Some(Node::Directory), Node::Directory) => Ok(()),
        _ => Err(double(&path)),
    }
}

/// Descends into a single top-level folder, which most archivers add.
fn without_top_folder(nodes: BTreeMap<RelativePath, Node>) -> BTreeMap<RelativePath, Node> {
    let mut top = nodes.iter().filter(|(path, _)| path.parent().is_some_and(|p| p.is_root()));
    let (Some((folder, Node::Directory)), None) = (top.next(), top.next()) else { return nodes };
    let prefix = folder.as_str().len() + 1;
    let inner = nodes.iter().filter_map(|(path, &node)| {
        // Part of a checked path is a checked path.
        Some((RelativePath::new(path.as_str().get(prefix..)?).ok()?, node))
    });
    inner.collect()
}

/// The name that a zip's directory holds twice: the archive crate keeps only the last one.
fn first_double(bytes: &[u8], directory: u64) -> String {
    let mut at = usize::try_from(directory).unwrap_or(usize::MAX);
    let mut seen = HashSet::new();
    let u16_at =
        |at: usize| bytes.get(at..at + 2).map_or(0, |b| usize::from(u16::from_le_bytes([b[0], b[1]])));
    while bytes.get(at..at.saturating_add(4)) == Some(b"PK\x01\x02") {
        let Some(name) = bytes.get(at + 46..at + 46 + u16_at(at + 28)) else { break };
        if !seen.insert(name) {
            return String::from_utf8_lossy(name).into_owned();
        }
        at += 46 + u16_at(at + 28) + u16_at(at + 30) + u16_at(at + 32);
    }
    String::new()
}

impl FileSystem for ZipFileSystem {
    fn read(&self, path: &RelativePath) -> Result<Vec<u8>, FileError> {
        let (index, size) = match self.nodes.get(path) {
            Some(&Node::File { index, size }) => (index, size),
            Some(Node::Directory) => return Err(FileError::new(FileErrorKind::IsDirectory, path)),
            None if path.is_root() => return Err(FileError::new(FileErrorKind::IsDirectory, path)),
            None => return Err(FileError::new(FileErrorKind::NotFound, path)),
        };
        let broken = |reason: String| FileError {
            kind: FileErrorKind::Other,
            path: path.to_string(),
            message: format!("the zip entry is broken: {reason}"),
        };
        // Cloning shares the bytes and the directory; only the reading position is new.
        let mut archive = self.archive.clone();
        let entry = archive.by_index(index).map_err(|e| broken(e.to_string()))?;
        let mut bytes = Vec::new();
        // The size was checked when the zip was opened; an entry that inflates to more lied about it.
        entry.take(size.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| broken(e.to_string()))?;
        if bytes.len() as u64 != size {
            return Err(broken(format!("it is not {size} bytes long, as its header says")));
        }
        Ok(bytes)
    }

    fn stat(&self, path: &RelativePath) -> Result<FileStat, FileError> {
        match self.nodes.get(path) {
            Some(&Node::File { size, .. }) => Ok(FileStat { kind: FileKind::File, size, modified_ms: 0.0 }),
            None if !path.is_root() => Err(FileError::new(FileErrorKind::NotFound, path)),
            _ => Ok(FileStat { kind: FileKind::Directory, size: 0, modified_ms: 0.0 }),
        }
    }

    fn read_dir(&self, path: &RelativePath) -> Result<Vec<String>, FileError> {
        if self.stat(path)?.kind == FileKind::File {
            return Err(FileError::new(FileErrorKind::NotDirectory, path));
        }
        Ok(self.names.get(path).cloned().unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

    use super::*;

    fn path(text: &str) -> RelativePath {
        RelativePath::new(text).unwrap()
    }

    fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in entries {
            let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
            writer.start_file(*name, options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    }

    fn refused(entries: &[(&str, &[u8])]) -> String {
        ZipFileSystem::new(zip(entries)).unwrap_err().to_string()
    }

    #[test]
    fn files_are_read_and_a_single_top_folder_is_the_root() {
        let big = vec![7_u8; 100_000];
        let files =
            ZipFileSystem::new(zip(&[("hop/game.js", b"x"), ("hop/img/a.png", &big), ("__MACOSX/hop", b"")]))
                .unwrap();
        assert_eq!(files.read(&path("game.js")).unwrap(), b"x");
        assert_eq!(files.read(&path("img/a.png")).unwrap(), big);
        assert_eq!(files.read_dir(&RelativePath::root()).unwrap(), ["game.js", "img"]);
        assert_eq!(files.stat(&path("img")).unwrap().kind, FileKind::Directory);
        assert_eq!(files.read(&path("img")).unwrap_err().kind, FileErrorKind::IsDirectory);
        assert_eq!(files.write(&path("b"), b"").unwrap_err().kind, FileErrorKind::ReadOnly);
        let flat = ZipFileSystem::new(zip(&[("game.js", b"x"), ("a/b", b"")])).unwrap();
        assert_eq!(flat.read_dir(&RelativePath::root()).unwrap(), ["a", "game.js"]);
    }

    #[test]
    fn hostile_entries_are_refused_by_name() {
        assert!(refused(&[("a/../../etc/passwd", b"")]).contains("\"a/../../etc/passwd\" leads out"));
        assert!(refused(&[("a/../b", b"")]).contains("leads out"));
        assert!(refused(&[("/etc/passwd", b"")]).contains("absolute"));
        assert!(refused(&[("..\\x", b"")]).contains("leads out"));
        assert!(refused(&[("a\\b", b"")]).contains("bad name"));
        assert!(refused(&[("C:/x", b"")]).contains("bad name"));
        assert!(refused(&[("a", b""), ("a/b", b"")]).contains("\"a\" is there twice"));
        assert!(refused(&[("a//b", b""), ("a/b", b"")]).contains("twice"));
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        writer.add_symlink("link", "/etc/passwd", SimpleFileOptions::default()).unwrap();
        let bytes = writer.finish().unwrap().into_inner();
        assert!(ZipFileSystem::new(bytes).unwrap_err().to_string().contains("\"link\" is a link"));
    }

    #[test]
    fn doubles_are_named() {
        let mut bytes = zip(&[("same.js", b"1"), ("sama.js", b"2")]);
        while let Some(at) = bytes.windows(7).position(|w| w == b"sama.js") {
            bytes[at + 3] = b'e';
        }
        let error = ZipFileSystem::new(bytes).unwrap_err().to_string();
        assert!(error.contains("\"same.js\" is there twice"), "{error}");
    }

    #[test]
    fn bombs_hit_the_limits() {
        let bomb = vec![0_u8; 1 << 20];
        let bytes = zip(&[("a", &bomb), ("b", &bomb)]);
        let limits = ZipLimits { file_bytes: 1 << 19, ..ZipLimits::default() };
        let error = ZipFileSystem::with_limits(bytes.clone(), limits).unwrap_err().to_string();
        assert!(error.contains("\"a\" is 1048576 bytes; 524288 are allowed"), "{error}");
        let limits = ZipLimits { total_bytes: (1 << 20) + 1, ..ZipLimits::default() };
        assert!(
            ZipFileSystem::with_limits(bytes.clone(), limits)
                .unwrap_err()
                .to_string()
                .contains("\"b\" brings")
        );
        let limits = ZipLimits { entries: 1, ..ZipLimits::default() };
        assert!(
            ZipFileSystem::with_limits(bytes.clone(), limits).unwrap_err().to_string().contains("2 entries")
        );
        // A directory that understates the size: the read stops at what was promised.
        let mut lying = bytes;
        let size = (1_u32 << 20).to_le_bytes();
        while let Some(at) = lying.windows(4).position(|w| w == size) {
            lying[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
        }
        let files = ZipFileSystem::new(lying).unwrap();
        assert!(files.read(&path("a")).unwrap_err().message.starts_with("the zip entry is broken"));
    }

    #[test]
    fn folders_that_entries_imply_are_bounded() {
        let deep = |first: usize, depth: usize| format!("{first}/{}x", "a/".repeat(depth - 2));
        let zip_of = |names: &[String]| {
            let entries: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
            ZipFileSystem::as_it_is(zip(&entries), ZipLimits::default())
        };
        assert_eq!(zip_of(&[deep(0, 128)]).unwrap().paths().count(), 128);
        let error = zip_of(&[deep(0, 129)]).unwrap_err().to_string();
        assert!(error.contains("is deeper than 128 folders"), "{error}");
        // 60 KB of names that make 51,200 nodes.
        let many: Vec<String> = (0..400).map(|first| deep(first, 128)).collect();
        let error = zip_of(&many).unwrap_err().to_string();
        assert!(error.contains("more files and folders than are allowed"), "{error}");
        // The same with few nodes and long paths.
        let long: Vec<String> =
            (0..100).map(|first| format!("{}{}", "n".repeat(3000), deep(first, 128))).collect();
        let error = zip_of(&long).unwrap_err().to_string();
        assert!(error.contains("more files and folders than are allowed"), "{error}");
        // A folder that is there already brings nothing.
        let shared: Vec<String> = (0..600).map(|file| format!("{}{file}", "a/".repeat(120))).collect();
        assert_eq!(zip_of(&shared).unwrap().paths().count(), 720);
    }

    #[test]
    fn garbage_is_an_error_and_never_a_panic() {
        assert!(ZipFileSystem::new(Vec::new()).is_err());
        assert!(ZipFileSystem::new(b"PK\x05\x06".to_vec()).is_err());
        let good = zip(&[("game.js", b"let x = 1"), ("d/e", b"12345")]);
        for at in 0..good.len() {
            for flip in [0x01, 0x80, 0xff] {
                let mut bytes = good.clone();
                bytes[at] ^= flip;
                if let Ok(files) = ZipFileSystem::new(bytes) {
                    for path in files.nodes.keys() {
                        drop(files.read(path));
                    }
                }
            }
            drop(ZipFileSystem::new(good[..at].to_vec()));
        }
    }
}
