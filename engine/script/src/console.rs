//! `console`: levels, `%` formats, counters, timers, groups, and where each line came from. What is
//! printed goes to a [`ConsoleSink`] of the host.

use std::{cell::RefCell, rc::Rc};

use rquickjs::{Ctx, Object, Value};
use rustc_hash::FxHashMap;

use crate::{
    error::parse_stack,
    exception::describe,
    function::{HostCall, define_value},
    inspect::{Inspector, is_bigint},
    native::JsError,
    realm::RealmState,
    table::table,
};

/// How important a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConsoleLevel {
    /// `console.debug`
    Debug,
    /// `console.log` and most others.
    Log,
    /// `console.info`
    Info,
    /// `console.warn`
    Warn,
    /// `console.error`, `console.assert`
    Error,
}

/// The place in the game's source that a line came from, after source mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The file.
    pub file: String,
    /// Line from 1.
    pub line: u32,
    /// Column from 1.
    pub column: u32,
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// One line (or several, with line breaks) of the console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleRecord {
    /// How important it is.
    pub level: ConsoleLevel,
    /// The text, indented by two spaces per open group.
    pub text: String,
    /// Where the call stands; `None` for calls without a JavaScript caller.
    pub origin: Option<Origin>,
}

/// Takes what the console prints. Called while JavaScript runs: it must not enter the VM.
pub trait ConsoleSink {
    /// Takes one record.
    fn write(&mut self, record: ConsoleRecord);
    /// `console.clear()`; does nothing unless the host wants it.
    fn clear(&mut self) {}
}

/// Keeps records: for tests.
#[derive(Debug, Default)]
pub struct ConsoleMemory {
    /// What was printed.
    pub records: Vec<ConsoleRecord>,
}

impl ConsoleSink for ConsoleMemory {
    fn write(&mut self, record: ConsoleRecord) {
        self.records.push(record);
    }
}

/// Longest text of one record, in bytes: a game that prints its whole scene does not fill the host.
const MAX_TEXT_BYTES: usize = 256 << 10;

#[derive(Default)]
struct State {
    depth: usize,
    counts: FxHashMap<String, u64>,
    starts_ms: FxHashMap<String, f64>,
}

type Shared = Rc<RefCell<State>>;

/// Installs `console` on the global object.
pub(crate) fn install(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    let console = Object::new(ctx.clone())?;
    let state = Shared::default();
    let plain = [
        ("log", ConsoleLevel::Log),
        ("debug", ConsoleLevel::Debug),
        ("info", ConsoleLevel::Info),
        ("warn", ConsoleLevel::Warn),
        ("error", ConsoleLevel::Error),
    ];
    for (name, level) in plain {
        method(&console, &state, name, move |call, state| print(call, state, level, &call.args))?;
    }
    method(&console, &state, "trace", |call, state| {
        let text = format_args(call.ctx, &call.args);
        let mut frames = caller_frames(call.ctx);
        RealmState::from_ctx(call.ctx).core.map_frames(&mut frames);
        let head = if text.is_empty() { "Trace".to_owned() } else { format!("Trace: {text}") };
        let lines = frames.iter().map(|frame| format!("\n    {frame}")).collect::<String>();
        write(call.ctx, state, ConsoleLevel::Log, head + &lines);
    })?;
    method(&console, &state, "assert", |call, state| {
        if !call.truthy(0) {
            let text = format_args(call.ctx, call.args.get(1..).unwrap_or_default());
            let text =
                if text.is_empty() { "Assertion failed".into() } else { format!("Assertion failed: {text}") };
            write(call.ctx, state, ConsoleLevel::Error, text);
        }
    })?;
    method(&console, &state, "dir", |call, state| {
        print(call, state, ConsoleLevel::Log, call.args.get(..1).unwrap_or_default());
    })?;
    method(&console, &state, "table", |call, state| {
        let text = table(call.ctx, &call.arg(0)).unwrap_or_else(|| format_args(call.ctx, &call.args));
        write(call.ctx, state, ConsoleLevel::Log, text);
    })?;
    for name in ["group", "groupCollapsed"] {
        method(&console, &state, name, |call, state| {
            if !call.args.is_empty() {
                print(call, state, ConsoleLevel::Log, &call.args);
            }
            let depth = &mut state.borrow_mut().depth;
            *depth = (*depth + 1).min(40);
        })?;
    }
    method(&console, &state, "groupEnd", |_, state| {
        let depth = &mut state.borrow_mut().depth;
        *depth = depth.saturating_sub(1);
    })?;
    install_counters(&console, &state)?;
    method(&console, &state, "clear", |call, _| {
        let sink = RealmState::from_ctx(call.ctx).console.borrow().clone();
        if let Some(sink) = sink {
            sink.borrow_mut().clear();
        }
    })?;
    define_value(&ctx.globals(), "console", console)
}

