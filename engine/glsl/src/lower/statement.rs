//! Statements. Text behind `return`, `break`, `continue` and `discard` is left out: naga wants none there.

use super::{Expr, Lower, Lowering};
use crate::{
    tree::{Case, Condition, ExprId, Scalar, Stmt, Storage, VariableId},
    types::Type,
};
use naga::{Block, Span, Statement, SwitchCase, SwitchValue, UnaryOperator};

impl Lowering<'_> {
    /// Whether control never comes to the end.
    pub(super) fn statements(&mut self, statements: &[Stmt]) -> Lower<bool> {
        for statement in statements {
            if self.statement(statement)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn block(&mut self, statements: &[Stmt]) -> Lower<Block> {
        self.open();
        let result = self.statements(statements);
        let block = self.close();
        result.map(|_| block)
    }

    fn statement(&mut self, statement: &Stmt) -> Lower<bool> {
        self.check_budget()?;
        match statement {
            Stmt::Declare { variable, init } => self.declare(*variable, *init)?,
            Stmt::Expr(expression) => self.effect(*expression)?,
            Stmt::If { condition, accept, reject } => {
                let condition = self.value(*condition)?;
                let accept = self.block(accept)?;
                let reject = self.block(reject)?;
                self.push_if(condition, accept, reject);
            }
            Stmt::For { init, condition, step, body } => {
                self.statements(init)?;
                self.loop_statement(*condition, body, |lowering| match step {
                    Some(step) => lowering.effect(*step),
                    None => Ok(()),
                })?;
            }
            Stmt::While { condition, body } => self.loop_statement(Some(*condition), body, |_| Ok(()))?,
            Stmt::DoWhile { body, condition } => self.do_while(body, *condition)?,
            Stmt::Switch { selector, cases } => self.switch(*selector, cases)?,
            Stmt::Break => return self.leave(Statement::Break),
            Stmt::Continue => return self.leave(Statement::Continue),
            Stmt::Discard => return self.leave(Statement::Kill),
            Stmt::Return(value) => {
                let value = match value {
                    Some(value) if self.tree.expr(*value).ty != Type::VOID => Some(self.value(*value)?),
                    Some(value) => {
                        self.effect(*value)?;
                        None
                    }
                    None => None,
                };
                return self.leave(Statement::Return { value });
            }
            Stmt::Block(statements) => return self.statements(statements),
        }
        Ok(false)
    }

    fn leave(&mut self, statement: Statement) -> Lower<bool> {
        self.push(statement);
        Ok(true)
    }

    /// Locals are zero when they are declared, each time: naga's own initialisers run once, and WebGL shows no old memory.
    fn declare(&mut self, id: VariableId, init: Option<ExprId>) -> Lower<()> {
        let variable = self.tree.variable(id);
        if variable.storage == Storage::Const && variable.value.is_some() {
            return Ok(());
        }
        let value = match init {
            Some(init) => self.value(init)?,
            None => self.zero(variable.ty)?,
        };
        let pointer = self.variable(id)?;
        self.store(pointer, value);
        Ok(())
    }

    /// Pointer to a local variable or parameter.
    pub(super) fn variable(&mut self, id: VariableId) -> Lower<Expr> {
        if let Some(&known) = self.body.variables.get(&id) {
            return Ok(known);
        }
        let pointer = self.temporary(self.tree.variable(id).ty)?;
        self.body.variables.insert(id, pointer);
        Ok(pointer)
    }

    fn loop_statement(
        &mut self,
        condition: Option<Condition>,
        body: &[Stmt],
        step: impl FnOnce(&mut Self) -> Lower<()>,
    ) -> Lower<()> {
        self.open();
        step(self)?;
        let step = self.close();
        let branches = has_branches(&step);
        let started = if branches { Some(self.temporary(Type::BOOL)?) } else { None };
        self.open();
        let continuing = match started {
            Some(started) => {
                self.unless_first(started, step);
                Block::new()
            }
            None => step,
        };
        if let Some(condition) = condition {
            let value = self.value(condition.value)?;
            if let Some(id) = condition.declares {
                let pointer = self.variable(id)?;
                self.store(pointer, value);
            }
            self.break_unless(value);
        }
        self.loop_body(body, started, continuing, None)
    }

    fn do_while(&mut self, body: &[Stmt], condition: ExprId) -> Lower<()> {
        self.open();
        let value = self.value(condition)?;
        let done = self.unary(UnaryOperator::LogicalNot, value);
        let mut check = self.close();
        if !has_branches(&check) {
            self.open();
            return self.loop_body(body, None, check, Some(done));
        }
        let mut leave = Block::new();
        leave.push(Statement::Break, Span::UNDEFINED);
        check.push(Statement::If { condition: done, accept: leave, reject: Block::new() }, Span::UNDEFINED);
        let started = self.temporary(Type::BOOL)?;
        self.open();
        self.unless_first(started, check);
        self.loop_body(body, Some(started), Block::new(), None)
    }

    /// What comes before every round but the first. Branches are kept out of `continuing`, where Mesa's Vulkan drivers lose them.
    fn unless_first(&mut self, started: Expr, block: Block) {
        let again = self.load(started);
        self.push_if(again, block, Block::new());
        let yes = self.literal(Scalar::Bool(true));
        self.store(started, yes);
    }

    /// Closes the loop that was opened.
    fn loop_body(
        &mut self,
        body: &[Stmt],
        started: Option<Expr>,
        continuing: Block,
        break_if: Option<Expr>,
    ) -> Lower<()> {
        let inner = self.block(body)?;
        self.push(Statement::Block(inner));
        let body = self.close();
        if let Some(started) = started {
            let no = self.literal(Scalar::Bool(false));
            self.store(started, no);
        }
        self.push(Statement::Loop { body, continuing, break_if });
        Ok(())
    }

    /// Cases that fall through repeat what they fall into: not every back end can say it otherwise.
    fn switch(&mut self, selector: ExprId, cases: &[Case]) -> Lower<()> {
        let unsigned = self.tree.expr(selector).ty == Type::UINT;
        let selector = self.value(selector)?;
        let mut lowered = Vec::new();
        let mut has_default = false;
        for (at, case) in cases.iter().enumerate() {
            self.open();
            let mut ended = false;
            for case in &cases[at..] {
                ended = self.statements(&case.body)?;
                if ended {
                    break;
                }
            }
            if !ended {
                self.push(Statement::Break);
            }
            let mut body = Some(self.close());
            // naga wants `default` to be the last of the labels that stand together.
            let mut labels = case.labels.clone();
            labels.sort_by_key(Option::is_none);
            has_default |= labels.contains(&None);
            let last = labels.len() - 1;
            for (at, label) in labels.into_iter().enumerate() {
                let value = match label {
                    None => SwitchValue::Default,
                    Some(bits) if unsigned => SwitchValue::U32(bits),
                    Some(bits) => SwitchValue::I32(bits as i32),
                };
                let body = if at == last { body.take().unwrap_or_default() } else { Block::new() };
                lowered.push(SwitchCase { value, body, fall_through: at != last });
            }
        }
        if !has_default {
            let mut body = Block::new();
            body.push(Statement::Break, Span::UNDEFINED);
            lowered.push(SwitchCase { value: SwitchValue::Default, body, fall_through: false });
        }
        self.push(Statement::Switch { selector, cases: lowered });
        Ok(())
    }
}

fn has_branches(block: &Block) -> bool {
    block.iter().any(|statement| {
        matches!(
            statement,
            Statement::If { .. } | Statement::Switch { .. } | Statement::Loop { .. } | Statement::Block(_)
        )
    })
}
