//! Directives.

use super::{Condition, Macro, Preprocessor};
use crate::{
    WebGlVersion,
    lexer::Lexeme,
    log::Step,
    names::{Essl, Name},
    token::{Mark, Token, TokenKind},
};

impl Preprocessor<'_, '_> {
    /// Reads a directive behind its `#`; false at the end of the source. Errors that concern only the directive are logged and reading goes on.
    pub(super) fn directive(&mut self, line: u32) -> Step<bool> {
        let mut tokens = Vec::new();
        let more = loop {
            match self.lexer.next(self.names, self.log, true)? {
                Lexeme::Token(token) => tokens.push(token),
                Lexeme::LineEnd => break true,
                Lexeme::End => break false,
            }
        };
        let Some((first, rest)) = tokens.split_first() else {
            self.start();
            return Ok(more);
        };
        let TokenKind::Name(word) = first.kind else {
            if self.is_active() {
                let text = first.kind.text(self.names);
                self.log.error(line, &text, "invalid directive name");
            }
            return Ok(more);
        };
        let word = self.names.text(word);
        if word != "version" {
            self.start();
        }
        match word {
            "if" | "ifdef" | "ifndef" => self.open(word, rest, line)?,
            "elif" | "else" | "endif" => self.next_branch(word, rest, line)?,
            _ if !self.is_active() => {}
            "define" => {
                self.flush()?;
                self.define_directive(rest, line);
            }
            "undef" => {
                self.flush()?;
                self.undef(rest, line);
            }
            "error" => self.error_directive(rest, line),
            "extension" => self.extension(rest, line),
            "version" => self.version(rest, line)?,
            "pragma" => self.pragma(rest, line),
            "line" => self.line_directive(rest, line)?,
            _ => self.log.error(line, word, "invalid directive name"),
        }
        self.start();
        Ok(more)
    }

    fn open(&mut self, word: &str, rest: &[Token], line: u32) -> Step<()> {
        let outer = self.is_active();
        let active = outer
            && match word {
                "if" => self.condition(rest, line)?,
                _ => match rest.first().map(|token| token.kind) {
                    Some(TokenKind::Name(name)) => {
                        self.no_more(&rest[1..], line);
                        self.find_macro(name).is_some() == (word == "ifdef")
                    }
                    _ => return self.log.stop(line, word, "unexpected token"),
                },
            };
        self.conditions.push(Condition { line, outer, active, taken: active, after_else: false });
        Ok(())
    }

    fn next_branch(&mut self, word: &str, rest: &[Token], line: u32) -> Step<()> {
        let Some(&condition) = self.conditions.last() else {
            let reason = format!("unexpected #{word} found without a matching #if");
            self.log.error(line, word, &reason);
            return Ok(());
        };
        if word == "endif" {
            if condition.outer {
                self.no_more(rest, line);
            }
            self.conditions.pop();
            return Ok(());
        }
        if condition.after_else {
            let reason = if word == "else" {
                "unexpected #else found after another #else"
            } else {
                "unexpected #elif found after #else"
            };
            self.log.error(line, word, reason);
            return Ok(());
        }
        let open = condition.outer && !condition.taken;
        let active = if word == "else" {
            if condition.outer {
                self.no_more(rest, line);
            }
            open
        } else {
            open && self.condition(rest, line)?
        };
        if let Some(condition) = self.conditions.last_mut() {
            condition.active = active;
            condition.taken |= active;
            condition.after_else = word == "else";
        }
        Ok(())
    }

    fn no_more(&mut self, rest: &[Token], line: u32) {
        if let Some(token) = rest.first() {
            let text = token.kind.text(self.names);
            self.log.error(line, &text, "unexpected token after conditional expression");
        }
    }

