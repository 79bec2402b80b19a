//! A transform feedback object.

use crate::{context::IndexedBinding, handles::ProgramHandle};

/// A transform feedback object.
#[derive(Debug)]
pub(crate) struct TransformFeedback {
    pub(crate) bindings: Vec<IndexedBinding>,
    pub(crate) active: bool,
    pub(crate) paused: bool,
    /// `POINTS`, `LINES` or `TRIANGLES` while active.
    pub(crate) primitive: u32,
    /// The program in use when it began.
    pub(crate) program: Option<ProgramHandle>,
    /// Vertices written since it began.
    pub(crate) written: u64,
    pub(crate) was_bound: bool,
}

impl TransformFeedback {
    pub(crate) fn new(bindings: u32) -> TransformFeedback {
        TransformFeedback {
            bindings: vec![IndexedBinding::default(); bindings as usize],
            active: false,
            paused: false,
            primitive: crate::constants::POINTS,
            program: None,
            written: 0,
            was_bound: false,
        }
    }
}
