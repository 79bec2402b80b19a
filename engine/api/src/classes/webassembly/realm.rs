//! [`WasmRealm`]: what the classes of one realm share.

use super::{errors::ErrorClasses, function::ExportedFunction, memory::MemoryState};
use rquickjs::{Ctx, Value};
use rustc_hash::FxHashMap;
use sparrow_script::{
    JsRef, JsWeak, RealmHandle,
    native::{JsError, create_callable},
};
use sparrow_wasm::{CompiledCache, Engine, Func, Limits, Store};
use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::Rc,
    sync::Arc,
};

/// WebAssembly in one realm. The engine and the store are made when they are first needed.
pub(crate) struct WasmRealm {
    pub(super) handle: RealmHandle,
    pub(super) errors: ErrorClasses,
    engine: OnceCell<Engine>,
    cache: Option<Arc<dyn CompiledCache>>,
    store: OnceCell<Store>,
    /// The function objects that live, by the function: the same function is the same object.
    functions: RefCell<FxHashMap<usize, JsWeak>>,
    /// Memories that JavaScript has seen.
    pub(super) memories: RefCell<Vec<Rc<MemoryState>>>,
    /// Who waits for a module, by request.
    waiting: RefCell<FxHashMap<u32, JsRef>>,
    last_request: Cell<u32>,
}

impl WasmRealm {
    pub(super) fn new(ctx: &Ctx<'_>, cache: Option<Arc<dyn CompiledCache>>) -> Rc<WasmRealm> {
        Rc::new(WasmRealm {
            handle: RealmHandle::new(ctx),
            errors: ErrorClasses::default(),
            engine: OnceCell::new(),
            cache,
            store: OnceCell::new(),
            functions: RefCell::default(),
            memories: RefCell::default(),
            waiting: RefCell::default(),
            last_request: Cell::new(0),
        })
    }

    /// The realm of a context.
    pub(super) fn of(ctx: &Ctx<'_>) -> Result<Rc<WasmRealm>, JsError> {
        sparrow_script::attached(ctx)
            .ok_or_else(|| JsError::Error("this realm has no WebAssembly".to_owned()))
    }

    pub(super) fn engine(&self, ctx: &Ctx<'_>) -> rquickjs::Result<Engine> {
        if let Some(engine) = self.engine.get() {
            return Ok(engine.clone());
        }
        let engine = Engine::new(Limits::default()).map_err(|reason| {
            JsError::Error(format!("WebAssembly cannot run on this machine: {reason}")).throw(ctx)
        })?;
        let engine = match &self.cache {
            Some(cache) => engine.with_cache(cache.clone()),
            None => engine,
        };
        Ok(self.engine.get_or_init(|| engine).clone())
    }

    pub(super) fn store(&self, ctx: &Ctx<'_>) -> rquickjs::Result<&Store> {
        if let Some(store) = self.store.get() {
            return Ok(store);
        }
        let engine = self.engine(ctx)?;
        let handle = self.handle.clone();
        let store = Store::new(&engine, move || handle.is_time_up())
            .map_err(|e| JsError::Error(e.to_string()).throw(ctx))?;
        Ok(self.store.get_or_init(|| store))
    }

    /// Keeps who waits for a module.
    pub(super) fn wait(&self, done: JsRef) -> u32 {
        let request = self.last_request.get().wrapping_add(1);
        self.last_request.set(request);
        self.waiting.borrow_mut().insert(request, done);
        request
    }

    pub(super) fn take_waiting(&self, request: u32) -> Option<JsRef> {
        self.waiting.borrow_mut().remove(&request)
    }

    /// The store, from within objects that live in it.
    #[inline]
    pub(super) fn made_store(&self) -> &Store {
        self.store.get().expect("objects are made with the store")
    }

    /// The function object of a function.
    pub(super) fn function<'js>(
        self: &Rc<Self>,
        ctx: &Ctx<'js>,
        func: &Func,
        name: Option<&str>,
    ) -> rquickjs::Result<Value<'js>> {
        let known = self.functions.borrow().get(&func.key()).and_then(|weak| weak.get(ctx));
        if let Some(object) = known {
            return Ok(object);
        }
        let length = u32::try_from(func.ty().params.len()).unwrap_or(u32::MAX);
        let name = name.map_or_else(|| func.key().to_string(), str::to_owned);
        let function = ExportedFunction { realm: self.clone(), func: func.clone() };
        let object = create_callable(ctx, function, &name, length)?.into_value();
        if let Some(weak) = JsWeak::new::<ExportedFunction>(ctx, &object) {
            self.functions.borrow_mut().insert(func.key(), weak);
        }
        Ok(object)
    }

    /// After WebAssembly ran: buffers of memories that grew are detached.
    #[inline]
    pub(super) fn look_for_growth(&self, ctx: &Ctx<'_>) {
        if self.made_store().take_grown() {
            self.detach_grown(ctx);
        }
    }

    #[cold]
    pub(super) fn detach_grown(&self, ctx: &Ctx<'_>) {
        let memories = self.memories.borrow().clone();
        for memory in memories {
            memory.refresh(ctx, self.made_store());
        }
    }
}
