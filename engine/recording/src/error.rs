//! Why a recording cannot be written or used.

/// A recording cannot be written or used.
#[derive(Debug, thiserror::Error)]
pub enum RecordingError {
    /// The file is something else.
    #[error("this is no recording: it does not begin with the mark of one")]
    NotARecording,
    /// A newer Sparrow wrote it.
    #[error(
        "the recording has format {found}, and this program reads formats up to {known}: replay it with the program that made it, or a newer one"
    )]
    Future {
        /// The file's format.
        found: u16,
        /// The newest format that is known here.
        known: u16,
    },
    /// What is in it is not what was written.
    #[error("the recording is damaged at byte {at}: {what}")]
    Damaged {
        /// Where the damaged part begins.
        at: u64,
        /// What is wrong.
        what: String,
    },
    /// It would take more memory than is allowed.
    #[error("the recording holds more than {0} MB")]
    TooLarge(u64),
    /// It could not be written.
    #[error("the recording cannot be written: {0}")]
    Write(String),
}
