//! Characters to tokens. Comments are white space; lines joined by a backslash are one.

use crate::{
    log::{InfoLog, Step},
    names::{Essl, Names},
    token::{Mark, Token, TokenKind},
};
use std::borrow::Cow;

/// Removes backslashes at ends of lines; as many line ends follow the joined line, so that later lines keep their numbers.
pub(crate) fn join_lines(source: &str) -> Cow<'_, str> {
    if !source.contains('\\') {
        return Cow::Borrowed(source);
    }
    let mut joined = String::with_capacity(source.len());
    let mut owed = 0;
    let mut rest = source;
    while let Some(at) = rest.find(['\\', '\n']) {
        joined.push_str(&rest[..at]);
        let from = &rest[at..];
        if let Some(after) = from.strip_prefix("\\\n").or_else(|| from.strip_prefix("\\\r\n")) {
            owed += 1;
            rest = after;
            continue;
        }
        joined.push_str(&from[..1]);
        if from.starts_with('\n') {
            joined.extend(std::iter::repeat_n('\n', owed));
            owed = 0;
        }
        rest = &from[1..];
    }
    joined.push_str(rest);
    Cow::Owned(joined)
}

/// What the lexer meets.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Lexeme {
    Token(Token),
    LineEnd,
    End,
}

/// Reads one source, line by line.
#[derive(Debug)]
pub(crate) struct Lexer<'s> {
    source: &'s str,
    bytes: &'s [u8],
    at: usize,
    line: u32,
    longest_name: usize,
    /// GLSL ES 3.00 has unsigned literals and the suffix `f`.
    pub(crate) version: Essl,
}

impl<'s> Lexer<'s> {
    /// `longest_name`: WebGL 1 takes 256 characters, WebGL 2 takes 1024.
    pub(crate) fn new(source: &'s str, longest_name: usize) -> Self {
        Self { source, bytes: source.as_bytes(), at: 0, line: 1, longest_name, version: Essl::V100 }
    }

    pub(crate) fn line(&self) -> u32 {
        self.line
    }

    /// `#line`: the number of the line that begins here.
    pub(crate) fn set_line(&mut self, line: u32) {
        self.line = line;
    }

    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// Skips white space and comments, but no line end outside of comments; whether there was any.
    fn skip_space(&mut self, log: &mut InfoLog) -> Step<bool> {
        let start = self.at;
        loop {
            match self.peek(0) {
                b' ' | b'\t' | 0x0b | 0x0c => self.at += 1,
                b'\r' if self.peek(1) == b'\n' => self.at += 1,
                b'/' if self.peek(1) == b'/' => {
                    self.at += self.bytes[self.at..]
                        .iter()
                        .position(|&byte| byte == b'\n' || byte == b'\r')
                        .unwrap_or(self.bytes.len() - self.at);
                }
                b'/' if self.peek(1) == b'*' => {
                    let opened = self.line;
                    self.at += 2;
                    loop {
                        if self.at >= self.bytes.len() {
                            return log.stop(opened, "EOF", "unexpected end of file found in comment");
                        }
                        match self.bytes[self.at] {
                            b'*' if self.peek(1) == b'/' => {
                                self.at += 2;
                                break;
                            }
                            b'\n' => self.line = self.line.wrapping_add(1),
                            b'\r' if self.peek(1) != b'\n' => self.line = self.line.wrapping_add(1),
                            _ => {}
                        }
                        self.at += 1;
                    }
                }
                _ => return Ok(self.at > start),
            }
        }
    }

    /// At the start of a line: whether it is a directive. Its `#` is then behind us.
    pub(crate) fn begin_line(&mut self, log: &mut InfoLog) -> Step<bool> {
        self.skip_space(log)?;
        let directive = self.peek(0) == b'#';
        self.at += usize::from(directive);
        Ok(directive)
    }

    /// Skips a line that no condition lets through; false at the end of the source.
    pub(crate) fn skip_line(&mut self, log: &mut InfoLog) -> Step<bool> {
        loop {
            self.skip_space(log)?;
            match self.bytes.get(self.at) {
                None => return Ok(false),
                Some(b'\n' | b'\r') => {
                    self.end_line();
                    return Ok(true);
                }
                Some(_) => self.at += 1,
            }
        }
    }

    fn end_line(&mut self) {
        self.at += 1 + usize::from(self.peek(0) == b'\r' && self.peek(1) == b'\n');
        self.line = self.line.wrapping_add(1);
    }

