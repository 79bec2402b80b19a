//! What goes wrong in scripts, as Rust values: [`ScriptError`] (an exception or a limit that ended a
//! script) with its [`Frame`]s, and [`VmError`] (the VM itself could not be made or used).
//!
//! Absent: throwing *into* JavaScript, which is [`JsError`](crate::JsError).

use std::fmt;

/// Which kind of failure ended a script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ScriptErrorKind {
    /// A value was thrown and not caught.
    Exception,
    /// The source could not be parsed.
    Syntax,
    /// The memory limit of the VM was reached.
    OutOfMemory,
    /// The stack limit of the VM was reached (`RangeError: Maximum call stack size exceeded`).
    StackOverflow,
    /// The watchdog ended a script that used up its time.
    Watchdog,
    /// A Rust function that the script called panicked; this is a fault of the engine.
    Panic,
    /// Bytecode was refused: damaged, or written by another build of the engine.
    Bytecode,
}

/// One call in a stack trace. Lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Name of the function; `<anonymous>` or `<eval>` where it has none.
    pub function: String,
    /// Name of the source file; empty for native functions.
    pub file: String,
    /// Line in the file, from 1; 0 when unknown.
    pub line: u32,
    /// Column in the line, from 1; 0 when unknown.
    pub column: u32,
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.function.is_empty(), self.file.is_empty()) {
            (true, _) => write!(f, "at {}:{}:{}", self.file, self.line, self.column),
            (false, true) => write!(f, "at {} (native)", self.function),
            (false, false) => {
                write!(f, "at {} ({}:{}:{})", self.function, self.file, self.line, self.column)
            }
        }
    }
}

/// A script ended with an error that nobody caught.
///
/// `file`, `line` and `column` are those of the first frame that lies in a source file, after source
/// mapping (see [`Vm::set_frame_mapper`](crate::Vm::set_frame_mapper)).
#[derive(Clone, Debug, thiserror::Error)]
#[error("{}", self.headline())]
pub struct ScriptError {
    /// What ended the script.
    pub kind: ScriptErrorKind,
    /// `name` of the thrown error (`TypeError`); empty when something else than an error was thrown.
    pub name: String,
    /// `message` of the thrown error, or the thrown value as text.
    pub message: String,
    /// The stack as text, one `    at ..` line per frame, source-mapped; empty when there is none.
    pub stack: String,
    /// Source file of the first frame; empty when unknown.
    pub file: String,
    /// Line from 1; 0 when unknown.
    pub line: u32,
    /// Column from 1; 0 when unknown.
    pub column: u32,
    /// The frames of the stack, innermost first.
    pub frames: Vec<Frame>,
    /// For syntax errors: the source line and a caret under the column, two lines of text.
    pub excerpt: Option<String>,
}

impl ScriptError {
    /// An error without a place in a source file.
    pub fn new(kind: ScriptErrorKind, name: &str, message: impl Into<String>) -> Self {
        Self {
            kind,
            name: name.into(),
            message: message.into(),
            stack: String::new(),
            file: String::new(),
            line: 0,
            column: 0,
            frames: Vec::new(),
            excerpt: None,
        }
    }

    /// `TypeError: x is not a function (game.js:3:5)`: one line.
    pub fn headline(&self) -> String {
        let mut text = match (self.name.is_empty(), self.message.is_empty()) {
            (true, _) => self.message.clone(),
            (false, true) => self.name.clone(),
            (false, false) => format!("{}: {}", self.name, self.message),
        };
        if !self.file.is_empty() {
            text.push_str(&format!(" ({}:{}:{})", self.file, self.line, self.column));
        }
        text
    }

    /// The headline, the excerpt of the source and the stack: what a console prints.
    pub fn report(&self) -> String {
        let mut text = self.headline();
        if let Some(excerpt) = &self.excerpt {
            text.push('\n');
            text.push_str(excerpt);
        }
        if !self.stack.is_empty() {
            text.push('\n');
            text.push_str(self.stack.trim_end());
        }
        text
    }

    /// Takes the frames, and the place of the first one that has a file.
    pub(crate) fn set_frames(&mut self, frames: Vec<Frame>) {
        if let Some(frame) = frames.iter().find(|frame| !frame.file.is_empty()) {
            self.file.clone_from(&frame.file);
            self.line = frame.line;
            self.column = frame.column;
        }
        self.stack = frames.iter().map(|frame| format!("    {frame}\n")).collect();
        self.frames = frames;
    }

