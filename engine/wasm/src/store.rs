//! [`Store`]: everything that the instances of one realm own.

use crate::{
    engine::Engine,
    error::{Interrupted, StoreError},
    on_thread::OnThread,
    ticker::Ticker,
};
use std::{
    cell::{Cell, UnsafeCell},
    ptr::NonNull,
    rc::Rc,
};
use wasmtime::{AsContextMut, ResourceLimiter, StoreContextMut, UpdateDeadline};

/// Where the store's context is.
#[derive(Clone, Copy)]
enum Place {
    /// Nothing runs.
    Idle,
    /// Somebody works with it.
    Busy,
    /// WebAssembly called a host function, which has it.
    Host(NonNull<StoreContextMut<'static, Data>>),
}

/// What wasmtime keeps for us.
pub(crate) struct Data {
    limits: crate::Limits,
    memory_bytes: usize,
    grown: OnThread<Rc<Cell<bool>>>,
    denied: bool,
}

pub(crate) struct Inner {
    // Dropped first: it ends the thread.
    ticker: Option<Ticker>,
    place: Cell<Place>,
    grown: Rc<Cell<bool>>,
    engine: Engine,
    store: UnsafeCell<wasmtime::Store<Data>>,
}

/// The world of one realm. Cheap to clone; stays on its thread.
#[derive(Clone)]
pub struct Store(pub(crate) Rc<Inner>);

impl Store {
    /// An empty store. While WebAssembly runs, `is_time_up` is asked every now and then; it must not use the store.
    pub fn new(engine: &Engine, is_time_up: impl Fn() -> bool + 'static) -> Result<Store, StoreError> {
        let grown = Rc::new(Cell::new(false));
        let data =
            Data { limits: engine.limits, memory_bytes: 0, grown: OnThread(grown.clone()), denied: false };
        let mut store = wasmtime::Store::new(&engine.inner, data);
        store.limiter(|data| data);
        store.set_epoch_deadline(1);
        let is_time_up = OnThread(is_time_up);
        store.epoch_deadline_callback(move |_| {
            if is_time_up.get()() { Err(Interrupted.into()) } else { Ok(UpdateDeadline::Continue(1)) }
        });
        Ok(Store(Rc::new(Inner {
            ticker: Some(Ticker::start(engine.inner.clone())?),
            place: Cell::new(Place::Idle),
            grown,
            engine: engine.clone(),
            store: UnsafeCell::new(store),
        })))
    }

    /// The engine whose modules run here.
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// Whether a memory may have grown since this was asked last.
    #[inline]
    pub fn take_grown(&self) -> bool {
        self.0.grown.replace(false)
    }

    /// Bytes of all memories.
    pub fn memory_bytes(&self) -> usize {
        self.with(|cx| cx.data().memory_bytes)
    }

    /// Works with the store's context. `f` runs no code but wasmtime's, and WebAssembly's, whose host functions may come here again.
    #[inline]
    pub(crate) fn with<R>(&self, f: impl FnOnce(StoreContextMut<'_, Data>) -> R) -> R {
        let inner = &*self.0;
        let before = inner.place.replace(Place::Busy);
        let _restore = Restore(inner, before);
        match before {
            Place::Idle => {
                // SAFETY: nobody else has the context: `Idle` is only seen when no call of `with` is on the stack.
                let store = unsafe { &mut *inner.store.get() };
                f(store.as_context_mut())
            }
            Place::Host(context) => {
                // SAFETY: the context is that of the innermost host function on the stack, which lent it for as long as the
                // place says so (`Inner::lend`), and which does not touch it meanwhile. `Busy` keeps others away.
                let context = unsafe { &mut *context.as_ptr() };
                f(context.as_context_mut())
            }
            Place::Busy => unreachable!("the store is used by what runs inside of it"),
        }
    }

    /// The same for calls of WebAssembly: the outermost one is watched.
    #[inline]
    pub(crate) fn with_call<R>(&self, f: impl FnOnce(StoreContextMut<'_, Data>) -> R) -> R {
        let ticker = match self.0.place.get() {
            Place::Idle => self.0.ticker.as_ref(),
            _ => None,
        };
        let _watched = Watched::new(ticker);
        self.with(f)
    }

    /// Whether a limit denied something since this was asked last.
    pub(crate) fn take_denied(&self) -> bool {
        self.with(|mut cx| std::mem::take(&mut cx.data_mut().denied))
    }
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("engine", &self.0.engine).finish_non_exhaustive()
    }
}

impl Inner {
    /// Runs a host function, which may come back by [`Store::with`].
    #[inline]
    pub(crate) fn lend<R>(&self, context: &mut StoreContextMut<'_, Data>, f: impl FnOnce() -> R) -> R {
        let context = NonNull::from(context).cast::<StoreContextMut<'static, Data>>();
        let before = self.place.replace(Place::Host(context));
        let _restore = Restore(self, before);
        f()
    }
}

struct Restore<'a>(&'a Inner, Place);

impl Drop for Restore<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.place.set(self.1);
    }
}

struct Watched<'a>(Option<&'a Ticker>);

impl<'a> Watched<'a> {
    #[inline]
    fn new(ticker: Option<&'a Ticker>) -> Self {
        if let Some(ticker) = ticker {
            ticker.began();
        }
        Self(ticker)
    }
}

impl Drop for Watched<'_> {
    #[inline]
    fn drop(&mut self) {
        if let Some(ticker) = self.0 {
            ticker.ended();
        }
    }
}

/// The largest `ArrayBuffer`.
const MAX_MEMORY_BYTES: usize = i32::MAX as usize & !0xffff;

impl ResourceLimiter for Data {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        let more = desired.saturating_sub(current);
        let fits = maximum.is_none_or(|maximum| desired <= maximum);
        let allowed = desired <= MAX_MEMORY_BYTES
            && self.memory_bytes.checked_add(more).is_some_and(|all| all <= self.limits.memory_bytes);
        if fits && !allowed {
            self.denied = true;
        }
        if fits && allowed {
            self.memory_bytes += more;
            self.grown.get().set(true);
        }
        Ok(fits && allowed)
    }

    fn table_growing(&mut self, _: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        let fits = maximum.is_none_or(|maximum| desired <= maximum);
        let allowed = desired <= self.limits.table_elements;
        if fits && !allowed {
            self.denied = true;
        }
        Ok(fits && allowed)
    }

    fn instances(&self) -> usize {
        self.limits.objects
    }

    fn tables(&self) -> usize {
        self.limits.objects
    }

    fn memories(&self) -> usize {
        self.limits.objects
    }
}
