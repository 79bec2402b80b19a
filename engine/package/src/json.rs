//! JSON with positions: the tree of a configuration file in which every value knows where it stands.
//!
//! serde_json reads faster but knows no places, and the errors and warnings about a game's configuration
//! live from them. Strict JSON, apart from a byte order mark at the start; the usual slips (comments,
//! trailing commas, single quotes) are recognised to be named.

use crate::SourceError;

/// A value and the byte offset where it begins.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Value {
    pub(crate) at: usize,
    pub(crate) kind: Kind,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kind {
    Null,
    Bool(bool),
    Number(f64),
    String(String),
    Array(Vec<Value>),
    Object(Vec<Member>),
}

/// One `"key": value` of an object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member {
    pub(crate) key: String,
    pub(crate) key_at: usize,
    pub(crate) value: Value,
}

impl Value {
    /// What the value is, for "found ..." in an error.
    pub(crate) fn describe(&self) -> String {
        match &self.kind {
            Kind::Null => "null".to_owned(),
            Kind::Bool(b) => format!("the boolean {b}"),
            Kind::Number(n) => format!("the number {n}"),
            Kind::String(s) if s.chars().nth(40).is_none() => format!("the string {s:?}"),
            Kind::String(_) => "a string".to_owned(),
            Kind::Array(_) => "an array".to_owned(),
            Kind::Object(_) => "an object".to_owned(),
        }
    }
}

/// Deeper files are broken or hostile; the parser recurses once per level.
const MAX_DEPTH: usize = 128;

/// Reads `text`, which `file` names in errors.
pub(crate) fn parse(file: &str, text: &str) -> Result<Value, SourceError> {
    let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut parser = Parser { file, text, at, depth: 0 };
    let value = parser.value()?;
    parser.skip_space()?;
    if parser.at < text.len() {
        return Err(parser
            .error("there is more after the end of the value")
            .with_help("a JSON file holds one value"));
    }
    Ok(value)
}