    fn define_directive(&mut self, rest: &[Token], line: u32) {
        let Some(TokenKind::Name(name)) = rest.first().map(|token| token.kind) else {
            let text = rest.first().map(|token| token.kind.text(self.names)).unwrap_or_default();
            self.log.error(line, &text, "unexpected token");
            return;
        };
        let text = self.names.text(name);
        if self.find_macro(name).is_some_and(|found| found.predefined) {
            self.log.error(line, text, "predefined macro redefined");
            return;
        }
        if text.starts_with("GL_") || text == "defined" {
            self.log.error(line, text, "macro name is reserved");
            return;
        }
        if text.contains("__") {
            let reason = "macro name with a double underscore is reserved - unintended behavior is possible";
            self.log.warning(line, text, reason);
        }
        let has_parameters =
            rest.get(1).is_some_and(|token| token.kind == TokenKind::Mark(Mark::OpenParen) && !token.spaced);
        let (parameters, body) = if has_parameters {
            match self.parameters(&rest[2..], line) {
                Some((parameters, length)) => (Some(parameters), &rest[2 + length..]),
                None => return,
            }
        } else {
            (None, &rest[1..])
        };
        if let Some(found) = self.find_macro(name) {
            let same = found.parameters == parameters
                && found.body.len() == body.len()
                && found.body.iter().zip(body).enumerate().all(|(at, (old, new))| {
                    old.kind == new.kind
                        && old.spelling == new.spelling
                        && (at == 0 || old.spaced == new.spaced)
                });
            if !same {
                self.log.error(line, text, "macro redefined");
                return;
            }
        }
        self.define(name, Macro { parameters, body: body.into(), predefined: false });
    }

    /// `a, b)`: the names, and how many tokens that were.
    fn parameters(&mut self, tokens: &[Token], line: u32) -> Option<(Vec<Name>, usize)> {
        let mut parameters = Vec::new();
        let mut at = 0;
        loop {
            match tokens.get(at).map(|token| token.kind) {
                Some(TokenKind::Mark(Mark::CloseParen)) if parameters.is_empty() => {
                    return Some((parameters, 1));
                }
                Some(TokenKind::Name(name)) => {
                    if parameters.contains(&name) {
                        let text = self.names.text(name);
                        self.log.error(line, text, "duplicate macro parameter name");
                        return None;
                    }
                    parameters.push(name);
                    match tokens.get(at + 1).map(|token| token.kind) {
                        Some(TokenKind::Mark(Mark::CloseParen)) => return Some((parameters, at + 2)),
                        Some(TokenKind::Mark(Mark::Comma)) => at += 2,
                        other => return self.unexpected(other, line),
                    }
                }
                other => return self.unexpected(other, line),
            }
        }
    }

    fn unexpected<T>(&mut self, kind: Option<TokenKind>, line: u32) -> Option<T> {
        let text = kind.map(|kind| kind.text(self.names)).unwrap_or_default();
        self.log.error(line, &text, "unexpected token");
        None
    }

    fn undef(&mut self, rest: &[Token], line: u32) {
        match rest {
            [Token { kind: TokenKind::Name(name), .. }, more @ ..] => {
                if self.find_macro(*name).is_some_and(|found| found.predefined) {
                    self.log.error(line, self.names.text(*name), "predefined macro undefined");
                } else if let Some(entry) = self.macros.get_mut(name.0 as usize) {
                    *entry = None;
                }
                if let Some(token) = more.first() {
                    let kind = token.kind;
                    self.unexpected::<()>(Some(kind), line);
                }
            }
            other => {
                let kind = other.first().map(|token| token.kind);
                self.unexpected::<()>(kind, line);
            }
        }
    }

    fn error_directive(&mut self, rest: &[Token], line: u32) {
        let mut message = String::new();
        for token in rest {
            if token.spaced && !message.is_empty() {
                message.push(' ');
            }
            message += &token.kind.text(self.names);
            if message.len() > 1000 {
                break;
            }
        }
        self.log.error(line, "#error", &message);
    }

