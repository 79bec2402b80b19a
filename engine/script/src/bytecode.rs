//! Compiling source to bytecode and loading it again.
//!
//! QuickJS trusts its bytecode blindly, so a [`Bytecode`] carries a header with the engine's build id and a
//! checksum, and [`Vm::run_bytecode`] refuses what does not match *before* QuickJS reads a byte. That finds
//! accidents (a torn write, another build); it does not make hostile bytes safe: load only from a cache
//! that nobody else writes.
//!
//! A CommonJS module is compiled as a function of the parameters in [`MODULE_PARAMETERS`]. The wrapper
//! stands on lines of its own before line 1, so lines and columns are those of the file.

use std::{ffi::CString, sync::OnceLock};

use rquickjs::{Ctx, Value, qjs};

use crate::{
    error::{ScriptError, ScriptErrorKind},
    exception::owned_value,
    realm::RealmId,
    vm::Vm,
};

/// What a source is compiled as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CompileKind {
    /// A classic script: its top level is the global scope.
    Script,
    /// The body of a CommonJS module.
    Module,
}

/// The parameters of the function that a CommonJS module becomes.
pub const MODULE_PARAMETERS: &str = "exports, require, module, __filename, __dirname";

/// Compiled code with its header: what a cache stores.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytecode {
    bytes: Vec<u8>,
}

const MAGIC: [u8; 4] = *b"SPBC";
/// Magic, kind and three zero bytes, build hash, payload checksum, payload length.
const HEADER_BYTES: usize = 4 + 4 + 8 + 8 + 8;

impl Bytecode {
    fn new(kind: CompileKind, payload: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(HEADER_BYTES + payload.len());
        bytes.extend(MAGIC);
        bytes.extend([kind as u8, 0, 0, 0]);
        bytes.extend(hash(engine_build_id().as_bytes()).to_le_bytes());
        bytes.extend(hash(payload).to_le_bytes());
        bytes.extend((payload.len() as u64).to_le_bytes());
        bytes.extend(payload);
        Self { bytes }
    }

    /// Reads what [`as_bytes`](Self::as_bytes) gave. Damaged bytes and those of another build are refused.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, ScriptError> {
        let bytecode = Self { bytes };
        match bytecode.check() {
            Ok(_) => Ok(bytecode),
            Err(reason) => Err(ScriptError::new(ScriptErrorKind::Bytecode, "BytecodeError", reason)),
        }
    }

    /// Header and code, for a cache.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn word(&self, at: usize) -> Option<u64> {
        Some(u64::from_le_bytes(self.bytes.get(at..at + 8)?.try_into().ok()?))
    }

    /// The kind and the payload, when the header is right.
    fn check(&self) -> Result<(CompileKind, &[u8]), &'static str> {
        if self.bytes.get(..4) != Some(&MAGIC[..]) {
            return Err("not bytecode of this engine");
        }
        let kind = match self.bytes.get(4) {
            Some(0) => CompileKind::Script,
            Some(1) => CompileKind::Module,
            _ => return Err("unknown kind of bytecode"),
        };
        if self.word(8) != Some(hash(engine_build_id().as_bytes())) {
            return Err("bytecode of another build of the engine");
        }
        let payload = self.bytes.get(HEADER_BYTES..).ok_or("bytecode is cut off")?;
        if self.word(24) != Some(payload.len() as u64) {
            return Err("bytecode is cut off");
        }
        if self.word(16) != Some(hash(payload)) {
            return Err("bytecode is damaged");
        }
        Ok((kind, payload))
    }
}

