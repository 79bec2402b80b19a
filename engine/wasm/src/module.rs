//! [`Module`]: compiled code and what its bytes say of imports, exports and custom sections.

use crate::{
    error::CompileError,
    types::{ExternKind, ExternType},
};
use std::sync::Arc;
use wasmparser::{ExternalKind, Parser, Payload};

/// An import of a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImportItem<'a> {
    /// The first name.
    pub module: &'a str,
    /// The second name.
    pub name: &'a str,
    /// What it must be.
    pub kind: ExternKind,
}

/// An export of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportItem {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: ExternKind,
    /// Its number among those of its kind, imports first: two exports with one number are one object.
    pub index: u32,
}

struct Inner {
    compiled: wasmtime::Module,
    exports: Vec<ExportItem>,
    custom_sections: Vec<(String, Vec<u8>)>,
}

/// A compiled module. Cheap to clone; may be sent to other threads.
#[derive(Clone)]
pub struct Module(Arc<Inner>);

impl Module {
    /// Imports in order.
    pub fn imports(&self) -> impl Iterator<Item = ImportItem<'_>> {
        self.0.compiled.imports().map(|import| ImportItem {
            module: import.module(),
            name: import.name(),
            kind: ExternType::of(&import.ty()).kind(),
        })
    }

    /// What the imports must be, in order.
    pub fn import_types(&self) -> Vec<ExternType> {
        self.0.compiled.imports().map(|import| ExternType::of(&import.ty())).collect()
    }

    /// Exports in order.
    pub fn exports(&self) -> &[ExportItem] {
        &self.0.exports
    }

    /// Contents of the custom sections of a name.
    pub fn custom_sections<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let of_name = move |section: &&(String, Vec<u8>)| section.0 == name;
        self.0.custom_sections.iter().filter(of_name).map(|section| section.1.as_slice())
    }

    pub(crate) fn compiled(&self) -> &wasmtime::Module {
        &self.0.compiled
    }
}

impl std::fmt::Debug for Module {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Module").field("exports", &self.0.exports.len()).finish_non_exhaustive()
    }
}

/// Reads what wasmtime does not keep.
pub(crate) fn describe(compiled: wasmtime::Module, bytes: &[u8]) -> Result<Module, CompileError> {
    let broken = |e: wasmparser::BinaryReaderError| CompileError { message: e.to_string() };
    let mut exports = Vec::new();
    let mut custom_sections = Vec::new();
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(broken)? {
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export.map_err(broken)?;
                    let kind = match export.kind {
                        ExternalKind::Func | ExternalKind::FuncExact => ExternKind::Function,
                        ExternalKind::Table => ExternKind::Table,
                        ExternalKind::Memory => ExternKind::Memory,
                        ExternalKind::Global => ExternKind::Global,
                        ExternalKind::Tag => ExternKind::Tag,
                    };
                    exports.push(ExportItem { name: export.name.to_owned(), kind, index: export.index });
                }
            }
            Payload::CustomSection(section) => {
                custom_sections.push((section.name().to_owned(), section.data().to_vec()));
            }
            _ => {}
        }
    }
    Ok(Module(Arc::new(Inner { compiled, exports, custom_sections })))
}
