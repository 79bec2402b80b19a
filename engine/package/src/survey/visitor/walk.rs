//! The walk through a script's tree.

use super::super::{UseKind, chain};
use super::{BROWSER, Visitor, key_of, name_of, without_parentheses};
use swc_common::Spanned;
use swc_ecma_ast::{
    ArrowExpr, AssignExpr, AssignTarget, BinExpr, BinaryOp, CallExpr, Callee, CondExpr, Constructor,
    ExportAll, Expr, Function, IfStmt, ImportDecl, KeyValueProp, Lit, MemberExpr, NamedExport, NewExpr,
    OptCall, OptChainBase, Pat, PropName, SimpleAssignTarget, SwitchStmt, Tpl, TryStmt, UnaryOp,
    VarDeclarator,
};
use swc_ecma_visit::{Visit, VisitWith};

impl Visit for Visitor<'_> {
    fn visit_import_decl(&mut self, import: &ImportDecl) {
        self.require(Some(import.src.value.to_string_lossy().into_owned()), import.span);
    }

    fn visit_export_all(&mut self, all: &ExportAll) {
        self.require(Some(all.src.value.to_string_lossy().into_owned()), all.span);
    }

    fn visit_named_export(&mut self, named: &NamedExport) {
        if let Some(source) = &named.src {
            self.require(Some(source.value.to_string_lossy().into_owned()), named.span);
        }
    }

    fn visit_call_expr(&mut self, call: &CallExpr) {
        if let Callee::Import(_) = call.callee {
            let specifier = call.args.first().and_then(|first| chain::text_of(&first.expr));
            self.depth += 1;
            self.require(specifier, call.span);
            self.depth -= 1;
        } else if let Callee::Expr(callee) = &call.callee {
            self.call(callee, &call.args, call.span);
            return;
        }
        call.visit_children_with(self);
    }

    fn visit_opt_call(&mut self, call: &OptCall) {
        // `wx.name?.()` and `wx?.name()` say by themselves that the name may be missing.
        let callee = match without_parentheses(&call.callee) {
            Expr::OptChain(chain) => match &*chain.base {
                OptChainBase::Member(member) => Some(member),
                OptChainBase::Call(_) => None,
            },
            Expr::Member(member) => Some(member),
            _ => None,
        };
        if let Some(name) = callee.and_then(|member| self.api_of(member)) {
            self.api(name.clone(), UseKind::Read, call.span);
            self.api(name, UseKind::Call, call.span);
            call.args.visit_with(self);
        } else {
            call.visit_children_with(self);
        }
    }

    fn visit_new_expr(&mut self, new: &NewExpr) {
        self.call(&new.callee, new.args.as_deref().unwrap_or_default(), new.span);
    }

    fn visit_member_expr(&mut self, member: &MemberExpr) {
        match self.api_of(member) {
            Some(name) => self.api(name, UseKind::Read, member.span),
            None => member.visit_children_with(self),
        }
    }

    fn visit_assign_expr(&mut self, assign: &AssignExpr) {
        match &assign.left {
            AssignTarget::Simple(SimpleAssignTarget::Ident(name)) => {
                self.browser(name.id.sym.as_str(), name.id.span, true);
            }
            AssignTarget::Simple(SimpleAssignTarget::Member(member))
                if name_of(&member.prop).is_some_and(|name| BROWSER.contains(&name.as_str())) =>
            {
                // Of whichever object: adapters have many names for the global one.
                self.browser(&name_of(&member.prop).unwrap_or_default(), member.span, true);
                member.obj.visit_with(self);
            }
            AssignTarget::Simple(SimpleAssignTarget::Member(member)) => match self.api_of(member) {
                Some(name) => self.api(name, UseKind::Define, member.span),
                None if name_of(&member.prop).as_deref() == Some("src") => {
                    member.obj.visit_with(self);
                    return self.source(&assign.right);
                }
                None => member.visit_children_with(self),
            },
            other => {
                if let (AssignTarget::Pat(pattern), true) = (other, self.is_wx(&assign.right))
                    && let swc_ecma_ast::AssignTargetPat::Object(object) = pattern
                {
                    self.names_of(object);
                }
                other.visit_with(self);
            }
        }
        assign.right.visit_with(self);
    }

    fn visit_var_declarator(&mut self, declarator: &VarDeclarator) {
        if let (Pat::Object(pattern), Some(value)) = (&declarator.name, &declarator.init)
            && self.is_wx(value)
        {
            self.names_of(pattern);
        }
        declarator.visit_children_with(self);
    }

    fn visit_key_value_prop(&mut self, prop: &KeyValueProp) {
        // `{ 'images/a.png': .. }` names a file, too.
        if let Some(key) = key_of(&prop.key).filter(|key| key.contains(['.', '/'])) {
            self.literal(key, prop.key.span(), false, true);
        }
        if let PropName::Computed(computed) = &prop.key {
            computed.visit_with(self);
        }
        prop.value.visit_with(self);
    }

    fn visit_expr(&mut self, expression: &Expr) {
        if let Expr::Bin(sum) = expression
            && sum.op == BinaryOp::Add
        {
            return self.sum(sum, false);
        }
        if let Some(text) = chain::text_of(expression) {
            return self.literal(text, expression.span(), false, true);
        }
        match expression {
            Expr::Bin(BinExpr {
                op: BinaryOp::LogicalAnd | BinaryOp::LogicalOr | BinaryOp::NullishCoalescing,
                left,
                right,
                ..
            }) => {
                left.visit_with(self);
                self.under_condition(|this| right.visit_with(this));
            }
            Expr::Ident(ident) if ident.ctxt == self.undeclared => {
                self.browser(ident.sym.as_str(), ident.span, false);
            }
            // `typeof window` asks whether it is there.
            Expr::Unary(unary) if unary.op == UnaryOp::TypeOf && unary.arg.is_ident() => {}
            // Only the function that a call begins with is called where it stands.
            Expr::Fn(_) | Expr::Arrow(_) | Expr::Paren(_) => expression.visit_children_with(self),
            Expr::Lit(Lit::Regex(_)) => {}
            _ => {
                self.called_here = false;
                expression.visit_children_with(self);
            }
        }
    }

    fn visit_tpl(&mut self, template: &Tpl) {
        for quasi in &template.quasis {
            if let Some(cooked) = &quasi.cooked {
                self.literal(cooked.to_string_lossy().into_owned(), quasi.span, false, false);
            }
        }
        template.exprs.visit_with(self);
    }

    fn visit_function(&mut self, function: &Function) {
        self.function(function);
    }

    fn visit_constructor(&mut self, constructor: &Constructor) {
        self.deeper(constructor);
    }

    fn visit_arrow_expr(&mut self, arrow: &ArrowExpr) {
        self.function(arrow);
    }

    fn visit_if_stmt(&mut self, statement: &IfStmt) {
        statement.test.visit_with(self);
        self.under_condition(|this| {
            statement.cons.visit_with(this);
            statement.alt.visit_with(this);
        });
    }

    fn visit_cond_expr(&mut self, condition: &CondExpr) {
        condition.test.visit_with(self);
        self.under_condition(|this| {
            condition.cons.visit_with(this);
            condition.alt.visit_with(this);
        });
    }

    fn visit_switch_stmt(&mut self, statement: &SwitchStmt) {
        self.under_condition(|this| statement.visit_children_with(this));
    }

    fn visit_try_stmt(&mut self, statement: &TryStmt) {
        self.under_condition(|this| statement.visit_children_with(this));
    }
}