/// A 64-bit hash in which every change of a single 8-byte word shows: each step is a bijection of the state.
fn hash(bytes: &[u8]) -> u64 {
    const K: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |state: u64, word: u64| {
        let state = (state ^ word).wrapping_mul(K);
        state ^ (state >> 29)
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let mut state = mix(K, bytes.len() as u64);
    for word in words {
        state = mix(state, u64::from_le_bytes(*word));
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    mix(state, u64::from_le_bytes(last))
}

/// Names everything that bytecode depends on: part of every cache key. Two builds with the same id read
/// each other's bytecode.
pub fn engine_build_id() -> &'static str {
    static ID: OnceLock<String> = OnceLock::new();
    ID.get_or_init(|| {
        // SAFETY: the version is a static C string.
        let version = unsafe { std::ffi::CStr::from_ptr(qjs::JS_GetVersion()) }.to_string_lossy();
        let (arch, os) = (std::env::consts::ARCH, std::env::consts::OS);
        format!("quickjs-ng-{version} {arch}-{os} modules-1 probe-{:016x}", probe().unwrap_or(0))
    })
}

/// Compiles a script that uses many kinds of opcodes and hashes its bytecode, so that a change of the
/// bytecode's layout or of its numbering changes the build id even where the version does not.
fn probe() -> Option<u64> {
    let source = "'use strict'; class A extends Array { #p = 1n; get q() { return this.#p } static *g(...r) { yield* r } }\n\
        async function f({ a = 1, ...o }, [b, , c]) { for await (const x of o) try { a?.b ?? (c **= 2) } catch { continue } finally { b-- } }\n\
        var r = /a(?<n>b)+$/giu, t = `x${f}y`, s = function () { switch (typeof this) { case 'object': delete this.x; default: return arguments } };\n\
        label: for (var k in { a: [1, 2.5, -0, 1e300, 'é', null, undefined, !0] }) { if (k in s || s instanceof A) break label; with_(k) }\n\
        new A(...t)[r] ||= (x, y) => x + y << 2 >>> 1;";
    let runtime = rquickjs::Runtime::new().ok()?;
    let context = rquickjs::Context::full(&runtime).ok()?;
    context.with(|ctx| {
        let value = compile_value(&ctx, source, "probe.js", CompileKind::Script).ok()?;
        Some(hash(&write_value(&ctx, &value, true).ok()?))
    })
}

/// Compiles without running. The result is a function-bytecode value, good for [`run_value`] only.
pub(crate) fn compile_value<'js>(
    ctx: &Ctx<'js>,
    source: &str,
    file: &str,
    kind: CompileKind,
) -> rquickjs::Result<Compiled<'js>> {
    let source = source.strip_prefix('\u{feff}').unwrap_or(source);
    let mut text = Vec::with_capacity(source.len() + 96);
    let first_line = match kind {
        CompileKind::Script => 1,
        CompileKind::Module => {
            // QuickJS takes a first line of 0 for 1, hence two lines and a start of -1.
            text.extend(format!("(function ({MODULE_PARAMETERS}) {{\n\n").bytes());
            -1
        }
    };
    match (kind, source.strip_prefix("#!")) {
        // QuickJS skips a hashbang only at the very start.
        (CompileKind::Module, Some(rest)) => {
            text.extend(b"//");
            text.extend(rest.bytes());
        }
        _ => text.extend(source.bytes()),
    }
    if kind == CompileKind::Module {
        text.extend(b"\n})");
    }
    let len = text.len();
    text.push(0);
    let file = CString::new(file.replace('\0', "?")).unwrap_or_default();
    let mut options = qjs::JSEvalOptions {
        version: qjs::JS_EVAL_OPTIONS_VERSION as _,
        eval_flags: (qjs::JS_EVAL_TYPE_GLOBAL | qjs::JS_EVAL_FLAG_COMPILE_ONLY) as _,
        filename: file.as_ptr(),
        line_num: first_line,
    };
    // SAFETY: the context is alive; the text ends with a zero at `len`; all pointers outlive the call.
    unsafe {
        let value = qjs::JS_Eval2(ctx.as_raw().as_ptr(), text.as_ptr().cast(), len as _, &raw mut options);
        Compiled::new(ctx, value)
    }
}

/// Compiled code inside a VM.
pub(crate) struct Compiled<'js> {
    ctx: Ctx<'js>,
    value: qjs::JSValue,
}

impl<'js> Compiled<'js> {
    /// # Safety
    /// `value` was just returned by a call on `ctx`, and is owned.
    unsafe fn new(ctx: &Ctx<'js>, value: qjs::JSValue) -> rquickjs::Result<Self> {
        // SAFETY: reading a tag.
        if unsafe { qjs::JS_IsException(value) } {
            return Err(rquickjs::Error::Exception);
        }
        Ok(Self { ctx: ctx.clone(), value })
    }
}

