//! Typed arrays and array buffers as slices, borrowed for the body of one call.
//!
//! The second pass takes the pointers, after everything that could run JavaScript and move or detach a
//! buffer. Memory that other threads share is no slice: where it is read it is copied, and where it would be
//! written, or must stay where it is, it is refused.

use std::{borrow::Cow, slice};

use rquickjs::qjs;

use super::{Arg, Args, Call, JsError, Thrown};
use crate::{
    realm::RealmState,
    shared_memory::{copy_shared, is_shared},
};

/// The element type of a typed array.
///
/// # Safety
/// Any bits are a value of the type, and `TYPES` name arrays with elements of its size.
pub unsafe trait Element: Copy + 'static {
    /// The typed arrays that have such elements.
    const TYPES: &'static [u32];
    /// The name for messages.
    const ARRAY: &'static str;
}

macro_rules! element {
    ($type:ty, $name:literal, $($array:ident),+) => {
        // SAFETY: numbers of the arrays' own size.
        unsafe impl Element for $type {
            const TYPES: &'static [u32] = &[$(qjs::$array as u32),+];
            const ARRAY: &'static str = $name;
        }
    };
}

element!(f32, "Float32Array", JSTypedArrayEnum_JS_TYPED_ARRAY_FLOAT32);
element!(f64, "Float64Array", JSTypedArrayEnum_JS_TYPED_ARRAY_FLOAT64);
element!(u8, "Uint8Array", JSTypedArrayEnum_JS_TYPED_ARRAY_UINT8, JSTypedArrayEnum_JS_TYPED_ARRAY_UINT8C);
element!(i8, "Int8Array", JSTypedArrayEnum_JS_TYPED_ARRAY_INT8);
element!(u16, "Uint16Array", JSTypedArrayEnum_JS_TYPED_ARRAY_UINT16);
element!(i16, "Int16Array", JSTypedArrayEnum_JS_TYPED_ARRAY_INT16);
element!(u32, "Uint32Array", JSTypedArrayEnum_JS_TYPED_ARRAY_UINT32);
element!(i32, "Int32Array", JSTypedArrayEnum_JS_TYPED_ARRAY_INT32);

#[cold]
#[inline(never)]
pub(super) fn refuse(call: &Call<'_>, expected: &str) -> Thrown {
    call.throw(&JsError::Type(format!(
        "argument is not a {expected}, or its buffer is detached or too small"
    )))
}

/// Pointer, length and buffer of a typed array's memory.
pub(super) struct View {
    pub(super) data: *mut u8,
    pub(super) len_bytes: usize,
    pub(super) immutable: bool,
    /// Other threads may write to it.
    pub(super) shared: bool,
}

impl View {
    /// What is there: in place, or a copy where others write.
    ///
    /// # Safety
    /// The memory has elements of the type, and nothing writes or moves it for `'a`, but other threads where it is shared.
    pub(super) unsafe fn read<'a, E: Element>(&self) -> Cow<'a, [E]> {
        // SAFETY: promised by the caller.
        unsafe {
            if self.shared {
                return Cow::Owned(copy_shared(self.data, self.len_bytes));
            }
            Cow::Borrowed(slice::from_raw_parts(self.data.cast::<E>(), self.len_bytes / size_of::<E>()))
        }
    }

    /// The view, when its memory is its VM's own.
    pub(super) fn unshared(self, call: &Call<'_>) -> Result<View, Thrown> {
        if self.shared { Err(refuse_shared(call)) } else { Ok(self) }
    }
}

#[cold]
#[inline(never)]
fn refuse_shared(call: &Call<'_>) -> Thrown {
    call.throw(&JsError::Type("the array is over a SharedArrayBuffer; pass a copy (`array.slice()`)".into()))
}

/// Whether it is an array buffer of either kind.
pub(super) fn is_buffer(call: &Call<'_>, value: qjs::JSValue) -> bool {
    // SAFETY: the context is live; reads the class of a live value.
    unsafe { qjs::JS_IsArrayBuffer(value) || is_shared(&RealmState::of(call.raw()).core, value) }
}

/// The memory of a typed array.
#[inline(always)]
pub(super) fn view(call: &Call<'_>, value: qjs::JSValue, expected: &'static str) -> Result<View, Thrown> {
    let (mut offset, mut len, mut element_size, mut buffer_len) = (0, 0, 0, 0);
    // SAFETY: the value is an argument of the call; the pointer stays good until JavaScript runs.
    unsafe {
        let buffer = qjs::JS_GetTypedArrayBuffer(
            call.raw(),
            value,
            &raw mut offset,
            &raw mut len,
            &raw mut element_size,
        );
        if qjs::JS_IsException(buffer) {
            return Err(Thrown);
        }
        let data = qjs::JS_GetArrayBuffer(call.raw(), &raw mut buffer_len, buffer);
        let immutable = qjs::JS_IsImmutableArrayBuffer(buffer) == 1;
        let shared = !qjs::JS_IsArrayBuffer(buffer);
        // The array keeps its buffer alive.
        qjs::JS_FreeValue(call.raw(), buffer);
        let (offset, mut len, buffer_len) = (offset as usize, len as usize, buffer_len as usize);
        if offset <= buffer_len && len > buffer_len - offset {
            // QuickJS has refused arrays that are out of bounds, so this one tracks the length of a buffer that
            // shrank. (One that tracks a buffer that grew is seen with the length it had.)
            let element_size = (element_size as usize).max(1);
            len = (buffer_len - offset) / element_size * element_size;
        }
        let view = within(call, data, offset, len, buffer_len, immutable, expected)?;
        Ok(View { shared, ..view })
    }
}

