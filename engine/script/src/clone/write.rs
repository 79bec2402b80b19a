//! From a value to a message: StructuredSerialize of the standard.

use rquickjs::{Atom, Ctx, Object, Value, function::Args, qjs};
use rustc_hash::FxHashMap;

use std::rc::Rc;

use super::{Body, CloneHooks, ITEM_BYTES, Item, MAX_BYTES, Properties, Serialized, Text};
use crate::{
    exception::describe,
    host_memory::{buffer_of, bytes_of},
    inspect::{Intrinsics, is_bigint},
    native::{JsError, is_native_value},
    owned,
    realm::RealmState,
    shared_memory::{is_shared, memory_of},
};

/// QuickJS' class of plain objects, and of instances of classes without internal slots ("must be first").
const CLASS_OBJECT: u32 = 1;

impl Serialized {
    /// Copies `value` out of its VM. `transfer` lists array buffers that the sender gives up: they are detached, and their
    /// bytes moved where they are the host's (see [`buffer_over`](crate::buffer_over)).
    pub fn write<'js>(
        ctx: &Ctx<'js>,
        value: &Value<'js>,
        transfer: &[Value<'js>],
    ) -> Result<Serialized, JsError> {
        for (at, buffer) in transfer.iter().enumerate() {
            // SAFETY: looks at the class of a live value.
            if !unsafe { qjs::JS_IsArrayBuffer(buffer.as_raw()) } {
                return Err(refused("An object in the transfer list"));
            }
            if crate::external::is_external(buffer) {
                return Err(refused("The memory of WebAssembly in the transfer list"));
            }
            // SAFETY: looks at a live array buffer.
            if unsafe { qjs::JS_IsImmutableArrayBuffer(buffer.as_raw()) } > 0 {
                return Err(refused("An immutable ArrayBuffer in the transfer list"));
            }
            if transfer[..at].iter().any(|other| identity(other) == identity(buffer)) {
                return Err(data_clone("An object is twice in the transfer list."));
            }
        }
        let mut writer = Writer {
            ctx,
            hooks: CloneHooks::of(ctx),
            objects: Vec::new(),
            numbers: FxHashMap::default(),
            kept: Vec::new(),
            transfer,
            bytes: 0,
        };
        let root = writer.item(value)?;
        let mut next = 0;
        // Objects that are found on the way are appended: breadth first, without recursion.
        while next < writer.kept.len() {
            let value = writer.kept[next].clone();
            let body = writer.body(&value)?;
            writer.objects[next] = body;
            next += 1;
        }
        writer.take_transferred()?;
        Ok(Serialized { root, objects: writer.objects, bytes: writer.bytes })
    }
}

struct Writer<'a, 'js> {
    ctx: &'a Ctx<'js>,
    hooks: Option<Rc<CloneHooks>>,
    objects: Vec<Body>,
    numbers: FxHashMap<usize, usize>,
    /// Every object by its number: a getter that drops one must not let another take its address.
    kept: Vec<Value<'js>>,
    /// Buffers whose bytes are taken at the very end.
    transfer: &'a [Value<'js>],
    bytes: usize,
}