fn install_counters(console: &Object<'_>, state: &Shared) -> rquickjs::Result<()> {
    method(console, state, "count", |call, state| {
        let label = label(call);
        let count = {
            let mut state = state.borrow_mut();
            let count = state.counts.entry(label.clone()).or_default();
            *count += 1;
            *count
        };
        write(call.ctx, state, ConsoleLevel::Log, format!("{label}: {count}"));
    })?;
    method(console, state, "countReset", |call, state| {
        state.borrow_mut().counts.remove(&label(call));
    })?;
    method(console, state, "time", |call, state| {
        let now_ms = RealmState::from_ctx(call.ctx).core.clock.now_ms();
        state.borrow_mut().starts_ms.insert(label(call), now_ms);
    })?;
    for (name, ends) in [("timeEnd", true), ("timeLog", false)] {
        method(console, state, name, move |call, state| {
            let label = label(call);
            let start_ms = state.borrow().starts_ms.get(&label).copied();
            let Some(start_ms) = start_ms else {
                return write(call.ctx, state, ConsoleLevel::Warn, format!("Timer '{label}' does not exist"));
            };
            if ends {
                state.borrow_mut().starts_ms.remove(&label);
            }
            let took_ms = RealmState::from_ctx(call.ctx).core.clock.now_ms() - start_ms;
            let rest = format_args(call.ctx, call.args.get(1..).unwrap_or_default());
            let text = format!("{label}: {took_ms:.3} ms {rest}");
            write(call.ctx, state, ConsoleLevel::Log, text.trim_end().to_owned());
        })?;
    }
    Ok(())
}

fn method<F>(console: &Object<'_>, state: &Shared, name: &str, body: F) -> rquickjs::Result<()>
where
    F: Fn(&HostCall<'_, '_>, &Shared) + 'static,
{
    let state = state.clone();
    let function = crate::function::function(console.ctx(), name, 0, move |call| {
        body(call, &state);
        Ok::<_, JsError>(call.undefined())
    })?;
    console.set(name, function)
}

fn label(call: &HostCall<'_, '_>) -> String {
    let label = call.arg(0);
    if label.is_undefined() { "default".into() } else { describe(call.ctx, &label) }
}

fn print<'js>(call: &HostCall<'_, 'js>, state: &Shared, level: ConsoleLevel, args: &[Value<'js>]) {
    // Formatting a large object for nobody would be a waste.
    if RealmState::from_ctx(call.ctx).console.borrow().is_some() {
        write(call.ctx, state, level, format_args(call.ctx, args));
    }
}

fn write(ctx: &Ctx<'_>, state: &Shared, level: ConsoleLevel, mut text: String) {
    let sink = RealmState::from_ctx(ctx).console.borrow().clone();
    let Some(sink) = sink else { return };
    if text.len() > MAX_TEXT_BYTES {
        let mut end = MAX_TEXT_BYTES;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
        text.push_str(" ... (cut)");
    }
    let indent = "  ".repeat(state.borrow().depth);
    if !indent.is_empty() {
        text = format!("{indent}{}", text.replace('\n', &format!("\n{indent}")));
    }
    let record = ConsoleRecord { level, text, origin: origin(ctx) };
    // A sink that is busy (it printed while printing) loses the line rather than the process.
    if let Ok(mut sink) = sink.try_borrow_mut() {
        sink.write(record);
    }
}

/// The frames of the caller of a native function, before mapping.
fn caller_frames(ctx: &Ctx<'_>) -> Vec<crate::error::Frame> {
    let stack = crate::exception::current_stack(ctx).unwrap_or_default();
    let mut frames = parse_stack(&stack);
    let first = frames.iter().position(|frame| !frame.file.is_empty()).unwrap_or(frames.len());
    frames.drain(..first);
    frames
}

