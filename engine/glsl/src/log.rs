//! The info log: errors and warnings in ANGLE's words and form.

use std::fmt::Write;

/// More errors than this help nobody, and the log stays small whatever the source is.
const MAX_MESSAGES: u32 = 64;

/// Compilation cannot go on: the reason is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stop;

/// What a step of the front end gives when it can fail beyond recovery.
pub(crate) type Step<T> = Result<T, Stop>;

/// Collects messages.
#[derive(Debug, Default)]
pub(crate) struct InfoLog {
    text: String,
    errors: u32,
    warnings: u32,
}

impl InfoLog {
    /// `ERROR: 0:12: 'token' : reason`.
    pub(crate) fn error(&mut self, line: u32, token: &str, reason: &str) {
        self.errors += 1;
        if self.errors <= MAX_MESSAGES {
            self.write("ERROR", line, token, reason);
        }
    }

    /// `WARNING: 0:12: 'token' : reason`.
    pub(crate) fn warning(&mut self, line: u32, token: &str, reason: &str) {
        self.warnings += 1;
        if self.warnings <= MAX_MESSAGES {
            self.write("WARNING", line, token, reason);
        }
    }

    /// An error of the shader as a whole.
    pub(crate) fn global_error(&mut self, reason: &str) {
        self.errors += 1;
        if self.errors <= MAX_MESSAGES {
            _ = writeln!(self.text, "ERROR: {reason}");
        }
    }

    /// An error after which nothing else can be said.
    pub(crate) fn stop<T>(&mut self, line: u32, token: &str, reason: &str) -> Step<T> {
        self.error(line, token, reason);
        Err(Stop)
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// So many errors that checking further is a waste.
    pub(crate) fn is_full(&self) -> bool {
        self.errors >= MAX_MESSAGES
    }

    pub(crate) fn into_text(self) -> String {
        self.text
    }

    fn write(&mut self, severity: &str, line: u32, token: &str, reason: &str) {
        // A token can be as long as the source.
        let shown = token.char_indices().nth(256).map_or(token, |(end, _)| &token[..end]);
        _ = writeln!(self.text, "{severity}: 0:{line}: '{shown}' : {reason}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_have_angles_form() {
        let mut log = InfoLog::default();
        log.error(12, "x", "undeclared identifier");
        log.warning(3, "GL_foo", "extension is not supported");
        assert_eq!(
            log.into_text(),
            "ERROR: 0:12: 'x' : undeclared identifier\nWARNING: 0:3: 'GL_foo' : extension is not supported\n"
        );
    }

    #[test]
    fn the_log_is_bounded() {
        let mut log = InfoLog::default();
        for line in 0..10_000 {
            log.error(line, &"y".repeat(1000), "undeclared identifier");
        }
        assert!(log.is_full());
        assert!(log.into_text().len() < 64 * 400);
    }
}
