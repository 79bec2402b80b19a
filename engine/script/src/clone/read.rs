//! From a message to a value: StructuredDeserialize of the standard. First every object, empty, then what is in them: because of
//! cycles. What hooks make of their fields stands between.

use rquickjs::{Array, Ctx, IntoJs, Object, Value, object::Property, qjs};

use super::{Body, CloneHooks, Item, Properties, Serialized, Text};
use crate::{exception::owned_value, inspect::Intrinsics, owned::buffer_over, shared_memory::shared_buffer};

impl Serialized {
    /// Makes the value in the realm of `ctx`. Fails when its heap is full.
    pub fn read<'js>(mut self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        let mut reader = Reader { ctx, made: vec![None; self.objects.len()] };
        // A buffer gets the bytes of the message themselves.
        // Buffers before the views on them.
        for (number, body) in self.objects.iter_mut().enumerate() {
            reader.made[number] = match body {
                Body::Buffer(bytes) => Some(buffer_over(ctx, std::mem::take(bytes))?),
                Body::Shared(memory, len) => Some(shared_buffer(ctx, memory, *len)?),
                _ => None,
            };
        }
        for (number, body) in self.objects.iter().enumerate() {
            if reader.made[number].is_none() && !matches!(body, Body::Hooked(_)) {
                reader.made[number] = Some(reader.empty(body)?);
            }
        }
        for (number, body) in self.objects.iter().enumerate() {
            if let Body::Hooked(fields) = body {
                reader.made[number] = Some(reader.hooked(fields)?);
            }
        }
        for (number, body) in self.objects.iter().enumerate() {
            reader.fill(number, body)?;
        }
        reader.item(&self.root)
    }
}

struct Reader<'a, 'js> {
    ctx: &'a Ctx<'js>,
    made: Vec<Option<Value<'js>>>,
}