struct Parser<'a> {
    file: &'a str,
    text: &'a str,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn error(&self, message: impl Into<String>) -> SourceError {
        SourceError::at(self.file, self.text, self.at, message)
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) -> Result<(), SourceError> {
        while let Some(b' ' | b'\t' | b'\r' | b'\n') = self.peek() {
            self.at += 1;
        }
        let rest = &self.text[self.at..];
        if rest.starts_with("//") || rest.starts_with("/*") {
            return Err(self.error("JSON has no comments").with_help("remove the comment"));
        }
        Ok(())
    }

    /// What stands at the parser, for "found ...".
    fn found(&self) -> String {
        match self.text[self.at..].chars().next() {
            None => "the end of the file".to_owned(),
            Some(c) => format!("{c:?}"),
        }
    }

    fn value(&mut self) -> Result<Value, SourceError> {
        self.skip_space()?;
        let at = self.at;
        let kind = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => Kind::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'\'') => {
                return Err(self.error("strings stand in double quotes").with_help("write \" instead of '"));
            }
            Some(b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$') => self.word()?,
            _ => return Err(self.error(format!("expected a value, found {}", self.found()))),
        };
        Ok(Value { at, kind })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Kind, SourceError>) -> Result<Kind, SourceError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error(format!("nested more than {MAX_DEPTH} deep")));
        }
        self.at += 1;
        let kind = read(self)?;
        self.depth -= 1;
        Ok(kind)
    }

    fn word(&mut self) -> Result<Kind, SourceError> {
        let rest = &self.text[self.at..];
        let word =
            rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$').next().unwrap_or("");
        let kind = match word {
            "null" => Kind::Null,
            "true" => Kind::Bool(true),
            "false" => Kind::Bool(false),
            _ => {
                let shown: String = word.chars().take(40).collect();
                let help = format!("text stands in double quotes: \"{shown}\"");
                return Err(self.error(format!("expected a value, found {shown}")).with_help(help));
            }
        };
        self.at += word.len();
        Ok(kind)
    }

    fn number(&mut self) -> Result<Kind, SourceError> {
        let rest = &self.text[self.at..];
        let len = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || b"+-.".contains(b)).count();
        let token = &rest[..len];
        if !is_json_number(token) {
            let shown: String = token.chars().take(40).collect();
            return Err(self.error(format!("{shown} is no JSON number")));
        }
        let number: f64 = token.parse().map_err(|_| self.error("this number cannot be read"))?;
        self.at += len;
        Ok(Kind::Number(number))
    }

    fn array(&mut self) -> Result<Kind, SourceError> {
        let mut items = Vec::new();
        self.skip_space()?;
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Kind::Array(items));
        }
        loop {
            items.push(self.value()?);
            if self.separator(b']', "the array")? {
                return Ok(Kind::Array(items));
            }
        }
    }

    fn object(&mut self) -> Result<Kind, SourceError> {
        let mut members = Vec::new();
        self.skip_space()?;
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Kind::Object(members));
        }
        loop {
            self.skip_space()?;
            let key_at = self.at;
            match self.peek() {
                Some(b'"') => {}
                Some(b'\'') => {
                    return Err(self
                        .error("names stand in double quotes")
                        .with_help("write \" instead of '"));
                }
                Some(b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'$') => {
                    return Err(self
                        .error("names stand in double quotes")
                        .with_help("put the name between double quotes"));
                }
                _ => {
                    return Err(
                        self.error(format!("expected a name in double quotes, found {}", self.found()))
                    );
                }
            }
            let key = self.string()?;
            self.skip_space()?;
            if self.peek() != Some(b':') {
                return Err(self.error(format!("expected ':' after {key:?}, found {}", self.found())));
            }
            self.at += 1;
            let value = self.value()?;
            members.push(Member { key, key_at, value });
            if self.separator(b'}', "the object")? {
                return Ok(Kind::Object(members));
            }
        }
    }

    /// After a value: `,` (more follows, false) or `close` (true).
    fn separator(&mut self, close: u8, what: &str) -> Result<bool, SourceError> {
        let value_end = self.at;
        self.skip_space()?;
        match self.peek() {
            Some(b) if b == close => {
                self.at += 1;
                Ok(true)
            }
            Some(b',') => {
                let comma = self.at;
                self.at += 1;
                self.skip_space()?;
                if matches!(self.peek(), Some(b'}' | b']')) {
                    self.at = comma;
                    return Err(self
                        .error("a comma with nothing after it")
                        .with_help("remove the comma after the last value"));
                }
                Ok(false)
            }
            Some(b'"' | b'{' | b'[' | b'0'..=b'9' | b'a'..=b'z' | b'-') => {
                // The gap is where the comma belongs, not where the next value begins.
                self.at = value_end;
                Err(self.error("a comma is missing here").with_help("put a comma between the two values"))
            }
            _ => Err(self.error(format!(
                "expected ',' or '{}' to go on with {what}, found {}",
                char::from(close),
                self.found()
            ))),
        }
    }

    fn string(&mut self) -> Result<String, SourceError> {
        let open = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.bytes().take_while(|&b| b != b'"' && b != b'\\' && b >= 0x20).count();
            out.push_str(&rest[..plain]);
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(out);
                }
                Some(b'\\') => out.push(self.escape()?),
                Some(b'\t') => return Err(self.error("a tab inside a string").with_help("write \\t")),
                _ => {
                    self.at = open;
                    return Err(self
                        .error("the string that begins here does not end on its line")
                        .with_help("close it with a double quote"));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, SourceError> {
        let kind = self.text.as_bytes().get(self.at + 1).copied();
        let c = match kind {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(),
            _ => {
                return Err(self
                    .error("no such escape in a JSON string")
                    .with_help("a backslash is written \\\\"));
            }
        };
        self.at += 2;
        Ok(c)
    }

    fn unicode_escape(&mut self) -> Result<char, SourceError> {
        let hex = |at: usize| {
            let digits = self.text.get(at..at + 4)?;
            let good = digits.bytes().all(|b| b.is_ascii_hexdigit());
            if good { u32::from_str_radix(digits, 16).ok() } else { None }
        };
        let first = hex(self.at + 2).ok_or_else(|| self.error("\\u needs four hexadecimal digits"))?;
        let low = || self.text[self.at + 6..].strip_prefix("\\u").and_then(|_| hex(self.at + 8));
        let (code, len) = match first {
            0xd800..=0xdbff => match low() {
                Some(second @ 0xdc00..=0xdfff) => {
                    (0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), 12)
                }
                _ => (0xfffd, 6),
            },
            code => (code, 6),
        };
        self.at += len;
        // A lone surrogate has no place in a Rust string.
        Ok(char::from_u32(code).unwrap_or('\u{fffd}'))
    }
}

