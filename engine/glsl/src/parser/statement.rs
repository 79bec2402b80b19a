//! Statements.

use super::{Parser, declaration::ArraySize, qualifier::StorageWord};
use crate::{
    log::Step,
    names::{Keyword, Word},
    token::{Mark, TokenKind},
    tree::{Case, Condition, ExprId, Stmt, Storage},
    types::Type,
};

impl Parser<'_, '_> {
    /// Statements up to the closing brace. The scope is the caller's.
    pub(super) fn statements(&mut self) -> Step<Vec<Stmt>> {
        let mut statements = Vec::new();
        while !self.accept(Mark::CloseBrace) {
            if self.peek() == TokenKind::End {
                return self.syntax_error();
            }
            self.statement(&mut statements)?;
            self.check_log()?;
        }
        Ok(statements)
    }

    /// A statement in a scope of its own, as behind `if`.
    fn scoped(&mut self) -> Step<Vec<Stmt>> {
        self.scopes.open();
        let outer = self.precisions;
        let mut statements = Vec::new();
        if self.accept(Mark::OpenBrace) {
            self.enter()?;
            statements = self.statements()?;
            self.leave();
        } else {
            self.statement(&mut statements)?;
        }
        self.precisions = outer;
        self.scopes.close();
        Ok(statements)
    }

    fn statement(&mut self, statements: &mut Vec<Stmt>) -> Step<()> {
        self.enter()?;
        let line = self.line();
        if self.is(Mark::OpenBrace) {
            let block = self.scoped()?;
            statements.push(Stmt::Block(block));
        } else if self.accept(Mark::Semicolon) {
        } else {
            match self.word() {
                Some(Word::Keyword(keyword)) => self.keyword_statement(keyword, line, statements)?,
                _ => self.simple_statement(statements)?,
            }
        }
        self.leave();
        Ok(())
    }

    fn keyword_statement(&mut self, keyword: Keyword, line: u32, statements: &mut Vec<Stmt>) -> Step<()> {
        match keyword {
            Keyword::If => {
                self.advance();
                self.expect(Mark::OpenParen)?;
                let condition = self.bool_expression()?;
                self.expect(Mark::CloseParen)?;
                let accept = self.scoped()?;
                let reject = if self.accept_keyword(Keyword::Else) { self.scoped()? } else { Vec::new() };
                statements.push(Stmt::If { condition, accept, reject });
            }
            Keyword::For => self.for_loop(line, statements)?,
            Keyword::While => self.while_loop(line, statements)?,
            Keyword::Do => self.do_loop(line, statements)?,
            Keyword::Switch => self.switch(line, statements)?,
            Keyword::Case | Keyword::Default if self.is_newer() => {
                let text = self.peek().text(&self.names);
                return self.log.stop(line, &text, "case labels need to be inside switch statements");
            }
            Keyword::Break => {
                self.advance();
                if self.loops + self.switches == 0 {
                    self.error(line, "break", "break statement only allowed in loops and switch statements");
                }
                statements.push(Stmt::Break);
                self.expect(Mark::Semicolon)?;
            }
            Keyword::Continue => {
                self.advance();
                if self.loops == 0 {
                    self.error(line, "continue", "continue statement only allowed in loops");
                }
                statements.push(Stmt::Continue);
                self.expect(Mark::Semicolon)?;
            }
            Keyword::Discard => {
                self.advance();
                if !self.is_fragment() {
                    self.error(line, "discard", "supported in fragment shaders only");
                }
                statements.push(Stmt::Discard);
                self.expect(Mark::Semicolon)?;
            }
            Keyword::Return => self.return_statement(line, statements)?,
            _ => self.simple_statement(statements)?,
        }
        Ok(())
    }

    fn return_statement(&mut self, line: u32, statements: &mut Vec<Stmt>) -> Step<()> {
        self.advance();
        if self.accept(Mark::Semicolon) {
            if self.result != Type::VOID && !self.result.is_error() {
                self.error(line, "return", "non-void function must return a value");
            }
            statements.push(Stmt::Return(None));
            return Ok(());
        }
        let value = self.expression()?;
        self.expect(Mark::Semicolon)?;
        let found = self.ty(value);
        if !found.is_error() && !self.result.is_error() {
            if self.result == Type::VOID {
                self.error(line, "return", "void function cannot return a value");
            } else if found != self.result {
                self.error(line, "return", "function return is not matching type:");
            }
        }
        statements.push(Stmt::Return(Some(value)));
        Ok(())
    }

