//! The edits inside a module: imported names become reads of the required module, writes of exported names also
//! write the export, top-level `this` is undefined, `import()` is a promise of `require`.

mod visit;

use std::{
    collections::{HashMap, HashSet},
    ops::Range,
};

use swc_common::{SourceFile, Span, Spanned};
use swc_ecma_ast::{
    DefaultDecl, ExportDefaultDecl, ExportSpecifier, Expr, ForHead, Id, Ident, ModuleExportName, NamedExport,
    Stmt,
};
use swc_ecma_visit::VisitWith;

use super::{
    edits::Edits,
    exports::{Bound, Exports},
    imports::{Imports, export_name},
    parse::offsets,
    prelude::{Helper, Helpers, Names, member},
};

/// What a file's names stand for. For a script with `import()` all of it is empty.
pub(super) struct Rewriter<'a> {
    pub(super) source: &'a str,
    pub(super) file: &'a SourceFile,
    pub(super) is_module: bool,
    pub(super) imports: &'a Imports,
    pub(super) exports: &'a Exports,
    /// The variable that is the module's `exports`.
    pub(super) exports_name: String,
    /// Names that no scope declares.
    pub(super) is_undeclared: &'a dyn Fn(&Ident) -> bool,
    /// Top-level names that would hide the platform's (`let module`), with their new names.
    pub(super) renames: HashMap<Id, String>,
    pub(super) names: Names,
    pub(super) helpers: Helpers,
    pub(super) edits: Edits,
    /// A variable for values on their way, where one is needed.
    pub(super) temporary: Option<String>,
    /// The variable that is `import.meta`, where it is used.
    pub(super) import_meta: Option<String>,
    /// `await` outside of a function.
    pub(super) top_level_await: Option<usize>,
    /// A name that is imported and declared again, and where.
    pub(super) redeclared: Option<(String, usize)>,
    /// Where expression statements begin that could be read as part of the statement before them.
    pub(super) statement_starts: HashSet<usize>,
    /// Functions around the current place that have a `this` of their own.
    pub(super) this_depth: usize,
    /// Functions around the current place, arrows too.
    pub(super) function_depth: usize,
}

