//! Native objects that are functions: `typeof` says so, and a call comes straight to Rust.
//!
//! Beside closures ([`define_function`](crate::define_function)) they are known again by their class, and cost what a native method costs.

use std::ffi::c_int;

use rquickjs::{Ctx, Function, Object, qjs};

use super::{
    Args, Call, Native, Returned,
    call::{Thrown, call_object},
    class::{attach, owned, register},
};

/// A native class whose objects can be called. It has no constructor; its objects inherit from `Function.prototype`.
pub trait Callable: Native {
    /// The call of an object.
    fn call<'a>(&self, call: &'a Call<'a>, args: &Args<'a>) -> Result<Returned, Thrown>;
}

unsafe extern "C" fn call<T: Callable>(
    ctx: *mut qjs::JSContext,
    function: qjs::JSValue,
    this: qjs::JSValue,
    argc: c_int,
    argv: *mut qjs::JSValue,
    _flags: c_int,
) -> qjs::JSValue {
    // SAFETY: QuickJS passes a live context and values.
    unsafe {
        call_object::<T>(ctx, function, this, argc, argv, |call, object, args| {
            object.call(call, args).map(Returned::into_raw)
        })
    }
}

/// Makes the class known to the VM and to the realm of `ctx`.
pub fn install_callable<T: Callable>(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    let id = register::<T>(ctx, Some(call::<T>))?;
    let prototype = Function::prototype(ctx.clone());
    // SAFETY: the context is live, the class registered, and the new reference given away.
    unsafe {
        let raw = ctx.as_raw().as_ptr();
        qjs::JS_SetClassProto(raw, id, qjs::JS_DupValue(raw, prototype.as_raw()));
    }
    Ok(())
}

/// Makes a function with the properties `name` and `length`.
pub fn create_callable<'js, T: Callable>(
    ctx: &Ctx<'js>,
    value: T,
    name: &str,
    length: u32,
) -> rquickjs::Result<Object<'js>> {
    let raw = ctx.as_raw().as_ptr();
    let flags = qjs::JS_PROP_CONFIGURABLE as c_int;
    // SAFETY: the context is live, the class registered (else the class id is unknown and making it throws); values are
    // owned and given away.
    unsafe {
        let object = qjs::JS_NewObjectClass(raw, T::slot().id());
        let object = attach(raw, object, value).map_err(|Thrown| rquickjs::Error::Exception)?;
        let object = owned(ctx, object)?;
        let text = qjs::JS_NewStringLen(raw, name.as_ptr().cast(), name.len() as _);
        let length = qjs::JS_NewFloat64(f64::from(length));
        if qjs::JS_DefinePropertyValueStr(raw, object.as_raw(), c"length".as_ptr(), length, flags) < 0
            || qjs::JS_DefinePropertyValueStr(raw, object.as_raw(), c"name".as_ptr(), text, flags) < 0
        {
            return Err(rquickjs::Error::Exception);
        }
        object.into_object().ok_or(rquickjs::Error::Unknown)
    }
}
