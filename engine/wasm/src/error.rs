//! What goes wrong.

use crate::on_thread::OnThread;
use std::{any::Any, fmt, rc::Rc};
use wasmtime::{Trap, WasmBacktrace};

/// The bytes are no module that can be compiled.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{message}")]
pub struct CompileError {
    /// Why, with the offset where it is known.
    pub message: String,
}

impl CompileError {
    pub(crate) fn new(error: &wasmtime::Error) -> CompileError {
        CompileError { message: format!("{error:#}") }
    }
}

/// A store could not be made.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The thread that watches over the time could not be started.
    #[error("no thread for the watchdog of WebAssembly: {0}")]
    Watchdog(#[from] std::io::Error),
}

/// One function of a WebAssembly stack.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its name, where the module has a name section.
    pub function: Option<String>,
    /// Its index.
    pub index: u32,
    /// Where in the module's bytes.
    pub offset: usize,
}

/// Why a call ended early.
pub enum CallError {
    /// A trap.
    Trap {
        /// In words, `integer divide by zero`.
        message: String,
        /// Innermost first.
        frames: Vec<Frame>,
    },
    /// The stack is used up.
    StackOverflow,
    /// Time is up.
    Interrupted,
    /// An exception of WebAssembly that no function caught.
    Exception,
    /// A host function failed with this.
    Host(Rc<dyn Any>),
    /// A value cannot be passed to or from JavaScript.
    Value(String),
}

impl fmt::Debug for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CallError::Trap { message, frames } => {
                f.debug_struct("Trap").field("message", message).field("frames", frames).finish()
            }
            CallError::StackOverflow => f.write_str("StackOverflow"),
            CallError::Interrupted => f.write_str("Interrupted"),
            CallError::Exception => f.write_str("Exception"),
            CallError::Host(_) => f.write_str("Host"),
            CallError::Value(text) => write!(f, "Value({text})"),
        }
    }
}

/// Why there is no instance.
#[derive(Debug)]
pub enum InstantiateError {
    /// An import is missing or of another type.
    Link(String),
    /// A limit of the store.
    Limit(String),
    /// The start function, or a segment that does not fit.
    Call(CallError),
}

/// What a host function failed with, on its way through wasmtime.
pub(crate) struct Foreign(pub(crate) OnThread<Rc<dyn Any>>);

impl fmt::Debug for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Foreign")
    }
}

impl fmt::Display for Foreign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a host function failed")
    }
}

impl std::error::Error for Foreign {}

/// Time is up, on its way through wasmtime.
#[derive(Debug, thiserror::Error)]
#[error("interrupted")]
pub(crate) struct Interrupted;

/// A value that no JavaScript has, on its way through wasmtime.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NoValue(pub(crate) String);

impl CallError {
    /// What wasmtime's error is; `Err` when it is none of a call.
    pub(crate) fn read(error: &wasmtime::Error) -> Result<CallError, String> {
        if let Some(Foreign(value)) = error.downcast_ref::<Foreign>() {
            return Ok(CallError::Host(value.get().clone()));
        }
        if error.is::<Interrupted>() {
            return Ok(CallError::Interrupted);
        }
        if let Some(NoValue(text)) = error.downcast_ref::<NoValue>() {
            return Ok(CallError::Value(text.clone()));
        }
        if error.is::<wasmtime::ThrownException>() {
            return Ok(CallError::Exception);
        }
        match error.downcast_ref::<Trap>() {
            Some(Trap::StackOverflow) => Ok(CallError::StackOverflow),
            Some(Trap::Interrupt) => Ok(CallError::Interrupted),
            Some(trap) => Ok(CallError::Trap { message: words(*trap), frames: frames(error) }),
            None => Err(format!("{error:#}")),
        }
    }

    /// The same, where only calls can have failed.
    pub(crate) fn of(error: &wasmtime::Error) -> CallError {
        CallError::read(error).unwrap_or_else(|message| CallError::Trap { message, frames: frames(error) })
    }
}

/// As browsers say it.
fn words(trap: Trap) -> String {
    let text = match trap {
        Trap::UnreachableCodeReached => "unreachable",
        Trap::MemoryOutOfBounds => "memory access out of bounds",
        Trap::TableOutOfBounds => "table index is out of bounds",
        Trap::IndirectCallToNull | Trap::BadSignature => "null function or function signature mismatch",
        Trap::IntegerOverflow => "integer overflow",
        Trap::IntegerDivisionByZero => "divide by zero",
        Trap::BadConversionToInteger => "float unrepresentable in integer range",
        Trap::NullReference => "dereferencing a null pointer",
        other => {
            let text = other.to_string();
            return text.strip_prefix("wasm trap: ").unwrap_or(&text).to_owned();
        }
    };
    text.to_owned()
}

/// Most frames that an error names.
const MAX_FRAMES: usize = 20;

fn frames(error: &wasmtime::Error) -> Vec<Frame> {
    let Some(trace) = error.downcast_ref::<WasmBacktrace>() else { return Vec::new() };
    let frame = |frame: &wasmtime::FrameInfo| Frame {
        function: frame.func_name().map(str::to_owned),
        index: frame.func_index(),
        offset: frame.module_offset().unwrap_or(0),
    };
    trace.frames().iter().take(MAX_FRAMES).map(frame).collect()
}
