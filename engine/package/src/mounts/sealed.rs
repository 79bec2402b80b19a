//! Pictures with data of the open data domain: a game may hand their paths to the platform (to share them, to put them into the
//! album), and to nobody else. They lie in no file system, so that no operation of a game finds them; their names do not depend
//! on what is in them.

use super::Mounts;
use sparrow_platform::GameFiles;
use std::{collections::VecDeque, sync::Arc};

/// Older ones make room.
const MAX_FILES: usize = 16;

/// What was sealed, oldest first.
#[derive(Default)]
pub(super) struct Sealed {
    made: u64,
    files: VecDeque<(String, Arc<[u8]>)>,
}

impl Mounts {
    /// Keeps a file for the platform alone; the path that names it.
    pub fn seal(&self, bytes: Vec<u8>, extension: &str) -> String {
        let mut sealed = self.sealed.lock().unwrap_or_else(|e| e.into_inner());
        sealed.made += 1;
        let path = format!("http://tmp/sealed_{}.{extension}", sealed.made);
        if sealed.files.len() == MAX_FILES {
            sealed.files.pop_front();
        }
        sealed.files.push_back((path.clone(), bytes.into()));
        path
    }

    fn sealed_file(&self, path: &str) -> Option<Arc<[u8]>> {
        let sealed = self.sealed.lock().unwrap_or_else(|e| e.into_inner());
        sealed.files.iter().find(|(name, _)| name == path).map(|(_, bytes)| bytes.clone())
    }
}

/// For services that a game gives a path to, never for the game: what it may not read itself is here.
impl GameFiles for Mounts {
    fn read_file(&self, path: &str) -> Result<Vec<u8>, String> {
        match self.sealed_file(path) {
            Some(bytes) => Ok(bytes.to_vec()),
            None => Mounts::read_file(self, path, None, None)
                .map_err(|failure| failure.text.trim_start_matches("fail ").to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MountFiles;
    use sparrow_platform::MemoryFileSystem;

    #[test]
    fn the_platform_sees_what_the_game_does_not() {
        let memory = || Arc::new(MemoryFileSystem::new());
        let files = MountFiles { package: memory(), user: memory(), temp: memory(), saved: memory() };
        let mounts = Mounts::new(files);
        let path = mounts.seal(vec![1, 2, 3], "png");
        assert!(mounts.read_file(&path, None, None).is_err());
        assert_eq!(GameFiles::read_file(&mounts, &path), Ok(vec![1, 2, 3]));
        let own = mounts.write_temp(b"own", "png").unwrap();
        assert_eq!(GameFiles::read_file(&mounts, &own), Ok(b"own".to_vec()));
        let missing = GameFiles::read_file(&mounts, "http://tmp/none").unwrap_err();
        assert!(missing.starts_with("no such file"), "{missing}");
    }
}
