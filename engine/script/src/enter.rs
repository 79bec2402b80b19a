//! The one way into JavaScript. Every entry (scripts, callbacks, timers, frames) goes through
//! [`Vm::enter`]: it arms the watchdog, runs a closure with a context, turns what was thrown into a
//! [`ScriptError`], then runs the microtasks and collects unhandled rejections as [`Report`]s.
//!
//! An entry from within an entry (a native function that calls back at once) is allowed; the microtasks
//! run when the outermost one ends.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rquickjs::{Ctx, FromJs, Value, function::IntoArgs, qjs};

use crate::{
    error::{ScriptError, ScriptErrorKind},
    persistent::JsRef,
    realm::RealmId,
    report::Report,
    vm::Vm,
};

/// Counts an entry on the stack, also when a panic unwinds it.
struct Depth<'a>(&'a Vm);

impl<'a> Depth<'a> {
    fn new(vm: &'a Vm) -> Self {
        let core = vm.core();
        if core.depth.get() == 0 {
            core.watchdog.arm();
            core.patience.entry_began();
            if let Some(sampler) = core.sampler() {
                sampler.entry_began();
            }
            // SAFETY: the runtime is alive as long as the VM.
            unsafe { qjs::JS_UpdateStackTop(core.runtime()) };
        }
        core.depth.set(core.depth.get() + 1);
        Self(vm)
    }
}

impl Drop for Depth<'_> {
    fn drop(&mut self) {
        let core = self.0.core();
        core.depth.set(core.depth.get() - 1);
        if core.depth.get() == 0 {
            core.watchdog.disarm();
            if let Some(sampler) = core.sampler() {
                sampler.entry_ended();
            }
        }
    }
}

impl Vm {
    /// Runs `f` in the main realm. See the module's description; what microtasks and promises left behind
    /// is to be fetched by [`take_reports`](Self::take_reports).
    pub fn enter<R>(
        &self,
        f: impl for<'js> FnOnce(&Ctx<'js>) -> rquickjs::Result<R>,
    ) -> Result<R, ScriptError> {
        self.enter_realm(RealmId::MAIN, f)
    }

    /// As [`enter`](Self::enter), in a realm of choice.
    pub fn enter_realm<R>(
        &self,
        realm: RealmId,
        f: impl for<'js> FnOnce(&Ctx<'js>) -> rquickjs::Result<R>,
    ) -> Result<R, ScriptError> {
        if !self.core().may_enter() {
            let message =
                "JavaScript cannot be entered from a finalizer, or from a method that borrows buffers";
            return Err(ScriptError::new(ScriptErrorKind::Panic, "InternalError", message));
        }
        let raw = self.raw_context(realm);
        let depth = Depth::new(self);
        // SAFETY: the context belongs to this VM, which is borrowed; `f` takes every lifetime, so the
        // lifetime of this context is unique to the call.
        let ctx = unsafe { Ctx::from_raw(raw) };
        let result = match catch_unwind(AssertUnwindSafe(|| f(&ctx))) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => Err(ScriptError::caught(&ctx, &error)),
            Err(panic) => Err(ScriptError::new(
                ScriptErrorKind::Panic,
                "InternalError",
                crate::native::panic_text(panic.as_ref()),
            )),
        };
        if self.core().depth.get() == 1 {
            if result.as_ref().is_err_and(|error| error.kind == ScriptErrorKind::OutOfMemory) {
                self.open_reserve();
            }
            self.run_jobs(&ctx);
            self.collect_rejections(&ctx);
            if self.core().reserve_open.get() {
                self.close_reserve();
            }
        }
        drop(ctx);
        drop(depth);
        result
    }

    /// Takes what was reported since the last time, in order.
    pub fn take_reports(&self) -> Vec<Report> {
        std::mem::take(&mut *self.core().reports.borrow_mut())
    }

    /// Runs the pending jobs (promise reactions and `queueMicrotask`) until none is left or time is up.
    fn run_jobs(&self, ctx: &Ctx<'_>) {
        let core = self.core();
        let runtime = core.runtime();
        // After the watchdog fired inside the entry itself the jobs wait for the next entry.
        while !core.watchdog.fired() {
            // SAFETY: the runtime is alive.
            if !unsafe { qjs::JS_IsJobPending(runtime) } {
                return;
            }
            if core.watchdog.check() {
                let message = core.watchdog.verdict("a chain of microtasks");
                core.report(Report::Uncaught(ScriptError::new(
                    ScriptErrorKind::Watchdog,
                    "InternalError",
                    message,
                )));
                return;
            }
            let mut job_ctx = std::ptr::null_mut();
            // SAFETY: the runtime is alive; the context is written by the call.
            let result = unsafe { qjs::JS_ExecutePendingJob(runtime, &raw mut job_ctx) };
            if result < 0 {
                core.report(Report::Uncaught(ScriptError::caught(ctx, &rquickjs::Error::Exception)));
            }
        }
    }

    /// Reports the promises that nothing handled.
    fn collect_rejections(&self, ctx: &Ctx<'_>) {
        let core = self.core();
        let list = std::mem::take(&mut *core.rejections.borrow_mut());
        for entry in list {
            let error = match entry.reason.get(ctx) {
                Ok(reason) => Box::new(ScriptError::from_value(ctx, &reason)),
                Err(_) => continue,
            };
            core.report(Report::UnhandledRejection { error, reason: entry.reason, promise: entry.promise });
        }
    }

    /// Runs a classic script (not strict unless it says so) in the main realm.
    pub fn eval(&self, source: &str, file: &str) -> Result<(), ScriptError> {
        self.eval_as::<NoValue>(source, file).map(|_| ())
    }

    /// Runs a classic script and converts its completion value.
    pub fn eval_as<T: for<'js> FromJs<'js>>(&self, source: &str, file: &str) -> Result<T, ScriptError> {
        self.eval_in(RealmId::MAIN, source, file)
    }

    /// Runs a classic script in a realm of choice and converts its completion value.
    pub fn eval_in<T: for<'js> FromJs<'js>>(
        &self,
        realm: RealmId,
        source: &str,
        file: &str,
    ) -> Result<T, ScriptError> {
        let mut compiled = true;
        let result = self.enter_realm(realm, |ctx| {
            let script = crate::bytecode::compile_value(ctx, source, file, crate::CompileKind::Script);
            compiled = script.is_ok();
            T::from_js(ctx, crate::bytecode::run_value(ctx, script?)?)
        });
        result.map_err(|mut error| {
            if !compiled {
                error.add_excerpt(source);
            }
            error
        })
    }

    /// Calls a kept function with `this` undefined.
    pub fn call<A>(&self, function: &JsRef, args: A) -> Result<(), ScriptError>
    where
        A: for<'js> IntoArgs<'js>,
    {
        self.enter(|ctx| function.function(ctx)?.call::<A, Value<'_>>(args).map(|_| ()))
    }
}

/// The completion value that nobody wants.
struct NoValue;

impl<'js> FromJs<'js> for NoValue {
    fn from_js(_: &Ctx<'js>, _: Value<'js>) -> rquickjs::Result<Self> {
        Ok(Self)
    }
}
