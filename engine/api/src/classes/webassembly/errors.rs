//! `CompileError`, `LinkError`, `RuntimeError`, and what a call that ended early throws.

use rquickjs::{Ctx, Object, Value};
use sparrow_script::{JsRef, native::JsError, throw_interrupted};
use sparrow_wasm::{CallError, Frame};
use std::{cell::RefCell, fmt::Write as _};

/// Which class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Compile,
    Link,
    Runtime,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Compile => "CompileError",
            Kind::Link => "LinkError",
            Kind::Runtime => "RuntimeError",
        }
    }
}

/// The constructors, which the JavaScript half makes.
pub(super) struct Errors {
    pub(super) compile: JsRef,
    pub(super) link: JsRef,
    pub(super) runtime: JsRef,
}

#[derive(Default)]
pub(super) struct ErrorClasses(RefCell<Option<Errors>>);

impl ErrorClasses {
    pub(super) fn set(&self, errors: Errors) {
        self.0.replace(Some(errors));
    }

    /// An error object; its stack begins with the frames of WebAssembly.
    pub(super) fn make<'js>(
        &self,
        ctx: &Ctx<'js>,
        kind: Kind,
        message: &str,
        frames: &[Frame],
    ) -> rquickjs::Result<Value<'js>> {
        let class = {
            let errors = self.0.borrow();
            let errors = errors.as_ref().ok_or(rquickjs::Error::Unknown)?;
            match kind {
                Kind::Compile => errors.compile.get(ctx)?,
                Kind::Link => errors.link.get(ctx)?,
                Kind::Runtime => errors.runtime.get(ctx)?,
            }
        };
        let class = class.as_constructor().cloned().ok_or(rquickjs::Error::Unknown)?;
        let error: Object<'js> = class.construct((message,))?;
        let below: String = error.get("stack").unwrap_or_default();
        let mut stack = String::new();
        for frame in frames {
            let name = frame.function.as_deref().unwrap_or("<anonymous>");
            // A place that stack readers understand: line 1, and the offset as the column.
            let (index, offset) = (frame.index, frame.offset);
            let _ = writeln!(stack, "    at {name} (wasm-function[{index}]:1:{offset})");
        }
        // Without the constructor that was called just now.
        let name = format!("    at {}", kind.name());
        stack.push_str(match below.split_once('\n') {
            Some((first, rest)) if first.starts_with(&name) => rest,
            _ => &below,
        });
        sparrow_script::define_value(&error, "stack", stack)?;
        Ok(error.into_value())
    }

    pub(super) fn throw(&self, ctx: &Ctx<'_>, kind: Kind, message: &str) -> JsError {
        match self.make(ctx, kind, message, &[]) {
            Ok(error) => JsError::Value(JsRef::new(ctx, error)),
            Err(error) => error.into(),
        }
    }

    /// What a call that ended early throws.
    pub(super) fn thrown(&self, ctx: &Ctx<'_>, error: &CallError) -> JsError {
        let made = match error {
            CallError::Host(value) => match value.downcast_ref::<JsRef>() {
                Some(exception) => return JsError::Value(exception.clone()),
                None => return JsError::Error("an import of WebAssembly failed".to_owned()),
            },
            CallError::StackOverflow => {
                return JsError::Range("Maximum call stack size exceeded".to_owned());
            }
            CallError::Interrupted => return throw_interrupted(ctx).into(),
            CallError::Value(message) => return JsError::Type(message.clone()),
            CallError::Exception => self.make(ctx, Kind::Runtime, "uncaught exception of WebAssembly", &[]),
            CallError::Trap { message, frames } => self.make(ctx, Kind::Runtime, message, frames),
        };
        match made {
            Ok(error) => JsError::Value(JsRef::new(ctx, error)),
            Err(error) => error.into(),
        }
    }
}
