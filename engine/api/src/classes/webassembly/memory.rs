//! `WebAssembly.Memory`

use super::{convert, realm::WasmRealm};
use rquickjs::{Ctx, Object, Value};
use sparrow_script::{
    JsRef, detach_buffer, external_buffer, is_detached,
    native::{JsError, create},
    native_class,
};
use sparrow_wasm::{PAGE_BYTES, Store};
use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

/// The largest memory in pages, whatever the limits say: that of 32-bit addresses.
const MAX_PAGES: u32 = 65536;

/// A memory that JavaScript has seen.
pub(crate) struct MemoryState {
    pub(super) memory: sparrow_wasm::Memory,
    /// The `ArrayBuffer` of now.
    buffer: RefCell<Option<JsRef>>,
    /// Pages that it shows.
    pages: Cell<u64>,
}

impl MemoryState {
    /// Detaches the buffer when the memory has grown.
    pub(super) fn refresh(&self, ctx: &Ctx<'_>, store: &Store) {
        let pages = self.memory.pages(store);
        if self.pages.replace(pages) != pages {
            self.detach(ctx);
        }
    }

    fn detach(&self, ctx: &Ctx<'_>) {
        let old = self.buffer.take();
        if let Some(old) = old {
            detach_buffer(ctx, &old);
        }
    }

    fn buffer(&self, ctx: &Ctx<'_>, store: &Store) -> rquickjs::Result<JsRef> {
        self.refresh(ctx, store);
        let known = self.buffer.borrow().clone().filter(|buffer| !is_detached(ctx, buffer));
        if let Some(buffer) = known {
            return Ok(buffer);
        }
        let buffer = JsRef::new(ctx, external_buffer(ctx, self.memory.bytes(store))?);
        self.buffer.replace(Some(buffer.clone()));
        Ok(buffer)
    }
}

/// A memory object.
pub(crate) struct Memory {
    realm: Rc<WasmRealm>,
    pub(super) state: Rc<MemoryState>,
}

impl Memory {
    fn new(realm: Rc<WasmRealm>, memory: sparrow_wasm::Memory) -> Memory {
        let pages = Cell::new(memory.pages(realm.made_store()));
        let state = Rc::new(MemoryState { memory, buffer: RefCell::default(), pages });
        realm.memories.borrow_mut().push(state.clone());
        Memory { realm, state }
    }

    fn from_descriptor(ctx: &Ctx<'_>, descriptor: &Value<'_>) -> Result<Memory, JsError> {
        let realm = WasmRealm::of(ctx)?;
        let descriptor = descriptor.as_object().ok_or_else(|| {
            JsError::Type("WebAssembly.Memory(): the descriptor must be an object".to_owned())
        })?;
        let initial = convert::limit(ctx, descriptor, "initial")?.ok_or_else(|| {
            JsError::Type("WebAssembly.Memory(): the descriptor has no \"initial\"".to_owned())
        })?;
        let maximum = convert::limit(ctx, descriptor, "maximum")?;
        let shared: rquickjs::Coerced<bool> = descriptor.get("shared")?;
        if shared.0 {
            return Err(JsError::Type("WebAssembly.Memory(): shared memories are not supported".to_owned()));
        }
        if initial > maximum.unwrap_or(MAX_PAGES) || maximum.is_some_and(|maximum| maximum > MAX_PAGES) {
            return Err(JsError::Range(format!(
                "WebAssembly.Memory(): {initial} pages, at most {} of {MAX_PAGES}",
                maximum.unwrap_or(MAX_PAGES)
            )));
        }
        let store = realm.store(ctx)?;
        let memory = sparrow_wasm::Memory::new(store, initial, maximum)
            .map_err(|e| JsError::Range(format!("WebAssembly.Memory(): out of memory: {e}")))?;
        Ok(Memory::new(realm, memory))
    }
}

/// The object of an exported memory: made once for each export.
pub(super) fn object<'js>(
    realm: &Rc<WasmRealm>,
    ctx: &Ctx<'js>,
    memory: sparrow_wasm::Memory,
) -> rquickjs::Result<Object<'js>> {
    create(ctx, Memory::new(realm.clone(), memory))
}

native_class! {
    class "WebAssembly.Memory" for Memory;
    constructor(ctx: Ctx<'_>, descriptor: Value<'_>) -> Result<Memory, JsError> {
        Memory::from_descriptor(&ctx, &descriptor)
    }
    methods {
        fn grow(this, ctx: Ctx<'_>, delta: Value<'_>) -> Result<f64, JsError> {
            let delta = convert::enforce_u32(&ctx, &delta, "delta")?;
            let store = this.realm.made_store();
            let before = this.state.memory.grow(store, delta).ok_or_else(|| {
                JsError::Range(format!("WebAssembly.Memory.grow(): cannot grow by {delta} pages of {PAGE_BYTES} bytes"))
            })?;
            // Also when it grew by nothing.
            this.state.detach(&ctx);
            this.state.refresh(&ctx, store);
            Ok(before as f64)
        }
    }
    properties {
        get buffer(this, ctx: Ctx<'_>) -> Result<JsRef, JsError> {
            Ok(this.state.buffer(&ctx, this.realm.made_store())?)
        }
    }
}
