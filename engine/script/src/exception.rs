//! From a thrown JavaScript value to a [`ScriptError`]. Whatever a game throws (proxies, getters that
//! throw, strings that are not UTF-16) must end as text.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rquickjs::{Ctx, Function, Object, Value, function::This, qjs};

use crate::{
    error::{ScriptError, ScriptErrorKind, parse_stack},
    inspect::{Inspector, Intrinsics},
    realm::RealmState,
};

/// A value that QuickJS gave, or that it threw instead.
///
/// # Safety
/// `raw` is an owned value of this context, or its exception.
pub(crate) unsafe fn owned_value<'js>(ctx: &Ctx<'js>, raw: qjs::JSValue) -> rquickjs::Result<Value<'js>> {
    // SAFETY: promised by the caller.
    unsafe {
        if qjs::JS_IsException(raw) {
            return Err(rquickjs::Error::Exception);
        }
        Ok(Value::from_raw(ctx.clone(), raw))
    }
}

impl ScriptError {
    /// What a failed rquickjs call means; takes the pending exception out of the context.
    pub(crate) fn caught(ctx: &Ctx<'_>, error: &rquickjs::Error) -> Self {
        if error.is_exception() {
            let thrown = ctx.catch();
            // SAFETY: reads a tag. No script can throw such a value: it is rquickjs' mark of a panic.
            if unsafe { qjs::JS_IsException(thrown.as_raw()) }
                && let Some(error) = stored_panic(ctx)
            {
                return error;
            }
            return Self::from_value(ctx, &thrown);
        }
        let kind = match error {
            rquickjs::Error::Allocation => ScriptErrorKind::OutOfMemory,
            _ => ScriptErrorKind::Exception,
        };
        Self::new(kind, "TypeError", error.to_string())
    }

    /// Describes a thrown value.
    pub fn from_value<'js>(ctx: &Ctx<'js>, thrown: &Value<'js>) -> Self {
        let state = RealmState::from_ctx(ctx);
        // SAFETY: looks at the class of a live value.
        let is_error = unsafe { qjs::JS_IsError(thrown.as_raw()) };
        let mut error = match thrown.as_object() {
            Some(object) if is_error || object.contains_key("stack").unwrap_or(false) => {
                Self::from_error_object(ctx, object)
            }
            // `String({ errMsg: "..." })` would say [object Object].
            Some(_) => Self::new(ScriptErrorKind::Exception, "", Inspector::new(ctx, 2).inspect(thrown)),
            None => Self::new(ScriptErrorKind::Exception, "", describe(ctx, thrown)),
        };
        clear_exception(ctx);
        error.kind = classify(ctx, &error, thrown);
        match error.kind {
            ScriptErrorKind::Watchdog => {
                let place = error.frames.iter().find(|frame| !frame.file.is_empty());
                let place = place.map_or(String::new(), |frame| {
                    format!(", in {}", frame.to_string().trim_start_matches("at "))
                });
                error.message = format!("{}{place}", state.core.watchdog.verdict("the script"));
            }
            ScriptErrorKind::OutOfMemory => {
                error.name = "InternalError".into();
                error.message = "out of memory".into();
            }
            _ => error.recall_excerpt(ctx),
        }
        error
    }

    fn from_error_object<'js>(ctx: &Ctx<'js>, object: &Object<'js>) -> Self {
        let text = |key: &str| match object.get::<_, Value<'js>>(key) {
            Ok(value) if !value.is_undefined() => describe(ctx, &value),
            Ok(_) => String::new(),
            Err(_) => {
                clear_exception(ctx);
                String::new()
            }
        };
        let mut error = Self::new(ScriptErrorKind::Exception, &text("name"), text("message"));
        let mut frames = parse_stack(&raw_stack(ctx, object).unwrap_or_default());
        RealmState::from_ctx(ctx).core.map_frames(&mut frames);
        error.set_frames(frames);
        error
    }
}

/// A panic in a function of rquickjs' own kind: rquickjs keeps it for the next exception that passes one of
/// its own calls, so it is asked for at once.
fn stored_panic(ctx: &Ctx<'_>) -> Option<ScriptError> {
    let probe = || ctx.eval::<(), _>("throw 0").is_err().then(|| drop(ctx.catch()));
    let panic = catch_unwind(AssertUnwindSafe(probe)).err()?;
    let text = crate::native::panic_text(panic.as_ref());
    Some(ScriptError::new(ScriptErrorKind::Panic, "InternalError", text))
}