/// A part of a buffer, checked against its length.
#[inline(always)]
fn within(
    call: &Call<'_>,
    data: *mut u8,
    offset: usize,
    len: usize,
    buffer_len: usize,
    immutable: bool,
    expected: &'static str,
) -> Result<View, Thrown> {
    if data.is_null() || offset > buffer_len || len > buffer_len - offset {
        // SAFETY: the context is live.
        if unsafe { qjs::JS_HasException(call.raw()) } {
            return Err(Thrown);
        }
        if data.is_null() && len == 0 {
            return Ok(View {
                data: std::ptr::NonNull::<u64>::dangling().as_ptr().cast(),
                len_bytes: 0,
                immutable,
                shared: false,
            });
        }
        return Err(refuse(call, expected));
    }
    // SAFETY: the offset lies inside the buffer.
    Ok(View { data: unsafe { data.add(offset) }, len_bytes: len, immutable, shared: false })
}

// SAFETY: says that it borrows; `finish` runs no JavaScript.
unsafe impl<'a, E: Element> Arg<'a> for &'a [E] {
    const COUNT: usize = 1;
    const BORROWS: bool = true;
    type Staged = qjs::JSValue;
    #[inline(always)]
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<qjs::JSValue, Thrown> {
        let value = args.at(index);
        // SAFETY: the value is an argument of the call.
        let array = unsafe { qjs::JS_GetTypedArrayType(value) };
        if array < 0 || !E::TYPES.contains(&(array as u32)) {
            return Err(refuse(call, E::ARRAY));
        }
        Ok(value)
    }
    #[inline(always)]
    fn finish(call: &'a Call<'a>, value: qjs::JSValue) -> Result<Self, Thrown> {
        let view = view(call, value, E::ARRAY)?.unshared(call)?;
        // SAFETY: the memory is inside the buffer, aligned to the element size (offsets of typed arrays are
        // multiples of it, buffers are allocated for any type), and nothing can write or move it before the
        // body ends: the macro refuses contexts and writers beside a slice.
        Ok(unsafe { slice::from_raw_parts(view.data.cast::<E>(), view.len_bytes / size_of::<E>()) })
    }
}

/// Keeps a buffer alive for the body of a call.
#[doc(hidden)]
pub struct Hold<'a> {
    pub(super) call: &'a Call<'a>,
    pub(super) buffer: qjs::JSValue,
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        // SAFETY: the reference is owned.
        unsafe { qjs::JS_FreeValue(self.call.raw(), self.buffer) };
    }
}

/// The bytes of any `ArrayBuffer`, typed array or `DataView`.
pub struct Bytes<'a> {
    bytes: Cow<'a, [u8]>,
    _hold: Option<Hold<'a>>,
}

impl std::ops::Deref for Bytes<'_> {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

/// The writable bytes of any `ArrayBuffer`, typed array or `DataView`. It must be the only buffer argument
/// of its method.
pub struct BytesMut<'a> {
    bytes: &'a mut [u8],
    _hold: Option<Hold<'a>>,
}

impl std::ops::Deref for BytesMut<'_> {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.bytes
    }
}

impl std::ops::DerefMut for BytesMut<'_> {
    fn deref_mut(&mut self) -> &mut [u8] {
        self.bytes
    }
}

const BUFFER: &str = "ArrayBuffer or view";

/// Which part of which value the second pass takes.
#[doc(hidden)]
pub struct BufferSource<'a>(Source<'a>);

enum Source<'a> {
    Typed(qjs::JSValue),
    Whole(qjs::JSValue),
    /// A part of the buffer of a `DataView`. A game may have put another buffer there, so it is held.
    Part(Hold<'a>, usize, usize),
}

impl<'a> BufferSource<'a> {
    /// Looks at the argument. A `DataView` is asked for its buffer through its properties.
    pub(super) fn stage(call: &'a Call<'a>, value: qjs::JSValue) -> Result<Self, Thrown> {
        // SAFETY: the value is an argument of the call; property values are owned.
        unsafe {
            if qjs::JS_GetTypedArrayType(value) >= 0 {
                return Ok(Self(Source::Typed(value)));
            }
            if is_buffer(call, value) {
                return Ok(Self(Source::Whole(value)));
            }
            if !qjs::JS_IsDataView(value) {
                return Err(refuse(call, BUFFER));
            }
            let number = |name: &std::ffi::CStr| {
                let property = qjs::JS_GetPropertyStr(call.raw(), value, name.as_ptr());
                let number = super::args::to_f64(call, &property);
                qjs::JS_FreeValue(call.raw(), property);
                number
            };
            let offset = number(c"byteOffset")? as usize;
            let len = number(c"byteLength")? as usize;
            let buffer = qjs::JS_GetPropertyStr(call.raw(), value, c"buffer".as_ptr());
            let hold = Hold { call, buffer };
            if !is_buffer(call, buffer) {
                return Err(refuse(call, BUFFER));
            }
            Ok(Self(Source::Part(hold, offset, len)))
        }
    }

