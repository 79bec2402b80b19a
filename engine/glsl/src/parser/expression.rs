//! Expressions: their syntax, and selections out of values.

use super::{Parser, scope::Symbol};
use crate::{
    log::Step,
    names::{Keyword, Name, Word},
    token::{Mark, TokenKind},
    tree::{BinaryOp, ExprId, ExprKind, Lanes, Scalar, Storage, UnaryOp, Value},
    types::{Base, Type},
};

impl Parser<'_, '_> {
    /// An expression with commas.
    pub(super) fn expression(&mut self) -> Step<ExprId> {
        let mut first = self.assignment()?;
        while self.is(Mark::Comma) {
            let line = self.line();
            self.advance();
            let last = self.assignment()?;
            first = self.sequence(first, last, line)?;
        }
        Ok(first)
    }

    fn sequence(&mut self, first: ExprId, last: ExprId, line: u32) -> Step<ExprId> {
        let types = [self.ty(first), self.ty(last)];
        if types.iter().any(|ty| ty.is_error()) {
            return self.silent(line);
        }
        let refused = |ty: &Type| *ty == Type::VOID || self.tree.structs.has_array(*ty);
        if self.is_newer() && types.iter().any(refused) {
            let reason = "sequence operator is not allowed for void, arrays, or structs containing arrays";
            return self.fail(line, ",", reason);
        }
        // GLSL ES 3.00 takes no sequence for a constant expression.
        let value = match self.tree.expr(first).value {
            Some(_) if !self.is_newer() => self.tree.expr(last).value,
            _ => None,
        };
        self.add(ExprKind::Sequence { first, last }, types[1], line, value)
    }

    /// An expression without commas.
    pub(super) fn assignment(&mut self) -> Step<ExprId> {
        self.enter()?;
        let line = self.line();
        let place = self.conditional()?;
        let op = match self.peek() {
            TokenKind::Mark(mark) => match mark {
                Mark::Equal => None,
                Mark::PlusEqual => Some(BinaryOp::Add),
                Mark::MinusEqual => Some(BinaryOp::Subtract),
                Mark::StarEqual => Some(BinaryOp::Multiply),
                Mark::SlashEqual => Some(BinaryOp::Divide),
                Mark::PercentEqual => Some(BinaryOp::Modulo),
                Mark::AndEqual => Some(BinaryOp::And),
                Mark::OrEqual => Some(BinaryOp::Or),
                Mark::CaretEqual => Some(BinaryOp::Xor),
                Mark::ShiftLeftEqual => Some(BinaryOp::ShiftLeft),
                Mark::ShiftRightEqual => Some(BinaryOp::ShiftRight),
                _ => {
                    self.leave();
                    return Ok(place);
                }
            },
            _ => {
                self.leave();
                return Ok(place);
            }
        };
        let text = self.advance().text(&self.names);
        let value = self.assignment()?;
        self.leave();
        self.assign(op, place, value, &text, line)
    }

    /// `a ? b : c` or less.
    pub(super) fn conditional(&mut self) -> Step<ExprId> {
        let line = self.line();
        let condition = self.binary_chain(1)?;
        if !self.accept(Mark::Question) {
            return Ok(condition);
        }
        self.check_bool(condition, line);
        self.enter()?;
        let accept = self.expression()?;
        self.expect(Mark::Colon)?;
        let reject = self.assignment()?;
        self.leave();
        self.select(condition, accept, reject, line)
    }

