//! Classes, arrows and methods to plain functions, for projects that ask for it (`"es6": true`).
//!
//! Some packages only run this way: they call `new` on an exported arrow, or a class as `Parent.call(this)`. What
//! cannot be told apart from outside (let, destructuring, templates, generators, async) stays as it is: QuickJS
//! runs it well.

use swc_common::{BytePos, GLOBALS, Globals, LineCol, SourceFile, sync::Lrc};
use swc_ecma_ast::{ArrowExpr, Class, Prop};
use swc_ecma_codegen::{Config, Emitter, text_writer::JsWriter};
use swc_ecma_compat_es2015::{arrow, classes, shorthand};
use swc_ecma_compat_es2022::{class_properties, private_in_object, static_blocks};
use swc_ecma_transforms_base::{
    fixer::fixer,
    helpers::{HELPERS, Helpers, inject_helpers},
    hygiene::hygiene,
};
use swc_ecma_visit::{Visit, VisitWith};

use super::{
    edits::LineStarts,
    parse::{Parsed, parse},
};
use crate::{
    PackageError, SourceMap,
    source_map::{Position, Segment},
};

/// Compiles one script; `None` when it has nothing to lower.
pub(super) fn compile(file: &str, source: &str) -> Result<Option<(String, SourceMap)>, PackageError> {
    GLOBALS.set(&Globals::new(), || {
        let Parsed { mut program, sources, file: source_file, unresolved, .. } = parse(file, source)?;
        let mut newer = Newer(false);
        program.visit_with(&mut newer);
        if !newer.0 {
            return Ok(None);
        }
        HELPERS.set(&Helpers::new(false), || {
            program.mutate((
                private_in_object(),
                static_blocks(),
                class_properties(class_properties::Config::default(), unresolved),
                classes(classes::Config::default()),
                object_super_and_methods(),
                arrow(unresolved),
                inject_helpers(unresolved),
                hygiene(),
                fixer(None),
            ));
        });
        let mut text = Vec::new();
        let mut places = Vec::new();
        let mut writer = JsWriter::new(sources.clone(), "\n", &mut text, Some(&mut places));
        // Indentation of deep nesting would be larger than the code.
        writer.set_indent_str("");
        let mut emitter =
            Emitter { cfg: Config::default(), cm: sources, comments: None, wr: Box::new(writer) };
        let failed = |reason: String| PackageError::Compiler { file: file.to_owned(), reason };
        emitter.emit_program(&program).map_err(|e| failed(e.to_string()))?;
        drop(emitter);
        let text = String::from_utf8(text).map_err(|e| failed(e.to_string()))?;
        let map = map(&text, source, &source_file, &places);
        Ok(Some((text, map)))
    })
}

/// `super` in methods of object literals, then the methods.
fn object_super_and_methods() -> impl swc_ecma_ast::Pass {
    (swc_ecma_compat_es2015::object_super(), shorthand())
}

/// Is there anything to lower?
struct Newer(bool);

impl Visit for Newer {
    fn visit_arrow_expr(&mut self, _: &ArrowExpr) {
        self.0 = true;
    }

    fn visit_class(&mut self, _: &Class) {
        self.0 = true;
    }

    fn visit_prop(&mut self, prop: &Prop) {
        self.0 |= matches!(prop, Prop::Method(_));
        prop.visit_children_with(self);
    }
}

fn map(text: &str, source: &str, file: &Lrc<SourceFile>, places: &[(BytePos, LineCol)]) -> SourceMap {
    let compiled_lines: Vec<&str> = text.split('\n').collect();
    let original_lines = LineStarts::new(source);
    let mut segments = Vec::with_capacity(places.len());
    for &(position, at) in places {
        // Made-up code has no place in the source.
        if position < file.start_pos || position > file.end_pos {
            continue;
        }
        let Some(line) = compiled_lines.get(at.line as usize) else { continue };
        segments.push(Segment {
            compiled: Position { line: at.line + 1, column: byte_column(line, at.col) },
            original: original_lines.position((position.0 - file.start_pos.0) as usize),
            copied: false,
        });
    }
    segments.sort_by_key(|segment| segment.compiled);
    segments.dedup_by_key(|segment| segment.compiled);
    SourceMap::new(&segments, false)
}

/// The byte column of a column in UTF-16 units, both in `line`; from 0 to from 1.
fn byte_column(line: &str, utf16: u32) -> u32 {
    if line.is_ascii() {
        return utf16 + 1;
    }
    let mut units = 0;
    for (at, c) in line.char_indices() {
        if units >= utf16 {
            return u32::try_from(at + 1).unwrap_or(u32::MAX);
        }
        units += c.len_utf16() as u32;
    }
    u32::try_from(line.len() + 1).unwrap_or(u32::MAX)
}
