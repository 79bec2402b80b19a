//! [`Core`]: the state of one VM that must be reachable from callbacks of QuickJS and from values kept by
//! Rust: the table of kept values, rejections, reports, the watchdog and the depth of entries.
//!
//! It is shared by `Rc`. When the VM ends it empties the table and forgets the runtime, so that whoever
//! still holds a share finds nothing to use. Nothing here is global to the process.

use std::{
    cell::{Cell, RefCell},
    ptr,
    rc::Rc,
};

use rquickjs::qjs;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::{
    atomics::WaitHost,
    clock::{HostClock, Patience},
    error::Frame,
    owned::OwnedBuffers,
    persistent::RefTable,
    report::{Rejection, Report},
    sampler::Sampler,
    shared_memory::{NO_CLASS, SharedBuffers},
    timers::TimerState,
    watchdog::Watchdog,
};

/// What a VM may use beyond its limit once a script ran out of memory, so that error handlers can run.
pub(crate) const RESERVE_BYTES: usize = 1 << 20;

/// Maps a place in compiled code to the place in the original source: file, line and column, from 1.
pub type FrameMapper = dyn Fn(&str, u32, u32) -> Option<(String, u32, u32)>;

pub(crate) struct Core {
    runtime: Cell<*mut qjs::JSRuntime>,
    pub(crate) refs: RefCell<RefTable>,
    /// Native objects that a [`JsWeak`](crate::JsWeak) names, by id; an entry goes when its object is finalized.
    pub(crate) weak: RefCell<FxHashMap<u64, qjs::JSValue>>,
    /// Addresses of the array buffers over memory of the host.
    pub(crate) external: RefCell<FxHashSet<usize>>,
    pub(crate) owned: RefCell<OwnedBuffers>,
    pub(crate) shared: RefCell<SharedBuffers>,
    /// QuickJS' class of `SharedArrayBuffer`; that of nothing where scripts have none.
    pub(crate) shared_class: Cell<u32>,
    pub(crate) wait_host: RefCell<Option<Rc<dyn WaitHost>>>,
    /// The first realm's, for what QuickJS asks for without naming one.
    pub(crate) context: Cell<*mut qjs::JSContext>,
    pub(crate) rejections: RefCell<Vec<Rejection>>,
    pub(crate) reports: RefCell<Vec<Report>>,
    pub(crate) watchdog: Watchdog,
    pub(crate) clock: Rc<dyn HostClock>,
    pub(crate) patience: Patience,
    pub(crate) timers: RefCell<TimerState>,
    pub(crate) frame_mapper: RefCell<Option<Rc<FrameMapper>>>,
    /// File, line and source line of the last syntax error of a module.
    pub(crate) excerpt: RefCell<Option<(String, u32, String)>>,
    /// How many entries into JavaScript are on the stack.
    pub(crate) depth: Cell<u32>,
    pub(crate) max_timers: usize,
    /// What the heap and the owned buffers may take together; 0 for no limit.
    pub(crate) memory_limit_bytes: usize,
    /// Timers and animation frames that were refused because there were too many.
    pub(crate) refused_timers: Cell<u64>,
    /// A script ran out of memory, and the limit is raised by a reserve.
    pub(crate) reserve_open: Cell<bool>,
    pub(crate) sampler: RefCell<Option<Rc<Sampler>>>,
    trace_epoch: Cell<u64>,
    native_ids: Cell<u64>,
    finalizing: Cell<u32>,
    /// How many native calls that borrow array buffers are on the stack.
    borrowing: Cell<u32>,
}

/// While it lives, JavaScript cannot be entered: a native call has slices into array buffers.
pub(crate) struct EntryClosed<'a>(&'a Core);

impl Drop for EntryClosed<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.borrowing.set(self.0.borrowing.get() - 1);
    }
}

impl Core {
    pub(crate) fn new(
        runtime: *mut qjs::JSRuntime,
        watchdog: Watchdog,
        clock: Rc<dyn HostClock>,
        virtual_time: bool,
        max_timers: usize,
        memory_limit_bytes: usize,
    ) -> Rc<Self> {
        Rc::new(Self {
            runtime: Cell::new(runtime),
            refs: RefCell::default(),
            weak: RefCell::default(),
            external: RefCell::default(),
            owned: RefCell::default(),
            shared: RefCell::default(),
            shared_class: Cell::new(NO_CLASS),
            wait_host: RefCell::default(),
            context: Cell::new(ptr::null_mut()),
            rejections: RefCell::default(),
            reports: RefCell::default(),
            watchdog,
            clock,
            patience: Patience::new(virtual_time),
            timers: RefCell::default(),
            frame_mapper: RefCell::default(),
            excerpt: RefCell::default(),
            depth: Cell::new(0),
            max_timers,
            memory_limit_bytes,
            refused_timers: Cell::new(0),
            reserve_open: Cell::new(false),
            sampler: RefCell::default(),
            trace_epoch: Cell::new(0),
            native_ids: Cell::new(0),
            finalizing: Cell::new(0),
            borrowing: Cell::new(0),
        })
    }

    /// `performance.now()`.
    pub(crate) fn script_now_ms(&self) -> f64 {
        self.patience.tell(self.clock.now_ms())
    }

