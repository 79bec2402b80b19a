//! One call from JavaScript: [`Call`] (its context), [`Args`] (its arguments), how it ends
//! ([`JsError`], [`Thrown`]) and the boundary where panics stop.

use std::{
    any::Any,
    ffi::{CStr, CString, c_int},
    marker::PhantomData,
    panic::{AssertUnwindSafe, catch_unwind},
    ptr::NonNull,
};

use rquickjs::{Ctx, atom::PredefinedAtom, qjs};

use super::{Native, class};
use crate::persistent::JsRef;

/// An exception is pending in the context.
#[derive(Debug)]
pub struct Thrown;

/// What a native function throws.
#[derive(Debug, Clone)]
pub enum JsError {
    /// `TypeError`.
    Type(String),
    /// `RangeError`.
    Range(String),
    /// `SyntaxError`.
    Syntax(String),
    /// `Error`.
    Error(String),
    /// `DOMException` with a name such as `InvalidStateError`.
    Dom {
        /// The name of the exception.
        name: &'static str,
        /// Its message.
        message: String,
    },
    /// Any value.
    Value(JsRef),
    /// An exception that is already pending in the context.
    Pending,
}

impl JsError {
    /// Throws the error in `ctx`: `return Err(error.throw(ctx))` in a function of rquickjs' kind.
    pub fn throw(self, ctx: &Ctx<'_>) -> rquickjs::Error {
        // SAFETY: the context is alive.
        unsafe { throw(ctx.as_raw().as_ptr(), &self) };
        rquickjs::Error::Exception
    }
}

impl From<rquickjs::Error> for JsError {
    fn from(error: rquickjs::Error) -> Self {
        match error {
            rquickjs::Error::Exception => Self::Pending,
            rquickjs::Error::Allocation => Self::Range("out of memory".into()),
            other => Self::Type(other.to_string()),
        }
    }
}

impl From<Thrown> for JsError {
    fn from(_: Thrown) -> Self {
        Self::Pending
    }
}

/// QuickJS formats its messages into 256 bytes; longer ones are set afterwards.
const SHORT_MESSAGE_BYTES: usize = 200;

/// Makes `error` the pending exception.
///
/// # Safety
/// `ctx` is a live context.
#[cold]
pub(crate) unsafe fn throw(ctx: *mut qjs::JSContext, error: &JsError) -> Thrown {
    const TEXT: &CStr = c"%s";
    let c_text = |text: &str| CString::new(text.replace('\0', "\u{fffd}")).unwrap_or_default();
    let short = |text: &str| {
        let mut end = text.len().min(SHORT_MESSAGE_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        c_text(&text[..end])
    };
    let message = match error {
        JsError::Type(text) | JsError::Range(text) | JsError::Syntax(text) | JsError::Error(text) => {
            text.clone()
        }
        JsError::Dom { message, .. } => message.clone(),
        JsError::Value(_) | JsError::Pending => String::new(),
    };
    let brief = short(&message);
    // SAFETY: the context is alive, every format is "%s" with one C string.
    unsafe {
        match error {
            JsError::Type(_) => qjs::JS_ThrowTypeError(ctx, TEXT.as_ptr(), brief.as_ptr()),
            JsError::Range(_) => qjs::JS_ThrowRangeError(ctx, TEXT.as_ptr(), brief.as_ptr()),
            JsError::Syntax(_) => qjs::JS_ThrowSyntaxError(ctx, TEXT.as_ptr(), brief.as_ptr()),
            JsError::Error(_) => qjs::JS_ThrowPlainError(ctx, TEXT.as_ptr(), brief.as_ptr()),
            JsError::Dom { name, .. } => {
                let name = c_text(name);
                qjs::JS_ThrowDOMException(ctx, name.as_ptr(), TEXT.as_ptr(), brief.as_ptr())
            }
            JsError::Value(value) => {
                let raw = value.raw().unwrap_or(qjs::JS_UNDEFINED);
                qjs::JS_Throw(ctx, qjs::JS_DupValue(ctx, raw))
            }
            JsError::Pending => {
                if !qjs::JS_HasException(ctx) {
                    qjs::JS_ThrowInternalError(ctx, c"a native function failed without saying why".as_ptr());
                }
                return Thrown;
            }
        };
        if message.len() > SHORT_MESSAGE_BYTES && !matches!(error, JsError::Dom { .. }) {
            let exception = qjs::JS_GetException(ctx);
            let text = qjs::JS_NewStringLen(ctx, message.as_ptr().cast(), message.len() as _);
            let flags = (qjs::JS_PROP_WRITABLE | qjs::JS_PROP_CONFIGURABLE) as c_int;
            qjs::JS_DefinePropertyValueStr(ctx, exception, c"message".as_ptr(), text, flags);
            qjs::JS_Throw(ctx, exception);
        }
    }
    Thrown
}

/// The text of a panic.
pub(crate) fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or(panic.downcast_ref::<String>().map(String::as_str));
    format!("native code panicked: {}", text.unwrap_or("no message"))
}

