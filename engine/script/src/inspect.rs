//! Values as text for people: what `console.log` prints. Looking at a value runs no code of the game:
//! getters are named instead of called, proxies are not asked, and built-ins that are needed were saved
//! before the game started.
//!
//! Absent: colours, and the value of private fields.

use rquickjs::{Ctx, Function, Object, Value, qjs};

use crate::{
    exception::{describe, raw_stack},
    host_memory::bytes_of,
    persistent::JsRef,
    property::{Key, Own, own, own_keys, own_value},
    realm::RealmState,
};

/// Built-ins that were saved when the realm was made (an object with the members of `js/intrinsics.js`).
pub(crate) struct Intrinsics(JsRef);

impl Intrinsics {
    /// Saves them; called before any other script runs in the realm.
    pub(crate) fn save(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
        let source = include_str!("js/intrinsics.js");
        let kind = crate::CompileKind::Script;
        let compiled = crate::bytecode::compile_value(ctx, source, "sparrow:intrinsics", kind)?;
        let saved = crate::bytecode::run_value(ctx, compiled)?;
        let object = saved.as_object().ok_or(rquickjs::Error::Unknown)?;
        let state = RealmState::from_ctx(ctx);
        let getter: Value<'_> = object.get("stack")?;
        if getter.is_function() {
            state.raw_stack.replace(Some(JsRef::new(ctx, getter)));
        }
        state.intrinsics.replace(Some(Self(JsRef::new(ctx, saved.clone()))));
        Ok(())
    }

    /// A saved built-in.
    pub(crate) fn get<'js>(ctx: &Ctx<'js>, name: &str) -> Option<Function<'js>> {
        let saved = RealmState::from_ctx(ctx).intrinsics.borrow().as_ref().map(|saved| saved.0.clone())?;
        saved.get(ctx).ok()?.into_object()?.get::<_, Value<'js>>(name).ok()?.into_function()
    }

    /// Calls a saved built-in; what it throws is swallowed.
    fn call<'js>(ctx: &Ctx<'js>, name: &str, value: &Value<'js>, limit: usize) -> Option<Value<'js>> {
        let result = Self::get(ctx, name)?.call::<_, Value<'js>>((value.clone(), limit as i32));
        match result {
            Ok(value) => Some(value),
            Err(_) => {
                drop(ctx.catch());
                None
            }
        }
    }
}

/// Most elements of one array, map or typed array.
const MAX_ITEMS: usize = 100;
/// Most characters of a string inside of something.
const MAX_STRING: usize = 1000;
/// Texts up to this long stay on one line.
const LINE_WIDTH: usize = 76;
/// Where the whole text ends.
const MAX_TOTAL: usize = 128 << 10;

/// What stands before the properties of an object without a prototype.
const NULL_PROTOTYPE: &str = "[Object: null prototype]";

/// Writes values as text.
pub(crate) struct Inspector<'a, 'js> {
    ctx: &'a Ctx<'js>,
    max_depth: usize,
    seen: Vec<*mut std::ffi::c_void>,
    written: usize,
}

impl<'a, 'js> Inspector<'a, 'js> {
    /// Objects deeper than `max_depth` are named only.
    pub(crate) fn new(ctx: &'a Ctx<'js>, max_depth: usize) -> Self {
        Self { ctx, max_depth, seen: Vec::new(), written: 0 }
    }

    /// The text of a value.
    pub(crate) fn inspect(mut self, value: &Value<'js>) -> String {
        self.value(value, 0)
    }

    fn value(&mut self, value: &Value<'js>, depth: usize) -> String {
        let text = match value.as_object() {
            Some(object) => self.object(value, object, depth),
            None => self.primitive(value),
        };
        self.written += text.len();
        text
    }

    fn primitive(&self, value: &Value<'js>) -> String {
        if value.is_string() {
            return quote(&describe(self.ctx, value));
        }
        if value.is_symbol() {
            return self.saved_text("symbol", value).unwrap_or_else(|| "Symbol()".into());
        }
        if value.as_number().is_some_and(|number| number == 0.0 && number.is_sign_negative()) {
            return "-0".into();
        }
        let text = describe(self.ctx, value);
        if is_bigint(value) { text + "n" } else { text }
    }

    fn saved_text(&self, name: &str, value: &Value<'js>) -> Option<String> {
        Some(describe(self.ctx, &Intrinsics::call(self.ctx, name, value, 0)?))
    }