impl<'js> Writer<'_, 'js> {
    fn spend(&mut self, bytes: usize) -> Result<(), JsError> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.bytes > MAX_BYTES {
            return Err(JsError::Range(format!("the message takes more than {} MB", MAX_BYTES >> 20)));
        }
        Ok(())
    }

    fn text(&mut self, value: &Value<'js>) -> Result<Text, JsError> {
        let text = text_of(self.ctx, value)?;
        self.spend(text.bytes())?;
        Ok(text)
    }

    fn item(&mut self, value: &Value<'js>) -> Result<Item, JsError> {
        self.spend(ITEM_BYTES)?;
        if value.is_undefined() {
            return Ok(Item::Undefined);
        }
        if value.is_null() {
            return Ok(Item::Null);
        }
        if let Some(bool) = value.as_bool() {
            return Ok(Item::Bool(bool));
        }
        if let Some(number) = value.as_number() {
            return Ok(Item::Number(number));
        }
        if value.is_string() {
            return Ok(Item::String(self.text(value)?));
        }
        if is_bigint(value) {
            let digits = describe(self.ctx, value);
            self.spend(digits.len())?;
            return Ok(Item::BigInt(digits));
        }
        if !value.is_object() {
            return Err(refused("A symbol"));
        }
        let number = self.objects.len();
        match self.numbers.entry(identity(value)) {
            std::collections::hash_map::Entry::Occupied(found) => Ok(Item::Object(*found.get())),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(number);
                self.objects.push(Body::Pending);
                self.kept.push(value.clone());
                Ok(Item::Object(number))
            }
        }
    }

    fn body(&mut self, value: &Value<'js>) -> Result<Body, JsError> {
        let raw = value.as_raw();
        if value.is_function() {
            return Err(refused("A function"));
        }
        if is_native_value(value) {
            return self.hooked(value)?.ok_or_else(|| refused("A native object"));
        }
        let object = value.as_object().ok_or_else(|| refused("A value"))?;
        // SAFETY: these look at the class of a live object.
        let (proxy, date, regexp, map, set, buffer, typed, view, error, class) = unsafe {
            (
                qjs::JS_IsProxy(raw),
                qjs::JS_IsDate(raw),
                qjs::JS_IsRegExp(raw),
                qjs::JS_IsMap(raw),
                qjs::JS_IsSet(raw),
                qjs::JS_IsArrayBuffer(raw),
                qjs::JS_GetTypedArrayType(raw),
                qjs::JS_IsDataView(raw),
                qjs::JS_IsError(raw),
                qjs::JS_GetClassID(raw),
            )
        };
        if proxy {
            return Err(refused("A proxy"));
        }
        if value.is_array() {
            let length = object.get::<_, f64>("length")? as u32;
            return Ok(Body::Array(length, self.properties(object)?));
        }
        if class == CLASS_OBJECT {
            if let Some(body) = self.hooked_instance(value, object)? {
                return Ok(body);
            }
            return Ok(Body::Plain(self.properties(object)?));
        }
        if date {
            let time = self.ask("time", value)?.as_number().unwrap_or(f64::NAN);
            return Ok(Body::Date(time));
        }
        if regexp {
            let (source, flags) = (self.ask("regexpSource", value)?, self.ask("regexpFlags", value)?);
            return Ok(Body::RegExp { source: self.text(&source)?, flags: self.text(&flags)? });
        }
        if map {
            let flat = self.list("mapEntries", value)?;
            let pairs = flat.chunks_exact(2);
            let pairs: Result<_, JsError> =
                pairs.map(|pair| Ok((self.item(&pair[0])?, self.item(&pair[1])?))).collect();
            return Ok(Body::Map(pairs?));
        }
        if set {
            let values = self.list("setValues", value)?;
            let values: Result<_, JsError> = values.iter().map(|value| self.item(value)).collect();
            return Ok(Body::Set(values?));
        }
        if buffer {
            return Ok(Body::Buffer(self.buffer(value)?));
        }
        if is_shared(&RealmState::from_ctx(self.ctx).core, raw) {
            let (memory, len) = memory_of(self.ctx, value).map_err(refused)?;
            return Ok(Body::Shared(memory, len));
        }
        if typed >= 0 {
            return self.typed(value, typed);
        }
        if view {
            let parts = self.list("dataViewParts", value)?;
            let number = |at: usize| parts.get(at).and_then(Value::as_number).unwrap_or(0.0) as usize;
            let buffer = parts.first().cloned().ok_or_else(|| refused("A view of a detached buffer"))?;
            return Ok(Body::DataView {
                buffer: self.item(&buffer)?,
                offset: number(1),
                length_bytes: number(2),
            });
        }
        if error {
            return self.error(object);
        }
        let inner = self.ask("unbox", value)?;
        if !inner.is_object() && !inner.is_symbol() {
            return Ok(Body::Boxed(self.item(&inner)?));
        }
        self.hooked(value)?.ok_or_else(|| refused(&kind_of(self.ctx, value)))
    }

    /// What the realm's hooks make of an object.
    fn hooked(&mut self, value: &Value<'js>) -> Result<Option<Body>, JsError> {
        let Some(hooks) = self.hooks.clone() else { return Ok(None) };
        let Some(fields) = hooks.write(self.ctx, value)? else { return Ok(None) };
        let fields: Result<_, JsError> = fields.iter().map(|field| self.item(field)).collect();
        Ok(Some(Body::Hooked(fields?)))
    }

    /// The same, for instances of classes; plain objects are not asked about.
    fn hooked_instance(&mut self, value: &Value<'js>, object: &Object<'js>) -> Result<Option<Body>, JsError> {
        if self.hooks.is_none() {
            return Ok(None);
        }
        let Some(prototype) = object.get_prototype() else { return Ok(None) };
        // SAFETY: the context is alive, the prototype is owned until the end of the block.
        let plain = unsafe {
            let raw = qjs::JS_GetClassProto(self.ctx.as_raw().as_ptr(), CLASS_OBJECT);
            Value::from_raw(self.ctx.clone(), raw)
        };
        if identity(prototype.as_value()) == identity(&plain) {
            return Ok(None);
        }
        self.hooked(value)
    }

    fn properties(&mut self, object: &Object<'js>) -> Result<Properties, JsError> {
        let mut all = Vec::new();
        for key in object.keys::<Atom<'js>>() {
            let key = key?;
            let value: Value<'js> = object.get(key.clone())?;
            // A getter that ran before may have removed it.
            if value.is_undefined() && !object.contains_key(key.clone())? {
                continue;
            }
            let name = self.text(&key.to_value()?)?;
            all.push((name, self.item(&value)?));
        }
        Ok(all)
    }

    /// Moves the bytes of what was transferred into the message, once nothing can fail any more.
    fn take_transferred(&mut self) -> Result<(), JsError> {
        // A getter may have detached one meanwhile.
        for buffer in self.transfer {
            bytes_of(self.ctx, buffer).ok_or_else(detached)?;
        }
        for buffer in self.transfer {
            let bytes = owned::take(self.ctx, buffer).ok_or_else(detached)?;
            if let Some(&number) = self.numbers.get(&identity(buffer)) {
                self.objects[number] = Body::Buffer(bytes);
            }
        }
        Ok(())
    }

    fn buffer(&mut self, value: &Value<'js>) -> Result<Vec<u8>, JsError> {
        let (data, len) = bytes_of(self.ctx, value).ok_or_else(detached)?;
        self.spend(len)?;
        if self.transfer.iter().any(|other| identity(other) == identity(value)) {
            return Ok(Vec::new());
        }
        // SAFETY: QuickJS gave the memory of a live buffer and its length; no JavaScript runs before it is copied.
        Ok(unsafe { std::slice::from_raw_parts(data.as_ptr(), len) }.to_vec())
    }

    fn typed(&mut self, value: &Value<'js>, kind: i32) -> Result<Body, JsError> {
        let (buffer, offset, length_bytes) = buffer_of(self.ctx, value).map_err(|_| {
            drop(self.ctx.catch());
            refused("A view of a detached buffer")
        })?;
        let buffer = self.item(&buffer)?;
        Ok(Body::Typed { kind, buffer, offset, length_bytes })
    }

    fn error(&mut self, object: &Object<'js>) -> Result<Body, JsError> {
        let name: Value<'js> = object.get("name")?;
        let name = if name.is_undefined() { Text::Utf8("Error".to_owned()) } else { self.text(&name)? };
        let optional = |writer: &mut Self, key: &str| -> Result<Option<Text>, JsError> {
            let value: Value<'js> = object.get(key)?;
            if value.is_undefined() { Ok(None) } else { Ok(Some(writer.text(&value)?)) }
        };
        let message = optional(self, "message")?;
        let stack: Value<'js> = object.get("stack")?;
        let stack = if stack.is_string() { Some(self.text(&stack)?) } else { None };
        let cause = match crate::property::own_value(object, "cause") {
            Some(cause) => Some(self.item(&cause)?),
            None => None,
        };
        Ok(Body::Error { name, message, stack, cause })
    }

    /// Calls a saved built-in.
    fn ask(&self, name: &str, value: &Value<'js>) -> Result<Value<'js>, JsError> {
        let function = Intrinsics::get(self.ctx, name).ok_or_else(|| refused("A value"))?;
        let mut args = Args::new(self.ctx.clone(), 2);
        args.push_arg(value.clone())?;
        args.push_arg(i32::MAX)?;
        Ok(function.call_arg(args)?)
    }

    /// As [`ask`](Self::ask), where the answer is an array.
    fn list(&self, name: &str, value: &Value<'js>) -> Result<Vec<Value<'js>>, JsError> {
        let answer = self.ask(name, value)?;
        let Some(array) = answer.as_array() else { return Ok(Vec::new()) };
        Ok(array.iter::<Value<'js>>().collect::<rquickjs::Result<_>>()?)
    }
}

fn detached() -> JsError {
    refused("A detached ArrayBuffer")
}

fn identity(value: &Value<'_>) -> usize {
    // SAFETY: a live object has a pointer, used as a number only.
    unsafe { qjs::JS_VALUE_GET_PTR(value.as_raw()) as usize }
}

fn text_of<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> Result<Text, JsError> {
    let raw = ctx.as_raw().as_ptr();
    let mut len = 0;
    // SAFETY: the context is alive; the text is copied before it is freed.
    let utf8 = unsafe {
        let text = qjs::JS_ToCStringLen2(raw, &raw mut len, value.as_raw(), false);
        if text.is_null() {
            return Err(JsError::Pending);
        }
        let bytes = std::slice::from_raw_parts(text.cast::<u8>(), len as usize);
        let owned = std::str::from_utf8(bytes).ok().map(str::to_owned);
        qjs::JS_FreeCString(raw, text);
        owned
    };
    if let Some(text) = utf8 {
        return Ok(Text::Utf8(text));
    }
    // Lone surrogates: unit by unit.
    // SAFETY: as above, with units of 16 bits.
    unsafe {
        let text = qjs::JS_ToCStringLenUTF16(raw, &raw mut len, value.as_raw());
        if text.is_null() {
            return Err(JsError::Pending);
        }
        let units = std::slice::from_raw_parts(text, len as usize).to_vec();
        qjs::JS_FreeCStringUTF16(raw, text);
        Ok(Text::Utf16(units))
    }
}

/// `Promise`, `WeakMap`: for the message only.
fn kind_of<'js>(ctx: &Ctx<'js>, value: &Value<'js>) -> String {
    let tag = Intrinsics::get(ctx, "tag").and_then(|tag| tag.call::<_, String>((value.clone(),)).ok());
    if tag.is_none() {
        drop(ctx.catch());
    }
    match tag {
        Some(tag) => format!("A {tag}"),
        None => "An object".to_owned(),
    }
}

pub(crate) fn refused(what: &str) -> JsError {
    data_clone(&format!("{what} could not be cloned."))
}

fn data_clone(message: &str) -> JsError {
    JsError::Dom { name: "DataCloneError", message: message.to_owned() }
}
