//! Scripts without comments and white space. Names stay: engines read the text of functions.

use super::parse::{Parsed, parse};
use crate::PackageError;
use swc_common::{GLOBALS, Globals};
use swc_ecma_codegen::{Config, Emitter, text_writer::JsWriter};

/// Prints `source` as short as it goes without renaming.
pub(super) fn minify(file: &str, source: &str) -> Result<String, PackageError> {
    let failed = |reason: String| PackageError::Compiler { file: file.to_owned(), reason };
    GLOBALS.set(&Globals::new(), || {
        let Parsed { program, sources, .. } = parse(file, source)?;
        let mut text = Vec::new();
        let writer = JsWriter::new(sources.clone(), "\n", &mut text, None);
        let mut emitter = Emitter {
            cfg: Config::default().with_minify(true),
            cm: sources,
            comments: None,
            wr: Box::new(writer),
        };
        emitter.emit_program(&program).map_err(|e| failed(e.to_string()))?;
        drop(emitter);
        String::from_utf8(text).map_err(|e| failed(e.to_string()))
    })
}