    fn extension(&mut self, rest: &[Token], line: u32) {
        let [
            Token { kind: TokenKind::Name(name), .. },
            Token { kind: TokenKind::Mark(Mark::Colon), .. },
            Token { kind: TokenKind::Name(behavior), .. },
        ] = rest
        else {
            self.log.error(line, "extension", "invalid extension directive");
            return;
        };
        let (name, behavior) = (self.names.text(*name), self.names.text(*behavior));
        if !matches!(behavior, "require" | "enable" | "warn" | "disable") {
            self.log.error(line, behavior, "behavior invalid");
            return;
        }
        if self.out.version == Essl::V300 && !(self.out.tokens.is_empty() && self.pending.is_empty()) {
            let reason = "extension directive must occur before any non-preprocessor tokens";
            self.log.error(line, "extension", reason);
            return;
        }
        let on = behavior != "disable";
        if name == "all" && matches!(behavior, "require" | "enable") {
            let reason = format!("extension cannot have '{behavior}' behavior");
            self.log.error(line, name, &reason);
            return;
        }
        let known = self.extensions();
        if name != "all" && !known.contains(&(name, true)) {
            if behavior == "require" {
                self.log.error(line, name, "extension is not supported");
            } else {
                self.log.warning(line, name, "extension is not supported");
            }
            return;
        }
        let enabled = &mut self.out.extensions;
        let switches = [
            &mut enabled.derivatives,
            &mut enabled.frag_depth,
            &mut enabled.shader_texture_lod,
            &mut enabled.draw_buffers,
            &mut enabled.multi_draw,
        ];
        for (switch, (extension, supported)) in switches.into_iter().zip(known) {
            if supported && (name == "all" || name == extension) {
                *switch = on;
            }
        }
    }

    fn version(&mut self, rest: &[Token], line: u32) -> Step<()> {
        if self.started {
            let reason =
                "#version directive must occur before anything else, except for comments and white space";
            return self.log.stop(line, "version", reason);
        }
        let number = rest.first().map(|token| token.kind);
        let suffix = match rest.get(1).map(|token| token.kind) {
            Some(TokenKind::Name(name)) => Some(self.names.text(name)),
            _ => None,
        };
        match (number, suffix, rest.len()) {
            (Some(TokenKind::Int(100)), _, 1) => Ok(()),
            (Some(TokenKind::Int(300)), Some("es"), 2) => {
                if self.options.version == WebGlVersion::One {
                    return self.log.stop(line, "300", "unsupported shader version");
                }
                if line != 1 {
                    let reason = "#version directive must occur on the first line of the shader";
                    return self.log.stop(line, "version", reason);
                }
                self.out.version = Essl::V300;
                self.lexer.version = Essl::V300;
                Ok(())
            }
            (Some(kind), ..) => {
                let text = kind.text(self.names);
                self.log.stop(line, &text, "version number not supported")
            }
            (None, ..) => self.log.stop(line, "version", "invalid version directive"),
        }
    }

    fn pragma(&mut self, rest: &[Token], line: u32) {
        let text: Vec<String> = rest.iter().map(|token| token.kind.text(self.names)).collect();
        let text: Vec<&str> = text.iter().map(String::as_str).collect();
        match text.as_slice() {
            ["STDGL", "invariant", "(", "all", ")"] => self.out.all_invariant = Some(line),
            ["STDGL", ..] | ["optimize" | "debug", "(", "on" | "off", ")"] => {}
            ["optimize" | "debug", ..] => {
                self.log.warning(line, text[0], "invalid pragma value - 'on' or 'off' expected");
            }
            [other, ..] => self.log.warning(line, other, "unrecognized pragma"),
            [] => {}
        }
    }

    /// `#line line` or `#line line file`; both are expressions.
    fn line_directive(&mut self, rest: &[Token], line: u32) -> Step<()> {
        let values = self.expressions(rest, line)?;
        let number = |value: i64| u32::try_from(value).ok().filter(|&value| value <= i32::MAX as u32);
        match values.iter().map(|&value| number(value)).collect::<Vec<_>>()[..] {
            [Some(next)] => self.lexer.set_line(next),
            [Some(next), Some(file)] => {
                self.flush()?;
                self.predefine("__FILE__", file);
                self.lexer.set_line(next);
            }
            _ => self.log.error(line, "line", "invalid line directive"),
        }
        Ok(())
    }
}
