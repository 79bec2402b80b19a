//! [`Global`]: a variable of a store.

use crate::{error::CallError, store::Store, types::ValueType, value::Value};
use wasmtime::{AsContextMut, GlobalType, Mutability, RootScope};

/// A global of a store.
#[derive(Clone, Copy, Debug)]
pub struct Global {
    pub(crate) raw: wasmtime::Global,
}

impl Global {
    /// A global; the value is of the type. The error says which types cannot be made.
    pub fn new(store: &Store, ty: ValueType, mutable: bool, value: &Value) -> Result<Global, String> {
        let content = ty.to_wasmtime().ok_or("no global can be made of this type")?;
        let ty = GlobalType::new(content, if mutable { Mutability::Var } else { Mutability::Const });
        let made = store.with(|cx| {
            let mut scope = RootScope::new(cx);
            let mut cx = scope.as_context_mut();
            let value = value.to_val(&mut cx)?;
            wasmtime::Global::new(cx, ty, value)
        });
        made.map(|raw| Global { raw }).map_err(|e| format!("{e:#}"))
    }

    /// Its type, and whether it can be set.
    pub fn ty(&self, store: &Store) -> (ValueType, bool) {
        store.with(|cx| {
            let ty = self.raw.ty(&cx);
            (ValueType::of(ty.content()), ty.mutability() == Mutability::Var)
        })
    }

    /// Its value.
    pub fn get(&self, store: &Store) -> Result<Value, CallError> {
        store
            .with(|cx| {
                let mut scope = RootScope::new(cx);
                let mut cx = scope.as_context_mut();
                let value = self.raw.get(&mut cx);
                Value::from_val(store, &mut cx, &value)
            })
            .map_err(|e| CallError::of(&e))
    }

    /// Sets it; false when it cannot be set, or the value is not of its type.
    pub fn set(&self, store: &Store, value: &Value) -> bool {
        store.with(|cx| {
            let mut scope = RootScope::new(cx);
            let mut cx = scope.as_context_mut();
            let value = value.to_val(&mut cx);
            value.and_then(|value| self.raw.set(cx, value)).is_ok()
        })
    }
}
