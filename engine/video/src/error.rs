//! The one error type of this crate.

/// What kind of trouble it is; games hear of it by this.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VideoErrorKind {
    /// The bytes did not come.
    Source,
    /// A file that is no video, or one of a kind that is not decoded, or past the limits.
    Unsupported,
    /// A video that is damaged or cut short.
    Damaged,
}

/// Why a video cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct VideoError {
    /// What kind.
    pub kind: VideoErrorKind,
    /// In words.
    pub reason: String,
}

impl VideoError {
    /// The bytes did not come.
    pub fn source(reason: impl Into<String>) -> VideoError {
        VideoError { kind: VideoErrorKind::Source, reason: reason.into() }
    }

    /// Not a video that we decode.
    pub fn unsupported(reason: impl Into<String>) -> VideoError {
        VideoError { kind: VideoErrorKind::Unsupported, reason: reason.into() }
    }

    /// A broken video.
    pub fn damaged(reason: impl Into<String>) -> VideoError {
        VideoError { kind: VideoErrorKind::Damaged, reason: reason.into() }
    }
}
