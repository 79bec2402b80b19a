//! The walk through a file's tree: which edit each kind of node needs.

use swc_common::Spanned;
use swc_ecma_ast::{
    ArrowExpr, AssignExpr, AssignPatProp, AssignTarget, AwaitExpr, CallExpr, Callee, ClassDecl, ClassExpr,
    ClassMember, Constructor, Decl, Expr, FnDecl, ForInStmt, ForOfStmt, Function, MetaPropExpr, MetaPropKind,
    ModuleDecl, ModuleItem, OptCall, Pat, Prop, SimpleAssignTarget, Stmt, TaggedTpl, UpdateExpr, VarDecl,
};
use swc_ecma_visit::{Visit, VisitWith};

use super::{
    super::{
        exports::Bound,
        prelude::{Helper, member},
    },
    Rewriter,
};

impl Visit for Rewriter<'_> {
    fn visit_stmts(&mut self, statements: &[Stmt]) {
        for statement in statements {
            if let Stmt::Expr(expression) = statement {
                self.statement_starts.insert(self.at(expression.span).start);
            }
            statement.visit_with(self);
        }
    }

    fn visit_module_items(&mut self, items: &[ModuleItem]) {
        for item in items {
            if let ModuleItem::Stmt(Stmt::Expr(expression)) = item {
                self.statement_starts.insert(self.at(expression.span).start);
            }
            item.visit_with(self);
        }
    }

    fn visit_module_decl(&mut self, decl: &ModuleDecl) {
        match decl {
            ModuleDecl::Import(import) => self.edits.replace(self.at(import.span), ";"),
            ModuleDecl::ExportAll(all) => self.edits.replace(self.at(all.span), ";"),
            ModuleDecl::ExportNamed(named) => self.export_named(named),
            ModuleDecl::ExportDecl(export) => {
                let inner = match &export.decl {
                    Decl::Class(class) => class.class.span,
                    Decl::Fn(function) => function.function.span,
                    other => other.span(),
                };
                self.remove_keyword(export.span, inner);
                export.decl.visit_with(self);
            }
            ModuleDecl::ExportDefaultDecl(default) => self.export_default(default),
            ModuleDecl::ExportDefaultExpr(default) => {
                let range = self.at(default.span).start..self.at(default.expr.span()).start;
                self.edits.replace(range, format!("{}=", member(&self.exports_name, "default")));
                default.expr.visit_with(self);
            }
            _ => {}
        }
    }

    fn visit_expr(&mut self, expression: &Expr) {
        match expression {
            Expr::Ident(ident) => {
                if let Some(read) = self.read(&ident.to_id()) {
                    self.edits.replace(self.at(ident.span), read);
                }
            }
            Expr::This(this) if self.is_module && self.this_depth == 0 => {
                self.edits.replace(self.at(this.span), "undefined");
            }
            _ => expression.visit_children_with(self),
        }
    }

    fn visit_prop(&mut self, prop: &Prop) {
        if let Prop::Shorthand(ident) = prop {
            if let Some(read) = self.read(&ident.to_id()) {
                self.edits.replace(self.at(ident.span), format!("{}:{read}", ident.sym));
            }
        } else {
            prop.visit_children_with(self);
        }
    }

    fn visit_pat(&mut self, pattern: &Pat) {
        match pattern {
            Pat::Ident(ident) => self.replace_written(&ident.id, false),
            _ => pattern.visit_children_with(self),
        }
    }

    fn visit_assign_pat_prop(&mut self, prop: &AssignPatProp) {
        self.replace_written(&prop.key.id, true);
        prop.value.visit_with(self);
    }

    fn visit_simple_assign_target(&mut self, target: &SimpleAssignTarget) {
        match target {
            SimpleAssignTarget::Ident(ident) => self.replace_written(&ident.id, false),
            _ => target.visit_children_with(self),
        }
    }

    fn visit_assign_expr(&mut self, assign: &AssignExpr) {
        let range = self.at(assign.span);
        match &assign.left {
            AssignTarget::Simple(SimpleAssignTarget::Ident(target)) => {
                let id = target.to_id();
                if self.imports.declares(&id) {
                    let right = self.at(assign.right.span());
                    let helper = self.helper(Helper::ReadOnly);
                    self.edits.replace(range.start..right.start, format!("{helper}(\"{}\",", id.0));
                    assign.right.visit_with(self);
                    return self.edits.insert(right.end, ")");
                }
                if let Some(prefix) = self.export_prefix(&id) {
                    self.edits.insert(range.start, prefix);
                }
                assign.visit_children_with(self);
            }
            AssignTarget::Simple(_) => assign.visit_children_with(self),
            AssignTarget::Pat(pattern) => {
                let mut bound = Bound::default();
                pattern.visit_with(&mut bound);
                let updates = self.export_updates(&bound.0);
                if updates.is_empty() {
                    return assign.visit_children_with(self);
                }
                let value = self.temporary();
                self.edits.insert(range.start, format!("{}{value}=", self.paren(range.start)));
                assign.visit_children_with(self);
                self.edits.insert(range.end, format!(",{},{value})", updates.join(",")));
            }
        }
    }

    fn visit_update_expr(&mut self, update: &UpdateExpr) {
        let Expr::Ident(ident) = &*update.arg else { return update.visit_children_with(self) };
        let (id, range) = (ident.to_id(), self.at(update.span));
        if self.imports.declares(&id) {
            let helper = self.helper(Helper::ReadOnly);
            return self.edits.replace(range, format!("{helper}(\"{}\")", id.0));
        }
        let Some(prefix) = self.export_prefix(&id) else { return update.visit_children_with(self) };
        let open = self.paren(range.start);
        if update.prefix {
            self.edits.insert(range.start, format!("{open}{prefix}"));
            update.visit_children_with(self);
            return self.edits.insert(range.end, ")");
        }
        let value = self.temporary();
        self.edits.insert(range.start, format!("{open}{value}="));
        update.visit_children_with(self);
        self.edits.insert(range.end, format!(",{prefix}{},{value})", self.local(&id)));
    }

    fn visit_var_decl(&mut self, var: &VarDecl) {
        for declarator in &var.decls {
            let mut bound = Bound::default();
            declarator.name.visit_with(&mut bound);
            self.check_declared(&bound.0, declarator.span);
            let Some(init) = &declarator.init else {
                declarator.visit_with(self);
                continue;
            };
            let range = self.at(declarator.span);
            match &declarator.name {
                // A function keeps its name only where it is the declaration's own value.
                Pat::Ident(ident) if !is_unnamed_function(init) => {
                    if let Some(prefix) = self.export_prefix(&ident.to_id()) {
                        self.edits.insert(self.at(init.span()).start, prefix);
                    }
                    declarator.visit_with(self);
                }
                _ => {
                    declarator.visit_with(self);
                    let updates = self.export_updates(&bound.0);
                    if !updates.is_empty() {
                        let unused = self.names.fresh("_exported");
                        self.edits.insert(range.end, format!(",{unused}=({})", updates.join(",")));
                    }
                }
            }
        }
    }

    fn visit_for_in_stmt(&mut self, statement: &ForInStmt) {
        statement.left.visit_with(self);
        statement.right.visit_with(self);
        self.loop_body(&statement.left, &statement.body);
    }

    fn visit_for_of_stmt(&mut self, statement: &ForOfStmt) {
        if statement.is_await && self.function_depth == 0 {
            self.top_level_await.get_or_insert(self.at(statement.span).start);
        }
        statement.left.visit_with(self);
        statement.right.visit_with(self);
        self.loop_body(&statement.left, &statement.body);
    }

    fn visit_fn_decl(&mut self, function: &FnDecl) {
        self.check_declared(&[function.ident.to_id()], function.ident.span);
        self.replace_written(&function.ident, false);
        function.function.visit_with(self);
    }

    fn visit_class_decl(&mut self, class: &ClassDecl) {
        self.check_declared(&[class.ident.to_id()], class.ident.span);
        self.replace_written(&class.ident, false);
        class.class.visit_with(self);
        self.after_class(&class.ident.to_id(), class.class.span);
    }

    fn visit_class_expr(&mut self, class: &ClassExpr) {
        class.class.visit_with(self);
    }

    fn visit_call_expr(&mut self, call: &CallExpr) {
        match &call.callee {
            Callee::Import(_) => {
                let Some(first) = call.args.first() else { return };
                let (range, argument) = (self.at(call.span), self.at(first.span()));
                let helper = self.helper(Helper::Import);
                self.edits.replace(range.start..argument.start, format!("{helper}("));
                first.visit_with(self);
                self.edits.replace(argument.end..range.end, ")");
            }
            Callee::Expr(callee) => {
                if !self.callee(callee) {
                    callee.visit_with(self);
                }
                call.args.visit_with(self);
            }
            Callee::Super(_) => call.args.visit_with(self),
        }
    }

    fn visit_opt_call(&mut self, call: &OptCall) {
        if !self.callee(&call.callee) {
            call.callee.visit_with(self);
        }
        call.args.visit_with(self);
    }

    fn visit_tagged_tpl(&mut self, tagged: &TaggedTpl) {
        if !self.callee(&tagged.tag) {
            tagged.tag.visit_with(self);
        }
        tagged.tpl.visit_with(self);
    }

    fn visit_meta_prop_expr(&mut self, meta: &MetaPropExpr) {
        if meta.kind == MetaPropKind::ImportMeta {
            let names = &mut self.names;
            let variable = self.import_meta.get_or_insert_with(|| names.fresh("_importMeta")).clone();
            self.edits.replace(self.at(meta.span), variable);
        }
    }

    fn visit_await_expr(&mut self, wait: &AwaitExpr) {
        if self.function_depth == 0 {
            self.top_level_await.get_or_insert(self.at(wait.span).start);
        }
        wait.visit_children_with(self);
    }

    fn visit_arrow_expr(&mut self, arrow: &ArrowExpr) {
        self.function_depth += 1;
        arrow.visit_children_with(self);
        self.function_depth -= 1;
    }

    fn visit_function(&mut self, function: &Function) {
        self.function_depth += 1;
        self.this_depth += 1;
        function.visit_children_with(self);
        self.function_depth -= 1;
        self.this_depth -= 1;
    }

    fn visit_constructor(&mut self, constructor: &Constructor) {
        self.function_depth += 1;
        self.this_depth += 1;
        constructor.visit_children_with(self);
        self.function_depth -= 1;
        self.this_depth -= 1;
    }

    fn visit_class_member(&mut self, class_member: &ClassMember) {
        match class_member {
            // A computed name is evaluated outside of the class, the value has the object as `this`.
            ClassMember::ClassProp(prop) => {
                prop.key.visit_with(self);
                self.this_depth += 1;
                prop.value.visit_with(self);
                self.this_depth -= 1;
            }
            ClassMember::PrivateProp(_) | ClassMember::StaticBlock(_) => {
                self.this_depth += 1;
                class_member.visit_children_with(self);
                self.this_depth -= 1;
            }
            _ => class_member.visit_children_with(self),
        }
    }
}

fn is_unnamed_function(expression: &Expr) -> bool {
    match expression {
        Expr::Arrow(_) => true,
        Expr::Fn(function) => function.ident.is_none(),
        Expr::Class(class) => class.ident.is_none(),
        _ => false,
    }
}
