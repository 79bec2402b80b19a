//! What native methods return. See [`IntoReturn`] for the list.

use std::cell::Ref;

use rquickjs::{Array, Function, Object, Value, qjs};

use super::{Call, JsError, Native, Thrown, class};
use crate::persistent::JsRef;

/// A type that a native method may return.
///
/// `()` gives `undefined`; numbers, `bool`, `String`, `&str` give themselves; `Option<R>` gives `null` for
/// `None` and [`OrUndefined`] `undefined`; [`JsRef`] the kept value itself; a [`Ref`] what it borrows (a slot's value needs no clone); [`New<T>`](New) a fresh native
/// object; `Vec<R>` an array; [`Fields`] a plain object; [`Buffer`] bytes; `Result<R, JsError>` throws.
#[diagnostic::on_unimplemented(message = "a native method cannot return `{Self}`")]
pub trait IntoReturn {
    /// The JavaScript value, owned by the caller.
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown>;
}

/// An owned raw value on its way back to QuickJS.
#[repr(transparent)]
pub struct Returned(qjs::JSValue);

impl Returned {
    /// The raw value.
    #[inline(always)]
    #[doc(hidden)]
    pub fn into_raw(self) -> qjs::JSValue {
        self.0
    }
}

macro_rules! plain_return {
    ($($type:ty, $value:ident => $raw:expr;)+) => {
        $(impl IntoReturn for $type {
            #[inline(always)]
            fn into_return(self, _: &Call<'_>) -> Result<Returned, Thrown> {
                let $value = self;
                Ok(Returned($raw))
            }
        })+
    };
}

plain_return! {
    (), _value => qjs::JS_UNDEFINED;
    bool, value => if value { qjs::JS_TRUE } else { qjs::JS_FALSE };
    i32, value => qjs::JS_MKVAL(qjs::JS_TAG_INT, value);
    f64, value => qjs::JS_NewFloat64(value);
    f32, value => qjs::JS_NewFloat64(f64::from(value));
    u32, value => match i32::try_from(value) {
        Ok(small) => qjs::JS_MKVAL(qjs::JS_TAG_INT, small),
        Err(_) => qjs::JS_NewFloat64(f64::from(value)),
    };
    usize, value => qjs::JS_NewFloat64(value as f64);
}

impl IntoReturn for &str {
    #[inline]
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        // SAFETY: the context is live; the bytes are copied.
        let value = unsafe { qjs::JS_NewStringLen(call.raw(), self.as_ptr().cast(), self.len() as _) };
        checked(value)
    }
}

impl IntoReturn for String {
    #[inline]
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        self.as_str().into_return(call)
    }
}

/// Passes on a value that a call returned.
#[inline(always)]
fn checked(value: qjs::JSValue) -> Result<Returned, Thrown> {
    // SAFETY: reads a tag.
    if unsafe { qjs::JS_IsException(value) } { Err(Thrown) } else { Ok(Returned(value)) }
}

impl<R: IntoReturn> IntoReturn for Option<R> {
    #[inline(always)]
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        match self {
            Some(value) => value.into_return(call),
            None => Ok(Returned(qjs::JS_NULL)),
        }
    }
}

impl<'a, R> IntoReturn for &'a Option<R>
where
    &'a R: IntoReturn,
{
    #[inline(always)]
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        self.as_ref().into_return(call)
    }
}

impl<R> IntoReturn for Ref<'_, R>
where
    for<'r> &'r R: IntoReturn,
{
    #[inline(always)]
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        (&*self).into_return(call)
    }
}

/// `None` becomes `undefined`, where `Option` gives `null`.
#[derive(Clone, Copy, Debug)]
pub struct OrUndefined<R>(pub Option<R>);

impl<R: IntoReturn> IntoReturn for OrUndefined<R> {
    #[inline(always)]
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        match self.0 {
            Some(value) => value.into_return(call),
            None => Ok(Returned(qjs::JS_UNDEFINED)),
        }
    }
}

impl<R: IntoReturn, E: Into<JsError>> IntoReturn for Result<R, E> {
    #[inline(always)]
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        match self {
            Ok(value) => value.into_return(call),
            Err(error) => Err(call.throw(&error.into())),
        }
    }
}

impl IntoReturn for &JsRef {
    #[inline]
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        // SAFETY: both calls read live pointers; the value is duplicated for the caller.
        unsafe {
            if self.core().runtime() != qjs::JS_GetRuntime(call.raw()) {
                return Err(call.throw(&JsError::Type("the value belongs to another VM".into())));
            }
            Ok(Returned(self.raw().map_or(qjs::JS_UNDEFINED, |raw| qjs::JS_DupValue(call.raw(), raw))))
        }
    }
}

impl IntoReturn for JsRef {
    #[inline]
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        (&self).into_return(call)
    }
}

/// A `BigInt`.
#[derive(Clone, Copy, Debug)]
pub struct BigInt(pub i64);

