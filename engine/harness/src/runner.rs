//! How a game is run for a test: [`GameRunner`] takes a [`Job`] and gives what came of it.

use std::path::Path;

use crate::descriptor::{Descriptor, RendererKind};
use crate::picture::Picture;

/// One game to run.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// Folder of the package.
    pub package: &'a Path,
    /// Folder of the test: files that it names are below it.
    pub folder: &'a Path,
    /// What the test says.
    pub descriptor: &'a Descriptor,
    /// Who draws.
    pub renderer: RendererKind,
}

/// What came of a run.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// Console lines in order; those of other levels than log and info begin with `[debug]`, `[warn]` or `[error]`.
    pub console: Vec<String>,
    /// Errors that no code of the game caught.
    pub errors: Vec<String>,
    /// Pictures by the names that the test gives them; `None` where the game had no canvas yet.
    pub pictures: Vec<(String, Option<Picture>)>,
    /// What was heard: left and right, 48,000 a second.
    pub heard: Vec<[f32; 2]>,
    /// In what a replay differed from its recording.
    pub left: Option<String>,
    /// The game ended itself.
    pub exited: bool,
    /// The game did not start, and why.
    pub start_error: Option<String>,
}

/// Runs games in virtual time.
pub trait GameRunner: Sync {
    /// Runs one game to the end of its frames. An error means that it could not be tried, for example
    /// because there is no graphics device.
    fn run(&self, job: Job<'_>) -> Result<Outcome, String>;
}
