//! The player as a program, for the tests that run it: built beside them by `cargo xtask test window`.

use std::path::{Path, PathBuf};
use std::process::Child;

/// This repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The player beside this test: target/debug/deps/window-... -> target/debug/sparrow.
pub fn player() -> PathBuf {
    let test = std::env::current_exe().expect("a test has a file");
    let program = test.parent().and_then(Path::parent).expect("tests lie in deps/").join("sparrow");
    assert!(program.exists(), "{} is missing; cargo build -p sparrow-player", program.display());
    program
}

/// A running program that ends with the test.
#[derive(Debug)]
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
