//! Texts, JSON and bytes over the boundary.

use crate::status::Refusal;
use serde_json::Value;
use std::ffi::{CStr, CString, c_char};

/// A text of the caller's; `None` for null. `what` names it in the message.
///
/// # Safety
/// Null, or a NUL-terminated text that lives as long as the result.
pub(crate) unsafe fn optional<'a>(text: *const c_char, what: &str) -> Result<Option<&'a str>, Refusal> {
    if text.is_null() {
        return Ok(None);
    }
    // SAFETY: by the contract of this function.
    let text = unsafe { CStr::from_ptr(text) };
    text.to_str().map(Some).map_err(|_| Refusal::argument(format!("{what} is not UTF-8")))
}

/// A text that must be there.
///
/// # Safety
/// As of [`optional`].
pub(crate) unsafe fn required<'a>(text: *const c_char, what: &str) -> Result<&'a str, Refusal> {
    // SAFETY: by the contract of this function.
    let text = unsafe { optional(text, what) }?;
    text.ok_or_else(|| Refusal::argument(format!("{what} is null")))
}

/// A JSON value; null, and an empty text, are JSON's null.
///
/// # Safety
/// As of [`optional`].
pub(crate) unsafe fn json(text: *const c_char, what: &str) -> Result<Value, Refusal> {
    // SAFETY: by the contract of this function.
    let text = unsafe { optional(text, what) }?.unwrap_or_default();
    if text.is_empty() {
        return Ok(Value::Null);
    }
    serde_json::from_str(text).map_err(|e| Refusal::argument(format!("{what} is not JSON: {e}")))
}

/// A copy of bytes; `None` for null.
///
/// # Safety
/// Null, or `length` readable bytes.
pub(crate) unsafe fn bytes(start: *const u8, length: usize) -> Option<Vec<u8>> {
    if start.is_null() {
        return None;
    }
    // SAFETY: by the contract of this function.
    Some(unsafe { std::slice::from_raw_parts(start, length) }.to_vec())
}

/// For C. A NUL inside, which no C text can hold, becomes a replacement character.
pub(crate) fn to_c(text: &str) -> CString {
    CString::new(text).unwrap_or_else(|_| {
        let shown = text.replace('\0', "\u{fffd}");
        CString::new(shown).unwrap_or_default()
    })
}
