//! The heap of a VM: how large it is, and collecting cycles when the host has time for it.

use rquickjs::qjs;

use crate::{core::RESERVE_BYTES, vm::Vm};

/// Sizes and counts of the JavaScript heap. Counting walks every object: for the end of a second, not of
/// a frame.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemoryUsage {
    /// Bytes allocated, array buffers and allocator overhead included.
    pub heap_bytes: u64,
    /// The limit, or 0 where there is none.
    pub limit_bytes: u64,
    /// Number of allocations.
    pub allocations: u64,
    /// Objects of all kinds.
    pub objects: u64,
    /// Strings that are not atoms.
    pub strings: u64,
    /// Bytes of those strings.
    pub string_bytes: u64,
    /// Functions with bytecode.
    pub functions: u64,
    /// Bytes of bytecode.
    pub bytecode_bytes: u64,
    /// Array buffers.
    pub buffers: u64,
    /// Bytes of their contents.
    pub buffer_bytes: u64,
    /// Values that Rust keeps ([`JsRef`](crate::JsRef)).
    pub kept_values: u64,
}

pub(crate) fn usage(runtime: *mut qjs::JSRuntime) -> MemoryUsage {
    let mut raw = std::mem::MaybeUninit::<qjs::JSMemoryUsage>::zeroed();
    // SAFETY: the runtime is alive and the struct is written in full.
    let raw = unsafe {
        qjs::JS_ComputeMemoryUsage(runtime, raw.as_mut_ptr());
        raw.assume_init()
    };
    let count = |value: i64| u64::try_from(value).unwrap_or(0);
    MemoryUsage {
        heap_bytes: count(raw.malloc_size),
        limit_bytes: count(raw.malloc_limit),
        allocations: count(raw.malloc_count),
        objects: count(raw.obj_count),
        strings: count(raw.str_count),
        string_bytes: count(raw.str_size),
        functions: count(raw.js_func_count),
        bytecode_bytes: count(raw.js_func_code_size),
        buffers: count(raw.binary_object_count),
        buffer_bytes: count(raw.binary_object_size),
        kept_values: 0,
    }
}

impl Vm {
    /// After a script ran out of memory: collects cycles and opens the reserve.
    pub(crate) fn open_reserve(&self) {
        if self.options().memory_limit_bytes == 0 {
            return;
        }
        self.run_gc();
        self.core().reserve_open.set(true);
        self.core().apply_memory_limit();
    }

    /// Closes the reserve again when the heap is back below its limit.
    pub(crate) fn close_reserve(&self) {
        let limit = self.options().memory_limit_bytes;
        if self.memory_usage().heap_bytes < limit.saturating_sub(RESERVE_BYTES) as u64 {
            self.core().reserve_open.set(false);
            self.core().apply_memory_limit();
        }
    }

    /// Counts the heap, and with it the buffers over memory of the host.
    pub fn memory_usage(&self) -> MemoryUsage {
        let heap = usage(self.core().runtime());
        MemoryUsage {
            heap_bytes: heap.heap_bytes + self.core().buffer_bytes() as u64,
            limit_bytes: self.options().memory_limit_bytes as u64,
            kept_values: self.core().refs.borrow().len() as u64,
            ..heap
        }
    }

    /// Collects cycles now: some 30 ns per live object, all at once. May be called at any time, also from a
    /// native function.
    pub fn run_gc(&self) {
        let runtime = self.core().runtime();
        // SAFETY: the runtime is alive. QuickJS' collector may run wherever it may allocate.
        unsafe {
            qjs::JS_RunGC(runtime);
            qjs::JS_SetGCThreshold(runtime, self.options().gc_threshold_bytes as qjs::size_t);
        }
    }
}
