//! Source text to syntax tree, with every name bound to its scope.

use std::ops::Range;

use swc_common::{FileName, Mark, SourceFile, SourceMap, Span, Spanned, SyntaxContext, sync::Lrc};
use swc_ecma_ast::{EsVersion, Program};
use swc_ecma_parser::{EsSyntax, Syntax, parse_file_as_program};
use swc_ecma_transforms_base::resolver;

use crate::{PackageError, SourceError};

/// A parsed script. Lives inside `GLOBALS.set`.
pub(crate) struct Parsed {
    pub(crate) program: Program,
    pub(crate) sources: Lrc<SourceMap>,
    pub(crate) file: Lrc<SourceFile>,
    /// Marks names that no scope of the file declares.
    pub(crate) unresolved: Mark,
    /// The scope of the file's top level.
    pub(crate) top_level: SyntaxContext,
}

/// Parses `source` as a module when it holds `import` or `export`, else as a script. `return` is legal at the
/// top, as the text is the body of a function.
pub(crate) fn parse(file_name: &str, source: &str) -> Result<Parsed, PackageError> {
    let sources: Lrc<SourceMap> = Lrc::default();
    let file = sources.new_source_file(Lrc::new(FileName::Custom(file_name.to_owned())), source.to_owned());
    let syntax = Syntax::Es(EsSyntax {
        export_default_from: true,
        import_attributes: true,
        allow_return_outside_function: true,
        ..EsSyntax::default()
    });
    let mut recovered = Vec::new();
    let parsed = parse_file_as_program(&file, syntax, EsVersion::EsNext, None, &mut recovered);
    let fatal = parsed.as_ref().err();
    let first = recovered.iter().chain(fatal).min_by_key(|error| error.span().lo);
    if let Some(error) = first {
        let at = offsets(&file, error.span()).start;
        let message = error.kind().msg().into_owned();
        return Err(PackageError::Syntax(Box::new(SourceError::at(file_name, source, at, message))));
    }
    let Ok(mut program) = parsed else { unreachable!("a fatal error was returned above") };
    let (unresolved, top_level) = (Mark::new(), Mark::new());
    program.mutate(resolver(unresolved, top_level, false));
    let top_level = SyntaxContext::empty().apply_mark(top_level);
    Ok(Parsed { program, sources, file, unresolved, top_level })
}

/// The bytes of the file that a span covers.
pub(crate) fn offsets(file: &SourceFile, span: Span) -> Range<usize> {
    let start = file.start_pos.0;
    let offset = |position: u32| (position.saturating_sub(start)) as usize;
    offset(span.lo.0)..offset(span.hi.0)
}
