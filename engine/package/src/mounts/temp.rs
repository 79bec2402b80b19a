//! Temporary files whose bytes come piece by piece.

use super::{FileFailure, Location, Mount, Mounts, operations::quota_or, usage::Amount};

impl Mounts {
    /// Makes an empty temporary file and gives its path; `append_file` fills it. `write_temp` names a file by its
    /// content, which is not known here: files are numbered, so that two equal runs of a game see equal names.
    pub fn create_temp(&self, extension: &str) -> Result<String, FileFailure> {
        let extension: String = extension.chars().filter(char::is_ascii_alphanumeric).take(8).collect();
        let dot = if extension.is_empty() { "" } else { "." };
        let number = {
            let mut usage = self.usage();
            usage.temp_files += 1;
            usage.temp_files
        };
        let path = format!("http://tmp/file_{number}{dot}{extension}");
        let location = Location::parse(&path)?;
        let files = self.files(location.mount);
        let (none, file) = (Amount::default(), Amount::entry(0));
        self.within_quota(Mount::Temp, none, file, || files.write(&location.path, &[]))
            .map_err(|e| quota_or(e, &format!("open {path}")))?;
        Ok(path)
    }
}
