//! Releases over HTTP: updates, subpackages with progress and resume, every clear failure, and processes that are killed at any moment.

mod crash;
mod release_server;
mod subpackages;
mod updates;