/// The context of one call. Its lifetime is that of the call, so nothing borrowed from it can be kept.
pub struct Call<'a> {
    ctx: NonNull<qjs::JSContext>,
    _call: PhantomData<&'a ()>,
}

impl<'a> Call<'a> {
    /// # Safety
    /// `ctx` is live for `'a`, and `'a` ends with the native function.
    #[inline(always)]
    pub(super) unsafe fn new(ctx: *mut qjs::JSContext) -> Self {
        // SAFETY: QuickJS never calls with a null context.
        Self { ctx: unsafe { NonNull::new_unchecked(ctx) }, _call: PhantomData }
    }

    #[inline(always)]
    pub(crate) fn raw(&self) -> *mut qjs::JSContext {
        self.ctx.as_ptr()
    }

    /// The context for rquickjs.
    pub fn ctx(&self) -> Ctx<'a> {
        // SAFETY: the context is live for the call, whose lifetime no other context can have.
        unsafe { Ctx::from_raw(self.ctx) }
    }

    /// Throws.
    #[cold]
    pub fn throw(&self, error: &JsError) -> Thrown {
        // SAFETY: the context is live.
        unsafe { throw(self.raw(), error) }
    }

    /// The native object behind `value`, or a `TypeError`.
    #[inline(always)]
    pub(crate) fn native<T: Native>(&self, value: qjs::JSValue) -> Result<&'a T, Thrown> {
        // SAFETY: the value is held by the caller for the whole call.
        match unsafe { class::object::<T>(value) } {
            Some(object) => Ok(object),
            None => Err(self.not_a::<T>()),
        }
    }

    /// Web IDL's exception for a call that leaves out arguments that must be given. `class` is what was to be made, or what was called on.
    #[cold]
    #[inline(never)]
    fn too_few(&self, method: Option<&str>, class: &str, required: usize, argc: usize) -> Thrown {
        let call = match method {
            Some(method) => format!("Failed to execute '{method}' on '{class}'"),
            None => format!("Failed to construct '{class}'"),
        };
        let plural = if required == 1 { "" } else { "s" };
        let message = format!("{call}: {required} argument{plural} required, but only {argc} present.");
        self.throw(&JsError::Type(message))
    }

    /// As [`too_few`](Self::too_few), of a method. An object of a [`Variant`](super::Variant) goes by that name.
    #[cold]
    #[inline(never)]
    fn left_out<T: Native>(&self, method: &str, this: qjs::JSValue, required: usize, argc: usize) -> Thrown {
        let this = super::JsArg { call: self, value: this }.keep();
        let tag = this.get(&self.ctx()).ok().and_then(|this| {
            let object = this.into_object()?;
            object.get::<_, String>(PredefinedAtom::SymbolToStringTag).ok()
        });
        // A game's own getter may have thrown.
        drop(self.ctx().catch());
        self.too_few(Some(method), tag.as_deref().unwrap_or(T::NAME), required, argc)
    }

    #[cold]
    #[inline(never)]
    fn not_a<T: Native>(&self) -> Thrown {
        self.throw(&JsError::Type(format!("Illegal invocation: not a {}", T::NAME)))
    }
}

