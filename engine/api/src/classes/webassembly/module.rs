//! `WebAssembly.Module`, and the functions on it.

use super::{bytes_of, errors::Kind, realm::WasmRealm};
use rquickjs::{Array, ArrayBuffer, Ctx, Object, Value};
use sparrow_script::{
    native::{JsError, native_ref},
    native_class,
};
use sparrow_wasm::ExternKind;

/// A compiled module.
pub(crate) struct Module(pub(super) sparrow_wasm::Module);

native_class! {
    class "WebAssembly.Module" for Module;
    constructor(ctx: Ctx<'_>, source: Value<'_>) -> Result<Module, JsError> {
        let realm = WasmRealm::of(&ctx)?;
        let bytes = bytes_of(&source)?;
        let engine = realm.engine(&ctx)?;
        match engine.compile(&bytes) {
            Ok(module) => Ok(Module(module)),
            Err(error) => {
                Err(realm.errors.throw(&ctx, Kind::Compile, &format!("WebAssembly.Module(): {error}")))
            }
        }
    }
}

fn module_of<'v>(ctx: &Ctx<'_>, value: &'v Value<'_>) -> rquickjs::Result<&'v sparrow_wasm::Module> {
    match native_ref::<Module>(value) {
        Some(module) => Ok(&module.0),
        None => Err(JsError::Type("the argument is not a WebAssembly.Module".to_owned()).throw(ctx)),
    }
}

fn descriptor<'js>(ctx: &Ctx<'js>, name: &str, kind: ExternKind) -> rquickjs::Result<Object<'js>> {
    let object = Object::new(ctx.clone())?;
    object.set("name", name)?;
    object.set("kind", kind.name())?;
    Ok(object)
}

/// `WebAssembly.Module.exports(module)`
#[allow(clippy::needless_pass_by_value, reason = "a function of rquickjs")]
pub(super) fn exports<'js>(ctx: Ctx<'js>, module: Value<'js>) -> rquickjs::Result<Array<'js>> {
    let list = Array::new(ctx.clone())?;
    for (at, export) in module_of(&ctx, &module)?.exports().iter().enumerate() {
        list.set(at, descriptor(&ctx, &export.name, export.kind)?)?;
    }
    Ok(list)
}

/// `WebAssembly.Module.imports(module)`
#[allow(clippy::needless_pass_by_value, reason = "a function of rquickjs")]
pub(super) fn imports<'js>(ctx: Ctx<'js>, module: Value<'js>) -> rquickjs::Result<Array<'js>> {
    let list = Array::new(ctx.clone())?;
    for (at, import) in module_of(&ctx, &module)?.imports().enumerate() {
        let object = Object::new(ctx.clone())?;
        object.set("module", import.module)?;
        object.set("name", import.name)?;
        object.set("kind", import.kind.name())?;
        list.set(at, object)?;
    }
    Ok(list)
}

/// `WebAssembly.Module.customSections(module, name)`
pub(super) fn custom_sections<'js>(
    ctx: &Ctx<'js>,
    module: &Value<'js>,
    name: Option<Value<'js>>,
) -> rquickjs::Result<Array<'js>> {
    let module = module_of(ctx, module)?;
    let name = match name.filter(|name| !name.is_undefined()) {
        Some(name) => name.get::<rquickjs::Coerced<String>>()?.0,
        None => return Err(JsError::Type("customSections: the name is missing".to_owned()).throw(ctx)),
    };
    let list = Array::new(ctx.clone())?;
    for (at, section) in module.custom_sections(&name).enumerate() {
        list.set(at, ArrayBuffer::new_copy(ctx.clone(), section)?)?;
    }
    Ok(list)
}
