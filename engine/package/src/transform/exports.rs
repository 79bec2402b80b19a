//! What a module exports, and which of its local names carry exports.

use std::collections::{HashMap, HashSet};

use swc_common::{Span, Spanned};
use swc_ecma_ast::{
    Decl, DefaultDecl, ExportSpecifier, Id, Module, ModuleDecl, ModuleItem, NamedExport, Pat, Stmt, VarDecl,
};
use swc_ecma_visit::{Visit, VisitWith};

use super::{
    imports::{Imports, Reexport, export_name},
    prelude::Names,
};

/// See the module's text.
#[derive(Default)]
pub(super) struct Exports {
    /// A local name to the names that it is exported by.
    pub(super) locals: HashMap<Id, Vec<String>>,
    /// Function declarations of the top level: their exports are there before anything runs.
    pub(super) functions: HashSet<Id>,
    /// Names that are read from another module.
    pub(super) reexports: Vec<(String, Reexport)>,
    /// The name given to `export default function () {}`.
    pub(super) default_function: Option<String>,
    /// `export default` of an expression or an unnamed class.
    pub(super) has_default_value: bool,
    /// Every exported name in order, without those of `export *`.
    pub(super) own: Vec<String>,
    /// There is an export of any kind.
    pub(super) any: bool,
    /// A name that is exported twice, and where.
    pub(super) double: Option<(String, usize)>,
    seen: HashSet<String>,
}

impl Exports {
    /// Collects the exports and the imports of a module.
    pub(super) fn collect(
        module: &Module,
        at: impl Fn(Span) -> usize,
        names: &mut Names,
    ) -> (Exports, Imports) {
        let mut exports = Exports::default();
        let mut imports = Imports::default();
        for item in &module.body {
            let known = exports.own.len();
            match item {
                ModuleItem::ModuleDecl(ModuleDecl::Import(import)) => {
                    imports.add(import, at(import.span), names);
                }
                ModuleItem::ModuleDecl(ModuleDecl::ExportAll(all)) => {
                    exports.any = true;
                    imports.add_export_all(&all.src, at(all.span), names);
                }
                ModuleItem::ModuleDecl(ModuleDecl::ExportNamed(named)) if named.src.is_some() => {
                    exports.any = true;
                    exports.add_from(named, at(named.span), &mut imports, names);
                }
                ModuleItem::ModuleDecl(ModuleDecl::ExportDecl(export)) => {
                    exports.any = true;
                    exports.add_declared(&export.decl);
                }
                ModuleItem::ModuleDecl(ModuleDecl::ExportDefaultDecl(default)) => {
                    exports.any = true;
                    exports.add_default(&default.decl, names);
                }
                ModuleItem::ModuleDecl(ModuleDecl::ExportDefaultExpr(_)) => {
                    exports.any = true;
                    exports.has_default_value = true;
                    exports.own.push("default".to_owned());
                }
                ModuleItem::Stmt(Stmt::Decl(Decl::Fn(function))) => {
                    exports.functions.insert(function.ident.to_id());
                }
                _ => {}
            }
            exports.check_doubles(known, at(item.span()));
        }
        // `export {a}` may stand before the import or the declaration of `a`.
        for item in &module.body {
            if let ModuleItem::ModuleDecl(ModuleDecl::ExportNamed(named)) = item
                && named.src.is_none()
            {
                exports.any = true;
                let known = exports.own.len();
                exports.add_local(named, &imports);
                exports.check_doubles(known, at(named.span));
            }
        }
        (exports, imports)
    }

    /// Looks for names from `known` on that were exported before.
    fn check_doubles(&mut self, known: usize, at: usize) {
        for name in &self.own[known..] {
            if !self.seen.insert(name.clone()) && self.double.is_none() {
                self.double = Some((name.clone(), at));
            }
        }
    }

    fn add_from(&mut self, named: &NamedExport, at: usize, imports: &mut Imports, names: &mut Names) {
        let Some(source) = &named.src else { return };
        imports.add_effect(source, at);
        for specifier in &named.specifiers {
            let (name, exported) = match specifier {
                ExportSpecifier::Namespace(namespace) => {
                    let exported = export_name(&namespace.name);
                    self.own.push(exported.clone());
                    imports.add_namespace_export(source, exported, at, names);
                    continue;
                }
                ExportSpecifier::Default(default) => ("default".to_owned(), default.exported.sym.to_string()),
                ExportSpecifier::Named(named) => {
                    let name = export_name(&named.orig);
                    let exported = named.exported.as_ref().map_or_else(|| name.clone(), export_name);
                    (name, exported)
                }
            };
            self.own.push(exported.clone());
            let read = imports.add_export_from(source, &name, at, names);
            self.reexports.push((exported, read));
        }
    }

    fn add_local(&mut self, named: &NamedExport, imports: &Imports) {
        for specifier in &named.specifiers {
            let ExportSpecifier::Named(named) = specifier else { continue };
            let swc_ecma_ast::ModuleExportName::Ident(local) = &named.orig else { continue };
            let exported = named.exported.as_ref().unwrap_or(&named.orig);
            let (id, exported) = (local.to_id(), export_name(exported));
            self.own.push(exported.clone());
            match imports.reexport(&id) {
                Some(read) => self.reexports.push((exported, read)),
                None => self.locals.entry(id).or_default().push(exported),
            }
        }
    }

    fn add_declared(&mut self, decl: &Decl) {
        let mut add = |id: Id| {
            self.own.push(id.0.to_string());
            self.locals.entry(id.clone()).or_default().push(id.0.to_string());
        };
        match decl {
            Decl::Fn(function) => {
                add(function.ident.to_id());
                self.functions.insert(function.ident.to_id());
            }
            Decl::Class(class) => add(class.ident.to_id()),
            Decl::Var(var) => declared(var).into_iter().for_each(add),
            _ => {}
        }
    }

    fn add_default(&mut self, decl: &DefaultDecl, names: &mut Names) {
        let name = "default".to_owned();
        self.own.push(name.clone());
        match decl {
            DefaultDecl::Fn(function) => match &function.ident {
                Some(ident) => {
                    self.locals.entry(ident.to_id()).or_default().push(name);
                    self.functions.insert(ident.to_id());
                }
                None => self.default_function = Some(names.fresh("_default")),
            },
            DefaultDecl::Class(class) => match &class.ident {
                Some(ident) => self.locals.entry(ident.to_id()).or_default().push(name),
                None => self.has_default_value = true,
            },
            DefaultDecl::TsInterfaceDecl(_) => {}
        }
    }
}

/// The names that a declaration binds.
fn declared(var: &VarDecl) -> Vec<Id> {
    let mut bound = Bound::default();
    for declarator in &var.decls {
        declarator.name.visit_with(&mut bound);
    }
    bound.0
}

/// Collects the names that a pattern binds or assigns to, without those in its default values.
#[derive(Default)]
pub(super) struct Bound(pub(super) Vec<Id>);

impl Visit for Bound {
    fn visit_pat(&mut self, pattern: &Pat) {
        match pattern {
            Pat::Ident(ident) => self.0.push(ident.to_id()),
            Pat::Assign(assign) => assign.left.visit_with(self),
            _ => pattern.visit_children_with(self),
        }
    }

    fn visit_assign_pat_prop(&mut self, prop: &swc_ecma_ast::AssignPatProp) {
        self.0.push(prop.key.to_id());
    }

    fn visit_expr(&mut self, _: &swc_ecma_ast::Expr) {}
}