impl Rewriter<'_> {
    fn at(&self, span: Span) -> Range<usize> {
        offsets(self.file, span)
    }

    /// An opening parenthesis at `start`; where a statement begins, after a semicolon, as the statement before may
    /// have none.
    fn paren(&self, start: usize) -> &'static str {
        if self.statement_starts.contains(&start) { ";(" } else { "(" }
    }

    fn export_members(&self, id: &Id) -> Option<Vec<String>> {
        let names = self.exports.locals.get(id)?;
        Some(names.iter().map(|name| member(&self.exports_name, name)).collect())
    }

    /// `exports.a=exports.b=`.
    fn export_prefix(&self, id: &Id) -> Option<String> {
        Some(self.export_members(id)?.iter().map(|member| format!("{member}=")).collect())
    }

    /// `exports.a=a`, for every exported one of `ids`.
    fn export_updates(&self, ids: &[Id]) -> Vec<String> {
        let update = |id: &Id| Some(format!("{}{}", self.export_prefix(id)?, self.local(id)));
        ids.iter().filter_map(update).collect()
    }

    fn local(&self, id: &Id) -> String {
        self.renames.get(id).cloned().unwrap_or_else(|| id.0.to_string())
    }

    fn temporary(&mut self) -> String {
        let names = &mut self.names;
        self.temporary.get_or_insert_with(|| names.fresh("_value")).clone()
    }

    fn helper(&mut self, helper: Helper) -> String {
        self.helpers.name(helper, &mut self.names)
    }

    /// What a name is read by, where it is not itself.
    fn read(&self, id: &Id) -> Option<String> {
        self.imports.read(id).or_else(|| self.renames.get(id).cloned())
    }

    /// What stands for a name that is written: an import cannot be.
    fn write(&mut self, id: &Id) -> Option<String> {
        if self.imports.declares(id) {
            let helper = self.helper(Helper::ReadOnly);
            return Some(format!("{helper}(\"{}\").x", id.0));
        }
        self.renames.get(id).cloned()
    }

    fn replace_written(&mut self, ident: &Ident, shorthand: bool) {
        if let Some(text) = self.write(&ident.to_id()) {
            let key = if shorthand { format!("{}:", ident.sym) } else { String::new() };
            self.edits.replace(self.at(ident.span), format!("{key}{text}"));
        }
    }

    /// An import declared again is an error that the parser does not see.
    fn check_declared(&mut self, ids: &[Id], span: Span) {
        if let Some((name, _)) = ids.iter().find(|id| self.imports.declares(id)) {
            self.redeclared.get_or_insert((name.to_string(), offsets(self.file, span).start));
        }
    }

    /// A called name: the module must not become `this`. True when it was handled.
    fn callee(&mut self, callee: &Expr) -> bool {
        let mut inner = callee;
        while let Expr::Paren(paren) = inner {
            inner = &paren.expr;
        }
        let Expr::Ident(ident) = inner else { return false };
        let Some(read) = self.imports.read(&ident.to_id()) else { return false };
        let range = self.at(ident.span);
        let open = self.paren(range.start);
        self.edits.replace(range, format!("{open}0,{read})"));
        true
    }

    /// `export` before a declaration.
    fn remove_keyword(&mut self, from: Span, to: Span) {
        let range = self.at(from).start..self.at(to).start;
        self.edits.replace(range, "");
    }

    fn after_class(&mut self, id: &Id, span: Span) {
        if let Some(update) = self.export_updates(std::slice::from_ref(id)).pop() {
            self.edits.insert(self.at(span).end, format!(";{update};"));
        }
    }

    fn export_default(&mut self, export: &ExportDefaultDecl) {
        let start = self.at(export.span).start;
        let assign = format!("{}=", member(&self.exports_name, "default"));
        match &export.decl {
            DefaultDecl::Fn(function) => {
                let at = self.at(function.function.span).start;
                self.edits.replace(start..at, "");
                if let (None, Some(name)) = (&function.ident, &self.exports.default_function) {
                    let name = format!(" {name}");
                    self.edits.insert(after_function_keyword(self.source, at), name);
                }
                function.visit_with(self);
            }
            DefaultDecl::Class(class) => {
                let at = self.at(class.class.span).start;
                self.edits.replace(start..at, if class.ident.is_some() { "" } else { &assign });
                class.visit_with(self);
                match &class.ident {
                    Some(ident) => self.after_class(&ident.to_id(), class.class.span),
                    None => self.edits.insert(self.at(class.class.span).end, ";"),
                }
            }
            DefaultDecl::TsInterfaceDecl(_) => {}
        }
    }

    /// `export {a, b as c}`: its names are exported where they are declared; globals are read here.
    fn export_named(&mut self, named: &NamedExport) {
        let mut text = ";".to_owned();
        for specifier in named.specifiers.iter().filter(|_| named.src.is_none()) {
            let ExportSpecifier::Named(specifier) = specifier else { continue };
            let ModuleExportName::Ident(local) = &specifier.orig else { continue };
            if (self.is_undeclared)(local) {
                let exported = export_name(specifier.exported.as_ref().unwrap_or(&specifier.orig));
                let (target, name) = (member(&self.exports_name, &exported), &local.sym);
                text.push_str(&format!("{target}=typeof {name}===\"undefined\"?void 0:{name};"));
            }
        }
        self.edits.replace(self.at(named.span), text);
    }

    /// The body of a loop whose head writes exported names.
    fn loop_body(&mut self, head: &ForHead, body: &Stmt) {
        let mut bound = Bound::default();
        head.visit_with(&mut bound);
        let updates = self.export_updates(&bound.0);
        if updates.is_empty() {
            return body.visit_with(self);
        }
        let text = format!("{};", updates.join(";"));
        let range = self.at(body.span());
        if let Stmt::Block(_) = body {
            self.edits.insert(range.start + 1, text);
            body.visit_with(self);
        } else {
            self.edits.insert(range.start, format!("{{{text}"));
            body.visit_with(self);
            self.edits.insert(range.end, "}");
        }
    }
}

/// The place for a name in `function () {}`, `async function* () {}`: `at` is where it begins.
fn after_function_keyword(source: &str, at: usize) -> usize {
    let mut at = at;
    for word in ["async", "function", "*"] {
        let rest = &source[at..];
        let skipped = rest.len() - skip_trivia(rest).len();
        if skip_trivia(rest).starts_with(word) {
            at += skipped + word.len();
        }
    }
    at
}

/// `text` without the spaces and comments at its start.
fn skip_trivia(text: &str) -> &str {
    let mut text = text.trim_start();
    loop {
        let rest = if let Some(line) = text.strip_prefix("//") {
            line.find('\n').map(|end| &line[end..])
        } else if let Some(block) = text.strip_prefix("/*") {
            block.find("*/").map(|end| &block[end + 2..])
        } else {
            return text;
        };
        text = rest.unwrap_or("").trim_start();
    }
}

#[cfg(test)]
mod tests {
    use super::after_function_keyword;

    #[test]
    fn the_place_for_a_name_is_found() {
        for (source, expected) in [
            ("function () {}", "function"),
            ("async function(){}", "async function"),
            ("async /* * */ function // x\n * (a) {}", "async /* * */ function // x\n *"),
            ("function*(){}", "function*"),
        ] {
            assert_eq!(&source[..after_function_keyword(source, 0)], expected);
        }
    }
}
