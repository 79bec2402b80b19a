//! Plays games against what is expected of them: the package tests of this repository, and `sparrow test` for everybody's games.
//!
//! - [`descriptor`]: what a `test.toml` says; [`discover`]: which folders are tests.
//! - [`runner`]: how a game is run for a test, as a trait; [`engine`]: that trait on the real runtime.
//! - [`picture`]: PNG files, their comparison and difference pictures; [`lines`]: the same for console lines.
//! - [`sound`]: what is to be heard, and whether it is.
//! - [`judge`]: one test on one renderer, from descriptor to verdict: known failures, blessing, files left behind.
//! - [`suite`]: all tests of a folder, side by side; [`report`]: what came of them, as one HTML file.
//!
//! Absent on purpose: sleeping and real time; a game under test lives in virtual time.

pub mod descriptor;
pub mod discover;
pub mod engine;
pub mod judge;
pub mod lines;
pub mod network_script;
pub mod picture;
pub mod replay;
pub mod report;
pub mod runner;
pub mod sound;
pub mod suite;
