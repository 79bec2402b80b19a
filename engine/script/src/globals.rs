//! What the engine adds to QuickJS' global object, or puts in place of what is there.
//!
//! At once: `GameGlobal`, `console`, timers, `performance`, the clock of `Date` and the seed of
//! `Math.random`, `TextEncoder`, `TextDecoder`, `WeakRef`. On first use: `Intl` (with the `toLocale..` methods), `URL`,
//! `URLSearchParams`, `structuredClone`, `DOMMatrix` and what belongs to it; they are written in JavaScript in `js/`. QuickJS itself has
//! `queueMicrotask`, `atob`, `btoa` and `DOMException`. `RegExp.$1` and its relatives come with the first module that names one.

mod chance;
mod encoding;
mod lazy;
mod url;

pub use lazy::geometry;
pub(crate) use lazy::install_regexp_statics;

use rquickjs::{Ctx, Value};

use crate::{
    atomics,
    error::{ScriptErrorKind, VmError, parse_stack},
    function::{define_value, function},
    options::VmOptions,
    realm::{RealmId, RealmState},
    shared_memory,
    vm::Vm,
};

/// Makes a well-mixed state for a generator out of a small seed (SplitMix64's finalizer).
pub(crate) fn spread_seed(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Runs one of the built-in scripts and returns its completion value.
fn run_builtin<'js>(ctx: &Ctx<'js>, source: &str, name: &str) -> rquickjs::Result<Value<'js>> {
    let compiled = crate::bytecode::compile_value(ctx, source, name, crate::CompileKind::Script)?;
    crate::bytecode::run_value(ctx, compiled)
}

/// Runs one of the built-in scripts that is a function, and calls it.
fn call_builtin<'js, A>(ctx: &Ctx<'js>, source: &str, name: &str, args: A) -> rquickjs::Result<Value<'js>>
where
    A: rquickjs::function::IntoArgs<'js>,
{
    run_builtin(ctx, source, name)?.into_function().ok_or(rquickjs::Error::Unknown)?.call(args)
}

/// Installs all globals in a realm.
pub(crate) fn install(vm: &Vm, realm: RealmId) -> Result<(), VmError> {
    let options = vm.options();
    let result = vm.enter_realm(realm, |ctx| {
        let globals = ctx.globals();
        install_shared_memory(ctx, options)?;
        define_value(&globals, "GameGlobal", globals.clone())?;
        // As on the platform: Cocos' loader counts on it.
        define_value(&globals, "global", globals.clone())?;
        crate::inspect::Intrinsics::save(ctx)?;
        install_stack(ctx)?;
        crate::console::install(ctx)?;
        crate::timers::install(ctx)?;
        chance::install(ctx, options)?;
        encoding::install(ctx)?;
        call_builtin(ctx, include_str!("js/weak_ref.js"), "sparrow:weak_ref", ())?;
        lazy::install(ctx)
    });
    result.map_err(|error| match error.kind {
        ScriptErrorKind::OutOfMemory => VmError::Allocation,
        _ => VmError::Builtin(Box::new(error)),
    })
}

/// Before any script runs: takes away what would be of no use, or makes it so.
fn install_shared_memory(ctx: &Ctx<'_>, options: &VmOptions) -> rquickjs::Result<()> {
    if options.shared_memory.is_none() {
        return ctx.globals().remove("SharedArrayBuffer");
    }
    shared_memory::switch_on(ctx)?;
    atomics::install(ctx)
}

/// Maps the places in the stacks that games read.
fn install_stack(ctx: &Ctx<'_>) -> rquickjs::Result<()> {
    let map = function(ctx, "mapStack", 1, |call| {
        let text = call.arg(0);
        let core = &RealmState::from_ctx(call.ctx).core;
        if core.frame_mapper.borrow().is_none() {
            return Ok(text);
        }
        let mut frames = parse_stack(&call.text(0)?);
        core.map_frames(&mut frames);
        let mapped: String = frames.iter().map(|frame| format!("    {frame}\n")).collect();
        Ok(rquickjs::String::from_str(call.ctx.clone(), &mapped)?.into_value())
    })?;
    call_builtin(ctx, include_str!("js/stack.js"), "sparrow:stack", (map,)).map(|_| ())
}