    fn object(&mut self, value: &Value<'js>, object: &Object<'js>, depth: usize) -> String {
        let raw = value.as_raw();
        // SAFETY: an object has a pointer, used as an identity only.
        let identity = unsafe { qjs::JS_VALUE_GET_PTR(raw) };
        if self.seen.contains(&identity) {
            return "[Circular]".into();
        }
        // SAFETY: the value is alive.
        if unsafe { qjs::JS_IsProxy(raw) } {
            return "Proxy {}".into();
        }
        if self.written > MAX_TOTAL || self.seen.len() > 60 {
            return "...".into();
        }
        self.seen.push(identity);
        let text = self.object_body(value, object, depth);
        self.seen.pop();
        text
    }

    fn object_body(&mut self, value: &Value<'js>, object: &Object<'js>, depth: usize) -> String {
        let raw = value.as_raw();
        let name = constructor_name(object);
        // SAFETY: these look at the class of a live object.
        let (is_error, is_map, is_set, is_date, is_regexp, is_promise, typed) = unsafe {
            (
                qjs::JS_IsError(raw),
                qjs::JS_IsMap(raw),
                qjs::JS_IsSet(raw),
                qjs::JS_IsDate(raw),
                qjs::JS_IsRegExp(raw),
                qjs::JS_IsPromise(raw),
                qjs::JS_GetTypedArrayType(raw) >= 0,
            )
        };
        if is_error {
            return self.error(object, depth);
        }
        let (head, open, close, mut items) = if value.is_function() {
            (function_name(object), "{", "}", Vec::new())
        } else if is_date {
            (self.saved_text("date", value).unwrap_or_default(), "{", "}", Vec::new())
        } else if is_regexp {
            (self.saved_text("regexp", value).unwrap_or_default(), "{", "}", Vec::new())
        } else if depth > self.max_depth {
            let name = name.unwrap_or_else(|| "Object: null prototype".into());
            return format!("[{name}]");
        } else if value.is_array() {
            let len = length(object);
            let head = match name.as_deref() {
                Some("Array") | None => String::new(),
                Some(name) => format!("{name}({len})"),
            };
            (head, "[", "]", self.elements(object, len, depth))
        } else if typed {
            let len = length(object);
            let head = format!("{}({len})", name.as_deref().unwrap_or("TypedArray"));
            (head, "[", "]", self.elements(object, len, depth))
        } else if is_map {
            let size = self.saved_text("mapSize", value).unwrap_or_default();
            (format!("Map({size})"), "{", "}", self.collection("mapEntries", value, depth, true))
        } else if is_set {
            let size = self.saved_text("setSize", value).unwrap_or_default();
            (format!("Set({size})"), "{", "}", self.collection("setValues", value, depth, false))
        } else if is_promise {
            ("Promise".into(), "{", "}", vec![self.promise(raw, depth)])
        } else {
            self.plain(value, name, depth)
        };
        if value.is_function() && depth > self.max_depth {
            return head;
        }
        let is_boxed = close == "}" && head.starts_with('[') && head.ends_with(']') && head.contains(": ");
        let skip_indices = value.is_array() || typed || is_boxed;
        self.properties(object, depth, skip_indices, &mut items);
        let bare = value.is_function() || is_date || is_regexp || (is_boxed && head != NULL_PROTOTYPE);
        if items.is_empty() && bare { head } else { join(&head, open, close, &items, depth) }
    }

    /// Objects without a form of their own: `{ .. }`, `Name { .. }`, boxed primitives and buffers.
    fn plain(
        &mut self,
        value: &Value<'js>,
        name: Option<String>,
        depth: usize,
    ) -> (String, &'static str, &'static str, Vec<String>) {
        let raw = value.as_raw();
        // SAFETY: looks at the class of a live object.
        if unsafe { qjs::JS_IsArrayBuffer(raw) } {
            let len = bytes_of(self.ctx, value).map_or(0, |(_, len)| len);
            return (name.unwrap_or_default(), "{", "}", vec![format!("byteLength: {len}")]);
        }
        if let Some(kind @ ("Number" | "String" | "Boolean" | "Symbol" | "BigInt")) = name.as_deref()
            && let Some(inner) = Intrinsics::call(self.ctx, "unbox", value, 0)
            && !inner.is_object()
        {
            return (format!("[{kind}: {}]", self.value(&inner, depth)), "{", "}", Vec::new());
        }
        let head = match name {
            Some(name) if name == "Object" => String::new(),
            Some(name) => name,
            None => NULL_PROTOTYPE.into(),
        };
        (head, "{", "}", Vec::new())
    }

