//! Calling kept functions thousands of times a frame, and converting what they return.

use rquickjs::{Ctx, Object, Value, qjs};

use crate::persistent::JsRef;

/// An argument.
#[derive(Clone, Debug)]
pub enum Plain {
    /// A number.
    Int(i32),
    /// A number.
    Number(f64),
    /// A `BigInt`.
    BigInt(i64),
    /// `null`
    Null,
    /// Any value.
    Kept(JsRef),
}

/// Arguments that need no allocation.
const FEW: usize = 12;

/// Calls a kept function on `undefined` with `count` arguments.
#[inline]
pub fn call_kept<'js>(
    ctx: &Ctx<'js>,
    function: &JsRef,
    count: usize,
    argument: impl Fn(usize) -> Plain,
) -> rquickjs::Result<Value<'js>> {
    let raw = ctx.as_raw().as_ptr();
    // SAFETY: reads a live context.
    if unsafe { qjs::JS_GetRuntime(raw) } != function.core().runtime() {
        return Err(rquickjs::Error::UnrelatedRuntime);
    }
    let callee = function.raw().ok_or(rquickjs::Error::UnrelatedRuntime)?;
    let mut few = [qjs::JS_UNDEFINED; FEW];
    let mut many = Vec::new();
    let args: &mut [qjs::JSValue] = if count <= FEW {
        &mut few[..count]
    } else {
        many.resize(count, qjs::JS_UNDEFINED);
        &mut many
    };
    let mut counted = false;
    for (at, arg) in args.iter_mut().enumerate() {
        *arg = match argument(at) {
            Plain::Int(number) => qjs::JS_MKVAL(qjs::JS_TAG_INT, number),
            Plain::Number(number) => qjs::JS_NewFloat64(number),
            Plain::Null => qjs::JS_NULL,
            Plain::BigInt(number) => {
                counted = true;
                // SAFETY: the context is live.
                unsafe { qjs::JS_NewBigInt64(raw, number) }
            }
            Plain::Kept(value) => {
                counted = true;
                // SAFETY: the table of the VM owns the value; the reference is freed below.
                value.raw().map_or(qjs::JS_UNDEFINED, |value| unsafe { qjs::JS_DupValue(raw, value) })
            }
        };
    }
    // SAFETY: the context is live and the values are of its runtime. The callee is held for the call, because its row may be
    // given up meanwhile.
    unsafe {
        let callee = qjs::JS_DupValue(raw, callee);
        let result = qjs::JS_Call(raw, callee, qjs::JS_UNDEFINED, count as _, args.as_mut_ptr());
        qjs::JS_FreeValue(raw, callee);
        if counted {
            for arg in args.iter() {
                qjs::JS_FreeValue(raw, *arg);
            }
        }
        if qjs::JS_IsException(result) {
            return Err(rquickjs::Error::Exception);
        }
        Ok(Value::from_raw(ctx.clone(), result))
    }
}

/// `ToInt32`; may run JavaScript.
#[inline]
pub fn to_int32(ctx: &Ctx<'_>, value: &Value<'_>) -> rquickjs::Result<i32> {
    let mut number = 0;
    // SAFETY: context and value are live.
    let done = unsafe { qjs::JS_ToInt32(ctx.as_raw().as_ptr(), &raw mut number, value.as_raw()) };
    if done < 0 { Err(rquickjs::Error::Exception) } else { Ok(number) }
}

/// `ToNumber`; may run JavaScript.
#[inline]
pub fn to_number(ctx: &Ctx<'_>, value: &Value<'_>) -> rquickjs::Result<f64> {
    let mut number = 0.0;
    // SAFETY: context and value are live.
    let done = unsafe { qjs::JS_ToFloat64(ctx.as_raw().as_ptr(), &raw mut number, value.as_raw()) };
    if done < 0 { Err(rquickjs::Error::Exception) } else { Ok(number) }
}

/// `ToBigInt64`; may run JavaScript.
pub fn to_bigint64(ctx: &Ctx<'_>, value: &Value<'_>) -> rquickjs::Result<i64> {
    let mut number = 0;
    // SAFETY: context and value are live.
    let done = unsafe { qjs::JS_ToBigInt64(ctx.as_raw().as_ptr(), &raw mut number, value.as_raw()) };
    if done < 0 { Err(rquickjs::Error::Exception) } else { Ok(number) }
}

/// `Object.freeze`, whatever the game did to it.
pub fn freeze(object: &Object<'_>) -> rquickjs::Result<()> {
    // SAFETY: context and object are live.
    let done = unsafe { qjs::JS_FreezeObject(object.ctx().as_raw().as_ptr(), object.as_raw()) };
    if done < 0 { Err(rquickjs::Error::Exception) } else { Ok(()) }
}
