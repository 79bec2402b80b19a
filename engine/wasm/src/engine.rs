//! [`Engine`]: compiles and validates, on any thread. [`Limits`]: what a store may use.

use crate::{
    cache::CompiledCache,
    error::CompileError,
    module::{self, Module},
};
use std::sync::Arc;
use wasmtime::{Config, OptLevel};

/// What the modules of one store may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of all memories together.
    pub memory_bytes: usize,
    /// Elements of one table.
    pub table_elements: usize,
    /// Memories, tables and instances, of each.
    pub objects: usize,
    /// Bytes of the native stack that one outermost call may take.
    pub stack_bytes: usize,
}

impl Default for Limits {
    /// 1 GiB of memories, ten million elements in a table, 1,000 memories, 512 KiB of stack.
    fn default() -> Limits {
        Limits { memory_bytes: 1 << 30, table_elements: 10_000_000, objects: 1000, stack_bytes: 512 << 10 }
    }
}

/// Threads that compile one module.
const MAX_COMPILE_THREADS: usize = 4;

/// A compiler with its settings. Modules run in stores of the engine that compiled them.
#[derive(Clone)]
pub struct Engine {
    pub(crate) inner: wasmtime::Engine,
    pub(crate) limits: Limits,
    cache: Option<Arc<dyn CompiledCache>>,
}

impl Engine {
    /// An engine. The error says what of this machine cannot run WebAssembly.
    pub fn new(limits: Limits) -> Result<Engine, String> {
        let mut config = Config::new();
        config
            .epoch_interruption(true)
            .max_wasm_stack(limits.stack_bytes)
            // Array buffers point into memories.
            .memory_may_move(false)
            .wasm_memory64(false)
            .wasm_exceptions(true)
            .relaxed_simd_deterministic(true)
            .cranelift_opt_level(OptLevel::Speed);
        let inner = wasmtime::Engine::new(&config).map_err(|e| format!("{e:#}"))?;
        Ok(Engine { inner, limits, cache: None })
    }

    /// The same, with a place where compiled code is kept between runs.
    #[must_use]
    pub fn with_cache(self, cache: Arc<dyn CompiledCache>) -> Engine {
        Engine { cache: Some(cache), ..self }
    }

    /// Compiles a module.
    pub fn compile(&self, bytes: &[u8]) -> Result<Module, CompileError> {
        // Small ones are compiled as fast as they are read.
        let cache = self.cache.as_ref().filter(|_| bytes.len() >= SMALL_MODULE_BYTES);
        if let Some(known) = cache.and_then(|cache| cache.load(bytes)).and_then(|code| self.restore(&code)) {
            return module::describe(known, bytes);
        }
        // The text form is no module for JavaScript.
        let compile = || wasmtime::Module::from_binary(&self.inner, bytes);
        let threads = std::thread::available_parallelism().map_or(1, |n| n.get().min(MAX_COMPILE_THREADS));
        // Threads of its own: the pool of the process stays untouched, and nothing is left when the module is done.
        let compiled = if bytes.len() < SMALL_MODULE_BYTES || threads == 1 {
            self.pool(1).map_or_else(compile, |pool| pool.install(compile))
        } else {
            self.pool(threads).map_or_else(compile, |pool| pool.install(compile))
        };
        let compiled = compiled.map_err(|e| CompileError::new(&e))?;
        if let (Some(cache), Ok(code)) = (cache, compiled.serialize()) {
            cache.store(bytes, &code);
        }
        module::describe(compiled, bytes)
    }

    /// Code of the cache; `None` when another version or other settings made it.
    #[allow(unsafe_code, reason = "the cache gives what was stored, see `CompiledCache`")]
    fn restore(&self, code: &[u8]) -> Option<wasmtime::Module> {
        // SAFETY: these are the bytes that `serialize` gave; wasmtime itself refuses those of another version or configuration.
        unsafe { wasmtime::Module::deserialize(&self.inner, code) }.ok()
    }

    fn pool(&self, threads: usize) -> Option<rayon::ThreadPool> {
        let builder = rayon::ThreadPoolBuilder::new().num_threads(threads);
        builder.thread_name(|i| format!("sparrow-wasm-{i}")).build().ok()
    }

    /// Whether the bytes are a valid module.
    pub fn validate(&self, bytes: &[u8]) -> bool {
        wasmtime::Module::validate(&self.inner, bytes).is_ok()
    }
}

/// Below this one thread is as fast.
const SMALL_MODULE_BYTES: usize = 64 << 10;

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("limits", &self.limits).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[derive(Default)]
    struct OneModule(Mutex<Vec<(Vec<u8>, Vec<u8>)>>);

    impl CompiledCache for OneModule {
        fn load(&self, module: &[u8]) -> Option<Vec<u8>> {
            self.0.lock().unwrap().iter().find(|(of, _)| of == module).map(|(_, code)| code.clone())
        }

        fn store(&self, module: &[u8], compiled: &[u8]) {
            self.0.lock().unwrap().push((module.to_vec(), compiled.to_vec()));
        }
    }

    /// A module without functions that is large by a custom section.
    fn large() -> Vec<u8> {
        let mut bytes = b"\0asm\x01\0\0\0".to_vec();
        // Custom section: its size (65,540 as LEB128), the length of its name, its name, its content.
        bytes.extend([0, 0x84, 0x80, 0x04, 1, b'x']);
        bytes.resize(bytes.len() + 65_538, 0);
        bytes
    }

    #[test]
    fn a_large_module_is_compiled_once() {
        let cache = Arc::new(OneModule::default());
        let engine = Engine::new(Limits::default()).unwrap().with_cache(cache.clone());
        engine.compile(&large()).unwrap();
        engine.compile(&large()).unwrap();
        assert_eq!(cache.0.lock().unwrap().len(), 1);
        // Code of another version is not run, but made anew.
        cache.0.lock().unwrap()[0].1.truncate(100);
        engine.compile(&large()).unwrap();
        assert_eq!(cache.0.lock().unwrap().len(), 2);
        engine.compile(b"\0asm\x01\0\0\0").unwrap();
        assert_eq!(cache.0.lock().unwrap().len(), 2, "small ones are not kept");
    }
}