    /// A declaration or an expression.
    fn simple_statement(&mut self, statements: &mut Vec<Stmt>) -> Step<()> {
        if self.accept_keyword(Keyword::Precision) {
            return self.default_precision();
        }
        if !self.is_declaration() {
            let expression = self.expression()?;
            self.expect(Mark::Semicolon)?;
            statements.push(Stmt::Expr(expression));
            return Ok(());
        }
        let line = self.line();
        let qualifiers = self.qualifiers()?;
        if qualifiers.storage != StorageWord::None
            || qualifiers.invariant
            || qualifiers.location.is_some()
            || qualifiers.flat
            || qualifiers.smooth
            || qualifiers.centroid
        {
            let text = match qualifiers.storage {
                StorageWord::None => "",
                StorageWord::Attribute => "attribute",
                StorageWord::Varying => "varying",
                StorageWord::Uniform => "uniform",
                StorageWord::In => "in",
                StorageWord::Out => "out",
                StorageWord::InOut => "inout",
            };
            self.error(line, text, "only allowed at global scope");
        }
        let (ty, size) = self.type_specifier()?;
        if self.is(Mark::Semicolon) {
            return self.empty_declaration(size);
        }
        self.accept(Mark::Comma);
        let storage = if qualifiers.constant { Storage::Const } else { Storage::Local };
        self.declarators(&qualifiers, storage, ty, size, statements)
    }

    fn bool_expression(&mut self) -> Step<ExprId> {
        let line = self.line();
        let expression = self.expression()?;
        self.check_bool(expression, line);
        Ok(expression)
    }

    pub(super) fn check_bool(&mut self, expression: ExprId, line: u32) {
        let ty = self.ty(expression);
        if ty != Type::BOOL && !ty.is_error() {
            self.error(line, "", "boolean expression expected");
        }
    }

    /// The condition of a loop: an expression or `bool b = expression`.
    fn condition(&mut self) -> Step<Condition> {
        if !self.is_declaration() {
            return Ok(Condition { declares: None, value: self.bool_expression()? });
        }
        let line = self.line();
        let qualifiers = self.qualifiers()?;
        let (ty, size) = self.type_specifier()?;
        if ty != Type::BOOL || size != ArraySize::None {
            self.error(line, "", "boolean expression expected");
        }
        let storage = if qualifiers.constant { Storage::Const } else { Storage::Local };
        let (variable, init) = self.one_declarator(&qualifiers, storage, ty, size)?;
        let value = match init {
            Some(init) => init,
            None => self.silent(line)?,
        };
        Ok(Condition { declares: Some(variable), value })
    }

    fn for_loop(&mut self, line: u32, statements: &mut Vec<Stmt>) -> Step<()> {
        self.advance();
        self.expect(Mark::OpenParen)?;
        self.scopes.open();
        let outer = self.precisions;
        let mut init = Vec::new();
        if !self.accept(Mark::Semicolon) {
            self.simple_statement(&mut init)?;
        }
        let condition = if self.is(Mark::Semicolon) { None } else { Some(self.condition()?) };
        self.expect(Mark::Semicolon)?;
        let step = if self.is(Mark::CloseParen) { None } else { Some(self.expression()?) };
        self.expect(Mark::CloseParen)?;
        let index = if self.is_newer() { None } else { self.restricted_loop(&init, condition, step, line) };
        self.loop_indices.extend(index);
        self.loops += 1;
        let first = self.tree.expressions.len();
        // The body's scope is that of the loop: GLSL ES does not let it hide the index.
        let mut body = Vec::new();
        if self.accept(Mark::OpenBrace) {
            body = self.statements()?;
        } else {
            self.statement(&mut body)?;
        }
        if let Some(index) = index {
            self.loop_indices.pop();
            self.check_index_unchanged(index, first, line);
        }
        self.loops -= 1;
        self.precisions = outer;
        self.scopes.close();
        statements.push(Stmt::For { init, condition, step, body });
        Ok(())
    }

