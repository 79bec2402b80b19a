//! `WebAssembly`: <https://webassembly.github.io/spec/js-api/>. The namespace object is made by `adapter/wx/webassembly.js`
//! from what [`install`] gives; instances, memories, tables and globals are those of `sparrow-wasm`.
//!
//! The store of a realm lives until the realm ends, and so do the functions that its instances import.

mod convert;
mod errors;
mod function;
mod global;
mod instance;
mod memory;
mod module;
mod realm;
mod table;

pub(crate) use realm::WasmRealm;

use global::Global;
use instance::Instance;
use memory::Memory;
use module::Module;
use rquickjs::{Ctx, Function, Object, Value, function::Opt};
use sparrow_script::{
    JsRef,
    native::{JsError, copy_bytes, create, install as install_class, install_callable},
};
use sparrow_wasm::CompiledCache;
use std::{rc::Rc, sync::Arc};
use table::Table;

/// Reads a file of the package, or of the user, for `instantiate(path)`.
pub(crate) type ReadFile = Rc<dyn Fn(&str) -> Result<Vec<u8>, String>>;

/// Puts `webAssembly` into the `host` object of a realm.
pub(crate) fn install<'js>(
    ctx: &Ctx<'js>,
    object: &Object<'js>,
    read: ReadFile,
    compile: Compile,
    cache: Option<Arc<dyn CompiledCache>>,
) -> rquickjs::Result<()> {
    let realm = WasmRealm::new(ctx, cache);
    sparrow_script::attach(ctx, realm.clone());
    install_callable::<function::ExportedFunction>(ctx)?;
    let native = Object::new(ctx.clone())?;
    native.set("Module", install_class::<Module>(ctx)?)?;
    native.set("Instance", install_class::<Instance>(ctx)?)?;
    native.set("Memory", install_class::<Memory>(ctx)?)?;
    native.set("Table", install_class::<Table>(ctx)?)?;
    native.set("Global", install_class::<Global>(ctx)?)?;

    let r = realm.clone();
    let set_errors = move |ctx: Ctx<'js>, compile: Value<'js>, link: Value<'js>, runtime: Value<'js>| {
        let keep = |value: Value<'js>| JsRef::new(&ctx, value);
        r.errors.set(errors::Errors { compile: keep(compile), link: keep(link), runtime: keep(runtime) });
    };
    native.set("setErrors", Function::new(ctx.clone(), set_errors)?)?;

    let r = realm.clone();
    let validate = move |ctx: Ctx<'js>, source: Value<'js>| -> rquickjs::Result<bool> {
        let bytes = bytes_of(&source).map_err(|e| e.throw(&ctx))?;
        Ok(r.engine(&ctx)?.validate(&bytes))
    };
    native.set("validate", Function::new(ctx.clone(), validate)?)?;

    // compile(source, done): a buffer's bytes are taken at once; `done(error, module)` comes later, or at once where there is no later.
    let r = realm.clone();
    let start = move |ctx: Ctx<'js>, source: Value<'js>, done: Function<'js>| -> rquickjs::Result<()> {
        let bytes = match source.as_string() {
            Some(_) => read_wasm(&*read, &sparrow_script::to_text(&ctx, &source).unwrap_or_default())
                .map_err(|reason| JsError::Error(format!("WebAssembly.instantiate: {reason}")).throw(&ctx))?,
            None => bytes_of(&source).map_err(|e| e.throw(&ctx))?,
        };
        let engine = r.engine(&ctx)?;
        let request = r.wait(JsRef::new(&ctx, done.into_value()));
        match compile(request, engine, bytes) {
            Some(result) => deliver(&ctx, request, result),
            None => Ok(()),
        }
    };
    native.set("compile", Function::new(ctx.clone(), start)?)?;

    let is_memory = |value: Value<'js>| sparrow_script::is_external(&value);
    native.set("isMemory", Function::new(ctx.clone(), is_memory)?)?;
    native.set("moduleExports", Function::new(ctx.clone(), module::exports)?)?;
    native.set("moduleImports", Function::new(ctx.clone(), module::imports)?)?;
    let sections = |ctx: Ctx<'js>, module: Value<'js>, name: Opt<Value<'js>>| {
        module::custom_sections(&ctx, &module, name.0)
    };
    native.set("customSections", Function::new(ctx.clone(), sections)?)?;
    object.set("webAssembly", native)
}

/// Compiles a module for a request: at once, or later, by [`deliver`].
pub(crate) type Compile =
    Rc<dyn Fn(u32, sparrow_wasm::Engine, Vec<u8>) -> Option<Result<sparrow_wasm::Module, String>>>;

/// Tells who waits for a module.
pub(crate) fn deliver(
    ctx: &Ctx<'_>,
    request: u32,
    compiled: Result<sparrow_wasm::Module, String>,
) -> rquickjs::Result<()> {
    let realm = WasmRealm::of(ctx).map_err(|e| e.throw(ctx))?;
    let Some(done) = realm.take_waiting(request) else { return Ok(()) };
    let done = done.function(ctx)?;
    match compiled {
        Ok(module) => {
            let module = create(ctx, Module(module))?;
            done.call((Value::new_undefined(ctx.clone()), module))
        }
        Err(message) => {
            let message = format!("WebAssembly.compile(): {message}");
            let error = realm.errors.make(ctx, errors::Kind::Compile, &message, &[])?;
            done.call((error,))
        }
    }
}

/// A copy of a `BufferSource`.
fn bytes_of(source: &Value<'_>) -> Result<Vec<u8>, JsError> {
    copy_bytes(source).ok_or_else(|| {
        JsError::Type("the argument must be an ArrayBuffer or a view of one that is not detached".to_owned())
    })
}

/// The bytes of `x.wasm` or `x.wasm.br`.
fn read_wasm(read: &dyn Fn(&str) -> Result<Vec<u8>, String>, path: &str) -> Result<Vec<u8>, String> {
    if !path.ends_with(".wasm") && !path.ends_with(".wasm.br") {
        return Err(format!("\"{path}\" is neither a .wasm nor a .wasm.br file of the package"));
    }
    read(path)
}
