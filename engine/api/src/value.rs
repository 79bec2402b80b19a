//! Values between JavaScript and operations: `undefined` and functions become null, `ArrayBuffer`s and their views
//! become bytes, numbers without a fraction become integers.
//!
//! An operation never sees a JavaScript value: it gets a [`Value`] and serde makes its typed options from it.

use ciborium::Value;
use rquickjs::{Array, Atom, Ctx, Exception, IntoJs, Object, Type, Value as JsValue};
use sparrow_script::{buffer_over, native::copy_some_bytes};

/// Nesting deeper than any option of the platform; what lies below is cut off as null.
const MAX_DEPTH: usize = 32;
/// More values than any option of the platform has; what comes later is cut off too.
const MAX_VALUES: usize = 1 << 18;
/// What all values of one call take together, as much as a message to a worker may: strings and buffers that JavaScript shares
/// are copied here, once for each place where they stand.
const MAX_BYTES: usize = 256 << 20;

/// Reads a JavaScript value. Getters and proxies may run code of the game. `RangeError` for more than [`MAX_BYTES`].
pub(crate) fn from_js<'js>(value: &JsValue<'js>) -> rquickjs::Result<Value> {
    Reader { inside: Vec::new(), values: 0, left: MAX_BYTES }.read(value)
}

struct Reader<'js> {
    /// The objects that hold what is read now: one that holds itself is null there.
    inside: Vec<JsValue<'js>>,
    values: usize,
    /// Bytes that may still be copied.
    left: usize,
}

impl<'js> Reader<'js> {
    fn read(&mut self, value: &JsValue<'js>) -> rquickjs::Result<Value> {
        self.values += 1;
        self.spend(value.ctx(), size_of::<Value>())?;
        if self.values > MAX_VALUES {
            return Ok(Value::Null);
        }
        Ok(match value.type_of() {
            Type::Bool => Value::Bool(value.as_bool().unwrap_or_default()),
            Type::Int => Value::Integer(value.as_int().unwrap_or_default().into()),
            Type::Float => number(value.as_float().unwrap_or_default()),
            Type::String => match value.as_string() {
                // Lone surrogates cannot be UTF-8; they arrive as replacement characters.
                Some(_) => Value::Text(self.text(value)?),
                None => Value::Null,
            },
            Type::Array | Type::Object => self.read_object(value)?,
            _ => Value::Null,
        })
    }

    fn read_object(&mut self, value: &JsValue<'js>) -> rquickjs::Result<Value> {
        if self.inside.len() > MAX_DEPTH || self.inside.contains(value) {
            return Ok(Value::Null);
        }
        if let Some(bytes) = copy_some_bytes(value, self.left) {
            let bytes = bytes.map_err(|_| too_large(value.ctx()))?;
            self.spend(value.ctx(), bytes.len())?;
            return Ok(Value::Bytes(bytes));
        }
        self.inside.push(value.clone());
        let read = if let Some(array) = value.as_array() {
            let items: rquickjs::Result<Vec<Value>> =
                array.iter::<JsValue<'js>>().take(MAX_VALUES).map(|item| self.read(&item?)).collect();
            Value::Array(items?)
        } else if let Some(object) = value.as_object() {
            let mut entries = Vec::new();
            for entry in object.props::<Atom<'js>, JsValue<'js>>() {
                let (key, item) = entry?;
                entries.push((Value::Text(self.text(&key.to_value()?)?), self.read(&item)?));
            }
            Value::Map(entries)
        } else {
            Value::Null
        };
        self.inside.pop();
        Ok(read)
    }

    /// A text; one that is too large is held once before it is refused, as the heap holds it.
    fn text(&mut self, value: &JsValue<'js>) -> rquickjs::Result<String> {
        let text = sparrow_script::to_text(value.ctx(), value).ok_or(rquickjs::Error::Exception)?;
        self.spend(value.ctx(), text.len())?;
        Ok(text)
    }

    fn spend(&mut self, ctx: &Ctx<'js>, bytes: usize) -> rquickjs::Result<()> {
        self.left = self.left.checked_sub(bytes).ok_or_else(|| too_large(ctx))?;
        Ok(())
    }
}

fn too_large(ctx: &Ctx<'_>) -> rquickjs::Error {
    Exception::throw_range(ctx, &format!("the options take more than {} MB", MAX_BYTES >> 20))
}

fn number(n: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if n.fract() == 0.0 && n.abs() <= EXACT { Value::Integer((n as i64).into()) } else { Value::Float(n) }
}

/// Makes a JavaScript value; bytes become an `ArrayBuffer`.
pub(crate) fn to_js<'js>(ctx: &Ctx<'js>, value: Value) -> rquickjs::Result<JsValue<'js>> {
    match value {
        Value::Null => Ok(JsValue::new_null(ctx.clone())),
        Value::Bool(b) => Ok(JsValue::new_bool(ctx.clone(), b)),
        Value::Integer(i) => {
            let n = i128::from(i);
            Ok(match i32::try_from(n) {
                Ok(small) => JsValue::new_int(ctx.clone(), small),
                Err(_) => JsValue::new_float(ctx.clone(), n as f64),
            })
        }
        Value::Float(f) => Ok(JsValue::new_number(ctx.clone(), f)),
        Value::Text(s) => s.into_js(ctx),
        Value::Bytes(b) => buffer_over(ctx, b),
        Value::Array(items) => {
            let array = Array::new(ctx.clone())?;
            for (i, item) in items.into_iter().enumerate() {
                array.set(i, to_js(ctx, item)?)?;
            }
            Ok(array.into_value())
        }
        Value::Map(entries) => {
            let object = Object::new(ctx.clone())?;
            for (key, item) in entries {
                let key = key.into_text().unwrap_or_default();
                object.set(key, to_js(ctx, item)?)?;
            }
            Ok(object.into_value())
        }
        Value::Tag(_, inner) => to_js(ctx, *inner),
        _ => Ok(JsValue::new_undefined(ctx.clone())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sparrow_script::{Vm, VmOptions};

    /// What the options that a script makes become, or what was thrown.
    fn read(script: &str) -> Result<Value, String> {
        let vm = Vm::new(VmOptions::default()).unwrap();
        vm.enter(|ctx| {
            let value: JsValue<'_> = ctx.eval(script)?;
            Ok(from_js(&value).map_err(|_| {
                let thrown = ctx.catch().into_object().unwrap();
                let part = |name: &str| thrown.get::<_, String>(name).unwrap();
                format!("{}: {}", part("name"), part("message"))
            }))
        })
        .unwrap()
    }

    #[test]
    fn what_javascript_shares_is_counted_each_time_that_it_is_copied() {
        assert_eq!(read("[new Uint8Array([1, 2])]"), Ok(Value::Array(vec![Value::Bytes(vec![1, 2])])));
        for shared in
            ["'y'.repeat(1 << 20)", "new ArrayBuffer(1 << 20)", "new DataView(new ArrayBuffer(1 << 20))"]
        {
            let many = |times: usize| format!("({{ data: '', junk: Array({times}).fill({shared}) }})");
            read(&many(100)).unwrap();
            let refused = Err("RangeError: the options take more than 256 MB".to_owned());
            assert_eq!(read(&many(300)), refused);
        }
    }
}
