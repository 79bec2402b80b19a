//! Console lines on the terminal.

use std::{
    fmt::Write as _,
    io::{self, IsTerminal, Write},
};

use sparrow_platform::{Log, LogLevel, Record};

/// When to colour lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorChoice {
    /// When standard error is a terminal.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never; what a program passes when `NO_COLOR` is set.
    Never,
}

/// A line longer than this is cut: a game that logs a data URL of megabytes must not fill the terminal.
const MAX_TEXT_BYTES: usize = 32 * 1024;

const RESET: &str = "\x1b[0m";
const DIM: &str = "\x1b[2m";

/// Writes each record as `level origin text` to standard error.
///
/// A game's text cannot command the terminal: control characters other than line breaks and tabs are shown as
/// `\u{1b}`. Further lines of one record are indented.
#[derive(Clone, Copy, Debug)]
pub struct TerminalLog {
    least: LogLevel,
    color: bool,
}

impl TerminalLog {
    /// Shows records of level `least` and above.
    pub fn new(least: LogLevel, color: ColorChoice) -> TerminalLog {
        let color = match color {
            ColorChoice::Auto => io::stderr().is_terminal(),
            ColorChoice::Always => true,
            ColorChoice::Never => false,
        };
        TerminalLog { least, color }
    }

    fn format(&self, record: &Record) -> String {
        let (level, color) = match record.level {
            LogLevel::Debug => ("debug", DIM),
            LogLevel::Info => ("info", "\x1b[36m"),
            LogLevel::Warn => ("warn", "\x1b[33m"),
            LogLevel::Error => ("error", "\x1b[31m"),
        };
        let (color, dim, reset) = if self.color { (color, DIM, RESET) } else { ("", "", "") };
        let mut line = format!("{color}{level:<5}{reset} ");
        if !record.origin.is_empty() {
            let _ = write!(line, "{dim}");
            push_visible(&mut line, &record.origin);
            let _ = write!(line, "{reset} ");
        }
        let shown = cut(&record.text);
        push_visible(&mut line, shown);
        if shown.len() < record.text.len() {
            let _ = write!(line, "{dim}... ({} more bytes){reset}", record.text.len() - shown.len());
        }
        line.push('\n');
        line
    }
}

impl Log for TerminalLog {
    fn write(&self, record: &Record) {
        if record.level >= self.least {
            // Nobody is left to tell when the terminal is gone.
            let _ = io::stderr().lock().write_all(self.format(record).as_bytes());
        }
    }
}

/// The longest start of `text` within the limit.
fn cut(text: &str) -> &str {
    if text.len() <= MAX_TEXT_BYTES {
        return text;
    }
    let end = (0..=MAX_TEXT_BYTES).rev().find(|i| text.is_char_boundary(*i)).unwrap_or(0);
    &text[..end]
}

fn push_visible(line: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '\n' => line.push_str("\n      "),
            '\t' => line.push('\t'),
            c if c.is_control() => line.extend(c.escape_default()),
            c => line.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(level: LogLevel, origin: &str, text: &str) -> Record {
        Record { level, origin: origin.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn a_line_is_level_origin_text() {
        let plain = TerminalLog::new(LogLevel::Debug, ColorChoice::Never);
        assert_eq!(plain.format(&record(LogLevel::Warn, "game.js:3:5", "low")), "warn  game.js:3:5 low\n");
        assert_eq!(plain.format(&record(LogLevel::Error, "", "a\nb")), "error a\n      b\n");
        let colored = TerminalLog::new(LogLevel::Debug, ColorChoice::Always);
        assert_eq!(
            colored.format(&record(LogLevel::Error, "g.js:1:1", "x")),
            "\x1b[31merror\x1b[0m \x1b[2mg.js:1:1\x1b[0m x\n"
        );
    }

    #[test]
    fn a_game_cannot_command_the_terminal() {
        let plain = TerminalLog::new(LogLevel::Debug, ColorChoice::Never);
        let text = plain.format(&record(LogLevel::Info, "", "\x1b]0;owned\x07 \r\u{9b}2J 中文 😀\t."));
        assert_eq!(text, "info  \\u{1b}]0;owned\\u{7} \\r\\u{9b}2J 中文 😀\t.\n");
    }

    #[test]
    fn a_huge_line_is_cut_between_characters() {
        let plain = TerminalLog::new(LogLevel::Debug, ColorChoice::Never);
        let line = plain.format(&record(LogLevel::Info, "", &"中".repeat(100_000)));
        assert!(line.len() < MAX_TEXT_BYTES + 100, "{}", line.len());
        assert!(line.ends_with("more bytes)\n"));
    }
}
