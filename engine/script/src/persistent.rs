//! [`JsRef`]: a JavaScript value that Rust keeps, and the table of the VM that really owns it.
//!
//! A `JsRef` is a row number and a share of the VM's core, so it can never outlive what it points to:
//! when the VM goes, it empties the table first, and a later use or drop of a `JsRef` finds nothing.
//! A `JsRef` inside a native object is reported to the cycle collector by [`Tracer::mark`].
//!
//! Weak references are in `weak`.

use std::rc::Rc;

use rquickjs::{Ctx, Value, qjs};
use rustc_hash::FxHashMap;

use crate::core::Core;

/// One row: the value, and which native object reported it to the collector.
struct Row {
    value: qjs::JSValue,
    /// Id of the native object that traces this row; 0 while none has.
    owner: u64,
    /// The trace pass that marked it last, so that one pass marks it once.
    epoch: u64,
}

/// The table. All methods return values for the caller to free *after* the table is no longer borrowed,
/// because freeing can run finalizers that drop other `JsRef`s.
#[derive(Default)]
pub(crate) struct RefTable {
    rows: Vec<Option<Row>>,
    free: Vec<u32>,
    /// How many rows each tracing native object owns.
    owned: FxHashMap<u64, u32>,
}

impl RefTable {
    fn insert(&mut self, value: qjs::JSValue) -> u32 {
        let row = Some(Row { value, owner: 0, epoch: 0 });
        match self.free.pop() {
            Some(index) => {
                self.rows[index as usize] = row;
                index
            }
            None => {
                self.rows.push(row);
                (self.rows.len() - 1) as u32
            }
        }
    }

    fn remove(&mut self, index: u32) -> Option<qjs::JSValue> {
        let row = self.rows.get_mut(index as usize)?.take()?;
        self.free.push(index);
        self.disown(row.owner);
        Some(row.value)
    }

    fn disown(&mut self, owner: u64) {
        if owner == 0 {
            return;
        }
        if let Some(count) = self.owned.get_mut(&owner) {
            *count -= 1;
            if *count == 0 {
                self.owned.remove(&owner);
            }
        }
    }

    /// Takes a value that `owner` traced and still holds after its end, leaving `undefined`: the collector
    /// may already have freed it together with its owner, so nobody may use it any more.
    pub(crate) fn take_orphan(&mut self, owner: u64) -> Option<qjs::JSValue> {
        self.owned.get(&owner)?;
        let row = self.rows.iter_mut().flatten().find(|row| row.owner == owner)?;
        row.owner = 0;
        let value = std::mem::replace(&mut row.value, qjs::JS_UNDEFINED);
        self.disown(owner);
        Some(value)
    }

    fn value(&self, index: u32) -> Option<qjs::JSValue> {
        Some(self.rows.get(index as usize)?.as_ref()?.value)
    }

    /// Takes one value out, for the end of the VM.
    pub(crate) fn pop(&mut self) -> Option<qjs::JSValue> {
        self.free.clear();
        self.owned.clear();
        while let Some(row) = self.rows.pop() {
            if let Some(row) = row {
                return Some(row.value);
            }
        }
        None
    }

    /// Number of values held.
    pub(crate) fn len(&self) -> usize {
        self.rows.len() - self.free.len()
    }
}

/// A JavaScript value kept by Rust. Cloning makes a second, independent reference (about 5 ns).
pub struct JsRef {
    core: Rc<Core>,
    index: u32,
}

impl JsRef {
    /// Keeps `value`.
    pub fn new<'js>(ctx: &Ctx<'js>, value: impl Into<Value<'js>>) -> Self {
        let value = value.into();
        // SAFETY: the context is alive, and the value belongs to it.
        unsafe { Self::dup(ctx.as_raw().as_ptr(), value.as_raw()) }
    }

    /// Keeps another reference to a raw value.
    ///
    /// # Safety
    /// `ctx` is a live context of a VM and `value` a live value of its runtime.
    pub(crate) unsafe fn dup(ctx: *mut qjs::JSContext, value: qjs::JSValue) -> Self {
        // SAFETY: promised by the caller.
        let core = unsafe { crate::realm::RealmState::of(ctx) }.core.clone();
        // SAFETY: promised by the caller.
        let value = unsafe { qjs::JS_DupValue(ctx, value) };
        let index = core.refs.borrow_mut().insert(value);
        Self { core, index }
    }

    /// The value, for use inside the VM. Fails when `ctx` belongs to another VM, or the VM is gone.
    pub fn get<'js>(&self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        let raw_ctx = ctx.as_raw().as_ptr();
        // SAFETY: the context is alive.
        if unsafe { qjs::JS_GetRuntime(raw_ctx) } != self.core.runtime() {
            return Err(rquickjs::Error::UnrelatedRuntime);
        }
        let value = self.raw().ok_or(rquickjs::Error::UnrelatedRuntime)?;
        // SAFETY: the table owns the value, which is of this runtime; `from_raw` takes the new reference.
        Ok(unsafe { Value::from_raw(ctx.clone(), qjs::JS_DupValue(raw_ctx, value)) })
    }

    /// The value as a function. Fails as [`get`](Self::get), or when it is not callable.
    pub fn function<'js>(&self, ctx: &Ctx<'js>) -> rquickjs::Result<rquickjs::Function<'js>> {
        let value = self.get(ctx)?;
        let from = value.type_name();
        value.into_function().ok_or_else(|| rquickjs::Error::new_from_js(from, "function"))
    }

    /// Whether both refer to the same object, or to equal primitive bits.
    pub fn same(&self, other: &Self) -> bool {
        match (self.raw(), other.raw()) {
            (Some(a), Some(b)) => Rc::ptr_eq(&self.core, &other.core) && same_bits(a, b),
            _ => false,
        }
    }

    /// The value, borrowed from the table; `None` when the VM is gone.
    pub(crate) fn raw(&self) -> Option<qjs::JSValue> {
        self.core.refs.borrow().value(self.index)
    }

    pub(crate) fn core(&self) -> &Rc<Core> {
        &self.core
    }
}

