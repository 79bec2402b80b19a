//! What the tests of recordings record into.

use crate::Head;
use sparrow_platform::DeviceInfo;
use std::{
    io::Write,
    sync::{Arc, Mutex},
};

/// Keeps what is written to it; clones are the same file.
#[derive(Clone, Default)]
pub(crate) struct Memory(pub(crate) Arc<Mutex<Vec<u8>>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A head that says nothing.
pub(crate) fn head() -> Head {
    Head {
        program: String::new(),
        game: String::new(),
        package: String::new(),
        renderer: String::new(),
        device: DeviceInfo::phone(1.0, 1.0, 1.0),
        seed: 1,
        epoch_ms: 0.0,
        utc_offset_minutes: 0,
        scene: 1001,
        query: std::collections::BTreeMap::new(),
        web_adapter: false,
        shared_memory: false,
        embedded_fonts: true,
        error_overlay: false,
    }
}
