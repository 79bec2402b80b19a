//! Array buffers over memory that the host owns: the memory of WebAssembly.

use std::{cell::Cell, rc::Rc};

use rquickjs::{Ctx, Value, qjs};

use crate::{
    core::Core,
    host_memory::{HostMemory, array_buffer, bytes_of},
    persistent::JsRef,
    realm::RealmState,
};

struct External {
    /// `None` only while it is dropped.
    bytes: Option<Box<dyn AsRef<[Cell<u8>]>>>,
    core: Rc<Core>,
    /// Address of the buffer object, while it has the bytes.
    object: usize,
}

impl HostMemory for External {
    fn bytes(&mut self) -> (*mut u8, usize) {
        // Cells may be written. The slice is good as long as the shared borrow it came from may last: until the box is dropped.
        let slice = self.bytes.as_deref().map_or(&[][..], AsRef::as_ref);
        (slice.as_ptr().cast::<u8>().cast_mut(), slice.len())
    }
}

impl Drop for External {
    fn drop(&mut self) {
        self.core.external.borrow_mut().remove(&self.object);
        let bytes = self.bytes.take();
        self.core.release(move || drop(bytes));
    }
}

/// An `ArrayBuffer` over `bytes`, which are kept until it is collected or detached. Its length is that of the bytes now.
pub fn external_buffer<'js>(
    ctx: &Ctx<'js>,
    bytes: impl AsRef<[Cell<u8>]> + 'static,
) -> rquickjs::Result<Value<'js>> {
    let core = RealmState::from_ctx(ctx).core.clone();
    let external = External { bytes: Some(Box::new(bytes)), core: core.clone(), object: 0 };
    // SAFETY: the bytes are cells, so that writing is allowed, and both sides are on one thread.
    unsafe {
        let (value, external) = array_buffer(ctx, external)?;
        let object = qjs::JS_VALUE_GET_PTR(value.as_raw()) as usize;
        (*external).object = object;
        core.external.borrow_mut().insert(object);
        Ok(value)
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
    buffer.get(ctx).map_or(true, |value| bytes_of(ctx, &value).is_none())
}
