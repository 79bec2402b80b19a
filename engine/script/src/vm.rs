//! [`Vm`]: one QuickJS runtime with its realms and everything that refers into it.
//!
//! Drop order is the reason for this type: values kept by Rust first, then the contexts, then the runtime,
//! and the state that callbacks point to last. VMs are independent: many live in one process, one per
//! thread or several on one thread. A `Vm` stays on the thread that made it.
//!
//! Absent: what runs JavaScript, which is in `enter.rs`.

use std::{any::Any, cell::RefCell, rc::Rc};

use rquickjs::{Runtime, qjs};

use crate::{
    console::ConsoleSink,
    core::{Core, FrameMapper},
    error::VmError,
    options::VmOptions,
    realm::{Realm, RealmId, RealmState},
    report,
    watchdog::{self, Watchdog},
};

/// A JavaScript virtual machine.
pub struct Vm {
    realms: RefCell<Vec<Realm>>,
    core: Rc<Core>,
    runtime: Option<Runtime>,
    options: VmOptions,
}

impl Vm {
    /// Makes a VM with one realm and its globals.
    pub fn new(options: VmOptions) -> Result<Self, VmError> {
        options.check()?;
        let runtime = Runtime::new()?;
        runtime.set_memory_limit(options.memory_limit_bytes);
        runtime.set_max_stack_size(options.stack_limit_bytes);
        runtime.set_gc_threshold(options.gc_threshold_bytes);
        let first = Realm::raw_runtime(&runtime)?;
        crate::native::check_class_ids(first)?;
        let core = Core::new(
            first,
            Watchdog::new(options.watchdog.clone()),
            options.clock.clone(),
            options.virtual_date,
            options.max_timers,
            options.memory_limit_bytes,
        );
        let opaque = Rc::as_ptr(&core).cast_mut().cast();
        // SAFETY: the runtime is live; the core is dropped after it.
        unsafe {
            qjs::JS_SetInterruptHandler(first, Some(watchdog::interrupt), opaque);
            qjs::JS_SetHostPromiseRejectionTracker(first, Some(report::track_rejection), opaque);
        }
        let vm = Self { realms: RefCell::default(), core, runtime: Some(runtime), options };
        if let Some(shared) = &vm.options.shared_memory {
            vm.core.wait_host.replace(shared.wait.clone());
        }
        vm.create_realm()?;
        Ok(vm)
    }

    /// Makes another realm: a global object of its own with all globals, in the same heap.
    ///
    /// Realms of one VM are no protection against each other's code; a second VM is.
    pub fn create_realm(&self) -> Result<RealmId, VmError> {
        let Some(runtime) = &self.runtime else { return Err(VmError::Allocation) };
        let id = RealmId(self.realms.borrow().len());
        let seed = self.options.random_seed.unwrap_or(0).wrapping_add(id.0 as u64);
        let realm = Realm::new(runtime, &self.core, crate::globals::spread_seed(seed), &self.options.locale)?;
        self.realms.borrow_mut().push(realm);
        crate::globals::install(self, id)?;
        Ok(id)
    }

    /// The options this VM was made with.
    pub fn options(&self) -> &VmOptions {
        &self.options
    }

    /// Attaches the host's own state to a realm, to be found by [`host`](crate::host) in functions.
    pub fn set_host<H: Any>(&self, realm: RealmId, host: Rc<H>) {
        self.state(realm).host.replace(Some(host));
    }

    /// Says where `console.*` of a realm writes. Without a sink it writes nowhere.
    pub fn set_console(&self, realm: RealmId, sink: Rc<RefCell<dyn ConsoleSink>>) {
        self.state(realm).console.replace(Some(sink));
    }

    /// Sets what maps places in compiled code back to the original source (source maps). It is applied to
    /// the frames of [`ScriptError`](crate::ScriptError), to the origins of console lines and to the text
    /// that games read from `error.stack`.
    pub fn set_frame_mapper(&self, mapper: Rc<FrameMapper>) {
        self.core.frame_mapper.replace(Some(mapper));
    }

    pub(crate) fn core(&self) -> &Rc<Core> {
        &self.core
    }

    /// The state of a realm. Ids come only from this VM's own `create_realm`; a foreign one that is out of
    /// range means the main realm.
    pub(crate) fn state(&self, realm: RealmId) -> Rc<RealmState> {
        let realms = self.realms.borrow();
        realms.get(realm.0).unwrap_or(&realms[0]).state().clone()
    }

    pub(crate) fn raw_context(&self, realm: RealmId) -> std::ptr::NonNull<qjs::JSContext> {
        let realms = self.realms.borrow();
        realms.get(realm.0).unwrap_or(&realms[0]).raw()
    }
}

impl Realm {
    /// The raw runtime, found through a context that is dropped again (rquickjs does not expose it).
    fn raw_runtime(runtime: &Runtime) -> Result<*mut qjs::JSRuntime, VmError> {
        let context = rquickjs::Context::base(runtime)?;
        // SAFETY: the context is live.
        Ok(unsafe { qjs::JS_GetRuntime(context.as_raw().as_ptr()) })
    }
}

impl Drop for Vm {
    fn drop(&mut self) {
        self.core.clear_values();
        let states: Vec<_> = self.realms.take().into_iter().map(Realm::close).collect();
        // Dropping host state and contexts may have dropped natives that held more.
        self.core.clear_values();
        drop(self.runtime.take());
        self.core.forget_runtime();
        drop(states);
    }
}

impl std::fmt::Debug for Vm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kept = self.core.refs.borrow().len();
        f.debug_struct("Vm").field("realms", &self.realms.borrow().len()).field("kept", &kept).finish()
    }
}
