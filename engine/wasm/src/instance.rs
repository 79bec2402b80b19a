//! [`Instance`]: a module with its imports.

use crate::{
    error::{CallError, InstantiateError},
    func::Func,
    global::Global,
    memory::Memory,
    module::Module,
    store::Store,
    table::Table,
};

/// What can be imported and exported.
#[derive(Clone, Debug)]
pub enum Extern {
    /// A function.
    Func(Func),
    /// A memory.
    Memory(Memory),
    /// A table.
    Table(Table),
    /// A global.
    Global(Global),
    /// A tag of exceptions, which is only passed on.
    Tag(Tag),
}

/// A tag of exceptions.
#[derive(Clone, Copy, Debug)]
pub struct Tag(wasmtime::Tag);

impl Extern {
    fn to_wasmtime(&self) -> wasmtime::Extern {
        match self {
            Extern::Func(func) => func.raw.into(),
            Extern::Memory(memory) => memory.raw.into(),
            Extern::Table(table) => table.raw.into(),
            Extern::Global(global) => global.raw.into(),
            Extern::Tag(tag) => tag.0.into(),
        }
    }
}

/// An instance of a store.
#[derive(Clone, Copy, Debug)]
pub struct Instance {
    raw: wasmtime::Instance,
}

impl Instance {
    /// Joins a module with its imports, in order, and runs its start function.
    pub fn new(store: &Store, module: &Module, imports: &[Extern]) -> Result<Instance, InstantiateError> {
        let imports: Vec<_> = imports.iter().map(Extern::to_wasmtime).collect();
        store.take_denied();
        let made = store.with_call(|cx| wasmtime::Instance::new(cx, module.compiled(), &imports));
        match made {
            Ok(raw) => Ok(Instance { raw }),
            Err(error) => Err(match CallError::read(&error) {
                Ok(error) => InstantiateError::Call(error),
                Err(text) if store.take_denied() => InstantiateError::Limit(text),
                Err(text) => InstantiateError::Link(text),
            }),
        }
    }

    /// An export.
    pub fn export(&self, store: &Store, name: &str) -> Option<Extern> {
        store.with(|mut cx| {
            Some(match self.raw.get_export(&mut cx, name)? {
                wasmtime::Extern::Func(raw) => Extern::Func(Func::new(store, &mut cx, raw)),
                wasmtime::Extern::Memory(raw) => Extern::Memory(Memory { raw }),
                wasmtime::Extern::Table(raw) => Extern::Table(Table { raw }),
                wasmtime::Extern::Global(raw) => Extern::Global(Global { raw }),
                wasmtime::Extern::Tag(raw) => Extern::Tag(Tag(raw)),
                wasmtime::Extern::SharedMemory(_) => return None,
            })
        })
    }
}