    pub(super) fn finish(self, call: &'a Call<'a>) -> Result<(View, Option<Hold<'a>>), Thrown> {
        let (buffer, part, hold) = match self.0 {
            Source::Typed(value) => return Ok((view(call, value, BUFFER)?, None)),
            Source::Whole(buffer) => (buffer, None, None),
            Source::Part(hold, offset, len) => (hold.buffer, Some((offset, len)), Some(hold)),
        };
        let mut buffer_len = 0;
        // SAFETY: the buffer is an argument or held.
        let (data, immutable, shared) = unsafe {
            let data = qjs::JS_GetArrayBuffer(call.raw(), &raw mut buffer_len, buffer);
            (data, qjs::JS_IsImmutableArrayBuffer(buffer) == 1, !qjs::JS_IsArrayBuffer(buffer))
        };
        let buffer_len = buffer_len as usize;
        let (offset, len) = part.unwrap_or((0, buffer_len));
        let view = within(call, data, offset, len, buffer_len, immutable, BUFFER)?;
        Ok((View { shared, ..view }, hold))
    }
}

// SAFETY: says that it borrows; `finish` runs no JavaScript.
unsafe impl<'a> Arg<'a> for Bytes<'a> {
    const COUNT: usize = 1;
    const BORROWS: bool = true;
    type Staged = BufferSource<'a>;
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<BufferSource<'a>, Thrown> {
        BufferSource::stage(call, args.at(index))
    }
    fn finish(call: &'a Call<'a>, staged: BufferSource<'a>) -> Result<Self, Thrown> {
        let (view, hold) = staged.finish(call)?;
        // SAFETY: as for typed slices.
        let bytes = unsafe { view.read() };
        Ok(Self { bytes, _hold: hold })
    }
}

// SAFETY: says that it borrows and writes; `finish` runs no JavaScript.
unsafe impl<'a> Arg<'a> for BytesMut<'a> {
    const COUNT: usize = 1;
    const BORROWS: bool = true;
    const WRITES: bool = true;
    type Staged = BufferSource<'a>;
    fn stage(call: &'a Call<'a>, args: &Args<'a>, index: usize) -> Result<BufferSource<'a>, Thrown> {
        BufferSource::stage(call, args.at(index))
    }
    fn finish(call: &'a Call<'a>, staged: BufferSource<'a>) -> Result<Self, Thrown> {
        staged.finish_mut(call)
    }
}

impl<'a> BufferSource<'a> {
    /// The second pass of an argument that is written to: the only buffer argument of its method.
    pub(super) fn finish_mut(self, call: &'a Call<'a>) -> Result<BytesMut<'a>, Thrown> {
        let (view, hold) = self.finish(call)?;
        let view = view.unshared(call)?;
        if view.immutable {
            return Err(call.throw(&JsError::Type("the buffer is immutable".into())));
        }
        // SAFETY: as for typed slices, and the macro refuses any other slice beside it.
        let bytes = unsafe { slice::from_raw_parts_mut(view.data, view.len_bytes) };
        Ok(BytesMut { bytes, _hold: hold })
    }
}

/// A copy of the bytes of an `ArrayBuffer`, a typed array or a `DataView`; `None` for anything else, and for a
/// buffer that was detached.
pub fn copy_bytes(value: &rquickjs::Value<'_>) -> Option<Vec<u8>> {
    copy_some_bytes(value, usize::MAX).and_then(Result::ok)
}

/// As [`copy_bytes`], for `most` bytes; where there are more, their number.
pub fn copy_some_bytes(value: &rquickjs::Value<'_>, most: usize) -> Option<Result<Vec<u8>, usize>> {
    let ctx = value.ctx();
    // SAFETY: the context is live, and the value is borrowed longer than the call lives.
    let (call, raw) = unsafe { (Call::new(ctx.as_raw().as_ptr()), value.as_raw()) };
    // SAFETY: reads the class of a live value.
    let buffer =
        unsafe { qjs::JS_GetTypedArrayType(raw) >= 0 || is_buffer(&call, raw) || qjs::JS_IsDataView(raw) };
    if !buffer {
        return None;
    }
    let copied = BufferSource::stage(&call, raw).and_then(|source| {
        let (view, _hold) = source.finish(&call)?;
        if view.len_bytes > most {
            return Ok(Err(view.len_bytes));
        }
        // SAFETY: the memory is inside the buffer, and no JavaScript runs before it is copied.
        Ok(Ok(unsafe { view.read() }.into_owned()))
    });
    copied.ok().or_else(|| {
        drop(ctx.catch());
        None
    })
}
