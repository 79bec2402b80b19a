//! WebAssembly modules are compiled on threads of their own; the game hears of them in the event phase.

use rquickjs::Ctx;
#[cfg(feature = "wasm")]
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

/// A module that is compiled, or why it is not.
pub struct CompiledModule {
    #[cfg(feature = "wasm")]
    request: u32,
    #[cfg(feature = "wasm")]
    result: Result<sparrow_wasm::Module, String>,
}

impl CompiledModule {
    /// Tells the realm that asked.
    #[cfg(feature = "wasm")]
    pub fn deliver(self, ctx: &Ctx<'_>) -> rquickjs::Result<()> {
        crate::classes::webassembly::deliver(ctx, self.request, self.result)
    }

    /// Nothing is ever compiled in this build.
    #[cfg(not(feature = "wasm"))]
    pub fn deliver(self, _: &Ctx<'_>) -> rquickjs::Result<()> {
        Ok(())
    }
}

/// Modules on their way, of one realm.
#[derive(Default)]
pub struct ModuleLoader {
    #[cfg(feature = "wasm")]
    channel: Option<(Sender<CompiledModule>, Receiver<CompiledModule>)>,
    #[cfg(feature = "wasm")]
    pending: usize,
}

impl ModuleLoader {
    /// Compiles on a thread. The result when no thread can be had: better late in this frame than never.
    #[cfg(feature = "wasm")]
    #[allow(clippy::needless_pass_by_value, reason = "a handle")]
    pub(crate) fn start(
        &mut self,
        request: u32,
        engine: sparrow_wasm::Engine,
        bytes: Vec<u8>,
    ) -> Option<Result<sparrow_wasm::Module, String>> {
        let done = self.channel.get_or_insert_with(channel).0.clone();
        let bytes = std::sync::Arc::new(bytes);
        let (theirs, their_engine) = (bytes.clone(), engine.clone());
        let work = move || {
            // A compiler that panics on some module must not leave its request, and a waiting frame, without an answer.
            let result = catch_unwind(AssertUnwindSafe(|| their_engine.compile(&theirs)));
            let result = match result {
                Ok(result) => result.map_err(|e| e.message),
                Err(_) => Err("the compiler failed on this module".to_owned()),
            };
            // Nobody listens any more when the game is over.
            let _ = done.send(CompiledModule { request, result });
        };
        if thread::Builder::new().name("sparrow-wasm-compile".to_owned()).spawn(work).is_err() {
            return Some(engine.compile(&bytes).map_err(|e| e.message));
        }
        self.pending += 1;
        None
    }

    /// What is done. `wait` waits for everything that is on its way: virtual time does, so that two runs see the same frame.
    #[cfg(feature = "wasm")]
    pub fn poll(&mut self, wait: bool) -> Vec<CompiledModule> {
        let mut out = Vec::new();
        let Some((_, done)) = &self.channel else { return out };
        while self.pending > 0 {
            let next = if wait { done.recv().ok() } else { done.try_recv().ok() };
            let Some(compiled) = next else { break };
            self.pending -= 1;
            out.push(compiled);
        }
        if wait {
            // Which of several was done first is chance.
            out.sort_by_key(|compiled| compiled.request);
        }
        out
    }

    /// Nothing is ever compiled in this build.
    #[cfg(not(feature = "wasm"))]
    pub fn poll(&mut self, _: bool) -> Vec<CompiledModule> {
        Vec::new()
    }
}
