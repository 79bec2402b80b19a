//! [`JsWeak`]: a native object that Rust knows without keeping it alive.
//!
//! The core keeps the bare pointer by the object's id. Its finalizer removes the entry before the memory goes, and nothing asks
//! while finalizers run, so an entry that is found is an object that lives.

use std::rc::Rc;

use rquickjs::{Ctx, Value, qjs};

use crate::{
    core::Core,
    native::{Native, native_id},
    realm::RealmState,
};

/// A native object that may be collected although this names it.
pub struct JsWeak {
    core: Rc<Core>,
    id: u64,
}

impl JsWeak {
    /// Names an object of class `T`; `None` when the value is no such object.
    pub fn new<T: Native>(ctx: &Ctx<'_>, value: &Value<'_>) -> Option<JsWeak> {
        let id = native_id::<T>(value)?;
        // SAFETY: the context is live.
        let core = unsafe { RealmState::of(ctx.as_raw().as_ptr()) }.core.clone();
        core.weak.borrow_mut().insert(id, value.as_raw());
        Some(JsWeak { core, id })
    }

    /// The object, while it lives. `None` in another VM, and while objects are being finalized.
    pub fn get<'js>(&self, ctx: &Ctx<'js>) -> Option<Value<'js>> {
        let raw_ctx = ctx.as_raw().as_ptr();
        // SAFETY: the context is live.
        let is_ours = unsafe { qjs::JS_GetRuntime(raw_ctx) } == self.core.runtime();
        if !is_ours || self.core.is_finalizing() {
            return None;
        }
        let value = *self.core.weak.borrow().get(&self.id)?;
        // SAFETY: the object was not finalized, and is of this runtime; `from_raw` takes the new reference.
        Some(unsafe { Value::from_raw(ctx.clone(), qjs::JS_DupValue(raw_ctx, value)) })
    }
}

impl std::fmt::Debug for JsWeak {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JsWeak({})", self.id)
    }
}
