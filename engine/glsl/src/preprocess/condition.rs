//! Expressions of `#if` and `#elif`.

use super::Preprocessor;
use crate::{
    log::Step,
    token::{Mark, Token, TokenKind},
};

const MAX_DEPTH: u32 = 128;

/// Reads an expression of tokens whose macros are expanded.
struct Evaluation<'t> {
    tokens: &'t [Token],
    at: usize,
    line: u32,
    depth: u32,
}

impl Preprocessor<'_, '_> {
    /// The value of a condition. Names that are no macros are errors unless their value does not matter.
    pub(super) fn condition(&mut self, tokens: &[Token], line: u32) -> Step<bool> {
        let mut replaced = Vec::with_capacity(tokens.len());
        let mut at = 0;
        while let Some(&token) = tokens.get(at) {
            at += 1;
            let is_defined =
                matches!(token.kind, TokenKind::Name(name) if self.names.text(name) == "defined");
            if !is_defined {
                replaced.push(token);
                continue;
            }
            let kind = |ahead: usize| tokens.get(at + ahead).map(|token| token.kind);
            let (name, length) = match (kind(0), kind(1), kind(2)) {
                (Some(TokenKind::Name(name)), ..) => (name, 1),
                (
                    Some(TokenKind::Mark(Mark::OpenParen)),
                    Some(TokenKind::Name(name)),
                    Some(TokenKind::Mark(Mark::CloseParen)),
                ) => (name, 3),
                _ => return self.log.stop(line, "defined", "unexpected token"),
            };
            at += length;
            let value = u32::from(self.find_macro(name).is_some());
            replaced.push(Token { kind: TokenKind::Int(value), ..token });
        }
        let values = self.expressions(&replaced, line)?;
        match values[..] {
            [value] => Ok(value != 0),
            [] => self.log.stop(line, "", "invalid expression"),
            _ => self.log.stop(line, "", "unexpected token after conditional expression"),
        }
    }

    /// The values of expressions that stand one behind the other.
    pub(super) fn expressions(&mut self, tokens: &[Token], line: u32) -> Step<Vec<i64>> {
        let mut expanded = Vec::with_capacity(tokens.len());
        self.expand(tokens, &mut expanded, 0)?;
        let mut evaluation = Evaluation { tokens: &expanded, at: 0, line, depth: 0 };
        let mut values = Vec::new();
        while evaluation.at < expanded.len() {
            values.push(self.binary(&mut evaluation, 1, true)?);
            if values.len() > 2 {
                return self.log.stop(line, "", "unexpected token after conditional expression");
            }
        }
        Ok(values)
    }

    /// `live`: the value matters; it does not behind `0 &&`.
    fn binary(&mut self, evaluation: &mut Evaluation<'_>, least: u8, live: bool) -> Step<i64> {
        let mut left = self.unary(evaluation, live)?;
        loop {
            let Some(TokenKind::Mark(mark)) = evaluation.tokens.get(evaluation.at).map(|token| token.kind)
            else {
                return Ok(left);
            };
            let strength = match mark {
                Mark::OrOr => 1,
                Mark::AndAnd => 2,
                Mark::Or => 3,
                Mark::Caret => 4,
                Mark::And => 5,
                Mark::EqualEqual | Mark::BangEqual => 6,
                Mark::Less | Mark::Greater | Mark::LessEqual | Mark::GreaterEqual => 7,
                Mark::ShiftLeft | Mark::ShiftRight => 8,
                Mark::Plus | Mark::Minus => 9,
                Mark::Star | Mark::Slash | Mark::Percent => 10,
                _ => return Ok(left),
            };
            if strength < least {
                return Ok(left);
            }
            evaluation.at += 1;
            let matters = match mark {
                Mark::OrOr => left == 0,
                Mark::AndAnd => left != 0,
                _ => true,
            };
            let right = self.binary(evaluation, strength + 1, live && matters)?;
            left = match mark {
                Mark::OrOr => i64::from(left != 0 || right != 0),
                Mark::AndAnd => i64::from(left != 0 && right != 0),
                Mark::Or => left | right,
                Mark::Caret => left ^ right,
                Mark::And => left & right,
                Mark::EqualEqual => i64::from(left == right),
                Mark::BangEqual => i64::from(left != right),
                Mark::Less => i64::from(left < right),
                Mark::Greater => i64::from(left > right),
                Mark::LessEqual => i64::from(left <= right),
                Mark::GreaterEqual => i64::from(left >= right),
                Mark::Plus => left.wrapping_add(right),
                Mark::Minus => left.wrapping_sub(right),
                Mark::Star => left.wrapping_mul(right),
                Mark::ShiftLeft | Mark::ShiftRight => match u32::try_from(right) {
                    Ok(by) if by < 32 && mark == Mark::ShiftLeft => left.wrapping_shl(by),
                    Ok(by) if by < 32 => left >> by,
                    _ if !live => 0,
                    _ => {
                        let reason = "shift exponent is negative or undefined";
                        return self.log.stop(evaluation.line, mark.text(), reason);
                    }
                },
                _ if right == 0 && live => {
                    return self.log.stop(evaluation.line, mark.text(), "division by zero");
                }
                _ if right == 0 => 0,
                Mark::Slash => left.wrapping_div(right),
                _ => left.wrapping_rem(right),
            };
        }
    }

    fn unary(&mut self, evaluation: &mut Evaluation<'_>, live: bool) -> Step<i64> {
        let line = evaluation.line;
        let Some(token) = evaluation.tokens.get(evaluation.at) else {
            return self.log.stop(line, "", "invalid expression");
        };
        evaluation.depth += 1;
        if evaluation.depth > MAX_DEPTH {
            return self.log.stop(line, "", "expression too complex");
        }
        evaluation.at += 1;
        let value = match token.kind {
            TokenKind::Int(value) | TokenKind::Uint(value) => i64::from(value),
            TokenKind::Mark(Mark::Bang) => i64::from(self.unary(evaluation, live)? == 0),
            TokenKind::Mark(Mark::Minus) => self.unary(evaluation, live)?.wrapping_neg(),
            TokenKind::Mark(Mark::Plus) => self.unary(evaluation, live)?,
            TokenKind::Mark(Mark::Tilde) => !self.unary(evaluation, live)?,
            TokenKind::Mark(Mark::OpenParen) => {
                let value = self.binary(evaluation, 1, live)?;
                let close = evaluation.tokens.get(evaluation.at).map(|token| token.kind);
                if close != Some(TokenKind::Mark(Mark::CloseParen)) {
                    return self.log.stop(line, "", "invalid expression");
                }
                evaluation.at += 1;
                value
            }
            TokenKind::Name(_) if !live => {
                skip_arguments(evaluation);
                0
            }
            kind => {
                let text = kind.text(self.names);
                return self.log.stop(line, &text, "unexpected token after conditional expression");
            }
        };
        evaluation.depth -= 1;
        Ok(value)
    }
}

/// A name that is no macro may look like an invocation: `defined(F) && F(1)`.
fn skip_arguments(evaluation: &mut Evaluation<'_>) {
    let mut open = 0u32;
    while let Some(token) = evaluation.tokens.get(evaluation.at) {
        match token.kind {
            TokenKind::Mark(Mark::OpenParen) => open += 1,
            TokenKind::Mark(Mark::CloseParen) if open > 0 => open -= 1,
            _ if open == 0 => return,
            _ => {}
        }
        evaluation.at += 1;
        if open == 0 {
            return;
        }
    }
}
