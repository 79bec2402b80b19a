//! Array buffers over memory of the host, whatever holds it, and the way to the bytes of any.

use std::{ffi::c_void, ptr, ptr::NonNull};

use rquickjs::{Ctx, Value, qjs};

use crate::exception::owned_value;

/// Memory under one array buffer. It is dropped when the buffer is collected or detached; that must not panic.
pub(crate) trait HostMemory {
    /// The bytes, which stay where they are until `resize` or the end, and how many they are.
    fn bytes(&mut self) -> (*mut u8, usize);

    /// Makes them so many, and says where they are then; `None` where that cannot be.
    fn resize(&mut self, _len: usize) -> Option<*mut u8> {
        None
    }
}

/// QuickJS' way to say that the buffer is gone (`size` 0), or to ask for another size.
unsafe extern "C" fn resize<M: HostMemory>(
    _: *mut qjs::JSRuntime,
    memory: *mut c_void,
    _: *mut c_void,
    size: qjs::size_t,
) -> *mut c_void {
    let memory = memory.cast::<M>();
    // SAFETY: made by `array_buffer`, told to be gone once, and nobody else looks at it now.
    unsafe {
        if size == 0 {
            drop(Box::from_raw(memory));
            return ptr::null_mut();
        }
        (*memory).resize(size as usize).map_or(ptr::null_mut(), <*mut u8>::cast)
    }
}

/// An `ArrayBuffer` over the memory, and where that is until it is dropped.
///
/// # Safety
/// The bytes may be written, and nobody else looks at them but on this thread and while no script runs.
pub(crate) unsafe fn array_buffer<'js, M: HostMemory>(
    ctx: &Ctx<'js>,
    memory: M,
) -> rquickjs::Result<(Value<'js>, *mut M)> {
    let memory = Box::into_raw(Box::new(memory));
    // SAFETY: the context is live; the box lives until `resize` is told that the buffer is gone, or here where there is none.
    unsafe {
        let (data, len) = (*memory).bytes();
        let raw = ctx.as_raw().as_ptr();
        let value = qjs::JS_NewArrayBuffer(raw, data, len as _, 0, Some(resize::<M>), memory.cast(), false);
        let made = owned_value(ctx, value);
        if made.is_err() {
            drop(Box::from_raw(memory));
        }
        Ok((made?, memory))
    }
}

/// The buffer of a typed array, and where in it the array begins and how long it is, in bytes. Throws where the buffer is detached.
pub(crate) fn buffer_of<'js>(
    ctx: &Ctx<'js>,
    array: &Value<'js>,
) -> rquickjs::Result<(Value<'js>, usize, usize)> {
    let (mut offset, mut length, mut element) = (0, 0, 0);
    // SAFETY: context and value are alive, the three numbers are written, the result is owned.
    let buffer = unsafe {
        let raw = ctx.as_raw().as_ptr();
        let buffer = qjs::JS_GetTypedArrayBuffer(
            raw,
            array.as_raw(),
            &raw mut offset,
            &raw mut length,
            &raw mut element,
        );
        owned_value(ctx, buffer)?
    };
    Ok((buffer, offset as usize, length as usize))
}

/// Where the bytes of an array buffer are until JavaScript runs, and how many; `None` where it is detached, or is none.
pub(crate) fn bytes_of(ctx: &Ctx<'_>, buffer: &Value<'_>) -> Option<(NonNull<u8>, usize)> {
    let mut len = 0;
    // SAFETY: context and value are alive, `len` is written.
    let data = unsafe { qjs::JS_GetArrayBuffer(ctx.as_raw().as_ptr(), &raw mut len, buffer.as_raw()) };
    match NonNull::new(data) {
        Some(data) => Some((data, len as usize)),
        None if ctx.has_exception() => {
            drop(ctx.catch());
            None
        }
        // An empty one may have no memory.
        None => Some((NonNull::dangling(), 0)),
    }
}