fn origin(ctx: &Ctx<'_>) -> Option<Origin> {
    let mut frames = caller_frames(ctx);
    frames.truncate(1);
    RealmState::from_ctx(ctx).core.map_frames(&mut frames);
    let frame = frames.pop()?;
    Some(Origin { file: frame.file, line: frame.line, column: frame.column })
}

/// The place in the game's source from which a native function is called, after source mapping: the innermost whose file is
/// `wanted`.
pub fn caller_place(ctx: &Ctx<'_>, wanted: impl Fn(&str) -> bool) -> Option<Origin> {
    let mut frames = caller_frames(ctx);
    frames.retain(|frame| !frame.file.is_empty() && wanted(&frame.file));
    frames.truncate(1);
    RealmState::from_ctx(ctx).core.map_frames(&mut frames);
    let frame = frames.pop()?;
    Some(Origin { file: frame.file, line: frame.line, column: frame.column })
}

/// A value as the console shows it among others.
pub(crate) fn inspected<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> String {
    Inspector::new(ctx, 2).inspect(value)
}

/// The text of a call of `console.log`: `%` formats where the first argument is a string, then the rest
/// separated by spaces, strings as they are and everything else inspected.
pub(crate) fn format_args<'js>(ctx: &Ctx<'js>, args: &[Value<'js>]) -> String {
    let mut text = String::new();
    let mut rest = args;
    if let [first, others @ ..] = args
        && first.is_string()
        && !others.is_empty()
    {
        let format = describe(ctx, first);
        if format.contains('%') {
            rest = expand(ctx, &format, others, &mut text);
            if rest.is_empty() {
                return text;
            }
            text.push(' ');
        }
    }
    for (index, value) in rest.iter().enumerate() {
        if index > 0 {
            text.push(' ');
        }
        push_value(ctx, value, &mut text);
        if text.len() > MAX_TEXT_BYTES {
            break;
        }
    }
    text
}

fn push_value<'js>(ctx: &Ctx<'js>, value: &Value<'js>, text: &mut String) {
    if value.is_string() {
        text.push_str(&describe(ctx, value));
    } else {
        text.push_str(&Inspector::new(ctx, 2).inspect(value));
    }
}

/// Expands the `%` formats of `format` and returns the values that were not used.
fn expand<'a, 'js>(
    ctx: &Ctx<'js>,
    format: &str,
    mut values: &'a [Value<'js>],
    text: &mut String,
) -> &'a [Value<'js>] {
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        let Some(kind) = chars.clone().next() else {
            text.push('%');
            break;
        };
        if kind == '%' {
            chars.next();
            text.push('%');
            continue;
        }
        let (true, Some((value, others))) = ("sdifoOjc".contains(kind), values.split_first()) else {
            text.push('%');
            continue;
        };
        chars.next();
        values = others;
        match kind {
            's' if value.is_object() && !value.is_error() => {
                text.push_str(&Inspector::new(ctx, 0).inspect(value));
            }
            's' => push_value(ctx, value, text),
            'd' | 'i' | 'f' => text.push_str(&number_text(ctx, value, kind)),
            'o' | 'O' => text.push_str(&Inspector::new(ctx, 4).inspect(value)),
            'j' => text.push_str(&json_text(ctx, value)),
            // CSS has no meaning in a text console.
            _ => {}
        }
    }
    values
}

fn number_text<'js>(ctx: &Ctx<'js>, value: &Value<'js>, kind: char) -> String {
    if value.is_symbol() || value.is_object() {
        return "NaN".into();
    }
    if is_bigint(value) {
        return format!("{}n", describe(ctx, value));
    }
    let text = describe(ctx, value);
    let number = value.as_number().or_else(|| parse_prefix(text.trim()));
    match number {
        Some(number) if kind == 'i' && number.is_finite() => format!("{}", number.trunc()),
        Some(number) => describe(ctx, &Value::new_number(ctx.clone(), number)),
        None => "NaN".into(),
    }
}

/// The number at the start of a text, as `parseFloat` reads it.
fn parse_prefix(text: &str) -> Option<f64> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-.eE".contains(c))).unwrap_or(text.len());
    (1..=end).rev().find_map(|end| text.get(..end)?.parse().ok())
}

fn json_text<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> String {
    match ctx.json_stringify(value.clone()) {
        Ok(Some(text)) => describe(ctx, text.as_value()),
        Ok(None) => "undefined".into(),
        Err(_) => {
            drop(ctx.catch());
            "[Circular]".into()
        }
    }
}