impl Drop for Compiled<'_> {
    fn drop(&mut self) {
        // SAFETY: the value is owned; `run_value` puts a plain `undefined` in its place.
        unsafe { qjs::JS_FreeValue(self.ctx.as_raw().as_ptr(), self.value) };
    }
}

/// Runs compiled code and returns its completion value.
pub(crate) fn run_value<'js>(ctx: &Ctx<'js>, mut compiled: Compiled<'js>) -> rquickjs::Result<Value<'js>> {
    let value = std::mem::replace(&mut compiled.value, qjs::JS_UNDEFINED);
    // SAFETY: the value is owned, of this runtime, and consumed by the call; the result is owned.
    unsafe { owned_value(ctx, qjs::JS_EvalFunction(ctx.as_raw().as_ptr(), value)) }
}

fn write_value<'js>(
    ctx: &Ctx<'js>,
    compiled: &Compiled<'js>,
    strip_source: bool,
) -> rquickjs::Result<Vec<u8>> {
    let strip = if strip_source { qjs::JS_WRITE_OBJ_STRIP_SOURCE } else { 0 };
    let mut len = 0;
    // SAFETY: the value is alive; the bytes are copied before they are freed.
    unsafe {
        let raw = ctx.as_raw().as_ptr();
        let flags = (qjs::JS_WRITE_OBJ_BYTECODE | strip) as _;
        let bytes = qjs::JS_WriteObject(raw, &raw mut len, compiled.value, flags);
        if bytes.is_null() {
            return Err(rquickjs::Error::Exception);
        }
        let copy = std::slice::from_raw_parts(bytes, len as usize).to_vec();
        qjs::js_free(raw, bytes.cast());
        Ok(copy)
    }
}

/// Loads bytecode into the realm of `ctx`. The header must have been checked.
pub(crate) fn read_value<'js>(ctx: &Ctx<'js>, bytecode: &Bytecode) -> rquickjs::Result<Compiled<'js>> {
    let Ok((_, payload)) = bytecode.check() else { return Err(rquickjs::Error::Unknown) };
    // SAFETY: the payload's checksum and build were checked, so this engine wrote it.
    unsafe {
        let flags = qjs::JS_READ_OBJ_BYTECODE as _;
        let value = qjs::JS_ReadObject(ctx.as_raw().as_ptr(), payload.as_ptr(), payload.len() as _, flags);
        Compiled::new(ctx, value)
    }
}

/// Compiles a classic script in the realm of `ctx`; its functions lose their own text.
pub fn compile_script(ctx: &Ctx<'_>, source: &str, file: &str) -> rquickjs::Result<Bytecode> {
    let compiled = compile_value(ctx, source, file, CompileKind::Script)?;
    Ok(Bytecode::new(CompileKind::Script, &write_value(ctx, &compiled, true)?))
}

/// Runs a classic script in the realm of `ctx`; gives its completion value.
pub fn run_script<'js>(ctx: &Ctx<'js>, bytecode: &Bytecode) -> rquickjs::Result<Value<'js>> {
    run_value(ctx, read_value(ctx, bytecode)?)
}

impl Vm {
    /// Compiles a source. Syntax errors carry the place and an excerpt of the source.
    ///
    /// With `strip_source` functions lose their own text (`fn.toString()` gives none), which is most of the
    /// memory of a large script; lines and columns stay.
    pub fn compile(
        &self,
        source: &str,
        file: &str,
        kind: CompileKind,
        strip_source: bool,
    ) -> Result<Bytecode, ScriptError> {
        let result = self.enter(|ctx| {
            let compiled = compile_value(ctx, source, file, kind)?;
            write_value(ctx, &compiled, strip_source)
        });
        match result {
            Ok(payload) => Ok(Bytecode::new(kind, &payload)),
            Err(mut error) => {
                error.add_excerpt(source);
                Err(error)
            }
        }
    }

    /// Runs a compiled classic script in a realm.
    pub fn run_bytecode(&self, realm: RealmId, bytecode: &Bytecode) -> Result<(), ScriptError> {
        if let Err(reason) = bytecode.check() {
            return Err(ScriptError::new(ScriptErrorKind::Bytecode, "BytecodeError", reason));
        }
        self.enter_realm(realm, |ctx| run_value(ctx, read_value(ctx, bytecode)?).map(|_| ()))
    }
}