    fn elements(&mut self, object: &Object<'js>, len: usize, depth: usize) -> Vec<String> {
        let mut items = Vec::new();
        let mut holes = 0;
        for index in 0..len.min(MAX_ITEMS) {
            if self.written > MAX_TOTAL {
                break;
            }
            let key = Key::index(self.ctx, index as u32);
            match own(object, &key) {
                Some(Own::Data { value, .. }) => {
                    push_holes(&mut items, &mut holes);
                    items.push(self.value(&value, depth + 1));
                }
                Some(Own::Accessor { get, set, .. }) => {
                    push_holes(&mut items, &mut holes);
                    items.push(accessor(get, set).into());
                }
                None => holes += 1,
            }
        }
        push_holes(&mut items, &mut holes);
        if len > MAX_ITEMS {
            items.push(format!("... {} more items", len - MAX_ITEMS));
        }
        items
    }

    fn collection(&mut self, saved: &str, value: &Value<'js>, depth: usize, pairs: bool) -> Vec<String> {
        let list = Intrinsics::call(self.ctx, saved, value, MAX_ITEMS).and_then(Value::into_array);
        let Some(list) = list else { return Vec::new() };
        let values: Vec<Value<'js>> = list.iter().filter_map(Result::ok).collect();
        if !pairs {
            return values.iter().map(|value| self.value(value, depth + 1)).collect();
        }
        let (entries, _) = values.as_chunks::<2>();
        let entry = |[key, value]: &[Value<'js>; 2]| {
            format!("{} => {}", self.value(key, depth + 1), self.value(value, depth + 1))
        };
        entries.iter().map(entry).collect()
    }

    fn promise(&mut self, raw: qjs::JSValue, depth: usize) -> String {
        let ctx = self.ctx.as_raw().as_ptr();
        // SAFETY: the context and the promise are alive; the result is owned by its wrapper.
        let (state, result) = unsafe {
            let result = Value::from_raw(self.ctx.clone(), qjs::JS_PromiseResult(ctx, raw));
            (qjs::JS_PromiseState(ctx, raw), result)
        };
        match state {
            qjs::JSPromiseStateEnum_JS_PROMISE_PENDING => "<pending>".into(),
            qjs::JSPromiseStateEnum_JS_PROMISE_REJECTED => {
                format!("<rejected> {}", self.value(&result, depth + 1))
            }
            _ => self.value(&result, depth + 1),
        }
    }

    fn error(&mut self, object: &Object<'js>, depth: usize) -> String {
        let text = |key| data_property(object, key).map(|value| describe(self.ctx, &value));
        let (name, message) =
            (text("name").unwrap_or_else(|| "Error".into()), text("message").unwrap_or_default());
        let mut frames = crate::error::parse_stack(&raw_stack(self.ctx, object).unwrap_or_default());
        RealmState::from_ctx(self.ctx).core.map_frames(&mut frames);
        let mut head = match (name.is_empty(), message.is_empty()) {
            (_, true) => name,
            (true, false) => message,
            (false, false) => format!("{name}: {message}"),
        };
        if depth > 0 && depth > self.max_depth {
            return format!("[{head}]");
        }
        for frame in &frames {
            head.push_str(&format!("\n    {frame}"));
        }
        let mut items = Vec::new();
        self.properties(object, depth, false, &mut items);
        if let Some(cause) = own_value(object, "cause") {
            items.push(format!("[cause]: {}", self.value(&cause, depth + 1)));
        }
        let text = if items.is_empty() { head } else { join(&head, "{", "}", &items, depth) };
        text.replace('\n', &format!("\n{}", "  ".repeat(depth)))
    }

    /// Adds the own enumerable properties.
    fn properties(
        &mut self,
        object: &Object<'js>,
        depth: usize,
        skip_indices: bool,
        items: &mut Vec<String>,
    ) {
        let mut left_out = 0;
        for key in own_keys(self.ctx, object) {
            let name = key.to_value();
            let text = if name.is_symbol() { None } else { Some(describe(self.ctx, &name)) };
            if skip_indices && text.as_deref().is_some_and(|text| text.bytes().all(|c| c.is_ascii_digit())) {
                continue;
            }
            let Some(property) = own(object, &key) else { continue };
            let enumerable = match &property {
                Own::Data { enumerable, .. } | Own::Accessor { enumerable, .. } => *enumerable,
            };
            if !enumerable {
                continue;
            }
            if items.len() >= MAX_ITEMS || self.written > MAX_TOTAL {
                left_out += 1;
                continue;
            }
            let label = match text {
                Some(text) if is_identifier(&text) => text,
                Some(text) => quote(&text),
                None => format!("[{}]", self.primitive(&name)),
            };
            let shown = match property {
                Own::Data { value, .. } => self.value(&value, depth + 1),
                Own::Accessor { get, set, .. } => accessor(get, set).into(),
            };
            items.push(format!("{label}: {shown}"));
        }
        if left_out > 0 {
            items.push(format!("... {left_out} more properties"));
        }
    }
}

