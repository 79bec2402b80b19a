//! One thing that was found.

use serde_json::{Value, json};
use sparrow_package::SourceError;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Severity {
    /// The game, or the platform's upload, fails.
    Error,
    /// Something does not work, or not everywhere.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    pub(crate) severity: Severity,
    /// The kind of finding, for programs: stays the same over versions.
    pub(crate) code: &'static str,
    /// The file; empty for the package as a whole.
    pub(crate) file: String,
    /// Line and column, from 1, where they are known.
    pub(crate) place: Option<(u32, u32)>,
    pub(crate) message: String,
    /// How it is mended.
    pub(crate) help: Option<String>,
}

impl Finding {
    pub(crate) fn new(severity: Severity, code: &'static str, message: impl Into<String>) -> Finding {
        Finding { severity, code, file: String::new(), place: None, message: message.into(), help: None }
    }

    pub(crate) fn error(code: &'static str, message: impl Into<String>) -> Finding {
        Finding::new(Severity::Error, code, message)
    }

    pub(crate) fn warning(code: &'static str, message: impl Into<String>) -> Finding {
        Finding::new(Severity::Warning, code, message)
    }

    pub(crate) fn note(code: &'static str, message: impl Into<String>) -> Finding {
        Finding::new(Severity::Note, code, message)
    }

    /// The same in a file.
    #[must_use]
    pub(crate) fn in_file(mut self, file: impl Into<String>) -> Finding {
        self.file = file.into();
        self
    }

    /// The same at a byte of a file's text.
    #[must_use]
    pub(crate) fn at(mut self, file: &str, text: &str, offset: usize) -> Finding {
        let place = SourceError::at(file, text, offset, "");
        self.file = place.file;
        self.place = Some((place.line, place.column));
        self
    }

    /// The same with a mend.
    #[must_use]
    pub(crate) fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// The place of an error that has one.
    pub(crate) fn from_source(severity: Severity, code: &'static str, error: &SourceError) -> Finding {
        let mut finding = Finding::new(severity, code, error.message.clone()).in_file(error.file.clone());
        finding.place = Some((error.line, error.column));
        finding.help.clone_from(&error.help);
        finding
    }

    /// The worst first, then by kind and place.
    pub(crate) fn order(&self) -> (Severity, &'static str, &str, Option<(u32, u32)>) {
        (self.severity, self.code, &self.file, self.place)
    }

    pub(crate) fn to_json(&self) -> Value {
        json!({
            "severity": self.severity.word(),
            "code": self.code,
            "file": self.file,
            "line": self.place.map(|(line, _)| line),
            "column": self.place.map(|(_, column)| column),
            "message": self.message,
            "help": self.help,
        })
    }

    /// `file:line:column`, as far as it is known.
    pub(crate) fn place_in_words(&self) -> String {
        match self.place {
            Some((line, column)) => format!("{}:{line}:{column}", self.file),
            None => self.file.clone(),
        }
    }
}
