//! Files that `saveFile` keeps.

use sparrow_platform::{FileKind, RelativePath};

use super::{
    FailureKind, FileFailure, Location, Mount, Mounts,
    operations::{content_name, quota_or},
};

/// One file of `getSavedFileList`.
#[derive(Clone, Debug, PartialEq)]
pub struct SavedFile {
    /// `wxfile://store_...`.
    pub file_path: String,
    /// When it was saved, in seconds since 1970.
    pub create_time_s: f64,
    /// Bytes.
    pub size: u64,
}

impl Mounts {
    /// `saveFile`: moves a temporary file to `target` in the user data, or, without one, to the saved files. Gives
    /// the path where it is kept.
    pub fn save_file(&self, temp: &str, target: Option<&str>) -> Result<String, FileFailure> {
        let missing = || FileFailure::new(FailureKind::NoTempFile, "tempFilePath file not exist");
        let source = Location::parse(temp).map_err(|_| missing())?;
        if source.mount != Mount::Temp {
            return Err(missing());
        }
        let bytes = self.files.temp.read(&source.path).map_err(|_| missing())?;
        let path = match target {
            Some(target) => target.to_owned(),
            None => {
                let extension =
                    source.path.file_name().rsplit_once('.').map_or("", |(_, extension)| extension);
                format!("wxfile://store_{}", content_name(&bytes, extension))
            }
        };
        let location = self.writable(&path)?;
        self.write(&location, &bytes).map_err(|e| quota_or(e, &format!("open {path}")))?;
        self.unlink(temp)?;
        Ok(path)
    }

    /// `removeSavedFile`.
    pub fn remove_saved_file(&self, path: &str) -> Result<(), FileFailure> {
        let missing = || FileFailure::new(FailureKind::NotFound, "file not exist");
        let location = Location::parse(path).map_err(|_| missing())?;
        if location.mount != Mount::Saved {
            return Err(missing());
        }
        self.unlink(path).map_err(|e| if e.kind == FailureKind::NotFound { missing() } else { e })
    }

    /// `getSavedFileList`.
    pub fn saved_file_list(&self) -> Result<Vec<SavedFile>, FileFailure> {
        let files = &self.files.saved;
        let names =
            files.read_dir(&RelativePath::root()).map_err(|e| FileFailure::at(&e, "wxfile://store"))?;
        let saved = names.into_iter().filter_map(|name| {
            let stat = files.stat(&RelativePath::new(&name).ok()?).ok()?;
            (stat.kind == FileKind::File).then(|| SavedFile {
                file_path: format!("wxfile://{name}"),
                create_time_s: (stat.modified_ms / 1000.0).floor(),
                size: stat.size,
            })
        });
        Ok(saved.collect())
    }
}