/// Whether two values are the same pointer or the same small value.
pub(crate) fn same_bits(a: qjs::JSValue, b: qjs::JSValue) -> bool {
    // SAFETY: tags may always be read; the payload is read as the tag says.
    unsafe {
        let tag = qjs::JS_VALUE_GET_NORM_TAG(a);
        if tag != qjs::JS_VALUE_GET_NORM_TAG(b) {
            return false;
        }
        match tag {
            qjs::JS_TAG_FLOAT64 => {
                qjs::JS_VALUE_GET_FLOAT64(a).to_bits() == qjs::JS_VALUE_GET_FLOAT64(b).to_bits()
            }
            qjs::JS_TAG_NULL | qjs::JS_TAG_UNDEFINED => true,
            _ if qjs::JS_VALUE_HAS_REF_COUNT(a) => qjs::JS_VALUE_GET_PTR(a) == qjs::JS_VALUE_GET_PTR(b),
            _ => qjs::JS_VALUE_GET_INT(a) == qjs::JS_VALUE_GET_INT(b),
        }
    }
}

impl Clone for JsRef {
    fn clone(&self) -> Self {
        let value = match self.raw() {
            // SAFETY: the table owns the value, so the runtime is alive; no finalizer runs, so the value
            // is not one that the collector is freeing.
            Some(value) if !self.core.is_finalizing() => unsafe {
                qjs::JS_DupValueRT(self.core.runtime(), value)
            },
            // The VM or the object is gone: a reference to nothing.
            _ => return Self { core: self.core.clone(), index: u32::MAX },
        };
        let index = self.core.refs.borrow_mut().insert(value);
        Self { core: self.core.clone(), index }
    }
}

impl Drop for JsRef {
    fn drop(&mut self) {
        let value = self.core.refs.borrow_mut().remove(self.index);
        if let Some(value) = value {
            // SAFETY: the row owned this reference, and a filled row means that the runtime is alive.
            unsafe { qjs::JS_FreeValueRT(self.core.runtime(), value) };
        }
    }
}

impl std::fmt::Debug for JsRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "JsRef({})", self.index)
    }
}

/// What a native object reports its [`JsRef`]s to, so that cycles through it can be collected.
///
/// A `JsRef` that is not reported keeps its value alive (a leak if it closes a cycle, never an error).
/// The first object that reports one owns it: reports by other objects are ignored, and a reference that
/// somebody else still holds when its owner ends becomes `undefined`. So report only what an object owns alone.
pub struct Tracer<'a> {
    runtime: *mut qjs::JSRuntime,
    mark: qjs::JS_MarkFunc,
    owner: u64,
    epoch: u64,
    core: &'a Core,
}

impl<'a> Tracer<'a> {
    /// # Safety
    /// Called from a class's `gc_mark` with its arguments.
    pub(crate) unsafe fn new(
        runtime: *mut qjs::JSRuntime,
        mark: qjs::JS_MarkFunc,
        owner: u64,
        core: &'a Core,
    ) -> Self {
        Self { runtime, mark, owner, epoch: core.next_epoch(), core }
    }

    /// Reports a value that the object keeps.
    pub fn mark(&mut self, value: &JsRef) {
        if !std::ptr::eq(self.core, Rc::as_ptr(&value.core)) {
            return;
        }
        let raw = {
            let refs = &mut *value.core.refs.borrow_mut();
            let Some(Some(row)) = refs.rows.get_mut(value.index as usize) else { return };
            if (row.owner != 0 && row.owner != self.owner) || row.epoch == self.epoch {
                return;
            }
            if row.owner == 0 {
                row.owner = self.owner;
                *refs.owned.entry(self.owner).or_default() += 1;
            }
            row.epoch = self.epoch;
            row.value
        };
        // SAFETY: inside gc_mark; the row owns exactly one reference, and it is reported once per pass.
        unsafe { qjs::JS_MarkValue(self.runtime, raw, self.mark) };
    }

    /// Reports the value of a filled slot.
    pub fn mark_option(&mut self, value: &Option<JsRef>) {
        if let Some(value) = value {
            self.mark(value);
        }
    }
}
