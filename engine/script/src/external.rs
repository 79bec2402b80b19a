//! Array buffers over memory that the host owns: the memory of WebAssembly.

use std::{cell::Cell, ffi::c_void, ptr, rc::Rc};

use rquickjs::{Ctx, Value, qjs};

use crate::{core::Core, persistent::JsRef, realm::RealmState};

struct External {
    bytes: Box<dyn AsRef<[Cell<u8>]>>,
    core: Rc<Core>,
    /// Address of the buffer object, while it has the bytes.
    object: Cell<usize>,
}

/// QuickJS' way to say that the buffer is gone (`size` 0), or should have another size, which it cannot.
unsafe extern "C" fn resize(
    _: *mut qjs::JSRuntime,
    opaque: *mut c_void,
    _: *mut c_void,
    size: qjs::size_t,
) -> *mut c_void {
    if size == 0 && !opaque.is_null() {
        // SAFETY: made by `external_buffer`, and told to be gone once.
        let external = unsafe { Box::from_raw(opaque.cast::<External>()) };
        let core = external.core.clone();
        core.external.borrow_mut().remove(&external.object.get());
        core.release(move || drop(external));
    }
    ptr::null_mut()
}

/// An `ArrayBuffer` over `bytes`, which are kept until it is collected or detached. Its length is that of the bytes now.
pub fn external_buffer<'js>(
    ctx: &Ctx<'js>,
    bytes: impl AsRef<[Cell<u8>]> + 'static,
) -> rquickjs::Result<Value<'js>> {
    let core = RealmState::from_ctx(ctx).core.clone();
    let external = Box::new(External { bytes: Box::new(bytes), core: core.clone(), object: Cell::new(0) });
    // The slice is good as long as the shared borrow it came from may last: until the box is dropped.
    let slice = (*external.bytes).as_ref();
    let (base, len) = (slice.as_ptr().cast::<u8>().cast_mut(), slice.len());
    let opaque = Box::into_raw(external);
    // SAFETY: the context is live. The bytes stay where they are until `resize` is told that the buffer is gone; they are
    // cells, so writing is allowed, and both sides are on one thread.
    unsafe {
        let raw = ctx.as_raw().as_ptr();
        let value = qjs::JS_NewArrayBuffer(raw, base, len as _, 0, Some(resize), opaque.cast(), false);
        if qjs::JS_IsException(value) {
            drop(Box::from_raw(opaque));
            return Err(rquickjs::Error::Exception);
        }
        let object = qjs::JS_VALUE_GET_PTR(value) as usize;
        (*opaque).object.set(object);
        core.external.borrow_mut().insert(object);
        Ok(Value::from_raw(ctx.clone(), value))
    }
}

/// Whether a value is a buffer over memory of the host, which scripts may not take away from it.
pub fn is_external(value: &Value<'_>) -> bool {
    let external = RealmState::from_ctx(value.ctx()).core.external.borrow();
    // SAFETY: looks at the class of a live value, which is an object then.
    unsafe {
        qjs::JS_IsArrayBuffer(value.as_raw())
            && external.contains(&(qjs::JS_VALUE_GET_PTR(value.as_raw()) as usize))
    }
}

/// Detaches a kept `ArrayBuffer`; nothing happens to any other value.
pub fn detach_buffer(ctx: &Ctx<'_>, buffer: &JsRef) {
    let Ok(value) = buffer.get(ctx) else { return };
    // SAFETY: the context and the value are live; other classes are left alone.
    unsafe { qjs::JS_DetachArrayBuffer(ctx.as_raw().as_ptr(), value.as_raw()) };
}

/// Whether a kept value is no `ArrayBuffer` with bytes any more.
pub fn is_detached(ctx: &Ctx<'_>, buffer: &JsRef) -> bool {
    let Ok(value) = buffer.get(ctx) else { return true };
    let mut len = 0;
    // SAFETY: the context and the value are live.
    unsafe {
        let data = qjs::JS_GetArrayBuffer(ctx.as_raw().as_ptr(), &raw mut len, value.as_raw());
        if data.is_null() {
            drop(ctx.catch());
        }
        data.is_null()
    }
}
