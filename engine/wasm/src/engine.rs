//! [`Engine`]: compiles and validates, on any thread. [`Limits`]: what a store may use.

use crate::{
    error::CompileError,
    module::{self, Module},
};
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
        Ok(Engine { inner, limits })
    }

    /// Compiles a module.
    pub fn compile(&self, bytes: &[u8]) -> Result<Module, CompileError> {
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
        module::describe(compiled, bytes)
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
