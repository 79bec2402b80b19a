//! [`Table`]: references by number.

use crate::{error::CallError, store::Store, types::ValueType, value::Value};
use wasmtime::{AsContextMut, RootScope, TableType, Val};

/// A table of a store.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    pub(crate) raw: wasmtime::Table,
}

impl Table {
    /// A table of `funcref`s or `externref`s.
    pub fn new(
        store: &Store,
        element: ValueType,
        initial: u32,
        maximum: Option<u32>,
        value: &Value,
    ) -> Result<Table, String> {
        let reference = match element {
            ValueType::FuncRef => wasmtime::RefType::FUNCREF,
            ValueType::ExternRef => wasmtime::RefType::EXTERNREF,
            _ => return Err("a table holds funcrefs or externrefs".to_owned()),
        };
        let ty = TableType::new(reference, initial, maximum);
        let made = store.with(|cx| {
            let mut scope = RootScope::new(cx);
            let mut cx = scope.as_context_mut();
            let value = value.to_ref(&mut cx)?;
            wasmtime::Table::new(cx, ty, value)
        });
        made.map(|raw| Table { raw }).map_err(|e| format!("{e:#}"))
    }

    /// What it holds.
    pub fn element(&self, store: &Store) -> ValueType {
        store.with(|cx| ValueType::of_reference(self.raw.ty(&cx).element()))
    }

    /// Its length.
    pub fn len(&self, store: &Store) -> u64 {
        store.with(|cx| self.raw.size(cx))
    }

    /// An element; `None` past the end.
    pub fn get(&self, store: &Store, at: u32) -> Result<Option<Value>, CallError> {
        store
            .with(|cx| {
                let mut scope = RootScope::new(cx);
                let mut cx = scope.as_context_mut();
                let Some(element) = self.raw.get(&mut cx, u64::from(at)) else { return Ok(None) };
                Value::from_val(store, &mut cx, &Val::from(element)).map(Some)
            })
            .map_err(|e| CallError::of(&e))
    }

    /// Sets an element, of the type; false past the end.
    pub fn set(&self, store: &Store, at: u32, value: &Value) -> bool {
        store.with(|cx| {
            let mut scope = RootScope::new(cx);
            let mut cx = scope.as_context_mut();
            let value = value.to_ref(&mut cx);
            value.and_then(|value| self.raw.set(cx, u64::from(at), value)).is_ok()
        })
    }

    /// Adds elements; gives how many there were, `None` when it cannot grow so far.
    pub fn grow(&self, store: &Store, by: u32, value: &Value) -> Option<u64> {
        store.with(|cx| {
            let mut scope = RootScope::new(cx);
            let mut cx = scope.as_context_mut();
            let value = value.to_ref(&mut cx);
            value.and_then(|value| self.raw.grow(cx, u64::from(by), value)).ok()
        })
    }
}
