//! Plain host functions: Rust closures as JavaScript functions, for everything that is not called
//! thousands of times a frame (60 to 150 ns a call). Hot methods belong in a
//! [`native_class!`](crate::native_class).

use std::panic::{AssertUnwindSafe, catch_unwind};

use rquickjs::{
    Ctx, Function, Object, Value,
    function::{Rest, This},
};

use crate::native::{JsError, panic_text};

/// One call of a host function.
pub struct HostCall<'a, 'js> {
    /// The context.
    pub ctx: &'a Ctx<'js>,
    /// What it was called on.
    pub this: Value<'js>,
    /// The arguments given.
    pub args: Vec<Value<'js>>,
}

impl<'js> HostCall<'_, 'js> {
    /// The argument at `index`; `undefined` when it was not given.
    pub fn arg(&self, index: usize) -> Value<'js> {
        self.args.get(index).cloned().unwrap_or_else(|| self.undefined())
    }

    /// The value `undefined`.
    pub fn undefined(&self) -> Value<'js> {
        Value::new_undefined(self.ctx.clone())
    }

    /// `ToString(argument)`.
    pub fn text(&self, index: usize) -> Result<String, JsError> {
        crate::exception::to_text(self.ctx, &self.arg(index)).ok_or(JsError::Pending)
    }

    /// `ToNumber(argument)`.
    pub fn number(&self, index: usize) -> Result<f64, JsError> {
        let value = self.arg(index);
        match value.as_number() {
            Some(number) => Ok(number),
            None => Ok(value.get::<rquickjs::Coerced<f64>>()?.0),
        }
    }

    /// `ToBoolean(argument)`.
    pub fn truthy(&self, index: usize) -> bool {
        let value = self.arg(index);
        // SAFETY: the context and the value are alive; ToBoolean runs no JavaScript.
        unsafe { rquickjs::qjs::JS_ToBool(self.ctx.as_raw().as_ptr(), value.as_raw()) > 0 }
    }

    /// The argument as a function, or a `TypeError` that names the function `caller`.
    pub fn function(&self, index: usize, caller: &str) -> Result<Function<'js>, JsError> {
        let value = self.arg(index);
        let given = value.type_name();
        value.into_function().ok_or_else(|| {
            JsError::Type(format!("{caller}: argument {} must be a function, not {given}", index + 1))
        })
    }

    /// The argument as an object, or a `TypeError` that names the function `caller`.
    pub fn object(&self, index: usize, caller: &str) -> Result<Object<'js>, JsError> {
        let value = self.arg(index);
        let given = value.type_name();
        value.into_object().ok_or_else(|| {
            JsError::Type(format!("{caller}: argument {} must be an object, not {given}", index + 1))
        })
    }
}

/// Makes a function. A panic in `body` becomes an `Error`; what `body` captures should keep JavaScript
/// values as [`JsRef`](crate::JsRef) only.
pub fn function<'js, F>(ctx: &Ctx<'js>, name: &str, length: usize, body: F) -> rquickjs::Result<Function<'js>>
where
    F: Fn(&HostCall<'_, 'js>) -> Result<Value<'js>, JsError> + 'static,
{
    let raw = move |ctx: Ctx<'js>,
                    this: This<Value<'js>>,
                    args: Rest<Value<'js>>|
          -> rquickjs::Result<Value<'js>> {
        let call = HostCall { ctx: &ctx, this: this.0, args: args.0 };
        let result = catch_unwind(AssertUnwindSafe(|| body(&call)))
            .unwrap_or_else(|panic| Err(JsError::Error(panic_text(panic.as_ref()))));
        result.map_err(|error| error.throw(&ctx))
    };
    Function::new(ctx.clone(), raw)?.with_name(name)?.with_length(length)
}

/// Makes a function and puts it on `object`, writable and configurable but not enumerable, as built-ins are.
pub fn define_function<'js, F>(
    object: &Object<'js>,
    name: &str,
    length: usize,
    body: F,
) -> rquickjs::Result<()>
where
    F: Fn(&HostCall<'_, 'js>) -> Result<Value<'js>, JsError> + 'static,
{
    let function = function(object.ctx(), name, length, body)?;
    define_value(object, name, function)
}

/// Puts a value on `object`, writable and configurable but not enumerable.
pub fn define_value<'js>(
    object: &Object<'js>,
    name: &str,
    value: impl rquickjs::IntoJs<'js>,
) -> rquickjs::Result<()> {
    object.prop(name, rquickjs::object::Property::from(value).writable().configurable())
}