    /// Adds the excerpt for the error's own line out of `source`, and keeps the place inside the source.
    pub(crate) fn add_excerpt(&mut self, source: &str) {
        let lines = source.lines().count().max(1) as u32;
        if self.line == 0 {
            return;
        }
        if self.line > lines {
            // The parser ran off the end (a missing `}`): point at the last line.
            self.line = lines;
            self.column = source.lines().last().map_or(1, |line| line.chars().count() as u32 + 1);
            if let Some(frame) = self.frames.first_mut() {
                (frame.line, frame.column) = (self.line, self.column);
            }
        }
        self.excerpt = source.lines().nth(self.line as usize - 1).map(|line| caret(line, self.column));
    }
}

/// The widest part of a source line that an excerpt shows, in characters.
const EXCERPT_WIDTH: usize = 120;

fn caret(line: &str, column: u32) -> String {
    let at = (column.max(1) - 1) as usize;
    let skip = at.saturating_sub(EXCERPT_WIDTH / 2);
    let shown: String = line.chars().skip(skip).take(EXCERPT_WIDTH).collect();
    let indent: String = shown.chars().take(at - skip).map(|c| if c == '\t' { '\t' } else { ' ' }).collect();
    format!("{shown}\n{indent}^")
}

/// Reads the text form of a QuickJS stack. Lines that are not frames are left out.
///
/// The forms are `    at name (file:line:column)`, `    at name (native)`, `    at name (missing)` and,
/// for syntax errors, `    at file:line:column`.
pub(crate) fn parse_stack(stack: &str) -> Vec<Frame> {
    stack.lines().filter_map(parse_frame).collect()
}

fn parse_frame(line: &str) -> Option<Frame> {
    let rest = line.trim().strip_prefix("at ")?;
    if let Some(body) = rest.strip_suffix(')') {
        let open = body.rfind(" (")?;
        let (function, place) = (&body[..open], &body[open + 2..]);
        let (file, line, column) = parse_place(place).unwrap_or_default();
        return Some(Frame { function: function.into(), file, line, column });
    }
    let (file, line, column) = parse_place(rest)?;
    Some(Frame { function: String::new(), file, line, column })
}

fn parse_place(place: &str) -> Option<(String, u32, u32)> {
    let (rest, column) = place.rsplit_once(':')?;
    let (file, line) = rest.rsplit_once(':')?;
    Some((file.to_owned(), line.parse().ok()?, column.parse().ok()?))
}

/// The VM could not be made, or was used in a way it does not allow.
#[derive(Debug, thiserror::Error)]
pub enum VmError {
    /// An option is out of its range.
    #[error("VM option {option}: {reason}")]
    Option {
        /// Name of the field of [`VmOptions`](crate::VmOptions).
        option: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// QuickJS could not allocate its runtime or a realm.
    #[error("out of memory while making the VM")]
    Allocation,
    /// QuickJS refused a step that must not fail.
    #[error("QuickJS refused: {0}")]
    Engine(String),
    /// A script of the VM's own (the globals written in JavaScript) failed.
    #[error("a built-in script failed: {0}")]
    Builtin(#[from] Box<ScriptError>),
}

impl From<rquickjs::Error> for VmError {
    fn from(error: rquickjs::Error) -> Self {
        match error {
            rquickjs::Error::Allocation => Self::Allocation,
            other => Self::Engine(other.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_of_every_form_are_read() {
        let stack = "    at inner (js/a b.js:3:7)\n    at map (native)\n    at game.js:12:1\nnoise\n    at f (missing)\n";
        let frames = parse_stack(stack);
        assert_eq!(frames.len(), 4);
        assert_eq!(
            frames[0],
            Frame { function: "inner".into(), file: "js/a b.js".into(), line: 3, column: 7 }
        );
        assert_eq!(frames[1].file, "");
        assert_eq!((frames[2].file.as_str(), frames[2].line), ("game.js", 12));
        assert_eq!((frames[3].function.as_str(), frames[3].file.as_str()), ("f", ""));
    }

    #[test]
    fn hostile_stacks_do_not_panic() {
        for stack in ["at (", "at )", "at :::", "at a (b:c:d)", "at é (é:1:99999999999)", "    at ()"] {
            let _ = parse_stack(stack);
        }
    }

    #[test]
    fn the_caret_stands_under_the_column_of_a_long_line() {
        let line = format!("{}X{}", "a".repeat(500), "b".repeat(500));
        let text = caret(&line, 501);
        let (source, mark) = text.split_once('\n').unwrap();
        assert_eq!(source.chars().nth(mark.chars().count() - 1), Some('X'));
    }

    #[test]
    fn an_error_past_the_end_points_at_the_last_line() {
        let mut error = ScriptError::new(ScriptErrorKind::Syntax, "SyntaxError", "expecting '}'");
        error.set_frames(vec![Frame { function: String::new(), file: "a.js".into(), line: 9, column: 1 }]);
        error.add_excerpt("if (x) {\n  y()\n");
        assert_eq!((error.line, error.column), (2, 6));
        assert_eq!(error.excerpt.as_deref(), Some("  y()\n     ^"));
    }
}
