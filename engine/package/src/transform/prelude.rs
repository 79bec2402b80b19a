//! The JavaScript that stands before and after a compiled module: names that are not taken yet, and the small
//! functions that Babel's interop consists of. They are part of every file that needs them, so that a packed
//! game needs nothing from its surroundings.

use std::{collections::HashSet, fmt::Write};

use swc_ecma_ast::{Ident, Program};
use swc_ecma_visit::{Visit, VisitWith};

/// Every name that a file uses, so that new ones do not clash.
#[derive(Default)]
pub(super) struct Names {
    taken: HashSet<String>,
}

impl Visit for Names {
    fn visit_ident(&mut self, ident: &Ident) {
        if !self.taken.contains(ident.sym.as_str()) {
            self.taken.insert(ident.sym.as_str().to_owned());
        }
    }
}

impl Names {
    pub(super) fn of(program: &Program) -> Names {
        let mut names = Names::default();
        program.visit_with(&mut names);
        names
    }

    /// A name like `base` that the file does not use.
    pub(super) fn fresh(&mut self, base: &str) -> String {
        let mut name = base.to_owned();
        let mut number = 1;
        while !self.taken.insert(name.clone()) {
            number += 1;
            name = format!("{base}{number}");
        }
        name
    }
}

/// One of the interop functions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Helper {
    InteropDefault,
    InteropWildcard,
    ExportStar,
    ReadOnly,
    Import,
}

/// The interop functions that a file calls.
#[derive(Default)]
pub(super) struct Helpers {
    used: Vec<(Helper, String)>,
}

impl Helpers {
    /// The name of a helper in this file.
    pub(super) fn name(&mut self, helper: Helper, names: &mut Names) -> String {
        if let Some((_, name)) = self.used.iter().find(|(used, _)| *used == helper) {
            return name.clone();
        }
        let base = match helper {
            Helper::InteropDefault => "_interopRequireDefault",
            Helper::InteropWildcard => "_interopRequireWildcard",
            Helper::ExportStar => "_exportStar",
            Helper::ReadOnly => "_readOnlyError",
            Helper::Import => "_import",
        };
        let name = names.fresh(base);
        self.used.push((helper, name.clone()));
        name
    }

    /// Their definitions; functions are hoisted, so they stand at the end of the file.
    pub(super) fn definitions(mut self, names: &mut Names) -> String {
        let wildcard = match self.used.iter().any(|(helper, _)| *helper == Helper::Import) {
            true => self.name(Helper::InteropWildcard, names),
            false => String::new(),
        };
        let mut text = String::new();
        for (helper, name) in &self.used {
            // Writing to a String does not fail.
            let _ = match helper {
                Helper::InteropDefault => {
                    write!(text, "function {name}(m){{return m&&m.__esModule?m:{{default:m}}}}")
                }
                // A module that is no ES module is copied, so that its namespace can be changed without
                // changing the module, as Babel does it.
                Helper::InteropWildcard => write!(
                    text,
                    "function {name}(m){{if(m&&m.__esModule)return m;var n={{}},k,d;\
                     if(m!==null&&(typeof m===\"object\"||typeof m===\"function\"))for(k in m)\
                     if(k!==\"default\"&&Object.prototype.hasOwnProperty.call(m,k)){{\
                     d=Object.getOwnPropertyDescriptor(m,k);\
                     if(d&&(d.get||d.set))Object.defineProperty(n,k,d);else n[k]=m[k]}}n.default=m;return n}}"
                ),
                Helper::ExportStar => write!(
                    text,
                    "function {name}(m,e,own){{if(m!==null&&m!==undefined)Object.keys(m).forEach(function(k){{\
                     if(k===\"default\"||k===\"__esModule\"||own.indexOf(k)>=0||\
                     Object.prototype.hasOwnProperty.call(e,k))return;\
                     Object.defineProperty(e,k,{{enumerable:true,get:function(){{return m[k]}}}})}})}}"
                ),
                Helper::ReadOnly => {
                    write!(text, "function {name}(n){{throw new TypeError('\"'+n+'\" is read-only.')}}")
                }
                Helper::Import => write!(
                    text,
                    "function {name}(s){{return Promise.resolve(s).then(function(s){{\
                     return {wildcard}(require(\"\"+s))}})}}"
                ),
            };
        }
        text
    }
}

/// `text` as a JavaScript string literal.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\u{2028}' => out.push_str("\\u2028"),
            '\u{2029}' => out.push_str("\\u2029"),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// `object.name`, or `object["name"]` where the name is no identifier.
pub(super) fn member(object: &str, name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == '$');
    if first && chars.all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '$') {
        format!("{object}.{name}")
    } else {
        format!("{object}[{}]", quoted(name))
    }
}
