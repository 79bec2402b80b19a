//! `ToJSValue` and `ToWebAssemblyValue`.

use super::{function::ExportedFunction, realm::WasmRealm};
use rquickjs::{Ctx, Value as JsValue};
use sparrow_script::{
    JsRef, Plain,
    native::{JsArg, JsError, native_ref},
    to_bigint64, to_int32, to_number,
};
use sparrow_wasm::{Value, ValueType};
use std::rc::Rc;

/// `ToWebAssemblyValue` of an argument.
#[inline]
pub(super) fn argument(arg: &JsArg<'_>, ty: ValueType) -> Result<Value, JsError> {
    Ok(match ty {
        ValueType::I32 => Value::I32(arg.to_int32()?),
        ValueType::F64 => Value::F64(arg.to_number()?),
        ValueType::F32 => Value::F32(arg.to_number()? as f32),
        ValueType::I64 => Value::I64(arg.to_bigint64()?),
        ValueType::ExternRef if arg.is_null() => Value::Extern(None),
        ValueType::ExternRef => Value::Extern(Some(Rc::new(arg.keep()))),
        ValueType::FuncRef if arg.is_null() => Value::Func(None),
        ValueType::FuncRef => match arg.native::<ExportedFunction>() {
            Some(function) => Value::Func(Some(function.func.clone())),
            None => return Err(not_exported()),
        },
        ValueType::V128 | ValueType::Other => return Err(no_value()),
    })
}

/// `ToWebAssemblyValue`.
pub(super) fn to_wasm<'js>(ctx: &Ctx<'js>, value: &JsValue<'js>, ty: ValueType) -> Result<Value, JsError> {
    Ok(match ty {
        ValueType::I32 => Value::I32(to_int32(ctx, value)?),
        ValueType::F64 => Value::F64(to_number(ctx, value)?),
        ValueType::F32 => Value::F32(to_number(ctx, value)? as f32),
        ValueType::I64 => Value::I64(to_bigint64(ctx, value)?),
        ValueType::ExternRef if value.is_null() => Value::Extern(None),
        ValueType::ExternRef => Value::Extern(Some(Rc::new(JsRef::new(ctx, value.clone())))),
        ValueType::FuncRef if value.is_null() => Value::Func(None),
        ValueType::FuncRef => match native_ref::<ExportedFunction>(value) {
            Some(function) => Value::Func(Some(function.func.clone())),
            None => return Err(not_exported()),
        },
        ValueType::V128 | ValueType::Other => return Err(no_value()),
    })
}

/// `ToJSValue`.
pub(super) fn to_js<'js>(
    realm: &Rc<WasmRealm>,
    ctx: &Ctx<'js>,
    value: &Value,
) -> rquickjs::Result<JsValue<'js>> {
    match value {
        Value::I32(number) => Ok(JsValue::new_int(ctx.clone(), *number)),
        Value::I64(number) => Ok(rquickjs::BigInt::from_i64(ctx.clone(), *number)?.into_value()),
        Value::F32(number) => Ok(JsValue::new_number(ctx.clone(), f64::from(*number))),
        Value::F64(number) => Ok(JsValue::new_number(ctx.clone(), *number)),
        Value::Func(None) | Value::Extern(None) => Ok(JsValue::new_null(ctx.clone())),
        Value::Func(Some(func)) => realm.function(ctx, func, None),
        Value::Extern(Some(kept)) => match kept.downcast_ref::<JsRef>() {
            Some(kept) => kept.get(ctx),
            None => Ok(JsValue::new_undefined(ctx.clone())),
        },
    }
}

/// `ToJSValue`, for an argument of an import.
#[inline]
pub(super) fn to_plain(realm: &Rc<WasmRealm>, ctx: &Ctx<'_>, value: &Value) -> Plain {
    match value {
        Value::I32(number) => Plain::Int(*number),
        Value::I64(number) => Plain::BigInt(*number),
        Value::F32(number) => Plain::Number(f64::from(*number)),
        Value::F64(number) => Plain::Number(*number),
        Value::Func(None) | Value::Extern(None) => Plain::Null,
        reference => match to_js(realm, ctx, reference) {
            Ok(value) => Plain::Kept(JsRef::new(ctx, value)),
            Err(_) => {
                drop(ctx.catch());
                Plain::Null
            }
        },
    }
}

/// `DefaultValue`: what a table or global holds that nobody gave a value.
pub(super) fn default_value(ctx: &Ctx<'_>, ty: ValueType) -> Result<Value, JsError> {
    Ok(match ty {
        ValueType::I32 => Value::I32(0),
        ValueType::I64 => Value::I64(0),
        ValueType::F32 => Value::F32(0.0),
        ValueType::F64 => Value::F64(0.0),
        ValueType::FuncRef => Value::Func(None),
        ValueType::ExternRef => {
            let undefined = JsValue::new_undefined(ctx.clone());
            Value::Extern(Some(Rc::new(JsRef::new(ctx, undefined))))
        }
        ValueType::V128 | ValueType::Other => return Err(no_value()),
    })
}

/// `[EnforceRange] unsigned long`.
pub(super) fn enforce_u32(ctx: &Ctx<'_>, value: &JsValue<'_>, what: &str) -> Result<u32, JsError> {
    let number = to_number(ctx, value)?;
    if !number.is_finite() {
        return Err(JsError::Type(format!("{what} must be a number, not {number}")));
    }
    let whole = number.trunc();
    if !(0.0..=f64::from(u32::MAX)).contains(&whole) {
        return Err(JsError::Type(format!("{what} must be a number from 0 to 4294967295, not {number}")));
    }
    Ok(whole as u32)
}

/// A limit of a descriptor; `None` when it is not given.
pub(super) fn limit(
    ctx: &Ctx<'_>,
    descriptor: &rquickjs::Object<'_>,
    name: &str,
) -> Result<Option<u32>, JsError> {
    let value: JsValue<'_> = descriptor.get(name)?;
    if value.is_undefined() {
        return Ok(None);
    }
    enforce_u32(ctx, &value, name).map(Some)
}

#[cold]
fn not_exported() -> JsError {
    JsError::Type("a funcref is null or a function that WebAssembly exports".to_owned())
}

#[cold]
pub(super) fn no_value() -> JsError {
    JsError::Type("JavaScript has no values of this type".to_owned())
}
