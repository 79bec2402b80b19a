//! `import` and `export` to `require` and `exports`, with Babel's semantics.
//!
//! What packages rely on, and what this therefore keeps: a namespace that can be changed, and that is the
//! module's own object where `__esModule` is set; exports that are plain writable properties; `module.exports`
//! beside `import`; exports of functions before anything runs; names exported from another module that read as
//! undefined inside a cycle. All that is required stands on the first line, in the order it was asked for.

use std::collections::HashMap;

use swc_common::{GLOBALS, Globals, SyntaxContext};
use swc_ecma_ast::{Id, Ident, Program};
use swc_ecma_visit::{Visit, VisitWith};

use super::{
    edits::Edits,
    exports::Exports,
    imports::Imports,
    parse::{Parsed, offsets, parse},
    prelude::{Helpers, Names, member, quoted},
    rewrite::Rewriter,
};
use crate::{PackageError, SourceError, SourceMap};

/// Compiles one file; `None` when there is nothing to compile in it.
pub(super) fn compile(file: &str, source: &str) -> Result<Option<(String, SourceMap)>, PackageError> {
    GLOBALS.set(&Globals::new(), || {
        let parsed = parse(file, source)?;
        let edits = rewrite(file, source, &parsed)?;
        Ok(if edits.is_empty() { None } else { Some(edits.apply(source)) })
    })
}

fn rewrite(file: &str, source: &str, parsed: &Parsed) -> Result<Edits, PackageError> {
    let mut names = Names::of(&parsed.program);
    let unresolved = SyntaxContext::empty().apply_mark(parsed.unresolved);
    let is_undeclared = |ident: &Ident| ident.ctxt == unresolved;
    let start = |span| offsets(&parsed.file, span).start;
    let (exports, imports) = match &parsed.program {
        Program::Module(module) => Exports::collect(module, start, &mut names),
        Program::Script(_) => (Exports::default(), Imports::default()),
    };
    if let Some((name, at)) = &exports.double {
        let error = SourceError::at(file, source, *at, format!("{name} is exported twice"));
        return Err(PackageError::Syntax(Box::new(error)));
    }
    let is_module = parsed.program.is_module();
    let mut hidden = Hidden { unresolved, top_level: parsed.top_level, exports: false, renamed: Vec::new() };
    if is_module {
        parsed.program.visit_with(&mut hidden);
    }
    let renames: HashMap<Id, String> =
        hidden.renamed.into_iter().map(|id| (id.clone(), names.fresh(&format!("_{}", id.0)))).collect();
    let exports_name = if hidden.exports { names.fresh("_exports") } else { "exports".to_owned() };
    let mut rewriter = Rewriter {
        source,
        file: &parsed.file,
        is_module,
        imports: &imports,
        exports: &exports,
        exports_name,
        is_undeclared: &is_undeclared,
        renames,
        names,
        helpers: Helpers::default(),
        edits: Edits::default(),
        temporary: None,
        import_meta: None,
        top_level_await: None,
        redeclared: None,
        statement_starts: Default::default(),
        this_depth: 0,
        function_depth: 0,
    };
    parsed.program.visit_with(&mut rewriter);
    if let Some(at) = rewriter.top_level_await {
        let error = SourceError::at(file, source, at, "await stands outside of an async function")
            .with_help("modules are loaded by require, which does not wait; move it into an async function");
        return Err(PackageError::Syntax(Box::new(error)));
    }
    if let Some((name, at)) = rewriter.redeclared {
        let error = SourceError::at(file, source, at, format!("{name} is imported and declared again"));
        return Err(PackageError::Syntax(Box::new(error)));
    }
    let Rewriter { mut edits, mut helpers, mut names, exports_name, temporary, import_meta, renames, .. } =
        rewriter;
    if is_module {
        // A shebang stays where it is.
        let first =
            if source.starts_with("#!") { source.find('\n').map_or(source.len(), |at| at + 1) } else { 0 };
        let mut head = "\"use strict\";".to_owned();
        if exports_name != "exports" {
            head.push_str(&format!("var {exports_name}=exports;"));
        }
        if exports.any {
            head.push_str(&format!("Object.defineProperty({exports_name},\"__esModule\",{{value:true}});"));
        }
        head.push_str(&initial_exports(&exports, &exports_name, &renames));
        if let Some(value) = temporary {
            head.push_str(&format!("var {value};"));
        }
        if let Some(meta) = import_meta {
            // An address, so that `new URL('a.png', import.meta.url)` is one: the web adapter has the files of the package there.
            let url = quoted(&format!("https://localhost/{file}"));
            head.push_str(&format!("var {meta}={{url:{url}}};"));
        }
        edits.insert_from(first, head, first);
        let own = own_names(&exports, &imports);
        for (text, origin) in imports.statements(&exports_name, &own, &mut names, &mut helpers) {
            edits.insert_from(first, text, origin);
        }
    }
    let definitions = helpers.definitions(&mut names);
    if !definitions.is_empty() {
        // After a line end: the last line may be a comment.
        edits.insert(source.len(), format!("\n{definitions}"));
    }
    Ok(edits)
}

