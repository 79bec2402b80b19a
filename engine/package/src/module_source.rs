//! A module on its way to the engine: out of the cache, or read and compiled.

use sparrow_platform::RelativePath;

use crate::{CacheKey, CodeCache, Package, PackageError, SourceMap, transform};

/// What the engine gets for a module.
#[derive(Clone, Debug, PartialEq)]
pub enum ModuleSource {
    /// A `.json` file: the module's value.
    Json(String),
    /// A script that this engine build has compiled before. Neither parsed nor transformed now.
    Bytecode {
        /// What was given to [`CodeCache::store`].
        bytecode: Vec<u8>,
        /// The way back to the source, where it was compiled from another text.
        map: Option<SourceMap>,
    },
    /// The text of a script: the body of a function of `exports`, `require` and `module`.
    Script {
        /// The text.
        code: String,
        /// The way back to the source, where `code` is not the source itself.
        map: Option<SourceMap>,
        /// Where its bytecode belongs in the cache.
        key: CacheKey,
    },
}

impl Package {
    /// The module `id`. `engine` names the engine build, as its bytecode is no other's; see [`CacheKey::new`].
    pub fn load_module(
        &self,
        id: &RelativePath,
        engine: &str,
        cache: Option<&CodeCache>,
    ) -> Result<ModuleSource, PackageError> {
        let text = self.text(id)?;
        if id.as_str().ends_with(".json") {
            return Ok(ModuleSource::Json(text));
        }
        let options = self.transform_options(id, text.len());
        let key = CacheKey::new(engine, id, &text, options);
        if let Some(cached) = cache.and_then(|cache| cache.load(key)) {
            return Ok(ModuleSource::Bytecode { bytecode: cached.bytecode, map: cached.map });
        }
        let done = transform(id.as_str(), &text, options)?;
        Ok(ModuleSource::Script { code: done.code.unwrap_or(text), map: done.map, key })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use sparrow_platform::MemoryFileSystem;

    use super::*;

    #[test]
    fn a_module_is_compiled_once() {
        let files = MemoryFileSystem::new();
        for (path, text) in [("game.json", "{}"), ("game.js", "\u{feff}var a = 1"), ("d.json", "[1]")] {
            files.insert(path, text).unwrap();
        }
        let package = Package::open(Arc::new(files)).unwrap();
        let cache = CodeCache::new(Arc::new(MemoryFileSystem::new()), 1 << 20);
        let load =
            |id: &str| package.load_module(&RelativePath::new(id).unwrap(), "e", Some(&cache)).unwrap();
        assert_eq!(load("d.json"), ModuleSource::Json("[1]".to_owned()));
        let ModuleSource::Script { code, map, key } = load("game.js") else { panic!("not cached yet") };
        assert_eq!((code.as_str(), &map), ("var a = 1", &None));
        cache.store(key, b"bytes", map.as_ref());
        assert_eq!(load("game.js"), ModuleSource::Bytecode { bytecode: b"bytes".to_vec(), map: None });
    }
}
