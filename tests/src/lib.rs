//! What the tests of the whole are made of.
//!
//! - [`descriptor`]: what a `test.toml` says; [`discover`]: which folders are tests.
//! - [`runner`]: how a game is run for a test, as a trait; [`engine`]: that trait on the real runtime.
//! - [`picture`]: PNG files, their comparison and difference pictures; [`lines`]: the same for console lines.
//! - [`judge`]: one test on one renderer, from descriptor to verdict: known failures, blessing, files left behind.
//! - [`display`]: a virtual display for the player's window.
//! - [`house`]: the shape of the repository: layers, owners of libraries, where clocks and files may be met.
//!
//! The test targets beside `src/` are thin: they point these parts at this repository. Absent on purpose: sleeping
//! and real time; a game under test lives in virtual time.

pub mod descriptor;
pub mod discover;
pub mod display;
pub mod engine;
pub mod house;
pub mod judge;
pub mod lines;
pub mod network_script;
pub mod picture;
pub mod runner;
pub mod sound;
