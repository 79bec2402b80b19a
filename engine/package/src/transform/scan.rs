//! A first look at a script, without parsing it: does it hold `import`, `export`, or newer syntax at all?
//!
//! Strings, templates, comments and regular expressions are skipped. In doubt the answer is yes, which costs a
//! parse; a no is certain, so that ordinary CommonJS files stay as they are, byte for byte.

/// What a script holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scan {
    /// `import` or `export` as a keyword, perhaps.
    pub(crate) module_syntax: bool,
    /// A class, an arrow or a method, perhaps.
    pub(crate) es2015_syntax: bool,
    /// No tree of this text is deeper.
    pub(crate) nesting: usize,
    /// The most brackets open at once.
    pub(crate) brackets: usize,
}

/// Looks at `source`.
pub(crate) fn scan(source: &str) -> Scan {
    let mut scanner = Scanner {
        text: source.as_bytes(),
        at: 0,
        last: Token::Start,
        open: Vec::new(),
        run: 0,
        outer_runs: 0,
        function_head: false,
        new_line: false,
        closed: None,
        scan: Scan::default(),
    };
    if source.starts_with("#!") {
        scanner.skip_line();
    }
    while scanner.at < scanner.text.len() {
        scanner.token();
    }
    scanner.scan
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Token {
    Start,
    /// An identifier, a number, a string: a value ends here.
    Value,
    /// A keyword after which a value begins (`return`), or an operator.
    Operator,
    Dot,
    /// `if`, `while`, `for`: the parentheses that follow are not a value.
    Head,
    CloseBrace,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Bracket {
    /// `(` or `[`.
    Value,
    /// `(` of `if (...)`.
    Head,
    /// `(` of `function (...)`.
    Parameters,
    Brace,
    /// `${` in a template.
    Template,
}

struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    last: Token,
    /// Open brackets, each with the tokens counted outside of it.
    open: Vec<(Bracket, usize)>,
    /// Tokens since the last separator at this level: no expression here is deeper.
    run: usize,
    outer_runs: usize,
    /// `function` was read and its parameters were not.
    function_head: bool,
    /// A line end since the last token.
    new_line: bool,
    /// What the `)` just read has closed.
    closed: Option<Bracket>,
    scan: Scan,
}

const HEADS: [&[u8]; 6] = [b"if", b"while", b"for", b"with", b"switch", b"catch"];
/// Words that go on with the statement before them.
const GOING_ON: [&[u8]; 6] = [b"in", b"of", b"instanceof", b"else", b"while", b"extends"];
const BEFORE_VALUE: [&[u8]; 16] = [
    b"class",
    b"return",
    b"typeof",
    b"case",
    b"in",
    b"of",
    b"delete",
    b"void",
    b"throw",
    b"new",
    b"else",
    b"do",
    b"instanceof",
    b"yield",
    b"await",
    b"extends",
];

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || byte == b'\\' || byte >= 0x80
}