fn is_json_number(token: &str) -> bool {
    let rest = token.strip_prefix('-').unwrap_or(token);
    let digits = |s: &str| s.bytes().take_while(u8::is_ascii_digit).count();
    let whole = digits(rest);
    if whole == 0 || (whole > 1 && rest.starts_with('0')) {
        return false;
    }
    let mut rest = &rest[whole..];
    if let Some(fraction) = rest.strip_prefix('.') {
        let len = digits(fraction);
        if len == 0 {
            return false;
        }
        rest = &fraction[len..];
    }
    if let Some(exponent) = rest.strip_prefix(['e', 'E']) {
        let exponent = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let len = digits(exponent);
        return len > 0 && len == exponent.len();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fails(text: &str) -> SourceError {
        parse("t.json", text).unwrap_err()
    }

    #[test]
    fn values_know_where_they_stand() {
        let text = "\u{feff}{ \"a\": [1, -2.5e1, true, null],\n \"b\": \"x\\u00e9\\ud83d\\ude00\" }";
        let Kind::Object(members) = parse("t.json", text).unwrap().kind else { panic!("object") };
        assert_eq!(&text[members[0].value.at..][..2], "[1");
        assert_eq!(&text[members[1].key_at..][..3], "\"b\"");
        assert_eq!(members[1].value.kind, Kind::String("xé😀".to_owned()));
        let Kind::Array(items) = &members[0].value.kind else { panic!("array") };
        assert_eq!(items[1].kind, Kind::Number(-25.0));
    }

    #[test]
    fn the_usual_slips_are_named() {
        let error = fails("{\n  \"a\": 1,\n}");
        assert_eq!((error.line, error.column), (2, 9));
        assert!(error.help.unwrap().contains("remove the comma"));
        assert!(fails("{ // hi\n}").message.contains("comments"));
        assert!(fails("{ \"a\": 1 /* x */ }").message.contains("comments"));
        let error = fails("{\"a\": 1\n \"b\": 2}");
        assert_eq!((error.line, error.column), (1, 8));
        assert!(error.message.contains("comma is missing"));
        assert!(fails("{'a': 1}").help.unwrap().contains('"'));
        assert!(fails("{a: 1}").message.contains("double quotes"));
        assert!(fails("{\"a\": portrait}").help.unwrap().contains("\"portrait\""));
        assert!(fails("{\"a\": \"x\n\"}").message.contains("does not end"));
        assert!(fails("").message.contains("end of the file"));
        assert!(fails("{} x").message.contains("more after"));
        assert!(fails("[01]").message.contains("no JSON number"));
    }

    #[test]
    fn garbage_is_an_error_and_never_a_panic() {
        assert!(fails(&"[".repeat(100_000)).message.contains("nested"));
        let seed = "{\"a\": [1, \"\\u00e9\\n\", {\"b\": null}], \"c\": -1.5e+3, \"é\": true}";
        for cut in 0..seed.len() {
            if seed.is_char_boundary(cut) {
                assert!(parse("t", &seed[..cut]).is_err());
                for c in ["\"", "{", "\\u", "\\ud83d", "é", "-", ",", "\0"] {
                    drop(parse("t", &format!("{}{c}{}", &seed[..cut], &seed[cut..])));
                }
            }
        }
    }
}
