//! What the tests of the whole are made of.
//!
//! - `sparrow-harness`: tests that are folders, and how a game is played against them.
//! - [`display`]: a virtual display for the player's window.
//! - [`house`]: the shape of the repository: layers, owners of libraries, where clocks and files may be met.
//!
//! The test targets beside `src/` are thin: they point these parts at this repository. Absent on purpose: sleeping
//! and real time; a game under test lives in virtual time.

pub mod display;
pub mod house;
pub mod program;

pub use sparrow_harness::{descriptor, discover, engine, judge, picture, runner};
