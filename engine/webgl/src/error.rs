//! The error flags of `getError`, and texts for the developer.

use crate::constants::{
    CONTEXT_LOST_WEBGL, INVALID_ENUM, INVALID_FRAMEBUFFER_OPERATION, INVALID_OPERATION, INVALID_VALUE,
    NO_ERROR, OUT_OF_MEMORY,
};

/// In the order in which `getError` gives them out when several are set.
const FLAGS: [u32; 6] = [
    CONTEXT_LOST_WEBGL,
    INVALID_ENUM,
    INVALID_VALUE,
    INVALID_OPERATION,
    INVALID_FRAMEBUFFER_OPERATION,
    OUT_OF_MEMORY,
];

/// Most texts that wait for someone to take them.
const MOST_MESSAGES: usize = 32;

/// The flags that are set.
#[derive(Debug, Default)]
pub(crate) struct ErrorState {
    /// In the order in which they were set, each at most once.
    raised: Vec<u32>,
    messages: Vec<String>,
}

impl ErrorState {
    /// Sets a flag; one that is set stays as it is.
    pub(crate) fn raise(&mut self, code: u32) {
        if FLAGS.contains(&code) && !self.raised.contains(&code) {
            self.raised.push(code);
        }
    }

    /// Takes the oldest flag.
    pub(crate) fn take(&mut self) -> u32 {
        if self.raised.is_empty() { NO_ERROR } else { self.raised.remove(0) }
    }

    pub(crate) fn clear(&mut self) {
        self.raised.clear();
    }

    /// Keeps a text for the console; after a few it keeps none until they are taken.
    pub(crate) fn explain(&mut self, text: impl FnOnce() -> String) {
        if self.messages.len() < MOST_MESSAGES {
            self.messages.push(text());
        }
    }

    pub(crate) fn take_messages(&mut self) -> Vec<String> {
        std::mem::take(&mut self.messages)
    }
}

/// The name of an error code.
pub(crate) fn name(code: u32) -> &'static str {
    match code {
        INVALID_ENUM => "INVALID_ENUM",
        INVALID_VALUE => "INVALID_VALUE",
        INVALID_OPERATION => "INVALID_OPERATION",
        INVALID_FRAMEBUFFER_OPERATION => "INVALID_FRAMEBUFFER_OPERATION",
        OUT_OF_MEMORY => "OUT_OF_MEMORY",
        CONTEXT_LOST_WEBGL => "CONTEXT_LOST_WEBGL",
        _ => "NO_ERROR",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_flag_is_given_out_once() {
        let mut errors = ErrorState::default();
        errors.raise(INVALID_VALUE);
        errors.raise(INVALID_ENUM);
        errors.raise(INVALID_VALUE);
        assert_eq!([errors.take(), errors.take(), errors.take()], [INVALID_VALUE, INVALID_ENUM, NO_ERROR]);
    }
}