    /// Operators of at least this strength, by precedence climbing.
    fn binary_chain(&mut self, least: u8) -> Step<ExprId> {
        let mut left = self.unary()?;
        loop {
            let TokenKind::Mark(mark) = self.peek() else { return Ok(left) };
            let (strength, op) = match mark {
                Mark::OrOr => (1, BinaryOp::LogicalOr),
                Mark::CaretCaret => (2, BinaryOp::LogicalXor),
                Mark::AndAnd => (3, BinaryOp::LogicalAnd),
                Mark::Or => (4, BinaryOp::Or),
                Mark::Caret => (5, BinaryOp::Xor),
                Mark::And => (6, BinaryOp::And),
                Mark::EqualEqual => (7, BinaryOp::Equal),
                Mark::BangEqual => (7, BinaryOp::NotEqual),
                Mark::Less => (8, BinaryOp::Less),
                Mark::Greater => (8, BinaryOp::Greater),
                Mark::LessEqual => (8, BinaryOp::LessEqual),
                Mark::GreaterEqual => (8, BinaryOp::GreaterEqual),
                Mark::ShiftLeft => (9, BinaryOp::ShiftLeft),
                Mark::ShiftRight => (9, BinaryOp::ShiftRight),
                Mark::Plus => (10, BinaryOp::Add),
                Mark::Minus => (10, BinaryOp::Subtract),
                Mark::Star => (11, BinaryOp::Multiply),
                Mark::Slash => (11, BinaryOp::Divide),
                Mark::Percent => (11, BinaryOp::Modulo),
                _ => return Ok(left),
            };
            if strength < least {
                return Ok(left);
            }
            let line = self.line();
            self.advance();
            let right = self.binary_chain(strength + 1)?;
            left = self.binary(op, left, right, mark.text(), line)?;
        }
    }

    fn unary(&mut self) -> Step<ExprId> {
        let line = self.line();
        let TokenKind::Mark(mark) = self.peek() else { return self.postfix() };
        let op = match mark {
            Mark::PlusPlus | Mark::MinusMinus => {
                self.advance();
                self.enter()?;
                let place = self.unary()?;
                self.leave();
                return self.step(place, true, mark == Mark::PlusPlus, line);
            }
            Mark::Plus => UnaryOp::Plus,
            Mark::Minus => UnaryOp::Negate,
            Mark::Bang => UnaryOp::Not,
            Mark::Tilde => UnaryOp::Complement,
            _ => return self.postfix(),
        };
        self.advance();
        self.enter()?;
        let operand = self.unary()?;
        self.leave();
        self.unary_operator(op, operand, mark.text(), line)
    }

    fn postfix(&mut self) -> Step<ExprId> {
        let mut expression = self.primary()?;
        loop {
            let line = self.line();
            let TokenKind::Mark(mark) = self.peek() else { return Ok(expression) };
            match mark {
                Mark::OpenBracket => {
                    self.advance();
                    let index = self.expression()?;
                    self.expect(Mark::CloseBracket)?;
                    expression = self.index(expression, index, line)?;
                }
                Mark::Dot => {
                    self.advance();
                    let TokenKind::Name(field) = self.advance() else {
                        return self.syntax_error();
                    };
                    expression = self.selection(expression, field, line)?;
                }
                Mark::PlusPlus | Mark::MinusMinus => {
                    self.advance();
                    expression = self.step(expression, false, mark == Mark::PlusPlus, line)?;
                }
                _ => return Ok(expression),
            }
        }
    }

    fn primary(&mut self) -> Step<ExprId> {
        let line = self.line();
        let constant = |parser: &mut Self, ty, scalar| {
            parser.advance();
            let value = parser.keep_scalar(scalar);
            parser.add(ExprKind::Constant, ty, line, Some(value))
        };
        match self.peek() {
            TokenKind::Mark(Mark::OpenParen) => {
                self.advance();
                self.enter()?;
                let inner = self.expression()?;
                self.leave();
                self.expect(Mark::CloseParen)?;
                Ok(inner)
            }
            TokenKind::Int(value) => constant(self, Type::INT, Scalar::Int(value as i32)),
            TokenKind::Uint(value) => constant(self, Type::UINT, Scalar::Uint(value)),
            TokenKind::Float(value) => constant(self, Type::FLOAT, Scalar::Float(value)),
            TokenKind::Name(name) => match self.names.word(name, self.version) {
                Word::Keyword(Keyword::True) => constant(self, Type::BOOL, Scalar::Bool(true)),
                Word::Keyword(Keyword::False) => constant(self, Type::BOOL, Scalar::Bool(false)),
                Word::Type(_) => self.constructor(line),
                Word::Identifier => {
                    if self.is_type() {
                        return self.constructor(line);
                    }
                    self.advance();
                    if self.accept(Mark::OpenParen) {
                        let arguments = self.arguments()?;
                        return self.call(name, &arguments, line);
                    }
                    self.variable(name, line)
                }
                _ => self.syntax_error(),
            },
            _ => self.syntax_error(),
        }
    }

