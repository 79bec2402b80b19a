//! Memory that array buffers of several VMs have together: what is under a `SharedArrayBuffer`, where the embedder allows it
//! ([`VmOptions::shared_memory`](crate::VmOptions::shared_memory)). Without that scripts have no `SharedArrayBuffer`, as in a
//! browser's page that is not isolated.
//!
//! It counts to the memory limit of every VM that has a buffer over it. One that can grow commits its greatest length at once and
//! stays in its VM, because another would not see it grow.
//!
//! Absent: waiting for other threads, which is in `atomics.rs`.

use std::{
    ffi::c_void,
    ptr,
    sync::{
        Arc,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
};

use rquickjs::{Ctx, Value, qjs};
use rustc_hash::FxHashMap;

use crate::{
    atomics::Waiters,
    core::Core,
    exception::owned_value,
    host_memory::bytes_of,
    native::{Element, JsError},
    realm::RealmState,
};

/// No object has this class.
pub(crate) const NO_CLASS: u32 = u32::MAX;

/// The memory itself. It lives as long as any VM or message has it.
pub(crate) struct SharedMemory {
    /// Whole words, so that elements of any type are aligned; atomic, because several threads write.
    words: Box<[AtomicU64]>,
    len: usize,
    pub(crate) waiters: Waiters,
}

impl SharedMemory {
    /// So many zeros; `None` where there is no room for them.
    fn new(len: usize) -> Option<Arc<SharedMemory>> {
        let count = len.div_ceil(8).max(1);
        let mut words = Vec::new();
        words.try_reserve_exact(count).ok()?;
        words.resize_with(count, || AtomicU64::new(0));
        Some(Arc::new(SharedMemory { words: words.into_boxed_slice(), len, waiters: Waiters::default() }))
    }

    /// Where it is.
    pub(crate) fn data(&self) -> *mut u8 {
        self.words.as_ptr().cast::<u8>().cast_mut()
    }

    /// How many bytes.
    pub(crate) fn len(&self) -> usize {
        self.len
    }
}

impl PartialEq for SharedMemory {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq(self, other)
    }
}

impl std::fmt::Debug for SharedMemory {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SharedMemory({} bytes at {:p})", self.len, self.words.as_ptr())
    }
}

/// The shared memory that the buffers of a VM are over, and how many buffers.
#[derive(Default)]
pub(crate) struct SharedBuffers {
    by_data: FxHashMap<usize, (Arc<SharedMemory>, usize)>,
    bytes: usize,
}

impl SharedBuffers {
    /// What it takes together.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes
    }

    /// The memory that begins there.
    pub(crate) fn find(&self, data: *mut u8) -> Option<Arc<SharedMemory>> {
        self.by_data.get(&(data as usize)).map(|(memory, _)| memory.clone())
    }
}

impl Core {
    /// Adds memory that no buffer is over yet.
    fn list_shared(&self, memory: &Arc<SharedMemory>) {
        let mut all = self.shared.borrow_mut();
        if all.by_data.insert(memory.data() as usize, (memory.clone(), 0)).is_none() {
            all.bytes += memory.len();
        }
        drop(all);
        self.apply_memory_limit();
    }

    /// One buffer more.
    fn hold_shared(&self, data: *mut u8) {
        if let Some((_, buffers)) = self.shared.borrow_mut().by_data.get_mut(&(data as usize)) {
            *buffers += 1;
        }
    }

    /// One buffer less: `buffers` of them went. Memory without any is given up.
    fn release_shared(&self, data: *mut u8, buffers: usize) {
        let mut all = self.shared.borrow_mut();
        let Some((_, held)) = all.by_data.get_mut(&(data as usize)) else { return };
        *held -= buffers;
        if *held > 0 {
            return;
        }
        let memory = all.by_data.remove(&(data as usize));
        if let Some((memory, _)) = &memory {
            all.bytes -= memory.len();
        }
        drop(all);
        drop(memory);
        self.apply_memory_limit();
    }
}

/// `new SharedArrayBuffer(size)` asks for its memory. `core` is the VM's [`Core`].
unsafe extern "C" fn allocate(core: *mut c_void, size: qjs::size_t) -> *mut c_void {
    // SAFETY: `switch_on` gave it, and the core outlives the runtime.
    let core = unsafe { &*core.cast::<Core>() };
    let size = size as usize;
    let memory = if core.has_room(size) { SharedMemory::new(size) } else { None };
    let Some(memory) = memory else {
        // QuickJS leaves it to us to say why.
        // SAFETY: the context is alive while scripts run.
        unsafe { qjs::JS_ThrowOutOfMemory(core.context.get()) };
        return ptr::null_mut();
    };
    core.list_shared(&memory);
    core.hold_shared(memory.data());
    memory.data().cast()
}

unsafe extern "C" fn hold(core: *mut c_void, data: *mut c_void) {
    // SAFETY: as in `allocate`.
    unsafe { &*core.cast::<Core>() }.hold_shared(data.cast());
}

