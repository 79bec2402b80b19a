//! Whether a realm gets `WebAssembly`, and where its modules come from. The classes are in `classes::webassembly`.

#[cfg(feature = "wasm")]
use crate::classes::webassembly::{self, Compile, ReadFile};
use crate::host::Host;
use rquickjs::{Ctx, Object};
use sparrow_package::Mounts;
#[cfg(feature = "wasm")]
use sparrow_package::{CacheKey, CodeCache};
#[cfg(feature = "wasm")]
use sparrow_wasm::CompiledCache;
use std::{rc::Rc, sync::Arc};

/// Compiles in the background, and tells in the event phase.
#[cfg(feature = "wasm")]
pub(crate) fn install_main<'js>(
    ctx: &Ctx<'js>,
    host: &Rc<Host>,
    object: &Object<'js>,
) -> rquickjs::Result<()> {
    let (mounts, h) = (host.mounts.clone(), host.clone());
    let read: ReadFile = Rc::new(move |path| read_module(&mounts, path));
    let compile: Compile =
        Rc::new(move |request, engine, bytes| h.modules.borrow_mut().start(request, engine, bytes));
    let cache = host.code_cache.clone().map(|cache| -> Arc<dyn CompiledCache> { Arc::new(WasmCache(cache)) });
    webassembly::install(ctx, object, read, compile, cache)
}

/// Compiled modules stand beside compiled scripts.
#[cfg(feature = "wasm")]
struct WasmCache(Arc<CodeCache>);

#[cfg(feature = "wasm")]
impl CompiledCache for WasmCache {
    fn load(&self, module: &[u8]) -> Option<Vec<u8>> {
        self.0.load(CacheKey::of_parts("wasm", [module])).map(|found| found.bytecode)
    }

    fn store(&self, module: &[u8], compiled: &[u8]) {
        self.0.store(CacheKey::of_parts("wasm", [module]), compiled, None);
    }
}

/// Compiles at once: a worker has no event phase, and nobody waits for it.
#[cfg(feature = "wasm")]
pub(crate) fn install_worker<'js>(
    ctx: &Ctx<'js>,
    object: &Object<'js>,
    mounts: &Arc<Mounts>,
) -> rquickjs::Result<()> {
    let mounts = mounts.clone();
    let read: ReadFile = Rc::new(move |path| read_module(&mounts, path));
    let compile: Compile = Rc::new(|_, engine, bytes| Some(engine.compile(&bytes).map_err(|e| e.message)));
    webassembly::install(ctx, object, read, compile, None)
}

/// This build has no WebAssembly: games do not see the name.
#[cfg(not(feature = "wasm"))]
pub(crate) fn install_main<'js>(_: &Ctx<'js>, _: &Rc<Host>, _: &Object<'js>) -> rquickjs::Result<()> {
    Ok(())
}

/// As in the main domain.
#[cfg(not(feature = "wasm"))]
pub(crate) fn install_worker<'js>(_: &Ctx<'js>, _: &Object<'js>, _: &Arc<Mounts>) -> rquickjs::Result<()> {
    Ok(())
}

/// A file of the package or of the user, `.br` decompressed.
#[cfg(feature = "wasm")]
fn read_module(mounts: &Mounts, path: &str) -> Result<Vec<u8>, String> {
    let read = match path.ends_with(".br") {
        true => mounts.read_compressed_file(path, "br"),
        false => mounts.read_file(path, None, None),
    };
    read.map_err(|failure| failure.text.strip_prefix("fail ").unwrap_or(&failure.text).to_owned())
}
