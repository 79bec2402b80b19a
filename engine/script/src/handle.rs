//! [`RealmHandle`]: the way back into a realm for native code that was called from there and is handed no context.

use std::{ptr::NonNull, rc::Rc};

use rquickjs::{Ctx, qjs};

use crate::{core::Core, persistent::JsRef, realm::RealmState};

/// A realm, from within a call that came out of its VM.
#[derive(Clone)]
pub struct RealmHandle {
    core: Rc<Core>,
    ctx: NonNull<qjs::JSContext>,
}

impl RealmHandle {
    /// The realm of `ctx`.
    pub fn new(ctx: &Ctx<'_>) -> RealmHandle {
        RealmHandle { core: RealmState::from_ctx(ctx).core.clone(), ctx: ctx.as_raw() }
    }

    /// Runs `f` with the realm's context. `None` when no call of the VM is on the stack, or JavaScript may not run now.
    #[inline]
    pub fn within<R>(&self, f: impl for<'js> FnOnce(&Ctx<'js>) -> R) -> Option<R> {
        if self.core.depth.get() == 0 || !self.core.may_enter() {
            return None;
        }
        // SAFETY: an entry is on the stack, so the VM and its realms are alive until it ends; `f` takes every lifetime.
        let ctx = unsafe { Ctx::from_raw(self.ctx) };
        Some(f(&ctx))
    }

    /// Whether the watchdog's time is up.
    pub fn is_time_up(&self) -> bool {
        self.core.watchdog.check()
    }
}

impl std::fmt::Debug for RealmHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RealmHandle").finish_non_exhaustive()
    }
}

/// Takes the pending exception, to be thrown on by [`JsError::Value`](crate::JsError::Value).
pub fn take_exception(ctx: &Ctx<'_>) -> JsRef {
    JsRef::new(ctx, ctx.catch())
}

/// Throws what the watchdog throws: no script can catch it. For native code that found its time to be up.
pub fn throw_interrupted(ctx: &Ctx<'_>) -> rquickjs::Error {
    let raw = ctx.as_raw().as_ptr();
    // SAFETY: the context is live; the exception is taken and given back.
    unsafe {
        qjs::JS_ThrowInternalError(raw, c"interrupted".as_ptr());
        let error = qjs::JS_GetException(raw);
        qjs::JS_SetUncatchableError(raw, error);
        qjs::JS_Throw(raw, error);
    }
    rquickjs::Error::Exception
}