unsafe extern "C" fn release(core: *mut c_void, data: *mut c_void) {
    // SAFETY: as in `allocate`.
    unsafe { &*core.cast::<Core>() }.release_shared(data.cast(), 1);
}

/// Lets the scripts of the VM have shared memory. Called before any script runs.
pub(crate) fn switch_on(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    let core = &RealmState::from_ctx(ctx).core;
    if core.shared_class.get() != NO_CLASS {
        return Ok(());
    }
    let raw = ctx.as_raw().as_ptr();
    // SAFETY: the context and with it the runtime is alive; the value that tells the class is freed before its memory would be asked back
    // from us; the core lives longer than the runtime.
    unsafe {
        let sample = qjs::JS_NewArrayBuffer(raw, ptr::null_mut(), 0, 0, None, ptr::null_mut(), true);
        if qjs::JS_IsException(sample) {
            return Err(rquickjs::Error::Exception);
        }
        core.shared_class.set(qjs::JS_GetClassID(sample));
        qjs::JS_FreeValue(raw, sample);
        let functions = qjs::JSSharedArrayBufferFunctions {
            sab_alloc: Some(allocate),
            sab_free: Some(release),
            sab_dup: Some(hold),
            sab_opaque: std::rc::Rc::as_ptr(core).cast_mut().cast(),
        };
        qjs::JS_SetSharedArrayBufferFunctions(core.runtime(), &raw const functions);
    }
    Ok(())
}

/// Whether a value is a `SharedArrayBuffer`; never where they are not allowed.
pub(crate) fn is_shared(core: &Core, value: qjs::JSValue) -> bool {
    // SAFETY: reads the class of a live value.
    unsafe { qjs::JS_GetClassID(value) == core.shared_class.get() }
}

/// The memory of a `SharedArrayBuffer` and its length, for another VM.
pub(crate) fn memory_of(
    ctx: &Ctx<'_>,
    buffer: &Value<'_>,
) -> Result<(Arc<SharedMemory>, usize), &'static str> {
    let core = &RealmState::from_ctx(ctx).core;
    let found =
        bytes_of(ctx, buffer).and_then(|(data, len)| Some((core.shared.borrow().find(data.as_ptr())?, len)));
    let Some((memory, len)) = found else { return Err("A SharedArrayBuffer of another kind") };
    // An empty one has a byte too.
    if len.max(1) < memory.len() {
        return Err("A SharedArrayBuffer that can grow");
    }
    Ok((memory, len))
}

/// A `SharedArrayBuffer` over memory of another VM. Throws where this one has no memory left, or may have none that is shared.
pub(crate) fn shared_buffer<'js>(
    ctx: &Ctx<'js>,
    memory: &Arc<SharedMemory>,
    len: usize,
) -> rquickjs::Result<Value<'js>> {
    let core = &RealmState::from_ctx(ctx).core;
    let raw = ctx.as_raw().as_ptr();
    if core.shared_class.get() == NO_CLASS {
        let message = "A SharedArrayBuffer could not be read: shared memory is switched off here.".to_owned();
        return Err(JsError::Dom { name: "DataCloneError", message }.throw(ctx));
    }
    let data = memory.data();
    if core.shared.borrow().find(data).is_none() {
        if !core.has_room(memory.len()) {
            // SAFETY: the context is alive.
            return unsafe { owned_value(ctx, qjs::JS_ThrowOutOfMemory(raw)) };
        }
        core.list_shared(memory);
    }
    // SAFETY: the memory stays until the buffer is gone: it is listed, and QuickJS counts the buffer with `hold` and `release`.
    let made = unsafe {
        let value = qjs::JS_NewArrayBuffer(raw, data, len as _, 0, None, ptr::null_mut(), true);
        owned_value(ctx, value)
    };
    if made.is_err() {
        core.release_shared(data, 0);
    }
    made
}

/// A copy of memory that other threads may write to meanwhile: each word is one that was there.
///
/// # Safety
/// `data` begins so many bytes that stay allocated, and all who write them use QuickJS or atomics.
pub(crate) unsafe fn copy_shared<E: Element>(data: *const u8, len_bytes: usize) -> Vec<E> {
    let count = len_bytes / size_of::<E>();
    let mut copy: Vec<E> = Vec::with_capacity(count);
    let to = copy.as_mut_ptr().cast::<u8>();
    let bytes = count * size_of::<E>();
    let mut at = 0;
    // SAFETY: every access is inside the memory and aligned; any bits are a value of the element type.
    unsafe {
        while at < bytes {
            let from = data.add(at).cast_mut();
            if bytes - at >= 8 && from.addr().is_multiple_of(8) {
                let word = AtomicU64::from_ptr(from.cast()).load(Ordering::Relaxed);
                to.add(at).cast::<u64>().write_unaligned(word);
                at += 8;
            } else {
                to.add(at).write(AtomicU8::from_ptr(from).load(Ordering::Relaxed));
                at += 1;
            }
        }
        copy.set_len(count);
    }
    copy
}
