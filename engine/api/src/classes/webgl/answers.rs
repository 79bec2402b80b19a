//! [`Parameter`]s as JavaScript values.

use super::{GlCanvas, objects::wrap};
use rquickjs::{Array, Ctx, IntoJs, TypedArray, Value};
use sparrow_webgl::Parameter;
use std::rc::Rc;

/// What a `get...` method returns for an answer of the context.
pub(super) fn to_js<'js>(
    ctx: &Ctx<'js>,
    canvas: &Rc<GlCanvas>,
    parameter: Parameter,
) -> rquickjs::Result<Value<'js>> {
    Ok(match parameter {
        Parameter::Null => Value::new_null(ctx.clone()),
        Parameter::Bool(value) => Value::new_bool(ctx.clone(), value),
        Parameter::Int(value) => Value::new_int(ctx.clone(), value),
        Parameter::Uint(value) => Value::new_number(ctx.clone(), f64::from(value)),
        Parameter::Big(value) => Value::new_number(ctx.clone(), value as f64),
        Parameter::Float(value) => Value::new_number(ctx.clone(), f64::from(value)),
        Parameter::Text(text) => text.into_js(ctx)?,
        Parameter::Bools(values) => list(ctx, values)?,
        Parameter::IntList(values) => list(ctx, values)?,
        Parameter::UintList(values) => list(ctx, values)?,
        Parameter::Ints(values) => TypedArray::new(ctx.clone(), values)?.into_value(),
        Parameter::Uints(values) => TypedArray::new(ctx.clone(), values)?.into_value(),
        Parameter::Floats(values) => TypedArray::new(ctx.clone(), values)?.into_value(),
        Parameter::Object(object) => wrap(ctx, canvas, object)?,
    })
}

/// An array of anything.
pub(super) fn list<'js, T: IntoJs<'js>>(
    ctx: &Ctx<'js>,
    values: impl IntoIterator<Item = T>,
) -> rquickjs::Result<Value<'js>> {
    let array = Array::new(ctx.clone())?;
    for (index, value) in values.into_iter().enumerate() {
        array.set(index, value)?;
    }
    Ok(array.into_value())
}
