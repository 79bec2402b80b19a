//! `unzip`, `readZipEntry` and `readCompressedFile`. Archives are untrusted: what they inflate to is bounded.

use std::io::Read;

use sparrow_platform::{FileKind, FileSystem, RelativePath};

use super::{FailureKind, FileFailure, MAX_DEPTH, Mounts};
use crate::{ZipFileSystem, ZipLimits};

impl Mounts {
    fn zip(&self, path: &str) -> Result<ZipFileSystem, FileFailure> {
        let bytes = self.read_file(path, None, None)?;
        let limits = ZipLimits { file_bytes: self.limits.file_bytes, ..ZipLimits::default() };
        ZipFileSystem::as_it_is(bytes, limits).map_err(|e| {
            FileFailure::new(FailureKind::NotZip, format!("unzip open file fail, not a zip file, {e}"))
        })
    }

    /// `unzip`: every file of a zip into a folder, which is made when it is not there.
    pub fn unzip(&self, path: &str, target: &str) -> Result<(), FileFailure> {
        self.writable(target)?;
        let zip = self.zip(path)?;
        self.make_folder(target)?;
        self.unzip_below(&zip, &RelativePath::root(), target, 0)
    }

    fn unzip_below(
        &self,
        zip: &ZipFileSystem,
        folder: &RelativePath,
        target: &str,
        depth: usize,
    ) -> Result<(), FileFailure> {
        if depth > MAX_DEPTH {
            return Err(FileFailure::new(FailureKind::InvalidArgument, "the zip file is too deep"));
        }
        let failed = |e| FileFailure::at(&e, target);
        for name in zip.read_dir(folder).map_err(failed)? {
            let Ok(inside) = folder.join(&name) else { continue };
            let outside = format!("{}/{name}", target.trim_end_matches('/'));
            match zip.stat(&inside).map_err(failed)?.kind {
                FileKind::Directory => {
                    self.make_folder(&outside)?;
                    self.unzip_below(zip, &inside, &outside, depth + 1)?;
                }
                FileKind::File => self.write_file(&outside, &zip.read(&inside).map_err(failed)?)?,
            }
        }
        Ok(())
    }

    fn make_folder(&self, path: &str) -> Result<(), FileFailure> {
        match self.stat(path) {
            Ok(stat) if stat.kind == FileKind::Directory => Ok(()),
            _ => self.mkdir(path, true),
        }
    }

    /// `readZipEntry`: names of all files in a zip.
    pub fn zip_entries(&self, path: &str) -> Result<Vec<String>, FileFailure> {
        let zip = self.zip(path)?;
        let mut names = Vec::new();
        let mut folders = vec![RelativePath::root()];
        while let Some(folder) = folders.pop() {
            for name in zip.read_dir(&folder).map_err(|e| FileFailure::at(&e, path))? {
                let Ok(inside) = folder.join(&name) else { continue };
                match zip.stat(&inside) {
                    Ok(stat) if stat.kind == FileKind::Directory => folders.push(inside),
                    _ => names.push(inside.to_string()),
                }
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// `readZipEntry`: files of a zip; each may fail by itself.
    pub fn read_zip_entries(
        &self,
        path: &str,
        entries: &[String],
    ) -> Result<Vec<Result<Vec<u8>, FileFailure>>, FileFailure> {
        let zip = self.zip(path)?;
        let mut left = self.limits.file_bytes;
        let read = |entry: &String| {
            let missing = || {
                FileFailure::new(FailureKind::NotFound, format!("no such file or directory, open {entry}"))
            };
            let inside = RelativePath::new(entry).map_err(|_| missing())?;
            let size = zip.stat(&inside).map_err(|_| missing())?.size;
            left = left.checked_sub(size).ok_or_else(|| {
                FileFailure::new(FailureKind::TooLarge, "the entries are too large to be read at once")
            })?;
            zip.read(&inside).map_err(|e| FileFailure::of(&e, &format!("open {entry}")))
        };
        Ok(entries.iter().map(read).collect())
    }

    /// `readCompressedFile`: the inflated bytes of a file; `br` is the only way of compressing.
    pub fn read_compressed_file(&self, path: &str, algorithm: &str) -> Result<Vec<u8>, FileFailure> {
        const BUFFER_BYTES: usize = 64 << 10;
        if algorithm != "br" {
            let text = format!("compressionAlgorithm should be br instead of {algorithm}");
            return Err(FileFailure::new(FailureKind::InvalidArgument, text));
        }
        let bytes = self.read_file(path, None, None)?;
        let limit = self.limits.file_bytes;
        let reader = brotli_decompressor::Decompressor::new(bytes.as_slice(), BUFFER_BYTES);
        let mut out = Vec::new();
        let broken = |e: std::io::Error| {
            FileFailure::new(FailureKind::NotBrotli, format!("brotli decompress fail, {e}, open {path}"))
        };
        reader.take(limit + 1).read_to_end(&mut out).map_err(broken)?;
        if out.len() as u64 > limit {
            let text = format!("the file inflates to more than {limit} bytes, open {path}");
            return Err(FileFailure::new(FailureKind::TooLarge, text));
        }
        Ok(out)
    }
}