/// The arguments of one call.
pub struct Args<'a> {
    values: *const qjs::JSValue,
    /// How many arguments were given, which are the values that may be read.
    pub(crate) argc: usize,
    /// What the function was called on.
    pub(super) this: qjs::JSValue,
    _call: PhantomData<&'a ()>,
}

impl<'a> Args<'a> {
    /// How many arguments were given.
    pub fn given(&self) -> usize {
        self.argc
    }

    /// The argument at `index`; `undefined` past the end.
    #[inline(always)]
    pub fn get(&self, call: &'a Call<'a>, index: usize) -> super::JsArg<'a> {
        super::JsArg { call, value: self.at(index) }
    }

    /// The value at `index`, borrowed; `undefined` past the end.
    #[inline(always)]
    pub(crate) fn at(&self, index: usize) -> qjs::JSValue {
        *self.at_ref(index)
    }

    /// As [`at`](Self::at), where it is.
    #[inline(always)]
    pub(super) fn at_ref(&self, index: usize) -> &'a qjs::JSValue {
        if index < self.argc {
            // SAFETY: so many values are there until the call ends, and nobody writes to them.
            unsafe { &*self.values.add(index) }
        } else {
            &qjs::JS_UNDEFINED
        }
    }

    /// At most `most` of the values that were given, from `index` on.
    #[inline(always)]
    pub(crate) fn from(&self, index: usize, most: usize) -> &'a [qjs::JSValue] {
        if index >= self.argc {
            return &[];
        }
        // SAFETY: so many values are there until the call ends, and nobody writes to them.
        unsafe { std::slice::from_raw_parts(self.values.add(index), (self.argc - index).min(most)) }
    }
}

