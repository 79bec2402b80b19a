//! Pictures with data of the open data domain: a game may hand their paths to the platform (to share them, to put them into the
//! album), and to nobody else. They lie in no file system, so that no operation of a game finds them; their names do not depend
//! on what is in them.

use super::Mounts;
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

    /// For services that a game gives a path to: never for the game.
    pub fn sealed_file(&self, path: &str) -> Option<Arc<[u8]>> {
        let sealed = self.sealed.lock().unwrap_or_else(|e| e.into_inner());
        sealed.files.iter().find(|(name, _)| name == path).map(|(_, bytes)| bytes.clone())
    }
}