/// What the exports are before the module runs.
fn initial_exports(exports: &Exports, object: &str, renames: &HashMap<Id, String>) -> String {
    let mut unset: Vec<&str> = Vec::new();
    let mut functions = String::new();
    if let Some(name) = &exports.default_function {
        functions.push_str(&format!("{}={name};", member(object, "default")));
    }
    if exports.has_default_value {
        unset.push("default");
    }
    // In the order of the source: the order of an object's keys can be seen.
    let mut locals: Vec<(&Id, &String)> =
        exports.locals.iter().flat_map(|(id, names)| names.iter().map(move |name| (id, name))).collect();
    locals.sort_by_key(|(_, name)| exports.own.iter().position(|own| own == *name));
    for (id, name) in locals {
        if exports.functions.contains(id) {
            let local = renames.get(id).map_or_else(|| id.0.to_string(), String::clone);
            functions.push_str(&format!("{}={local};", member(object, name)));
        } else {
            unset.push(name);
        }
    }
    let mut text = String::new();
    if !unset.is_empty() {
        let targets: String = unset.iter().map(|name| format!("{}=", member(object, name))).collect();
        text.push_str(&format!("{targets}void 0;"));
    }
    text.push_str(&functions);
    for (name, source) in &exports.reexports {
        // Inside a cycle the other module may not be there yet.
        let (variable, read) = (&source.variable, &source.read);
        text.push_str(&format!(
            "Object.defineProperty({object},{},{{enumerable:true,configurable:true,\
             get:function(){{return {variable}==null?void 0:{read}}}}});",
            quoted(name)
        ));
    }
    text
}

/// The names that `export *` must not bring, as an array.
fn own_names(exports: &Exports, imports: &Imports) -> String {
    if !imports.has_export_all() {
        return String::new();
    }
    let own: Vec<String> = exports.own.iter().map(|name| quoted(name)).collect();
    format!("[{}]", own.join(","))
}

/// Finds declarations that hide the names which the platform gives to a module.
struct Hidden {
    unresolved: SyntaxContext,
    top_level: SyntaxContext,
    /// Some scope declares `exports`.
    exports: bool,
    /// Top-level declarations of `exports`, `require` and `module`.
    renamed: Vec<Id>,
}

impl Visit for Hidden {
    fn visit_ident(&mut self, ident: &Ident) {
        if !matches!(ident.sym.as_str(), "exports" | "require" | "module") || ident.ctxt == self.unresolved {
            return;
        }
        self.exports |= ident.sym.as_str() == "exports";
        let id = ident.to_id();
        if ident.ctxt == self.top_level && !self.renamed.contains(&id) {
            self.renamed.push(id);
        }
    }
}