/// Whether a value is a BigInt of either representation.
pub(crate) fn is_bigint(value: &Value<'_>) -> bool {
    // SAFETY: reads a tag.
    unsafe { qjs::JS_IsBigInt(value.as_raw()) }
}

fn accessor(get: bool, set: bool) -> &'static str {
    match (get, set) {
        (true, true) => "[Getter/Setter]",
        (false, true) => "[Setter]",
        _ => "[Getter]",
    }
}

fn push_holes(items: &mut Vec<String>, holes: &mut usize) {
    if *holes > 0 {
        items.push(format!("<{holes} empty item{}>", if *holes == 1 { "" } else { "s" }));
        *holes = 0;
    }
}

/// The length of an array or typed array; runs no code for these.
fn length(object: &Object<'_>) -> usize {
    let mut len = 0;
    // SAFETY: the context and the object are alive.
    let result = unsafe { qjs::JS_GetLength(object.ctx().as_raw().as_ptr(), object.as_raw(), &raw mut len) };
    if result < 0 {
        drop(object.ctx().catch());
    }
    usize::try_from(len).unwrap_or(0)
}

/// A property's value, looked up along the prototypes without running getters or proxies.
fn data_property<'js>(object: &Object<'js>, key: &str) -> Option<Value<'js>> {
    let mut object = object.clone();
    for _ in 0..16 {
        // SAFETY: looks at the class of a live object.
        if unsafe { qjs::JS_IsProxy(object.as_raw()) } {
            return None;
        }
        match own(&object, &Key::new(object.ctx(), key)) {
            Some(Own::Data { value, .. }) => return Some(value),
            Some(Own::Accessor { .. }) => return None,
            None => object = object.get_prototype()?,
        }
    }
    None
}

/// The name of the constructor; `None` for objects without a prototype.
fn constructor_name(object: &Object<'_>) -> Option<String> {
    object.get_prototype()?;
    let Some(constructor) = data_property(object, "constructor").and_then(Value::into_object) else {
        return Some("Object".into());
    };
    let name = own_value(&constructor, "name").filter(Value::is_string);
    let name = name.map(|name| describe(object.ctx(), &name)).unwrap_or_default();
    Some(if name.is_empty() { "Object".into() } else { name })
}

fn function_name(object: &Object<'_>) -> String {
    let name = own_value(object, "name").filter(Value::is_string);
    match name.map(|name| describe(object.ctx(), &name)) {
        Some(name) if !name.is_empty() => format!("[Function: {name}]"),
        _ => "[Function (anonymous)]".into(),
    }
}

fn is_identifier(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_' || c == '$')
        && chars.all(|c| c.is_alphanumeric() || c == '_' || c == '$')
}

fn quote(text: &str) -> String {
    let mark = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(mark);
    for (index, c) in text.chars().enumerate() {
        if index == MAX_STRING {
            out.push(mark);
            out.push_str(&format!("... {} more characters", text.chars().count() - MAX_STRING));
            return out;
        }
        match c {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\\' => out.push_str("\\\\"),
            c if c == mark => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push_str(&format!("\\x{:02x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push(mark);
    out
}

/// `head { a, b }` on one line where it fits, else one item per line.
fn join(head: &str, open: &str, close: &str, items: &[String], depth: usize) -> String {
    let space = if head.is_empty() { "" } else { " " };
    if items.is_empty() {
        return format!("{head}{space}{open}{close}");
    }
    let width: usize = items.iter().map(|item| item.chars().count() + 2).sum();
    let broken = items.iter().any(|item| item.contains('\n')) || head.contains('\n');
    if !broken && head.chars().count() + width + 2 * depth <= LINE_WIDTH {
        return format!("{head}{space}{open} {} {close}", items.join(", "));
    }
    let indent = "  ".repeat(depth + 1);
    let mut out = format!("{head}{space}{open}");
    // Short elements of long arrays share lines.
    if open == "[" && !broken && items.iter().all(|item| item.len() <= 16) && items.len() > 6 {
        let mut line = String::new();
        for item in items {
            if !line.is_empty() && line.len() + item.len() + 2 > LINE_WIDTH - 2 * depth {
                out.push_str(&format!("\n{indent}{}", line.trim_end()));
                line.clear();
            }
            line.push_str(item);
            line.push_str(", ");
        }
        out.push_str(&format!("\n{indent}{}", line.trim_end().trim_end_matches(',')));
    } else {
        out.push_str(&items.iter().map(|item| format!("\n{indent}{item}")).collect::<Vec<_>>().join(","));
    }
    out.push_str(&format!("\n{}{close}", "  ".repeat(depth)));
    out
}
