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
    /// The executor's answer, once it is there.
    pub(crate) result: Option<u64>,
    /// The script has had a turn since it ended: results appear only then.
    pub(crate) may_answer: bool,
}

impl Query {
    pub(crate) fn new(id: GlQueryId) -> Query {
        Query { id, target: None, active: false, ended: false, result: None, may_answer: false }
    }
}

/// A sync object: the only kind is a fence.
#[derive(Debug)]
pub(crate) struct Sync {
    pub(crate) signaled: bool,
    /// The script has had a turn since it was made: it signals only then.
    pub(crate) may_signal: bool,
}
