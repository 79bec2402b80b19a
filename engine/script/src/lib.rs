//! QuickJS for Sparrow: realms, native classes, modules, jobs, timers, console, watchdog.
//!
//! # Guide
//!
//! **One VM, one way in.** [`Vm`] owns the runtime, its realms and every value that Rust keeps, and drops them
//! in the safe order. Everything that runs JavaScript goes through [`Vm::enter`] (or what is made of it:
//! [`Vm::eval`], [`Vm::call`], [`Vm::run_due_timers`], [`Vm::run_animation_frames`], [`Modules::run`]): it
//! arms the watchdog, runs, then drains microtasks. Entries may nest.
//!
//! ```
//! # use sparrow_script::*;
//! let vm = Vm::new(VmOptions::default()).unwrap();
//! vm.eval("var onTap = (x) => { if (x > 1) throw new TypeError('too far') }", "game.js").unwrap();
//! let on_tap = vm.enter(|ctx| Ok(JsRef::new(ctx, ctx.globals().get::<_, rquickjs::Value>("onTap")?))).unwrap();
//! let error = vm.call(&on_tap, (2.0,)).unwrap_err();
//! assert_eq!(error.headline(), "TypeError: too far (game.js:1:43)");
//! ```
//!
//! **Classes.** Hot objects are Rust types made classes by [`native_class!`]: methods find their object by
//! class id and get `&T`, so state that changes lives in `Cell`s and `RefCell`s, mostly an
//! `Rc<RefCell<HostState>>` shared with the host. [`native::install`] makes the class known to a realm and returns
//! its constructor, which the caller puts where games look for it; [`native::create`] makes objects, and
//! methods return fresh ones as [`native::New`]. A method takes only what it can: numbers, strings, slices, other
//! natives. One that must run JavaScript names a `Ctx` argument, and then gets no slices.
//! Everything that is not called thousands of times a frame is a closure: [`define_function`].
//!
//! **Keeping values, calling back.** A value that outlives the call is a [`JsRef`] (an argument type of
//! native methods; [`JsRef::new`] elsewhere). A native object reports those that it owns alone in its `trace`
//! section, or cycles through it leak. To call one: [`Vm::call`], or inside of a function that has a context
//! `callback.function(ctx)?.call(..)`. Drop every borrow of host state before.
//!
//! **Errors.** Into JavaScript: methods and functions return `Result<_, `[`JsError`]`>`; panics become
//! `InternalError`s. Out of JavaScript: entries return [`ScriptError`] with name, message, mapped stack, file, line and
//! kind. What nobody caught (timers, frames, microtasks, promises) waits in [`Vm::take_reports`].
//!
//! **Places.** [`Vm::set_frame_mapper`] maps compiled places to the original source, for errors, console lines
//! and the `error.stack` that games read.
//!
//! Absent: everything about `wx` and canvases; reading files and clocks (the host gives both).

#![allow(unsafe_code)]

mod atomics;
mod bytecode;
mod clock;
mod clone;
mod console;
mod core;
mod enter;
mod error;
mod evaluate;
mod exception;
mod external;
mod function;
mod globals;
mod handle;
mod heap;
mod host_memory;
mod inspect;
mod kept_call;
mod modules;
pub mod native;
mod options;
mod owned;
mod persistent;
mod property;
mod realm;
mod report;
mod sampler;
mod shared_memory;
mod table;
mod timers;
mod vm;
mod watchdog;
mod weak;

pub use rquickjs;

pub use crate::{
    atomics::{WaitHost, Waker},
    bytecode::{Bytecode, CompileKind, MODULE_PARAMETERS, compile_script, engine_build_id, run_script},
    clock::{HostClock, ManualClock},
    clone::{CloneHooks, Serialized},
    console::{ConsoleLevel, ConsoleMemory, ConsoleRecord, ConsoleSink, Origin, caller_place},
    core::FrameMapper,
    error::{Frame, ScriptError, ScriptErrorKind, VmError},
    evaluate::Evaluated,
    exception::to_text,
    external::{detach_buffer, external_buffer, is_detached, is_external},
    function::{HostCall, define_function, define_value, function},
    globals::geometry,
    handle::{RealmHandle, take_exception, throw_interrupted},
    heap::MemoryUsage,
    kept_call::{Plain, call_kept, freeze, to_bigint64, to_int32, to_number},
    modules::{ModuleCode, ModuleError, ModuleHost, ModuleSource, Modules},
    native::JsError,
    options::{SharedMemoryOptions, VmOptions},
    owned::buffer_over,
    persistent::{JsRef, Tracer},
    realm::{RealmId, attach, attached, host},
    report::{MAX_TEXT_BYTES, Report, cut_text},
    sampler::{ScriptProfile, ScriptSample},
    timers::{CATCH_UP_MS, TimerCounts},
    vm::Vm,
    watchdog::{Interrupter, WatchdogClock, WatchdogOptions},
    weak::JsWeak,
};
