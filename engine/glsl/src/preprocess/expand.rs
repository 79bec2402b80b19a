//! Macro expansion.

use super::{MAX_TOKENS, Preprocessor};
use crate::{
    log::Step,
    names::Name,
    token::{Mark, Token, TokenKind},
};
use std::rc::Rc;

/// Invocations inside of arguments of invocations.
const MAX_DEPTH: u32 = 100;

/// Tokens that came out of a macro and are read again.
struct Frame {
    tokens: Rc<[Token]>,
    at: usize,
    /// The macro that made them: it is not expanded until they are read.
    of: Name,
    /// The line of the invocation.
    line: u32,
}

/// What is read: macros' results first, then the input.
struct Reader<'i> {
    input: &'i [Token],
    at: usize,
    frames: Vec<Frame>,
}

impl Preprocessor<'_, '_> {
    /// Expands all macros of `input`.
    pub(super) fn expand(&mut self, input: &[Token], out: &mut Vec<Token>, depth: u32) -> Step<()> {
        let mut reader = Reader { input, at: 0, frames: Vec::new() };
        while let Some(mut token) = self.read(&mut reader) {
            if let TokenKind::Name(name) = token.kind
                && let Some(found) = self.macros.get(name.0 as usize).and_then(Option::as_ref)
                && !token.fixed
            {
                if self.busy[name.0 as usize] {
                    token.fixed = true;
                } else if found.parameters.is_none() {
                    let mut body = found.body.clone();
                    if found.predefined && self.names.text(name) == "__LINE__" {
                        let kind = TokenKind::Int(token.line);
                        body = Rc::new([Token { kind, ..token }]);
                    }
                    self.enter(&mut reader, name, body, token.line)?;
                    continue;
                } else if self.peek(&mut reader) == Some(TokenKind::Mark(Mark::OpenParen)) {
                    if depth >= MAX_DEPTH {
                        return self.log.stop(
                            token.line,
                            self.names.text(name),
                            "macro invocation chain too deep",
                        );
                    }
                    let body = self.invoke(&mut reader, name, token.line, depth)?;
                    self.enter(&mut reader, name, body, token.line)?;
                    continue;
                }
            }
            if out.len() >= MAX_TOKENS {
                return self.log.stop(token.line, "", "too many tokens");
            }
            out.push(token);
        }
        Ok(())
    }

    fn enter(&mut self, reader: &mut Reader<'_>, name: Name, tokens: Rc<[Token]>, line: u32) -> Step<()> {
        self.spend(tokens.len() + 1, line)?;
        self.busy[name.0 as usize] = true;
        reader.frames.push(Frame { tokens, at: 0, of: name, line });
        Ok(())
    }

    fn spend(&mut self, tokens: usize, line: u32) -> Step<()> {
        self.made += tokens;
        if self.made > MAX_TOKENS {
            return self.log.stop(line, "", "too many tokens");
        }
        Ok(())
    }

    fn read(&mut self, reader: &mut Reader<'_>) -> Option<Token> {
        while let Some(frame) = reader.frames.last_mut() {
            if let Some(&token) = frame.tokens.get(frame.at) {
                frame.at += 1;
                return Some(Token { line: frame.line, ..token });
            }
            self.busy[frame.of.0 as usize] = false;
            reader.frames.pop();
        }
        let token = reader.input.get(reader.at).copied();
        reader.at += usize::from(token.is_some());
        token
    }

    /// The next token. Macros whose results are read to the end are free again.
    fn peek(&mut self, reader: &mut Reader<'_>) -> Option<TokenKind> {
        while let Some(frame) = reader.frames.last() {
            if let Some(token) = frame.tokens.get(frame.at) {
                return Some(token.kind);
            }
            self.busy[frame.of.0 as usize] = false;
            reader.frames.pop();
        }
        reader.input.get(reader.at).map(|token| token.kind)
    }

    /// Reads the arguments and puts them, expanded, into the macro's body.
    fn invoke(&mut self, reader: &mut Reader<'_>, name: Name, line: u32, depth: u32) -> Step<Rc<[Token]>> {
        let text = self.names.text(name);
        let Some(definition) = self.find_macro(name).cloned() else {
            return self.log.stop(line, text, "macro undefined");
        };
        let parameters = definition.parameters.unwrap_or_default();
        self.read(reader);
        let mut arguments: Vec<Vec<Token>> = vec![Vec::new()];
        let mut parentheses = 0u32;
        loop {
            let Some(token) = self.read(reader) else {
                return self.log.stop(line, text, "unterminated macro invocation");
            };
            match token.kind {
                TokenKind::Mark(Mark::OpenParen) => parentheses += 1,
                TokenKind::Mark(Mark::CloseParen) if parentheses == 0 => break,
                TokenKind::Mark(Mark::CloseParen) => parentheses -= 1,
                TokenKind::Mark(Mark::Comma) if parentheses == 0 => {
                    arguments.push(Vec::new());
                    continue;
                }
                _ => {}
            }
            // A macro's own name in its result is never expanded, also when it lands in an argument.
            let own =
                matches!(token.kind, TokenKind::Name(name) if self.busy.get(name.0 as usize) == Some(&true));
            if let Some(argument) = arguments.last_mut() {
                argument.push(Token { fixed: token.fixed || own, ..token });
            }
        }
        if parameters.is_empty() && arguments.len() == 1 && arguments[0].is_empty() {
            arguments.clear();
        }
        if arguments.len() != parameters.len() {
            let reason = if arguments.len() < parameters.len() {
                "Not enough arguments for macro"
            } else {
                "Too many arguments for macro"
            };
            return self.log.stop(line, text, reason);
        }
        let mut expanded = Vec::with_capacity(arguments.len());
        for argument in &arguments {
            let mut tokens = Vec::with_capacity(argument.len());
            self.expand(argument, &mut tokens, depth + 1)?;
            expanded.push(tokens);
        }
        let mut body = Vec::with_capacity(definition.body.len());
        for token in definition.body.iter() {
            let parameter = match token.kind {
                TokenKind::Name(name) => parameters.iter().position(|&parameter| parameter == name),
                _ => None,
            };
            match parameter {
                Some(at) => {
                    self.spend(expanded[at].len(), line)?;
                    body.extend_from_slice(&expanded[at]);
                }
                None => body.push(*token),
            }
        }
        Ok(body.into())
    }
}
