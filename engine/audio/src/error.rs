//! What can go wrong with a sound, in the platform's numbers.

/// `errCode` of `InnerAudioContext.onError`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// 10001: something of the system, such as too many sounds at once.
    System,
    /// 10002: the sound could not be fetched.
    Network,
    /// 10003: the file is missing, empty or cannot be read.
    File,
    /// 10004: the bytes are no sound that can be played.
    Format,
}

impl ErrorCode {
    /// The platform's number.
    pub const fn number(self) -> i32 {
        match self {
            ErrorCode::System => 10001,
            ErrorCode::Network => 10002,
            ErrorCode::File => 10003,
            ErrorCode::Format => 10004,
        }
    }
}

/// Why a sound cannot be loaded or played.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct AudioError {
    /// The kind, as the game sees it.
    pub code: ErrorCode,
    /// The reason, for people.
    pub message: String,
}

impl AudioError {
    /// An error with a message; for loaders that the caller writes.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> AudioError {
        AudioError { code, message: message.into() }
    }

    pub(crate) fn format(message: impl Into<String>) -> AudioError {
        AudioError::new(ErrorCode::Format, message)
    }
}