impl IntoReturn for BigInt {
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        // SAFETY: the context is live.
        checked(unsafe { qjs::JS_NewBigInt64(call.raw(), self.0) })
    }
}

/// A fresh object of a native class.
#[derive(Clone, Copy, Debug)]
pub struct New<T>(pub T);

impl<T: Native> IntoReturn for New<T> {
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        // SAFETY: the context is live.
        unsafe { class::new_object(call.raw(), self.0) }.map(Returned)
    }
}

impl<R: IntoReturn> IntoReturn for Vec<R> {
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        // SAFETY: the context is live; the array is owned until it is returned, elements are given away.
        unsafe {
            let array = qjs::JS_NewArray(call.raw());
            if qjs::JS_IsException(array) {
                return Err(Thrown);
            }
            for (index, item) in self.into_iter().enumerate() {
                let result = item.into_return(call);
                let added = result.map(|item| {
                    let flags = qjs::JS_PROP_C_W_E as _;
                    qjs::JS_DefinePropertyValueUint32(call.raw(), array, index as u32, item.0, flags)
                });
                if !matches!(added, Ok(result) if result >= 0) {
                    qjs::JS_FreeValue(call.raw(), array);
                    return Err(Thrown);
                }
            }
            Ok(Returned(array))
        }
    }
}

macro_rules! value_return {
    ($($type:ty),+) => {
        $(impl<'js> IntoReturn for $type {
            fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
                // SAFETY: the context is live; the value is duplicated for the caller before ours is dropped.
                // Values of another runtime are refused.
                unsafe {
                    let context = self.ctx().as_raw().as_ptr();
                    if qjs::JS_GetRuntime(context) != qjs::JS_GetRuntime(call.raw()) {
                        return Err(call.throw(&JsError::Type("the value belongs to another VM".into())));
                    }
                    Ok(Returned(qjs::JS_DupValue(call.raw(), self.as_raw())))
                }
            }
        })+
    };
}

value_return!(Value<'js>, Object<'js>, Array<'js>, Function<'js>);

/// A plain object with a value per name.
#[derive(Clone, Copy, Debug)]
pub struct Fields<R, const N: usize>(pub [(&'static str, R); N]);

impl<R: IntoReturn, const N: usize> IntoReturn for Fields<R, N> {
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        // SAFETY: the context is live; the object is owned until it is returned, values are given away.
        unsafe {
            let object = qjs::JS_NewObject(call.raw());
            if qjs::JS_IsException(object) {
                return Err(Thrown);
            }
            for (name, value) in self.0 {
                let added = value.into_return(call).map(|value| {
                    let atom = qjs::JS_NewAtomLen(call.raw(), name.as_ptr().cast(), name.len() as _);
                    let flags = qjs::JS_PROP_C_W_E as _;
                    let result = qjs::JS_DefinePropertyValue(call.raw(), object, atom, value.0, flags);
                    qjs::JS_FreeAtom(call.raw(), atom);
                    result
                });
                if !matches!(added, Ok(result) if result >= 0) {
                    qjs::JS_FreeValue(call.raw(), object);
                    return Err(Thrown);
                }
            }
            Ok(Returned(object))
        }
    }
}

/// Which object carries returned bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BufferKind {
    /// `ArrayBuffer`
    ArrayBuffer,
    /// `Uint8Array`
    Uint8,
    /// `Uint8ClampedArray`
    Uint8Clamped,
    /// `Int32Array`; the bytes are those of its numbers.
    Int32,
    /// `Uint32Array`
    Uint32,
    /// `Float32Array`
    Float32,
}

/// Bytes as a fresh array buffer or array. They are copied, so that they count to the VM's memory limit.
#[derive(Clone, Debug)]
pub struct Buffer<B>(pub BufferKind, pub B);

impl<B: AsRef<[u8]>> IntoReturn for Buffer<B> {
    fn into_return(self, call: &Call<'_>) -> Result<Returned, Thrown> {
        let bytes = self.1.as_ref();
        // SAFETY: the context is live; the bytes are copied; the buffer is owned until it is returned.
        unsafe {
            let buffer = qjs::JS_NewArrayBufferCopy(call.raw(), bytes.as_ptr(), bytes.len() as _);
            if qjs::JS_IsException(buffer) {
                return Err(Thrown);
            }
            let kind = match self.0 {
                BufferKind::ArrayBuffer => return Ok(Returned(buffer)),
                BufferKind::Uint8 => qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT8,
                BufferKind::Uint8Clamped => qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT8C,
                BufferKind::Int32 => qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_INT32,
                BufferKind::Uint32 => qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT32,
                BufferKind::Float32 => qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_FLOAT32,
            };
            let mut args = [buffer];
            let array = qjs::JS_NewTypedArray(call.raw(), 1, args.as_mut_ptr(), kind);
            qjs::JS_FreeValue(call.raw(), buffer);
            checked(array)
        }
    }
}
