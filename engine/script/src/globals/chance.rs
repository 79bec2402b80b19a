//! Time and chance as scripts see them: `performance.now`, and, where the host wants them virtual, `Date`
//! and `Math.random`.

use std::ffi::c_int;

use rquickjs::{Ctx, Object, Value, qjs};

use crate::{function::define_function, options::VmOptions, realm::RealmState};

pub(super) fn install(ctx: &Ctx<'_>, options: &VmOptions) -> rquickjs::Result<()> {
    let globals = ctx.globals();
    // QuickJS' own object has a start time that cannot be changed.
    let performance = Object::new(ctx.clone())?;
    globals.remove("performance")?;
    crate::define_value(&globals, "performance", performance.clone())?;
    define_raw(ctx, &performance, c"now", 0, performance_now)?;
    let origin_ms = options.clock.unix_ms() - options.clock.now_ms();
    crate::define_value(&performance, "timeOrigin", origin_ms)?;
    if options.random_seed.is_some() {
        define_raw(ctx, &globals.get("Math")?, c"random", 0, math_random)?;
    }
    if options.virtual_date {
        let source = include_str!("../js/date.js");
        define_function(&globals, "__unixMs", 0, |call| {
            let now_ms = RealmState::from_ctx(call.ctx).core.script_unix_ms().floor();
            Ok(Value::new_number(call.ctx.clone(), now_ms))
        })?;
        let unix_ms: Value<'_> = globals.get("__unixMs")?;
        globals.remove("__unixMs")?;
        super::call_builtin(ctx, source, "sparrow:date", (unix_ms,))?;
    }
    Ok(())
}

type RawFunction =
    unsafe extern "C" fn(*mut qjs::JSContext, qjs::JSValue, c_int, *mut qjs::JSValue) -> qjs::JSValue;

/// Defines a raw function (these are called often enough to be worth it).
fn define_raw(
    ctx: &Ctx<'_>,
    object: &Object<'_>,
    name: &'static std::ffi::CStr,
    length: c_int,
    function: RawFunction,
) -> rquickjs::Result<()> {
    let flags = (qjs::JS_PROP_WRITABLE | qjs::JS_PROP_CONFIGURABLE) as c_int;
    let kind = qjs::JSCFunctionEnum_JS_CFUNC_generic;
    let raw = ctx.as_raw().as_ptr();
    // SAFETY: context and object are alive; the property takes the function.
    let result = unsafe {
        let function = qjs::JS_NewCFunction2(raw, Some(function), name.as_ptr(), length, kind, 0);
        qjs::JS_DefinePropertyValueStr(raw, object.as_raw(), name.as_ptr(), function, flags)
    };
    if result < 0 { Err(rquickjs::Error::Exception) } else { Ok(()) }
}

unsafe extern "C" fn performance_now(
    ctx: *mut qjs::JSContext,
    _: qjs::JSValue,
    _: c_int,
    _: *mut qjs::JSValue,
) -> qjs::JSValue {
    // SAFETY: QuickJS passes a live context of a VM. A panicking clock must not cross C frames.
    let state = unsafe { RealmState::of(ctx) };
    let now_ms = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| state.core.script_now_ms()));
    qjs::JS_NewFloat64(now_ms.unwrap_or(f64::NAN))
}

/// Xorshift64*, and the upper 53 bits of what it gives.
unsafe extern "C" fn math_random(
    ctx: *mut qjs::JSContext,
    _: qjs::JSValue,
    _: c_int,
    _: *mut qjs::JSValue,
) -> qjs::JSValue {
    // SAFETY: QuickJS passes a live context of a VM.
    let state = unsafe { RealmState::of(ctx) };
    let mut x = state.random.get();
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    state.random.set(x);
    let bits = x.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11;
    qjs::JS_NewFloat64(bits as f64 / (1_u64 << 53) as f64)
}
