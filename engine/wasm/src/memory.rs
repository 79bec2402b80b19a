//! [`Memory`] and its bytes.

use crate::store::Store;
use std::{cell::Cell, ptr::NonNull};
use wasmtime::MemoryType;

/// Bytes of a page.
pub const PAGE_BYTES: usize = 64 << 10;

/// Why a memory cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct GrowError(pub String);

/// A memory of a store.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    pub(crate) raw: wasmtime::Memory,
}

impl Memory {
    /// A memory, in pages.
    pub fn new(store: &Store, initial: u32, maximum: Option<u32>) -> Result<Memory, GrowError> {
        let made = store.with(|cx| wasmtime::Memory::new(cx, MemoryType::new(initial, maximum)));
        made.map(|raw| Memory { raw }).map_err(|e| GrowError(format!("{e:#}")))
    }

    /// Pages that it has.
    pub fn pages(&self, store: &Store) -> u64 {
        store.with(|cx| self.raw.size(cx))
    }

    /// Adds pages; gives how many there were. `None` when it cannot grow so far.
    pub fn grow(&self, store: &Store, pages: u32) -> Option<u64> {
        store.with(|cx| self.raw.grow(cx, u64::from(pages)).ok())
    }

    /// Its bytes as they are now. They stay readable when the memory grows, and keep the store alive.
    pub fn bytes(&self, store: &Store) -> MemoryBytes {
        let (base, len) = store.with(|cx| (self.raw.data_ptr(&cx), self.raw.data_size(&cx)));
        MemoryBytes { base: NonNull::new(base).unwrap_or(NonNull::dangling()), len, _store: store.clone() }
    }
}

/// The bytes of a memory.
pub struct MemoryBytes {
    base: NonNull<u8>,
    len: usize,
    _store: Store,
}

impl AsRef<[Cell<u8>]> for MemoryBytes {
    fn as_ref(&self) -> &[Cell<u8>] {
        // SAFETY: memories of an engine never move (`memory_may_move(false)`) nor shrink, and go with the store, which this
        // keeps. WebAssembly writes there only on this thread, between uses of the cells.
        unsafe { std::slice::from_raw_parts(self.base.as_ptr().cast::<Cell<u8>>(), self.len) }
    }
}

impl std::fmt::Debug for MemoryBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MemoryBytes({})", self.len)
    }
}