    fn constructor(&mut self, line: u32) -> Step<ExprId> {
        let (ty, size) = self.type_specifier()?;
        self.expect(Mark::OpenParen)?;
        let arguments = self.arguments()?;
        self.construct(ty, size, &arguments, line)
    }

    /// Arguments up to the closing parenthesis.
    fn arguments(&mut self) -> Step<Vec<ExprId>> {
        let mut arguments = Vec::new();
        if self.word() == Some(Word::Type(Type::VOID)) {
            self.advance();
            self.expect(Mark::CloseParen)?;
            return Ok(arguments);
        }
        if self.accept(Mark::CloseParen) {
            return Ok(arguments);
        }
        loop {
            arguments.push(self.assignment()?);
            if !self.accept(Mark::Comma) {
                break;
            }
        }
        self.expect(Mark::CloseParen)?;
        Ok(arguments)
    }

    fn variable(&mut self, name: Name, line: u32) -> Step<ExprId> {
        match self.scopes.find(name) {
            Some(Symbol::Variable(id)) => {
                let variable = self.tree.variable(id);
                let (ty, value, storage) = (variable.ty, variable.value, variable.storage);
                if let Storage::BlockMember(block, field) = storage {
                    let whole = self.tree.block(block).variable;
                    let whole_ty = self.tree.variable(whole).ty;
                    let base = self.add(ExprKind::Variable(whole), whole_ty, line, None)?;
                    return self.add(ExprKind::Field { base, field }, ty, line, None);
                }
                self.add(ExprKind::Variable(id), ty, line, value)
            }
            Some(Symbol::Struct(_)) => self.syntax_error(),
            None => {
                let text = self.names.text(name);
                let reason = if self.functions.contains_key(&name) {
                    "variable expected"
                } else {
                    "undeclared identifier"
                };
                self.fail(line, text, reason)
            }
        }
    }

    fn index(&mut self, base: ExprId, index: ExprId, line: u32) -> Step<ExprId> {
        let (ty, index_ty) = (self.ty(base), self.ty(index));
        if ty.is_error() || index_ty.is_error() {
            return self.silent(line);
        }
        let (element, count) = match ty.base {
            _ if ty.is_array() => (ty.element(), ty.length),
            Base::Vector(number, size @ 2..) => (Type::vector(number, 1), u32::from(size)),
            Base::Matrix(columns, rows) => (Type::floats(rows), u32::from(columns)),
            _ => {
                return self.fail(line, "[", "left of '[' is not of type array, matrix, or vector ");
            }
        };
        if !index_ty.is_scalar_integer() {
            return self.fail(line, "[]", "integer expression required");
        }
        let constant = self.tree.constant_index(index);
        if let Some(at) = constant {
            if index_ty == Type::INT && (at as i32) < 0 {
                return self.fail(line, "[]", "index expression is negative");
            }
            if at >= count {
                let what = match ty.base {
                    _ if ty.is_array() => "array index out of range",
                    Base::Matrix(..) => "matrix field selection out of range",
                    _ => "vector field selection out of range",
                };
                return self.fail(line, "[]", &format!("{what} '{at}'"));
            }
        }
        self.check_index_restriction(base, index, line);
        if constant.is_none() && self.is_newer() && ty.is_array() {
            if matches!(element.base, Base::Sampler(_)) {
                let reason = "array index for samplers must be constant integral expressions";
                return self.fail(line, "[", reason);
            }
            if let ExprKind::Variable(variable) = self.tree.expr(base).kind {
                let variable = self.tree.variable(variable);
                if matches!(variable.storage, Storage::Block(_)) {
                    let reason = "array index for interface blocks must be constant integral expressions";
                    return self.fail(line, "[", reason);
                }
                if self.is_fragment() && variable.storage == Storage::Output {
                    let reason = "array index for fragment outputs must be constant integral expressions";
                    return self.fail(line, "[", reason);
                }
            }
        }
        let value = match (self.tree.expr(base).value, constant) {
            (Some(whole), Some(at)) => {
                let length = whole.length / count;
                Some(Value { start: whole.start + at * length, length })
            }
            _ => None,
        };
        self.add(ExprKind::Index { base, index }, element, line, value)
    }