impl Scanner<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.text.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn count(&mut self) {
        self.closed = None;
        self.new_line = false;
        self.run += 1;
        self.scan.nesting = self.scan.nesting.max(self.run + self.outer_runs);
    }

    fn token(&mut self) {
        let byte = self.peek(0);
        match byte {
            b' ' | b'\t' | b'\r' => self.at += 1,
            b'\n' => {
                self.at += 1;
                self.new_line = true;
            }
            b'/' if self.peek(1) == b'/' => self.skip_line(),
            b'/' if self.peek(1) == b'*' => self.skip_comment(),
            b'/' => {
                self.count();
                if self.last == Token::Value || !self.skip_regex() {
                    self.at += 1;
                    self.last = Token::Operator;
                }
            }
            b'"' | b'\'' => {
                self.count();
                self.skip_string(byte);
            }
            b'`' => {
                self.count();
                self.at += 1;
                self.skip_template();
            }
            b'0'..=b'9' => {
                self.count();
                // `1.` and `1e+5` need no care: what follows is skipped as an operator and a number.
                self.skip_word();
                self.last = Token::Value;
            }
            _ if is_word(byte) => self.word(),
            _ => self.punctuation(byte),
        }
    }

    fn word(&mut self) {
        let start = self.at;
        self.skip_word();
        let word = &self.text[start..self.at];
        let is_property = self.last == Token::Dot;
        // A value and, on the next line, a word that goes on with nothing: a statement without semicolon ended.
        let ended = matches!(self.last, Token::Value | Token::CloseBrace);
        if self.new_line && ended && !GOING_ON.contains(&word) {
            self.run = 0;
        }
        self.count();
        self.last = match word {
            _ if is_property => Token::Value,
            word if HEADS.contains(&word) => Token::Head,
            word if BEFORE_VALUE.contains(&word) => Token::Operator,
            _ => Token::Value,
        };
        if is_property {
            return;
        }
        match word {
            // `import:` and `export:` are names of properties.
            b"import" | b"export" => self.scan.module_syntax |= self.next_significant() != b':',
            b"function" => self.function_head = true,
            b"class" => self.scan.es2015_syntax = true,
            // An escape may spell anything.
            word if word.contains(&b'\\') => self.scan.module_syntax = true,
            _ => {}
        }
    }

    /// The byte after spaces; comments are taken for something else.
    fn next_significant(&self) -> u8 {
        self.text[self.at..].iter().copied().find(|b| !b.is_ascii_whitespace()).unwrap_or(0)
    }

    fn punctuation(&mut self, byte: u8) {
        self.at += 1;
        let closed = self.closed;
        match byte {
            b'(' | b'[' | b'{' => {
                self.count();
                // `name(...) {` is a method.
                self.scan.es2015_syntax |= byte == b'{' && closed == Some(Bracket::Value);
                let kind = match (byte, self.last) {
                    (b'{', _) => Bracket::Brace,
                    (b'(', _) if self.function_head => Bracket::Parameters,
                    (_, Token::Head) => Bracket::Head,
                    _ => Bracket::Value,
                };
                self.function_head = false;
                self.open(kind);
                self.last = Token::Operator;
            }
            b')' | b']' => {
                let kind = self.close();
                self.closed = kind.filter(|_| byte == b')');
                self.last = if kind == Some(Bracket::Head) { Token::Operator } else { Token::Value };
            }
            b'}' => {
                if self.close() == Some(Bracket::Template) {
                    self.skip_template();
                } else {
                    self.last = Token::CloseBrace;
                }
            }
            b';' | b',' => {
                self.run = 0;
                self.last = Token::Operator;
            }
            b'.' => {
                self.count();
                // A spread is no property access.
                let spread = self.text[..self.at].ends_with(b"..") || self.peek(0) == b'.';
                self.last = if spread { Token::Operator } else { Token::Dot };
            }
            b'+' | b'-' if self.peek(0) == byte => {
                // `x++ /re/` does not exist, `++/re/` neither.
                self.at += 1;
                self.count();
            }
            _ => {
                self.count();
                self.scan.es2015_syntax |= byte == b'=' && self.peek(0) == b'>';
                self.last = Token::Operator;
            }
        }
    }

    fn open(&mut self, kind: Bracket) {
        self.open.push((kind, self.run));
        self.scan.brackets = self.scan.brackets.max(self.open.len());
        self.outer_runs += self.run;
        self.run = 0;
    }

    fn close(&mut self) -> Option<Bracket> {
        let (kind, run) = self.open.pop()?;
        self.outer_runs -= run;
        self.run = run;
        Some(kind)
    }

    fn skip_word(&mut self) {
        while is_word(self.peek(0)) {
            self.at += 1;
        }
    }

    fn skip_line(&mut self) {
        while !matches!(self.peek(0), b'\n') && self.at < self.text.len() {
            self.at += 1;
        }
    }

    fn skip_comment(&mut self) {
        let rest = &self.text[self.at..];
        let len = rest.windows(2).skip(2).position(|w| w == b"*/");
        self.at = len.map_or(self.text.len(), |len| self.at + len + 4);
    }

    /// A string ends on its line; where it does not, the scanner is lost and doubt is a yes.
    fn skip_string(&mut self, quote: u8) {
        self.at += 1;
        loop {
            match self.peek(0) {
                b'\\' => self.at += 1 + usize::from(self.peek(1) == b'\r' && self.peek(2) == b'\n'),
                b'\n' => {
                    self.scan.module_syntax = true;
                    self.scan.es2015_syntax = true;
                    break;
                }
                b if b == quote || self.at >= self.text.len() => {
                    self.at += 1;
                    break;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.at = self.at.min(self.text.len());
        self.last = Token::Value;
    }

    /// To the end of a template, or to its next `${`.
    fn skip_template(&mut self) {
        while self.at < self.text.len() {
            match self.peek(0) {
                b'\\' => self.at += 1,
                b'`' => break,
                b'$' if self.peek(1) == b'{' => {
                    self.at += 2;
                    self.open(Bracket::Template);
                    self.last = Token::Operator;
                    return;
                }
                _ => {}
            }
            self.at += 1;
        }
        self.at = (self.at + 1).min(self.text.len());
        self.last = Token::Value;
    }

    /// False when what begins here does not end on its line, and therefore is no regular expression.
    fn skip_regex(&mut self) -> bool {
        let mut in_class = false;
        let mut end = self.at + 1;
        loop {
            match self.text.get(end) {
                None | Some(b'\n') => return false,
                Some(b'\\') => end += 1,
                Some(b'[') => in_class = true,
                Some(b']') => in_class = false,
                Some(b'/') if !in_class => break,
                _ => {}
            }
            end += 1;
        }
        self.at = end + 1;
        self.skip_word();
        self.last = Token::Value;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn module_syntax_is_seen_and_only_there() {
        for (text, expected) in [
            ("import a from 'a'", true),
            ("x()\nexport{a}", true),
            ("a.b=1;export*from'x'", true),
            ("var a = import('x')", true),
            ("`${import('x')}`", true),
            ("if(a)/\"/.test(b);export{a}", true),
            ("a = b / c; export {a}", true),
            ("x = {}\n/'/.test(y); export default 1", true),
            ("foo(...import('x'))", true),
            ("// import a from 'a'", false),
            ("/* export */ 'import' + \"export\" + `import x`", false),
            ("a.import(b); a.export = 1; ({import: 1, export : 2})", false),
            ("var re = /[/'\"]import /g, imports, exporter", false),
            ("'it\\'s import'", false),
            ("require('a'); module.exports = 1", false),
            ("#!/usr/bin/env import\nx", false),
            ("`a ${b + `import ${c}`} export`", false),
        ] {
            assert_eq!(scan(text).module_syntax, expected, "{text}");
        }
        // A lost scanner says yes.
        assert!(scan("'\nexport {a}").module_syntax);
    }

    #[test]
    fn newer_syntax_is_seen() {
        for (text, expected) in [
            ("a => a", true),
            ("class A {}", true),
            ("x = { m() {} }", true),
            ("x = { async *m (a, b = (1)) {} }", true),
            (
                "function a() { if (x) {} for (;;) {} while (a(b)) {} switch (c) {} try {} catch (e) {} }",
                false,
            ),
            ("var f = function () {}, g = function* n (a) {}; a.class = b >= c", false),
        ] {
            assert_eq!(scan(text).es2015_syntax, expected, "{text}");
        }
    }

    #[test]
    fn nesting_is_never_underrated() {
        assert!(scan(&"[".repeat(5000)).nesting >= 5000);
        assert!(scan(&"!".repeat(5000)).nesting >= 5000);
        assert!(scan(&"a=>".repeat(5000)).nesting >= 5000);
        assert!(scan(&"(a+a+".repeat(1000)).nesting >= 3000);
        assert!(scan(&"if(a)".repeat(1000)).nesting >= 1000);
        assert!(scan(&"`${".repeat(1000)).nesting >= 1000);
        assert!(scan(&"class\nA\nextends\n".repeat(1000)).nesting >= 1000);
        assert!(scan(&"if(a)b\nelse\n".repeat(1000)).nesting >= 1000);
        assert!(scan(&"f(a, [b], {c: 1});\n".repeat(10_000)).nesting < 20);
        assert!(scan(&"let x = f(a)\nif (x) { y() }\nz = 1\n".repeat(10_000)).nesting < 20);
    }
}
