//! Looking at own properties without running getters, for the console and for errors.

use rquickjs::{Ctx, Object, Value, qjs};

/// The name of a property: a string or a symbol.
pub(crate) struct Key<'js> {
    ctx: Ctx<'js>,
    atom: qjs::JSAtom,
}

impl<'js> Key<'js> {
    pub(crate) fn new(ctx: &Ctx<'js>, name: &str) -> Self {
        // SAFETY: the context is alive; the bytes are copied. Without memory the atom is null, which names
        // nothing.
        let atom =
            unsafe { qjs::JS_NewAtomLen(ctx.as_raw().as_ptr(), name.as_ptr().cast(), name.len() as _) };
        Self { ctx: ctx.clone(), atom }
    }

    /// The name of an element.
    pub(crate) fn index(ctx: &Ctx<'js>, index: u32) -> Self {
        // SAFETY: the context is alive.
        let atom = unsafe { qjs::JS_NewAtomUInt32(ctx.as_raw().as_ptr(), index) };
        Self { ctx: ctx.clone(), atom }
    }

    /// The name as a value: a string or a symbol.
    pub(crate) fn to_value(&self) -> Value<'js> {
        // SAFETY: context and atom are alive; the result is owned.
        unsafe {
            Value::from_raw(self.ctx.clone(), qjs::JS_AtomToValue(self.ctx.as_raw().as_ptr(), self.atom))
        }
    }
}

impl Drop for Key<'_> {
    fn drop(&mut self) {
        // SAFETY: the atom is owned.
        unsafe { qjs::JS_FreeAtom(self.ctx.as_raw().as_ptr(), self.atom) };
    }
}

/// An own property.
pub(crate) enum Own<'js> {
    Data { value: Value<'js>, enumerable: bool },
    Accessor { get: bool, set: bool, enumerable: bool },
}

/// The own property `key` of an object that is no proxy; `None` when there is none, or looking failed.
pub(crate) fn own<'js>(object: &Object<'js>, key: &Key<'js>) -> Option<Own<'js>> {
    let ctx = object.ctx();
    let raw = ctx.as_raw().as_ptr();
    let mut desc = qjs::JSPropertyDescriptor {
        flags: 0,
        value: qjs::JS_UNDEFINED,
        getter: qjs::JS_UNDEFINED,
        setter: qjs::JS_UNDEFINED,
    };
    // SAFETY: context, object and atom are alive; the three values of the descriptor are owned by us.
    unsafe {
        let found = qjs::JS_GetOwnProperty(raw, &raw mut desc, object.as_raw(), key.atom);
        if found <= 0 {
            if found < 0 {
                drop(ctx.catch());
            }
            return None;
        }
        let enumerable = desc.flags as u32 & qjs::JS_PROP_ENUMERABLE != 0;
        if desc.flags as u32 & qjs::JS_PROP_TMASK == qjs::JS_PROP_GETSET {
            let (get, set) = (qjs::JS_IsObject(desc.getter), qjs::JS_IsObject(desc.setter));
            qjs::JS_FreeValue(raw, desc.getter);
            qjs::JS_FreeValue(raw, desc.setter);
            return Some(Own::Accessor { get, set, enumerable });
        }
        Some(Own::Data { value: Value::from_raw(ctx.clone(), desc.value), enumerable })
    }
}

/// The value of an own data property with a plain name.
pub(crate) fn own_value<'js>(object: &Object<'js>, key: &str) -> Option<Value<'js>> {
    match own(object, &Key::new(object.ctx(), key))? {
        Own::Data { value, .. } => Some(value),
        Own::Accessor { .. } => None,
    }
}

/// All own keys: strings first, then symbols. Empty when they cannot be listed.
pub(crate) fn own_keys<'js>(ctx: &Ctx<'js>, object: &Object<'js>) -> Vec<Key<'js>> {
    let (mut table, mut len) = (std::ptr::null_mut(), 0);
    let flags = (qjs::JS_GPN_STRING_MASK | qjs::JS_GPN_SYMBOL_MASK) as _;
    let raw = ctx.as_raw().as_ptr();
    // SAFETY: context and object are alive; the table and its atoms are ours, each atom is duplicated for
    // its wrapper and the table is freed with its own references.
    unsafe {
        if qjs::JS_GetOwnPropertyNames(raw, &raw mut table, &raw mut len, object.as_raw(), flags) < 0 {
            drop(ctx.catch());
            return Vec::new();
        }
        let keys = (0..len as usize).map(|at| {
            let atom = (*table.add(at)).atom;
            Key { ctx: ctx.clone(), atom: qjs::JS_DupAtom(raw, atom) }
        });
        let keys = keys.collect();
        qjs::JS_FreePropertyEnum(raw, table, len);
        keys
    }
}
