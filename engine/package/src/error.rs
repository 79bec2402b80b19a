//! What is wrong with a package, worded for the person who has to mend it.

use std::fmt;

use sparrow_platform::{BadPath, FileError, RelativePath};

use crate::Position;

/// A place in a text file and what is wrong there. Its `Display` is
/// `game.json:3:18: message`, the source line, a caret under the column and the mend, if one is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceError {
    /// The file, relative to the package.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// How it is mended, when that is known.
    pub help: Option<String>,
    /// The line itself, cut around the column when it is long, without its end.
    pub source_line: String,
    /// Characters of `source_line` before the column.
    pub caret: u32,
}

/// Characters of a source line that an error shows.
const SHOWN_CHARS: usize = 120;

impl SourceError {
    /// An error at byte `offset` of `text`.
    pub fn at(file: &str, text: &str, offset: usize, message: impl Into<String>) -> SourceError {
        let mut offset = offset.min(text.len());
        while !text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &text[..offset];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let line = before.bytes().filter(|&b| b == b'\n').count() + 1;
        let column = text[start..offset].chars().count();
        let full = text[start..].lines().next().unwrap_or("");
        // A minified line is megabytes long: show the part around the column.
        let skip =
            if full.chars().nth(SHOWN_CHARS).is_some() { column.saturating_sub(SHOWN_CHARS / 2) } else { 0 };
        let source_line: String =
            full.chars().skip(skip).take(SHOWN_CHARS).map(|c| if c == '\t' { ' ' } else { c }).collect();
        SourceError {
            file: file.to_owned(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            column: u32::try_from(column + 1).unwrap_or(u32::MAX),
            message: message.into(),
            help: None,
            source_line,
            caret: u32::try_from(column - skip).unwrap_or(u32::MAX),
        }
    }

    /// An error at a line and a byte column, both from 1, as a script engine reports them.
    pub fn at_position(file: &str, text: &str, at: Position, message: impl Into<String>) -> SourceError {
        let line = (at.line as usize).saturating_sub(1);
        let start = text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
        let length = text.get(start..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
        let column = (at.column as usize).saturating_sub(1).min(length);
        SourceError::at(file, text, start + column, message)
    }

    /// The same with a mend.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> SourceError {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        writeln!(f, " {number} | {}", self.source_line)?;
        write!(f, " {margin} | {}^", " ".repeat(self.caret as usize))?;
        if let Some(help) = &self.help {
            write!(f, "\n {margin} = {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SourceError {}

/// Why a package cannot be opened, or one of its modules cannot be loaded.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PackageError {
    /// A configuration file is broken or holds a value of the wrong type.
    #[error("{0}")]
    Config(Box<SourceError>),
    /// A script has a syntax error.
    #[error("SyntaxError: {0}")]
    Syntax(Box<SourceError>),
    /// There is no `game.json`.
    #[error(
        "no game.json in {looked_in}: a game package has game.json and game.js side by side{hint}\n  \
         mend: write game.json next to game.js; {{\"deviceOrientation\": \"portrait\"}} is enough"
    )]
    NoGameJson {
        /// The folder, in words.
        looked_in: String,
        /// What was found instead; empty, or begins with `; `.
        hint: String,
    },
    /// There is no `game.js`.
    #[error(
        "no game.js in {looked_in}, which holds game.json: the game starts there{hint}\n  mend: put the game's entry script there as game.js"
    )]
    NoGameJs {
        /// The folder, in words.
        looked_in: String,
        /// What was found instead; empty, or begins with `; `.
        hint: String,
    },
    /// `miniprogramRoot` names no folder.
    #[error("project.config.json says miniprogramRoot is {root:?}, but there is no such folder")]
    NoMiniprogramRoot {
        /// The folder that it names.
        root: String,
    },
    /// A zip file cannot be used.
    #[error("the zip file cannot be used: {}{reason}", entry_words(.entry))]
    Zip {
        /// The entry at fault; empty when it is the file as a whole.
        entry: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A release's manifest cannot be used.
    #[error("the release cannot be used: {reason}")]
    Release {
        /// What is wrong with it.
        reason: String,
    },
    /// The game cannot be started from this subpackage.
    #[error("the game cannot start from the subpackage '{name}': {why}")]
    NotIndependent {
        /// What was named.
        name: String,
        /// Why, in words.
        why: String,
    },
    /// `require` found nothing.
    #[error("Cannot find module '{specifier}' required by {}\n  looked for: {}", requirer(.from), list(.tried))]
    ModuleNotFound {
        /// What was asked for.
        specifier: String,
        /// The requiring file.
        from: Option<RelativePath>,
        /// Where it was looked for, in order.
        tried: Vec<String>,
    },
    /// A module's path leaves the package.
    #[error("'{specifier}', required by {}, leads out of the package", requirer(.from))]
    ModuleOutside {
        /// What was asked for.
        specifier: String,
        /// The requiring file.
        from: Option<RelativePath>,
    },
    /// A script needs compiling and this build cannot.
    #[error(
        "{file} needs compiling ({what}), and this build of Sparrow has no compiler; pack the game first"
    )]
    NoCompiler {
        /// The script.
        file: String,
        /// What needs compiling.
        what: &'static str,
    },
    /// The compiler gave up on a script.
    #[error("{file} cannot be compiled: {reason}")]
    Compiler {
        /// The script.
        file: String,
        /// Why.
        reason: String,
    },
    /// A path is malformed.
    #[error(transparent)]
    BadPath(#[from] BadPath),
    /// A file cannot be read.
    #[error("{0}")]
    File(#[from] FileError),
}

fn entry_words(entry: &str) -> String {
    if entry.is_empty() { String::new() } else { format!("its entry {entry:?} ") }
}

fn requirer(from: &Option<RelativePath>) -> String {
    from.as_ref().map_or_else(|| "the game's start".to_owned(), RelativePath::to_string)
}

fn list(tried: &[String]) -> String {
    tried.join(", ")
}

/// Something worth telling that stops nothing: an unknown field, a value that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning(pub SourceError);

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_show_the_line_and_the_column() {
        let error = SourceError::at("a.json", "{\n\t\"é\": x\n}", 9, "odd").with_help("write y");
        assert_eq!((error.line, error.column), (2, 7));
        assert_eq!(error.to_string(), "a.json:2:7: odd\n 2 |  \"é\": x\n   |       ^\n   = write y");
    }

    #[test]
    fn engine_positions_are_found() {
        let at = |line, column| {
            SourceError::at_position("a.js", "ab\n\u{e9}cd\n", Position { line, column }, "odd")
        };
        assert_eq!((at(2, 3).line, at(2, 3).column, at(2, 3).source_line.as_str()), (2, 2, "\u{e9}cd"));
        assert_eq!((at(1, 99).line, at(1, 99).column), (1, 3));
        assert_eq!(at(99, 99).line, 3);
        assert_eq!(at(0, 0).line, 1);
    }

    #[test]
    fn long_lines_are_cut_around_the_column() {
        let text = format!("{}X{}", "a".repeat(100_000), "b".repeat(1000));
        let error = SourceError::at("a.js", &text, 100_000, "odd");
        assert_eq!(error.column, 100_001);
        assert_eq!(error.source_line.chars().count(), SHOWN_CHARS);
        assert_eq!(error.source_line.chars().nth(error.caret as usize), Some('X'));
        // Offsets beyond the end or inside a character are no reason to panic.
        SourceError::at("a.js", "é", 1, "odd");
        SourceError::at("a.js", "", 9, "odd");
    }
}
