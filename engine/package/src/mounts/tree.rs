//! A folder and all that lies below it, however deep: for counting, listing and removing.

use sparrow_platform::{FileError, FileErrorKind, FileKind, FileStat, FileSystem, RelativePath};

/// More is no tree but a loop of links, in a package's folder on the disk.
const MAX_ENTRIES: usize = 1 << 18;

/// Goes through a tree: the folder itself, then its entries by name, each with what is below it. What cannot be read is an error in its
/// place; the rest still comes.
pub(super) struct Tree<'a> {
    files: &'a dyn FileSystem,
    waiting: Vec<RelativePath>,
    left: usize,
}

impl<'a> Tree<'a> {
    pub(super) fn of(files: &'a dyn FileSystem, folder: &RelativePath) -> Tree<'a> {
        Tree { files, waiting: vec![folder.clone()], left: MAX_ENTRIES }
    }
}

impl Iterator for Tree<'_> {
    type Item = Result<(RelativePath, FileStat), FileError>;

    fn next(&mut self) -> Option<Self::Item> {
        let path = self.waiting.pop()?;
        if self.left == 0 {
            self.waiting.clear();
            let message = format!("there are more than {MAX_ENTRIES} files");
            return Some(Err(FileError { kind: FileErrorKind::Other, path: path.to_string(), message }));
        }
        self.left -= 1;
        let stat = match self.files.stat(&path) {
            Ok(stat) => stat,
            Err(error) => return Some(Err(error)),
        };
        if stat.kind == FileKind::Directory {
            match self.files.read_dir(&path) {
                // A name that no path may hold is none of the game's.
                Ok(names) => {
                    self.waiting.extend(names.iter().rev().filter_map(|name| path.join(name).ok()));
                }
                Err(error) => return Some(Err(error)),
            }
        }
        Some(Ok((path, stat)))
    }
}
