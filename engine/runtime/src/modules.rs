//! The package's modules as the script engine wants them: found by the package's rules, compiled to CommonJS and then to
//! bytecode, from the cache where it has them, with the way back to the original lines.

use crate::source_maps::SourceMaps;
use sparrow_package::{
    CacheKey, CodeCache, ModuleSource as PackageModule, Package, PackageError, Position, Resolver, SourceMap,
};
use sparrow_platform::RelativePath;
use sparrow_script::{
    Bytecode, CompileKind, FrameMapper, ModuleCode, ModuleError, ModuleHost, ModuleSource, ScriptError, Vm,
    VmOptions, engine_build_id,
};
use std::{cell::OnceCell, rc::Rc, sync::Arc};

/// Functions of larger files do not keep their own text: it takes several times the file's size (phaser.js: 35 MB instead of 4). `fn.toString()` of
/// theirs shows no body.
const KEEP_SOURCE_BYTES: usize = 2 << 20;
/// Class libraries look into the text of methods: for a call of the class above (Cocos 1, John Resig's, Prototype), or for an empty body
/// (Egret's eui). Files with these words keep it, however large.
const WORDS_THAT_NEED_SOURCE: [&str; 4] = ["_super", "$super", "lastIndexOf(\"}\")", "lastIndexOf('}')"];

/// Modules of one realm of a package.
pub(crate) struct PackageModules {
    package: Arc<Package>,
    resolver: Resolver,
    cache: Option<Arc<CodeCache>>,
    /// Compiles, so that the game's own VM never holds the compiler's garbage. Made when the cache first misses.
    compiler: OnceCell<Option<Vm>>,
    maps: SourceMaps,
}

impl PackageModules {
    /// Those that `resolver` finds.
    pub(crate) fn new(
        package: Arc<Package>,
        resolver: Resolver,
        cache: Option<Arc<CodeCache>>,
    ) -> PackageModules {
        PackageModules { package, resolver, cache, compiler: OnceCell::new(), maps: SourceMaps::default() }
    }

    /// Maps places in compiled modules back to their sources.
    pub(crate) fn frame_mapper(&self) -> Rc<FrameMapper> {
        self.maps.frame_mapper()
    }

    fn load_module(&self, id: &RelativePath) -> Result<ModuleCode, ModuleError> {
        let load = |cache| self.package.load_module(id, engine_build_id(), cache).map_err(from_package);
        let mut found = load(self.cache.as_deref())?;
        if let PackageModule::Bytecode { bytecode, map } = found {
            if let Ok(bytecode) = Bytecode::from_bytes(bytecode) {
                self.maps.remember(id.as_str(), map);
                return Ok(ModuleCode::Bytecode(bytecode));
            }
            // Of another engine in spite of its name: made anew, and stored over it.
            found = load(None)?;
        }
        match found {
            PackageModule::Json(text) => Ok(ModuleCode::Json(text)),
            PackageModule::Script { code, map, key } => self.compile(id, code, map, key),
            PackageModule::Bytecode { .. } => unreachable!("only a cache has bytecode"),
        }
    }

    #[allow(clippy::needless_pass_by_value, reason = "what a package gives")]
    fn compile(
        &self,
        id: &RelativePath,
        code: String,
        map: Option<SourceMap>,
        key: CacheKey,
    ) -> Result<ModuleCode, ModuleError> {
        self.maps.remember(id.as_str(), map.clone());
        let compiler = self.compiler.get_or_init(|| Vm::new(compiler_options()).ok());
        let Some(compiler) = compiler else { return Ok(ModuleCode::Js(code)) };
        let strip = loses_text(&code);
        let bytecode = compiler
            .compile(&code, id.as_str(), CompileKind::Module, strip)
            .map_err(|error| self.syntax_error(error))?;
        if let Some(cache) = &self.cache {
            // A full disk only costs the next start its speed.
            cache.store(key, bytecode.as_bytes(), map.as_ref());
        }
        Ok(ModuleCode::Bytecode(bytecode))
    }

    fn syntax_error(&self, error: ScriptError) -> ModuleError {
        let ScriptError { message, file, line, column, excerpt, .. } = error;
        let original = self.maps.original(&file, Position { line, column });
        let (line, column) = original.map_or((line, column), |p| (p.line, p.column));
        ModuleError::Syntax { message, file, line, column, excerpt }
    }
}

/// Whether the functions of a file do without their own text.
fn loses_text(code: &str) -> bool {
    code.len() > KEEP_SOURCE_BYTES && !WORDS_THAT_NEED_SOURCE.iter().any(|word| code.contains(word))
}

/// The compiler sees the game's sources but runs nothing of them.
fn compiler_options() -> VmOptions {
    VmOptions { memory_limit_bytes: 1 << 30, ..VmOptions::default() }
}

impl ModuleHost for PackageModules {
    fn resolve(&self, from: &str, specifier: &str) -> Result<String, ModuleError> {
        let from = if from.is_empty() { None } else { RelativePath::new(from).ok() };
        let id = self.resolver.resolve(specifier, from.as_ref()).map_err(from_package)?;
        Ok(id.as_str().to_owned())
    }

    fn load(&self, id: &str) -> Result<ModuleSource, ModuleError> {
        let path = RelativePath::new(id).map_err(|e| ModuleError::Failed(e.to_string()))?;
        let code = self.load_module(&path)?;
        Ok(ModuleSource { code, file: id.to_owned() })
    }
}

fn from_package(error: PackageError) -> ModuleError {
    match error {
        PackageError::Syntax(e) => ModuleError::Syntax {
            message: e.message.clone(),
            file: e.file.clone(),
            line: e.line,
            column: e.column,
            excerpt: Some(format!("{}\n{}^", e.source_line, " ".repeat(e.caret as usize))),
        },
        PackageError::ModuleNotFound { .. } | PackageError::ModuleOutside { .. } => {
            ModuleError::NotFound(error.to_string())
        }
        other => ModuleError::Failed(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_large_files_that_nobody_reads_lose_their_text() {
        let large = "f(1);".repeat(KEEP_SOURCE_BYTES / 5 + 1);
        assert!(loses_text(&large));
        assert!(!loses_text("f(1);"));
        assert!(!loses_text(&format!("{large} this._super(1)")));
        assert!(!loses_text(&format!("{large} body.lastIndexOf(\"}}\")")));
    }
}