    /// `.field`, `.xyz` or `.length()`.
    fn selection(&mut self, base: ExprId, field: Name, line: u32) -> Step<ExprId> {
        let ty = self.ty(base);
        let text = self.names.text(field);
        if ty.is_error() {
            if self.is(Mark::OpenParen) && text == "length" {
                self.advance();
                self.expect(Mark::CloseParen)?;
            }
            return self.silent(line);
        }
        if ty.is_array() && text == "length" && self.is_newer() {
            self.expect(Mark::OpenParen)?;
            self.expect(Mark::CloseParen)?;
            let value = self.keep_scalar(Scalar::Int(ty.length as i32));
            let length = self.add(ExprKind::Constant, Type::INT, line, Some(value))?;
            // The array is evaluated for what it does, too.
            return match self.tree.expr(base).kind {
                ExprKind::Variable(_) | ExprKind::Field { .. } | ExprKind::Constant => Ok(length),
                _ => self.add(ExprKind::Sequence { first: base, last: length }, Type::INT, line, None),
            };
        }
        match ty.base {
            Base::Vector(number, size) if !ty.is_array() => {
                let lanes = match lanes(text, size) {
                    Ok(lanes) => lanes,
                    Err(reason) => return self.fail(line, text, reason),
                };
                let picked = lanes.as_slice();
                let result = Type::vector(number, picked.len() as u8);
                let value = match self.tree.expr(base).value {
                    Some(value) => {
                        self.scratch.clear();
                        let scalars = &self.tree.scalars[value.start as usize..];
                        self.scratch.extend(picked.iter().map(|&lane| scalars[usize::from(lane)]));
                        Some(self.keep(line)?)
                    }
                    None => None,
                };
                self.add(ExprKind::Swizzle { base, lanes }, result, line, value)
            }
            Base::Struct(id) if !ty.is_array() => {
                let fields = &self.tree.structs.get(id).fields;
                let Some(at) = fields.iter().position(|field| *field.name == *text) else {
                    return self.fail(line, text, " no such field in structure");
                };
                let result = fields[at].ty;
                let value = self.tree.expr(base).value.map(|whole| {
                    let before = fields[..at].iter().map(|field| self.tree.structs.components(field.ty));
                    let start = whole.start + before.sum::<u32>();
                    Value { start, length: self.tree.structs.components(result) }
                });
                self.add(ExprKind::Field { base, field: at as u32 }, result, line, value)
            }
            _ => {
                let reason =
                    " field selection requires structure, vector, or interface block on left hand side";
                self.fail(line, text, reason)
            }
        }
    }
}

/// The components that a swizzle names.
fn lanes(text: &str, size: u8) -> Result<Lanes, &'static str> {
    const SETS: [&[u8; 4]; 3] = [b"xyzw", b"rgba", b"stpq"];
    if size == 1 {
        return Err("illegal vector field selection");
    }
    let mut lanes = [0; 4];
    let mut first_set = None;
    if text.len() > 4 {
        return Err("illegal vector field selection");
    }
    for (lane, byte) in lanes.iter_mut().zip(text.bytes()) {
        let found = SETS.iter().enumerate().find_map(|(set, letters)| {
            letters.iter().position(|&letter| letter == byte).map(|at| (set, at as u8))
        });
        let Some((set, at)) = found else { return Err("illegal vector field selection") };
        if *first_set.get_or_insert(set) != set {
            return Err("illegal - vector component fields not from the same set");
        }
        if at >= size {
            return Err("vector field selection out of range");
        }
        *lane = at;
    }
    Ok(Lanes::new(&lanes[..text.len()]))
}