/// Ends a call: the returned value, or the exception of a throw or a panic.
#[inline(always)]
fn boundary(
    ctx: *mut qjs::JSContext,
    body: impl FnOnce(&Call<'_>) -> Result<qjs::JSValue, Thrown>,
) -> qjs::JSValue {
    // SAFETY: QuickJS passes a live context; the call is dropped at the end of this function.
    let call = unsafe { Call::new(ctx) };
    match catch_unwind(AssertUnwindSafe(|| body(&call))) {
        Ok(Ok(value)) => value,
        Ok(Err(Thrown)) => qjs::JS_EXCEPTION,
        Err(panic) => panicked(ctx, panic.as_ref()),
    }
}

#[cold]
#[inline(never)]
fn panicked(ctx: *mut qjs::JSContext, panic: &(dyn Any + Send)) -> qjs::JSValue {
    let text = CString::new(panic_text(panic).replace('\0', " ")).unwrap_or_default();
    // SAFETY: the context is live, and the format takes one C string.
    unsafe { qjs::JS_ThrowInternalError(ctx, c"%s".as_ptr(), text.as_ptr()) }
}

/// Runs a method. Expansion of the macro only.
///
/// # Safety
/// Called from a function registered as a method, with its own arguments.
#[doc(hidden)]
#[inline(always)]
#[allow(clippy::too_many_arguments)]
pub unsafe fn call_method<T: Native>(
    ctx: *mut qjs::JSContext,
    this: qjs::JSValue,
    argc: c_int,
    argv: *mut qjs::JSValue,
    (name, required): (&'static str, usize),
    borrows: bool,
    body: impl for<'a> FnOnce(&'a Call<'a>, &'a T, &Args<'a>) -> Result<qjs::JSValue, Thrown>,
) -> qjs::JSValue {
    boundary(ctx, |call| {
        let argc = argc.max(0) as usize;
        let args = Args { values: argv, argc, this, _call: PhantomData };
        let call = shorten(call);
        let this = call.native::<T>(this)?;
        if argc < required {
            return Err(call.left_out::<T>(name, args.this, required, argc));
        }
        if borrows {
            // SAFETY: the context is live and of a VM.
            let core = &unsafe { crate::realm::RealmState::of(ctx) }.core;
            let _closed = core.close_entry();
            return body(call, this, &args);
        }
        body(call, this, &args)
    })
}

/// Runs the call of an object.
///
/// # Safety
/// Called from a class's `call` with its own arguments.
#[inline(always)]
pub(super) unsafe fn call_object<T: Native>(
    ctx: *mut qjs::JSContext,
    function: qjs::JSValue,
    this: qjs::JSValue,
    argc: c_int,
    argv: *mut qjs::JSValue,
    body: impl for<'a> FnOnce(&'a Call<'a>, &'a T, &Args<'a>) -> Result<qjs::JSValue, Thrown>,
) -> qjs::JSValue {
    boundary(ctx, |call| {
        let argc = argc.max(0) as usize;
        let args = Args { values: argv, argc, this, _call: PhantomData };
        let call = shorten(call);
        body(call, call.native::<T>(function)?, &args)
    })
}

/// Runs a getter. Expansion of the macro only.
///
/// # Safety
/// Called from a function registered as a getter, with its own arguments.
#[doc(hidden)]
#[inline(always)]
pub unsafe fn call_getter<T: Native>(
    ctx: *mut qjs::JSContext,
    this: qjs::JSValue,
    body: impl for<'a> FnOnce(&'a Call<'a>, &'a T, &Args<'a>) -> Result<qjs::JSValue, Thrown>,
) -> qjs::JSValue {
    boundary(ctx, |call| {
        let args = Args { values: std::ptr::null(), argc: 0, this, _call: PhantomData };
        let call = shorten(call);
        body(call, call.native::<T>(this)?, &args)
    })
}

/// Runs a setter. Expansion of the macro only.
///
/// # Safety
/// Called from a function registered as a setter, with its own arguments.
#[doc(hidden)]
#[inline(always)]
pub unsafe fn call_setter<T: Native>(
    ctx: *mut qjs::JSContext,
    this: qjs::JSValue,
    value: qjs::JSValue,
    body: impl for<'a> FnOnce(&'a Call<'a>, &'a T, &Args<'a>) -> Result<qjs::JSValue, Thrown>,
) -> qjs::JSValue {
    boundary(ctx, |call| {
        let args = Args { values: &raw const value, argc: 1, this, _call: PhantomData };
        let call = shorten(call);
        body(call, call.native::<T>(this)?, &args)
    })
}

/// Runs a constructor. Expansion of the macro only.
///
/// # Safety
/// Called from a function registered as a constructor, with its own arguments.
#[doc(hidden)]
pub unsafe fn construct<T: Native>(
    ctx: *mut qjs::JSContext,
    new_target: qjs::JSValue,
    argc: c_int,
    argv: *mut qjs::JSValue,
    required: usize,
    body: impl for<'a> FnOnce(&'a Call<'a>, &Args<'a>) -> Result<T, Thrown>,
) -> qjs::JSValue {
    boundary(ctx, |call| {
        let argc = argc.max(0) as usize;
        let args = Args { values: argv, argc, this: qjs::JS_UNDEFINED, _call: PhantomData };
        let call = shorten(call);
        if argc < required {
            return Err(call.too_few(None, T::NAME, required, argc));
        }
        let value = body(call, &args)?;
        // SAFETY: the context is live and `new_target` was passed by QuickJS.
        unsafe { class::construct_object(call.raw(), new_target, value) }
    })
}

/// Gives a call the lifetime of its borrow, so that bodies see one lifetime only.
#[inline(always)]
fn shorten<'b>(call: &'b Call<'_>) -> &'b Call<'b> {
    call
}
