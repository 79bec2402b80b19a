//! CSS tokens: <https://drafts.csswg.org/css-syntax/#tokenization>, as far as canvas values need them.

use std::borrow::Cow;

/// One token; text is borrowed unless it has escapes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Token<'a> {
    Ident(Cow<'a, str>),
    /// A name and the `(` after it.
    Function(Cow<'a, str>),
    Hash(Cow<'a, str>),
    String(Cow<'a, str>),
    Number(f64),
    Percentage(f64),
    Dimension(f64, Cow<'a, str>),
    /// One or more blanks or comments.
    Space,
    /// Any other character, `(` and `)` among them.
    Delim(char),
}

/// Reads tokens from a string.
#[derive(Clone, Debug)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Tokens { text, at: 0 }
    }

    fn byte(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    /// Skips blanks and comments; true when there were any.
    pub(super) fn skip_space(&mut self) -> bool {
        let from = self.at;
        loop {
            match self.byte(0) {
                Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0c) => self.at += 1,
                Some(b'/') if self.byte(1) == Some(b'*') => {
                    let rest = &self.text[self.at + 2..];
                    self.at = rest.find("*/").map_or(self.text.len(), |end| self.at + 2 + end + 2);
                }
                _ => return self.at > from,
            }
        }
    }

    /// True when nothing but blanks is left.
    pub(super) fn at_end(&mut self) -> bool {
        self.skip_space();
        self.at >= self.text.len()
    }

    /// The next token that is not a blank.
    pub(super) fn next_solid(&mut self) -> Option<Token<'a>> {
        self.skip_space();
        self.next()
    }

    /// Consumes the character if it comes next (after blanks).
    pub(super) fn eat(&mut self, c: char) -> bool {
        let mut ahead = self.clone();
        let found = ahead.next_solid() == Some(Token::Delim(c));
        if found {
            *self = ahead;
        }
        found
    }

    /// Consumes the `)` of a function, or the end of the text, which closes everything.
    pub(super) fn close(&mut self) -> bool {
        self.at_end() || self.eat(')')
    }

    /// Consumes what follows `url(` with its `)`; `None` when it is no address.
    pub(super) fn skip_url(&mut self) -> Option<()> {
        self.skip_space();
        if matches!(self.byte(0), Some(b'"' | b'\'')) {
            return (matches!(self.next(), Some(Token::String(_))) && self.close()).then_some(());
        }
        while let Some(c) = self.text[self.at..].chars().next() {
            match c {
                ')' | ' ' | '\t' | '\n' | '\r' | '\x0c' => break,
                '"' | '\'' | '(' | '\0'..='\x1f' | '\x7f' => return None,
                '\\' => {
                    self.escape()?;
                }
                c => self.at += c.len_utf8(),
            }
        }
        self.skip_space();
        let closed = self.at >= self.text.len() || self.byte(0) == Some(b')');
        self.at = (self.at + 1).min(self.text.len());
        closed.then_some(())
    }

    fn starts_number(&self) -> bool {
        let digit = |ahead| self.byte(ahead).is_some_and(|b: u8| b.is_ascii_digit());
        match self.byte(0) {
            Some(b'+' | b'-') => digit(1) || (self.byte(1) == Some(b'.') && digit(2)),
            Some(b'.') => digit(1),
            Some(b) => b.is_ascii_digit(),
            None => false,
        }
    }

    fn starts_name(&self) -> bool {
        let name_start = |ahead: usize| match self.byte(ahead) {
            Some(b'\\') => !matches!(self.byte(ahead + 1), Some(b'\n') | None),
            Some(b) => b.is_ascii_alphabetic() || b == b'_' || b >= 0x80,
            None => false,
        };
        if self.byte(0) == Some(b'-') { self.byte(1) == Some(b'-') || name_start(1) } else { name_start(0) }
    }

    fn number(&mut self) -> f64 {
        let from = self.at;
        if matches!(self.byte(0), Some(b'+' | b'-')) {
            self.at += 1;
        }
        self.skip_digits();
        if self.byte(0) == Some(b'.') && self.byte(1).is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
            self.skip_digits();
        }
        if matches!(self.byte(0), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(self.byte(1), Some(b'+' | b'-')));
            if self.byte(1 + sign).is_some_and(|b| b.is_ascii_digit()) {
                self.at += 1 + sign;
                self.skip_digits();
            }
        }
        let text = &self.text[from..self.at];
        // Short whole numbers are most of them, and the general way takes four times as long.
        if text.len() <= 9 && text.bytes().all(|b| b.is_ascii_digit()) {
            return f64::from(text.bytes().fold(0, |n, b| n * 10 + u32::from(b - b'0')));
        }
        let value: f64 = text.parse().unwrap_or(0.0);
        value.clamp(f64::MIN, f64::MAX)
    }

    fn skip_digits(&mut self) {
        while self.byte(0).is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
    }

    fn name(&mut self) -> Cow<'a, str> {
        let from = self.at;
        while self.byte(0).is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-' || b >= 0x80) {
            self.at += 1;
        }
        let plain = &self.text[from..self.at];
        if self.byte(0) != Some(b'\\') {
            return Cow::Borrowed(plain);
        }
        let mut owned = plain.to_owned();
        while let Some(c) = self.text[self.at..].chars().next() {
            match c {
                '\\' => match self.escape() {
                    Some(c) => owned.push(c),
                    None => break,
                },
                c if c.is_alphanumeric() || c == '_' || c == '-' || !c.is_ascii() => {
                    owned.push(c);
                    self.at += c.len_utf8();
                }
                _ => break,
            }
        }
        Cow::Owned(owned)
    }

    /// Reads an escape that begins here; `None` when it is none.
    fn escape(&mut self) -> Option<char> {
        let rest = &self.text[self.at + 1..];
        let hex = rest.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        if hex > 0 {
            let code = u32::from_str_radix(&rest[..hex], 16).ok()?;
            self.at += 1 + hex;
            if matches!(self.byte(0), Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0c)) {
                self.at += 1;
            }
            return Some(char::from_u32(code).filter(|c| *c != '\0').unwrap_or(char::REPLACEMENT_CHARACTER));
        }
        let c = rest.chars().next().filter(|c| *c != '\n')?;
        self.at += 1 + c.len_utf8();
        Some(c)
    }

    /// A string after its opening quote; `None` when a line ends in it.
    fn string(&mut self, quote: char) -> Option<Cow<'a, str>> {
        let mut owned = String::new();
        while let Some(c) = self.text[self.at..].chars().next() {
            match c {
                c if c == quote => {
                    self.at += 1;
                    return Some(Cow::Owned(owned));
                }
                '\n' | '\r' | '\x0c' => return None,
                '\\' if self.text[self.at + 1..].starts_with('\n') => self.at += 2,
                '\\' => match self.escape() {
                    Some(c) => owned.push(c),
                    None => self.at += 1, // a backslash at the end of the text
                },
                c => {
                    owned.push(c);
                    self.at += c.len_utf8();
                }
            }
        }
        Some(Cow::Owned(owned)) // the end of the text closes it
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        if self.skip_space() {
            return Some(Token::Space);
        }
        let c = self.text[self.at..].chars().next()?;
        if self.starts_number() {
            let value = self.number();
            if self.byte(0) == Some(b'%') {
                self.at += 1;
                return Some(Token::Percentage(value));
            }
            if self.starts_name() {
                return Some(Token::Dimension(value, self.name()));
            }
            return Some(Token::Number(value));
        }
        if self.starts_name() {
            let name = self.name();
            if self.byte(0) == Some(b'(') {
                self.at += 1;
                return Some(Token::Function(name));
            }
            return Some(Token::Ident(name));
        }
        self.at += c.len_utf8();
        Some(match c {
            '#' => Token::Hash(self.name()),
            '"' | '\'' => self.string(c).map_or(Token::Delim(c), Token::String),
            c => Token::Delim(c),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_a_font() {
        let t: Vec<_> = Tokens::new("italic 12.5px/1.2 \"A \\\"B\", c-d").collect();
        assert_eq!(t.len(), 10);
        assert_eq!(t[2], Token::Dimension(12.5, "px".into()));
        assert_eq!(t[3], Token::Delim('/'));
        assert_eq!(t[6], Token::String("A \"B".into()));
        assert_eq!(t[9], Token::Ident("c-d".into()));
    }

    #[test]
    fn garbage_ends() {
        for s in ["\\", "\"\\", "/*", "#", "-", "+.", "1e", "\u{10ffff}\\0", "'a\nb", "--", "\\110000 x"] {
            assert!(Tokens::new(s).count() < 10, "{s:?}");
        }
    }
}
