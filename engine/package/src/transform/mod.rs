//! Compiles what QuickJS does not run as it stands: `import` and `export` to CommonJS as Babel does it and, where a
//! project asks for it, classes and arrows to plain functions.
//!
//! A file without any of that is returned untouched and is never parsed here. Compiled text keeps its lines. The
//! compiler crates (swc) are used in this folder and in `survey` only; without the feature `compiler` a file that needs them
//! is an error. Absent on purpose: TypeScript, JSX, shorter names.

#[cfg(feature = "compiler")]
mod commonjs;
#[cfg(feature = "compiler")]
mod edits;
#[cfg(feature = "compiler")]
mod es5;
#[cfg(feature = "compiler")]
mod exports;
#[cfg(feature = "compiler")]
mod imports;
#[cfg(feature = "compiler")]
mod minify;
#[cfg(feature = "compiler")]
pub(crate) mod parse;
#[cfg(feature = "compiler")]
mod prelude;
#[cfg(feature = "compiler")]
mod rewrite;
pub(crate) mod scan;
#[cfg(all(test, feature = "compiler"))]
mod tests;

use crate::{PackageError, SourceMap};

/// The version of what this folder writes; part of the key of every cached module.
pub const TRANSFORM_VERSION: u32 = 2;

/// How a script is compiled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TransformOptions {
    /// Classes, arrows and methods become plain functions (`"es6": true` in `project.config.json`).
    pub es5: bool,
}

/// A compiled script: the body of a function of `exports`, `require` and `module`.
#[derive(Clone, Debug, PartialEq)]
pub struct Transformed {
    /// The compiled text; `None` when the source is to be run as it stands.
    pub code: Option<String>,
    /// The way back to the source; `None` with `code`.
    pub map: Option<SourceMap>,
}

/// Compiles `source`, which `file` names in errors.
///
/// A file is a module when it holds `import` or `export` at its top level, and then runs in strict mode; any
/// other is a script. The work is done on a thread of its own with a large stack, so that no nesting in a
/// package's source can end the process.
pub fn transform(file: &str, source: &str, options: TransformOptions) -> Result<Transformed, PackageError> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let scan = scan::scan(source);
    if scan.module_syntax || (options.es5 && scan.es2015_syntax) {
        compile(file, source, options, scan)
    } else {
        Ok(Transformed { code: None, map: None })
    }
}

/// `source` without comments and white space, for [`Package::pack_whole`](crate::Package::pack_whole).
#[cfg(feature = "compiler")]
pub(crate) fn minify(file: &str, source: &str) -> Result<String, PackageError> {
    let scan = scan::scan(source);
    if scan.nesting > MAX_NESTING || scan.brackets > MAX_BRACKETS {
        let reason = "it is nested too deeply, or one expression is too long".to_owned();
        return Err(PackageError::Compiler { file: file.to_owned(), reason });
    }
    on_large_stack(file, || minify::minify(file, source))
}

#[cfg(not(feature = "compiler"))]
pub(crate) fn minify(file: &str, _: &str) -> Result<String, PackageError> {
    Err(PackageError::NoCompiler { file: file.to_owned(), what: "it is to be minified" })
}

#[cfg(not(feature = "compiler"))]
fn compile(file: &str, _: &str, _: TransformOptions, scan: scan::Scan) -> Result<Transformed, PackageError> {
    // Classes and arrows run natively; without a compiler that is the best there is.
    if !scan.module_syntax {
        return Ok(Transformed { code: None, map: None });
    }
    Err(PackageError::NoCompiler { file: file.to_owned(), what: "import or export" })
}

#[cfg(feature = "compiler")]
fn compile(
    file: &str,
    source: &str,
    options: TransformOptions,
    scan: scan::Scan,
) -> Result<Transformed, PackageError> {
    let failed = |reason: &str| PackageError::Compiler { file: file.to_owned(), reason: reason.to_owned() };
    if scan.nesting > MAX_NESTING || scan.brackets > MAX_BRACKETS {
        return Err(failed("it is nested too deeply, or one expression is too long"));
    }
    on_large_stack(file, || compile_here(file, source, options))
}

/// More than any real file, and what the stack holds.
#[cfg(feature = "compiler")]
pub(crate) const MAX_NESTING: usize = 20_000;
/// Brackets cost more stack than operators, and scopes more time.
#[cfg(feature = "compiler")]
pub(crate) const MAX_BRACKETS: usize = 4_000;

/// Runs the compiler on `file`, on a thread whose stack holds the recursion over [`MAX_NESTING`] levels.
#[cfg(feature = "compiler")]
pub(crate) fn on_large_stack<T: Send>(
    file: &str,
    work: impl FnOnce() -> Result<T, PackageError> + Send,
) -> Result<T, PackageError> {
    /// The pages are only taken when they are used.
    const STACK_BYTES: usize = 256 << 20;
    let failed = |reason: &str| PackageError::Compiler { file: file.to_owned(), reason: reason.to_owned() };
    std::thread::scope(|scope| {
        std::thread::Builder::new()
            .name("compile".to_owned())
            .stack_size(STACK_BYTES)
            .spawn_scoped(scope, work)
            .map_err(|e| failed(&format!("no thread for the compiler: {e}")))?
            .join()
            .unwrap_or_else(|_| Err(failed("the compiler failed on it; please report the file")))
    })
}

#[cfg(feature = "compiler")]
fn compile_here(file: &str, source: &str, options: TransformOptions) -> Result<Transformed, PackageError> {
    let first = commonjs::compile(file, source)?;
    if !options.es5 {
        let (code, map) = first.unzip();
        return Ok(Transformed { code, map });
    }
    let text = first.as_ref().map_or(source, |(code, _)| code);
    let second = es5::compile(file, text)?;
    let (code, map) = match (first, second) {
        (None, second) => second.unzip(),
        (Some((code, map)), None) => (Some(code), Some(map)),
        (Some((_, earlier)), Some((code, map))) => (Some(code), Some(map.after(&earlier))),
    };
    Ok(Transformed { code, map })
}
