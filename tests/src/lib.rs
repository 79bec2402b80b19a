//! What the tests of the whole are made of.
//!
//! [`house`] checks the shape of the repository: layers, who may name which library, where clocks and files
//! may be read. The test targets beside `src/` are thin: they point these parts at this repository.

pub mod house;