    /// The next token. In a directive, what is no token comes as [`TokenKind::Invalid`]; elsewhere it stops compilation.
    pub(crate) fn next(&mut self, names: &mut Names<'s>, log: &mut InfoLog, directive: bool) -> Step<Lexeme> {
        let spaced = self.skip_space(log)?;
        let line = self.line;
        let start = self.at;
        let kind = match self.peek(0) {
            _ if self.at >= self.bytes.len() => return Ok(Lexeme::End),
            b'\n' | b'\r' => {
                self.end_line();
                return Ok(Lexeme::LineEnd);
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                let text = &self.source[start..self.at];
                if text.len() > self.longest_name {
                    return log.stop(line, text, "token too long");
                }
                TokenKind::Name(names.intern(text))
            }
            b'0'..=b'9' => self.number(log, directive)?,
            b'.' if self.peek(1).is_ascii_digit() => self.number(log, directive)?,
            _ => match self.mark() {
                Some(mark) => TokenKind::Mark(mark),
                None => {
                    let character = self.source[self.at..].chars().next().unwrap_or('?');
                    self.at += character.len_utf8();
                    if !directive {
                        return log.stop(line, &character.to_string(), "invalid character");
                    }
                    TokenKind::Invalid(character)
                }
            },
        };
        let spelling = match kind {
            TokenKind::Int(_) | TokenKind::Uint(_) | TokenKind::Float(_) => {
                let bytes = &self.bytes[start..self.at];
                bytes.iter().fold(0u16, |sum, &byte| sum.wrapping_mul(31).wrapping_add(u16::from(byte)))
            }
            _ => 0,
        };
        Ok(Lexeme::Token(Token { kind, line, spaced, fixed: false, spelling }))
    }

    fn skip_while(&mut self, mut matches: impl FnMut(u8) -> bool) {
        self.at += self.bytes[self.at..]
            .iter()
            .position(|&byte| !matches(byte))
            .unwrap_or(self.bytes.len() - self.at);
    }

