//! A download on its way into a file.

use sparrow_package::Mounts;
use sparrow_platform::network::BodySink;
use std::sync::{Arc, Mutex};

/// Bytes that are gathered before the disk is asked.
const BUFFER_BYTES: usize = 256 << 10;

/// Where the file of a download is, once it is complete; clones share it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Saved(Arc<Mutex<String>>);

impl Saved {
    /// The path as the game writes it; empty before the download is complete.
    pub(crate) fn path(&self) -> String {
        self.0.lock().unwrap_or_else(|e| e.into_inner()).clone()
    }
}

/// Writes a body into a temporary file, and moves it to where the game wants it when it is complete. A download that
/// ends early leaves nothing behind.
pub(crate) struct FileSink {
    mounts: Arc<Mounts>,
    temp: Option<String>,
    extension: String,
    target: Option<String>,
    saved: Saved,
    buffer: Vec<u8>,
}

impl FileSink {
    /// `target` is the game's `filePath`; without one the file stays temporary.
    pub(crate) fn new(mounts: Arc<Mounts>, extension: String, target: Option<String>) -> (FileSink, Saved) {
        let saved = Saved::default();
        let sink =
            FileSink { mounts, temp: None, extension, target, saved: saved.clone(), buffer: Vec::new() };
        (sink, saved)
    }

    /// The temporary file, made by the first use.
    fn flush(&mut self) -> Result<String, String> {
        let words = |e: sparrow_package::FileFailure| e.text.trim_start_matches("fail ").to_owned();
        let temp = match &self.temp {
            Some(temp) => temp.clone(),
            None => {
                let temp = self.mounts.create_temp(&self.extension).map_err(words)?;
                self.temp = Some(temp.clone());
                temp
            }
        };
        if !self.buffer.is_empty() {
            self.mounts.append_file(&temp, &self.buffer).map_err(words)?;
            self.buffer.clear();
        }
        Ok(temp)
    }
}

impl BodySink for FileSink {
    fn write(&mut self, bytes: &[u8]) -> Result<(), String> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= BUFFER_BYTES {
            self.flush()?;
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), String> {
        let temp = self.flush()?;
        let path = match &self.target {
            Some(target) => {
                let moved = self.mounts.rename(&temp, target);
                moved.map_err(|e| e.text.trim_start_matches("fail ").to_owned())?;
                target.clone()
            }
            None => temp,
        };
        self.temp = None; // it is the game's now
        *self.saved.0.lock().unwrap_or_else(|e| e.into_inner()) = path;
        Ok(())
    }
}

impl Drop for FileSink {
    fn drop(&mut self) {
        if let Some(temp) = self.temp.take() {
            // What cannot be removed goes with the folder of temporary files.
            let _ = self.mounts.unlink(&temp);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_package::MountFiles;
    use sparrow_platform::MemoryFileSystem;

    fn mounts() -> Arc<Mounts> {
        let memory = || Arc::new(MemoryFileSystem::new());
        let files = MountFiles { package: memory(), user: memory(), temp: memory(), saved: memory() };
        Arc::new(Mounts::new(files))
    }

    #[test]
    fn a_download_becomes_a_file() {
        let mounts = mounts();
        let (mut sink, saved) = FileSink::new(mounts.clone(), "png".to_owned(), None);
        sink.write(&vec![1; BUFFER_BYTES + 1]).unwrap();
        sink.write(b"end").unwrap();
        assert_eq!(saved.path(), "");
        sink.finish().unwrap();
        drop(sink);
        assert!(saved.path().starts_with("http://tmp/") && saved.path().ends_with(".png"));
        assert_eq!(mounts.read_file(&saved.path(), None, None).unwrap().len(), BUFFER_BYTES + 4);

        let target = Some("http://usr/a.bin".to_owned());
        let (mut sink, saved) = FileSink::new(mounts.clone(), String::new(), target);
        sink.finish().unwrap();
        assert_eq!(saved.path(), "http://usr/a.bin");
        assert_eq!(mounts.read_file("http://usr/a.bin", None, None).unwrap(), b"");
    }

    #[test]
    fn a_download_that_ends_early_leaves_nothing() {
        let mounts = mounts();
        let (mut sink, _) = FileSink::new(mounts.clone(), "bin".to_owned(), None);
        sink.write(&vec![1; BUFFER_BYTES]).unwrap();
        let temp = sink.temp.clone().unwrap();
        assert!(mounts.access(&temp).is_ok());
        drop(sink);
        assert!(mounts.access(&temp).is_err());
    }
}