    fn while_loop(&mut self, line: u32, statements: &mut Vec<Stmt>) -> Step<()> {
        self.restrict_other_loops("while", line);
        self.advance();
        self.expect(Mark::OpenParen)?;
        self.scopes.open();
        let condition = self.condition()?;
        self.expect(Mark::CloseParen)?;
        self.loops += 1;
        let body = self.scoped()?;
        self.loops -= 1;
        self.scopes.close();
        statements.push(Stmt::While { condition, body });
        Ok(())
    }

    fn do_loop(&mut self, line: u32, statements: &mut Vec<Stmt>) -> Step<()> {
        self.restrict_other_loops("do", line);
        self.advance();
        self.loops += 1;
        let body = self.scoped()?;
        self.loops -= 1;
        if !self.accept_keyword(Keyword::While) {
            return self.syntax_error();
        }
        self.expect(Mark::OpenParen)?;
        let condition = self.bool_expression()?;
        self.expect(Mark::CloseParen)?;
        self.expect(Mark::Semicolon)?;
        statements.push(Stmt::DoWhile { body, condition });
        Ok(())
    }

    fn switch(&mut self, line: u32, statements: &mut Vec<Stmt>) -> Step<()> {
        self.advance();
        self.expect(Mark::OpenParen)?;
        let selector = self.expression()?;
        let ty = self.ty(selector);
        if !ty.is_scalar_integer() && !ty.is_error() {
            self.error(line, "switch", "init-expression in a switch statement must be a scalar integer");
        }
        self.expect(Mark::CloseParen)?;
        self.expect(Mark::OpenBrace)?;
        self.scopes.open();
        self.switches += 1;
        let mut cases: Vec<Case> = Vec::new();
        while !self.accept(Mark::CloseBrace) {
            if self.peek() == TokenKind::End {
                return self.syntax_error();
            }
            if self.is_keyword(Keyword::Case) || self.is_keyword(Keyword::Default) {
                self.label(ty, &mut cases)?;
                continue;
            }
            let line = self.line();
            let Some(case) = cases.last_mut() else {
                let text = self.peek().text(&self.names);
                return self.log.stop(line, &text, "statement before the first label");
            };
            let mut body = std::mem::take(&mut case.body);
            // An empty statement still ends the labels.
            self.statement(&mut body)?;
            if body.is_empty() {
                body.push(Stmt::Block(Vec::new()));
            }
            if let Some(case) = cases.last_mut() {
                case.body = body;
            }
            self.check_log()?;
        }
        if cases.last().is_some_and(|case| case.body.is_empty()) {
            let reason = "no statement between the last label and the end of the switch statement";
            self.error(line, "switch", reason);
        }
        self.switches -= 1;
        self.scopes.close();
        statements.push(Stmt::Switch { selector, cases });
        Ok(())
    }

    fn label(&mut self, selector: Type, cases: &mut Vec<Case>) -> Step<()> {
        let line = self.line();
        let label = if self.accept_keyword(Keyword::Default) {
            None
        } else {
            self.advance();
            let value = self.expression()?;
            let ty = self.ty(value);
            let constant = self.tree.constant_index(value);
            if !ty.is_error() {
                if !ty.is_scalar_integer() {
                    self.error(line, "case", "case label must be a scalar integer");
                } else if constant.is_none() {
                    self.error(line, "case", "case label must be constant");
                } else if ty != selector && !selector.is_error() {
                    let reason = "case label type does not match switch init-expression type";
                    self.error(line, "case", reason);
                }
            }
            Some(constant.unwrap_or(0))
        };
        self.expect(Mark::Colon)?;
        if cases.iter().any(|case| case.labels.contains(&label)) {
            let (text, reason) = match label {
                None => ("default", "duplicate default label"),
                Some(_) => ("case", "duplicate case label"),
            };
            self.error(line, text, reason);
        }
        match cases.last_mut() {
            Some(case) if case.body.is_empty() => case.labels.push(label),
            _ => cases.push(Case { labels: vec![label], body: Vec::new() }),
        }
        Ok(())
    }
}
