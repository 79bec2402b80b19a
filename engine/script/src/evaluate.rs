//! Expressions of a developer: a console evaluates them in a running game and shows what came of them.

use crate::{bytecode, console::inspected, error::ScriptError, exception::describe, vm::Vm};
use rquickjs::{Ctx, Value};

/// What came of an expression.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evaluated {
    /// As the console shows it.
    pub text: String,
    /// `typeof` of it, and `null` for null.
    pub kind: &'static str,
    /// JSON of a primitive, or of anything when it was asked for by value; `None` for what JSON has no form for.
    pub json: Option<String>,
}

impl Vm {
    /// Runs a line of source in the main realm. An object literal is taken for one, not for a block; `await` is not known.
    ///
    /// `by_value`: objects are given as JSON too.
    pub fn evaluate(&self, source: &str, file: &str, by_value: bool) -> Result<Evaluated, ScriptError> {
        let trimmed = source.trim();
        if trimmed.starts_with('{') && trimmed.ends_with('}') {
            let whole = format!("({trimmed})");
            let fits = self.enter(|ctx| {
                Ok(bytecode::compile_value(ctx, &whole, file, crate::CompileKind::Script)
                    .map_err(|_| drop(ctx.catch()))
                    .is_ok())
            });
            if fits? {
                return self.evaluate_source(&whole, file, by_value);
            }
        }
        self.evaluate_source(trimmed, file, by_value)
    }

    fn evaluate_source(&self, source: &str, file: &str, by_value: bool) -> Result<Evaluated, ScriptError> {
        self.enter(|ctx| {
            let script = bytecode::compile_value(ctx, source, file, crate::CompileKind::Script)?;
            let value = bytecode::run_value(ctx, script)?;
            let json = if by_value || !value.is_object() { json(ctx, &value) } else { None };
            Ok(Evaluated { text: inspected(ctx, &value), kind: kind(&value), json })
        })
    }
}

fn kind(value: &Value<'_>) -> &'static str {
    if value.is_undefined() {
        "undefined"
    } else if value.is_null() {
        "null"
    } else if value.is_bool() {
        "boolean"
    } else if value.is_number() {
        "number"
    } else if value.is_string() {
        "string"
    } else if value.is_symbol() {
        "symbol"
    } else if value.is_function() {
        "function"
    } else if value.is_object() {
        "object"
    } else {
        "bigint"
    }
}

fn json<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Option<String> {
    // JSON would say null.
    if value.as_number().is_some_and(|number| !number.is_finite()) {
        return None;
    }
    match ctx.json_stringify(value.clone()) {
        Ok(text) => text.map(|text| describe(ctx, text.as_value())),
        Err(_) => {
            drop(ctx.catch());
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::VmOptions;

    #[test]
    fn expressions_are_shown_as_the_console_shows_them() {
        let vm = Vm::new(VmOptions::default()).unwrap();
        let text = |source: &str| {
            vm.evaluate(source, "console", false).map(|e| e.text).unwrap_or_else(|e| e.headline())
        };
        assert_eq!(text("1 + 1"), "2");
        assert_eq!(text("{ a: [1, 'x'] }"), "{ a: [ 1, 'x' ] }");
        assert_eq!(text("{ 1; 2 }"), "2");
        assert_eq!(text("'text'"), "'text'");
        assert_eq!(text("let n = 3; n * 2"), "6");
        assert_eq!(text("n"), "3", "it stays");
        assert_eq!(text("no.thing"), "ReferenceError: no is not defined (console:1:1)");
        assert!(text("1 +").contains("SyntaxError"));
        let text = vm.evaluate("'a\"'", "console", false).unwrap();
        assert_eq!((text.kind, text.json.as_deref()), ("string", Some(r#""a\"""#)));
        assert_eq!(vm.evaluate("NaN", "console", true).unwrap().json, None);
        assert_eq!(vm.evaluate("[1]", "console", false).unwrap().json, None);
        assert_eq!(vm.evaluate("[1]", "console", true).unwrap().json.as_deref(), Some("[1]"));
    }
}
