//! Query and sync objects.

use sparrow_render::gl::GlQueryId;

/// A query object.
#[derive(Debug)]
pub(crate) struct Query {
    pub(crate) id: GlQueryId,
    /// Of its first `beginQuery`.
    pub(crate) target: Option<u32>,
    pub(crate) active: bool,
    /// It ended at least once.
    pub(crate) ended: bool,
    /// Primitives that transform feedback wrote while it was active.
    pub(crate) primitives: u64,
    /// The result, once it is there.
    pub(crate) result: Option<u64>,
    /// The script's turn in which it ended is over: results appear only then.
    pub(crate) may_answer: bool,
}

impl Query {
    pub(crate) fn new(id: GlQueryId) -> Query {
        Query {
            id,
            target: None,
            active: false,
            ended: false,
            primitives: 0,
            result: None,
            may_answer: false,
        }
    }
}

/// A sync object: the only kind is a fence.
#[derive(Debug)]
pub(crate) struct Sync {
    /// The script's turn in which it was made is over: it signals only then.
    pub(crate) may_signal: bool,
}