/// The stack of an error before source mapping.
pub(crate) fn raw_stack<'js>(ctx: &Ctx<'js>, error: &Object<'js>) -> Option<String> {
    if let Some(own) = crate::property::own_value(error, "stack") {
        return own.is_string().then(|| describe(ctx, &own));
    }
    let getter = RealmState::from_ctx(ctx).raw_stack.borrow().clone();
    let stack = match getter {
        Some(getter) => {
            let getter: Function<'js> = getter.function(ctx).ok()?;
            getter.call::<_, Value<'js>>((This(error.clone()),))
        }
        None => error.get::<_, Value<'js>>("stack"),
    };
    match stack {
        Ok(stack) => stack.is_string().then(|| describe(ctx, &stack)),
        Err(_) => {
            clear_exception(ctx);
            None
        }
    }
}

fn classify(ctx: &Ctx<'_>, error: &ScriptError, thrown: &Value<'_>) -> ScriptErrorKind {
    let core = &RealmState::from_ctx(ctx).core;
    if core.watchdog.fired() && (error.message == "interrupted" || thrown.is_null()) {
        return ScriptErrorKind::Watchdog;
    }
    if error.message == "out of memory" || (thrown.is_null() && is_heap_full(ctx)) {
        return ScriptErrorKind::OutOfMemory;
    }
    match error.name.as_str() {
        "RangeError" if error.message.starts_with("Maximum call stack size exceeded") => {
            ScriptErrorKind::StackOverflow
        }
        "SyntaxError" if error.frames.first().is_some_and(|frame| frame.function.is_empty()) => {
            ScriptErrorKind::Syntax
        }
        _ => ScriptErrorKind::Exception,
    }
}

/// Whether the heap is at its limit; QuickJS throws `null` when it cannot even make the error.
fn is_heap_full(ctx: &Ctx<'_>) -> bool {
    let usage = crate::heap::usage(RealmState::from_ctx(ctx).core.runtime());
    usage.limit_bytes > 0 && usage.heap_bytes.saturating_mul(10) >= usage.limit_bytes.saturating_mul(9)
}

pub(crate) fn clear_exception(ctx: &Ctx<'_>) {
    if ctx.has_exception() {
        drop(ctx.catch());
    }
}

/// `String(value)`, or the type's name where that throws. Lone surrogates become U+FFFD.
pub(crate) fn describe<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> String {
    if value.is_symbol() {
        return "Symbol()".into();
    }
    match to_text(ctx, value) {
        Some(text) => text,
        None => {
            clear_exception(ctx);
            format!("[{}]", value.type_name())
        }
    }
}

/// `String(value)` as Rust text; `None` with a pending exception when it throws.
pub fn to_text<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Option<String> {
    // SAFETY: the context and the value are alive, and of one runtime.
    unsafe { raw_to_text(ctx.as_raw().as_ptr(), value.as_raw()) }
}

/// # Safety
/// `ctx` and `value` are live and of one runtime.
pub(crate) unsafe fn raw_to_text(ctx: *mut qjs::JSContext, value: qjs::JSValue) -> Option<String> {
    let mut len = 0;
    // SAFETY: promised by the caller; the bytes are copied before they are freed.
    unsafe {
        let bytes = qjs::JS_ToCStringLen2(ctx, &raw mut len, value, false);
        if bytes.is_null() {
            return None;
        }
        let text = crate::native::lossy(std::slice::from_raw_parts(bytes.cast::<u8>(), len as usize));
        qjs::JS_FreeCString(ctx, bytes);
        Some(text)
    }
}

/// The stack at this point, before source mapping, innermost frame first.
pub(crate) fn current_stack(ctx: &Ctx<'_>) -> Option<String> {
    // Only a call of the constructor captures the stack at once.
    let constructor = Intrinsics::get(ctx, "error")?;
    match constructor.as_constructor()?.construct::<_, Object<'_>>(()) {
        Ok(error) => raw_stack(ctx, &error),
        Err(_) => {
            clear_exception(ctx);
            None
        }
    }
}
