//! [`RealmState`]: what belongs to one realm (one global object) and must be reachable from a native
//! function, which is handed nothing but a context. It hangs on the context's opaque pointer, which
//! rquickjs leaves to us (the *runtime's* opaque pointer is rquickjs').

use std::{
    any::Any,
    cell::{Cell, RefCell},
    rc::Rc,
};

use rquickjs::{Context, Ctx, qjs};

use crate::{core::Core, persistent::JsRef};

/// Names a realm of a VM. The first one, [`RealmId::MAIN`], exists from the start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RealmId(pub(crate) usize);

impl RealmId {
    /// The realm that every VM has.
    pub const MAIN: Self = Self(0);
}

/// State of one realm.
pub(crate) struct RealmState {
    pub(crate) core: Rc<Core>,
    /// What the host wants to find again in its functions.
    pub(crate) host: RefCell<Option<Rc<dyn Any>>>,
    /// State of `Math.random`, when it is seeded.
    pub(crate) random: Cell<u64>,
    /// The getter of `Error.prototype.stack` as QuickJS made it.
    pub(crate) raw_stack: RefCell<Option<JsRef>>,
    /// Intrinsics that the inspector uses, saved before a game can replace them.
    pub(crate) intrinsics: RefCell<Option<crate::inspect::Intrinsics>>,
    /// What the scripts of lazy globals made, by name of the script.
    pub(crate) lazy: RefCell<Vec<(&'static str, JsRef)>>,
    /// Where the console writes.
    pub(crate) console: RefCell<Option<Rc<RefCell<dyn crate::console::ConsoleSink>>>>,
    /// What parts of the host keep for the realm, one of a type.
    pub(crate) attached: RefCell<Vec<Rc<dyn Any>>>,
    /// Time zone and locale of `Intl`.
    pub(crate) locale: String,
}

impl RealmState {
    /// The state of a context.
    ///
    /// # Safety
    /// `ctx` is a live context that a [`Vm`](crate::Vm) made; the result is used only while it lives.
    #[inline]
    pub(crate) unsafe fn of<'a>(ctx: *mut qjs::JSContext) -> &'a Self {
        // SAFETY: the VM set the pointer when it made the context, and keeps the state longer.
        unsafe { &*qjs::JS_GetContextOpaque(ctx).cast::<Self>() }
    }

    /// The state of a context, or `None` before the VM attached it.
    ///
    /// # Safety
    /// `ctx` is a live context.
    pub(crate) unsafe fn try_of<'a>(ctx: *mut qjs::JSContext) -> Option<&'a Self> {
        // SAFETY: as above; a fresh context has a null pointer.
        unsafe { qjs::JS_GetContextOpaque(ctx).cast::<Self>().as_ref() }
    }

    /// The state behind a safe context.
    pub(crate) fn from_ctx<'a>(ctx: &'a Ctx<'_>) -> &'a Self {
        // SAFETY: every `Ctx` that reaches this crate comes from `Vm::enter` or from a native function of
        // one of its contexts, and the borrow of `ctx` keeps the context alive.
        unsafe { Self::of(ctx.as_raw().as_ptr()) }
    }

    /// Gives up everything that refers to JavaScript or to the host.
    fn clear(&self) {
        self.host.take();
        self.raw_stack.take();
        self.intrinsics.take();
        self.console.take();
        self.lazy.take();
        let attached = self.attached.take();
        drop(attached);
    }
}

/// A context and its state, in drop order.
pub(crate) struct Realm {
    context: Context,
    state: Rc<RealmState>,
}

impl Realm {
    pub(crate) fn new(
        runtime: &rquickjs::Runtime,
        core: &Rc<Core>,
        random_seed: u64,
        locale: &str,
    ) -> Result<Self, crate::error::VmError> {
        let context = Context::full(runtime)?;
        let state = Rc::new(RealmState {
            core: core.clone(),
            host: RefCell::default(),
            random: Cell::new(random_seed | 1),
            raw_stack: RefCell::default(),
            intrinsics: RefCell::default(),
            lazy: RefCell::default(),
            console: RefCell::default(),
            attached: RefCell::default(),
            locale: locale.to_owned(),
        });
        if core.context.get().is_null() {
            core.context.set(context.as_raw().as_ptr());
        }
        // SAFETY: the context is live; the state outlives it because `Vm` frees the runtime first.
        unsafe {
            qjs::JS_SetContextOpaque(context.as_raw().as_ptr(), Rc::as_ptr(&state).cast_mut().cast());
        }
        Ok(Self { context, state })
    }

    pub(crate) fn raw(&self) -> std::ptr::NonNull<qjs::JSContext> {
        self.context.as_raw()
    }

    pub(crate) fn state(&self) -> &Rc<RealmState> {
        &self.state
    }

    /// Drops the context and returns the state, which must outlive the runtime.
    pub(crate) fn close(self) -> Rc<RealmState> {
        self.state.clear();
        drop(self.context);
        self.state
    }
}

/// What the host attached to the realm of `ctx` with [`Vm::set_host`](crate::Vm::set_host).
pub fn host<H: 'static>(ctx: &Ctx<'_>) -> Option<Rc<H>> {
    RealmState::from_ctx(ctx).host.borrow().clone()?.downcast().ok()
}

/// Keeps something for the realm of `ctx` until the VM ends, in place of what there was of the type.
pub fn attach<T: 'static>(ctx: &Ctx<'_>, value: Rc<T>) {
    let mut attached = RealmState::from_ctx(ctx).attached.borrow_mut();
    attached.retain(|old| !old.is::<T>());
    attached.push(value);
}

/// What was attached to the realm of `ctx`.
pub fn attached<T: 'static>(ctx: &Ctx<'_>) -> Option<Rc<T>> {
    let attached = RealmState::from_ctx(ctx).attached.borrow();
    attached.iter().find_map(|value| value.clone().downcast::<T>().ok())
}
