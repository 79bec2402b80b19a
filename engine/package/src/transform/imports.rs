//! The modules that a module requires, and what each imported name stands for.

use std::collections::HashMap;

use swc_ecma_ast::{Id, ImportDecl, ImportSpecifier, ModuleExportName, Str};

use super::prelude::{Helper, Helpers, Names, member, quoted};

/// The text of a module's name in the source of the tree.
pub(super) fn export_name(name: &ModuleExportName) -> String {
    match name {
        ModuleExportName::Ident(ident) => ident.sym.as_str().to_owned(),
        ModuleExportName::Str(text) => string(text),
    }
}

/// The value of a string literal.
pub(super) fn string(text: &Str) -> String {
    text.value.to_string_lossy().into_owned()
}

/// One required module.
pub(super) struct Request {
    source: String,
    /// The variable that holds it; none where it is required for its effects.
    variable: Option<String>,
    needs_default: bool,
    needs_named: bool,
    /// Local names of its namespace.
    namespaces: Vec<String>,
    /// Names under which its namespace is exported.
    namespace_exports: Vec<String>,
    export_all: bool,
    /// The offset of its first mention.
    at: usize,
}

/// Every required module in order, and the imported names.
#[derive(Default)]
pub(super) struct Imports {
    requests: Vec<Request>,
    /// A local name to the request and the name there.
    names: HashMap<Id, (usize, String)>,
    namespaces: HashMap<Id, usize>,
}

impl Imports {
    /// The request for `source`, made where there is none.
    fn request(&mut self, source: &Str, at: usize) -> usize {
        let source = string(source);
        if let Some(found) = self.requests.iter().position(|request| request.source == source) {
            return found;
        }
        self.requests.push(Request {
            source,
            variable: None,
            needs_default: false,
            needs_named: false,
            namespaces: Vec::new(),
            namespace_exports: Vec::new(),
            export_all: false,
            at,
        });
        self.requests.len() - 1
    }

    fn variable(&mut self, request: usize, names: &mut Names) -> String {
        let request = &mut self.requests[request];
        request.variable.get_or_insert_with(|| names.fresh(&variable_name(&request.source))).clone()
    }

    pub(super) fn add(&mut self, import: &ImportDecl, at: usize, names: &mut Names) {
        let request = self.request(&import.src, at);
        for specifier in &import.specifiers {
            self.variable(request, names);
            match specifier {
                ImportSpecifier::Default(default) => {
                    self.requests[request].needs_default = true;
                    self.names.insert(default.local.to_id(), (request, "default".to_owned()));
                }
                ImportSpecifier::Named(named) => {
                    let name =
                        named.imported.as_ref().map_or_else(|| named.local.sym.to_string(), export_name);
                    self.need(request, &name);
                    self.names.insert(named.local.to_id(), (request, name));
                }
                ImportSpecifier::Namespace(namespace) => {
                    self.requests[request].namespaces.push(namespace.local.sym.to_string());
                    self.namespaces.insert(namespace.local.to_id(), request);
                }
            }
        }
    }

    fn need(&mut self, request: usize, name: &str) {
        let request = &mut self.requests[request];
        *(if name == "default" { &mut request.needs_default } else { &mut request.needs_named }) = true;
    }

    /// `export {name} from source`: the expression that reads it.
    pub(super) fn add_export_from(
        &mut self,
        source: &Str,
        name: &str,
        at: usize,
        names: &mut Names,
    ) -> Reexport {
        let request = self.request(source, at);
        self.need(request, name);
        let variable = self.variable(request, names);
        Reexport { read: member(&variable, name), variable }
    }

    /// `export {} from source`: required for its effects.
    pub(super) fn add_effect(&mut self, source: &Str, at: usize) {
        self.request(source, at);
    }

    /// `export * as name from source`.
    pub(super) fn add_namespace_export(&mut self, source: &Str, name: String, at: usize, names: &mut Names) {
        let request = self.request(source, at);
        self.variable(request, names);
        self.requests[request].namespace_exports.push(name);
    }

    /// `export * from source`.
    pub(super) fn add_export_all(&mut self, source: &Str, at: usize, names: &mut Names) {
        let request = self.request(source, at);
        self.variable(request, names);
        self.requests[request].export_all = true;
    }

    pub(super) fn has_export_all(&self) -> bool {
        self.requests.iter().any(|request| request.export_all)
    }

    /// What an imported name is read by; `None` for other names and for namespaces, which are variables.
    pub(super) fn read(&self, id: &Id) -> Option<String> {
        let (request, name) = self.names.get(id)?;
        Some(member(self.requests[*request].variable.as_ref()?, name))
    }

    /// True for names that an import declares: they cannot be written.
    pub(super) fn declares(&self, id: &Id) -> bool {
        self.names.contains_key(id) || self.namespaces.contains_key(id)
    }

    /// How an imported name is exported again.
    pub(super) fn reexport(&self, id: &Id) -> Option<Reexport> {
        if let Some(request) = self.namespaces.get(id) {
            let variable = self.requests[*request].variable.clone()?;
            return Some(Reexport { read: variable.clone(), variable });
        }
        let (request, _) = self.names.get(id)?;
        Some(Reexport { read: self.read(id)?, variable: self.requests[*request].variable.clone()? })
    }

    /// The statements that require every module, each with the offset where it is asked for.
    pub(super) fn statements(
        &self,
        exports: &str,
        own_names: &str,
        names: &mut Names,
        helpers: &mut Helpers,
    ) -> Vec<(String, usize)> {
        let mut all = Vec::new();
        for request in &self.requests {
            let mut load = format!("require({})", quoted(&request.source));
            let namespace = !request.namespaces.is_empty() || !request.namespace_exports.is_empty();
            let helper = match (namespace || request.needs_named, namespace || request.needs_default) {
                (true, true) => Some(Helper::InteropWildcard),
                (false, true) => Some(Helper::InteropDefault),
                _ => None,
            };
            if let Some(helper) = helper {
                load = format!("{}({load})", helpers.name(helper, names));
            }
            let mut text = match &request.variable {
                Some(variable) => {
                    let aliases: String =
                        request.namespaces.iter().map(|ns| format!(",{ns}={variable}")).collect();
                    format!("var {variable}={load}{aliases};")
                }
                None => format!("{load};"),
            };
            let variable = request.variable.as_deref().unwrap_or_default();
            for name in &request.namespace_exports {
                text.push_str(&format!("{}={variable};", member(exports, name)));
            }
            if request.export_all {
                let star = helpers.name(Helper::ExportStar, names);
                text.push_str(&format!("{star}({variable},{exports},{own_names});"));
            }
            all.push((text, request.at));
        }
        all
    }
}

/// How a name of another module is read, and the variable that holds that module.
pub(super) struct Reexport {
    pub(super) read: String,
    pub(super) variable: String,
}

/// `_three` for `./lib/three.min.js`.
fn variable_name(source: &str) -> String {
    let last = source.trim_end_matches('/').rsplit('/').next().unwrap_or("");
    let base: String = last.chars().take_while(|&c| c != '.' || last.starts_with('.')).collect();
    let name: String = base.chars().filter(|c| c.is_ascii_alphanumeric()).take(40).collect();
    if name.is_empty() { "_module".to_owned() } else { format!("_{name}") }
}