impl<'js> Reader<'_, 'js> {
    fn item(&self, item: &Item) -> rquickjs::Result<Value<'js>> {
        let ctx = self.ctx;
        Ok(match item {
            Item::Undefined => Value::new_undefined(ctx.clone()),
            Item::Null => Value::new_null(ctx.clone()),
            Item::Bool(bool) => Value::new_bool(ctx.clone(), *bool),
            // `new_number` makes an integer of it.
            Item::Number(zero) if *zero == 0.0 && zero.is_sign_negative() => {
                Value::new_float(ctx.clone(), *zero)
            }
            Item::Number(number) => Value::new_number(ctx.clone(), *number),
            Item::BigInt(digits) => self.call("makeBigInt", (digits.as_str(),))?,
            Item::String(text) => self.text(text)?,
            Item::Object(number) => {
                self.made.get(*number).cloned().flatten().ok_or(rquickjs::Error::Unknown)?
            }
        })
    }

    fn text(&self, text: &Text) -> rquickjs::Result<Value<'js>> {
        match text {
            Text::Utf8(text) => text.as_str().into_js(self.ctx),
            // SAFETY: the context is alive, the units are copied, the result is owned.
            Text::Utf16(units) => unsafe {
                let raw = self.ctx.as_raw().as_ptr();
                owned_value(self.ctx, qjs::JS_NewStringUTF16(raw, units.as_ptr(), units.len() as _))
            },
        }
    }

    /// Calls a saved built-in.
    fn call<A>(&self, name: &str, args: A) -> rquickjs::Result<Value<'js>>
    where
        A: rquickjs::function::IntoArgs<'js>,
    {
        Intrinsics::get(self.ctx, name).ok_or(rquickjs::Error::Unknown)?.call(args)
    }

    fn hooked(&self, fields: &[Item]) -> rquickjs::Result<Value<'js>> {
        let array = Array::new(self.ctx.clone())?;
        for (at, field) in fields.iter().enumerate() {
            array.set(at, self.item(field)?)?;
        }
        // Without hooks of its own the receiver sees what there is.
        match CloneHooks::of(self.ctx) {
            Some(hooks) => hooks.read(self.ctx, array),
            None => Ok(array.into_value()),
        }
    }

    fn empty(&self, body: &Body) -> rquickjs::Result<Value<'js>> {
        match body {
            Body::Pending | Body::Buffer(_) | Body::Shared(..) | Body::Hooked(_) => {
                Err(rquickjs::Error::Unknown)
            }
            Body::Plain(_) => Ok(Object::new(self.ctx.clone())?.into_value()),
            Body::Array(length, _) => {
                let array = Array::new(self.ctx.clone())?;
                array.as_object().set("length", f64::from(*length))?;
                Ok(array.into_value())
            }
            Body::Date(time) => {
                // SAFETY: the context is alive, the result is owned.
                unsafe { owned_value(self.ctx, qjs::JS_NewDate(self.ctx.as_raw().as_ptr(), *time)) }
            }
            Body::RegExp { source, flags } => {
                self.call("makeRegExp", (self.text(source)?, self.text(flags)?))
            }
            Body::Map(_) => self.call("makeMap", ()),
            Body::Set(_) => self.call("makeSet", ()),
            Body::Boxed(item) => self.call("box", (self.item(item)?,)),
            Body::Typed { kind, buffer, offset, length_bytes } => {
                self.typed(*kind, &self.item(buffer)?, *offset, *length_bytes)
            }
            Body::DataView { buffer, offset, length_bytes } => {
                self.call("makeDataView", (self.item(buffer)?, *offset as f64, *length_bytes as f64))
            }
            Body::Error { name, message, .. } => {
                let message = match message {
                    Some(message) => self.text(message)?,
                    None => Value::new_undefined(self.ctx.clone()),
                };
                self.call("makeError", (self.text(name)?, message))
            }
        }
    }

    fn typed(
        &self,
        kind: i32,
        buffer: &Value<'js>,
        offset: usize,
        length_bytes: usize,
    ) -> rquickjs::Result<Value<'js>> {
        let element = element_bytes(kind).ok_or(rquickjs::Error::Unknown)?;
        let offset = Value::new_number(self.ctx.clone(), offset as f64);
        let length = Value::new_number(self.ctx.clone(), (length_bytes / element) as f64);
        let mut args = [buffer.as_raw(), offset.as_raw(), length.as_raw()];
        // SAFETY: context and arguments are alive, `kind` was given by QuickJS, the result is owned.
        unsafe {
            let raw = self.ctx.as_raw().as_ptr();
            owned_value(
                self.ctx,
                qjs::JS_NewTypedArray(raw, 3, args.as_mut_ptr(), kind as qjs::JSTypedArrayEnum),
            )
        }
    }

    fn fill(&self, number: usize, body: &Body) -> rquickjs::Result<()> {
        let Some(made) = &self.made[number] else { return Ok(()) };
        match body {
            Body::Plain(all) | Body::Array(_, all) => self.properties(made, all),
            Body::Map(entries) => {
                for (key, value) in entries {
                    self.call("mapSet", (made.clone(), self.item(key)?, self.item(value)?))?;
                }
                Ok(())
            }
            Body::Set(values) => {
                for value in values {
                    self.call("setAdd", (made.clone(), self.item(value)?))?;
                }
                Ok(())
            }
            Body::Error { stack, cause, .. } => {
                let object = made.as_object().ok_or(rquickjs::Error::Unknown)?;
                if let Some(stack) = stack {
                    crate::define_value(object, "stack", self.text(stack)?)?;
                }
                if let Some(cause) = cause {
                    crate::define_value(object, "cause", self.item(cause)?)?;
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Defines, never sets: a setter or a `__proto__` in the receiver's realm must not see the message.
    fn properties(&self, made: &Value<'js>, all: &Properties) -> rquickjs::Result<()> {
        let object = made.as_object().ok_or(rquickjs::Error::Unknown)?;
        for (name, item) in all {
            let value = Property::from(self.item(item)?).writable().enumerable().configurable();
            match name {
                Text::Utf8(name) => object.prop(name.as_str(), value)?,
                Text::Utf16(_) => object.prop(self.text(name)?, value)?,
            }
        }
        Ok(())
    }
}

/// Bytes of an element, by QuickJS' number of the type.
fn element_bytes(kind: i32) -> Option<usize> {
    Some(match qjs::JSTypedArrayEnum::try_from(kind).ok()? {
        qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT8C
        | qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_INT8
        | qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT8 => 1,
        qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_INT16
        | qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT16
        | qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_FLOAT16 => 2,
        qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_INT32
        | qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_UINT32
        | qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_FLOAT32 => 4,
        qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_BIG_INT64
        | qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_BIG_UINT64
        | qjs::JSTypedArrayEnum_JS_TYPED_ARRAY_FLOAT64 => 8,
        _ => return None,
    })
}