    fn number(&mut self, log: &mut InfoLog, directive: bool) -> Step<TokenKind> {
        let start = self.at;
        let mut float = false;
        let hexadecimal = self.peek(0) == b'0' && matches!(self.peek(1), b'x' | b'X');
        if hexadecimal {
            self.at += 2;
            self.skip_while(|byte| byte.is_ascii_hexdigit());
        } else {
            self.skip_while(|byte| byte.is_ascii_digit());
            if self.peek(0) == b'.' {
                float = true;
                self.at += 1;
                self.skip_while(|byte| byte.is_ascii_digit());
            }
            let sign = usize::from(matches!(self.peek(1), b'+' | b'-'));
            if matches!(self.peek(0), b'e' | b'E') && self.peek(1 + sign).is_ascii_digit() {
                float = true;
                self.at += 1 + sign;
                self.skip_while(|byte| byte.is_ascii_digit());
            }
        }
        let digits = &self.source[start..self.at];
        let unsigned = !float && matches!(self.peek(0), b'u' | b'U');
        let suffixed = unsigned || (float && matches!(self.peek(0), b'f' | b'F'));
        self.at += usize::from(suffixed);
        let tail = self.at;
        self.skip_while(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let text = &self.source[start..self.at];
        let line = self.line;
        let invalid = |log: &mut InfoLog, reason| {
            if directive {
                return Ok(TokenKind::Invalid(char::from(text.as_bytes()[0])));
            }
            log.stop(line, text, reason)
        };
        if self.at > tail {
            return invalid(log, "invalid number");
        }
        if suffixed && self.version == Essl::V100 && !directive {
            let reason = if float {
                "Floating-point suffix unsupported prior to GLSL ES 3.00"
            } else {
                "Unsigned integers are unsupported prior to GLSL ES 3.00"
            };
            return invalid(log, reason);
        }
        if float {
            let value: f32 = digits.parse().unwrap_or(0.0);
            return Ok(TokenKind::Float(value));
        }
        let value = if hexadecimal {
            u64::from_str_radix(digits[2..].trim_start_matches('0'), 16).or_else(|_| {
                if digits[2..].bytes().all(|byte| byte == b'0') && digits.len() > 2 { Ok(0) } else { Err(()) }
            })
        } else if digits.len() > 1 && digits.starts_with('0') {
            match u64::from_str_radix(digits, 8) {
                Ok(value) => Ok(value),
                Err(_) if digits.bytes().any(|byte| byte > b'7') => return invalid(log, "invalid number"),
                Err(_) => Err(()),
            }
        } else {
            digits.parse().map_err(|_| ())
        };
        match value.ok().and_then(|value| u32::try_from(value).ok()) {
            Some(value) if unsigned => Ok(TokenKind::Uint(value)),
            Some(value) => Ok(TokenKind::Int(value)),
            None => invalid(log, "integer overflow"),
        }
    }

    fn mark(&mut self) -> Option<Mark> {
        let (second, third) = (self.peek(1), self.peek(2));
        let (mark, length) = match self.peek(0) {
            b'(' => (Mark::OpenParen, 1),
            b')' => (Mark::CloseParen, 1),
            b'[' => (Mark::OpenBracket, 1),
            b']' => (Mark::CloseBracket, 1),
            b'{' => (Mark::OpenBrace, 1),
            b'}' => (Mark::CloseBrace, 1),
            b'.' => (Mark::Dot, 1),
            b',' => (Mark::Comma, 1),
            b';' => (Mark::Semicolon, 1),
            b':' => (Mark::Colon, 1),
            b'?' => (Mark::Question, 1),
            b'~' => (Mark::Tilde, 1),
            b'#' if second == b'#' => (Mark::HashHash, 2),
            b'#' => (Mark::Hash, 1),
            b'+' if second == b'+' => (Mark::PlusPlus, 2),
            b'+' if second == b'=' => (Mark::PlusEqual, 2),
            b'+' => (Mark::Plus, 1),
            b'-' if second == b'-' => (Mark::MinusMinus, 2),
            b'-' if second == b'=' => (Mark::MinusEqual, 2),
            b'-' => (Mark::Minus, 1),
            b'*' if second == b'=' => (Mark::StarEqual, 2),
            b'*' => (Mark::Star, 1),
            b'/' if second == b'=' => (Mark::SlashEqual, 2),
            b'/' => (Mark::Slash, 1),
            b'%' if second == b'=' => (Mark::PercentEqual, 2),
            b'%' => (Mark::Percent, 1),
            b'<' if second == b'<' && third == b'=' => (Mark::ShiftLeftEqual, 3),
            b'<' if second == b'<' => (Mark::ShiftLeft, 2),
            b'<' if second == b'=' => (Mark::LessEqual, 2),
            b'<' => (Mark::Less, 1),
            b'>' if second == b'>' && third == b'=' => (Mark::ShiftRightEqual, 3),
            b'>' if second == b'>' => (Mark::ShiftRight, 2),
            b'>' if second == b'=' => (Mark::GreaterEqual, 2),
            b'>' => (Mark::Greater, 1),
            b'=' if second == b'=' => (Mark::EqualEqual, 2),
            b'=' => (Mark::Equal, 1),
            b'!' if second == b'=' => (Mark::BangEqual, 2),
            b'!' => (Mark::Bang, 1),
            b'&' if second == b'&' => (Mark::AndAnd, 2),
            b'&' if second == b'=' => (Mark::AndEqual, 2),
            b'&' => (Mark::And, 1),
            b'|' if second == b'|' => (Mark::OrOr, 2),
            b'|' if second == b'=' => (Mark::OrEqual, 2),
            b'|' => (Mark::Or, 1),
            b'^' if second == b'^' => (Mark::CaretCaret, 2),
            b'^' if second == b'=' => (Mark::CaretEqual, 2),
            b'^' => (Mark::Caret, 1),
            _ => return None,
        };
        self.at += length;
        Some(mark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str, version: Essl) -> Result<Vec<String>, String> {
        let (mut names, mut log) = (Names::new(), InfoLog::default());
        let mut lexer = Lexer { version, ..Lexer::new(source, 256) };
        let mut kinds = Vec::new();
        loop {
            match lexer.next(&mut names, &mut log, false) {
                Ok(Lexeme::Token(token)) => kinds.push(format!("{}:{}", token.line, token.kind.text(&names))),
                Ok(Lexeme::LineEnd) => {}
                Ok(Lexeme::End) => return Ok(kinds),
                Err(_) => return Err(log.into_text()),
            }
        }
    }

    #[test]
    fn tokens_and_lines() {
        let tokens = kinds("a /* x\n y */ +=\r\n// no\n.5e1 0x10 017 b>>=3", Essl::V100).expect("valid");
        assert_eq!(tokens, ["1:a", "2:+=", "4:5.0", "4:16", "4:15", "4:b", "4:>>=", "4:3"]);
    }

    #[test]
    fn joined_lines_keep_later_numbers() {
        let joined = join_lines("a\\\nb\\\nc d\ne");
        assert_eq!(joined, "abc d\n\n\ne");
        assert_eq!(kinds(&joined, Essl::V100).expect("valid"), ["1:abc", "1:d", "4:e"]);
    }

    #[test]
    fn bad_literals() {
        assert!(
            kinds("1.0f", Essl::V100)
                .expect_err("1.00 has no suffix")
                .contains("'1.0f' : Floating-point suffix")
        );
        assert_eq!(kinds("1.0f 7u", Essl::V300).expect("valid"), ["1:1.0", "1:7u"]);
        assert!(kinds("3abc", Essl::V300).expect_err("no number").contains("'3abc' : invalid number"));
        assert!(kinds("0x", Essl::V300).is_err());
        assert!(kinds("4294967296", Essl::V300).expect_err("too large").contains("integer overflow"));
        assert!(
            kinds("x\n\u{3042}", Essl::V300)
                .expect_err("not ASCII")
                .contains("0:2: '\u{3042}' : invalid character")
        );
        assert!(
            kinds("/* a", Essl::V300).expect_err("open comment").contains("end of file found in comment")
        );
    }
}
