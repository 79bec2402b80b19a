//! How a call went, and the error that a failed `sparrow_game_create` leaves.

use crate::text;
use std::ffi::{CString, c_char};

/// How a call went: one of `SPARROW_STATUS_*`.
pub type SparrowStatus = i32;

/// It did what it says.
pub const SPARROW_STATUS_OK: SparrowStatus = 0;
/// A pointer is null, a text is not UTF-8, or a number is out of its range; the message says which.
pub const SPARROW_STATUS_BAD_ARGUMENT: SparrowStatus = 1;
/// The package cannot be used; the message is for its developer.
pub const SPARROW_STATUS_BAD_PACKAGE: SparrowStatus = 2;
/// What the game keeps, or a file of certificates, cannot be read or written.
pub const SPARROW_STATUS_BAD_STORAGE: SparrowStatus = 3;
/// Nothing can draw as it was asked to, or the window cannot be drawn to.
pub const SPARROW_STATUS_NO_RENDERER: SparrowStatus = 4;
/// A game is used on the thread that created it.
pub const SPARROW_STATUS_WRONG_THREAD: SparrowStatus = 5;
/// The game is in the middle of a call: callbacks may only queue input, answer services, send events and read files.
pub const SPARROW_STATUS_BUSY: SparrowStatus = 6;
/// The game has not drawn anything yet.
pub const SPARROW_STATUS_NO_PICTURE: SparrowStatus = 7;
/// The buffer is too small; the sizes are written all the same.
pub const SPARROW_STATUS_TOO_SMALL: SparrowStatus = 8;
/// This build of the library leaves that out; the message names the feature.
#[allow(dead_code, reason = "smaller builds give it")]
pub const SPARROW_STATUS_NOT_BUILT: SparrowStatus = 9;
/// A fault of the library. The game is of no use from then on; destroy it.
pub const SPARROW_STATUS_INTERNAL: SparrowStatus = 10;

/// Why `sparrow_game_create` failed.
pub struct SparrowError {
    status: SparrowStatus,
    message: CString,
}

/// Its status; `SPARROW_STATUS_OK` of null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_error_status(error: *const SparrowError) -> SparrowStatus {
    // SAFETY: null, or from `sparrow_game_create` and not freed, by the contract.
    unsafe { error.as_ref() }.map_or(SPARROW_STATUS_OK, |error| error.status)
}

/// Its message, in UTF-8, until it is freed; an empty text of null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_error_message(error: *const SparrowError) -> *const c_char {
    // SAFETY: as above.
    unsafe { error.as_ref() }.map_or(c"".as_ptr(), |error| error.message.as_ptr())
}

/// Frees an error; null is fine.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sparrow_error_free(error: *mut SparrowError) {
    if !error.is_null() {
        // SAFETY: made by `Refusal::into_error` with `Box::into_raw`, and freed once, by the contract.
        drop(unsafe { Box::from_raw(error) });
    }
}

/// Why a call is refused: status and message on their way to the caller.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: SparrowStatus,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(status: SparrowStatus, message: impl Into<String>) -> Refusal {
        Refusal { status, message: message.into() }
    }

    pub(crate) fn argument(message: impl Into<String>) -> Refusal {
        Refusal::new(SPARROW_STATUS_BAD_ARGUMENT, message)
    }

    pub(crate) fn into_error(self) -> *mut SparrowError {
        let message = text::to_c(&self.message);
        Box::into_raw(Box::new(SparrowError { status: self.status, message }))
    }
}
