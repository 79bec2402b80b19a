//! WebAssembly for one realm: modules, instances, functions, memories, tables and globals, on wasmtime.
//!
//! A [`Store`] is the world of one realm. Everything made in it lives as long as it does, as WebAssembly's own store says;
//! it goes when the realm and every [`MemoryBytes`] are gone. A store stays on its thread; an [`Engine`], which
//! compiles, may be used from any.
//!
//! **Calls nest.** A [`HostFunction`] may call back into the store that called it: the store knows the innermost
//! host function on the stack and goes on from there.
//!
//! **Memories never move.** Address space for the largest size is reserved when a memory is made, so that
//! [`MemoryBytes`] can be handed out as an `ArrayBuffer` without a copy.
//!
//! **Limits.** Bytes of all memories, elements of tables, the native stack, and time: [`Limits`].
//!
//! Absent: everything about JavaScript; files; threads and shared memories; 64-bit memories; the component model; WASI.

#![allow(unsafe_code)]

mod cache;
mod engine;
mod error;
mod func;
mod global;
mod instance;
mod memory;
mod module;
mod on_thread;
mod store;
mod table;
mod ticker;
mod types;
mod value;

pub use crate::{
    cache::CompiledCache,
    engine::{Engine, Limits},
    error::{CallError, CompileError, Frame, InstantiateError, StoreError},
    func::{CallFailure, Func, HostCall, HostFailure, HostFunction, NumberResults},
    global::Global,
    instance::{Extern, Instance, Tag},
    memory::{GrowError, Memory, MemoryBytes, PAGE_BYTES},
    module::{ExportItem, ImportItem, Module},
    store::Store,
    table::Table,
    types::{ExternKind, ExternType, FuncType, ValueType},
    value::{Number, Value},
};