    /// `Date.now()`, before it is cut to whole milliseconds.
    pub(crate) fn script_unix_ms(&self) -> f64 {
        let now_ms = self.clock.now_ms();
        self.clock.unix_ms() + (self.patience.tell(now_ms) - now_ms)
    }

    /// What array buffers have outside the heap.
    pub(crate) fn buffer_bytes(&self) -> usize {
        self.owned.borrow().bytes().saturating_add(self.shared.borrow().bytes())
    }

    /// Whether buffers outside the heap may have so much more.
    pub(crate) fn has_room(&self, bytes: usize) -> bool {
        let limit = self.memory_limit_bytes;
        limit == 0 || bytes == 0 || self.buffer_bytes().saturating_add(bytes) <= limit
    }

    /// Tells QuickJS what its heap may have: the limit, less what those buffers have, and the reserve while it is open.
    pub(crate) fn apply_memory_limit(&self) {
        let limit = self.memory_limit_bytes;
        if limit == 0 || self.runtime().is_null() {
            return;
        }
        let reserve = if self.reserve_open.get() { RESERVE_BYTES } else { 0 };
        // 0 would be no limit.
        let left = limit.saturating_sub(self.buffer_bytes()).max(1) + reserve;
        // SAFETY: the runtime is alive.
        unsafe { qjs::JS_SetMemoryLimit(self.runtime(), left as qjs::size_t) };
    }

    /// The runtime; null once the VM has ended.
    pub(crate) fn runtime(&self) -> *mut qjs::JSRuntime {
        self.runtime.get()
    }

    pub(crate) fn next_epoch(&self) -> u64 {
        let epoch = self.trace_epoch.get() + 1;
        self.trace_epoch.set(epoch);
        epoch
    }

    pub(crate) fn next_native_id(&self) -> u64 {
        let id = self.native_ids.get() + 1;
        self.native_ids.set(id);
        id
    }

    /// Closes the way into JavaScript until the result is dropped.
    #[inline]
    pub(crate) fn close_entry(&self) -> EntryClosed<'_> {
        self.borrowing.set(self.borrowing.get() + 1);
        EntryClosed(self)
    }

    /// Whether JavaScript may be entered now.
    pub(crate) fn may_enter(&self) -> bool {
        self.borrowing.get() == 0 && self.finalizing.get() == 0
    }

    pub(crate) fn is_finalizing(&self) -> bool {
        self.finalizing.get() > 0
    }

    /// Runs the end of a native object: no value may be duplicated meanwhile, and what the object traced
    /// but somebody else still holds is given up.
    pub(crate) fn finalize(&self, owner: u64, end: impl FnOnce()) {
        self.finalizing.set(self.finalizing.get() + 1);
        self.weak.borrow_mut().remove(&owner);
        self.release(end);
        loop {
            let orphan = self.refs.borrow_mut().take_orphan(owner);
            let Some(value) = orphan else { break };
            // SAFETY: the row owned this reference; finalizers run only while the runtime is alive.
            unsafe { qjs::JS_FreeValueRT(self.runtime(), value) };
        }
        self.finalizing.set(self.finalizing.get() - 1);
    }

    /// Runs the end of something that the collector gave up: no JavaScript may run meanwhile.
    pub(crate) fn release(&self, end: impl FnOnce()) {
        self.finalizing.set(self.finalizing.get() + 1);
        // A panic in a Drop must not cross the C frames of the collector.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(end));
        self.finalizing.set(self.finalizing.get() - 1);
    }

    pub(crate) fn report(&self, mut report: Report) {
        let mut reports = self.reports.borrow_mut();
        // A game that throws in every callback must not fill the memory of a host that never reads.
        if reports.len() < MAX_REPORTS {
            report.cut();
            reports.push(report);
        }
    }

    /// Applies the frame mapper, where there is one.
    pub(crate) fn map_frames(&self, frames: &mut [Frame]) {
        let Some(mapper) = self.frame_mapper.borrow().clone() else { return };
        for frame in frames.iter_mut().filter(|frame| frame.line > 0 && !frame.file.is_empty()) {
            if let Some((file, line, column)) = mapper(&frame.file, frame.line, frame.column) {
                (frame.file, frame.line, frame.column) = (file, line, column);
            }
        }
    }

    /// The sampler, while sampling is on.
    #[inline]
    pub(crate) fn sampler(&self) -> Option<Rc<Sampler>> {
        self.sampler.borrow().clone()
    }

    /// Frees every kept value. Called by the VM before its realms go.
    pub(crate) fn clear_values(&self) {
        self.sampler.take();
        self.rejections.borrow_mut().clear();
        self.reports.borrow_mut().clear();
        let timers = std::mem::take(&mut *self.timers.borrow_mut());
        drop(timers);
        loop {
            let value = self.refs.borrow_mut().pop();
            let Some(value) = value else { break };
            // SAFETY: the row owned this reference and the runtime is still alive.
            unsafe { qjs::JS_FreeValueRT(self.runtime(), value) };
        }
    }

    /// Forgets the runtime. Called by the VM when the runtime is about to be freed for good.
    pub(crate) fn forget_runtime(&self) {
        self.runtime.set(ptr::null_mut());
    }
}

/// Reports kept for a host that has not read them.
const MAX_REPORTS: usize = 1000;
